package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

// The arguments and attributes of the page, in its order. Their names in the API follow from these
// (see apiName), so this file is all there is to know about a field.

type fields = map[string]*schema.Schema

func jobFields() fields {
	return fields{
		"job_id":          {Type: schema.TypeString, Required: true, ForceNew: true},
		"labels":          {Type: schema.TypeMap, Optional: true, Elem: text()},
		"training_input":  argumentBlock(trainingInputFields()),
		"training_output": attributeBlocks(trainingOutputFields()),
		"project":         {Type: schema.TypeString, Optional: true, Computed: true, ForceNew: true},
		"create_time":     attribute(schema.TypeString),
		"end_time":        attribute(schema.TypeString),
		"state":           attribute(schema.TypeString),
		"error_message":   attribute(schema.TypeString),
	}
}

func trainingInputFields() fields {
	return fields{
		"scale_tier":              enumeration("BASIC"),
		"master_type":             argument(schema.TypeString),
		"master_config":           argumentBlock(replicaConfigFields()),
		"worker_type":             argument(schema.TypeString),
		"worker_config":           argumentBlock(replicaConfigFields()),
		"parameter_server_type":   argument(schema.TypeString),
		"parameter_server_config": argumentBlock(replicaConfigFields()),
		"worker_count":            argument(schema.TypeInt),
		"parameter_server_count":  argument(schema.TypeInt),
		"package_uris":            arguments(schema.TypeString),
		"python_module":           argument(schema.TypeString),
		"args":                    arguments(schema.TypeString),
		"region":                  {Type: schema.TypeString, Required: true, ForceNew: true},
		"job_dir":                 argument(schema.TypeString),
		"runtime_version":         argument(schema.TypeString),
		"python_version":          argument(schema.TypeString),
		// An extension: the page has no arguments for a tuning job, only its results.
		"hyperparameters": argumentBlock(hyperparametersFields()),
	}
}

func replicaConfigFields() fields {
	return fields{
		"accelerator_config": argumentBlock(fields{
			"count": argument(schema.TypeInt),
			"type":  enumeration("ACCELERATOR_TYPE_UNSPECIFIED"),
		}),
		"image_uri":      argument(schema.TypeString),
		"tpu_tf_version": argument(schema.TypeString),
	}
}

func hyperparametersFields() fields {
	params := argumentBlock(fields{
		"parameter_name":     {Type: schema.TypeString, Required: true, ForceNew: true},
		"type":               {Type: schema.TypeString, Required: true, ForceNew: true},
		"min_value":          argument(schema.TypeFloat),
		"max_value":          argument(schema.TypeFloat),
		"categorical_values": arguments(schema.TypeString),
		"discrete_values":    arguments(schema.TypeFloat),
		"scale_type":         enumeration("NONE"),
	})
	params.MaxItems = 0
	return fields{
		"goal":                        enumeration("GOAL_TYPE_UNSPECIFIED"),
		"params":                      params,
		"max_trials":                  argument(schema.TypeInt),
		"max_parallel_trials":         argument(schema.TypeInt),
		"max_failed_trials":           argument(schema.TypeInt),
		"hyperparameter_metric_tag":   argument(schema.TypeString),
		"resume_previous_job_id":      argument(schema.TypeString),
		"enable_trial_early_stopping": argument(schema.TypeBool),
		"algorithm":                   enumeration("ALGORITHM_UNSPECIFIED"),
	}
}

func trainingOutputFields() fields {
	return fields{
		"completed_trial_count":        attribute(schema.TypeInt),
		"trials":                       attributeBlocks(trialFields()),
		"consumed_ml_units":            attribute(schema.TypeFloat),
		"is_hyperparameter_tuning_job": attribute(schema.TypeBool),
		"is_built_in_algorithm_job":    attribute(schema.TypeBool),
		"built_in_algorithm_output":    attributeBlocks(builtInAlgorithmOutputFields()),
		"hyperparameter_metric_tag":    attribute(schema.TypeString),
	}
}

func trialFields() fields {
	return fields{
		"trial_id":        attribute(schema.TypeString),
		"hyperparameters": {Type: schema.TypeMap, Computed: true, Elem: text()},
		"start_time":      attribute(schema.TypeString),
		"end_time":        attribute(schema.TypeString),
		"state":           attribute(schema.TypeString),
		"final_metric": attributeBlocks(fields{
			"training_step":   attribute(schema.TypeInt),
			"objective_value": attribute(schema.TypeFloat),
		}),
		"is_trial_stopped_early":    attribute(schema.TypeBool),
		"built_in_algorithm_output": attributeBlocks(builtInAlgorithmOutputFields()),
	}
}

func builtInAlgorithmOutputFields() fields {
	return fields{
		"framework":       attribute(schema.TypeString),
		"runtime_version": attribute(schema.TypeString),
		"python_version":  attribute(schema.TypeString),
		"model_path":      attribute(schema.TypeString),
	}
}

func text() *schema.Schema {
	return &schema.Schema{Type: schema.TypeString}
}

// An argument may be left out. Another value of it is another job.
func argument(kind schema.ValueType) *schema.Schema {
	return &schema.Schema{Type: kind, Optional: true, ForceNew: true}
}

func arguments(kind schema.ValueType) *schema.Schema {
	return &schema.Schema{Type: schema.TypeList, Optional: true, ForceNew: true, Elem: &schema.Schema{Type: kind}}
}

func argumentBlock(inner fields) *schema.Schema {
	return &schema.Schema{
		Type: schema.TypeList, Optional: true, ForceNew: true, MaxItems: 1, Elem: &schema.Resource{Schema: inner},
	}
}

// An enumeration's zero value means the same as none at all, and the API leaves it out.
func enumeration(zero string) *schema.Schema {
	field := argument(schema.TypeString)
	field.DiffSuppressFunc = func(_, old, new string, _ *schema.ResourceData) bool {
		return (old == "" || old == zero) && (new == "" || new == zero)
	}
	return field
}

// An attribute is the API's to say.
func attribute(kind schema.ValueType) *schema.Schema {
	return &schema.Schema{Type: kind, Computed: true}
}

func attributeBlocks(inner fields) *schema.Schema {
	return &schema.Schema{Type: schema.TypeList, Computed: true, Elem: &schema.Resource{Schema: inner}}
}
