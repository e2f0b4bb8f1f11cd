#include "tap.h"

#include "base/own.h"
#include "model/page.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const uint32_t CURSORS[] = {0,   1,     2,          63,         64,         255,
                                   256, 65535, 0x00FF00FF, 0x12345678, 0x7FFFFFFF, UINT32_MAX};

/* The token without its quotes; static storage is not needed twice. */
static struct text
write_token(struct buf *out, uint64_t scope, uint32_t before)
{
    buf_clear(out);
    page_token_write(out, scope, before);
    ck_assert_uint_eq(out->length, 18);
    return (struct text){out->at + 1, 16};
}

static bool
reads(struct text token, uint64_t scope, uint32_t *before)
{
    struct err err OWNED(err_done) = ERR;
    if (page_token_read(token, scope, before, &err))
        return true;
    if (err.code != ERR_INVALID_ARGUMENT || err.violation_count != 1 ||
        strcmp(err.violations[0].field, "page_token") != 0)
        ck_abort_msg("refused with %s", err_message(&err));
    return false;
}

START_TEST(a_token_is_read_by_its_own_list)
{
    struct buf out OWNED(buf_done) = BUF(100);
    uint64_t scope = page_scope(TEXT("p"), TEXT(""));
    uint32_t before = 7;
    struct text token = write_token(&out, scope, CURSORS[_i]);
    ck_assert_uint_eq(strspn(token.at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789-_"),
                      16);
    ck_assert(reads(token, scope, &before));
    ck_assert_uint_eq(before, CURSORS[_i]);
}
END_TEST

START_TEST(a_token_of_another_list_is_refused)
{
    struct buf out OWNED(buf_done) = BUF(100);
    uint32_t before = 7;
    struct text token = write_token(&out, page_scope(TEXT("p"), TEXT("")), CURSORS[_i]);
    ck_assert(!reads(token, page_scope(TEXT("q"), TEXT("")), &before));
    ck_assert(!reads(token, page_scope(TEXT("p"), TEXT("state:FAILED")), &before));
    ck_assert(!reads(token, page_scope(TEXT(""), TEXT("p")), &before));
    ck_assert_uint_eq(before, 7);
}
END_TEST

/* Every character in every place, and every shorter or longer text. */
START_TEST(an_altered_token_is_refused)
{
    struct buf out OWNED(buf_done) = BUF(100);
    uint64_t scope = page_scope(TEXT("p"), TEXT(""));
    uint32_t before = 7;
    char altered[20] = {0};
    struct text token = write_token(&out, scope, CURSORS[_i]);
    for (size_t at = 0; at < token.length; at++) {
        for (int c = 0; c < 256; c++) {
            memcpy(altered, token.at, token.length);
            if (altered[at] == (char)c)
                continue;
            altered[at] = (char)c;
            if (reads((struct text){altered, token.length}, scope, &before))
                ck_abort_msg("character %d at %zu is taken", c, at);
        }
    }
    memcpy(altered, token.at, token.length);
    altered[16] = 'A';
    for (size_t length = 0; length < 18; length++)
        ck_assert_int_eq(reads((struct text){altered, length}, scope, &before), length == 16);
}
END_TEST

START_TEST(nothing_but_a_token_is_one)
{
    static const char *const TEXTS[] = {
        "0", "20", "AAAAAAAAAAAAAAAA", "================", "pageTokenpageTok", "\xff\xff\xff\xff",
    };
    uint32_t before = 7;
    for (int i = 0; i < COUNT(TEXTS); i++)
        ck_assert(!reads(text_of(TEXTS[i]), page_scope(TEXT("p"), TEXT("")), &before));
    ck_assert_uint_eq(before, 7);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("page");
    TCase *cases = tcase_create("page");
    tcase_add_loop_test(cases, a_token_is_read_by_its_own_list, 0, COUNT(CURSORS));
    tcase_add_loop_test(cases, a_token_of_another_list_is_refused, 0, COUNT(CURSORS));
    tcase_add_loop_test(cases, an_altered_token_is_refused, 0, COUNT(CURSORS));
    tcase_add_test(cases, nothing_but_a_token_is_one);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
