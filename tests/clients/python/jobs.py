"""Google's API client for Python against the emulator: jobs.py NAME URL, one line a check.

Every part runs with the discovery document that the emulator serves and, where the library brings one
(release 2 does, Debian's 1.7.12 does not), with the library's own. The server must run on a manual clock.
"""

import inspect
import json
import pathlib
import sys
import traceback

from googleapiclient.discovery import build
from googleapiclient.http import BatchHttpRequest

from emulator import Checks, Emulator, container, refusal, refusal_in

REQUESTS = pathlib.Path(__file__).resolve().parent.parent.parent.parent / "fixtures" / "requests"


def the_document_is_the_one_meant(emulator, check):
    asked = [uri for _, uri, _ in emulator.sent]
    document = emulator.url + "/$discovery/rest?version=v1"
    check("where the discovery document came from", asked, [document] if emulator.way == "served" else [])


def examples_run_to_succeeded(emulator, check):
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


def list_is_walked_by_list_next(emulator, check):
    request = emulator.jobs.list(parent=emulator.project, pageSize=2)
    pages = []
    while request is not None:
        answer = request.execute()
        pages.append([job["jobId"] for job in answer["jobs"]])
        request = emulator.jobs.list_next(request, answer)
    check("list_next ends by itself after two pages", [len(page) for page in pages], [2, 1])
    check("list_next meets every job once, newest first", sum(pages, []),
          ["ml_job_training", "ml_job_tensor", "ml_job_container"])
    filtered = emulator.jobs.list(parent=emulator.project, filter="jobId:ml_job_t* AND NOT trainingInput.args:*").execute()
    check("a filter arrives as it was meant", [job["jobId"] for job in filtered["jobs"]], ["ml_job_training"])
    empty = emulator.jobs.list(parent=emulator.project + "-empty").execute()
    check("a list of none is an empty object", empty, {})


def cancel_goes_without_a_body(emulator, check):
    emulator.create(container("to_cancel")).execute()
    answer = emulator.jobs.cancel(name=emulator.name("to_cancel")).execute()
    check("cancel without a body answers an empty object", answer, {})
    emulator.advance("3600s")
    job = emulator.get("to_cancel").execute()
    check("the cancelled job ends CANCELLED", job["state"], "CANCELLED")
    check("the cancelled job says why", job["errorMessage"], "Job is cancelled by the user.")


def long_urls_are_overridden(emulator, check):
    """Past 2048 characters the library sends a POST whose override header says GET."""
    long = "q" * 2100
    emulator.create(container("behind_a_long_url")).execute()
    emulator.advance("3600s")
    job = emulator.get("behind_a_long_url", quotaUser=long).execute()
    method, uri, headers = emulator.sent[-1]
    check("a long URL really was overridden",
          (method, "?" in uri, headers.get("x-http-method-override")), ("POST", False, "GET"))
    check("a get behind a long URL sees SUCCEEDED", job["state"], "SUCCEEDED")
    page = emulator.jobs.list(parent=emulator.project, pageSize=1, quotaUser=long).execute()
    check("a list behind a long URL lists instead of creating",
          [job["jobId"] for job in page["jobs"]], ["behind_a_long_url"])


def fields_leave_the_rest_out(emulator, check):
    job = emulator.get("to_cancel", fields="jobId,trainingInput(region,masterConfig/imageUri)").execute()
    check("fields of a job", job, {"jobId": "to_cancel", "trainingInput": {
        "region": "us-central1", "masterConfig": {"imageUri": "gcr.io/p/i"}}})
    page = emulator.jobs.list(parent=emulator.project, pageSize=1, fields="jobs/state,nextPageToken").execute()
    check("fields of a list", (sorted(page), page["jobs"]), (["jobs", "nextPageToken"], [{"state": "SUCCEEDED"}]))
    check("a field that is not there is refused", refusal(emulator.get("to_cancel", fields="nosuch"))[:2],
          (400, "INVALID_ARGUMENT"))


def labels_are_patched(emulator, check):
    created = emulator.create(container("labelled", labels={"team": "vision", "airflow-version": "v2-1-0"})).execute()

    def patch(mask, **body):
        return emulator.jobs.patch(name=emulator.name("labelled"), updateMask=mask, body=body)

    changed = patch("labels", labels={"team": "speech"}).execute()
    check("patch replaces the whole map", changed["labels"], {"team": "speech"})
    check("patch gives another etag", changed["etag"] != created["etag"], True)
    stale = patch("labels,etag", labels={}, etag=created["etag"])
    check("a stale etag is refused", refusal(stale), (409, "ABORTED", "etag"))
    cleared = patch("labels", labels={}).execute()
    check("an empty map clears", "labels" in cleared, False)
    check("another field is refused", refusal(patch("trainingInput", trainingInput={}))[:2], (400, "INVALID_ARGUMENT"))
    check("the rest of the job is as it was", cleared["trainingInput"], created["trainingInput"])


