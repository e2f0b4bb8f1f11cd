#include "tap.h"

#include "base/limits.h"
#include "base/own.h"
#include "json/load.h"
#include "sim/scenario.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static void
drop(struct scenario **scenario)
{
    scenario_unref(*scenario);
}

static struct scenario *
read_scenario(const char *text, struct err *err)
{
    json_auto_t *value = json_load(text_of(text), err);
    return value == NULL ? NULL : scenario_new(value, "", err);
}

#define S "{\"name\":\"s\","

static const char *const GOOD[] = {
    "{\"name\":\"s\"}",
    S "\"match\":{}}",
    S "\"match\":{\"jobId\":\"a*\",\"region\":\"us-?*\",\"labels\":{\"team\":\"*\"},\"tuning\":"
      "true}}",
    S "\"queued\":\"5s\",\"preparing\":\"2s..5s\",\"running\":\"never\",\"cancelling\":\"1.5s\"}",
    S "\"queued\":{\"uniform\":[\"2s\",\"5s\"]}}",
    S "\"queued\":{\"lognormal\":{\"median\":\"60s\",\"sigma\":0.4,\"max\":\"600s\"}}}",
    S "\"queued\":{\"exponential\":{\"mean\":\"60s\"}}}",
    S "\"queued\":{\"steps\":[\"1s\",\"2s\"]}}",
    S "\"outcome\":[{\"state\":\"FAILED\",\"weight\":0.5,\"during\":\"queued\",\"at\":1}]}",
    S "\"outcome\":[{\"state\":\"CANCELLED\",\"at\":{\"uniform\":[0.1,0.9]},\"errorMessage\":\"x\"}"
      "]}",
    S "\"race\":\"natural\"}",
    S "\"create\":{\"status\":\"NOT_FOUND\",\"message\":\"m\"}}",
    S "\"create\":{\"status\":\"ABORTED\",\"field\":\"f\",\"message\":\"m\",\"details\":[{}]}}",
    S
    "\"tuning\":{\"noise\":0.1,\"failProbability\":1,\"missingMetric\":0,\"reportInterim\":true}}",
    S "\"tuning\":{\"infeasible\":\"lr > "
      "0.5\",\"trialRunning\":\"1s\",\"trialPreparing\":\"never\"}}",
    S "\"tuning\":{\"curve\":{\"steps\":20,\"points\":20,\"alpha\":2,\"noise\":0.1}}}",
    S "\"tuning\":{\"objective\":{\"function\":\"branin\",\"params\":[\"a\",\"b\"]}}}",
    S "\"tuning\":{\"objective\":{\"function\":\"sphere\",\"map\":{\"to\":[0,1],\"direction\":\"as-"
      "is\"}}}}",
    S "\"tuning\":{\"objective\":{\"expression\":\"1-lr\"}}}",
    S
    "\"tuning\":{\"objective\":{\"table\":{\"key\":[\"lr\"],\"rows\":[[0.1,0.9]],\"else\":0.5}}}}",
    S "\"tuning\":{\"objective\":{\"trials\":{\"1\":{\"objectiveValue\":1,\"trainingStep\":5}}}}}",
};

START_TEST(a_good_scenario_is_read_and_kept_as_it_was)
{
    struct err err OWNED(err_done) = ERR;
    struct scenario *scenario OWNED(drop) = read_scenario(GOOD[_i], &err);
    ck_assert_msg(scenario != NULL, "%s: %s", GOOD[_i], err_message(&err));
    json_auto_t *sent = json_load(text_of(GOOD[_i]), &err);
    json_auto_t *kept = json_load(scenario_source(scenario), &err);
    ck_assert(json_equal(sent, kept));
    ck_assert(text_is(scenario_name(scenario), "s"));
}
END_TEST

