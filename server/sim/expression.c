#include "sim/expression.h"

#include "base/exact.h"
#include "sim/expression_parts.h"

#include <float.h>
#include <math.h>

/* --- functions ----------------------------------------------------------------------------------- */

static double
call_abs(const double *a)
{
    return a[0] < 0 ? -a[0] : a[0];
}

static double
call_min(const double *a)
{
    return a[1] < a[0] ? a[1] : a[0];
}

static double
call_max(const double *a)
{
    return a[1] > a[0] ? a[1] : a[0];
}

static double
call_sqrt(const double *a)
{
    return sqrt(a[0]);
}

static double
call_exp(const double *a)
{
    if (!(a[0] > 709))
        return exact_exp(a[0]);
    /* exact_exp stops at the largest double, a product goes on to infinity. */
    double half = exact_exp(a[0] / 2);
    return half * half;
}

/* A logarithm of any double: -infinity at 0, no number below. */
static double
safe_log(double x, double (*log_of_normal)(double x))
{
    if (x >= DBL_MIN && x <= DBL_MAX)
        return log_of_normal(x);
    if (x > 0 && x < DBL_MIN)
        return log_of_normal(x * 0x1p+60) - log_of_normal(0x1p+60);
    if (x >= 0 && x <= 0)
        return -(double)INFINITY;
    return x > 0 ? x : (double)NAN;
}

static double
call_log(const double *a)
{
    return safe_log(a[0], exact_log);
}

static double
call_log10(const double *a)
{
    return safe_log(a[0], exact_log10);
}

static double
call_sin(const double *a)
{
    return exact_sin(a[0]);
}

static double
call_cos(const double *a)
{
    return exact_cos(a[0]);
}

static double
call_tanh(const double *a)
{
    return exact_tanh(a[0]);
}

static double
call_floor(const double *a)
{
    return exact_floor(a[0]);
}

static double
call_ceil(const double *a)
{
    return exact_ceil(a[0]);
}

static double
call_clamp(const double *a)
{
    double lifted = a[0] < a[1] ? a[1] : a[0];
    return lifted > a[2] ? a[2] : lifted;
}

static const struct expression_function FUNCTIONS[] = {
    {"abs", 1, call_abs},     {"min", 2, call_min},     {"max", 2, call_max},
    {"sqrt", 1, call_sqrt},   {"exp", 1, call_exp},     {"log", 1, call_log},
    {"log10", 1, call_log10}, {"sin", 1, call_sin},     {"cos", 1, call_cos},
    {"tanh", 1, call_tanh},   {"floor", 1, call_floor}, {"ceil", 1, call_ceil},
    {"clamp", 3, call_clamp},
};

const struct expression_function *
expression_function(struct text name)
{
    for (size_t i = 0; i < sizeof(FUNCTIONS) / sizeof(FUNCTIONS[0]); i++) {
        if (text_is(name, FUNCTIONS[i].name))
            return &FUNCTIONS[i];
    }
    return NULL;
}

/* --- checking ------------------------------------------------------------------------------------ */

static bool
check_operation(const struct operation *operation, const struct space *space, struct err *err)
{
    if (operation->kind != OPERATION_PARAMETER && operation->kind != OPERATION_CATEGORY)
        return true;
    const struct axis *axis = space_axis(space, operation->name);
    if (axis == NULL)
        return err_set(err, ERR_FAILED_PRECONDITION,
                       "The scenario's expression names the parameter '%.*s', which the job does "
                       "not have.",
                       TEXT_ARG(operation->name));
    bool is_text = operation->kind == OPERATION_CATEGORY;
    if (is_text == (axis->type == AXIS_CATEGORICAL))
        return true;
    return err_set(err, ERR_FAILED_PRECONDITION,
                   "The scenario's expression %s the parameter '%.*s', which is %sCATEGORICAL.",
                   is_text ? "compares with a string" : "counts with", TEXT_ARG(operation->name),
                   is_text ? "not " : "");
}

