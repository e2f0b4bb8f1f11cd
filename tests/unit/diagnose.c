#include "tap.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/own.h"
#include "base/rng.h"
#include "json/diagnose.h"

#include <jansson.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct {
    const char *text;
    const char *sentence; /* NULL: nothing is wrong */
    size_t offset;
} CASES[] = {
    {"{}", NULL, 2},
    {" [1, -0.5e+3, \"\\u00e9\\ud83d\\ude00\", true, false, null, {\"a\": {}}] ", NULL, 66},
    {"", "Unexpected end of string. Expected a value.", 0},
    {"  ", "Unexpected end of string. Expected a value.", 2},
    {"nope", "Unexpected token.", 0},
    {"q=test", "Unexpected token.", 0},
    {"{\"a\": NaN}", "Unexpected token.", 6},
    {"tru", "Unexpected token.", 0},
    {"+1", "Expected a value.", 0},
    {"'a'", "Expected a value.", 0},
    {"}", "Unexpected token.", 0},
    {"{\"a\":}", "Unexpected token.", 5},
    {"{\"a\":", "Unexpected end of string. Expected a value.", 5},
    {"{\"a\" 1}", "Expected : between key:value pair.", 5},
    {"{\"a\"", "Unexpected end of string. Expected : between key:value pair.", 4},
    {"{\"a\": \"b\" \"c\"}", "Expected , or } after key:value pair.", 10},
    {"{\"a\":1]", "Expected , or } after key:value pair.", 6},
    {"{\"a\":1", "Unexpected end of string. Expected , or } after key:value pair.", 6},
    {"{a:1}", "Expected an object key or }.", 1},
    {"{1:1}", "Expected an object key or }.", 1},
    {"{", "Unexpected end of string. Expected an object key or }.", 1},
    {"{\"a\":1,}", "Unexpected token.", 7},
    {"{\"a\":1,", "Unexpected end of string. Expected an object key or }.", 7},
    {"{,}", "Expected an object key or }.", 1},
    {"[1 2]", "Expected , or ] after array value.", 3},
    {"[1", "Unexpected end of string. Expected , or ] after array value.", 2},
    {"[", "Unexpected end of string. Expected a value or ] within an array.", 1},
    {"[@]", "Expected a value or ] within an array.", 1},
    {"[1,]", "Unexpected token.", 3},
    {"[1,", "Unexpected end of string. Expected a value.", 3},
    {"{} {}", "Parsing terminated before end of input.", 3},
    {"1 2", "Parsing terminated before end of input.", 2},
    {"truex", "Parsing terminated before end of input.", 4},
    {"\"abc", "Closing quote expected in string.", 4},
    {"\"abc\\", "Closing quote expected in string.", 5},
    {"\"a\\", "Closing quote expected in string.", 3},
    {"\"a\\x41\"", "Invalid escape sequence.", 2},
    {"\"\\u12g4\"", "Illegal hex string.", 1},
    {"\"\\u12", "Illegal hex string.", 1},
    {"\"\\udc00\"", "Invalid unicode code point.", 1},
    {"\"\\ud800\"", "Missing low surrogate.", 1},
    {"\"\\ud800\\n\"", "Missing low surrogate.", 1},
    {"\"\\ud800\\u0041\"", "Invalid low surrogate.", 1},
    {"\"\\uD83D\\u12\"", "Illegal hex string.", 1},
    {"\"a\tb\"", "Invalid control characters encountered in text.", 2},
    {"\"a\nb\"", "Invalid control characters encountered in text.", 2},
    {"-", "Unable to parse number.", 0},
    {"[1.]", "Unable to parse number.", 1},
    {"[1e]", "Unable to parse number.", 1},
    {"[1e+]", "Unable to parse number.", 1},
    {"[-a]", "Unable to parse number.", 1},
    {"[.5]", "Expected a value or ] within an array.", 1},
    {"[01]", "Octal/hex numbers are not valid JSON values.", 1},
    {"[-00.5]", "Octal/hex numbers are not valid JSON values.", 1},
    {"[0x1F]", "Octal/hex numbers are not valid JSON values.", 1},
};

