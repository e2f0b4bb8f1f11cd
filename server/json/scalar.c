#include "json/scalar.h"

#include "base/rfc3339.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The bounds of int64 as doubles, the upper one out of reach. */
#define INT64_LEAST (-0x1p63)
#define INT64_BEYOND 0x1p63

#define BASE64_OTHER 64U

struct text
scalar_text(const json_t *value)
{
    if (!json_is_string(value))
        return (struct text){"", 0};
    return (struct text){json_string_value(value), json_string_length(value)};
}

/* Reads a number from a string. jansson ends every string with a NUL. */
static bool
text_to_double(struct text text, double *ret_number)
{
    /* strtod would also read blanks, hexadecimal digits and words. */
    if (text.length == 0 || strspn(text.at, "0123456789+-.eE") != text.length)
        return false;
    char *end = NULL;
    double number = strtod(text.at, &end);
    if (end != text.at + text.length || !isfinite(number))
        return false;
    *ret_number = number;
    return true;
}

/* -2^63 itself is refused: as a double it may stand for integers below it that do not fit. */
static bool
double_to_int64(double number, int64_t *ret_number)
{
    if (!(number > INT64_LEAST && number < INT64_BEYOND) || number != trunc(number))
        return false;
    *ret_number = (int64_t)number;
    return true;
}

bool
scalar_int64(const json_t *value, int64_t *ret_number)
{
    if (json_is_integer(value)) {
        *ret_number = json_integer_value(value);
        return true;
    }
    if (json_is_real(value))
        return double_to_int64(json_real_value(value), ret_number);
    if (text_to_int64(scalar_text(value), ret_number))
        return true;
    double number;
    return text_to_double(scalar_text(value), &number) && double_to_int64(number, ret_number);
}

bool
scalar_int32(const json_t *value, int64_t *ret_number)
{
    int64_t number;
    if (!scalar_int64(value, &number) || number < INT32_MIN || number > INT32_MAX)
        return false;
    *ret_number = number;
    return true;
}

bool
scalar_double(const json_t *value, double *ret_number)
{
    static const struct {
        const char *name;
        double number;
    } WORDS[] = {
        {"NaN", (double)NAN},
        {"Infinity", HUGE_VAL},
        {"-Infinity", -HUGE_VAL},
    };

    if (json_is_number(value)) {
        *ret_number = json_number_value(value);
        return true;
    }
    struct text text = scalar_text(value);
    for (size_t i = 0; i < sizeof(WORDS) / sizeof(WORDS[0]); i++) {
        if (!text_is(text, WORDS[i].name))
            continue;
        *ret_number = WORDS[i].number;
        return true;
    }
    return text_to_double(text, ret_number);
}

static char
enum_char(char c)
{
    if (c >= 'a' && c <= 'z')
        return (char)(c - 'a' + 'A');
    return c == '-' ? '_' : c;
}

static bool
is_enum_name(struct text text, const char *name)
{
    if (strlen(name) != text.length)
        return false;
    for (size_t i = 0; i < text.length; i++)
        if (enum_char(text.at[i]) != enum_char(name[i]))
            return false;
    return true;
}

bool
scalar_enum(const struct enumeration *enumeration, const json_t *value, int *ret_number)
{
    struct text text = scalar_text(value);
    int64_t number = -1;
    if (json_is_integer(value))
        number = json_integer_value(value);
    else if (!text_to_int64(text, &number))
        for (size_t i = 0; i < enumeration->count && number < 0; i++)
            number = is_enum_name(text, enumeration->values[i]) ? (int64_t)i : -1;
    if (number < 0 || (uint64_t)number >= enumeration->count)
        return false;
    *ret_number = (int)number;
    return true;
}

static unsigned
base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (unsigned)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a') + 26;
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0') + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : BASE64_OTHER;
}

static bool
is_base64(struct text letters)
{
    for (size_t i = 0; i < letters.length; i++)
        if (base64_value(letters.at[i]) == BASE64_OTHER)
            return false;
    return letters.length % 4 != 1;
}

bool
scalar_bytes(const json_t *value, struct buf *out)
{
    struct text text = scalar_text(value);
    struct text letters = text;
    while (letters.length > 0 && letters.at[letters.length - 1] == '=')
        letters.length--;
    bool padded = letters.length < text.length;
    if (!json_is_string(value) || !is_base64(letters))
        return false;
    if (padded && (text.length % 4 != 0 || text.length - letters.length > 2))
        return false;

    uint32_t bits = 0;
    for (size_t i = 0; i < letters.length && out != NULL; i++) {
        bits = bits << 6 | base64_value(letters.at[i]);
        /* Of four letters the second, third and fourth each complete a byte. */
        if (i % 4 != 0)
            buf_add_char(out, (char)(bits >> (6 - 2 * (i % 4)) & 0xFF));
    }
    return true;
}

static bool
is_mask_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Paths with commas between them, names with dots between them; no path at all is a mask too. */
static bool
is_field_mask(struct text text)
{
    bool in_name = text.length == 0;
    for (size_t i = 0; i < text.length; i++) {
        bool is_break = text.at[i] == ',' || text.at[i] == '.';
        if (is_break ? !in_name : !is_mask_char(text.at[i]))
            return false;
        in_name = !is_break;
    }
    return in_name;
}

static bool
is_string(const struct field *field, const json_t *value)
{
    (void)field;
    return json_is_string(value);
}

static bool
is_bool(const struct field *field, const json_t *value)
{
    (void)field;
    return json_is_boolean(value);
}

static bool
is_int32(const struct field *field, const json_t *value)
{
    (void)field;
    int64_t number;
    return scalar_int32(value, &number);
}

static bool
is_int64(const struct field *field, const json_t *value)
{
    (void)field;
    int64_t number;
    return scalar_int64(value, &number);
}

static bool
is_double(const struct field *field, const json_t *value)
{
    (void)field;
    double number;
    return scalar_double(value, &number);
}

static bool
is_bytes(const struct field *field, const json_t *value)
{
    (void)field;
    return scalar_bytes(value, NULL);
}

static bool
is_timestamp(const struct field *field, const json_t *value)
{
    (void)field;
    return json_is_string(value) && rfc3339_is_valid(scalar_text(value));
}

static bool
is_duration(const struct field *field, const json_t *value)
{
    (void)field;
    int64_t seconds;
    int32_t nanos;
    return json_is_string(value) && duration_parse(scalar_text(value), &seconds, &nanos);
}

static bool
is_mask(const struct field *field, const json_t *value)
{
    (void)field;
    return json_is_string(value) && is_field_mask(scalar_text(value));
}

static bool
is_enum(const struct field *field, const json_t *value)
{
    int number;
    return scalar_enum(field->enumeration, value, &number);
}

bool
scalar_is_valid(const struct field *field, const json_t *value)
{
    static bool (*const IS[FIELD_KIND_COUNT])(const struct field *, const json_t *) = {
        [FIELD_STRING] = is_string,       [FIELD_BOOL] = is_bool,
        [FIELD_INT32] = is_int32,         [FIELD_INT64] = is_int64,
        [FIELD_DOUBLE] = is_double,       [FIELD_BYTES] = is_bytes,
        [FIELD_TIMESTAMP] = is_timestamp, [FIELD_DURATION] = is_duration,
        [FIELD_FIELDMASK] = is_mask,      [FIELD_ENUM] = is_enum,
        [FIELD_STRING_MAP] = is_string, /* a value of the map */
    };
    return IS[field->kind](field, value);
}
