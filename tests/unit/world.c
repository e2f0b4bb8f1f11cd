#include "tap.h"

#include "plan_of.h"

#include "base/limits.h"
#include "base/own.h"
#include "base/rng.h"
#include "store/world.h"

#include <stdio.h>
#include <string.h>

static void
free_world(struct world **world)
{
    world_free(*world);
}

#define owned_world OWNED(free_world) struct world *

static struct world *
make(void)
{
    const struct world_config config = {
        .clock = vclock_manual(0), .seed = 1, .pace = {.profile = PROFILE_DEFAULT}};
    struct world *world = world_new(TEXT("p"), &config);
    ck_assert_ptr_nonnull(world);
    return world;
}

/* A job whose stages take a second each, cancelling included. */
static struct job *
add(struct world *world, const char *id, ns_t create, struct job *replaced)
{
    struct err err OWNED(err_done) = ERR;
    const struct spans spans = {.create = create,
                                .queued = NS_PER_S,
                                .preparing = NS_PER_S,
                                .running = NS_PER_S,
                                .cancelling = NS_PER_S};
    const struct job_draft draft = {
        .plan = plan_of(&spans),
        .texts = {[JOB_TEXT_ID] = text_of(id),
                  [JOB_TEXT_INPUT] = TEXT("{}"),
                  [JOB_TEXT_OUTPUT] = TEXT("\"a\":1")},
    };
    struct job *job = NULL;
    if (!world_insert(world, &draft, replaced, &job, &err))
        ck_abort_msg("%s", err_message(&err));
    return job;
}

static void
cancel(struct world *world, struct job *job, ns_t now)
{
    struct err err OWNED(err_done) = ERR;
    if (!world_cancel(world, job, now, &err))
        ck_abort_msg("%s", err_message(&err));
}

static int64_t
settle(struct world *world, ns_t from, ns_t to)
{
    struct err err OWNED(err_done) = ERR;
    int64_t applied = 0;
    while (!world_settle(world, from, to, &(int){LIMIT_SETTLE_SLICE}, &applied, &err))
        ck_assert_int_eq(err.code, ERR_NONE);
    return applied;
}

START_TEST(a_job_keeps_its_texts)
{
    owned_world world = make();
    struct job *job = add(world, "first", 5, NULL);
    ck_assert(text_is(job_text(job, JOB_TEXT_ID), "first"));
    ck_assert(text_is(job_text(job, JOB_TEXT_INPUT), "{}"));
    ck_assert_uint_eq(job_text(job, JOB_TEXT_LABELS).length, 0);
    ck_assert(text_is(job_text(job, JOB_TEXT_OUTPUT), "\"a\":1"));
    ck_assert_uint_eq(job->writes, 1);
    ck_assert_int_eq(job->cancel_at, NS_NEVER);
    ck_assert_int_eq(job->due, 5 + NS_PER_S);
}
END_TEST

START_TEST(a_job_is_found_by_its_whole_id)
{
    owned_world world = make();
    struct job *job = add(world, "job", 0, NULL);
    ck_assert_ptr_eq(world_find(world, TEXT("job")), job);
    ck_assert_ptr_null(world_find(world, TEXT("jo")));
    ck_assert_ptr_null(world_find(world, TEXT("job1")));
    ck_assert_ptr_null(world_find(world, TEXT("Job")));
    ck_assert_ptr_null(world_find(world, TEXT("")));
}
END_TEST

START_TEST(the_newest_comes_first)
{
    owned_world world = make();
    add(world, "a", 0, NULL);
    struct job *b = add(world, "b", 0, NULL);
    add(world, "c", 0, NULL);
    world_forget(world, b);
    const struct job *job = world_job_before(world, UINT32_MAX);
    ck_assert(text_is(job_text(job, JOB_TEXT_ID), "c"));
    job = world_job_before(world, job->ordinal);
    ck_assert(text_is(job_text(job, JOB_TEXT_ID), "a"));
    ck_assert_ptr_null(world_job_before(world, job->ordinal));
}
END_TEST

START_TEST(a_forgotten_id_is_free_again)
{
    owned_world world = make();
    struct job *old = add(world, "job", 0, NULL);
    ck_assert_uint_eq(world->waiting, 1);
    world_forget(world, old);
    ck_assert_ptr_null(world_find(world, TEXT("job")));
    ck_assert_uint_eq(world->live, 0);
    ck_assert_uint_eq(world->waiting, 0);
    ck_assert_int_eq(world_next(world), NS_NEVER);

    struct job *new = add(world, "job", 7, NULL);
    ck_assert_ptr_eq(world_find(world, TEXT("job")), new);
    ck_assert_uint_eq(world->live, 1);
    ck_assert_int_eq(world_next(world), 7 + NS_PER_S);
    /* Its entry of the life before is no change of this one. */
    ck_assert_int_eq(settle(world, 0, NS_PER_S), 0);
    ck_assert_int_eq(settle(world, NS_PER_S, 10 * NS_PER_S), 3);
}
END_TEST

START_TEST(a_replaced_job_is_gone)
{
    owned_world world = make();
    struct job *old = add(world, "job", 0, NULL);
    struct job *other = add(world, "other", 0, NULL);
    struct job *new = add(world, "job", 9, old);
    ck_assert_ptr_eq(world_find(world, TEXT("job")), new);
    ck_assert_uint_eq(world->live, 2);
    ck_assert_uint_eq(world->waiting, 2);
    ck_assert_ptr_eq(world_job_before(world, UINT32_MAX), new);
    ck_assert_ptr_eq(world_job_before(world, new->ordinal), other);
    ck_assert_ptr_null(world_job_before(world, other->ordinal));
}
END_TEST

