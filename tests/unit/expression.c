#include "spaces.h"
#include "tap.h"

#include "base/own.h"
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
drop(struct expression **expression)
{
    expression_free(*expression);
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
    /* numbers */
    {"0", 0},
    {"007", 7},
    {"1.", 1},
    {"1e3", 1000},
    {"1E-3", 0.001},
    {"2.5e+2", 250},
    {"1e308", 1e308},
    {"pi", 3.14159265358979323846},
    {"e", 2.71828182845904523536},
    /* binding: neighbours on the ladder, both ways round */
    {"+3", 3},
    {"-+-3", 3},
    {"2+-3", -1},
    {"2--3", 5},
    {"2-+3", -1},
    {"+2^2", 4},
    {"(-2)^2", 4},
    {"-2^-2", -0.25},
    {"2^-1^2", 0.5},
    {"2^-1*4", 2},
    {"4*2^-1", 2},
    {"2^!0", 2},
    {"!2^2", 0},
    {"!1+1", 1},
    {"-3*-3", 9},
    {"2*3+4", 10},
    {"2*3%4", 2},
    {"2+6/3", 4},
    {"12/2*3", 18},
    {"2^2*3", 12},
    {"3*2^2", 12},
    {"1-2+3", 2},
    {"1+1<3", 1},
    {"3>1+1", 1},
    {"1<1+1==1", 1},
    {"1==1<2", 1},
    {"0==1<0", 1},
    {"2==2&&3==3", 1},
    {"1!=2==1", 1},
    {"0&&0||1", 1},
    {"0&&(0||1)", 0},
    {"1||0?2:3", 2},
    {"(0||0)?2:3", 3},
    {"0?1:0||1", 1},
    {"0?1:2+3", 5},
    {"(0?1:2)+3", 5},
    {"1?2:0?3:4", 2},
    {"0?1:1?2:3", 2},
    {"0?1:0?2:0?3:4", 4},
    {"1?1?1:2:3", 1},
    {"-(1?2:3)", -2},
    {"((((7))))", 7},
    /* truth */
    {"0.5 && -1", 1},
    {"0 || 0", 0},
    {"!-1", 0},
    {"!(0/0)", 1},
    {"0/0 ? 1 : 2", 2},
    {"0/0 == 0/0", 0},
    {"0/0 != 0/0", 1},
    {"1/0 > 5", 1},
    {"1 ? 2 : 1/0", 2},
    {"0 * -1 == 0", 1},
    /* blanks */
    {"\t1\n+\r 2 ", 3},
    {"max ( 1 , 2 )", 2},
    /* remainders have the sign of the second */
    {"7 % -4", -1},
    {"-7 % -4", -3},
    {"5.5 % 2", 1.5},
    {"6 % 3", 0},
    /* functions */
    {"abs(3)", 3},
    {"abs(-0.5)+1", 1.5},
    {"sqrt(2)^2", 2},
    {"exp(1)", 2.71828182845904523536},
    {"exp(-1000)", 0},
    {"exp(709.5) / 1e308", 1.3549863193146328},
    {"log(e)", 1},
    {"log(exp(3))", 3},
    {"log(1e-310)", -713.80137882815417},
    {"log(1/0)", (double)INFINITY},
    {"log10(1000)", 3},
    {"floor(log10(1000))", 3},
    {"log10(1e-5)", -5},
    {"log10(2)", 0.30102999566398119521},
    {"log10(1e-310)", -310},
    {"sin(pi/2)", 1},
    {"sin(pi/6)", 0.5},
    {"cos(pi)", -1},
    {"sin(0.3)^2+cos(0.3)^2", 1},
    {"tanh(100)", 1},
    {"tanh(-100)", -1},
    {"tanh(0.5)", 0.46211715726000975850},
    {"floor(1.5)", 1},
    {"floor(-2)", -2},
    {"ceil(-1.5)", -1},
    {"ceil(2)", 2},
    {"clamp(2,0,3)", 2},
    {"min(3,max(1,2))", 2},
    {"min(1/0,5)", 5},
    {"max(lr,units)", 8},
    /* powers */
    {"0^0", 1},
    {"2^10", 1024},
    {"(-2)^3", -8},
    {"(-2)^-3", -0.125},
    {"4^0.5", 2},
    {"27^(1/3)", 3},
    {"0^0.5", 0},
    {"10^400", (double)INFINITY},
    {"10^400.5", (double)INFINITY},
    {"10^-400.5", 0},
    {"(-1)^2001", -1},
    {"(-1)^2000", 1},
    /* parameters and categories */
    {"lr^2", 0.25},
    {"-lr", -0.5},
    {"!lr", 0},
    {"lr==0.5", 1},
    {"`lr`+1", 1.5},
    {"lr*units+`a-b`", 6},
    {"'adam'==opt", 1},
    {"'adam' != opt", 0},
    {"\"sgd\" == `opt`", 0},
    {"`opt` == 'adam'", 1},
    {"opt == 'adam' && lr < 1", 1},
    {"opt == 'sgd' || units == 8", 1},
    {"opt == 'Adam'", 0},
    {"opt == ''", 0},
    {"opt=='adam' == 1", 1},
    {"opt == \"it's\"", 0},
    {"2 * (opt == 'adam')", 2},
    {"opt=='sgd' ? 1 : opt=='adam' ? 2 : 3", 2},
};

