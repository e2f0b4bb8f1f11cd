/* One table per message.
 *
 * A field is one row: how it is named, parsed, checked, reported in an error and ordered on output.
 * Both spellings are accepted (trainingInput, training_input), null means unset, int64 comes as a
 * string or a number, enums as name (any case) or number: proto3's JSON mapping, with what Google's
 * front end was seen to add. Every violation is reported, in the order of the body.
 *
 *     static const struct field FIELDS[] = {
 *         {.name = "jobId", .proto = "job_id", .kind = FIELD_STRING}, ...
 *     if (!schema_check(&MESSAGE_JOB, body, "job", &err)) ...
 *     schema_write(&MESSAGE_JOB, body, &out);        canonical: defaults left out, table order
 */
#ifndef JSON_SCHEMA_H
#define JSON_SCHEMA_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#include <jansson.h>

enum field_kind {
    FIELD_STRING,
    FIELD_BOOL,
    FIELD_INT32,
    FIELD_INT64,
    FIELD_DOUBLE,
    FIELD_BYTES,      /* base64, either alphabet */
    FIELD_TIMESTAMP,  /* google-datetime */
    FIELD_DURATION,   /* google-duration */
    FIELD_FIELDMASK,  /* google-fieldmask */
    FIELD_ENUM,       /* rows in .enumeration */
    FIELD_MESSAGE,    /* rows in .message */
    FIELD_STRING_MAP, /* map<string, string> */
    FIELD_KIND_COUNT
};

enum field_flag {
    FIELD_REPEATED = 1 << 0,
    FIELD_OUTPUT_ONLY = 1 << 1, /* accepted in a request, then forgotten */
    FIELD_READ_ONLY = 1 << 2,   /* marked readOnly in the discovery document */
};

/* An enum: values[number] is its name. The first is the default and is not written. */
struct enumeration {
    const char *type_name; /* "google.cloud.ml.v1.TrainingInput.ScaleTier" */
    const char *const *values;
    size_t count;
    const char *const *abouts; /* what each value says, for the discovery document; may be NULL */
};

struct field {
    const char *name;  /* lowerCamelCase, as in the discovery document */
    const char *proto; /* snake_case, as in error paths */
    const char *oneof; /* name of the oneof it belongs to, or NULL */
    const struct enumeration *enumeration;
    const struct message *message;
    enum field_kind kind;
    unsigned flags;
    const char *about; /* for the discovery document */
};

struct message {
    const char *schema;         /* id in the discovery document */
    const char *type_name;      /* google.cloud.ml.v1.Job */
    const struct field *fields; /* in output order */
    size_t count;
    const char *about; /* for the discovery document */
};

/* Checks a parsed body against a message. `root` is the path of the body in error texts ("job"), ""
 * when the body is the request message itself. False with every violation in err. */
bool schema_check(const struct message *message, const json_t *body, const char *root,
                  struct err *err);

/* Writes the checked body as canonical compact JSON: canonical names, table order, int64 as
 * strings, enum names, defaults and output-only fields left out. Messages, times and members of a
 * oneof have no default: they are written once they are set. */
void schema_write(const struct message *message, const json_t *body, struct buf *out);

/* Writes one field's checked value the same way; nothing, and false, when it is unset or default.
 */
bool schema_write_field(const struct field *field, const json_t *value, struct buf *out);

/* The row of a name in either spelling; NULL when there is none. */
const struct field *schema_field(const struct message *message, struct text name);

/* A field's value in a body, in either spelling, or NULL; null and unset read alike. */
const json_t *schema_value(const struct field *field, const json_t *body);

/* Readers for checked bodies. `name` is the canonical spelling, which the message must have. The
 * body may be NULL: every field of a message that is not there is unset. */
const json_t *schema_get(const struct message *message, const json_t *body, const char *name);
struct text schema_string(const struct message *message, const json_t *body, const char *name);
int64_t schema_int64(const struct message *message, const json_t *body, const char *name);
int schema_enum(const struct message *message, const json_t *body, const char *name);
bool schema_bool(const struct message *message, const json_t *body, const char *name);

#endif
