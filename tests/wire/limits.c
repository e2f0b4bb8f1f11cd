/* What a client can run into: sizes of bodies, numbers of headers and parameters, an address that
 * is taken. Each limit is met once exactly and once exceeded by one. */
#include "stand.h"

#include "../unit/tap.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define BODY_CAP 4096
#define BATCH_CAP 8192

static struct limits
small_limits(void)
{
    struct limits limits = LIMITS_DEFAULT;
    limits.body_bytes = BODY_CAP;
    limits.batch_bytes = BATCH_CAP;
    return limits;
}

/* --- bodies
 * ---------------------------------------------------------------------------------------- */

static void
write_declared(struct buf *out, const char *path, size_t length)
{
    buf_printf(out, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n", path,
               length);
    buf_printf(out, "%0*d", (int)length, 0);
}

/* In chunks of `piece` bytes, the last one shorter. */
static void
write_chunked(struct buf *out, const char *path, size_t length, size_t piece)
{
    buf_printf(out, "POST %s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
               path);
    while (length > 0) {
        size_t part = length < piece ? length : piece;
        buf_printf(out, "%zx\r\n%0*d\r\n", part, (int)part, 0);
        length -= part;
    }
    buf_add_str(out, "0\r\n\r\n");
}

struct body {
    const char *path;
    size_t length;
    int status; /* 0: the connection ends without an answer */
    const char *option;
};

/* clang-format off */
static const struct body DECLARED[] = {
    {"/size",              1,             200, NULL},
    {"/size",              BODY_CAP - 1,  200, NULL},
    {"/size",              BODY_CAP,      200, NULL},
    {"/size",              BODY_CAP + 1,  413, "--max-body"},
    {"/size",              BODY_CAP * 5,  413, "--max-body"},
    {"/size",              1u << 22,      413, "--max-body"},
    {"/batch/size",        BODY_CAP + 1,  200, NULL},
    {"/batch/size",        BATCH_CAP,     200, NULL},
    {"/batch/size",        BATCH_CAP + 1, 413, "--max-batch-body"},
    {"/batch",             BATCH_CAP + 1, 413, "--max-batch-body"},
    {"/batches/size",      BODY_CAP + 1,  413, "--max-body"},
    {"/v1/batch/size",     BODY_CAP + 1,  413, "--max-body"},
};

static const struct body CHUNKED[] = {
    {"/size",              1,                                   200, NULL},
    {"/size",              BODY_CAP,                            200, NULL},
    {"/size",              BODY_CAP + 1,                        413, "--max-body"},
    {"/size",              LIMIT_SWALLOW_FACTOR * BODY_CAP,     413, "--max-body"},
    {"/size",              (LIMIT_SWALLOW_FACTOR + 1) * BODY_CAP, 0, NULL},
    {"/size",              1u << 22,                            0,   NULL},
    {"/batch/size",        BATCH_CAP,                           200, NULL},
    {"/batch/size",        BATCH_CAP + 1,                       413, "--max-batch-body"},
    {"/batch/size",        LIMIT_SWALLOW_FACTOR * BATCH_CAP,    413, "--max-batch-body"},
    {"/batch/size",        (LIMIT_SWALLOW_FACTOR + 1) * BATCH_CAP, 0, NULL},
};
/* clang-format on */

static const size_t PIECES[] = {7, 1000, BODY_CAP, 1u << 20};

/* What the answer to a body must be; the application sees none that is too large. */
static void
assert_answer(struct stand *stand, const struct answer *answer, const struct body *body)
{
    char length[32];
    ck_assert_msg(answer->status == body->status, "%s with %zu bytes: expected %d, got %d %s",
                  body->path, body->length, body->status, answer->status, answer->body.at);
    ck_assert_int_eq(stand->handled, body->status == 200);
    snprintf(length, sizeof length, "%zu", body->length);
    if (body->status == 200 && text_ends(text_of(body->path), "/size"))
        ck_assert_str_eq(answer->body.at, length);
    if (body->option != NULL)
        ck_assert_msg(strstr(answer->body.at, body->option) != NULL, "%s is not named in %s",
                      body->option, answer->body.at);
}

START_TEST(a_declared_length_above_the_cap_is_413_at_once_and_the_end)
{
    const struct body *body = &DECLARED[_i];
    struct limits limits = small_limits();
    struct stand *stand = stand_new(&limits);
    struct buf request OWNED(buf_done) = BUF(CLIENT_BODY_MOST);
    struct text value;
    int connection = client_open(stand->port);
    write_declared(&request, body->path, body->length);
    const char *start = strstr(request.at, "\r\n\r\n") + 4;
    /* The headers alone suffice for the refusal; only who is let in is sent the rest of. */
    stand_send_bytes(stand, connection, request.at, (size_t)(start - request.at));
    if (body->status == 200)
        stand_send(stand, connection, start);
    struct answer answer = stand_receive(stand, connection);
    assert_answer(stand, &answer, body);
    bool is_last =
        answer_header(&answer, "Connection", 0, &value) && text_is_nocase(value, "close");
    ck_assert_int_eq(is_last, body->status == 413);
    if (is_last)
        ck_assert_uint_eq(client_drain(connection, &stand->turns), 0);
    answer_done(&answer);
    client_close(connection);
    stand_free(stand);
}
END_TEST

