/* Two servers that differ in something that must not matter, told the same. */
#include "drive.h"
#include "tap.h"

#include "base/rfc3339.h"
#include "base/rng.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SEEDS 25
#define OPS 60
#define JOBS 10

/* Paces from coarse, with many changes at one instant, to fine. */
static const char *const PACES[] = {
    "queued=1s,preparing=1s,running=2s,cancelling=1s,trial=1s",
    "queued=0s,preparing=0s,running=3s,cancelling=0s,trial=0s",
    "queued=0s..3s,preparing=0s..2s,running=1s..8s,cancelling=0s..2s,trial=0s..2s",
    "queued=10ms..20ms,preparing=1s..2s,running=0s,cancelling=500ms,trial=1s",
    "",
};

struct chance {
    uint64_t seed;
    uint32_t draws;
};

static int64_t
pick(struct chance *chance, int64_t below)
{
    return (int64_t)(rng_bits(chance->seed, 1, 0, chance->draws++) % (uint64_t)below);
}

static struct world_config
config_of(int seed)
{
    struct err err OWNED(err_done) = ERR;
    struct world_config config = drive_config();
    config.seed = (uint64_t)seed;
    ck_assert(latency_parse(&config.pace.latency,
                            text_of(PACES[(size_t)seed % (sizeof(PACES) / sizeof(PACES[0]))]),
                            &err));
    return config;
}

__attribute__((format(printf, 4, 5))) static struct answer
tell(struct drive *drive, const char *method, const char *body, const char *format, ...)
{
    char path[160];
    va_list values;
    va_start(values, format);
    vsnprintf(path, sizeof(path), format, values);
    va_end(values);
    return drive_send(drive, method, path, body);
}

/* The same when only success matters. */
static void
must(struct answer answer)
{
    if (answer.status != 200)
        ck_abort_msg("status %d: %s", answer.status, answer.body);
    answer_done(&answer);
}

static int64_t
advance(struct drive *drive, const char *project, ns_t span)
{
    char body[64];
    snprintf(body, sizeof(body), "{\"duration\":\"%lld.%09llds\"}", (long long)(span / NS_PER_S),
             (long long)(span % NS_PER_S));
    struct answer answer OWNED(answer_done) =
        tell(drive, "POST", body, "/emulator/v1/projects/%s/clock:advance", project);
    json_auto_t *json = answer_json(&answer);
    ck_assert_int_eq(answer.status, 200);
    return json_integer_value(json_object_get(json, "applied"));
}

static void
create(struct drive *drive, const char *project, int number)
{
    static const char *const REST[] = {
        "\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/"
        "i\"}}",
        "\"predictionInput\":{\"region\":\"us-east1\",\"dataFormat\":\"JSON\",\"uri\":\"gs://b/"
        "m\",\"inputPaths\":[\"gs://b/i\"],\"outputPath\":\"gs://b/o\"}",
        "\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/"
        "i\"},\"hyperparameters\":{\"maxTrials\":4,\"params\":[{\"parameterName\":\"x\",\"type\":"
        "\"DOUBLE\",\"maxValue\":1}]}}",
        "\"trainingInput\":{\"region\":\"us-west1\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/"
        "i\"}},\"labels\":{\"a\":\"b\"}",
    };
    char body[512];
    snprintf(body, sizeof(body), "{\"jobId\":\"j%d\",%s}", number, REST[number % 4]);
    struct answer answer OWNED(answer_done) =
        tell(drive, "POST", body, "/v1/projects/%s/jobs", project);
    ck_assert_msg(answer.status == 200 || answer.status == 409, "%s", answer.body);
}

/* 200, 400 or 404. */
static int
cancel(struct drive *drive, const char *project, int number)
{
    struct answer answer OWNED(answer_done) =
        tell(drive, "POST", NULL, "/v1/projects/%s/jobs/j%d:cancel", project, number);
    return answer.status;
}

static char *
read_job(struct drive *drive, const char *project, int number)
{
    return tell(drive, "GET", NULL, "/v1/projects/%s/jobs/j%d", project, number).body;
}

static char *
read_list(struct drive *drive, const char *project)
{
    return tell(drive, "GET", NULL, "/v1/projects/%s/jobs?pageSize=100", project).body;
}

static char *
read_clock(struct drive *drive, const char *project)
{
    return tell(drive, "GET", NULL, "/emulator/v1/projects/%s/clock", project).body;
}

