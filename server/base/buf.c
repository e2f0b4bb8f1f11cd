#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most replies and messages fit without growing often. */
#define FIRST_CAPACITY 256

void
buf_done(struct buf *buf)
{
    free(buf->at);
    *buf = (struct buf){.ceiling = buf->ceiling};
}

void
buf_cut(struct buf *buf, size_t length)
{
    if (length >= buf->length)
        return;
    buf->length = length;
    buf->at[length] = '\0';
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
    size_t capacity = buf->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : buf->capacity;
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

/* Formats into the room there is; false, with the length that is needed, when that was too little.
 */
__attribute__((format(printf, 3, 0))) static bool
try_format(struct buf *buf, size_t *ret_length, const char *format, va_list arguments)
{
    size_t room = buf->capacity - buf->length;
    int length = vsnprintf(buf->at + buf->length, room, format, arguments);
    *ret_length = length < 0 ? SIZE_MAX - 1 : (size_t)length;
    if (*ret_length >= room || *ret_length > buf->ceiling - buf->length) {
        buf->at[buf->length] = '\0';
        return false;
    }
    buf->length += *ret_length;
    return true;
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    size_t length;
    if (!buf_reserve(buf, 0))
        return;
    va_start(arguments, format);
    bool is_done = try_format(buf, &length, format, arguments);
    va_end(arguments);
    if (is_done || !buf_reserve(buf, length))
        return;
    va_start(arguments, format);
    (void)try_format(buf, &length, format, arguments);
    va_end(arguments);
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
