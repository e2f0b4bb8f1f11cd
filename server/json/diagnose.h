/* Says what is wrong with text that is not JSON, in the words of Google's front end.
 *
 * Runs only after the parser has refused the text. It walks the grammar of RFC 8259 once, without
 * building anything and without recursion, and stops at the first mistake.
 *
 *     struct diagnosis d = diagnose(text);
 *     d.sentence  "Expected , or } after key:value pair."     d.offset  where, in bytes
 */
#ifndef JSON_DIAGNOSE_H
#define JSON_DIAGNOSE_H

#include "base/buf.h"
#include "base/text.h"

struct diagnosis {
    const char *sentence; /* static; NULL when the grammar finds nothing wrong */
    size_t offset;        /* bytes from the start, at most the length */
};

struct diagnosis diagnose(struct text text);

/* Adds "<sentence>\n<excerpt>\n<blanks>^": about 20 bytes either side of the place, and as many
 * blanks before the caret as the excerpt has bytes before the place, line ends included (so it was
 * captured: googlecodelabs/feedback#441). Line ends stay, bytes that are not UTF-8 are left out. */
void diagnose_write(struct buf *out, struct text text, struct diagnosis diagnosis);

#endif
