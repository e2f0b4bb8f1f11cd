#include "tap.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/own.h"
#include "base/rng.h"
#include "json/load.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define LEAD "Invalid JSON payload received. "

/* Texts that are refused, and the whole message. */
static const struct {
    const char *text;
    const char *message;
} REFUSED[] = {
    {"not json", LEAD "Unexpected token.\nnot json\n^"},
    {"{\"a\" \"b\"}", LEAD "Expected : between key:value pair.\n{\"a\" \"b\"}\n     ^"},
    {"{\"a\":\"b\" \"c\"}",
     LEAD "Expected , or } after key:value pair.\n{\"a\":\"b\" \"c\"}\n         ^"},
    {"{} x", LEAD "Parsing terminated before end of input.\n{} x\n   ^"},
    {"{\"x\":1,\"y\":2,\"x\":3}", LEAD "Duplicate name \"x\"."},
    {"{\"a\":{\"q\\\"\\\\\":1, \"q\\\"\\\\\" :2}}", LEAD "Duplicate name \"q\\\"\\\\\"."},
    {"{\"a name of more than twenty letters\":1,\"a name of more than twenty letters\":1}",
     LEAD "Duplicate name \"a name of more than twenty letters\"."},
    {"{\"\":1,\"\":1}", LEAD "Duplicate name \"\"."},
    {"{\"a\":\"\377\"}", LEAD "Encountered non UTF-8 code points."},
    {"{\"a\":\"\355\240\200\"}", LEAD "Encountered non UTF-8 code points."},
    {"\377", LEAD "Encountered non UTF-8 code points."},
    {"\357\273\277{}", LEAD "Expected a value.\n\357\273\277{}\n^"},
    {"{\"a\":\"\\u0000\"}", LEAD "Encountered a NUL character."},
    {"{\"\\u0000\":1}", LEAD "Encountered a NUL character."},
    {"{\"a\":1e400}", LEAD "Number exceeds the range of double.\n{\"a\":1e400}\n     ^"},
    {"[-1e999 ,1]", LEAD "Number exceeds the range of double.\n[-1e999 ,1]\n ^"},
    {"1e400", LEAD "Number exceeds the range of double.\n1e400\n^"},
    {"[99999999999999999999,1e400]",
     LEAD "Number exceeds the range of double.\n99999999999999999e0,1e400]\n                    ^"},
    {"[99999999999999999999,}",
     LEAD "Unexpected token.\n9999999999999999999,}\n                    ^"},
    {"{\"a\":99999999999999999999,\"a\":1}", LEAD "Duplicate name \"a\"."},
};

START_TEST(what_is_not_json_is_described)
{
    struct err err OWNED(err_done) = ERR;
    json_auto_t *value = json_load(text_of(REFUSED[_i].text), &err);
    ck_assert_ptr_null(value);
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_str_eq(err_message(&err), REFUSED[_i].message);
    ck_assert_uint_eq(err.violation_count, 0);
}
END_TEST

START_TEST(a_raw_nul_is_refused)
{
    struct err err OWNED(err_done) = ERR;
    json_auto_t *value = json_load(TEXT("{}\0{}"), &err);
    ck_assert_ptr_null(value);
    ck_assert_str_eq(err_message(&err), LEAD "Parsing terminated before end of input.\n{}{}\n  ^");
}
END_TEST

static const char *const EMPTY[] = {"", " ", "\r\n\t  ", "{}", " { } "};

START_TEST(no_body_is_an_empty_object)
{
    struct err err OWNED(err_done) = ERR;
    json_auto_t *value = json_load(text_of(EMPTY[_i]), &err);
    ck_assert(json_is_object(value));
    ck_assert_uint_eq(json_object_size(value), 0);
    ck_assert_int_eq(err.code, ERR_NONE);
}
END_TEST

START_TEST(a_missing_body_is_an_empty_object)
{
    struct err err OWNED(err_done) = ERR;
    json_auto_t *value = json_load((struct text){NULL, 0}, &err);
    ck_assert(json_is_object(value));
}
END_TEST

