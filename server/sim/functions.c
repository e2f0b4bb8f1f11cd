#include "sim/functions.h"

#include "base/exact.h"

#include <math.h>

#define PI 3.14159265358979323846

static double
sphere(const double *x, int32_t axes)
{
    double sum = 0;
    for (int32_t i = 0; i < axes; i++)
        sum += x[i] * x[i];
    return sum;
}

static double
rosenbrock(const double *x, int32_t axes)
{
    double sum = 0;
    for (int32_t i = 0; i + 1 < axes; i++) {
        double bend = x[i + 1] - x[i] * x[i];
        sum += 100 * bend * bend + (1 - x[i]) * (1 - x[i]);
    }
    return sum;
}

/* Its domain is -5 to 10 and 0 to 15. */
static double
branin(const double *x, int32_t axes)
{
    (void)axes;
    double y = x[1] + 5;
    double bend = y - 5.1 / (4 * PI * PI) * x[0] * x[0] + 5 / PI * x[0] - 6;
    return bend * bend + 10 * (1 - 1 / (8 * PI)) * exact_cos(x[0]) + 10;
}

static double
ackley(const double *x, int32_t axes)
{
    double squares = 0;
    double waves = 0;
    for (int32_t i = 0; i < axes; i++) {
        squares += x[i] * x[i];
        waves += exact_cos(2 * PI * x[i]);
    }
    return -20 * exact_exp(-0.2 * sqrt(squares / axes)) - exact_exp(waves / axes) + 20 +
           2.71828182845904523536;
}

static double
rastrigin(const double *x, int32_t axes)
{
    double sum = 10.0 * axes;
    for (int32_t i = 0; i < axes; i++)
        sum += x[i] * x[i] - 10 * exact_cos(2 * PI * x[i]);
    return sum;
}

static double
griewank(const double *x, int32_t axes)
{
    double sum = 0;
    double product = 1;
    for (int32_t i = 0; i < axes; i++) {
        sum += x[i] * x[i] / 4000;
        product *= exact_cos(x[i] / sqrt(i + 1.0));
    }
    return sum - product + 1;
}

static double
square_sin(double x)
{
    double wave = exact_sin(x);
    return wave * wave;
}

static double
levy(const double *x, int32_t axes)
{
    double sum = square_sin(PI * (1 + (x[0] - 1) / 4));
    for (int32_t i = 0; i < axes; i++) {
        double w = 1 + (x[i] - 1) / 4;
        double ripple = i + 1 < axes ? 10 * square_sin(PI * w + 1) : square_sin(2 * PI * w);
        sum += (w - 1) * (w - 1) * (1 + ripple);
    }
    return sum;
}

#define HARTMANN_PEAKS 4
static const double PEAK_HEIGHTS[HARTMANN_PEAKS] = {1.0, 1.2, 3.0, 3.2};

static const double WIDTHS_3[HARTMANN_PEAKS][3] = {
    {3, 10, 30}, {0.1, 10, 35}, {3, 10, 30}, {0.1, 10, 35}};
static const double PLACES_3[HARTMANN_PEAKS][3] = {{0.3689, 0.1170, 0.2673},
                                                   {0.4699, 0.4387, 0.7470},
                                                   {0.1091, 0.8732, 0.5547},
                                                   {0.0381, 0.5743, 0.8828}};

static const double WIDTHS_6[HARTMANN_PEAKS][6] = {{10, 3, 17, 3.5, 1.7, 8},
                                                   {0.05, 10, 17, 0.1, 8, 14},
                                                   {3, 3.5, 1.7, 10, 17, 8},
                                                   {17, 8, 0.05, 10, 0.1, 14}};
static const double PLACES_6[HARTMANN_PEAKS][6] = {
    {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
    {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
    {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
    {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}};

static double
hartmann(const double *x, int32_t axes, const double *widths, const double *places)
{
    double sum = 0;
    for (int32_t peak = 0; peak < HARTMANN_PEAKS; peak++) {
        double apart = 0;
        for (int32_t i = 0; i < axes; i++) {
            double step = x[i] - places[peak * axes + i];
            apart += widths[peak * axes + i] * step * step;
        }
        sum -= PEAK_HEIGHTS[peak] * exact_exp(-apart);
    }
    return sum;
}

static double
hartmann3(const double *x, int32_t axes)
{
    return hartmann(x, axes, &WIDTHS_3[0][0], &PLACES_3[0][0]);
}

static double
hartmann6(const double *x, int32_t axes)
{
    return hartmann(x, axes, &WIDTHS_6[0][0], &PLACES_6[0][0]);
}

/* clang-format off */
const struct function FUNCTIONS[] = {
    {"sphere",     1, FUNCTION_AXES_MAX, -5.12,   5.12,   sphere,     "a smooth bowl"},
    {"rosenbrock", 2, FUNCTION_AXES_MAX, -5,      10,     rosenbrock, "a bent valley, flat along its floor"},
    {"branin",     2, 2,                 -5,      10,     branin,     "three minima that are equally low; its second parameter runs from 0 to 15"},
    {"ackley",     1, FUNCTION_AXES_MAX, -32.768, 32.768, ackley,     "a rough plain with one deep hole"},
    {"rastrigin",  1, FUNCTION_AXES_MAX, -5.12,   5.12,   rastrigin,  "a bowl full of evenly spaced hollows"},
    {"hartmann3",  3, 3,                 0,       1,      hartmann3,  "four hollows of different depth and width"},
    {"hartmann6",  6, 6,                 0,       1,      hartmann6,  "the same in six directions"},
    {"griewank",   1, FUNCTION_AXES_MAX, -600,    600,    griewank,   "a wide bowl with ripples"},
    {"levy",       1, FUNCTION_AXES_MAX, -10,     10,     levy,       "waves in a valley"},
};
/* clang-format on */

const size_t FUNCTION_COUNT = sizeof(FUNCTIONS) / sizeof(FUNCTIONS[0]);

const struct function *
function_find(struct text name)
{
    for (size_t i = 0; i < FUNCTION_COUNT; i++) {
        if (text_is(name, FUNCTIONS[i].name))
            return &FUNCTIONS[i];
    }
    return NULL;
}

void
function_list(struct buf *out)
{
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        buf_printf(out, "%s%s", i == 0 ? "" : ", ", FUNCTIONS[i].name);
}

double
function_value(const struct function *function, const double *unit, int32_t axes)
{
    double x[FUNCTION_AXES_MAX];
    for (int32_t i = 0; i < axes; i++)
        x[i] = function->low + unit[i] * (function->high - function->low);
    return function->at(x, axes);
}
