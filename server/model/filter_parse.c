#include "base/limits.h"
#include "json/utf8.h"
#include "model/filter.h"
#include "model/filter_field.h"
#include "model/filter_lexer.h"
#include "model/filter_operand.h"
#include "model/filter_tree.h"

#include <stdlib.h>

struct parser {
    struct filter_lexer lexer;
    struct filter *filter;
    int depth; /* parentheses that are open */
};

void
filter_free(struct filter *filter)
{
    struct filter_node *node = filter == NULL ? NULL : filter->made;
    while (node != NULL) {
        struct filter_node *before = node->before;
        buf_done(&node->restriction.key);
        buf_done(&node->restriction.value);
        free(node);
        node = before;
    }
    free(filter);
}

/* Borrowed from the filter; NULL, with the error set, when memory runs out. */
static struct filter_node *
new_node(struct parser *parser, enum filter_kind kind, struct filter_node *first)
{
    struct filter_node *node = calloc(1, sizeof(*node));
    if (node == NULL) {
        err_memory(parser->lexer.err);
        return NULL;
    }
    node->kind = kind;
    node->first = first;
    node->before = parser->filter->made;
    parser->filter->made = node;
    return node;
}

/* All readers below give NULL, with the error set, when the filter is at fault or memory runs out.
 */
typedef struct filter_node *(*reader_fn)(struct parser *parser);

static struct filter_node *read_expression(struct parser *parser);

static struct filter_node *
read_restriction(struct parser *parser)
{
    struct filter_node *node = new_node(parser, FILTER_RESTRICTION, NULL);
    bool is_negated = false;
    if (node == NULL || !filter_field_read(&parser->lexer, &node->restriction) ||
        !filter_operand_read(&parser->lexer, &node->restriction, &is_negated))
        return NULL;
    return is_negated ? new_node(parser, FILTER_NONE_OF, node) : node;
}

/* Behind the opening one. */
static struct filter_node *
read_parentheses(struct parser *parser)
{
    struct filter_lexer *lexer = &parser->lexer;
    size_t opened = lexer->at - 1;
    if (parser->depth == LIMIT_FILTER_DEPTH) {
        filter_lexer_fail(lexer, opened, "parentheses nest at most %d deep.", LIMIT_FILTER_DEPTH);
        return NULL;
    }
    parser->depth++;
    struct filter_node *node = read_expression(parser);
    parser->depth--;
    if (node != NULL && !filter_lexer_take(lexer, ')')) {
        filter_lexer_fail(lexer, lexer->at, "expected ')' for the '(' of column %zu.",
                          filter_lexer_column(lexer, opened));
        return NULL;
    }
    return node;
}

/* Words that join terms are no fields, and neither are signs. */
static bool
is_term_missing(const struct filter_lexer *lexer)
{
    struct text word = filter_lexer_word(lexer);
    return word.length == 0 || text_is(word, "AND") || text_is(word, "OR") || text_is(word, "NOT");
}

static struct filter_node *
read_term(struct parser *parser)
{
    struct filter_lexer *lexer = &parser->lexer;
    filter_lexer_skip(lexer);
    bool is_negated = filter_lexer_take(lexer, '-') || filter_lexer_take_word(lexer, "NOT");
    filter_lexer_skip(lexer);

    struct filter_node *node = NULL;
    if (filter_lexer_take(lexer, '('))
        node = read_parentheses(parser);
    else if (is_term_missing(lexer))
        filter_lexer_fail_here(lexer, is_negated ? "expected a field or '('"
                                                 : "expected a field, '(' or NOT");
    else
        node = read_restriction(parser);
    return node == NULL || !is_negated ? node : new_node(parser, FILTER_NONE_OF, node);
}

/* Whether another term follows in the same sequence. */
static bool
goes_on(struct parser *parser)
{
    struct filter_lexer *lexer = &parser->lexer;
    filter_lexer_skip(lexer);
    if (filter_lexer_take_word(lexer, "AND"))
        return true;
    return lexer->at < lexer->text.length && lexer->text.at[lexer->at] != ')' &&
           !text_is(filter_lexer_word(lexer), "OR");
}

static bool
takes_or(struct parser *parser)
{
    return filter_lexer_take_word(&parser->lexer, "OR");
}

/* One operand stands for itself; several become a list. */
static struct filter_node *
read_list(struct parser *parser, enum filter_kind kind, reader_fn read,
          bool (*has_more)(struct parser *))
{
    struct filter_node *last = read(parser);
    struct filter_node *list = last;
    bool is_list = false;
    while (last != NULL && has_more(parser)) {
        if (!is_list)
            list = new_node(parser, kind, last);
        is_list = true;
        last->next = list == NULL ? NULL : read(parser);
        last = last->next;
    }
    return last == NULL ? NULL : list;
}

static struct filter_node *
read_sequence(struct parser *parser)
{
    return read_list(parser, FILTER_ALL_OF, read_term, goes_on);
}

static struct filter_node *
read_expression(struct parser *parser)
{
    return read_list(parser, FILTER_ANY_OF, read_sequence, takes_or);
}

static bool
check_text(struct filter_lexer *lexer)
{
    if (lexer->text.length > LIMIT_FILTER_BYTES)
        return err_field(lexer->err, ERR_INVALID_ARGUMENT, "filter",
                         "A filter has at most %d bytes, this one has %zu.", LIMIT_FILTER_BYTES,
                         lexer->text.length);
    for (size_t i = 0; i < lexer->text.length;) {
        uint32_t point = 0;
        size_t length =
            utf8_read((struct text){lexer->text.at + i, lexer->text.length - i}, &point);
        if (length == 0 || point == 0)
            return filter_lexer_fail(lexer, i, "this is no character of UTF-8.");
        i += length;
    }
    return true;
}

static bool
parse(struct parser *parser)
{
    struct filter_lexer *lexer = &parser->lexer;
    if (!check_text(lexer))
        return false;
    filter_lexer_skip(lexer);
    if (lexer->at == lexer->text.length)
        return true;
    parser->filter->root = read_expression(parser);
    if (parser->filter->root == NULL)
        return false;
    /* Only what no sequence goes on with is left: a parenthesis. */
    if (lexer->at < lexer->text.length)
        return filter_lexer_fail(lexer, lexer->at, "no '(' stands before this ')'.");
    return true;
}

struct filter *
filter_parse(struct text text, struct err *err)
{
    struct filter *filter OWNED(filter_drop) = calloc(1, sizeof(*filter));
    struct parser parser = {.lexer = {.text = text, .err = err}, .filter = filter};
    if (filter == NULL) {
        err_memory(err);
        return NULL;
    }
    return parse(&parser) ? GIVE(filter) : NULL;
}
