/* The table of rules, and what its conditions look at. Private to the rules.
 *
 * A row says which field is wrong when its condition holds, and how that is said. Rows about the
 * same kind of thing stand together; where there are several of the kind (the four roles, the
 * parameters of a tuning job), each is held against the whole block of rows before the next one.
 *
 * In a field and in a sentence {} is the name of the role or the number of the parameter, and
 * {value} what the condition left in look->value.
 */
#ifndef MODEL_RULES_TABLE_H
#define MODEL_RULES_TABLE_H

#include "model/rules_look.h"

enum rule_scope {
    RULE_JOB,
    RULE_TRAINING,   /* a job with trainingInput */
    RULE_REPLICA,    /* each role of it */
    RULE_TUNING,     /* its hyperparameters */
    RULE_PARAMETER,  /* each of their params */
    RULE_PREDICTION, /* a job with predictionInput */
};

typedef bool rule_condition(struct rule_look *look);

struct rule {
    enum rule_scope scope;
    const char *field;
    enum err_code code;
    rule_condition *is_broken;
    const char *sentence;
    void (*say)(const struct rule_look *look, struct buf *out); /* instead of a sentence */
};

extern const struct rule RULES[];
extern const size_t RULE_COUNT;

/* rules.c: the first row a job breaks, or NULL */
const struct rule *rule_find_broken(struct rule_look *look);

/* rules_job.c */
rule_condition job_id_is_no_name, job_id_is_too_long, input_is_missing;
rule_condition region_is_missing, region_is_unknown, labels_are_flawed;
void rule_say_region(const struct rule_look *look, struct buf *out);
void rule_say_labels(const struct rule_look *look, struct buf *out);

/* rules_replicas.c: machines and accelerators */
rule_condition custom_has_no_master, master_is_tpu;
rule_condition type_without_custom, count_is_negative, count_without_custom;
rule_condition count_without_type, type_without_count;
rule_condition type_is_misplaced_tpu, type_is_unknown, type_is_of_other_category;
rule_condition accelerator_count_is_negative, accelerator_without_type, accelerator_without_count;
rule_condition accelerator_without_machine, tpu_outside_tpu_worker, gpu_on_tpu_worker;
rule_condition accelerator_count_is_illegal;
void rule_say_accelerators(const struct rule_look *look, struct buf *out);

/* rules_containers.c: images, commands and disks of replicas */
rule_condition command_without_image, container_args_without_image;
rule_condition tensor_version_is_misplaced, tensor_version_is_missing;
rule_condition disk_type_is_unknown, disk_size_is_out_of_bounds;

/* rules_training.c: what runs, and under which terms */
rule_condition image_and_runtime, image_and_python;
rule_condition module_is_missing, packages_are_missing, packages_are_too_many, package_is_no_object;
rule_condition args_and_container_args, job_dir_is_no_path;
rule_condition python_is_no_version, runtime_is_unsupported;
rule_condition running_time_is_not_positive, wait_time_is_too_short, priority_is_out_of_bounds;
rule_condition key_name_is_malformed, network_is_malformed, service_account_is_malformed;
void rule_say_runtime(const struct rule_look *look, struct buf *out);

/* rules_tuning.c */
rule_condition params_are_missing, parameter_name_is_taken, max_trials_is_negative;
rule_condition parallel_trials_is_negative, failed_trials_is_negative, failed_trials_is_too_large;
rule_condition resumed_id_is_no_name, resumed_job_is_missing;

/* rules_parameters.c: one ParameterSpec */
rule_condition parameter_name_is_missing, parameter_type_is_missing, grid_has_double;
rule_condition bounds_are_missing, min_is_not_finite, max_is_not_finite, bounds_are_swapped;
rule_condition min_is_not_integral, max_is_not_integral;
rule_condition min_is_set_for_categories, max_is_set_for_categories;
rule_condition categories_are_missing, categories_repeat, scale_is_set_for_categories;
rule_condition values_are_missing, values_are_too_many, values_do_not_increase;
rule_condition log_scale_of_bounds, log_scale_of_values;

/* rules_prediction.c */
rule_condition model_is_missing, model_name_is_malformed, version_name_is_malformed;
rule_condition model_uri_is_no_path, data_format_is_missing, input_paths_are_missing;
rule_condition input_path_is_no_path, output_path_is_no_path;
rule_condition batch_size_is_negative, worker_most_is_negative, prediction_runtime_is_unsupported;
void rule_say_prediction_runtime(const struct rule_look *look, struct buf *out);

#endif
