/* How long something takes: a distribution of spans.
 *
 *     struct dist d;
 *     dist_read(json, "running", &d, &err);                    {"uniform":["2s","5s"]} and the like
 *     ns_t span = dist_draw(&d, &(struct dist_draw){.key = key, .stream = STREAM_RUNNING});
 *     dist_done(&d);
 *
 * A span is a pure function of what is drawn for. Draws are cut to whole milliseconds; a fixed span
 * is kept as it was given.
 */
#ifndef SIM_DIST_H
#define SIM_DIST_H

#include "base/buf.h"
#include "base/err.h"
#include "base/ns.h"
#include "base/text.h"

#include <jansson.h>
#include <stdint.h>

enum dist_kind {
    DIST_FIXED,
    DIST_UNIFORM,
    DIST_LOGNORMAL,
    DIST_EXPONENTIAL,
    DIST_STEPS, /* the i-th job takes the i-th span, later ones the last */
    DIST_NEVER, /* it does not end */
};

struct dist {
    enum dist_kind kind;
    ns_t
        from; /* fixed: the span; uniform: the least; lognormal: the median; exponential: the mean */
    ns_t to;  /* uniform: the greatest; lognormal: the greatest, 0 for none */
    double sigma;   /* lognormal: standard deviation of the logarithm */
    ns_t *steps;    /* owned; steps alone */
    uint32_t count; /* of them */
};

/* No span is longer: ten years, far beyond the API's longest job of seven days. */
#define DIST_SPAN_MAX (INT64_C(3650) * 86400 * NS_PER_S)

/* Gives up what dist_read allocated. */
void dist_done(struct dist *dist);

/* Reads "10s", "50ms" or "20ms..80ms". False when malformed, reversed, or above DIST_SPAN_MAX. */
bool dist_parse(struct text text, struct dist *ret_dist, struct err *err);

/* Reads the distribution of a scenario: what dist_parse reads, "never", or an object
 * with one of uniform, lognormal, exponential, steps. False with INVALID_ARGUMENT naming `path`. */
bool dist_read(const json_t *value, const char *path, struct dist *ret_dist, struct err *err);

/* What dist_parse reads, for fixed and uniform ones; the others are described in words. */
void dist_write(struct buf *out, const struct dist *dist);

/* What a span is drawn for. */
struct dist_draw {
    uint64_t key;     /* of the job */
    uint32_t stream;  /* enum stream */
    uint32_t trial;   /* 0: the job itself */
    uint32_t ordinal; /* of the job in its world */
};

/* The span, 0 to DIST_SPAN_MAX; NS_NEVER for one that does not end. */
ns_t dist_draw(const struct dist *dist, const struct dist_draw *draw);

/* The same at one draw 0 < unit < 1, for fixed, uniform and unbounded ones. */
ns_t dist_sample(const struct dist *dist, double unit);

#endif
