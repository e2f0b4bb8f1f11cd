/* A growing byte buffer with a ceiling.
 *
 * Adding never fails loudly: once memory or the ceiling is exhausted the buffer is marked failed
 * and ignores what follows, so a writer checks once, at its end.
 *
 *     struct buf out OWNED(buf_done) = BUF(LIMIT_REPLY_BYTES);
 *     buf_add_str(&out, "{\"state\":");
 *     buf_printf(&out, "\"%s\"}", name);
 *     if (out.failed) return err_memory(err);
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/own.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *at;        /* owned; NUL-terminated whenever not NULL */
    size_t length;   /* bytes in use, without the NUL */
    size_t capacity; /* bytes allocated */
    size_t ceiling;  /* length may never exceed this */
    bool failed;     /* memory ran out or the ceiling was hit */
};

/* An empty buffer that allocates nothing yet. */
#define BUF(max_length) ((struct buf){.ceiling = (max_length)})

void buf_done(struct buf *buf);

/* Empties the buffer, keeps its memory, forgets a failure. */
void buf_clear(struct buf *buf);

/* Makes room for `length` more bytes, so that adding them moves nothing. False, and failed, when it
 * cannot. */
bool buf_reserve(struct buf *buf, size_t length);

/* Takes back everything after the first `length` bytes; fewer are left alone. */
void buf_cut(struct buf *buf, size_t length);

void buf_add(struct buf *buf, const void *bytes, size_t length);
void buf_add_text(struct buf *buf, struct text text);
void buf_add_str(struct buf *buf, const char *string);
void buf_add_char(struct buf *buf, char c);
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *buf, const char *format, ...);

/* What is in it; borrowed, valid until the next add. */
struct text buf_text(const struct buf *buf);

/* Takes the content out as an owned, NUL-terminated string and leaves the buffer empty. NULL when
 * the buffer has failed or memory runs out (an empty buffer gives ""). */
char *buf_take(struct buf *buf);

#endif
