#include "api/job_view.h"

#include "api/output_view.h"
#include "base/rfc3339.h"
#include "json/write.h"
#include "model/etag.h"

#include <string.h>

/* What a view shows of a job, stored or still to be. Borrowed. */
struct subject {
    const struct job_moment *moment; /* NULL: it is still to be */
    struct life life;
    struct text texts[JOB_TEXT_COUNT];
    ns_t create;
    uint64_t key;
    uint32_t flags;
    uint32_t writes;
};

/* The parts a view is made of: each adds its value, or nothing when the job has none. */
static void
write_id(struct buf *out, const struct subject *job)
{
    write_string(out, job->texts[JOB_TEXT_ID]);
}

static bool
is_prediction(const struct subject *job)
{
    return (job->flags & JOB_HAS_PREDICTION_INPUT) != 0;
}

static void
write_training_input(struct buf *out, const struct subject *job)
{
    if (!is_prediction(job))
        buf_add_text(out, job->texts[JOB_TEXT_INPUT]);
}

static void
write_prediction_input(struct buf *out, const struct subject *job)
{
    if (is_prediction(job))
        buf_add_text(out, job->texts[JOB_TEXT_INPUT]);
}

static void
write_time(struct buf *out, ns_t time)
{
    if (time == NS_NEVER)
        return;
    buf_add_char(out, '"');
    rfc3339_write_seconds(out, time);
    buf_add_char(out, '"');
}

static void
write_create_time(struct buf *out, const struct subject *job)
{
    write_time(out, job->create);
}

static void
write_start_time(struct buf *out, const struct subject *job)
{
    write_time(out, job->life.start);
}

static void
write_end_time(struct buf *out, const struct subject *job)
{
    write_time(out, job->life.end);
}

static void
write_state(struct buf *out, const struct subject *job)
{
    buf_printf(out, "\"%s\"", job_state_name(job->life.state));
}

static void
write_error_message(struct buf *out, const struct subject *job)
{
    if (job->moment != NULL)
        output_view_write_error(out, job->moment);
}

/* A training job shows an output, if only {}, from PREPARING on (captures of 2019 and 2020); one
 * whose output says something from the start shows it while QUEUED as well, as built-in jobs did in
 * 2019. */
static bool
has_output(const struct subject *job)
{
    return job->texts[JOB_TEXT_OUTPUT].length > 0 || job->life.state != JOB_QUEUED;
}

static void
write_first_output(struct buf *out, const struct subject *job)
{
    buf_add_char(out, '{');
    buf_add_text(out, job->texts[JOB_TEXT_OUTPUT]);
    buf_add_char(out, '}');
}

static void
write_training_output(struct buf *out, const struct subject *job)
{
    if (is_prediction(job) || !has_output(job))
        return;
    if (job->moment == NULL)
        write_first_output(out, job);
    else
        output_view_write_training(out, job->moment);
}

static void
write_prediction_output(struct buf *out, const struct subject *job)
{
    if (!is_prediction(job) || !has_output(job))
        return;
    if (job->moment == NULL)
        write_first_output(out, job);
    else
        output_view_write_prediction(out, job->moment);
}

static void
write_labels(struct buf *out, const struct subject *job)
{
    buf_add_text(out, job->texts[JOB_TEXT_LABELS]);
}

static void
write_etag(struct buf *out, const struct subject *job)
{
    etag_write(out, job->key, job->writes);
}

/* Seen in no capture; the discovery document has it as an int64, which is text. */
static void
write_position(struct buf *out, const struct subject *job)
{
    const struct job_moment *moment = job->moment;
    if (moment == NULL || moment->world == NULL || job->life.state != JOB_QUEUED)
        return;
    uint32_t position = world_position(moment->world, moment->job);
    if (position > 0)
        buf_printf(out, "\"%u\"", (unsigned)position);
}

struct part {
    const char *name;
    void (*write)(struct buf *out, const struct subject *job);
};

/* In the order seen on the wire, 2019. */
static const struct part PARTS[] = {
    {"jobId", write_id},
    {"trainingInput", write_training_input},
    {"predictionInput", write_prediction_input},
    {"createTime", write_create_time},
    {"startTime", write_start_time},
    {"endTime", write_end_time},
    {"state", write_state},
    {"errorMessage", write_error_message},
    {"trainingOutput", write_training_output},
    {"predictionOutput", write_prediction_output},
    {"labels", write_labels},
    {"etag", write_etag},
    {"jobPosition", write_position},
};

#define PART_COUNT (sizeof(PARTS) / sizeof(PARTS[0]))

/* A part's name is written before it is known whether there is a value, and taken back if not. */
static void
write_view(struct buf *out, const struct subject *job)
{
    const char *before = "{\"";
    for (size_t i = 0; i < PART_COUNT; i++) {
        size_t start = out->length;
        buf_add_str(out, before);
        buf_add_str(out, PARTS[i].name);
        buf_add_str(out, "\":");
        size_t value = out->length;
        PARTS[i].write(out, job);
        if (out->length == value)
            buf_cut(out, start);
        else
            before = ",\"";
    }
    buf_add_char(out, '}');
}

static void
subject_of(const struct job_moment *moment, struct subject *ret_subject)
{
    const struct job *job = moment->job;
    *ret_subject = (struct subject){
        .moment = moment,
        .life = job_life(job, moment->now),
        .create = job->plan.create,
        .key = job->key,
        .flags = job->flags,
        .writes = job->writes,
    };
    for (int i = 0; i < JOB_TEXT_COUNT; i++)
        ret_subject->texts[i] = job_text(job, (enum job_text)i);
}

void
job_view_write(struct buf *out, const struct job_moment *moment)
{
    struct subject subject;
    subject_of(moment, &subject);
    write_view(out, &subject);
}

void
job_view_write_member(const void *moment, const char *name, struct buf *out)
{
    struct subject subject;
    subject_of(moment, &subject);
    for (size_t i = 0; i < PART_COUNT; i++) {
        if (strcmp(PARTS[i].name, name) == 0)
            PARTS[i].write(out, &subject);
    }
}

void
job_view_write_created(struct buf *out, const struct job_draft *draft)
{
    struct subject subject = {
        .life = {.state = JOB_QUEUED, .start = NS_NEVER, .end = NS_NEVER},
        .create = draft->plan.create,
        .key = draft->key,
        .flags = draft->flags,
        .writes = 1,
    };
    for (int i = 0; i < JOB_TEXT_COUNT; i++)
        subject.texts[i] = draft->texts[i];
    write_view(out, &subject);
}
