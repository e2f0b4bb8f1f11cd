/* What a study shows at a moment. Nothing here changes it. */
#include "base/own.h"
#include "base/rfc3339.h"
#include "json/write.h"
#include "sim/study_parts.h"

int32_t
study_count(const struct study *study)
{
    return study->count;
}

const struct trial *
study_trial(const struct study *study, int32_t index)
{
    return &study->trials[index];
}

const double *
study_values(const struct study *study, int32_t index)
{
    return &study->values[(size_t)index * (size_t)study->space->count];
}

const struct space *
study_space(const struct study *study)
{
    return study->space;
}

/* Where trials under way stop: at a cancel, or when the study ends badly before all have ended. An end
 * at the very moment of a cancel wins. */
static struct study_cut
effective_cut(const struct study *study, const struct study_cut *cut)
{
    if (study->end.at <= cut->at)
        return (struct study_cut){.at = study->end.at, .until = study->end.at};
    return *cut;
}

struct trial_life
study_trial_at(const struct study *study, int32_t index, ns_t now, const struct study_cut *cut)
{
    const struct trial *trial = &study->trials[index];
    struct study_cut stop = effective_cut(study, cut);
    struct trial_life life = {.state = JOB_STATE_UNSPECIFIED, .start = NS_NEVER, .end = NS_NEVER};
    if (trial->issued > now || trial->issued > stop.at)
        return life;
    ns_t seen = now < stop.at ? now : stop.at;
    life.state = JOB_PREPARING;
    if (trial->started <= seen) {
        life.state = JOB_RUNNING;
        life.start = trial->started;
    }
    if (trial->ended <= seen) {
        life.state = trial->end_state;
        life.end = trial->ended;
    } else if (now >= stop.until) {
        life.state = JOB_CANCELLED;
        life.end = stop.until;
    }
    return life;
}

static bool
lies_in(ns_t moment, ns_t from, ns_t to)
{
    return moment > from && moment <= to && moment != NS_NEVER;
}

int64_t
study_changes(const struct study *study, ns_t from, ns_t to, const struct study_cut *cut)
{
    int64_t changes = 0;
    for (int32_t i = 0; i < study->count; i++) {
        const struct trial *trial = &study->trials[i];
        struct trial_life life = study_trial_at(study, i, to, cut);
        if (life.state == JOB_STATE_UNSPECIFIED)
            continue;
        changes += lies_in(trial->issued, from, to) ? 1 : 0;
        changes += lies_in(life.start, from, to) ? 1 : 0;
        changes += lies_in(life.end, from, to) ? 1 : 0;
    }
    return changes;
}

ns_t
study_run_time(const struct study *study, ns_t now, const struct study_cut *cut)
{
    ns_t sum = 0;
    for (int32_t i = 0; i < study->count; i++) {
        struct trial_life life = study_trial_at(study, i, now, cut);
        ns_t ran = life.start == NS_NEVER ? 0 : (life.end < now ? life.end : now) - life.start;
        sum = ran < NS_TIME_MAX - sum ? sum + ran : NS_TIME_MAX;
    }
    return sum;
}

/* --- JSON ---------------------------------------------------------------------------------------- */

/* A trial as it shows, ready to be sorted. */
struct shown_trial {
    int32_t index;
    bool has_metric;
    double score; /* larger is better */
    double metric;
    int64_t step;
    struct trial_life life;
};

/* The latest point of its curve that a running trial has reached; 0: none. */
static int32_t
reached_point(const struct study *study, const struct trial *trial, ns_t now)
{
    __extension__ typedef __int128 wide_t;
    ns_t span = trial->full_end - trial->started;
    if (trial->full_end == NS_NEVER || span <= 0 || !trial->has_metric)
        return 0;
    /* Point p is reached after span * p / points, rounded down. */
    wide_t steps = (wide_t)(now - trial->started + 1) * study_tuning(study)->curve.points - 1;
    return (int32_t)(steps / span);
}

static void
read_interim(const struct study *study, ns_t now, struct shown_trial *shown)
{
    const struct trial *trial = &study->trials[shown->index];
    int32_t point = study_tuning(study)->reports_interim ? reached_point(study, trial, now) : 0;
    if (point == 0)
        return;
    shown->has_metric = true;
    shown->metric = study_point(study, trial, point);
    shown->step = curve_step(&study_tuning(study)->curve, point);
}

