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
