#include "api/job_making.h"

#include "api/jobs_scenario.h"
#include "base/rfc3339.h"
#include "base/rng.h"
#include "json/load.h"
#include "json/write.h"
#include "model/charge.h"
#include "model/job_schema.h"
#include "model/rules.h"

#include <string.h>

/* Images of the built-in algorithms, as captured in 2019; the last part of the path names one. */
#define BUILT_IN_IMAGES "gcr.io/cloud-ml-algos/"

void
making_done(struct making *making)
{
    json_decref(making->body);
    buf_done(&making->input);
    buf_done(&making->labels);
    buf_done(&making->output);
    buf_done(&making->model);
    study_free(making->draft.study);
}

/* For the rules: whether an earlier tuning job of the project has that id. */
static bool
is_tuning_job(const void *project, struct text id)
{
    const struct call *call = project;
    const struct world *world = store_world(call->service->store, call->captures[0]);
    const struct job *job = world == NULL ? NULL : world_find(world, id);
    return job != NULL && (job->flags & JOB_IS_TUNING) != 0;
}

static bool
check_job(struct call *call, const json_t *body)
{
    const struct rule_input input = {
        .compat = call->service->compat,
        .job = body,
        .is_tuning_job = is_tuning_job,
        .project = call,
    };
    return schema_check(&MESSAGE_JOB, body, "job", &call->err) &&
           rules_check_project(call->captures[0], &call->err) && rules_check(&input, &call->err);
}

static void
write_input(const struct call *call, const json_t *input, const struct message *message,
            struct buf *out)
{
    if (call->service->compat->value[COMPAT_ECHO] == ECHO_FAITHFUL)
        write_value(out, input);
    else
        schema_write(message, input, out);
}

/* --- outputs that are there from the start ------------------------------------------------------- */

static void
separate(struct buf *out)
{
    if (out->length > 0)
        buf_add_char(out, ',');
}

/* discovery: HyperparameterSpec.hyperparameterMetricTag defaults to training/hptuning/metric. */
static void
write_metric_tag(const json_t *spec, struct buf *out)
{
    struct text tag = schema_string(&MESSAGE_HYPERPARAMETER_SPEC, spec, "hyperparameterMetricTag");
    separate(out);
    buf_add_str(out, "\"hyperparameterMetricTag\":");
    write_string(out, tag.length > 0 ? tag : TEXT("training/hptuning/metric"));
}

static struct text
master_image(const json_t *training)
{
    const json_t *config = schema_get(&MESSAGE_TRAINING_INPUT, training, "masterConfig");
    return schema_string(&MESSAGE_REPLICA_CONFIG, config, "imageUri");
}

/* Two jobs were recorded, both with the linear learner; that an XGBoost learner says XGBOOST is its
 * documentation's word. */
static void
write_built_in(struct text image, struct buf *out)
{
    struct text name = {image.at + strlen(BUILT_IN_IMAGES), image.length - strlen(BUILT_IN_IMAGES)};
    bool is_trees = text_starts(name, "boosted_trees") || text_starts(name, "xgboost");
    separate(out);
    buf_printf(out,
               "\"isBuiltInAlgorithmJob\":true,\"builtInAlgorithmOutput\":{\"framework\":\"%s\","
               "\"runtimeVersion\":\"1.12\",\"pythonVersion\":\"2.7\"}",
               is_trees ? "XGBOOST" : "TENSORFLOW");
}

/* Where a built-in algorithm that does not tune leaves its model. */
static void
write_model_path(const json_t *training, struct buf *out)
{
    struct text folder = schema_string(&MESSAGE_TRAINING_INPUT, training, "jobDir");
    if (folder.length == 0)
        return;
    buf_add_text(out, folder);
    buf_add_str(out, folder.at[folder.length - 1] == '/' ? "model" : "/model");
}

static void
write_training_output(const json_t *training, const json_t *spec, struct making *making)
{
    struct text image = master_image(training);
    bool is_built_in = text_starts(image, BUILT_IN_IMAGES);
    if (spec != NULL)
        buf_add_str(&making->output, "\"isHyperparameterTuningJob\":true");
    if (is_built_in)
        write_built_in(image, &making->output);
    if (is_built_in && spec == NULL)
        write_model_path(training, &making->model);
    if (spec != NULL)
        write_metric_tag(spec, &making->output);
}

/* A prediction job's reply had predictionOutput.outputPath from the start, as was seen. */
static void
write_prediction_output(const json_t *prediction, struct buf *out)
{
    struct text path = schema_string(&MESSAGE_PREDICTION_INPUT, prediction, "outputPath");
    if (path.length == 0)
        return;
    buf_add_str(out, "\"outputPath\":");
    write_string(out, path);
}

/* --- texts --------------------------------------------------------------------------------------- */

static const json_t *
training_of(const struct making *making)
{
    return schema_get(&MESSAGE_JOB, making->body, "trainingInput");
}

/* HyperparameterSpec; NULL when the job does not tune. */
static const json_t *
spec_of(const struct making *making)
{
    return schema_get(&MESSAGE_TRAINING_INPUT, training_of(making), "hyperparameters");
}

