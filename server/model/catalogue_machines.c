#include "model/catalogue.h"

/* Legal counts of an accelerator are powers of two: the set of them is their sum. */

/* clang-format off */
/* Rates are those of November 2019 in the Americas: the hourly price over 0.49 dollars, the price of
 * a training unit. The published prices of n1 machines were Compute Engine's list prices, so families
 * that came later stand here with theirs; of an a2 machine without its A100s, which are counted as
 * accelerators. GPU columns: K80, P100, V100, P4, T4, from the page about GPUs; all 0 is not known. */
static const struct machine MACHINES[] = {
    {"n1-standard-4",        MACHINE_COMPUTE_ENGINE, 3878,   {1 | 2 | 4 | 8, 1 | 2 | 4, 1 | 2 | 4 | 8, 1 | 2 | 4, 1 | 2 | 4}},
    {"n1-standard-8",        MACHINE_COMPUTE_ENGINE, 7755,   {1 | 2 | 4 | 8, 1 | 2 | 4, 1 | 2 | 4 | 8, 1 | 2 | 4, 1 | 2 | 4}},
    {"n1-standard-16",       MACHINE_COMPUTE_ENGINE, 15510,  {2 | 4 | 8, 1 | 2 | 4, 2 | 4 | 8, 1 | 2 | 4, 1 | 2 | 4}},
    {"n1-standard-32",       MACHINE_COMPUTE_ENGINE, 31020,  {4 | 8, 2 | 4, 4 | 8, 2 | 4, 2 | 4}},
    {"n1-standard-64",       MACHINE_COMPUTE_ENGINE, 62041,  {0, 0, 8, 4, 4}},
    {"n1-standard-96",       MACHINE_COMPUTE_ENGINE, 93061,  {0, 4, 8, 4, 4}},
    {"n1-highmem-2",         MACHINE_COMPUTE_ENGINE, 2416,   {0}},
    {"n1-highmem-4",         MACHINE_COMPUTE_ENGINE, 4833,   {0}},
    {"n1-highmem-8",         MACHINE_COMPUTE_ENGINE, 9665,   {0}},
    {"n1-highmem-16",        MACHINE_COMPUTE_ENGINE, 19331,  {0}},
    {"n1-highmem-32",        MACHINE_COMPUTE_ENGINE, 38661,  {0}},
    {"n1-highmem-64",        MACHINE_COMPUTE_ENGINE, 77322,  {0}},
    {"n1-highmem-96",        MACHINE_COMPUTE_ENGINE, 115984, {0}},
    {"n1-highcpu-8",         MACHINE_COMPUTE_ENGINE, 5788,   {0}},
    {"n1-highcpu-16",        MACHINE_COMPUTE_ENGINE, 11576,  {0}},
    {"n1-highcpu-32",        MACHINE_COMPUTE_ENGINE, 23151,  {0}},
    {"n1-highcpu-64",        MACHINE_COMPUTE_ENGINE, 46302,  {0}},
    {"n1-highcpu-96",        MACHINE_COMPUTE_ENGINE, 69429,  {0}},
    {"e2-standard-4",        MACHINE_COMPUTE_ENGINE, 2735,   {0}},
    {"e2-standard-8",        MACHINE_COMPUTE_ENGINE, 5470,   {0}},
    {"e2-standard-16",       MACHINE_COMPUTE_ENGINE, 10940,  {0}},
    {"e2-standard-32",       MACHINE_COMPUTE_ENGINE, 21880,  {0}},
    {"e2-highmem-2",         MACHINE_COMPUTE_ENGINE, 1845,   {0}},
    {"e2-highmem-4",         MACHINE_COMPUTE_ENGINE, 3689,   {0}},
    {"e2-highmem-8",         MACHINE_COMPUTE_ENGINE, 7379,   {0}},
    {"e2-highmem-16",        MACHINE_COMPUTE_ENGINE, 14758,  {0}},
    {"e2-highcpu-16",        MACHINE_COMPUTE_ENGINE, 8076,   {0}},
    {"e2-highcpu-32",        MACHINE_COMPUTE_ENGINE, 16153,  {0}},
    {"n2-standard-4",        MACHINE_COMPUTE_ENGINE, 3964,   {0}},
    {"n2-standard-8",        MACHINE_COMPUTE_ENGINE, 7928,   {0}},
    {"n2-standard-16",       MACHINE_COMPUTE_ENGINE, 15856,  {0}},
    {"n2-standard-32",       MACHINE_COMPUTE_ENGINE, 31712,  {0}},
    {"n2-standard-48",       MACHINE_COMPUTE_ENGINE, 47568,  {0}},
    {"n2-standard-64",       MACHINE_COMPUTE_ENGINE, 63424,  {0}},
    {"n2-standard-80",       MACHINE_COMPUTE_ENGINE, 79280,  {0}},
    {"n2-highmem-2",         MACHINE_COMPUTE_ENGINE, 2674,   {0}},
    {"n2-highmem-4",         MACHINE_COMPUTE_ENGINE, 5348,   {0}},
    {"n2-highmem-8",         MACHINE_COMPUTE_ENGINE, 10695,  {0}},
    {"n2-highmem-16",        MACHINE_COMPUTE_ENGINE, 21391,  {0}},
    {"n2-highmem-32",        MACHINE_COMPUTE_ENGINE, 42781,  {0}},
    {"n2-highmem-48",        MACHINE_COMPUTE_ENGINE, 64172,  {0}},
    {"n2-highmem-64",        MACHINE_COMPUTE_ENGINE, 85563,  {0}},
    {"n2-highmem-80",        MACHINE_COMPUTE_ENGINE, 106953, {0}},
    {"n2-highcpu-16",        MACHINE_COMPUTE_ENGINE, 11705,  {0}},
    {"n2-highcpu-32",        MACHINE_COMPUTE_ENGINE, 23411,  {0}},
    {"n2-highcpu-48",        MACHINE_COMPUTE_ENGINE, 35116,  {0}},
    {"n2-highcpu-64",        MACHINE_COMPUTE_ENGINE, 46822,  {0}},
    {"n2-highcpu-80",        MACHINE_COMPUTE_ENGINE, 58527,  {0}},
    {"c2-standard-4",        MACHINE_COMPUTE_ENGINE, 4261,   {0}},
    {"c2-standard-8",        MACHINE_COMPUTE_ENGINE, 8522,   {0}},
    {"c2-standard-16",       MACHINE_COMPUTE_ENGINE, 17045,  {0}},
    {"c2-standard-30",       MACHINE_COMPUTE_ENGINE, 31959,  {0}},
    {"c2-standard-60",       MACHINE_COMPUTE_ENGINE, 63918,  {0}},
    {"m1-ultramem-40",       MACHINE_COMPUTE_ENGINE, 128651, {0}},
    {"m1-ultramem-80",       MACHINE_COMPUTE_ENGINE, 257302, {0}},
    {"m1-ultramem-160",      MACHINE_COMPUTE_ENGINE, 514604, {0}},
    {"m1-megamem-96",        MACHINE_COMPUTE_ENGINE, 217837, {0}},
    {"a2-highgpu-1g",        MACHINE_COMPUTE_ENGINE, 15091,  {0}},
    {"a2-highgpu-2g",        MACHINE_COMPUTE_ENGINE, 30183,  {0}},
    {"a2-highgpu-4g",        MACHINE_COMPUTE_ENGINE, 60365,  {0}},
    {"a2-highgpu-8g",        MACHINE_COMPUTE_ENGINE, 120731, {0}},
    {"a2-megagpu-16g",       MACHINE_COMPUTE_ENGINE, 179530, {0}},
    /* Legacy names; a GPU in the name is part of the machine and of its rate. */
    {"standard",             MACHINE_LEGACY,         3878,   {0}},
    {"large_model",          MACHINE_LEGACY,         9665,   {0}},
    {"complex_model_s",      MACHINE_LEGACY,         5788,   {0}},
    {"complex_model_m",      MACHINE_LEGACY,         11576,  {0}},
    {"complex_model_l",      MACHINE_LEGACY,         23151,  {0}},
    {"standard_gpu",         MACHINE_LEGACY,         16939,  {0}},
    {"complex_model_m_gpu",  MACHINE_LEGACY,         52245,  {0}},
    {"complex_model_l_gpu",  MACHINE_LEGACY,         104490, {0}},
    {"standard_p100",        MACHINE_LEGACY,         37551,  {0}},
    {"complex_model_m_p100", MACHINE_LEGACY,         134694, {0}},
    {"standard_v100",        MACHINE_LEGACY,         58367,  {0}},
    {"large_model_v100",     MACHINE_LEGACY,         60278,  {0}},
    {"complex_model_m_v100", MACHINE_LEGACY,         217959, {0}},
    {"complex_model_l_v100", MACHINE_LEGACY,         435918, {0}},
    {"cloud_tpu",            MACHINE_TPU,            91837,  {0}},
};

