#include "api/output_view.h"

#include "api/placeholders.h"
#include "base/limits.h"
#include "base/rng.h"
#include "json/load.h"
#include "json/write.h"
#include "model/catalogue.h"
#include "model/charge.h"
#include "model/stream.h"

#include <string.h>

/* The shortest run that is billed: two runs of 106 s and 241 s both cost what ten minutes do; the
 * documentation later said one minute (pricing page). */
static ns_t
billed_least(const struct compat *compat)
{
    static const ns_t SECONDS[] = {600, 60, 0};
    return SECONDS[compat->value[COMPAT_MLU_MINIMUM]] * NS_PER_S;
}

/* A job that is still running shows what it has used; the minimum shows once it has ended (a job was
 * seen RUNNING with 0.04). */
static ns_t
billed_time(const struct job_moment *moment)
{
    ns_t ran = job_run_time(moment->job, moment->now);
    struct life life = job_life(moment->job, moment->now);
    ns_t least = life.end == NS_NEVER || life.start == NS_NEVER ? 0 : billed_least(moment->compat);
    return ran < least ? least : ran;
}

/* A member with a comma behind, taken back when it has no value. */
static void
write_units(struct buf *out, const char *name, int64_t rate, ns_t time)
{
    size_t start = out->length;
    buf_printf(out, "\"%s\":", name);
    if (charge_write_units(out, rate, time))
        buf_add_char(out, ',');
    else
        buf_cut(out, start);
}

static void
close_object(struct buf *out)
{
    if (!out->failed && out->at[out->length - 1] == ',')
        buf_cut(out, out->length - 1);
    buf_add_char(out, '}');
}

/* The member of a built-in algorithm in the job's output, without where the model is: each trial that
 * has succeeded repeats it (discovery). Empty for any other job. */
static struct text
built_in_of(const struct job *job)
{
    static const char MEMBER[] = "\"builtInAlgorithmOutput\":{";
    struct text output = job_text(job, JOB_TEXT_OUTPUT);
    const char *start =
        output.length == 0 ? NULL : memmem(output.at, output.length, MEMBER, sizeof(MEMBER) - 1);
    if (start == NULL)
        return (struct text){0};
    const char *end = memchr(start, '}', output.length - (size_t)(start - output.at));
    return (struct text){start, end == NULL ? 0 : (size_t)(end - start) + 1};
}

static void
write_trials(struct buf *out, const struct job_moment *moment)
{
    const struct job *job = moment->job;
    struct study_cut cut = job_cut(job);
    if (job->study != NULL && !study_write(out, job->study, moment->now, &cut, built_in_of(job)))
        out->failed = true;
}

/* The object of the built-in algorithm stands last in the texts of a job that does not tune; where
 * the model is, it says once the job has succeeded (discovery). */
static void
write_model_path(struct buf *out, const struct job_moment *moment)
{
    struct text path = job_text(moment->job, JOB_TEXT_MODEL);
    if (path.length == 0 || out->failed ||
        job_life(moment->job, moment->now).state != JOB_SUCCEEDED)
        return;
    buf_cut(out, out->length - 1);
    buf_add_str(out, ",\"modelPath\":");
    write_string(out, path);
    buf_add_char(out, '}');
}

void
output_view_write_training(struct buf *out, const struct job_moment *moment)
{
    buf_add_char(out, '{');
    write_trials(out, moment);
    write_units(out, "consumedMLUnits", moment->job->rate, billed_time(moment));
    buf_add_text(out, job_text(moment->job, JOB_TEXT_OUTPUT));
    write_model_path(out, moment);
    close_object(out);
}

/* How many instances were predicted is drawn: no file is ever read. */
static int64_t
prediction_count(const struct job *job)
{
    double unit = rng_unit(job->key, STREAM_PREDICTION_COUNT, 0, 0);
    return 100 + (int64_t)(unit * 9900);
}

void
output_view_write_prediction(struct buf *out, const struct job_moment *moment)
{
    const struct job *job = moment->job;
    struct text path = job_text(job, JOB_TEXT_OUTPUT);
    buf_add_char(out, '{');
    buf_add_text(out, path);
    if (path.length > 0)
        buf_add_char(out, ',');
    if (job_life(job, moment->now).state == JOB_SUCCEEDED) {
        buf_add_str(out, "\"predictionCount\":");
        write_int64(out, prediction_count(job));
        buf_add_char(out, ',');
    }
    write_units(out, "nodeHours", CATALOGUE_RATE_SCALE, job_run_time(job, moment->now));
    close_object(out);
}

/* Observed in full: the sentence of a cancel by the user, and that of a replica that failed. The others
 * are ours. */
static const char *const SENTENCES[] = {
    [CAUSE_NONE] = "",
    [CAUSE_USER] = "Job is cancelled by the user.",
    [CAUSE_WAIT] = "Job is cancelled because it was not running within its maximum wait time.",
    [CAUSE_RUN] = "Job is cancelled because it exceeded its maximum running time.",
    [CAUSE_OUTCOME] = "The replica master 0 exited with a non-zero status of 1.",
    [CAUSE_FAILED_TRIALS] = "Too many hyperparameter tuning trials have failed.",
};

static void
write_outcome(struct buf *out, const struct job_moment *moment)
{
    const struct job *job = moment->job;
    struct text message = scenario_outcome_at(job->scenario, job->plan.outcome)->message;
    struct placeholders values OWNED(placeholders_done) = {0};
    struct buf text OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    placeholders_of_job(&values, moment->project, job_text(job, JOB_TEXT_ID));
    struct err err OWNED(err_done) = ERR;
    json_auto_t *input = json_load(job_text(job, JOB_TEXT_INPUT), &err);
    placeholders_add_region(&values, input, (job->flags & JOB_HAS_PREDICTION_INPUT) != 0);
    scenario_expand(&text, message, values.plain);
    write_string(out, buf_text(&text));
    out->failed = out->failed || values.has_failed || text.failed || input == NULL;
}

void
output_view_write_error(struct buf *out, const struct job_moment *moment)
{
    const struct job *job = moment->job;
    enum life_cause cause = job_life(job, moment->now).cause;
    if (cause == CAUSE_NONE)
        return;
    if (cause == CAUSE_OUTCOME &&
        scenario_outcome_at(job->scenario, job->plan.outcome)->message.length > 0)
        write_outcome(out, moment);
    else
        write_str(out, SENTENCES[cause]);
}
