#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "json/load.h"
#include "sim/study.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define SEEDS 8
#define TRIALS_MAX 64

/* A study to be made: its spec, parameters and scenario, all as JSON. */
struct setting {
    const char *spec;
    const char *scenario; /* NULL: none */
    uint64_t key;
    double outcome_at;
    bool missing_metric_fails;
    const struct study *previous;
};

#define MIXED                                                                                      \
    "[{\"parameterName\":\"lr\",\"type\":\"DOUBLE\",\"minValue\":0.0001,\"maxValue\":0.1,"         \
    "\"scaleType\":\"UNIT_LOG_SCALE\"},{\"parameterName\":\"units\",\"type\":\"INTEGER\","         \
    "\"minValue\":3,\"maxValue\":9},{\"parameterName\":\"opt\",\"type\":\"CATEGORICAL\","          \
    "\"categoricalValues\":[\"a\",\"b\"]}]"
#define GRID                                                                                       \
    "[{\"parameterName\":\"n\",\"type\":\"INTEGER\",\"minValue\":1,\"maxValue\":3},{"              \
    "\"parameterName\":\"o\",\"type\":\"CATEGORICAL\",\"categoricalValues\":[\"a\",\"b\"]}]"
#define SPREAD                                                                                     \
    "\"tuning\":{\"trialPreparing\":{\"uniform\":[\"0s\",\"5s\"]},\"trialRunning\":{\"uniform\":[" \
    "\"1s\",\"30s\"]}"

struct made {
    struct study *study;
    struct scenario *scenario;
};

static struct made
make(const struct setting *setting)
{
    struct err err OWNED(err_done) = ERR;
    struct made made = {0};
    const struct pace pace = {.profile = PROFILE_DEFAULT};
    json_auto_t *spec = json_load(text_of(setting->spec), &err);
    ck_assert_msg(spec != NULL, "%s", err_message(&err));
    if (setting->scenario != NULL) {
        json_auto_t *value = json_load(text_of(setting->scenario), &err);
        made.scenario = value == NULL ? NULL : scenario_new(value, "", &err);
        ck_assert_msg(made.scenario != NULL, "%s", err_message(&err));
    }
    const struct study_request request = {
        .key = setting->key,
        .spec = study_spec_of(spec),
        .scenario = made.scenario,
        .pace = &pace,
        .missing_metric_fails = setting->missing_metric_fails,
        .outcome_at = setting->outcome_at > 0 ? setting->outcome_at : 2,
        .previous = setting->previous,
    };
    made.study = study_new(&request, &err);
    ck_assert(made.study != NULL &&
              study_begin(made.study, json_object_get(spec, "params"), 0, &err));
    return made;
}

static void
made_done(struct made *made)
{
    study_free(made->study);
    scenario_unref(made->scenario);
}

/* Advances in slices of the given size, however many that takes. */
static void
advance(struct study *study, ns_t until, int slice_size)
{
    struct err err OWNED(err_done) = ERR;
    int slice = slice_size;
    while (!study_advance(study, until, &slice, &err)) {
        ck_assert_int_eq(err.code, ERR_NONE);
        slice = slice_size;
    }
}

static const struct study_cut NO_CUT = {NS_NEVER, NS_NEVER};

static void
write_all(const struct study *study, ns_t now, struct buf *out)
{
    buf_clear(out);
    ck_assert(study_write(out, study, now, &NO_CUT));
    buf_add_char(out, '\0');
    ck_assert(!out->failed);
}

/* Settings that between them use everything there is. */
static const char *const SPECS[] = {
    "{\"maxTrials\":12,\"maxParallelTrials\":3,\"goal\":\"MAXIMIZE\",\"params\":" MIXED "}",
    "{\"maxTrials\":10,\"goal\":\"MINIMIZE\",\"algorithm\":\"RANDOM_SEARCH\",\"maxParallelTrials\":"
    "4,\"params\":" MIXED "}",
    "{\"maxTrials\":20,\"algorithm\":\"GRID_SEARCH\",\"maxParallelTrials\":2,\"params\":" GRID "}",
    "{\"maxTrials\":24,\"maxParallelTrials\":4,\"enableTrialEarlyStopping\":true,\"algorithm\":"
    "\"RANDOM_SEARCH\",\"params\":" MIXED "}",
};

