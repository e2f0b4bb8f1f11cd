/* Text for man pages.
 *
 *     roff_write(&out, "--port");                 \-\-port
 *     roff_write_bold(&out, "serve");             \fBserve\fR
 */
#ifndef ROFF_H
#define ROFF_H

#include "base/buf.h"

/* Plain text: a dash stays a dash that can be copied, a backslash stays one, and a dot or a quote at
 * the start of a line is no request. */
void roff_write(struct buf *out, const char *words);
void roff_write_text(struct buf *out, struct text words);

/* The same for what a reader may copy: quotes and the like stay the ASCII they are. */
void roff_write_code(struct buf *out, struct text words);

void roff_write_bold(struct buf *out, const char *words);

#endif