static const struct {
    const char *text;
    json_type type;
} VALUES[] = {
    {"{\"a\":1}", JSON_OBJECT}, {"[1]", JSON_ARRAY}, {"\"\"", JSON_STRING}, {"1", JSON_INTEGER},
    {"1.0", JSON_REAL},         {"true", JSON_TRUE}, {"false", JSON_FALSE}, {"null", JSON_NULL},
};

START_TEST(any_value_may_be_the_root)
{
    struct err err OWNED(err_done) = ERR;
    json_auto_t *value = json_load(text_of(VALUES[_i].text), &err);
    ck_assert_ptr_nonnull(value);
    ck_assert_int_eq(json_typeof(value), VALUES[_i].type);
}
END_TEST

START_TEST(integers_beyond_64_bits_become_doubles_and_no_others_do)
{
    struct err err OWNED(err_done) = ERR;
    json_auto_t *value = json_load(
        TEXT("[9223372036854775807,-9223372036854775808,9223372036854775808,"
             "-9223372036854775809,123456789012345678901234567890,1,\"9223372036854775808\",1.5]"),
        &err);
    ck_assert_ptr_nonnull(value);
    ck_assert_int_eq(json_integer_value(json_array_get(value, 0)), INT64_MAX);
    ck_assert_int_eq(json_integer_value(json_array_get(value, 1)), INT64_MIN);
    ck_assert_double_eq(json_real_value(json_array_get(value, 2)), 0x1p63);
    ck_assert_double_eq(json_real_value(json_array_get(value, 3)), -0x1p63);
    ck_assert_double_eq(json_real_value(json_array_get(value, 4)),
                        123456789012345678901234567890.0);
    ck_assert(json_is_integer(json_array_get(value, 5)));
    ck_assert_str_eq(json_string_value(json_array_get(value, 6)), "9223372036854775808");
    ck_assert_double_eq(json_real_value(json_array_get(value, 7)), 1.5);
}
END_TEST

/* Brackets in strings do not nest. */
static void
add_nested(struct buf *out, size_t depth)
{
    for (size_t i = 0; i < depth; i++)
        buf_add_str(out, i % 2 == 0 ? "[\"[[[\\\"{\",[],{}," : "{\"[\":{\"{\":0},\"a\":");
    buf_add_char(out, '1');
    for (size_t i = depth; i-- > 0;)
        buf_add_str(out, i % 2 == 0 ? "]" : "}");
}

START_TEST(a_body_may_nest_to_the_limit)
{
    struct err err OWNED(err_done) = ERR;
    struct buf text OWNED(buf_done) = BUF(10000);
    add_nested(&text, LIMIT_JSON_DEPTH - 1);
    json_auto_t *within = json_load(buf_text(&text), &err);
    ck_assert_ptr_nonnull(within);

    buf_clear(&text);
    for (int i = 0; i < LIMIT_JSON_DEPTH; i++)
        buf_add_char(&text, '[');
    for (int i = 0; i < LIMIT_JSON_DEPTH; i++)
        buf_add_char(&text, ']');
    json_auto_t *at_limit = json_load(buf_text(&text), &err);
    ck_assert_ptr_nonnull(at_limit);
}
END_TEST

START_TEST(a_body_that_nests_deeper_is_refused)
{
    struct err err OWNED(err_done) = ERR;
    struct buf text OWNED(buf_done) = BUF(1000);
    for (int i = 0; i <= LIMIT_JSON_DEPTH; i++)
        buf_add_char(&text, '[');
    for (int i = 0; i <= LIMIT_JSON_DEPTH; i++)
        buf_add_char(&text, ']');
    json_auto_t *value = json_load(buf_text(&text), &err);
    ck_assert_ptr_null(value);
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_str_eq(err_message(&err), LEAD "Message too deep. Max recursion depth reached.\n"
                                             "[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]\n"
                                             "                    ^");
}
END_TEST

START_TEST(a_million_brackets_do_no_harm)
{
    struct err err OWNED(err_done) = ERR;
    struct buf text OWNED(buf_done) = BUF(2000000);
    for (int i = 0; i < 1000000; i++)
        buf_add_char(&text, '[');
    json_auto_t *value = json_load(buf_text(&text), &err);
    ck_assert_ptr_null(value);
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
}
END_TEST

