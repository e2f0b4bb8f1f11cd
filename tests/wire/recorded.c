/* Bytes as they arrive: requests that real clients were recorded sending (fixtures/wire), requests
 * that come in pieces or all at once, and bytes that are no request. Every case runs the real
 * binary. */
#include "child.h"
#include "client.h"

#include "../unit/tap.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <string.h>

#define PATH_ROOM 4096
#define TEXT_ROOM 32768
#define LINE_ROOM 512

/* What is there before the request comes. */
enum before {
    BEFORE_NOTHING,
    BEFORE_JOB, /* the job that its path names */
};

struct recorded {
    const char *file;
    enum before before;
    int status;
};

/* The page tokens were made by another server, so they are refused. */
/* clang-format off */
static const struct recorded RECORDED[] = {
    {"gcloud-get-jobs-alt-pagesize",                           BEFORE_NOTHING, 200},
    {"gcloud-get-jobs-j-alt",                                  BEFORE_JOB,     200},
    {"gcloud-get-jobs-j-alt",                                  BEFORE_NOTHING, 404},
    {"gcloud-patch-jobs-j-alt-updatemask",                     BEFORE_JOB,     200},
    {"gcloud-patch-jobs-j-alt-updatemask",                     BEFORE_NOTHING, 404},
    {"gcloud-post-jobs-alt",                                   BEFORE_NOTHING, 200},
    {"gcloud-post-jobs-j-cancel-alt",                          BEFORE_JOB,     200},
    {"go-delete-jobs-j-alt-terraform-nobody",                  BEFORE_JOB,     404},
    {"go-get-jobs-alt-filter-pagesize-pagetoken-prettyprint",  BEFORE_NOTHING, 400},
    {"go-get-jobs-alt-filter-pagesize-prettyprint",            BEFORE_NOTHING, 200},
    {"go-get-jobs-alt-pagesize-prettyprint",                   BEFORE_NOTHING, 200},
    {"go-get-jobs-alt-pagetoken-prettyprint",                  BEFORE_NOTHING, 400},
    {"go-get-jobs-j-alt-fields-prettyprint",                   BEFORE_JOB,     200},
    {"go-get-jobs-j-alt-key-prettyprint",                      BEFORE_JOB,     200},
    {"go-get-jobs-j-alt-prettyprint",                          BEFORE_JOB,     200},
    {"go-get-jobs-j-alt-terraform",                            BEFORE_JOB,     200},
    {"go-get-jobs-j",                                          BEFORE_JOB,     200},
    {"go-patch-jobs-j-alt-prettyprint-updatemask",             BEFORE_JOB,     200},
    {"go-post-jobs-alt-prettyprint",                           BEFORE_NOTHING, 200},
    {"go-post-jobs-alt-terraform",                             BEFORE_NOTHING, 200},
    {"go-post-jobs-j-cancel-alt-prettyprint",                  BEFORE_JOB,     200},
    {"go-post-jobs-j-cancel-alt-terraform-nobody",             BEFORE_JOB,     200},
    {"node-get-jobs-fields-filter-pagesize",                   BEFORE_NOTHING, 200},
    {"node-get-jobs-filter-pagesize-pagetoken",                BEFORE_NOTHING, 400},
    {"node-get-jobs-filter-pagesize",                          BEFORE_NOTHING, 200},
    {"node-get-jobs-filter",                                   BEFORE_NOTHING, 200},
    {"node-get-jobs-j-fields",                                 BEFORE_JOB,     200},
    {"node-get-jobs-j-key",                                    BEFORE_JOB,     200},
    {"node-get-jobs-j",                                        BEFORE_JOB,     200},
    {"node-get-jobs-pagesize",                                 BEFORE_NOTHING, 200},
    {"node-get-jobs-pagetoken",                                BEFORE_NOTHING, 400},
    {"node-get-jobs",                                          BEFORE_NOTHING, 200},
    {"node-patch-jobs-j-updatemask",                           BEFORE_JOB,     200},
    {"node-get-v1-projects-p-nothing-x",                       BEFORE_NOTHING, 404},
    {"node-post-jobs-fields",                                  BEFORE_NOTHING, 200},
    {"node-post-jobs-j-cancel-nobody",                         BEFORE_NOTHING, 404},
    {"node-post-jobs-j-cancel-nobody",                         BEFORE_JOB,     200},
    {"node-post-jobs-j-cancel",                                BEFORE_JOB,     200},
    {"node-post-jobs",                                         BEFORE_NOTHING, 200},
    {"python-get-jobs-alt-fields-filter-pagesize",             BEFORE_NOTHING, 200},
    {"python-get-jobs-alt-filter-pagesize-pagetoken",          BEFORE_NOTHING, 400},
    {"python-get-jobs-alt-filter-pagesize",                    BEFORE_NOTHING, 200},
    {"python-get-jobs-alt-filter",                             BEFORE_NOTHING, 200},
    {"python-get-jobs-alt-pagesize",                           BEFORE_NOTHING, 200},
    {"python-get-jobs-j-alt-fields",                           BEFORE_JOB,     200},
    {"python-get-jobs-j-alt",                                  BEFORE_JOB,     200},
    {"python-patch-jobs-j-alt-updatemask",                     BEFORE_JOB,     200},
    {"python-post-jobs-alt-fields",                            BEFORE_NOTHING, 200},
    {"python-post-jobs-alt",                                   BEFORE_NOTHING, 200},
    {"python-post-jobs-j-cancel-alt-nobody",                   BEFORE_JOB,     200},
    {"python-post-jobs-j-cancel-alt",                          BEFORE_JOB,     200},
    {"go-get-jobs-j-getiampolicy-alt-options-requestedpolicyversion-prettyprint", BEFORE_JOB, 200},
    {"go-get-jobs-j-getiampolicy-alt-prettyprint", BEFORE_JOB, 200},
    {"go-post-jobs-j-setiampolicy-alt-prettyprint", BEFORE_JOB, 200},
    {"go-post-jobs-j-testiampermissions-alt-prettyprint", BEFORE_JOB, 200},
    {"node-get-jobs-j-getiampolicy-options-requestedpolicyversion", BEFORE_JOB, 200},
    {"node-get-jobs-j-getiampolicy", BEFORE_JOB, 200},
    {"node-post-jobs-j-setiampolicy", BEFORE_JOB, 200},
    {"node-post-jobs-j-testiampermissions", BEFORE_JOB, 200},
    {"python-get-jobs-j-getiampolicy-alt", BEFORE_JOB, 200},
    {"python-get-discovery-rest-version", BEFORE_NOTHING, 200},
    {"python-post-jobs-j-setiampolicy-alt", BEFORE_JOB, 200},
    {"python-post-jobs-j-testiampermissions-alt", BEFORE_JOB, 200},
    {"python-post-batch", BEFORE_NOTHING, 200},
    {"python-post-jobs-override",                              BEFORE_NOTHING, 200},
};
/* clang-format on */

