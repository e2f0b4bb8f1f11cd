#include "tap.h"

#include "base/limits.h"
#include "base/own.h"
#include "base/rng.h"
#include "json/load.h"
#include "sim/scenario_set.h"

#include <stdio.h>
#include <string.h>

static const char FILE_TEXT[] = "{\n  \"scenarios\": [\n    {\"name\": \"a\"},\n    {\n"
                                "      \"name\": \"b\",\n      \"outcome\": [\n        {},\n"
                                "        {\"weight\": -1}\n      ]\n    }\n  ]\n}\n";

START_TEST(a_file_is_read_whole_or_not_at_all)
{
    struct err err OWNED(err_done) = ERR;
    struct err again OWNED(err_done) = ERR;
    struct scenario_set set OWNED(scenario_set_done) = {0};
    ck_assert(!scenario_set_load(&set, text_of(FILE_TEXT), "f.json", 10, &err));
    ck_assert_msg(strstr(err_message(&err), "f.json:8: scenarios[1].outcome[1].weight: It must be"),
                  "%s", err_message(&err));
    ck_assert_uint_eq(set.count, 0);
    ck_assert(!scenario_set_load(&set, TEXT("{\"scenarios\":[{\"name\":\"a\"},{\"name\":\"a\"}]}"),
                                 "f.json", 10, &again));
    ck_assert_msg(strstr(err_message(&again), "scenarios[1].name") != NULL, "%s",
                  err_message(&again));
    ck_assert_uint_eq(set.count, 0);
}
END_TEST

START_TEST(a_set_keeps_order_and_replaces_by_name)
{
    struct err err OWNED(err_done) = ERR;
    struct scenario_set set OWNED(scenario_set_done) = {0};
    struct buf names OWNED(buf_done) = BUF(1000);
    const struct scenario_subject subject = {.job_id = TEXT("j")};
    ck_assert(scenario_set_load(
        &set,
        TEXT("{\"scenarios\":[{\"name\":\"z\",\"match\":{\"jobId\":\"k\"}},{\"name\":\"c\","
             "\"match\":{}},{\"name\":\"b\",\"match\":{}}]}"),
        "f", 3, &err));
    ck_assert(text_is(scenario_name(scenario_set_match(&set, &subject)), "c"));
    ck_assert(scenario_set_load(&set, TEXT("{\"name\":\"c\"}"), "f", 3, &err));
    ck_assert(text_is(scenario_name(scenario_set_match(&set, &subject)), "b"));
    scenario_set_list(&set, &names);
    ck_assert(text_is(buf_text(&names), "b, c, z"));
    ck_assert(!scenario_set_load(&set, TEXT("{\"name\":\"d\"}"), "f", 3, &err));
    ck_assert_int_eq(err.code, ERR_RESOURCE_EXHAUSTED);
    ck_assert(scenario_set_remove(&set, TEXT("z")) && !scenario_set_remove(&set, TEXT("z")));
    ck_assert_ptr_null(scenario_set_find(&set, TEXT("z")));
}
END_TEST

START_TEST(a_slip_of_grammar_is_shown_with_its_line)
{
    struct err err OWNED(err_done) = ERR;
    struct scenario_set set OWNED(scenario_set_done) = {0};
    ck_assert(!scenario_set_load(&set, TEXT("{\n\"name\":\n\"a\",,\n}"), "f.json", 10, &err));
    ck_assert_msg(strncmp(err_message(&err), "f.json:3: ", 10) == 0, "%s", err_message(&err));
    ck_assert_uint_eq(set.count, 0);
}
END_TEST

/* Names of one letter, in order of arrival, as a set should hold them. */
struct model {
    char names[27];
    size_t count;
};

static void
model_put(struct model *model, char name)
{
    if (strchr(model->names, name) == NULL)
        model->names[model->count++] = name;
}

static bool
model_remove(struct model *model, char name)
{
    char *found = strchr(model->names, name);
    if (found == NULL)
        return false;
    memmove(found, found + 1, strlen(found));
    model->count--;
    return true;
}

static void
compare_with(const struct scenario_set *set, const struct model *model)
{
    const struct scenario_subject subject = {.job_id = TEXT("j")};
    struct buf names OWNED(buf_done) = BUF(1000);
    struct buf expected OWNED(buf_done) = BUF(1000);
    ck_assert_uint_eq(set->count, model->count);
    const struct scenario *first = scenario_set_match(set, &subject);
    ck_assert_int_eq(first != NULL, model->count > 0);
    if (first != NULL)
        ck_assert_int_eq(scenario_name(first).at[0], model->names[0]);
    for (char name = 'a'; name <= 'z'; name++) {
        bool is_there = strchr(model->names, name) != NULL;
        ck_assert_int_eq(scenario_set_find(set, (struct text){&name, 1}) != NULL, is_there);
        if (is_there)
            buf_printf(&expected, "%s%c", expected.length == 0 ? "" : ", ", name);
    }
    scenario_set_list(set, &names);
    ck_assert(text_equal(buf_text(&names), buf_text(&expected)));
}

START_TEST(a_set_behaves_as_a_list_of_names)
{
    struct scenario_set set OWNED(scenario_set_done) = {0};
    struct model model = {0};
    for (uint32_t step = 0; step < 2000; step++) {
        struct err err OWNED(err_done) = ERR;
        char name = (char)('a' + (int)(26 * rng_unit(5, 0, 0, step)));
        char file[64];
        (void)snprintf(file, sizeof(file), "{\"name\":\"%c\",\"match\":{}}", name);
        if (rng_unit(5, 1, 0, step) < 0.5) {
            ck_assert(scenario_set_load(&set, text_of(file), "f", 26, &err));
            model_put(&model, name);
        } else {
            ck_assert_int_eq(scenario_set_remove(&set, (struct text){&name, 1}),
                             model_remove(&model, name));
        }
        compare_with(&set, &model);
    }
}
END_TEST

/* Whether a scenario is taken whose refusal has a message of so many bytes. */
static bool
takes_message(size_t length)
{
    struct err err OWNED(err_done) = ERR;
    struct scenario_set set OWNED(scenario_set_done) = {0};
    struct buf file OWNED(buf_done) = BUF(100000);
    buf_add_str(&file, "{\"name\":\"a\",\"create\":{\"status\":\"ABORTED\",\"message\":\"");
    for (size_t i = 0; i < length; i++)
        buf_add_str(&file, "m");
    buf_add_str(&file, "\"}}");
    return scenario_set_load(&set, buf_text(&file), "f", 10, &err);
}

START_TEST(a_text_has_a_limit)
{
    ck_assert(takes_message(LIMIT_SCENARIO_TEXT_BYTES));
    ck_assert(!takes_message(LIMIT_SCENARIO_TEXT_BYTES + 1));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("scenario_set");
    TCase *cases = tcase_create("scenario_set");
    tcase_add_test(cases, a_file_is_read_whole_or_not_at_all);
    tcase_add_test(cases, a_set_keeps_order_and_replaces_by_name);
    tcase_add_test(cases, a_slip_of_grammar_is_shown_with_its_line);
    tcase_add_test(cases, a_set_behaves_as_a_list_of_names);
    tcase_add_test(cases, a_text_has_a_limit);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
