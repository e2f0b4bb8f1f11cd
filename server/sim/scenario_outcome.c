/* How jobs of a scenario end, and creates it refuses. */
#include "base/limits.h"
#include "base/own.h"
#include "json/write.h"
#include "sim/scenario_member.h"
#include "sim/scenario_parts.h"

/* What a text may be, and what it then stands for. */
struct choices {
    const char *allowed;
    struct {
        const char *name; /* NULL ends a short list */
        int value;
    } rows[4];
};

/* Sets *ret_value to what the text stands for; unchanged when it is absent. */
static bool
read_choice(const json_t *object, const char *path, const char *name, const struct choices *choices,
            int *ret_value, struct err *err)
{
    struct member_path at;
    const json_t *value = json_object_get(object, name);
    struct text text = {json_string_value(value), json_string_length(value)};
    if (value == NULL)
        return true;
    for (size_t i = 0; json_is_string(value) && choices->rows[i].name != NULL; i++) {
        if (text_is(text, choices->rows[i].name)) {
            *ret_value = choices->rows[i].value;
            return true;
        }
    }
    return member_refuse(member_of(&at, path, name), value, choices->allowed, err);
}

static bool
read_text(const json_t *object, const char *path, const char *name, struct text *ret_text,
          struct err *err)
{
    struct member_path at;
    const json_t *value = json_object_get(object, name);
    if (value != NULL &&
        (!json_is_string(value) || json_string_length(value) > LIMIT_SCENARIO_TEXT_BYTES))
        return member_refuse(member_of(&at, path, name), value, "text of at most 16384 bytes", err);
    if (value != NULL)
        *ret_text = (struct text){json_string_value(value), json_string_length(value)};
    return true;
}

#define SHARE "a number from 0 to 1, or {\"uniform\":[0.1,0.9]}"

static bool
is_share(const json_t *value)
{
    return json_is_number(value) && json_number_value(value) >= 0 && json_number_value(value) <= 1;
}

static bool
read_at(const json_t *object, const char *path, struct scenario_outcome *outcome, struct err *err)
{
    struct member_path at;
    const json_t *value = json_object_get(object, "at");
    const json_t *range = json_object_get(value, "uniform");
    const json_t *from = range == NULL ? value : json_array_get(range, 0);
    const json_t *to = range == NULL ? value : json_array_get(range, 1);
    outcome->at_from = 0.5;
    outcome->at_to = 0.5;
    if (value == NULL)
        return true;
    bool has_shape = range == NULL || (json_array_size(range) == 2 && json_object_size(value) == 1);
    if (!has_shape || !is_share(from) || !is_share(to) ||
        json_number_value(from) > json_number_value(to))
        return member_refuse(member_of(&at, path, "at"), value, SHARE, err);
    outcome->at_from = json_number_value(from);
    outcome->at_to = json_number_value(to);
    return true;
}

static bool
read_outcome(const json_t *value, const char *path, struct scenario_outcome *outcome,
             struct err *err)
{
    static const struct choices STATES = {
        "\"SUCCEEDED\", \"FAILED\" or \"CANCELLED\"",
        {{"SUCCEEDED", JOB_SUCCEEDED}, {"FAILED", JOB_FAILED}, {"CANCELLED", JOB_CANCELLED}},
    };
    static const struct choices STAGES = {
        "\"queued\", \"preparing\" or \"running\"",
        {{"queued", SCENARIO_QUEUED},
         {"preparing", SCENARIO_PREPARING},
         {"running", SCENARIO_RUNNING}},
    };
    int state = JOB_SUCCEEDED;
    int during = SCENARIO_RUNNING;
    outcome->weight = 1;
    if (!member_check(value, path, FORMAT_OUTCOME, err) ||
        !read_choice(value, path, "state", &STATES, &state, err) ||
        !member_number(value, path, "weight", (struct number_range){0, 1e9}, &outcome->weight,
                       err) ||
        !read_choice(value, path, "during", &STAGES, &during, err) ||
        !read_at(value, path, outcome, err) ||
        !read_text(value, path, "errorMessage", &outcome->message, err))
        return false;
    outcome->state = (enum job_state)state;
    outcome->during = (enum scenario_stage)during;
    return true;
}

