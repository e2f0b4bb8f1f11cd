package main

import (
	"context"
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-cty/cty"
	ctyjson "github.com/hashicorp/go-cty/cty/json"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

func TestTheSDKFindsNoFaultWithTheProvider(t *testing.T) {
	if err := newProvider().InternalValidate(); err != nil {
		t.Fatal(err)
	}
}

// kinds lists every argument and attribute by its path, with what the documentation calls it.
func kinds(inner fields, prefix string, found map[string]string) {
	for name, field := range inner {
		switch {
		case field.Required:
			found[prefix+name] = "required"
		case field.Optional && field.Computed:
			found[prefix+name] = "optional, read"
		case field.Optional:
			found[prefix+name] = "optional"
		default:
			found[prefix+name] = "read"
		}
		if block, isBlock := field.Elem.(*schema.Resource); isBlock {
			kinds(block.Schema, prefix+name+".", found)
		}
	}
}

func TestTheDocumentationHasARowForEachField(t *testing.T) {
	page := readFile(t, "../../../doc/terraform.md")
	rows := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z_.]+)` \\| ([a-z, ]+) \\|").FindAllStringSubmatch(page, -1) {
		rows[row[1]] = row[2]
	}
	found := map[string]string{}
	kinds(jobFields(), "", found)
	for path, kind := range found {
		if rows[path] != kind {
			t.Errorf("%s is %q, its row says %q", path, kind, rows[path])
		}
	}
	for path := range rows {
		if found[path] == "" {
			t.Errorf("%s has a row and is no field", path)
		}
	}
}

func TestOnlyLabelsChangeInPlace(t *testing.T) {
	var look func(inner fields, prefix string)
	look = func(inner fields, prefix string) {
		for name, field := range inner {
			isSettable := field.Required || field.Optional
			if isSettable && field.ForceNew == (prefix+name == "labels") {
				t.Errorf("%s%s: ForceNew is %t", prefix, name, field.ForceNew)
			}
			if block, isBlock := field.Elem.(*schema.Resource); isBlock {
				look(block.Schema, prefix+name+".")
			}
		}
	}
	look(jobFields(), "")
}

func TestCreateAndDeleteHaveFourMinutes(t *testing.T) {
	limits := jobResource().Timeouts
	if *limits.Create != 4*time.Minute || *limits.Delete != 4*time.Minute || limits.Update != nil {
		t.Errorf("got %v", limits)
	}
}

// configured is what Terraform hands over for a configuration written in JSON.
func configured(t *testing.T, text string) cty.Value {
	t.Helper()
	value, err := ctyjson.Unmarshal([]byte(text), jobResource().CoreConfigSchema().ImpliedType())
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestEveryArgumentIsSentAndNothingElse(t *testing.T) {
	replica := `{"accelerator_config": [{"count": 2, "type": "NVIDIA_TESLA_K80"}], "image_uri": "i", "tpu_tf_version": "v"}`
	config := configured(t, `{"job_id": "j", "labels": {"a": "b"}, "training_input": [{
		"scale_tier": "CUSTOM", "master_type": "m", "master_config": [`+replica+`],
		"worker_type": "w", "worker_config": [`+replica+`], "worker_count": 9007199254740993,
		"parameter_server_type": "s", "parameter_server_config": [`+replica+`], "parameter_server_count": 0,
		"package_uris": ["p", "q"], "python_module": "t", "args": ["--x", ""], "region": "r",
		"job_dir": "d", "runtime_version": "1.14", "python_version": "3.5",
		"hyperparameters": [{"goal": "MINIMIZE", "max_trials": 3, "max_parallel_trials": 2,
			"max_failed_trials": 1, "hyperparameter_metric_tag": "g", "resume_previous_job_id": "i",
			"enable_trial_early_stopping": false, "algorithm": "RANDOM_SEARCH", "params": [
				{"parameter_name": "lr", "type": "DOUBLE", "min_value": 0, "max_value": 0.5,
					"scale_type": "UNIT_LINEAR_SCALE"},
				{"parameter_name": "c", "type": "CATEGORICAL", "categorical_values": ["x"]},
				{"parameter_name": "d", "type": "DISCRETE", "discrete_values": [1, 2.5]}]}]}]}`)
	sent := `{"acceleratorConfig": {"count": 2, "type": "NVIDIA_TESLA_K80"}, "imageUri": "i", "tpuTfVersion": "v"}`
	compare(t, expand(jobFields(), config), `{"jobId": "j", "labels": {"a": "b"}, "trainingInput": {
		"scaleTier": "CUSTOM", "masterType": "m", "masterConfig": `+sent+`,
		"workerType": "w", "workerConfig": `+sent+`, "workerCount": 9007199254740993,
		"parameterServerType": "s", "parameterServerConfig": `+sent+`, "parameterServerCount": 0,
		"packageUris": ["p", "q"], "pythonModule": "t", "args": ["--x", ""], "region": "r",
		"jobDir": "d", "runtimeVersion": "1.14", "pythonVersion": "3.5",
		"hyperparameters": {"goal": "MINIMIZE", "maxTrials": 3, "maxParallelTrials": 2,
			"maxFailedTrials": 1, "hyperparameterMetricTag": "g", "resumePreviousJobId": "i",
			"enableTrialEarlyStopping": false, "algorithm": "RANDOM_SEARCH", "params": [
				{"parameterName": "lr", "type": "DOUBLE", "minValue": 0, "maxValue": 0.5,
					"scaleType": "UNIT_LINEAR_SCALE"},
				{"parameterName": "c", "type": "CATEGORICAL", "categoricalValues": ["x"]},
				{"parameterName": "d", "type": "DISCRETE", "discreteValues": [1, 2.5]}]}}}`)
}

func TestWhatIsLeftOutIsNotSent(t *testing.T) {
	compare(t, expand(jobFields(), configured(t, `{"job_id": "j", "training_input": [{"region": "r"}]}`)),
		`{"jobId": "j", "trainingInput": {"region": "r"}}`)
}

func compare(t *testing.T, got message, expected string) {
	t.Helper()
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(decoded(string(text)), decoded(expected)) {
		t.Errorf("expected %s\ngot %s", expected, text)
	}
}

func decoded(text string) any {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		panic(err)
	}
	return value
}

func TestEveryFieldOfAnAnswerIsRead(t *testing.T) {
	replica := `{"acceleratorConfig": {"count": "2", "type": "NVIDIA_TESLA_K80"}, "imageUri": "i", "tpuTfVersion": "v"}`
	builtIn := `{"framework": "f", "runtimeVersion": "1.14", "pythonVersion": "3.5", "modelPath": "gs://m"}`
	f := newFake(t, 200, `{"jobId": "j", "labels": {"a": "b"}, "trainingInput": {
		"masterType": "m", "masterConfig": `+replica+`, "workerType": "w", "workerConfig": `+replica+`,
		"workerCount": "9007199254740993", "parameterServerType": "s", "parameterServerConfig": `+replica+`,
		"parameterServerCount": "4", "packageUris": ["q"], "pythonModule": "t", "args": ["x"], "region": "r",
		"jobDir": "d", "runtimeVersion": "1.14", "pythonVersion": "3.5", "hyperparameters": {"maxTrials": 3,
			"params": [{"parameterName": "lr", "type": "DOUBLE", "maxValue": 0.5}]}},
		"createTime": "C", "startTime": "S", "endTime": "E", "state": "FAILED", "errorMessage": "M",
		"trainingOutput": {"completedTrialCount": "5", "consumedMLUnits": 0.25, "isHyperparameterTuningJob": true,
			"isBuiltInAlgorithmJob": true, "builtInAlgorithmOutput": `+builtIn+`, "hyperparameterMetricTag": "g",
			"trials": [{"trialId": "7", "hyperparameters": {"lr": "0.5"}, "startTime": "TS", "endTime": "TE",
				"state": "SUCCEEDED", "finalMetric": {"trainingStep": "100", "objectiveValue": 0.75},
				"isTrialStoppedEarly": true, "builtInAlgorithmOutput": `+builtIn+`}]},
		"etag": "e", "jobPosition": "1"}`)
	d := jobData(t, nil)
	if problems := readJob(context.Background(), d, f.client); problems != nil {
		t.Fatal(problems)
	}
	input, output, trial := "training_input.0.", "training_output.0.", "training_output.0.trials.0."
	for path, expected := range map[string]any{
		"job_id": "j", "project": "p", "labels.a": "b", "create_time": "C", "end_time": "E", "state": "FAILED",
		"error_message": "M", input + "scale_tier": "BASIC", input + "master_type": "m",
		input + "master_config.0.accelerator_config.0.count":           2,
		input + "master_config.0.accelerator_config.0.type":            "NVIDIA_TESLA_K80",
		input + "master_config.0.image_uri":                            "i",
		input + "master_config.0.tpu_tf_version":                       "v",
		input + "worker_type":                                          "w",
		input + "worker_config.0.accelerator_config.0.count":           2,
		input + "worker_config.0.accelerator_config.0.type":            "NVIDIA_TESLA_K80",
		input + "worker_config.0.image_uri":                            "i",
		input + "worker_config.0.tpu_tf_version":                       "v",
		input + "worker_count":                                         9007199254740993,
		input + "parameter_server_type":                                "s",
		input + "parameter_server_config.0.accelerator_config.0.count": 2,
		input + "parameter_server_config.0.accelerator_config.0.type":  "NVIDIA_TESLA_K80",
		input + "parameter_server_config.0.image_uri":                  "i",
		input + "parameter_server_config.0.tpu_tf_version":             "v",
		input + "parameter_server_count":                               4,
		input + "package_uris.0":                                       "q",
		input + "python_module":                                        "t",
		input + "args.0":                                               "x",
		input + "region":                                               "r",
		input + "job_dir":                                              "d",
		input + "runtime_version":                                      "1.14",
		input + "python_version":                                       "3.5",
		input + "hyperparameters.0.max_trials":                         3,
		input + "hyperparameters.0.params.0.max_value":                 0.5,
		output + "completed_trial_count":                               5,
		output + "consumed_ml_units":                                   0.25,
		output + "is_hyperparameter_tuning_job":                        true,
		output + "is_built_in_algorithm_job":                           true,
		output + "built_in_algorithm_output.0.framework":               "f",
		output + "built_in_algorithm_output.0.runtime_version":         "1.14",
		output + "built_in_algorithm_output.0.python_version":          "3.5",
		output + "built_in_algorithm_output.0.model_path":              "gs://m",
		output + "hyperparameter_metric_tag":                           "g",
		trial + "trial_id":                                             "7",
		trial + "hyperparameters.lr":                                   "0.5",
		trial + "start_time":                                           "TS",
		trial + "end_time":                                             "TE",
		trial + "state":                                                "SUCCEEDED",
		trial + "final_metric.0.training_step":                         100,
		trial + "final_metric.0.objective_value":                       0.75,
		trial + "is_trial_stopped_early":                               true,
		trial + "built_in_algorithm_output.0.framework":                "f",
		trial + "built_in_algorithm_output.0.runtime_version":          "1.14",
		trial + "built_in_algorithm_output.0.python_version":           "3.5",
		trial + "built_in_algorithm_output.0.model_path":               "gs://m",
	} {
		if got := d.Get(path); got != expected {
			t.Errorf("%s: expected %v, got %v", path, expected, got)
		}
	}
}

// The documentation says Test... for a test here, and a name with () for a function of the script jobs.
func TestTheDocumentationNamesTestsThatExist(t *testing.T) {
	page := readFile(t, "../../../doc/terraform.md")
	tests := readFile(t, "fields_test.go") + readFile(t, "job_test.go")
	for _, name := range regexp.MustCompile("`(Test[A-Za-z]+)`").FindAllStringSubmatch(page, -1) {
		if !strings.Contains(tests, "func "+name[1]+"(") {
			t.Errorf("there is no test %s", name[1])
		}
	}
	script := readFile(t, "jobs")
	for _, name := range regexp.MustCompile("`([a-z_]+)\\(\\)`").FindAllStringSubmatch(page, -1) {
		if !strings.Contains(script, "\n"+name[1]+"() {\n") {
			t.Errorf("there is no function %s in jobs", name[1])
		}
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