START_TEST(random_bytes_are_read_or_described)
{
    static const char BODY[] =
        "{\"jobId\":\"j\\u00e9\\ud83d\\ude00\",\"trainingInput\":{\"args\":[\"a\",\"b\"],"
        "\"workerCount\":\"3\",\"maxTrials\":99999999999999999999,\"x\":1.5e3,\"y\":null,\"z\":"
        "true}}";
    char bytes[sizeof(BODY)];
    unsigned read = 0;
    for (uint32_t run = 0; run < 50000; run++) {
        memcpy(bytes, BODY, sizeof(BODY));
        uint32_t changes = 1 + (uint32_t)(rng_bits(5, 0, run, 0) % 3);
        for (uint32_t i = 0; i < changes; i++)
            bytes[rng_bits(5, 1, run, i) % (sizeof(BODY) - 1)] =
                (char)(rng_bits(5, 2, run, i) & 0xFF);
        size_t length = rng_bits(5, 3, run, 0) % 4 == 0 ? rng_bits(5, 4, run, 0) % sizeof(BODY)
                                                        : sizeof(BODY) - 1;
        struct err err OWNED(err_done) = ERR;
        json_auto_t *value = json_load((struct text){bytes, length}, &err);
        ck_assert_int_eq(err.code, value == NULL ? ERR_INVALID_ARGUMENT : ERR_NONE);
        if (value == NULL)
            ck_assert_int_eq(strncmp(err_message(&err), LEAD, strlen(LEAD)), 0);
        read += value != NULL;
    }
    ck_assert_uint_gt(read, 1000);
    ck_assert_uint_lt(read, 49000);
}
END_TEST

/* How many more allocations the parser is granted. */
static unsigned granted;

static void *
allocate_granted(size_t size)
{
    return granted > 0 && granted-- > 0 ? malloc(size) : NULL;
}

START_TEST(memory_that_runs_out_is_not_the_clients_fault)
{
    /* Short tokens: jansson 2.14 itself stops the program when a long one finds no memory. */
    struct text text = TEXT("{\"a\":[1,2.5,\"x\",{\"b\":-9}],\"c\":null,\"d\":\"y\"}");
    json_malloc_t normal_malloc;
    json_free_t normal_free;
    json_get_alloc_funcs(&normal_malloc, &normal_free);
    json_set_alloc_funcs(allocate_granted, free);
    unsigned failures = 0;
    for (bool loaded = false; !loaded; failures++) {
        granted = failures;
        struct err err OWNED(err_done) = ERR;
        json_auto_t *value = json_load(text, &err);
        loaded = value != NULL;
        ck_assert_int_eq(err.code, loaded ? ERR_NONE : ERR_UNAVAILABLE);
    }
    json_set_alloc_funcs(normal_malloc, normal_free);
    ck_assert_uint_gt(failures, 10);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("load");
    TCase *refused = tcase_create("refused");
    tcase_add_loop_test(refused, what_is_not_json_is_described, 0, COUNT(REFUSED));
    tcase_add_test(refused, a_raw_nul_is_refused);
    tcase_add_test(refused, a_body_that_nests_deeper_is_refused);
    tcase_add_test(refused, a_million_brackets_do_no_harm);
    tcase_add_test(refused, memory_that_runs_out_is_not_the_clients_fault);
    tcase_add_test(refused, random_bytes_are_read_or_described);
    suite_add_tcase(suite, refused);

    TCase *read = tcase_create("read");
    tcase_add_loop_test(read, no_body_is_an_empty_object, 0, COUNT(EMPTY));
    tcase_add_test(read, a_missing_body_is_an_empty_object);
    tcase_add_loop_test(read, any_value_may_be_the_root, 0, COUNT(VALUES));
    tcase_add_test(read, integers_beyond_64_bits_become_doubles_and_no_others_do);
    tcase_add_test(read, a_body_may_nest_to_the_limit);
    suite_add_tcase(suite, read);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
