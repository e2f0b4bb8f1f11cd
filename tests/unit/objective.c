#include "spaces.h"
#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "json/load.h"
#include "sim/objective.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static void
drop(struct objective **objective)
{
    objective_free(*objective);
}

static struct objective *
objective_of(const char *text)
{
    struct err err OWNED(err_done) = ERR;
    json_auto_t *json = json_load(text_of(text), &err);
    struct objective *objective = objective_new(json, "tuning.objective", &err);
    ck_assert_msg(objective != NULL, "%s: %s", text, err_message(&err));
    return objective;
}

/* The value, which must be there. */
static double
measure(const struct objective *objective, const struct space *space, const double *values,
        enum goal goal)
{
    struct measurement m = objective_measure(
        objective, &(struct measured_trial){
                       .space = space, .values = values, .key = 7, .trial = 1, .goal = goal});
    ck_assert_int_eq(m.kind, MEASUREMENT_VALUE);
    ck_assert_int_eq(m.training_step, 0);
    return m.value;
}

/* --- what is read -------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    const char *field; /* below tuning.objective */
    const char *says;
} MISTAKES[] = {
    {"[]", "", "It must be an object with one of function, expression, table, trials, not []."},
    {"{}", "", "one of function, expression, table, trials, not {}."},
    {"{\"fun\":\"branin\"}", "", "one of function, expression, table, trials"},
    {"{\"function\":\"cube\"}", ".function",
     "It must be one of sphere, rosenbrock, branin, ackley, rastrigin, hartmann3, hartmann6, "
     "griewank, levy, not \"cube\"."},
    {"{\"function\":\"Branin\"}", ".function", "not \"Branin\"."},
    {"{\"function\":2}", ".function", "not 2."},
    {"{\"function\":null}", ".function", "not null."},
    /* one kind alone */
    {"{\"function\":\"branin\",\"expression\":\"1\"}", ".expression", "Allowed: function, params"},
    {"{\"expression\":\"1\",\"table\":{}}", ".table", "Allowed: expression"},
    {"{\"trials\":{},\"table\":{}}", ".trials", "Allowed: table"},
    {"{\"function\":\"branin\",\"trials\":{}}", ".trials", "Allowed: function"},
    {"{\"expression\":\"1\",\"params\":[\"a\"]}", ".params", "Allowed: expression"},
    {"{\"function\":\"branin\",\"noise\":1}", ".noise", "Allowed: function, params, map."},
    /* params */
    {"{\"function\":\"sphere\",\"params\":\"a\"}", ".params", "It must be a list of 1 to 64"},
    {"{\"function\":\"sphere\",\"params\":[]}", ".params", "not []."},
    {"{\"function\":\"sphere\",\"params\":[\"a\",1]}", ".params", "not [\"a\",1]."},
    /* map */
    {"{\"function\":\"sphere\",\"map\":1}", ".map", "It must be an object, not 1."},
    {"{\"function\":\"sphere\",\"map\":{\"from\":1}}", ".map.from", "Allowed: to, direction."},
    {"{\"function\":\"sphere\",\"map\":{\"direction\":\"up\"}}", ".map.direction",
     "It must be \"auto\" or \"as-is\", not \"up\"."},
    {"{\"function\":\"sphere\",\"map\":{\"direction\":true}}", ".map.direction", "not true."},
    {"{\"function\":\"sphere\",\"map\":{\"to\":1}}", ".map.to",
     "It must be two numbers, the smaller first, not 1."},
    {"{\"function\":\"sphere\",\"map\":{\"to\":[1]}}", ".map.to", "not [1]."},
    {"{\"function\":\"sphere\",\"map\":{\"to\":[0,1,2]}}", ".map.to", "not [0,1,2]."},
    {"{\"function\":\"sphere\",\"map\":{\"to\":[1,0]}}", ".map.to", "not [1,0]."},
    {"{\"function\":\"sphere\",\"map\":{\"to\":[1,1]}}", ".map.to", "not [1,1]."},
    {"{\"function\":\"sphere\",\"map\":{\"to\":[\"0\",1]}}", ".map.to", "not [\"0\",1]."},
    {"{\"function\":\"sphere\",\"map\":{\"to\":[-1,null]}}", ".map.to", "not [-1,null]."},
    /* expression */
    {"{\"expression\":1}", ".expression", "It must be text such as"},
    {"{\"expression\":\"\"}", ".expression", "At column 1:"},
    {"{\"expression\":\"1 +\"}", ".expression", "At column 4:"},
    /* trials */
    {"{\"trials\":[]}", ".trials", "It must be an object such as"},
    {"{\"trials\":{\"one\":{}}}", ".trials.one", "A trialId is a whole number from 1 on."},
    {"{\"trials\":{\"0\":{}}}", ".trials.0", "A trialId"},
    {"{\"trials\":{\"-1\":{}}}", ".trials.-1", "A trialId"},
    {"{\"trials\":{\"01\":{}}}", ".trials.01", "A trialId"},
    {"{\"trials\":{\"1.5\":{}}}", ".trials.1.5", "A trialId"},
    {"{\"trials\":{\"1\":{},\"2\":3}}", ".trials.2", "It must be an object, not 3."},
    {"{\"trials\":{\"1\":{\"metric\":1}}}", ".trials.1.metric",
     "Allowed: objectiveValue, trainingStep, state."},
    {"{\"trials\":{\"1\":{\"objectiveValue\":\"1\"}}}", ".trials.1.objectiveValue", "a number"},
    {"{\"trials\":{\"1\":{\"trainingStep\":0}}}", ".trials.1.trainingStep", "whole number from 1"},
    {"{\"trials\":{\"1\":{\"trainingStep\":1.5}}}", ".trials.1.trainingStep", "not 1.5."},
    {"{\"trials\":{\"1\":{\"state\":\"RUNNING\"}}}", ".trials.1.state",
     "It must be \"SUCCEEDED\" or \"FAILED\", not \"RUNNING\"."},
    {"{\"trials\":{\"1\":{\"state\":1}}}", ".trials.1.state", "not 1."},
};

