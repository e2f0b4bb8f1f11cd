#include "sim/profile.h"

#define FIXED_MS(ms)                                                                               \
    {                                                                                              \
        .kind = DIST_FIXED, .from = (ms)*NS_PER_MS, .to = (ms)*NS_PER_MS                           \
    }
#define LOGNORMAL_S(s, sd)                                                                         \
    {                                                                                              \
        .kind = DIST_LOGNORMAL, .from = (s)*NS_PER_S, .sigma = (sd)                                \
    }

/* The realistic figures come from the create-to-start gaps of captured jobs. */
/* clang-format off */
const struct profile PROFILES[PROFILE_COUNT] = {
    {"instant", {
        [STAGE_QUEUED]           = FIXED_MS(0),
        [STAGE_PREPARING]        = FIXED_MS(0),
        [STAGE_RUNNING]          = FIXED_MS(0),
        [STAGE_CANCELLING]       = FIXED_MS(0),
        [STAGE_TUNING_QUEUED]    = FIXED_MS(0),
        [STAGE_TUNING_PREPARING] = FIXED_MS(0),
        [STAGE_TRIAL_PREPARING]  = FIXED_MS(0),
        [STAGE_TRIAL_RUNNING]    = FIXED_MS(0),
    }},
    {"fast", {
        [STAGE_QUEUED]           = FIXED_MS(100),
        [STAGE_PREPARING]        = FIXED_MS(200),
        [STAGE_RUNNING]          = FIXED_MS(1000),
        [STAGE_CANCELLING]       = FIXED_MS(100),
        [STAGE_TUNING_QUEUED]    = FIXED_MS(100),
        [STAGE_TUNING_PREPARING] = FIXED_MS(200),
        [STAGE_TRIAL_PREPARING]  = FIXED_MS(0),
        [STAGE_TRIAL_RUNNING]    = FIXED_MS(100),
    }},
    {"realistic", {
        [STAGE_QUEUED]           = FIXED_MS(5000),
        [STAGE_PREPARING]        = LOGNORMAL_S(240, 0.3),
        [STAGE_RUNNING]          = LOGNORMAL_S(600, 0.4),
        [STAGE_CANCELLING]       = FIXED_MS(30000),
        [STAGE_TUNING_QUEUED]    = FIXED_MS(1000),
        [STAGE_TUNING_PREPARING] = FIXED_MS(2000),
        [STAGE_TRIAL_PREPARING]  = LOGNORMAL_S(180, 0.3),
        [STAGE_TRIAL_RUNNING]    = LOGNORMAL_S(300, 0.4),
    }},
};

static const char *const LATENCY_NAMES[LATENCY_COUNT] = {
    [LATENCY_QUEUED]     = "queued",
    [LATENCY_PREPARING]  = "preparing",
    [LATENCY_RUNNING]    = "running",
    [LATENCY_CANCELLING] = "cancelling",
    [LATENCY_TRIAL]      = "trial",
};

/* Which setting replaces which stage; LATENCY_COUNT: none does. */
static const enum latency_name LATENCY_OF_STAGE[STAGE_COUNT] = {
    [STAGE_QUEUED]           = LATENCY_QUEUED,
    [STAGE_PREPARING]        = LATENCY_PREPARING,
    [STAGE_RUNNING]          = LATENCY_RUNNING,
    [STAGE_CANCELLING]       = LATENCY_CANCELLING,
    [STAGE_TUNING_QUEUED]    = LATENCY_QUEUED,
    [STAGE_TUNING_PREPARING] = LATENCY_PREPARING,
    [STAGE_TRIAL_PREPARING]  = LATENCY_COUNT,
    [STAGE_TRIAL_RUNNING]    = LATENCY_TRIAL,
};
/* clang-format on */

const struct profile *
profile_find(struct text name)
{
    for (int i = 0; i < PROFILE_COUNT; i++) {
        if (text_is(name, PROFILES[i].name))
            return &PROFILES[i];
    }
    return NULL;
}

void
profile_list(struct buf *out)
{
    for (int i = 0; i < PROFILE_COUNT; i++)
        buf_printf(out, "%s%s", i == 0 ? "" : ", ", PROFILES[i].name);
}

const char *
latency_name(enum latency_name name)
{
    return LATENCY_NAMES[name];
}

bool
latency_find(struct text name, enum latency_name *ret_name)
{
    for (int i = 0; i < LATENCY_COUNT; i++) {
        if (text_is(name, LATENCY_NAMES[i])) {
            *ret_name = (enum latency_name)i;
            return true;
        }
    }
    return false;
}

void
latency_list(struct buf *out)
{
    for (int i = 0; i < LATENCY_COUNT; i++)
        buf_printf(out, "%s%s", i == 0 ? "" : ", ", LATENCY_NAMES[i]);
}

bool
latency_set(struct latency *latency, struct text name, struct text value, struct err *err)
{
    struct buf names OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    enum latency_name found = LATENCY_COUNT;
    if (!latency_find(name, &found)) {
        latency_list(&names);
        return err_set(err, ERR_INVALID_ARGUMENT, "'%.*s' is no stage; there are %s",
                       TEXT_ARG(name), names.failed ? "" : names.at);
    }
    if (!dist_parse(value, &latency->dists[found], err))
        return false;
    latency->is_set[found] = true;
    return true;
}

bool
latency_parse(struct latency *latency, struct text text, struct err *err)
{
    struct latency draft = *latency;
    struct text rest = text;
    while (rest.length > 0) {
        struct text item = rest;
        bool is_last = !text_split(rest, ',', &item, &rest);
        if (is_last)
            rest = TEXT("");
        else if (rest.length == 0)
            return err_set(err, ERR_INVALID_ARGUMENT, "'%.*s' ends in a comma", TEXT_ARG(text));
        struct text name;
        struct text value;
        if (!text_split(item, '=', &name, &value))
            return err_set(err, ERR_INVALID_ARGUMENT, "'%.*s' is not STAGE=DURATION",
                           TEXT_ARG(item));
        if (!latency_set(&draft, name, value, err))
            return false;
    }
    *latency = draft;
    return true;
}

const struct dist *
pace_stage(const struct pace *pace, enum stage stage)
{
    enum latency_name name = LATENCY_OF_STAGE[stage];
    if (name != LATENCY_COUNT && pace->latency.is_set[name])
        return &pace->latency.dists[name];
    return &pace->profile->stages[stage];
}