static const char *const SCENARIOS[] = {
    "{\"name\":\"plain\"," SPREAD "}}",
    "{\"name\":\"rough\"," SPREAD ",\"failProbability\":0.2,\"missingMetric\":0.2,\"noise\":0.1,"
    "\"infeasible\":\"0\"}}",
};

#define SHAPES (4 * 2)

static struct made
make_shape(int shape, uint64_t seed)
{
    const struct setting setting = {
        .spec = SPECS[shape % 4],
        /* Names of GRID differ; infeasible above names none. */
        .scenario = SCENARIOS[shape / 4],
        .key = rng_key(seed, TEXT("study")),
    };
    return make(&setting);
}

/* P10, P12: times nest, ids are dense, never more than P run, and what counts adds up. */
static void
check_moment(const struct study *study, int parallel, int most, ns_t now)
{
    int under_way = 0;
    for (int32_t i = 0; i < study_count(study); i++) {
        const struct trial *trial = study_trial(study, i);
        struct trial_life life = study_trial_at(study, i, now, &NO_CUT);
        ck_assert_int_eq(trial->id, i + 1);
        ck_assert(trial->issued <= trial->started && trial->started <= trial->ended);
        if (life.state == JOB_STATE_UNSPECIFIED)
            continue;
        under_way += life.end == NS_NEVER ? 1 : 0;
        ck_assert(life.start == NS_NEVER || life.start >= trial->issued);
        ck_assert(life.end == NS_NEVER || life.end <= now);
        ck_assert(study_end(study).at == NS_NEVER || life.end == NS_NEVER ||
                  life.end <= study_end(study).at);
    }
    ck_assert_int_le(under_way, parallel);
    ck_assert_int_le(study_count(study), most);
}

START_TEST(trials_nest_and_never_more_run_than_may)
{
    static const int PARALLEL[] = {3, 4, 2, 4};
    static const int MOST[] = {12, 10, 20, 24};
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct made made OWNED(made_done) = make_shape(_i, seed);
        ns_t now = 0;
        advance(made.study, 0, 1000);
        for (int step = 0; study_next(made.study) != NS_NEVER && step < 1000; step++) {
            now = study_next(made.study);
            advance(made.study, now, 1000);
            check_moment(made.study, PARALLEL[_i % 4], MOST[_i % 4], now);
        }
        ck_assert_int_ne(study_end(made.study).at, NS_NEVER);
    }
}
END_TEST

/* P4: whatever the steps and slices, the same bytes; each next change is one that shows. */
START_TEST(a_study_does_not_depend_on_how_it_is_looked_at)
{
    struct buf whole OWNED(buf_done) = BUF(1 << 20);
    struct buf parts OWNED(buf_done) = BUF(1 << 20);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct made once OWNED(made_done) = make_shape(_i, seed);
        struct made often OWNED(made_done) = make_shape(_i, seed);
        ns_t now = 0;
        advance(once.study, 1000 * NS_PER_S, 1 << 20);
        for (uint32_t step = 0; now < 1000 * NS_PER_S; step++) {
            now += (ns_t)(rng_unit(seed, 99, 0, step) * 20 * (double)NS_PER_S) + 1;
            advance(often.study, now, 1 + (int)(rng_unit(seed, 98, 0, step) * 300));
            write_all(once.study, now, &whole);
            write_all(often.study, now, &parts);
            if (strcmp(whole.at, parts.at) != 0)
                ck_abort_msg("seed %d, step %u: %s instead of %s", (int)seed, step, parts.at,
                             whole.at);
        }
        ck_assert_int_eq(study_end(once.study).at, study_end(often.study).at);
    }
}
END_TEST

