#include "sim/study.h"

#include "base/own.h"
#include "sim/study_parts.h"

#include <assert.h>
#include <stdlib.h>

#define FIRST_CAPACITY 4
/* Looking for the next event costs one unit of a slice for so many slots, and one more. */
#define SLOTS_PER_UNIT 64

struct study_spec
study_spec_of(const json_t *hyperparameters)
{
    const struct message *message = &MESSAGE_HYPERPARAMETER_SPEC;
    int64_t trials = schema_int64(message, hyperparameters, "maxTrials");
    int64_t parallel = schema_int64(message, hyperparameters, "maxParallelTrials");
    int64_t failed = schema_int64(message, hyperparameters, "maxFailedTrials");
    trials = trials > 0 ? trials : 1;
    parallel = parallel > 0 ? parallel : 1;
    const json_t *stops = schema_get(message, hyperparameters, "enableTrialEarlyStopping");
    return (struct study_spec){
        .algorithm = (enum algorithm)schema_enum(message, hyperparameters, "algorithm"),
        .goal = (enum goal)schema_enum(message, hyperparameters, "goal"),
        .max_trials = (int32_t)trials,
        .max_parallel_trials = (int32_t)(parallel < trials ? parallel : trials),
        .max_failed_trials = failed > 0 ? (int32_t)failed : 0,
        .stops_early = json_is_true(stops),
    };
}

/* --- life ---------------------------------------------------------------------------------------- */

static struct dist
trial_dist(const struct study_request *request, enum scenario_stage stage, enum stage common)
{
    const struct dist *own =
        request->scenario == NULL ? NULL : scenario_dist(request->scenario, stage);
    return own != NULL ? *own : *pace_stage(request->pace, common);
}

static void
drop(struct study **study)
{
    study_free(*study);
}

struct study *
study_new(const struct study_request *request, struct err *err)
{
    struct study *study OWNED(drop) = calloc(1, sizeof(*study));
    if (study == NULL) {
        err_memory(err);
        return NULL;
    }
    study->spec = request->spec;
    study->key = request->key;
    study->scenario = request->scenario;
    study->trial_preparing = trial_dist(request, SCENARIO_TRIAL_PREPARING, STAGE_TRIAL_PREPARING);
    study->trial_running = trial_dist(request, SCENARIO_TRIAL_RUNNING, STAGE_TRIAL_RUNNING);
    study->missing_metric_fails = request->missing_metric_fails;
    study->outcome_at = request->outcome_at;
    study->first_id = 1;
    study->end.at = NS_NEVER;
    if (!study_take_prior(study, request->previous, err))
        return NULL;
    return GIVE(study);
}

void
study_free(struct study *study)
{
    if (study == NULL)
        return;
    optimiser_free(study->optimiser);
    free(study->space);
    free(study->prior.values);
    free(study->prior.names);
    free(study->prior.findings);
    free(study->trials);
    free(study->values);
    free(study->order);
    free(study->means);
    free(study->slots);
    free(study);
}

static void
drop_space(struct space **space)
{
    free(*space);
}

bool
study_begin(struct study *study, const json_t *params, ns_t start, struct err *err)
{
    assert(study->space == NULL);
    struct space *space OWNED(drop_space) = space_new(params, err);
    if (space == NULL)
        return false;
    struct optimiser *optimiser = optimiser_new(study->spec.algorithm, space, study->key);
    if (optimiser == NULL)
        return err_memory(err);
    if (!study_align_prior(study, space, err)) {
        optimiser_free(optimiser);
        return false;
    }
    study->optimiser = optimiser;
    study->space = GIVE(space);
    study->now = start;
    return true;
}

bool
study_has_begun(const struct study *study)
{
    return study->space != NULL;
}

void
study_finish(struct study *study, enum job_state state, enum study_reason reason)
{
    study->end = (struct study_end){.at = study->now, .state = state, .reason = reason};
    optimiser_free(study->optimiser);
    study->optimiser = NULL;
}

/* --- issuing ------------------------------------------------------------------------------------- */

static bool
grow(void **array, int32_t capacity, size_t bytes)
{
    void *grown = realloc(*array, (size_t)capacity * bytes);
    if (grown == NULL)
        return false;
    *array = grown;
    return true;
}

#define GROW(array, capacity, each)                                                                \
    (__extension__({                                                                               \
        void *grown_ = (array);                                                                    \
        bool has_grown_ = grow(&grown_, (capacity), (each) * sizeof((array)[0]));                  \
        (array) = grown_;                                                                          \
        has_grown_;                                                                                \
    }))

