/* Page tokens: opaque to the client, 16 characters, no state on the server.
 *
 * A token says "go on below this ordinal" and is sealed with its scope, a hash of everything else
 * that made the page (project, filter): handed to another list it is refused, as is any altered
 * one. Jobs created meanwhile are newer than the cursor, so a walk sees each job at most once.
 *
 *     page_token_write(&out, scope, last_ordinal_shown);
 *     if (!page_token_read(token, scope, &before, &err)) ...
 */
#ifndef MODEL_PAGE_H
#define MODEL_PAGE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#include <stdint.h>

/* What a token is tied to. */
uint64_t page_scope(struct text project, struct text filter);

/* Adds the token as a JSON string. */
void page_token_write(struct buf *out, uint64_t scope, uint32_t before);

/* False with 400 for anything that page_token_write did not make for this scope. */
bool page_token_read(struct text token, uint64_t scope, uint32_t *ret_before, struct err *err);

#endif
