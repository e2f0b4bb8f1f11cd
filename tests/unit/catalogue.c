#include "tap.h"

#include "base/own.h"
#include "json/schema.h"
#include "model/catalogue.h"
#include "model/job_schema.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct {
    const char *name;
    bool is_known;
    bool was_known_in_2019;
} REGIONS[] = {
    {"asia-east1", true, true},
    {"europe-west1", true, true},
    {"europe-west4", true, true},
    {"us-central1", true, true},
    {"us-east1", true, true},
    {"us-west1", true, true},
    {"australia-southeast1", true, false},
    {"asia-northeast1", true, false},
    {"us-west3", true, false},
    {"us-central1-a", false, false},
    {"us-central", false, false},
    {"US-CENTRAL1", false, false},
    {"mars-north1", false, false},
    {"", false, false},
};

START_TEST(a_region_is_known_by_its_whole_name)
{
    struct text name = text_of(REGIONS[_i].name);
    ck_assert_int_eq(catalogue_has_region(name, false), REGIONS[_i].is_known);
    ck_assert_int_eq(catalogue_has_region(name, true), REGIONS[_i].was_known_in_2019);
}
END_TEST

/* The end of an error text captured in 2019. */
START_TEST(the_list_of_2019_is_the_captured_one)
{
    struct buf out OWNED(buf_done) = BUF(1000);
    catalogue_list_regions(&out, true);
    ck_assert_str_eq(out.at, "asia-east1, europe-west1, europe-west4, us-central1, us-east1, "
                             "us-west1");
}
END_TEST

START_TEST(the_list_is_alphabetical_and_every_entry_is_accepted)
{
    struct buf out OWNED(buf_done) = BUF(1000);
    catalogue_list_regions(&out, false);
    struct text rest = buf_text(&out);
    char last[64] = "";
    int count = 0;
    while (rest.length > 0) {
        struct text name = rest;
        if (!text_split(rest, ',', &name, &rest))
            rest = TEXT("");
        else
            rest = (struct text){rest.at + 1, rest.length - 1};
        char current[64] = "";
        ck_assert_uint_lt(name.length, sizeof(current));
        memcpy(current, name.at, name.length);
        ck_assert_str_lt(last, current);
        ck_assert(catalogue_has_region(name, false));
        memcpy(last, current, sizeof(last));
        count++;
    }
    ck_assert_int_eq(count, 22);
}
END_TEST

static const struct enumeration *
enumeration_of(const struct message *message, const char *field)
{
    return schema_field(message, text_of(field))->enumeration;
}

START_TEST(tiers_and_accelerators_have_the_numbers_of_the_api)
{
    const struct enumeration *tiers = enumeration_of(&MESSAGE_TRAINING_INPUT, "scaleTier");
    const struct enumeration *types = enumeration_of(&MESSAGE_ACCELERATOR_CONFIG, "type");
    ck_assert_uint_eq(tiers->count, TIER_COUNT);
    for (int i = 0; i < TIER_COUNT; i++)
        ck_assert_str_eq(catalogue_tier((enum scale_tier)i)->name, tiers->values[i]);
    ck_assert_uint_eq(types->count, ACCELERATOR_COUNT);
    for (int i = 0; i < ACCELERATOR_COUNT; i++)
        ck_assert_str_eq(catalogue_accelerator((enum accelerator_type)i)->name, types->values[i]);
}
END_TEST

/* Rates of the pricing page, November 2019, in ten-thousandths of a unit. */
static const struct {
    const char *name;
    enum machine_category category;
    int rate;
} MACHINES[] = {
    {"n1-standard-4", MACHINE_COMPUTE_ENGINE, 3878},
    {"n1-standard-96", MACHINE_COMPUTE_ENGINE, 93061},
    {"n1-highmem-2", MACHINE_COMPUTE_ENGINE, 2416},
    {"n1-highcpu-16", MACHINE_COMPUTE_ENGINE, 11576},
    {"standard", MACHINE_LEGACY, 3878},
    {"complex_model_m_gpu", MACHINE_LEGACY, 52245},
    {"complex_model_l_v100", MACHINE_LEGACY, 435918},
    {"cloud_tpu", MACHINE_TPU, 91837},
};

