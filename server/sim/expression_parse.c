/* Text to program: a Pratt parser that writes operations as it goes. */
#include "base/own.h"
#include "sim/expression_parts.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

struct parser {
    struct expression *expression;
    const char *at; /* NUL-terminated */
    const char *path;
    int depth;
    struct err *err;
};

static bool parse_binding(struct parser *parser, int least);

/* Columns count characters, as everywhere in this server. */
static bool
fail(struct parser *parser, const char *expected)
{
    int column = 1;
    for (const char *byte = parser->expression->source; byte < parser->at; byte++)
        column += ((unsigned char)*byte & 0xC0) != 0x80;
    return err_field(parser->err, ERR_INVALID_ARGUMENT, parser->path, "At column %d: %s.", column,
                     expected);
}

static void
skip_blanks(struct parser *parser)
{
    while (*parser->at == ' ' || *parser->at == '\t' || *parser->at == '\n' || *parser->at == '\r')
        parser->at++;
}

static bool
emit(struct parser *parser, const struct operation *operation)
{
    struct expression *expression = parser->expression;
    if (expression->count == EXPRESSION_OPERATIONS)
        return fail(parser, "the expression has more than 1024 operations");
    expression->operations[expression->count++] = *operation;
    return true;
}

static bool
emit_kind(struct parser *parser, enum operation_kind kind)
{
    return emit(parser, &(struct operation){.kind = kind});
}

