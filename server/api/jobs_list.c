/* GET v1/{parent=projects/(*)}/jobs?pageSize&pageToken -> ListJobsResponse
 *
 * 400 INVALID_ARGUMENT  a page size that is no number or negative, a token of another list, a project
 *                       id that cannot exist
 * 501 UNIMPLEMENTED     a filter
 *
 * Newest first, ties by later creation. No jobs: exactly {}.
 */
#include "api/job_view.h"
#include "api/parameters.h"
#include "api/routes.h"
#include "model/page.h"
#include "model/rules.h"

struct page {
    int64_t size;
    uint32_t before;
    uint64_t scope;
};

static bool
read_page_size(struct call *call, struct page *page)
{
    struct text text = call_query(call, "pageSize");
    /* An empty value is none of int32; a parameter that is not there has not even an address. */
    page->size = 0;
    if (text.at != NULL &&
        (!text_to_int64(text, &page->size) || page->size > INT32_MAX || page->size < INT32_MIN))
        return parameters_bad_value(&call->err, "page_size", "TYPE_INT32", text);
    if (page->size < 0)
        return err_field(&call->err, ERR_INVALID_ARGUMENT, "page_size",
                         "The page size must not be negative.");
    if (page->size == 0)
        page->size = LIMIT_PAGE_SIZE_DEFAULT;
    if (page->size > LIMIT_PAGE_SIZE_MAX)
        page->size = LIMIT_PAGE_SIZE_MAX;
    return true;
}

static bool
read_page(struct call *call, struct page *page)
{
    struct text filter = call_query(call, "filter");
    struct text token = call_query(call, "pageToken");
    if (!read_page_size(call, page) || !rules_check_project(call->captures[0], &call->err))
        return false;
    if (filter.length > 0)
        return err_set(&call->err, ERR_UNIMPLEMENTED,
                       "The filter of jobs.list is not emulated yet; leave it out.");
    page->scope = page_scope(call->captures[0], filter);
    page->before = UINT32_MAX;
    return token.length == 0 || page_token_read(token, page->scope, &page->before, &call->err);
}

static void
write_page(struct buf *out, const struct world *world, const struct page *page, ns_t now)
{
    uint32_t before = page->before;
    const struct job *job = world_job_before(world, before);
    if (job == NULL) {
        buf_add_str(out, "{}");
        return;
    }
    buf_add_str(out, "{\"jobs\":[");
    for (int64_t i = 0; i < page->size && job != NULL; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        job_view_write(out, job, now);
        before = job->ordinal;
        job = world_job_before(world, before);
    }
    buf_add_char(out, ']');
    if (job != NULL) {
        buf_add_str(out, ",\"nextPageToken\":");
        page_token_write(out, page->scope, before);
    }
    buf_add_char(out, '}');
}

enum outcome
jobs_list(struct call *call)
{
    struct page page = {0};
    if (!read_page(call, &page))
        return call_fail(call);
    const struct world *world = store_world(call->service->store, call->captures[0]);
    if (world == NULL)
        buf_add_str(&call->reply->body, "{}");
    else
        write_page(&call->reply->body, world, &page, call_now(call, call->captures[0]));
    return reply_ok(call->reply);
}
