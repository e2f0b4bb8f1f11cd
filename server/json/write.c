#include "json/write.h"

#include "json/member.h"
#include "json/utf8.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What stands in for a byte that is no UTF-8. */
#define REPLACEMENT_POINT 0xFFFD

/* Characters a reader cannot see, or that reorder what he sees: protobuf escapes them. */
static const struct {
    uint32_t first;
    uint32_t last;
} HIDDEN[] = {
    {0x7F, 0x9F},     {0xAD, 0xAD},       {0x6DD, 0x6DD},     {0x70F, 0x70F},     {0x17B4, 0x17B5},
    {0x200B, 0x200F}, {0x2028, 0x202E},   {0x2060, 0x2064},   {0x206A, 0x206F},   {0xFEFF, 0xFEFF},
    {0xFFF9, 0xFFFB}, {0x1D173, 0x1D17A}, {0xE0001, 0xE0001}, {0xE0020, 0xE007F},
};

static bool
is_hidden(uint32_t point)
{
    for (size_t i = 0; i < COUNT(HIDDEN) && point >= HIDDEN[i].first; i++)
        if (point <= HIDDEN[i].last)
            return true;
    return false;
}

static bool
is_plain(char c)
{
    return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '<' && c != '>';
}

static void
write_point(struct buf *out, uint32_t point)
{
    if (point < 0x10000) {
        buf_printf(out, "\\u%04" PRIx32, point);
        return;
    }
    uint32_t rest = point - 0x10000;
    buf_printf(out, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xD800 + (rest >> 10),
               0xDC00 + (rest & 0x3FF));
}

static void
write_ascii(struct buf *out, char c)
{
    static const char MARKS[] = "\"\\\b\f\n\r\t";
    static const char LETTERS[] = "\"\\bfnrt";
    const char *mark = c == '\0' ? NULL : strchr(MARKS, c);
    if (mark == NULL) {
        write_point(out, (unsigned char)c);
        return;
    }
    buf_add_char(out, '\\');
    buf_add_char(out, LETTERS[mark - MARKS]);
}

/* Writes the character that `rest`, which is not empty, begins with. Says how many bytes it took.
 */
static size_t
write_character(struct buf *out, struct text rest)
{
    uint32_t point = REPLACEMENT_POINT;
    size_t length = utf8_read(rest, &point);
    if (length == 1 && point < 0x80)
        write_ascii(out, rest.at[0]);
    else if (length == 0 || is_hidden(point))
        write_point(out, point);
    else
        buf_add(out, rest.at, length);
    return length == 0 ? 1 : length;
}

void
write_string(struct buf *out, struct text text)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.length;) {
        size_t start = i;
        while (i < text.length && is_plain(text.at[i]))
            i++;
        buf_add(out, text.at + start, i - start);
        if (i < text.length)
            i += write_character(out, (struct text){text.at + i, text.length - i});
    }
    buf_add_char(out, '"');
}

void
write_str(struct buf *out, const char *string)
{
    write_string(out, text_of(string));
}

void
write_int64(struct buf *out, int64_t value)
{
    buf_printf(out, "\"%" PRId64 "\"", value);
}

void
write_double_text(struct buf *out, double value)
{
    if (isnan(value)) {
        buf_add_str(out, "NaN");
        return;
    }
    if (isinf(value)) {
        buf_add_str(out, value < 0 ? "-Infinity" : "Infinity");
        return;
    }
    /* The decimal point is a point: nothing in this program leaves the C locale. */
    char digits[32];
    int length = snprintf(digits, sizeof(digits), "%.15g", value);
    if (strtod(digits, NULL) != value)
        length = snprintf(digits, sizeof(digits), "%.17g", value);
    buf_add(out, digits, (size_t)length);
}

void
write_double(struct buf *out, double value)
{
    const char *quote = isfinite(value) ? "" : "\"";
    buf_add_str(out, quote);
    write_double_text(out, value);
    buf_add_str(out, quote);
}

