/* Studies for tests: set up from a few lines, run, and read back.
 *
 *     struct lab lab OWNED(lab_done);
 *     lab_open(&lab, &(struct setting){.params = LAB_LINE, .spec = {.max_trials = 3}});
 *     lab_run(&lab, NS_TIME_MAX);
 *     json_auto_t *seen = lab_view(&lab, NS_TIME_MAX, NULL);
 */
#ifndef TESTS_UNIT_LAB_H
#define TESTS_UNIT_LAB_H

#include "sim/study.h"

#include <jansson.h>

/* Every study here begins then: 2020-01-01T00:00:00Z. */
#define LAB_START (INT64_C(1577836800) * NS_PER_S)

/* Parameters: one number, from 0 to 1; and one of each type, sixty points in all. */
#define LAB_LINE "[{'parameterName':'x','type':'DOUBLE','minValue':0,'maxValue':1}]"
#define LAB_LISTS                                                                                  \
    "[{'parameterName':'i','type':'INTEGER','minValue':-1,'maxValue':3},"                          \
    "{'parameterName':'c','type':'CATEGORICAL','categoricalValues':['a','b','c','d']},"            \
    "{'parameterName':'d','type':'DISCRETE','discreteValues':[0.25,1,500]}]"
/* The same in another order. */
#define LAB_LISTS_TURNED                                                                           \
    "[{'parameterName':'d','type':'DISCRETE','discreteValues':[0.25,1,500]},"                      \
    "{'parameterName':'i','type':'INTEGER','minValue':-1,'maxValue':3},"                           \
    "{'parameterName':'c','type':'CATEGORICAL','categoricalValues':['a','b','c','d']}]"

/* What a study is made of. JSON may be written with ' for ". */
struct setting {
    const char *params;
    const char *tuning;     /* of its scenario; NULL: it has none */
    struct study_spec spec; /* counts of 0 are 1 */
    uint64_t key;
    double outcome_at; /* 0: never */
    bool missing_metric_fails;
    const struct study *previous;
};

struct lab {
    struct scenario *scenario;
    json_t *params;
    struct study *study;
};

/* Sets one up that has not begun; opens one that has, but was not advanced. */
void lab_prepare(struct lab *lab, const struct setting *setting);
void lab_open(struct lab *lab, const struct setting *setting);
void lab_done(struct lab *lab);

/* Advances it without regard to slices. */
void lab_run(struct lab *lab, ns_t until);

/* How it shows at a moment, as a JSON object. Owned; `cut` NULL: none. */
char *lab_text(const struct lab *lab, ns_t now, const struct study_cut *cut);
json_t *lab_view(const struct lab *lab, ns_t now, const struct study_cut *cut);

/* The state and the moments of one trial, without a cut. */
struct trial_life lab_trial_at(const struct lab *lab, int32_t index, ns_t now);

/* JSON written with ' for ". Owned. */
json_t *lab_json(const char *text);

/* A setting drawn for `seed`: any algorithm, goal, counts, spans, failures, noise, stopping. Its texts
 * stay valid until the next call. */
struct setting lab_draw(uint64_t seed);

/* A whole number of least to most, for (seed, number). */
int64_t lab_pick(uint64_t seed, uint32_t number, int64_t least, int64_t most);

/* All moments at which a trial that was issued by now changes, sorted, then NS_TIME_MAX. Owned. */
ns_t *lab_moments(const struct lab *lab, int32_t *ret_count);

#endif