START_TEST(the_first_mistake_is_named)
{
    struct diagnosis diagnosis = diagnose(text_of(CASES[_i].text));
    if (CASES[_i].sentence == NULL)
        ck_assert_ptr_null(diagnosis.sentence);
    else
        ck_assert_str_eq(diagnosis.sentence, CASES[_i].sentence);
    ck_assert_uint_eq(diagnosis.offset, CASES[_i].offset);
}
END_TEST

START_TEST(text_need_not_end_in_nul)
{
    static const char BYTES[] = {'{', '"', 'a', '"', ':', 't', 'r', 'u'};
    for (size_t length = 0; length <= sizeof(BYTES); length++) {
        struct diagnosis diagnosis = diagnose((struct text){BYTES, length});
        ck_assert_ptr_nonnull(diagnosis.sentence);
        ck_assert_uint_le(diagnosis.offset, length);
    }
    ck_assert_ptr_nonnull(diagnose((struct text){NULL, 0}).sentence);
}
END_TEST

START_TEST(nul_is_no_end)
{
    ck_assert_uint_eq(diagnose(TEXT("{}\0{}")).offset, 2);
    ck_assert_str_eq(diagnose(TEXT("{}\0")).sentence, "Parsing terminated before end of input.");
    ck_assert_str_eq(diagnose(TEXT("[\0]")).sentence, "Expected a value or ] within an array.");
}
END_TEST

static void
add_nested(struct buf *out, size_t depth)
{
    for (size_t i = 0; i < depth; i++)
        buf_add_str(out, i % 2 == 0 ? "[" : "{\"a\":");
    buf_add_char(out, '1');
    for (size_t i = depth; i-- > 0;)
        buf_add_str(out, i % 2 == 0 ? "]" : "}");
}

START_TEST(nesting_is_followed_to_the_limit_and_no_deeper)
{
    struct buf text OWNED(buf_done) = BUF(10000);
    add_nested(&text, LIMIT_JSON_DEPTH);
    ck_assert_ptr_null(diagnose(buf_text(&text)).sentence);
    buf_clear(&text);
    add_nested(&text, LIMIT_JSON_DEPTH + 1);
    ck_assert_str_eq(diagnose(buf_text(&text)).sentence,
                     "Message too deep. Max recursion depth reached.");
}
END_TEST

static const struct {
    const char *text;
    const char *excerpt; /* what follows the sentence */
} EXCERPTS[] = {
    {"not json", "\nnot json\n^"},
    {"{\"a\" \"b\"}", "\n{\"a\" \"b\"}\n     ^"},
    {"", "\n\n^"},
    {"{\"a\":", "\n{\"a\":\n     ^"},
    /* 20 bytes before, 20 from the place on. */
    {"{\"aaaaaaaaaaaaaaaaaaaaaaaaaa\":\"bbbb\" \"cccccccccccccccccccccccccccc\"}",
     "\naaaaaaaaaaa\":\"bbbb\" \"ccccccccccccccccccc\n                    ^"},
    /* Line ends before the place count like any byte, as captured (googlecodelabs/feedback#441). */
    {"{\n  \"a\": 1\n  \"b\": 2\n}", "\n{\n  \"a\": 1\n  \"b\": 2\n}\n             ^"},
    /* Bytes count, not characters. */
    {"{\"\303\274\" 1}", "\n{\"\303\274\" 1}\n      ^"},
    /* No half characters at either end. */
    {"{\"\342\202\254\342\202\254\342\202\254\342\202\254\342\202\254\342\202\254\342\202\254\" "
     "\"\342\202\254\342\202\254\342\202\254\342\202\254\342\202\254\342\202\254\342\202\254\"}",
     "\n\342\202\254\342\202\254\342\202\254\342\202\254\342\202\254\342\202\254\" "
     "\"\342\202\254\342\202\254\342\202\254\342\202\254\342\202\254\342\202\254\n                 "
     "   ^"},
    /* Bytes that are not UTF-8 are left out. */
    {"{\"\377a\" 1}", "\n{\"a\" 1}\n      ^"},
};

