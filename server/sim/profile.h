/* How long the stages of a job take: a named profile, and what --latency puts over it.
 *
 *     struct pace pace = {.profile = profile_find(TEXT("fast"))};
 *     latency_parse(&pace.latency, TEXT("running=30s,preparing=2s..5s"), &err);
 *     const struct dist *d = pace_stage(&pace, STAGE_RUNNING);
 */
#ifndef SIM_PROFILE_H
#define SIM_PROFILE_H

#include "base/err.h"
#include "base/text.h"
#include "sim/dist.h"

/* What a profile times. A tuning job leaves its queue and preparation within seconds, its trials
 * are what waits for machines (real gaps of 2 to 4 s against minutes for plain jobs). */
enum stage {
    STAGE_QUEUED,
    STAGE_PREPARING,
    STAGE_RUNNING,
    STAGE_CANCELLING,
    STAGE_TUNING_QUEUED,
    STAGE_TUNING_PREPARING,
    STAGE_TRIAL_PREPARING,
    STAGE_TRIAL_RUNNING,
    STAGE_COUNT
};

struct profile {
    const char *name;
    struct dist stages[STAGE_COUNT];
};

#define PROFILE_COUNT 3

/* instant, fast, realistic. */
extern const struct profile PROFILES[PROFILE_COUNT];
#define PROFILE_DEFAULT (&PROFILES[1])

/* What a user may set: a name covers a plain job's stage and its tuning counterpart. */
enum latency_name {
    LATENCY_QUEUED,
    LATENCY_PREPARING,
    LATENCY_RUNNING,
    LATENCY_CANCELLING,
    LATENCY_TRIAL,
    LATENCY_COUNT
};

struct latency {
    bool is_set[LATENCY_COUNT];
    struct dist dists[LATENCY_COUNT];
};

struct pace {
    const struct profile *profile; /* static */
    struct latency latency;
};

/* NULL when there is none of that name. */
const struct profile *profile_find(struct text name);

/* Names of the profiles, "instant, fast, realistic". */
void profile_list(struct buf *out);

/* "queued" and so on; static. */
const char *latency_name(enum latency_name name);

/* The setting of that name. False when there is none. */
bool latency_find(struct text name, enum latency_name *ret_name);

/* Names of the settings, "queued, preparing, running, cancelling, trial". */
void latency_list(struct buf *out);

/* Sets one stage by name. False with the allowed names in err, nothing changed. */
bool latency_set(struct latency *latency, struct text name, struct text value, struct err *err);

/* Reads "queued=1s,running=30s" over what is set already. False: nothing changed. */
bool latency_parse(struct latency *latency, struct text text, struct err *err);

/* The distribution in force for a stage. */
const struct dist *pace_stage(const struct pace *pace, enum stage stage);

#endif