static bool
write_texts(struct call *call, struct making *making)
{
    const json_t *training = training_of(making);
    const json_t *prediction = schema_get(&MESSAGE_JOB, making->body, "predictionInput");
    const json_t *labels = schema_get(&MESSAGE_JOB, making->body, "labels");
    const json_t *spec = spec_of(making);
    struct job_draft *draft = &making->draft;
    if (training != NULL) {
        write_input(call, training, &MESSAGE_TRAINING_INPUT, &making->input);
        write_training_output(training, spec, making);
        draft->rate = charge_rate(training);
    } else {
        write_input(call, prediction, &MESSAGE_PREDICTION_INPUT, &making->input);
        write_prediction_output(prediction, &making->output);
    }
    if (json_object_size(labels) > 0)
        write_value(&making->labels, labels);
    draft->flags =
        (prediction != NULL ? JOB_HAS_PREDICTION_INPUT : 0U) | (spec != NULL ? JOB_IS_TUNING : 0U);
    draft->texts[JOB_TEXT_ID] = schema_string(&MESSAGE_JOB, making->body, "jobId");
    draft->texts[JOB_TEXT_INPUT] = buf_text(&making->input);
    draft->texts[JOB_TEXT_LABELS] = buf_text(&making->labels);
    draft->texts[JOB_TEXT_OUTPUT] = buf_text(&making->output);
    draft->texts[JOB_TEXT_MODEL] = buf_text(&making->model);
    bool has_failed = making->input.failed || making->labels.failed || making->output.failed ||
                      making->model.failed;
    return !has_failed || err_memory(&call->err);
}

static bool
check_trials(struct call *call, const json_t *spec)
{
    if (spec == NULL || study_spec_of(spec).max_trials <= call->service->limits->trials)
        return true;
    return err_field(&call->err, ERR_INVALID_ARGUMENT, "hyperparameters.max_trials",
                     "The emulator runs at most %lld trials in a job; start it with a larger "
                     "--max-trials.",
                     (long long)call->service->limits->trials);
}

bool
making_read(struct call *call, struct making *making)
{
    making->input = BUF((size_t)LIMIT_REPLY_BYTES);
    making->labels = BUF((size_t)LIMIT_REPLY_BYTES);
    making->output = BUF((size_t)LIMIT_REPLY_BYTES);
    making->model = BUF((size_t)LIMIT_REPLY_BYTES);
    making->body = json_load(call->request->body, &call->err);
    return making->body != NULL && check_job(call, making->body) && write_texts(call, making) &&
           check_trials(call, spec_of(making)) &&
           jobs_scenario_choose(call, making->body, &making->scenario) &&
           jobs_scenario_allows(call, making->body, making->scenario);
}

/* --- plan ---------------------------------------------------------------------------------------- */

/* A limit of Scheduling; `initial` when it is left out. */
static ns_t
time_limit(const json_t *training, const char *name, ns_t initial)
{
    const json_t *scheduling = schema_get(&MESSAGE_TRAINING_INPUT, training, "scheduling");
    ns_t span = 0;
    bool is_given =
        duration_parse_ns(schema_string(&MESSAGE_SCHEDULING, scheduling, name), false, &span);
    return is_given && span > 0 ? span : initial;
}

/* From 0 to 1000, as the rules have seen to. */
static uint16_t
priority_of(const json_t *training)
{
    const json_t *scheduling = schema_get(&MESSAGE_TRAINING_INPUT, training, "scheduling");
    return (uint16_t)schema_int64(&MESSAGE_SCHEDULING, scheduling, "priority");
}

static bool
plan_study(struct call *call, const struct world *world, const struct plan_request *request,
           struct making *making)
{
    const json_t *spec = spec_of(making);
    const struct job *previous;
    if (spec == NULL)
        return true;
    if (!jobs_scenario_fits(call, spec, making->scenario) ||
        !jobs_resumed(call, world, spec, &previous))
        return false;
    const struct study_request study = {
        .key = making->draft.key,
        .spec = study_spec_of(spec),
        .scenario = making->scenario,
        .pace = request->pace,
        .missing_metric_fails =
            call->service->compat->value[COMPAT_MISSING_METRIC] == MISSING_METRIC_FAIL,
        .outcome_at = planner_outcome_at(request),
        .previous = previous == NULL ? NULL : previous->study,
    };
    making->draft.study = study_new(&study, &call->err);
    return making->draft.study != NULL;
}

bool
making_plan(struct call *call, const struct world *world, struct making *making)
{
    const struct world_config *config = store_config(call->service->store, call->captures[0]);
    const json_t *training = training_of(making);
    struct job_draft *draft = &making->draft;
    draft->key = rng_key(config->seed, draft->texts[JOB_TEXT_ID]);
    draft->scenario = making->scenario;
    const struct plan_request request = {
        .key = draft->key,
        .ordinal = world == NULL ? 0 : world->count,
        .create = call_now(call, call->captures[0]),
        .pace = &config->pace,
        .scenario = making->scenario,
        .is_tuning = spec_of(making) != NULL,
        .max_running = time_limit(training, "maxRunningTime", PLAN_RUNNING_TIME_DEFAULT),
        .max_wait = time_limit(training, "maxWaitTime", NS_NEVER),
        .priority = priority_of(training),
    };
    planner_draw(&request, &draft->plan);
    return plan_study(call, world, &request, making);
}
