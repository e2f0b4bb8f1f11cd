#include "model/filter_operand.h"

#include "base/limits.h"
#include "base/rfc3339.h"
#include "json/utf8.h"
#include "model/filter_field.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BIT(relation) (1U << (relation))
#define SAMENESS (BIT(FILTER_HAS) | BIT(FILTER_IS) | BIT(FILTER_IS_NOT))
#define ORDERING (BIT(FILTER_OPERATOR_COUNT) - 1)

/* Digits of a year, the first thing in a time. */
#define YEAR_DIGITS 4

struct operand {
    struct filter_lexer *lexer;
    enum filter_operator relation;
    size_t start; /* where the value begins */
};

/* Reads restriction->value into what its test compares with. False, with 400. */
typedef bool (*operand_fn)(const struct operand *operand, struct filter_restriction *restriction);

static bool
fail_value(const struct operand *operand, const struct filter_restriction *restriction,
           const char *wanted)
{
    struct text shown = utf8_cut(buf_text(&restriction->value), FILTER_QUOTED_BYTES);
    return filter_lexer_fail(operand->lexer, operand->start, "%s is %s, '%.*s' is not.",
                             filter_field_last(restriction)->name, wanted, TEXT_ARG(shown));
}

static bool
read_text(const struct operand *operand, struct filter_restriction *restriction)
{
    (void)operand;
    (void)restriction;
    return true;
}

static bool
read_bool(const struct operand *operand, struct filter_restriction *restriction)
{
    struct text value = buf_text(&restriction->value);
    bool (*is)(struct text, const char *) =
        operand->relation == FILTER_HAS ? text_is_nocase : text_is;
    restriction->integer = is(value, "true");
    if (restriction->integer == 0 && !is(value, "false"))
        return fail_value(operand, restriction, "true or false");
    restriction->accepts_default = restriction->integer == 0;
    return true;
}

static enum filter_order
order_of_zero(double number)
{
    return number > 0 ? FILTER_BELOW : number < 0 ? FILTER_ABOVE : FILTER_EQUAL;
}

static bool
read_integer(const struct operand *operand, struct filter_restriction *restriction)
{
    if (!text_to_int64(buf_text(&restriction->value), &restriction->integer))
        return fail_value(operand, restriction, "a whole number of at most 64 bits");
    unsigned zero = order_of_zero((double)restriction->integer);
    restriction->accepts_default = (restriction->accepts & zero) != 0;
    return true;
}

/* The value of a struct buf ends in NUL. */
static bool
read_double(const struct operand *operand, struct filter_restriction *restriction)
{
    struct text value = buf_text(&restriction->value);
    bool is_infinite = text_is(value, "Infinity") || text_is(value, "-Infinity");
    size_t digits = value.length == 0 ? 0 : strspn(value.at, "0123456789+-.eE");
    char *end = NULL;
    double number = value.length == 0 ? 0 : strtod(value.at, &end);
    if (value.length == 0 || end != value.at + value.length ||
        (!is_infinite && (digits != value.length || !isfinite(number))))
        return fail_value(operand, restriction, "a number");
    restriction->number = number;
    restriction->accepts_default = (restriction->accepts & order_of_zero(number)) != 0;
    return true;
}

/* Times the emulator never shows lie before or after all those it does. */
static bool
read_time(const struct operand *operand, struct filter_restriction *restriction)
{
    struct text value = buf_text(&restriction->value);
    int64_t year;
    if (rfc3339_parse(value, &restriction->integer))
        return true;
    if (!rfc3339_is_valid(value))
        return fail_value(operand, restriction, "a time such as 2020-01-01T00:00:00Z");
    text_to_int64((struct text){value.at, YEAR_DIGITS}, &year);
    restriction->integer = year < 2000 ? INT64_MIN : INT64_MAX;
    return true;
}

