#include "json/utf8.h"

#define CONTINUATION_MASK 0xC0U
#define CONTINUATION 0x80U

/* A row for each length. `least` refuses overlong forms. */
static const struct {
    unsigned char mask;
    unsigned char mark;
    uint32_t least;
} LEADS[] = {
    {0x80, 0x00, 0},
    {0xE0, 0xC0, 0x80},
    {0xF0, 0xE0, 0x800},
    {0xF8, 0xF0, 0x10000},
};

static bool
is_continuation(char c)
{
    return ((unsigned char)c & CONTINUATION_MASK) == CONTINUATION;
}

static bool
is_character(uint32_t point)
{
    return point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
}

size_t
utf8_read(struct text text, uint32_t *ret_point)
{
    if (text.length == 0)
        return 0;
    unsigned char lead = (unsigned char)text.at[0];
    size_t row = 0;
    while (row < sizeof(LEADS) / sizeof(LEADS[0]) && (lead & LEADS[row].mask) != LEADS[row].mark)
        row++;
    if (row == sizeof(LEADS) / sizeof(LEADS[0]) || text.length <= row)
        return 0;

    uint32_t point = lead & ~(uint32_t)LEADS[row].mask;
    for (size_t i = 1; i <= row; i++) {
        if (!is_continuation(text.at[i]))
            return 0;
        point = point << 6 | ((unsigned char)text.at[i] & ~CONTINUATION_MASK);
    }
    if (point < LEADS[row].least || !is_character(point))
        return 0;
    *ret_point = point;
    return row + 1;
}

struct text
utf8_cut(struct text text, size_t most)
{
    if (text.length <= most)
        return text;
    while (most > 0 && is_continuation(text.at[most]))
        most--;
    return (struct text){text.at, most};
}