static bool
take(struct parser *parser, const char *token)
{
    skip_blanks(parser);
    size_t length = strlen(token);
    if (strncmp(parser->at, token, length) != 0)
        return false;
    parser->at += length;
    return true;
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* --- names, numbers, strings --------------------------------------------------------------------- */

static struct text
take_name(struct parser *parser)
{
    const char *start = parser->at;
    while (is_letter(*parser->at) || is_digit(*parser->at))
        parser->at++;
    return (struct text){start, (size_t)(parser->at - start)};
}

/* Text between two of the same quotes. False when the second is missing. */
static bool
take_quoted(struct parser *parser, struct text *ret_text)
{
    char quote = *parser->at;
    const char *end = strchr(parser->at + 1, quote);
    if (end == NULL)
        return fail(parser, "a closing quote is missing");
    *ret_text = (struct text){parser->at + 1, (size_t)(end - parser->at) - 1};
    parser->at = end + 1;
    return true;
}

static bool
parse_number(struct parser *parser)
{
    char *end;
    double number = strtod(parser->at, &end);
    bool is_hexadecimal = parser->at[0] == '0' && (parser->at[1] == 'x' || parser->at[1] == 'X');
    if (end == parser->at || is_hexadecimal)
        return fail(parser, "a decimal number was expected");
    if (number > DBL_MAX)
        return fail(parser, "the number is too large");
    parser->at = end;
    return emit(parser, &(struct operation){.kind = OPERATION_NUMBER, .number = number});
}

/* A parameter; before == or != and a string, a comparison of its category. */
static bool
parse_parameter(struct parser *parser, struct text name)
{
    const char *before = parser->at;
    bool is_equal = take(parser, "==");
    bool is_unequal = !is_equal && take(parser, "!=");
    struct operation operation = {.kind = OPERATION_PARAMETER, .name = name};
    skip_blanks(parser);
    if ((is_equal || is_unequal) && (*parser->at == '"' || *parser->at == '\'')) {
        operation.kind = OPERATION_CATEGORY;
        return take_quoted(parser, &operation.category) && emit(parser, &operation) &&
               (is_equal || emit_kind(parser, OPERATION_NOT));
    }
    parser->at = before;
    return emit(parser, &operation);
}

static bool
parse_call(struct parser *parser, const struct expression_function *function)
{
    for (int i = 0; i < function->arguments; i++) {
        if (i > 0 && !take(parser, ","))
            return fail(parser, "the function takes more arguments: a comma was expected");
        if (!parse_binding(parser, 0))
            return false;
    }
    if (!take(parser, ")"))
        return fail(parser, "the function takes no more arguments: ) was expected");
    return emit(parser, &(struct operation){.kind = OPERATION_CALL, .function = function});
}

static bool
parse_name(struct parser *parser)
{
    const char *start = parser->at;
    struct text name = take_name(parser);
    const struct expression_function *function = expression_function(name);
    if (take(parser, "(")) {
        if (function != NULL)
            return parse_call(parser, function);
        parser->at = start;
        return fail(parser, "there is no such function; there are " EXPRESSION_FUNCTION_NAMES);
    }
    if (text_is(name, "pi"))
        return emit(parser, &(struct operation){.number = 3.14159265358979323846});
    if (text_is(name, "e"))
        return emit(parser, &(struct operation){.number = 2.71828182845904523536});
    return parse_parameter(parser, name);
}

/* A string stands beside == or != and a parameter, nowhere else. */
static bool
parse_string(struct parser *parser)
{
    struct operation operation = {.kind = OPERATION_CATEGORY};
    if (!take_quoted(parser, &operation.category))
        return false;
    bool is_equal = take(parser, "==");
    if (!is_equal && !take(parser, "!="))
        return fail(parser, "== or != was expected, all that a string is good for");
    skip_blanks(parser);
    if (*parser->at == '`') {
        if (!take_quoted(parser, &operation.name))
            return false;
    } else if (is_letter(*parser->at)) {
        operation.name = take_name(parser);
    } else {
        return fail(parser, "the name of a parameter was expected");
    }
    return emit(parser, &operation) && (is_equal || emit_kind(parser, OPERATION_NOT));
}

static bool
parse_primary(struct parser *parser)
{
    struct text name;
    skip_blanks(parser);
    if (take(parser, "("))
        return parse_binding(parser, 0) &&
               (take(parser, ")") || fail(parser, "a closing ) was expected"));
    if (*parser->at == '`')
        return take_quoted(parser, &name) && parse_parameter(parser, name);
    if (*parser->at == '"' || *parser->at == '\'')
        return parse_string(parser);
    if (is_letter(*parser->at))
        return parse_name(parser);
    if (is_digit(*parser->at) || *parser->at == '.')
        return parse_number(parser);
    return fail(parser, "a number, a parameter or a function was expected");
}

/* --- operators ----------------------------------------------------------------------------------- */

struct binary {
    const char *token;
    enum operation_kind kind;
    int left;  /* how tightly it binds what stands before it */
    int right; /* and what follows */
};

/* Longer tokens before those they begin with. */
static const struct binary BINARIES[] = {
    {"||", OPERATION_OR, 2, 3},         {"&&", OPERATION_AND, 4, 5},
    {"==", OPERATION_EQUAL, 6, 7},      {"!=", OPERATION_NOT_EQUAL, 6, 7},
    {"<=", OPERATION_LESS_EQUAL, 8, 9}, {">=", OPERATION_GREATER_EQUAL, 8, 9},
    {"<", OPERATION_LESS, 8, 9},        {">", OPERATION_GREATER, 8, 9},
    {"+", OPERATION_ADD, 10, 11},       {"-", OPERATION_SUBTRACT, 10, 11},
    {"*", OPERATION_MULTIPLY, 12, 13},  {"/", OPERATION_DIVIDE, 12, 13},
    {"%", OPERATION_REMAINDER, 12, 13}, {"^", OPERATION_POWER, 17, 15},
};

#define CHOICE_BINDING 1
#define PREFIX_BINDING 14

static bool
parse_prefix(struct parser *parser)
{
    skip_blanks(parser);
    if (take(parser, "-"))
        return parse_binding(parser, PREFIX_BINDING) && emit_kind(parser, OPERATION_NEGATE);
    if (take(parser, "+"))
        return parse_binding(parser, PREFIX_BINDING);
    if (*parser->at == '!' && parser->at[1] != '=' && take(parser, "!"))
        return parse_binding(parser, PREFIX_BINDING) && emit_kind(parser, OPERATION_NOT);
    return parse_primary(parser);
}

static bool
parse_choice(struct parser *parser)
{
    return parse_binding(parser, 0) &&
           (take(parser, ":") || fail(parser, "the : of a ?: was expected")) &&
           parse_binding(parser, CHOICE_BINDING) && emit_kind(parser, OPERATION_CHOOSE);
}

static const struct binary *
take_binary(struct parser *parser, int least)
{
    for (size_t i = 0; i < sizeof(BINARIES) / sizeof(BINARIES[0]); i++) {
        const char *before = parser->at;
        if (!take(parser, BINARIES[i].token))
            continue;
        if (BINARIES[i].left >= least)
            return &BINARIES[i];
        parser->at = before;
        return NULL;
    }
    return NULL;
}

/* Everything that binds at least so tightly. */
static bool
parse_operators(struct parser *parser, int least)
{
    if (!parse_prefix(parser))
        return false;
    for (;;) {
        const struct binary *binary = take_binary(parser, least);
        if (binary != NULL) {
            if (!parse_binding(parser, binary->right) || !emit_kind(parser, binary->kind))
                return false;
        } else if (least <= CHOICE_BINDING && take(parser, "?")) {
            if (!parse_choice(parser))
                return false;
        } else {
            return true;
        }
    }
}

static bool
parse_binding(struct parser *parser, int least)
{
    if (parser->depth == EXPRESSION_DEPTH)
        return fail(parser, "the expression is nested more than 64 deep");
    parser->depth++;
    bool is_parsed = parse_operators(parser, least);
    parser->depth--;
    return is_parsed;
}

static void
drop(struct expression **expression)
{
    expression_free(*expression);
}

void
expression_free(struct expression *expression)
{
    if (expression == NULL)
        return;
    free(expression->source);
    free(expression);
}

struct expression *
expression_new(struct text text, const char *path, struct err *err)
{
    if (text.length > EXPRESSION_BYTES) {
        err_field(err, ERR_INVALID_ARGUMENT, path, "An expression has at most %d bytes.",
                  EXPRESSION_BYTES);
        return NULL;
    }
    struct expression *expression OWNED(drop) =
        calloc(1, sizeof(*expression) + EXPRESSION_OPERATIONS * sizeof(expression->operations[0]));
    if (expression == NULL || (expression->source = strndup(text.at, text.length)) == NULL) {
        err_memory(err);
        return NULL;
    }
    struct parser parser = {
        .expression = expression, .at = expression->source, .path = path, .err = err};
    if (!parse_binding(&parser, 0))
        return NULL;
    skip_blanks(&parser);
    if (parser.at != expression->source + text.length) {
        fail(&parser, "an operator was expected");
        return NULL;
    }
    /* Most expressions are short: what was reserved for longer ones is given back. */
    size_t bytes = sizeof(*expression) + (size_t)expression->count * sizeof(struct operation);
    struct expression *shrunk = realloc(expression, bytes);
    expression = shrunk != NULL ? shrunk : expression;
    return GIVE(expression);
}