START_TEST(a_client_that_sends_on_after_413_may_read_it)
{
    struct limits limits = small_limits();
    struct stand *stand = stand_new(&limits);
    struct buf request OWNED(buf_done) = BUF(CLIENT_BODY_MOST);
    int connection = client_open(stand->port);
    write_declared(&request, "/size", BODY_CAP + 1);
    /* All in one, before the server looks: the usual way of clients that do not listen. */
    ck_assert(client_send(connection, request.at, request.length));
    stand_expect(stand, connection, 413, NULL);
    client_close(connection);
    stand_free(stand);
}
END_TEST

START_TEST(no_100_is_said_to_a_body_too_large)
{
    struct limits limits = small_limits();
    struct stand *stand = stand_new(&limits);
    int connection = client_open(stand->port);
    stand_send(stand, connection,
               "POST /size HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
               "Content-Length: 4097\r\n\r\n");
    struct answer answer = client_receive_head(connection, &stand->turns);
    ck_assert_int_eq(answer.status, 413);
    answer_done(&answer);
    client_close(connection);
    stand_free(stand);
}
END_TEST

static void
send_chunked(const struct body *body, size_t piece)
{
    struct limits limits = small_limits();
    struct stand *stand = stand_new(&limits);
    struct buf request OWNED(buf_done) = BUF(CLIENT_BODY_MOST);
    int connection = client_open(stand->port);
    write_chunked(&request, body->path, body->length, piece);
    bool is_sent = stand_send_bytes(stand, connection, request.at, request.length);
    if (body->status == 0) {
        ck_assert_uint_eq(client_drain(connection, &stand->turns), 0);
        ck_assert_int_eq(stand->handled, 0);
    } else {
        ck_assert(is_sent);
        struct answer answer = stand_receive(stand, connection);
        assert_answer(stand, &answer, body);
        answer_done(&answer);
        /* All was read, so the connection goes on. */
        stand_get(stand, connection, "/echo");
        stand_expect(stand, connection, 200, NULL);
    }
    client_close(connection);
    stand_free(stand);
}

START_TEST(a_chunked_body_is_swallowed_to_four_times_the_cap)
{
    for (int i = 0; i < COUNT(PIECES); i++)
        send_chunked(&CHUNKED[_i], PIECES[i]);
}
END_TEST

/* --- headers and parameters
 * ------------------------------------------------------------------------- */

struct amount {
    int headers; /* Host included */
    int parameters;
    int status;
};

static const struct amount AMOUNTS[] = {
    {LIMIT_HEADER_PAIRS, LIMIT_QUERY_PAIRS, 200},
    {LIMIT_HEADER_PAIRS + 1, 1, 400},
    {1, LIMIT_QUERY_PAIRS + 1, 400},
    /* Beyond some 400 of either libmicrohttpd's memory for a connection ends before ours begins. */
    {4 * LIMIT_HEADER_PAIRS, 1, 400},
    {1, 4 * LIMIT_QUERY_PAIRS, 400},
};

START_TEST(too_many_headers_or_parameters_are_400)
{
    const struct amount *amount = &AMOUNTS[_i];
    struct stand *stand = stand_new(NULL);
    struct buf request OWNED(buf_done) = BUF(CLIENT_HEAD_MOST);
    struct buf body OWNED(buf_done) = BUF(CLIENT_BODY_MOST);
    int connection = client_open(stand->port);
    buf_add_str(&request, "GET /echo");
    for (int i = 0; i < amount->parameters; i++)
        buf_printf(&request, "%cp%d=1", i == 0 ? '?' : '&', i);
    buf_add_str(&request, " HTTP/1.1\r\nHost: localhost\r\n");
    for (int i = 1; i < amount->headers; i++)
        buf_printf(&request, "X-%d: 1\r\n", i);
    buf_add_str(&request, "\r\n");
    stand_send_bytes(stand, connection, request.at, request.length);
    stand_expect(stand, connection, amount->status, &body);
    if (amount->status == 400)
        ck_assert_ptr_nonnull(strstr(body.at, "INVALID_ARGUMENT"));
    ck_assert_int_eq(stand->handled, amount->status == 200);
    client_close(connection);
    stand_free(stand);
}
END_TEST

/* --- what is no request
 * ---------------------------------------------------------------------------- */

/* How a TLS 1.2 client opens: a record of a handshake that says hello, here with made-up bytes. */
#define TLS_HELLO "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03"

static void
write_hello(struct buf *out)
{
    buf_add(out, TLS_HELLO, sizeof(TLS_HELLO) - 1);
    for (int i = 0; i < 36; i++)
        buf_add_char(out, (char)(i * 7));
}

