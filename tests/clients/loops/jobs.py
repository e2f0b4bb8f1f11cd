"""The loops of two schedulers around these jobs, replayed: jobs.py URL ECHO, one line a check.

Apache Airflow (the hook and the operators of its mlengine provider) and Kubeflow Pipelines (the component
ml_engine) create a job, and on 409 ask whether the one that is there is their own: they compare what they
sent with what comes back as dictionaries. ECHO is the --compat echo of the server, proto or faithful, which
decides that; it must run on a manual clock.
"""

import sys
import traceback

from wire import Client, HttpError

ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")
INPUTS = ("trainingInput", "predictionInput")
POLL = 30
failures = 0


def check(what, got, expected):
    global failures
    if got == expected:
        print(f"ok - loops: {what}")
        return
    failures += 1
    print(f"not ok - loops: {what}")
    print(f"# expected {expected!r}, got {got!r}")


# --- what the schedulers do -------------------------------------------------------------------------


def wait_for_end(client, job_id):
    """Both poll with get, and index the answer's state without a second thought."""
    while True:
        job = client.get(job_id)
        if job["state"] in ENDED:
            return job
        client.sleep(POLL)


def airflow_run(client, body, kind):
    """The operator: create or take over, wait, and fail with the job's message unless it succeeded."""
    labels = {**body.get("labels", {}), "airflow-version": "v2-1-0"}
    sent = {**body, "labels": labels}
    try:
        client.create(sent)
    except HttpError as error:
        if error.status != 409 or client.get(sent["jobId"]).get(kind) != sent[kind]:
            raise
    job = wait_for_end(client, sent["jobId"])
    if job["state"] != "SUCCEEDED":
        raise RuntimeError(job["errorMessage"])
    return job["predictionOutput"] if kind == "predictionInput" else job


def airflow_cancel(client, job_id):
    """No body; 400 means that the job was over already, which is fine."""
    try:
        return client.cancel(job_id)
    except HttpError as error:
        if error.status != 400:
            raise
        return {}


def kubeflow_run(client, body):
    """The component: as above, but both inputs are compared, one of which is absent."""
    try:
        client.create(body)
    except HttpError as error:
        there = client.get(body["jobId"]) if error.status == 409 else {}
        if error.status != 409 or any(there.get(kind) != body.get(kind) for kind in INPUTS):
            raise
    job = wait_for_end(client, body["jobId"])
    if job["state"] != "SUCCEEDED":
        raise RuntimeError(f"{job['state']}: {job.get('errorMessage')}")
    return job


def kubeflow_cancel(client, job_id):
    """It sends the name along, which no version of the API lists."""
    return client.cancel(job_id, {"name": f"projects/{client.project}/jobs/{job_id}"})


def outcome(function, *arguments):
    """A status for an error of the API, or the state the job came to."""
    try:
        answer = function(*arguments)
    except HttpError as error:
        return error.status
    except RuntimeError as error:
        return str(error)
    return answer.get("state", answer)


# --- bodies -----------------------------------------------------------------------------------------


def canonical(job_id):
    """Nothing in it reads otherwise when it comes back."""
    return {
        "jobId": job_id,
        "trainingInput": {
            "scaleTier": "CUSTOM",
            "masterType": "n1-standard-8",
            "workerType": "n1-standard-8",
            "workerCount": "2",
            "packageUris": ["gs://bucket/trainer.tar.gz"],
            "pythonModule": "trainer.task",
            "args": ["--rate", "0.1", "<&>"],
            "region": "europe-west1",
            "runtimeVersion": "2.1",
            "jobDir": "gs://bucket/out",
            "pythonVersion": "3.7",
        },
    }


def with_default(job_id):
    """The scale tier is the default one, which proto JSON leaves out."""
    body = canonical(job_id)
    for name in ("masterType", "workerType", "workerCount"):
        del body["trainingInput"][name]
    body["trainingInput"]["scaleTier"] = "BASIC"
    return body


def with_number(job_id):
    """A count as a number, as everybody writes it, and as a string once it is back."""
    body = canonical(job_id)
    body["trainingInput"]["workerCount"] = 2
    return body


def with_snake_case(job_id):
    """tensorflow_cloud's spelling."""
    body = canonical(job_id)
    del body["trainingInput"]["packageUris"], body["trainingInput"]["pythonModule"]
    del body["trainingInput"]["runtimeVersion"], body["trainingInput"]["pythonVersion"]
    body["trainingInput"]["masterConfig"] = {"imageUri": "gcr.io/p/i"}
    body["trainingInput"]["use_chief_in_tf_config"] = True
    return body


