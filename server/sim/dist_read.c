/* Distributions as scenarios write them. */
#include "base/limits.h"
#include "base/own.h"
#include "base/rfc3339.h"
#include "sim/dist.h"
#include "sim/scenario_member.h"

#define SPAN "a duration such as \"10s\""
#define DIST                                                                                       \
    "a duration such as \"10s\", a range such as \"2s..5s\", \"never\", or an object with one of " \
    "uniform, lognormal, exponential, steps"

static bool
read_span(const json_t *value, const char *path, ns_t *ret_span, struct err *err)
{
    struct text text = {json_string_value(value), json_string_length(value)};
    return (json_is_string(value) && duration_parse_ns(text, true, ret_span) &&
            *ret_span <= DIST_SPAN_MAX) ||
           member_refuse(path, value, SPAN, err);
}

static bool
read_uniform(const json_t *value, const char *path, struct dist *dist, struct err *err)
{
    dist->kind = DIST_UNIFORM;
    struct member_path at;
    if (!json_is_array(value) || json_array_size(value) != 2)
        return member_refuse(path, value, "two durations, the shorter first", err);
    return read_span(json_array_get(value, 0), member_at(&at, path, 0), &dist->from, err) &&
           read_span(json_array_get(value, 1), member_at(&at, path, 1), &dist->to, err) &&
           (dist->from <= dist->to ||
            member_refuse(path, value, "two durations, the shorter first", err));
}

static bool
read_lognormal(const json_t *value, const char *path, struct dist *dist, struct err *err)
{
    struct member_path at;
    const json_t *most = json_object_get(value, "max");
    dist->kind = DIST_LOGNORMAL;
    if (!member_check(value, path, FORMAT_LOGNORMAL, err) ||
        !read_span(json_object_get(value, "median"), member_of(&at, path, "median"), &dist->from,
                   err) ||
        !member_number(value, path, "sigma", (struct number_range){0, 10}, &dist->sigma, err))
        return false;
    if (most == NULL)
        return true;
    return read_span(most, member_of(&at, path, "max"), &dist->to, err) &&
           ((dist->to > 0 && dist->to >= dist->from) ||
            member_refuse(at.text, most, "above 0 and no shorter than the median", err));
}

static bool
read_exponential(const json_t *value, const char *path, struct dist *dist, struct err *err)
{
    struct member_path at;
    dist->kind = DIST_EXPONENTIAL;
    return member_check(value, path, FORMAT_EXPONENTIAL, err) &&
           read_span(json_object_get(value, "mean"), member_of(&at, path, "mean"), &dist->from,
                     err);
}

static bool
read_steps(const json_t *value, const char *path, struct dist *dist, struct err *err)
{
    struct member_path at;
    size_t count = json_array_size(value);
    dist->kind = DIST_STEPS;
    if (count < 1 || count > LIMIT_SCENARIO_STEPS)
        return member_refuse(path, value, "a list of 1 to 1000 durations", err);
    dist->steps = calloc(count, sizeof(dist->steps[0]));
    if (dist->steps == NULL)
        return err_memory(err);
    dist->count = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        if (!read_span(json_array_get(value, i), member_at(&at, path, i), &dist->steps[i], err))
            return false;
    }
    return true;
}

static const struct {
    const char *name;
    bool (*read)(const json_t *value, const char *path, struct dist *dist, struct err *err);
} KINDS[] = {
    {"uniform", read_uniform},
    {"lognormal", read_lognormal},
    {"exponential", read_exponential},
    {"steps", read_steps},
};

static bool
read_object(const json_t *value, const char *path, struct dist *dist, struct err *err)
{
    struct member_path at;
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
        const json_t *inner = json_object_get(value, KINDS[i].name);
        if (inner != NULL && json_object_size(value) == 1)
            return KINDS[i].read(inner, member_of(&at, path, KINDS[i].name), dist, err);
    }
    return member_refuse(path, value, DIST, err);
}

static bool
read_any(const json_t *value, const char *path, struct dist *dist, struct err *err)
{
    struct err why OWNED(err_done) = ERR;
    struct text text = {json_string_value(value), json_string_length(value)};
    if (json_is_object(value))
        return read_object(value, path, dist, err);
    if (json_is_string(value) && text_is(text, "never")) {
        dist->kind = DIST_NEVER;
        return true;
    }
    return (json_is_string(value) && dist_parse(text, dist, &why)) ||
           member_refuse(path, value, DIST, err);
}

bool
dist_read(const json_t *value, const char *path, struct dist *ret_dist, struct err *err)
{
    struct dist draft OWNED(dist_done) = {0};
    if (!read_any(value, path, &draft, err))
        return false;
    *ret_dist = draft;
    draft.steps = NULL;
    return true;
}
