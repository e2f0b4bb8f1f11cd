/* What happens when memory runs out: the Nth allocation of a request fails, for every N.
 *
 * The linker sends the allocations of the server here (tests/local.mk), json_set_alloc_funcs those
 * of jansson. An answer is then either 503 with nothing changed, and the request can be sent again,
 * or the answer a twin gave that had all the memory it wanted. Nothing leaks (AddressSanitizer) and
 * no world is left half way.
 */
#include "drive.h"
#include "tap.h"

#include <errno.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* The linker's names for --wrap. NOLINTBEGIN(bugprone-reserved-identifier) */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *at, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t most);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *at, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t most);
/* NOLINTEND(bugprone-reserved-identifier) */

/* Which allocation fails: the `left`th from now, and with `for_good` all that follow. */
static struct shortage {
    bool is_armed;
    bool for_good;
    bool has_struck;
    int left;
} shortage;

static bool
strikes(void)
{
    if (!shortage.is_armed || (shortage.has_struck && !shortage.for_good))
        return false;
    if (!shortage.has_struck && --shortage.left > 0)
        return false;
    shortage.has_struck = true;
    errno = ENOMEM;
    return true;
}

void *
__wrap_malloc(size_t size)
{
    return strikes() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
    return strikes() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *at, size_t size)
{
    return strikes() ? NULL : __real_realloc(at, size);
}

char *
__wrap_strdup(const char *text)
{
    return strikes() ? NULL : __real_strdup(text);
}

char *
__wrap_strndup(const char *text, size_t most)
{
    return strikes() ? NULL : __real_strndup(text, most);
}

/* jansson 2.14 does not notice when its lexer's buffer cannot grow: it loses characters of the
 * token or asserts (lex_unget_unsave). The sizes that buffer takes are spared; the others are not.
 */
static void *
malloc_for_jansson(size_t size)
{
    bool may_be_lexer = size >= 32 && (size & (size - 1)) == 0;
    return may_be_lexer ? __real_malloc(size) : __wrap_malloc(size);
}

/* What is asked for. The jobs j1, j2 and so on are there already. */
struct operation {
    const char *method;
    const char *path;
    const char *body;
};

#define INPUT                                                                                      \
    "\"trainingInput\":{\"region\":\"us-central1\","                                               \
    "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"},"
#define ALL_OF_IT                                                                                  \
    "\"scaleTier\":\"CUSTOM\",\"masterType\":\"n1-standard-4\",\"workerCount\":2,"                 \
    "\"workerType\":\"n1-standard-4\",\"args\":[\"--a\",\"--b\",\"--c\"],"                         \
    "\"scheduling\":{\"maxRunningTime\":\"7200s\"}"

