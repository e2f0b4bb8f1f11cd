/* What Google's catalogues listed. Data only; rules decide what follows from it.
 *
 * Regions, scale tiers and runtimes in catalogue.c, machines and accelerators in
 * catalogue_machines.c. A new machine, tier or region is one row.
 */
#ifndef MODEL_CATALOGUE_H
#define MODEL_CATALOGUE_H

#include "base/buf.h"
#include "base/text.h"

#include <stdint.h>

/* Regions AI Platform Training ever listed (regions pages of 2019 and 2023), and whether the error
 * text captured in 2019 listed them too. */
struct region {
    const char *name;
    bool in_2019;
};

/* True when `name` is a region; with only_2019, one of the six of 2019. */
bool catalogue_has_region(struct text name, bool only_2019);

/* Adds the accepted regions as the service lists them: "asia-east1, europe-west1", alphabetical. */
void catalogue_list_regions(struct buf *out, bool only_2019);

/* Rates are training units (consumedMLUnits) an hour, in ten-thousandths: 3878 is 0.3878. */
#define CATALOGUE_RATE_SCALE 10000

/* google.cloud.ml.v1.TrainingInput.ScaleTier; numbers are the enum's. */
enum scale_tier {
    TIER_BASIC,
    TIER_STANDARD_1,
    TIER_PREMIUM_1,
    TIER_BASIC_GPU,
    TIER_BASIC_TPU,
    TIER_CUSTOM,
    TIER_COUNT
};

struct tier {
    const char *name;
    int64_t rate; /* of the whole cluster; 0 for CUSTOM, which costs what its replicas do */
};

const struct tier *catalogue_tier(enum scale_tier tier);

enum machine_category { MACHINE_LEGACY, MACHINE_COMPUTE_ENGINE, MACHINE_TPU };

/* google.cloud.ml.v1.AcceleratorConfig.AcceleratorType; numbers are the enum's. */
enum accelerator_type {
    ACCELERATOR_NONE,
    ACCELERATOR_K80,
    ACCELERATOR_P100,
    ACCELERATOR_V100,
    ACCELERATOR_P4,
    ACCELERATOR_T4,
    ACCELERATOR_A100,
    ACCELERATOR_TPU_V2,
    ACCELERATOR_TPU_V3,
    ACCELERATOR_TPU_V2_POD,
    ACCELERATOR_TPU_V3_POD,
    ACCELERATOR_TPU_V4_POD,
    ACCELERATOR_COUNT
};

struct accelerator {
    const char *name;       /* as in the API */
    const char *short_name; /* as in quota texts: "K80" */
    int64_t rate;           /* of `unit` of them */
    int unit;               /* 1, or the cores of the smallest slice of TPUs */
    bool is_tpu;
};

const struct accelerator *catalogue_accelerator(enum accelerator_type type);

/* The GPUs whose counts are documented, as a run of the enum. */
#define CATALOGUE_GPU_FIRST ACCELERATOR_K80
#define CATALOGUE_GPUS 5

struct machine {
    const char *name;
    enum machine_category category;
    int64_t rate;
    int gpu_counts
        [CATALOGUE_GPUS]; /* legal counts, powers of two, as their sum; all 0: not known */
};

/* NULL when training never offered a machine of that name. */
const struct machine *catalogue_machine(struct text name);

/* Whether the machine may have that many: as documented, and where nothing is, any power of two. */
bool catalogue_allows(const struct machine *machine, enum accelerator_type type, int64_t count);

/* Whether there was such a runtime, "1.15", with that Python, "3.7"; no Python means the oldest. */
bool catalogue_has_runtime(struct text runtime, struct text python);

#endif
