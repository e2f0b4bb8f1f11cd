#include "model/filter_field.h"

#include "base/limits.h"
#include "json/utf8.h"
#include "model/job_schema.h"

#include <assert.h>
#include <string.h>

static bool
fail_unknown(struct filter_lexer *lexer, const struct message *message, const char *owner,
             struct text name)
{
    static const char *const KEYWORDS[] = {"AND", "OR", "NOT"};
    for (size_t i = 0; i < sizeof(KEYWORDS) / sizeof(KEYWORDS[0]); i++) {
        if (text_is_nocase(name, KEYWORDS[i]))
            return filter_lexer_fail(lexer, lexer->at, "'%.*s' is written in capitals: %s.",
                                     TEXT_ARG(name), KEYWORDS[i]);
    }
    struct buf names OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    for (size_t i = 0; i < message->count; i++)
        buf_printf(&names, "%s%s", i == 0 ? "" : ", ", message->fields[i].name);
    if (names.failed)
        return err_memory(lexer->err);
    struct text shown = utf8_cut(name, FILTER_QUOTED_BYTES);
    return filter_lexer_fail(lexer, lexer->at, "%s has no field '%.*s'; it has %s.", owner,
                             TEXT_ARG(shown), names.at);
}

/* Takes one name. Fields without a message have no names below them. */
static bool
read_name(struct filter_lexer *lexer, const struct field *above,
          struct filter_restriction *restriction)
{
    struct text name = filter_lexer_word(lexer);
    struct text rest;
    text_split(name, '.', &name, &rest);
    if (name.length == 0)
        return filter_lexer_fail(lexer, lexer->at, "expected the name of a field.");
    if (above != NULL && above->message == NULL)
        return filter_lexer_fail(lexer, lexer->at, "%s has no fields of its own.", above->name);
    const struct message *message = above == NULL ? &MESSAGE_JOB : above->message;
    const struct field *field = schema_field(message, name);
    if (field == NULL)
        return fail_unknown(lexer, message, above == NULL ? "a job" : above->name, name);
    assert(restriction->step_count < FILTER_STEPS_MAX);
    restriction->steps[restriction->step_count++] = field;
    lexer->at += name.length;
    return true;
}

static bool
read_key(struct filter_lexer *lexer, struct filter_restriction *restriction)
{
    bool has_star;
    struct text key = filter_lexer_word(lexer);
    bool is_quoted = key.length == 0 && lexer->at < lexer->text.length &&
                     memchr("\"'", lexer->text.at[lexer->at], 2) != NULL;
    restriction->has_key = true;
    if (is_quoted)
        return filter_lexer_quoted(lexer, false, &restriction->key, &has_star);
    if (key.length == 0)
        return filter_lexer_fail(lexer, lexer->at, "expected a key of %s.",
                                 filter_field_last(restriction)->name);
    buf_add_text(&restriction->key, key);
    lexer->at += key.length;
    return !restriction->key.failed || err_memory(lexer->err);
}

bool
filter_field_read(struct filter_lexer *lexer, struct filter_restriction *restriction)
{
    const struct field *field = NULL;
    restriction->key = BUF(LIMIT_FILTER_BYTES);
    do {
        if (!read_name(lexer, field, restriction))
            return false;
        field = filter_field_last(restriction);
        if (!filter_lexer_take(lexer, '.'))
            return true;
    } while (field->kind != FIELD_STRING_MAP);
    return read_key(lexer, restriction);
}
