/* HyperparameterSpec: the search as a whole. */
#include "json/scalar.h"
#include "model/job_schema.h"
#include "model/rules_forms.h"
#include "model/rules_table.h"

static int64_t
number_at(const struct rule_look *look, const char *name)
{
    return schema_int64(&MESSAGE_HYPERPARAMETER_SPEC, look->tuning, name);
}

bool
params_are_missing(struct rule_look *look)
{
    return json_array_size(look->params) == 0;
}

bool
rule_finds_repeat(struct rule_look *look, const json_t *array,
                  struct text (*name_at)(const json_t *item), size_t *ret_index)
{
    json_auto_t *seen = json_object();
    for (size_t i = 0; i < json_array_size(array); i++) {
        /* A string out of JSON ends in NUL and holds none. */
        const char *name = name_at(json_array_get(array, i)).at;
        if (name == NULL)
            continue;
        *ret_index = i;
        if (json_object_get(seen, name) != NULL)
            return true;
        if (json_object_set_new_nocheck(seen, name, json_true()) != 0) {
            look->failed = true;
            return true;
        }
    }
    return false;
}

static struct text
name_of_parameter(const json_t *parameter)
{
    return schema_string(&MESSAGE_PARAMETER_SPEC, parameter, "parameterName");
}

/* An empty name is another rule's to refuse. */
bool
parameter_name_is_taken(struct rule_look *look)
{
    return rule_finds_repeat(look, look->params, name_of_parameter, &look->index) &&
           (look->failed ||
            name_of_parameter(json_array_get(look->params, look->index)).length > 0);
}

bool
max_trials_is_negative(struct rule_look *look)
{
    return number_at(look, "maxTrials") < 0;
}

bool
parallel_trials_is_negative(struct rule_look *look)
{
    return number_at(look, "maxParallelTrials") < 0;
}

bool
failed_trials_is_negative(struct rule_look *look)
{
    return number_at(look, "maxFailedTrials") < 0;
}

/* 0 trials are 1, the default. */
bool
failed_trials_is_too_large(struct rule_look *look)
{
    int64_t trials = number_at(look, "maxTrials");
    return number_at(look, "maxFailedTrials") > (trials > 0 ? trials : 1);
}

bool
resumed_id_is_no_name(struct rule_look *look)
{
    look->value = schema_string(&MESSAGE_HYPERPARAMETER_SPEC, look->tuning, "resumePreviousJobId");
    return look->value.length > 0 && !rules_is_job_id(look->value);
}

bool
resumed_job_is_missing(struct rule_look *look)
{
    const struct rule_input *input = look->input;
    look->value = schema_string(&MESSAGE_HYPERPARAMETER_SPEC, look->tuning, "resumePreviousJobId");
    return look->value.length > 0 &&
           (input->is_tuning_job == NULL || !input->is_tuning_job(input->project, look->value));
}
