#include "base/limits.h"
#include "base/own.h"
#include "json/member.h"
#include "json/scalar.h"
#include "json/schema.h"
#include "json/utf8.h"
#include "json/write.h"

#include <assert.h>
#include <string.h>

/* What the client sent is quoted up to here, so that the first violations always fit. */
#define QUOTE_BYTES 1024

/* The longest path: our names, at most LIMIT_JSON_DEPTH of them. */
#define PATH_BYTES (LIMIT_JSON_DEPTH * 128)

#define TYPE_PREFIX "type.googleapis.com/"

/* Where a value stands: a chain on the stack, written out only when something is wrong. */
struct place {
    const struct place *up; /* NULL at the root */
    const char *name;       /* as in error paths; NULL for an element */
    const char *sent;       /* as the client spelt it; "" for an element */
    size_t index;           /* of an element */
};

struct check {
    struct err *err;
    bool failed;
};

/* How error texts name the type of a field, except enumerations and messages. */
static const char *const TYPE_NAMES[FIELD_KIND_COUNT] = {
    [FIELD_STRING] = "TYPE_STRING",
    [FIELD_BOOL] = "TYPE_BOOL",
    [FIELD_INT32] = "TYPE_INT32",
    [FIELD_INT64] = "TYPE_INT64",
    [FIELD_DOUBLE] = "TYPE_DOUBLE",
    [FIELD_BYTES] = "TYPE_BYTES",
    [FIELD_TIMESTAMP] = TYPE_PREFIX "google.protobuf.Timestamp",
    [FIELD_DURATION] = TYPE_PREFIX "google.protobuf.Duration",
    [FIELD_FIELDMASK] = TYPE_PREFIX "google.protobuf.FieldMask",
    [FIELD_STRING_MAP] = "TYPE_STRING", /* of its values */
};

static void check_message(struct check *check, const struct message *message, const json_t *object,
                          const struct place *place);

static void
write_path(struct buf *out, const struct place *place)
{
    if (place == NULL)
        return;
    write_path(out, place->up);
    if (place->name == NULL) {
        buf_printf(out, "[%zu]", place->index);
        return;
    }
    if (out->length > 0)
        buf_add_char(out, '.');
    buf_add_str(out, place->name);
}

/* Reports "<lead><at 'path'><tail>" as a violation of the field at `place`. */
static void
report(struct check *check, const struct place *place, const char *lead, struct text tail)
{
    struct buf path OWNED(buf_done) = BUF(PATH_BYTES);
    write_path(&path, place);
    check->failed = true;
    if (path.failed)
        err_memory(check->err);
    else if (path.length == 0)
        err_violation(check->err, NULL, "%s%.*s", lead, TEXT_ARG(tail));
    else
        err_violation(check->err, path.at, "%s at '%s'%.*s", lead, path.at, TEXT_ARG(tail));
}

/* A member that may not be there: `place` is the message it was found in. */
static void
report_name(struct check *check, const struct place *place, const char *sent, const char *sentence)
{
    struct buf lead OWNED(buf_done) = BUF(2 * QUOTE_BYTES);
    struct buf tail OWNED(buf_done) = BUF(2 * QUOTE_BYTES);
    buf_printf(&lead, "Invalid JSON payload received. Unknown name \"%.*s\"",
               TEXT_ARG(utf8_cut(text_of(sent), QUOTE_BYTES)));
    buf_printf(&tail, ": %s", sentence);
    if (lead.failed || tail.failed) {
        check->failed = true;
        err_memory(check->err);
        return;
    }
    report(check, place, lead.at, buf_text(&tail));
}

/* A value that may not be there. */
static void
report_value(struct check *check, const struct place *place, const char *type, const char *what)
{
    struct buf tail OWNED(buf_done) = BUF(4 * QUOTE_BYTES);
    buf_printf(&tail, " (%s), %s", type, what);
    if (tail.failed) {
        check->failed = true;
        err_memory(check->err);
        return;
    }
    report(check, place, "Invalid value", buf_text(&tail));
}

/* Adds a value as error texts quote it: strings between quotes but not escaped, the rest as JSON.
 */
static void
quote_value(struct buf *out, const json_t *value)
{
    struct buf json OWNED(buf_done) = BUF(LIMIT_REPLY_BYTES);
    const char *quote = json_is_string(value) ? "\"" : "";
    struct text text = scalar_text(value);
    if (!json_is_string(value)) {
        write_value(&json, value);
        text = buf_text(&json);
    }
    struct text shown = utf8_cut(text, QUOTE_BYTES);
    buf_printf(out, "%s%.*s%s%s", quote, TEXT_ARG(shown), shown.length < text.length ? "..." : "",
               quote);
    out->failed = out->failed || json.failed;
}

/* Adds the type a field's value should have had. */
static void
quote_type(struct buf *out, const struct field *field)
{
    if (field->kind == FIELD_ENUM)
        buf_printf(out, TYPE_PREFIX "%s", field->enumeration->type_name);
    else if (field->kind == FIELD_MESSAGE)
        buf_printf(out, TYPE_PREFIX "%s", field->message->type_name);
    else
        buf_add_str(out, TYPE_NAMES[field->kind]);
}