/* No HTTP: a client that dials TLS. */
#define HELLO "node-http2-bytes"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static void
wire_path(char path[PATH_ROOM], const char *file)
{
    const char *top = getenv("TOP_SRCDIR");
    snprintf(path, PATH_ROOM, "%s/fixtures/wire%s%s%s", top == NULL ? "." : top,
             *file == '\0' ? "" : "/", file, *file == '\0' ? "" : ".http");
}

static size_t
read_wire(const char *file, char bytes[TEXT_ROOM])
{
    char path[PATH_ROOM];
    wire_path(path, file);
    FILE *in = fopen(path, "re");
    ck_assert_msg(in != NULL, "%s: %s", path, strerror(errno));
    size_t length = fread(bytes, 1, TEXT_ROOM - 1, in);
    bytes[length] = '\0';
    fclose(in);
    return length;
}

static void
stop(struct child *child)
{
    ck_assert_int_eq(child_end(child, SIGTERM), 0);
    child_done(child);
}

/* Sends the request with the Host it would have carried here. */
static void
send_to_here(int connection, uint16_t port, const char *request, size_t length)
{
    const char *host = strstr(request, "\r\nHost: ");
    char line[LINE_ROOM];
    ck_assert_ptr_nonnull(host);
    const char *rest = strstr(host + 2, "\r\n");
    ck_assert_ptr_nonnull(rest);
    int written = snprintf(line, sizeof line, "\r\nHost: 127.0.0.1:%d", port);
    client_send(connection, request, (size_t)(host - request));
    client_send(connection, line, (size_t)written);
    client_send(connection, rest, length - (size_t)(rest - request));
}