/* Bytes of a fixed generator, so that a failure comes back. */
static void
write_noise(struct buf *out, uint32_t seed)
{
    uint32_t state = seed;
    for (int i = 0; i < 3000; i++) {
        state = state * 1664525u + 1013904223u;
        buf_add_char(out, (char)(unsigned char)(state >> 24));
    }
    buf_add_str(out, "\r\n\r\n");
}

#define NOISES 64

START_TEST(what_is_no_request_disturbs_nobody)
{
    struct stand *stand = stand_new(NULL);
    int bystander = client_open(stand->port);
    for (uint32_t i = 0; i <= NOISES; i++) {
        struct buf noise OWNED(buf_done) = BUF(CLIENT_HEAD_MOST);
        int connection = client_open(stand->port);
        if (i == 0)
            write_hello(&noise);
        else
            write_noise(&noise, i);
        stand_send_bytes(stand, connection, noise.at, noise.length);
        stand_settle(stand);
        stand_get(stand, bystander, "/echo");
        stand_expect(stand, bystander, 200, NULL);
        client_close(connection);
    }
    stand_get(stand, bystander, "/echo");
    stand_expect(stand, bystander, 200, NULL);
    client_close(bystander);
    stand_free(stand);
}
END_TEST

/* --- where it listens
 * ------------------------------------------------------------------------------- */

struct listen {
    const char *address;
    const char *foreign; /* a Host */
    int status;          /* what it gets */
};

static const struct listen LISTENS[] = {
    {"127.0.0.1", "evil.example", 403}, {"localhost", "evil.example", 403},
    {"0.0.0.0", "evil.example", 200},   {"::ffff:127.0.0.1", "evil.example", 403},
    {"::", "evil.example", 200},
};

START_TEST(a_listener_guards_the_host_when_it_is_on_loopback)
{
    const struct listen *listen = &LISTENS[_i];
    const struct http_config config = {.address = listen->address};
    struct stand *stand = stand_new_with(NULL, &config);
    char request[128];
    int connection = client_open(stand->port);
    int length = snprintf(request, sizeof request, "GET /echo HTTP/1.1\r\nHost: %s\r\n\r\n",
                          listen->foreign);
    stand_send_bytes(stand, connection, request, (size_t)length);
    stand_expect(stand, connection, listen->status, NULL);
    client_close(connection);
    stand_free(stand);
}
END_TEST

static const char *const NO_ADDRESSES[] = {
    "",      "127.0.0.1.nip.io", "localhost.evil.com", "127.0.0.1:8090",
    "[::1]", "http://127.0.0.1", "256.1.1.1"};

static void
assert_no_start(const char *address, uint16_t port, const char *word)
{
    struct err err OWNED(err_done) = ERR;
    const struct limits limits = LIMITS_DEFAULT;
    const struct http_config config = {.address = address, .port = port, .limits = &limits};
    const struct http_app app = {.context = NULL};
    ck_assert_ptr_null(http_server_new(&config, &app, &err));
    ck_assert_msg(strstr(err_message(&err), word) != NULL, "expected \"%s\" in \"%s\"", word,
                  err_message(&err));
}

START_TEST(what_is_no_address_is_named)
{
    assert_no_start(NO_ADDRESSES[_i], 0, NO_ADDRESSES[_i]);
}
END_TEST

START_TEST(a_taken_port_is_named)
{
    struct stand *stand = stand_new(NULL);
    char port[16];
    snprintf(port, sizeof port, "%d", stand->port);
    assert_no_start("127.0.0.1", stand->port, port);
    stand_free(stand);
}
END_TEST

static Suite *
suite(void)
{
    Suite *whole = suite_create("limits");
    TCase *cases = tcase_create("limits");
    tcase_add_loop_test(cases, a_declared_length_above_the_cap_is_413_at_once_and_the_end, 0,
                        COUNT(DECLARED));
    tcase_add_test(cases, a_client_that_sends_on_after_413_may_read_it);
    tcase_add_test(cases, no_100_is_said_to_a_body_too_large);
    tcase_add_loop_test(cases, a_chunked_body_is_swallowed_to_four_times_the_cap, 0,
                        COUNT(CHUNKED));
    tcase_add_loop_test(cases, too_many_headers_or_parameters_are_400, 0, COUNT(AMOUNTS));
    tcase_add_test(cases, what_is_no_request_disturbs_nobody);
    tcase_add_loop_test(cases, a_listener_guards_the_host_when_it_is_on_loopback, 0,
                        COUNT(LISTENS));
    tcase_add_loop_test(cases, what_is_no_address_is_named, 0, COUNT(NO_ADDRESSES));
    tcase_add_test(cases, a_taken_port_is_named);
    suite_add_tcase(whole, cases);
    return whole;
}

int
main(void)
{
    return tap_run(suite());
}
