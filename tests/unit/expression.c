#include "tap.h"

#include "base/own.h"
#include "json/load.h"
#include "sim/expression.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* A job with lr = 0.5, units = 8, opt = "adam" and a-b = 2. */
static const char PARAMS[] =
    "[{\"parameterName\":\"lr\",\"type\":\"DOUBLE\",\"maxValue\":1},{\"parameterName\":\"units\","
    "\"type\":\"INTEGER\",\"maxValue\":16},{\"parameterName\":\"opt\",\"type\":\"CATEGORICAL\","
    "\"categoricalValues\":[\"sgd\",\"adam\"]},{\"parameterName\":\"a-b\",\"type\":\"DOUBLE\","
    "\"maxValue\":4}]";
static const double VALUES[] = {0.5, 8, 1, 2};

static void
drop_space(struct space **space)
{
    free(*space);
}

static void
drop(struct expression **expression)
{
    expression_free(*expression);
}

static struct space *
new_space(void)
{
    struct err err OWNED(err_done) = ERR;
    json_auto_t *params = json_load(text_of(PARAMS), &err);
    struct space *space = space_new(params, &err);
    ck_assert_ptr_nonnull(space);
    return space;
}

static const struct {
    const char *text;
    double value;
} RESULTS[] = {
    {"1", 1},
    {" 1.5e1 ", 15},
    {".5", 0.5},
    {"1+2*3", 7},
    {"(1+2)*3", 9},
    {"10-4-3", 3},
    {"24/4/2", 3},
    {"7%4", 3},
    {"-7%4", 1},
    {"2^3^2", 512},
    {"-2^2", -4},
    {"2^-1", 0.5},
    {"2*-3", -6},
    {"--2", 2},
    {"!0", 1},
    {"!3", 0},
    {"!!3", 1},
    {"1<2", 1},
    {"2<=2", 1},
    {"2>3", 0},
    {"3>=4", 0},
    {"1==1", 1},
    {"1!=1", 0},
    {"1<2==1", 1},
    {"0||1&&0", 0},
    {"1||0&&0", 1},
    {"1 && 2", 1},
    {"1?2:3", 2},
    {"0?2:0?3:4", 4},
    {"1?0?5:6:7", 6},
    {"1+1?2:3", 2},
    {"lr", 0.5},
    {"units*lr", 4},
    {"`a-b`", 2},
    {"`a-b`*2", 4},
    {"opt=='adam'", 1},
    {"opt == \"sgd\"", 0},
    {"opt!='adam'", 0},
    {"opt != 'none'", 1},
    {"opt=='adam' ? 1 : 0.5", 1},
    {"lr > 0.4 && units > 7", 1},
    {"abs(-3)", 3},
    {"min(2,1)", 1},
    {"max(2,1)", 2},
    {"sqrt(16)", 4},
    {"exp(0)", 1},
    {"log(1)", 0},
    {"log10(1)", 0},
    {"sin(0)", 0},
    {"cos(0)", 1},
    {"tanh(0)", 0},
    {"floor(-1.5)", -2},
    {"ceil(1.2)", 2},
    {"clamp(5,0,3)", 3},
    {"clamp(-5,0,3)", 0},
    {"max(min(1,2),min(3,4))", 3},
    {"1 - (lr - 0.01)^2", 1 - 0.49 * 0.49},
    {"1/0", (double)INFINITY},
    {"log(0)", -(double)INFINITY},
    {"exp(1000)", (double)INFINITY},
};

START_TEST(an_expression_has_its_value)
{
    struct err err OWNED(err_done) = ERR;
    struct space *space OWNED(drop_space) = new_space();
    struct expression *expression OWNED(drop) =
        expression_new(text_of(RESULTS[_i].text), "path", &err);
    ck_assert_msg(expression != NULL, "%s: %s", RESULTS[_i].text, err_message(&err));
    ck_assert(expression_check(expression, space, &err));
    double value = expression_value(expression, space, VALUES);
    double off = value - RESULTS[_i].value;
    if (!(value >= RESULTS[_i].value && value <= RESULTS[_i].value) && !(fabs(off) < 1e-12))
        ck_abort_msg("%s is %.17g instead of %.17g", RESULTS[_i].text, value, RESULTS[_i].value);
}
END_TEST

