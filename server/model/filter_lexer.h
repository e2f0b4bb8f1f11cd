/* The words of a filter, taken off its text one by one. For model/filter*.c alone.
 *
 *     filter_lexer_skip(lexer);
 *     if (filter_lexer_take(lexer, '(')) ...
 *     if (!filter_lexer_value(lexer, takes_star, &out, &is_prefix)) return false;
 */
#ifndef MODEL_FILTER_LEXER_H
#define MODEL_FILTER_LEXER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

struct filter_lexer {
    struct text text; /* the whole filter */
    size_t at;        /* bytes taken so far */
    struct err *err;
};

enum filter_operator {
    FILTER_HAS,
    FILTER_IS,
    FILTER_IS_NOT,
    FILTER_LESS,
    FILTER_LESS_OR_SAME,
    FILTER_MORE,
    FILTER_MORE_OR_SAME,
    FILTER_OPERATOR_COUNT
};

/* ":", "=" and so on; static. */
const char *filter_operator_text(enum filter_operator relation);

/* At most so much of the client's text is quoted in a sentence. */
#define FILTER_QUOTED_BYTES 64

/* False, with 400 "Field: filter Error: Column <n>: <sentence>". `offset` is in bytes. */
__attribute__((format(printf, 3, 4))) bool
filter_lexer_fail(struct filter_lexer *lexer, size_t offset, const char *format, ...);

/* Where a byte of the filter is: characters from its beginning, counted from 1. */
size_t filter_lexer_column(const struct filter_lexer *lexer, size_t offset);

void filter_lexer_skip(struct filter_lexer *lexer); /* blanks */
bool filter_lexer_take(struct filter_lexer *lexer, char mark);

/* What stands here up to the next blank, operator, parenthesis or quote; may be empty. */
struct text filter_lexer_word(const struct filter_lexer *lexer);
/* Takes it if it is `keyword`. */
bool filter_lexer_take_word(struct filter_lexer *lexer, const char *keyword);

/* The same for what stands here: "<expected>, not 'AND'." */
bool filter_lexer_fail_here(struct filter_lexer *lexer, const char *expected);

/* Takes the operator that stands here; false when there is none. */
bool filter_lexer_operator(struct filter_lexer *lexer, enum filter_operator *ret_operator);

/* Takes "..." or '...', adding what it means to `out`. With takes_star, *ret_star says whether it
 * ended in a '*' without a backslash, which is not added; elsewhere that sign is refused. */
bool filter_lexer_quoted(struct filter_lexer *lexer, bool takes_star, struct buf *out,
                         bool *ret_star);

/* The same for the value behind an operator, quoted or not. */
bool filter_lexer_value(struct filter_lexer *lexer, enum filter_operator relation, struct buf *out,
                        bool *ret_star);

#endif
