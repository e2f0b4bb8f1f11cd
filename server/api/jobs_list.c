/* GET v1/{parent=projects/(*)}/jobs?filter&pageSize&pageToken -> ListJobsResponse
 *
 * 400 INVALID_ARGUMENT  a page size that is no number or negative, a filter that is none (with the
 *                       column), a token of another list, a project id that cannot exist
 *
 * Newest first, ties by later creation. No jobs: exactly {}.
 *
 * What a filter bounds (states, a jobId or its beginning) is looked up; the rest is tried job by
 * job, in slices, so that a filter few jobs match never keeps other requests waiting.
 */
#include "api/job_view.h"
#include "api/jobs_find.h"
#include "api/parameters.h"
#include "api/routes.h"
#include "model/filter.h"
#include "model/page.h"
#include "model/rules.h"

#include <stdlib.h>

/* A list under way; kept between two slices. */
struct listing {
    int64_t size;          /* jobs a page holds */
    uint32_t before;       /* only jobs below this ordinal are still to come */
    uint64_t scope;        /* what its page tokens are tied to */
    struct filter *filter; /* owned */
    struct filter_bounds bounds;
    struct buf scratch;     /* for the filter */
    struct buf jobs;        /* the page so far, without its frame */
    int64_t count;          /* jobs in it */
    uint32_t last;          /* ordinal of the last one */
    struct id_page matches; /* of the prefix: looked up, not yet tried */
    uint32_t tried;         /* of matches */
    bool is_looked_up;      /* once: most of the first matches did not pass the whole filter */
    bool is_exhausted;      /* matches holds all there were */
    bool is_scanned;        /* the prefix is too common down here: jobs are tried one by one */
};

static void
listing_free(void *work)
{
    struct listing *listing = work;
    filter_free(listing->filter);
    buf_done(&listing->scratch);
    buf_done(&listing->jobs);
    free(listing);
}

static bool
read_page_size(struct call *call, struct listing *listing)
{
    struct text text = call_query(call, "pageSize");
    if (text.at != NULL && !text_to_int64(text, &listing->size))
        return parameters_bad_value(&call->err, "page_size", "TYPE_INT32", text);
    if (listing->size < 0)
        return err_field(&call->err, ERR_INVALID_ARGUMENT, "page_size",
                         "The page size must not be negative.");
    if (listing->size == 0)
        listing->size = LIMIT_PAGE_SIZE_DEFAULT;
    if (listing->size > LIMIT_PAGE_SIZE_MAX)
        listing->size = LIMIT_PAGE_SIZE_MAX;
    return true;
}

static bool
read_listing(struct call *call, struct listing *listing)
{
    struct text filter = call_query(call, "filter");
    struct text token = call_query(call, "pageToken");
    if (!read_page_size(call, listing) || !rules_check_project(call->captures[0], &call->err))
        return false;
    listing->filter = filter_parse(filter, &call->err);
    if (listing->filter == NULL)
        return false;
    filter_bounds(listing->filter, &listing->bounds);
    listing->scope = page_scope(call->captures[0], filter);
    listing->before = UINT32_MAX;
    return token.length == 0 ||
           page_token_read(token, listing->scope, &listing->before, &call->err);
}

/* The listing of this request: begun by its first attempt, kept by the request. NULL with
 * call->err. */
static struct listing *
listing_of(struct call *call)
{
    struct request *request = call->request;
    struct listing *listing = request->work;
    if (listing != NULL) {
        /* What was looked up may be gone by now; `before` is where to go on. */
        listing->tried = 0;
        listing->matches.count = 0;
        listing->is_exhausted = false;
        return listing;
    }
    listing = calloc(1, sizeof(*listing));
    if (listing == NULL) {
        err_memory(&call->err);
        return NULL;
    }
    listing->scratch = BUF((size_t)LIMIT_REPLY_BYTES);
    listing->jobs = BUF((size_t)LIMIT_REPLY_BYTES);
    request->work = listing;
    request->work_free = listing_free;
    return read_listing(call, listing) ? listing : NULL;
}