START_TEST(a_machine_has_its_category_and_rate)
{
    const struct machine *machine = catalogue_machine(text_of(MACHINES[_i].name));
    ck_assert_ptr_nonnull(machine);
    ck_assert_str_eq(machine->name, MACHINES[_i].name);
    ck_assert_int_eq(machine->category, MACHINES[_i].category);
    ck_assert_int_eq(machine->rate, MACHINES[_i].rate);
}
END_TEST

START_TEST(a_machine_is_known_by_its_whole_name)
{
    static const char *const STRANGERS[] = {"",
                                            "n1-standard",
                                            "n1-standard-1",
                                            "n1-standard-2",
                                            "N1-standard-4",
                                            "n1-standard-4 ",
                                            "CLOUD_TPU"};
    for (int i = 0; i < COUNT(STRANGERS); i++)
        ck_assert_ptr_null(catalogue_machine(text_of(STRANGERS[i])));
}
END_TEST

static int64_t
rate_of(const char *machine, int64_t count)
{
    return catalogue_machine(text_of(machine))->rate * count;
}

/* What the page says of each tier's machines adds up to what it says of the tier, but for the
 * rounding of each term. */
START_TEST(a_tier_costs_what_its_machines_do)
{
    const struct {
        enum scale_tier tier;
        int64_t sum;
    } SUMS[] = {
        {TIER_BASIC, rate_of("n1-standard-4", 1)},
        {TIER_STANDARD_1, rate_of("n1-highcpu-8", 5) + rate_of("n1-standard-4", 3)},
        {TIER_PREMIUM_1, rate_of("n1-highcpu-16", 20) + rate_of("n1-highmem-8", 11)},
        {TIER_BASIC_GPU,
         rate_of("n1-standard-8", 1) + catalogue_accelerator(ACCELERATOR_K80)->rate},
        {TIER_BASIC_TPU, rate_of("n1-standard-4", 1) + rate_of("cloud_tpu", 1)},
    };
    for (int i = 0; i < COUNT(SUMS); i++) {
        int64_t off = catalogue_tier(SUMS[i].tier)->rate - SUMS[i].sum;
        ck_assert_msg(off >= -16 && off <= 16, "%s is %lld off", catalogue_tier(SUMS[i].tier)->name,
                      (long long)off);
    }
}
END_TEST

/* A legacy machine with GPUs is a Compute Engine machine with them. */
static const struct {
    const char *legacy;
    const char *machine;
    enum accelerator_type type;
    int count;
} TWINS[] = {
    {"standard_gpu", "n1-standard-8", ACCELERATOR_K80, 1},
    {"complex_model_m_gpu", "n1-standard-16", ACCELERATOR_K80, 4},
    {"complex_model_l_gpu", "n1-standard-32", ACCELERATOR_K80, 8},
    {"standard_p100", "n1-standard-8", ACCELERATOR_P100, 1},
    {"complex_model_m_p100", "n1-standard-16", ACCELERATOR_P100, 4},
    {"standard_v100", "n1-standard-8", ACCELERATOR_V100, 1},
    {"large_model_v100", "n1-highmem-8", ACCELERATOR_V100, 1},
    {"complex_model_m_v100", "n1-standard-16", ACCELERATOR_V100, 4},
    {"complex_model_l_v100", "n1-standard-32", ACCELERATOR_V100, 8},
};

START_TEST(a_legacy_machine_costs_what_its_twin_does)
{
    int64_t rate = rate_of(TWINS[_i].machine, 1) +
                   catalogue_accelerator(TWINS[_i].type)->rate * TWINS[_i].count;
    int64_t off = rate - rate_of(TWINS[_i].legacy, 1);
    ck_assert_msg(off >= -8 && off <= 8, "%s is %lld off", TWINS[_i].legacy, (long long)off);
}
END_TEST

