#include "http/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What every reply of Google's front end carries; Date and lengths are
 * libmicrohttpd's. */
/* clang-format off */
static const struct {
    const char *name;
    const char *value;
} HEADERS[] = {
    {"Vary",                   "Origin"},
    {"Vary",                   "X-Origin"},
    {"Vary",                   "Referer"},
    {"Server",                 "ESF"},
    {"Cache-Control",          "private"},
    {"X-XSS-Protection",       "0"},
    {"X-Frame-Options",        "SAMEORIGIN"},
    {"X-Content-Type-Options", "nosniff"},
};
/* clang-format on */

/* The longest of them, with a boundary. */
#define TYPE_BYTES (REPLY_BOUNDARY_BYTES + 64)

struct exchange *
exchange_new(struct MHD_Connection *connection, const char *method, const char *path,
             const struct limits *limits)
{
    struct exchange *exchange = calloc(1, sizeof(*exchange));
    if (exchange == NULL)
        return NULL;
    struct text path_text = text_of(path);
    bool is_batch = text_is(path_text, "/batch") || text_starts(path_text, "/batch/");
    exchange->connection = connection;
    exchange->body_limit = is_batch ? limits->batch_bytes : limits->body_bytes;
    exchange->limit_option = is_batch ? "max-batch-body" : "max-body";
    exchange->body = BUF((size_t)exchange->body_limit);
    exchange->reply = REPLY;
    exchange->request.method = http_method_of(text_of(method));
    exchange->request.path = path_text;
    exchange->request.id = exchange->id;
    return exchange;
}

void
exchange_free(struct exchange *exchange)
{
    if (exchange == NULL)
        return;
    buf_done(&exchange->body);
    request_done(&exchange->request);
    reply_done(&exchange->reply);
    free(exchange);
}

bool
exchange_is_declared_too_large(const struct exchange *exchange)
{
    int64_t declared;
    const char *length = MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND,
                                                     MHD_HTTP_HEADER_CONTENT_LENGTH);
    return length != NULL && text_to_int64(text_of(length), &declared) &&
           declared > exchange->body_limit;
}

bool
exchange_collect(struct exchange *exchange, const char *bytes, size_t length)
{
    int64_t room = exchange->body_limit - (int64_t)exchange->body.length;
    if (exchange->swallowed == 0 && (int64_t)length <= room) {
        buf_add(&exchange->body, bytes, length);
        return !exchange->body.failed;
    }
    exchange->swallowed += (int64_t)length;
    int64_t taken = (int64_t)exchange->body.length + exchange->swallowed;
    return taken / LIMIT_SWALLOW_FACTOR <= exchange->body_limit;
}

/* Collects name and value pairs as libmicrohttpd hands them out. */
struct collector {
    struct pair *pairs;
    size_t most;
    size_t count; /* may pass `most`: then there were too many */
};

static enum MHD_Result
collect_pair(void *context, enum MHD_ValueKind kind, const char *name, size_t name_length,
             const char *value, size_t value_length)
{
    struct collector *collector = context;
    (void)kind;
    if (collector->count < collector->most)
        collector->pairs[collector->count] = (struct pair){
            .name = {name, name_length},
            .value = {value == NULL ? "" : value, value == NULL ? 0 : value_length},
        };
    collector->count++;
    return MHD_YES;
}

static size_t
collect_pairs(const struct exchange *exchange, enum MHD_ValueKind kind, struct pair *pairs,
              size_t most)
{
    struct collector collector = {.pairs = pairs, .most = most};
    MHD_get_connection_values_n(exchange->connection, kind, collect_pair, &collector);
    return collector.count;
}

bool
exchange_complete(struct exchange *exchange, struct err *err)
{
    struct request *request = &exchange->request;
    size_t headers = collect_pairs(exchange, MHD_HEADER_KIND, request->headers, LIMIT_HEADER_PAIRS);
    size_t query =
        collect_pairs(exchange, MHD_GET_ARGUMENT_KIND, request->query, LIMIT_QUERY_PAIRS);
    if (headers > LIMIT_HEADER_PAIRS)
        return err_set(err, ERR_INVALID_ARGUMENT, "The request has more than %d headers.",
                       LIMIT_HEADER_PAIRS);
    if (query > LIMIT_QUERY_PAIRS)
        return err_set(err, ERR_INVALID_ARGUMENT, "The query has more than %d parameters.",
                       LIMIT_QUERY_PAIRS);
    request->header_count = headers;
    request->query_count = query;
    request->body = buf_text(&exchange->body);
    return true;
}

/* The reply's bytes become libmicrohttpd's own; only the fixed text for lack of memory stays ours.
 */
static struct MHD_Response *
make_response(struct reply *reply)
{
    struct text text = reply_text(reply);
    if (text.at != reply->body.at)
        return MHD_create_response_from_buffer(text.length, (void *)(uintptr_t)text.at,
                                               MHD_RESPMEM_PERSISTENT);
    char *bytes = buf_take(&reply->body);
    if (bytes == NULL)
        return NULL;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(text.length, bytes, MHD_RESPMEM_MUST_FREE);
    if (response == NULL)
        free(bytes);
    return response;
}

static bool
add_headers(struct MHD_Response *response, const struct exchange *exchange)
{
    char type[TYPE_BYTES];
    bool is_added = true;
    for (size_t i = 0; i < sizeof(HEADERS) / sizeof(HEADERS[0]); i++)
        is_added &= MHD_add_response_header(response, HEADERS[i].name, HEADERS[i].value) == MHD_YES;
    (void)snprintf(type, sizeof(type), "%s%s", reply_content_type(exchange->reply.type),
                   exchange->reply.boundary);
    is_added &= MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type) == MHD_YES;
    is_added &= MHD_add_response_header(response, "X-Request-Id", exchange->id) == MHD_YES;
    if (exchange->reply.close)
        is_added &=
            MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close") == MHD_YES;
    return is_added;
}

enum MHD_Result
exchange_respond(struct exchange *exchange)
{
    exchange->sent = reply_text(&exchange->reply).length;
    struct MHD_Response *response = make_response(&exchange->reply);
    if (response == NULL)
        return MHD_NO;
    enum MHD_Result result = MHD_NO;
    if (add_headers(response, exchange))
        result =
            MHD_queue_response(exchange->connection, (unsigned)exchange->reply.status, response);
    MHD_destroy_response(response);
    return result;
}
