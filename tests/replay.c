/* Replays the cases of fixtures/cases, each against a fresh server in this process. */
#include "app.h"
#include "conversation.h"
#include "json/member.h"
#include "unit/drive.h"

#include <check.h>

struct inside {
    struct app *app;
    ns_t *mono;
};

static void *
open_inside(const struct options *options, ns_t wall, ns_t *mono)
{
    struct err err OWNED(err_done) = ERR;
    struct inside *inside = calloc(1, sizeof(*inside));
    ck_assert_ptr_nonnull(inside);
    *inside = (struct inside){app_new(options, wall, *mono, &err), mono};
    ck_assert_msg(inside->app != NULL, "%s", err_message(&err));
    return inside;
}

static void
close_inside(void *server)
{
    struct inside *inside = server;
    app_free(inside->app);
    free(inside);
}

static void
fill_headers(struct request *request, const json_t *headers)
{
    struct member member = {0};
    while (member_next(headers, &member)) {
        ck_assert_uint_lt(request->header_count, LIMIT_HEADER_PAIRS);
        request->headers[request->header_count++] =
            (struct pair){text_of(member.name), text_of(json_string_value(member.value))};
    }
}

static void
carry_inside(void *server, const struct said *said, struct heard *heard)
{
    const struct inside *inside = server;
    struct reply reply OWNED(reply_done) = REPLY;
    struct request request = {0};
    drive_fill(&request, said->method, said->target, said->body);
    fill_headers(&request, said->headers);
    enum outcome outcome = OUTCOME_LATER;
    while (outcome != OUTCOME_DONE) {
        request.mono = *inside->mono;
        outcome = app_handle(inside->app, &request, &reply);
        drive_pass(outcome, &request, inside->mono);
    }
    while (app_work(inside->app))
        continue;
    heard->status = reply.status;
    heard->is_html = reply.type == REPLY_HTML;
    heard->hold = reply.hold;
    buf_add_text(&heard->body, reply_text(&reply));
}

int
main(void)
{
    static const struct carrier INSIDE = {
        .open = open_inside, .carry = carry_inside, .close = close_inside};
    return conversation_main(&INSIDE);
}
