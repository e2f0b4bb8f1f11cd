#include "drive.h"
#include "tap.h"

#include "api/multipart.h"

#include <stdio.h>
#include <string.h>

#define JOB(id)                                                                                    \
    "{\"jobId\":\"" id "\",\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{"       \
    "\"imageUri\":\"gcr.io/p/i\"}}}"

/* --- the parts of a body ------------------------------------------------------------------------ */

static const struct {
    const char *type;
    const char *boundary; /* NULL: none */
} TYPES[] = {
    {"multipart/mixed; boundary=abc", "abc"},
    {"multipart/mixed; boundary=\"===12==\"", "===12=="},
    {"Multipart/Mixed;charset=utf-8; BOUNDARY=\"a;b\"", NULL}, /* ';' within quotes is not for us */
    {"multipart/mixed", NULL},
    {"multipart/mixed; boundary=", NULL},
    {"multipart/mixed; boundary=\"\"", NULL},
    {"multipart/form-data; boundary=abc", NULL},
    {"application/json", NULL},
    {"", NULL},
};

START_TEST(a_boundary_is_found_in_its_type)
{
    struct text boundary = TEXT("");
    bool is_found = multipart_boundary(text_of(TYPES[_i].type), &boundary);
    if (TYPES[_i].boundary == NULL) {
        ck_assert_msg(!is_found || boundary.at[0] == '"', "%s", TYPES[_i].type);
        return;
    }
    ck_assert(is_found);
    ck_assert(text_is(boundary, TYPES[_i].boundary));
}
END_TEST

static const struct {
    const char *body;
    const char *parts[3];
    bool is_closed;
} BODIES[] = {
    {"--b\r\none\r\n--b\r\ntwo\r\n--b--\r\n", {"one", "two"}, true},
    {"--b\none\n--b\ntwo\n--b--", {"one", "two"}, true},
    {"before\n--b\none\n\n--b--\nafter\n--b\nnot", {"one\n"}, true},
    {"--b  \none\n--b--\t\n", {"one"}, true},
    {"--b\none--b\n--bb\n--b--", {"one--b\n--bb"}, true},
    {"--b\n--b--", {""}, true},
    {"before--b\n--b\nb\n--b--", {"b"}, true},
    {"--b\n-b\n-\n--\nb--b\n--b--", {"-b\n-\n--\nb--b"}, true},
    {"--b\n--b-\n--b--x\n --b\n--b--", {"--b-\n--b--x\n --b"}, true},
    {"--b\r\n\r\n\r\n--b--\r\n--b\r\n--b--", {"\r\n"}, true},
    {"--b--", {NULL}, true},
    {"--b\none\n--b\ntwo", {"one"}, false},
    {"--b\none", {NULL}, false},
    {"", {NULL}, false},
};

START_TEST(a_body_falls_into_its_parts)
{
    struct multipart parts = {.boundary = TEXT("b"), .rest = text_of(BODIES[_i].body)};
    struct text part;
    int count = 0;
    for (; multipart_next(&parts, &part); count++) {
        ck_assert_int_lt(count, 3);
        ck_assert_msg(BODIES[_i].parts[count] != NULL, "one too many: %.*s", TEXT_ARG(part));
        ck_assert_msg(text_is(part, BODIES[_i].parts[count]), "got \"%.*s\"", TEXT_ARG(part));
    }
    ck_assert(count == 3 || BODIES[_i].parts[count] == NULL);
    ck_assert_int_eq(parts.is_closed, BODIES[_i].is_closed);
}
END_TEST

/* --- whole batches ------------------------------------------------------------------------------ */

static struct answer
send_typed(struct drive *drive, const char *path, const char *type, const char *body)
{
    struct request request = {0};
    drive_fill(&request, "POST", path, body);
    request.headers[request.header_count++] = (struct pair){TEXT("Content-Type"), text_of(type)};
    return drive_request(drive, &request);
}

static struct answer
send_batch(struct drive *drive, const char *body)
{
    return send_typed(drive, "/batch", "multipart/mixed; boundary=\"b\"", body);
}

static int
count_of(const char *text, const char *word)
{
    int count = 0;
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
        count++;
    return count;
}