/* Legal counts out of 0 to 16. */
static const struct {
    const char *machine;
    enum accelerator_type type;
    const char *legal;
} COUNTS[] = {
    {"n1-standard-4", ACCELERATOR_K80, "1 2 4 8"},
    {"n1-standard-8", ACCELERATOR_P4, "1 2 4"},
    {"n1-standard-16", ACCELERATOR_K80, "2 4 8"},
    {"n1-standard-16", ACCELERATOR_T4, "1 2 4"},
    {"n1-standard-16", ACCELERATOR_V100, "2 4 8"},
    {"n1-standard-32", ACCELERATOR_V100, "4 8"},
    {"n1-standard-32", ACCELERATOR_P100, "2 4"},
    {"n1-standard-64", ACCELERATOR_K80, ""},
    {"n1-standard-64", ACCELERATOR_P100, ""},
    {"n1-standard-64", ACCELERATOR_T4, "4"},
    {"n1-standard-96", ACCELERATOR_V100, "8"},
    {"n1-standard-96", ACCELERATOR_P100, "4"},
    {"n1-standard-4", ACCELERATOR_A100, "1 2 4 8 16"},
    {"n1-highmem-2", ACCELERATOR_K80, "1 2 4 8 16"},
    {"a2-highgpu-1g", ACCELERATOR_A100, "1 2 4 8 16"},
    {"cloud_tpu", ACCELERATOR_TPU_V2, "1 2 4 8 16"},
};

START_TEST(a_machine_takes_its_legal_counts_and_no_other)
{
    const struct machine *machine = catalogue_machine(text_of(COUNTS[_i].machine));
    struct buf legal OWNED(buf_done) = BUF(100);
    buf_add_str(&legal, "");
    for (int count = -1; count <= 16; count++) {
        if (catalogue_allows(machine, COUNTS[_i].type, count))
            buf_printf(&legal, "%s%d", legal.length > 0 ? " " : "", count);
    }
    ck_assert_str_eq(legal.length > 0 ? legal.at : "", COUNTS[_i].legal);
    ck_assert(!catalogue_allows(machine, COUNTS[_i].type, INT64_MIN));
}
END_TEST

START_TEST(runtimes_come_with_their_pythons)
{
    ck_assert(catalogue_has_runtime(TEXT("1.10"), TEXT("")));
    ck_assert(!catalogue_has_runtime(TEXT("1.9"), TEXT(""))); /* captured in 2020 */
    ck_assert(catalogue_has_runtime(TEXT("1.15"), TEXT("2.7")));
    ck_assert(catalogue_has_runtime(TEXT("2.11"), TEXT("3.7")));
    ck_assert(!catalogue_has_runtime(TEXT("2.11"), TEXT("")));
    ck_assert(!catalogue_has_runtime(TEXT("1.16"), TEXT("2.7")));
    ck_assert(!catalogue_has_runtime(TEXT("1.04"), TEXT("2.7")));
    ck_assert(!catalogue_has_runtime(TEXT("1."), TEXT("2.7")));
    ck_assert(!catalogue_has_runtime(TEXT("1.-1"), TEXT("2.7")));
    ck_assert(!catalogue_has_runtime(TEXT(""), TEXT("2.7")));
    ck_assert(!catalogue_has_runtime(TEXT("2.1"), TEXT("3")));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("catalogue");
    TCase *cases = tcase_create("catalogue");
    tcase_add_loop_test(cases, a_region_is_known_by_its_whole_name, 0, COUNT(REGIONS));
    tcase_add_test(cases, the_list_of_2019_is_the_captured_one);
    tcase_add_test(cases, the_list_is_alphabetical_and_every_entry_is_accepted);
    tcase_add_test(cases, tiers_and_accelerators_have_the_numbers_of_the_api);
    tcase_add_loop_test(cases, a_machine_has_its_category_and_rate, 0, COUNT(MACHINES));
    tcase_add_test(cases, a_machine_is_known_by_its_whole_name);
    tcase_add_test(cases, a_tier_costs_what_its_machines_do);
    tcase_add_loop_test(cases, a_legacy_machine_costs_what_its_twin_does, 0, COUNT(TWINS));
    tcase_add_loop_test(cases, a_machine_takes_its_legal_counts_and_no_other, 0, COUNT(COUNTS));
    tcase_add_test(cases, runtimes_come_with_their_pythons);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