START_TEST(each_step_to_the_next_change_shows_one)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct made made OWNED(made_done) = make_shape(_i, seed);
        int64_t sum = 0;
        ns_t now = 0;
        advance(made.study, 0, 1000);
        int64_t first = study_changes(made.study, -1, 0, &NO_CUT);
        while (study_next(made.study) != NS_NEVER) {
            ns_t from = now;
            now = study_next(made.study);
            advance(made.study, now, 1000);
            int64_t changes = study_changes(made.study, from, now, &NO_CUT);
            ck_assert_int_gt(changes, 0);
            sum += changes;
        }
        ck_assert_int_eq(first + sum, study_changes(made.study, -1, NS_TIME_MAX, &NO_CUT));
    }
}
END_TEST

/* P13, read off the JSON: best first for the goal, those without a metric last, ties by id. */
static void
check_order(const json_t *trials, bool is_minimized)
{
    double last = 0;
    bool has_last = false;
    bool has_gap = false;
    for (size_t i = 0; i < json_array_size(trials); i++) {
        const json_t *metric = json_object_get(json_array_get(trials, i), "finalMetric");
        double value = json_number_value(json_object_get(metric, "objectiveValue"));
        ck_assert(metric == NULL || !has_gap);
        has_gap = metric == NULL;
        if (metric == NULL)
            continue;
        ck_assert(!has_last || (is_minimized ? value >= last : value <= last));
        last = value;
        has_last = true;
    }
}

START_TEST(trials_are_listed_best_first)
{
    struct buf out OWNED(buf_done) = BUF(1 << 20);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct err err OWNED(err_done) = ERR;
        struct made made OWNED(made_done) = make_shape(_i, seed);
        advance(made.study, 60 * NS_PER_S, 1 << 20);
        buf_add_char(&out, '{');
        ck_assert(study_write(&out, made.study, 60 * NS_PER_S, &NO_CUT));
        buf_cut(&out, out.length - 1);
        buf_add_char(&out, '}');
        json_auto_t *shown = json_load(buf_text(&out), &err);
        ck_assert_ptr_nonnull(shown);
        check_order(json_object_get(shown, "trials"), _i % 4 == 1);
        buf_clear(&out);
    }
}
END_TEST

/* P14: RANDOM's trial i is the same for every parallelism, and lies within its bounds. */
START_TEST(random_trials_do_not_depend_on_parallelism)
{
    static const char *const FORMS[] = {
        "{\"maxTrials\":16,\"maxParallelTrials\":1,\"algorithm\":\"RANDOM_SEARCH\","
        "\"params\":" MIXED "}",
        "{\"maxTrials\":16,\"maxParallelTrials\":5,\"algorithm\":\"RANDOM_SEARCH\","
        "\"params\":" MIXED "}",
        "{\"maxTrials\":40,\"maxParallelTrials\":16,\"algorithm\":\"RANDOM_SEARCH\","
        "\"params\":" MIXED "}",
    };
    struct made made[3];
    for (int i = 0; i < 3; i++) {
        const struct setting setting = {.spec = FORMS[i], .key = rng_key(7, TEXT("random"))};
        made[i] = make(&setting);
        advance(made[i].study, 1000 * NS_PER_S, 1 << 20);
    }
    for (int32_t trial = 0; trial < 16; trial++) {
        const double *values = study_values(made[0].study, trial);
        ck_assert(values[0] >= 0.0001 && values[0] <= 0.1);
        ck_assert(values[1] >= 3 && values[1] <= 9);
        for (int i = 1; i < 3; i++)
            ck_assert_mem_eq(values, study_values(made[i].study, trial), 3 * sizeof(double));
    }
    for (int i = 0; i < 3; i++)
        made_done(&made[i]);
}
END_TEST