static void
same_text(char *left, char *right)
{
    owned_str a = left;
    owned_str b = right;
    if (strcmp(a, b) != 0)
        ck_assert_str_eq(a, b);
}

static void
same_jobs(struct drive *left, struct drive *right, const char *project)
{
    same_text(read_list(left, project), read_list(right, project));
    for (int i = 0; i < JOBS; i++)
        same_text(read_job(left, project, i), read_job(right, project, i));
}

/* One step that both twins take, except for the passing of time, which is the caller's. */
static bool
step_together(struct chance *chance, struct drive *left, struct drive *right, ns_t *ret_span)
{
    int number = (int)pick(chance, JOBS);
    switch (pick(chance, 3)) {
    case 0:
        create(left, "p", number);
        create(right, "p", number);
        return false;
    case 1:
        ck_assert_int_eq(cancel(left, "p", number), cancel(right, "p", number));
        return false;
    default:
        *ret_span = pick(chance, 2) == 0 ? pick(chance, 8) * 500 * NS_PER_MS
                                         : pick(chance, 3 * NS_PER_S / NS_PER_US) * NS_PER_US;
        return true;
    }
}

static void
read_all(struct drive *drive)
{
    char *texts[] = {read_list(drive, "p"), read_clock(drive, "p"), read_job(drive, "p", 1),
                     read_list(drive, "q")};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        free(texts[i]);
}

/* P4: one jump is many small ones, whatever is read on the way. */
START_TEST(an_advance_may_be_split_and_read_between)
{
    struct chance chance = {.seed = (uint64_t)_i};
    struct world_config config = config_of(_i);
    struct drive whole OWNED(drive_done);
    struct drive split OWNED(drive_done);
    drive_init(&whole, &config, NULL);
    drive_init(&split, &config, NULL);
    for (int op = 0; op < OPS; op++) {
        ns_t span = 0;
        if (step_together(&chance, &whole, &split, &span)) {
            int64_t expected = advance(&whole, "p", span);
            int64_t applied = 0;
            for (ns_t part = 0; span > 0; span -= part) {
                part = pick(&chance, 3) == 0 ? span : 1 + pick(&chance, span);
                applied += advance(&split, "p", part);
                read_all(&split);
            }
            ck_assert_int_eq(applied, expected);
        }
        same_jobs(&whole, &split, "p");
        same_text(read_clock(&whole, "p"), read_clock(&split, "p"));
    }
}
END_TEST

/* P7: how time came to be what it is does not matter. */
START_TEST(a_running_clock_shows_what_a_manual_one_does_at_the_same_time)
{
    static const int64_t RATES[] = {1000, 60000, 500, 1, 3600000};
    struct chance chance = {.seed = (uint64_t)_i};
    struct world_config config = config_of(_i);
    int64_t rate = RATES[(size_t)_i % (sizeof(RATES) / sizeof(RATES[0]))];
    struct drive manual OWNED(drive_done);
    struct drive running OWNED(drive_done);
    drive_init(&manual, &config, NULL);
    config.clock = rate == 1000 ? vclock_real(config.clock.base_virtual, 0)
                                : vclock_scaled(config.clock.base_virtual, 0, rate);
    drive_init(&running, &config, NULL);
    for (int op = 0; op < OPS; op++) {
        ns_t span = 0;
        if (step_together(&chance, &manual, &running, &span)) {
            ns_t thousands = span / rate;
            advance(&manual, "p", thousands * rate);
            running.mono += thousands * 1000;
        }
        same_jobs(&manual, &running, "p");
    }
}
END_TEST

/* A change of mode or rate is no jump, however often it comes. */
START_TEST(changing_the_mode_moves_no_job)
{
    static const char *const CHANGES[] = {
        "{\"mode\":\"manual\"}",
        "{\"mode\":\"real\"}",
        "{\"mode\":\"scaled\",\"rate\":7.5}",
        "{\"mode\":\"scaled\",\"rate\":1000000}",
    };
    struct chance chance = {.seed = (uint64_t)_i};
    struct world_config config = config_of(_i);
    struct drive still OWNED(drive_done);
    struct drive changing OWNED(drive_done);
    drive_init(&still, &config, NULL);
    drive_init(&changing, &config, NULL);
    for (int op = 0; op < OPS; op++) {
        ns_t span = 0;
        for (int64_t i = pick(&chance, 3); i > 0; i--)
            must(tell(&changing, "PATCH", CHANGES[pick(&chance, 4)],
                      "/emulator/v1/projects/p/clock"));
        must(tell(&changing, "PATCH", CHANGES[0], "/emulator/v1/projects/p/clock"));
        changing.mono += pick(&chance, NS_PER_S);
        if (step_together(&chance, &still, &changing, &span))
            ck_assert_int_eq(advance(&still, "p", span), advance(&changing, "p", span));
        same_jobs(&still, &changing, "p");
        same_text(read_clock(&still, "p"), read_clock(&changing, "p"));
    }
}
END_TEST

