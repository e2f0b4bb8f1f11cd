#include "json/schema.h"

#include "json/scalar.h"

#include <assert.h>

const struct field *
schema_field(const struct message *message, struct text name)
{
    /* Both spellings of a field begin with the same letter. */
    char first = name.length == 0 ? '\0' : name.at[0];
    for (size_t i = 0; i < message->count; i++) {
        const struct field *field = &message->fields[i];
        if (field->name[0] == first && (text_is(name, field->name) || text_is(name, field->proto)))
            return field;
    }
    return NULL;
}

const json_t *
schema_value(const struct field *field, const json_t *body)
{
    const json_t *value = json_object_get(body, field->name);
    /* Where both spellings are one, the compiler has made them one string. */
    if ((value == NULL || json_is_null(value)) && field->proto != field->name)
        value = json_object_get(body, field->proto);
    return value == NULL || json_is_null(value) ? NULL : value;
}

static const struct field *
field_named(const struct message *message, const char *name)
{
    const struct field *field = schema_field(message, text_of(name));
    assert(field != NULL);
    return field;
}

const json_t *
schema_get(const struct message *message, const json_t *body, const char *name)
{
    return schema_value(field_named(message, name), body);
}

struct text
schema_string(const struct message *message, const json_t *body, const char *name)
{
    return scalar_text(schema_get(message, body, name));
}

int64_t
schema_int64(const struct message *message, const json_t *body, const char *name)
{
    int64_t number = 0;
    scalar_int64(schema_get(message, body, name), &number);
    return number;
}

int
schema_enum(const struct message *message, const json_t *body, const char *name)
{
    const struct field *field = field_named(message, name);
    int number = 0;
    scalar_enum(field->enumeration, schema_value(field, body), &number);
    return number;
}

bool
schema_bool(const struct message *message, const json_t *body, const char *name)
{
    return json_is_true(schema_get(message, body, name));
}
