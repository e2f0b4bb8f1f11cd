#include "store/job.h"

#include <stdlib.h>
#include <string.h>

/* A job with nothing but its texts, each from its place to the next. */
static struct job *
job_of(const struct text texts[JOB_TEXT_COUNT])
{
    size_t total = 0;
    for (int i = 0; i < JOB_TEXT_COUNT; i++)
        total += texts[i].length;

    struct job *job = malloc(sizeof(*job) + total);
    if (job == NULL)
        return NULL;
    *job = (struct job){.cancel_at = NS_NEVER, .due = NS_NEVER};
    char *at = job->texts;
    for (int i = 0; i < JOB_TEXT_COUNT; i++) {
        job->lengths[i] = (uint32_t)texts[i].length;
        if (texts[i].length > 0)
            memcpy(at, texts[i].at, texts[i].length);
        at += texts[i].length;
    }
    return job;
}

struct job *
job_new(const struct job_draft *draft)
{
    struct job *job = job_of(draft->texts);
    if (job == NULL)
        return NULL;
    job->plan = draft->plan;
    job->key = draft->key;
    job->writes = 1;
    job->flags = draft->flags;
    return job;
}

struct job *
job_rewrite(const struct job *job, enum job_text which, struct text text)
{
    struct text texts[JOB_TEXT_COUNT];
    for (int i = 0; i < JOB_TEXT_COUNT; i++)
        texts[i] = job_text(job, (enum job_text)i);
    texts[which] = text;

    struct job *copy = job_of(texts);
    if (copy == NULL)
        return NULL;
    copy->plan = job->plan;
    copy->cancel_at = job->cancel_at;
    copy->due = job->due;
    copy->key = job->key;
    copy->ordinal = job->ordinal;
    copy->writes = job->writes;
    copy->policy_writes = job->policy_writes;
    copy->flags = job->flags;
    copy->sorted_state = job->sorted_state;
    return copy;
}

struct text
job_text(const struct job *job, enum job_text which)
{
    const char *at = job->texts;
    for (int i = 0; i < (int)which; i++)
        at += job->lengths[i];
    return (struct text){at, job->lengths[which]};
}

void
job_timeline(const struct job *job, struct timeline *ret_line)
{
    lifecycle_timeline(&job->plan, job->cancel_at, ret_line);
}

struct life
job_life(const struct job *job, ns_t now)
{
    struct timeline line;
    job_timeline(job, &line);
    return lifecycle_at(&line, now);
}