def prediction(job_id):
    return {
        "jobId": job_id,
        "predictionInput": {
            "dataFormat": "TEXT",
            "inputPaths": ["gs://bucket/in*"],
            "maxWorkerCount": "3",
            "modelName": "projects/loops/models/m",
            "outputPath": "gs://bucket/out",
            "region": "us-central1",
        },
    }


# --- checks -----------------------------------------------------------------------------------------


def runs_a_job(client, _):
    job = airflow_run(client, canonical("airflow"), "trainingInput")
    check("airflow runs a job to SUCCEEDED", job["state"], "SUCCEEDED")
    check("airflow's label with dashes is kept", job["labels"], {"airflow-version": "v2-1-0"})
    check("airflow's first call creates", client.calls[0], ("POST", "jobs", 200))
    check("airflow polls until then", {call for call in client.calls[1:]}, {("GET", "airflow", 200)})
    check("kubeflow runs a job to SUCCEEDED", outcome(kubeflow_run, client, canonical("kubeflow")), "SUCCEEDED")


def takes_over_its_own(client, echo):
    """Whether each body is known again, sent a second time."""
    other = "SUCCEEDED" if echo == "faithful" else 409
    for make, expected in ((canonical, "SUCCEEDED"), (with_default, other), (with_number, other), (with_snake_case, other)):
        name = make.__name__.replace("_", " ")
        said = "is known again" if expected == "SUCCEEDED" else "is not known again"
        body = make("again_" + make.__name__)
        check(f"airflow, echo={echo}: a job {name} succeeds", outcome(airflow_run, client, body, "trainingInput"), "SUCCEEDED")
        check(f"airflow, echo={echo}: a job {name} {said}", outcome(airflow_run, client, body, "trainingInput"), expected)
        check(f"kubeflow, echo={echo}: a job {name} {said}", outcome(kubeflow_run, client, body), expected)


def refuses_a_strangers(client, _):
    stranger = canonical("again_canonical")
    stranger["trainingInput"]["args"] = ["--other"]
    check("airflow: a job of that id with other arguments stays a 409",
          outcome(airflow_run, client, stranger, "trainingInput"), 409)
    check("kubeflow: so it does", outcome(kubeflow_run, client, stranger), 409)
    check("kubeflow: a prediction job of that id stays a 409", outcome(kubeflow_run, client, prediction("again_canonical")), 409)


def takes_over_while_it_runs(client, _):
    body = canonical("running")
    client.create({**body, "labels": {"airflow-version": "v2-1-0"}})
    check("it is QUEUED", client.get("running")["state"], "QUEUED")
    check("airflow waits for the end of a job that is under way", outcome(airflow_run, client, body, "trainingInput"), "SUCCEEDED")


def predicts(client, _):
    answer = airflow_run(client, prediction("predicted"), "predictionInput")
    check("airflow returns the output of a prediction job", answer["outputPath"], "gs://bucket/out")
    check("airflow knows the prediction job again", outcome(airflow_run, client, prediction("predicted"), "predictionInput"), answer)


def cancels(client, _):
    client.create(canonical("to_cancel"))
    check("airflow cancels without a body", airflow_cancel(client, "to_cancel"), {})
    check("airflow fails with the job's own message", outcome(airflow_run, client, canonical("to_cancel"), "trainingInput"),
          "Job is cancelled by the user.")
    check("airflow cancels what is over, and goes on", (airflow_cancel(client, "to_cancel"), client.calls[-1][2]), ({}, 400))
    check("airflow hears that there is no such job", outcome(airflow_cancel, client, "nobody"), 404)
    client.create(canonical("with_a_name"))
    check("kubeflow cancels with a name in the body", kubeflow_cancel(client, "with_a_name"), {})
    check("kubeflow fails with state and message", outcome(kubeflow_run, client, canonical("with_a_name")),
          "CANCELLED: Job is cancelled by the user.")


def fails_at_once(client, _):
    body = canonical("bad")
    body["trainingInput"]["region"] = "us-central1-f"
    before = len(client.calls)
    check("a bad body is raised", outcome(airflow_run, client, body, "trainingInput"), 400)
    check("without asking for the job", client.calls[before:], [("POST", "jobs", 400)])


def main():
    global failures
    client = Client(sys.argv[1], "loops")
    for part in (runs_a_job, takes_over_its_own, refuses_a_strangers, takes_over_while_it_runs, predicts, cancels, fails_at_once):
        try:
            part(client, sys.argv[2])
        except Exception:  # One broken conversation must not hide the others.
            failures += 1
            print(f"not ok - loops: {part.__name__.replace('_', ' ')}")
            print("# " + traceback.format_exc().strip().replace("\n", "\n# "))
    client.close()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
