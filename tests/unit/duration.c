#include "tap.h"

#include "base/rfc3339.h"
#include "base/rng.h"

#include <inttypes.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct {
    const char *text;
    int64_t seconds;
    int32_t nanos;
    const char *written;
} DURATIONS[] = {
    {"0s", 0, 0, "0s"},
    {"7200s", 7200, 0, "7200s"},
    {"1.5s", 1, 500000000, "1.500s"},
    {"1.500s", 1, 500000000, "1.500s"},
    {"0.000001s", 0, 1000, "0.000001s"},
    {"0.000000001s", 0, 1, "0.000000001s"},
    {"0.123456789s", 0, 123456789, "0.123456789s"},
    {"1.000000000s", 1, 0, "1s"},
    {"007s", 7, 0, "7s"},
    /* Both parts carry the sign. */
    {"-1s", -1, 0, "-1s"},
    {"-0.5s", 0, -500000000, "-0.500s"},
    {"-1.5s", -1, -500000000, "-1.500s"},
    {"-0.000000001s", 0, -1, "-0.000000001s"},
    {"-0s", 0, 0, "0s"},
    /* The range of google.protobuf.Duration. */
    {"315576000000s", INT64_C(315576000000), 0, "315576000000s"},
    {"-315576000000s", INT64_C(-315576000000), 0, "-315576000000s"},
    {"315575999999.999999999s", INT64_C(315575999999), 999999999, "315575999999.999999999s"},
};

START_TEST(a_duration_is_read)
{
    int64_t seconds = 42;
    int32_t nanos = 42;
    ck_assert(duration_parse(text_of(DURATIONS[_i].text), &seconds, &nanos));
    ck_assert_int_eq(seconds, DURATIONS[_i].seconds);
    ck_assert_int_eq(nanos, DURATIONS[_i].nanos);
}
END_TEST

START_TEST(a_duration_is_written_with_no_3_6_or_9_digits)
{
    struct buf out OWNED(buf_done) = BUF(100);
    duration_write(&out, DURATIONS[_i].seconds, DURATIONS[_i].nanos);
    ck_assert_str_eq(out.at, DURATIONS[_i].written);
}
END_TEST

static const char *const NO_DURATIONS[] = {
    "",
    "s",
    "-s",
    "1",
    "1.5",
    "1S",
    "1 s",
    " 1s",
    "1s ",
    "1ss",
    "1m",
    "1ms",
    "+1s",
    "--1s",
    "1.s",
    ".5s",
    "-.5s",
    "1.0000000000s", /* ten digits */
    "1,5s",
    "1e3s",
    "0x1s",
    "1.5.5s",
    "1.-5s",
    "infs",
    "315576000001s",
    "315576000000.000000001s",
    "-315576000000.000000001s",
    "-315576000001s",
    "9223372036854775808s",
    "99999999999999999999999999s",
};

START_TEST(anything_else_is_no_duration)
{
    int64_t seconds = 42;
    int32_t nanos = 43;
    ck_assert_msg(!duration_parse(text_of(NO_DURATIONS[_i]), &seconds, &nanos), "%s",
                  NO_DURATIONS[_i]);
    ck_assert_int_eq(seconds, 42);
    ck_assert_int_eq(nanos, 43);
}
END_TEST

START_TEST(a_duration_ends_where_its_text_does)
{
    int64_t seconds = 42;
    int32_t nanos = 43;
    ck_assert(!duration_parse(TEXT("1s\0"), &seconds, &nanos));
    ck_assert(!duration_parse(TEXT("1\0s"), &seconds, &nanos));
    ck_assert(!duration_parse((struct text){"10s", 2}, &seconds, &nanos));
    ck_assert(!duration_parse((struct text){"-", 1}, &seconds, &nanos));
    ck_assert_int_eq(seconds, 42);
    ck_assert(duration_parse((struct text){"10sx", 3}, &seconds, &nanos));
    ck_assert_int_eq(seconds, 10);
}
END_TEST

/* Spans the emulator computes with. The units beside s are for the command line alone. */
static const struct {
    const char *text;
    bool is_unit;
    ns_t span;
} SPANS[] = {
    {"0s", false, 0},
    {"1.5s", false, 1500 * NS_PER_MS},
    {"0.000000001s", false, 1},
    {"9223372036s", false, NS_TIME_MAX},
    {"9223372035.999999999s", false, NS_TIME_MAX - 1},
    {"50ms", true, 50 * NS_PER_MS},
    {"0.5ms", true, 500 * NS_PER_US},
    {"0.000001ms", true, 1},
    {"1m", true, 60 * NS_PER_S},
    {"1.5m", true, 90 * NS_PER_S},
    {"0.000000001m", true, 60},
    {"2h", true, 7200 * NS_PER_S},
    {"0.25h", true, 900 * NS_PER_S},
    {"9223372036000ms", true, NS_TIME_MAX},
    {"153722867m", true, INT64_C(153722867) * 60 * NS_PER_S},
    {"2562047h", true, INT64_C(2562047) * 3600 * NS_PER_S},
};

