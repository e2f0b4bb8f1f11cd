/* One call of a batch: an HTTP request as the body of a part.
 *
 *     Content-Type: application/http
 *     Content-ID: <1f7c + 1>
 *
 *     POST /v1/projects/p/jobs?alt=json HTTP/1.1
 *     Content-Type: application/json
 *
 *     {"jobId": ...}
 */
#ifndef API_INNER_REQUEST_H
#define API_INNER_REQUEST_H

#include "api/request.h"
#include "base/err.h"

/* Fills the request from a part, whose texts it borrows; *ret_id is its Content-ID, or empty. False
 * with 400 for what is no request; *ret_id is right all the same. */
bool inner_request_read(struct text part, struct request *request, struct text *ret_id,
                        struct err *err);

#endif