static const struct operation OPERATIONS[] = {
    {"POST", "/v1/projects/p/jobs", "{\"jobId\":\"new\"," INPUT "\"jobDir\":\"gs://b\"}}"},
    {"POST", "/v1/projects/p/jobs?prettyPrint=false",
     "{\"jobId\":\"new\",\"labels\":{\"a\":\"b\",\"c\":\"d\"}," INPUT ALL_OF_IT "}}"},
    {"POST", "/v1/projects/p/jobs",
     "{\"jobId\":\"new\"," INPUT "\"hyperparameters\":{\"maxTrials\":40,\"maxParallelTrials\":7,"
     "\"params\":[{\"parameterName\":\"x\",\"type\":\"DISCRETE\",\"minValue\":0.5,"
     "\"discreteValues\":[1,2.5]}]}}}"},
    {"POST", "/v1/projects/p/jobs",
     "{\"jobId\":\"new\",\"predictionInput\":{\"region\":\"us-east1\",\"outputPath\":\"gs://b\","
     "\"batchSize\":99999999999999999999e0}}"},
    {"POST", "/v1/projects/p/jobs",
     "{\"jobId\":\"new\"," INPUT "\"workerCount\":99999999999999999999,\"args\":[1,2,3,4,5,6]}}"},
    {"POST", "/v1/projects/p/jobs", "{\"jobId\":\"1\"," INPUT "\"args\":[]}}"},
    {"POST", "/v1/projects/p/jobs", "{\"jobId\":\"a\",\"trainingInput\":{\"region\":\"moon\"}}"},
    {"POST", "/v1/projects/p/jobs", "{\"jobId\":\"a\"," INPUT "},\"labels\":{\"A\":\"\"}}"},
    {"POST", "/v1/projects/p/jobs", "{\"jobId\" \"a\"}"},
    {"POST", "/v1/projects/p/jobs", NULL},
    {"POST", "/v1/projects/q/jobs", "{\"jobId\":\"first\"," INPUT "\"jobDir\":\"gs://b\"}}"},
    {"GET", "/v1/projects/p/jobs", NULL},
    {"GET", "/v1/projects/p/jobs?pageSize=2&prettyPrint=false", NULL},
    {"GET", "/v1/projects/p/jobs?pageToken=no", NULL},
    {"GET", "/v1/projects/p/jobs?filter=jobId:j*+AND+(labels.a:b+OR+state=QUEUED)", NULL},
    {"GET", "/v1/projects/p/jobs?filter=jobId:", NULL},
    {"GET", "/v1/projects/p/jobs?fields=jobs(jobId,trainingInput/region)", NULL},
    {"GET", "/v1/projects/p/jobs/j1?fields=no", NULL},
    {"GET", "/v1/projects/p/jobs/none?$.xgafv=1", NULL},
    {"PATCH", "/v1/projects/p/jobs/j1?updateMask=labels", "{\"labels\":{\"a\":\"b\"}}"},
    {"PATCH", "/v1/projects/p/jobs/j1?updateMask=etag", "{\"etag\":\"AAAAAAAAAAA=\"}"},
    {"GET", "/$discovery/rest?version=v1", NULL},
    {"GET", "/discovery/v1/apis", NULL},
    {"GET", "/v1/projects/p/jobs?pageSize=no", NULL},
    {"GET", "/v1/projects/p/jobs?no=1&nor=2", NULL},
    {"GET", "/v1/projects/p/jobs/j1", NULL},
    {"GET", "/v1/projects/p/jobs/none", NULL},
    {"POST", "/v1/projects/p/jobs/j1:cancel", "{\"name\":\"projects/p/jobs/j1\"}"},
    {"POST", "/v1/projects/p/jobs/j1:cancel", NULL},
    {"DELETE", "/v1/projects/p/jobs/j1", NULL},
    {"GET", "/v1/nothing", NULL},
    {"PATCH", "/v1/projects/p/jobs/j1", "{}"},
    {"GET", "/", NULL},
    {"GET", "/healthz", NULL},
    {"GET", "/emulator/v1/projects/p/clock", NULL},
    {"POST", "/emulator/v1/projects/p/clock:advance", "{\"duration\":\"0.25s\"}"},
    {"POST", "/emulator/v1/projects/new/clock:advance", "{\"duration\":\"0.25s\"}"},
    {"POST", "/emulator/v1/projects/p/clock:advance", "{\"duration\":\"soon\"}"},
    {"POST", "/emulator/v1/projects/p/clock:set", "{\"time\":\"2021-01-01T00:00:00.123Z\"}"},
    {"POST", "/emulator/v1/projects/p/clock:set", "{\"time\":\"2019-01-01T00:00:00Z\"}"},
    {"POST", "/emulator/v1/clock:advance", "{\"duration\":\"0.25s\"}"},
    {"POST", "/emulator/v1/projects/p/clock:step", "{\"count\":2}"},
    {"POST", "/emulator/v1/projects/new/clock:step", NULL},
    {"POST", "/emulator/v1/projects/p/clock:stepJob", "{\"job\":\"j2\"}"},
    {"POST", "/emulator/v1/projects/p/clock:runUntil", "{\"job\":\"j2\",\"state\":\"RUNNING\"}"},
    {"POST", "/emulator/v1/projects/p/clock:runUntil", "{\"job\":\"j2\",\"state\":\"FAILED\"}"},
    {"POST", "/emulator/v1/projects/p/clock:runAll", NULL},
    {"POST", "/emulator/v1/clock:runAll", NULL},
    {"PATCH", "/emulator/v1/projects/p/clock", "{\"onPoll\":1,\"onWait\":true}"},
    {"GET", "/emulator/v1/projects/p/jobs/j1:wait?timeout=0s", NULL},
    {"GET", "/emulator/v1/projects/p/jobs/j1:wait?state=soon", NULL},
    {"PATCH", "/emulator/v1/projects/p/clock", "{\"mode\":\"scaled\",\"rate\":0.125}"},
    {"PATCH", "/emulator/v1/clock", "{\"mode\":\"real\"}"},
    {"GET", "/emulator/v1/projects/p", NULL},
    {"PATCH", "/emulator/v1/projects/p",
     "{\"seed\":7,\"profile\":\"instant\",\"latency\":{\"running\":\"1s..2s\",\"queued\":\"5s\"}}"},
    {"PATCH", "/emulator/v1/projects/new", "{\"seed\":7}"},
    {"PATCH", "/emulator/v1/projects/p", "{\"seed\":-7}"},
    {"PATCH", "/emulator/v1/projects/p", "{\"latency\":{\"running\":\"soon\"}}"},
    {"PATCH", "/emulator/v1/projects/p", "{\"sead\":7}"},
    {"DELETE", "/emulator/v1/projects/p", NULL},
    {"POST", "/emulator/v1:reset", "{}"},
};