START_TEST(a_mistake_is_named_with_its_path_and_what_is_allowed)
{
    struct err err OWNED(err_done) = ERR;
    struct buf field OWNED(buf_done) = BUF(1000);
    json_auto_t *json = json_load(text_of(MISTAKES[_i].text), &err);
    ck_assert_ptr_nonnull(json);
    ck_assert_ptr_null(objective_new(json, "tuning.objective", &err));
    buf_printf(&field, "tuning.objective%s", MISTAKES[_i].field);
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_str_eq(err.violations[0].field, field.at);
    ck_assert_msg(strstr(err_message(&err), MISTAKES[_i].says) != NULL, "%s: %s", MISTAKES[_i].text,
                  err_message(&err));
}
END_TEST

START_TEST(a_function_takes_64_parameters_and_no_more)
{
    for (int count = 64; count <= 65; count++) {
        struct err err OWNED(err_done) = ERR;
        struct buf text OWNED(buf_done) = BUF(10000);
        buf_add_str(&text, "{\"function\":\"sphere\",\"params\":[\"p\"");
        for (int i = 1; i < count; i++)
            buf_add_str(&text, ",\"p\"");
        buf_add_str(&text, "]}");
        json_auto_t *json = json_load(buf_text(&text), &err);
        struct objective *objective OWNED(drop) = objective_new(json, "o", &err);
        ck_assert_int_eq(objective != NULL, count == 64);
    }
}
END_TEST

