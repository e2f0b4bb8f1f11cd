#include "tap.h"

#include "base/err.h"
#include "base/own.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Numbers and names of google.rpc.Code. */
static const struct {
    int number;
    const char *name;
} CODES[] = {
    {0, "OK"},
    {1, "CANCELLED"},
    {2, "UNKNOWN"},
    {3, "INVALID_ARGUMENT"},
    {4, "DEADLINE_EXCEEDED"},
    {5, "NOT_FOUND"},
    {6, "ALREADY_EXISTS"},
    {7, "PERMISSION_DENIED"},
    {8, "RESOURCE_EXHAUSTED"},
    {9, "FAILED_PRECONDITION"},
    {10, "ABORTED"},
    {11, "OUT_OF_RANGE"},
    {12, "UNIMPLEMENTED"},
    {13, "INTERNAL"},
    {14, "UNAVAILABLE"},
    {15, "DATA_LOSS"},
    {16, "UNAUTHENTICATED"},
};

START_TEST(a_code_has_its_public_name)
{
    ck_assert_str_eq(err_code_name((enum err_code)CODES[_i].number), CODES[_i].name);
    ck_assert_int_eq(ERR_CODE_COUNT, sizeof(CODES) / sizeof(CODES[0]));
}
END_TEST

START_TEST(a_new_error_says_nothing)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert_int_eq(err.code, ERR_NONE);
    ck_assert_uint_eq(err.violation_count, 0);
    ck_assert(!err.memory);
    ck_assert_ptr_nonnull(err_message(&err));
}
END_TEST

START_TEST(a_plain_error_has_a_message_and_no_violation)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!err_set(&err, ERR_NOT_FOUND, "There is no %s in %d.", "job", 7));
    ck_assert_int_eq(err.code, ERR_NOT_FOUND);
    ck_assert_str_eq(err_message(&err), "There is no job in 7.");
    ck_assert_uint_eq(err.violation_count, 0);
}
END_TEST

START_TEST(a_backend_error_repeats_field_and_sentence)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!err_field(&err, ERR_ALREADY_EXISTS, "job.job_id", "%s is used.", "j"));
    ck_assert_int_eq(err.code, ERR_ALREADY_EXISTS);
    ck_assert_str_eq(err_message(&err), "Field: job.job_id Error: j is used.");
    ck_assert_uint_eq(err.violation_count, 1);
    ck_assert_str_eq(err.violations[0].field, "job.job_id");
    ck_assert_str_eq(err.violations[0].description, "j is used.");
}
END_TEST

START_TEST(the_first_error_wins)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!err_set(&err, ERR_NOT_FOUND, "first"));
    ck_assert(!err_set(&err, ERR_INTERNAL, "second"));
    ck_assert(!err_field(&err, ERR_ABORTED, "f", "third"));
    ck_assert(!err_violation(&err, "g", "fourth"));
    ck_assert_int_eq(err.code, ERR_NOT_FOUND);
    ck_assert_str_eq(err_message(&err), "first");
    ck_assert_uint_eq(err.violation_count, 0);
}
END_TEST

START_TEST(nothing_overwrites_a_backend_error)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!err_field(&err, ERR_ABORTED, "f", "first"));
    ck_assert(!err_field(&err, ERR_NOT_FOUND, "g", "second"));
    ck_assert(!err_set(&err, ERR_INTERNAL, "third"));
    ck_assert(!err_violation(&err, "h", "fourth"));
    ck_assert_int_eq(err.code, ERR_ABORTED);
    ck_assert_str_eq(err_message(&err), "Field: f Error: first");
    ck_assert_uint_eq(err.violation_count, 1);
}
END_TEST

START_TEST(front_end_violations_add_up)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!err_violation(&err, "a", "first %d", 1));
    ck_assert(!err_violation(&err, NULL, "second"));
    ck_assert(!err_violation(&err, "", "third"));
    ck_assert(!err_violation(&err, "b.c[0]", "fourth"));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_str_eq(err_message(&err), "first 1\nsecond\nthird\nfourth");
    ck_assert_uint_eq(err.violation_count, 4);
    ck_assert_str_eq(err.violations[0].field, "a");
    ck_assert_str_eq(err.violations[0].description, "first 1");
    ck_assert_ptr_null(err.violations[1].field);
    ck_assert_ptr_null(err.violations[2].field);
    ck_assert_str_eq(err.violations[3].field, "b.c[0]");
    ck_assert_str_eq(err.violations[3].description, "fourth");
}
END_TEST

START_TEST(after_violations_no_other_error_is_heard)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!err_violation(&err, "a", "first"));
    ck_assert(!err_set(&err, ERR_INTERNAL, "second"));
    ck_assert(!err_field(&err, ERR_INTERNAL, "b", "third"));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_str_eq(err_message(&err), "first");
    ck_assert_uint_eq(err.violation_count, 1);
}
END_TEST