bool
scenario_read_outcomes(struct scenario *scenario, const char *path, struct err *err)
{
    struct member_path list;
    struct member_path at;
    const json_t *value = json_object_get(scenario->value, "outcome");
    size_t count = json_array_size(value);
    if (value == NULL)
        return true;
    member_of(&list, path, "outcome");
    if (count < 1 || count > LIMIT_SCENARIO_OUTCOMES)
        return member_refuse(list.text, value, "a list of 1 to 100 outcomes", err);
    scenario->outcomes = calloc(count, sizeof(scenario->outcomes[0]));
    if (scenario->outcomes == NULL)
        return err_memory(err);
    scenario->outcome_count = count;
    for (size_t i = 0; i < count; i++) {
        if (!read_outcome(json_array_get(value, i), member_at(&at, list.text, i),
                          &scenario->outcomes[i], err))
            return false;
        scenario->weights += scenario->outcomes[i].weight;
    }
    return scenario->weights > 0 ||
           err_field(err, ERR_INVALID_ARGUMENT, list.text, "One weight at least must be above 0.");
}

static const struct scenario_outcome SUCCEEDS = {
    .state = JOB_SUCCEEDED, .weight = 1, .during = SCENARIO_RUNNING};

const struct scenario_outcome *
scenario_outcome(const struct scenario *scenario, double unit, uint16_t *ret_number)
{
    double left = unit * scenario->weights;
    size_t last = 0;
    *ret_number = 0;
    if (scenario->outcome_count == 0)
        return &SUCCEEDS;
    for (size_t i = 0; i < scenario->outcome_count; i++) {
        if (scenario->outcomes[i].weight <= 0)
            continue;
        last = i;
        if (left < scenario->outcomes[i].weight)
            break;
        left -= scenario->outcomes[i].weight;
    }
    *ret_number = (uint16_t)last;
    return &scenario->outcomes[last];
}

const struct scenario_outcome *
scenario_outcome_at(const struct scenario *scenario, uint16_t number)
{
    return number < scenario->outcome_count ? &scenario->outcomes[number] : &SUCCEEDS;
}

static bool
read_status(const json_t *create, const char *path, enum err_code *ret_code, struct err *err)
{
    struct member_path at;
    const json_t *value = json_object_get(create, "status");
    struct text name = {json_string_value(value), json_string_length(value)};
    for (int code = ERR_NONE + 1; code < ERR_CODE_COUNT; code++) {
        if (json_is_string(value) && text_is(name, err_code_name((enum err_code)code))) {
            *ret_code = (enum err_code)code;
            return true;
        }
    }
    return member_refuse(member_of(&at, path, "status"), value,
                         "a google.rpc.Code such as \"RESOURCE_EXHAUSTED\"", err);
}

static bool
read_details(const json_t *create, const char *path, const json_t **ret_details, struct err *err)
{
    struct buf written OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    struct member_path at;
    struct member_path below;
    const json_t *value = json_object_get(create, "details");
    if (value == NULL)
        return true;
    member_of(&at, path, "details");
    if (json_array_size(value) == 0)
        return member_refuse(at.text, value, "a list of objects", err);
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *item = json_array_get(value, i);
        if (!json_is_object(item))
            return member_refuse(member_at(&below, at.text, i), item, "an object", err);
    }
    write_value(&written, value);
    if (written.failed)
        return err_memory(err);
    if (written.length > LIMIT_SCENARIO_TEXT_BYTES)
        return member_refuse(at.text, value, "at most 16384 bytes of compact JSON", err);
    *ret_details = value;
    return true;
}

bool
scenario_read_refusal(struct scenario *scenario, const char *path, struct err *err)
{
    struct member_path at;
    struct member_path below;
    struct scenario_refusal *refusal = &scenario->refusal;
    const json_t *create = json_object_get(scenario->value, "create");
    if (create == NULL)
        return true;
    member_of(&at, path, "create");
    if (!member_check(create, at.text, FORMAT_CREATE, err) ||
        !read_status(create, at.text, &refusal->code, err) ||
        !read_text(create, at.text, "field", &refusal->field, err) ||
        !read_text(create, at.text, "message", &refusal->message, err))
        return false;
    if (refusal->message.length == 0)
        return member_refuse(member_of(&below, at.text, "message"), NULL,
                             "the text the client reads", err);
    return read_details(create, at.text, &refusal->details, err);
}
