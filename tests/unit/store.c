#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

static void
free_store(struct store **store)
{
    store_free(*store);
}

#define owned_store OWNED(free_store) struct store *

static struct store *
make(const struct limits *limits)
{
    const struct world_config start = {
        .clock = vclock_manual(5), .seed = 3, .pace = {.profile = PROFILE_DEFAULT}};
    struct store *store = store_new(limits, &start);
    ck_assert_ptr_nonnull(store);
    return store;
}

static struct world *
ensure(struct store *store, const char *project)
{
    struct err err OWNED(err_done) = ERR;
    struct world *world = store_world_ensure(store, text_of(project), &err);
    if (world == NULL)
        ck_abort_msg("%s", err_message(&err));
    return world;
}

static void
reset_world(struct store *store, const char *project)
{
    struct err err OWNED(err_done) = ERR;
    if (!store_reset_world(store, text_of(project), &err))
        ck_abort_msg("%s", err_message(&err));
}

static bool
add_job(struct store *store, struct world *world, const char *id, struct err *err)
{
    const struct job_draft draft = {.texts = {[JOB_TEXT_ID] = text_of(id)}};
    struct job *job;
    return store_has_room(store, world, err) && world_insert(world, &draft, NULL, &job, err);
}

START_TEST(looking_makes_no_world)
{
    const struct limits limits = LIMITS_DEFAULT;
    owned_store store = make(&limits);
    ck_assert_ptr_null(store_world(store, TEXT("p")));
    ck_assert_uint_eq(store_config(store, TEXT("p"))->seed, 3);
    ck_assert_uint_eq(store->count, 0);
    struct world *world = ensure(store, "p");
    ck_assert_ptr_eq(store_world(store, TEXT("p")), world);
    ck_assert_ptr_eq(ensure(store, "p"), world);
    ck_assert_ptr_null(store_world(store, TEXT("P")));
    ck_assert_ptr_null(store_world(store, TEXT("pp")));
    ck_assert_uint_eq(store->count, 1);
}
END_TEST

/* What a world is made from is the template of that moment; after that the two part. */
START_TEST(a_world_copies_the_template)
{
    const struct limits limits = LIMITS_DEFAULT;
    owned_store store = make(&limits);
    struct world *early = ensure(store, "early");
    store->template.seed = 4;
    vclock_jump(&store->template.clock, 0, 9);
    struct world *late = ensure(store, "late");
    ck_assert_uint_eq(early->config.seed, 3);
    ck_assert_int_eq(vclock_now(&early->config.clock, 0), 5);
    ck_assert_uint_eq(late->config.seed, 4);
    ck_assert_int_eq(vclock_now(&late->config.clock, 0), 9);
    early->config.seed = 77;
    ck_assert_uint_eq(store_config(store, TEXT("early"))->seed, 77);
    ck_assert_uint_eq(store_config(store, TEXT("other"))->seed, 4);
}
END_TEST

START_TEST(there_are_at_most_max_worlds)
{
    struct limits limits = LIMITS_DEFAULT;
    struct err err OWNED(err_done) = ERR;
    limits.worlds = 3;
    owned_store store = make(&limits);
    ensure(store, "a");
    ensure(store, "b");
    ensure(store, "c");
    ck_assert_ptr_null(store_world_ensure(store, TEXT("d"), &err));
    ck_assert_int_eq(err.code, ERR_RESOURCE_EXHAUSTED);
    ck_assert_ptr_nonnull(strstr(err_message(&err), "--max-worlds"));
    ck_assert_ptr_nonnull(strstr(err_message(&err), "3"));
    ck_assert_ptr_null(store_world(store, TEXT("d")));
    ensure(store, "c");
    reset_world(store, "b");
    ensure(store, "d");
}
END_TEST

START_TEST(there_are_at_most_max_jobs_in_a_world)
{
    struct limits limits = LIMITS_DEFAULT;
    struct err err OWNED(err_done) = ERR;
    limits.jobs = 2;
    owned_store store = make(&limits);
    struct world *world = ensure(store, "p");
    ck_assert(add_job(store, world, "a", &err));
    ck_assert(add_job(store, world, "b", &err));
    ck_assert(!add_job(store, world, "c", &err));
    ck_assert_int_eq(err.code, ERR_RESOURCE_EXHAUSTED);
    ck_assert_ptr_nonnull(strstr(err_message(&err), "--max-jobs"));
    ck_assert_ptr_nonnull(strstr(err_message(&err), "2"));

    struct err again OWNED(err_done) = ERR;
    ck_assert(add_job(store, ensure(store, "q"), "c", &again));
    world_forget(world, world_find(world, TEXT("a")));
    ck_assert(add_job(store, world, "c", &again));
}
END_TEST

