/* A parsed filter from within: what filter_parse builds, filter_matches and filter_bounds walk.
 * For model/filter*.c alone.
 */
#ifndef MODEL_FILTER_TREE_H
#define MODEL_FILTER_TREE_H

#include "base/buf.h"
#include "json/schema.h"

#include <stdint.h>

/* Longer than every path of names through Job. */
#define FILTER_STEPS_MAX 8

/* How a value compares to the operand. NaN compares to nothing: 0. */
enum filter_order { FILTER_BELOW = 1 << 0, FILTER_EQUAL = 1 << 1, FILTER_ABOVE = 1 << 2 };

enum filter_test {
    FILTER_SHOWN,  /* the value is there */
    FILTER_KEY,    /* a map has the key, or one that begins so */
    FILTER_PREFIX, /* text begins so */
    FILTER_TEXT,   /* text is in order */
    FILTER_BOOL,   /* the others: the value is in order */
    FILTER_INTEGER,
    FILTER_DOUBLE,
    FILTER_TIME,
    FILTER_DURATION,
    FILTER_MEMBER, /* an enum is one of some */
    FILTER_TEST_COUNT
};

/* field operator value */
struct filter_restriction {
    const struct field *steps[FILTER_STEPS_MAX];
    int step_count;
    bool has_key;   /* the last step is a map, and this is about one key of it */
    struct buf key; /* owned */

    enum filter_test test;
    unsigned accepts;     /* enum filter_order: FILTER_TEXT and by-value tests */
    bool ignores_case;    /* letters of ASCII: FILTER_TEXT, FILTER_PREFIX, FILTER_KEY */
    bool is_prefix;       /* the value ended in '*' */
    bool accepts_default; /* a field left out, in a message that is there, passes */

    struct buf value; /* owned; as written, without quotes, escapes and the last '*' */
    int64_t integer;  /* FILTER_BOOL, FILTER_INTEGER; ns of FILTER_TIME; s of FILTER_DURATION */
    int32_t nanos;    /* FILTER_DURATION */
    double number;    /* FILTER_DOUBLE */
    uint32_t members; /* FILTER_MEMBER: bit 1 << number */
};

enum filter_kind { FILTER_ALL_OF, FILTER_ANY_OF, FILTER_NONE_OF, FILTER_RESTRICTION };

/* Operands are a list; trees are no deeper than LIMIT_FILTER_DEPTH allows, lists are long. */
struct filter_node {
    enum filter_kind kind;
    struct filter_node *first;  /* borrowed; the first operand */
    struct filter_node *next;   /* borrowed; the next operand of the same list */
    struct filter_node *before; /* owned; made before this one */
    struct filter_restriction restriction;
};

struct filter {
    const struct filter_node *root; /* NULL: matches all */
    struct filter_node *made;       /* owned; all nodes, the last one first */
};

#endif
