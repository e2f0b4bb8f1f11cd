#include "sim/dist.h"

#include "base/exact.h"
#include "base/own.h"
#include "base/rfc3339.h"
#include "base/rng.h"

void
dist_done(struct dist *dist)
{
    free(dist->steps);
    *dist = (struct dist){0};
}

static bool
parse_span(struct text text, ns_t *ret_span)
{
    return duration_parse_ns(text, true, ret_span) && *ret_span <= DIST_SPAN_MAX;
}

/* Splits at "..": the fraction dots of "1.5s..2s" are single. */
static bool
split_range(struct text text, struct text *ret_from, struct text *ret_to)
{
    for (size_t i = 0; i + 1 < text.length; i++) {
        if (text.at[i] == '.' && text.at[i + 1] == '.') {
            *ret_from = (struct text){text.at, i};
            *ret_to = (struct text){text.at + i + 2, text.length - i - 2};
            return true;
        }
    }
    return false;
}

bool
dist_parse(struct text text, struct dist *ret_dist, struct err *err)
{
    struct text from_text = text;
    struct text to_text = text;
    ns_t from = 0;
    ns_t to = 0;
    bool is_range = split_range(text, &from_text, &to_text);
    if (!parse_span(from_text, &from) || !parse_span(to_text, &to))
        return err_set(err, ERR_INVALID_ARGUMENT,
                       "'%.*s' is not a duration; write \"10s\", \"50ms\", or a range \"2s..5s\"",
                       TEXT_ARG(text));
    if (from > to)
        return err_set(err, ERR_INVALID_ARGUMENT, "'%.*s' starts above its end", TEXT_ARG(text));

    *ret_dist = (struct dist){.kind = is_range ? DIST_UNIFORM : DIST_FIXED, .from = from, .to = to};
    return true;
}

void
dist_write(struct buf *out, const struct dist *dist)
{
    static const char *const WORDS[] = {
        [DIST_FIXED] = "",
        [DIST_UNIFORM] = "",
        [DIST_LOGNORMAL] = "lognormal around ",
        [DIST_EXPONENTIAL] = "exponential around ",
        [DIST_STEPS] = "steps from ",
        [DIST_NEVER] = "never",
    };
    buf_add_str(out, WORDS[dist->kind]);
    if (dist->kind == DIST_NEVER)
        return;
    duration_write_ns(out, dist->kind == DIST_STEPS ? dist->steps[0] : dist->from);
    if (dist->kind == DIST_UNIFORM) {
        buf_add_str(out, "..");
        duration_write_ns(out, dist->to);
    }
}

static ns_t
sample_uniform(const struct dist *dist, double unit)
{
    int64_t steps = (dist->to - dist->from) / NS_PER_MS + 1;
    return dist->from + (int64_t)(unit * (double)steps) * NS_PER_MS;
}

/* Whole milliseconds, never beyond the greatest span. */
static ns_t
cut_span(double ms)
{
    const int64_t most_ms = DIST_SPAN_MAX / NS_PER_MS;
    return (ms < (double)most_ms ? (int64_t)ms : most_ms) * NS_PER_MS;
}

static ns_t
sample_lognormal(const struct dist *dist, double unit)
{
    int64_t median_ms = dist->from / NS_PER_MS;
    return cut_span((double)median_ms * exact_exp(dist->sigma * exact_normal_quantile(unit)));
}

static ns_t
sample_exponential(const struct dist *dist, double unit)
{
    int64_t mean_ms = dist->from / NS_PER_MS;
    return cut_span((double)mean_ms * -exact_log(unit));
}

ns_t
dist_sample(const struct dist *dist, double unit)
{
    switch (dist->kind) {
    case DIST_FIXED:
        return dist->from;
    case DIST_UNIFORM:
        return sample_uniform(dist, unit);
    case DIST_LOGNORMAL:
        return sample_lognormal(dist, unit);
    case DIST_EXPONENTIAL:
        return sample_exponential(dist, unit);
    case DIST_STEPS:
        return dist->steps[0];
    case DIST_NEVER:
        return NS_NEVER;
    }
    return 0;
}

/* A draw beyond the greatest span is made anew; after so many, it is the greatest. */
#define REDRAWS 64

ns_t
dist_draw(const struct dist *dist, const struct dist_draw *draw)
{
    if (dist->kind == DIST_STEPS)
        return dist->steps[draw->ordinal < dist->count ? draw->ordinal : dist->count - 1];
    bool is_bounded = dist->kind == DIST_LOGNORMAL && dist->to > 0;
    for (uint32_t i = 0; i < REDRAWS; i++) {
        ns_t span = dist_sample(dist, rng_unit(draw->key, draw->stream, draw->trial, i));
        if (!is_bounded || span <= dist->to)
            return span;
    }
    return dist->to;
}
