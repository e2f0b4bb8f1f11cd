#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "sim/dist.h"

#include <math.h>
#include <stdlib.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* The first and the last draw there can be. */
#define LEAST_DRAW 0x1p-53
#define GREATEST_DRAW (1 - 0x1p-53)

static const struct {
    const char *text;
    enum dist_kind kind;
    ns_t from;
    ns_t to;
    const char *written;
} SPELLINGS[] = {
    {"10s", DIST_FIXED, 10 * NS_PER_S, 10 * NS_PER_S, "10s"},
    {"0s", DIST_FIXED, 0, 0, "0s"},
    {"50ms", DIST_FIXED, 50 * NS_PER_MS, 50 * NS_PER_MS, "0.050s"},
    {"1.5s", DIST_FIXED, 1500 * NS_PER_MS, 1500 * NS_PER_MS, "1.500s"},
    {"0.000000001s", DIST_FIXED, 1, 1, "0.000000001s"},
    {"2m", DIST_FIXED, 120 * NS_PER_S, 120 * NS_PER_S, "120s"},
    {"1h", DIST_FIXED, 3600 * NS_PER_S, 3600 * NS_PER_S, "3600s"},
    {"20ms..80ms", DIST_UNIFORM, 20 * NS_PER_MS, 80 * NS_PER_MS, "0.020s..0.080s"},
    {"2s..5s", DIST_UNIFORM, 2 * NS_PER_S, 5 * NS_PER_S, "2s..5s"},
    {"1.5s..1.75s", DIST_UNIFORM, 1500 * NS_PER_MS, 1750 * NS_PER_MS, "1.500s..1.750s"},
    {"3s..3s", DIST_UNIFORM, 3 * NS_PER_S, 3 * NS_PER_S, "3s..3s"},
    /* At the limit: ten years of 365 days. */
    {"315360000s", DIST_FIXED, DIST_SPAN_MAX, DIST_SPAN_MAX, "315360000s"},
    {"0s..315360000s", DIST_UNIFORM, 0, DIST_SPAN_MAX, "0s..315360000s"},
};

START_TEST(a_duration_or_a_range_is_read)
{
    struct err err OWNED(err_done) = ERR;
    struct dist dist = {0};
    ck_assert(dist_parse(text_of(SPELLINGS[_i].text), &dist, &err));
    ck_assert_int_eq(dist.kind, SPELLINGS[_i].kind);
    ck_assert_int_eq(dist.from, SPELLINGS[_i].from);
    ck_assert_int_eq(dist.to, SPELLINGS[_i].to);
}
END_TEST

START_TEST(what_is_written_can_be_read_again)
{
    struct err err OWNED(err_done) = ERR;
    struct buf out OWNED(buf_done) = BUF(100);
    struct dist dist = {0};
    struct dist again = {0};
    ck_assert(dist_parse(text_of(SPELLINGS[_i].text), &dist, &err));
    dist_write(&out, &dist);
    ck_assert_str_eq(out.at, SPELLINGS[_i].written);
    ck_assert(dist_parse(buf_text(&out), &again, &err));
    ck_assert_int_eq(again.kind, dist.kind);
    ck_assert_int_eq(again.from, dist.from);
    ck_assert_int_eq(again.to, dist.to);
}
END_TEST

static const char *const REFUSED[] = {
    "",
    "10",
    "s",
    "-1s",
    "10 s",
    "1s..",
    "..1s",
    "1s...2s",
    "5s..2s",
    "1s..2s..3s",
    "never",
    "315360000.000000001s",
    "1s..315360001s",
};