/* A value of another type than the field's, or out of its range. */
static void
report_mismatch(struct check *check, const struct place *place, const char *type,
                const json_t *value)
{
    struct buf what OWNED(buf_done) = BUF(2 * QUOTE_BYTES);
    quote_value(&what, value);
    if (what.failed) {
        check->failed = true;
        err_memory(check->err);
        return;
    }
    report_value(check, place, type, what.at);
}

static void
report_field(struct check *check, const struct place *place, const struct field *field,
             const json_t *value)
{
    struct buf type OWNED(buf_done) = BUF(QUOTE_BYTES);
    quote_type(&type, field);
    report_mismatch(check, place, type.failed ? "" : type.at, value);
}

/* The message that holds a field, or the element itself: elements have no name to blame. */
static const struct place *
holder(const struct place *place)
{
    return place->name == NULL ? place : place->up;
}

/* Checks the value of a field that does not repeat, or one element of one that does. */
static void
check_single(struct check *check, const struct field *field, const json_t *value,
             const struct place *place)
{
    if (json_is_array(value))
        report_name(check, holder(place), place->sent,
                    "Proto field is not repeating, cannot start list.");
    else if (field->kind == FIELD_MESSAGE && json_is_object(value))
        check_message(check, field->message, value, place);
    else if (field->kind == FIELD_MESSAGE)
        report_field(check, place, field, value);
    else if (json_is_object(value))
        report_value(check, holder(place), place->name == NULL ? field->proto : place->name,
                     "Starting an object on a scalar field");
    else if (!scalar_is_valid(field, value))
        report_field(check, place, field, value);
}

static void
check_repeated(struct check *check, const struct field *field, const json_t *value,
               const struct place *place)
{
    if (!json_is_array(value)) {
        if (json_is_object(value) && field->kind != FIELD_MESSAGE)
            check_single(check, field, value, place);
        else
            report_field(check, place, field, value);
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct place element = {.up = place, .sent = "", .index = i};
        check_single(check, field, json_array_get(value, i), &element);
    }
}

/* In protobuf a map is a list of messages with a key and a value each; error texts show it. */
static void
check_map(struct check *check, const struct field *field, const json_t *value,
          const struct place *place)
{
    if (json_is_array(value)) {
        report_value(check, place, "Map", "Cannot bind a list to map.");
        return;
    }
    if (!json_is_object(value)) {
        report_mismatch(check, place, "Map", value);
        return;
    }
    struct place element = {.up = place, .sent = ""};
    struct place inner = {.up = &element, .name = "value", .sent = "value"};
    struct member member = {0};
    for (; member_next(value, &member); element.index++)
        check_single(check, field, member.value, &inner);
}

/* Notes that a field is set. False, after a report, when it may not be set any more. */
static bool
claim(struct check *check, const struct message *message, const struct field *field, uint64_t *seen,
      const struct place *place)
{
    for (size_t i = 0; i < message->count; i++) {
        const struct field *other = &message->fields[i];
        if ((*seen >> i & 1) == 0)
            continue;
        if (other == field) {
            report_name(check, place->up, place->sent, "Field was already set.");
            return false;
        }
        if (field->oneof == NULL || other->oneof == NULL || strcmp(field->oneof, other->oneof) != 0)
            continue;
        struct buf what OWNED(buf_done) = BUF(QUOTE_BYTES);
        buf_printf(&what, "oneof field '%s' is already set. Cannot set '%s'", field->oneof,
                   place->sent);
        report_value(check, place->up, "oneof", what.failed ? "" : what.at);
        return false;
    }
    *seen |= UINT64_C(1) << (field - message->fields);
    return true;
}

static void
check_message(struct check *check, const struct message *message, const json_t *object,
              const struct place *place)
{
    assert(message->count <= 64);
    uint64_t seen = 0;
    struct member member = {0};
    while (member_next(object, &member)) {
        const struct field *field = schema_field(message, text_of(member.name));
        if (field == NULL) {
            report_name(check, place, member.name, "Cannot find field.");
            continue;
        }
        struct place inner = {.up = place, .name = field->proto, .sent = member.name};
        if (json_is_null(member.value) || !claim(check, message, field, &seen, &inner))
            continue;
        if (field->kind == FIELD_STRING_MAP)
            check_map(check, field, member.value, &inner);
        else if (field->flags & FIELD_REPEATED)
            check_repeated(check, field, member.value, &inner);
        else
            check_single(check, field, member.value, &inner);
    }
}

bool
schema_check(const struct message *message, const json_t *body, const char *root, struct err *err)
{
    struct check check = {.err = err};
    struct place place = {.name = root, .sent = ""};
    if (json_is_object(body))
        check_message(&check, message, body, &place);
    else
        report_name(&check, NULL, "", "Root element must be a message.");
    return !check.failed;
}