static bool
read_duration(const struct operand *operand, struct filter_restriction *restriction)
{
    if (!duration_parse(buf_text(&restriction->value), &restriction->integer, &restriction->nanos))
        return fail_value(operand, restriction, "a duration such as 3600s");
    return true;
}

static bool
is_unspecified(const char *name)
{
    return text_ends(text_of(name), "_UNSPECIFIED");
}

static bool
names_member(const struct operand *operand, const struct filter_restriction *restriction,
             const char *name)
{
    struct text value = buf_text(&restriction->value);
    if (operand->relation != FILTER_HAS)
        return text_is(value, name);
    if (!restriction->is_prefix)
        return text_is_nocase(value, name);
    /* The value, without regard to case, against as much of the name. */
    return strlen(name) >= value.length && strncasecmp(name, value.at, value.length) == 0;
}

static bool
fail_member(const struct operand *operand, const struct filter_restriction *restriction)
{
    const struct field *field = filter_field_last(restriction);
    struct buf names OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    for (size_t i = 0; i < field->enumeration->count; i++) {
        const char *name = field->enumeration->values[i];
        if (!is_unspecified(name))
            buf_printf(&names, "%s%s", names.length == 0 ? "" : ", ", name);
    }
    if (names.failed)
        return err_memory(operand->lexer->err);
    struct text shown = utf8_cut(buf_text(&restriction->value), FILTER_QUOTED_BYTES);
    return filter_lexer_fail(operand->lexer, operand->start, "%s has no value '%.*s'; it has %s.",
                             field->name, TEXT_ARG(shown), names.at);
}

/* A zero member that says nothing (STATE_UNSPECIFIED) is no value: no job passes. Where the zero
 * member means something (BASIC), a field left out has it. */
static bool
read_member(const struct operand *operand, struct filter_restriction *restriction)
{
    const struct enumeration *enumeration = filter_field_last(restriction)->enumeration;
    uint32_t members = 0;
    assert(enumeration->count <= 32);
    for (size_t i = 0; i < enumeration->count; i++)
        members |= names_member(operand, restriction, enumeration->values[i]) ? 1U << i : 0;
    if (members == 0 && !restriction->is_prefix)
        return fail_member(operand, restriction);
    restriction->members = members & ~(is_unspecified(enumeration->values[0]) ? 1U : 0U);
    restriction->accepts_default = (restriction->members & 1) != 0;
    return true;
}

/* What each type takes; `taken` says it in a refusal. */
/* clang-format off */
static const struct {
    operand_fn read;
    enum filter_test test;
    unsigned operators;
    bool takes_star; /* compared as text, if a '*' ends the value */
    const char *taken;
} KINDS[FIELD_KIND_COUNT] = {
    [FIELD_STRING]     = {read_text,     FILTER_TEXT,     ORDERING,        true,  ""},
    [FIELD_BOOL]       = {read_bool,     FILTER_BOOL,     SAMENESS,        false, "':', '=' and '!='"},
    [FIELD_INT32]      = {read_integer,  FILTER_INTEGER,  ORDERING,        false, ""},
    [FIELD_INT64]      = {read_integer,  FILTER_INTEGER,  ORDERING,        false, ""},
    [FIELD_DOUBLE]     = {read_double,   FILTER_DOUBLE,   ORDERING,        false, ""},
    [FIELD_BYTES]      = {read_text,     FILTER_TEXT,     SAMENESS,        true,  "':', '=' and '!='"},
    [FIELD_TIMESTAMP]  = {read_time,     FILTER_TIME,     ORDERING,        true,  ""},
    [FIELD_DURATION]   = {read_duration, FILTER_DURATION, ORDERING,        false, ""},
    [FIELD_FIELDMASK]  = {read_text,     FILTER_TEXT,     ORDERING,        true,  ""},
    [FIELD_ENUM]       = {read_member,   FILTER_MEMBER,   SAMENESS,        true,  "':', '=' and '!='"},
    [FIELD_MESSAGE]    = {NULL,          FILTER_SHOWN,    BIT(FILTER_HAS), false, "':*' alone"},
    [FIELD_STRING_MAP] = {read_text,     FILTER_KEY,      BIT(FILTER_HAS), true,  "':' and a key (labels.team=x looks into one)"},
};

