#include "history.h"

#include "base/rfc3339.h"
#include "base/rng.h"
#include "model/etag.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
history_fail(const struct random_history *history, const char *condition, const char *format, ...)
{
    char got[1024];
    va_list values;
    va_start(values, format);
    vsnprintf(got, sizeof(got), format, values);
    va_end(values);
    ck_abort_msg("seed %llu, step %d: after %s: not %s: %s", (unsigned long long)history->seed,
                 history->step, history->line, condition, got);
}

int64_t
history_pick(struct random_history *history, int64_t below)
{
    uint64_t bits = rng_bits(history->seed, 0, 0, history->draws++);
    return (int64_t)(bits % (uint64_t)below);
}

bool
history_chance(struct random_history *history, int64_t one_in)
{
    return history_pick(history, one_in) == 0;
}

static struct answer
send_line(struct random_history *history, int status, const char *method, const char *body,
          const char *path)
{
    snprintf(history->line, sizeof(history->line), "%s %s %s", method, path, body ? body : "");
    struct answer answer = drive_send(&history->drive, method, path, body);
    AGREE(history, answer.status == status, "status %d instead of %d: %s", answer.status, status,
          answer.body);
    return answer;
}

struct answer
history_send(struct random_history *history, int status, const char *method, const char *body,
             const char *format, ...)
{
    char path[160];
    va_list values;
    va_start(values, format);
    vsnprintf(path, sizeof(path), format, values);
    va_end(values);
    return send_line(history, status, method, body, path);
}

void
history_expect(struct random_history *history, int status, const char *method, const char *body,
               const char *format, ...)
{
    char path[160];
    va_list values;
    va_start(values, format);
    vsnprintf(path, sizeof(path), format, values);
    va_end(values);
    struct answer answer = send_line(history, status, method, body, path);
    answer_done(&answer);
}
const char *
history_clock_path(char ret_path[64], int project, const char *verb)
{
    if (project == MODEL_PROJECTS)
        snprintf(ret_path, 64, "/emulator/v1/clock%s", verb);
    else
        snprintf(ret_path, 64, "/emulator/v1/projects/p%d/clock%s", project, verb);
    return ret_path;
}

/* A time of a reply; NS_NEVER when the member is not there. */
static ns_t
time_of(const json_t *object, const char *member)
{
    ns_t time = NS_NEVER;
    const char *text = json_string_value(json_object_get(object, member));
    if (text != NULL && !rfc3339_parse(text_of(text), &time))
        ck_abort_msg("%s is no time: %s", member, text);
    return time;
}

static ns_t
whole_seconds(ns_t time)
{
    return time == NS_NEVER ? NS_NEVER : time / NS_PER_S * NS_PER_S;
}

static const char *const INPUT_OF_KIND[MODEL_KIND_COUNT] = {
    [MODEL_TRAINING] = "trainingInput",
    [MODEL_TUNING] = "trainingInput",
    [MODEL_PREDICTION] = "predictionInput",
};

/* The etag tells create and cancel apart, and nothing else. */
static void
check_etag(struct random_history *history, const struct model_job *job, const json_t *seen)
{
    struct buf expected OWNED(buf_done) = BUF(64);
    const char *etag = json_string_value(json_object_get(seen, "etag"));
    etag_write(&expected, job->key, job->cancel_at == NS_NEVER ? 1 : 2);
    AGREE(history,
          etag != NULL && expected.length == strlen(etag) + 2 &&
              strncmp(expected.at + 1, etag, strlen(etag)) == 0,
          "etag %s instead of %s", etag, expected.at);
}

static void
check_trials(struct random_history *history, const struct model_job *job, ns_t now,
             const json_t *seen)
{
    int succeeded;
    int shown = model_trials(job, now, &succeeded);
    const json_t *output = json_object_get(seen, "trainingOutput");
    const char *count = json_string_value(json_object_get(output, "completedTrialCount"));
    int seen_shown = (int)json_array_size(json_object_get(output, "trials"));
    AGREE(history, seen_shown == shown, "%d trials instead of %d", seen_shown, shown);
    AGREE(history, (count == NULL ? 0 : count[0] - '0') == succeeded, "%s completed instead of %d",
          count == NULL ? "none" : count, succeeded);
}

