/* One request, as every handler sees it: no sockets, no clocks of its own.
 *
 * http fills it; tests build it by hand. Texts are borrowed for the length of the call.
 */
#ifndef API_REQUEST_H
#define API_REQUEST_H

#include "base/limits.h"
#include "base/ns.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_OTHER,
    HTTP_METHOD_COUNT
};

struct pair {
    struct text name;
    struct text value;
};

struct request {
    enum http_method method;
    struct text path;                     /* raw: percent-encoded, without the query */
    struct pair query[LIMIT_QUERY_PAIRS]; /* raw: percent-encoded, '+' for blank */
    size_t query_count;
    struct pair headers[LIMIT_HEADER_PAIRS]; /* in the order received */
    size_t header_count;
    struct text body;
    const char *id; /* X-Request-Id of the reply */
    ns_t mono;      /* the monotonic clock when this attempt began */

    /* Kept between two attempts at the same request (see enum outcome); 0 at first. Only the
     * handler that set them looks at them. */
    int64_t progress;
    int64_t tally;
    void *work; /* owned, or NULL */
    void (*work_free)(void *work);

    /* What a handler says with OUTCOME_WAIT. */
    ns_t wake_at;    /* the monotonic reading at which to call again at the latest */
    uint64_t awaits; /* a reply that stirs this (reply.h) has it called earlier */
    bool is_eager;   /* ... and so does a moment in which nobody has anything to do */

    bool is_idle; /* this attempt is made in such a moment */
};

/* Gives up what a handler kept between two attempts. */
void request_done(struct request *request);

/* The value of the first header of that name, case ignored; the empty text when there is none. */
struct text request_header(const struct request *request, const char *name);

/* "GET" -> HTTP_GET; HTTP_OTHER for what no route takes. */
enum http_method http_method_of(struct text name);
const char *http_method_name(enum http_method method);

/* Decodes %XX, and '+' as a blank when `plus` is true, into out. False when a % is not followed by
 * two hex digits, or when a NUL would result; out is then undefined. */
struct buf;
bool percent_decode(struct text raw, bool plus, struct buf *out);

#endif
