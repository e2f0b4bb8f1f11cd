#include "model/labels.h"

#include "base/limits.h"

#include <stddef.h>
#include <stdint.h>

/* Capitals outside ASCII, by range; with step 2 the capitals are the even or odd ones from `first`.
 * Covers Latin, Greek, Cyrillic and Armenian, the scripts with case that a label is likely to hold.
 */
struct capital_range {
    uint32_t first;
    uint32_t last;
    uint32_t step;
};

static const struct capital_range CAPITALS[] = {
    {0xC0, 0xD6, 1},   {0xD8, 0xDE, 1},   {0x100, 0x136, 2},   {0x139, 0x147, 2},
    {0x14A, 0x178, 2}, {0x179, 0x17D, 2}, {0x1CD, 0x1DB, 2},   {0x1DE, 0x1EE, 2},
    {0x1F8, 0x232, 2}, {0x386, 0x386, 1}, {0x388, 0x38F, 1},   {0x391, 0x3AB, 1},
    {0x400, 0x42F, 1}, {0x460, 0x480, 2}, {0x48A, 0x4C0, 2},   {0x4C1, 0x4CD, 2},
    {0x4D0, 0x52E, 2}, {0x531, 0x556, 1}, {0x1E00, 0x1E94, 2}, {0x1E9E, 0x1EFE, 2},
};

static bool
is_capital(uint32_t point)
{
    for (size_t i = 0; i < sizeof(CAPITALS) / sizeof(CAPITALS[0]); i++) {
        const struct capital_range *range = &CAPITALS[i];
        if (point >= range->first && point <= range->last)
            return (point - range->first) % range->step == 0;
    }
    return false;
}

/* Reads one character of valid UTF-8 (the loader has checked it) and moves on. */
static uint32_t
next_point(struct text *rest)
{
    const unsigned char *at = (const unsigned char *)rest->at;
    size_t length = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    uint32_t point = length == 1 ? at[0] : at[0] & (0xFFU >> (length + 1));
    for (size_t i = 1; i < length && i < rest->length; i++)
        point = point << 6 | (at[i] & 0x3FU);
    length = length < rest->length ? length : rest->length;
    rest->at += length;
    rest->length -= length;
    return point;
}

static bool
is_letter(uint32_t point)
{
    if (point < 0x80)
        return point >= 'a' && point <= 'z';
    return !is_capital(point);
}

static bool
is_label_text(struct text text)
{
    size_t characters = 0;
    while (text.length > 0) {
        uint32_t point = next_point(&text);
        bool is_other = (point >= '0' && point <= '9') || point == '_' || point == '-';
        if (!is_letter(point) && !is_other)
            return false;
        characters++;
    }
    return characters <= LIMIT_LABEL_CHARS;
}

static bool
is_label_key(struct text key)
{
    struct text rest = key;
    return key.length > 0 && is_letter(next_point(&rest)) && is_label_text(key);
}

enum labels_flaw
labels_check(const json_t *labels, const char **ret_key)
{
    /* jansson iterates a const object only through a cast; nothing is changed here. */
    json_t *object = (json_t *)(uintptr_t)labels;
    const char *key;
    json_t *value;
    *ret_key = "";
    if (json_object_size(labels) > LIMIT_LABELS)
        return LABELS_TOO_MANY;
    json_object_foreach(object, key, value) {
        *ret_key = key;
        if (!is_label_key(text_of(key)))
            return LABELS_BAD_KEY;
        if (!is_label_text((struct text){json_string_value(value), json_string_length(value)}))
            return LABELS_BAD_VALUE;
    }
    return LABELS_FINE;
}

void
labels_say(enum labels_flaw flaw, const char *key, struct buf *out)
{
    if (flaw == LABELS_TOO_MANY)
        buf_printf(out, "There can be no more than %d labels on a job.", LIMIT_LABELS);
    else if (flaw == LABELS_BAD_KEY)
        buf_printf(out,
                   "The label key '%s' is not valid. Keys start with a lowercase letter, hold only "
                   "lowercase letters, numbers, dashes and underscores, and have at most %d "
                   "characters.",
                   key, LIMIT_LABEL_CHARS);
    else
        buf_printf(out,
                   "The value of the label '%s' is not valid. Values hold only lowercase letters, "
                   "numbers, dashes and underscores, and have at most %d characters.",
                   key, LIMIT_LABEL_CHARS);
}
