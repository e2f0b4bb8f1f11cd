#include "client.h"

#include "../reply_check.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define PIECE 65536

void
answer_done(struct answer *answer)
{
    buf_done(&answer->head);
    buf_done(&answer->body);
}

/* Cuts the first line off; false at the empty line that ends the headers. */
static bool
take_line(struct text *rest, struct text *ret_line)
{
    if (!text_split(*rest, '\n', ret_line, rest))
        return false;
    if (text_ends(*ret_line, "\r"))
        ret_line->length--;
    return ret_line->length > 0;
}

bool
answer_header(const struct answer *answer, const char *name, int nth, struct text *ret_value)
{
    struct text rest = buf_text(&answer->head);
    struct text line;
    take_line(&rest, &line);
    while (take_line(&rest, &line)) {
        struct text found;
        struct text value;
        if (!text_split(line, ':', &found, &value) || !text_is_nocase(found, name) || nth-- > 0)
            continue;
        while (text_starts(value, " ")) {
            value.at++;
            value.length--;
        }
        *ret_value = value;
        return true;
    }
    return false;
}

/* --- the connection
 * -------------------------------------------------------------------------------- */

int
client_open(uint16_t port)
{
    const int on = 1;
    const struct sockaddr_in here = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
    } address = {.v4 = here};
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(connection, 0);
    ck_assert_msg(connect(connection, &address.any, sizeof here) == 0, "port %d: %s", port,
                  strerror(errno));
    ck_assert_int_eq(setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), 0);
    return connection;
}

void
client_close(int connection)
{
    ck_assert_int_eq(close(connection), 0);
}

static bool
is_ready(int connection, short events, int timeout_ms)
{
    struct pollfd waiting = {.fd = connection, .events = events};
    int count = poll(&waiting, 1, timeout_ms);
    ck_assert_int_ge(count, 0);
    return count > 0;
}

bool
client_has_input(int connection)
{
    return is_ready(connection, POLLIN, 0);
}

/* Waits until the connection is ready, or lets the server work until it is. */
static void
await(int connection, short events, const struct turns *turns)
{
    if (turns == NULL) {
        ck_assert_msg(is_ready(connection, events, CLIENT_PATIENCE_MS),
                      "the server does nothing for %d ms", CLIENT_PATIENCE_MS);
        return;
    }
    for (int i = 0; !is_ready(connection, events, 0); i++) {
        ck_assert_msg(i < turns->most, "the server does nothing in %d turns", turns->most);
        turns->take(turns->context);
    }
}

bool
client_send_turning(int connection, const void *bytes, size_t length, const struct turns *turns)
{
    const char *at = bytes;
    while (length > 0) {
        await(connection, POLLOUT, turns);
        ssize_t sent = send(connection, at, length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN)
            return false;
        if (sent > 0) {
            at += sent;
            length -= (size_t)sent;
        }
    }
    return true;
}

bool
client_send(int connection, const void *bytes, size_t length)
{
    return client_send_turning(connection, bytes, length, NULL);
}

