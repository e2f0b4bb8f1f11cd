/* What a batch may hold, and what it costs others: bounds, slices, waiting. */
#include "drive.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

#define BODY_BYTES ((size_t)1 << 28)
#define JOBS (LIMIT_SETTLE_SLICE + 100)
#define COMMON                                                                                     \
    "\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/"     \
    "i\"}}"

static void
prepare(struct request *request, const char *body)
{
    *request = (struct request){0};
    drive_fill(request, "POST", "/batch", body);
    request->headers[request->header_count++] =
        (struct pair){TEXT("content-type"), TEXT("multipart/mixed; boundary=b")};
}

static struct answer
send_batch(struct drive *drive, const char *body)
{
    struct request request;
    prepare(&request, body);
    struct answer answer = drive_request(drive, &request);
    ck_assert_int_eq(answer.status, 200);
    return answer;
}

static int
count_of(const struct answer *answer, const char *word)
{
    int count = 0;
    for (const char *at = strstr(answer->body, word); at != NULL; at = strstr(at + 1, word))
        count++;
    return count;
}

static void
add_repeated(struct buf *out, const char *word, int64_t times)
{
    for (int64_t i = 0; i < times; i++)
        buf_add_str(out, word);
}

/* A part that creates a job with a body of exactly so many bytes. */
static void
add_create(struct buf *out, const char *id, size_t bytes)
{
    struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
    buf_printf(&body, "{\"jobId\":\"%s\"," COMMON, id);
    while (body.length + 1 < bytes)
        buf_add_char(&body, ' ');
    buf_add_char(&body, '}');
    buf_printf(out, "--b\n\nPOST /v1/projects/p/jobs HTTP/1.1\ncontent-length: %zu\n\n%s\n",
               body.length, body.at);
}

/* Two calls; the first is given a name so long that the reply to it alone has a wanted length. */
static struct answer
send_two(struct drive *drive, int64_t name_bytes)
{
    struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
    buf_printf(&body, "--b\nContent-ID: %0*d", (int)name_bytes, 0);
    buf_add_str(&body,
                "\n\nGET /v1/projects/p/jobs/none HTTP/1.1\n\n\n--b\nContent-ID: last\n\nGET "
                "/v1/projects/p/jobs/none HTTP/1.1\n\n\n--b--\n");
    return send_batch(drive, body.at);
}

/* Where the second part begins. */
static int64_t
first_length(const struct answer *answer)
{
    const char *last = strstr(answer->body, "Content-ID: response-last\r\n");
    ck_assert_ptr_nonnull(last);
    while (memcmp(last, "--batch_", 8) != 0)
        last--;
    return last - answer->body;
}

START_TEST(a_call_behind_a_reply_that_is_too_long_is_not_run)
{
    struct drive drive OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    struct answer sample OWNED(answer_done) = send_two(&drive, 10);
    struct answer answer OWNED(answer_done) =
        send_two(&drive, 10 + LIMIT_BATCH_REPLY_BYTES - first_length(&sample) + _i);
    ck_assert_int_eq(first_length(&answer), LIMIT_BATCH_REPLY_BYTES + _i);
    const char *last = answer.body + first_length(&answer);
    ck_assert_ptr_nonnull(strstr(last, _i == 0 ? "HTTP/1.1 404 " : "HTTP/1.1 429 "));
    ck_assert_int_eq(strstr(last, "RESOURCE_EXHAUSTED") != NULL, _i == 1);
}
END_TEST

START_TEST(a_part_is_no_longer_than_a_request_may_be)
{
    struct drive drive OWNED(drive_done);
    struct limits limits = LIMITS_DEFAULT;
    struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
    limits.body_bytes = 2048;
    drive_init(&drive, NULL, &limits);
    add_create(&body, "j", (size_t)limits.body_bytes + (size_t)_i);
    buf_add_str(&body, "--b\n\nGET /v1/projects/p/jobs/j HTTP/1.1\n\n\n--b--\n");
    struct answer answer OWNED(answer_done) = send_batch(&drive, body.at);
    ck_assert_int_eq(count_of(&answer, "HTTP/1.1 200 "), _i == 0 ? 2 : 0);
    ck_assert_int_eq(count_of(&answer, "HTTP/1.1 413 "), _i);
    ck_assert_int_eq(count_of(&answer, "HTTP/1.1 404 "), _i);
    ck_assert_int_eq(count_of(&answer, "--max-body"), _i);
}
END_TEST

