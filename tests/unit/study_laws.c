/* What holds for every study, shown on drawn ones. The seed is the number of the loop. */
#include "lab.h"

#include "base/own.h"
#include "json/write.h"
#include "tap.h"

#include <string.h>

#define SEEDS 48

static const struct study_cut UNCUT = {.at = NS_NEVER, .until = NS_NEVER};

/* The study of a seed, advanced to its end. */
static void
open_whole(struct lab *lab, uint64_t seed)
{
    struct setting setting = lab_draw(seed);
    lab_open(lab, &setting);
    lab_run(lab, NS_TIME_MAX);
}

/* A moment at which something happens, one just before, or one between two. */
static ns_t
pick_moment(uint64_t seed, uint32_t number, const ns_t *moments, int32_t count)
{
    int64_t at = lab_pick(seed, 100 + 2 * number, 0, count - 1);
    switch (lab_pick(seed, 101 + 2 * number, 0, 2)) {
    case 0:
        return moments[at];
    case 1:
        return moments[at] - 1;
    default:
        return moments[at] / 2 + moments[at > 0 ? at - 1 : 0] / 2;
    }
}

static int
compare_moments(const void *a, const void *b)
{
    ns_t left = *(const ns_t *)a;
    ns_t right = *(const ns_t *)b;
    return (left > right) - (left < right);
}

static void
check_same_view(const struct lab *got, const struct lab *expected, ns_t now,
                const struct study_cut *cut)
{
    owned_str got_text = lab_text(got, now, cut);
    owned_str expected_text = lab_text(expected, now, cut);
    size_t at = 0;
    while (got_text[at] != '\0' && got_text[at] == expected_text[at])
        at++;
    at = at < 60 ? 0 : at - 60;
    ck_assert_msg(strcmp(got_text, expected_text) == 0, "at %lld expected ..%.300s got ..%.300s",
                  (long long)now, expected_text + at, got_text + at);
}

/* The first moment after `now` at which a view of the whole study changes. */
static ns_t
next_of_whole(const struct lab *whole, ns_t now)
{
    ns_t end = study_end(whole->study).at;
    ns_t next = end > now ? end : NS_NEVER;
    for (int32_t i = 0; i < study_count(whole->study); i++) {
        struct trial_life life = lab_trial_at(whole, i, NS_TIME_MAX);
        if (life.start > now && life.start < next)
            next = life.start;
        if (life.end > now && life.end < next)
            next = life.end;
    }
    return next;
}

static void
advance_in_slices(struct lab *lab, uint64_t seed, uint32_t *number, ns_t until)
{
    struct err err OWNED(err_done) = ERR;
    int slice = (int)lab_pick(seed, (*number)++, 1, 60);
    while (!study_advance(lab->study, until, &slice, &err)) {
        ck_assert_int_eq(err.code, ERR_NONE);
        ck_assert_int_le(slice, 0);
        slice = (int)lab_pick(seed, (*number)++, 1, 60);
    }
}

/* However far it was advanced in however many steps: what shows at a moment stays the same. */
START_TEST(any_way_to_advance_gives_the_same_study)
{
    uint64_t seed = (uint64_t)_i;
    struct lab whole OWNED(lab_done);
    struct lab split OWNED(lab_done);
    ns_t moments[12];
    int32_t count;
    uint32_t number = 1000;
    open_whole(&whole, seed);
    struct setting setting = lab_draw(seed);
    lab_open(&split, &setting);

    ns_t *all = lab_moments(&whole, &count);
    for (uint32_t i = 0; i < 12; i++)
        moments[i] = pick_moment(seed, i, all, count);
    free(all);
    qsort(moments, 12, sizeof(moments[0]), compare_moments);
    for (int i = 0; i < 12; i++) {
        const struct study_cut cut = {.at = moments[i / 2], .until = moments[i / 2] + NS_PER_S};
        advance_in_slices(&split, seed, &number, moments[i]);
        check_same_view(&split, &whole, moments[i], NULL);
        check_same_view(&split, &whole, moments[i], &cut);
        check_same_view(&split, &whole, moments[i / 2], NULL);
        if (moments[i] >= LAB_START)
            ck_assert_int_eq(study_next(split.study), next_of_whole(&whole, moments[i]));
    }
    advance_in_slices(&split, seed, &number, NS_TIME_MAX);
    check_same_view(&split, &whole, NS_TIME_MAX, NULL);
    ck_assert_int_eq(study_end(split.study).at, study_end(whole.study).at);
    ck_assert_int_eq(study_end(split.study).state, study_end(whole.study).state);
    ck_assert_int_eq(study_end(split.study).reason, study_end(whole.study).reason);
}
END_TEST

