/* Scenarios by name, in order: those of the server, or those of a world.
 *
 *     scenario_set_load(&set, text, "flaky.json", &err);      a file: {"scenarios":[..]} or one
 *     const struct scenario *s = scenario_set_find(&set, TEXT("flaky"));
 */
#ifndef SIM_SCENARIO_SET_H
#define SIM_SCENARIO_SET_H

#include "sim/scenario.h"

struct scenario_set {
    struct scenario **scenarios; /* owned references, in order of arrival */
    struct scenario **by_name;   /* the same, sorted */
    uint32_t count;
    uint32_t capacity; /* of each of the two */
};

void scenario_set_done(struct scenario_set *set);

/* A set with references to the same scenarios. False when memory runs out. */
bool scenario_set_copy(const struct scenario_set *set, struct scenario_set *ret_copy,
                       struct err *err);

/* Puts one in, in the place of that of its name if there is one; steals the reference, also when it
 * fails. False when memory runs out or the set is full (--max-scenarios). */
bool scenario_set_put(struct scenario_set *set, struct scenario *scenario, int64_t most,
                      struct err *err);

/* False when there was none. */
bool scenario_set_remove(struct scenario_set *set, struct text name);

/* Borrowed; NULL when there is none. */
const struct scenario *scenario_set_find(const struct scenario_set *set, struct text name);
const struct scenario *scenario_set_match(const struct scenario_set *set,
                                          const struct scenario_subject *subject);

/* Adds names: "a, b, c", sorted; as many as fit the buffer. */
void scenario_set_list(const struct scenario_set *set, struct buf *out);

/* Reads a scenario file's text into the set. False, the set unchanged, with a message such as
 *     flaky.json:7: scenarios[0].queued: It must be ..., not 5.
 * `file` is what errors call it. A name that occurs twice in one file is an error. */
bool scenario_set_load(struct scenario_set *set, struct text text, const char *file, int64_t most,
                       struct err *err);

/* The presets that ship with the program (fixtures/scenarios), embedded at build time. */
bool scenario_set_load_presets(struct scenario_set *set, struct err *err);

#endif
