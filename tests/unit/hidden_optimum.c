/* Where no scenario says how trials come out. */
#include "spaces.h"
#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "sim/objective.h"

#include <math.h>

#define PAIR "[" NUMBER("a") "," NUMBER("b") "]"

static double
hidden(const struct space *space, const double *values, uint64_t key, enum goal goal)
{
    struct measurement m = objective_measure(
        NULL, &(struct measured_trial){
                  .space = space, .values = values, .key = key, .trial = 1, .goal = goal});
    ck_assert_int_eq(m.kind, MEASUREMENT_VALUE);
    return m.value;
}

#define SCAN 2000

/* Walks along one axis after the other to the best point; axes do not depend on each other. */
static double
find_hidden(const struct space *space, uint64_t key, double *point)
{
    double best = hidden(space, point, key, GOAL_MAXIMIZE);
    for (int32_t axis = 0; axis < space->count; axis++) {
        double kept = point[axis];
        for (int i = 0; i < SCAN; i++) {
            point[axis] = axis_value(&space->axes[axis], (i + 0.5) / SCAN);
            double value = hidden(space, point, key, GOAL_MAXIMIZE);
            kept = value > best ? point[axis] : kept;
            best = value > best ? value : best;
        }
        point[axis] = kept;
    }
    return best;
}

#define MIXED "[" NUMBER("a") "," LOGARITHMIC("lr") "," WHOLE("n") "," WORD("w") "]"

START_TEST(the_hidden_optimum_can_be_reached)
{
    struct space *space OWNED(space_drop) = space_of(MIXED);
    for (uint64_t key = 1; key <= 20; key++) {
        double point[] = {0.5, 0.01, 10, 1};
        double first = hidden(space, point, key, GOAL_MAXIMIZE);
        double best = find_hidden(space, key, point);
        ck_assert_double_eq_tol(best, 0.95, 1e-4);
        ck_assert(first < 0.9);
        ck_assert_double_eq_tol(hidden(space, point, key, GOAL_MINIMIZE), 0.05, 1e-4);
        for (uint32_t draw = 0; draw < 500; draw++) {
            for (int i = 0; i < space->count; i++)
                point[i] = axis_value(&space->axes[i], rng_unit(key, 70, draw, (uint32_t)i));
            double most = hidden(space, point, key, GOAL_MAXIMIZE);
            ck_assert(most > 0 && most <= 0.95);
            ck_assert(hidden(space, point, key, GOAL_MINIMIZE) >= 0.05);
        }
    }
}
END_TEST

/* Where every value can be tried, the best one is exactly the best. */
START_TEST(a_small_space_holds_its_optimum)
{
    struct space *space OWNED(space_drop) = space_of("[" WHOLE("n") "," WORD("w") "]");
    for (uint64_t key = 1; key <= 50; key++) {
        double best = 0;
        for (int64_t index = 0; index < space_size(space); index++) {
            double point[2];
            space_grid_point(space, index, point);
            best = fmax(best, hidden(space, point, key, GOAL_MAXIMIZE));
        }
        ck_assert_double_eq(best, 0.95);
    }
}
END_TEST

/* A search begins in the middle; it should not be lucky. */
START_TEST(each_job_hides_it_elsewhere_and_never_in_the_middle)
{
    struct space *space OWNED(space_drop) = space_of("[" NUMBER("a") "]");
    double last = 0;
    int low = 0;
    for (uint64_t key = 1; key <= 100; key++) {
        double point[] = {0.5};
        find_hidden(space, key, point);
        ck_assert(point[0] > 0.04 && point[0] < 0.96);
        ck_assert(fabs(point[0] - 0.5) > 0.14);
        ck_assert(fabs(point[0] - last) > 1e-6);
        last = point[0];
        low += point[0] < 0.5 ? 1 : 0;
    }
    ck_assert(low > 30 && low < 70);
}
END_TEST

START_TEST(both_goals_prefer_the_same_trials)
{
    struct space *space OWNED(space_drop) = space_of(MIXED);
    for (uint32_t draw = 0; draw < 2000; draw++) {
        double points[2][4];
        for (uint32_t i = 0; i < 8; i++)
            points[i / 4][i % 4] = axis_value(&space->axes[i % 4], rng_unit(3, 71, draw, i));
        double most[2];
        double least[2];
        for (int i = 0; i < 2; i++) {
            most[i] = hidden(space, points[i], 5, GOAL_MAXIMIZE);
            least[i] = hidden(space, points[i], 5, GOAL_MINIMIZE);
        }
        ck_assert_int_eq(most[0] > most[1], least[0] < least[1]);
    }
}
END_TEST

START_TEST(names_and_trials_do_not_move_it)
{
    struct space *space OWNED(space_drop) = space_of(PAIR);
    struct space *renamed OWNED(space_drop) = space_of("[" NUMBER("x") "," NUMBER("y") "]");
    const double point[] = {0.3, 0.8};
    double value = hidden(space, point, 11, GOAL_MAXIMIZE);
    ck_assert_double_eq(hidden(renamed, point, 11, GOAL_MAXIMIZE), value);
    struct measurement later = objective_measure(
        NULL, &(struct measured_trial){
                  .space = space, .values = point, .key = 11, .trial = 99, .goal = GOAL_MAXIMIZE});
    ck_assert_double_eq(later.value, value);
    ck_assert(hidden(space, point, 12, GOAL_MAXIMIZE) != value);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("hidden_optimum");
    TCase *cases = tcase_create("hidden_optimum");
    tcase_add_test(cases, the_hidden_optimum_can_be_reached);
    tcase_add_test(cases, a_small_space_holds_its_optimum);
    tcase_add_test(cases, each_job_hides_it_elsewhere_and_never_in_the_middle);
    tcase_add_test(cases, both_goals_prefer_the_same_trials);
    tcase_add_test(cases, names_and_trials_do_not_move_it);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