/* What is wrong, where, and a word of what is allowed. */
static const struct {
    const char *text;
    const char *field;
    const char *says;
} BAD[] = {
    {"[]", "scenario", "an object"},
    {"{}", "name", "It is required"},
    {"{\"name\":\"\"}", "name", "1 to 63"},
    {"{\"name\":\"Upper\"}", "name", "lower-case"},
    {"{\"name\":\"-a\"}", "name", "no '-' first"},
    {S "\"que\":1}", "que", "Allowed: name, match, create"},
    {S "\"queued\":5}", "queued", "not 5"},
    {S "\"queued\":\"5\"}", "queued", "a duration"},
    {S "\"queued\":\"5s..2s\"}", "queued", "a range"},
    {S "\"queued\":{}}", "queued", "one of uniform"},
    {S "\"queued\":{\"gamma\":1}}", "queued", "one of uniform"},
    {S "\"queued\":{\"uniform\":[\"5s\",\"2s\"]}}", "queued.uniform", "the shorter first"},
    {S "\"queued\":{\"uniform\":[\"5s\"]}}", "queued.uniform", "two durations"},
    {S "\"queued\":{\"lognormal\":{}}}", "queued.lognormal.median", "It is required"},
    {S "\"queued\":{\"lognormal\":{\"median\":\"9s\",\"max\":\"8s\"}}}", "queued.lognormal.max",
     "no shorter"},
    {S "\"queued\":{\"lognormal\":{\"median\":\"9s\",\"sigma\":-1}}}", "queued.lognormal.sigma",
     "from 0 to 10"},
    {S "\"queued\":{\"exponential\":{\"median\":\"9s\"}}}", "queued.exponential.median",
     "Allowed: mean"},
    {S "\"queued\":{\"steps\":[]}}", "queued.steps", "1 to 1000"},
    {S "\"queued\":{\"steps\":[\"1s\",2]}}", "queued.steps[1]", "a duration"},
    {S "\"match\":1}", "match", "an object"},
    {S "\"match\":{\"jobid\":\"x\"}}", "match.jobid", "Allowed: jobId"},
    {S "\"match\":{\"jobId\":1}}", "match.jobId", "stands for any text"},
    {S "\"match\":{\"labels\":[]}}", "match.labels", "at most 64"},
    {S "\"match\":{\"labels\":{\"a\":1}}}", "match.labels.a", "text"},
    {S "\"match\":{\"tuning\":1}}", "match.tuning", "true or false"},
    {S "\"outcome\":{}}", "outcome", "1 to 100"},
    {S "\"outcome\":[]}", "outcome", "1 to 100"},
    {S "\"outcome\":[1]}", "outcome[0]", "an object"},
    {S "\"outcome\":[{},{\"state\":\"RUNNING\"}]}", "outcome[1].state",
     "\"SUCCEEDED\", \"FAILED\""},
    {S "\"outcome\":[{\"weight\":-1}]}", "outcome[0].weight", "from 0"},
    {S "\"outcome\":[{\"weight\":0}]}", "outcome", "above 0"},
    {S "\"outcome\":[{\"during\":\"cancelling\"}]}", "outcome[0].during", "\"queued\""},
    {S "\"outcome\":[{\"at\":1.5}]}", "outcome[0].at", "from 0 to 1"},
    {S "\"outcome\":[{\"at\":{\"uniform\":[0.9,0.1]}}]}", "outcome[0].at", "from 0 to 1"},
    {S "\"outcome\":[{\"errorMessage\":1}]}", "outcome[0].errorMessage", "text"},
    {S "\"race\":\"fair\"}", "race", "\"natural\""},
    {S "\"create\":{\"message\":\"m\"}}", "create.status", "It is required"},
    {S "\"create\":{\"status\":\"BAD\",\"message\":\"m\"}}", "create.status", "google.rpc.Code"},
    {S "\"create\":{\"status\":\"ABORTED\"}}", "create.message", "It is required"},
    {S "\"create\":{\"status\":\"ABORTED\",\"message\":\"m\",\"details\":{}}}", "create.details",
     "a list"},
    {S "\"create\":{\"status\":\"ABORTED\",\"message\":\"m\",\"details\":[{},1]}}",
     "create.details[1]", "an object"},
    {S "\"create\":{\"status\":\"ABORTED\",\"message\":\"\"}}", "create.message", "It is required"},
    {S "\"create\":{\"status\":\"OK\",\"message\":\"m\"}}", "create.status", "google.rpc.Code"},
    {S "\"create\":{\"status\":\"ABORTED\",\"message\":\"m\",\"field\":[]}}", "create.field",
     "text"},
    {S "\"create\":{\"code\":8}}", "create.code", "Allowed: status, field, message, details"},
    {S "\"create\":[]}", "create", "an object"},
    {S "\"tuning\":[]}", "tuning", "an object"},
    {S "\"tuning\":{\"trialrunning\":\"1s\"}}", "tuning.trialrunning",
     "trialPreparing, trialRunning"},
    {S "\"tuning\":{\"trialRunning\":1}}", "tuning.trialRunning", "a duration"},
    {S "\"tuning\":{\"missingMetric\":-0.1}}", "tuning.missingMetric", "from 0 to 1"},
    {S "\"tuning\":{\"reportInterim\":\"yes\"}}", "tuning.reportInterim", "true or false"},
    {S "\"tuning\":{\"infeasible\":true}}", "tuning.infeasible", "an expression"},
    {S "\"tuning\":{\"curve\":{\"steps\":0}}}", "tuning.curve.steps", "from 1"},
    {S "\"tuning\":{\"curve\":{\"steps\":1.5}}}", "tuning.curve.steps", "a whole number"},
    {S "\"tuning\":{\"curve\":{\"alpha\":0}}}", "tuning.curve.alpha", "from 0.001"},
    {S "\"tuning\":{\"curve\":{\"points\":1001}}}", "tuning.curve.points", "to 1000"},
    {S "\"tuning\":{\"failProbability\":2}}", "tuning.failProbability", "from 0 to 1"},
    {S "\"tuning\":{\"noise\":\"1\"}}", "tuning.noise", "a number"},
    {S "\"tuning\":{\"infeasible\":\"1+\"}}", "tuning.infeasible", "column 3"},
    {S "\"tuning\":{\"curve\":{\"points\":0}}}", "tuning.curve.points", "from 1"},
    {S "\"tuning\":{\"curve\":{\"steps\":5,\"points\":6}}}", "tuning.curve.points", "to 5"},
    {S "\"tuning\":{\"objective\":{}}}", "tuning.objective", "one of function"},
    {S "\"tuning\":{\"objective\":{\"function\":\"cube\"}}}", "tuning.objective.function",
     "sphere"},
    {S "\"tuning\":{\"objective\":{\"function\":\"sphere\",\"expression\":\"1\"}}}",
     "tuning.objective.expression", "Allowed: function"},
    {S "\"tuning\":{\"objective\":{\"expression\":\"(\"}}}", "tuning.objective.expression",
     "column 2"},
    {S "\"tuning\":{\"objective\":{\"table\":{\"key\":[],\"rows\":[]}}}}",
     "tuning.objective.table.key", "1 to 64"},
    {S "\"tuning\":{\"objective\":{\"table\":{\"key\":[\"a\"],\"rows\":[[1]]}}}}",
     "tuning.objective.table.rows[0]", "a result"},
    {S
     "\"tuning\":{\"objective\":{\"table\":{\"key\":[\"a\"],\"rows\":[[1,2]],\"else\":\"none\"}}}}",
     "tuning.objective.table.else", "\"nearest\""},
    {S "\"tuning\":{\"objective\":{\"trials\":{\"one\":{}}}}}", "tuning.objective.trials.one",
     "from 1 on"},
    {S "\"tuning\":{\"objective\":{\"trials\":{\"1\":{\"state\":\"LOST\"}}}}}",
     "tuning.objective.trials.1.state", "\"FAILED\""},
};

