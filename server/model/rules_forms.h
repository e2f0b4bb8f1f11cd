/* Forms of texts that rules ask for. Private to the rules. */
#ifndef MODEL_RULES_FORMS_H
#define MODEL_RULES_FORMS_H

#include "base/text.h"

/* A letter, then letters, digits and underscores. */
bool form_is_name(struct text text);

/* gs://bucket or gs://bucket/anything. */
bool form_is_path(struct text text);

/* gs://bucket/object. */
bool form_is_object(struct text text);

/* "2.11": two numbers without leading zeros, the first of them at least 1; with is_short also "3".
 */
bool form_is_version(struct text text, bool is_short);

/* Segments between slashes, as many as the pattern has: a literal one, or "*" for any that is not
 * empty. form_fits(name, "projects/<*>/models/<*>") without the angles. */
bool form_fits(struct text text, const char *pattern);

/* local@domain.tld */
bool form_is_email(struct text text);

#endif
