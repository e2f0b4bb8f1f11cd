package main

import (
	"context"
	"fmt"
	"net/http"

	"google.golang.org/api/googleapi"
	"google.golang.org/api/ml/v1"
	"google.golang.org/api/option"
)

func container(id string) *ml.GoogleCloudMlV1__Job {
	return &ml.GoogleCloudMlV1__Job{
		JobId: id,
		TrainingInput: &ml.GoogleCloudMlV1__TrainingInput{
			Region:       "us-central1",
			MasterConfig: &ml.GoogleCloudMlV1__ReplicaConfig{ImageUri: "gcr.io/p/i"},
		},
	}
}

func lives(c *client) {
	wanted := container("go_job")
	wanted.TrainingInput.Args = []string{"--text=<a> & 'b'\n\"c\" \u2028"}
	created := must(c.jobs.Create(parent, wanted).Do())
	c.check("create answers QUEUED", created.State, "QUEUED")
	c.check("create answers 200", created.HTTPStatusCode, http.StatusOK)
	c.check("text that Go escapes comes back as it was", created.TrainingInput.Args, wanted.TrainingInput.Args)
	c.advance("3600s")
	job := must(c.jobs.Get(name("go_job")).Do())
	c.check("the job runs to SUCCEEDED", job.State, "SUCCEEDED")
	c.check("it was created when the clock began", job.CreateTime, "2020-01-01T00:00:00Z")
	c.check("it has its other two times", job.StartTime != "" && job.EndTime > job.StartTime, true)

	must(c.jobs.Create(parent, container("to_cancel")).Do())
	must(c.jobs.Cancel(name("to_cancel"), &ml.GoogleCloudMlV1__CancelJobRequest{}).Do())
	cancelling := must(c.jobs.Get(name("to_cancel")).Do())
	c.check("a cancelled job is CANCELLING first", cancelling.State, "CANCELLING")
	c.advance("3600s")
	cancelled := must(c.jobs.Get(name("to_cancel")).Do())
	c.check("and ends CANCELLED, saying why", cancelled.State+": "+cancelled.ErrorMessage,
		"CANCELLED: Job is cancelled by the user.")
}

// A number where Go expects a string, or the other way round, makes it fail to read the whole job.
func numbers(c *client) {
	wanted := container("wide")
	input := wanted.TrainingInput
	input.ScaleTier = "CUSTOM"
	input.MasterType = "n1-standard-8"
	input.MasterConfig.AcceleratorConfig = &ml.GoogleCloudMlV1__AcceleratorConfig{Count: 2, Type: "NVIDIA_TESLA_T4"}
	input.WorkerType = "n1-standard-8"
	input.WorkerCount = 3
	input.Hyperparameters = &ml.GoogleCloudMlV1__HyperparameterSpec{
		Goal:      "MAXIMIZE",
		MaxTrials: 4,
		Params: []*ml.GoogleCloudMlV1__ParameterSpec{
			{ParameterName: "rate", Type: "DOUBLE", MinValue: 1e-300, MaxValue: 0.1, ScaleType: "UNIT_LOG_SCALE"},
		},
	}
	must(c.jobs.Create(parent, wanted).Do())
	got := must(c.jobs.Get(name("wide")).Do()).TrainingInput
	c.check("workerCount", got.WorkerCount, int64(3))
	c.check("acceleratorConfig.count", got.MasterConfig.AcceleratorConfig.Count, int64(2))
	c.check("maxTrials, which is no string", got.Hyperparameters.MaxTrials, int64(4))
	c.check("minValue to the last bit", got.Hyperparameters.Params[0].MinValue, 1e-300)

	prediction := &ml.GoogleCloudMlV1__Job{
		JobId: "prediction",
		PredictionInput: &ml.GoogleCloudMlV1__PredictionInput{
			Region: "us-central1", DataFormat: "JSON", InputPaths: []string{"gs://bucket/in*"},
			OutputPath: "gs://bucket/out", ModelName: parent + "/models/m", MaxWorkerCount: 7, BatchSize: 9007199254740993,
		},
	}
	must(c.jobs.Create(parent, prediction).Do())
	c.advance("3600s")
	done := must(c.jobs.Get(name("prediction")).Do())
	c.check("maxWorkerCount", done.PredictionInput.MaxWorkerCount, int64(7))
	c.check("batchSize, beyond a double", done.PredictionInput.BatchSize, int64(9007199254740993))
	c.check("a prediction job SUCCEEDED", done.State, "SUCCEEDED")
	c.check("its output is read", done.PredictionOutput.OutputPath, "gs://bucket/out")
}

