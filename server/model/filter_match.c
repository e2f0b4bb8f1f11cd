#include "model/filter_match.h"

#include "base/rfc3339.h"
#include "model/filter_field.h"
#include "model/filter_scan.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

/* The bounds of int64 as doubles, the upper one out of reach. */
#define INT64_LEAST (-0x1p63)
#define INT64_BEYOND 0x1p63

static unsigned
order_of(int64_t value, int64_t operand)
{
    return value < operand ? FILTER_BELOW : value > operand ? FILTER_ABOVE : FILTER_EQUAL;
}

static bool
test_shown(const struct filter_restriction *restriction, struct text value)
{
    (void)restriction;
    return value.length > 0;
}

static bool
test_text(const struct filter_restriction *restriction, struct text value)
{
    static const unsigned ORDERS[] = {
        [SCAN_LESS] = FILTER_BELOW,
        [SCAN_SAME] = FILTER_EQUAL,
        [SCAN_MORE] = FILTER_ABOVE,
        [SCAN_LONGER] = FILTER_ABOVE,
    };
    enum scan_order order = scan_compare(scan_unquoted(value), buf_text(&restriction->value),
                                         restriction->ignores_case);
    return (ORDERS[order] & restriction->accepts) != 0;
}

static bool
begins(const struct filter_restriction *restriction, struct text inside)
{
    enum scan_order order =
        scan_compare(inside, buf_text(&restriction->value), restriction->ignores_case);
    return order == SCAN_SAME || order == SCAN_LONGER;
}

static bool
test_prefix(const struct filter_restriction *restriction, struct text value)
{
    return begins(restriction, scan_unquoted(value));
}

static bool
test_key(const struct filter_restriction *restriction, struct text value)
{
    struct scan scan = scan_inside(value);
    struct text name;
    struct text entry;
    while (scan_member(&scan, &name, &entry)) {
        if (restriction->is_prefix ? begins(restriction, name)
                                   : scan_compare(name, buf_text(&restriction->value),
                                                  restriction->ignores_case) == SCAN_SAME)
            return true;
    }
    return false;
}

static bool
test_bool(const struct filter_restriction *restriction, struct text value)
{
    return (order_of(text_is(value, "true"), restriction->integer) & restriction->accepts) != 0;
}

/* Canonical integers are digits, with or without quotes. What --compat echo=faithful shows may also
 * be 1e2 or "3.0": no less an integer. A buffer's end stops strtod. */
static bool
test_integer(const struct filter_restriction *restriction, struct text value)
{
    struct text digits = scan_unquoted(value);
    int64_t integer;
    if (!text_to_int64(digits, &integer)) {
        double number = strtod(digits.at, NULL);
        if (!(number >= INT64_LEAST && number < INT64_BEYOND))
            return false;
        integer = (int64_t)number;
    }
    return (order_of(integer, restriction->integer) & restriction->accepts) != 0;
}

/* The words of proto3's JSON, NaN and Infinity, are strtod's as well. */
static bool
test_double(const struct filter_restriction *restriction, struct text value)
{
    double number = strtod(scan_unquoted(value).at, NULL);
    unsigned order = isnan(number)                  ? 0
                     : number < restriction->number ? FILTER_BELOW
                     : number > restriction->number ? FILTER_ABOVE
                                                    : FILTER_EQUAL;
    return (order & restriction->accepts) != 0;
}

static bool
test_time(const struct filter_restriction *restriction, struct text value)
{
    ns_t time;
    return rfc3339_parse(scan_unquoted(value), &time) &&
           (order_of(time, restriction->integer) & restriction->accepts) != 0;
}

/* Seconds and nanos carry the same sign, so that the seconds decide first. */
static bool
test_duration(const struct filter_restriction *restriction, struct text value)
{
    int64_t seconds;
    int32_t nanos;
    if (!duration_parse(scan_unquoted(value), &seconds, &nanos))
        return false;
    unsigned order = order_of(seconds, restriction->integer);
    if (order == FILTER_EQUAL)
        order = order_of(nanos, restriction->nanos);
    return (order & restriction->accepts) != 0;
}

/* Names may be spelt as proto3's JSON reads them: in any case, with '-' for '_'. */
static bool
is_member_name(struct text text, const char *name)
{
    size_t i = 0;
    for (; i < text.length && name[i] != '\0'; i++) {
        char c = text.at[i] == '-' ? '_' : text.at[i];
        if (toupper((unsigned char)c) != name[i])
            return false;
    }
    return i == text.length && name[i] == '\0';
}

static bool
test_member(const struct filter_restriction *restriction, struct text value)
{
    const struct enumeration *enumeration = filter_field_last(restriction)->enumeration;
    struct text text = scan_unquoted(value);
    int64_t number;
    if (text_to_int64(text, &number))
        return number >= 0 && number < 32 && (restriction->members >> number & 1) != 0;
    for (size_t i = 0; i < enumeration->count; i++) {
        if ((restriction->members >> i & 1) != 0 && is_member_name(text, enumeration->values[i]))
            return true;
    }
    return false;
}

static bool
test(const struct filter_restriction *restriction, struct text value)
{
    static bool (*const TESTS[FILTER_TEST_COUNT])(const struct filter_restriction *,
                                                  struct text) = {
        [FILTER_SHOWN] = test_shown,   [FILTER_KEY] = test_key,   [FILTER_PREFIX] = test_prefix,
        [FILTER_TEXT] = test_text,     [FILTER_BOOL] = test_bool, [FILTER_INTEGER] = test_integer,
        [FILTER_DOUBLE] = test_double, [FILTER_TIME] = test_time, [FILTER_DURATION] = test_duration,
        [FILTER_MEMBER] = test_member,
    };
    return TESTS[restriction->test](restriction, value);
}

static bool
test_entry(const struct filter_restriction *restriction, struct text map)
{
    struct scan scan = scan_inside(map);
    struct text name;
    struct text value;
    while (scan_member(&scan, &name, &value)) {
        if (scan_compare(name, buf_text(&restriction->key), false) == SCAN_SAME)
            return test(restriction, value);
    }
    return false;
}

static bool value_matches(const struct filter_restriction *restriction, int step,
                          struct text value);

/* A value that is there, and is no list. Paths are no deeper than FILTER_STEPS_MAX. */
static bool
single_matches(const struct filter_restriction *restriction, int step, struct text value)
{
    if (step + 1 < restriction->step_count)
        return value_matches(restriction, step + 1,
                             scan_field(value, restriction->steps[step + 1]));
    return restriction->has_key ? test_entry(restriction, value) : test(restriction, value);
}

static bool
value_matches(const struct filter_restriction *restriction, int step, struct text value)
{
    if (value.length == 0)
        return step + 1 == restriction->step_count && restriction->accepts_default;
    if ((restriction->steps[step]->flags & FIELD_REPEATED) == 0)
        return single_matches(restriction, step, value);
    struct scan scan = scan_inside(value);
    struct text element;
    while (scan_element(&scan, &element)) {
        if (single_matches(restriction, step, element))
            return true;
    }
    return false;
}

bool
filter_restriction_matches(const struct filter_restriction *restriction, struct text member)
{
    return value_matches(restriction, 0, member);
}
