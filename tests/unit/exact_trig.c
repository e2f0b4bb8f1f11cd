#include "bits.h"
#include "tap.h"

#include "base/exact.h"
#include "base/rng.h"
#include "base/text.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* libm is no source of values here, but it is a witness: asked with more digits than a double has. */
static const struct {
    const char *name;
    double (*ours)(double x);
    long double (*witness)(long double x);
    double low;
    double high;
    long double off;      /* allowed */
    long double relative; /* allowed on top of that */
} WITNESSED[] = {
    {"sin", exact_sin, sinl, -1e6, 1e6, 1e-13L, 0},
    {"sin", exact_sin, sinl, -7, 7, 1e-15L, 0},
    {"sin", exact_sin, sinl, -0.7, 0.7, 0, 1e-15L},
    {"sin", exact_sin, sinl, -1e-8, 1e-8, 0, 1e-15L},
    {"cos", exact_cos, cosl, -1e6, 1e6, 1e-13L, 0},
    {"cos", exact_cos, cosl, -7, 7, 1e-15L, 0},
    {"tanh", exact_tanh, tanhl, -30, 30, 0, 1e-14L},
    {"tanh", exact_tanh, tanhl, -1, 1, 0, 1e-14L},
    {"tanh", exact_tanh, tanhl, -1e-3, 1e-3, 0, 1e-15L},
    {"floor", exact_floor, floorl, -50, 50, 0, 0},
    {"floor", exact_floor, floorl, -1e17, 1e17, 0, 0},
    {"ceil", exact_ceil, ceill, -50, 50, 0, 0},
    {"ceil", exact_ceil, ceill, -1e17, 1e17, 0, 0},
    {"log10", exact_log10, log10l, 1e-9, 1, 1e-15L, 1e-14L},
    {"log10", exact_log10, log10l, 1, 1e9, 0, 1e-14L},
};

START_TEST(what_is_computed_without_libm_agrees_with_it)
{
    for (uint32_t draw = 0; draw < 20000; draw++) {
        double x = WITNESSED[_i].low +
                   (WITNESSED[_i].high - WITNESSED[_i].low) * rng_unit(9, (uint32_t)_i, 0, draw);
        long double expected = WITNESSED[_i].witness((long double)x);
        long double off = fabsl((long double)WITNESSED[_i].ours(x) - expected);
        if (!(off <= WITNESSED[_i].off + WITNESSED[_i].relative * fabsl(expected)))
            ck_abort_msg("%s(%a) is off by %Lg", WITNESSED[_i].name, x, off);
    }
}
END_TEST

/* Next to a multiple of half pi all the digits of the angle cancel. */
START_TEST(an_angle_is_reduced_without_losing_digits)
{
    for (int quarter = -636619; quarter <= 636619; quarter += 97) {
        double x = (double)((long double)quarter * 1.57079632679489661923L);
        long double off = fabsl((long double)exact_sin(x) - sinl((long double)x));
        off = fmaxl(off, fabsl((long double)exact_cos(x) - cosl((long double)x)));
        if (!(off <= 1e-15L))
            ck_abort_msg("at %d quarters: off by %Lg", quarter, off);
    }
}
END_TEST

START_TEST(sine_and_cosine_lie_on_the_circle)
{
    for (uint32_t draw = 0; draw < 20000; draw++) {
        double x = 2e6 * rng_unit(9, 60, 0, draw) - 1e6;
        double sine = exact_sin(x);
        double cosine = exact_cos(x);
        ck_assert(fabs(sine * sine + cosine * cosine - 1) <= 1e-15);
        ck_assert_double_eq(exact_sin(-x), -sine);
        ck_assert_double_eq(exact_cos(-x), cosine);
        ck_assert_double_eq(exact_tanh(-1e-5 * x), -exact_tanh(1e-5 * x));
    }
}
END_TEST