START_TEST(a_grid_is_visited_once_and_ends_the_study)
{
    const struct setting setting = {.spec = SPECS[2], .key = 5};
    struct made made OWNED(made_done) = make(&setting);
    advance(made.study, 1000 * NS_PER_S, 1 << 20);
    ck_assert_int_eq(study_count(made.study), 6);
    ck_assert_int_eq(study_end(made.study).state, JOB_SUCCEEDED);
    for (int32_t i = 0; i < 6; i++) {
        const double *values = study_values(made.study, i);
        ck_assert(values[0] >= i / 2 + 1 && values[0] <= i / 2 + 1);
        ck_assert(values[1] >= i % 2 && values[1] <= i % 2);
    }
}
END_TEST

/* A finite space is exhausted by the default search as well, each point once. */
START_TEST(the_default_search_exhausts_a_finite_space)
{
    const struct setting setting = {
        .spec = "{\"maxTrials\":20,\"maxParallelTrials\":2,\"params\":" GRID "}", .key = 5};
    struct made made OWNED(made_done) = make(&setting);
    advance(made.study, 1000 * NS_PER_S, 1 << 20);
    ck_assert_int_eq(study_count(made.study), 6);
    for (int32_t i = 0; i < 6; i++) {
        for (int32_t j = 0; j < i; j++)
            ck_assert_mem_ne(study_values(made.study, i), study_values(made.study, j),
                             2 * sizeof(double));
    }
    ck_assert_int_eq(study_end(made.study).state, JOB_SUCCEEDED);
}
END_TEST

/* The edge table of simulation.md 8: trials given one by one, and how the study ends. */
#define GIVEN(trials)                                                                              \
    "{\"name\":\"given\",\"tuning\":{\"trialRunning\":\"10s\",\"objective\":{\"trials\":{" trials  \
    "}}}}"
#define BAD(id) "\"" #id "\":{\"state\":\"FAILED\"}"
#define ONE "[{\"parameterName\":\"x\",\"type\":\"DOUBLE\",\"maxValue\":1}]"

static const struct {
    const char *spec;
    const char *scenario;
    double outcome_at;
    bool missing_metric_fails;
    enum job_state state;
    enum study_reason reason;
    int count;
    ns_t at_s;
} ENDS[] = {
    {"{\"maxTrials\":3,\"params\":" ONE "}", GIVEN("\"1\":{\"objectiveValue\":1}"), 0, false,
     JOB_SUCCEEDED, STUDY_COMPLETE, 3, 30},
    {"{\"maxTrials\":3,\"maxParallelTrials\":9,\"params\":" ONE "}",
     GIVEN("\"1\":{\"objectiveValue\":1}"), 0, false, JOB_SUCCEEDED, STUDY_COMPLETE, 3, 10},
    /* The first to fail is the first of all. */
    {"{\"maxTrials\":3,\"params\":" ONE "}", GIVEN(BAD(1)), 0, false, JOB_FAILED,
     STUDY_FAILED_TRIALS, 1, 10},
    {"{\"maxTrials\":3,\"params\":" ONE "}", GIVEN(BAD(2)), 0, false, JOB_SUCCEEDED, STUDY_COMPLETE,
     3, 30},
    {"{\"maxTrials\":5,\"maxFailedTrials\":2,\"params\":" ONE "}", GIVEN(BAD(1) "," BAD(3)), 0,
     false, JOB_FAILED, STUDY_FAILED_TRIALS, 3, 30},
    {"{\"maxTrials\":5,\"maxFailedTrials\":3,\"params\":" ONE "}", GIVEN(BAD(1) "," BAD(3)), 0,
     false, JOB_SUCCEEDED, STUDY_COMPLETE, 5, 50},
    /* Five failed and more than succeeded. */
    {"{\"maxTrials\":12,\"params\":" ONE "}",
     GIVEN(BAD(2) "," BAD(3) "," BAD(4) "," BAD(5) "," BAD(6)), 0, false, JOB_FAILED,
     STUDY_FAILED_TRIALS, 6, 60},
    {"{\"maxTrials\":12,\"params\":" ONE "}",
     GIVEN(BAD(6) "," BAD(7) "," BAD(8) "," BAD(9) "," BAD(10)), 0, false, JOB_SUCCEEDED,
     STUDY_COMPLETE, 12, 120},
    {"{\"maxTrials\":4,\"params\":" ONE "}", GIVEN("\"2\":{}"), 0, false, JOB_SUCCEEDED,
     STUDY_COMPLETE, 4, 40},
    {"{\"maxTrials\":4,\"maxFailedTrials\":1,\"params\":" ONE "}", GIVEN("\"2\":{}"), 0, true,
     JOB_FAILED, STUDY_FAILED_TRIALS, 2, 20},
    {"{\"maxTrials\":4,\"params\":" ONE "}", GIVEN(""), 0.5, false, JOB_FAILED, STUDY_OUTCOME, 2,
     20},
    {"{\"maxTrials\":4,\"params\":" ONE "}", GIVEN(""), 0.51, false, JOB_FAILED, STUDY_OUTCOME, 3,
     30},
};

