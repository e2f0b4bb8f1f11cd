#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Leaves room for the name of a field beside it. */
#define SENTENCE_BYTES (ERR_TEXT_BYTES / 2)

/* The bytes of a character behind its first one: 10xxxxxx. */
#define UTF8_MORE_MASK 0xC0
#define UTF8_MORE 0x80

/* clang-format off */
static const char *const CODE_NAMES[ERR_CODE_COUNT] = {
    [ERR_NONE]                  = "OK",
    [ERR_CANCELLED]             = "CANCELLED",
    [ERR_UNKNOWN]               = "UNKNOWN",
    [ERR_INVALID_ARGUMENT]      = "INVALID_ARGUMENT",
    [ERR_DEADLINE_EXCEEDED]     = "DEADLINE_EXCEEDED",
    [ERR_NOT_FOUND]             = "NOT_FOUND",
    [ERR_ALREADY_EXISTS]        = "ALREADY_EXISTS",
    [ERR_PERMISSION_DENIED]     = "PERMISSION_DENIED",
    [ERR_RESOURCE_EXHAUSTED]    = "RESOURCE_EXHAUSTED",
    [ERR_FAILED_PRECONDITION]   = "FAILED_PRECONDITION",
    [ERR_ABORTED]               = "ABORTED",
    [ERR_OUT_OF_RANGE]          = "OUT_OF_RANGE",
    [ERR_UNIMPLEMENTED]         = "UNIMPLEMENTED",
    [ERR_INTERNAL]              = "INTERNAL",
    [ERR_UNAVAILABLE]           = "UNAVAILABLE",
    [ERR_DATA_LOSS]             = "DATA_LOSS",
    [ERR_UNAUTHENTICATED]       = "UNAUTHENTICATED",
};
/* clang-format on */

static void
free_violations(struct err *err)
{
    for (size_t i = 0; i < err->violation_count; i++) {
        free(err->violations[i].field);
        free(err->violations[i].description);
    }
    free(err->violations);
    err->violations = NULL;
    err->violation_count = 0;
    err->violation_capacity = 0;
}

void
err_done(struct err *err)
{
    free_violations(err);
    buf_done(&err->details);
    buf_done(&err->message);
    *err = ERR;
}

static bool
reserve_violation(struct err *err)
{
    if (err->violation_count < err->violation_capacity)
        return true;
    size_t capacity = err->violation_capacity == 0 ? 4 : err->violation_capacity * 2;
    struct err_violation *violations =
        realloc(err->violations, capacity * sizeof(err->violations[0]));
    if (violations == NULL)
        return false;
    err->violations = violations;
    err->violation_capacity = capacity;
    return true;
}

static bool
add_violation(struct err *err, const char *field, const char *description)
{
    bool has_field = field != NULL && field[0] != '\0';
    owned_str field_copy = has_field ? strdup(field) : NULL;
    owned_str description_copy = strdup(description);
    if ((has_field && field_copy == NULL) || description_copy == NULL || !reserve_violation(err))
        return false;
    struct err_violation *violation = &err->violations[err->violation_count++];
    violation->field = GIVE(field_copy);
    violation->description = GIVE(description_copy);
    return true;
}

/* Owned; NULL when memory runs out. What is too long is cut between two characters. */
__attribute__((format(printf, 1, 0))) static char *
format_text(const char *format, va_list list)
{
    char *text = NULL;
    int length = vasprintf(&text, format, list);
    if (length < 0)
        return NULL;
    if (length > SENTENCE_BYTES) {
        size_t end = SENTENCE_BYTES;
        while (end > 0 && ((unsigned char)text[end] & UTF8_MORE_MASK) == UTF8_MORE)
            end--;
        text[end] = '\0';
    }
    return text;
}

bool
err_set(struct err *err, enum err_code code, const char *format, ...)
{
    if (err->code != ERR_NONE)
        return false;
    va_list list;
    va_start(list, format);
    owned_str text = format_text(format, list);
    va_end(list);
    if (text == NULL)
        return err_memory(err);
    err->code = code;
    buf_add_str(&err->message, text);
    if (err->message.failed)
        return err_memory(err);
    return false;
}

bool
err_field(struct err *err, enum err_code code, const char *field, const char *format, ...)
{
    if (err->code != ERR_NONE)
        return false;
    va_list list;
    va_start(list, format);
    owned_str text = format_text(format, list);
    va_end(list);
    if (text == NULL || !add_violation(err, field, text))
        return err_memory(err);
    err->code = code;
    buf_printf(&err->message, "Field: %s Error: %s", field, text);
    if (err->message.failed)
        return err_memory(err);
    return false;
}

bool
err_violation(struct err *err, const char *field, const char *format, ...)
{
    /* After an error of another kind there is nothing to add to. */
    if (err->code != ERR_NONE && !err->adds_up)
        return false;
    va_list list;
    va_start(list, format);
    owned_str text = format_text(format, list);
    va_end(list);
    if (text == NULL)
        return err_memory(err);
    /* What no longer fits is dropped: the first ones are the ones to mend first. */
    if (err->message.length + strlen(text) + 1 > err->message.ceiling)
        return false;
    if (!add_violation(err, field, text))
        return err_memory(err);
    if (err->code != ERR_NONE)
        buf_add_char(&err->message, '\n');
    err->code = ERR_INVALID_ARGUMENT;
    err->adds_up = true;
    buf_add_str(&err->message, text);
    return err->message.failed ? err_memory(err) : false;
}

bool
err_argument(struct err *err, const char *field, const char *format, ...)
{
    if (err->code != ERR_NONE)
        return false;
    va_list list;
    va_start(list, format);
    owned_str text = format_text(format, list);
    va_end(list);
    if (text == NULL || !add_violation(err, field, text))
        return err_memory(err);
    err->code = ERR_INVALID_ARGUMENT;
    buf_add_str(&err->message, "Request contains an invalid argument.");
    return err->message.failed ? err_memory(err) : false;
}

bool
err_details(struct err *err, struct text array)
{
    buf_clear(&err->details);
    buf_add_text(&err->details, array);
    return err->details.failed ? err_memory(err) : false;
}

bool
err_memory(struct err *err)
{
    free_violations(err);
    err->code = ERR_UNAVAILABLE;
    err->adds_up = false;
    err->memory = true;
    return false;
}

const char *
err_message(const struct err *err)
{
    if (err->memory)
        return "The emulator is out of memory.";
    return err->message.length > 0 ? err->message.at : err_code_name(err->code);
}

const char *
err_code_name(enum err_code code)
{
    return CODE_NAMES[code];
}