START_TEST(an_expression_has_its_value)
{
    struct err err OWNED(err_done) = ERR;
    struct space *space OWNED(space_drop) = space_of(PARAMS);
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
    static const char *const TEXTS[] = {
        "0/0",       "sqrt(-1)",   "log(-1)", "(-2)^0.5",    "sin(1e9)",       "exp(0/0)",
        "log(0/0)",  "tanh(0/0)",  "5 % 0",   "log10(-1)",   "(0/0)^0.5",      "0^(0/0)",
        "abs(0/0)",  "cos(-1e7)",  "1/0-1/0", "0 * (1/0)",   "1 + 0/0",        "-(0/0)",
        "ceil(0/0)", "floor(0/0)", "2^(0/0)", "1 ? 0/0 : 1", "clamp(0/0,0,1)",
    };
    struct err err OWNED(err_done) = ERR;
    struct space *space OWNED(space_drop) = space_of(PARAMS);
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
    {" ", "column 2: a number"},
    {"*1", "column 1: a number"},
    {"1**2", "column 3: a number"},
    {"1<<2", "column 3: a number"},
    {"1<  =2", "column 5: a number"},
    {"1 & 2", "column 3: an operator"},
    {"1 | 2", "column 3: an operator"},
    {"()", "column 2: a number"},
    {"(1,2)", "column 3: a closing )"},
    {"1;2", "column 2: an operator"},
    {"2pi", "column 2: an operator"},
    {"lr units", "column 4: an operator"},
    {"1.2.3", "column 4: an operator"},
    {".", "column 1: a decimal number"},
    {"0x10", "column 1: a decimal number"},
    {"1 + 1e999", "column 5: the number is too large"},
    {"max(1,2,3)", "column 8: the function takes no more"},
    {"clamp(1,2)", "column 10: the function takes more"},
    {"sin()", "column 5: a number"},
    {"sin(1", "column 6:"},
    {"max(1,)", "column 7: a number"},
    {"lr(1)", "column 1: there is no such function"},
    {"1 + round(2)", "column 5: there is no such function"},
    {"1 ? : 2", "column 5: a number"},
    {"1 ? 2 :", "column 8: a number"},
    {"1 : 2", "column 3: an operator"},
    {"'adam'", "column 7: == or !="},
    {"'a' < opt", "column 5: == or !="},
    {"'a' == 'b'", "column 8: the name of a parameter"},
    {"'a' == 1", "column 8: the name of a parameter"},
    {"1 == 'adam'", "column 12: == or !="},
    {"opt = 'adam'", "column 5: an operator"},
    {"opt < 'adam'", "column 13: == or !="},
    {"opt == `sgd", "column 8: a closing quote"},
    {"lr + \\", "column 6: a number"},
    {"#", "column 1: a number"},
    /* Characters count, not their bytes. */
    {"opt == '\xc3\xa9' @", "column 12: an operator"},
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
    static const struct {
        const char *text;
        const char *says;
    } MISFITS[] = {
        {"width", "'width', which the job does not have"},
        {"1 ? 2 : width", "'width'"},
        {"a-b", "'a'"},
        {"`a b`", "'a b'"},
        {"``", "''"},
        {"LR", "'LR'"},
        {"min", "'min'"},
        {"opt + 1", "counts with the parameter 'opt', which is CATEGORICAL"},
        {"opt == 1", "counts with the parameter 'opt'"},
        {"opt == opt", "counts with the parameter 'opt'"},
        {"lr == 'adam'", "compares with a string the parameter 'lr', which is not CATEGORICAL"},
        {"'8' != units", "compares with a string the parameter 'units'"},
    };
    struct space *space OWNED(space_drop) = space_of(PARAMS);
    for (int i = 0; i < COUNT(MISFITS); i++) {
        struct err err OWNED(err_done) = ERR;
        struct expression *expression OWNED(drop) =
            expression_new(text_of(MISFITS[i].text), "path", &err);
        ck_assert_ptr_nonnull(expression);
        ck_assert(!expression_check(expression, space, &err));
        ck_assert_int_eq(err.code, ERR_FAILED_PRECONDITION);
        ck_assert_msg(strstr(err_message(&err), MISFITS[i].says) != NULL, "%s: %s", MISFITS[i].text,
                      err_message(&err));
    }
}
END_TEST

/* JSON cannot hold one, but a text can: what follows is not overlooked. */
START_TEST(a_nul_is_no_end)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert_ptr_null(expression_new(TEXT("1\0+1"), "path", &err));
    ck_assert_msg(strstr(err_message(&err), "column 2: an operator") != NULL, "%s",
                  err_message(&err));
}
END_TEST

/* Whether an expression is taken that has a middle and so many units before and behind it. */
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
    ck_assert(takes("-", EXPRESSION_DEPTH - 1, "1", ""));
    ck_assert(!takes("-", EXPRESSION_DEPTH, "1", ""));
    ck_assert(takes("2^", EXPRESSION_DEPTH - 1, "2", ""));
    ck_assert(!takes("2^", EXPRESSION_DEPTH, "2", ""));
    ck_assert(takes("1?1:", EXPRESSION_DEPTH - 1, "1", ""));
    ck_assert(!takes("1?1:", EXPRESSION_DEPTH, "1", ""));
    /* n sums are 2n + 1 operations; a minus more is one more. */
    ck_assert(takes("1+", (EXPRESSION_OPERATIONS - 2) / 2, "-1", ""));
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
    tcase_add_test(cases, a_nul_is_no_end);
    tcase_add_test(cases, an_expression_has_limits);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
