#include "model/filter_scan.h"

#include <string.h>

static struct text
after(struct text text, size_t count)
{
    if (count > text.length)
        count = text.length;
    return (struct text){text.at + count, text.length - count};
}

/* The bytes of the string that `text` begins with, quotes included. */
static size_t
string_length(struct text text)
{
    size_t i = 1;
    while (i < text.length && text.at[i] != '"')
        i += text.at[i] == '\\' ? 2 : 1;
    return i < text.length ? i + 1 : text.length;
}

/* The bytes of the value that `text` begins with. */
static size_t
value_length(struct text text)
{
    size_t depth = 0;
    size_t i = 0;
    while (i < text.length) {
        char c = text.at[i];
        if (depth == 0 && i > 0 && (c == ',' || c == ']' || c == '}'))
            break;
        if (c == '"') {
            i += string_length(after(text, i));
            continue;
        }
        depth += c == '[' || c == '{';
        depth -= c == ']' || c == '}';
        i++;
    }
    return i;
}

struct scan
scan_inside(struct text value)
{
    if (value.length < 2 || (value.at[0] != '[' && value.at[0] != '{'))
        return (struct scan){{value.at, 0}};
    return (struct scan){{value.at + 1, value.length - 2}};
}

bool
scan_element(struct scan *scan, struct text *ret_value)
{
    if (scan->rest.length == 0)
        return false;
    size_t length = value_length(scan->rest);
    *ret_value = (struct text){scan->rest.at, length};
    scan->rest = after(scan->rest, length + 1);
    return true;
}

bool
scan_member(struct scan *scan, struct text *ret_name, struct text *ret_value)
{
    if (scan->rest.length == 0)
        return false;
    size_t length = string_length(scan->rest);
    *ret_name = scan_unquoted((struct text){scan->rest.at, length});
    scan->rest = after(scan->rest, length + 1);
    return scan_element(scan, ret_value);
}

struct text
scan_field(struct text object, const struct field *field)
{
    struct scan scan = scan_inside(object);
    struct text name;
    struct text value;
    while (scan_member(&scan, &name, &value)) {
        if ((text_is(name, field->name) || text_is(name, field->proto)) && !text_is(value, "null"))
            return value;
    }
    return TEXT("");
}

struct text
scan_unquoted(struct text value)
{
    if (value.length < 2 || value.at[0] != '"')
        return value;
    return (struct text){value.at + 1, value.length - 2};
}

static unsigned
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    return (unsigned)((c | 0x20) - 'a') + 10;
}

/* The four digits behind \u. */
static uint32_t
read_unit(struct text escape)
{
    uint32_t unit = 0;
    for (size_t i = 2; i < 6 && i < escape.length; i++)
        unit = unit << 4 | hex_digit(escape.at[i]);
    return unit;
}

static size_t
put_utf8(uint32_t point, char ret_bytes[4])
{
    if (point < 0x80) {
        ret_bytes[0] = (char)point;
        return 1;
    }
    size_t count = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned LEADS[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = count - 1; i > 0; i--) {
        ret_bytes[i] = (char)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    ret_bytes[0] = (char)(LEADS[count] | point);
    return count;
}

/* Resolves the escape that `text` begins with into bytes. Says how many bytes it was long. */
static size_t
read_escape(struct text text, char ret_bytes[4], size_t *ret_count)
{
    static const char LETTERS[] = "bfnrt";
    static const char MEANT[] = "\b\f\n\r\t";
    char c = text.length > 1 ? text.at[1] : '\\';
    const char *letter = memchr(LETTERS, c, sizeof(LETTERS) - 1);
    if (c != 'u') {
        ret_bytes[0] = letter == NULL ? c : MEANT[letter - LETTERS];
        *ret_count = 1;
        return 2;
    }
    uint32_t point = read_unit(text);
    bool is_half = point >= 0xD800 && point < 0xDC00;
    if (is_half)
        point = 0x10000 + ((point - 0xD800) << 10 | (read_unit(after(text, 6)) & 0x3FF));
    *ret_count = put_utf8(point, ret_bytes);
    return is_half ? 12 : 6;
}

static unsigned char
folded(char c, bool ignores_case)
{
    return (unsigned char)(ignores_case && c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Compares some bytes with as many of `plain`, from *at on. SCAN_LONGER: plain ended first. */
static enum scan_order
compare_bytes(struct text bytes, struct text plain, size_t *at, bool ignores_case)
{
    for (size_t i = 0; i < bytes.length; i++, (*at)++) {
        if (*at == plain.length)
            return SCAN_LONGER;
        unsigned char mine = folded(bytes.at[i], ignores_case);
        unsigned char other = folded(plain.at[*at], ignores_case);
        if (mine != other)
            return mine < other ? SCAN_LESS : SCAN_MORE;
    }
    return SCAN_SAME;
}

/* The bytes before the next escape. */
static size_t
plain_length(struct text text)
{
    const char *escape = memchr(text.at, '\\', text.length);
    return escape == NULL ? text.length : (size_t)(escape - text.at);
}

enum scan_order
scan_compare(struct text inside, struct text plain, bool ignores_case)
{
    size_t at = 0;
    enum scan_order order = SCAN_SAME;
    while (inside.length > 0 && order == SCAN_SAME) {
        char bytes[4];
        struct text piece = {inside.at, plain_length(inside)};
        size_t taken = piece.length;
        if (taken == 0) {
            piece.at = bytes;
            taken = read_escape(inside, bytes, &piece.length);
        }
        order = compare_bytes(piece, plain, &at, ignores_case);
        inside = after(inside, taken);
    }
    return order == SCAN_SAME && at < plain.length ? SCAN_LESS : order;
}