START_TEST(a_bad_scenario_is_refused_with_path_and_what_is_allowed)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert_ptr_null(read_scenario(BAD[_i].text, &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_str_eq(err.violations[0].field, BAD[_i].field);
    ck_assert_msg(strstr(err_message(&err), BAD[_i].says) != NULL, "%s: %s", BAD[_i].text,
                  err_message(&err));
}
END_TEST

/* `count` times `item`, each '#' in it being its number. Whether the scenario is taken. */
static bool
takes(const char *before, const char *item, int count, const char *after)
{
    struct buf text OWNED(buf_done) = BUF(1 << 22);
    struct err err OWNED(err_done) = ERR;
    buf_add_str(&text, before);
    for (int i = 0; i < count; i++) {
        buf_add_str(&text, i == 0 ? "" : ",");
        for (const char *c = item; *c != '\0'; c++) {
            if (*c == '#')
                buf_printf(&text, "%d", i);
            else
                buf_add_char(&text, *c);
        }
    }
    buf_add_str(&text, after);
    buf_add_char(&text, '\0');
    struct scenario *scenario OWNED(drop) = read_scenario(text.at, &err);
    return scenario != NULL;
}

START_TEST(a_scenario_has_limits)
{
    static const struct {
        const char *before;
        const char *item;
        int most;
        const char *after;
    } LIMITED[] = {
        {S "\"queued\":{\"steps\":[", "\"1s\"", LIMIT_SCENARIO_STEPS, "]}}"},
        {S "\"outcome\":[", "{}", LIMIT_SCENARIO_OUTCOMES, "]}"},
        {S "\"match\":{\"labels\":{", "\"l#\":\"*\"", LIMIT_SCENARIO_LABELS, "}}}"},
        {S "\"tuning\":{\"objective\":{\"table\":{\"key\":[\"a\"],\"rows\":[", "[1,2]",
         LIMIT_SCENARIO_ROWS, "]}}}}"},
    };
    for (int i = 0; i < COUNT(LIMITED); i++) {
        ck_assert(takes(LIMITED[i].before, LIMITED[i].item, LIMITED[i].most, LIMITED[i].after));
        ck_assert(
            !takes(LIMITED[i].before, LIMITED[i].item, LIMITED[i].most + 1, LIMITED[i].after));
    }
}
END_TEST

START_TEST(outcomes_come_as_often_as_they_weigh)
{
    struct err err OWNED(err_done) = ERR;
    struct scenario *scenario OWNED(drop) = read_scenario(
        S "\"outcome\":[{\"weight\":0},{\"weight\":1},{\"weight\":3},{\"weight\":0}]}", &err);
    int counts[4] = {0};
    for (int i = 0; i < 1000; i++) {
        uint16_t number;
        scenario_outcome(scenario, (i + 0.5) / 1000, &number);
        counts[number]++;
    }
    ck_assert_int_eq(counts[0] + counts[3], 0);
    ck_assert_int_eq(counts[1], 250);
    ck_assert_int_eq(counts[2], 750);
}
END_TEST

START_TEST(placeholders_are_replaced_and_others_stay)
{
    const struct scenario_value VALUES[] = {
        {"a", TEXT("1")}, {"bc", TEXT("{a}")}, {NULL, TEXT("")}};
    static const char *const PAIRS[][2] = {
        {"{a}", "1"},   {"x{a}y{bc}z", "x1y{a}z"}, {"{d}", "{d}"}, {"{", "{"},       {"{a", "{a"},
        {"}{a}", "}1"}, {"{{a}}", "{1}"},          {"", ""},       {"{}{a}", "{}1"},
    };
    for (int i = 0; i < COUNT(PAIRS); i++) {
        struct buf out OWNED(buf_done) = BUF(100);
        scenario_expand(&out, text_of(PAIRS[i][0]), VALUES);
        ck_assert_msg(text_is(buf_text(&out), PAIRS[i][1]), "%s", PAIRS[i][0]);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("scenario");
    TCase *cases = tcase_create("scenario");
    tcase_add_loop_test(cases, a_good_scenario_is_read_and_kept_as_it_was, 0, COUNT(GOOD));
    tcase_add_loop_test(cases, a_bad_scenario_is_refused_with_path_and_what_is_allowed, 0,
                        COUNT(BAD));
    tcase_add_test(cases, a_scenario_has_limits);
    tcase_add_test(cases, outcomes_come_as_often_as_they_weigh);
    tcase_add_test(cases, placeholders_are_replaced_and_others_stay);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
