#include "model/filter_lexer.h"

#include "base/limits.h"
#include "json/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Longer ones first where one begins with the other. */
static const struct {
    const char *text;
    enum filter_operator relation;
} OPERATORS[] = {
    {"!=", FILTER_IS_NOT},
    {"<=", FILTER_LESS_OR_SAME},
    {">=", FILTER_MORE_OR_SAME},
    {":", FILTER_HAS},
    {"=", FILTER_IS},
    {"<", FILTER_LESS},
    {">", FILTER_MORE},
};

#define OPERATOR_ROWS (sizeof(OPERATORS) / sizeof(OPERATORS[0]))

const char *
filter_operator_text(enum filter_operator relation)
{
    size_t row = 0;
    while (row < OPERATOR_ROWS - 1 && OPERATORS[row].relation != relation)
        row++;
    return OPERATORS[row].text;
}

static struct text
rest_of(const struct filter_lexer *lexer)
{
    return (struct text){lexer->text.at + lexer->at, lexer->text.length - lexer->at};
}

static bool
is_at_end(const struct filter_lexer *lexer)
{
    return lexer->at == lexer->text.length;
}

/* The end is no character of a filter. */
static char
peek(const struct filter_lexer *lexer)
{
    return is_at_end(lexer) ? '\0' : lexer->text.at[lexer->at];
}

static bool
is_one_of(char c, const char *set)
{
    return memchr(set, c, strlen(set)) != NULL;
}

static bool
is_blank(char c)
{
    return is_one_of(c, " \t\r\n");
}

size_t
filter_lexer_column(const struct filter_lexer *lexer, size_t offset)
{
    size_t column = 1;
    for (size_t i = 0; i < offset; column++) {
        uint32_t point;
        size_t length =
            utf8_read((struct text){lexer->text.at + i, lexer->text.length - i}, &point);
        i += length == 0 ? 1 : length;
    }
    return column;
}

bool
filter_lexer_fail(struct filter_lexer *lexer, size_t offset, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *made = NULL;
    int length = vasprintf(&made, format, list);
    va_end(list);
    if (length < 0)
        return err_memory(lexer->err);
    owned_str sentence = made;
    return err_field(lexer->err, ERR_INVALID_ARGUMENT, "filter", "Column %zu: %s",
                     filter_lexer_column(lexer, offset), sentence);
}

void
filter_lexer_skip(struct filter_lexer *lexer)
{
    while (!is_at_end(lexer) && is_blank(peek(lexer)))
        lexer->at++;
}

bool
filter_lexer_take(struct filter_lexer *lexer, char mark)
{
    if (is_at_end(lexer) || peek(lexer) != mark)
        return false;
    lexer->at++;
    return true;
}

static struct text
run_until(const struct filter_lexer *lexer, const char *stops)
{
    struct text rest = rest_of(lexer);
    size_t length = 0;
    while (length < rest.length && !is_blank(rest.at[length]) && !is_one_of(rest.at[length], stops))
        length++;
    return (struct text){rest.at, length};
}

struct text
filter_lexer_word(const struct filter_lexer *lexer)
{
    return run_until(lexer, ":=!<>()\"'");
}

bool
filter_lexer_take_word(struct filter_lexer *lexer, const char *keyword)
{
    struct text word = filter_lexer_word(lexer);
    if (!text_is(word, keyword))
        return false;
    lexer->at += word.length;
    return true;
}

bool
filter_lexer_fail_here(struct filter_lexer *lexer, const char *expected)
{
    struct text word = utf8_cut(filter_lexer_word(lexer), FILTER_QUOTED_BYTES);
    if (is_at_end(lexer))
        return filter_lexer_fail(lexer, lexer->at, "%s, not the end.", expected);
    if (word.length == 0)
        word.length = 1;
    return filter_lexer_fail(lexer, lexer->at, "%s, not '%.*s'.", expected, TEXT_ARG(word));
}

bool
filter_lexer_operator(struct filter_lexer *lexer, enum filter_operator *ret_operator)
{
    for (size_t i = 0; i < OPERATOR_ROWS; i++) {
        if (!text_starts(rest_of(lexer), OPERATORS[i].text))
            continue;
        lexer->at += strlen(OPERATORS[i].text);
        *ret_operator = OPERATORS[i].relation;
        return true;
    }
    return false;
}