static const struct {
    const char *objective;
    const char *params;
    const char *says; /* NULL: they fit */
} FITS[] = {
    {"{\"function\":\"branin\"}", "[" NUMBER("a") "," NUMBER("b") "]", NULL},
    {"{\"function\":\"branin\"}", "[" NUMBER("a") "," WORD("w") "," WHOLE("b") "]", NULL},
    {"{\"function\":\"branin\"}", "[" NUMBER("a") "]",
     "branin takes 2 to 2 parameters that are numbers; the job has 1."},
    {"{\"function\":\"branin\"}", "[" NUMBER("a") "," NUMBER("b") "," NUMBER("c") "]", "has 3."},
    {"{\"function\":\"branin\",\"params\":[\"c\",\"a\"]}",
     "[" NUMBER("a") "," NUMBER("b") "," NUMBER("c") "]", NULL},
    {"{\"function\":\"branin\",\"params\":[\"c\",\"d\"]}",
     "[" NUMBER("a") "," NUMBER("b") "," NUMBER("c") "]",
     "takes the parameter 'd', which the job does not have."},
    {"{\"function\":\"branin\",\"params\":[\"a\",\"w\"]}", "[" NUMBER("a") "," WORD("w") "]",
     "takes the parameter 'w', which the job has as a CATEGORICAL one."},
    {"{\"function\":\"rosenbrock\"}", "[" NUMBER("a") "]", "rosenbrock takes 2 to 64"},
    {"{\"function\":\"sphere\"}", "[" NUMBER("a") "]", NULL},
    {"{\"function\":\"sphere\"}", "[" WORD("w") "]", "sphere takes 1 to 64"},
    {"{\"function\":\"hartmann3\"}", "[" NUMBER("a") "," NUMBER("b") "]", "hartmann3 takes 3"},
    {"{\"function\":\"hartmann6\"}", "[" NUMBER("a") "," NUMBER("b") "]", "hartmann6 takes 6"},
    {"{\"expression\":\"a + 1\"}", "[" NUMBER("a") "]", NULL},
    {"{\"expression\":\"b + 1\"}", "[" NUMBER("a") "]", "'b'"},
    {"{\"expression\":\"a == 'adam'\"}", "[" NUMBER("a") "]", "'a'"},
    {"{\"table\":{\"key\":[\"w\"],\"rows\":[[\"adam\",1]]}}", "[" WORD("w") "]", NULL},
    {"{\"table\":{\"key\":[\"w\"],\"rows\":[[1,1]]}}", "[" WORD("w") "]", "'w'"},
    {"{\"table\":{\"key\":[\"b\"],\"rows\":[[1,1]]}}", "[" NUMBER("a") "]", "'b'"},
    {"{\"trials\":{}}", "[" WORD("w") "]", NULL},
};

START_TEST(an_objective_must_fit_the_job)
{
    struct err err OWNED(err_done) = ERR;
    struct space *space OWNED(space_drop) = space_of(FITS[_i].params);
    struct objective *objective OWNED(drop) = objective_of(FITS[_i].objective);
    bool fits = objective_check(objective, space, &err);
    ck_assert_int_eq(fits, FITS[_i].says == NULL);
    if (FITS[_i].says == NULL)
        return;
    ck_assert_int_eq(err.code, ERR_FAILED_PRECONDITION);
    ck_assert_msg(strstr(err_message(&err), FITS[_i].says) != NULL, "%s", err_message(&err));
}
END_TEST

START_TEST(no_objective_fits_every_job)
{
    struct err err OWNED(err_done) = ERR;
    struct space *space OWNED(space_drop) = space_of("[" WORD("w") "]");
    ck_assert(objective_check(NULL, space, &err));
}
END_TEST

/* --- functions ----------------------------------------------------------------------------------- */

#define PAIR "[" NUMBER("a") "," NUMBER("b") "]"
#define SIX                                                                                        \
    "[" NUMBER("a") "," NUMBER("b") "," NUMBER("c") "," NUMBER("d") "," NUMBER("e") "," NUMBER(    \
        "f") "]"