/* In the order of the API's enum. A TPU is counted in cores; a price is that of the smallest slice. */
static const struct accelerator ACCELERATORS[ACCELERATOR_COUNT] = {
    [ACCELERATOR_NONE]       = {"ACCELERATOR_TYPE_UNSPECIFIED", "",           0,      1,  false},
    [ACCELERATOR_K80]        = {"NVIDIA_TESLA_K80",             "K80",        9184,   1,  false},
    [ACCELERATOR_P100]       = {"NVIDIA_TESLA_P100",            "P100",       29796,  1,  false},
    [ACCELERATOR_V100]       = {"NVIDIA_TESLA_V100",            "V100",       50612,  1,  false},
    [ACCELERATOR_P4]         = {"NVIDIA_TESLA_P4",              "P4",         12245,  1,  false},
    [ACCELERATOR_T4]         = {"NVIDIA_TESLA_T4",              "T4",         7143,   1,  false},
    [ACCELERATOR_A100]       = {"NVIDIA_TESLA_A100",            "A100",       59876,  1,  false},
    [ACCELERATOR_TPU_V2]     = {"TPU_V2",                       "TPU_V2",     91837,  8,  true},
    [ACCELERATOR_TPU_V3]     = {"TPU_V3",                       "TPU_V3",     163265, 8,  true},
    [ACCELERATOR_TPU_V2_POD] = {"TPU_V2_POD",                   "TPU_V2_POD", 489796, 32, true},
    [ACCELERATOR_TPU_V3_POD] = {"TPU_V3_POD",                   "TPU_V3_POD", 653061, 32, true},
    [ACCELERATOR_TPU_V4_POD] = {"TPU_V4_POD",                   "TPU_V4_POD", 525714, 16, true},
};
/* clang-format on */