/* Takes one '*' of a value; `ends` says whether the value ends behind it. */
static bool
take_star(struct filter_lexer *lexer, bool takes_star, bool ends, struct buf *out, bool *ret_star)
{
    if (takes_star && !ends)
        return filter_lexer_fail(lexer, lexer->at,
                                 "'*' may only end a value; in quotes, \\* is the sign itself.");
    if (takes_star)
        *ret_star = true;
    else
        buf_add_char(out, '*');
    lexer->at++;
    return true;
}

static bool
take_escape(struct filter_lexer *lexer, struct buf *out)
{
    size_t backslash = lexer->at++;
    if (is_at_end(lexer) || !is_one_of(peek(lexer), "\"'\\*"))
        return filter_lexer_fail(lexer, backslash,
                                 "a backslash stands before a quote, a backslash or '*'.");
    buf_add_char(out, lexer->text.at[lexer->at++]);
    return true;
}

/* Takes one character between quotes. */
static bool
take_inside(struct filter_lexer *lexer, char quote, bool takes_star, struct buf *out,
            bool *ret_star)
{
    struct text rest = rest_of(lexer);
    if (rest.at[0] == '\\')
        return take_escape(lexer, out);
    if (rest.at[0] == '*')
        return take_star(lexer, takes_star, rest.length > 1 && rest.at[1] == quote, out, ret_star);
    buf_add_char(out, rest.at[0]);
    lexer->at++;
    return true;
}

bool
filter_lexer_quoted(struct filter_lexer *lexer, bool takes_star, struct buf *out, bool *ret_star)
{
    size_t start = lexer->at++;
    char quote = lexer->text.at[start];
    while (!is_at_end(lexer) && peek(lexer) != quote) {
        if (!take_inside(lexer, quote, takes_star, out, ret_star))
            return false;
    }
    if (!filter_lexer_take(lexer, quote))
        return filter_lexer_fail(lexer, start, "this quote is not closed.");
    return !out->failed || err_memory(lexer->err);
}

static bool
take_bare(struct filter_lexer *lexer, bool takes_star, struct buf *out, bool *ret_star)
{
    size_t end = lexer->at + run_until(lexer, "()\"'").length;
    while (lexer->at < end) {
        bool is_last = lexer->at + 1 == end;
        if (peek(lexer) != '*')
            buf_add_char(out, lexer->text.at[lexer->at++]);
        else if (!take_star(lexer, takes_star, is_last, out, ret_star))
            return false;
    }
    if (peek(lexer) == '"' || peek(lexer) == '\'')
        return filter_lexer_fail(lexer, lexer->at,
                                 "a quote inside a value: quote the whole value.");
    return !out->failed || err_memory(lexer->err);
}

/* What can begin no value: signs of the grammar, and words that stand where one was left out. */
static bool
is_value_missing(const struct filter_lexer *lexer)
{
    struct text word = filter_lexer_word(lexer);
    return is_at_end(lexer) || is_one_of(peek(lexer), ":=!<>()") || text_is(word, "AND") ||
           text_is(word, "OR") || text_is(word, "NOT");
}

bool
filter_lexer_value(struct filter_lexer *lexer, enum filter_operator relation, struct buf *out,
                   bool *ret_star)
{
    bool takes_star = relation == FILTER_HAS;
    filter_lexer_skip(lexer);
    if (is_value_missing(lexer))
        return filter_lexer_fail(lexer, lexer->at, "expected a value after '%s'%s.",
                                 filter_operator_text(relation),
                                 peek(lexer) == '(' ? "; lists of values are written with OR" : "");
    if (peek(lexer) != '"' && peek(lexer) != '\'')
        return take_bare(lexer, takes_star, out, ret_star);
    if (!filter_lexer_quoted(lexer, takes_star, out, ret_star))
        return false;
    if (!is_at_end(lexer) && !is_blank(peek(lexer)) && !is_one_of(peek(lexer), "()"))
        return filter_lexer_fail(lexer, lexer->at, "expected a blank after the closing quote.");
    return true;
}
