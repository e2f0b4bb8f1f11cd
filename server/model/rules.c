#include "model/rules.h"

#include "base/limits.h"
#include "model/job_schema.h"
#include "model/rules_forms.h"
#include "model/rules_table.h"

#include <string.h>

bool
rules_is_job_id(struct text id)
{
    return form_is_name(id) && id.length <= LIMIT_JOB_ID_CHARS;
}

/* --- what is looked at -------------------------------------------------------------------------- */

struct rule_look
rule_look_at(const struct rule_input *input)
{
    struct rule_look look = {
        .input = input,
        .training = schema_get(&MESSAGE_JOB, input->job, "trainingInput"),
        .prediction = schema_get(&MESSAGE_JOB, input->job, "predictionInput"),
    };
    int tier = schema_enum(&MESSAGE_TRAINING_INPUT, look.training, "scaleTier");
    look.tier = (enum scale_tier)tier;
    look.tuning = schema_get(&MESSAGE_TRAINING_INPUT, look.training, "hyperparameters");
    look.params = schema_get(&MESSAGE_HYPERPARAMETER_SPEC, look.tuning, "params");
    rule_read_replicas(&look);
    return look;
}

/* How many things a block of rows is held against. */
static size_t
scope_size(const struct rule_look *look, enum rule_scope scope)
{
    switch (scope) {
    case RULE_JOB:
        return 1;
    case RULE_TRAINING:
        return look->training != NULL;
    case RULE_REPLICA:
        return look->training != NULL ? ROLE_COUNT : 0;
    case RULE_TUNING:
        return look->tuning != NULL;
    case RULE_PARAMETER:
        return json_array_size(look->params);
    case RULE_PREDICTION:
        return look->prediction != NULL;
    }
    return 0;
}

static void
look_closer(struct rule_look *look, enum rule_scope scope, size_t index)
{
    if (scope == RULE_REPLICA) {
        look->role = (enum replica_role)index;
        look->replica = &look->replicas[index];
    }
    if (scope == RULE_PARAMETER)
        rule_read_parameter(look, index);
}

/* --- what is said ------------------------------------------------------------------------------- */

static const char *const ROLE_NAMES[ROLE_COUNT] = {
    [ROLE_MASTER] = "master",
    [ROLE_WORKER] = "worker",
    [ROLE_PARAMETER_SERVER] = "parameter_server",
    [ROLE_EVALUATOR] = "evaluator",
};

static void
add_item(const struct rule_look *look, enum rule_scope scope, struct buf *out)
{
    if (scope == RULE_REPLICA)
        buf_add_str(out, ROLE_NAMES[look->role]);
    else
        buf_printf(out, "%zu", look->index);
}

/* Adds a field or a sentence of the table, its braces filled. */
static void
fill_in(const struct rule_look *look, enum rule_scope scope, const char *pattern, struct buf *out)
{
    static const char VALUE[] = "{value}";
    while (*pattern != '\0') {
        if (strncmp(pattern, VALUE, sizeof(VALUE) - 1) == 0) {
            buf_add_text(out, look->value);
            pattern += sizeof(VALUE) - 1;
        } else if (strncmp(pattern, "{}", 2) == 0) {
            add_item(look, scope, out);
            pattern += 2;
        } else {
            buf_add_char(out, *pattern++);
        }
    }
}

static bool
break_rule(const struct rule *rule, const struct rule_look *look, struct err *err)
{
    struct buf field OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    struct buf sentence OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    fill_in(look, rule->scope, rule->field, &field);
    if (rule->say != NULL)
        rule->say(look, &sentence);
    else
        fill_in(look, rule->scope, rule->sentence, &sentence);
    if (look->failed || field.failed || sentence.failed)
        return err_memory(err);
    return err_field(err, rule->code, field.at, "%s", sentence.at);
}

/* --- the check ---------------------------------------------------------------------------------- */

static size_t
block_end(size_t first)
{
    size_t end = first;
    while (end < RULE_COUNT && RULES[end].scope == RULES[first].scope)
        end++;
    return end;
}

/* Each thing of the block's kind against all of its rows. */
static const struct rule *
find_in_block(struct rule_look *look, size_t first, size_t end)
{
    enum rule_scope scope = RULES[first].scope;
    size_t count = scope_size(look, scope);
    for (size_t i = 0; i < count; i++) {
        look_closer(look, scope, i);
        for (size_t row = first; row < end; row++) {
            if (RULES[row].is_broken(look))
                return &RULES[row];
        }
    }
    return NULL;
}

const struct rule *
rule_find_broken(struct rule_look *look)
{
    const struct rule *rule = NULL;
    for (size_t first = 0; first < RULE_COUNT && rule == NULL; first = block_end(first))
        rule = find_in_block(look, first, block_end(first));
    return rule;
}

bool
rules_check(const struct rule_input *input, struct err *err)
{
    struct rule_look look = rule_look_at(input);
    const struct rule *rule = rule_find_broken(&look);
    return rule == NULL || break_rule(rule, &look, err);
}

/* --- projects ----------------------------------------------------------------------------------- */

static bool
is_ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_project_char(char c)
{
    return (c >= 'a' && c <= 'z') || is_ascii_digit(c) || c == '-';
}

/* [domain:]id, where the domain may also hold dots. */
static bool
is_project_id(struct text project)
{
    bool in_domain = false;
    struct text domain;
    struct text id = project;
    if (text_split(project, ':', &domain, &id))
        in_domain = true;
    else
        domain = TEXT("");

    for (size_t i = 0; i < domain.length; i++) {
        if (!is_project_char(domain.at[i]) && domain.at[i] != '.')
            return false;
    }
    for (size_t i = 0; i < id.length; i++) {
        if (!is_project_char(id.at[i]))
            return false;
    }
    return id.length > 0 && id.at[0] != '-' && id.at[id.length - 1] != '-' &&
           (!in_domain || domain.length > 0);
}

bool
rules_check_project(struct text project, struct err *err)
{
    if (project.length <= LIMIT_PROJECT_ID_CHARS && is_project_id(project))
        return true;
    return err_field(err, ERR_INVALID_ARGUMENT, "parent",
                     "The project id '%.*s' is not valid. A project id holds up to %d lowercase "
                     "letters, numbers and dashes, and neither starts nor ends with a dash.",
                     TEXT_ARG(project), LIMIT_PROJECT_ID_CHARS);
}
