/* What a study tries: how trials depend on each other, and on earlier jobs. */
#include "lab.h"

#include "base/own.h"
#include "tap.h"

#include <math.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define LIST_POINTS 60 /* of LAB_LISTS */
#define AXES 3

static bool
same_values(const struct lab *a, int32_t a_index, const struct lab *b, int32_t b_index)
{
    size_t bytes = (size_t)study_space(a->study)->count * sizeof(double);
    return memcmp(study_values(a->study, a_index), study_values(b->study, b_index), bytes) == 0;
}

/* --- grid and random ----------------------------------------------------------------------------- */

START_TEST(a_grid_is_visited_once_in_order_and_then_the_study_is_over)
{
    static const int32_t PARALLEL[] = {1, 7, 100};
    const struct setting setting = {
        .params = LAB_LISTS,
        .tuning = "{'trialRunning':{'uniform':['1s','90s']}}",
        .spec = {.algorithm = ALGORITHM_GRID_SEARCH,
                 .max_trials = 100,
                 .max_parallel_trials = PARALLEL[_i]},
        .key = 5,
    };
    double point[AXES];
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &setting);
    lab_run(&lab, NS_TIME_MAX);
    ck_assert_int_eq(study_count(lab.study), LIST_POINTS);
    ck_assert_int_eq(study_end(lab.study).state, JOB_SUCCEEDED);
    ck_assert_int_eq(study_end(lab.study).reason, STUDY_COMPLETE);
    for (int32_t i = 0; i < LIST_POINTS; i++) {
        space_grid_point(study_space(lab.study), i, point);
        ck_assert_mem_eq(study_values(lab.study, i), point, sizeof(point));
    }
}
END_TEST

START_TEST(the_default_tries_no_point_of_a_finite_space_twice)
{
    const struct setting setting = {
        .params = LAB_LISTS,
        .tuning = "{'trialRunning':{'uniform':['1s','90s']}}",
        .spec = {.max_trials = 100, .max_parallel_trials = 4},
        .key = 6,
    };
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &setting);
    lab_run(&lab, NS_TIME_MAX);
    ck_assert_int_eq(study_count(lab.study), LIST_POINTS);
    ck_assert_int_eq(study_end(lab.study).state, JOB_SUCCEEDED);
    for (int32_t i = 0; i < LIST_POINTS; i++) {
        for (int32_t j = 0; j < i; j++)
            ck_assert_msg(!same_values(&lab, i, &lab, j), "trials %d and %d", i + 1, j + 1);
    }
}
END_TEST

/* Its values, how long it takes and what it comes to. */
START_TEST(a_random_trial_is_the_same_however_many_run_at_once_or_follow)
{
    struct setting setting = {
        .params = LAB_LISTS,
        .tuning = "{'trialPreparing':{'uniform':['1s','9s']},'noise':0.5,"
                  "'trialRunning':{'lognormal':{'median':'60s','sigma':0.5}}}",
        .spec = {.algorithm = ALGORITHM_RANDOM_SEARCH, .max_trials = 50},
        .key = 7,
    };
    struct lab one OWNED(lab_done);
    struct lab many OWNED(lab_done);
    lab_open(&one, &setting);
    setting.spec.max_trials = 30;
    setting.spec.max_parallel_trials = 2 + _i * 9;
    lab_open(&many, &setting);
    lab_run(&one, NS_TIME_MAX);
    lab_run(&many, NS_TIME_MAX);
    ck_assert_int_eq(study_count(many.study), 30);
    for (int32_t i = 0; i < 30; i++) {
        const struct trial *a = study_trial(one.study, i);
        const struct trial *b = study_trial(many.study, i);
        ck_assert(same_values(&one, i, &many, i));
        ck_assert_int_eq(a->started - a->issued, b->started - b->issued);
        ck_assert_int_eq(a->ended - a->started, b->ended - b->started);
        ck_assert_double_eq(a->metric, b->metric);
    }
}
END_TEST

/* --- goal and time ------------------------------------------------------------------------------- */

