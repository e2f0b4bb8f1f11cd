#include "store/job.h"

#include "json/load.h"

#include <stdlib.h>
#include <string.h>

/* A job with nothing but its texts, each from its place to the next. */
static struct job *
job_of(const struct text texts[JOB_TEXT_COUNT])
{
    size_t total = 0;
    for (int i = 0; i < JOB_TEXT_COUNT; i++)
        total += texts[i].length;

    struct job *job = malloc(sizeof(*job) + total);
    if (job == NULL)
        return NULL;
    *job = (struct job){.cancel_at = NS_NEVER, .due = NS_NEVER};
    char *at = job->texts;
    for (int i = 0; i < JOB_TEXT_COUNT; i++) {
        job->lengths[i] = (uint32_t)texts[i].length;
        if (texts[i].length > 0)
            memcpy(at, texts[i].at, texts[i].length);
        at += texts[i].length;
    }
    return job;
}

struct job *
job_new(const struct job_draft *draft)
{
    struct job *job = job_of(draft->texts);
    if (job == NULL)
        return NULL;
    job->plan = draft->plan;
    job->scenario = scenario_ref(draft->scenario);
    job->study = draft->study;
    job->rate = draft->rate;
    job->key = draft->key;
    job->writes = 1;
    job->flags = draft->flags;
    return job;
}

void
job_free(struct job *job)
{
    if (job == NULL)
        return;
    scenario_unref(job->scenario);
    study_free(job->study);
    free(job);
}

struct job *
job_rewrite(const struct job *job, enum job_text which, struct text text)
{
    struct text texts[JOB_TEXT_COUNT];
    for (int i = 0; i < JOB_TEXT_COUNT; i++)
        texts[i] = job_text(job, (enum job_text)i);
    texts[which] = text;

    struct job *copy = job_of(texts);
    if (copy == NULL)
        return NULL;
    copy->plan = job->plan;
    copy->scenario = job->scenario;
    copy->study = job->study;
    copy->rate = job->rate;
    copy->cancel_at = job->cancel_at;
    copy->due = job->due;
    copy->key = job->key;
    copy->ordinal = job->ordinal;
    copy->writes = job->writes;
    copy->policy_writes = job->policy_writes;
    copy->polls = job->polls;
    copy->flags = job->flags;
    copy->sorted_state = job->sorted_state;
    return copy;
}

struct text
job_text(const struct job *job, enum job_text which)
{
    const char *at = job->texts;
    for (int i = 0; i < (int)which; i++)
        at += job->lengths[i];
    return (struct text){at, job->lengths[which]};
}

/* How its study ended, in the words of a life. What the scenario decides, the scenario names. */
static struct life_end
end_of_study(const struct job *job)
{
    struct study_end end = study_end(job->study);
    struct life_end life_end = {.at = end.at, .state = end.state, .cause = CAUSE_NONE};
    if (end.reason == STUDY_OUTCOME) {
        life_end.state = scenario_outcome_at(job->scenario, job->plan.outcome)->state;
        life_end.cause = CAUSE_OUTCOME;
    } else if (end.reason == STUDY_FAILED_TRIALS) {
        life_end.cause = CAUSE_FAILED_TRIALS;
    }
    return life_end;
}

static struct life_end
end_of(const struct job *job)
{
    bool ends_before = job->study == NULL || job->plan.run_at == NS_NEVER;
    return ends_before ? lifecycle_end(&job->plan) : end_of_study(job);
}

void
job_timeline(const struct job *job, struct timeline *ret_line)
{
    struct life_end end = end_of(job);
    lifecycle_timeline(&job->plan, &end, job->cancel_at, ret_line);
}

struct life
job_life(const struct job *job, ns_t now)
{
    struct timeline line;
    job_timeline(job, &line);
    return lifecycle_at(&line, now);
}

/* The parameters are read off the stored input once they are needed: most jobs wait for long. */
static bool
begin_study(struct job *job, struct err *err)
{
    json_auto_t *input = json_load(job_text(job, JOB_TEXT_INPUT), err);
    if (input == NULL)
        return false;
    const json_t *spec = schema_get(&MESSAGE_TRAINING_INPUT, input, "hyperparameters");
    return study_begin(job->study, schema_get(&MESSAGE_HYPERPARAMETER_SPEC, spec, "params"),
                       job->plan.run_at, err);
}

bool
job_advance(struct job *job, ns_t to, int *slice, struct err *err)
{
    if (job->study == NULL)
        return true;
    ns_t halt = lifecycle_halt(&job->plan, job->cancel_at);
    ns_t until = halt < to ? halt : to;
    if (job->plan.run_at > until)
        return true;
    if (!study_has_begun(job->study) && !begin_study(job, err))
        return false;
    return study_advance(job->study, until, slice, err);
}

/* Whether its trials go on at `now`. */
static bool
is_at_work(const struct job *job, const struct timeline *line, ns_t now)
{
    enum job_state state = lifecycle_at(line, now).state;
    return state == JOB_RUNNING ||
           (state == JOB_CANCELLING && now < lifecycle_halt(&job->plan, job->cancel_at));
}

ns_t
job_next(const struct job *job, const struct timeline *line, ns_t now)
{
    ns_t next = lifecycle_next(line, now);
    if (job->study == NULL || !is_at_work(job, line, now))
        return next;
    /* One that passed through its stages at once has not begun its study yet: that is due now. */
    ns_t trial = study_has_begun(job->study) ? study_next(job->study) : job->plan.run_at;
    return trial < next ? trial : next;
}

int64_t
job_changes(const struct job *job, const struct timeline *line, ns_t from, ns_t to)
{
    int64_t changes = lifecycle_changes(line, from, to);
    if (job->study == NULL)
        return changes;
    struct study_cut cut = job_cut(job);
    return changes + study_changes(job->study, from, to, &cut);
}

struct study_cut
job_cut(const struct job *job)
{
    ns_t stop = lifecycle_stop(&job->plan, job->cancel_at);
    return (struct study_cut){
        .at = lifecycle_halt(&job->plan, job->cancel_at),
        .until = ns_add(stop, job->plan.cancelling),
    };
}

ns_t
job_run_time(const struct job *job, ns_t now)
{
    if (job->study != NULL) {
        struct study_cut cut = job_cut(job);
        return study_run_time(job->study, now, &cut);
    }
    struct life life = job_life(job, now);
    if (life.start == NS_NEVER)
        return 0;
    return (life.end < now ? life.end : now) - life.start;
}
