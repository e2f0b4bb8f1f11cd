/* What the server should say, worked out the slow way.
 *
 * Jobs are a plain list, time is one number a clock, and every answer is computed anew from create
 * time, drawn spans and cancel time. There is no index, no heap, no anchor: what the server keeps
 * to be fast is what this leaves out. Only the spans come from the server's planner and distributions.
 */
#ifndef TESTS_UNIT_HISTORY_MODEL_H
#define TESTS_UNIT_HISTORY_MODEL_H

#include "base/vclock.h"
#include "plan_of.h"
#include "store/world.h"

#define MODEL_PROJECTS 3
#define MODEL_JOBS_MAX 12

enum model_kind { MODEL_TRAINING, MODEL_TUNING, MODEL_PREDICTION, MODEL_KIND_COUNT };

/* The numbers of the tuning bodies that history.c sends. */
#define MODEL_TRIALS 5
#define MODEL_PARALLEL 2

struct model_trial {
    ns_t issued;
    ns_t started;
    ns_t ended;
};

struct model_job {
    int number; /* its id is "j<number>" */
    enum model_kind kind;
    struct spans spans; /* of a tuning job, running is how long its trials take */
    struct model_trial trials[MODEL_TRIALS]; /* of a tuning job */
    ns_t cancel_at;                          /* NS_NEVER: nobody did */
    uint64_t key;
};

struct model_life {
    const char *state;
    ns_t start;
    ns_t end;
    bool is_terminal;
    bool has_reason; /* errorMessage */
};

struct model_clock {
    enum vclock_mode mode;
    int64_t rate_milli;
    ns_t now;
};

struct model_world {
    bool exists;
    struct model_clock clock;
    uint64_t seed;
    struct pace pace;
    struct model_job jobs[MODEL_JOBS_MAX]; /* in order of creation */
    int count;
};

struct model {
    struct model_world start; /* its clock goes on, untouched */
    struct model_world template;
    struct model_world worlds[MODEL_PROJECTS];
};

/* What a clock reply says of what is to come. */
struct model_outlook {
    ns_t next;
    int pending;
};

/* `mono` of the server's clock is 0 at this moment. */
void model_init(struct model *model, const struct world_config *start);

/* The world of a project: made from the template if it is not there, or the template itself. */
struct model_world *model_ensure(struct model *model, int project);
const struct model_world *model_look(const struct model *model, int project);

/* The job of that number, or NULL. */
struct model_job *model_find(struct model *model, int project, int number);

/* Adds a job; there must be none of that number. */
struct model_job *model_create(struct model *model, int project, int number, enum model_kind kind);

/* Takes a job out, if it is there. */
void model_forget(struct model *model, int project, int number);

/* Trials of a tuning job that show at `now`, and those of them that have succeeded. */
int model_trials(const struct model_job *job, ns_t now, int *ret_succeeded);

struct model_life model_life(const struct model_job *job, ns_t now);

/* State changes of all its jobs in (from, to]. */
int model_changes(const struct model_world *world, ns_t from, ns_t to);

/* For one project, or for all when it is MODEL_PROJECTS. */
struct model_outlook model_outlook(const struct model *model, int project);

/* Real time passes: a whole number of microseconds. */
void model_tick(struct model *model, ns_t span);

/* Moves the clock of a project, or of all and the template, to `*time` or on by `span`; the number
 * of state changes passed on the way. */
int model_move(struct model *model, int project, const ns_t *time, ns_t span);

/* Whether `time` has passed on one of those clocks. */
bool model_goes_back(const struct model *model, int project, ns_t time);

void model_set_mode(struct model *model, int project, enum vclock_mode mode, int64_t rate_milli);

/* Forgets one project, or everything when it is MODEL_PROJECTS. */
void model_reset(struct model *model, int project);

#endif
