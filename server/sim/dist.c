#include "sim/dist.h"

#include "base/exact.h"
#include "base/rfc3339.h"

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
    if (dist->kind == DIST_LOGNORMAL) {
        buf_add_str(out, "lognormal around ");
        duration_write_ns(out, dist->from);
        return;
    }
    duration_write_ns(out, dist->from);
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

static ns_t
sample_lognormal(const struct dist *dist, double unit)
{
    int64_t median_ms = dist->from / NS_PER_MS;
    int64_t most_ms = DIST_SPAN_MAX / NS_PER_MS;
    double ms = (double)median_ms * exact_exp(dist->sigma * exact_normal_quantile(unit));
    return (ms < (double)most_ms ? (int64_t)ms : most_ms) * NS_PER_MS;
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
    }
    return 0;
}
