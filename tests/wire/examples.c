/* The main job over the wire: the examples of Terraform's google_ml_engine_job page to their ends,
 * numbers that come back as they went in, who may call, and a connection that lasts. */
#include "child.h"
#include "client.h"

#include "../unit/tap.h"

#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <string.h>

#define TEXT_ROOM 8192

static const char *const EXAMPLES[] = {"training", "tensor", "container"};

static void
read_request(const char *name, char text[TEXT_ROOM])
{
    const char *top = getenv("TOP_SRCDIR");
    char path[TEXT_ROOM];
    snprintf(path, sizeof path, "%s/fixtures/requests/%s.json", top == NULL ? "." : top, name);
    FILE *file = fopen(path, "re");
    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    text[fread(text, 1, TEXT_ROOM - 1, file)] = '\0';
    fclose(file);
}

static void
stop(struct child *child)
{
    ck_assert_int_eq(child_end(child, SIGTERM), 0);
    child_done(child);
}

/* The answer's body, owned. */
static json_t *
ask_json(uint16_t port, const char *method, const char *target, const char *body)
{
    struct answer answer = client_ask(port, method, target, body);
    ck_assert_msg(answer.status == 200, "%s %s: %d %s", method, target, answer.status,
                  answer.body.at);
    json_t *json = json_loads(answer.body.at, 0, NULL);
    ck_assert_ptr_nonnull(json);
    answer_done(&answer);
    return json;
}

static const char *
member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : text;
}

static void
advance(uint16_t port, const char *duration)
{
    char body[64];
    snprintf(body, sizeof body, "{\"duration\":\"%s\"}", duration);
    json_decref(ask_json(port, "POST", "/emulator/v1/projects/p/clock:advance", body));
}

START_TEST(an_example_runs_through_its_states_to_SUCCEEDED)
{
    /* The stages of the profile fast, one after the other. */
    static const char *const STEPS[][2] = {
        {"0s", "QUEUED"},        {"0.099s", "QUEUED"},  {"0.001s", "PREPARING"},
        {"0.2s", "RUNNING"},     {"0.999s", "RUNNING"}, {"0.001s", "SUCCEEDED"},
        {"86400s", "SUCCEEDED"},
    };
    struct child child;
    char body[TEXT_ROOM];
    char target[TEXT_ROOM];
    read_request(EXAMPLES[_i], body);
    json_auto_t *sent = json_loads(body, 0, NULL);
    /* BASIC is the zero of its enumeration, which proto3 does not print. */
    json_object_del(json_object_get(sent, "trainingInput"), "scaleTier");
    uint16_t port = child_serve(&child, &(struct setup){.arguments = {"--clock", "manual"}});

    json_auto_t *created = ask_json(port, "POST", "/v1/projects/p/jobs", body);
    ck_assert_str_eq(member(created, "jobId"), member(sent, "jobId"));
    ck_assert_str_eq(member(created, "state"), "QUEUED");
    ck_assert_str_eq(member(created, "createTime"), "2020-01-01T00:00:00Z");
    snprintf(target, sizeof target, "/v1/projects/p/jobs/%s", member(sent, "jobId"));
    for (size_t i = 0; i < sizeof(STEPS) / sizeof(STEPS[0]); i++) {
        advance(port, STEPS[i][0]);
        json_auto_t *job = ask_json(port, "GET", target, NULL);
        ck_assert_str_eq(member(job, "state"), STEPS[i][1]);
        ck_assert(json_equal(json_object_get(job, "trainingInput"),
                             json_object_get(sent, "trainingInput")));
    }
    stop(&child);
}
END_TEST

START_TEST(a_double_comes_back_as_it_was_written)
{
    static const char *const NUMBERS[] = {"0.0001", "0.06", "0.1", "1e-05", "123456.789", "1e+20"};
    struct child child;
    char body[TEXT_ROOM];
    char expected[TEXT_ROOM];
    uint16_t port = child_serve(&child, &(struct setup){.arguments = {"--clock", "manual"}});
    for (size_t i = 0; i < sizeof(NUMBERS) / sizeof(NUMBERS[0]); i++) {
        snprintf(body, sizeof body,
                 "{\"jobId\":\"j%zu\",\"trainingInput\":{\"region\":\"us-central1\","
                 "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"},"
                 "\"hyperparameters\":{\"goal\":\"MAXIMIZE\",\"params\":[{\"parameterName\":\"x\","
                 "\"type\":\"DOUBLE\",\"minValue\":%s,\"maxValue\":1e+21}]}}}",
                 i, NUMBERS[i]);
        snprintf(expected, sizeof expected, "\"minValue\": %s,", NUMBERS[i]);
        struct answer answer = client_ask(port, "POST", "/v1/projects/p/jobs", body);
        ck_assert_msg(strstr(answer.body.at, expected) != NULL, "expected %s in %s", expected,
                      answer.body.at);
        answer_done(&answer);
    }
    stop(&child);
}
END_TEST

