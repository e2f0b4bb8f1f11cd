/* Which jobs a scenario is for. */
#include "base/limits.h"
#include "json/member.h"
#include "sim/glob.h"
#include "sim/scenario_member.h"
#include "sim/scenario_parts.h"

static bool
check_glob(const json_t *match, const char *path, const char *name, struct err *err)
{
    struct member_path at;
    const json_t *value = json_object_get(match, name);
    return value == NULL || json_is_string(value) ||
           member_refuse(member_of(&at, path, name), value,
                         "text in which * stands for any text and ? for any character", err);
}

static bool
check_labels(const json_t *labels, const char *path, struct err *err)
{
    struct member member = {0};
    struct member_path at;
    if (labels == NULL)
        return true;
    if (!json_is_object(labels) || json_object_size(labels) > LIMIT_SCENARIO_LABELS)
        return member_refuse(path, labels, "an object of at most 64 labels", err);
    while (member_next(labels, &member)) {
        if (!json_is_string(member.value))
            return member_refuse(member_of(&at, path, member.name), member.value, "text", err);
    }
    return true;
}

bool
scenario_read_match(struct scenario *scenario, const char *path, struct err *err)
{
    struct member_path at;
    struct member_path below;
    const json_t *match = json_object_get(scenario->value, "match");
    bool ignored;
    if (match == NULL)
        return true;
    member_of(&at, path, "match");
    scenario->match = match;
    return member_check(match, at.text, FORMAT_MATCH, err) &&
           check_glob(match, at.text, "jobId", err) && check_glob(match, at.text, "region", err) &&
           check_labels(json_object_get(match, "labels"), member_of(&below, at.text, "labels"),
                        err) &&
           member_bool(match, at.text, "tuning", &ignored, err);
}

static bool
fits(const json_t *pattern, struct text text)
{
    struct text glob = {json_string_value(pattern), json_string_length(pattern)};
    return pattern == NULL || glob_match(glob, text);
}

static bool
labels_fit(const json_t *patterns, const json_t *labels)
{
    struct member member = {0};
    while (member_next(patterns, &member)) {
        const json_t *label = json_object_get(labels, member.name);
        struct text text = {json_string_value(label), json_string_length(label)};
        if (label == NULL || !fits(member.value, text))
            return false;
    }
    return true;
}

bool
scenario_matches(const struct scenario *scenario, const struct scenario_subject *subject)
{
    const json_t *match = scenario->match;
    const json_t *tuning = json_object_get(match, "tuning");
    return match != NULL && fits(json_object_get(match, "jobId"), subject->job_id) &&
           fits(json_object_get(match, "region"), subject->region) &&
           labels_fit(json_object_get(match, "labels"), subject->labels) &&
           (tuning == NULL || json_is_true(tuning) == subject->is_tuning);
}
