/* Two servers that differ in something that must not matter, told the same of jobs with scenarios and of
 * tuning jobs; and what one such job may look like at any moment. twins.c does it for simple jobs.
 *
 * What fails names its seed, which is the number of the loop, and the step. */
#include "../drawn.h"
#include "drive.h"
#include "tap.h"

#include "base/rng.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SEEDS 16
#define STEPS 30
#define JOBS 10
#define TRIALS_MOST 8
#define BODY_BYTES 65536
#define PATH_BYTES 160

struct twins {
    struct drive left;
    struct drive right;
    const char *rename; /* how the right calls the parameters of its tuning jobs; NULL: the same */
    uint64_t seed;
    uint32_t draws;
    int step;
};

static int64_t
pick(struct twins *twins, int64_t below)
{
    return (int64_t)(rng_bits(twins->seed, 2, 0, twins->draws++) % (uint64_t)below);
}

__attribute__((format(printf, 2, 3), noreturn)) static void
blame(const struct twins *twins, const char *format, ...)
{
    char text[3500];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    ck_abort_msg("seed %llu, step %d: %s", (unsigned long long)twins->seed, twins->step, text);
}

/* Both are given up. */
static void
same_text(const struct twins *twins, char *left, char *right)
{
    owned_str a = left;
    owned_str b = right;
    size_t at = 0;
    while (a[at] != '\0' && a[at] == b[at])
        at++;
    if (a[at] != b[at]) {
        at = at < 100 ? 0 : at - 100;
        blame(twins, "one says ..%.300s\nthe other ..%.300s", a + at, b + at);
    }
}

/* --- what they are told -----------------------------------------------------------------------*/

__attribute__((format(printf, 5, 6))) static struct answer
tell(const struct twins *twins, struct drive *drive, const char *method, const char *body,
     const char *format, ...)
{
    char path[PATH_BYTES];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(path, sizeof(path), format, values);
    va_end(values);
    struct answer answer = drive_send(drive, method, path, body);
    if (answer.status >= 500)
        blame(twins, "%s %s: %d %s", method, path, answer.status, answer.body);
    return answer;
}

static struct drawn
drawn_of(const struct twins *twins, const struct drive *drive, int number)
{
    return (struct drawn){
        .seed = twins->seed,
        .number = number,
        .trials_most = TRIALS_MOST,
        .rename = drive == &twins->right ? twins->rename : NULL,
    };
}

static void
put_scenarios(const struct twins *twins, struct drive *drive, const char *project, int count)
{
    for (int i = 0; i < count; i++) {
        struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
        struct drawn drawn = drawn_of(twins, drive, i);
        drawn_scenario(&body, &drawn);
        struct answer answer OWNED(answer_done) = tell(
            twins, drive, "PUT", body.at, "/emulator/v1/projects/%s/scenarios/s%d", project, i);
        if (answer.status != 200)
            blame(twins, "%s: %s", body.at, answer.body);
    }
}

/* 200, 409, or what its preset refuses it with. */
static int
create(const struct twins *twins, struct drive *drive, const char *project, int number)
{
    struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
    struct drawn drawn = drawn_of(twins, drive, number);
    drawn_job(&body, &drawn);
    struct answer answer OWNED(answer_done) =
        tell(twins, drive, "POST", body.at, "/v1/projects/%s/jobs", project);
    if (answer.status == 400)
        blame(twins, "%s: %s", body.at, answer.body);
    return answer.status;
}

static int
cancel(const struct twins *twins, struct drive *drive, const char *project, int number)
{
    struct answer answer OWNED(answer_done) =
        tell(twins, drive, "POST", NULL, "/v1/projects/%s/jobs/j%d:cancel", project, number);
    return answer.status;
}

static int
label(const struct twins *twins, struct drive *drive, const char *project, int number)
{
    struct answer answer OWNED(answer_done) =
        tell(twins, drive, "PATCH", "{\"labels\":{\"x\":\"y\"}}",
             "/v1/projects/%s/jobs/j%d?updateMask=labels", project, number);
    return answer.status;
}

