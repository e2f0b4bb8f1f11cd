/* Each limit at its edge: what is still taken, and what is one too many. */
#include "drive.h"
#include "tap.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Builds a request whose size is `size`, in whatever the limit counts. */
typedef void (*build_fn)(int64_t size, struct buf *path, struct buf *body);

struct edge_row {
    const char *what;
    int64_t limit;
    build_fn build;
    const char *method;
    int at_limit; /* status */
    int over_limit;
    bool is_form; /* sent as a GET in a POST's body */
};

static void
add_times(struct buf *out, const char *text, int64_t times)
{
    for (int64_t i = 0; i < times; i++)
        buf_add_str(out, text);
}

static void
post_job(struct buf *path, struct buf *body, const char *id)
{
    buf_add_str(path, "/v1/projects/p/jobs");
    buf_printf(body,
               "{\"jobId\":\"%s\",\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{"
               "\"imageUri\":\"gcr.io/p/i\"}}",
               id);
}

/* The unknown member is reported as such as long as the body is read at all: both answers are 400,
 * with violations at the limit and without beyond it. */
static void
build_depth(int64_t size, struct buf *path, struct buf *body)
{
    post_job(path, body, "j");
    buf_add_str(body, ",\"x\":");
    add_times(body, "[", size - 1);
    add_times(body, "]", size - 1);
    buf_add_char(body, '}');
}

static void
build_form(int64_t size, struct buf *path, struct buf *body)
{
    buf_add_str(path, "/v1/projects/p/jobs");
    add_times(body, "key=a&", size);
}

static void
build_job_id(int64_t size, struct buf *path, struct buf *body)
{
    struct buf id OWNED(buf_done) = BUF(1000);
    add_times(&id, "j", size);
    post_job(path, body, id.at);
    buf_add_char(body, '}');
}

static void
build_labels(int64_t size, struct buf *path, struct buf *body)
{
    post_job(path, body, "j");
    buf_add_str(body, ",\"labels\":{");
    for (int64_t i = 0; i < size; i++)
        buf_printf(body, "%s\"k%d\":\"\"", i == 0 ? "" : ",", (int)i);
    buf_add_str(body, "}}");
}

static void
build_label_key(int64_t size, struct buf *path, struct buf *body)
{
    post_job(path, body, "j");
    buf_add_str(body, ",\"labels\":{\"");
    add_times(body, "\303\244", size);
    buf_add_str(body, "\":\"\"}}");
}

static void
build_label_value(int64_t size, struct buf *path, struct buf *body)
{
    post_job(path, body, "j");
    buf_add_str(body, ",\"labels\":{\"k\":\"");
    add_times(body, "\343\201\202", size);
    buf_add_str(body, "\"}}");
}

static void
build_project(int64_t size, struct buf *path, struct buf *body)
{
    (void)body;
    buf_add_str(path, "/v1/projects/");
    add_times(path, "p", size);
    buf_add_str(path, "/jobs");
}

static void
build_delay(int64_t size, struct buf *path, struct buf *body)
{
    buf_add_str(path, "/emulator/v1/projects/p");
    buf_printf(body, "{\"responseDelay\":\"%ds\"}", (int)size);
}

static void
build_delay_range(int64_t size, struct buf *path, struct buf *body)
{
    buf_add_str(path, "/emulator/v1/projects/p");
    buf_printf(body, "{\"responseDelay\":\"1s..%ds\"}", (int)size);
}

static void
build_rate(int64_t size, struct buf *path, struct buf *body)
{
    buf_add_str(path, "/emulator/v1/projects/p/clock");
    buf_printf(body, "{\"mode\":\"scaled\",\"rate\":%d}", (int)size);
}

static void
build_trials(int64_t size, struct buf *path, struct buf *body)
{
    buf_add_str(path, "/v1/projects/p/jobs");
    buf_printf(body,
               "{\"jobId\":\"j\",\"trainingInput\":{\"region\":\"us-central1\","
               "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"},"
               "\"hyperparameters\":{\"maxTrials\":%d,\"params\":[{\"parameterName\":\"x\","
               "\"type\":\"DOUBLE\",\"maxValue\":1}]}}}",
               (int)size);
}

/* clang-format off */
static const struct edge_row EDGES[] = {
    {"query parameters",    LIMIT_QUERY_PAIRS,      build_form,        "POST",  200, 400, true},
    {"job id",              LIMIT_JOB_ID_CHARS,     build_job_id,      "POST",  200, 400, false},
    {"labels",              LIMIT_LABELS,           build_labels,      "POST",  200, 400, false},
    {"label key",           LIMIT_LABEL_CHARS,      build_label_key,   "POST",  200, 400, false},
    {"label value",         LIMIT_LABEL_CHARS,      build_label_value, "POST",  200, 400, false},
    {"project id",          LIMIT_PROJECT_ID_CHARS, build_project,     "GET",   200, 400, false},
    {"response delay",      LIMIT_RESPONSE_DELAY_S, build_delay,       "PATCH", 200, 400, false},
    {"response delay range", LIMIT_RESPONSE_DELAY_S, build_delay_range, "PATCH", 200, 400, false},
    {"clock rate",          VCLOCK_RATE_MAX / VCLOCK_RATE_ONE, build_rate, "PATCH", 200, 400, false},
    {"trials",              10000,                  build_trials,      "POST",  200, 400, false},
    {"depth of a body",     LIMIT_JSON_DEPTH,       build_depth,       "POST",  400, 400, false},
};
/* clang-format on */

