/* The filter of jobs.list.
 *
 *     expression  = sequence { OR sequence }          AND binds tighter than OR; two terms side by
 *     sequence    = term { [AND] term }               side are joined by AND
 *     term        = [NOT | -] ( "(" expression ")" | restriction )
 *     restriction = field operator value              :  =  !=  <  <=  >  >=
 *
 * Fields are paths into Job in either spelling: trainingInput.region, training_input.region. Behind
 * a map's name all the rest is the key: labels.team, labels.airflow-version, labels."a.b". Through a
 * list a path asks whether any element passes.
 *
 * ':' matches a whole value without regard to case, or its beginning when it ends in '*'; '=' is
 * exact and takes '*' for itself. jobId and etag are case-sensitive under both. Times, durations and
 * numbers are compared by value, enums by name. `field:*` asks whether the job shows the field,
 * `labels:team` whether the map has the key. A field without a value passes no comparison; != is
 * NOT =. Where the message is there, a number, a bool or an enum whose zero means something (BASIC,
 * NONE) has its default when proto3 left it out, though it is not shown. Values with blanks,
 * parentheses or quotes stand in "..." or '...', where a backslash takes a quote, a backslash or a
 * '*' for itself (the real grammar is documented only by two examples).
 *
 *     struct filter *filter OWNED(filter_drop) = filter_parse(text, &err);
 *     if (filter_matches(filter, &subject)) ...
 */
#ifndef MODEL_FILTER_H
#define MODEL_FILTER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "model/job_schema.h"

/* A parsed filter; never changes. */
struct filter;

/* What a filter looks at: one job, a top-level member at a time, so that only what is asked for is
 * computed. `member` adds the value of that member of Job (lowerCamelCase) as compact JSON, as
 * jobs.get would print it; nothing when the job has none. */
struct filter_subject {
    void (*member)(const void *job, const char *name, struct buf *out);
    const void *job;
    struct buf *scratch; /* reused from match to match; NULL: each match has a buffer of its own */
};

/* Owned; release with filter_free. NULL with 400 "Field: filter Error: ..." that names the column
 * (counted from 1, in characters), or with memory. A blank text gives a filter that matches all. The
 * text need not outlive the call. */
struct filter *filter_parse(struct text text, struct err *err);
void filter_free(struct filter *filter);

/* For OWNED. */
static inline void
filter_drop(struct filter **filter)
{
    filter_free(*filter);
}

/* False as well when memory runs out; a scratch buffer is then marked failed, and stays so. */
bool filter_matches(const struct filter *filter, const struct filter_subject *subject);

/* Every state there is. */
#define FILTER_STATES_ALL ((1U << JOB_STATE_COUNT) - 1)

/* What every match is known to satisfy, for those who keep jobs sorted. */
struct filter_bounds {
    unsigned states; /* bit 1 << enum job_state: states a match can be in; 0: no job matches */
    struct text id_prefix; /* every match's jobId starts so; empty: any. Borrowed from the filter */
    bool is_id_exact;      /* and is no longer than that */
};

/* Safe over-estimates: a job outside the bounds never matches. */
void filter_bounds(const struct filter *filter, struct filter_bounds *ret_bounds);

#endif
