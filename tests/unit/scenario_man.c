#include "scenario_man.h"

#include "base/own.h"
#include "sim/dist.h"
#include "sim/expression.h"
#include "sim/functions.h"
#include "sim/objective.h"
#include "sim/scenario_format.h"
#include "sim/scenario_set.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

#define PAGE_BYTES 262144

/* Whether what the reader said of `allowed` ends with the names of the table's rows. */
static void
check_names(const struct err *err, enum format_object object)
{
    struct buf names OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    for (const struct format_row *row = FORMAT_TABLES[object].rows; row->name != NULL; row++)
        buf_printf(&names, "%s%s", names.length == 0 ? "one of " : ", ", row->name);
    ck_assert_msg(strstr(err_message(err), names.at) != NULL, "%s does not list: %s",
                  err_message(err), names.at);
}

START_TEST(every_example_is_a_scenario_file)
{
    struct err err OWNED(err_done) = ERR;
    struct scenario_set set OWNED(scenario_set_done) = {0};
    ck_assert_msg(scenario_set_load(&set, text_of(SCENARIO_EXAMPLES[_i].json), "example", 10, &err),
                  "%s", err_message(&err));
}
END_TEST

START_TEST(the_kinds_of_span_are_those_the_reader_knows)
{
    struct err err OWNED(err_done) = ERR;
    struct dist dist OWNED(dist_done) = {0};
    json_auto_t *value = json_pack("{s:i}", "no-such-kind", 1);
    ck_assert(!dist_read(value, "queued", &dist, &err));
    check_names(&err, FORMAT_SPAN);
}
END_TEST

START_TEST(the_kinds_of_objective_are_those_the_reader_knows)
{
    static const enum format_object KINDS[] = {FORMAT_FUNCTION, FORMAT_EXPRESSION, FORMAT_TABLE,
                                               FORMAT_TRIALS};
    struct err err OWNED(err_done) = ERR;
    json_auto_t *value = json_pack("{s:i}", "no-such-kind", 1);
    struct buf names OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    ck_assert_ptr_null(objective_new(value, "objective", &err));
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++)
        buf_printf(&names, "%s%s", i == 0 ? "one of " : ", ", FORMAT_TABLES[KINDS[i]].rows[0].name);
    ck_assert_msg(strstr(err_message(&err), names.at) != NULL, "%s: %s", err_message(&err),
                  names.at);
}
END_TEST

/* The functions of the list may be called, with one argument, two or three. */
START_TEST(the_functions_of_expressions_are_those_there_are)
{
    static const char *const CALLS[] = {"(1)", "(1,2)", "(1,2,3)"};
    struct text rest = TEXT(EXPRESSION_FUNCTION_NAMES);
    struct text name = rest;
    bool has_more = true;
    while (has_more) {
        bool is_there = false;
        name = rest;
        has_more = text_split(rest, ',', &name, &rest);
        for (size_t i = 0; i < sizeof(CALLS) / sizeof(CALLS[0]); i++) {
            struct err err OWNED(err_done) = ERR;
            struct buf call OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
            buf_printf(&call, "%.*s%s", TEXT_ARG(name), CALLS[i]);
            struct expression *expression = expression_new(buf_text(&call), "e", &err);
            is_there = is_there || expression != NULL;
            expression_free(expression);
        }
        ck_assert_msg(is_there, "there is no function%.*s", TEXT_ARG(name));
    }
}
END_TEST

static const char README[] = "# Presets\n\nAbout this folder.\n\n## Late ones\n\n"
                             "| preset | what happens | source |\n|---|---|---|\n"
                             "| `slow-start` | QUEUED with `{jobId}` | seen |\n";

START_TEST(the_page_has_every_member_and_function)
{
    struct buf page OWNED(buf_done) = BUF(PAGE_BYTES);
    scenario_write_man(&page, text_of(README));
    ck_assert(!page.failed);
    for (int object = 0; object < FORMAT_COUNT; object++) {
        const struct format_table *table = &FORMAT_TABLES[object];
        ck_assert_ptr_nonnull(table->rows[0].name);
        ck_assert_ptr_null(table->rows[FORMAT_ROWS_MAX - 1].name);
        for (const struct format_row *row = table->rows; row->name != NULL; row++) {
            struct buf term OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
            buf_printf(&term, ".TP\n\\fB%s\\fR: ", row->name);
            ck_assert_msg(strstr(page.at, term.at) != NULL, "%s is missing", row->name);
            ck_assert(row->type[0] != '\0' && row->meaning[0] != '\0');
        }
    }
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        ck_assert_ptr_nonnull(strstr(page.at, FUNCTIONS[i].name));
}
END_TEST

START_TEST(the_tables_of_the_readme_become_terms)
{
    struct buf page OWNED(buf_done) = BUF(PAGE_BYTES);
    scenario_write_man(&page, text_of(README));
    ck_assert_ptr_nonnull(strstr(
        page.at, ".SS Late ones\n.TP\n\\fBslow\\-start\\fR\nQUEUED with \\fB{jobId}\\fR.\n.SH"));
    ck_assert_ptr_null(strstr(page.at, "About this folder"));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("scenario_man");
    TCase *format = tcase_create("format");
    tcase_add_loop_test(format, every_example_is_a_scenario_file, 0, (int)SCENARIO_EXAMPLE_COUNT);
    tcase_add_test(format, the_kinds_of_span_are_those_the_reader_knows);
    tcase_add_test(format, the_kinds_of_objective_are_those_the_reader_knows);
    tcase_add_test(format, the_functions_of_expressions_are_those_there_are);
    suite_add_tcase(suite, format);

    TCase *page = tcase_create("page");
    tcase_add_test(page, the_page_has_every_member_and_function);
    tcase_add_test(page, the_tables_of_the_readme_become_terms);
    suite_add_tcase(suite, page);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