/* Minimising f is maximising -f, trial for trial. */
START_TEST(a_goal_turned_with_its_objective_changes_nothing)
{
    struct setting setting = {
        .params = LAB_LISTS,
        .tuning = "{'trialRunning':{'uniform':['1s','90s']},'failProbability':0.1,"
                  "'objective':{'expression':'(i - 1)^2 + log(d)'}}",
        .spec = {.algorithm = (enum algorithm)(_i % 3),
                 .goal = GOAL_MINIMIZE,
                 .max_trials = 40,
                 .max_parallel_trials = 3,
                 .max_failed_trials = 40,
                 .stops_early = _i >= 3},
        .key = (uint64_t)_i,
    };
    struct lab down OWNED(lab_done);
    struct lab up OWNED(lab_done);
    lab_open(&down, &setting);
    setting.spec.goal = GOAL_MAXIMIZE;
    setting.tuning = "{'trialRunning':{'uniform':['1s','90s']},'failProbability':0.1,"
                     "'objective':{'expression':'-((i - 1)^2 + log(d))'}}";
    lab_open(&up, &setting);
    lab_run(&down, NS_TIME_MAX);
    lab_run(&up, NS_TIME_MAX);
    ck_assert_int_eq(study_count(down.study), study_count(up.study));
    for (int32_t i = 0; i < study_count(up.study); i++) {
        const struct trial *a = study_trial(down.study, i);
        const struct trial *b = study_trial(up.study, i);
        ck_assert_msg(same_values(&down, i, &up, i), "trial %d", i + 1);
        ck_assert_int_eq(a->ended, b->ended);
        ck_assert_int_eq(a->end_state, b->end_state);
        ck_assert_int_eq(a->is_stopped_early, b->is_stopped_early);
        if (a->end_state == JOB_SUCCEEDED)
            ck_assert_double_eq(a->metric, -b->metric);
    }
}
END_TEST

#define PAIR_A "{'parameterName':'a','type':'INTEGER','minValue':1,'maxValue':4}"
#define PAIR_B "{'parameterName':'b','type':'INTEGER','minValue':10,'maxValue':14}"
#define PAIR_POINTS 20

/* The metric of each point of a grid over a and b, by their values. */
static void
measure_pairs(const char *params, const char *order, double ret_metrics[PAIR_POINTS])
{
    char tuning[128];
    (void)snprintf(tuning, sizeof(tuning), "{'objective':{'function':'rosenbrock','params':[%s]}}",
                   order);
    const struct setting setting = {
        .params = params,
        .tuning = tuning,
        .spec = {.algorithm = ALGORITHM_GRID_SEARCH, .max_trials = PAIR_POINTS},
    };
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &setting);
    lab_run(&lab, NS_TIME_MAX);
    ck_assert_int_eq(study_count(lab.study), PAIR_POINTS);
    const struct space *space = study_space(lab.study);
    for (int32_t i = 0; i < PAIR_POINTS; i++) {
        const double *values = study_values(lab.study, i);
        int a = (int)values[space_axis(space, TEXT("a")) - space->axes];
        int b = (int)values[space_axis(space, TEXT("b")) - space->axes];
        ret_metrics[(a - 1) * 5 + b - 10] = study_trial(lab.study, i)->metric;
    }
}

/* A point is worth the same in whatever order the job names its parameters; the order that counts is
 * that of the function. */
START_TEST(a_function_takes_its_parameters_by_name)
{
    double forward[PAIR_POINTS];
    double turned[PAIR_POINTS];
    double swapped[PAIR_POINTS];
    int differing = 0;
    measure_pairs("[" PAIR_A "," PAIR_B "]", "'a','b'", forward);
    measure_pairs("[" PAIR_B "," PAIR_A "]", "'a','b'", turned);
    measure_pairs("[" PAIR_A "," PAIR_B "]", "'b','a'", swapped);
    for (int i = 0; i < PAIR_POINTS; i++) {
        ck_assert_double_eq(forward[i], turned[i]);
        differing += fabs(forward[i] - swapped[i]) > 1 ? 1 : 0;
    }
    ck_assert_int_gt(differing, PAIR_POINTS / 2);
}
END_TEST