START_TEST(percent_signs_of_a_client_are_text)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!err_violation(&err, "%s%n", "%s", "100%d"));
    ck_assert_str_eq(err_message(&err), "100%d");
    ck_assert_str_eq(err.violations[0].field, "%s%n");
}
END_TEST

START_TEST(running_out_of_memory_needs_none)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!err_memory(&err));
    ck_assert_int_eq(err.code, ERR_UNAVAILABLE);
    ck_assert(err.memory);
    ck_assert_ptr_null(err.message.at);
    ck_assert_ptr_null(err.violations);
    ck_assert_uint_gt(strlen(err_message(&err)), 0);
}
END_TEST

START_TEST(running_out_of_memory_replaces_what_was_said)
{
    struct err err OWNED(err_done) = ERR;
    struct err alone OWNED(err_done) = ERR;
    ck_assert(!err_memory(&alone));
    ck_assert(!err_violation(&err, "a", "first"));
    ck_assert(!err_violation(&err, "b", "second"));
    ck_assert(!err_memory(&err));
    ck_assert(!err_violation(&err, "c", "third"));
    ck_assert(!err_set(&err, ERR_INTERNAL, "fourth"));
    ck_assert_int_eq(err.code, ERR_UNAVAILABLE);
    ck_assert_uint_eq(err.violation_count, 0);
    ck_assert_str_eq(err_message(&err), err_message(&alone));
}
END_TEST

START_TEST(an_error_without_words_shows_its_name)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!err_set(&err, ERR_ABORTED, "%s", ""));
    ck_assert_int_eq(err.code, ERR_ABORTED);
    ck_assert_str_eq(err_message(&err), "ABORTED");
}
END_TEST

START_TEST(an_error_can_be_used_again_once_done)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!err_violation(&err, "a", "first"));
    err_done(&err);
    ck_assert_int_eq(err.code, ERR_NONE);
    ck_assert_uint_eq(err.violation_count, 0);
    ck_assert(!err_set(&err, ERR_NOT_FOUND, "second"));
    ck_assert_str_eq(err_message(&err), "second");
    err_done(&err);
    ck_assert(!err_memory(&err));
    err_done(&err);
    ck_assert(!err.memory);
}
END_TEST

/* Every violation kept is whole, and they are the first ones. */
START_TEST(violations_beyond_the_cap_are_dropped)
{
    struct err err OWNED(err_done) = ERR;
    const size_t each = 100;
    for (int i = 0; i < 2000; i++)
        ck_assert(!err_violation(&err, "field", "%0*d", (int)each, i));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert(!err.memory);
    /* With the newline before each but the first. */
    ck_assert_uint_eq(err.violation_count, (ERR_TEXT_BYTES + 1) / (each + 1));
    ck_assert_uint_eq(strlen(err_message(&err)), err.violation_count * (each + 1) - 1);
    for (size_t i = 0; i < err.violation_count; i++)
        ck_assert_uint_eq(strtoul(err.violations[i].description, NULL, 10), i);
}
END_TEST

#define SENTENCE_MOST (ERR_TEXT_BYTES / 2)

/* The lengths of two violations, and how many of them are kept. */
static const struct {
    int first;
    int second;
    size_t kept;
} CAPS[] = {
    {SENTENCE_MOST, SENTENCE_MOST - 1, 2}, /* with the newline, to the last byte */
    {SENTENCE_MOST, SENTENCE_MOST, 1},
    {SENTENCE_MOST - 1, SENTENCE_MOST, 2},
    {10 * ERR_TEXT_BYTES, 10 * ERR_TEXT_BYTES, 1},
};

START_TEST(the_cap_can_be_reached)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!err_violation(&err, "a", "%*d", CAPS[_i].first, 1));
    ck_assert(!err_violation(&err, "b", "%*d", CAPS[_i].second, 2));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert(!err.memory);
    ck_assert_uint_eq(err.violation_count, CAPS[_i].kept);
    ck_assert_uint_le(strlen(err_message(&err)), ERR_TEXT_BYTES);
}
END_TEST

START_TEST(what_was_dropped_leaves_room_for_what_fits)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!err_violation(&err, "a", "%*d", SENTENCE_MOST, 1));
    ck_assert(!err_violation(&err, "b", "%*d", SENTENCE_MOST, 2));
    ck_assert(!err_violation(&err, "c", "third"));
    ck_assert_uint_eq(err.violation_count, 2);
    ck_assert_str_eq(err.violations[1].description, "third");
}
END_TEST