/* Published optima, as shares of each axis. */
static const struct {
    const char *objective;
    const char *params;
    double at[6];
    double least;
} OPTIMA[] = {
    {"{\"function\":\"branin\"}", PAIR, {(9.42477796 + 5) / 15, 2.475 / 15}, 0.397887},
    {"{\"function\":\"branin\",\"params\":[\"b\",\"a\"]}",
     PAIR,
     {2.475 / 15, (9.42477796 + 5) / 15},
     0.397887},
    {"{\"function\":\"hartmann6\"}",
     SIX,
     {0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573},
     -3.32237},
    {"{\"function\":\"hartmann3\",\"params\":[\"f\",\"a\",\"d\"]}",
     SIX,
     {0.555649, 0.9, 0.9, 0.852547, 0.9, 0.114614},
     -3.86278},
    {"{\"function\":\"sphere\"}", PAIR, {0.5, 0.5}, 0},
    {"{\"function\":\"rosenbrock\"}", PAIR, {0.4, 0.4}, 0},
    {"{\"function\":\"levy\"}", PAIR, {0.55, 0.55}, 0},
    /* Categories are no coordinates, and scales are taken into account. */
    {"{\"function\":\"sphere\"}", "[" WORD("w") "," LOGARITHMIC("lr") "]", {2, 0.01}, 0},
    {"{\"function\":\"sphere\"}", "[" WHOLE("n") "]", {10}, 0},
};

START_TEST(a_function_has_its_optimum_within_the_ranges_of_the_job)
{
    struct space *space OWNED(space_drop) = space_of(OPTIMA[_i].params);
    struct objective *objective OWNED(drop) = objective_of(OPTIMA[_i].objective);
    double least = measure(objective, space, OPTIMA[_i].at, GOAL_MINIMIZE);
    double most = measure(objective, space, OPTIMA[_i].at, GOAL_MAXIMIZE);
    ck_assert_double_eq_tol(least, OPTIMA[_i].least, 1e-5);
    ck_assert_double_eq(most, -least);
}
END_TEST

static const char *const TURNED[] = {
    "{\"function\":\"branin\"}",
    "{\"function\":\"ackley\",\"map\":{\"direction\":\"auto\"}}",
    "{\"function\":\"rastrigin\",\"map\":{}}",
    "{\"function\":\"branin\",\"map\":{\"to\":[-1,1]}}",
    "{\"function\":\"griewank\",\"map\":{\"to\":[-0.5,0.5],\"direction\":\"auto\"}}",
};

/* The same search is as good whichever way the goal is told. */
START_TEST(the_goal_turns_the_function_round)
{
    struct space *space OWNED(space_drop) = space_of(PAIR);
    struct objective *objective OWNED(drop) = objective_of(TURNED[_i]);
    for (uint32_t draw = 0; draw < 2000; draw++) {
        const double point[] = {rng_unit(1, 1, draw, 0), rng_unit(1, 1, draw, 1)};
        double most = measure(objective, space, point, GOAL_MAXIMIZE);
        ck_assert_double_eq_tol(most, -measure(objective, space, point, GOAL_MINIMIZE), 1e-15);
        ck_assert_double_eq(most, measure(objective, space, point, GOAL_UNSPECIFIED));
    }
}
END_TEST

/* What is given as it is says the same whatever the goal. */
static const char *const UNTURNED[] = {
    "{\"function\":\"branin\",\"map\":{\"direction\":\"as-is\"}}",
    "{\"function\":\"branin\",\"map\":{\"direction\":\"as-is\",\"to\":[0,1]}}",
    "{\"expression\":\"a - b\"}",
    "{\"table\":{\"key\":[\"a\"],\"rows\":[[0,1],[1,2]]}}",
    "{\"trials\":{\"1\":{\"objectiveValue\":0.5}}}",
};

START_TEST(what_is_given_as_it_is_stays_as_it_is)
{
    struct space *space OWNED(space_drop) = space_of(PAIR);
    struct objective *objective OWNED(drop) = objective_of(UNTURNED[_i]);
    for (uint32_t draw = 0; draw < 100; draw++) {
        const double point[] = {rng_unit(1, 2, draw, 0), rng_unit(1, 2, draw, 1)};
        ck_assert_double_eq(measure(objective, space, point, GOAL_MAXIMIZE),
                            measure(objective, space, point, GOAL_MINIMIZE));
    }
}
END_TEST

