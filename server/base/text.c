#include "base/text.h"

#include <string.h>

struct text
text_of(const char *string)
{
    return (struct text){string, string == NULL ? 0 : strlen(string)};
}

bool
text_equal(struct text a, struct text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

/* Tables are searched with it name by name, and most names differ in an early byte: so it asks for no
 * length. */
bool
text_is(struct text a, const char *string)
{
    if (string == NULL)
        return a.length == 0;
    for (size_t i = 0; i < a.length; i++) {
        if (string[i] == '\0' || string[i] != a.at[i])
            return false;
    }
    return string[a.length] == '\0';
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
text_is_nocase(struct text a, const char *string)
{
    struct text b = text_of(string);
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++) {
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    }
    return true;
}

bool
text_starts(struct text a, const char *prefix)
{
    size_t length = strlen(prefix);
    return a.length >= length && text_is((struct text){a.at, length}, prefix);
}

bool
text_ends(struct text a, const char *suffix)
{
    size_t length = strlen(suffix);
    if (length == 0)
        return true;
    return a.length >= length && text_is((struct text){a.at + a.length - length, length}, suffix);
}

bool
text_split(struct text a, char mark, struct text *ret_head, struct text *ret_tail)
{
    const char *at = a.length == 0 ? NULL : memchr(a.at, mark, a.length);
    if (at == NULL)
        return false;
    size_t head = (size_t)(at - a.at);
    *ret_head = (struct text){a.at, head};
    *ret_tail = (struct text){at + 1, a.length - head - 1};
    return true;
}

bool
text_to_int64(struct text a, int64_t *ret_value)
{
    bool negative = a.length > 0 && a.at[0] == '-';
    size_t i = negative ? 1 : 0;
    int64_t value = 0;
    if (i == a.length)
        return false;
    for (; i < a.length; i++) {
        int digit = a.at[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value))
            return false;
    }
    if (!negative && value == INT64_MIN)
        return false;
    *ret_value = negative ? value : -value;
    return true;
}

uint64_t
text_hash(struct text a)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < a.length; i++) {
        hash ^= (unsigned char)a.at[i];
        hash *= UINT64_C(0x100000001b3);
    }
    return hash;
}
