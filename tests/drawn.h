/* Jobs and scenarios of every kind that the simulation knows, drawn from a seed as request bodies.
 *
 *     const struct drawn drawn = {.seed = 7, .number = 3, .trials_most = 12};
 *     drawn_scenario(&body, &drawn);     to PUT as the scenario "s3"
 *     drawn_job(&body, &drawn);          to POST: the job "j3", which names that scenario or a preset
 *
 * What is drawn depends on seed and number alone, so that two servers, or two builds of one, can be
 * given the same. A job may be one that its preset refuses.
 */
#ifndef TESTS_DRAWN_H
#define TESTS_DRAWN_H

#include "base/buf.h"

#include <stdint.h>

struct drawn {
    uint64_t seed;
    int number;
    int trials_most;    /* of a tuning job */
    bool goes_on;       /* its id is "r3", and it resumes "j3" */
    const char *rename; /* how its parameters are called: "a" gives a1, a2; NULL: "p" */
};

/* Whether it tunes. */
bool drawn_tunes(const struct drawn *drawn);

void drawn_job(struct buf *out, const struct drawn *drawn);
void drawn_scenario(struct buf *out, const struct drawn *drawn);

#endif
