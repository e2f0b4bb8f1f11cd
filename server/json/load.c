#include "json/load.h"

#include "base/limits.h"
#include "base/own.h"
#include "json/diagnose.h"
#include "json/utf8.h"

#include <string.h>

/* Room for one sentence, an excerpt and a caret. */
#define MESSAGE_BYTES 1024

/* A longer name is cut in a message. */
#define NAME_BYTES 512

/* Decimal integers of fewer characters fit int64. */
#define LONG_INTEGER_CHARS 19

#define LOAD_FLAGS (JSON_REJECT_DUPLICATES | JSON_DECODE_ANY)

static bool
is_blank(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (memchr(" \t\n\r", text.at[i], 4) == NULL)
            return false;
    return true;
}

/* The offset behind the string that begins at `start`, or the end of the text. */
static size_t
string_end(struct text text, size_t start)
{
    size_t i = start + 1;
    while (i < text.length && text.at[i] != '"')
        i += text.at[i] == '\\' ? 2 : 1;
    return i < text.length ? i + 1 : text.length;
}

/* True, with the place of the bracket, when brackets nest deeper than LIMIT_JSON_DEPTH: what comes
 * after this (parser, schema, writers) may recurse. */
static bool
is_too_deep(struct text text, size_t *ret_offset)
{
    size_t depth = 0;
    for (size_t i = 0; i < text.length;) {
        char c = text.at[i];
        if (c == '"') {
            i = string_end(text, i);
            continue;
        }
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && depth > 0)
            depth--;
        if (depth > LIMIT_JSON_DEPTH) {
            *ret_offset = i;
            return true;
        }
        i++;
    }
    return false;
}

static bool
is_number_char(char c)
{
    return c != '\0' && strchr("0123456789+-.eE", c) != NULL;
}

static bool
is_integer(struct text token)
{
    for (size_t i = 0; i < token.length; i++)
        if ((token.at[i] < '0' || token.at[i] > '9') && (i > 0 || token.at[i] != '-'))
            return false;
    return true;
}

/* Copies the text with an exponent of zero behind every integer that does not fit 64 bits, so that
 * the parser reads those as doubles, and only those. */
static void
widen_integers(struct text text, struct buf *out)
{
    for (size_t i = 0; i < text.length;) {
        size_t start = i;
        if (text.at[i] == '"') {
            i = string_end(text, i);
        } else if (is_number_char(text.at[i])) {
            while (i < text.length && is_number_char(text.at[i]))
                i++;
        } else {
            i++;
        }
        struct text token = {text.at + start, i - start};
        buf_add_text(out, token);
        int64_t value;
        if (token.length >= LONG_INTEGER_CHARS && is_integer(token) &&
            !text_to_int64(token, &value))
            buf_add_str(out, "e0");
    }
}

static bool
fail_at(struct text text, struct diagnosis diagnosis, struct err *err)
{
    struct buf what OWNED(buf_done) = BUF(MESSAGE_BYTES);
    diagnose_write(&what, text, diagnosis);
    if (what.failed)
        return err_memory(err);
    return err_set(err, ERR_INVALID_ARGUMENT, "Invalid JSON payload received. %s", what.at);
}

static bool
fail_plain(const char *sentence, struct err *err)
{
    return err_set(err, ERR_INVALID_ARGUMENT, "Invalid JSON payload received. %s", sentence);
}

/* The parser stands behind the second of two equal names; what it says of it may be cut. */
static bool
fail_duplicate(struct text text, size_t position, struct err *err)
{
    struct text name = {"", 0};
    if (position >= 2 && position <= text.length && text.at[position - 1] == '"') {
        size_t start = position - 1;
        while (start > 0 &&
               (text.at[start - 1] != '"' || (start > 1 && text.at[start - 2] == '\\')))
            start--;
        name = (struct text){text.at + start, position - 1 - start};
    }
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "Invalid JSON payload received. Duplicate name \"%.*s\".",
                   TEXT_ARG(utf8_cut(name, NAME_BYTES)));
}

/* The parser stands behind the number, perhaps at once. */
static bool
fail_overflow(struct text text, size_t position, struct err *err)
{
    size_t start = position < text.length ? position : text.length;
    while (start > 0 && is_number_char(text.at[start - 1]))
        start--;
    struct diagnosis diagnosis = {"Number exceeds the range of double.", start};
    return fail_at(text, diagnosis, err);
}

/* Says why the parser refused `parsed`, which is the text as sent or that with wider integers. */
static bool
fail_parse(struct text sent, struct text parsed, const json_error_t *error, struct err *err)
{
    size_t position = error->position > 0 ? (size_t)error->position : 0;
    enum json_error_code code = json_error_code(error);
    if (code == json_error_out_of_memory)
        return err_memory(err);
    if (code == json_error_invalid_utf8)
        return fail_plain("Encountered non UTF-8 code points.", err);
    if (code == json_error_duplicate_key)
        return fail_duplicate(parsed, position, err);
    if (code == json_error_numeric_overflow)
        return fail_overflow(parsed, position, err);

    struct diagnosis diagnosis = diagnose(sent);
    if (diagnosis.sentence != NULL)
        return fail_at(sent, diagnosis, err);
    if (code == json_error_null_character || code == json_error_null_byte_in_key)
        return fail_plain("Encountered a NUL character.", err);
    /* Not every allocation that fails in the parser leaves a code. */
    return err_memory(err);
}

static json_t *
load_wide(struct text text, struct err *err)
{
    struct buf wide OWNED(buf_done) = BUF(2 * text.length);
    widen_integers(text, &wide);
    if (wide.failed) {
        err_memory(err);
        return NULL;
    }
    json_error_t error = {0};
    json_t *value = json_loadb(wide.at, wide.length, LOAD_FLAGS, &error);
    if (value == NULL)
        fail_parse(text, buf_text(&wide), &error, err);
    return value;
}

json_t *
json_load(struct text text, struct err *err)
{
    if (is_blank(text)) {
        json_t *empty = json_object();
        if (empty == NULL)
            err_memory(err);
        return empty;
    }
    size_t deep;
    if (is_too_deep(text, &deep)) {
        fail_at(text, (struct diagnosis){"Message too deep. Max recursion depth reached.", deep},
                err);
        return NULL;
    }
    json_error_t error = {0};
    json_t *value = json_loadb(text.at, text.length, LOAD_FLAGS, &error);
    if (value != NULL)
        return value;
    if (json_error_code(&error) == json_error_numeric_overflow)
        return load_wide(text, err);
    fail_parse(text, text, &error, err);
    return NULL;
}