/* To twenty digits, from a calculator of arbitrary precision. */
static const struct {
    const char *name;
    double (*ours)(double x);
    double x;
    double value;
} KNOWN[] = {
    {"sin", exact_sin, 0.1, 0.09983341664682815783},
    {"sin", exact_sin, 1, 0.84147098480789650665},
    {"sin", exact_sin, 3.125, 0.01659189222934790432},
    {"sin", exact_sin, 100, -0.50636564110975879366},
    {"sin", exact_sin, 710, 0.000060288706691585265933},
    {"sin", exact_sin, 12345.5, -0.81869149655600147163},
    {"sin", exact_sin, -999999.75, 0.57086923696357508755},
    {"sin", exact_sin, 1000000, -0.34999350217129295212},
    {"sin", exact_sin, 355, -0.000030144353359488449214},
    {"cos", exact_cos, 0.1, 0.99500416527802576554},
    {"cos", exact_cos, 1, 0.5403023058681397174},
    {"cos", exact_cos, 11, 0.0044256979880507857484},
    {"cos", exact_cos, 100, 0.8623188722876839341},
    {"cos", exact_cos, 12345.5, 0.57423360530962887083},
    {"cos", exact_cos, -999999.75, 0.82104099428020374271},
    {"cos", exact_cos, 1000000, 0.93675212753314478694},
    {"tanh", exact_tanh, 0.0001, 0.000099999999666666672792},
    {"tanh", exact_tanh, 0.001, 0.00099999966666680002076},
    {"tanh", exact_tanh, 0.25, 0.24491866240370912928},
    {"tanh", exact_tanh, 0.5, 0.4621171572600097585},
    {"tanh", exact_tanh, 0.75, 0.63514895238728731921},
    {"tanh", exact_tanh, 2, 0.96402758007581688395},
    {"tanh", exact_tanh, 10, 0.99999999587769276362},
    {"tanh", exact_tanh, 19, 0.99999999999999993722},
    {"log10", exact_log10, 2, 0.30102999566398119521},
    {"log10", exact_log10, 0.3, -0.52287874528033757878},
    {"log10", exact_log10, 1e-300, -299.99999999999999999},
    {"log10", exact_log10, 1e100, 100.00000000000000001},
    {"log10", exact_log10, 3.5, 0.5440680443502756355},
};

START_TEST(values_are_known_at_a_few_points)
{
    double got = KNOWN[_i].ours(KNOWN[_i].x);
    if (!(fabs(got - KNOWN[_i].value) <= 1e-14 * fabs(KNOWN[_i].value)))
        ck_abort_msg("%s(%g): expected %.17g, got %.17g", KNOWN[_i].name, KNOWN[_i].x,
                     KNOWN[_i].value, got);
}
END_TEST

START_TEST(an_angle_beyond_a_million_has_no_sine)
{
    static const double BEYOND[] = {1000000.0000001, -1000000.0000001, 1e300, (double)INFINITY,
                                    (double)NAN};
    for (int i = 0; i < COUNT(BEYOND); i++) {
        ck_assert(isnan(exact_sin(BEYOND[i])));
        ck_assert(isnan(exact_cos(BEYOND[i])));
    }
    ck_assert_double_eq(exact_sin(0), 0);
    ck_assert_double_eq(exact_cos(0), 1);
}
END_TEST

START_TEST(what_is_no_number_stays_none)
{
    ck_assert(isnan(exact_exp((double)NAN)));
    ck_assert(isnan(exact_tanh((double)NAN)));
    ck_assert(isnan(exact_floor((double)NAN)));
    ck_assert(isnan(exact_ceil((double)NAN)));
    ck_assert(isnan(exact_pow((double)NAN, 2)));
    ck_assert(isnan(exact_pow((double)NAN, 0.5)));
    ck_assert(isnan(exact_pow(2, (double)NAN)));
    ck_assert(isnan(exact_pow(0, (double)NAN)));
}
END_TEST

START_TEST(floor_and_ceil_know_their_ends)
{
    static const double WHOLE[] = {0,    1,      -1,      4503599627370495.0, -4503599627370495.0,
                                   1e16, -1e300, DBL_MAX, (double)INFINITY,   -(double)INFINITY};
    for (int i = 0; i < COUNT(WHOLE); i++) {
        ck_assert_double_eq(exact_floor(WHOLE[i]), WHOLE[i]);
        ck_assert_double_eq(exact_ceil(WHOLE[i]), WHOLE[i]);
    }
    ck_assert_double_eq(exact_floor(4503599627370494.5), 4503599627370494.0);
    ck_assert_double_eq(exact_ceil(4503599627370494.5), 4503599627370495.0);
    ck_assert_double_eq(exact_floor(-0x1p-1074), -1);
    ck_assert_double_eq(exact_ceil(0x1p-1074), 1);
}
END_TEST

