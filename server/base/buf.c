#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
buf_done(struct buf *buf)
{
    free(buf->at);
    *buf = (struct buf){.ceiling = buf->ceiling};
}

void
buf_clear(struct buf *buf)
{
    buf->length = 0;
    buf->failed = false;
    if (buf->at != NULL)
        buf->at[0] = '\0';
}

bool
buf_reserve(struct buf *buf, size_t length)
{
    if (buf->failed || length > buf->ceiling - buf->length) {
        buf->failed = true;
        return false;
    }
    size_t wanted = buf->length + length + 1;
    if (wanted <= buf->capacity)
        return true;
    size_t capacity = buf->capacity < 64 ? 64 : buf->capacity;
    while (capacity < wanted)
        capacity *= 2;
    char *at = realloc(buf->at, capacity);
    if (at == NULL) {
        buf->failed = true;
        return false;
    }
    buf->at = at;
    buf->capacity = capacity;
    buf->at[buf->length] = '\0';
    return true;
}

void
buf_add(struct buf *buf, const void *bytes, size_t length)
{
    if (!buf_reserve(buf, length) || length == 0)
        return;
    memcpy(buf->at + buf->length, bytes, length);
    buf->length += length;
    buf->at[buf->length] = '\0';
}

void
buf_add_text(struct buf *buf, struct text text)
{
    buf_add(buf, text.at, text.length);
}

void
buf_add_str(struct buf *buf, const char *string)
{
    buf_add(buf, string, strlen(string));
}

void
buf_add_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (length < 0 || !buf_reserve(buf, (size_t)length)) {
        buf->failed = true;
        return;
    }
    va_start(list, format);
    (void)vsnprintf(buf->at + buf->length, (size_t)length + 1, format, list);
    va_end(list);
    buf->length += (size_t)length;
}

struct text
buf_text(const struct buf *buf)
{
    return (struct text){buf->at, buf->length};
}

char *
buf_take(struct buf *buf)
{
    if (!buf_reserve(buf, 0))
        return NULL;
    char *at = buf->at;
    *buf = (struct buf){.ceiling = buf->ceiling};
    return at;
}
