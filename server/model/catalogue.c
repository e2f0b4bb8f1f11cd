#include "model/catalogue.h"

/* clang-format off */
/* Alphabetical, as the service's own error text lists them. The six marked are the whole list of the
 * text captured for a training job (corpus: region_unavailable_training). */
static const struct region REGIONS[] = {
    {"asia-east1",              true},
    {"asia-east2",              false},
    {"asia-northeast1",         false},
    {"asia-northeast2",         false},
    {"asia-northeast3",         false},
    {"asia-south1",             false},
    {"asia-southeast1",         false},
    {"australia-southeast1",    false},
    {"europe-north1",           false},
    {"europe-west1",            true},
    {"europe-west2",            false},
    {"europe-west3",            false},
    {"europe-west4",            true},
    {"europe-west6",            false},
    {"northamerica-northeast1", false},
    {"southamerica-east1",      false},
    {"us-central1",             true},
    {"us-east1",                true},
    {"us-east4",                false},
    {"us-west1",                true},
    {"us-west2",                false},
    {"us-west3",                false},
};

/* Each rate is what its machines sum up to: a master; a master with 4 workers and 3 parameter
 * servers; one with 19 and 11; one with a K80; one with a TPU. */
static const struct tier TIERS[TIER_COUNT] = {
    [TIER_BASIC]      = {"BASIC",      3878},
    [TIER_STANDARD_1] = {"STANDARD_1", 40571},
    [TIER_PREMIUM_1]  = {"PREMIUM_1",  337829},
    [TIER_BASIC_GPU]  = {"BASIC_GPU",  16939},
    [TIER_BASIC_TPU]  = {"BASIC_TPU",  95714},
    [TIER_CUSTOM]     = {"CUSTOM",     0},
};

/* Runs of minor versions, and the Pythons they came with (discovery text of pythonVersion), as far as
 * they were still taken in 2020: 1.9 was refused then, 1.13 was not. */
struct runtime_run {
    const char *prefix;
    int first;
    int last;
    const char *python;
};

static const struct runtime_run RUNTIMES[] = {
    {"1.", 10, 15, "2.7"},
    {"1.", 10, 14, "3.5"},
    {"1.", 15, 15, "3.7"},
    {"2.", 1,  11, "3.7"},
};
/* clang-format on */

#define REGION_COUNT (sizeof(REGIONS) / sizeof(REGIONS[0]))

bool
catalogue_has_region(struct text name, bool only_2019)
{
    for (size_t i = 0; i < REGION_COUNT; i++) {
        if (text_is(name, REGIONS[i].name))
            return REGIONS[i].in_2019 || !only_2019;
    }
    return false;
}

void
catalogue_list_regions(struct buf *out, bool only_2019)
{
    const char *separator = "";
    for (size_t i = 0; i < REGION_COUNT; i++) {
        if (only_2019 && !REGIONS[i].in_2019)
            continue;
        buf_printf(out, "%s%s", separator, REGIONS[i].name);
        separator = ", ";
    }
}

const struct tier *
catalogue_tier(enum scale_tier tier)
{
    return &TIERS[tier];
}

static bool
is_in_run(struct text runtime, const struct runtime_run *run)
{
    struct text minor;
    int64_t number = 0;
    return text_starts(runtime, run->prefix) && text_split(runtime, '.', &runtime, &minor) &&
           (minor.length == 1 || minor.at[0] != '0') && text_to_int64(minor, &number) &&
           number >= run->first && number <= run->last;
}

bool
catalogue_has_runtime(struct text runtime, struct text python)
{
    struct text wanted = python.length > 0 ? python : TEXT("2.7");
    for (size_t i = 0; i < sizeof(RUNTIMES) / sizeof(RUNTIMES[0]); i++) {
        if (text_is(wanted, RUNTIMES[i].python) && is_in_run(runtime, &RUNTIMES[i]))
            return true;
    }
    return false;
}