const struct machine *
catalogue_machine(struct text name)
{
    for (size_t i = 0; i < sizeof(MACHINES) / sizeof(MACHINES[0]); i++) {
        if (text_is(name, MACHINES[i].name))
            return &MACHINES[i];
    }
    return NULL;
}

const struct accelerator *
catalogue_accelerator(enum accelerator_type type)
{
    return &ACCELERATORS[type];
}

static bool
is_power_of_two(int64_t count)
{
    return count > 0 && (count & (count - 1)) == 0;
}

/* Whether the page about GPUs speaks of the machine; it is older than the A100. */
static bool
is_settled(const struct machine *machine, enum accelerator_type type)
{
    if (type < CATALOGUE_GPU_FIRST || type >= CATALOGUE_GPU_FIRST + CATALOGUE_GPUS)
        return false;
    for (int i = 0; i < CATALOGUE_GPUS; i++) {
        if (machine->gpu_counts[i] != 0)
            return true;
    }
    return false;
}

bool
catalogue_allows(const struct machine *machine, enum accelerator_type type, int64_t count)
{
    if (!is_power_of_two(count))
        return false;
    return !is_settled(machine, type) ||
           (count <= INT32_MAX && (machine->gpu_counts[type - CATALOGUE_GPU_FIRST] & count) != 0);
}