/* --- who may call
 * ---------------------------------------------------------------------------------- */

struct caller {
    const char *header; /* %d is the port of the server */
    int status;
};

static const struct caller CALLERS[] = {
    {"Host: 127.0.0.1:%d", 200},
    {"Host: 127.0.0.1", 200},
    {"Host: 127.9.8.7:1", 200},
    {"Host: [::1]:%d", 200},
    {"Host: localhost:%d", 200},
    {"Host: LOCALHOST", 200},
    {"Host: api.localhost:99", 200},
    {"Host: ml.googleapis.com", 200},
    {"Host: us-central1-ml.googleapis.com:443", 200},
    {"Host: logging.googleapis.com", 200},
    {"Host: metadata.google.internal", 200},
    {"Host: friend.example:%d", 200}, /* by --allow-host */
    {"Host: evil.example", 403},
    {"Host: evil.example:%d", 403},
    {"Host: localhost.evil.example", 403},
    {"Host: notlocalhost", 403},
    {"Host: 127.0.0.1.evil.example", 403},
    {"Host: ml.googleapis.com.evil.example", 403},
    {"Host: 169.254.169.254", 403},
    {"Host: 0.0.0.0:%d", 403},
    {"Host: localhost:%d\r\nOrigin: http://localhost:%d", 200},
    {"Host: localhost:%d\r\nOrigin: http://127.0.0.1:%d", 200},
    {"Host: localhost:%d\r\nOrigin: http://friend.example", 200},
    {"Host: localhost:%d\r\nOrigin: http://evil.example", 403},
    {"Host: localhost:%d\r\nOrigin: https://evil.example:%d", 403},
    {"Host: localhost:%d\r\nOrigin: http://localhost.evil.example", 403},
    {"Host: localhost:%d\r\nOrigin: null", 403},
};

static const char *const GUARDED[] = {"/", "/healthz", "/v1/projects/p/jobs",
                                      "/emulator/v1/projects/p/clock"};

/* Puts the port wherever the header has %d. */
static void
write_headers(char *to, size_t room, const char *header, uint16_t port)
{
    size_t used = 0;
    const char *hole;
    for (; (hole = strstr(header, "%d")) != NULL; header = hole + 2)
        used +=
            (size_t)snprintf(to + used, room - used, "%.*s%d", (int)(hole - header), header, port);
    snprintf(to + used, room - used, "%s", header);
}

START_TEST(a_foreign_host_or_origin_is_403_everywhere)
{
    const struct caller *caller = &CALLERS[_i];
    struct child child;
    char headers[512];
    char request[1024];
    uint16_t port =
        child_serve(&child, &(struct setup){.arguments = {"--allow-host", "friend.example"}});
    write_headers(headers, sizeof headers, caller->header, port);
    int connection = client_open(port);
    for (size_t i = 0; i < sizeof(GUARDED) / sizeof(GUARDED[0]); i++) {
        int length =
            snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n%s\r\n\r\n", GUARDED[i], headers);
        client_send(connection, request, (size_t)length);
        struct answer answer = client_receive(connection);
        ck_assert_msg(answer.status == caller->status, "%s with %s: expected %d, got %d %s",
                      GUARDED[i], headers, caller->status, answer.status, answer.body.at);
        if (caller->status == 403)
            ck_assert_ptr_nonnull(strstr(answer.body.at, "\"status\": \"PERMISSION_DENIED\""));
        answer_done(&answer);
    }
    client_close(connection);
    stop(&child);
}
END_TEST

START_TEST(a_foreign_host_creates_nothing)
{
    static const char request[] =
        "POST /v1/projects/p/jobs HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 61\r\n\r\n"
        "{\"jobId\":\"stolen\",\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{"
        "\"imageUri\":\"gcr.io/p/i\"}}}  ";
    struct child child;
    uint16_t port = child_serve(&child, &(struct setup){.folder = NULL});
    int connection = client_open(port);
    client_send(connection, request, strlen(request));
    struct answer answer = client_receive(connection);
    ck_assert_int_eq(answer.status, 403);
    answer_done(&answer);
    client_close(connection);
    client_expect(port, "GET", "/v1/projects/p/jobs/stolen", NULL, 404);
    stop(&child);
}
END_TEST

/* --- a connection that lasts
 * ----------------------------------------------------------------------- */

#define LASTING 1000

