#include "tap.h"

#include "base/rfc3339.h"
#include "base/rng.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define LAST_SECOND INT64_C(9223372036) /* 2262-04-11T23:47:16Z */

static int
month_length(int year, int month)
{
    if (month == 2)
        return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Counts days one by one, as a wall calendar does, from 1970 to the end of ns_t. */
START_TEST(every_day_is_read_and_written)
{
    struct buf written OWNED(buf_done) = BUF(100);
    char expected[64];
    int year = 1970;
    int month = 1;
    int day = 1;
    for (int64_t days = 0; days <= LAST_SECOND / 86400; days++) {
        ns_t time = -1;
        (void)snprintf(expected, sizeof(expected), "%04d-%02d-%02dT00:00:00Z", year, month, day);
        if (!rfc3339_parse(text_of(expected), &time) || time != days * 86400 * NS_PER_S)
            ck_abort_msg("%s is read as %" PRId64, expected, time);
        buf_clear(&written);
        rfc3339_write(&written, time);
        if (!text_is(buf_text(&written), expected))
            ck_abort_msg("%s is written as %s", expected, written.at);
        if (++day > month_length(year, month)) {
            day = 1;
            month = month % 12 + 1;
            year += month == 1 ? 1 : 0;
        }
    }
    ck_assert_int_eq(year, 2262);
    ck_assert_int_eq(month, 4);
    ck_assert_int_eq(day, 12);
}
END_TEST

START_TEST(every_month_of_ten_thousand_years_has_its_days)
{
    char text[64];
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 27; day <= 32; day++) {
                (void)snprintf(text, sizeof(text), "%04d-%02d-%02dT12:00:00Z", year, month, day);
                bool exists = day <= month_length(year, month);
                if (rfc3339_is_valid(text_of(text)) != exists)
                    ck_abort_msg("%s is %s", text, exists ? "refused" : "accepted");
            }
        }
    }
}
END_TEST

START_TEST(every_second_of_a_day_is_read_and_written)
{
    struct buf written OWNED(buf_done) = BUF(100);
    char expected[64];
    const ns_t midnight = INT64_C(1582934400) * NS_PER_S; /* 2020-02-29 */
    for (int second = 0; second < 86400; second++) {
        ns_t time = -1;
        (void)snprintf(expected, sizeof(expected), "2020-02-29T%02d:%02d:%02dZ", second / 3600,
                       second / 60 % 60, second % 60);
        if (!rfc3339_parse(text_of(expected), &time) || time != midnight + second * NS_PER_S)
            ck_abort_msg("%s is read as %" PRId64, expected, time);
        buf_clear(&written);
        rfc3339_write_seconds(&written, time);
        if (!text_is(buf_text(&written), expected))
            ck_abort_msg("%s is written as %s", expected, written.at);
    }
}
END_TEST

/* The C library's calendar is the second opinion. */
START_TEST(random_times_agree_with_the_c_library)
{
    struct buf written OWNED(buf_done) = BUF(100);
    char expected[64];
    for (uint32_t draw = 0; draw < 20000; draw++) {
        time_t seconds = (time_t)(rng_bits(8, 0, 0, draw) % (uint64_t)LAST_SECOND);
        ns_t time = -1;
        struct tm fields;
        (void)gmtime_r(&seconds, &fields);
        (void)strftime(expected, sizeof(expected), "%Y-%m-%dT%H:%M:%SZ", &fields);
        buf_clear(&written);
        rfc3339_write_seconds(&written, seconds * NS_PER_S + draw);
        if (!text_is(buf_text(&written), expected))
            ck_abort_msg("%s is written as %s", expected, written.at);
        if (!rfc3339_parse(text_of(expected), &time) || time != seconds * NS_PER_S)
            ck_abort_msg("%s is read as %" PRId64, expected, time);
    }
}
END_TEST