func lists(c *client) {
	const other = "projects/go-client-lists"
	empty := must(c.jobs.List(other).Do())
	c.check("an empty list is read", len(empty.Jobs), 0)
	for number := range 7 {
		job := container(fmt.Sprintf("list_%d", number))
		job.Labels = map[string]string{"parity": []string{"even", "odd"}[number%2]}
		must(c.jobs.Create(other, job).Do())
	}
	var met []string
	var sizes []int
	collect := func(page *ml.GoogleCloudMlV1__ListJobsResponse) error {
		sizes = append(sizes, len(page.Jobs))
		for _, job := range page.Jobs {
			met = append(met, job.JobId)
		}
		return nil
	}
	must(0, c.jobs.List(other).PageSize(3).Pages(context.Background(), collect))
	c.check("Pages ends after three of them", sizes, []int{3, 3, 1})
	c.check("Pages meets every job once, newest first", met,
		[]string{"list_6", "list_5", "list_4", "list_3", "list_2", "list_1", "list_0"})
	met = nil
	must(0, c.jobs.List(other).Filter("labels.parity=odd AND NOT jobId:list_3").PageSize(1).
		Pages(context.Background(), collect))
	c.check("a filter holds on every page", met, []string{"list_5", "list_1"})
	named := must(c.jobs.List(other).PageSize(2).Fields("jobs/jobId", "nextPageToken").Do())
	c.check("fields leaves the rest out", *named.Jobs[0], ml.GoogleCloudMlV1__Job{JobId: "list_6"})
	c.check("fields keeps the page token", named.NextPageToken != "", true)
}

func changes(c *client) {
	wanted := container("labelled")
	wanted.Labels = map[string]string{"team": "vision", "airflow-version": "v2-1-0"}
	created := must(c.jobs.Create(parent, wanted).Do())
	changed := must(c.jobs.Patch(name("labelled"), &ml.GoogleCloudMlV1__Job{
		Labels: map[string]string{"team": "speech"},
	}).UpdateMask("labels").Do())
	c.check("patch replaces the map", changed.Labels, map[string]string{"team": "speech"})
	c.check("a change has another etag", changed.Etag != created.Etag && changed.Etag != "", true)

	_, err := c.jobs.Patch(name("labelled"), &ml.GoogleCloudMlV1__Job{
		Labels: map[string]string{"team": "late"}, Etag: created.Etag,
	}).UpdateMask("labels,etag").Do()
	stale := refused(err)
	c.check("a stale etag is 409 ABORTED", []any{stale.code, stale.status, stale.field}, []any{409, "ABORTED", "etag"})

	// The empty map is left out of the body, which is {} then.
	cleared := must(c.jobs.Patch(name("labelled"), &ml.GoogleCloudMlV1__Job{
		Labels: map[string]string{},
	}).UpdateMask("labels").Do())
	c.check("labels are cleared by a body of {}", len(cleared.Labels), 0)
	c.check("and stay away", len(must(c.jobs.Get(name("labelled")).Do()).Labels), 0)
	c.check("the input is as it was", cleared.TrainingInput.MasterConfig.ImageUri, "gcr.io/p/i")
}