def policies_are_kept(emulator, check):
    resource = emulator.name("labelled")
    policy = emulator.jobs.getIamPolicy(resource=resource).execute()
    check("a policy that was never set has an etag alone", list(policy), ["etag"])
    binding = {"role": "roles/ml.viewer", "members": ["user:a@example.com", "group:b@example.com"]}
    body = {"policy": {**policy, "bindings": [binding]}}
    written = emulator.jobs.setIamPolicy(resource=resource, body=body).execute()
    check("what was read can be written with a binding more", written["bindings"], [binding])
    read = emulator.jobs.getIamPolicy(resource=resource, options_requestedPolicyVersion=1).execute()
    check("and is read as it was written", read, written)
    check("a second write with the first etag is refused",
          refusal(emulator.jobs.setIamPolicy(resource=resource, body=body))[:2], (409, "ABORTED"))
    wanted = ["ml.jobs.get", "ml.jobs.setIamPolicy"]
    granted = emulator.jobs.testIamPermissions(resource=resource, body={"permissions": wanted}).execute()
    check("testIamPermissions grants all", granted, {"permissions": wanted})


def config_names_the_account(emulator, check):
    config = emulator.projects.getConfig(name=emulator.project).execute()
    check("getConfig has the service account of the project's number", config["serviceAccount"],
          f"service-{config['serviceAccountProject']}@cloud-ml.google.com.iam.gserviceaccount.com")
    again = emulator.projects.getConfig(name=emulator.project).execute()
    check("getConfig says the same twice", again, config)


def batches_are_answered_one_by_one(emulator, check):
    answers = {}

    def note(request_id, response, exception):
        answers[request_id] = refusal_in(exception) if exception else response.get("jobId", response)

    if emulator.way == "static":
        # The library's own document sends batches to Google, whatever the endpoint of the calls.
        batch = BatchHttpRequest(callback=note, batch_uri=emulator.url + "/batch")
    else:
        batch = emulator.service.new_batch_http_request(callback=note)
    batch.add(emulator.create(container("in_a_batch", labels={"from": "batch"})), request_id="create")
    batch.add(emulator.create(container("in_a_batch")), request_id="twice")
    batch.add(emulator.get("in_a_batch", fields="jobId"), request_id="get")
    batch.add(emulator.get("nobody"), request_id="nobody")
    batch.add(emulator.jobs.cancel(name=emulator.name("in_a_batch")), request_id="cancel")
    batch.execute(http=emulator)
    check("the batch went home", emulator.sent[-1][:2], ("POST", emulator.url + "/batch"))
    check("each call of a batch has its own answer, in order", answers, {
        "create": "in_a_batch", "twice": (409, "ALREADY_EXISTS", "job.job_id"), "get": "in_a_batch",
        "nobody": (404, "NOT_FOUND", "name"), "cancel": {}})
    many = {}
    batch = BatchHttpRequest(callback=lambda key, answer, error: many.update({key: error or answer["jobId"]}),
                             batch_uri=emulator.url + "/batch/ml/v1")
    names = [f"batch_{number}" for number in range(200)]
    for job_id in names:
        batch.add(emulator.create(container(job_id)), request_id=job_id)
    batch.execute(http=emulator)
    check("two hundred creates go in one batch", many, {job_id: job_id for job_id in names})
    check("and made that many jobs", emulator.jobs.list(
        parent=emulator.project, filter="jobId:batch_*", pageSize=100, fields="jobs/jobId").execute()["jobs"][-1],
        {"jobId": "batch_100"})


def errors_are_understood(emulator, check):
    check("a used jobId", refusal(emulator.create(container("to_cancel"))), (409, "ALREADY_EXISTS", "job.job_id"))
    check("an unknown job", refusal(emulator.get("nobody")), (404, "NOT_FOUND", "name"))
    no_region = emulator.create({"jobId": "no_region", "trainingInput": {}})
    check("a job without a region", refusal(no_region), (400, "INVALID_ARGUMENT", "region"))
    ended = emulator.jobs.cancel(name=emulator.name("ml_job_tensor"))
    check("cancel of an ended job", refusal(ended)[:2], (400, "FAILED_PRECONDITION"))
    unknown = emulator.create(container("unknown", parameter_server_type="x"))
    check("a name that is no field", refusal(unknown), (400, "INVALID_ARGUMENT", "job"))


PARTS = (
    the_document_is_the_one_meant,
    examples_run_to_succeeded,
    list_is_walked_by_list_next,
    cancel_goes_without_a_body,
    long_urls_are_overridden,
    fields_leave_the_rest_out,
    labels_are_patched,
    policies_are_kept,
    config_names_the_account,
    batches_are_answered_one_by_one,
    errors_are_understood,
)


def run(checks, url, way):
    emulator = Emulator(url, way, f"python-{way}")

    def check(what, got, expected):
        checks.check(f"{way}: {what}", got, expected)

    for part in PARTS:
        try:
            part(emulator, check)
        except Exception:  # One broken conversation must not hide the others.
            checks.fail(f"{way}: {part.__name__.replace('_', ' ')}", traceback.format_exc().strip())
    emulator.close()


def main():
    checks = Checks(sys.argv[1])
    ways = ["served"]
    if "client_options" in inspect.signature(build).parameters:
        ways.append("static")
    for way in ways:
        try:
            run(checks, sys.argv[2].rstrip("/"), way)
        except Exception:
            checks.fail(f"{way}: a service is built", traceback.format_exc().strip())
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
