/* A job for filters to look at: a JSON object, shown member by member as the server shows it. */
#ifndef TESTS_UNIT_FILTER_JOB_H
#define TESTS_UNIT_FILTER_JOB_H

#include "base/limits.h"
#include "base/own.h"
#include "json/load.h"
#include "json/write.h"
#include "model/filter.h"

#include <check.h>
#include <jansson.h>

static inline void
filter_job_member(const void *job, const char *name, struct buf *out)
{
    const json_t *value = json_object_get(job, name);
    if (value != NULL)
        write_value(out, value);
}

/* Owned. */
static inline struct filter *
filter_job_parse(struct text text)
{
    struct err err OWNED(err_done) = ERR;
    struct filter *filter = filter_parse(text, &err);
    if (filter == NULL)
        ck_abort_msg("%.*s: %s", TEXT_ARG(text), err_message(&err));
    return filter;
}

static inline bool
filter_job_matches(const struct filter *filter, const json_t *job)
{
    const struct filter_subject subject = {.member = filter_job_member, .job = job};
    return filter_matches(filter, &subject);
}

/* Owned. */
static inline json_t *
filter_job_load(const char *text)
{
    struct err err OWNED(err_done) = ERR;
    json_t *job = json_load(text_of(text), &err);
    if (job == NULL)
        ck_abort_msg("%s: %s", text, err_message(&err));
    return job;
}

#endif