/* P5 */
START_TEST(the_order_of_creation_changes_no_job)
{
    struct chance chance = {.seed = (uint64_t)_i};
    struct world_config config = config_of(_i);
    struct drive forward OWNED(drive_done);
    struct drive shuffled OWNED(drive_done);
    drive_init(&forward, &config, NULL);
    drive_init(&shuffled, &config, NULL);
    int order[JOBS];
    for (int i = 0; i < JOBS; i++) {
        int other = (int)pick(&chance, i + 1);
        order[i] = order[other];
        order[other] = i;
    }
    for (int i = 0; i < JOBS; i++) {
        create(&forward, "p", i);
        create(&shuffled, "p", order[i]);
    }
    for (int moment = 0; moment < 20; moment++) {
        for (int i = 0; i < JOBS; i++)
            same_text(read_job(&forward, "p", i), read_job(&shuffled, "p", i));
        same_text(read_clock(&forward, "p"), read_clock(&shuffled, "p"));
        ns_t span = pick(&chance, 2 * NS_PER_S);
        ck_assert_int_eq(advance(&forward, "p", span), advance(&shuffled, "p", span));
    }
}
END_TEST

/* P9, and the project is not in the key: another name, other neighbours, the same jobs. */
START_TEST(neighbours_and_names_change_no_job)
{
    struct chance chance = {.seed = (uint64_t)_i};
    struct world_config config = config_of(_i);
    struct drive drive OWNED(drive_done);
    drive_init(&drive, &config, NULL);
    for (int op = 0; op < OPS; op++) {
        int number = (int)pick(&chance, JOBS);
        int neighbour = JOBS + (int)pick(&chance, 1000);
        ns_t span = pick(&chance, NS_PER_S);
        create(&drive, "alone", number);
        create(&drive, "crowded", number);
        create(&drive, "crowded", neighbour);
        create(&drive, "third", neighbour);
        cancel(&drive, "crowded", neighbour - 1);
        cancel(&drive, "third", number);
        if (pick(&chance, 3) == 0)
            ck_assert_int_eq(cancel(&drive, "alone", number), cancel(&drive, "crowded", number));
        advance(&drive, "alone", span);
        advance(&drive, "crowded", span);
        advance(&drive, "third", pick(&chance, NS_PER_S));
        for (int i = 0; i < JOBS; i++)
            same_text(read_job(&drive, "alone", i), read_job(&drive, "crowded", i));
    }
}
END_TEST

/* P11: nothing before the cancel knows of it, and a second one says nothing new. */
START_TEST(a_cancel_changes_the_future_only_and_once)
{
    struct chance chance = {.seed = (uint64_t)_i};
    struct world_config config = config_of(_i);
    struct drive left OWNED(drive_done);
    struct drive cancelled OWNED(drive_done);
    drive_init(&left, &config, NULL);
    drive_init(&cancelled, &config, NULL);
    create(&left, "p", 0);
    create(&cancelled, "p", 0);
    for (int64_t moment = pick(&chance, 6); moment > 0; moment--) {
        ns_t span = pick(&chance, NS_PER_S);
        ck_assert_int_eq(advance(&left, "p", span), advance(&cancelled, "p", span));
        same_jobs(&left, &cancelled, "p");
    }
    int status = cancel(&cancelled, "p", 0);
    owned_str once = read_job(&cancelled, "p", 0);
    owned_str clock = read_clock(&cancelled, "p");
    bool has_ended = strstr(once, "\"endTime\"") != NULL;
    ck_assert_int_eq(cancel(&cancelled, "p", 0), has_ended ? 400 : 200);
    same_text(strdup(once), read_job(&cancelled, "p", 0));
    same_text(strdup(clock), read_clock(&cancelled, "p"));
    if (status == 400)
        same_jobs(&left, &cancelled, "p");
    advance(&cancelled, "p", 20 * NS_PER_S);
    owned_str after = read_job(&cancelled, "p", 0);
    ck_assert_ptr_nonnull(strstr(after, status == 400 ? "\"SUCCEEDED\"" : "\"CANCELLED\""));
}
END_TEST

