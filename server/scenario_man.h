/* doc/ml-jobs-scenario.5: the format of scenario files, in the words of the tables that read them
 * (sim/scenario_format.h, sim/functions.h) and of the README of fixtures/scenarios.
 *
 *     struct buf out OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
 *     scenario_write_man(&out, readme);
 */
#ifndef SCENARIO_MAN_H
#define SCENARIO_MAN_H

#include "base/buf.h"

/* A scenario file that the page shows. */
struct scenario_example {
    const char *lead; /* a sentence, without its colon */
    const char *json;
};

extern const struct scenario_example SCENARIO_EXAMPLES[];
extern const size_t SCENARIO_EXAMPLE_COUNT;

/* The page, complete, for the man macros. `readme` is the text of fixtures/scenarios/README.md: the
 * sections and tables of it become the page's presets and placeholders. */
void scenario_write_man(struct buf *out, struct text readme);

#endif