/* Numbers of jobs at which the tables of a world are empty, and about to grow. */
static const int CROWDS[] = {0, 12, 16};

/* Everything that can be seen, as one text. Owned. */
static char *
look(struct drive *drive)
{
    static const char *const PATHS[] = {
        "/v1/projects/p/jobs?pageSize=100",
        "/emulator/v1/projects/p/clock",
        "/emulator/v1/projects/p",
        "/v1/projects/q/jobs",
        "/emulator/v1/projects/new/clock",
        "/emulator/v1/projects/new",
        "/emulator/v1/clock",
    };
    struct buf seen = BUF((size_t)1 << 24);
    for (int i = 0; i < COUNT(PATHS); i++) {
        struct answer answer OWNED(answer_done) = drive_send(drive, "GET", PATHS[i], NULL);
        buf_add_str(&seen, answer.body);
    }
    return buf_take(&seen);
}

static void
fill(struct drive *drive, int crowd)
{
    char body[128];
    drive_init(drive, NULL, NULL);
    /* Checking a reply allocates too, which is not what is to fail here. */
    drive->checked = DRIVE_CHECKED_MOST;
    for (int i = 1; i <= crowd; i++) {
        (void)snprintf(body, sizeof(body), "{\"jobId\":\"j%d\"," INPUT "\"jobDir\":\"gs://b\"}}",
                       i);
        struct answer answer OWNED(answer_done) =
            drive_send(drive, "POST", "/v1/projects/p/jobs", body);
        ck_assert_int_eq(answer.status, 200);
    }
}

/* Sends the operation while memory is short as `shortage` says. */
static void
send_short(struct drive *drive, const struct operation *operation, struct reply *reply)
{
    struct request request = {0};
    drive_fill(&request, operation->method, operation->path, operation->body);
    shortage.is_armed = true;
    while (drive_attempt(drive, &request, reply) == OUTCOME_LATER)
        continue;
    shortage.is_armed = false;
}

/* What the operation answers, and what can be seen afterwards, when there is memory. */
struct twin {
    struct answer answer;
    char *after;
};

static void
twin_done(struct twin *twin)
{
    answer_done(&twin->answer);
    free(twin->after);
}

static void
check_503(const struct reply *reply)
{
    struct answer answer OWNED(answer_done) = {
        .body = strndup(reply_text(reply).at, reply_text(reply).length)};
    json_auto_t *body = answer_json(&answer);
    json_t *error = json_object_get(body, "error");
    ck_assert_int_eq(json_integer_value(json_object_get(error, "code")), 503);
    ck_assert_str_eq(json_string_value(json_object_get(error, "status")), "UNAVAILABLE");
}

