/* One exchange after another: how requests may arrive, what the application gets to see of them,
 * what every answer carries. Server and client share a thread; see stand.h. */
#include "stand.h"

#include "../unit/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static void
assert_body(struct stand *stand, int connection, const char *body)
{
    struct buf got OWNED(buf_done) = BUF(CLIENT_BODY_MOST);
    stand_expect(stand, connection, 200, &got);
    ck_assert_str_eq(got.at, body);
}

/* --- how requests arrive
 * ---------------------------------------------------------------------------- */

START_TEST(two_requests_share_a_connection)
{
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    stand_get(stand, connection, "/echo/1");
    assert_body(stand, connection, "GET /echo/1\n\n");
    stand_get(stand, connection, "/echo/2");
    assert_body(stand, connection, "GET /echo/2\n\n");
    client_close(connection);
    stand_free(stand);
}
END_TEST

START_TEST(two_requests_in_one_packet_are_answered_in_order)
{
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    stand_send(stand, connection,
               "POST /echo/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\none"
               "POST /echo/2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\ntwo");
    assert_body(stand, connection, "POST /echo/1\none\n");
    assert_body(stand, connection, "POST /echo/2\ntwo\n");
    client_close(connection);
    stand_free(stand);
}
END_TEST

/* The same request in several dresses; each is cut at every byte. */
static const char *const CUT_REQUESTS[] = {
    "POST /echo?a=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\n{\"a\": 1}",
    "POST /echo?a=1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    "3\r\n{\"a\r\n5;x=y\r\n\": 1}\r\n0\r\n\r\n",
    "POST /echo?a=1 HTTP/1.1\r\nhost: localhost\r\ncontent-length: 8\r\nconnection: keep-alive\r\n"
    "\r\n{\"a\": 1}",
};

START_TEST(a_post_cut_anywhere_is_answered_as_if_sent_whole)
{
    struct stand *stand = stand_new(NULL);
    const char *request = CUT_REQUESTS[_i];
    int connection = client_open(stand->port);
    for (size_t cut = 1; cut < strlen(request); cut++) {
        stand_send_bytes(stand, connection, request, cut);
        stand_settle(stand);
        ck_assert_msg(!client_has_input(connection), "answered after %zu bytes", cut);
        stand_send(stand, connection, request + cut);
        assert_body(stand, connection, "POST /echo\n[a]=[1]\n{\"a\": 1}\n");
    }
    client_close(connection);
    stand_free(stand);
}
END_TEST

START_TEST(a_request_in_single_bytes_is_answered)
{
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    for (const char *at = CUT_REQUESTS[_i]; *at != '\0'; at++) {
        stand_send_bytes(stand, connection, at, 1);
        stand_settle(stand);
    }
    assert_body(stand, connection, "POST /echo\n[a]=[1]\n{\"a\": 1}\n");
    client_close(connection);
    stand_free(stand);
}
END_TEST

START_TEST(a_long_chunked_body_arrives_whole)
{
    struct stand *stand = stand_new(NULL);
    struct buf sent OWNED(buf_done) = BUF(CLIENT_BODY_MOST);
    struct buf wanted OWNED(buf_done) = BUF(CLIENT_BODY_MOST);
    int connection = client_open(stand->port);
    buf_add_str(&sent,
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    buf_add_str(&wanted, "POST /echo\n");
    for (int i = 1; i < 400; i++) {
        buf_printf(&sent, "%x\r\n%0*d\r\n", i, i, i);
        buf_printf(&wanted, "%0*d", i, i);
    }
    buf_add_str(&sent, "0\r\n\r\n");
    buf_add_char(&wanted, '\n');
    stand_send_bytes(stand, connection, sent.at, sent.length);
    assert_body(stand, connection, wanted.at);
    client_close(connection);
    stand_free(stand);
}
END_TEST

START_TEST(a_body_that_waits_for_100_gets_it)
{
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    stand_send(stand, connection,
               "POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
               "Content-Length: 2\r\n\r\n");
    struct answer interim = client_receive_head(connection, &stand->turns);
    ck_assert_int_eq(interim.status, 100);
    answer_done(&interim);
    ck_assert_int_eq(stand->handled, 0);
    stand_send(stand, connection, "{}");
    assert_body(stand, connection, "POST /echo\n{}\n");
    client_close(connection);
    stand_free(stand);
}
END_TEST

/* --- how they end
 * ----------------------------------------------------------------------------------- */

static const char *const LAST_REQUESTS[] = {
    "GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "GET /close HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /echo HTTP/1.0\r\nHost: localhost\r\n\r\n",
    "GET /echo HTTP/1.0\r\n\r\n",
};

START_TEST(a_connection_that_is_to_close_closes_after_the_answer)
{
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    struct text value;
    stand_send(stand, connection, LAST_REQUESTS[_i]);
    struct answer answer = stand_receive(stand, connection);
    ck_assert_int_eq(answer.status, 200);
    ck_assert(answer_header(&answer, "Connection", 0, &value));
    ck_assert(text_is_nocase(value, "close"));
    ck_assert_uint_eq(client_drain(connection, &stand->turns), 0);
    answer_done(&answer);
    client_close(connection);
    stand_free(stand);
}
END_TEST

START_TEST(a_client_that_leaves_midway_is_forgotten)
{
    struct stand *stand = stand_new(NULL);
    const char *request = CUT_REQUESTS[0];
    for (size_t cut = 0; cut < strlen(request); cut++) {
        int connection = client_open(stand->port);
        stand_send_bytes(stand, connection, request, cut);
        if (cut % 2 == 0)
            stand_settle(stand);
        client_close(connection);
    }
    int connection = client_open(stand->port);
    stand_get(stand, connection, "/echo");
    assert_body(stand, connection, "GET /echo\n\n");
    ck_assert_int_eq(stand->handled, 1);
    client_close(connection);
    stand_free(stand);
}
END_TEST

/* --- what the application sees
 * ---------------------------------------------------------------------- */

struct target {
    const char *sent;
    const char *seen;
};

/* clang-format off */
static const struct target TARGETS[] = {
    {"/echo?a=b",                    "/echo\n[a]=[b]\n"},
    {"/echo?",                       "/echo\n"},
    {"/echo?a",                      "/echo\n[a]=[]\n"},
    {"/echo?a=",                     "/echo\n[a]=[]\n"},
    {"/echo?a&b=1",                  "/echo\n[a]=[]\n[b]=[1]\n"},
    {"/echo?b=1&a",                  "/echo\n[b]=[1]\n[a]=[]\n"},
    {"/echo?a=1&a=2",                "/echo\n[a]=[1]\n[a]=[2]\n"},
    /* A plus is a blank, an encoded one stays encoded: whoever decodes then cannot mix them up. */
    {"/echo?a=b+c",                  "/echo\n[a]=[b c]\n"},
    {"/echo?a=b%2Bc",                "/echo\n[a]=[b%2Bc]\n"},
    {"/echo?a=b%20c",                "/echo\n[a]=[b%20c]\n"},
    {"/echo?a%3Db=c",                "/echo\n[a%3Db]=[c]\n"},
    {"/echo?a=b=c",                  "/echo\n[a]=[b=c]\n"},
    {"/echo?a=%26b",                 "/echo\n[a]=[%26b]\n"},
    {"/echo?a=%00b",                 "/echo\n[a]=[%00b]\n"},
    {"/echo?a=%zz",                  "/echo\n[a]=[%zz]\n"},
    {"/echo?%24.xgafv=1",            "/echo\n[%24.xgafv]=[1]\n"},
    {"/echo/a%2Fb",                  "/echo/a%2Fb\n"},
    {"/echo/a%00b",                  "/echo/a%00b\n"},
    {"/echo/a+b",                    "/echo/a+b\n"},
    {"/echo/a:cancel",               "/echo/a:cancel\n"},
    {"/echo//..//",                  "/echo//..//\n"},
    {"/echo/%",                      "/echo/%\n"},
};
/* clang-format on */

START_TEST(path_and_query_arrive_as_they_were_sent)
{
    const struct target *target = &TARGETS[_i];
    struct stand *stand = stand_new(NULL);
    char wanted[256];
    int connection = client_open(stand->port);
    snprintf(wanted, sizeof wanted, "GET %s\n", target->seen);
    stand_get(stand, connection, target->sent);
    assert_body(stand, connection, wanted);
    client_close(connection);
    stand_free(stand);
}
END_TEST

static const char *const METHODS[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

START_TEST(a_method_arrives_by_its_name)
{
    struct stand *stand = stand_new(NULL);
    char text[128];
    int connection = client_open(stand->port);
    snprintf(text, sizeof text, "%s /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
             METHODS[_i]);
    stand_send(stand, connection, text);
    snprintf(text, sizeof text, "%s /echo\n\n", METHODS[_i]);
    assert_body(stand, connection, text);
    client_close(connection);
    stand_free(stand);
}
END_TEST

START_TEST(head_is_answered_like_get_without_the_body)
{
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    struct text length;
    stand_send(stand, connection, "HEAD /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
    struct answer answer = client_receive_head(connection, &stand->turns);
    ck_assert_int_eq(answer.status, 200);
    /* The application saw HEAD, and wrote "HEAD /echo" and two newlines. */
    ck_assert(answer_header(&answer, "Content-Length", 0, &length));
    ck_assert_msg(text_is(length, "12"), "expected 12, got %.*s", TEXT_ARG(length));
    answer_done(&answer);
    /* Were there a body, it would stand before this. */
    stand_get(stand, connection, "/echo");
    assert_body(stand, connection, "GET /echo\n\n");
    client_close(connection);
    stand_free(stand);
}
END_TEST

/* --- what every answer carries
 * ---------------------------------------------------------------------- */

struct asked {
    const char *request;
    int status;
    const char *type;
};

#define JSON_TYPE "application/json; charset=UTF-8"

/* clang-format off */
static const struct asked ASKED[] = {
    {"GET /id HTTP/1.1\r\nHost: localhost\r\n\r\n",     200, JSON_TYPE},
    {"GET /html HTTP/1.1\r\nHost: localhost\r\n\r\n",   200, "text/html; charset=UTF-8"},
    {"GET /refuse HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, JSON_TYPE},
    {"GET /close HTTP/1.1\r\nHost: localhost\r\n\r\n",  200, JSON_TYPE},
    {"GET /later/2 HTTP/1.1\r\nHost: localhost\r\n\r\n", 200, JSON_TYPE},
    {"GET /hold/1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 200, JSON_TYPE},
    {"GET /id HTTP/1.1\r\nHost: evil.example\r\n\r\n",  403, JSON_TYPE},
    {"POST /id HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n", 413, JSON_TYPE},
};
/* clang-format on */

static void
assert_header(const struct answer *answer, const char *name, int nth, const char *wanted)
{
    struct text value = TEXT("");
    bool is_there = answer_header(answer, name, nth, &value);
    ck_assert_msg(is_there && text_is(value, wanted), "%s: expected \"%s\", got \"%.*s\" in\n%s",
                  name, wanted, TEXT_ARG(value), answer->head.at);
}

START_TEST(every_answer_carries_the_headers_of_the_front_end)
{
    const struct asked *asked = &ASKED[_i];
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    struct text ignored;
    stand_send(stand, connection, asked->request);
    struct answer answer = stand_receive(stand, connection);
    ck_assert_int_eq(answer.status, asked->status);
    assert_header(&answer, "Content-Type", 0, asked->type);
    assert_header(&answer, "Vary", 0, "Origin");
    assert_header(&answer, "Vary", 1, "X-Origin");
    assert_header(&answer, "Vary", 2, "Referer");
    assert_header(&answer, "Server", 0, "ESF");
    assert_header(&answer, "Cache-Control", 0, "private");
    assert_header(&answer, "X-XSS-Protection", 0, "0");
    assert_header(&answer, "X-Frame-Options", 0, "SAMEORIGIN");
    assert_header(&answer, "X-Content-Type-Options", 0, "nosniff");
    ck_assert(answer_header(&answer, "Date", 0, &ignored));
    ck_assert(answer_header(&answer, "Content-Length", 0, &ignored));
    ck_assert(answer_header(&answer, "X-Request-Id", 0, &ignored));
    ck_assert_uint_eq(ignored.length, 36);
    ck_assert(!answer_header(&answer, "Content-Type", 1, &ignored));
    ck_assert(!answer_header(&answer, "Vary", 3, &ignored));
    answer_done(&answer);
    client_close(connection);
    stand_free(stand);
}
END_TEST

START_TEST(each_request_has_an_id_of_its_own_and_the_application_knows_it)
{
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    char before[40] = "";
    for (int i = 0; i < 3; i++) {
        struct text id;
        stand_get(stand, connection, "/id");
        struct answer answer = stand_receive(stand, connection);
        ck_assert(answer_header(&answer, "X-Request-Id", 0, &id));
        ck_assert(text_is(id, answer.body.at));
        ck_assert_str_ne(answer.body.at, before);
        snprintf(before, sizeof before, "%s", answer.body.at);
        answer_done(&answer);
    }
    client_close(connection);
    stand_free(stand);
}
END_TEST

/* Whatever stands in a header may come back in the error that names it. */
static const char *const ODD_HOSTS[] = {
    "evil.example",
    "\xff\xfe.example",
    "evil\"}\\.example",
    "<script>alert(1)</script>",
    "evil\x01\x1b[31m.example",
    "\xed\xa0\x80\xc0\xaf",
};

START_TEST(a_refusal_is_JSON_whatever_the_header_held)
{
    struct stand *stand = stand_new(NULL);
    char request[256];
    int connection = client_open(stand->port);
    int length =
        snprintf(request, sizeof request, "GET /echo HTTP/1.1\r\nHost: %s\r\n\r\n", ODD_HOSTS[_i]);
    stand_send_bytes(stand, connection, request, (size_t)length);
    struct answer answer = stand_receive(stand, connection);
    ck_assert_int_eq(answer.status, 403);
    json_auto_t *body = json_loadb(answer.body.at, answer.body.length, 0, NULL);
    const json_t *error = json_object_get(body, "error");
    ck_assert_msg(error != NULL, "no JSON: %s", answer.body.at);
    ck_assert_int_eq(json_integer_value(json_object_get(error, "code")), 403);
    ck_assert_str_eq(json_string_value(json_object_get(error, "status")), "PERMISSION_DENIED");
    ck_assert_int_eq(stand->handled, 0);
    ck_assert_ptr_null(strchr(answer.body.at, '<'));
    answer_done(&answer);
    client_close(connection);
    stand_free(stand);
}
END_TEST

/* --- the access log
 * --------------------------------------------------------------------------------- */

#define PROGRAM "ml-jobs-emulator: " /* in front of every line on stderr */

/* What goes to stderr while the request is served. */
static void
log_of(const char *request, char line[1024])
{
    const struct http_config config = {.access_log = true};
    int ends[2];
    int old = dup(STDERR_FILENO);
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    dup2(ends[1], STDERR_FILENO);
    struct stand *stand = stand_new_with(NULL, &config);
    int connection = client_open(stand->port);
    stand_send(stand, connection, request);
    struct answer answer = stand_receive(stand, connection);
    answer_done(&answer);
    client_close(connection);
    stand_free(stand);
    dup2(old, STDERR_FILENO);
    close(old);
    ssize_t got = read(ends[0], line, 1023);
    ck_assert_msg(got > 0, "nothing was logged: %s", strerror(errno));
    line[got] = '\0';
    close(ends[0]);
    close(ends[1]);
}

struct logged {
    const char *request;
    const char *start;
};

/* Method, path, status and bytes of the answer; how long it took and the id follow. */
static const struct logged LOGGED[] = {
    {"GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /echo 200 11 "},
    {"POST /size HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", "POST /size 200 1 "},
    {"GET /later/2 HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /later/2 200 14 "},
    {"GET /echo?access_token=secret HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /echo 200 "},
    {"GET /echo HTTP/1.1\r\nHost: evil.example\r\n\r\n", "GET /echo 403 "},
    {"GET /echo/\x1b[31m\x7f\xff HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /echo/"},
};

START_TEST(the_access_log_has_a_line_for_each_request)
{
    const struct logged *logged = &LOGGED[_i];
    char line[1024];
    log_of(logged->request, line);
    ck_assert_msg(strncmp(line, PROGRAM, strlen(PROGRAM)) == 0 &&
                      strncmp(line + strlen(PROGRAM), logged->start, strlen(logged->start)) == 0,
                  "expected \"" PROGRAM "%s...\", got \"%s\"", logged->start, line);
    ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
    ck_assert_ptr_null(strstr(line, "secret"));
    for (const char *at = line; *at != '\n'; at++)
        ck_assert_msg(*at >= ' ' && *at < 0x7f, "byte %d in \"%s\"", *at, line);
}
END_TEST

static Suite *
suite(void)
{
    Suite *whole = suite_create("exchange");
    TCase *cases = tcase_create("exchange");
    tcase_add_test(cases, two_requests_share_a_connection);
    tcase_add_test(cases, two_requests_in_one_packet_are_answered_in_order);
    tcase_add_loop_test(cases, a_post_cut_anywhere_is_answered_as_if_sent_whole, 0,
                        COUNT(CUT_REQUESTS));
    tcase_add_loop_test(cases, a_request_in_single_bytes_is_answered, 0, COUNT(CUT_REQUESTS));
    tcase_add_test(cases, a_long_chunked_body_arrives_whole);
    tcase_add_test(cases, a_body_that_waits_for_100_gets_it);
    tcase_add_loop_test(cases, a_connection_that_is_to_close_closes_after_the_answer, 0,
                        COUNT(LAST_REQUESTS));
    tcase_add_test(cases, a_client_that_leaves_midway_is_forgotten);
    tcase_add_loop_test(cases, path_and_query_arrive_as_they_were_sent, 0, COUNT(TARGETS));
    tcase_add_loop_test(cases, a_method_arrives_by_its_name, 0, COUNT(METHODS));
    tcase_add_test(cases, head_is_answered_like_get_without_the_body);
    tcase_add_loop_test(cases, every_answer_carries_the_headers_of_the_front_end, 0, COUNT(ASKED));
    tcase_add_test(cases, each_request_has_an_id_of_its_own_and_the_application_knows_it);
    tcase_add_loop_test(cases, a_refusal_is_JSON_whatever_the_header_held, 0, COUNT(ODD_HOSTS));
    tcase_add_loop_test(cases, the_access_log_has_a_line_for_each_request, 0, COUNT(LOGGED));
    suite_add_tcase(whole, cases);
    return whole;
}

int
main(void)
{
    return tap_run(suite());
}
