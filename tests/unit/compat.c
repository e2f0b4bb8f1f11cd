#include "tap.h"

#include "base/own.h"
#include "model/compat.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* The switches as they were promised, default first. */
static const struct {
    const char *name;
    const char *values[COMPAT_VALUES_MAX];
} PROMISED[COMPAT_COUNT] = {
    {"cancel-finished", {"400", "200"}},
    {"delete-job", {"404", "cancel", "forget"}},
    {"job-ids", {"burnt", "reusable-when-terminal"}},
    {"echo", {"proto", "faithful"}},
    {"etag-mismatch", {"409", "400"}},
    {"regions", {"any-known", "2019"}},
    {"runtime-versions", {"lenient", "strict"}},
    {"unknown-path", {"json", "html"}},
    {"mlu-minimum", {"600s", "60s", "0s"}},
    {"missing-metric", {"succeed", "fail"}},
};

START_TEST(every_promised_switch_is_there_with_its_default)
{
    const struct compat_row *row = &COMPAT_ROWS[_i];
    ck_assert_str_eq(row->name, PROMISED[_i].name);
    ck_assert_uint_gt(strlen(row->meaning), 10);
    for (int i = 0; i < COMPAT_VALUES_MAX; i++)
        ck_assert_pstr_eq(row->values[i], PROMISED[_i].values[i]);
}
END_TEST

START_TEST(each_value_is_set_and_nothing_else)
{
    const struct compat_row *row = &COMPAT_ROWS[_i];
    for (int i = 0; i < COMPAT_VALUES_MAX && row->values[i] != NULL; i++) {
        struct err err OWNED(err_done) = ERR;
        struct compat compat = {{0}};
        char setting[80];
        snprintf(setting, sizeof(setting), "%s=%s", row->name, row->values[i]);
        bool is_set = compat_set(&compat, text_of(setting), &err);
        ck_assert(is_set);
        for (int other = 0; other < COMPAT_COUNT; other++)
            ck_assert_int_eq(compat.value[other], other == _i ? i : 0);
    }
}
END_TEST

/* The names of the values in the code are positions in the table. */
START_TEST(the_named_values_stand_where_their_names_say)
{
    ck_assert_str_eq(COMPAT_ROWS[COMPAT_CANCEL_FINISHED].values[CANCEL_FINISHED_200], "200");
    ck_assert_str_eq(COMPAT_ROWS[COMPAT_DELETE_JOB].values[DELETE_JOB_CANCEL], "cancel");
    ck_assert_str_eq(COMPAT_ROWS[COMPAT_DELETE_JOB].values[DELETE_JOB_FORGET], "forget");
    ck_assert_str_eq(COMPAT_ROWS[COMPAT_JOB_IDS].values[JOB_IDS_REUSABLE],
                     "reusable-when-terminal");
    ck_assert_str_eq(COMPAT_ROWS[COMPAT_ECHO].values[ECHO_FAITHFUL], "faithful");
    ck_assert_str_eq(COMPAT_ROWS[COMPAT_REGIONS].values[REGIONS_2019], "2019");
    ck_assert_str_eq(COMPAT_ROWS[COMPAT_RUNTIME_VERSIONS].values[RUNTIME_VERSIONS_STRICT],
                     "strict");
    ck_assert_str_eq(COMPAT_ROWS[COMPAT_UNKNOWN_PATH].values[UNKNOWN_PATH_HTML], "html");
}
END_TEST

static const struct {
    const char *setting;
    const char *says;
} REFUSED[] = {
    {"", "NAME=VALUE"},
    {"echo", "NAME=VALUE"},
    {"=proto", "cancel-finished, delete-job"},
    {"Echo=proto", "unknown-path"},
    {"echoes=proto", "echoes"},
    {"echo=", "proto, faithful"},
    {"echo=Faithful", "proto, faithful"},
    {"delete-job=never", "404, cancel, forget"},
    {"echo=faithful=proto", "proto, faithful"},
};

START_TEST(what_is_not_allowed_is_told_what_is)
{
    struct err err OWNED(err_done) = ERR;
    struct compat compat = {{0}};
    ck_assert(!compat_set(&compat, text_of(REFUSED[_i].setting), &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_msg(strstr(err_message(&err), REFUSED[_i].says) != NULL, "%s", err_message(&err));
    for (int i = 0; i < COMPAT_COUNT; i++)
        ck_assert_int_eq(compat.value[i], 0);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("compat");
    TCase *cases = tcase_create("compat");
    tcase_add_loop_test(cases, every_promised_switch_is_there_with_its_default, 0, COMPAT_COUNT);
    tcase_add_loop_test(cases, each_value_is_set_and_nothing_else, 0, COMPAT_COUNT);
    tcase_add_test(cases, the_named_values_stand_where_their_names_say);
    tcase_add_loop_test(cases, what_is_not_allowed_is_told_what_is, 0, COUNT(REFUSED));
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
