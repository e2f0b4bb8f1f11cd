#include "tap.h"

#include "api/request.h"
#include "base/buf.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* NULL: refused. */
static const struct {
    const char *raw;
    bool plus;
    const char *decoded;
} CODES[] = {
    {"", false, ""},
    {"plain", false, "plain"},
    {"a%2Fb", false, "a/b"},
    {"a%2fb", false, "a/b"},
    {"%3Acancel", false, ":cancel"},
    {"%24alt", true, "$alt"},
    {"%25", false, "%"},
    {"%252F", false, "%2F"},
    {"%41%42%43", false, "ABC"},
    {"caf%C3%A9", false, "caf\303\251"},
    {"a+b", false, "a+b"},
    {"a+b", true, "a b"},
    {"a%2Bb", true, "a+b"},
    {"a%20b", true, "a b"},
    {"+++", true, "   "},
    {"%01", false, "\001"},
    {"%ff", false, "\377"},
    {"%", false, NULL},
    {"%4", false, NULL},
    {"a%", true, NULL},
    {"%%41", false, NULL},
    {"%4%31", false, NULL},
    {"%g0", false, NULL},
    {"%0g", false, NULL},
    {"% 1", false, NULL},
    {"%+1", true, NULL},
    {"%-1", false, NULL},
    {"%0x", false, NULL},
    {"%00", false, NULL},
    {"a%00b", true, NULL},
};

START_TEST(percent_codes_are_decoded_once)
{
    struct buf out OWNED(buf_done) = BUF(100);
    bool is_fine = percent_decode(text_of(CODES[_i].raw), CODES[_i].plus, &out);
    ck_assert_int_eq(is_fine, CODES[_i].decoded != NULL);
    if (is_fine)
        ck_assert_str_eq(out.at != NULL ? out.at : "", CODES[_i].decoded);
}
END_TEST

START_TEST(a_raw_nul_is_refused)
{
    struct buf out OWNED(buf_done) = BUF(100);
    ck_assert(!percent_decode(TEXT("a\0b"), false, &out));
}
END_TEST

/* A code at the very end of a text must not be looked for behind it. */
START_TEST(nothing_behind_the_text_is_read)
{
    static const char LINE[] = "a%41";
    for (size_t length = 2; length < 4; length++) {
        struct buf out OWNED(buf_done) = BUF(100);
        ck_assert(!percent_decode((struct text){LINE, length}, false, &out));
    }
}
END_TEST

START_TEST(every_byte_but_nul_survives_its_code)
{
    static const char *const DIGITS[] = {"0123456789ABCDEF", "0123456789abcdef"};
    for (int byte = 1; byte < 256; byte++) {
        const char code[] = {'%', DIGITS[_i][byte / 16], DIGITS[_i][byte % 16], '\0'};
        struct buf out OWNED(buf_done) = BUF(100);
        ck_assert(percent_decode(text_of(code), true, &out));
        ck_assert_uint_eq(out.length, 1);
        ck_assert_int_eq((unsigned char)out.at[0], byte);
    }
}
END_TEST

static const struct {
    const char *name;
    enum http_method method;
} METHODS[] = {
    {"GET", HTTP_GET},         {"HEAD", HTTP_HEAD},     {"POST", HTTP_POST},
    {"PUT", HTTP_PUT},         {"PATCH", HTTP_PATCH},   {"DELETE", HTTP_DELETE},
    {"OPTIONS", HTTP_OPTIONS}, {"TRACE", HTTP_OTHER},   {"get", HTTP_OTHER},
    {"", HTTP_OTHER},          {"GETT", HTTP_OTHER},    {"GE", HTTP_OTHER},
    {"OTHER", HTTP_OTHER},     {"CONNECT", HTTP_OTHER},
};

START_TEST(methods_are_known_by_name_case_included)
{
    enum http_method method = http_method_of(text_of(METHODS[_i].name));
    ck_assert_int_eq(method, METHODS[_i].method);
    if (method != HTTP_OTHER)
        ck_assert_str_eq(http_method_name(method), METHODS[_i].name);
}
END_TEST

START_TEST(headers_are_found_whatever_their_case)
{
    struct request request = {
        .headers = {{TEXT("x-goog-user-project"), TEXT("one")},
                    {TEXT("Content-Type"), TEXT("application/json")},
                    {TEXT("CONTENT-TYPE"), TEXT("text/plain")},
                    {TEXT("Empty"), TEXT("")}},
        .header_count = 4,
    };
    ck_assert(text_is(request_header(&request, "X-Goog-User-Project"), "one"));
    ck_assert(text_is(request_header(&request, "content-type"), "application/json"));
    ck_assert_uint_eq(request_header(&request, "Empty").length, 0);
    ck_assert_uint_eq(request_header(&request, "Content-Typ").length, 0);
    ck_assert_uint_eq(request_header(&request, "Accept").length, 0);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("request");
    TCase *tcase = tcase_create("request");
    tcase_add_loop_test(tcase, percent_codes_are_decoded_once, 0, COUNT(CODES));
    tcase_add_test(tcase, a_raw_nul_is_refused);
    tcase_add_test(tcase, nothing_behind_the_text_is_read);
    tcase_add_loop_test(tcase, every_byte_but_nul_survives_its_code, 0, 2);
    tcase_add_loop_test(tcase, methods_are_known_by_name_case_included, 0, COUNT(METHODS));
    tcase_add_test(tcase, headers_are_found_whatever_their_case);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