START_TEST(anything_else_is_refused_by_name)
{
    struct err err OWNED(err_done) = ERR;
    struct dist dist = {.kind = DIST_LOGNORMAL, .from = 7, .to = 8, .sigma = 9};
    ck_assert(!dist_parse(text_of(REFUSED[_i]), &dist, &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_msg(strstr(err_message(&err), REFUSED[_i]) != NULL, "%s", err_message(&err));
    ck_assert_int_eq(dist.kind, DIST_LOGNORMAL);
    ck_assert_int_eq(dist.from, 7);
    ck_assert_int_eq(dist.to, 8);
}
END_TEST

START_TEST(a_lognormal_one_is_described)
{
    const struct dist dist = {.kind = DIST_LOGNORMAL, .from = 60 * NS_PER_S, .sigma = 0.4};
    struct buf out OWNED(buf_done) = BUF(100);
    dist_write(&out, &dist);
    ck_assert_ptr_nonnull(strstr(out.at, "lognormal"));
    ck_assert_ptr_nonnull(strstr(out.at, "60s"));
}
END_TEST

START_TEST(a_fixed_span_is_kept_to_the_nanosecond)
{
    const struct dist dist = {.kind = DIST_FIXED, .from = 1234567891, .to = 1234567891};
    ck_assert_int_eq(dist_sample(&dist, LEAST_DRAW), 1234567891);
    ck_assert_int_eq(dist_sample(&dist, GREATEST_DRAW), 1234567891);
}
END_TEST

static const ns_t UNIFORM_ENDS[][2] = {
    {0, 0},
    {0, NS_PER_MS},
    {20 * NS_PER_MS, 80 * NS_PER_MS},
    {2 * NS_PER_S, 5 * NS_PER_S},
    {0, DIST_SPAN_MAX},
};

START_TEST(a_range_reaches_both_ends_and_nothing_beyond)
{
    const struct dist dist = {
        .kind = DIST_UNIFORM, .from = UNIFORM_ENDS[_i][0], .to = UNIFORM_ENDS[_i][1]};
    ck_assert_int_eq(dist_sample(&dist, LEAST_DRAW), dist.from);
    ck_assert_int_eq(dist_sample(&dist, GREATEST_DRAW), dist.to);
}
END_TEST

#define DRAWS 100000

/* Four values, a quarter of the draws each. Chi-square with 3 degrees of freedom is below 16.3 in
 * all but one case of a thousand. */
START_TEST(a_range_prefers_no_value)
{
    const struct dist dist = {.kind = DIST_UNIFORM, .from = 2 * NS_PER_MS, .to = 5 * NS_PER_MS};
    int counts[4] = {0};
    for (uint32_t draw = 0; draw < DRAWS; draw++) {
        ns_t span = dist_sample(&dist, rng_unit(11, 1, 0, draw));
        if (span < dist.from || span > dist.to || span % NS_PER_MS != 0)
            ck_abort_msg("draw %u gives %lld", draw, (long long)span);
        counts[span / NS_PER_MS - 2]++;
    }
    double chi_square = 0;
    for (int i = 0; i < 4; i++)
        chi_square += (counts[i] - DRAWS / 4.0) * (counts[i] - DRAWS / 4.0) / (DRAWS / 4.0);
    ck_assert_double_lt(chi_square, 16.3);
}
END_TEST

static int
compare_spans(const void *a, const void *b)
{
    ns_t left = *(const ns_t *)a;
    ns_t right = *(const ns_t *)b;
    return (left > right) - (left < right);
}

/* Kolmogorov-Smirnov against the textbook distribution function; 1.95 / sqrt(n) is its one in a
 * thousand. */
START_TEST(a_lognormal_sample_follows_its_law)
{
    const struct dist dist = {.kind = DIST_LOGNORMAL, .from = 240 * NS_PER_S, .sigma = 0.3};
    ns_t *spans = calloc(DRAWS, sizeof(spans[0]));
    double distance = 0;
    ck_assert_ptr_nonnull(spans);
    for (uint32_t draw = 0; draw < DRAWS; draw++)
        spans[draw] = dist_sample(&dist, rng_unit(12, 1, 0, draw));
    qsort(spans, DRAWS, sizeof(spans[0]), compare_spans);
    for (int i = 0; i < DRAWS; i++) {
        double z = log((double)spans[i] / (double)dist.from) / dist.sigma;
        double expected = 0.5 * erfc(-z / sqrt(2));
        distance = fmax(distance, fabs(expected - (i + 0.5) / DRAWS));
    }
    free(spans);
    ck_assert_double_lt(distance, 1.95 / sqrt(DRAWS));
}
END_TEST

/* Standard normal quantiles from a printed table. */
static const struct {
    double unit;
    double z;
} QUANTILES[] = {
    {0.5, 0},
    {0.8413447460685429, 1},
    {0.1586552539314571, -1},
    {0.9772498680518208, 2},
    {0.9986501019683699, 3},
};

START_TEST(a_lognormal_quantile_is_the_textbook_one)
{
    const struct dist dist = {.kind = DIST_LOGNORMAL, .from = 600 * NS_PER_S, .sigma = 0.4};
    double expected_ms = 600000 * exp(0.4 * QUANTILES[_i].z);
    ns_t span = dist_sample(&dist, QUANTILES[_i].unit);
    ck_assert_int_eq(span % NS_PER_MS, 0);
    ck_assert_double_eq_tol((double)(span / NS_PER_MS), expected_ms, 1.01);
}
END_TEST

START_TEST(no_sample_is_longer_than_the_longest_span)
{
    const struct dist dist = {.kind = DIST_LOGNORMAL, .from = DIST_SPAN_MAX, .sigma = 8};
    ck_assert_int_eq(dist_sample(&dist, GREATEST_DRAW), DIST_SPAN_MAX);
    ck_assert_int_ge(dist_sample(&dist, LEAST_DRAW), 0);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("dist");
    TCase *cases = tcase_create("dist");
    tcase_add_loop_test(cases, a_duration_or_a_range_is_read, 0, COUNT(SPELLINGS));
    tcase_add_loop_test(cases, what_is_written_can_be_read_again, 0, COUNT(SPELLINGS));
    tcase_add_loop_test(cases, anything_else_is_refused_by_name, 0, COUNT(REFUSED));
    tcase_add_test(cases, a_lognormal_one_is_described);
    tcase_add_test(cases, a_fixed_span_is_kept_to_the_nanosecond);
    tcase_add_loop_test(cases, a_range_reaches_both_ends_and_nothing_beyond, 0,
                        COUNT(UNIFORM_ENDS));
    tcase_add_test(cases, a_range_prefers_no_value);
    tcase_add_test(cases, a_lognormal_sample_follows_its_law);
    tcase_add_loop_test(cases, a_lognormal_quantile_is_the_textbook_one, 0, COUNT(QUANTILES));
    tcase_add_test(cases, no_sample_is_longer_than_the_longest_span);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