/* P8: from change to change, or all at once. */
START_TEST(stepping_to_rest_is_one_long_jump)
{
    struct chance chance = {.seed = (uint64_t)_i};
    struct world_config config = config_of(_i);
    struct drive steps OWNED(drive_done);
    struct drive leap OWNED(drive_done);
    drive_init(&steps, &config, NULL);
    drive_init(&leap, &config, NULL);
    for (int op = 0; op < OPS; op++) {
        ns_t span = 0;
        if (step_together(&chance, &steps, &leap, &span))
            ck_assert_int_eq(advance(&steps, "p", span), advance(&leap, "p", span));
    }
    int64_t applied = 0;
    for (;;) {
        struct answer answer OWNED(answer_done) =
            tell(&steps, "GET", NULL, "/emulator/v1/projects/p/clock");
        json_auto_t *clock = answer_json(&answer);
        const char *next = json_string_value(json_object_get(clock, "next"));
        int64_t pending = json_integer_value(json_object_get(clock, "pending"));
        ck_assert_int_eq(next != NULL, pending > 0);
        if (next == NULL)
            break;
        char body[80];
        snprintf(body, sizeof(body), "{\"time\":\"%s\"}", next);
        struct answer jump OWNED(answer_done) =
            tell(&steps, "POST", body, "/emulator/v1/projects/p/clock:set");
        json_auto_t *moved = answer_json(&jump);
        int64_t now_applied = json_integer_value(json_object_get(moved, "applied"));
        ck_assert_int_gt(now_applied, 0);
        applied += now_applied;
    }
    ck_assert_int_eq(advance(&leap, "p", 1000 * NS_PER_S), applied);
    same_jobs(&steps, &leap, "p");
}
END_TEST

/* The bytes of a whole history, every reply included. */
static uint64_t
transcript(int seed, uint64_t world_seed)
{
    struct chance chance = {.seed = (uint64_t)seed};
    struct world_config config = config_of(seed);
    config.seed = world_seed;
    struct drive drive OWNED(drive_done);
    drive_init(&drive, &config, NULL);
    uint64_t hash = 0;
    for (int op = 0; op < OPS; op++) {
        ns_t span = pick(&chance, NS_PER_S);
        create(&drive, "p", (int)pick(&chance, JOBS));
        cancel(&drive, "p", (int)pick(&chance, JOBS));
        hash = hash * 31 + (uint64_t)advance(&drive, "p", span);
        owned_str page = tell(&drive, "GET", NULL, "/v1/projects/p/jobs?pageSize=2").body;
        owned_str clock = read_clock(&drive, "p");
        hash = rng_key(hash, text_of(page)) ^ text_hash(text_of(clock));
    }
    return hash;
}

START_TEST(the_same_seed_gives_the_same_bytes)
{
    uint64_t first = transcript(_i, 7);
    ck_assert_uint_eq(first, transcript(_i, 7));
    ck_assert_uint_ne(first, transcript(_i, 8));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("twins");
    TCase *cases = tcase_create("twins");
    tcase_add_loop_test(cases, an_advance_may_be_split_and_read_between, 0, SEEDS);
    tcase_add_loop_test(cases, a_running_clock_shows_what_a_manual_one_does_at_the_same_time, 0,
                        SEEDS);
    tcase_add_loop_test(cases, changing_the_mode_moves_no_job, 0, SEEDS);
    tcase_add_loop_test(cases, the_order_of_creation_changes_no_job, 0, SEEDS);
    tcase_add_loop_test(cases, neighbours_and_names_change_no_job, 0, 10);
    tcase_add_loop_test(cases, a_cancel_changes_the_future_only_and_once, 0, SEEDS);
    tcase_add_loop_test(cases, stepping_to_rest_is_one_long_jump, 0, SEEDS);
    tcase_add_loop_test(cases, the_same_seed_gives_the_same_bytes, 0, SEEDS);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
