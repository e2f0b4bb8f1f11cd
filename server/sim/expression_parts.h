/* An expression as it is kept: a program for a stack of numbers. Private to its files. */
#ifndef SIM_EXPRESSION_PARTS_H
#define SIM_EXPRESSION_PARTS_H

#include "sim/expression.h"

enum operation_kind {
    OPERATION_NUMBER,    /* push a number */
    OPERATION_PARAMETER, /* push a parameter's value */
    OPERATION_CATEGORY,  /* push 1 when a parameter's category is a text, else 0 */
    OPERATION_NEGATE,
    OPERATION_NOT,
    OPERATION_ADD,
    OPERATION_SUBTRACT,
    OPERATION_MULTIPLY,
    OPERATION_DIVIDE,
    OPERATION_REMAINDER,
    OPERATION_POWER,
    OPERATION_LESS,
    OPERATION_LESS_EQUAL,
    OPERATION_GREATER,
    OPERATION_GREATER_EQUAL,
    OPERATION_EQUAL,
    OPERATION_NOT_EQUAL,
    OPERATION_AND,
    OPERATION_OR,
    OPERATION_CHOOSE, /* condition, then, else */
    OPERATION_CALL,   /* function */
};

struct operation {
    enum operation_kind kind;
    double number;
    struct text name;     /* of a parameter; borrowed from the expression */
    struct text category; /* what it is compared with */
    const struct expression_function *function;
};

struct expression_function {
    const char *name;
    int arguments;
    double (*call)(const double *arguments);
};

struct expression {
    char *source; /* owned; with a NUL */
    int count;
    struct operation operations[]; /* EXPRESSION_OPERATIONS at most */
};

/* NULL when there is none of that name. */
const struct expression_function *expression_function(struct text name);

#endif