START_TEST(a_span_is_read_and_units_only_where_asked_for)
{
    ns_t span = 42;
    ck_assert(duration_parse_ns(text_of(SPANS[_i].text), true, &span));
    ck_assert_int_eq(span, SPANS[_i].span);
    span = 42;
    ck_assert_int_eq(duration_parse_ns(text_of(SPANS[_i].text), false, &span), !SPANS[_i].is_unit);
    ck_assert_int_eq(span, SPANS[_i].is_unit ? 42 : SPANS[_i].span);
}
END_TEST

static const char *const NO_SPANS[] = {
    "",
    "ms",
    "1",
    "-1s",
    "-0.5s",
    "-1ms",
    "+1s",
    "1us",
    "1d",
    "1S",
    "1H",
    "1hs",
    "1h30m",
    "1 m",
    ".5m",
    "1.h",
    "never",
    "9223372036.000000001s",
    "9223372037s",
    "9223372036000.000001ms",
    "9223372036001ms",
    "153722868m",
    "2562048h",
    "2562047.8h",
    "9223372036854775807h",
    "9223372036854775808s",
};

START_TEST(anything_else_is_no_span)
{
    ns_t span = 42;
    ck_assert_msg(!duration_parse_ns(text_of(NO_SPANS[_i]), true, &span), "%s", NO_SPANS[_i]);
    ck_assert_msg(!duration_parse_ns(text_of(NO_SPANS[_i]), false, &span), "%s", NO_SPANS[_i]);
    ck_assert_int_eq(span, 42);
}
END_TEST

START_TEST(nothing_at_all_is_refused)
{
    int64_t seconds = 42;
    int32_t nanos = 43;
    ns_t span = 44;
    ck_assert(!duration_parse((struct text){NULL, 0}, &seconds, &nanos));
    ck_assert(!duration_parse_ns((struct text){NULL, 0}, true, &span));
    ck_assert_int_eq(seconds, 42);
    ck_assert_int_eq(nanos, 43);
    ck_assert_int_eq(span, 44);
}
END_TEST

START_TEST(random_spans_come_back_to_the_nanosecond)
{
    struct buf out OWNED(buf_done) = BUF(100);
    for (uint32_t draw = 0; draw < 20000; draw++) {
        ns_t span = (ns_t)(rng_bits(10, 0, 0, draw) % (uint64_t)NS_TIME_MAX) >> (draw % 60);
        ns_t again = -1;
        buf_clear(&out);
        duration_write_ns(&out, span);
        if (!duration_parse_ns(buf_text(&out), false, &again) || again != span)
            ck_abort_msg("%" PRId64 " is written as %s", span, out.at);
    }
}
END_TEST

START_TEST(random_durations_come_back_with_their_sign)
{
    struct buf out OWNED(buf_done) = BUF(100);
    for (uint32_t draw = 0; draw < 20000; draw++) {
        uint64_t bits = rng_bits(11, 0, 0, draw);
        int sign = draw % 2 == 0 ? 1 : -1;
        int64_t seconds = sign * (int64_t)(bits % UINT64_C(315576000000) >> (draw % 40));
        int32_t nanos = sign * (int32_t)((bits >> 32) % 1000000000);
        int64_t got_seconds = 0;
        int32_t got_nanos = 0;
        buf_clear(&out);
        duration_write(&out, seconds, nanos);
        if (!duration_parse(buf_text(&out), &got_seconds, &got_nanos) || got_seconds != seconds ||
            got_nanos != nanos)
            ck_abort_msg("%" PRId64 " s and %d ns are written as %s", seconds, nanos, out.at);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("duration");
    TCase *cases = tcase_create("duration");
    tcase_add_loop_test(cases, a_duration_is_read, 0, COUNT(DURATIONS));
    tcase_add_loop_test(cases, a_duration_is_written_with_no_3_6_or_9_digits, 0, COUNT(DURATIONS));
    tcase_add_loop_test(cases, anything_else_is_no_duration, 0, COUNT(NO_DURATIONS));
    tcase_add_test(cases, a_duration_ends_where_its_text_does);
    tcase_add_loop_test(cases, a_span_is_read_and_units_only_where_asked_for, 0, COUNT(SPANS));
    tcase_add_loop_test(cases, anything_else_is_no_span, 0, COUNT(NO_SPANS));
    tcase_add_test(cases, nothing_at_all_is_refused);
    tcase_add_test(cases, random_spans_come_back_to_the_nanosecond);
    tcase_add_test(cases, random_durations_come_back_with_their_sign);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
