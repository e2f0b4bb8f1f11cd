#include "sim/study.h"

#include "base/own.h"
#include "sim/study_parts.h"

#include <assert.h>
#include <string.h>

#define FIRST_CAPACITY 4
/* What an event and a look at one slot cost, about, in units of a slice. */
#define EVENT_COST 4
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

/* What an earlier study knew and found, in the order it became known. */
static bool
take_priors(struct study *study, const struct study *previous, struct err *err)
{
    if (previous == NULL || previous->space == NULL)
        return true;
    int32_t axes = previous->space->count;
    int32_t count = previous->prior_count + previous->ended_count;
    study->first_id = previous->first_id + previous->count;
    study->prior_axes = axes;
    study->priors = calloc((size_t)count + 1, sizeof(study->priors[0]));
    study->prior_values = calloc((size_t)(count * axes) + 1, sizeof(double));
    if (study->priors == NULL || study->prior_values == NULL)
        return err_memory(err);
    for (int32_t i = 0; i < previous->prior_count; i++)
        study->priors[i] = previous->priors[i];
    if (previous->prior_count > 0)
        memcpy(study->prior_values, previous->prior_values,
               (size_t)(previous->prior_count * axes) * sizeof(double));
    study->prior_count = previous->prior_count;
    for (int32_t i = 0; i < previous->ended_count; i++) {
        int32_t index = previous->order[i];
        const struct trial *trial = &previous->trials[index];
        memcpy(&study->prior_values[study->prior_count * axes], study_values(previous, index),
               (size_t)axes * sizeof(double));
        study->priors[study->prior_count++] = (struct prior){
            .is_measured = trial->has_metric && trial->end_state == JOB_SUCCEEDED,
            .score = study_maximizes(study) ? trial->metric : -trial->metric,
        };
    }
    return true;
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
    if (!take_priors(study, request->previous, err))
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
    free(study->prior_values);
    free(study->priors);
    free(study->trials);
    free(study->values);
    free(study->order);
    free(study->means);
    free(study->slots);
    free(study);
}

bool
study_begin(struct study *study, const json_t *params, ns_t start, struct err *err)
{
    assert(study->space == NULL);
    struct space *space = space_new(params, err);
    if (space == NULL)
        return false;
    study->optimiser = optimiser_new(study->spec.algorithm, space, study->key);
    if (study->optimiser == NULL) {
        free(space);
        return err_memory(err);
    }
    study->space = space;
    study->now = start;
    return true;
}

bool
study_has_begun(const struct study *study)
{
    return study->space != NULL;
}

static void
finish(struct study *study, enum job_state state, enum study_reason reason)
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

static struct sample
sample_of_trial(const struct study *study, int32_t index)
{
    const struct trial *trial = &study->trials[index];
    bool is_measured = trial->has_metric && trial->end_state == JOB_SUCCEEDED;
    return (struct sample){
        .values = study_values(study, index),
        .score = study_maximizes(study) ? trial->metric : -trial->metric,
        .kind = is_measured ? SAMPLE_MEASURED : SAMPLE_FAILED,
    };
}

/* Everything known at this moment, for the optimiser. */
static void
collect(const struct study *study, struct sample *samples)
{
    int32_t count = 0;
    for (int32_t i = 0; i < study->prior_count; i++)
        samples[count++] = (struct sample){
            .values = &study->prior_values[i * study->prior_axes],
            .score = study->priors[i].score,
            .kind = study->priors[i].is_measured ? SAMPLE_MEASURED : SAMPLE_FAILED,
        };
    for (int32_t i = 0; i < study->ended_count; i++)
        samples[count++] = sample_of_trial(study, study->order[i]);
    for (int32_t i = 0; i < study->slot_count; i++)
        samples[count++] = (struct sample){
            .values = study_values(study, study->slots[i].index),
            .kind = SAMPLE_PENDING,
        };
}