typedef int change_fn(const struct twins *twins, struct drive *drive, const char *project,
                      int number);
static change_fn *const CHANGES[] = {create, create, create, cancel, label};
#define CHANGE_COUNT ((int64_t)(sizeof(CHANGES) / sizeof(CHANGES[0])))

/* Tells both to change a job drawn. */
static void
change_both(struct twins *twins)
{
    change_fn *change = CHANGES[pick(twins, CHANGE_COUNT)];
    int number = (int)pick(twins, JOBS);
    int left = change(twins, &twins->left, "p", number);
    int right = change(twins, &twins->right, "p", number);
    if (left != right)
        blame(twins, "j%d: %d and %d", number, left, right);
}

static int64_t
advance(const struct twins *twins, struct drive *drive, const char *project, ns_t span)
{
    char body[64];
    (void)snprintf(body, sizeof(body), "{\"duration\":\"%lld.%09llds\"}",
                   (long long)(span / NS_PER_S), (long long)(span % NS_PER_S));
    struct answer answer OWNED(answer_done) =
        tell(twins, drive, "POST", body, "/emulator/v1/projects/%s/clock:advance", project);
    json_auto_t *json = answer_json(&answer);
    return json_integer_value(json_object_get(json, "applied"));
}

static void
same_advance(struct twins *twins, ns_t span)
{
    int64_t left = advance(twins, &twins->left, "p", span);
    int64_t right = advance(twins, &twins->right, "p", span);
    if (left != right)
        blame(twins, "%lld and %lld changes", (long long)left, (long long)right);
}

/* From moments to hours, and none at all. */
static ns_t
pick_span(struct twins *twins)
{
    static const ns_t MOST[] = {1, NS_PER_S, 20 * NS_PER_S, 600 * NS_PER_S, 7200 * NS_PER_S};
    return pick(twins, MOST[pick(twins, sizeof(MOST) / sizeof(MOST[0]))]) / NS_PER_US * NS_PER_US;
}

/* --- what they say ----------------------------------------------------------------------------*/

/* Owned. */
static char *
read_job(const struct twins *twins, struct drive *drive, const char *project, int number)
{
    return tell(twins, drive, "GET", NULL, "/v1/projects/%s/jobs/j%d", project, number).body;
}

/* Owned. */
static char *
read_clock(const struct twins *twins, struct drive *drive)
{
    return tell(twins, drive, "GET", NULL, "/emulator/v1/projects/p/clock").body;
}

static void
same_jobs(struct twins *twins)
{
    for (int i = 0; i < JOBS; i++)
        same_text(twins, read_job(twins, &twins->left, "p", i),
                  read_job(twins, &twins->right, "p", i));
}

static void
same_world(struct twins *twins)
{
    same_jobs(twins);
    same_text(twins, read_clock(twins, &twins->left), read_clock(twins, &twins->right));
}

/* With so few machines that jobs queue for them, in every second world of those that may know of each
 * other: a job that waits for a machine does depend on who came first. */
static struct world_config
config_of(uint64_t seed, bool may_queue)
{
    struct world_config config = drive_config();
    config.seed = seed;
    if (seed % 2 == 1)
        config.pace.profile = profile_find(TEXT("realistic"));
    if (may_queue && seed % 4 >= 2)
        config.capacity = 1 + (uint32_t)(seed % 3);
    return config;
}

static void
open_drive(struct drive *drive, const struct world_config *config)
{
    struct err err OWNED(err_done) = ERR;
    drive_init(drive, config, NULL);
    ck_assert(scenario_set_load_presets(&drive->service.store->scenarios, &err));
}

/* `clock` is the right one's, NULL: as the left one's. `twins` holds its seed, and what it renames. */
static void
begin(struct twins *twins, const struct vclock *clock, bool may_queue)
{
    struct world_config config = config_of(twins->seed, may_queue);
    open_drive(&twins->left, &config);
    if (clock != NULL)
        config.clock = *clock;
    open_drive(&twins->right, &config);
    put_scenarios(twins, &twins->left, "p", JOBS);
    put_scenarios(twins, &twins->right, "p", JOBS);
}

