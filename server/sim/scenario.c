#include "sim/scenario.h"

#include "base/limits.h"
#include "base/own.h"
#include "json/write.h"
#include "sim/scenario_member.h"
#include "sim/scenario_parts.h"

static void
free_scenario(struct scenario *scenario)
{
    for (int i = 0; i < SCENARIO_STAGE_COUNT; i++)
        dist_done(&scenario->stages[i]);
    objective_free(scenario->tuning.objective);
    expression_free(scenario->tuning.infeasible);
    free(scenario->outcomes);
    free(scenario->source);
    json_decref(scenario->value);
    free(scenario);
}

struct scenario *
scenario_ref(const struct scenario *scenario)
{
    /* Counting references is no change that anybody could see. */
    struct scenario *counted = (struct scenario *)(uintptr_t)scenario;
    if (counted != NULL)
        counted->references++;
    return counted;
}

void
scenario_unref(struct scenario *scenario)
{
    if (scenario == NULL)
        return;
    scenario->references--;
    if (scenario->references == 0)
        free_scenario(scenario);
}

static void
drop(struct scenario **scenario)
{
    scenario_unref(*scenario);
}

/* --- reading ------------------------------------------------------------------------------------- */

static bool
is_name(struct text text)
{
    if (text.length == 0 || text.length >= SCENARIO_NAME_BYTES || text.at[0] == '-')
        return false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return true;
}

static bool
read_name(struct scenario *scenario, const char *path, struct err *err)
{
    struct member_path at;
    const json_t *value = json_object_get(scenario->value, "name");
    struct text name = {json_string_value(value), json_string_length(value)};
    if (!json_is_string(value) || !is_name(name))
        return member_refuse(member_of(&at, path, "name"), value,
                             "1 to 63 lower-case letters, digits and '-', no '-' first", err);
    scenario->name = name.at;
    return true;
}

bool
scenario_read_stage(struct scenario *scenario, const json_t *object, const char *path,
                    const char *name, enum scenario_stage stage, struct err *err)
{
    struct member_path at;
    const json_t *value = json_object_get(object, name);
    if (value == NULL)
        return true;
    if (!dist_read(value, member_of(&at, path, name), &scenario->stages[stage], err))
        return false;
    scenario->has_stage[stage] = true;
    return true;
}

static bool
read_stages(struct scenario *scenario, const char *path, struct err *err)
{
    static const struct {
        const char *name;
        enum scenario_stage stage;
    } STAGES[] = {
        {"queued", SCENARIO_QUEUED},
        {"preparing", SCENARIO_PREPARING},
        {"running", SCENARIO_RUNNING},
        {"cancelling", SCENARIO_CANCELLING},
    };
    for (size_t i = 0; i < sizeof(STAGES) / sizeof(STAGES[0]); i++) {
        if (!scenario_read_stage(scenario, scenario->value, path, STAGES[i].name, STAGES[i].stage,
                                 err))
            return false;
    }
    return true;
}

static bool
read_race(struct scenario *scenario, const char *path, struct err *err)
{
    struct member_path at;
    const json_t *value = json_object_get(scenario->value, "race");
    struct text name = {json_string_value(value), json_string_length(value)};
    if (value == NULL || text_is(name, "cancel"))
        return true;
    if (!text_is(name, "natural"))
        return member_refuse(member_of(&at, path, "race"), value, "\"cancel\" or \"natural\"", err);
    scenario->job_wins_race = true;
    return true;
}

static bool
read_members(struct scenario *scenario, const char *path, struct err *err)
{
    return member_check(scenario->value, path, FORMAT_SCENARIO, err) &&
           read_name(scenario, path, err) && scenario_read_match(scenario, path, err) &&
           read_stages(scenario, path, err) && scenario_read_outcomes(scenario, path, err) &&
           read_race(scenario, path, err) && scenario_read_refusal(scenario, path, err) &&
           scenario_read_tuning(scenario, path, err);
}

static bool
keep_source(struct scenario *scenario, struct err *err)
{
    struct buf text OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    write_value(&text, scenario->value);
    scenario->source = buf_take(&text);
    return scenario->source != NULL || err_memory(err);
}

struct scenario *
scenario_new(const json_t *value, const char *path, struct err *err)
{
    struct scenario *scenario OWNED(drop) = calloc(1, sizeof(*scenario));
    if (scenario == NULL) {
        err_memory(err);
        return NULL;
    }
    scenario->references = 1;
    scenario->tuning.curve = CURVE_DEFAULT;
    scenario->value = json_deep_copy(value);
    if (scenario->value == NULL) {
        err_memory(err);
        return NULL;
    }
    if (!read_members(scenario, path, err) || !keep_source(scenario, err))
        return NULL;
    return GIVE(scenario);
}

/* --- asking -------------------------------------------------------------------------------------- */

struct text
scenario_name(const struct scenario *scenario)
{
    return text_of(scenario->name);
}

struct text
scenario_source(const struct scenario *scenario)
{
    return text_of(scenario->source);
}

const struct dist *
scenario_dist(const struct scenario *scenario, enum scenario_stage stage)
{
    return scenario->has_stage[stage] ? &scenario->stages[stage] : NULL;
}

const struct scenario_refusal *
scenario_refusal(const struct scenario *scenario)
{
    return &scenario->refusal;
}

const struct scenario_tuning *
scenario_tuning(const struct scenario *scenario)
{
    return &scenario->tuning;
}

bool
scenario_lets_job_win(const struct scenario *scenario)
{
    return scenario->job_wins_race;
}

static const struct scenario_value *
find_value(struct text name, const struct scenario_value *values)
{
    for (; values->name != NULL; values++) {
        if (text_is(name, values->name))
            return values;
    }
    return NULL;
}

/* What stands before the first brace at or behind `start`, which is the end when there is none. */
static struct text
up_to_brace(struct text text, size_t start)
{
    size_t end = start;
    while (end < text.length && text.at[end] != '{' && text.at[end] != '}')
        end++;
    return (struct text){text.at + start, end - start};
}

/* Each round passes up to the next brace, so that the time is that of reading the text once. */
void
scenario_expand(struct buf *out, struct text text, const struct scenario_value *values)
{
    size_t at = 0;
    while (at < text.length) {
        struct text rest = up_to_brace(text, at + 1);
        size_t end = at + 1 + rest.length;
        bool is_name = text.at[at] == '{' && end < text.length && text.at[end] == '}';
        const struct scenario_value *value = is_name ? find_value(rest, values) : NULL;
        buf_add_text(out, value == NULL ? (struct text){text.at + at, end - at} : value->value);
        at = value == NULL ? end : end + 1;
    }
}