/* Another result of one trial shows in nothing that was issued before that trial ended. */
START_TEST(no_trial_knows_what_had_not_ended_when_it_was_issued)
{
    char other[256];
    int32_t changed = (int32_t)lab_pick((uint64_t)_i, 1, 1, 25);
    int32_t differing = 0;
    struct setting setting = {
        .params = LAB_LINE,
        .tuning = "{'trialRunning':{'uniform':['1s','90s']}}",
        .spec = {.max_trials = 30, .max_parallel_trials = 4},
        .key = (uint64_t)_i,
    };
    struct lab plain OWNED(lab_done);
    struct lab altered OWNED(lab_done);
    lab_open(&plain, &setting);
    (void)snprintf(other, sizeof(other),
                   "{'trialRunning':{'uniform':['1s','90s']},"
                   "'objective':{'trials':{'%d':{'objectiveValue':%d}}}}",
                   changed, _i % 2 == 0 ? 50 : -50);
    setting.tuning = other;
    lab_open(&altered, &setting);
    lab_run(&plain, NS_TIME_MAX);
    lab_run(&altered, NS_TIME_MAX);
    ns_t ended = study_trial(plain.study, changed - 1)->ended;
    for (int32_t i = 0; i < 30; i++) {
        ck_assert_int_eq(study_trial(plain.study, i)->issued,
                         study_trial(altered.study, i)->issued);
        bool is_same = same_values(&plain, i, &altered, i);
        ck_assert_msg(is_same || study_trial(plain.study, i)->issued >= ended,
                      "trial %d knows the result of trial %d", i + 1, changed);
        differing += is_same ? 0 : 1;
    }
    /* And it does show behind that, or nothing was shown here. */
    ck_assert_int_gt(differing, 0);
}
END_TEST

/* --- going on where an earlier job stopped ------------------------------------------------------- */

/* A point as its parameters are printed, in the order of LAB_LISTS. */
static int32_t
number_of(const struct lab *lab, int32_t index)
{
    static const struct {
        struct text name;
        double values[5];
        int count;
    } LISTS[] = {
        {{"i", 1}, {-1, 0, 1, 2, 3}, 5},
        {{"c", 1}, {0, 1, 2, 3}, 4},
        {{"d", 1}, {0.25, 1, 500}, 3},
    };
    int32_t number = 0;
    const struct space *space = study_space(lab->study);
    for (int i = 0; i < COUNT(LISTS); i++) {
        int place = 0;
        const struct axis *axis = space_axis(space, LISTS[i].name);
        double value = study_values(lab->study, index)[axis - space->axes];
        while (place < LISTS[i].count && fabs(LISTS[i].values[place] - value) > 0)
            place++;
        ck_assert_int_lt(place, LISTS[i].count);
        number = number * LISTS[i].count + place;
    }
    return number;
}

static void
visit(const struct lab *lab, bool visited[LIST_POINTS])
{
    for (int32_t i = 0; i < study_count(lab->study); i++) {
        int32_t number = number_of(lab, i);
        ck_assert_msg(!visited[number], "point %d is tried again", number);
        visited[number] = true;
    }
}

/* Three jobs, the second with its parameters in another order and one that never got to run in
 * between: no point is tried twice, ids go on, and the last ends when all were tried. */
START_TEST(a_chain_of_jobs_tries_each_point_once)
{
    bool visited[LIST_POINTS] = {false};
    struct setting setting = {
        .params = LAB_LISTS,
        .tuning = "{'trialRunning':{'uniform':['1s','9s']},'failProbability':0.2}",
        .spec = {.algorithm = _i % 2 == 0 ? ALGORITHM_GRID_SEARCH : ALGORITHM_DEFAULT,
                 .max_trials = 17,
                 .max_parallel_trials = 1 + _i,
                 .max_failed_trials = 17},
        .key = (uint64_t)_i,
    };
    struct lab first OWNED(lab_done);
    struct lab idle OWNED(lab_done);
    struct lab second OWNED(lab_done);
    struct lab third OWNED(lab_done);
    lab_open(&first, &setting);
    lab_run(&first, NS_TIME_MAX);

    setting.previous = first.study;
    lab_prepare(&idle, &setting);
    setting.previous = idle.study;
    setting.params = LAB_LISTS_TURNED;
    lab_open(&second, &setting);
    lab_run(&second, NS_TIME_MAX);

    setting.previous = second.study;
    setting.params = LAB_LISTS;
    setting.spec.max_trials = 60;
    setting.spec.max_failed_trials = 60;
    lab_open(&third, &setting);
    lab_run(&third, NS_TIME_MAX);

    ck_assert_int_eq(study_count(second.study), 17);
    ck_assert_int_eq(study_trial(second.study, 0)->id, 18);
    ck_assert_int_eq(study_trial(third.study, 0)->id, 35);
    ck_assert_int_eq(study_count(third.study), LIST_POINTS - 34);
    visit(&first, visited);
    visit(&second, visited);
    visit(&third, visited);
    ck_assert_int_eq(study_end(third.study).state, JOB_SUCCEEDED);
}
END_TEST

/* With one trial at a time it makes no difference whether one job tries them all or a second one, of
 * the same key, goes on with what the first one knew. (The default fits its model anew in the first
 * trial behind its design, the seventh, and then not in each: so far it holds for it, too.) */