START_TEST(a_mapped_function_stays_in_its_range_and_keeps_its_order)
{
    struct space *space OWNED(space_drop) = space_of(PAIR);
    struct objective *plain OWNED(drop) = objective_of("{\"function\":\"branin\"}");
    struct objective *mapped OWNED(drop) =
        objective_of("{\"function\":\"branin\",\"map\":{\"to\":[0.2,0.9]}}");
    const double best[] = {(9.42477796 + 5) / 15, 2.475 / 15};
    double last_plain = measure(plain, space, best, GOAL_MINIMIZE);
    double last = measure(mapped, space, best, GOAL_MINIMIZE);
    ck_assert_double_eq_tol(last, 0.2, 1e-6);
    ck_assert_double_eq_tol(measure(mapped, space, best, GOAL_MAXIMIZE), 0.9, 1e-6);
    for (uint32_t draw = 0; draw < 2000; draw++) {
        const double point[] = {rng_unit(1, 3, draw, 0), rng_unit(1, 3, draw, 1)};
        double value = measure(plain, space, point, GOAL_MINIMIZE);
        double share = measure(mapped, space, point, GOAL_MINIMIZE);
        ck_assert(share >= 0.2 && share <= 0.9);
        ck_assert_int_eq(value < last_plain, share < last);
        last_plain = value;
        last = share;
    }
}
END_TEST

/* --- expressions and trials ---------------------------------------------------------------------- */

static const struct {
    const char *expression;
    bool has_value;
} FINITE[] = {
    {"1/a", false},      {"log(a)", false},          {"0/a", false},    {"sqrt(a - 1)", false},
    {"10^400", false},   {"-exp(800)", false},       {"1/a > 5", true}, {"a", true},
    {"1e308*10", false}, {"a == 0 ? 1 : 1/a", true},
};

START_TEST(what_is_no_finite_number_is_infeasible)
{
    struct buf text OWNED(buf_done) = BUF(1000);
    struct space *space OWNED(space_drop) = space_of("[" NUMBER("a") "]");
    buf_printf(&text, "{\"expression\":\"%s\"}", FINITE[_i].expression);
    struct objective *objective OWNED(drop) = objective_of(text.at);
    struct measurement m = objective_measure(
        objective, &(struct measured_trial){.space = space, .values = (const double[]){0}});
    ck_assert_int_eq(m.kind, FINITE[_i].has_value ? MEASUREMENT_VALUE : MEASUREMENT_INFEASIBLE);
    ck_assert(isfinite(m.value));
}
END_TEST

#define GIVEN                                                                                      \
    "{\"trials\":{\"1\":{\"objectiveValue\":0.9,\"trainingStep\":1000},\"2\":{\"state\":"          \
    "\"FAILED\"},\"3\":{\"state\":\"SUCCEEDED\"},\"4\":{\"objectiveValue\":-2,\"state\":"          \
    "\"SUCCEEDED\"},\"5\":{\"state\":\"FAILED\",\"objectiveValue\":1},\"6\":{},\"2147483647\":"    \
    "{\"objectiveValue\":3}}}"

static const struct {
    int32_t trial;
    struct measurement is;
} TRIALS[] = {
    {1, {MEASUREMENT_VALUE, 0.9, 1000}},    {2, {MEASUREMENT_FAILED, 0, 0}},
    {3, {MEASUREMENT_MISSING, 0, 0}},       {4, {MEASUREMENT_VALUE, -2, 0}},
    {5, {MEASUREMENT_FAILED, 0, 0}},        {6, {MEASUREMENT_MISSING, 0, 0}},
    {INT32_MAX, {MEASUREMENT_VALUE, 3, 0}},
};

START_TEST(a_trial_comes_out_as_it_is_given)
{
    struct space *space OWNED(space_drop) = space_of(PAIR);
    struct objective *objective OWNED(drop) = objective_of(GIVEN);
    struct measurement m =
        objective_measure(objective, &(struct measured_trial){.space = space,
                                                              .values = (const double[]){0.1, 0.2},
                                                              .trial = TRIALS[_i].trial});
    ck_assert_int_eq(m.kind, TRIALS[_i].is.kind);
    ck_assert_int_eq(m.training_step, TRIALS[_i].is.training_step);
    if (m.kind == MEASUREMENT_VALUE)
        ck_assert_double_eq(m.value, TRIALS[_i].is.value);
}
END_TEST

