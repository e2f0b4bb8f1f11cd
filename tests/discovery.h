/* The reference discovery document as a judge of replies.
 *
 * It reads tests/data/ml-v1-jobs.discovery.json and nothing of the server, so that a slip in the
 * server's tables cannot excuse itself.
 *
 *     json_auto_t *document = discovery_load();
 *     const json_t *method = discovery_method(document, "GET", "/v1/projects/p/jobs/j");
 *     if (!discovery_check(document, discovery_response(method), body, &why))
 *         ck_abort_msg("%s", why.text);
 */
#ifndef TESTS_DISCOVERY_H
#define TESTS_DISCOVERY_H

#include <jansson.h>
#include <stdbool.h>

/* What is wrong, and where: "jobs[0].state: "DONE" is no member of the enum". */
struct why {
    char text[512];
};

/* Puts it into words; false, so that a check can end in it. */
__attribute__((format(printf, 2, 3))) bool why_not(struct why *why, const char *format, ...);

/* Owned; NULL when the file is not there or is no JSON. */
json_t *discovery_load(void);

/* The method that a request is for, by the path templates of the document; NULL when it has none.
 * The path is as on the request line, percent-encoded or not; a query does not matter. Borrowed from
 * the document, as all below. */
const json_t *discovery_method(const json_t *document, const char *http_method, const char *path);

/* The method of an id such as "ml.projects.jobs.get", or NULL. */
const json_t *discovery_method_of_id(const json_t *document, const char *id);

/* The id of the schema that a method answers with; NULL for no method. */
const char *discovery_response(const json_t *method);

/* Whether a value fits a schema. No member is required, none may be unknown or null. */
bool discovery_check(const json_t *document, const char *schema, const json_t *value,
                     struct why *why);

#endif