START_TEST(a_resumed_job_goes_on_as_one_job_would)
{
    struct setting setting = {
        .params = LAB_LINE,
        .tuning = "{'trialRunning':'1s','noise':0.1,'objective':{'expression':'-(x - 0.8)^2'}}",
        .spec = {.algorithm = _i < 6 ? ALGORITHM_DEFAULT : ALGORITHM_RANDOM_SEARCH,
                 .goal = GOAL_MAXIMIZE,
                 .max_trials = 7},
        .key = (uint64_t)_i,
    };
    struct lab whole OWNED(lab_done);
    struct lab first OWNED(lab_done);
    struct lab second OWNED(lab_done);
    lab_open(&whole, &setting);
    lab_run(&whole, NS_TIME_MAX);
    setting.spec.max_trials = 1 + _i % 6;
    lab_open(&first, &setting);
    lab_run(&first, NS_TIME_MAX);
    setting.previous = first.study;
    setting.spec.max_trials = 7 - setting.spec.max_trials;
    lab_open(&second, &setting);
    lab_run(&second, NS_TIME_MAX);
    for (int32_t i = 0; i < 7; i++) {
        int32_t own = i - study_count(first.study);
        const struct lab *lab = own < 0 ? &first : &second;
        int32_t index = own < 0 ? i : own;
        ck_assert_int_eq(study_trial(lab->study, index)->id, i + 1);
        ck_assert_msg(same_values(&whole, i, lab, index), "trial %d", i + 1);
        ck_assert_double_eq(study_trial(whole.study, i)->metric,
                            study_trial(lab->study, index)->metric);
    }
}
END_TEST

START_TEST(a_resumed_job_lists_its_own_trials_only)
{
    struct setting setting = {
        .params = LAB_LINE, .tuning = "{'trialRunning':'1s'}", .spec = {.max_trials = 4}};
    struct lab first OWNED(lab_done);
    struct lab second OWNED(lab_done);
    lab_open(&first, &setting);
    lab_run(&first, LAB_START + 2 * NS_PER_S);
    /* Cut off: two have ended, the third was under way. */
    setting.previous = first.study;
    lab_open(&second, &setting);
    lab_run(&second, NS_TIME_MAX);
    json_auto_t *view = lab_view(&second, NS_TIME_MAX, NULL);
    ck_assert_str_eq(json_string_value(json_object_get(view, "completedTrialCount")), "4");
    ck_assert_uint_eq(json_array_size(json_object_get(view, "trials")), 4);
    for (int32_t i = 0; i < 4; i++)
        ck_assert_int_eq(study_trial(second.study, i)->id, 4 + i);
}
END_TEST

/* The first of its own trials, not the first of all, fails it at once. */
START_TEST(a_resumed_job_fails_with_its_own_first_trial)
{
    struct setting setting = {
        .params = LAB_LINE,
        .tuning = "{'trialRunning':'1s','objective':{'trials':{'3':{'state':'FAILED'}}}}",
        .spec = {.max_trials = 2},
    };
    struct lab first OWNED(lab_done);
    struct lab second OWNED(lab_done);
    lab_open(&first, &setting);
    lab_run(&first, NS_TIME_MAX);
    setting.previous = first.study;
    lab_open(&second, &setting);
    lab_run(&second, NS_TIME_MAX);
    ck_assert_int_eq(study_end(first.study).state, JOB_SUCCEEDED);
    ck_assert_int_eq(study_end(second.study).state, JOB_FAILED);
    ck_assert_int_eq(study_count(second.study), 1);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("study_search");
    TCase *tcase = tcase_create("search");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_grid_is_visited_once_in_order_and_then_the_study_is_over, 0, 3);
    tcase_add_test(tcase, the_default_tries_no_point_of_a_finite_space_twice);
    tcase_add_loop_test(tcase, a_random_trial_is_the_same_however_many_run_at_once_or_follow, 0, 4);
    tcase_add_loop_test(tcase, a_goal_turned_with_its_objective_changes_nothing, 0, 6);
    tcase_add_test(tcase, a_function_takes_its_parameters_by_name);
    tcase_add_loop_test(tcase, no_trial_knows_what_had_not_ended_when_it_was_issued, 0, 12);
    tcase_add_loop_test(tcase, a_chain_of_jobs_tries_each_point_once, 0, 4);
    tcase_add_loop_test(tcase, a_resumed_job_goes_on_as_one_job_would, 0, 12);
    tcase_add_test(tcase, a_resumed_job_lists_its_own_trials_only);
    tcase_add_test(tcase, a_resumed_job_fails_with_its_own_first_trial);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