START_TEST(a_power_of_ten_has_a_whole_logarithm)
{
    static const double TENS[] = {1e-22, 1e-9, 1e-5, 1e-3, 1e-2, 0.1,  1,    10,
                                  100,   1e3,  1e6,  1e9,  1e15, 1e18, 1e21, 1e22};
    static const double EXPONENTS[] = {-22, -9, -5, -3, -2, -1, 0, 1, 2, 3, 6, 9, 15, 18, 21, 22};
    for (int i = 0; i < COUNT(TENS); i++)
        ck_assert_double_eq(exact_log10(TENS[i]), EXPONENTS[i]);
    ck_assert(exact_log10(nextafter(1000, 0)) <= 3);
}
END_TEST

START_TEST(powers_agree_with_libm)
{
    for (uint32_t draw = 0; draw < 20000; draw++) {
        double x = 10 * rng_unit(9, 50, 0, draw);
        double y = 80 * rng_unit(9, 51, 0, draw) - 40;
        long double expected = powl((long double)x, (long double)y);
        long double off = fabsl((long double)exact_pow(x, y) - expected);
        if (!(off <= 1e-13L * expected))
            ck_abort_msg("%a to the power of %a is off by %Lg of it", x, y, off / expected);
        double whole = floor(y);
        expected = powl((long double)-x, (long double)whole);
        off = fabsl((long double)exact_pow(-x, whole) - expected);
        if (!(off <= 1e-13L * fabsl(expected)))
            ck_abort_msg("%a to the power of %g is off by %Lg", -x, whole, off);
    }
}
END_TEST

/* C11 F.10.4.4, where it says something. */
static const struct {
    double x;
    double y;
    double value;
} POWERS[] = {
    {0, 0, 1},
    {(double)NAN, 0, 1},
    {5, 0, 1},
    {2, 10, 1024},
    {2, -1, 0.5},
    {-2, 3, -8},
    {-2, 4, 16},
    {3, 30, 205891132094649.0},
    {10, 22, 1e22},
    {0, 2.5, 0},
    {0, -2.5, (double)INFINITY},
    {0, -1, (double)INFINITY},
    {0, 3, 0},
    {10, 400, (double)INFINITY},
    {10, 400.5, (double)INFINITY},
    {10, -400.5, 0},
    {0.5, 5000, 0},
    {-1, 1025, -1},
    {-1, 1026, 1},
    {-1, -1e15, 1},
    {-10, 1e9 + 1, -(double)INFINITY},
    {(double)INFINITY, 0.5, (double)INFINITY},
    {(double)INFINITY, -0.5, 0},
    {4, 0.5, 2},
    {2, 1023, 0x1p1023},
    {2, 1024, (double)INFINITY},
};

START_TEST(a_power_is_what_c_says)
{
    double got = exact_pow(POWERS[_i].x, POWERS[_i].y);
    double off = fabs(got - POWERS[_i].value);
    if (!(got >= POWERS[_i].value && got <= POWERS[_i].value) && !(off <= 1e-15))
        ck_abort_msg("%g to the power of %g: expected %.17g, got %.17g", POWERS[_i].x, POWERS[_i].y,
                     POWERS[_i].value, got);
}
END_TEST

static const struct {
    double x;
    double y;
    double value;
} FRACTIONS[] = {
    {2, 0.5, 1.4142135623730950488},           {10, -3.5, 0.0003162277660168379332},
    {1.5, 100.25, 449933904430295260.26},      {0.3, 2.75, 0.036482404179789924925},
    {1.0001, 20000, 7.3883172795149334321},    {7, 256.25, 3.6005823947969355617e+216},
    {1e-310, 0.5, 9.9999999999999847247e-156}, {0.9, 1024.5, 1.3226682254601575602e-47},
    {1e300, 1.01, 1.0000000000000061883e+303},
};

START_TEST(a_power_that_is_not_whole_is_known)
{
    double got = exact_pow(FRACTIONS[_i].x, FRACTIONS[_i].y);
    if (!(fabs(got - FRACTIONS[_i].value) <= 1e-13 * FRACTIONS[_i].value))
        ck_abort_msg("%g to the power of %g: expected %.17g, got %.17g", FRACTIONS[_i].x,
                     FRACTIONS[_i].y, FRACTIONS[_i].value, got);
}
END_TEST

