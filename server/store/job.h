/* A stored job: one allocation, its texts behind a small struct.
 *
 * Inputs are kept as the compact JSON that goes out again; everything that time decides is computed
 * when somebody looks (sim/lifecycle.h). What ever changes: cancel_at, writes, policy_writes, due,
 * polls, and, by a new allocation in its place, labels and policy. A tuning job also has its study:
 * trials as far as somebody has looked, a memo that answers nothing but what could be computed anew.
 */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include "base/text.h"
#include "sim/lifecycle.h"
#include "sim/planner.h"
#include "sim/study.h"

#include <stdbool.h>
#include <stdint.h>

enum job_flag {
    JOB_HAS_PREDICTION_INPUT = 1 << 0, /* else it has a trainingInput */
    JOB_IS_TUNING = 1 << 1,
    JOB_IS_IN_LINE = 1 << 2, /* it waits for a machine: see store/line.h */
    JOB_IS_COUNTED = 1 << 3, /* among those that its world says wait for a change */
};

/* The texts of a job, in the order they are stored. */
enum job_text {
    JOB_TEXT_ID,
    JOB_TEXT_INPUT,  /* value of trainingInput or predictionInput */
    JOB_TEXT_LABELS, /* value of labels; empty when there are none */
    JOB_TEXT_OUTPUT, /* members of the output that never change, without braces; may be empty */
    JOB_TEXT_MODEL,  /* where a built-in algorithm leaves its model; empty: none */
    JOB_TEXT_POLICY, /* its IAM policy as getIamPolicy prints it; empty until one is set */
    JOB_TEXT_COUNT
};

struct job {
    struct plan plan;
    struct scenario *scenario; /* a reference; NULL: none */
    struct study *study;       /* owned; NULL: it does not tune */
    int64_t rate;              /* training units an hour (model/charge.h) */
    ns_t cancel_at;            /* NS_NEVER until a cancel is accepted */
    ns_t due;                  /* the next edge the index waits for; NS_NEVER when none will come */
    uint64_t key;              /* rng_key(world seed at create, jobId) */
    uint32_t ordinal;          /* position in its world, in order of creation */
    uint32_t writes;           /* create counts as the first */
    uint32_t policy_writes;
    uint32_t polls;        /* GETs while it had not ended: for the clock's onPoll */
    uint32_t flags;        /* enum job_flag */
    uint32_t sorted_state; /* enum job_state: the set of its world it is sorted into */
    uint32_t lengths[JOB_TEXT_COUNT];
    char texts[];
};

/* What a new job is made of; borrowed. */
struct job_draft {
    struct plan plan;
    const struct scenario *scenario; /* NULL: none */
    struct study *study; /* stolen by job_new when it succeeds; NULL: it does not tune */
    int64_t rate;
    uint64_t key;
    uint32_t flags;
    struct text texts[JOB_TEXT_COUNT];
};

/* Owned; NULL when memory runs out. Release with job_free. */
struct job *job_new(const struct job_draft *draft);

/* NULL is fine. */
void job_free(struct job *job);

/* A copy with one of its texts replaced, to take its place (world_replace): scenario and study are
 * shared with it, so whichever of the two goes is released with free(). NULL when memory runs out. */
struct job *job_rewrite(const struct job *job, enum job_text which, struct text text);

/* Borrowed from the job. */
struct text job_text(const struct job *job, enum job_text which);

/* Simulates the trials of a tuning job up to `to`, as far as its life lets them run. True once that is
 * done, at once for any other job. False when *slice (about microseconds of work) is used up: call
 * again; or with err when memory ran out: may be called again. What is asked below about moments up to
 * `to` is exact then. */
bool job_advance(struct job *job, ns_t to, int *slice, struct err *err);

/* When it changes next by itself after `now`, trials included; NS_NEVER when it will not. `line` is its
 * timeline. */
ns_t job_next(const struct job *job, const struct timeline *line, ns_t now);

/* How many changes of its state and its trials' are visible in (from, to]. */
int64_t job_changes(const struct job *job, const struct timeline *line, ns_t from, ns_t to);

/* Where its trials stop, for the views of sim/study.h. */
struct study_cut job_cut(const struct job *job);

/* How long it has been working by `now`, as is charged: since RUNNING; trials summed. */
ns_t job_run_time(const struct job *job, ns_t now);

/* Its whole life as decided so far. */
void job_timeline(const struct job *job, struct timeline *ret_line);

/* Its state at `now`. */
struct life job_life(const struct job *job, ns_t now);

#endif
