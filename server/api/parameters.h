/* The query of a request: system parameters of every Google API, and those of the method.
 *
 * A table says what each is and what becomes of it; a name that is in neither table is refused as
 * the front end does. System parameters may be spelt with a '$' before them.
 */
#ifndef API_PARAMETERS_H
#define API_PARAMETERS_H

#include "api/call.h"

/* Decodes request->query into call->query, in canonical spelling, and sets what system parameters
 * set: is_pretty, fields, callback, the reply's is_legacy. False with call->err. Needs call->route. */
bool parameters_read(struct call *call);

/* Refuses the value of a query parameter in the front end's words; `field` is its proto name. */
bool parameters_bad_value(struct err *err, const char *field, const char *type, struct text value);

/* A POST that carries X-HTTP-Method-Override is what the header says; when its body is a form, the
 * form is its query (google-api-python-client does so for URLs above 2048 characters). False with
 * call->err. */
bool parameters_override(struct call *call);

#endif