func policies(c *client) {
	resource := name("go_job")
	policy := must(c.jobs.GetIamPolicy(resource).OptionsRequestedPolicyVersion(3).Do())
	unset := policy.Etag
	c.check("a policy that was never set has an etag and no binding", []any{unset != "", len(policy.Bindings)}, []any{true, 0})
	policy.Version = 3
	policy.Bindings = append(policy.Bindings, &ml.GoogleIamV1__Binding{
		Role: "roles/ml.viewer", Members: []string{"user:a@example.com"},
		Condition: &ml.GoogleType__Expr{Title: "once", Expression: "request.time < timestamp('2030-01-01T00:00:00Z')"},
	})
	set := must(c.jobs.SetIamPolicy(resource, &ml.GoogleIamV1__SetIamPolicyRequest{Policy: policy}).Do())
	c.check("what was read can be written back with a binding more", set.Bindings[0].Members, []string{"user:a@example.com"})
	read := must(c.jobs.GetIamPolicy(resource).OptionsRequestedPolicyVersion(3).Do())
	c.check("and is read as it was set", []any{read.Version, read.Etag, read.Bindings[0].Condition.Expression},
		[]any{int64(3), set.Etag, policy.Bindings[0].Condition.Expression})
	_, err := c.jobs.SetIamPolicy(resource, &ml.GoogleIamV1__SetIamPolicyRequest{Policy: policy}).Do()
	raced := refused(err)
	c.check("a second write with the first etag is 409 ABORTED", []any{raced.code, raced.status}, []any{409, "ABORTED"})
	granted := must(c.jobs.TestIamPermissions(resource, &ml.GoogleIamV1__TestIamPermissionsRequest{
		Permissions: []string{"ml.jobs.get", "ml.jobs.cancel"},
	}).Do())
	c.check("testIamPermissions grants all", granted.Permissions, []string{"ml.jobs.get", "ml.jobs.cancel"})
}

func config(c *client) {
	got := must(c.service.Projects.GetConfig(parent).Do())
	c.check("getConfig has the service account of the project's number", got.ServiceAccount,
		fmt.Sprintf("service-%d@cloud-ml.google.com.iam.gserviceaccount.com", got.ServiceAccountProject))
	slash := must(ml.NewService(context.Background(), option.WithEndpoint(c.url+"/"), option.WithoutAuthentication()))
	again := must(slash.Projects.GetConfig(parent).Do())
	c.check("an endpoint with a slash at its end is the same", again.ServiceAccountProject, got.ServiceAccountProject)
	keyed := must(ml.NewService(context.Background(), option.WithEndpoint(c.url), option.WithAPIKey("k")))
	job := must(keyed.Projects.Jobs.Get(name("go_job")).Do(googleapi.QuotaUser("someone")))
	c.check("an API key and a quota user change nothing", job.State, "SUCCEEDED")
}

func refusals(c *client) {
	_, err := c.jobs.Create(parent, container("go_job")).Do()
	c.check("a used jobId", refused(err), refusal{
		409, "ALREADY_EXISTS", "Field: job.job_id Error: A job with this id already exists.", "job.job_id"})
	_, err = c.jobs.Create(parent, container("no-dashes")).Do()
	c.check("a jobId of another alphabet", refused(err), refusal{
		400, "INVALID_ARGUMENT", "Field: job_id Error: A name should start with a letter and contain only letters, " +
			"numbers and underscores.", "job_id"})
	_, err = c.jobs.Get(name("nobody")).Do()
	missing := refused(err)
	c.check("an unknown job", []any{missing.code, missing.status, missing.message != ""}, []any{404, "NOT_FOUND", true})
	_, err = c.jobs.Cancel(name("go_job"), &ml.GoogleCloudMlV1__CancelJobRequest{}).Do()
	ended := refused(err)
	c.check("cancel of an ended job", []any{ended.code, ended.status}, []any{400, "FAILED_PRECONDITION"})
	_, err = c.jobs.List(parent).Filter("state=").Do()
	column := refused(err)
	c.check("a filter that is cut short", []any{column.code, column.status, column.field}, []any{400, "INVALID_ARGUMENT", "filter"})
	_, err = c.service.Projects.Models.List(parent).Do()
	other := refused(err)
	c.check("a method that is not emulated is named", other, refusal{501, "UNIMPLEMENTED",
		"ml.projects.models.list is a method of the AI Platform API that this emulator does not have.", ""})
	_, err = c.jobs.Get(name("go_job")).Fields("nosuch").Do()
	c.check("a field that is not there", refused(err).code, 400)
}
