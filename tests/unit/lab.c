#include "lab.h"

#include "base/own.h"
#include "base/rng.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define TUNING_BYTES 1024

json_t *
lab_json(const char *text)
{
    owned_str copy = strdup(text);
    ck_assert_ptr_nonnull(copy);
    for (char *at = copy; *at != '\0'; at++)
        *at = *at == '\'' ? '"' : *at;
    json_error_t error;
    json_t *value = json_loads(copy, JSON_DECODE_ANY, &error);
    ck_assert_msg(value != NULL, "%s in %s", error.text, copy);
    return value;
}

static struct scenario *
scenario_of(const char *tuning)
{
    struct err err OWNED(err_done) = ERR;
    json_auto_t *value = json_object();
    json_object_set_new(value, "name", json_string("lab"));
    json_object_set_new(value, "tuning", lab_json(tuning));
    struct scenario *scenario = scenario_new(value, "", &err);
    ck_assert_msg(scenario != NULL, "%s", err_message(&err));
    return scenario;
}

static struct study_spec
spec_of(const struct setting *setting)
{
    struct study_spec spec = setting->spec;
    spec.max_trials = spec.max_trials > 0 ? spec.max_trials : 1;
    spec.max_parallel_trials = spec.max_parallel_trials > 0 ? spec.max_parallel_trials : 1;
    return spec;
}

void
lab_prepare(struct lab *lab, const struct setting *setting)
{
    struct err err OWNED(err_done) = ERR;
    const struct pace pace = {.profile = PROFILE_DEFAULT};
    *lab = (struct lab){.params = lab_json(setting->params)};
    lab->scenario = setting->tuning == NULL ? NULL : scenario_of(setting->tuning);
    const struct study_request request = {
        .key = setting->key,
        .spec = spec_of(setting),
        .scenario = lab->scenario,
        .pace = &pace,
        .missing_metric_fails = setting->missing_metric_fails,
        .outcome_at = setting->outcome_at > 0 ? setting->outcome_at : 2,
        .previous = setting->previous,
    };
    lab->study = study_new(&request, &err);
    ck_assert_ptr_nonnull(lab->study);
}

void
lab_open(struct lab *lab, const struct setting *setting)
{
    struct err err OWNED(err_done) = ERR;
    lab_prepare(lab, setting);
    ck_assert(study_begin(lab->study, lab->params, LAB_START, &err));
}

void
lab_done(struct lab *lab)
{
    study_free(lab->study);
    scenario_unref(lab->scenario);
    json_decref(lab->params);
}

void
lab_run(struct lab *lab, ns_t until)
{
    struct err err OWNED(err_done) = ERR;
    int slice = 1000000;
    while (!study_advance(lab->study, until, &slice, &err)) {
        ck_assert_msg(err.code == ERR_NONE, "%s", err_message(&err));
        slice = 1000000;
    }
}

static const struct study_cut UNCUT = {.at = NS_NEVER, .until = NS_NEVER};

char *
lab_text(const struct lab *lab, ns_t now, const struct study_cut *cut)
{
    struct buf out OWNED(buf_done) = BUF((size_t)1 << 26);
    buf_add_char(&out, '{');
    ck_assert(study_write(&out, lab->study, now, cut == NULL ? &UNCUT : cut, (struct text){0}));
    if (out.at[out.length - 1] == ',')
        buf_cut(&out, out.length - 1);
    buf_add_char(&out, '}');
    char *text = buf_take(&out);
    ck_assert_ptr_nonnull(text);
    return text;
}

json_t *
lab_view(const struct lab *lab, ns_t now, const struct study_cut *cut)
{
    owned_str text = lab_text(lab, now, cut);
    json_error_t error;
    json_t *view = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(view != NULL, "%s in %.500s", error.text, text);
    return view;
}

struct trial_life
lab_trial_at(const struct lab *lab, int32_t index, ns_t now)
{
    return study_trial_at(lab->study, index, now, &UNCUT);
}

int64_t
lab_pick(uint64_t seed, uint32_t number, int64_t least, int64_t most)
{
    return least + (int64_t)(rng_unit(seed, 1000, 0, number) * (double)(most - least + 1));
}

struct setting
lab_draw(uint64_t seed)
{
    static const char *const SPANS[] = {"'0s'", "'10s'", "{'uniform':['1s','9s']}",
                                        "{'lognormal':{'median':'60s','sigma':0.8}}",
                                        "{'steps':['5s','0s','30s']}"};
    static const char *const OBJECTIVES[] = {"", "'infeasible':'i > 2',"};
    static const double CHANCES[] = {0, 0, 0.2, 0.7};
    static char tuning[TUNING_BYTES];
    (void)snprintf(
        tuning, sizeof(tuning),
        "{%s'noise':%g,'failProbability':%g,'missingMetric':%g,'trialPreparing':%s,"
        "'trialRunning':%s,'reportInterim':%s,'curve':{'steps':%d,'points':%d,'noise':%g}}",
        OBJECTIVES[lab_pick(seed, 1, 0, 1)], CHANCES[lab_pick(seed, 2, 0, 3)],
        CHANCES[lab_pick(seed, 3, 0, 3)], CHANCES[lab_pick(seed, 4, 0, 3)],
        SPANS[lab_pick(seed, 5, 0, COUNT(SPANS) - 1)],
        SPANS[lab_pick(seed, 6, 0, COUNT(SPANS) - 1)], lab_pick(seed, 7, 0, 1) ? "true" : "false",
        (int)lab_pick(seed, 8, 20, 1000), (int)lab_pick(seed, 9, 1, 20),
        CHANCES[lab_pick(seed, 10, 0, 3)]);
    int32_t trials = (int32_t)lab_pick(seed, 11, 1, 40);
    return (struct setting){
        .params = LAB_LISTS,
        .tuning = lab_pick(seed, 12, 0, 9) > 0 ? tuning : NULL,
        .spec = {.algorithm = (enum algorithm)lab_pick(seed, 13, 0, 2),
                 .goal = (enum goal)lab_pick(seed, 14, 0, 2),
                 .max_trials = trials,
                 .max_parallel_trials = (int32_t)lab_pick(seed, 15, 1, trials < 12 ? trials : 12),
                 .max_failed_trials =
                     (int32_t)(lab_pick(seed, 16, 0, 2) * lab_pick(seed, 17, 0, trials) / 2),
                 .stops_early = lab_pick(seed, 18, 0, 1) > 0},
        .key = seed * 77,
        .outcome_at = lab_pick(seed, 19, 0, 3) > 0 ? 0 : (double)lab_pick(seed, 20, 0, 100) / 100,
        .missing_metric_fails = lab_pick(seed, 21, 0, 3) == 0,
    };
}

static int
compare_moments(const void *a, const void *b)
{
    ns_t left = *(const ns_t *)a;
    ns_t right = *(const ns_t *)b;
    return (left > right) - (left < right);
}

ns_t *
lab_moments(const struct lab *lab, int32_t *ret_count)
{
    int32_t trials = study_count(lab->study);
    int32_t count = 0;
    ns_t *moments = calloc((size_t)trials * 3 + 1, sizeof(*moments));
    ck_assert_ptr_nonnull(moments);
    for (int32_t i = 0; i < trials; i++) {
        const struct trial *trial = study_trial(lab->study, i);
        moments[count++] = trial->issued;
        moments[count++] = trial->started;
        moments[count++] = trial->ended;
    }
    moments[count++] = NS_TIME_MAX;
    qsort(moments, (size_t)count, sizeof(*moments), compare_moments);
    *ret_count = count;
    return moments;
}