/* Creates the job in whose path the request's target lies. */
static void
create_its_job(uint16_t port, const char *request)
{
    char target[LINE_ROOM];
    char body[LINE_ROOM];
    const char *path = strchr(request, ' ') + 1;
    const char *id = strstr(path, "/jobs/");
    ck_assert_ptr_nonnull(id);
    snprintf(target, sizeof target, "%.*s/jobs", (int)(id - path), path);
    id += strlen("/jobs/");
    snprintf(body, sizeof body,
             "{\"jobId\":\"%.*s\",\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{"
             "\"imageUri\":\"gcr.io/p/i\"}}}",
             (int)strcspn(id, ":? "), id);
    client_expect(port, "POST", target, body, 200);
}

START_TEST(a_recorded_request_gets_the_status_its_client_expects)
{
    const struct recorded *recorded = &RECORDED[_i];
    struct child child;
    char request[TEXT_ROOM];
    size_t length = read_wire(recorded->file, request);
    uint16_t port = child_serve(&child, &(struct setup){.arguments = {"--clock", "manual"}});
    if (recorded->before == BEFORE_JOB)
        create_its_job(port, request);
    int connection = client_open(port);
    send_to_here(connection, port, request, length);
    struct answer answer = client_receive(connection);
    ck_assert_msg(answer.status == recorded->status, "%s: expected %d, got %d %s", recorded->file,
                  recorded->status, answer.status, answer.body.at);
    /* Every answer is an object, as python and terraform decode whatever comes; that to a batch
     * starts with its boundary. */
    ck_assert_int_eq(answer.body.at[0], strstr(recorded->file, "batch") != NULL ? '-' : '{');
    answer_done(&answer);
    client_close(connection);
    stop(&child);
}
END_TEST

static bool
is_listed(const char *name)
{
    char file[LINE_ROOM];
    for (int i = 0; i < COUNT(RECORDED); i++) {
        snprintf(file, sizeof file, "%s.http", RECORDED[i].file);
        if (strcmp(file, name) == 0)
            return true;
    }
    return strcmp(name, HELLO ".http") == 0;
}

START_TEST(every_recorded_request_is_sent)
{
    char path[PATH_ROOM];
    wire_path(path, "");
    DIR *entries = opendir(path);
    const struct dirent *entry;
    ck_assert_msg(entries != NULL, "%s: %s", path, strerror(errno));
    while ((entry = readdir(entries)) != NULL) {
        if (entry->d_name[0] != '.')
            ck_assert_msg(is_listed(entry->d_name), "nothing sends %s", entry->d_name);
    }
    closedir(entries);
}
END_TEST

/* --- in pieces, and at once
 * ------------------------------------------------------------------------ */

#define CUT_BODY                                                                                   \
    "{\"jobId\":\"cut\",\"trainingInput\":{\"region\":\"us-central1\",\"args\":[\"\\u00fc\"],"     \
    "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}"

