#include "api/job_view.h"

#include "base/rfc3339.h"
#include "json/write.h"
#include "model/etag.h"

/* What a view shows of a job, stored or still to be. Borrowed. */
struct subject {
    struct text texts[JOB_TEXT_COUNT];
    ns_t create;
    uint64_t key;
    uint32_t flags;
    uint32_t writes;
};

static void
write_time(struct buf *out, const char *name, ns_t time)
{
    if (time == NS_NEVER)
        return;
    buf_printf(out, ",\"%s\":\"", name);
    rfc3339_write_seconds(out, time);
    buf_add_char(out, '"');
}

/* Observed in full: "Job is cancelled by the user." The enum's text says CANCELLING has the reason
 * too. */
static const char *
error_message(enum job_state state)
{
    if (state == JOB_CANCELLING || state == JOB_CANCELLED)
        return "Job is cancelled by the user.";
    return NULL;
}

/* A training job shows an output, if only {}, from PREPARING on (captures of 2019 and 2020); one
 * whose output says something from the start shows it while QUEUED as well, as built-in jobs did in
 * 2019. */
static bool
shows_output(const struct subject *job, enum job_state state)
{
    return job->texts[JOB_TEXT_OUTPUT].length > 0 || state != JOB_QUEUED;
}

static void
write_view(struct buf *out, const struct subject *job, struct life life)
{
    bool is_prediction = (job->flags & JOB_HAS_PREDICTION_INPUT) != 0;
    const char *kind = is_prediction ? "prediction" : "training";

    buf_add_str(out, "{\"jobId\":");
    write_string(out, job->texts[JOB_TEXT_ID]);
    buf_printf(out, ",\"%sInput\":", kind);
    buf_add_text(out, job->texts[JOB_TEXT_INPUT]);
    write_time(out, "createTime", job->create);
    write_time(out, "startTime", life.start);
    write_time(out, "endTime", life.end);
    buf_printf(out, ",\"state\":\"%s\"", job_state_name(life.state));
    if (error_message(life.state) != NULL) {
        buf_add_str(out, ",\"errorMessage\":");
        write_str(out, error_message(life.state));
    }
    if (shows_output(job, life.state)) {
        buf_printf(out, ",\"%sOutput\":{", kind);
        buf_add_text(out, job->texts[JOB_TEXT_OUTPUT]);
        buf_add_char(out, '}');
    }
    if (job->texts[JOB_TEXT_LABELS].length > 0) {
        buf_add_str(out, ",\"labels\":");
        buf_add_text(out, job->texts[JOB_TEXT_LABELS]);
    }
    buf_add_str(out, ",\"etag\":");
    etag_write(out, job->key, job->writes);
    buf_add_char(out, '}');
}

void
job_view_write(struct buf *out, const struct job *job, ns_t now)
{
    struct subject subject = {
        .create = job->plan.create,
        .key = job->key,
        .flags = job->flags,
        .writes = job->writes,
    };
    for (int i = 0; i < JOB_TEXT_COUNT; i++)
        subject.texts[i] = job_text(job, (enum job_text)i);
    write_view(out, &subject, job_life(job, now));
}

void
job_view_write_created(struct buf *out, const struct job_draft *draft)
{
    struct subject subject = {
        .create = draft->plan.create,
        .key = draft->key,
        .flags = draft->flags,
        .writes = 1,
    };
    for (int i = 0; i < JOB_TEXT_COUNT; i++)
        subject.texts[i] = draft->texts[i];
    write_view(out, &subject,
               (struct life){.state = JOB_QUEUED, .start = NS_NEVER, .end = NS_NEVER});
}