/* Which orders pass. */
static const unsigned ACCEPTS[FILTER_OPERATOR_COUNT] = {
    [FILTER_HAS]          = FILTER_EQUAL,
    [FILTER_IS]           = FILTER_EQUAL,
    [FILTER_IS_NOT]       = FILTER_EQUAL, /* and then the other way round */
    [FILTER_LESS]         = FILTER_BELOW,
    [FILTER_LESS_OR_SAME] = FILTER_BELOW | FILTER_EQUAL,
    [FILTER_MORE]         = FILTER_ABOVE,
    [FILTER_MORE_OR_SAME] = FILTER_ABOVE | FILTER_EQUAL,
};
/* clang-format on */

/* jobId and etag are case-sensitive (managing-models-jobs page; base64), whichever the operator. */
static bool
ignores_case(const struct operand *operand, const struct filter_restriction *restriction)
{
    const char *name = filter_field_last(restriction)->name;
    return operand->relation == FILTER_HAS && filter_field_kind(restriction) != FIELD_BYTES &&
           (restriction->has_key || strcmp(name, "jobId") != 0);
}

/* Reads a value that is more than '*' alone. */
static bool
read_value(const struct operand *operand, struct filter_restriction *restriction)
{
    enum field_kind kind = filter_field_kind(restriction);
    const struct field *field = filter_field_last(restriction);
    if (KINDS[kind].read == NULL)
        return filter_lexer_fail(operand->lexer, operand->start, "%s takes %s.", field->name,
                                 KINDS[kind].taken);
    if (restriction->is_prefix && !KINDS[kind].takes_star)
        return filter_lexer_fail(operand->lexer, operand->start,
                                 "%s takes no '*' behind other characters.", field->name);
    restriction->test = KINDS[kind].test;
    if (restriction->is_prefix && (kind == FIELD_TIMESTAMP || restriction->test == FILTER_TEXT)) {
        restriction->test = FILTER_PREFIX;
        return true;
    }
    if (!KINDS[kind].read(operand, restriction))
        return false;
    /* An empty list is no list of one default. */
    if (field->flags & FIELD_REPEATED)
        restriction->accepts_default = false;
    return true;
}

bool
filter_operand_read(struct filter_lexer *lexer, struct filter_restriction *restriction,
                    bool *ret_is_negated)
{
    struct operand operand = {.lexer = lexer};
    const char *name = filter_field_last(restriction)->name;
    enum field_kind kind = filter_field_kind(restriction);

    filter_lexer_skip(lexer);
    size_t start = lexer->at;
    if (!filter_lexer_operator(lexer, &operand.relation))
        return filter_lexer_fail_here(lexer, "expected an operator (: = != < <= > >=)");
    if ((KINDS[kind].operators & BIT(operand.relation)) == 0)
        return filter_lexer_fail(lexer, start, "%s takes %s, not '%s'.", name, KINDS[kind].taken,
                                 filter_operator_text(operand.relation));
    filter_lexer_skip(lexer);
    operand.start = lexer->at;
    restriction->value = BUF(LIMIT_FILTER_BYTES);
    if (!filter_lexer_value(lexer, operand.relation, &restriction->value, &restriction->is_prefix))
        return false;
    *ret_is_negated = operand.relation == FILTER_IS_NOT;
    restriction->accepts = ACCEPTS[operand.relation];
    restriction->ignores_case = ignores_case(&operand, restriction);
    restriction->test = FILTER_SHOWN;
    if (restriction->is_prefix && restriction->value.length == 0)
        return true;
    return read_value(&operand, restriction);
}