static size_t
write_create(char *to, size_t room, const char *project)
{
    int length = snprintf(to, room,
                          "POST /v1/projects/%s/jobs HTTP/1.1\r\nHost: localhost\r\n"
                          "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                          project, strlen(CUT_BODY), CUT_BODY);
    ck_assert_int_lt(length, (int)room);
    return (size_t)length;
}

/* The bystander's answer tells that the server has had its turn, so the first piece came in alone.
 */
static struct answer
send_in_two(int connection, int bystander, const char *request, size_t length, size_t cut)
{
    client_send(connection, request, cut);
    client_send_request(bystander, "GET", "/healthz", NULL);
    struct answer alive = client_receive(bystander);
    ck_assert_int_eq(alive.status, 200);
    answer_done(&alive);
    client_send(connection, request + cut, length - cut);
    return client_receive(connection);
}

START_TEST(a_create_cut_anywhere_is_answered_as_if_sent_whole)
{
    struct child child;
    char request[1024];
    char project[32];
    uint16_t port = child_serve(&child, &(struct setup){.arguments = {"--clock", "manual"}});
    int connection = client_open(port);
    int bystander = client_open(port);
    /* The project is no part of a job's chance, so that one answer fits all. */
    size_t length = write_create(request, sizeof request, "whole");
    client_send(connection, request, length);
    struct answer whole = client_receive(connection);
    ck_assert_int_eq(whole.status, 200);
    for (size_t cut = 1; cut < length; cut++) {
        snprintf(project, sizeof project, "cut%02zu", cut % 100);
        write_create(request, sizeof request, project);
        struct answer answer = send_in_two(connection, bystander, request, length, cut);
        ck_assert_msg(answer.status == 200, "cut at %zu: %d %s", cut, answer.status,
                      answer.body.at);
        ck_assert_str_eq(answer.body.at, whole.body.at);
        answer_done(&answer);
        if (cut % 100 == 99)
            client_expect(port, "POST", "/emulator/v1:reset", NULL, 200);
    }
    answer_done(&whole);
    client_close(connection);
    client_close(bystander);
    stop(&child);
}
END_TEST

START_TEST(two_creates_in_one_packet_get_two_answers_in_order)
{
    struct child child;
    char requests[2048];
    uint16_t port = child_serve(&child, &(struct setup){.arguments = {"--clock", "manual"}});
    int connection = client_open(port);
    size_t length = write_create(requests, sizeof requests, "first");
    /* The second is refused, so that the order shows: its id is used by then. */
    length += write_create(requests + length, sizeof requests - length, "first");
    client_send(connection, requests, length);
    struct answer first = client_receive(connection);
    struct answer second = client_receive(connection);
    ck_assert_int_eq(first.status, 200);
    ck_assert_int_eq(second.status, 409);
    answer_done(&first);
    answer_done(&second);
    client_close(connection);
    stop(&child);
}
END_TEST

/* --- what is no request
 * ---------------------------------------------------------------------------- */

static const char *const GARBAGE[] = {
    "\r\n\r\n\r\n\r\n",
    "GET\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n",
    "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "POST /v1/projects/p/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n{}",
    "POST /v1/projects/p/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999"
    "\r\n\r\n{}",
    "POST /v1/projects/p/jobs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    "zz\r\n{}\r\n0\r\n\r\n",
    "\x80\x81\xff\xfe\x01\x02\x03\r\n\r\n",
};

/* Bytes nobody asked for, on a connection of their own, while another goes on. */
static void
disturb(const char *bytes, size_t length)
{
    struct child child;
    uint16_t port = child_serve(&child, &(struct setup){.arguments = {"--clock", "manual"}});
    int bystander = client_open(port);
    int connection = client_open(port);
    client_send(connection, bytes, length);
    for (int i = 0; i < 3; i++) {
        client_send_request(bystander, "GET", "/v1/projects/p/jobs", NULL);
        struct answer answer = client_receive(bystander);
        ck_assert_int_eq(answer.status, 200);
        ck_assert_str_eq(answer.body.at, "{}\n");
        answer_done(&answer);
    }
    client_close(connection);
    client_expect(port, "GET", "/healthz", NULL, 200);
    client_close(bystander);
    stop(&child);
}

START_TEST(garbage_disturbs_nobody)
{
    disturb(GARBAGE[_i], strlen(GARBAGE[_i]));
}
END_TEST

START_TEST(a_tls_client_disturbs_nobody)
{
    char bytes[TEXT_ROOM];
    size_t length = read_wire(HELLO, bytes);
    disturb(bytes, length);
}
END_TEST

START_TEST(a_line_without_end_disturbs_nobody)
{
    static char bytes[1 << 17];
    memset(bytes, 'a', sizeof bytes);
    memcpy(bytes, "GET /", 5);
    /* No more than the socket takes at once: the server stops reading some time. */
    disturb(bytes, sizeof bytes);
}
END_TEST

static Suite *
suite(void)
{
    Suite *all = suite_create("recorded");
    TCase *cases = tcase_create("recorded");
    tcase_add_loop_test(cases, a_recorded_request_gets_the_status_its_client_expects, 0,
                        COUNT(RECORDED));
    tcase_add_test(cases, every_recorded_request_is_sent);
    tcase_add_test(cases, a_create_cut_anywhere_is_answered_as_if_sent_whole);
    tcase_add_test(cases, two_creates_in_one_packet_get_two_answers_in_order);
    tcase_add_loop_test(cases, garbage_disturbs_nobody, 0, COUNT(GARBAGE));
    tcase_add_test(cases, a_tls_client_disturbs_nobody);
    tcase_add_test(cases, a_line_without_end_disturbs_nobody);
    suite_add_tcase(all, cases);
    return all;
}

int
main(void)
{
    return tap_run(suite());
}
