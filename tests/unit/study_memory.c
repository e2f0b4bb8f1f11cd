/* A study when memory runs out: the n-th allocation fails, for every n, once or from then on. It can be
 * asked again, and comes out as one that had all the memory it wanted. */
#include "lab.h"

#include "base/own.h"
#include "tap.h"

#include <string.h>

/* The linker's names for --wrap. NOLINTBEGIN(bugprone-reserved-identifier) */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *at, size_t size);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *at, size_t size);
/* NOLINTEND(bugprone-reserved-identifier) */

/* The `left`th allocation from now fails, with `more` of those that follow. 0: none does. */
static struct shortage {
    int left;
    int more;
    bool has_struck;
} shortage;

static bool
strikes(void)
{
    if (shortage.left > 0)
        shortage.left--;
    else if (shortage.more > 0)
        shortage.more--;
    else
        return false;
    if (shortage.left > 0)
        return false;
    shortage.has_struck = true;
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

static const struct setting SETTINGS[] = {
    {.params = LAB_LISTS,
     .tuning = "{'trialRunning':{'uniform':['1s','9s']},'curve':{'steps':100,'points':4}}",
     .spec = {.max_trials = 14, .max_parallel_trials = 5, .stops_early = true},
     .key = 1},
    {.params = LAB_LISTS,
     .tuning = "{'trialRunning':{'uniform':['1s','9s']},'failProbability':0.3}",
     .spec = {.algorithm = ALGORITHM_GRID_SEARCH, .max_trials = 70, .max_failed_trials = 70},
     .key = 2},
};

/* Moments the study is advanced to, one after the other. */
static const ns_t MOMENTS[] = {LAB_START, LAB_START + 8 * NS_PER_S, LAB_START + 30 * NS_PER_S,
                               NS_TIME_MAX};

/* Advances, asking again whenever memory was short. What checks must not be short of it. */
static void
advance(struct study *study, ns_t until, struct shortage *kept)
{
    for (int tries = 0; tries < 10000; tries++) {
        struct err err OWNED(err_done) = ERR;
        int slice = 1000;
        shortage = *kept;
        bool is_there = study_advance(study, until, &slice, &err);
        *kept = shortage;
        shortage = (struct shortage){.left = 0};
        ck_assert(err.code == ERR_NONE || (err.code == ERR_UNAVAILABLE && kept->has_struck));
        if (is_there)
            return;
    }
    ck_abort_msg("no end");
}

static void
check_same(const struct lab *got, const struct lab *expected, ns_t now)
{
    owned_str got_text = lab_text(got, now, NULL);
    owned_str expected_text = lab_text(expected, now, NULL);
    ck_assert_msg(strcmp(got_text, expected_text) == 0, "expected %.400s got %.400s", expected_text,
                  got_text);
}

/* False once the study needs fewer than n allocations. */
static bool
try_nth(const struct setting *setting, const struct lab *whole, int nth, int more)
{
    struct shortage kept = {.left = nth, .more = more};
    struct lab lab OWNED(lab_done);
    lab_open(&lab, setting);
    for (size_t i = 0; i < sizeof(MOMENTS) / sizeof(MOMENTS[0]); i++) {
        advance(lab.study, MOMENTS[i], &kept);
        check_same(&lab, whole, MOMENTS[i]);
    }
    ck_assert_int_eq(study_end(lab.study).at, study_end(whole->study).at);
    return kept.has_struck;
}

START_TEST(an_advance_that_ran_out_of_memory_can_be_repeated)
{
    static const int MORE[] = {0, 3};
    struct lab whole OWNED(lab_done);
    lab_open(&whole, &SETTINGS[_i / 2]);
    lab_run(&whole, NS_TIME_MAX);
    int nth = 1;
    while (try_nth(&SETTINGS[_i / 2], &whole, nth, MORE[_i % 2]))
        nth++;
    /* Without this it would pass by never striking. */
    ck_assert_int_gt(nth, 20);
}
END_TEST

/* A new study, and its beginning, come about or leave nothing behind. */
START_TEST(a_study_that_could_not_be_made_leaves_nothing_behind)
{
    const struct pace pace = {.profile = PROFILE_DEFAULT};
    struct lab first OWNED(lab_done);
    lab_open(&first, &SETTINGS[0]);
    lab_run(&first, NS_TIME_MAX);
    const struct study_request request = {
        .spec = SETTINGS[0].spec,
        .pace = &pace,
        .outcome_at = 2,
        .previous = first.study,
    };
    bool has_struck = true;
    int nth = 0;
    while (has_struck) {
        struct err err OWNED(err_done) = ERR;
        shortage = (struct shortage){.left = ++nth};
        struct study *study = study_new(&request, &err);
        bool has_begun = study != NULL && study_begin(study, first.params, LAB_START, &err);
        has_struck = shortage.has_struck;
        shortage = (struct shortage){.left = 0};
        ck_assert_int_eq(has_begun, !has_struck);
        ck_assert_int_eq(err.code, has_struck ? ERR_UNAVAILABLE : ERR_NONE);
        if (study != NULL && !has_begun) {
            struct err again OWNED(err_done) = ERR;
            ck_assert(!study_has_begun(study));
            ck_assert(study_begin(study, first.params, LAB_START, &again));
        }
        study_free(study);
    }
    ck_assert_int_gt(nth, 5);
}
END_TEST

START_TEST(a_view_that_runs_out_of_memory_says_so)
{
    const struct study_cut uncut = {.at = NS_NEVER, .until = NS_NEVER};
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &SETTINGS[0]);
    lab_run(&lab, NS_TIME_MAX);
    owned_str expected = lab_text(&lab, NS_TIME_MAX, NULL);
    bool has_struck = true;
    for (int nth = 1; has_struck; nth++) {
        struct buf out OWNED(buf_done) = BUF((size_t)1 << 20);
        shortage = (struct shortage){.left = nth};
        bool is_written = study_write(&out, lab.study, NS_TIME_MAX, &uncut, (struct text){0});
        has_struck = shortage.has_struck;
        shortage = (struct shortage){.left = 0};
        ck_assert_int_eq(is_written && !out.failed, !has_struck);
    }
    owned_str again = lab_text(&lab, NS_TIME_MAX, NULL);
    ck_assert_str_eq(again, expected);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("study_memory");
    TCase *tcase = tcase_create("memory");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, an_advance_that_ran_out_of_memory_can_be_repeated, 0, 4);
    tcase_add_test(tcase, a_study_that_could_not_be_made_leaves_nothing_behind);
    tcase_add_test(tcase, a_view_that_runs_out_of_memory_says_so);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
