#include "model/policy_rules.h"

#include "base/limits.h"
#include "json/scalar.h"
#include "json/utf8.h"
#include "model/policy_members.h"
#include "model/policy_schema.h"

#include <string.h>

/* What a client sent is quoted up to here. */
#define QUOTE_BYTES 256

/* Where a rule applies. */
enum level {
    LEVEL_POLICY,
    LEVEL_BINDING,
    LEVEL_MEMBER, /* a string: of a binding, or exempted from a log */
    LEVEL_AUDIT_CONFIG,
    LEVEL_LOG,
    LEVEL_COUNT
};

/* A place in a policy: a message, or one of the strings of a list. */
struct place {
    const json_t *policy; /* the whole */
    const json_t *here;
};

/* One rule. `field` is below the place; NULL: the place itself. The sentence may quote a string that
 * stands there with one %.*s. */
struct policy_rule {
    enum level level;
    const char *field;
    bool (*is_broken)(const struct place *place);
    bool quotes;
    const char *sentence;
};

static const json_t *
condition_of(const json_t *binding)
{
    return schema_get(&MESSAGE_BINDING, binding, "condition");
}

bool
policy_has_conditions(const json_t *policy)
{
    const json_t *bindings = schema_get(&MESSAGE_POLICY, policy, "bindings");
    for (size_t i = 0; i < json_array_size(bindings); i++) {
        if (condition_of(json_array_get(bindings, i)) != NULL)
            return true;
    }
    return false;
}

static int64_t
version_of(const struct place *place)
{
    return schema_int64(&MESSAGE_POLICY, place->policy, "version");
}

static bool
version_is_unknown(const struct place *place)
{
    int64_t version = version_of(place);
    return version != 0 && version != 1 && version != 3;
}

/* Each mention counts. */
static size_t
count_members(const json_t *policy, bool only_groups)
{
    size_t count = 0;
    const json_t *bindings = schema_get(&MESSAGE_POLICY, policy, "bindings");
    for (size_t i = 0; i < json_array_size(bindings); i++) {
        const json_t *members =
            schema_get(&MESSAGE_BINDING, json_array_get(bindings, i), "members");
        for (size_t j = 0; j < json_array_size(members); j++) {
            struct text member = scalar_text(json_array_get(members, j));
            count += !only_groups || policy_member_is_group(member);
        }
    }
    return count;
}

static bool
members_are_too_many(const struct place *place)
{
    return count_members(place->policy, false) > LIMIT_POLICY_MEMBERS;
}

static bool
groups_are_too_many(const struct place *place)
{
    return count_members(place->policy, true) > LIMIT_POLICY_GROUPS;
}

static bool
role_is_missing(const struct place *place)
{
    return schema_string(&MESSAGE_BINDING, place->here, "role").length == 0;
}

static bool
role_is_malformed(const struct place *place)
{
    return !policy_role_is_valid(schema_string(&MESSAGE_BINDING, place->here, "role"));
}

static bool
members_are_missing(const struct place *place)
{
    return json_array_size(schema_get(&MESSAGE_BINDING, place->here, "members")) == 0;
}

static bool
condition_needs_version(const struct place *place)
{
    return condition_of(place->here) != NULL && version_of(place) != 3;
}

static bool
expression_is_missing(const struct place *place)
{
    const json_t *condition = condition_of(place->here);
    return condition != NULL && schema_string(&MESSAGE_EXPR, condition, "expression").length == 0;
}

static bool
title_is_missing(const struct place *place)
{
    const json_t *condition = condition_of(place->here);
    return condition != NULL && schema_string(&MESSAGE_EXPR, condition, "title").length == 0;
}

static bool
member_type_is_unknown(const struct place *place)
{
    return policy_member_check(scalar_text(place->here)) == MEMBER_UNKNOWN_TYPE;
}

static bool
member_is_malformed(const struct place *place)
{
    return policy_member_check(scalar_text(place->here)) == MEMBER_BAD_VALUE;
}

static bool
service_is_missing(const struct place *place)
{
    return schema_string(&MESSAGE_AUDIT_CONFIG, place->here, "service").length == 0;
}

static bool
log_type_is_missing(const struct place *place)
{
    return schema_enum(&MESSAGE_AUDIT_LOG_CONFIG, place->here, "logType") == 0;
}

/* clang-format off */
static const struct policy_rule RULES[] = {
    {LEVEL_POLICY,       "version",   version_is_unknown,      false, "The version of a policy is 0, 1 or 3."},
    {LEVEL_POLICY,       "bindings",  members_are_too_many,    false, "A policy can have no more than 1500 members, each mention counted."},
    {LEVEL_POLICY,       "bindings",  groups_are_too_many,     false, "No more than 250 members of a policy can be groups or domains, each mention counted."},
    {LEVEL_BINDING,      "role",      role_is_missing,         false, "A role must be specified."},
    {LEVEL_BINDING,      "role",      role_is_malformed,       true,  "The role '%.*s' is not valid. Roles are written roles/{role}, projects/{project}/roles/{role} or organizations/{number}/roles/{role}."},
    {LEVEL_BINDING,      "members",   members_are_missing,     false, "At least one member must be specified."},
    {LEVEL_BINDING,      "condition", condition_needs_version, false, "Conditions are part of policies of version 3; the version of this one is lower."},
    {LEVEL_BINDING,      "condition.expression", expression_is_missing, false, "The expression of a condition must be specified."},
    {LEVEL_BINDING,      "condition.title", title_is_missing,  false, "The title of a condition must be specified."},
    {LEVEL_MEMBER,       NULL,        member_type_is_unknown,  true,  "The member %.*s is of an unknown type. Please set a valid type prefix for the member."},
    {LEVEL_MEMBER,       NULL,        member_is_malformed,     true,  "The member %.*s is not valid: what follows its type is not what that type takes."},
    {LEVEL_AUDIT_CONFIG, "service",   service_is_missing,      false, "A service must be specified."},
    {LEVEL_LOG,          "log_type",  log_type_is_missing,     false, "A log type must be specified."},
};