void
client_send_request(int connection, const char *method, const char *target, const char *body)
{
    struct buf request OWNED(buf_done) = BUF(CLIENT_BODY_MOST);
    buf_printf(&request, "%s %s HTTP/1.1\r\nHost: localhost\r\n", method, target);
    if (body != NULL)
        buf_printf(&request, "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                   strlen(body), body);
    else
        buf_add_str(&request, method[0] == 'P' ? "Content-Length: 0\r\n\r\n" : "\r\n");
    ck_assert(!request.failed);
    client_send(connection, request.at, request.length);
}

/* --- receiving
 * ------------------------------------------------------------------------------------- */

/* Adds exactly `length` bytes to `into`. */
static void
receive_bytes(int connection, size_t length, struct buf *into, const struct turns *turns)
{
    char piece[PIECE];
    while (length > 0) {
        await(connection, POLLIN, turns);
        ssize_t got = recv(connection, piece, length < PIECE ? length : PIECE, MSG_DONTWAIT);
        ck_assert_msg(got > 0, "the server hung up, %zu bytes early, after \"%s\"", length,
                      into->at == NULL ? "" : into->at);
        buf_add(into, piece, (size_t)got);
        length -= (size_t)got;
    }
    ck_assert(!into->failed);
}

/* Adds all up to and with the first `mark`, and not a byte more: what follows stays with the
 * kernel. The marks used end in a newline, so a look for newlines finds them. */
static void
receive_until(int connection, const char *mark, struct buf *into, const struct turns *turns)
{
    char piece[PIECE];
    do {
        await(connection, POLLIN, turns);
        ssize_t seen = recv(connection, piece, PIECE, MSG_PEEK | MSG_DONTWAIT);
        ck_assert_msg(seen > 0, "the server hung up after \"%s\"",
                      into->at == NULL ? "" : into->at);
        const char *newline = memchr(piece, '\n', (size_t)seen);
        size_t wanted = newline == NULL ? (size_t)seen : (size_t)(newline - piece) + 1;
        receive_bytes(connection, wanted, into, turns);
    } while (!text_ends(buf_text(into), mark));
}

static void
receive_chunks(int connection, struct buf *body, const struct turns *turns)
{
    for (size_t length = 1; length > 0;) {
        struct buf line OWNED(buf_done) = BUF(CLIENT_HEAD_MOST);
        struct buf end OWNED(buf_done) = BUF(CLIENT_HEAD_MOST);
        receive_until(connection, "\r\n", &line, turns);
        length = strtoul(line.at, NULL, 16);
        receive_bytes(connection, length, body, turns);
        receive_until(connection, "\r\n", &end, turns);
    }
}

struct answer
client_receive_head(int connection, const struct turns *turns)
{
    static const char VERSION[] = "HTTP/1.1 ";
    struct answer answer = {.head = BUF(CLIENT_HEAD_MOST), .body = BUF(CLIENT_BODY_MOST)};
    receive_until(connection, "\r\n\r\n", &answer.head, turns);
    ck_assert_msg(text_starts(buf_text(&answer.head), VERSION), "\"%s\" is no answer",
                  answer.head.at);
    answer.status = (int)strtol(answer.head.at + strlen(VERSION), NULL, 10);
    buf_add_str(&answer.body, "");
    ck_assert(buf_reserve(&answer.body, 1));
    answer.body.at[0] = '\0';
    return answer;
}

struct answer
client_receive_turning(int connection, const struct turns *turns)
{
    struct answer answer = client_receive_head(connection, turns);
    struct text value;
    while (answer.status < 200) {
        answer_done(&answer);
        answer = client_receive_head(connection, turns);
    }
    if (answer_header(&answer, "Transfer-Encoding", 0, &value) &&
        text_is_nocase(value, "chunked")) {
        receive_chunks(connection, &answer.body, turns);
    } else if (answer_header(&answer, "Content-Length", 0, &value)) {
        int64_t length = -1;
        ck_assert(text_to_int64(value, &length) && length >= 0);
        receive_bytes(connection, (size_t)length, &answer.body, turns);
    }
    return answer;
}

struct answer
client_receive(int connection)
{
    return client_receive_turning(connection, NULL);
}

size_t
client_drain(int connection, const struct turns *turns)
{
    char piece[PIECE];
    size_t total = 0;
    for (;;) {
        await(connection, POLLIN, turns);
        ssize_t got = recv(connection, piece, sizeof piece, MSG_DONTWAIT);
        /* A server that closes with something unread resets the connection: an end all the same. */
        if (got <= 0)
            return total;
        total += (size_t)got;
    }
}

/* What no client of Google's expects fails the test, whatever it is about. */
static void
check_suits(const char *method, const char *target, const struct answer *answer)
{
    struct text type;
    struct why why = {0};
    /* Read once; the program's end gives it back. */
    static json_t *document;
    if (document == NULL)
        document = discovery_load();
    struct reply_seen seen = {
        .status = answer->status,
        .body = answer->body.at,
        .length = answer->body.length,
    };
    ck_assert_ptr_nonnull(document);
    if (!answer_header(answer, "Content-Type", 0, &type) || !text_starts(type, "application/json"))
        return;
    if (!reply_suits_request(document, method, target, &seen, &why))
        ck_abort_msg("%s %s: %s", method, target, why.text);
}

struct answer
client_ask(uint16_t port, const char *method, const char *target, const char *body)
{
    int connection = client_open(port);
    client_send_request(connection, method, target, body);
    struct answer answer = client_receive(connection);
    client_close(connection);
    check_suits(method, target, &answer);
    return answer;
}

void
client_expect(uint16_t port, const char *method, const char *target, const char *body, int status)
{
    struct answer answer = client_ask(port, method, target, body);
    ck_assert_msg(answer.status == status, "%s %s: expected %d, got %d %s", method, target, status,
                  answer.status, answer.body.at);
    answer_done(&answer);
}