static struct answer
send_sized(struct drive *drive, const struct edge_row *row, int64_t size)
{
    struct buf path OWNED(buf_done) = BUF(100000);
    struct buf body OWNED(buf_done) = BUF(100000);
    struct request request = {0};
    row->build(size, &path, &body);
    drive_fill(&request, row->method, path.at, body.at);
    if (row->is_form) {
        request.headers[0] = (struct pair){TEXT("X-HTTP-Method-Override"), TEXT("GET")};
        request.headers[1] =
            (struct pair){TEXT("Content-Type"), TEXT("application/x-www-form-urlencoded")};
        request.header_count = 2;
    }
    return drive_request(drive, &request);
}

START_TEST(a_limit_is_reached_but_not_passed)
{
    const struct edge_row *row = &EDGES[_i];
    struct drive drive OWNED(drive_done);
    struct drive other OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    drive_init(&other, NULL, NULL);
    struct answer at OWNED(answer_done) = send_sized(&drive, row, row->limit);
    struct answer over OWNED(answer_done) = send_sized(&other, row, row->limit + 1);
    ck_assert_msg(at.status == row->at_limit, "%s: %d %s", row->what, at.status, at.body);
    ck_assert_msg(over.status == row->over_limit, "%s: %d %s", row->what, over.status, over.body);
}
END_TEST

/* The limits a user sets: members of struct limits, driven by creates with ids of their own. */
static const struct {
    size_t member;
    const char *path; /* %d: the number of the request */
} COUNTS[] = {
    {offsetof(struct limits, jobs), "/v1/projects/p/jobs"},
    {offsetof(struct limits, worlds), "/v1/projects/p%d/jobs"},
};

static int
create_numbered(struct drive *drive, int row, int number)
{
    struct buf path OWNED(buf_done) = BUF(1000);
    struct buf body OWNED(buf_done) = BUF(1000);
    const char *mark = strstr(COUNTS[row].path, "%d");
    if (mark == NULL)
        buf_add_str(&path, COUNTS[row].path);
    else
        buf_printf(&path, "%.*s%d%s", (int)(mark - COUNTS[row].path), COUNTS[row].path, number,
                   mark + 2);
    buf_printf(&body,
               "{\"jobId\":\"j%d\",\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{"
               "\"imageUri\":\"gcr.io/p/i\"}}}",
               number);
    struct answer answer OWNED(answer_done) = drive_send(drive, "POST", path.at, body.at);
    return answer.status;
}

START_TEST(what_a_user_limits_is_counted_exactly)
{
    for (int64_t limit = 1; limit <= 40; limit++) {
        struct limits limits = LIMITS_DEFAULT;
        struct drive drive OWNED(drive_done);
        *(int64_t *)(void *)((char *)&limits + COUNTS[_i].member) = limit;
        drive_init(&drive, NULL, &limits);
        for (int number = 1; number <= limit; number++)
            ck_assert_int_eq(create_numbered(&drive, _i, number), 200);
        ck_assert_int_eq(create_numbered(&drive, _i, (int)limit + 1), 429);
        ck_assert_int_eq(create_numbered(&drive, _i, (int)limit + 2), 429);
    }
}
END_TEST

/* A body that is too deep is not looked into, one that is just deep enough is. */
START_TEST(a_body_is_read_down_to_its_limit)
{
    static const struct edge_row ROW = {.build = build_depth, .method = "POST"};
    struct drive drive OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    struct answer at OWNED(answer_done) = send_sized(&drive, &ROW, LIMIT_JSON_DEPTH);
    struct answer over OWNED(answer_done) = send_sized(&drive, &ROW, LIMIT_JSON_DEPTH + 1);
    ck_assert_ptr_nonnull(strstr(at.body, "Cannot find field."));
    ck_assert_ptr_nonnull(strstr(over.body, "too deep"));
}
END_TEST

/* A path with as many segments as there may be is compared with the routes, a longer one is not. */
START_TEST(a_path_is_read_up_to_its_limit)
{
    struct drive drive OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    for (int segments = 1; segments <= 3 * LIMIT_PATH_SEGMENTS; segments++) {
        struct buf path OWNED(buf_done) = BUF(1000);
        add_times(&path, "/x", segments);
        struct answer answer OWNED(answer_done) = drive_send(&drive, "GET", path.at, NULL);
        ck_assert_int_eq(answer.status, 404);
        bool is_compared = strstr(answer.body, "Nearest") != NULL;
        ck_assert_int_eq(is_compared, segments <= LIMIT_PATH_SEGMENTS);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("limits");
    TCase *tcase = tcase_create("limits");
    tcase_add_loop_test(tcase, a_limit_is_reached_but_not_passed, 0, COUNT(EDGES));
    tcase_add_loop_test(tcase, what_a_user_limits_is_counted_exactly, 0, COUNT(COUNTS));
    tcase_add_test(tcase, a_body_is_read_down_to_its_limit);
    tcase_add_test(tcase, a_path_is_read_up_to_its_limit);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
