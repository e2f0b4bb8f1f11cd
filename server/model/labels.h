/* Labels: at most 64; keys and values of up to 63 lower-case letters, digits, '_' and '-'; keys
 * start with a letter (resource-labels page). Letters of other scripts count, unless they are
 * capitals. */
#ifndef MODEL_LABELS_H
#define MODEL_LABELS_H

#include "base/buf.h"
#include "base/text.h"

#include <jansson.h>

/* How a label map breaks the rules; LABELS_FINE when it does not. */
enum labels_flaw { LABELS_FINE, LABELS_TOO_MANY, LABELS_BAD_KEY, LABELS_BAD_VALUE };

/* `labels` is an object of strings, or NULL. *ret_key is the first offending key, borrowed. */
enum labels_flaw labels_check(const json_t *labels, const char **ret_key);

/* Adds the sentence that says what is wrong with the key, or its value. */
void labels_say(enum labels_flaw flaw, const char *key, struct buf *out);

#endif