START_TEST(times_are_nested)
{
    struct lab lab OWNED(lab_done);
    open_whole(&lab, (uint64_t)_i);
    struct study_end end = study_end(lab.study);
    ck_assert_int_ne(end.at, NS_NEVER);
    for (int32_t i = 0; i < study_count(lab.study); i++) {
        const struct trial *trial = study_trial(lab.study, i);
        ck_assert_int_eq(trial->id, i + 1);
        ck_assert_int_ge(trial->issued, i == 0 ? LAB_START : trial[-1].issued);
        ck_assert_int_ge(trial->started, trial->issued);
        ck_assert_int_ge(trial->ended, trial->started);
        ck_assert_int_ge(end.at, trial->issued);
        struct trial_life last = lab_trial_at(&lab, i, NS_TIME_MAX);
        ck_assert(job_state_is_terminal(last.state));
        ck_assert_int_le(last.end, end.at);
        if (end.reason == STUDY_COMPLETE)
            ck_assert_int_eq(last.end, trial->ended);
    }
}
END_TEST

static int64_t
completed_of(const json_t *view)
{
    const char *count = json_string_value(json_object_get(view, "completedTrialCount"));
    ck_assert(count == NULL || strcmp(count, "0") != 0);
    return count == NULL ? 0 : strtoll(count, NULL, 10);
}

static void
check_counts(const struct lab *lab, const struct setting *setting, ns_t now,
             const struct study_cut *cut)
{
    int32_t counts[JOB_STATE_COUNT] = {0};
    for (int32_t i = 0; i < study_count(lab->study); i++)
        counts[study_trial_at(lab->study, i, now, cut).state]++;
    int32_t under_way = counts[JOB_PREPARING] + counts[JOB_RUNNING];
    int32_t shown = study_count(lab->study) - counts[JOB_STATE_UNSPECIFIED];
    int32_t ended = counts[JOB_SUCCEEDED] + counts[JOB_FAILED] + counts[JOB_CANCELLED];
    ck_assert_int_le(under_way, setting->spec.max_parallel_trials);
    ck_assert_int_le(shown, setting->spec.max_trials);
    ck_assert_int_eq(shown, under_way + ended);
    json_auto_t *view = lab_view(lab, now, cut);
    ck_assert_uint_eq(json_array_size(json_object_get(view, "trials")), (size_t)shown);
    ck_assert_int_eq(completed_of(view), counts[JOB_SUCCEEDED]);
}

START_TEST(counts_add_up_at_every_moment)
{
    struct setting setting = lab_draw((uint64_t)_i);
    struct lab lab OWNED(lab_done);
    int32_t count;
    lab_open(&lab, &setting);
    lab_run(&lab, NS_TIME_MAX);
    ns_t *moments = lab_moments(&lab, &count);
    const struct study_cut cut = {.at = moments[count / 2], .until = moments[count / 2] + 7};
    for (int32_t i = 0; i < count; i++) {
        check_counts(&lab, &setting, moments[i] - 1, &UNCUT);
        check_counts(&lab, &setting, moments[i], &UNCUT);
        check_counts(&lab, &setting, moments[i], &cut);
    }
    free(moments);
}
END_TEST

/* --- order and values ---------------------------------------------------------------------------- */

static double
metric_of(const json_t *trial)
{
    return json_number_value(
        json_object_get(json_object_get(trial, "finalMetric"), "objectiveValue"));
}

static int64_t
id_of(const json_t *trial)
{
    return strtoll(json_string_value(json_object_get(trial, "trialId")), NULL, 10);
}

