#include "tap.h"

#include "base/rng.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct text NOTHING = {NULL, 0};

/* How two spellings relate: by bytes, and by letters without case. */
static const struct {
    const char *a;
    const char *b;
    bool equal;
    bool equal_nocase;
} PAIRS[] = {
    {"", "", true, true},
    {"job", "job", true, true},
    {"job", "JOB", false, true},
    {"JoB_1", "jOb_1", false, true},
    {"az", "AZ", false, true},
    {"job", "jo", false, false},
    {"job", "jobs", false, false},
    {"", "j", false, false},
    /* These lie 32 apart, as the two cases of a letter do, and are none. */
    {"@", "`", false, false},
    {"[", "{", false, false},
    {"-", "\r", false, false},
    /* Letters beyond ASCII have no case here. */
    {"\xc3\xa4", "\xc3\x84", false, false},
    {"\xc3\xa4", "\xc3\xa4", true, true},
};

START_TEST(equality_is_of_bytes_and_nocase_of_ascii_letters)
{
    struct text a = text_of(PAIRS[_i].a);
    struct text b = text_of(PAIRS[_i].b);
    ck_assert_int_eq(text_equal(a, b), PAIRS[_i].equal);
    ck_assert_int_eq(text_equal(b, a), PAIRS[_i].equal);
    ck_assert_int_eq(text_is(a, PAIRS[_i].b), PAIRS[_i].equal);
    ck_assert_int_eq(text_is_nocase(a, PAIRS[_i].b), PAIRS[_i].equal_nocase);
    ck_assert_int_eq(text_is_nocase(b, PAIRS[_i].a), PAIRS[_i].equal_nocase);
}
END_TEST

START_TEST(no_string_is_the_empty_text)
{
    ck_assert_uint_eq(text_of(NULL).length, 0);
    ck_assert(text_is(NOTHING, ""));
    ck_assert(text_is_nocase(NOTHING, ""));
    ck_assert(text_equal(NOTHING, TEXT("")));
    ck_assert(!text_is(NOTHING, "a"));
    ck_assert(text_starts(NOTHING, ""));
    ck_assert(!text_starts(NOTHING, "a"));
    ck_assert(text_ends(NOTHING, ""));
    ck_assert(!text_ends(NOTHING, "a"));
}
END_TEST

START_TEST(a_nul_inside_is_a_byte_like_any)
{
    ck_assert_uint_eq(TEXT("a\0b").length, 3);
    ck_assert(!text_is(TEXT("a\0b"), "a"));
    ck_assert(!text_equal(TEXT("a\0b"), TEXT("a\0c")));
    ck_assert(text_equal(TEXT("a\0b"), TEXT("a\0b")));
    ck_assert(text_ends(TEXT("a\0b"), "b"));
    ck_assert_uint_ne(text_hash(TEXT("a\0b")), text_hash(TEXT("a")));
}
END_TEST

START_TEST(a_text_need_not_end_where_its_bytes_do)
{
    const char *whole = "abcdef";
    struct text middle = {whole + 2, 2};
    ck_assert(text_is(middle, "cd"));
    ck_assert(!text_is(middle, "cde"));
    ck_assert(text_starts(middle, "c"));
    ck_assert(!text_starts(middle, "cde"));
    ck_assert(text_ends(middle, "d"));
    ck_assert(!text_ends(middle, "bcd"));
}
END_TEST

static const struct {
    const char *whole;
    const char *part;
    bool starts;
    bool ends;
} PARTS[] = {
    {"jobs:cancel", "jobs", true, false},
    {"jobs:cancel", "cancel", false, true},
    {"jobs:cancel", "jobs:cancel", true, true},
    {"jobs:cancel", "", true, true},
    {"jobs:cancel", "obs", false, false},
    {"jobs:cancel", "Jobs", false, false},
    {"jobs", "jobs:cancel", false, false},
    {"", "", true, true},
    {"", "j", false, false},
    {"aXa", "a", true, true},
};

START_TEST(the_ends_of_a_text_are_compared)
{
    ck_assert_int_eq(text_starts(text_of(PARTS[_i].whole), PARTS[_i].part), PARTS[_i].starts);
    ck_assert_int_eq(text_ends(text_of(PARTS[_i].whole), PARTS[_i].part), PARTS[_i].ends);
}
END_TEST

static const struct {
    const char *whole;
    const char *head;
    const char *tail;
} SPLITS[] = {
    {"name:verb", "name", "verb"}, {"a:b:c", "a", "b:c"}, {":verb", "", "verb"},
    {"name:", "name", ""},         {":", "", ""},         {"::", "", ":"},
};

START_TEST(a_split_is_at_the_first_mark)
{
    struct text head;
    struct text tail;
    ck_assert(text_split(text_of(SPLITS[_i].whole), ':', &head, &tail));
    ck_assert_msg(text_is(head, SPLITS[_i].head), "head is %.*s", TEXT_ARG(head));
    ck_assert_msg(text_is(tail, SPLITS[_i].tail), "tail is %.*s", TEXT_ARG(tail));
}
END_TEST

