#include "spaces.h"
#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "json/load.h"
#include "sim/result_table.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* A parameter of each kind. */
static const char PARAMS[] =
    "[{\"parameterName\":\"lr\",\"type\":\"DOUBLE\",\"minValue\":0.0001,\"maxValue\":1,"
    "\"scaleType\":\"UNIT_LOG_SCALE\"},{\"parameterName\":\"units\",\"type\":\"INTEGER\","
    "\"minValue\":1,\"maxValue\":1000000000,\"scaleType\":\"UNIT_LOG_SCALE\"},"
    "{\"parameterName\":\"opt\",\"type\":\"CATEGORICAL\",\"categoricalValues\":[\"sgd\",\"adam\","
    "\"ftrl\"]},{\"parameterName\":\"batch\",\"type\":\"DISCRETE\",\"discreteValues\":[16,32,64,"
    "256]},{\"parameterName\":\"drop\",\"type\":\"DOUBLE\",\"maxValue\":1}]";

enum { LR, UNITS, OPT, BATCH, DROP, AXES };

static void
drop(struct result_table **table)
{
    result_table_free(*table);
}

static json_t *
load(const char *text)
{
    struct err err OWNED(err_done) = ERR;
    json_t *json = json_load(text_of(text), &err);
    ck_assert_msg(json != NULL, "%s: %s", text, err_message(&err));
    return json;
}

static const struct {
    const char *text;
    const char *field;
    const char *says;
} MISTAKES[] = {
    {"[]", "t", "It must be an object, not []."},
    {"{}", "t.key", "It is required: a list of 1 to 64 names of parameters."},
    {"{\"rows\":[[1,2]]}", "t.key", "It is required"},
    {"{\"key\":[\"a\"]}", "t.rows", "It is required: a list of 1 to 100000 rows."},
    {"{\"key\":\"a\",\"rows\":[[1,2]]}", "t.key", "not \"a\"."},
    {"{\"key\":[],\"rows\":[[1]]}", "t.key", "not []."},
    {"{\"key\":[\"a\",2],\"rows\":[[1,2,3]]}", "t.key[1]", "It must be the name of a parameter"},
    {"{\"key\":[\"a\"],\"rows\":[]}", "t.rows", "not []."},
    {"{\"key\":[\"a\"],\"rows\":[[1,2],3]}", "t.rows[1]", "not 3."},
    {"{\"key\":[\"a\"],\"rows\":[[1]]}", "t.rows[0]", "a list of one value for each name"},
    {"{\"key\":[\"a\"],\"rows\":[[1,2,3]]}", "t.rows[0]", "and a result"},
    {"{\"key\":[\"a\"],\"rows\":[[1,2],[1,\"2\"]]}", "t.rows[1]", "not [1,\"2\"]."},
    {"{\"key\":[\"a\"],\"rows\":[[1,null]]}", "t.rows[0]", "not [1,null]."},
    {"{\"key\":[\"a\"],\"rows\":[[true,1]]}", "t.rows[0][0]", "not true."},
    {"{\"key\":[\"a\"],\"rows\":[[1,2],[\"x\",2]]}", "t.rows[1][0]",
     "It must be a number, as in the first row, not \"x\"."},
    {"{\"key\":[\"a\"],\"rows\":[[\"x\",2],[1,2]]}", "t.rows[1][0]",
     "It must be text, as in the first row, not 1."},
    {"{\"key\":[\"a\"],\"rows\":[[1,2]],\"else\":\"far\"}", "t.else",
     "It must be \"nearest\", \"infeasible\" or a number, not \"far\"."},
    {"{\"key\":[\"a\"],\"rows\":[[1,2]],\"else\":null}", "t.else", "not null."},
    {"{\"key\":[\"a\"],\"rows\":[[1,2]],\"otherwise\":1}", "t.otherwise",
     "Allowed: key, rows, else."},
};

