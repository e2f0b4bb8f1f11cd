/* The right side of a restriction: its operator and its value, read as the field's type wants them.
 * For model/filter*.c alone.
 */
#ifndef MODEL_FILTER_OPERAND_H
#define MODEL_FILTER_OPERAND_H

#include "model/filter_lexer.h"
#include "model/filter_tree.h"

/* Takes operator and value for the path that filter_field_read has filled in, and settles what is
 * tested. *ret_is_negated: a job passes that does not (!=). False, with 400, when the field's type
 * has no such operator or no such value. */
bool filter_operand_read(struct filter_lexer *lexer, struct filter_restriction *restriction,
                         bool *ret_is_negated);

#endif