void
write_base64(struct buf *out, const void *bytes, size_t length)
{
    static const char ALPHABET[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *from = bytes;

    buf_add_char(out, '"');
    for (size_t i = 0; i < length; i += 3) {
        size_t given = length - i < 3 ? length - i : 3;
        uint32_t group = (uint32_t)from[i] << 16;
        group |= given > 1 ? (uint32_t)from[i + 1] << 8 : 0;
        group |= given > 2 ? from[i + 2] : 0;
        char letters[4] = {'=', '=', '=', '='};
        for (size_t k = 0; k <= given; k++)
            letters[k] = ALPHABET[group >> (18 - 6 * k) & 63];
        buf_add(out, letters, sizeof(letters));
    }
    buf_add_char(out, '"');
}

static void
write_array(struct buf *out, const json_t *array)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i > 0)
            buf_add_char(out, ',');
        write_value(out, json_array_get(array, i));
    }
    buf_add_char(out, ']');
}

static void
write_object(struct buf *out, const json_t *object)
{
    const char *before = "";
    struct member member = {0};
    buf_add_char(out, '{');
    while (member_next(object, &member)) {
        buf_add_str(out, before);
        write_str(out, member.name);
        buf_add_char(out, ':');
        write_value(out, member.value);
        before = ",";
    }
    buf_add_char(out, '}');
}

void
write_value(struct buf *out, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        write_object(out, value);
        return;
    case JSON_ARRAY:
        write_array(out, value);
        return;
    case JSON_STRING:
        write_string(out, (struct text){json_string_value(value), json_string_length(value)});
        return;
    case JSON_INTEGER:
        buf_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return;
    case JSON_REAL:
        write_double(out, json_real_value(value));
        return;
    case JSON_TRUE:
        buf_add_str(out, "true");
        return;
    case JSON_FALSE:
        buf_add_str(out, "false");
        return;
    case JSON_NULL:
        buf_add_str(out, "null");
        return;
    }
}

/* How many bytes the string, number or word takes that `rest` begins with. */
static size_t
scalar_length(struct text rest)
{
    size_t i = 1;
    if (rest.at[0] != '"') {
        while (i < rest.length && memchr(",]}", rest.at[i], 3) == NULL)
            i++;
        return i;
    }
    while (i < rest.length && rest.at[i] != '"')
        i += rest.at[i] == '\\' ? 2 : 1;
    return i < rest.length ? i + 1 : rest.length;
}

static void
write_line_start(struct buf *out, size_t depth)
{
    static const char BLANKS[] = "                                ";
    buf_add_char(out, '\n');
    for (size_t left = 2 * depth; left > 0;) {
        size_t some = left < sizeof(BLANKS) - 1 ? left : sizeof(BLANKS) - 1;
        buf_add(out, BLANKS, some);
        left -= some;
    }
}

void
write_indented(struct buf *out, struct text compact)
{
    size_t depth = 0;
    size_t i = 0;
    while (i < compact.length) {
        char c = compact.at[i];
        bool opens = c == '{' || c == '[';
        bool closes = c == '}' || c == ']';
        /* In ASCII the closing bracket stands two behind the opening one, of either kind. */
        if (opens && i + 1 < compact.length && compact.at[i + 1] == c + 2) {
            buf_add(out, compact.at + i, 2);
            i += 2;
        } else if (opens || c == ',') {
            depth += opens;
            buf_add_char(out, c);
            write_line_start(out, depth);
            i++;
        } else if (closes) {
            depth--;
            write_line_start(out, depth);
            buf_add_char(out, c);
            i++;
        } else if (c == ':') {
            buf_add_str(out, ": ");
            i++;
        } else {
            size_t length = scalar_length((struct text){compact.at + i, compact.length - i});
            buf_add(out, compact.at + i, length);
            i += length;
        }
    }
    buf_add_char(out, '\n');
}