START_TEST(a_study_ends_as_the_rules_say)
{
    const struct setting setting = {
        .spec = ENDS[_i].spec,
        .scenario = ENDS[_i].scenario,
        .key = 3,
        .outcome_at = ENDS[_i].outcome_at,
        .missing_metric_fails = ENDS[_i].missing_metric_fails,
    };
    struct made made OWNED(made_done) = make(&setting);
    advance(made.study, 1000 * NS_PER_S, 1 << 20);
    struct study_end end = study_end(made.study);
    ck_assert_int_eq(end.at, ENDS[_i].at_s * NS_PER_S);
    ck_assert_str_eq(job_state_name(end.state), job_state_name(ENDS[_i].state));
    ck_assert_int_eq(end.reason, ENDS[_i].reason);
    ck_assert_int_eq(study_count(made.study), ENDS[_i].count);
}
END_TEST

START_TEST(a_trial_without_end_keeps_the_study_open)
{
    const struct setting setting = {
        .spec = SPECS[0],
        .scenario = "{\"name\":\"stuck\",\"tuning\":{\"trialRunning\":\"never\"}}",
        .key = 3,
    };
    struct made made OWNED(made_done) = make(&setting);
    advance(made.study, NS_TIME_MAX, 1 << 20);
    ck_assert_int_eq(study_count(made.study), 3);
    ck_assert_int_eq(study_next(made.study), NS_NEVER);
    ck_assert_int_eq(study_end(made.study).at, NS_NEVER);
}
END_TEST

/* A cancel cuts the view: what ran is CANCELLED once the job is, what came later is not there. */
START_TEST(a_cut_stops_what_is_under_way)
{
    const struct setting setting = {
        .spec = "{\"maxTrials\":4,\"maxParallelTrials\":2,\"params\":" ONE "}",
        .scenario = GIVEN(""),
        .key = 3,
    };
    const struct study_cut cut = {15 * NS_PER_S, 18 * NS_PER_S};
    struct made made OWNED(made_done) = make(&setting);
    advance(made.study, 1000 * NS_PER_S, 1 << 20);
    ck_assert_int_eq(study_trial_at(made.study, 0, 30 * NS_PER_S, &cut).state, JOB_SUCCEEDED);
    ck_assert_int_eq(study_trial_at(made.study, 2, 17 * NS_PER_S, &cut).state, JOB_RUNNING);
    ck_assert_int_eq(study_trial_at(made.study, 2, 18 * NS_PER_S, &cut).state, JOB_CANCELLED);
    ck_assert_int_eq(study_trial_at(made.study, 2, 30 * NS_PER_S, &cut).end, 18 * NS_PER_S);
    ck_assert_int_eq(study_run_time(made.study, 30 * NS_PER_S, &cut), 36 * NS_PER_S);
}
END_TEST

