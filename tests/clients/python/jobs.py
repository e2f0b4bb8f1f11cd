"""Google's API client for Python against the emulator at the URL given: one line a check.

Only what Debian's python3-googleapi brings is used. The server must run on a manual clock.
"""

import json
import pathlib
import sys
import traceback

import httplib2
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError

HERE = pathlib.Path(__file__).resolve().parent
REQUESTS = HERE.parent.parent.parent / "fixtures" / "requests"
PROJECT = "projects/python-client"
failures = 0


def check(what, got, expected):
    global failures
    if got == expected:
        print(f"ok - python: {what}")
        return
    failures += 1
    print(f"not ok - python: {what}")
    print(f"# expected {expected!r}, got {got!r}")


def status_of(request):
    """The status and message an error carries; ("200", "") when there is none."""
    try:
        request.execute()
    except HttpError as error:
        envelope = json.loads(error.content)["error"]
        return str(error.resp.status), envelope["status"]
    return "200", ""


class Emulator:
    def __init__(self, url):
        self.url = url
        self.http = httplib2.Http()
        self.sent = []
        document = json.loads((HERE / "jobs.discovery.json").read_text())
        document["rootUrl"] = url + "/"
        self.jobs = build_from_document(document, http=self).projects().jobs()

    def request(self, uri, method="GET", body=None, headers=None, **more):
        """What the client library calls; notes what went over the wire."""
        self.sent.append((method, uri, dict(headers or {})))
        return self.http.request(uri, method=method, body=body, headers=headers, **more)

    def close(self):
        for connection in self.http.connections.values():
            connection.close()

    def advance(self, duration):
        self.http.request(
            f"{self.url}/emulator/v1/{PROJECT}/clock:advance",
            method="POST",
            body=json.dumps({"duration": duration}),
            headers={"Content-Type": "application/json"},
        )

    def get(self, job_id):
        return self.jobs.get(name=f"{PROJECT}/jobs/{job_id}")

    def create(self, body):
        return self.jobs.create(parent=PROJECT, body=body)


def examples_run_to_succeeded(emulator):
    bodies = [json.loads(path.read_text()) for path in sorted(REQUESTS.glob("*.json"))]
    for body in bodies:
        created = emulator.create(body).execute()
        check(f"create of {body['jobId']} answers QUEUED", created["state"], "QUEUED")
        check(f"{body['jobId']} comes back as sent", created["trainingInput"]["region"],
              body["trainingInput"]["region"])
    emulator.advance("3600s")
    for body in bodies:
        job = emulator.get(body["jobId"]).execute()
        check(f"{body['jobId']} runs to SUCCEEDED", job["state"], "SUCCEEDED")
        check(f"{body['jobId']} has its three times",
              [name for name in ("createTime", "startTime", "endTime") if name in job],
              ["createTime", "startTime", "endTime"])


def list_is_walked_by_list_next(emulator):
    request = emulator.jobs.list(parent=PROJECT, pageSize=2)
    pages = []
    while request is not None:
        answer = request.execute()
        pages.append([job["jobId"] for job in answer["jobs"]])
        request = emulator.jobs.list_next(request, answer)
    check("list_next ends by itself after two pages", [len(page) for page in pages], [2, 1])
    check("list_next meets every job once, newest first", sum(pages, []),
          ["ml_job_training", "ml_job_tensor", "ml_job_container"])


def cancel_goes_without_a_body(emulator):
    emulator.create({"jobId": "to_cancel", "trainingInput": {"region": "us-central1", "masterConfig": {"imageUri": "gcr.io/p/i"}}}).execute()
    answer = emulator.jobs.cancel(name=f"{PROJECT}/jobs/to_cancel").execute()
    check("cancel without a body answers an empty object", answer, {})
    emulator.advance("3600s")
    job = emulator.get("to_cancel").execute()
    check("the cancelled job ends CANCELLED", job["state"], "CANCELLED")
    check("the cancelled job says why", job["errorMessage"], "Job is cancelled by the user.")


def long_urls_are_overridden(emulator):
    """Past 2048 characters the library sends a POST whose override header says GET."""
    long = "q" * 2100
    emulator.create({"jobId": "behind_a_long_url", "trainingInput": {"region": "us-east1", "masterConfig": {"imageUri": "gcr.io/p/i"}}}).execute()
    emulator.advance("3600s")
    job = emulator.jobs.get(name=f"{PROJECT}/jobs/behind_a_long_url", quotaUser=long).execute()
    method, uri, headers = emulator.sent[-1]
    check("a long URL really was overridden",
          (method, "?" in uri, headers.get("x-http-method-override")), ("POST", False, "GET"))
    check("a get behind a long URL sees SUCCEEDED", job["state"], "SUCCEEDED")
    page = emulator.jobs.list(parent=PROJECT, pageSize=1, quotaUser=long).execute()
    check("a list behind a long URL lists instead of creating",
          [job["jobId"] for job in page["jobs"]], ["behind_a_long_url"])


def errors_are_understood(emulator):
    twice = emulator.create({"jobId": "to_cancel", "trainingInput": {"region": "us-central1", "masterConfig": {"imageUri": "gcr.io/p/i"}}})
    check("a used jobId is an HttpError 409", status_of(twice), ("409", "ALREADY_EXISTS"))
    check("an unknown job is an HttpError 404", status_of(emulator.get("nobody")), ("404", "NOT_FOUND"))
    no_region = emulator.create({"jobId": "no_region", "trainingInput": {}})
    check("a job without a region is an HttpError 400", status_of(no_region), ("400", "INVALID_ARGUMENT"))
    ended = emulator.jobs.cancel(name=f"{PROJECT}/jobs/ml_job_tensor")
    check("cancel of an ended job is an HttpError 400", status_of(ended), ("400", "FAILED_PRECONDITION"))


def main():
    global failures
    emulator = Emulator(sys.argv[1].rstrip("/"))
    for part in (
        examples_run_to_succeeded,
        list_is_walked_by_list_next,
        cancel_goes_without_a_body,
        long_urls_are_overridden,
        errors_are_understood,
    ):
        try:
            part(emulator)
        except Exception:  # One broken conversation must not hide the others.
            failures += 1
            print(f"not ok - python: {part.__name__.replace('_', ' ')}")
            print("# " + traceback.format_exc().strip().replace("\n", "\n# "))
    emulator.close()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
