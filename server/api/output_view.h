/* trainingOutput and predictionOutput: what a job has come to so far. */
#ifndef API_OUTPUT_VIEW_H
#define API_OUTPUT_VIEW_H

#include "api/job_view.h"

/* Each adds an object; what it says may be nothing, {}. */
void output_view_write_training(struct buf *out, const struct job_moment *moment);
void output_view_write_prediction(struct buf *out, const struct job_moment *moment);

/* Adds the errorMessage as a JSON string; nothing when there is none. */
void output_view_write_error(struct buf *out, const struct job_moment *moment);

#endif
