/* Partial responses: which members of a reply a client wants.
 *
 *     fields=jobs(jobId,state),nextPageToken      fields=jobs/trainingInput/args      fields=jobs(*)
 *
 * Lists are passed through: a path names members of their elements. '.' may stand for '/'. Both
 * spellings of a name are taken. Nothing selected leaves {} (seen on other APIs).
 *
 *     struct mask *mask = mask_parse(text, &MESSAGE_JOB, &err);
 *     mask_apply(mask, compact, &out);
 */
#ifndef JSON_MASK_H
#define JSON_MASK_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "json/schema.h"

struct mask;

/* Owned; release with mask_free. NULL with 400 when the text is no mask or names what `message` does
 * not have ("Request contains an invalid argument.", one violation whose field is the whole mask), or
 * with memory. `message` NULL: any name will do. The text need not outlive the call. */
struct mask *mask_parse(struct text text, const struct message *message, struct err *err);
void mask_free(struct mask *mask);

/* Copies compact JSON, which must be an object and as json/write writes it, without what the mask
 * does not name. Order of members stays. Where a path leads on below a scalar, the scalar goes. */
void mask_apply(const struct mask *mask, struct text compact, struct buf *out);

#endif