/* Room for one more trial, and one more slot. */
static bool
reserve(struct study *study)
{
    if (study->count == study->capacity) {
        int32_t capacity = study->capacity == 0 ? FIRST_CAPACITY : study->capacity * 2;
        size_t axes = (size_t)study->space->count;
        size_t points = (size_t)study_tuning(study)->curve.points;
        if (!GROW(study->trials, capacity, (size_t)1) || !GROW(study->values, capacity, axes) ||
            !GROW(study->order, capacity, (size_t)1) ||
            (study->spec.stops_early && !GROW(study->means, capacity, points)))
            return false;
        study->capacity = capacity;
    }
    if (study->slot_count < study->slot_capacity)
        return true;
    int32_t slots = study->slot_capacity == 0 ? FIRST_CAPACITY : study->slot_capacity * 2;
    if (!GROW(study->slots, slots, (size_t)1))
        return false;
    study->slot_capacity = slots;
    return true;
}

/* Everything known at this moment, for the optimiser. */
static void
collect(const struct study *study, struct sample *samples)
{
    int32_t count = 0;
    for (int32_t i = 0; i < study->prior.count; i++)
        samples[count++] = (struct sample){
            .values = &study->prior.values[(size_t)i * (size_t)study->prior.axes],
            .score = study->prior.findings[i].score,
            .kind = study->prior.findings[i].is_measured ? SAMPLE_MEASURED : SAMPLE_FAILED,
        };
    for (int32_t i = 0; i < study->ended_count; i++)
        samples[count++] = study_sample(study, study->order[i]);
    for (int32_t i = 0; i < study->slot_count; i++)
        samples[count++] = (struct sample){
            .values = study_values(study, study->slots[i].index),
            .kind = SAMPLE_PENDING,
        };
}

static enum suggestion
ask(struct study *study, double *ret_values, int *slice)
{
    int32_t count = study->prior.count + study->ended_count + study->slot_count;
    struct sample *samples = calloc((size_t)count + 1, sizeof(*samples));
    if (samples == NULL)
        return SUGGESTION_NO_MEMORY;
    collect(study, samples);
    const struct history history = {samples, count};
    enum suggestion suggestion = optimiser_step(study->optimiser, &history,
                                                study->first_id + study->count, ret_values, slice);
    free(samples);
    return suggestion;
}

static void
add_trial(struct study *study)
{
    int32_t index = study->count++;
    struct trial *trial = &study->trials[index];
    study_draw(study, index, trial);
    study->slots[study->slot_count++] = (struct slot){
        .index = index,
        .next_point = study_is_judged(study, trial) ? 1 : INT32_MAX,
    };
}

static bool
can_issue(const struct study *study)
{
    return !study->is_exhausted && study->count < study->spec.max_trials &&
           study->slot_count < study->spec.max_parallel_trials;
}

/* Issues the next trial, or finds that there is none. False when it must be gone on with, or err. */
static bool
issue(struct study *study, int *slice, struct err *err)
{
    if (!reserve(study))
        return err_memory(err);
    double *values = &study->values[(size_t)study->count * (size_t)study->space->count];
    switch (ask(study, values, slice)) {
    case SUGGESTION_READY:
        add_trial(study);
        return true;
    case SUGGESTION_EXHAUSTED:
        study->is_exhausted = true;
        return true;
    case SUGGESTION_LATER:
        return false;
    case SUGGESTION_NO_MEMORY:
        break;
    }
    return err_memory(err);
}

/* --- advancing ------------------------------------------------------------------------------------ */

bool
study_advance(struct study *study, ns_t until, int *slice, struct err *err)
{
    struct event event = {0};
    while (study->end.at == NS_NEVER) {
        if (*slice <= 0)
            return false;
        *slice -= 1 + study->slot_count / SLOTS_PER_UNIT;
        if (can_issue(study)) {
            if (!issue(study, slice, err))
                return false;
            continue;
        }
        if (!study_next_event(study, &event)) {
            study_finish(study, JOB_SUCCEEDED, STUDY_COMPLETE);
            break;
        }
        /* What nobody can see is looked at ahead of its time, so that the next event is one that
         * somebody can. */
        if (event.at == NS_NEVER || (event.at > until && event.kind != EVENT_JUDGED))
            return true;
        if (!study_happen(study, &event, slice, err))
            return false;
    }
    return true;
}

ns_t
study_next(const struct study *study)
{
    struct event event = {.at = NS_NEVER};
    if (study->end.at != NS_NEVER || study->space == NULL || !study_next_event(study, &event))
        return NS_NEVER;
    return event.at;
}

struct study_end
study_end(const struct study *study)
{
    return study->end;
}