START_TEST(the_place_is_shown_with_a_caret)
{
    struct text text = text_of(EXCERPTS[_i].text);
    struct diagnosis diagnosis = diagnose(text);
    struct buf out OWNED(buf_done) = BUF(1000);
    diagnose_write(&out, text, diagnosis);
    size_t length = strlen(diagnosis.sentence);
    ck_assert_int_eq(strncmp(out.at, diagnosis.sentence, length), 0);
    ck_assert_str_eq(out.at + length, EXCERPTS[_i].excerpt);
}
END_TEST

START_TEST(an_excerpt_of_any_place_of_any_bytes_is_written)
{
    for (uint32_t i = 0; i < 2000; i++) {
        char bytes[64];
        size_t length = rng_bits(3, 0, i, 0) % (sizeof(bytes) + 1);
        for (size_t k = 0; k < length; k++)
            bytes[k] = (char)(rng_bits(3, 1, i, (uint32_t)k) & 0xFF);
        struct diagnosis diagnosis = {.sentence = "x",
                                      .offset = rng_bits(3, 2, i, 0) % (length + 1)};
        struct buf out OWNED(buf_done) = BUF(200);
        diagnose_write(&out, (struct text){bytes, length}, diagnosis);
        ck_assert(!out.failed);
        json_auto_t *utf8 = json_stringn(out.at, out.length);
        ck_assert_ptr_nonnull(utf8);
        ck_assert_uint_eq(strlen(out.at), out.length);
    }
}
END_TEST

/* Half the time a fragment that is JSON, so that mistakes come late as well. */
static void
add_random(struct buf *out, uint32_t run)
{
    static const char *const PIECES[] = {
        "{",  "}",  "[",        "]",       ",",       ":",     "\"",       "\\",      " ",
        "\n", "-",  "+",        ".",       "e",       "0",     "1",        "9",       "t",
        "u",  "\t", "true",     "null",    "false",   "\"a\"", "\"b\":",   "1.5",     "-2e3",
        "{}", "[]", "\\u00",    "\\ud83d", "\\ude00", "\\n",   "\\x",      "{\"a\":", "[1,",
        "],", "}",  "\"\\\"\"", "0.",      "1e",      "nul",   "{\"k\":[",
    };
    uint32_t count = 1 + (uint32_t)(rng_bits(11, 0, run, 0) % 9);
    for (uint32_t i = 0; i < count; i++)
        buf_add_str(out, PIECES[rng_bits(11, 1, run, i) % (sizeof(PIECES) / sizeof(PIECES[0]))]);
}

START_TEST(it_accepts_what_the_parser_accepts)
{
    struct buf text OWNED(buf_done) = BUF(1000);
    unsigned accepted = 0;
    for (uint32_t run = 0; run < 300000; run++) {
        buf_clear(&text);
        add_random(&text, run);
        json_error_t error = {0};
        json_auto_t *value =
            json_loadb(text.at, text.length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
        enum json_error_code code = value == NULL ? json_error_code(&error) : json_error_unknown;
        /* What is no matter of grammar. */
        if (code == json_error_duplicate_key || code == json_error_null_character ||
            code == json_error_null_byte_in_key || code == json_error_numeric_overflow)
            continue;
        struct diagnosis diagnosis = diagnose(buf_text(&text));
        ck_assert_msg((value != NULL) == (diagnosis.sentence == NULL), "%s: %s, the parser: %s",
                      text.at, diagnosis.sentence == NULL ? "fine" : diagnosis.sentence,
                      value == NULL ? error.text : "fine");
        accepted += value != NULL;
    }
    ck_assert_uint_gt(accepted, 1000);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("diagnose");
    TCase *grammar = tcase_create("grammar");
    tcase_add_loop_test(grammar, the_first_mistake_is_named, 0, COUNT(CASES));
    tcase_add_test(grammar, text_need_not_end_in_nul);
    tcase_add_test(grammar, nul_is_no_end);
    tcase_add_test(grammar, nesting_is_followed_to_the_limit_and_no_deeper);
    tcase_add_test(grammar, it_accepts_what_the_parser_accepts);
    suite_add_tcase(suite, grammar);

    TCase *excerpts = tcase_create("excerpts");
    tcase_add_loop_test(excerpts, the_place_is_shown_with_a_caret, 0, COUNT(EXCERPTS));
    tcase_add_test(excerpts, an_excerpt_of_any_place_of_any_bytes_is_written);
    suite_add_tcase(suite, excerpts);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