START_TEST(a_thousand_requests_share_a_connection)
{
    struct child child;
    char body[TEXT_ROOM];
    char target[TEXT_ROOM];
    uint16_t port = child_serve(&child, &(struct setup){.arguments = {"--clock", "manual"}});
    int connection = client_open(port);
    for (int i = 0; i < LASTING; i++) {
        bool is_create = i % 2 == 0;
        snprintf(body, sizeof body,
                 "{\"jobId\":\"j%d\",\"trainingInput\":{\"region\":\"us-central1\","
                 "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}",
                 i / 2);
        snprintf(target, sizeof target,
                 is_create ? "/v1/projects/p/jobs" : "/v1/projects/p/jobs/j%d", i / 2);
        client_send_request(connection, is_create ? "POST" : "GET", target,
                            is_create ? body : NULL);
        struct answer answer = client_receive(connection);
        ck_assert_int_eq(answer.status, 200);
        answer_done(&answer);
    }
    client_close(connection);
    stop(&child);
}
END_TEST

/* --- answers that have to wait
 * -------------------------------------------------------------------- */

/* Nobody else talks to the server: whatever wakes it must be its own doing. */
START_TEST(a_delayed_reply_comes_by_itself)
{
    struct child child;
    uint16_t port = child_serve(&child, &(struct setup){.arguments = {"--response-delay", "20ms"}});
    int connection = client_open(port);
    for (int i = 0; i < 5; i++) {
        client_send_request(connection, "GET", "/v1/projects/p/jobs", NULL);
        struct answer answer = client_receive(connection);
        ck_assert_int_eq(answer.status, 200);
        ck_assert_str_eq(answer.body.at, "{}\n");
        answer_done(&answer);
    }
    client_close(connection);
    stop(&child);
}
END_TEST

/* Three changes a job: more than one slice of LIMIT_SETTLE_SLICE. */
#define CROWD 1500

static void
create_crowd(uint16_t port)
{
    char body[TEXT_ROOM];
    int connection = client_open(port);
    for (int i = 0; i < CROWD; i++) {
        snprintf(body, sizeof body,
                 "{\"jobId\":\"j%d\",\"trainingInput\":{\"region\":\"us-central1\","
                 "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}",
                 i);
        client_send_request(connection, "POST", "/v1/projects/p/jobs", body);
        struct answer answer = client_receive(connection);
        ck_assert_int_eq(answer.status, 200);
        answer_done(&answer);
    }
    client_close(connection);
}

START_TEST(a_long_jump_answers_and_so_does_who_waited_for_it)
{
    struct child child;
    uint16_t port = child_serve(&child, &(struct setup){.arguments = {"--clock", "manual"}});
    create_crowd(port);
    int jumping = client_open(port);
    int waiting = client_open(port);
    client_send_request(jumping, "POST", "/emulator/v1/projects/p/clock:advance",
                        "{\"duration\":\"3600s\"}");
    client_send_request(waiting, "GET", "/v1/projects/p/jobs/j0", NULL);
    struct answer jumped = client_receive(jumping);
    struct answer waited = client_receive(waiting);
    ck_assert_int_eq(jumped.status, 200);
    ck_assert_ptr_nonnull(strstr(jumped.body.at, "\"applied\": 4500,"));
    ck_assert_ptr_nonnull(strstr(jumped.body.at, "\"pending\": 0"));
    ck_assert_int_eq(waited.status, 200);
    answer_done(&jumped);
    answer_done(&waited);
    client_close(jumping);
    client_close(waiting);
    stop(&child);
}
END_TEST

START_TEST(a_jump_goes_on_when_its_client_has_left)
{
    struct child child;
    uint16_t port = child_serve(&child, &(struct setup){.arguments = {"--clock", "manual"}});
    create_crowd(port);
    int jumping = client_open(port);
    client_send_request(jumping, "POST", "/emulator/v1/projects/p/clock:advance",
                        "{\"duration\":\"3600s\"}");
    client_close(jumping);
    json_auto_t *job = ask_json(port, "GET", "/v1/projects/p/jobs/j0", NULL);
    ck_assert_str_eq(member(job, "state"), "SUCCEEDED");
    stop(&child);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static Suite *
suite(void)
{
    Suite *all = suite_create("examples");
    TCase *cases = tcase_create("examples");
    tcase_add_loop_test(cases, an_example_runs_through_its_states_to_SUCCEEDED, 0, COUNT(EXAMPLES));
    tcase_add_test(cases, a_double_comes_back_as_it_was_written);
    tcase_add_loop_test(cases, a_foreign_host_or_origin_is_403_everywhere, 0, COUNT(CALLERS));
    tcase_add_test(cases, a_foreign_host_creates_nothing);
    tcase_add_test(cases, a_thousand_requests_share_a_connection);
    tcase_add_test(cases, a_delayed_reply_comes_by_itself);
    tcase_add_test(cases, a_long_jump_answers_and_so_does_who_waited_for_it);
    tcase_add_test(cases, a_jump_goes_on_when_its_client_has_left);
    suite_add_tcase(all, cases);
    return all;
}

int
main(void)
{
    return tap_run(suite());
}