/* (from, to]: what was due at `from` has been counted before. */
START_TEST(settling_counts_the_changes_of_the_interval)
{
    owned_world world = make();
    add(world, "job", 0, NULL);
    ck_assert_int_eq(settle(world, 0, NS_PER_S - 1), 0);
    ck_assert_int_eq(world_next(world), NS_PER_S);
    ck_assert_int_eq(settle(world, NS_PER_S - 1, NS_PER_S), 1);
    ck_assert_int_eq(settle(world, NS_PER_S, NS_PER_S), 0);
    ck_assert_int_eq(world_next(world), 2 * NS_PER_S);
    ck_assert_int_eq(settle(world, NS_PER_S, 100 * NS_PER_S), 2);
    ck_assert_int_eq(world_next(world), NS_NEVER);
    ck_assert_uint_eq(world->waiting, 0);
}
END_TEST

/* A running clock passes changes before anybody settles: they are moved, not counted. */
START_TEST(what_was_due_before_the_interval_is_not_counted)
{
    owned_world world = make();
    add(world, "job", 0, NULL);
    ck_assert_int_eq(settle(world, 2 * NS_PER_S, 3 * NS_PER_S), 1);
    ck_assert_uint_eq(world->waiting, 0);
}
END_TEST

START_TEST(a_cancelled_job_waits_for_one_change_only)
{
    owned_world world = make();
    struct job *job = add(world, "job", 0, NULL);
    cancel(world, job, NS_PER_S / 2);
    ck_assert_uint_eq(job->writes, 2);
    ck_assert_uint_eq(world->waiting, 1);
    ck_assert_int_eq(world_next(world), NS_PER_S * 3 / 2);
    /* The entry for PREPARING is stale. */
    ck_assert_int_eq(settle(world, NS_PER_S / 2, NS_PER_S), 0);
    ck_assert_int_eq(world_next(world), NS_PER_S * 3 / 2);
    ck_assert_int_eq(settle(world, NS_PER_S, 9 * NS_PER_S), 1);
    ck_assert_int_eq(world_next(world), NS_NEVER);
    ck_assert_uint_eq(world->waiting, 0);
}
END_TEST

/* The old entry and the new one may be due at the same moment: still one change. */
START_TEST(two_entries_of_one_moment_count_once)
{
    owned_world world = make();
    struct job *job = add(world, "job", 0, NULL);
    cancel(world, job, 0);
    ck_assert_int_eq(job->due, NS_PER_S);
    ck_assert_int_eq(settle(world, 0, NS_PER_S), 1);
    ck_assert_uint_eq(world->waiting, 0);
}
END_TEST

START_TEST(settling_stops_after_its_slice)
{
    struct err err OWNED(err_done) = ERR;
    owned_world world = make();
    char id[16];
    int64_t applied = 0;
    for (int i = 0; i < 10; i++) {
        snprintf(id, sizeof(id), "j%d", i);
        add(world, id, 0, NULL);
    }
    ck_assert(!world_settle(world, 0, NS_PER_S, &(int){4}, &applied, &err));
    ck_assert_int_eq(applied, 4);
    ck_assert(!world_settle(world, 0, NS_PER_S, &(int){4}, &applied, &err));
    ck_assert_int_eq(applied, 8);
    ck_assert(world_settle(world, 0, NS_PER_S, &(int){4}, &applied, &err));
    ck_assert_int_eq(applied, 10);
    ck_assert_uint_eq(world->waiting, 10);
}
END_TEST

/* Stale entries are swept, not kept: an id used over and over costs no more heap. */
START_TEST(stale_entries_do_not_pile_up)
{
    owned_world world = make();
    struct job *job = NULL;
    for (int i = 0; i < 20000; i++) {
        job = add(world, "job", i, job);
        cancel(world, job, i);
    }
    ck_assert_uint_eq(world->live, 1);
    ck_assert_uint_eq(world->waiting, 1);
    ck_assert_uint_le(world->pending.capacity, 64);
    ck_assert_int_eq(world_next(world), 19999 + NS_PER_S);
}
END_TEST

START_TEST(a_world_is_reaped_in_slices)
{
    struct world *world = make();
    char id[16];
    for (int i = 0; i < 10; i++) {
        snprintf(id, sizeof(id), "j%d", i);
        add(world, id, 0, NULL);
    }
    ck_assert(!world_reap(world, 4));
    ck_assert(!world_reap(world, 4));
    ck_assert(world_reap(world, 4));
    world_free(world);
    world_free(NULL);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("world");
    TCase *cases = tcase_create("world");
    tcase_add_test(cases, a_job_keeps_its_texts);
    tcase_add_test(cases, a_job_is_found_by_its_whole_id);
    tcase_add_test(cases, the_newest_comes_first);
    tcase_add_test(cases, a_forgotten_id_is_free_again);
    tcase_add_test(cases, a_replaced_job_is_gone);
    tcase_add_test(cases, settling_counts_the_changes_of_the_interval);
    tcase_add_test(cases, what_was_due_before_the_interval_is_not_counted);
    tcase_add_test(cases, a_cancelled_job_waits_for_one_change_only);
    tcase_add_test(cases, two_entries_of_one_moment_count_once);
    tcase_add_test(cases, settling_stops_after_its_slice);
    tcase_add_test(cases, stale_entries_do_not_pile_up);
    tcase_add_test(cases, a_world_is_reaped_in_slices);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