START_TEST(a_mistake_is_named_with_its_path_and_what_is_allowed)
{
    struct err err OWNED(err_done) = ERR;
    json_auto_t *json = load(MISTAKES[_i].text);
    ck_assert_ptr_null(result_table_new(json, "t", &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_str_eq(err.violations[0].field, MISTAKES[_i].field);
    ck_assert_msg(strstr(err_message(&err), MISTAKES[_i].says) != NULL, "%s: %s", MISTAKES[_i].text,
                  err_message(&err));
}
END_TEST

/* Whether a table of so many names and rows is taken. */
static bool
takes(int names, int rows)
{
    struct err err OWNED(err_done) = ERR;
    struct buf text OWNED(buf_done) = BUF(2000000);
    buf_add_str(&text, "{\"key\":[\"p\"");
    for (int i = 1; i < names; i++)
        buf_add_str(&text, ",\"p\"");
    buf_add_str(&text, "],\"rows\":[");
    for (int row = 0; row < rows; row++) {
        buf_add_str(&text, row == 0 ? "[0" : ",[0");
        for (int i = 0; i < names; i++)
            buf_add_str(&text, ",0");
        buf_add_char(&text, ']');
    }
    buf_add_str(&text, "]}");
    json_auto_t *json = load(text.at);
    struct result_table *table OWNED(drop) = result_table_new(json, "t", &err);
    return table != NULL;
}

START_TEST(a_table_has_limits)
{
    ck_assert(takes(64, 1));
    ck_assert(!takes(65, 1));
    ck_assert(takes(1, 100000));
    ck_assert(!takes(1, 100001));
}
END_TEST

static const struct {
    const char *text;
    const char *says; /* NULL: it fits */
} FITS[] = {
    {"{\"key\":[\"lr\",\"opt\"],\"rows\":[[0.1,\"adam\",1]]}", NULL},
    {"{\"key\":[\"batch\"],\"rows\":[[16,1]]}", NULL},
    {"{\"key\":[\"opt\"],\"rows\":[[\"unheard of\",1]]}", NULL},
    {"{\"key\":[\"lr\",\"width\"],\"rows\":[[0.1,1,1]]}",
     "names the parameter 'width', which the job does not have."},
    {"{\"key\":[\"lr\"],\"rows\":[[\"0.1\",1]]}", "has text for the parameter 'lr'."},
    {"{\"key\":[\"opt\"],\"rows\":[[1,1]]}", "has numbers for the parameter 'opt'."},
};

START_TEST(a_table_must_fit_the_job)
{
    struct err err OWNED(err_done) = ERR;
    struct space *space OWNED(space_drop) = space_of(PARAMS);
    json_auto_t *json = load(FITS[_i].text);
    struct result_table *table OWNED(drop) = result_table_new(json, "t", &err);
    ck_assert_ptr_nonnull(table);
    ck_assert_int_eq(result_table_check(table, space, &err), FITS[_i].says == NULL);
    if (FITS[_i].says == NULL)
        return;
    ck_assert_int_eq(err.code, ERR_FAILED_PRECONDITION);
    ck_assert_msg(strstr(err_message(&err), FITS[_i].says) != NULL, "%s", err_message(&err));
}
END_TEST

#define OPTS(rest)                                                                                 \
    "{\"key\":[\"lr\",\"opt\"],\"rows\":[[0.1,\"adam\",0.93],[0.01,\"sgd\",0.88],"                 \
    "[0.1,\"adam\",0.5]]" rest "}"
#define ELSE_NONE ",\"else\":\"infeasible\""

static const struct {
    const char *text;
    double values[AXES];
    double result; /* below 0: there is none */
} LOOKUPS[] = {
    /* of two rows for the same values the first */
    {OPTS(""), {0.1, 1, 1, 16, 0}, 0.93},
    {OPTS(""), {0.01, 1, 0, 16, 0}, 0.88},
    {OPTS(ELSE_NONE), {0.1, 77, 1, 64, 0.5}, 0.93},
    {OPTS(ELSE_NONE), {0.1, 1, 0, 16, 0}, -1},
    {OPTS(ELSE_NONE), {0.1000001, 1, 1, 16, 0}, -1},
    {OPTS(",\"else\":0.25"), {0.1, 1, 2, 16, 0}, 0.25},
    {OPTS(",\"else\":7"), {0.5, 1, 1, 16, 0}, 7},
    {OPTS(",\"else\":7"), {0.1, 1, 1, 16, 0}, 0.93},
    /* another category is as far as the other end of a range */
    {OPTS(""), {0.0001, 1, 1, 16, 0}, 0.93},
    {OPTS(",\"else\":\"nearest\""), {1, 1, 0, 16, 0}, 0.88},
    /* an own value that went through the logarithm and back */
    {OPTS(ELSE_NONE), {0.010000000000000002, 1, 0, 16, 0}, 0.88},
    /* near on the logarithm, not on the ruler */
    {"{\"key\":[\"lr\"],\"rows\":[[0.001,1],[0.9,2]]}", {0.02, 1, 0, 16, 0}, 1},
    {"{\"key\":[\"lr\"],\"rows\":[[0.001,1],[0.9,2]]}", {0.05, 1, 0, 16, 0}, 2},
    {"{\"key\":[\"drop\"],\"rows\":[[0.001,1],[0.9,2]]}", {1, 1, 0, 16, 0.44}, 1},
    {"{\"key\":[\"drop\"],\"rows\":[[0.001,1],[0.9,2]]}", {1, 1, 0, 16, 0.46}, 2},
    /* neighbours that a logarithm hardly tells apart */
    {"{\"key\":[\"units\"],\"rows\":[[999999999,1],[1000000000,2]]" ELSE_NONE "}",
     {1, 1000000000, 0, 16, 0},
     2},
    {"{\"key\":[\"units\"],\"rows\":[[999999999,1]]" ELSE_NONE "}", {1, 1000000000, 0, 16, 0}, -1},
    /* lists are cut evenly */
    {"{\"key\":[\"batch\"],\"rows\":[[16,1],[256,2]]}", {1, 1, 0, 32, 0}, 1},
    {"{\"key\":[\"batch\"],\"rows\":[[16,1],[256,2]]}", {1, 1, 0, 64, 0}, 2},
    {"{\"key\":[\"batch\"],\"rows\":[[16,1],[256,2]]" ELSE_NONE "}", {1, 1, 0, 256, 0}, 2},
    {"{\"key\":[\"batch\"],\"rows\":[[16,1],[256,2]]" ELSE_NONE "}", {1, 1, 0, 64, 0}, -1},
    /* beyond the range counts as its end, and is never the very value */
    {"{\"key\":[\"lr\"],\"rows\":[[0,1],[-5,2],[0.01,3]]}", {0.0002, 1, 0, 16, 0}, 1},
    {"{\"key\":[\"lr\"],\"rows\":[[100,1],[0.01,3]]}", {0.9, 1, 0, 16, 0}, 1},
    {"{\"key\":[\"drop\"],\"rows\":[[2,1]]" ELSE_NONE "}", {1, 1, 0, 16, 1}, -1},
    {"{\"key\":[\"drop\"],\"rows\":[[2,1],[1,4]]}", {1, 1, 0, 16, 1}, 4},
    {"{\"key\":[\"drop\"],\"rows\":[[0,4]]" ELSE_NONE "}", {1, 1, 0, 16, 0}, 4},
    /* equally far: the first */
    {"{\"key\":[\"drop\"],\"rows\":[[0.25,1],[0.75,2]]}", {1, 1, 0, 16, 0.5}, 1},
    {"{\"key\":[\"drop\"],\"rows\":[[0.75,2],[0.25,1]]}", {1, 1, 0, 16, 0.5}, 2},
};

START_TEST(a_row_is_found)
{
    struct err err OWNED(err_done) = ERR;
    struct space *space OWNED(space_drop) = space_of(PARAMS);
    json_auto_t *json = load(LOOKUPS[_i].text);
    struct result_table *table OWNED(drop) = result_table_new(json, "t", &err);
    double value = -1;
    ck_assert_ptr_nonnull(table);
    ck_assert(result_table_check(table, space, &err));
    bool is_found = result_table_find(table, space, LOOKUPS[_i].values, &value);
    ck_assert_int_eq(is_found, LOOKUPS[_i].result >= 0);
    if (is_found)
        ck_assert_double_eq(value, LOOKUPS[_i].result);
}
END_TEST

#define RANDOM_ROWS 40

/* One linear parameter and one category: the distance is plain to compute. */
START_TEST(the_nearest_row_is_the_nearest)
{
    static const char *const OPTIMISERS[] = {"sgd", "adam", "ftrl"};
    struct err err OWNED(err_done) = ERR;
    struct space *space OWNED(space_drop) = space_of(PARAMS);
    struct buf text OWNED(buf_done) = BUF(10000);
    double drops[RANDOM_ROWS];
    int opts[RANDOM_ROWS];
    buf_add_str(&text, "{\"key\":[\"opt\",\"drop\"],\"rows\":[");
    for (int row = 0; row < RANDOM_ROWS; row++) {
        opts[row] = (int)(3 * rng_unit(2, 1, (uint32_t)row, 0));
        drops[row] = (int)(1000 * rng_unit(2, 1, (uint32_t)row, 1)) / 1000.0;
        buf_printf(&text, "%s[\"%s\",%.3f,%d]", row == 0 ? "" : ",", OPTIMISERS[opts[row]],
                   drops[row], row);
    }
    buf_add_str(&text, "]}");
    json_auto_t *json = load(text.at);
    struct result_table *table OWNED(drop) = result_table_new(json, "t", &err);
    ck_assert_ptr_nonnull(table);
    for (uint32_t draw = 0; draw < 2000; draw++) {
        int opt = (int)(3 * rng_unit(2, 2, draw, 0));
        double share = rng_unit(2, 2, draw, 1);
        int nearest = 0;
        double least = 10;
        for (int row = 0; row < RANDOM_ROWS; row++) {
            double off = drops[row] - share;
            double apart = off * off + (opts[row] == opt ? 0 : 1);
            nearest = apart < least ? row : nearest;
            least = apart < least ? apart : least;
        }
        double found = -1;
        ck_assert(
            result_table_find(table, space, (const double[AXES]){1, 1, opt, 16, share}, &found));
        ck_assert_double_eq(found, nearest);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("result_table");
    TCase *cases = tcase_create("result_table");
    tcase_add_loop_test(cases, a_mistake_is_named_with_its_path_and_what_is_allowed, 0,
                        COUNT(MISTAKES));
    tcase_add_test(cases, a_table_has_limits);
    tcase_add_loop_test(cases, a_table_must_fit_the_job, 0, COUNT(FITS));
    tcase_add_loop_test(cases, a_row_is_found, 0, COUNT(LOOKUPS));
    tcase_add_test(cases, the_nearest_row_is_the_nearest);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