static void
check_success(const struct reply *reply, const struct twin *twin)
{
    struct text text = reply_text(reply);
    json_auto_t *expected = answer_json(&twin->answer);
    json_auto_t *got = json_loadb(text.at, text.length, 0, NULL);
    ck_assert_msg(json_equal(expected, got), "expected %.500s got %.500s", twin->answer.body,
                  text.at);
}

/* Check loses a test whose message is too long, so what differs is cut. */
static void
check_same(const char *got, const char *expected)
{
    size_t at = 0;
    while (got[at] != '\0' && got[at] == expected[at])
        at++;
    ck_assert_msg(strcmp(got, expected) == 0, "from byte %zu expected %.500s got %.500s", at,
                  expected + at, got + at);
}

/* One operation of which the nth allocation fails. False once it needs fewer than n. */
static bool
try_nth(const struct operation *operation, int crowd, int nth, const struct twin *twin)
{
    struct drive drive OWNED(drive_done);
    struct reply reply OWNED(reply_done) = REPLY;
    fill(&drive, crowd);
    owned_str before = look(&drive);
    shortage.left = nth;
    shortage.has_struck = false;
    send_short(&drive, operation, &reply);

    if (reply.status == 503) {
        ck_assert(shortage.has_struck);
        check_503(&reply);
        owned_str now = look(&drive);
        check_same(now, before);
        struct answer again OWNED(answer_done) =
            drive_send(&drive, operation->method, operation->path, operation->body);
        check_same(again.body, twin->answer.body);
    } else {
        ck_assert_int_eq(reply.status, twin->answer.status);
        if (reply.status == 200)
            check_success(&reply, twin);
    }
    owned_str after = look(&drive);
    check_same(after, twin->after);
    return shortage.has_struck;
}

static void
try_all(const struct operation *operation, int crowd)
{
    struct drive drive OWNED(drive_done);
    fill(&drive, crowd);
    struct twin twin OWNED(twin_done) = {
        .answer = drive_send(&drive, operation->method, operation->path, operation->body),
    };
    twin.after = look(&drive);
    for (int nth = 1; try_nth(operation, crowd, nth, &twin); nth++)
        ck_assert_int_lt(nth, 1000);
}

static void
take_over_allocations(void)
{
    json_set_alloc_funcs(malloc_for_jansson, free);
}

START_TEST(one_failed_allocation_changes_nothing)
{
    shortage.for_good = false;
    for (int i = 0; i < COUNT(CROWDS); i++)
        try_all(&OPERATIONS[_i], CROWDS[i]);
}
END_TEST

START_TEST(memory_that_is_gone_for_good_changes_nothing)
{
    shortage.for_good = true;
    for (int i = 0; i < COUNT(CROWDS); i++)
        try_all(&OPERATIONS[_i], CROWDS[i]);
}
END_TEST

/* Without this the tests above would pass by never striking. */
START_TEST(every_operation_meets_the_shortage)
{
    struct drive drive OWNED(drive_done);
    struct reply reply OWNED(reply_done) = REPLY;
    fill(&drive, 1);
    shortage = (struct shortage){.left = 1};
    send_short(&drive, &OPERATIONS[_i], &reply);
    ck_assert(shortage.has_struck);
    ck_assert_int_eq(reply.status, 503);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("memory");
    TCase *tcase = tcase_create("memory");
    tcase_add_checked_fixture(tcase, take_over_allocations, NULL);
    tcase_add_loop_test(tcase, every_operation_meets_the_shortage, 0, COUNT(OPERATIONS));
    tcase_add_loop_test(tcase, one_failed_allocation_changes_nothing, 0, COUNT(OPERATIONS));
    tcase_add_loop_test(tcase, memory_that_is_gone_for_good_changes_nothing, 0, COUNT(OPERATIONS));
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
