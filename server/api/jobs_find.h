/* Finding the job a path names, for every method that works on one. */
#ifndef API_JOBS_FIND_H
#define API_JOBS_FIND_H

#include "api/call.h"
#include "api/job_view.h"

/* The job of captures {project, job}, and its world. NULL with call->err: 400 for an impossible
 * project id, 404 for a job that does not exist. */
struct job *jobs_find(struct call *call, struct world **ret_world);

/* The job at this request's moment, for its view. */
struct job_moment jobs_moment(const struct call *call, const struct job *job);

/* Ends a job's method that changed nothing more: "{}". */
enum outcome jobs_reply_empty(struct call *call);

#endif
