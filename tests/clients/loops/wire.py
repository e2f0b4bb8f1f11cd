"""The calls that google-api-python-client makes, in what a server can tell, by the standard library alone:
lower-case headers, one connection that is kept, content-length: 0 on each GET, alt=json, no body where the
caller gave none.
"""

import http.client
import json
import urllib.parse


class HttpError(Exception):
    def __init__(self, status, envelope):
        super().__init__(f"{status}: {envelope['message']}")
        self.status = status
        self.name = envelope["status"]


class Client:
    def __init__(self, url, project):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc)
        self.project = project
        self.calls = []

    def call(self, method, path, body=None):
        text = None if body is None else json.dumps(body)
        headers = {
            "accept": "application/json",
            "accept-encoding": "identity",
            "user-agent": "(gzip)",
            "content-length": str(len(text or "")),
        }
        if text is not None:
            headers["content-type"] = "application/json"
        self.connection.request(method, path + "?alt=json", body=text, headers=headers)
        response = self.connection.getresponse()
        answer = json.loads(response.read())
        self.calls.append((method, path.rpartition("/")[2], response.status))
        if response.status >= 300:
            raise HttpError(response.status, answer["error"])
        return answer

    def create(self, body):
        return self.call("POST", f"/v1/projects/{self.project}/jobs", body)

    def get(self, job_id):
        return self.call("GET", f"/v1/projects/{self.project}/jobs/{job_id}")

    def cancel(self, job_id, body=None):
        return self.call("POST", f"/v1/projects/{self.project}/jobs/{job_id}:cancel", body)

    def sleep(self, seconds):
        """Polling takes no time here: the clock is moved instead."""
        self.call("POST", f"/emulator/v1/projects/{self.project}/clock:advance", {"duration": f"{seconds}s"})
        self.calls.pop()

    def close(self):
        self.connection.close()