START_TEST(what_has_no_value_is_no_number)
{
    static const char *const TEXTS[] = {"0/0", "sqrt(-1)", "log(-1)", "(-2)^0.5", "sin(1e9)"};
    struct err err OWNED(err_done) = ERR;
    struct space *space OWNED(drop_space) = new_space();
    for (int i = 0; i < COUNT(TEXTS); i++) {
        struct expression *expression OWNED(drop) = expression_new(text_of(TEXTS[i]), "path", &err);
        ck_assert_ptr_nonnull(expression);
        ck_assert_msg(isnan(expression_value(expression, space, VALUES)), "%s", TEXTS[i]);
    }
}
END_TEST

static const struct {
    const char *text;
    const char *says;
} MISTAKES[] = {
    {"", "column 1:"},
    {"1+", "column 3:"},
    {"(1", "column 3:"},
    {"1)", "column 2: an operator"},
    {"1 2", "column 3: an operator"},
    {"max(1)", "column 6:"},
    {"abs(1,2)", "column 6:"},
    {"round(1)", "column 1: there is no such function"},
    {"opt=='adam", "column 6: a closing quote"},
    {"`a-b", "column 1: a closing quote"},
    {"1?2", "column 4: the :"},
    {"@", "column 1:"},
    {"1 = 1", "column 3:"},
};

START_TEST(a_mistake_is_shown_with_its_column)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert_ptr_null(expression_new(text_of(MISTAKES[_i].text), "tuning.infeasible", &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_str_eq(err.violations[0].field, "tuning.infeasible");
    ck_assert_msg(strstr(err_message(&err), MISTAKES[_i].says) != NULL, "%s: %s", MISTAKES[_i].text,
                  err_message(&err));
}
END_TEST

START_TEST(names_must_fit_the_job)
{
    static const char *const TEXTS[] = {"width", "opt + 1", "lr == 'adam'", "a-b"};
    struct space *space OWNED(drop_space) = new_space();
    for (int i = 0; i < COUNT(TEXTS); i++) {
        struct err err OWNED(err_done) = ERR;
        struct expression *expression OWNED(drop) = expression_new(text_of(TEXTS[i]), "path", &err);
        ck_assert_ptr_nonnull(expression);
        ck_assert(!expression_check(expression, space, &err));
        ck_assert_int_eq(err.code, ERR_FAILED_PRECONDITION);
    }
}
END_TEST

/* `count` times `unit`, then `end`. Whether that is taken. */
static bool
takes(const char *unit, int count, const char *middle, const char *unit_after)
{
    struct buf text OWNED(buf_done) = BUF(100000);
    struct err err OWNED(err_done) = ERR;
    for (int i = 0; i < count; i++)
        buf_add_str(&text, unit);
    buf_add_str(&text, middle);
    for (int i = 0; i < count; i++)
        buf_add_str(&text, unit_after);
    struct expression *expression OWNED(drop) = expression_new(buf_text(&text), "path", &err);
    return expression != NULL;
}

START_TEST(an_expression_has_limits)
{
    ck_assert(takes("(", EXPRESSION_DEPTH - 1, "1", ")"));
    ck_assert(!takes("(", EXPRESSION_DEPTH, "1", ")"));
    ck_assert(takes("1+", (EXPRESSION_OPERATIONS - 2) / 2, "1", ""));
    ck_assert(!takes("1+", EXPRESSION_OPERATIONS / 2, "1", ""));
    ck_assert(takes(" ", EXPRESSION_BYTES - 1, "1", ""));
    ck_assert(!takes(" ", EXPRESSION_BYTES, "1", ""));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("expression");
    TCase *cases = tcase_create("expression");
    tcase_add_loop_test(cases, an_expression_has_its_value, 0, COUNT(RESULTS));
    tcase_add_test(cases, what_has_no_value_is_no_number);
    tcase_add_loop_test(cases, a_mistake_is_shown_with_its_column, 0, COUNT(MISTAKES));
    tcase_add_test(cases, names_must_fit_the_job);
    tcase_add_test(cases, an_expression_has_limits);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