/* The next job whose id starts as the filter wants. */
static const struct job *
next_of_prefix(const struct world *world, struct listing *listing)
{
    if (listing->tried == listing->matches.count) {
        if (listing->is_exhausted)
            return NULL;
        int64_t wanted = listing->size - listing->count + 1;
        listing->matches.most =
            listing->is_looked_up || wanted > ID_PAGE_MAX ? ID_PAGE_MAX : (uint32_t)wanted;
        listing->tried = 0;
        listing->is_looked_up = true;
        if (!world_jobs_of_prefix(world, listing->bounds.id_prefix, listing->before,
                                  &listing->matches)) {
            listing->is_scanned = true;
            return world_job_before(world, listing->before);
        }
        listing->is_exhausted = listing->matches.count < listing->matches.most;
        if (listing->matches.count == 0)
            return NULL;
    }
    return world->jobs[listing->matches.ordinals[listing->tried++]];
}

static const struct job *
next_of_id(const struct world *world, const struct listing *listing)
{
    const struct job *job = world_find(world, listing->bounds.id_prefix);
    return job != NULL && job->ordinal < listing->before ? job : NULL;
}

/* The newest job not yet tried that is within the filter's bounds; NULL when there is none. */
static const struct job *
next_candidate(const struct world *world, struct listing *listing)
{
    const struct filter_bounds *bounds = &listing->bounds;
    if (bounds->states == 0)
        return NULL;
    if (bounds->is_id_exact)
        return next_of_id(world, listing);
    if (bounds->id_prefix.length > 0 && !listing->is_scanned)
        return next_of_prefix(world, listing);
    if (bounds->states != FILTER_STATES_ALL)
        return world_job_in_states(world, bounds->states, listing->before);
    return world_job_before(world, listing->before);
}

static bool
matches(struct listing *listing, const struct job_moment *moment)
{
    const struct filter_subject subject = {
        .member = job_view_write_member,
        .job = moment,
        .scratch = &listing->scratch,
    };
    return filter_matches(listing->filter, &subject);
}

/* Tries up to a slice of jobs. True when the page is full or no job is left; *ret_has_more then
 * tells whether a page follows. */
static bool
fill_page(const struct world *world, struct listing *listing, struct job_moment *moment,
          bool *ret_has_more)
{
    *ret_has_more = false;
    for (int i = 0; i < LIMIT_LIST_SLICE; i++) {
        const struct job *job = next_candidate(world, listing);
        if (job == NULL)
            return true;
        listing->before = job->ordinal;
        moment->job = job;
        if (!matches(listing, moment))
            continue;
        if (listing->count == listing->size) {
            *ret_has_more = true;
            return true;
        }
        if (listing->count++ > 0)
            buf_add_char(&listing->jobs, ',');
        job_view_write(&listing->jobs, moment);
        listing->last = job->ordinal;
    }
    return false;
}

static void
write_page(const struct listing *listing, bool has_more, struct buf *out)
{
    buf_add_char(out, '{');
    if (listing->count > 0) {
        buf_add_str(out, "\"jobs\":[");
        buf_add_text(out, buf_text(&listing->jobs));
        buf_add_char(out, ']');
    }
    if (has_more) {
        buf_add_str(out, ",\"nextPageToken\":");
        page_token_write(out, listing->scope, listing->last);
    }
    buf_add_char(out, '}');
    out->failed = out->failed || listing->jobs.failed || listing->scratch.failed;
}

/* Jobs are sorted by state as of the last settling, so that comes first. */
static bool
settle(struct call *call, struct world *world, const struct listing *listing, ns_t now)
{
    int slice = LIMIT_SETTLE_SLICE;
    int64_t applied = 0;
    return listing->bounds.states == FILTER_STATES_ALL ||
           world_settle(world, now, now, &slice, &applied, &call->err);
}

enum outcome
jobs_list(struct call *call)
{
    struct listing *listing = listing_of(call);
    if (listing == NULL)
        return call_fail(call);
    struct world *world = store_world(call->service->store, call->captures[0]);
    struct job_moment moment = jobs_moment(call, NULL);
    bool has_more = false;
    bool is_settled = world == NULL || settle(call, world, listing, moment.now);
    if (call->err.code != ERR_NONE)
        return call_fail(call);
    if (world != NULL && (!is_settled || !fill_page(world, listing, &moment, &has_more)))
        return OUTCOME_LATER;
    write_page(listing, has_more, &call->reply->body);
    return reply_ok(call->reply);
}
