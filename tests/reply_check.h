/* Whether what a v1 method answered is what a client of Google's may expect: a success by the
 * discovery document's schema, an error by google.rpc.Status and the details that were seen.
 *
 *     struct reply_seen seen = {.status = 200, .body = body, .length = length};
 *     if (!reply_is_valid(document, "ml.projects.jobs.get", &seen, &why))
 *         ck_abort_msg("%s", why.text);
 *
 * JSONP and the bodies of a batch are not for it.
 */
#ifndef TESTS_REPLY_CHECK_H
#define TESTS_REPLY_CHECK_H

#include "discovery.h"

#include <stddef.h>

struct reply_seen {
    int status;
    const char *body; /* need not end in NUL */
    size_t length;
    bool may_list_errors; /* $.xgafv=1 was asked for: error.errors may be there */
};

/* `name` is the id of a method or of a schema. */
bool reply_is_valid(const json_t *document, const char *name, const struct reply_seen *seen,
                    struct why *why);

/* The same for a request to `target`, path and query as on the request line; it reads $.xgafv
 * itself. True for what it is not for: other paths than /v1/, JSONP, and DELETE where it works, which
 * --compat delete-job makes it do. */
bool reply_suits_request(const json_t *document, const char *http_method, const char *target,
                         const struct reply_seen *seen, struct why *why);

#endif