static void
end(struct twins *twins)
{
    drive_done(&twins->left);
    drive_done(&twins->right);
}

/* --- laws of two servers ----------------------------------------------------------------------*/

/* P4 */
START_TEST(an_advance_may_be_split_and_read_between)
{
    struct twins twins OWNED(end) = {.seed = (uint64_t)_i};
    begin(&twins, NULL, true);
    for (twins.step = 0; twins.step < STEPS; twins.step++) {
        ns_t span = pick_span(&twins);
        change_both(&twins);
        int64_t whole = advance(&twins, &twins.left, "p", span);
        int64_t parts = 0;
        for (ns_t part = 0; span > 0; span -= part) {
            part = pick(&twins, 3) == 0 ? span : 1 + pick(&twins, span);
            parts += advance(&twins, &twins.right, "p", part);
            free(read_job(&twins, &twins.right, "p", (int)pick(&twins, JOBS)));
        }
        if (whole != parts)
            blame(&twins, "%lld and %lld changes", (long long)whole, (long long)parts);
        same_world(&twins);
    }
}
END_TEST

/* A change that both are to make, in whatever order. */
struct planned {
    change_fn *change;
    int number;
};

/* P5: at one moment every job is changed at most once, and the order is not seen in any. */
START_TEST(the_order_of_requests_changes_no_job)
{
    struct twins twins OWNED(end) = {.seed = (uint64_t)_i};
    begin(&twins, NULL, false);
    for (twins.step = 0; twins.step < STEPS; twins.step++) {
        struct planned planned[JOBS];
        int order[JOBS];
        for (int i = 0; i < JOBS; i++) {
            int other = (int)pick(&twins, i + 1);
            planned[i] = (struct planned){CHANGES[pick(&twins, CHANGE_COUNT)], i};
            order[i] = order[other];
            order[other] = i;
        }
        int count = 1 + (int)pick(&twins, JOBS);
        for (int i = 0; i < JOBS; i++) {
            if (planned[i].number < count)
                planned[i].change(&twins, &twins.left, "p", i);
            if (planned[order[i]].number < count)
                planned[order[i]].change(&twins, &twins.right, "p", order[i]);
        }
        same_world(&twins);
        same_advance(&twins, pick_span(&twins));
        same_world(&twins);
    }
}
END_TEST

/* P7 */
START_TEST(a_running_clock_shows_what_a_manual_one_does_at_the_same_time)
{
    static const int64_t RATES[] = {1000, 60000, 500, 1, 3600000};
    int64_t rate = RATES[(size_t)_i % (sizeof(RATES) / sizeof(RATES[0]))];
    ns_t start = drive_config().clock.base_virtual;
    const struct vclock clock =
        rate == 1000 ? vclock_real(start, 0) : vclock_scaled(start, 0, rate);
    struct twins twins OWNED(end) = {.seed = (uint64_t)_i};
    begin(&twins, &clock, true);
    for (twins.step = 0; twins.step < STEPS; twins.step++) {
        ns_t thousands = pick_span(&twins) / rate;
        change_both(&twins);
        same_jobs(&twins);
        advance(&twins, &twins.left, "p", thousands * rate);
        twins.right.mono += thousands * 1000;
        same_jobs(&twins);
    }
}
END_TEST

/* Steps to the end, and what they have passed in all. */
static int64_t
step_to_rest(struct twins *twins, struct drive *drive)
{
    int64_t applied = 0;
    for (;;) {
        struct answer answer OWNED(answer_done) =
            tell(twins, drive, "POST", "{}", "/emulator/v1/projects/p/clock:step");
        json_auto_t *json = answer_json(&answer);
        applied += json_integer_value(json_object_get(json, "applied"));
        if (json_object_get(json, "next") == NULL)
            return applied;
    }
}