/* Ids go on, what was found is known: the first trial of a resumed study is no longer the centre. */
START_TEST(a_resumed_study_goes_on)
{
    struct setting setting = {
        .spec = "{\"maxTrials\":8,\"params\":" ONE "}", .scenario = GIVEN(""), .key = 3};
    struct made first OWNED(made_done) = make(&setting);
    advance(first.study, 1000 * NS_PER_S, 1 << 20);
    setting.previous = first.study;
    setting.key = 4;
    struct made second OWNED(made_done) = make(&setting);
    advance(second.study, 1000 * NS_PER_S, 1 << 20);
    setting.previous = second.study;
    struct made third OWNED(made_done) = make(&setting);
    advance(third.study, 0, 1 << 20);
    ck_assert(study_values(first.study, 0)[0] >= 0.5 && study_values(first.study, 0)[0] <= 0.5);
    ck_assert_int_eq(study_trial(second.study, 0)->id, 9);
    ck_assert_int_eq(study_trial(third.study, 0)->id, 17);
    ck_assert(study_values(second.study, 0)[0] < 0.5 || study_values(second.study, 0)[0] > 0.5);
}
END_TEST

/* P15: to minimise f is to maximise -f, trial for trial. */
START_TEST(the_goal_only_turns_the_sign)
{
    struct setting setting = {
        .spec = "{\"maxTrials\":20,\"goal\":\"MINIMIZE\",\"params\":" ONE "}",
        .scenario = "{\"name\":\"down\",\"tuning\":{\"objective\":{\"expression\":\"(x-0.3)^2\"}}}",
        .key = 11,
    };
    struct made down OWNED(made_done) = make(&setting);
    setting.spec = "{\"maxTrials\":20,\"goal\":\"MAXIMIZE\",\"params\":" ONE "}";
    setting.scenario =
        "{\"name\":\"up\",\"tuning\":{\"objective\":{\"expression\":\"-(x-0.3)^2\"}}}";
    struct made up OWNED(made_done) = make(&setting);
    advance(down.study, 1000 * NS_PER_S, 1 << 20);
    advance(up.study, 1000 * NS_PER_S, 1 << 20);
    double best = 1;
    for (int32_t i = 0; i < 20; i++) {
        ck_assert_mem_eq(study_values(down.study, i), study_values(up.study, i), sizeof(double));
        double metric = study_trial(down.study, i)->metric;
        best = metric < best ? metric : best;
    }
    /* It really optimises: random search would be at about 6e-4. */
    ck_assert(best < 1e-6);
}
END_TEST

/* P17: a trial cannot know what ends after it was issued. */
START_TEST(a_trial_knows_nothing_of_what_ends_later)
{
    static const char *const FORMS[] = {GIVEN("\"4\":{\"objectiveValue\":0.1}"),
                                        GIVEN("\"4\":{\"objectiveValue\":0.9}")};
    struct made made[2];
    for (int i = 0; i < 2; i++) {
        const struct setting setting = {
            .spec = "{\"maxTrials\":30,\"maxParallelTrials\":3,\"params\":" MIXED "}",
            .scenario = FORMS[i],
            .key = 21,
        };
        made[i] = make(&setting);
        advance(made[i].study, 1000 * NS_PER_S, 1 << 20);
    }
    ns_t known = study_trial(made[0].study, 3)->ended;
    bool differs = false;
    for (int32_t i = 0; i < 30; i++) {
        bool is_same = memcmp(study_values(made[0].study, i), study_values(made[1].study, i),
                              3 * sizeof(double)) == 0;
        if (study_trial(made[0].study, i)->issued < known)
            ck_assert(is_same);
        differs = differs || !is_same;
    }
    ck_assert(differs);
    made_done(&made[0]);
    made_done(&made[1]);
}
END_TEST

/* P18: every trial that was stopped deserved it, by a reference that sees all curves at once. */
static double
point_of(const struct setting *setting, const struct trial *trial, double final, int32_t point)
{
    static const struct curve CURVE = CURVE_DEFAULT;
    return curve_value(&CURVE, final, true, setting->key, trial->id, point);
}

