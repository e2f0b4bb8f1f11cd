/* What happens to the trials of a study, one thing after the other. */
#include "base/own.h"
#include "sim/study_parts.h"

/* What an event costs, about, in units of a slice; and how much of each kind of work fits in one. */
#define EVENT_COST 4
#define MEANS_PER_UNIT 128
#define POINTS_PER_UNIT 8

/* The moment a point of its curve is reached. */
static ns_t
point_time(const struct study *study, const struct trial *trial, int32_t point)
{
    __extension__ typedef __int128 wide_t;
    wide_t part = (wide_t)(trial->full_end - trial->started) * point;
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

bool
study_next_event(const struct study *study, struct event *ret_event)
{
    for (int32_t i = 0; i < study->slot_count; i++) {
        struct event event = event_of(study, i);
        if (i == 0 || event.at < ret_event->at)
            *ret_event = event;
    }
    return study->slot_count > 0;
}

/* --- early stopping ------------------------------------------------------------------------------ */

bool
study_is_judged(const struct study *study, const struct trial *trial)
{
    return study->spec.stops_early && trial->end_state == JOB_SUCCEEDED && trial->has_metric &&
           trial->ended != NS_NEVER;
}

/* The metric at a point of its curve, larger being better. */
static double
score_at(const struct study *study, const struct trial *trial, int32_t point)
{
    double metric = study_point(study, trial, point);
    return study_maximizes(study) ? metric : -metric;
}

/* Means of the other trials' points up to one, of those that have ended well; how many there are. */
static int32_t
gather_means(const struct study *study, int32_t point, double *means)
{
    int32_t points = study_tuning(study)->curve.points;
    int32_t count = 0;
    for (int32_t i = 0; i < study->ended_count; i++) {
        int32_t index = study->order[i];
        if (study_is_judged(study, &study->trials[index]))
            means[count++] = study->means[(size_t)index * (size_t)points + (size_t)point - 1];
    }
    return count;
}

static void
stop(struct study *study, struct trial *trial, const struct event *event, int32_t point)
{
    trial->is_stopped_early = true;
    trial->ended = event->at;
    trial->metric = study_point(study, trial, point);
    trial->last_step = curve_step(&study_tuning(study)->curve, point);
    trial->stopped_point = point;
}

/* A point of its curve is looked at; nobody can see that, unless the trial is stopped there. */
static bool
judge(struct study *study, const struct event *event, int *slice, struct err *err)
{
    struct slot *slot = &study->slots[event->slot];
    struct trial *trial = &study->trials[slot->index];
    double *means = calloc((size_t)study->ended_count + 1, sizeof(double));
    if (means == NULL)
        return err_memory(err);
    int32_t point = slot->next_point;
    double score = score_at(study, trial, point);
    slot->best = point == 1 || score > slot->best ? score : slot->best;
    int32_t count = gather_means(study, point, means);
    bool stops = curve_should_stop(&study_tuning(study)->curve, point, slot->best, means, count);
    free(means);
    slot->next_point = stops ? INT32_MAX : point + 1;
    if (stops)
        stop(study, trial, event, point);
    *slice -= study->ended_count / MEANS_PER_UNIT;
    return true;
}

/* The running means of a trial that has ended; one that was stopped keeps its last for the rest. */
static void
keep_means(struct study *study, int32_t index)
{
    const struct trial *trial = &study->trials[index];
    int32_t points = study_tuning(study)->curve.points;
    int32_t last = trial->is_stopped_early ? trial->stopped_point : points;
    double *row = &study->means[(size_t)index * (size_t)points];
    double sum = 0;
    for (int32_t point = 1; point <= points; point++) {
        if (point <= last)
            sum += score_at(study, trial, point);
        row[point - 1] = sum / (point < last ? point : last);
    }
}

/* --- the end of a trial -------------------------------------------------------------------------- */

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
end_trial(struct study *study, const struct event *event, int *slice)
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
    if (study_is_judged(study, trial)) {
        keep_means(study, index);
        *slice -= study_tuning(study)->curve.points / POINTS_PER_UNIT;
    }
    if (has_failed_too_often(study, trial))
        study_finish(study, JOB_FAILED, STUDY_FAILED_TRIALS);
    else if (has_reached_outcome(study))
        study_finish(study, JOB_FAILED, STUDY_OUTCOME);
}

bool
study_happen(struct study *study, const struct event *event, int *slice, struct err *err)
{
    *slice -= EVENT_COST;
    if (event->kind == EVENT_JUDGED)
        return judge(study, event, slice, err);
    study->now = event->at;
    if (event->kind == EVENT_START)
        study->slots[event->slot].has_started = true;
    else
        end_trial(study, event, slice);
    return true;
}