START_TEST(each_part_is_answered_alone_and_in_order)
{
    struct drive drive OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    struct answer answer OWNED(answer_done) = send_batch(
        &drive,
        "--b\nContent-Type: application/http\nContent-ID: <7 + one>\n\n"
        "POST /v1/projects/p/jobs?alt=json HTTP/1.1\nContent-Type: application/json\n\n" JOB(
            "a") "\n--b\nContent-ID: <7 + two>\n\nGET /v1/projects/p/jobs/none HTTP/1.1\n\n"
                 "\n--b\ncontent-id: three\n\nGET "
                 "http://elsewhere/v1/projects/p/jobs/a?fields=jobId HTTP/1.1\r\n\r\n"
                 "\n--b\n\nPOST /v1/projects/p/jobs/a:cancel HTTP/1.1\ncontent-length: 0\n\n"
                 "\n--b\n\nnonsense"
                 "\n--b\n\nPOST /batch HTTP/1.1\n\n"
                 "\n--b\n\nGET /emulator/v1/clock HTTP/1.1\n\n"
                 "\n--b--\n");
    ck_assert_int_eq(answer.status, 200);
    const char *one =
        strstr(answer.body, "Content-ID: <response-7 + one>\r\n\r\nHTTP/1.1 200 OK\r\n");
    const char *two =
        strstr(answer.body, "Content-ID: <response-7 + two>\r\n\r\nHTTP/1.1 404 Not Found\r\n");
    const char *three =
        strstr(answer.body, "Content-ID: response-three\r\n\r\nHTTP/1.1 200 OK\r\n");
    ck_assert_msg(one != NULL && two > one && three > two, "%s", answer.body);
    ck_assert_msg(strstr(three, "\r\n\r\n{\n  \"jobId\": \"a\"\n}\n\r\n") != NULL, "%s", three);
    ck_assert_int_eq(count_of(answer.body, "HTTP/1.1 200 OK"), 3);
    ck_assert_int_eq(count_of(answer.body, "HTTP/1.1 404 Not Found"), 3);
    ck_assert_int_eq(count_of(answer.body, "HTTP/1.1 400 Bad Request"), 1);
    ck_assert_int_eq(count_of(answer.body, "--batch_"), 8);
}
END_TEST

static const struct {
    const char *type;
    const char *body;
} REFUSED[] = {
    {"application/json", "{}"},
    {"multipart/mixed", "--b\n\nGET / HTTP/1.1\n\n--b--"},
    {"multipart/mixed; boundary=b", ""},
    {"multipart/mixed; boundary=b", "--b--"},
    {"multipart/mixed; boundary=b", "--b\n\nPOST /v1/projects/p/jobs HTTP/1.1\n\n" JOB("a") "\n"},
    {"multipart/mixed; boundary=c",
     "--b\n\nPOST /v1/projects/p/jobs HTTP/1.1\n\n" JOB("a") "\n--b--"},
};

START_TEST(what_is_no_batch_is_refused_and_runs_nothing)
{
    struct drive drive OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    struct answer answer OWNED(answer_done) =
        send_typed(&drive, "/batch/ml/v1", REFUSED[_i].type, REFUSED[_i].body);
    ck_assert_int_eq(answer.status, 400);
    json_auto_t *error = answer_json(&answer);
    ck_assert_ptr_nonnull(json_object_get(error, "error"));
    struct answer list OWNED(answer_done) = drive_send(&drive, "GET", "/v1/projects/p/jobs", NULL);
    ck_assert_str_eq(list.body, "{}\n");
}
END_TEST

/* At the limit and one beyond it. A long batch is done in slices. */
START_TEST(a_batch_holds_so_many_calls)
{
    struct drive drive OWNED(drive_done);
    struct buf body OWNED(buf_done) = BUF((size_t)1 << 24);
    drive_init(&drive, NULL, NULL);
    for (int i = 0; i < LIMIT_BATCH_CALLS + _i; i++)
        buf_add_str(&body, "--b\n\nGET /v1/projects/p/jobs HTTP/1.1\n\n\n");
    buf_add_str(&body, "--b--\n");
    struct answer answer OWNED(answer_done) = send_batch(&drive, body.at);
    ck_assert_int_eq(answer.status, _i == 0 ? 200 : 400);
    if (_i == 0) {
        ck_assert_int_eq(count_of(answer.body, "HTTP/1.1 200 OK"), LIMIT_BATCH_CALLS);
        ck_assert_int_ge(answer.attempts, LIMIT_BATCH_CALLS / LIMIT_BATCH_SLICE);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("batch");
    TCase *tcase = tcase_create("batch");
    tcase_add_loop_test(tcase, a_boundary_is_found_in_its_type, 0,
                        (int)(sizeof(TYPES) / sizeof(TYPES[0])));
    tcase_add_loop_test(tcase, a_body_falls_into_its_parts, 0,
                        (int)(sizeof(BODIES) / sizeof(BODIES[0])));
    tcase_add_test(tcase, each_part_is_answered_alone_and_in_order);
    tcase_add_loop_test(tcase, what_is_no_batch_is_refused_and_runs_nothing, 0,
                        (int)(sizeof(REFUSED) / sizeof(REFUSED[0])));
    tcase_add_loop_test(tcase, a_batch_holds_so_many_calls, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