/* What repeats in a part, and how often it may. */
static const struct {
    const char *before;
    const char *repeated;
    const char *after;
    int most;
} REPEATED[] = {
    {"", "A: b\n", "\nGET /v1/projects/p/jobs HTTP/1.1\n\n", LIMIT_HEADER_PAIRS},
    {"\nGET /v1/projects/p/jobs HTTP/1.1\n", "A: b\n", "\n", LIMIT_HEADER_PAIRS},
    {"\nGET /v1/projects/p/jobs?", "key=k&", " HTTP/1.1\n\n", LIMIT_QUERY_PAIRS},
};

START_TEST(a_part_repeats_itself_only_so_often)
{
    for (int over = 0; over < 2; over++) {
        struct drive drive OWNED(drive_done);
        struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
        drive_init(&drive, NULL, NULL);
        buf_printf(&body, "--b\n%s", REPEATED[_i].before);
        add_repeated(&body, REPEATED[_i].repeated, REPEATED[_i].most + over);
        buf_printf(&body, "%s\n--b\n\nGET /v1/projects/p/jobs HTTP/1.1\n\n\n--b--\n",
                   REPEATED[_i].after);
        struct answer answer OWNED(answer_done) = send_batch(&drive, body.at);
        ck_assert_int_eq(count_of(&answer, "HTTP/1.1 200 "), 2 - over);
        ck_assert_int_eq(count_of(&answer, "HTTP/1.1 400 "), over);
    }
}
END_TEST

START_TEST(long_parts_make_short_slices)
{
    struct drive drive OWNED(drive_done);
    struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
    char id[16];
    drive_init(&drive, NULL, NULL);
    for (int i = 0; i < LIMIT_BATCH_SLICE / 2; i++) {
        (void)snprintf(id, sizeof(id), "j%d", i);
        add_create(&body, id, _i == 0 ? 200 : LIMIT_BATCH_SLICE_BYTES);
    }
    buf_add_str(&body, "--b--");
    struct answer answer OWNED(answer_done) = send_batch(&drive, body.at);
    ck_assert_int_eq(count_of(&answer, "HTTP/1.1 200 "), LIMIT_BATCH_SLICE / 2);
    ck_assert_int_eq(answer.attempts, _i == 0 ? 1 : LIMIT_BATCH_SLICE / 2 + 1);
}
END_TEST

static void
fill_worlds(struct drive *drive)
{
    char job[256];
    for (int i = 0; i < JOBS; i++) {
        (void)snprintf(job, sizeof(job), "{\"jobId\":\"j%d\"," COMMON "}", i);
        struct answer answer OWNED(answer_done) =
            drive_send(drive, "POST", "/v1/projects/big/jobs", job);
        ck_assert_int_eq(answer.status, 200);
    }
}

/* A call of the batch meets a jump under way; those before it are not run again. */
START_TEST(a_batch_waits_where_a_call_must)
{
    struct drive drive OWNED(drive_done);
    struct request advance = {0};
    struct request request;
    struct reply advanced OWNED(reply_done) = REPLY;
    struct reply reply OWNED(reply_done) = REPLY;
    drive_init(&drive, NULL, NULL);
    fill_worlds(&drive);
    drive_fill(&advance, "POST", "/emulator/v1/projects/big/clock:advance",
               "{\"duration\":\"10s\"}");
    ck_assert_int_eq(drive_attempt(&drive, &advance, &advanced), OUTCOME_LATER);
    prepare(&request, "--b\n\nPOST /v1/projects/p/jobs HTTP/1.1\n\n{\"jobId\":\"j\"," COMMON "}\n"
                      "--b\n\nGET /v1/projects/big/jobs/j1?fields=state HTTP/1.1\n\n\n"
                      "--b\n\nGET /v1/projects/p/jobs/j?fields=jobId HTTP/1.1\n\n\n--b--");
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(drive_attempt(&drive, &request, &reply), OUTCOME_LATER);
    while (drive_attempt(&drive, &advance, &advanced) == OUTCOME_LATER)
        continue;
    ck_assert_int_eq(drive_attempt(&drive, &request, &reply), OUTCOME_DONE);
    struct answer answer = {.body = reply.body.at};
    ck_assert_int_eq(count_of(&answer, "HTTP/1.1 200 "), 3);
    ck_assert_int_eq(count_of(&answer, "\"state\": \"SUCCEEDED\""), 1);
}
END_TEST

