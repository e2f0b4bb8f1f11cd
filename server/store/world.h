/* A world: one project's jobs, clock and settings. Everything a test touches lives in one world, so
 * tests that use a project id each never meet.
 *
 *     struct world *world = store_world(store, project);       NULL: nothing was ever written there
 *     struct job *job = world_find(world, TEXT("my_job"));
 *     struct life life = job_life(job, vclock_now(&world->config.clock, mono));
 *
 * Two views of time must agree: the closed form (job_life) answers reads, the heap of pending
 * changes answers "what comes next" and counts what a clock jump made visible. Settling moves the
 * heap, and the sets of jobs by state, up to a moment; it never changes what a read would answer.
 *
 * The exception is a world with a capacity: who gets a machine when depends on all its jobs, so their
 * plans are put off as time passes. Such a world is settled before anybody reads (world_is_lazy).
 */
#ifndef STORE_WORLD_H
#define STORE_WORLD_H

#include "base/err.h"
#include "base/index.h"
#include "base/vclock.h"
#include "sim/profile.h"
#include "sim/scenario_set.h"
#include "store/id_tree.h"
#include "store/job.h"
#include "store/line.h"
#include "store/ordinals.h"
#include "store/pending.h"

/* What a world copies from the server's template when it begins. */
struct world_config {
    struct vclock clock;
    uint64_t seed;
    struct pace pace;
    struct dist response_delay; /* real time; fixed 0: none */
    uint32_t on_poll;  /* manual: each so-many-th GET of a job moves to its next change; 0: off */
    bool on_wait;      /* manual: time moves while somebody waits for a job */
    uint32_t capacity; /* jobs that may be at work at once, PREPARING to the end; 0: any number */
    char default_scenario[SCENARIO_NAME_BYTES]; /* of jobs that nothing else chooses one for */
};

/* A clock jump that has set the time and is still settling. */
struct jump {
    bool is_active;
    int64_t owner; /* the call that began it */
    ns_t from;     /* changes in (from, to] are counted */
    ns_t to;
    int64_t applied;
};

struct world {
    struct world_config config;
    struct job **jobs; /* owned; by ordinal; NULL where a job was forgotten */
    uint32_t count;    /* ordinals given out */
    uint32_t capacity;
    uint32_t live;    /* jobs that exist */
    uint32_t waiting; /* jobs with a change to come that do not stand in line */
    uint32_t tuning;  /* those of them that tune: see world_is_lazy */
    struct index by_id;
    struct id_tree by_prefix;
    struct ordinals by_state[JOB_STATE_COUNT]; /* as of the last settling: see world_settle */
    uint32_t busy;                             /* jobs at work, as of the last settling */
    ns_t settled;                              /* the moment of the last settling */
    struct pending pending;
    struct line line; /* jobs that wait for others to end */
    struct jump jump;
    struct scenario_set scenarios; /* its own, before the server's */
    char *project;                 /* owned */
};

/* Owned; NULL when memory runs out. */
struct world *world_new(struct text project, const struct world_config *config);
void world_free(struct world *world);

/* The job of that id; NULL when there is none. Borrowed. */
struct job *world_find(const struct world *world, struct text id);

/* Adds a job, in place of `replaced` when that is not NULL: the one job that may have the same id,
 * which is then forgotten. False, nothing changed, when memory runs out. *ret_job is borrowed. */
bool world_insert(struct world *world, const struct job_draft *draft, struct job *replaced,
                  struct job **ret_job, struct err *err);

/* Forgets a job; its id is free again. */
void world_forget(struct world *world, struct job *job);

/* Accepts a cancel at `now`: counts as a write. The job must not have ended, nor be cancelled
 * already. False, nothing changed, when memory runs out. */
bool world_cancel(struct world *world, struct job *job, ns_t now, struct err *err);

/* Puts a copy that job_rewrite made in the place of the job it was made of, which is freed. */
void world_replace(struct world *world, struct job *copy);

/* Replaces one text of a job, its labels or its policy; *job then stands in for it. Whether that
 * counts as a write is for the caller to say. False, nothing changed, when memory runs out. */
bool world_rewrite(struct world *world, struct job **job, enum job_text which, struct text text,
                   struct err *err);

/* The newest job with an ordinal below `before`; NULL when there is none. Start with UINT32_MAX. */
const struct job *world_job_before(const struct world *world, uint32_t before);

/* The same among the jobs that are in one of the states, bits 1 << enum job_state, at the moment the
 * world was settled to last. */
const struct job *world_job_in_states(const struct world *world, unsigned states, uint32_t before);

/* The newest jobs below `before` whose id starts so; see id_tree_newest. */
bool world_jobs_of_prefix(const struct world *world, struct text prefix, uint32_t before,
                          struct id_page *page);

/* Moves the index up to `to`, simulating trials where needed; adds to *applied the changes in (from,
 * to] of the jobs it moved. True when everything due by `to` has been moved. False when *slice, about
 * microseconds of work, is used up, or with err when memory ran out, which only trials need: call
 * again. */
bool world_settle(struct world *world, ns_t from, ns_t to, int *slice, int64_t *applied,
                  struct err *err);

/* Whether reads must settle it first: it has trials that were simulated only as far as somebody
 * looked. */
bool world_is_lazy(const struct world *world);

/* The earliest change to come, once settled; NS_NEVER when none is. */
ns_t world_next(struct world *world);

/* The same of one job. When it stands in line, that of its world: it may be the one that lets it go on. */
ns_t world_due(struct world *world, const struct job *job);

/* How many jobs will still change, those in line among them. */
uint32_t world_pending(const struct world *world);

/* Job.jobPosition: its place in line, from 1 on; 0 when it does not stand there. */
uint32_t world_position(const struct world *world, const struct job *job);

/* Frees at most `slice` jobs of a world that nobody can reach any more. True once it is empty. */
bool world_reap(struct world *world, int slice);

#endif