/* P8 */
START_TEST(steps_to_rest_are_one_long_jump)
{
    struct twins twins OWNED(end) = {.seed = (uint64_t)_i};
    begin(&twins, NULL, true);
    for (twins.step = 0; twins.step < STEPS; twins.step++) {
        change_both(&twins);
        same_advance(&twins, pick_span(&twins));
    }
    int64_t stepped = step_to_rest(&twins, &twins.left);
    int64_t leapt = advance(&twins, &twins.right, "p", INT64_C(100) * 86400 * NS_PER_S);
    if (stepped != leapt)
        blame(&twins, "%lld and %lld changes", (long long)stepped, (long long)leapt);
    same_jobs(&twins);
}
END_TEST

/* P9: whatever else there is, in this world and in others. */
START_TEST(neighbours_change_no_job)
{
    struct twins twins OWNED(end) = {.seed = (uint64_t)_i};
    begin(&twins, NULL, false);
    put_scenarios(&twins, &twins.right, "p", 3 * JOBS);
    put_scenarios(&twins, &twins.right, "q", 3 * JOBS);
    for (twins.step = 0; twins.step < STEPS; twins.step++) {
        change_both(&twins);
        for (int64_t i = pick(&twins, 4); i > 0; i--) {
            int neighbour = (int)(JOBS + pick(&twins, 2 * JOBS));
            CHANGES[pick(&twins, CHANGE_COUNT)](&twins, &twins.right, "p", neighbour);
            CHANGES[pick(&twins, CHANGE_COUNT)](&twins, &twins.right, "q", (int)pick(&twins, JOBS));
        }
        ns_t span = pick_span(&twins);
        advance(&twins, &twins.left, "p", span);
        advance(&twins, &twins.right, "p", span);
        advance(&twins, &twins.right, "q", pick_span(&twins));
        same_jobs(&twins);
    }
}
END_TEST

/* --- names ------------------------------------------------------------------------------------*/

#define OTHER_NAME "a_much_longer_name_"

/* The text with the other name in the place of "p". Owned; the old one is given up. */
static char *
call_back(char *text)
{
    owned_str old = text;
    struct buf out = BUF((size_t)1 << 24);
    for (const char *at = old; *at != '\0';) {
        bool is_name = strncmp(at, OTHER_NAME, strlen(OTHER_NAME)) == 0;
        buf_add(&out, is_name ? "p" : at, 1);
        at += is_name ? strlen(OTHER_NAME) : 1;
    }
    return buf_take(&out);
}

/* P16: trials are drawn by the number of a parameter, and its name is in nothing but the texts. */
START_TEST(other_names_of_parameters_change_nothing_else)
{
    struct twins twins OWNED(end) = {.seed = (uint64_t)_i, .rename = OTHER_NAME};
    begin(&twins, NULL, true);
    int renamed = 0;
    for (int i = 0; i < JOBS; i++) {
        create(&twins, &twins.left, "p", i);
        create(&twins, &twins.right, "p", i);
    }
    for (twins.step = 0; twins.step < STEPS; twins.step++) {
        same_advance(&twins, pick_span(&twins));
        for (int i = 0; i < JOBS; i++) {
            char *right = read_job(&twins, &twins.right, "p", i);
            renamed += strstr(right, OTHER_NAME) != NULL ? 1 : 0;
            same_text(&twins, read_job(&twins, &twins.left, "p", i), call_back(right));
        }
    }
    ck_assert_int_gt(renamed, 0);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("twins_drawn");
    TCase *cases = tcase_create("twins");
    tcase_add_loop_test(cases, an_advance_may_be_split_and_read_between, 0, SEEDS);
    tcase_add_loop_test(cases, the_order_of_requests_changes_no_job, 0, SEEDS);
    tcase_add_loop_test(cases, a_running_clock_shows_what_a_manual_one_does_at_the_same_time, 0,
                        SEEDS);
    tcase_add_loop_test(cases, steps_to_rest_are_one_long_jump, 0, SEEDS);
    tcase_add_loop_test(cases, neighbours_change_no_job, 0, SEEDS);
    tcase_add_loop_test(cases, other_names_of_parameters_change_nothing_else, 0, SEEDS);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