static void
check_view(struct random_history *history, const struct model_job *job,
           const struct model_life *life, const json_t *seen)
{
    char id[16];
    snprintf(id, sizeof(id), "j%d", job->number);
    const char *state = json_string_value(json_object_get(seen, "state"));
    const char *seen_id = json_string_value(json_object_get(seen, "jobId"));
    bool has_reason = json_object_get(seen, "errorMessage") != NULL;

    AGREE(history, seen_id != NULL && strcmp(seen_id, id) == 0, "%s instead of %s", seen_id, id);
    AGREE(history, state != NULL && strcmp(state, life->state) == 0, "%s is %s instead of %s", id,
          state, life->state);
    AGREE(history, time_of(seen, "createTime") == whole_seconds(job->spans.create), "%s", id);
    AGREE(history, time_of(seen, "startTime") == whole_seconds(life->start), "%s in %s: %lld", id,
          state, (long long)time_of(seen, "startTime"));
    AGREE(history, time_of(seen, "endTime") == whole_seconds(life->end), "%s in %s: %lld", id,
          state, (long long)time_of(seen, "endTime"));
    AGREE(history, has_reason == life->has_reason, "%s in %s", id, state);
    check_etag(history, job, seen);
    AGREE(history, json_object_get(seen, INPUT_OF_KIND[job->kind]) != NULL, "%s", id);
}

void
history_check_job(struct random_history *history, int project, const struct model_job *job,
                  const json_t *seen)
{
    ns_t now = model_look(&history->model, project)->clock.now;
    struct model_life life = model_life(job, now);
    check_view(history, job, &life, seen);
    check_trials(history, job, now, seen);
}

void
history_check_created(struct random_history *history, const struct model_job *job,
                      const json_t *seen)
{
    const struct model_life life = {.state = "QUEUED", .start = NS_NEVER, .end = NS_NEVER};
    check_view(history, job, &life, seen);
}

void
history_check_clock(struct random_history *history, int project, const json_t *seen)
{
    struct model_outlook outlook = model_outlook(&history->model, project);
    ns_t now = model_look(&history->model, project)->clock.now;
    AGREE(history, time_of(seen, "time") == now, "time %lld instead of %lld",
          (long long)time_of(seen, "time"), (long long)now);
    AGREE(history, time_of(seen, "next") == outlook.next, "next %lld instead of %lld",
          (long long)time_of(seen, "next"), (long long)outlook.next);
    json_int_t pending = json_integer_value(json_object_get(seen, "pending"));
    AGREE(history, pending == outlook.pending, "pending %lld instead of %d", (long long)pending,
          outlook.pending);
}

void
history_check_jump(struct random_history *history, int project, const struct answer *answer,
                   int applied)
{
    json_auto_t *seen = answer_json(answer);
    const json_t *member = json_object_get(seen, "applied");
    AGREE(history, json_is_integer(member), "%s", answer->body);
    AGREE(history, json_integer_value(member) == applied, "applied %lld instead of %d",
          (long long)json_integer_value(member), applied);
    history_check_clock(history, project, seen);
}

void
history_check_world(struct random_history *history, int project)
{
    const struct model_world *world = &history->model.worlds[project];
    for (int i = 0; world->exists && i < world->count; i++) {
        const struct model_job *job = &world->jobs[i];
        struct answer answer OWNED(answer_done) =
            history_send(history, 200, "GET", NULL, "/v1/projects/p%d/jobs/j%d?prettyPrint=false",
                         project, job->number);
        json_auto_t *seen = answer_json(&answer);
        history_check_job(history, project, job, seen);
    }
}

void
history_check_all(struct random_history *history)
{
    static const char *const MODES[VCLOCK_MODE_COUNT] = {"real", "scaled", "manual"};
    for (int project = 0; project < MODEL_PROJECTS; project++)
        history_check_world(history, project);
    for (int project = 0; project <= MODEL_PROJECTS; project++) {
        char path[64];
        struct answer answer OWNED(answer_done) =
            history_send(history, 200, "GET", NULL, "%s", history_clock_path(path, project, ""));
        json_auto_t *seen = answer_json(&answer);
        const struct model_clock *clock = &model_look(&history->model, project)->clock;
        const char *mode = json_string_value(json_object_get(seen, "mode"));
        double rate = json_number_value(json_object_get(seen, "rate"));
        history_check_clock(history, project, seen);
        AGREE(history, strcmp(mode, MODES[clock->mode]) == 0, "mode %s", mode);
        AGREE(history, (clock->mode == VCLOCK_SCALED) == (rate > 0), "rate %f", rate);
        if (clock->mode == VCLOCK_SCALED)
            AGREE(history,
                  rate * 1000 > (double)clock->rate_milli - 0.5 &&
                      rate * 1000 < (double)clock->rate_milli + 0.5,
                  "rate %f", rate);
    }
}