/* A sentence of so many letters and then this, and the length it is cut to. */
static const struct {
    int letters;
    const char *end;
    size_t length;
} CUTS[] = {
    {SENTENCE_MOST, "", SENTENCE_MOST},
    {SENTENCE_MOST, "x", SENTENCE_MOST},
    {ERR_TEXT_BYTES + 1, "", SENTENCE_MOST},
    {100 * ERR_TEXT_BYTES, "", SENTENCE_MOST},
    /* Characters of 2, 3 and 4 bytes: whole or not at all. */
    {SENTENCE_MOST - 2, "\xc3\xa4", SENTENCE_MOST},
    {SENTENCE_MOST - 1, "\xc3\xa4", SENTENCE_MOST - 1},
    {SENTENCE_MOST - 3, "\xe2\x82\xac", SENTENCE_MOST},
    {SENTENCE_MOST - 2, "\xe2\x82\xac", SENTENCE_MOST - 2},
    {SENTENCE_MOST - 1, "\xe2\x82\xac", SENTENCE_MOST - 1},
    {SENTENCE_MOST - 4, "\xf0\x9f\x98\x80x", SENTENCE_MOST},
    {SENTENCE_MOST - 3, "\xf0\x9f\x98\x80", SENTENCE_MOST - 3},
    {SENTENCE_MOST - 1, "\xf0\x9f\x98\x80", SENTENCE_MOST - 1},
};

START_TEST(a_long_sentence_is_cut_between_characters)
{
    struct err plain OWNED(err_done) = ERR;
    struct err backend OWNED(err_done) = ERR;
    struct err frontend OWNED(err_done) = ERR;
    const int letters = CUTS[_i].letters;
    const char *end = CUTS[_i].end;
    ck_assert(!err_set(&plain, ERR_NOT_FOUND, "%*d%s", letters, 1, end));
    ck_assert(!err_field(&backend, ERR_NOT_FOUND, "a", "%*d%s", letters, 1, end));
    ck_assert(!err_violation(&frontend, "a", "%*d%s", letters, 1, end));
    ck_assert_int_eq(plain.code, ERR_NOT_FOUND);
    ck_assert_int_eq(backend.code, ERR_NOT_FOUND);
    ck_assert_int_eq(frontend.code, ERR_INVALID_ARGUMENT);
    ck_assert_uint_eq(strlen(err_message(&plain)), CUTS[_i].length);
    ck_assert_uint_eq(strlen(err_message(&frontend)), CUTS[_i].length);
    ck_assert_uint_eq(strlen(backend.violations[0].description), CUTS[_i].length);
}
END_TEST

/* A caller that was told false finds an error, however long the name. */
START_TEST(a_name_that_never_fits_is_an_error_all_the_same)
{
    struct err err OWNED(err_done) = ERR;
    owned_str name = calloc(1, 2 * ERR_TEXT_BYTES);
    ck_assert_ptr_nonnull(name);
    memset(name, 'x', 2 * ERR_TEXT_BYTES - 1);
    ck_assert(!err_field(&err, ERR_NOT_FOUND, name, "It is too long."));
    ck_assert_int_ne(err.code, ERR_NONE);
    ck_assert_uint_gt(strlen(err_message(&err)), 0);
    ck_assert_uint_le(strlen(err_message(&err)), ERR_TEXT_BYTES);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("err");
    TCase *cases = tcase_create("err");
    tcase_add_loop_test(cases, a_code_has_its_public_name, 0, ERR_CODE_COUNT);
    tcase_add_test(cases, a_new_error_says_nothing);
    tcase_add_test(cases, a_plain_error_has_a_message_and_no_violation);
    tcase_add_test(cases, a_backend_error_repeats_field_and_sentence);
    tcase_add_test(cases, the_first_error_wins);
    tcase_add_test(cases, nothing_overwrites_a_backend_error);
    tcase_add_test(cases, front_end_violations_add_up);
    tcase_add_test(cases, after_violations_no_other_error_is_heard);
    tcase_add_test(cases, percent_signs_of_a_client_are_text);
    tcase_add_test(cases, running_out_of_memory_needs_none);
    tcase_add_test(cases, running_out_of_memory_replaces_what_was_said);
    tcase_add_test(cases, an_error_without_words_shows_its_name);
    tcase_add_test(cases, an_error_can_be_used_again_once_done);
    tcase_add_test(cases, violations_beyond_the_cap_are_dropped);
    tcase_add_loop_test(cases, the_cap_can_be_reached, 0, COUNT(CAPS));
    tcase_add_test(cases, what_was_dropped_leaves_room_for_what_fits);
    tcase_add_loop_test(cases, a_long_sentence_is_cut_between_characters, 0, COUNT(CUTS));
    tcase_add_test(cases, a_name_that_never_fits_is_an_error_all_the_same);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
