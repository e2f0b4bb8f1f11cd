/* The parts of a multipart body (RFC 2046), as clients write it: line ends may be CRLF or LF alone,
 * what stands before the first delimiter and after the last is skipped.
 *
 *     struct multipart parts = {.rest = body};
 *     if (!multipart_boundary(content_type, &parts.boundary)) ...
 *     while (multipart_next(&parts, &part)) ...
 *     if (!parts.is_closed) ...                    the last delimiter is missing
 */
#ifndef API_MULTIPART_H
#define API_MULTIPART_H

#include "base/text.h"

struct multipart {
    struct text boundary; /* borrowed */
    struct text rest;     /* borrowed: what has not been looked at */
    bool is_open;         /* the first delimiter has been passed */
    bool is_closed;       /* so has the last */
};

/* The boundary of a Content-Type, quoted or not. False when it is not multipart/mixed or has none. */
bool multipart_boundary(struct text content_type, struct text *ret_boundary);

/* The next part, headers and all, without the line end that belongs to the delimiter. False when
 * there is none. */
bool multipart_next(struct multipart *parts, struct text *ret_part);

/* Takes a line off the text, its end stripped. False when nothing is left. */
bool multipart_take_line(struct text *rest, struct text *ret_line);

/* Takes a header off a block: the next line, split at its colon, blanks around the value stripped.
 * False at the empty line that ends the block, which is taken too, and at the end; a line without a
 * colon gives an empty name. */
bool multipart_take_header(struct text *rest, struct text *ret_name, struct text *ret_value);

#endif