START_TEST(a_trial_that_is_not_given_meets_the_hidden_optimum)
{
    struct space *space OWNED(space_drop) = space_of(PAIR);
    struct objective *objective OWNED(drop) = objective_of(GIVEN);
    struct measured_trial trial = {
        .space = space, .values = (const double[]){0.1, 0.2}, .key = 9, .trial = 7};
    struct measurement given = objective_measure(objective, &trial);
    struct measurement hidden = objective_measure(NULL, &trial);
    ck_assert_int_eq(given.kind, MEASUREMENT_VALUE);
    ck_assert_double_eq(given.value, hidden.value);
}
END_TEST

/* --- bits ----------------------------------------------------------------------------------------- */

/* This code's own numbers, locked: the same seed gives the same metrics under every build. */
static const struct {
    const char *objective; /* NULL: the hidden optimum */
    double value;
} BITS[] = {
    {NULL, 0x1.a09a6ef5bbdf2p-4},
    {"{\"function\":\"sphere\"}", 0x1.b43526527a206p+3},
    {"{\"function\":\"rosenbrock\"}", 0x1.1ce8p+12},
    {"{\"function\":\"branin\"}", 0x1.69676b66a545ep+5},
    {"{\"function\":\"ackley\"}", 0x1.4e0a8c9dbe3bcp+4},
    {"{\"function\":\"rastrigin\"}", 0x1.e2d75e3412224p+3},
    {"{\"function\":\"griewank\"}", 0x1.80feeef83dc59p+5},
    {"{\"function\":\"levy\"}", 0x1.7959edeaf35f4p+2},
    {"{\"function\":\"ackley\",\"map\":{\"to\":[0,1]}}", 0x1.e898d7afd7a62p-1},
    {"{\"expression\":\"sin(a)^0.3 + log(b) - tanh(a*b)\"}", 0x1.e16b3d28af7abp-3},
};

START_TEST(metrics_are_the_same_bits_in_every_build)
{
    struct space *space OWNED(space_drop) = space_of(PAIR);
    struct objective *objective OWNED(drop) =
        BITS[_i].objective == NULL ? NULL : objective_of(BITS[_i].objective);
    double value = measure(objective, space, (const double[]){0.3, 0.8}, GOAL_MINIMIZE);
    if (memcmp(&value, &BITS[_i].value, sizeof(value)) != 0)
        ck_abort_msg("expected %a, got %a", BITS[_i].value, value);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("objective");
    TCase *cases = tcase_create("objective");
    tcase_add_loop_test(cases, a_mistake_is_named_with_its_path_and_what_is_allowed, 0,
                        COUNT(MISTAKES));
    tcase_add_test(cases, a_function_takes_64_parameters_and_no_more);
    tcase_add_loop_test(cases, an_objective_must_fit_the_job, 0, COUNT(FITS));
    tcase_add_test(cases, no_objective_fits_every_job);
    tcase_add_loop_test(cases, a_function_has_its_optimum_within_the_ranges_of_the_job, 0,
                        COUNT(OPTIMA));
    tcase_add_loop_test(cases, the_goal_turns_the_function_round, 0, COUNT(TURNED));
    tcase_add_loop_test(cases, what_is_given_as_it_is_stays_as_it_is, 0, COUNT(UNTURNED));
    tcase_add_test(cases, a_mapped_function_stays_in_its_range_and_keeps_its_order);
    tcase_add_loop_test(cases, what_is_no_finite_number_is_infeasible, 0, COUNT(FINITE));
    tcase_add_loop_test(cases, a_trial_comes_out_as_it_is_given, 0, COUNT(TRIALS));
    tcase_add_test(cases, a_trial_that_is_not_given_meets_the_hidden_optimum);
    tcase_add_loop_test(cases, metrics_are_the_same_bits_in_every_build, 0, COUNT(BITS));
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
