/* Messages that only ever leave: what list, getConfig and methods without a result answer with.
 *
 * Source: ml v1 discovery document, revision 20251213. */
#ifndef MODEL_REPLY_SCHEMA_H
#define MODEL_REPLY_SCHEMA_H

#include "json/schema.h"

extern const struct message MESSAGE_LIST_JOBS_RESPONSE;
extern const struct message MESSAGE_GET_CONFIG_RESPONSE;
extern const struct message MESSAGE_CONFIG;
extern const struct message MESSAGE_EMPTY; /* google.protobuf.Empty: {} */

#endif