START_TEST(a_negative_number_has_whole_powers_only)
{
    ck_assert(isnan(exact_pow(-2, 0.5)));
    ck_assert(isnan(exact_pow(-2, -1.5)));
    ck_assert(isnan(exact_pow(-1e-300, 1024.5)));
}
END_TEST

START_TEST(every_build_computes_the_same_bits)
{
    uint64_t waves = 0;
    uint64_t bends = 0;
    uint64_t powers = 0;
    uint64_t logs = 0;
    for (uint32_t draw = 0; draw < 50000; draw++) {
        double unit = rng_unit(36, 0, 0, draw);
        double other = rng_unit(36, 1, 0, draw);
        waves = add_bits(waves, exact_sin(2e6 * unit - 1e6));
        waves = add_bits(waves, exact_cos(14 * unit - 7));
        bends = add_bits(bends, exact_tanh(4 * unit - 2));
        powers = add_bits(powers, exact_pow(10 * unit, 40 * other - 20));
        powers = add_bits(powers, exact_pow(other - 0.5, exact_floor(9 * unit)));
        logs = add_bits(logs, exact_log10(unit));
    }
    ck_assert_uint_eq(waves, UINT64_C(0x347c5b14c0f08b97));
    ck_assert_uint_eq(bends, UINT64_C(0x0918c5cff16e9194));
    ck_assert_uint_eq(powers, UINT64_C(0xff92198497eb36d8));
    ck_assert_uint_eq(logs, UINT64_C(0xd194f65aa273e72a));
}
END_TEST

/* The same for anybody who wants to see them. */
static const struct {
    double (*ours)(double x);
    double x;
    double value;
} BITS[] = {
    {exact_sin, 1, 0x1.aed548f090ceep-1},
    {exact_sin, 710, 0x1.f9bd0303f6fafp-15},
    {exact_sin, -999999.75, 0x1.2448f8fe1a209p-1},
    {exact_sin, 1000000, -0x1.6664b2568d867p-2},
    {exact_cos, 1, 0x1.14a280fb5068cp-1},
    {exact_cos, 11, 0x1.220ae41ee2fdfp-8},
    {exact_cos, 12345.5, 0x1.2601f2762357bp-1},
    {exact_cos, 1000000, 0x1.df9df9906d32cp-1},
    {exact_tanh, 0.001, 0x1.0624d77516ce2p-10},
    {exact_tanh, 0.25, 0x1.f597ea69a1c85p-3},
    {exact_tanh, 0.5, 0x1.d9353d7568af4p-2},
    {exact_tanh, 0.75, 0x1.45323e552f228p-1},
    {exact_tanh, 2, 0x1.ed9505e1bc3d4p-1},
    {exact_tanh, 10, 0x1.ffffffdc96f35p-1},
    {exact_log10, 2, 0x1.34413509f79ffp-2},
    {exact_log10, 0.29999999999999999, -0x1.0bb6c34d81502p-1},
    {exact_log10, 1e+100, 0x1.9p+6},
};

START_TEST(bits_are_these)
{
    ck_assert_mem_eq(&(double){BITS[_i].ours(BITS[_i].x)}, &BITS[_i].value, sizeof(double));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("exact_trig");
    TCase *cases = tcase_create("exact_trig");
    tcase_add_loop_test(cases, what_is_computed_without_libm_agrees_with_it, 0, COUNT(WITNESSED));
    tcase_add_test(cases, an_angle_is_reduced_without_losing_digits);
    tcase_add_test(cases, sine_and_cosine_lie_on_the_circle);
    tcase_add_loop_test(cases, values_are_known_at_a_few_points, 0, COUNT(KNOWN));
    tcase_add_test(cases, an_angle_beyond_a_million_has_no_sine);
    tcase_add_test(cases, what_is_no_number_stays_none);
    tcase_add_test(cases, floor_and_ceil_know_their_ends);
    tcase_add_test(cases, a_power_of_ten_has_a_whole_logarithm);
    tcase_add_test(cases, powers_agree_with_libm);
    tcase_add_loop_test(cases, a_power_is_what_c_says, 0, COUNT(POWERS));
    tcase_add_loop_test(cases, a_power_that_is_not_whole_is_known, 0, COUNT(FRACTIONS));
    tcase_add_test(cases, a_negative_number_has_whole_powers_only);
    tcase_add_test(cases, every_build_computes_the_same_bits);
    tcase_add_loop_test(cases, bits_are_these, 0, COUNT(BITS));
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
