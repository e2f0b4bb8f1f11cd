"""What the checks need: lines, a service made in one of two ways, and the emulator's clock."""

import json

import httplib2
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError


class Checks:
    def __init__(self, name):
        self.name = name
        self.failures = 0

    def check(self, what, got, expected):
        if got == expected:
            print(f"ok - {self.name}: {what}")
            return
        self.fail(what, f"expected {expected!r}, got {got!r}")

    def fail(self, what, why):
        self.failures += 1
        print(f"not ok - {self.name}: {what}")
        print("# " + why.replace("\n", "\n# "))


def refusal(request):
    """Status, name and first field of the error that a request ends in; (200, "", "") without one."""
    try:
        request.execute()
    except HttpError as error:
        return refusal_in(error)
    return 200, "", ""


def refusal_in(error):
    envelope = json.loads(error.content)["error"]
    violations = [violation for detail in envelope.get("details", []) for violation in detail.get("fieldViolations", [])]
    return int(error.resp.status), envelope["status"], violations[0]["field"] if violations else ""


def container(job_id, **more):
    return {"jobId": job_id, "trainingInput": {"region": "us-central1", "masterConfig": {"imageUri": "gcr.io/p/i"}}, **more}


class Emulator:
    """A project of the emulator as the client library sees it, by the document it is made from."""

    def __init__(self, url, way, project):
        self.url = url
        self.way = way
        self.project_id = project
        self.project = f"projects/{project}"
        self.http = httplib2.Http()
        self.sent = []
        self.service = self.build_static() if way == "static" else self.build_served()
        self.projects = self.service.projects()
        self.jobs = self.projects.jobs()

    def build_served(self):
        return build("ml", "v1", http=self, cache_discovery=False,
                     discoveryServiceUrl=self.url + "/$discovery/rest?version={apiVersion}")

    def build_static(self):
        """The document that comes with the library, as of release 2."""
        return build("ml", "v1", http=self, client_options={"api_endpoint": self.url})

    def request(self, uri, method="GET", body=None, headers=None, **more):
        """What the library calls; notes what goes over the wire."""
        self.sent.append((method, uri, dict(headers or {})))
        return self.http.request(uri, method=method, body=body, headers=headers, **more)

    def close(self):
        for connection in self.http.connections.values():
            connection.close()

    def advance(self, duration):
        self.http.request(
            f"{self.url}/emulator/v1/{self.project}/clock:advance",
            method="POST",
            body=json.dumps({"duration": duration}),
            headers={"Content-Type": "application/json"},
        )

    def name(self, job_id):
        return f"{self.project}/jobs/{job_id}"

    def get(self, job_id, **more):
        return self.jobs.get(name=self.name(job_id), **more)

    def create(self, body, **more):
        return self.jobs.create(parent=self.project, body=body, **more)
