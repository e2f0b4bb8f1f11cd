/* How long something takes: a distribution of spans.
 *
 *     struct dist d;
 *     dist_parse(TEXT("2s..5s"), &d, &err);                       uniform, both ends included
 *     ns_t span = dist_sample(&d, rng_unit(key, STREAM_RUNNING, 0, 0));
 *
 * A sample is a pure function of one unit draw. Draws are cut to whole milliseconds; a fixed span
 * is kept as it was given.
 */
#ifndef SIM_DIST_H
#define SIM_DIST_H

#include "base/buf.h"
#include "base/err.h"
#include "base/ns.h"
#include "base/text.h"

enum dist_kind { DIST_FIXED, DIST_UNIFORM, DIST_LOGNORMAL };

struct dist {
    enum dist_kind kind;
    ns_t from;    /* fixed: the span; uniform: the least; lognormal: the median */
    ns_t to;      /* uniform: the greatest */
    double sigma; /* lognormal: standard deviation of the logarithm */
};

/* No span is longer: ten years, far beyond the API's longest job of seven days. */
#define DIST_SPAN_MAX (INT64_C(3650) * 86400 * NS_PER_S)

/* Reads "10s", "50ms" or "20ms..80ms". False when malformed, reversed, or above DIST_SPAN_MAX. */
bool dist_parse(struct text text, struct dist *ret_dist, struct err *err);

/* What dist_parse reads, for fixed and uniform ones; a lognormal one is described in words. */
void dist_write(struct buf *out, const struct dist *dist);

/* The span at draw `unit`, 0 < unit < 1; 0 to DIST_SPAN_MAX. */
ns_t dist_sample(const struct dist *dist, double unit);

#endif
