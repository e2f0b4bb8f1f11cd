#include "base/own.h"
#include "base/rfc3339.h"
#include "json/member.h"
#include "json/scalar.h"
#include "json/schema.h"
#include "json/write.h"

#include <math.h>

static void
write_text(const struct field *field, const json_t *value, struct buf *out)
{
    (void)field;
    write_string(out, scalar_text(value));
}

static void
write_bool(const struct field *field, const json_t *value, struct buf *out)
{
    (void)field;
    buf_add_str(out, json_is_true(value) ? "true" : "false");
}

static void
write_integer(const struct field *field, const json_t *value, struct buf *out)
{
    int64_t number = 0;
    scalar_int64(value, &number);
    if (field->kind == FIELD_INT32)
        buf_printf(out, "%d", (int)number);
    else
        write_int64(out, number);
}

static void
write_number(const struct field *field, const json_t *value, struct buf *out)
{
    (void)field;
    double number = 0;
    scalar_double(value, &number);
    write_double(out, number);
}

static void
write_bytes(const struct field *field, const json_t *value, struct buf *out)
{
    (void)field;
    struct buf bytes OWNED(buf_done) = BUF(json_string_length(value));
    scalar_bytes(value, &bytes);
    write_base64(out, bytes.at, bytes.length);
    out->failed = out->failed || bytes.failed;
}

/* A time the emulator cannot compute with (before 1970, after 2262) stays as it was sent. */
static void
write_timestamp(const struct field *field, const json_t *value, struct buf *out)
{
    ns_t time;
    if (!rfc3339_parse(scalar_text(value), &time)) {
        write_text(field, value, out);
        return;
    }
    buf_add_char(out, '"');
    rfc3339_write(out, time);
    buf_add_char(out, '"');
}

static void
write_duration(const struct field *field, const json_t *value, struct buf *out)
{
    (void)field;
    int64_t seconds = 0;
    int32_t nanos = 0;
    duration_parse(scalar_text(value), &seconds, &nanos);
    buf_add_char(out, '"');
    duration_write(out, seconds, nanos);
    buf_add_char(out, '"');
}

/* Paths of a mask are lowerCamelCase in JSON, whichever spelling was sent. */
static void
write_mask(const struct field *field, const json_t *value, struct buf *out)
{
    (void)field;
    struct text mask = scalar_text(value);
    bool raise = false;
    buf_add_char(out, '"');
    for (size_t i = 0; i < mask.length; i++) {
        char c = mask.at[i];
        if (c != '_')
            buf_add_char(out, raise && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
        raise = c == '_';
    }
    buf_add_char(out, '"');
}

static void
write_enum(const struct field *field, const json_t *value, struct buf *out)
{
    int number = 0;
    scalar_enum(field->enumeration, value, &number);
    write_str(out, field->enumeration->values[number]);
}

static void
write_message(const struct field *field, const json_t *value, struct buf *out)
{
    schema_write(field->message, value, out);
}

static void
write_map(const struct field *field, const json_t *value, struct buf *out)
{
    const char *before = "";
    struct member member = {0};
    buf_add_char(out, '{');
    while (member_next(value, &member)) {
        buf_add_str(out, before);
        write_str(out, member.name);
        buf_add_char(out, ':');
        write_text(field, member.value, out);
        before = ",";
    }
    buf_add_char(out, '}');
}

/* Writes one value, not an array of them. */
static void
write_single(const struct field *field, const json_t *value, struct buf *out)
{
    static void (*const WRITE[FIELD_KIND_COUNT])(const struct field *, const json_t *,
                                                 struct buf *) = {
        [FIELD_STRING] = write_text,         [FIELD_BOOL] = write_bool,
        [FIELD_INT32] = write_integer,       [FIELD_INT64] = write_integer,
        [FIELD_DOUBLE] = write_number,       [FIELD_BYTES] = write_bytes,
        [FIELD_TIMESTAMP] = write_timestamp, [FIELD_DURATION] = write_duration,
        [FIELD_FIELDMASK] = write_mask,      [FIELD_ENUM] = write_enum,
        [FIELD_MESSAGE] = write_message,     [FIELD_STRING_MAP] = write_map,
    };
    WRITE[field->kind](field, value, out);
}

static bool
is_zero(const struct field *field, const json_t *value)
{
    int64_t integer = 0;
    double number = 0;
    int name = 0;
    switch (field->kind) {
    case FIELD_STRING:
        return scalar_text(value).length == 0;
    case FIELD_BOOL:
        return !json_is_true(value);
    case FIELD_INT32:
    case FIELD_INT64:
        scalar_int64(value, &integer);
        return integer == 0;
    case FIELD_DOUBLE:
        scalar_double(value, &number);
        return number == 0 && !signbit(number);
    case FIELD_BYTES:
        return scalar_text(value).length == 0;
    case FIELD_ENUM:
        scalar_enum(field->enumeration, value, &name);
        return name == 0;
    case FIELD_STRING_MAP:
        return json_object_size(value) == 0;
    case FIELD_TIMESTAMP: /* messages in protobuf, and those are there or are not */
    case FIELD_DURATION:
    case FIELD_FIELDMASK:
    case FIELD_MESSAGE:
    case FIELD_KIND_COUNT:
        break;
    }
    return false;
}

/* A member of a oneof is never default: that it was the one chosen is worth writing. */
static bool
is_default(const struct field *field, const json_t *value)
{
    if (field->flags & FIELD_REPEATED)
        return json_array_size(value) == 0;
    return field->oneof == NULL && is_zero(field, value);
}

static void
write_field(const struct field *field, const json_t *value, struct buf *out)
{
    if ((field->flags & FIELD_REPEATED) == 0) {
        write_single(field, value, out);
        return;
    }
    buf_add_char(out, '[');
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (i > 0)
            buf_add_char(out, ',');
        write_single(field, json_array_get(value, i), out);
    }
    buf_add_char(out, ']');
}

bool
schema_write_field(const struct field *field, const json_t *value, struct buf *out)
{
    if (value == NULL || json_is_null(value) || is_default(field, value))
        return false;
    write_field(field, value, out);
    return true;
}

void
schema_write(const struct message *message, const json_t *body, struct buf *out)
{
    const char *before = "{";
    for (size_t i = 0; i < message->count; i++) {
        const struct field *field = &message->fields[i];
        const json_t *value = schema_value(field, body);
        if ((field->flags & FIELD_OUTPUT_ONLY) || value == NULL || is_default(field, value))
            continue;
        buf_add_str(out, before);
        write_str(out, field->name);
        buf_add_char(out, ':');
        write_field(field, value, out);
        before = ",";
    }
    buf_add_str(out, *before == '{' ? "{}" : "}");
}