static const struct {
    const char *text;
    ns_t time;
} TIMES[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"1970-01-01T00:00:00.000000001Z", 1},
    {"2001-09-09T01:46:40Z", INT64_C(1000000000) * NS_PER_S},
    {"2009-02-13T23:31:30Z", INT64_C(1234567890) * NS_PER_S},
    {"2000-02-29T00:00:00Z", INT64_C(951782400) * NS_PER_S},
    {"2038-01-19T03:14:08Z", INT64_C(2147483648) * NS_PER_S},
    {"2106-02-07T06:28:16Z", INT64_C(4294967296) * NS_PER_S},
    {"2262-04-11T23:47:16Z", NS_TIME_MAX},
    {"2262-04-11T23:47:15.999999999Z", NS_TIME_MAX - 1},
    /* letters in either case */
    {"2001-09-09t01:46:40z", INT64_C(1000000000) * NS_PER_S},
    /* fractions */
    {"1970-01-01T00:00:01.5Z", 1500 * NS_PER_MS},
    {"1970-01-01T00:00:01.05Z", 1050 * NS_PER_MS},
    {"1970-01-01T00:00:01.123456789Z", INT64_C(1123456789)},
    {"1970-01-01T00:00:01.000000000Z", NS_PER_S},
    /* offsets: local time minus offset is UTC */
    {"1970-01-01T01:00:00+01:00", 0},
    {"1969-12-31T23:00:00-01:00", 0},
    {"1969-12-31T00:01:00-23:59", 0},
    {"1970-01-01T23:59:00+23:59", 0},
    {"1970-01-01T00:00:00-00:00", 0},
    {"1970-01-01T00:00:00+00:00", 0},
    {"1970-01-01T05:30:00.25+05:30", 250 * NS_PER_MS},
    {"2020-02-28T20:00:00-08:00", INT64_C(1582948800) * NS_PER_S},
    {"2262-04-12T00:47:16+01:00", NS_TIME_MAX},
};

START_TEST(a_time_is_read)
{
    ns_t time = -1;
    ck_assert(rfc3339_parse(text_of(TIMES[_i].text), &time));
    ck_assert_int_eq(time, TIMES[_i].time);
    ck_assert(rfc3339_is_valid(text_of(TIMES[_i].text)));
}
END_TEST

static const char *const NO_TIMES[] = {
    "",
    "Z",
    "2020-01-01",
    "2020-01-01T00:00:00", /* no offset */
    "2020-01-01T00:00Z",
    "2020-01-01 00:00:00Z",
    "2020-01-01T00:00:00 Z",
    " 2020-01-01T00:00:00Z",
    "2020-01-01T00:00:00Z ",
    "2020-01-01T00:00:00ZZ",
    "2020-01-01T00:00:00Z+00:00",
    "2020-01-01T00:00:00.Z",
    "2020-01-01T00:00:00,5Z",
    "2020-01-01T00:00:00.1234567890Z", /* ten digits */
    "2020-01-01T00:00:00.-1Z",
    "2020-00-01T00:00:00Z",
    "2020-13-01T00:00:00Z",
    "2020-01-00T00:00:00Z",
    "2020-01-32T00:00:00Z",
    "2020-04-31T00:00:00Z",
    "2020-06-31T00:00:00Z",
    "2020-09-31T00:00:00Z",
    "2020-11-31T00:00:00Z",
    "2020-02-30T00:00:00Z",
    "2019-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2020-01-01T24:00:00Z",
    "2020-01-01T00:60:00Z",
    "2020-01-01T00:00:60Z", /* leap seconds do not exist in Google's time */
    "2016-12-31T23:59:60Z",
    "2020-01-01T00:00:00+24:00",
    "2020-01-01T00:00:00+00:60",
    "2020-01-01T00:00:00+0000",
    "2020-01-01T00:00:00+00",
    "2020-01-01T00:00:00+1:00",
    "2020-01-01T00:00:00+01:00:00",
    "2020-1-01T00:00:00Z",
    "20-01-01T00:00:00Z",
    "02020-01-01T00:00:00Z",
    "+2020-01-01T00:00:00Z",
    "-2020-01-01T00:00:00Z",
    "2020/01/01T00:00:00Z",
    "2020-01-01T00.00.00Z",
    "2020-01-01T00:00:0aZ",
    "20200101T000000Z",
    "0000-01-01T00:00:00Z",
    "0000-12-31T23:30:00-01:00", /* the first hour of year 1, in a year that is none */
    "10000-01-01T00:00:00Z",
    "1577836800",
};

START_TEST(anything_else_is_no_time)
{
    ns_t time = 42;
    ck_assert_msg(!rfc3339_parse(text_of(NO_TIMES[_i]), &time), "%s", NO_TIMES[_i]);
    ck_assert_int_eq(time, 42);
    ck_assert_msg(!rfc3339_is_valid(text_of(NO_TIMES[_i])), "%s", NO_TIMES[_i]);
}
END_TEST

