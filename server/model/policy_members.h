/* How the principals of an IAM policy, and the roles they are given, are spelt. */
#ifndef MODEL_POLICY_MEMBERS_H
#define MODEL_POLICY_MEMBERS_H

#include "base/text.h"

/* What is wrong with a member; the first that applies. */
enum member_flaw {
    MEMBER_FINE,
    MEMBER_UNKNOWN_TYPE, /* nothing known before its colon */
    MEMBER_BAD_VALUE,    /* what follows the colon is not of its type's form */
};

/* user:, serviceAccount:, group: and an e-mail address, domain:, project owners, editors and viewers,
 * pools of federated identities, allUsers and allAuthenticatedUsers, and the deleted ones. */
enum member_flaw policy_member_check(struct text member);

/* Groups are counted apart; a domain counts as one. */
bool policy_member_is_group(struct text member);

/* roles/r, projects/p/roles/r or organizations/1/roles/r. */
bool policy_role_is_valid(struct text role);

#endif