/* `now` is not behind the moment at which trials stop. */
static struct shown_trial
show(const struct study *study, int32_t index, const struct trial_life *life, ns_t now)
{
    const struct trial *trial = &study->trials[index];
    struct shown_trial shown = {
        .index = index, .metric = trial->metric, .step = trial->last_step, .life = *life};
    if (life->state == JOB_SUCCEEDED)
        shown.has_metric = trial->has_metric;
    else if (life->state == JOB_RUNNING)
        read_interim(study, now, &shown);
    shown.score = study_maximizes(study) ? shown.metric : -shown.metric;
    return shown;
}

/* Best first; equal ones by id; those without a metric last, as six captured lists are. */
static int
compare_trials(const void *a, const void *b)
{
    const struct shown_trial *left = a;
    const struct shown_trial *right = b;
    if (left->has_metric != right->has_metric)
        return left->has_metric ? -1 : 1;
    if (left->has_metric && left->score > right->score)
        return -1;
    if (left->has_metric && left->score < right->score)
        return 1;
    return (left->index > right->index) - (left->index < right->index);
}

static void
write_values(struct buf *out, const struct study *study, int32_t index)
{
    struct buf text OWNED(buf_done) = BUF(out->ceiling);
    const double *values = study_values(study, index);
    buf_add_str(out, ",\"hyperparameters\":{");
    for (int32_t i = 0; i < study->space->count; i++) {
        const struct axis *axis = &study->space->axes[i];
        buf_clear(&text);
        axis_write(&text, axis, values[i]);
        if (i > 0)
            buf_add_char(out, ',');
        write_string(out, axis->name);
        buf_add_char(out, ':');
        write_string(out, buf_text(&text));
        /* Clearing it for the next one would forget that. */
        out->failed = out->failed || text.failed;
    }
    buf_add_char(out, '}');
}

static void
write_time(struct buf *out, const char *name, ns_t time)
{
    if (time == NS_NEVER)
        return;
    buf_printf(out, ",\"%s\":\"", name);
    rfc3339_write_seconds(out, time);
    buf_add_char(out, '"');
}

static void
write_metric(struct buf *out, const struct shown_trial *shown)
{
    buf_add_str(out, ",\"finalMetric\":{\"trainingStep\":");
    write_int64(out, shown->step);
    buf_add_str(out, ",\"objectiveValue\":");
    write_double(out, shown->metric);
    buf_add_char(out, '}');
}

static void
write_trial(struct buf *out, const struct study *study, const struct shown_trial *shown,
            struct text of_success)
{
    const struct trial *trial = &study->trials[shown->index];
    buf_printf(out, "{\"trialId\":\"%d\"", trial->id);
    write_values(out, study, shown->index);
    write_time(out, "startTime", shown->life.start);
    write_time(out, "endTime", shown->life.end);
    buf_printf(out, ",\"state\":\"%s\"", job_state_name(shown->life.state));
    if (shown->has_metric)
        write_metric(out, shown);
    if (shown->life.state == JOB_SUCCEEDED && trial->is_stopped_early)
        buf_add_str(out, ",\"isTrialStoppedEarly\":true");
    if (shown->life.state == JOB_SUCCEEDED && of_success.length > 0) {
        buf_add_char(out, ',');
        buf_add_text(out, of_success);
    }
    buf_add_char(out, '}');
}

static void
write_list(struct buf *out, const struct study *study, struct shown_trial *shown, int32_t count,
           struct text of_success)
{
    int64_t completed = 0;
    for (int32_t i = 0; i < count; i++)
        completed += shown[i].life.state == JOB_SUCCEEDED ? 1 : 0;
    if (completed > 0) {
        buf_add_str(out, "\"completedTrialCount\":");
        write_int64(out, completed);
        buf_add_char(out, ',');
    }
    qsort(shown, (size_t)count, sizeof(*shown), compare_trials);
    buf_add_str(out, "\"trials\":[");
    for (int32_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        write_trial(out, study, &shown[i], of_success);
    }
    buf_add_str(out, "],");
}

bool
study_write(struct buf *out, const struct study *study, ns_t now, const struct study_cut *cut,
            struct text of_success)
{
    int32_t count = 0;
    if (study->count == 0)
        return true;
    struct shown_trial *shown = calloc((size_t)study->count, sizeof(*shown));
    if (shown == NULL)
        return false;
    struct study_cut stop = effective_cut(study, cut);
    for (int32_t i = 0; i < study->count; i++) {
        struct trial_life life = study_trial_at(study, i, now, cut);
        if (life.state != JOB_STATE_UNSPECIFIED)
            shown[count++] = show(study, i, &life, now < stop.at ? now : stop.at);
    }
    if (count > 0)
        write_list(out, study, shown, count, of_success);
    free(shown);
    return true;
}