/* Whether `left` may stand before `right`. */
static bool
is_in_order(const json_t *left, const json_t *right, enum goal goal)
{
    bool left_has = json_object_get(left, "finalMetric") != NULL;
    bool right_has = json_object_get(right, "finalMetric") != NULL;
    if (left_has != right_has)
        return left_has;
    double gap = left_has ? metric_of(left) - metric_of(right) : 0;
    gap = goal == GOAL_MINIMIZE ? -gap : gap;
    return gap > 0 || (!(gap < 0) && id_of(left) < id_of(right));
}

START_TEST(trials_stand_best_first)
{
    struct setting setting = lab_draw((uint64_t)_i);
    struct lab lab OWNED(lab_done);
    int32_t count;
    lab_open(&lab, &setting);
    lab_run(&lab, NS_TIME_MAX);
    ns_t *moments = lab_moments(&lab, &count);
    for (int32_t i = 0; i < count; i++) {
        json_auto_t *view = lab_view(&lab, moments[i], NULL);
        const json_t *trials = json_object_get(view, "trials");
        for (size_t j = 1; j < json_array_size(trials); j++) {
            const json_t *left = json_array_get(trials, j - 1);
            const json_t *right = json_array_get(trials, j);
            ck_assert_msg(is_in_order(left, right, setting.spec.goal),
                          "%lld, with %.17g, stands before %lld, with %.17g",
                          (long long)id_of(left), metric_of(left), (long long)id_of(right),
                          metric_of(right));
        }
    }
    free(moments);
}
END_TEST

static void
check_value(const struct axis *axis, double value, const char *text)
{
    int32_t index = 0;
    if (axis->type == AXIS_CATEGORICAL) {
        ck_assert(value >= 0 && value < axis->count);
        ck_assert(text_is(axis->categories[(int32_t)value], text));
        return;
    }
    ck_assert_double_eq(strtod(text, NULL), value);
    if (axis->type == AXIS_DISCRETE) {
        while (index < axis->count && axis->numbers[index] < value)
            index++;
        ck_assert_int_lt(index, axis->count);
        ck_assert_double_eq(axis->numbers[index], value);
        return;
    }
    ck_assert(value >= axis->least && value <= axis->most);
    ck_assert_double_eq(value, (double)(int64_t)value);
}

START_TEST(values_lie_in_the_space_and_are_what_is_printed)
{
    struct lab lab OWNED(lab_done);
    open_whole(&lab, (uint64_t)_i);
    json_auto_t *view = lab_view(&lab, NS_TIME_MAX, NULL);
    const struct space *space = study_space(lab.study);
    size_t at;
    const json_t *trial;
    json_array_foreach(json_object_get(view, "trials"), at, trial) {
        const double *values = study_values(lab.study, (int32_t)id_of(trial) - 1);
        json_t *shown = json_object_get(trial, "hyperparameters");
        void *member = json_object_iter(shown);
        for (int32_t i = 0; i < space->count; i++) {
            ck_assert(text_is(space->axes[i].name, json_object_iter_key(member)));
            check_value(&space->axes[i], values[i],
                        json_string_value(json_object_iter_value(member)));
            member = json_object_iter_next(shown, member);
        }
        ck_assert_ptr_null(member);
    }
}
END_TEST

/* --- sums ---------------------------------------------------------------------------------------- */

START_TEST(changes_of_two_spans_add_up_to_those_of_both)
{
    uint64_t seed = (uint64_t)_i;
    struct lab lab OWNED(lab_done);
    int32_t count;
    open_whole(&lab, seed);
    ns_t *moments = lab_moments(&lab, &count);
    for (uint32_t i = 0; i < 20; i++) {
        ns_t from = moments[0] - 1;
        ns_t to = moments[count - 1];
        ns_t between = pick_moment(seed, 2 * i, moments, count);
        ns_t stop = pick_moment(seed, 2 * i + 1, moments, count);
        const struct study_cut cut = {.at = i % 2 == 0 ? NS_NEVER : stop,
                                      .until = i % 2 == 0 ? NS_NEVER : stop + 3};
        ck_assert_int_eq(study_changes(lab.study, from, between, &cut) +
                             study_changes(lab.study, between, to, &cut),
                         study_changes(lab.study, from, to, &cut));
        ck_assert_int_eq(study_changes(lab.study, between, between, &cut), 0);
    }
    int64_t all = 0;
    for (int32_t i = 0; i < study_count(lab.study); i++)
        all += lab_trial_at(&lab, i, NS_TIME_MAX).start == NS_NEVER ? 2 : 3;
    ck_assert_int_eq(study_changes(lab.study, LAB_START - 1, NS_TIME_MAX, &UNCUT), all);
    free(moments);
}
END_TEST

