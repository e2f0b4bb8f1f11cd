/* What the discovery document says of a method: its messages, its parameters, in our own words.
 *
 * One row a method that is emulated. Whatever is read off a request by type is read by these rows:
 * the query (parameters.h), partial responses (json/mask.h) and the discovery document itself.
 */
#ifndef API_METHOD_H
#define API_METHOD_H

#include "json/schema.h"

/* A parameter of the query. A list of them ends with a row without a name. */
struct parameter {
    const char *name;     /* lowerCamelCase, as in the discovery document */
    enum field_kind kind; /* FIELD_STRING, FIELD_BOOL, FIELD_INT32 or FIELD_FIELDMASK */
    const char *about;
};

struct method {
    const char *about;
    const char *variable; /* what its path expands: "parent", "name" or "resource" */
    const char *variable_about;
    const struct message *request; /* NULL: it takes no body */
    const struct message *response;
    bool is_read_only; /* the cloud-platform.read-only scope will do */
};

/* Lists that several methods share are named by what is in them. */
extern const struct parameter PARAMETERS_FILTERED_PAGE[]; /* filter, pageSize, pageToken */
extern const struct parameter PARAMETERS_PAGE[];          /* pageSize, pageToken */
extern const struct parameter PARAMETERS_UPDATE_MASK[];
extern const struct parameter PARAMETERS_POLICY_VERSION[];
extern const struct parameter PARAMETERS_STUDY[];

extern const struct method METHOD_GET_CONFIG;
extern const struct method METHOD_JOBS_CREATE;
extern const struct method METHOD_JOBS_GET;
extern const struct method METHOD_JOBS_LIST;
extern const struct method METHOD_JOBS_PATCH;
extern const struct method METHOD_JOBS_CANCEL;
extern const struct method METHOD_JOBS_GET_IAM_POLICY;
extern const struct method METHOD_JOBS_SET_IAM_POLICY;
extern const struct method METHOD_JOBS_TEST_IAM_PERMISSIONS;

#endif
