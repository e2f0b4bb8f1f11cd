#include "tap.h"

#include "base/own.h"
#include "json/load.h"
#include "model/charge.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Rates an hour in ten-thousandths, added up by hand from the price list of 2019-11. */
static const struct {
    const char *training;
    int64_t rate;
} RATES[] = {
    {"{}", 3878},
    {"{\"scaleTier\":\"BASIC\"}", 3878},
    {"{\"scaleTier\":\"STANDARD_1\"}", 40571},
    {"{\"scaleTier\":\"PREMIUM_1\"}", 337829},
    {"{\"scaleTier\":\"BASIC_GPU\"}", 16939},
    {"{\"scaleTier\":\"BASIC_TPU\"}", 95714},
    {"{\"scaleTier\":\"CUSTOM\",\"masterType\":\"n1-standard-4\"}", 3878},
    {"{\"scaleTier\":\"CUSTOM\",\"masterType\":\"complex_model_m_gpu\"}", 52245},
    {"{\"scaleTier\":\"CUSTOM\",\"masterType\":\"n1-standard-8\",\"masterConfig\":{"
     "\"acceleratorConfig\":"
     "{\"count\":\"2\",\"type\":\"NVIDIA_TESLA_K80\"}}}",
     7755 + 2 * 9184},
    {"{\"scaleTier\":\"CUSTOM\",\"masterType\":\"n1-highcpu-16\",\"workerType\":\"n1-highcpu-16\","
     "\"workerCount\":\"19\",\"parameterServerType\":\"n1-highmem-8\",\"parameterServerCount\":"
     "\"11\"}",
     20 * 11576 + 11 * 9665},
    {"{\"scaleTier\":\"CUSTOM\",\"masterType\":\"n1-standard-4\",\"workerType\":\"cloud_tpu\","
     "\"workerCount\":\"1\"}",
     3878 + 91837},
    {"{\"scaleTier\":\"CUSTOM\",\"masterType\":\"n1-standard-4\",\"workerType\":\"cloud_tpu\","
     "\"workerCount\":\"1\",\"workerConfig\":{\"acceleratorConfig\":{\"count\":\"8\",\"type\":"
     "\"TPU_V2\"}}}",
     3878 + 91837},
    {"{\"scaleTier\":\"CUSTOM\",\"masterType\":\"n1-standard-4\",\"workerType\":\"n1-standard-4\","
     "\"workerCount\":\"9223372036854775807\"}",
     INT64_MAX},
};

START_TEST(a_job_costs_what_its_replicas_do)
{
    struct err err OWNED(err_done) = ERR;
    json_auto_t *training = json_load(text_of(RATES[_i].training), &err);
    ck_assert_ptr_nonnull(training);
    ck_assert_int_eq(charge_rate(training), RATES[_i].rate);
}
END_TEST

/* What captured jobs were charged, and how halves are rounded. */
static const struct {
    int64_t rate;
    ns_t time;
    const char *units; /* empty: nothing is written */
} CHARGES[] = {
    {10000, 1620 * NS_PER_S, "0.45"}, /* starchart, BASIC at the rate of 2017 */
    {100000, 600 * NS_PER_S, "1.67"}, /* datalab, twice */
    {3878, 600 * NS_PER_S, "0.06"},   /* c7n, jupyter */
    {10000, 36 * NS_PER_S, "0.01"},
    {10000, 18 * NS_PER_S, ""},     /* 0.005 goes to the even 0 */
    {10000, 54 * NS_PER_S, "0.02"}, /* 0.015 goes to the even 0.02 */
    {10000, 18 * NS_PER_S + 1, "0.01"},
    {10000, 3600 * NS_PER_S, "1"},
    {10000, 0, ""},
    {0, 3600 * NS_PER_S, ""},
    {INT64_MAX, 3600 * NS_PER_S, "922337203685477.62"},
};

START_TEST(a_charge_is_rounded_to_hundredths_half_to_even)
{
    struct buf out OWNED(buf_done) = BUF(100);
    bool is_written = charge_write_units(&out, CHARGES[_i].rate, CHARGES[_i].time);
    ck_assert_int_eq(is_written, CHARGES[_i].units[0] != '\0');
    ck_assert(text_is(buf_text(&out), CHARGES[_i].units));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("charge");
    TCase *cases = tcase_create("charge");
    tcase_add_loop_test(cases, a_job_costs_what_its_replicas_do, 0, COUNT(RATES));
    tcase_add_loop_test(cases, a_charge_is_rounded_to_hundredths_half_to_even, 0, COUNT(CHARGES));
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
