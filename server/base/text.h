/* A borrowed run of bytes with a length. It need not end in NUL and may hold one.
 *
 * Everything that comes from outside is a text until it has been checked.
 *
 *     struct text id = TEXT("job_1");
 *     if (text_is(id, "job_1")) ...
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *at; /* borrowed; NULL only when length is 0 */
    size_t length;  /* bytes */
};

/* A text over a string literal. */
#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})

/* For printf("%.*s", TEXT_ARG(t)). The int is safe: texts are capped far below INT_MAX. */
#define TEXT_ARG(t) (int)(t).length, (t).at

/* A text over a NUL-terminated string; NULL gives the empty text. */
struct text text_of(const char *string);

bool text_equal(struct text a, struct text b);
bool text_is(struct text a, const char *string);
/* Same, ASCII letters compared without case. */
bool text_is_nocase(struct text a, const char *string);
bool text_starts(struct text a, const char *prefix);
bool text_ends(struct text a, const char *suffix);

/* Splits at the first `mark`: *ret_head gets what stands before it, *ret_tail what follows. False,
 * with both untouched, when there is no mark. ret_head or ret_tail may alias the input. */
bool text_split(struct text a, char mark, struct text *ret_head, struct text *ret_tail);

/* Reads a whole decimal integer, an optional minus included. False when the text is anything else
 * or does not fit; *ret_value is then untouched. */
bool text_to_int64(struct text a, int64_t *ret_value);

/* FNV-1a, 64 bits, of the bytes. */
uint64_t text_hash(struct text a);

#endif
