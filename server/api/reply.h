/* One reply, and the only place that knows HTTP status numbers.
 *
 * A handler fills the body with compact JSON; http indents it when asked to and adds the headers.
 *
 *     buf_add_str(&reply->body, "{}");
 *     return reply_ok(reply);
 *     return reply_error(reply, &err);
 */
#ifndef API_REPLY_H
#define API_REPLY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ns.h"

enum reply_type { REPLY_JSON, REPLY_HTML, REPLY_JAVASCRIPT, REPLY_MULTIPART };

#define REPLY_BOUNDARY_BYTES 64

struct reply {
    int status; /* HTTP; 0 until something answered */
    enum reply_type type;
    struct buf body;                     /* ready to send */
    ns_t hold;                           /* real time to hold it back: --response-delay */
    bool close;                          /* end the connection after it */
    bool is_legacy;                      /* errors also say errors[]: $.xgafv=1 */
    uint64_t stirs;                      /* who awaits this looks again; 0: nobody */
    char boundary[REPLY_BOUNDARY_BYTES]; /* of REPLY_MULTIPART */
};

#define REPLY ((struct reply){.body = BUF((size_t)LIMIT_REPLY_BYTES)})

void reply_done(struct reply *reply);

/* reply.stirs: whoever waits, whatever they wait for. */
#define STIRS_ALL UINT64_MAX

/* What a handler returns. */
enum outcome {
    OUTCOME_DONE,  /* the reply is complete */
    OUTCOME_LATER, /* nothing may be sent yet: call again, after other work had its turn */
    OUTCOME_WAIT,  /* nor may it now: call again when something stirs, or at request->wake_at */
};

/* 200 with the body as it stands. */
enum outcome reply_ok(struct reply *reply);

/* The error envelope of googleapis: {"error":{"code","message","status","details"}}, always
 * indented, details only for violations (every captured error of this API). */
enum outcome reply_error(struct reply *reply, const struct err *err);

/* 413 in the same shape: google.rpc.Code has no member for it. */
enum outcome reply_too_large(struct reply *reply, int64_t limit_bytes, const char *option);

/* "Not Found" of 404: what a status line says behind the number; static. */
const char *reply_reason(int status);

/* "application/json; charset=UTF-8", and for a multipart reply all but its boundary; static. */
const char *reply_content_type(enum reply_type type);

/* google.rpc.Code -> HTTP, as googleapis maps it. */
int reply_status(enum err_code code);

/* What to send. Borrowed; a fixed text when memory ran out while the error was written. */
struct text reply_text(const struct reply *reply);

#endif
