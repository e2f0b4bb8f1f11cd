/* One failure, as the API will report it.
 *
 * Every function that can fail returns false and fills the struct err it was handed last. Codes are
 * google.rpc.Code; HTTP numbers are the business of api/reply alone. The first error wins, except
 * that front-end violations (err_violation) add up: Google's front end reports them all, its
 * backend stops at the first (api facts: docs of google.rpc.BadRequest; captures of 2017-2021).
 *
 *     struct err err OWNED(err_done) = ERR;
 *     if (!rules_check(..., &err)) return reply_error(reply, &err);
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/buf.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* google.rpc.Code, same numbers. */
enum err_code {
    ERR_NONE = 0,
    ERR_CANCELLED = 1,
    ERR_UNKNOWN = 2,
    ERR_INVALID_ARGUMENT = 3,
    ERR_DEADLINE_EXCEEDED = 4,
    ERR_NOT_FOUND = 5,
    ERR_ALREADY_EXISTS = 6,
    ERR_PERMISSION_DENIED = 7,
    ERR_RESOURCE_EXHAUSTED = 8,
    ERR_FAILED_PRECONDITION = 9,
    ERR_ABORTED = 10,
    ERR_OUT_OF_RANGE = 11,
    ERR_UNIMPLEMENTED = 12,
    ERR_INTERNAL = 13,
    ERR_UNAVAILABLE = 14,
    ERR_DATA_LOSS = 15,
    ERR_UNAUTHENTICATED = 16,
    ERR_CODE_COUNT
};

/* One row of google.rpc.BadRequest.field_violations. */
struct err_violation {
    char *field;       /* owned; NULL when the violation names no field */
    char *description; /* owned */
};

struct err {
    enum err_code code;               /* ERR_NONE: nothing went wrong */
    struct buf message;               /* what the client reads */
    struct err_violation *violations; /* owned */
    size_t violation_count;
    size_t violation_capacity;
    struct buf details; /* a JSON array in place of the violations; empty: none */
    bool adds_up;       /* front-end violations only, so that more may follow */
    bool memory;        /* memory ran out; message may be empty */
};

/* At most this much text in one error; violations beyond it are dropped, the first ones stay. A
 * single sentence is cut at half of it. */
#define ERR_TEXT_BYTES 65536

#define ERR ((struct err){.message = BUF(ERR_TEXT_BYTES), .details = BUF(ERR_TEXT_BYTES)})

void err_done(struct err *err);

/* All of these return false, so that a function can end in `return err_set(...)`. */

/* A plain message, without details. */
__attribute__((format(printf, 3, 4))) bool err_set(struct err *err, enum err_code code,
                                                   const char *format, ...);

/* The backend's idiom: message "Field: <field> Error: <sentence>" and one violation that repeats
 * both (observed on every validation error of the jobs API, 2017-2021). */
__attribute__((format(printf, 4, 5))) bool err_field(struct err *err, enum err_code code,
                                                     const char *field, const char *format, ...);

/* The front end's idiom: one more INVALID_ARGUMENT violation, messages joined by newlines. `field`
 * may be NULL or empty: the violation then names none. */
__attribute__((format(printf, 3, 4))) bool err_violation(struct err *err, const char *field,
                                                         const char *format, ...);

/* An invalid argument in the front end's general words: the message says only that there is one, its
 * violation which (seen for `fields`). */
__attribute__((format(printf, 3, 4))) bool err_argument(struct err *err, const char *field,
                                                        const char *format, ...);

/* What stands in the details of an error that is set: `array` is compact JSON and goes out as it is,
 * the empty text changes nothing. */
bool err_details(struct err *err, struct text array);

/* Memory ran out: UNAVAILABLE, so that a client may try again. Never allocates. */
bool err_memory(struct err *err);

/* What to show; never NULL, never empty once a code is set. Borrowed. */
const char *err_message(const struct err *err);

/* "INVALID_ARGUMENT" and so on; static. */
const char *err_code_name(enum err_code code);

#endif