/* Every shorter beginning of a time is refused, and nothing behind its length is looked at. */
START_TEST(a_time_ends_where_its_text_does)
{
    const char *whole = "2020-01-01T00:00:00.123456789+01:00";
    const size_t length = text_of(whole).length;
    ns_t time = 42;
    for (size_t i = 0; i < length; i++)
        ck_assert_msg(!rfc3339_parse((struct text){whole, i}, &time), "%.*s", (int)i, whole);
    ck_assert(!rfc3339_parse(TEXT("2020-01-01T00:00:00Z\0"), &time));
    ck_assert(!rfc3339_is_valid((struct text){NULL, 0}));
    ck_assert_int_eq(time, 42);
    ck_assert(rfc3339_parse((struct text){"2020-01-01T00:00:00Zx", 20}, &time));
    ck_assert_int_eq(time, INT64_C(1577836800) * NS_PER_S);
}
END_TEST

/* What a Timestamp can hold, and whether ns_t can as well. */
static const struct {
    const char *text;
    bool is_valid;
} FAR_TIMES[] = {
    {"1969-12-31T23:59:59Z", true},       {"1969-12-31T23:59:59.999999999Z", true},
    {"1970-01-01T00:59:59+01:00", true},  {"2262-04-11T23:47:16.000000001Z", true},
    {"2262-04-11T23:47:17Z", true},       {"9999-12-31T23:59:59.999999999Z", true},
    {"0001-01-01T00:00:00Z", true},       {"0001-01-01T01:00:00+01:00", true},
    {"0001-01-01T00:59:59+01:00", false}, {"9999-12-31T22:59:59-01:00", true},
    {"9999-12-31T23:00:00-01:00", false},
};

START_TEST(what_ns_cannot_hold_may_still_be_a_timestamp)
{
    ns_t time = 42;
    ck_assert(!rfc3339_parse(text_of(FAR_TIMES[_i].text), &time));
    ck_assert_int_eq(time, 42);
    ck_assert_int_eq(rfc3339_is_valid(text_of(FAR_TIMES[_i].text)), FAR_TIMES[_i].is_valid);
}
END_TEST

static const struct {
    ns_t time;
    const char *whole;
    const char *exact;
} WRITTEN[] = {
    {0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
    {1, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000001Z"},
    {NS_PER_US, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000001Z"},
    {NS_PER_MS, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.001Z"},
    {500 * NS_PER_MS, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.500Z"},
    {123450 * NS_PER_US, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.123450Z"},
    {NS_PER_S - 1, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.999999999Z"},
    {INT64_C(1577836799999999990), "2019-12-31T23:59:59Z", "2019-12-31T23:59:59.999999990Z"},
    {NS_TIME_MAX, "2262-04-11T23:47:16Z", "2262-04-11T23:47:16Z"},
};

START_TEST(a_time_is_written_floored_or_with_the_digits_it_needs)
{
    struct buf whole OWNED(buf_done) = BUF(100);
    struct buf exact OWNED(buf_done) = BUF(100);
    rfc3339_write_seconds(&whole, WRITTEN[_i].time);
    rfc3339_write(&exact, WRITTEN[_i].time);
    ck_assert_str_eq(whole.at, WRITTEN[_i].whole);
    ck_assert_str_eq(exact.at, WRITTEN[_i].exact);
}
END_TEST

START_TEST(random_times_come_back_to_the_nanosecond)
{
    struct buf written OWNED(buf_done) = BUF(100);
    for (uint32_t draw = 0; draw < 20000; draw++) {
        ns_t time = (ns_t)(rng_bits(9, 0, 0, draw) % (uint64_t)NS_TIME_MAX);
        ns_t again = -1;
        buf_clear(&written);
        rfc3339_write(&written, time);
        if (!rfc3339_parse(buf_text(&written), &again) || again != time)
            ck_abort_msg("%" PRId64 " is written as %s", time, written.at);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("rfc3339");
    TCase *cases = tcase_create("rfc3339");
    tcase_add_test(cases, every_day_is_read_and_written);
    tcase_add_test(cases, every_month_of_ten_thousand_years_has_its_days);
    tcase_add_test(cases, every_second_of_a_day_is_read_and_written);
    tcase_add_test(cases, random_times_agree_with_the_c_library);
    tcase_add_loop_test(cases, a_time_is_read, 0, COUNT(TIMES));
    tcase_add_loop_test(cases, anything_else_is_no_time, 0, COUNT(NO_TIMES));
    tcase_add_test(cases, a_time_ends_where_its_text_does);
    tcase_add_loop_test(cases, what_ns_cannot_hold_may_still_be_a_timestamp, 0, COUNT(FAR_TIMES));
    tcase_add_loop_test(cases, a_time_is_written_floored_or_with_the_digits_it_needs, 0,
                        COUNT(WRITTEN));
    tcase_add_test(cases, random_times_come_back_to_the_nanosecond);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
