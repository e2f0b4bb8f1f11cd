/* Replays the cases of fixtures/cases over a socket: each has a server of its own on a free port, in
 * this thread, and one connection that is kept for all it says.
 *
 * All is real but the machine's clock, which is the case's: a reply that is to be held back comes at
 * once, with how long in the books, and a request that waits has its time come when all else is done.
 */
#include "../conversation.h"
#include "client.h"

#include "app.h"
#include "http/server.h"
#include "json/member.h"

#include <check.h>
#include <string.h>

#define TURN_MS 5000
#define TURNS_MOST 20000
#define REQUEST_MOST ((size_t)1 << 26)

struct line {
    struct app *app;
    struct http_server *server;
    struct turns turns;
    ns_t *mono;
    ns_t hold;
    int connection; /* -1: none is open */
};

static enum outcome
handle(void *context, struct request *request, struct reply *reply)
{
    struct line *line = context;
    enum outcome outcome;
    do {
        request->mono = *line->mono;
        outcome = app_handle(line->app, request, reply);
        if (outcome == OUTCOME_WAIT && !request->is_eager && request->wake_at > *line->mono)
            *line->mono = request->wake_at;
    } while (outcome == OUTCOME_WAIT && !request->is_eager);
    /* Readings of another clock than the loop's. */
    request->wake_at = NS_NEVER;
    line->hold = reply->hold;
    reply->hold = 0;
    return outcome;
}

static bool
work(void *context)
{
    const struct line *line = context;
    return app_work(line->app);
}

static void
take_turn(void *context)
{
    const struct line *line = context;
    struct err err OWNED(err_done) = ERR;
    ck_assert_msg(http_server_step(line->server, TURN_MS, &err), "%s", err_message(&err));
}

static void *
open_line(const struct options *options, ns_t wall, ns_t *mono)
{
    struct err err OWNED(err_done) = ERR;
    struct line *line = calloc(1, sizeof(*line));
    ck_assert_ptr_nonnull(line);
    const struct http_config config = {.address = "127.0.0.1", .limits = &options->limits};
    const struct http_app app = {.context = line, .handle = handle, .work = work};
    *line = (struct line){.turns = {take_turn, line, TURNS_MOST}, .mono = mono, .connection = -1};
    line->app = app_new(options, wall, *mono, &err);
    ck_assert_msg(line->app != NULL, "%s", err_message(&err));
    line->server = http_server_new(&config, &app, &err);
    ck_assert_msg(line->server != NULL, "%s", err_message(&err));
    return line;
}

static void
hang_up(struct line *line)
{
    if (line->connection >= 0)
        client_close(line->connection);
    line->connection = -1;
}

static void
close_line(void *server)
{
    struct line *line = server;
    hang_up(line);
    http_server_free(line->server);
    app_free(line->app);
    free(line);
}

/* What a client adds by itself is added unless the case says it. */
static void
write_request(struct buf *out, const struct said *said)
{
    bool names_host = false;
    struct member member = {0};
    buf_printf(out, "%s %s HTTP/1.1\r\n", said->method, said->target);
    while (member_next(said->headers, &member)) {
        names_host = names_host || text_is_nocase(text_of(member.name), "host");
        buf_printf(out, "%s: %s\r\n", member.name, json_string_value(member.value));
    }
    if (!names_host)
        buf_add_str(out, "Host: 127.0.0.1\r\n");
    if (said->body != NULL)
        buf_printf(out, "Content-Length: %zu\r\n", strlen(said->body));
    buf_printf(out, "\r\n%s", said->body != NULL ? said->body : "");
}

static void
carry_line(void *server, const struct said *said, struct heard *heard)
{
    struct line *line = server;
    struct buf request OWNED(buf_done) = BUF(REQUEST_MOST);
    struct text value = TEXT("");
    if (line->connection < 0)
        line->connection = client_open(http_server_port(line->server));
    write_request(&request, said);
    ck_assert(!request.failed);
    line->hold = 0;
    ck_assert(client_send_turning(line->connection, request.at, request.length, &line->turns));
    heard->has_no_body = strcmp(said->method, "HEAD") == 0;
    struct answer answer = heard->has_no_body
                               ? client_receive_head(line->connection, &line->turns)
                               : client_receive_turning(line->connection, &line->turns);
    answer_header(&answer, "Content-Type", 0, &value);
    heard->status = answer.status;
    heard->is_html = text_starts(value, "text/html");
    heard->hold = line->hold;
    buf_add_text(&heard->body, buf_text(&answer.body));
    if (answer_header(&answer, "Connection", 0, &value) && text_is_nocase(value, "close"))
        hang_up(line);
    answer_done(&answer);
}

int
main(void)
{
    static const struct carrier LINE = {
        .open = open_line, .carry = carry_line, .close = close_line, .has_guard = true};
    return conversation_main(&LINE);
}
