/* Semantic rules of IAM policies: what a well-formed policy must also satisfy, and what can be
 * asked for by testIamPermissions.
 *
 * Rules are rows, as in model/rules.h, and apply to a policy, to each of its bindings, members and
 * so on. A policy is read from its beginning to its end; the first rule broken is the answer, and
 * its field is the path to the place: "policy.bindings[0].members[1]".
 *
 * Whether principals, roles of the right form and projects exist is not asked: there is no directory
 * here. Conditions are kept and never evaluated.
 */
#ifndef MODEL_POLICY_RULES_H
#define MODEL_POLICY_RULES_H

#include "base/err.h"

#include <jansson.h>

/* The permissions that jobs know. */
enum policy_permission {
    PERMISSION_CREATE,
    PERMISSION_GET,
    PERMISSION_LIST,
    PERMISSION_CANCEL,
    PERMISSION_UPDATE,
    PERMISSION_GET_IAM_POLICY,
    PERMISSION_SET_IAM_POLICY,
    PERMISSION_COUNT
};

/* False with the first broken rule in err. The policy, which may be NULL, has passed
 * schema_check(&MESSAGE_POLICY). */
bool policy_rules_check(const json_t *policy, struct err *err);

/* Whether a binding of the policy has a condition, which makes it one of version 3. */
bool policy_has_conditions(const json_t *policy);

/* Finds a permission that a client asks for. False, with INVALID_ARGUMENT, when it has a wildcard or
 * is none of a job; `index` is its place among those asked for. */
bool policy_rules_find_permission(struct text name, size_t index, enum policy_permission *ret_found,
                                  struct err *err);

/* "ml.jobs.get" and so on; static. */
const char *policy_permission_name(enum policy_permission permission);

#endif