bool
expression_check(const struct expression *expression, const struct space *space, struct err *err)
{
    for (int i = 0; i < expression->count; i++) {
        if (!check_operation(&expression->operations[i], space, err))
            return false;
    }
    return true;
}

/* --- running ------------------------------------------------------------------------------------- */

/* It has the sign of b, as in Python: -7 % 4 is 1. */
static double
remainder_of(double a, double b)
{
    return a - b * exact_floor(a / b);
}

static bool
is_true(double value)
{
    return value < 0 || value > 0;
}

static double
combine(enum operation_kind kind, double a, double b)
{
    switch (kind) {
    case OPERATION_ADD:
        return a + b;
    case OPERATION_SUBTRACT:
        return a - b;
    case OPERATION_MULTIPLY:
        return a * b;
    case OPERATION_DIVIDE:
        return a / b;
    case OPERATION_REMAINDER:
        return remainder_of(a, b);
    case OPERATION_POWER:
        return exact_pow(a, b);
    case OPERATION_LESS:
        return a < b;
    case OPERATION_LESS_EQUAL:
        return a <= b;
    case OPERATION_GREATER:
        return a > b;
    case OPERATION_GREATER_EQUAL:
        return a >= b;
    case OPERATION_EQUAL:
        return a >= b && a <= b;
    case OPERATION_NOT_EQUAL:
        return !(a >= b && a <= b);
    case OPERATION_AND:
        return is_true(a) && is_true(b);
    case OPERATION_OR:
        return is_true(a) || is_true(b);
    case OPERATION_NUMBER:
    case OPERATION_PARAMETER:
    case OPERATION_CATEGORY:
    case OPERATION_NEGATE:
    case OPERATION_NOT:
    case OPERATION_CHOOSE:
    case OPERATION_CALL:
        break;
    }
    return (double)NAN;
}

struct point {
    const struct space *space;
    const double *values;
};

static double
value_of(const struct point *point, const struct operation *operation)
{
    const struct axis *axis = space_axis(point->space, operation->name);
    double value = point->values[axis - point->space->axes];
    if (operation->kind == OPERATION_PARAMETER)
        return value;
    return text_equal(axis->categories[(int32_t)value], operation->category);
}

/* Runs one operation on the stack, whose top is before `top`; the new top. */
static double *
run(const struct operation *operation, const struct point *point, double *top)
{
    switch (operation->kind) {
    case OPERATION_NUMBER:
        *top = operation->number;
        return top + 1;
    case OPERATION_PARAMETER:
    case OPERATION_CATEGORY:
        *top = value_of(point, operation);
        return top + 1;
    case OPERATION_NEGATE:
        top[-1] = -top[-1];
        return top;
    case OPERATION_NOT:
        top[-1] = !is_true(top[-1]);
        return top;
    case OPERATION_CHOOSE:
        top[-3] = is_true(top[-3]) ? top[-2] : top[-1];
        return top - 2;
    case OPERATION_CALL:
        top -= operation->function->arguments;
        *top = operation->function->call(top);
        return top + 1;
    case OPERATION_ADD:
    case OPERATION_SUBTRACT:
    case OPERATION_MULTIPLY:
    case OPERATION_DIVIDE:
    case OPERATION_REMAINDER:
    case OPERATION_POWER:
    case OPERATION_LESS:
    case OPERATION_LESS_EQUAL:
    case OPERATION_GREATER:
    case OPERATION_GREATER_EQUAL:
    case OPERATION_EQUAL:
    case OPERATION_NOT_EQUAL:
    case OPERATION_AND:
    case OPERATION_OR:
        break;
    }
    top[-2] = combine(operation->kind, top[-2], top[-1]);
    return top - 1;
}

double
expression_value(const struct expression *expression, const struct space *space,
                 const double *values)
{
    double stack[EXPRESSION_OPERATIONS] = {0};
    const struct point point = {space, values};
    double *top = stack;
    for (int i = 0; i < expression->count; i++)
        top = run(&expression->operations[i], &point, top);
    return stack[0];
}
