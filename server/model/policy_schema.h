/* The messages of IAM, as far as jobs use them: policies, and asking for permissions.
 *
 * Sources: ml v1 discovery document, revision 20251213 (names, types, formats, enums); order of
 * fields by the numbers they have in google.iam.v1 and google.type.
 */
#ifndef MODEL_POLICY_SCHEMA_H
#define MODEL_POLICY_SCHEMA_H

#include "json/schema.h"

extern const struct message MESSAGE_POLICY;
extern const struct message MESSAGE_BINDING;
extern const struct message MESSAGE_EXPR;
extern const struct message MESSAGE_AUDIT_CONFIG;
extern const struct message MESSAGE_AUDIT_LOG_CONFIG;
extern const struct message MESSAGE_SET_IAM_POLICY_REQUEST;
extern const struct message MESSAGE_TEST_IAM_PERMISSIONS_REQUEST;
extern const struct message MESSAGE_TEST_IAM_PERMISSIONS_RESPONSE;

#endif