START_TEST(a_reset_world_begins_anew)
{
    const struct limits limits = LIMITS_DEFAULT;
    struct err err OWNED(err_done) = ERR;
    owned_store store = make(&limits);
    struct world *world = ensure(store, "p");
    ck_assert(add_job(store, world, "a", &err));
    world->config.seed = 9;
    ensure(store, "q")->config.seed = 8;
    reset_world(store, "p");
    reset_world(store, "never was");
    ck_assert_ptr_null(store_world(store, TEXT("p")));
    ck_assert_uint_eq(store_config(store, TEXT("p"))->seed, 3);
    ck_assert_uint_eq(store_config(store, TEXT("q"))->seed, 8);
    ck_assert_uint_eq(ensure(store, "p")->live, 0);
}
END_TEST

START_TEST(a_reset_of_all_restores_the_start)
{
    const struct limits limits = LIMITS_DEFAULT;
    struct err err OWNED(err_done) = ERR;
    owned_store store = make(&limits);
    ensure(store, "p");
    ensure(store, "q");
    store->template.seed = 4;
    vclock_jump(&store->template.clock, 0, 9);
    ck_assert(store_reset(store, &err));
    ck_assert_uint_eq(store->count, 0);
    ck_assert_ptr_null(store_world(store, TEXT("p")));
    ck_assert_uint_eq(store->template.seed, 3);
    ck_assert_int_eq(vclock_now(&store->template.clock, 0), 5);
    ck_assert(store_reset(store, &err));
}
END_TEST

#define PROJECTS 40

/* Any order of making and forgetting, against an array of flags. */
START_TEST(worlds_come_and_go_without_mixing)
{
    const struct limits limits = LIMITS_DEFAULT;
    owned_store store = make(&limits);
    uint64_t seeds[PROJECTS] = {0}; /* 0: not there */
    for (uint32_t op = 1; op < 6000; op++) {
        uint64_t bits = rng_bits((uint64_t)_i, 1, 0, op);
        size_t place = bits % PROJECTS;
        char project[16];
        snprintf(project, sizeof(project), "p%zu", place);
        if (bits >> 20 & 1) {
            ensure(store, project)->config.seed = op;
            seeds[place] = op;
        } else {
            reset_world(store, project);
            seeds[place] = 0;
        }
        for (size_t i = 0; i < PROJECTS; i += 7) {
            snprintf(project, sizeof(project), "p%zu", i);
            const struct world *world = store_world(store, text_of(project));
            if ((world != NULL ? world->config.seed : 0) != seeds[i])
                ck_abort_msg("op %u: %s is not what it was made", op, project);
        }
        if (op % 100 == 0)
            store_reap(store);
    }
}
END_TEST

START_TEST(what_a_reset_leaves_is_given_back_bit_by_bit)
{
    const struct limits limits = LIMITS_DEFAULT;
    struct err err OWNED(err_done) = ERR;
    owned_store store = make(&limits);
    struct world *world = ensure(store, "p");
    char id[16];
    for (int i = 0; i < LIMIT_REAP_SLICE + 1; i++) {
        snprintf(id, sizeof(id), "j%d", i);
        if (!add_job(store, world, id, &err))
            ck_abort_msg("%s", err_message(&err));
    }
    ensure(store, "q");
    ck_assert(!store_reap(store));
    ck_assert(store_reset(store, &err));
    int slices = 1;
    while (store_reap(store))
        slices++;
    ck_assert_int_ge(slices, 2);
    ck_assert_int_le(slices, 4);
    ck_assert_uint_eq(store->grave_count, 0);
    ck_assert(!store_reap(store));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("store");
    TCase *cases = tcase_create("store");
    tcase_add_test(cases, looking_makes_no_world);
    tcase_add_test(cases, a_world_copies_the_template);
    tcase_add_test(cases, there_are_at_most_max_worlds);
    tcase_add_test(cases, there_are_at_most_max_jobs_in_a_world);
    tcase_add_test(cases, a_reset_world_begins_anew);
    tcase_add_test(cases, a_reset_of_all_restores_the_start);
    tcase_add_loop_test(cases, worlds_come_and_go_without_mixing, 0, 5);
    tcase_add_test(cases, what_a_reset_leaves_is_given_back_bit_by_bit);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
