/* The schemas of the discovery document: every message that a method's request or reply can reach. */
#include "api/discovery.h"

#include "json/write.h"

#include <stdlib.h>
#include <string.h>

/* Far more than there are; what does not fit fails the document, not the process. */
#define MESSAGES_MAX 128

/* How the document spells a kind. A kind without a type is spelt by what it holds. */
static const struct {
    const char *type;
    const char *format;
} SPELLINGS[FIELD_KIND_COUNT] = {
    [FIELD_STRING] = {"string", NULL},
    [FIELD_BOOL] = {"boolean", NULL},
    [FIELD_INT32] = {"integer", "int32"},
    [FIELD_INT64] = {"string", "int64"},
    [FIELD_DOUBLE] = {"number", "double"},
    [FIELD_BYTES] = {"string", "byte"},
    [FIELD_TIMESTAMP] = {"string", "google-datetime"},
    [FIELD_DURATION] = {"string", "google-duration"},
    [FIELD_FIELDMASK] = {"string", "google-fieldmask"},
    [FIELD_ENUM] = {"string", NULL},
    [FIELD_MESSAGE] = {NULL, NULL},
    [FIELD_STRING_MAP] = {"object", NULL},
};

void
discovery_write_type(struct buf *out, enum field_kind kind)
{
    discovery_write_member(out, "type", SPELLINGS[kind].type);
    if (SPELLINGS[kind].format != NULL) {
        buf_add_char(out, ',');
        discovery_write_member(out, "format", SPELLINGS[kind].format);
    }
}

static void
write_strings(struct buf *out, const char *name, const char *const *strings, size_t count)
{
    buf_printf(out, ",\"%s\":", name);
    for (size_t i = 0; i < count; i++) {
        buf_add_char(out, i == 0 ? '[' : ',');
        write_str(out, strings[i]);
    }
    buf_add_char(out, ']');
}

static void
write_enumeration(struct buf *out, const struct enumeration *enumeration)
{
    write_strings(out, "enum", enumeration->values, enumeration->count);
    if (enumeration->abouts != NULL)
        write_strings(out, "enumDescriptions", enumeration->abouts, enumeration->count);
}

/* What one value of the field is; a list has many of them. */
static void
write_value_type(struct buf *out, const struct field *field)
{
    if (field->kind == FIELD_MESSAGE)
        discovery_write_member(out, "$ref", field->message->schema);
    else
        discovery_write_type(out, field->kind);
    if (field->kind == FIELD_ENUM)
        write_enumeration(out, field->enumeration);
    if (field->kind == FIELD_STRING_MAP)
        buf_add_str(out, ",\"additionalProperties\":{\"type\":\"string\"}");
}

static void
write_field(struct buf *out, const struct field *field)
{
    write_str(out, field->name);
    buf_add_str(out, ":{");
    discovery_write_member(out, "description", field->about);
    buf_add_char(out, ',');
    if (field->flags & FIELD_REPEATED)
        buf_add_str(out, "\"type\":\"array\",\"items\":{");
    write_value_type(out, field);
    if (field->flags & FIELD_REPEATED)
        buf_add_char(out, '}');
    if (field->flags & FIELD_READ_ONLY)
        buf_add_str(out, ",\"readOnly\":true");
    buf_add_char(out, '}');
}

/* A field without an about is taken from clients and not told of (model/schema_rows.h). */
static void
write_message(struct buf *out, const struct message *message)
{
    const char *separator = "";
    write_str(out, message->schema);
    buf_add_str(out, ":{");
    discovery_write_member(out, "id", message->schema);
    buf_add_char(out, ',');
    discovery_write_member(out, "description", message->about);
    buf_add_str(out, ",\"type\":\"object\",\"properties\":{");
    for (size_t i = 0; i < message->count; i++) {
        if (message->fields[i].about == NULL)
            continue;
        buf_add_str(out, separator);
        write_field(out, &message->fields[i]);
        separator = ",";
    }
    buf_add_str(out, "}}");
}

struct messages {
    const struct message *at[MESSAGES_MAX];
    size_t count;
    bool is_full;
};

static void
add_message(struct messages *messages, const struct message *message)
{
    if (message == NULL)
        return;
    for (size_t i = 0; i < messages->count; i++) {
        if (messages->at[i] == message)
            return;
    }
    if (messages->count == MESSAGES_MAX) {
        messages->is_full = true;
        return;
    }
    messages->at[messages->count++] = message;
}

/* What is found is searched in its turn: the list grows while it is walked. */
static void
find_messages(struct messages *messages, const struct route_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct method *method = table->routes[i].api_method;
        if (method == NULL)
            continue;
        add_message(messages, method->request);
        add_message(messages, method->response);
    }
    for (size_t i = 0; i < messages->count; i++) {
        for (size_t f = 0; f < messages->at[i]->count; f++)
            add_message(messages, messages->at[i]->fields[f].message);
    }
}

static int
compare_messages(const void *a, const void *b)
{
    const struct message *const *left = a;
    const struct message *const *right = b;
    return strcmp((*left)->schema, (*right)->schema);
}

void
discovery_write_schemas(struct buf *out, const struct route_table *table)
{
    struct messages messages = {0};
    find_messages(&messages, table);
    qsort(messages.at, messages.count, sizeof(const struct message *), compare_messages);
    buf_add_str(out, "\"schemas\":{");
    for (size_t i = 0; i < messages.count; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        write_message(out, messages.at[i]);
    }
    buf_add_char(out, '}');
    if (messages.is_full)
        out->failed = true;
}