static enum suggestion
ask(struct study *study, double *ret_values, int *slice)
{
    int32_t count = study->prior_count + study->ended_count + study->slot_count;
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
    bool is_judged = study->spec.stops_early && trial->end_state == JOB_SUCCEEDED &&
                     trial->has_metric && trial->ended != NS_NEVER;
    study->slots[study->slot_count++] = (struct slot){
        .index = index,
        .next_point = is_judged ? 1 : INT32_MAX,
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
    double *values = &study->values[study->count * study->space->count];
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

/* --- events -------------------------------------------------------------------------------------- */

/* The next thing to happen to a trial under way. */
enum event_kind { EVENT_START, EVENT_JUDGED, EVENT_END };

struct event {
    enum event_kind kind;
    ns_t at;
    int32_t slot;
};

/* The moment a point of its curve is reached. */
static ns_t
point_time(const struct study *study, const struct trial *trial, int32_t point)
{
    __extension__ typedef __int128 wide_t;
    wide_t part = (wide_t)(trial->ended - trial->started) * point;
    return trial->started + (ns_t)(part / study_tuning(study)->curve.points);
}

static struct event
event_of(const struct study *study, int32_t at)
{
    const struct slot *slot = &study->slots[at];
    const struct trial *trial = &study->trials[slot->index];
    if (!slot->has_started)
        return (struct event){EVENT_START, trial->started, at};
    if (slot->next_point < study_tuning(study)->curve.points)
        return (struct event){EVENT_JUDGED, point_time(study, trial, slot->next_point), at};
    return (struct event){EVENT_END, trial->ended, at};
}

/* The earliest; of several at one moment, that of the trial issued first. False when none is under way.
 */
static bool
next_event(const struct study *study, struct event *ret_event)
{
    for (int32_t i = 0; i < study->slot_count; i++) {
        struct event event = event_of(study, i);
        if (i == 0 || event.at < ret_event->at)
            *ret_event = event;
    }
    return study->slot_count > 0;
}

/* Means of the other trials' points up to one, of those that have ended well; how many there are. */
static int32_t
gather_means(const struct study *study, int32_t point, double *means)
{
    int32_t points = study_tuning(study)->curve.points;
    int32_t count = 0;
    for (int32_t i = 0; i < study->ended_count; i++) {
        int32_t index = study->order[i];
        const struct trial *trial = &study->trials[index];
        if (trial->end_state == JOB_SUCCEEDED && trial->has_metric)
            means[count++] = study->means[(size_t)index * (size_t)points + (size_t)point - 1];
    }
    return count;
}

/* A point of its curve is looked at; nobody can see that, unless the trial is stopped there. */
static bool
judge(struct study *study, const struct event *event, struct err *err)
{
    const struct curve *curve = &study_tuning(study)->curve;
    struct slot *slot = &study->slots[event->slot];
    struct trial *trial = &study->trials[slot->index];
    double *means = calloc((size_t)study->ended_count + 1, sizeof(double));
    if (means == NULL)
        return err_memory(err);
    int32_t point = slot->next_point;
    double metric = study_point(study, trial, point);
    double value = study_maximizes(study) ? metric : -metric;
    slot->best = point == 1 || value > slot->best ? value : slot->best;
    int32_t count = gather_means(study, point, means);
    bool stops = curve_should_stop(curve, point, slot->best, means, count);
    free(means);
    slot->next_point = stops ? INT32_MAX : point + 1;
    if (stops) {
        trial->is_stopped_early = true;
        trial->ended = event->at;
        trial->metric = metric;
        trial->last_step = curve_step(curve, point);
        trial->stopped_point = point;
    }
    return true;
}

/* The running means of a trial that has ended; one that was stopped keeps its last for the rest. */
static void
keep_means(struct study *study, int32_t index)
{
    const struct trial *trial = &study->trials[index];
    int32_t points = study_tuning(study)->curve.points;
    double *row = &study->means[(size_t)index * (size_t)points];
    double sum = 0;
    if (!trial->has_metric || trial->end_state != JOB_SUCCEEDED)
        return;
    int32_t last = trial->is_stopped_early ? trial->stopped_point : points;
    for (int32_t point = 1; point <= points; point++) {
        if (point <= last) {
            double metric = trial->is_stopped_early && point == last
                                ? trial->metric
                                : study_point(study, trial, point);
            sum += study_maximizes(study) ? metric : -metric;
        }
        row[point - 1] = sum / (point < last ? point : last);
    }
}

/* The service's own rule, which it may change at any time: all is lost when the first trial fails, or
 * when five have and they are more than the others. */
static bool
has_failed_too_often(const struct study *study, const struct trial *trial)
{
    if (study->spec.max_failed_trials > 0)
        return study->failed >= study->spec.max_failed_trials;
    if (trial->end_state == JOB_FAILED && trial->id == study->first_id)
        return true;
    return study->failed >= 5 && study->failed > study->succeeded;
}

static bool
has_reached_outcome(const struct study *study)
{
    return (double)study->ended_count >= study->outcome_at * study->spec.max_trials;
}

static void
end_trial(struct study *study, const struct event *event)
{
    int32_t index = study->slots[event->slot].index;
    const struct trial *trial = &study->trials[index];
    study->slot_count--;
    for (int32_t i = event->slot; i < study->slot_count; i++)
        study->slots[i] = study->slots[i + 1];
    study->order[study->ended_count++] = index;
    if (trial->end_state == JOB_SUCCEEDED)
        study->succeeded++;
    else
        study->failed++;
    if (study->spec.stops_early)
        keep_means(study, index);
    if (has_failed_too_often(study, trial))
        finish(study, JOB_FAILED, STUDY_FAILED_TRIALS);
    else if (has_reached_outcome(study))
        finish(study, JOB_FAILED, STUDY_OUTCOME);
}

static bool
happen(struct study *study, const struct event *event, struct err *err)
{
    if (event->kind == EVENT_JUDGED)
        return judge(study, event, err);
    study->now = event->at;
    if (event->kind == EVENT_START)
        study->slots[event->slot].has_started = true;
    else
        end_trial(study, event);
    return true;
}

bool
study_advance(struct study *study, ns_t until, int *slice, struct err *err)
{
    struct event event = {0};
    while (study->end.at == NS_NEVER) {
        if (*slice <= 0)
            return false;
        *slice -= EVENT_COST + study->slot_count / SLOTS_PER_UNIT;
        if (can_issue(study)) {
            if (!issue(study, slice, err))
                return false;
            continue;
        }
        if (!next_event(study, &event)) {
            finish(study, JOB_SUCCEEDED, STUDY_COMPLETE);
            break;
        }
        /* What nobody can see is looked at ahead of its time, so that the next event is one that
         * somebody can. */
        if (event.at == NS_NEVER || (event.at > until && event.kind != EVENT_JUDGED))
            return true;
        if (!happen(study, &event, err))
            return false;
    }
    return true;
}

ns_t
study_next(const struct study *study)
{
    struct event event = {.at = NS_NEVER};
    if (study->end.at != NS_NEVER || study->space == NULL || !next_event(study, &event))
        return NS_NEVER;
    return event.at;
}

struct study_end
study_end(const struct study *study)
{
    return study->end;
}
