/* A stored job: one allocation, its texts behind a small struct.
 *
 * Inputs are kept as the compact JSON that goes out again; everything that time decides is computed
 * when somebody looks (sim/lifecycle.h). What ever changes: cancel_at, writes, policy_writes, due, and,
 * by a new allocation in its place, labels and policy.
 */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include "base/text.h"
#include "sim/lifecycle.h"
#include "sim/planner.h"

#include <stdbool.h>
#include <stdint.h>

enum job_flag {
    JOB_HAS_PREDICTION_INPUT = 1 << 0, /* else it has a trainingInput */
    JOB_IS_TUNING = 1 << 1,
};

/* The texts of a job, in the order they are stored. */
enum job_text {
    JOB_TEXT_ID,
    JOB_TEXT_INPUT,  /* value of trainingInput or predictionInput */
    JOB_TEXT_LABELS, /* value of labels; empty when there are none */
    JOB_TEXT_OUTPUT, /* members of the output that never change, without braces; may be empty */
    JOB_TEXT_POLICY, /* its IAM policy as getIamPolicy prints it; empty until one is set */
    JOB_TEXT_COUNT
};

struct job {
    struct plan plan;
    ns_t cancel_at;   /* NS_NEVER until a cancel is accepted */
    ns_t due;         /* the next edge the index waits for; NS_NEVER when none will come */
    uint64_t key;     /* rng_key(world seed at create, jobId) */
    uint32_t ordinal; /* position in its world, in order of creation */
    uint32_t writes;  /* create counts as the first */
    uint32_t policy_writes;
    uint32_t flags;        /* enum job_flag */
    uint32_t sorted_state; /* enum job_state: the set of its world it is sorted into */
    uint32_t lengths[JOB_TEXT_COUNT];
    char texts[];
};

/* What a new job is made of; borrowed. */
struct job_draft {
    struct plan plan;
    uint64_t key;
    uint32_t flags;
    struct text texts[JOB_TEXT_COUNT];
};

/* Owned; NULL when memory runs out. Release with free(). */
struct job *job_new(const struct job_draft *draft);

/* A copy with one of its texts replaced; owned, NULL when memory runs out. */
struct job *job_rewrite(const struct job *job, enum job_text which, struct text text);

/* Borrowed from the job. */
struct text job_text(const struct job *job, enum job_text which);

/* Its whole life as decided so far. */
void job_timeline(const struct job *job, struct timeline *ret_line);

/* Its state at `now`. */
struct life job_life(const struct job *job, ns_t now);

#endif
