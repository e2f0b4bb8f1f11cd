#include "store/job.h"

#include <stdlib.h>
#include <string.h>

struct job *
job_new(const struct job_draft *draft)
{
    size_t total = 0;
    for (int i = 0; i < JOB_TEXT_COUNT; i++)
        total += draft->texts[i].length;

    struct job *job = malloc(sizeof(*job) + total);
    if (job == NULL)
        return NULL;
    *job = (struct job){
        .plan = draft->plan,
        .cancel_at = NS_NEVER,
        .due = NS_NEVER,
        .key = draft->key,
        .writes = 1,
        .flags = draft->flags,
    };
    char *at = job->texts;
    for (int i = 0; i < JOB_TEXT_COUNT; i++) {
        struct text text = draft->texts[i];
        job->lengths[i] = (uint32_t)text.length;
        if (text.length > 0)
            memcpy(at, text.at, text.length);
        at += text.length;
    }
    return job;
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