static double
mean_up_to(const struct setting *setting, const struct trial *trial, double final, int32_t point)
{
    double sum = 0;
    int32_t last =
        trial->is_stopped_early && trial->stopped_point < point ? trial->stopped_point : point;
    for (int32_t i = 1; i <= last; i++)
        sum += point_of(setting, trial, final, i);
    return sum / last;
}

static int
compare_numbers(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Final values, had no trial been stopped: the twin without early stopping knows them. */
static bool
deserves_stop(const struct setting *setting, const struct study *study, const struct study *twin,
              int32_t index, int32_t point, ns_t at)
{
    const struct trial *trial = study_trial(study, index);
    double means[TRIALS_MAX];
    int count = 0;
    double best = -1e300;
    for (int32_t i = 0; i < study_count(study); i++) {
        const struct trial *other = study_trial(study, i);
        bool is_known = other->ended < at || (other->ended == at && i < index);
        if (i != index && is_known && other->end_state == JOB_SUCCEEDED)
            means[count++] = mean_up_to(setting, other, study_trial(twin, i)->metric, point);
    }
    for (int32_t i = 1; i <= point; i++) {
        double value = point_of(setting, trial, study_trial(twin, index)->metric, i);
        best = value > best ? value : best;
    }
    if (count < 5 || point * 5 < 10)
        return false;
    qsort(means, (size_t)count, sizeof(means[0]), compare_numbers);
    return best < (means[(count - 1) / 2] + means[count / 2]) / 2;
}

START_TEST(only_poor_trials_are_stopped_early)
{
    struct setting setting = {.spec = SPECS[3], .key = rng_key((uint64_t)_i, TEXT("stop"))};
    struct made made OWNED(made_done) = make(&setting);
    setting.spec = "{\"maxTrials\":24,\"maxParallelTrials\":4,\"algorithm\":\"RANDOM_SEARCH\","
                   "\"params\":" MIXED "}";
    struct made twin OWNED(made_done) = make(&setting);
    int stopped = 0;
    advance(made.study, 1000 * NS_PER_S, 1 << 20);
    advance(twin.study, 1000 * NS_PER_S, 1 << 20);
    for (int32_t i = 0; i < study_count(made.study); i++) {
        const struct trial *trial = study_trial(made.study, i);
        ck_assert(!study_trial(twin.study, i)->is_stopped_early);
        if (!trial->is_stopped_early)
            continue;
        stopped++;
        ck_assert(
            deserves_stop(&setting, made.study, twin.study, i, trial->stopped_point, trial->ended));
    }
    ck_assert_int_gt(stopped, 0);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("study");
    TCase *cases = tcase_create("study");
    tcase_add_loop_test(cases, trials_nest_and_never_more_run_than_may, 0, SHAPES);
    tcase_add_loop_test(cases, a_study_does_not_depend_on_how_it_is_looked_at, 0, SHAPES);
    tcase_add_loop_test(cases, each_step_to_the_next_change_shows_one, 0, SHAPES);
    tcase_add_loop_test(cases, trials_are_listed_best_first, 0, SHAPES);
    tcase_add_test(cases, random_trials_do_not_depend_on_parallelism);
    tcase_add_test(cases, a_grid_is_visited_once_and_ends_the_study);
    tcase_add_test(cases, the_default_search_exhausts_a_finite_space);
    tcase_add_loop_test(cases, a_study_ends_as_the_rules_say, 0, COUNT(ENDS));
    tcase_add_test(cases, a_trial_without_end_keeps_the_study_open);
    tcase_add_test(cases, a_cut_stops_what_is_under_way);
    tcase_add_test(cases, a_resumed_study_goes_on);
    tcase_add_test(cases, the_goal_only_turns_the_sign);
    tcase_add_test(cases, a_trial_knows_nothing_of_what_ends_later);
    tcase_add_loop_test(cases, only_poor_trials_are_stopped_early, 0, 8);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