/* The lists that lead from one level to the next, in the order they are read. */
static const struct {
    enum level from;
    const struct message *message;
    const char *list;
    const char *proto;
    enum level to;
} LISTS[] = {
    {LEVEL_POLICY,       &MESSAGE_POLICY,           "bindings",        "bindings",          LEVEL_BINDING},
    {LEVEL_BINDING,      &MESSAGE_BINDING,          "members",         "members",           LEVEL_MEMBER},
    {LEVEL_POLICY,       &MESSAGE_POLICY,           "auditConfigs",    "audit_configs",     LEVEL_AUDIT_CONFIG},
    {LEVEL_AUDIT_CONFIG, &MESSAGE_AUDIT_CONFIG,     "auditLogConfigs", "audit_log_configs", LEVEL_LOG},
    {LEVEL_LOG,          &MESSAGE_AUDIT_LOG_CONFIG, "exemptedMembers", "exempted_members",  LEVEL_MEMBER},
};
/* clang-format on */

#define RULE_COUNT (sizeof(RULES) / sizeof(RULES[0]))
#define LIST_COUNT (sizeof(LISTS) / sizeof(LISTS[0]))

/* A quoting rule is about a string: the place itself or the field of that name. */
static struct text
quoted_at(const struct policy_rule *rule, const struct place *place)
{
    if (rule->level == LEVEL_MEMBER)
        return scalar_text(place->here);
    return schema_string(&MESSAGE_BINDING, place->here, rule->field);
}

static bool
break_rule(const struct policy_rule *rule, const struct place *place, struct buf *path,
           struct err *err)
{
    struct text quoted = rule->quotes ? quoted_at(rule, place) : TEXT("");
    struct buf sentence OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    const char *mark = rule->quotes ? strstr(rule->sentence, "%.*s") : NULL;
    const char *tail = mark != NULL ? mark + strlen("%.*s") : rule->sentence;
    if (mark != NULL) {
        buf_add(&sentence, rule->sentence, (size_t)(mark - rule->sentence));
        buf_add_text(&sentence, utf8_cut(quoted, QUOTE_BYTES));
    }
    buf_add_str(&sentence, tail);
    if (rule->field != NULL)
        buf_printf(path, ".%s", rule->field);
    if (sentence.failed || path->failed)
        return err_memory(err);
    return err_field(err, ERR_INVALID_ARGUMENT, path->at, "%s", sentence.at);
}

static bool
check_here(enum level level, const struct place *place, struct buf *path, struct err *err)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (RULES[i].level == level && RULES[i].is_broken(place))
            return break_rule(&RULES[i], place, path, err);
    }
    return true;
}

/* Levels lead down only, so this is no deeper than they are. */
static bool
check_level(enum level level, const struct place *place, struct buf *path, struct err *err)
{
    if (!check_here(level, place, path, err))
        return false;
    for (size_t i = 0; i < LIST_COUNT; i++) {
        if (LISTS[i].from != level)
            continue;
        const json_t *list = schema_get(LISTS[i].message, place->here, LISTS[i].list);
        size_t length = path->length;
        for (size_t at = 0; at < json_array_size(list); at++) {
            const struct place below = {place->policy, json_array_get(list, at)};
            buf_printf(path, ".%s[%zu]", LISTS[i].proto, at);
            if (!check_level(LISTS[i].to, &below, path, err))
                return false;
            buf_cut(path, length);
        }
    }
    return true;
}

bool
policy_rules_check(const json_t *policy, struct err *err)
{
    struct buf path OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    const struct place whole = {policy, policy};
    buf_add_str(&path, "policy");
    if (policy == NULL)
        return err_field(err, ERR_INVALID_ARGUMENT, "policy", "A policy must be specified.");
    return check_level(LEVEL_POLICY, &whole, &path, err);
}

/* The IAM permissions page. */
static const char *const PERMISSIONS[] = {
    [PERMISSION_CREATE] = "ml.jobs.create",
    [PERMISSION_GET] = "ml.jobs.get",
    [PERMISSION_LIST] = "ml.jobs.list",
    [PERMISSION_CANCEL] = "ml.jobs.cancel",
    [PERMISSION_UPDATE] = "ml.jobs.update",
    [PERMISSION_GET_IAM_POLICY] = "ml.jobs.getIamPolicy",
    [PERMISSION_SET_IAM_POLICY] = "ml.jobs.setIamPolicy",
};

bool
policy_rules_find_permission(struct text name, size_t index, enum policy_permission *ret_found,
                             struct err *err)
{
    struct buf field OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    for (int i = 0; i < PERMISSION_COUNT; i++) {
        if (text_is(name, PERMISSIONS[i])) {
            *ret_found = (enum policy_permission)i;
            return true;
        }
    }
    buf_printf(&field, "permissions[%zu]", index);
    if (field.failed)
        return err_memory(err);
    bool is_wild = name.length > 0 && memchr(name.at, '*', name.length) != NULL;
    name = utf8_cut(name, QUOTE_BYTES);
    if (is_wild)
        return err_field(err, ERR_INVALID_ARGUMENT, field.at,
                         "The permission %.*s has a wildcard; only single permissions can be "
                         "tested.",
                         TEXT_ARG(name));
    return err_field(err, ERR_INVALID_ARGUMENT, field.at,
                     "Permission %.*s is not valid for this resource.", TEXT_ARG(name));
}

const char *
policy_permission_name(enum policy_permission permission)
{
    return PERMISSIONS[permission];
}
