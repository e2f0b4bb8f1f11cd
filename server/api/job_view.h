/* A job as the API shows it: stored texts and the closed form of its life, stitched into one JSON
 * object.
 *
 * Order of members as seen on the wire, 2019. Nothing is parsed and no tree is built.
 */
#ifndef API_JOB_VIEW_H
#define API_JOB_VIEW_H

#include "base/buf.h"
#include "base/ns.h"
#include "model/compat.h"
#include "store/world.h"

/* A job, the moment it is looked at, and what else its view depends on. Borrowed. */
struct job_moment {
    const struct job *job; /* advanced to `now` (job_advance) */
    ns_t now;
    const struct world *world; /* the job's; NULL: it has none */
    struct text project;
    const struct compat *compat;
};

/* Adds the job as compact JSON. */
void job_view_write(struct buf *out, const struct job_moment *moment);

/* Adds the value of one member of that view, nothing when it has none: what filters look at. `moment`
 * is a struct job_moment. */
void job_view_write_member(const void *moment, const char *name, struct buf *out);

/* Adds the job about to be stored, in the state a create answers with: QUEUED, whatever the
 * profile. */
void job_view_write_created(struct buf *out, const struct job_draft *draft);

#endif
