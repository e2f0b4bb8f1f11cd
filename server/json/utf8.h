/* UTF-8, one character at a time. */
#ifndef JSON_UTF8_H
#define JSON_UTF8_H

#include "base/text.h"

/* Reads the character that `text` begins with and says how many bytes it takes. 0, with *ret_point
 * untouched, when there is none: no text left, a stray or overlong byte, half a character, a
 * surrogate, or more than U+10FFFF. */
size_t utf8_read(struct text text, uint32_t *ret_point);

/* The longest beginning of `text` that has at most `most` bytes and cuts no character in two. */
struct text utf8_cut(struct text text, size_t most);

#endif