/* Between two moments at which something happens it grows by their distance for each running trial. */
START_TEST(run_time_grows_as_fast_as_trials_run)
{
    struct lab lab OWNED(lab_done);
    int32_t count;
    open_whole(&lab, (uint64_t)_i);
    ns_t *moments = lab_moments(&lab, &count);
    ck_assert_int_eq(study_run_time(lab.study, moments[0], &UNCUT), 0);
    for (int32_t i = 1; i < count; i++) {
        int64_t running = 0;
        for (int32_t j = 0; j < study_count(lab.study); j++)
            running += lab_trial_at(&lab, j, moments[i - 1]).state == JOB_RUNNING ? 1 : 0;
        ns_t grown = study_run_time(lab.study, moments[i], &UNCUT) -
                     study_run_time(lab.study, moments[i - 1], &UNCUT);
        ns_t end = study_end(lab.study).at;
        ns_t last = moments[i] < end ? moments[i] : end;
        ns_t passed = moments[i - 1] < last ? last - moments[i - 1] : 0;
        ck_assert_int_eq(grown, running * passed);
    }
    free(moments);
}
END_TEST

/* --- cuts ---------------------------------------------------------------------------------------- */

START_TEST(a_cut_changes_nothing_before_it_and_ends_all_behind_it)
{
    uint64_t seed = (uint64_t)_i;
    struct lab lab OWNED(lab_done);
    int32_t count;
    open_whole(&lab, seed);
    ns_t *moments = lab_moments(&lab, &count);
    ns_t at = pick_moment(seed, 0, moments, count);
    const struct study_cut cut = {.at = at, .until = at + 100};
    for (int32_t i = 0; i < study_count(lab.study); i++) {
        struct trial_life free_life = lab_trial_at(&lab, i, at);
        struct trial_life during = study_trial_at(lab.study, i, at + 99, &cut);
        struct trial_life after = study_trial_at(lab.study, i, NS_TIME_MAX, &cut);
        ck_assert_int_eq(during.state, free_life.state);
        ck_assert_int_eq(during.start, free_life.start);
        ck_assert_int_eq(after.start, free_life.start);
        if (free_life.state == JOB_PREPARING || free_life.state == JOB_RUNNING) {
            ck_assert_int_eq(after.state, JOB_CANCELLED);
            ck_assert_int_eq(after.end, cut.until);
        } else {
            ck_assert_int_eq(after.state, free_life.state);
            ck_assert_int_eq(after.end, free_life.end);
        }
    }
    free(moments);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("study_laws");
    TCase *tcase = tcase_create("laws");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, any_way_to_advance_gives_the_same_study, 0, SEEDS);
    tcase_add_loop_test(tcase, times_are_nested, 0, SEEDS);
    tcase_add_loop_test(tcase, counts_add_up_at_every_moment, 0, SEEDS);
    tcase_add_loop_test(tcase, trials_stand_best_first, 0, SEEDS);
    tcase_add_loop_test(tcase, values_lie_in_the_space_and_are_what_is_printed, 0, SEEDS);
    tcase_add_loop_test(tcase, changes_of_two_spans_add_up_to_those_of_both, 0, SEEDS);
    tcase_add_loop_test(tcase, run_time_grows_as_fast_as_trials_run, 0, SEEDS);
    tcase_add_loop_test(tcase, a_cut_changes_nothing_before_it_and_ends_all_behind_it, 0, SEEDS);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