START_TEST(a_split_may_write_over_what_it_splits)
{
    struct text rest = TEXT("a/b/c");
    struct text head = TEXT("");
    ck_assert(text_split(rest, '/', &head, &rest));
    ck_assert(text_is(head, "a"));
    ck_assert(text_is(rest, "b/c"));
    ck_assert(text_split(rest, '/', &rest, &head));
    ck_assert(text_is(rest, "b"));
    ck_assert(text_is(head, "c"));
}
END_TEST

START_TEST(without_a_mark_a_split_touches_nothing)
{
    struct text head = TEXT("head");
    struct text tail = TEXT("tail");
    ck_assert(!text_split(TEXT("name"), ':', &head, &tail));
    ck_assert(!text_split(NOTHING, ':', &head, &tail));
    /* The mark stands right behind the text. */
    ck_assert(!text_split((struct text){"name:", 4}, ':', &head, &tail));
    ck_assert(text_is(head, "head"));
    ck_assert(text_is(tail, "tail"));
}
END_TEST

static const struct {
    const char *written;
    int64_t value;
} INTEGERS[] = {
    {"0", 0},
    {"-0", 0},
    {"7", 7},
    {"-1", -1},
    {"007", 7},
    {"9223372036854775807", INT64_MAX},
    {"-9223372036854775808", INT64_MIN},
    {"00000000000000000000000000000001", 1},
};

START_TEST(a_decimal_integer_is_read)
{
    int64_t value = 42;
    ck_assert(text_to_int64(text_of(INTEGERS[_i].written), &value));
    ck_assert_int_eq(value, INTEGERS[_i].value);
}
END_TEST

static const char *const NO_INTEGERS[] = {
    "",
    "-",
    "--1",
    "+1",
    " 1",
    "1 ",
    "1.0",
    "1e3",
    "0x10",
    "12a",
    "1-",
    "\xd9\xa1", /* an Arabic one */
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "18446744073709551617",
    "99999999999999999999999999999999999999",
};

START_TEST(anything_else_is_no_integer)
{
    int64_t value = 42;
    ck_assert_msg(!text_to_int64(text_of(NO_INTEGERS[_i]), &value), "%s", NO_INTEGERS[_i]);
    ck_assert_int_eq(value, 42);
}
END_TEST

START_TEST(a_nul_ends_no_integer)
{
    int64_t value = 42;
    ck_assert(!text_to_int64(TEXT("1\0"), &value));
    ck_assert(!text_to_int64(NOTHING, &value));
    ck_assert_int_eq(value, 42);
    ck_assert(text_to_int64((struct text){"1234", 2}, &value));
    ck_assert_int_eq(value, 12);
}
END_TEST

START_TEST(what_printf_writes_is_read_back)
{
    char written[32];
    for (uint32_t draw = 0; draw < 20000; draw++) {
        uint64_t bits = rng_bits(5, 0, 0, draw) >> (draw % 64);
        int64_t expected = draw % 2 == 0 ? (int64_t)bits : -(int64_t)(bits >> 1);
        int64_t got = 0;
        (void)snprintf(written, sizeof(written), "%" PRId64, expected);
        if (!text_to_int64(text_of(written), &got) || got != expected)
            ck_abort_msg("%s gives %" PRId64, written, got);
    }
}
END_TEST

/* Vectors its authors publish. */
static const struct {
    const char *text;
    uint64_t hash;
} HASHES[] = {
    {"", UINT64_C(0xcbf29ce484222325)},
    {"a", UINT64_C(0xaf63dc4c8601ec8c)},
    {"b", UINT64_C(0xaf63df4c8601f1a5)},
    {"foobar", UINT64_C(0x85944171f73967e8)},
};

START_TEST(the_hash_is_fnv_1a)
{
    ck_assert_uint_eq(text_hash(text_of(HASHES[_i].text)), HASHES[_i].hash);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("text");
    TCase *cases = tcase_create("text");
    tcase_add_loop_test(cases, equality_is_of_bytes_and_nocase_of_ascii_letters, 0, COUNT(PAIRS));
    tcase_add_test(cases, no_string_is_the_empty_text);
    tcase_add_test(cases, a_nul_inside_is_a_byte_like_any);
    tcase_add_test(cases, a_text_need_not_end_where_its_bytes_do);
    tcase_add_loop_test(cases, the_ends_of_a_text_are_compared, 0, COUNT(PARTS));
    tcase_add_loop_test(cases, a_split_is_at_the_first_mark, 0, COUNT(SPLITS));
    tcase_add_test(cases, a_split_may_write_over_what_it_splits);
    tcase_add_test(cases, without_a_mark_a_split_touches_nothing);
    tcase_add_loop_test(cases, a_decimal_integer_is_read, 0, COUNT(INTEGERS));
    tcase_add_loop_test(cases, anything_else_is_no_integer, 0, COUNT(NO_INTEGERS));
    tcase_add_test(cases, a_nul_ends_no_integer);
    tcase_add_test(cases, what_printf_writes_is_read_back);
    tcase_add_loop_test(cases, the_hash_is_fnv_1a, 0, COUNT(HASHES));
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