/* The sanitizer sees what is not given back. */
START_TEST(a_batch_may_be_given_up_half_way)
{
    struct drive drive OWNED(drive_done);
    struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
    struct request request;
    struct reply reply OWNED(reply_done) = REPLY;
    drive_init(&drive, NULL, NULL);
    add_repeated(&body, "--b\n\nGET /v1/projects/p/jobs HTTP/1.1\n\n\n", 2 * LIMIT_BATCH_SLICE);
    buf_add_str(&body, "--b--");
    prepare(&request, body.at);
    ck_assert_int_eq(drive_attempt(&drive, &request, &reply), OUTCOME_LATER);
    ck_assert_ptr_nonnull(request.work);
    request_done(&request);
    ck_assert_ptr_null(request.work);
}
END_TEST

/* The same draws, once call by call and once as a batch. */
START_TEST(a_batch_is_held_as_long_as_its_slowest_call)
{
    enum { CALLS = 20 };
    struct world_config config = drive_config();
    config.response_delay = (struct dist){.kind = DIST_UNIFORM, .from = NS_PER_MS, .to = NS_PER_S};
    struct drive single OWNED(drive_done);
    struct drive batched OWNED(drive_done);
    struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
    drive_init(&single, &config, NULL);
    drive_init(&batched, &config, NULL);
    ns_t longest = 0;
    for (int i = 0; i < CALLS; i++) {
        struct answer one OWNED(answer_done) =
            drive_send(&single, "GET", "/v1/projects/p/jobs", NULL);
        longest = one.hold > longest ? one.hold : longest;
    }
    add_repeated(&body, "--b\n\nGET /v1/projects/p/jobs HTTP/1.1\n\n\n", CALLS);
    buf_add_str(&body, "--b--");
    struct answer answer OWNED(answer_done) = send_batch(&batched, body.at);
    ck_assert_int_gt(longest, NS_PER_MS);
    ck_assert_int_eq(answer.hold, longest);
}
END_TEST

static const struct {
    const char *part;
    const char *expected;
} FORMS[] = {
    {"HEAD /v1/projects/p/jobs HTTP/1.1\n\n", "Vary: Referer\r\n\r\n\r\n--batch_"},
    {"POST /v1/projects/p/jobs HTTP/1.1\nX-HTTP-Method-Override: GET\nContent-Type: "
     "application/x-www-form-urlencoded\n\npageSize=0x\n",
     "HTTP/1.1 400 Bad Request"},
    {"GET https://ml.googleapis.com/v1/projects/p/jobs?alt=json HTTP/1.1\r\n\r\n", "{}\n\r\n--"},
    {"\r\n\r\nGET /v1/projects/p/jobs HTTP/1.0\r\n\r\n", "{}\n\r\n--"},
    {"GET /v1/projects/p/jobs", "HTTP/1.1 400 Bad Request"},
    {"GET /v1/projects/p/jobs SMTP", "HTTP/1.1 400 Bad Request"},
    {"GET http://elsewhere HTTP/1.1", "HTTP/1.1 404 Not Found"},
    {"GET /v1/%zz HTTP/1.1", "HTTP/1.1 400 Bad Request"},
    {"BREW /v1/projects/p/jobs HTTP/1.1", "HTTP/1.1 404 Not Found"},
    {"", "HTTP/1.1 400 Bad Request"},
};

START_TEST(a_part_is_read_as_a_request)
{
    struct drive drive OWNED(drive_done);
    struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
    drive_init(&drive, NULL, NULL);
    buf_printf(&body, "--b\n\n%s\n--b--", FORMS[_i].part);
    struct answer answer OWNED(answer_done) = send_batch(&drive, body.at);
    ck_assert_msg(strstr(answer.body, FORMS[_i].expected) != NULL, "%s", answer.body);
    ck_assert_int_eq(count_of(&answer, "HTTP/1.1 "), 1);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("batch_bounds");
    TCase *tcase = tcase_create("batch_bounds");
    tcase_set_timeout(tcase, 30);
    tcase_add_loop_test(tcase, a_call_behind_a_reply_that_is_too_long_is_not_run, 0, 2);
    tcase_add_loop_test(tcase, a_part_is_no_longer_than_a_request_may_be, 0, 2);
    tcase_add_loop_test(tcase, a_part_repeats_itself_only_so_often, 0,
                        (int)(sizeof(REPEATED) / sizeof(REPEATED[0])));
    tcase_add_loop_test(tcase, long_parts_make_short_slices, 0, 2);
    tcase_add_test(tcase, a_batch_waits_where_a_call_must);
    tcase_add_test(tcase, a_batch_may_be_given_up_half_way);
    tcase_add_test(tcase, a_batch_is_held_as_long_as_its_slowest_call);
    tcase_add_loop_test(tcase, a_part_is_read_as_a_request, 0,
                        (int)(sizeof(FORMS) / sizeof(FORMS[0])));
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
