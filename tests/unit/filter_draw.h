/* Random jobs and random filters that are about the same fields and values.
 *
 *     struct dice dice = {.round = 7};
 *     struct pool pool = {.used = 0};
 *     json_auto_t *job = filter_draw_job(&dice);
 *     const struct expression *drawn = filter_draw_expression(&dice, &pool, FILTER_DRAW_LEAVES, 3);
 *     filter_draw_write(&dice, drawn, &text);
 */
#ifndef TESTS_UNIT_FILTER_DRAW_H
#define TESTS_UNIT_FILTER_DRAW_H

#include "base/buf.h"

#include <jansson.h>
#include <stdint.h>

/* Draws in a row; a round repeats itself. */
struct dice {
    uint32_t round;
    uint32_t draw;
};

/* The first four are in order. */
enum type { TYPE_TEXT, TYPE_ID, TYPE_NUMBER, TYPE_TIME, TYPE_BOOL, TYPE_STATE, TYPE_TIER };

/* A field in both spellings, and what jobs and filters hold there. */
struct leaf {
    const char *camel;
    const char *snake;
    enum type type;
    const char *values[5]; /* NULL ends them */
};

/* How many fields there are; the first two are jobId and state. */
#define FILTER_DRAW_LEAVES 13

enum expression_kind { LEAF, NOT, AND, OR };

struct expression {
    enum expression_kind kind;
    const struct expression *left;
    const struct expression *right; /* NULL but for AND and OR */
    const struct leaf *leaf;        /* NULL but for LEAF */
    const char *relation;
    const char *value;
    bool has_star;
};

/* Room for the expressions of one round. */
struct pool {
    struct expression all[256];
    int used;
};

/* At most `depth` operators deep, about the first `leaves` fields. Borrowed from the pool. */
const struct expression *filter_draw_expression(struct dice *dice, struct pool *pool, int leaves,
                                                int depth);

/* Adds it as a filter. There are many ways to write the same; the dice choose one. */
void filter_draw_write(struct dice *dice, const struct expression *expression, struct buf *out);

/* Owned. What proto3 leaves out is left out. */
json_t *filter_draw_job(struct dice *dice);

#endif
