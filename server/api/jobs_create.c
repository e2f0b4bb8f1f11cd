/* POST v1/{parent=projects/(*)}/jobs, body Job -> Job
 *
 * 400 INVALID_ARGUMENT    malformed JSON; else every breach of the schema; else the first broken rule
 * 409 ALREADY_EXISTS      the id is in use, tried last (--compat job-ids=reusable-when-terminal)
 * 429 RESOURCE_EXHAUSTED  --max-jobs or --max-worlds
 *
 * The reply is the job as stored, QUEUED.
 */
#include "api/job_view.h"
#include "api/routes.h"
#include "base/rng.h"
#include "json/load.h"
#include "json/write.h"
#include "model/job_schema.h"
#include "model/rules.h"

/* The texts of a job in the making. */
struct draft_texts {
    struct buf input;
    struct buf labels;
    struct buf output;
};

static void
draft_texts_done(struct draft_texts *texts)
{
    buf_done(&texts->input);
    buf_done(&texts->labels);
    buf_done(&texts->output);
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

/* discovery: HyperparameterSpec.hyperparameterMetricTag defaults to training/hptuning/metric. */
static void
write_tuning_output(const json_t *spec, struct buf *out)
{
    struct text tag = schema_string(&MESSAGE_HYPERPARAMETER_SPEC, spec, "hyperparameterMetricTag");
    buf_add_str(out, "\"isHyperparameterTuningJob\":true,\"hyperparameterMetricTag\":");
    write_string(out, tag.length > 0 ? tag : TEXT("training/hptuning/metric"));
}

/* A prediction job's reply had predictionOutput.outputPath from the start (observed.md 2). */
static void
write_prediction_output(const json_t *input, struct buf *out)
{
    struct text path = schema_string(&MESSAGE_PREDICTION_INPUT, input, "outputPath");
    if (path.length == 0)
        return;
    buf_add_str(out, "\"outputPath\":");
    write_string(out, path);
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

/* An id once used stays used (jobs cannot be deleted), unless the switch frees those of ended jobs;
 * the holder is then to be replaced. */
static bool
claim_id(struct call *call, const struct world *world, struct text id, ns_t now,
         struct job **ret_holder)
{
    *ret_holder = world_find(world, id);
    if (*ret_holder == NULL)
        return store_has_room(call->service->store, world, &call->err);
    bool is_reusable = call->service->compat->value[COMPAT_JOB_IDS] == JOB_IDS_REUSABLE &&
                       job_state_is_terminal(job_life(*ret_holder, now).state);
    return is_reusable || err_field(&call->err, ERR_ALREADY_EXISTS, "job.job_id",
                                    "A job with this id already exists.");
}

static struct trials_spec
trials_spec_of(const json_t *spec)
{
    if (spec == NULL)
        return (struct trials_spec){0};
    int64_t trials = schema_int64(&MESSAGE_HYPERPARAMETER_SPEC, spec, "maxTrials");
    int64_t parallel = schema_int64(&MESSAGE_HYPERPARAMETER_SPEC, spec, "maxParallelTrials");
    return (struct trials_spec){
        .max_trials = trials > 0 ? (int32_t)trials : 1,
        .max_parallel_trials = parallel > 0 ? (int32_t)parallel : 1,
    };
}

static bool
check_trials(struct call *call, const struct trials_spec *spec)
{
    if (spec->max_trials <= call->service->limits->trials)
        return true;
    return err_field(&call->err, ERR_INVALID_ARGUMENT, "hyperparameters.max_trials",
                     "The emulator runs at most %lld trials in a job; start it with a larger "
                     "--max-trials.",
                     (long long)call->service->limits->trials);
}

/* Fills everything of the draft that comes from the body. */
static bool
draft_texts(struct call *call, const json_t *body, struct draft_texts *texts,
            struct job_draft *draft, struct trials_spec *ret_trials)
{
    const json_t *training = schema_get(&MESSAGE_JOB, body, "trainingInput");
    const json_t *prediction = schema_get(&MESSAGE_JOB, body, "predictionInput");
    const json_t *labels = schema_get(&MESSAGE_JOB, body, "labels");
    const json_t *spec = schema_get(&MESSAGE_TRAINING_INPUT, training, "hyperparameters");

    if (training != NULL)
        write_input(call, training, &MESSAGE_TRAINING_INPUT, &texts->input);
    else
        write_input(call, prediction, &MESSAGE_PREDICTION_INPUT, &texts->input);
    if (json_object_size(labels) > 0)
        write_value(&texts->labels, labels);
    if (spec != NULL)
        write_tuning_output(spec, &texts->output);
    if (prediction != NULL)
        write_prediction_output(prediction, &texts->output);
    if (texts->input.failed || texts->labels.failed || texts->output.failed)
        return err_memory(&call->err);

    *ret_trials = trials_spec_of(spec);
    draft->flags =
        (prediction != NULL ? JOB_HAS_PREDICTION_INPUT : 0U) | (spec != NULL ? JOB_IS_TUNING : 0U);
    draft->texts[JOB_TEXT_ID] = schema_string(&MESSAGE_JOB, body, "jobId");
    draft->texts[JOB_TEXT_INPUT] = buf_text(&texts->input);
    draft->texts[JOB_TEXT_LABELS] = buf_text(&texts->labels);
    draft->texts[JOB_TEXT_OUTPUT] = buf_text(&texts->output);
    return check_trials(call, ret_trials);
}

/* Draws the plan, writes the reply and stores the job, in this order: once the job is stored
 * nothing can fail any more, so a client that reads an error may send the job again. */
static bool
store_job(struct call *call, struct job_draft *draft, const struct trials_spec *trials)
{
    struct text id = draft->texts[JOB_TEXT_ID];
    struct world *world = store_world_ensure(call->service->store, call->captures[0], &call->err);
    if (world == NULL)
        return false;
    ns_t now = call_now(call, call->captures[0]);
    struct job *holder;
    draft->key = rng_key(world->config.seed, id);
    const struct plan_request request = {
        .key = draft->key,
        .create = now,
        .pace = &world->config.pace,
        .trials = *trials,
    };
    if (!claim_id(call, world, id, now, &holder) ||
        !planner_draw(&request, &draft->plan, &call->err))
        return false;
    job_view_write_created(&call->reply->body, draft);
    if (call->reply->body.failed)
        return err_memory(&call->err);
    struct job *job;
    return world_insert(world, draft, holder, &job, &call->err);
}

enum outcome
jobs_create(struct call *call)
{
    struct draft_texts texts OWNED(draft_texts_done) = {
        .input = BUF((size_t)LIMIT_REPLY_BYTES),
        .labels = BUF((size_t)LIMIT_REPLY_BYTES),
        .output = BUF((size_t)LIMIT_REPLY_BYTES),
    };
    struct job_draft draft = {0};
    struct trials_spec trials;
    json_auto_t *body = json_load(call->request->body, &call->err);
    if (body == NULL || !check_job(call, body) ||
        !draft_texts(call, body, &texts, &draft, &trials) || !store_job(call, &draft, &trials))
        return call_fail(call);
    return reply_ok(call->reply);
}
