#include "tap.h"

#include "base/index.h"
#include "base/own.h"
#include "base/rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define NAME_BYTES 16

/* The caller's array: value i stands for names[i]. `asked` counts comparisons. */
struct names {
    char (*at)[NAME_BYTES];
    uint32_t *asked;
};

static bool
has_name(const void *context, uint32_t value, struct text key)
{
    const struct names *names = context;
    ++*names->asked;
    return text_is(key, names->at[value]);
}

static struct names
make_names(uint32_t count, uint32_t *asked)
{
    struct names names = {calloc(count, NAME_BYTES), asked};
    ck_assert_ptr_nonnull(names.at);
    for (uint32_t i = 0; i < count; i++)
        (void)snprintf(names.at[i], NAME_BYTES, "job_%07u", i);
    *asked = 0;
    return names;
}

static bool
find(const struct index *index, const struct names *names, uint32_t name, uint32_t *ret_value)
{
    return index_find(index, text_of(names->at[name]), has_name, names, ret_value);
}

START_TEST(an_empty_index_owns_nothing_and_finds_nothing)
{
    uint32_t asked;
    struct names names = make_names(1, &asked);
    struct index index = {0};
    uint32_t value = 42;
    ck_assert(!find(&index, &names, 0, &value));
    index_remove(&index, TEXT("job_0000000"), has_name, &names);
    ck_assert_uint_eq(value, 42);
    ck_assert_ptr_null(index.slots);
    ck_assert_uint_eq(index.count, 0);
    index_done(&index);
    index_done(&index);
    free(names.at);
}
END_TEST

START_TEST(what_was_inserted_is_found_and_nothing_else)
{
    uint32_t asked;
    struct names names = make_names(2, &asked);
    struct index index OWNED(index_done) = {0};
    uint32_t value = 42;
    ck_assert(index_insert(&index, text_of(names.at[0]), 0));
    ck_assert_uint_eq(index.count, 1);
    ck_assert(!find(&index, &names, 1, &value));
    ck_assert_uint_eq(value, 42);
    ck_assert(find(&index, &names, 0, &value));
    ck_assert_uint_eq(value, 0);
    free(names.at);
}
END_TEST

START_TEST(what_was_removed_is_not_found_any_more)
{
    uint32_t asked;
    struct names names = make_names(2, &asked);
    struct index index OWNED(index_done) = {0};
    uint32_t value = 42;
    ck_assert(index_insert(&index, text_of(names.at[0]), 0));
    ck_assert(index_insert(&index, text_of(names.at[1]), 1));
    index_remove(&index, text_of(names.at[0]), has_name, &names);
    index_remove(&index, text_of(names.at[0]), has_name, &names);
    ck_assert_uint_eq(index.count, 1);
    ck_assert(!find(&index, &names, 0, &value));
    ck_assert(find(&index, &names, 1, &value));
    ck_assert_uint_eq(value, 1);
    ck_assert(index_insert(&index, text_of(names.at[0]), 0));
    ck_assert(find(&index, &names, 0, &value));
    ck_assert_uint_eq(value, 0);
    free(names.at);
}
END_TEST

/* Any word matches any value here: only the hash tells keys apart. */
static bool
has_largest(const void *context, uint32_t value, struct text key)
{
    (void)context;
    (void)key;
    return value == UINT32_MAX - 1;
}

START_TEST(the_largest_number_and_any_bytes_are_fine)
{
    struct index index OWNED(index_done) = {0};
    uint32_t value = 0;
    ck_assert(index_insert(&index, TEXT(""), UINT32_MAX - 1));
    ck_assert(index_insert(&index, TEXT("a\0b"), UINT32_MAX - 1));
    ck_assert(index_find(&index, TEXT(""), has_largest, NULL, &value));
    ck_assert_uint_eq(value, UINT32_MAX - 1);
    ck_assert(index_find(&index, TEXT("a\0b"), has_largest, NULL, &value));
    ck_assert(!index_find(&index, TEXT("a\0c"), has_largest, NULL, &value));
    ck_assert(!index_find(&index, TEXT("a"), has_largest, NULL, &value));
}
END_TEST

/* Rows of the random histories: how many names there are, and how many of 8 steps insert. */
static const struct {
    uint32_t names;
    uint32_t inserts;
    uint32_t steps;
} HISTORIES[] = {
    {1, 4, 200},     {3, 4, 2000},    {12, 7, 5000},    {13, 4, 5000},      {40, 6, 20000},
    {200, 4, 50000}, {200, 2, 50000}, {3000, 7, 50000}, {30000, 6, 200000},
};

/* The naive model: which names are in. A name's number is its place. */
struct model {
    bool *is_in;
    uint32_t count;
    uint32_t inserts;
};

static void
step_history(struct index *index, struct model *model, const struct names *names, uint32_t step)
{
    uint64_t bits = rng_bits(51, model->count, model->inserts, step);
    uint32_t name = (uint32_t)(bits >> 32) % model->count;
    struct text key = text_of(names->at[name]);
    bool wants_insert = bits % 8 < model->inserts;
    if (wants_insert && !model->is_in[name]) {
        if (!index_insert(index, key, name))
            ck_abort_msg("step %u: no memory", step);
        model->is_in[name] = true;
    } else if (!wants_insert) {
        index_remove(index, key, has_name, names);
        model->is_in[name] = false;
    }
}

static void
check_agrees(const struct index *index, const struct model *model, const struct names *names)
{
    uint32_t in = 0;
    for (uint32_t name = 0; name < model->count; name++) {
        uint32_t value = UINT32_MAX;
        bool found = find(index, names, name, &value);
        if (found != model->is_in[name] || (found && value != name))
            ck_abort_msg("%s: found %d, number %u", names->at[name], found, value);
        in += found ? 1 : 0;
    }
    ck_assert_uint_eq(index->count, in);
}

START_TEST(random_histories_agree_with_a_list)
{
    uint32_t asked;
    struct names names = make_names(HISTORIES[_i].names, &asked);
    struct model model = {
        .is_in = calloc(HISTORIES[_i].names, sizeof(bool)),
        .count = HISTORIES[_i].names,
        .inserts = HISTORIES[_i].inserts,
    };
    struct index index OWNED(index_done) = {0};
    ck_assert_ptr_nonnull(model.is_in);
    uint32_t every = HISTORIES[_i].names / 2 + 1;
    for (uint32_t step = 0; step < HISTORIES[_i].steps; step++) {
        step_history(&index, &model, &names, step);
        if (step % every == 0)
            check_agrees(&index, &model, &names);
    }
    check_agrees(&index, &model, &names);
    free(model.is_in);
    free(names.at);
}
END_TEST

#define MANY 1000000

/* So many keys share half a hash with another one a hundred times: the caller's comparison is what
 * tells those apart. */
START_TEST(a_million_keys_are_told_apart)
{
    uint32_t asked;
    struct names names = make_names(2 * MANY, &asked);
    struct index index OWNED(index_done) = {0};
    for (uint32_t i = 0; i < MANY; i++) {
        if (!index_insert(&index, text_of(names.at[i]), i))
            ck_abort_msg("no memory for key %u", i);
    }
    ck_assert_uint_eq(asked, 0);
    for (uint32_t i = 0; i < MANY; i++) {
        uint32_t value = UINT32_MAX;
        if (!find(&index, &names, i, &value) || value != i)
            ck_abort_msg("%s gives %u", names.at[i], value);
    }
    ck_assert_msg(asked < MANY + MANY / 1000, "%u comparisons for %d keys", asked, MANY);
    asked = 0;
    for (uint32_t i = MANY; i < 2 * MANY; i++) {
        uint32_t value = UINT32_MAX;
        if (find(&index, &names, i, &value))
            ck_abort_msg("%s gives %u", names.at[i], value);
    }
    ck_assert_msg(asked < MANY / 1000, "%u comparisons for keys that are not there", asked);
    free(names.at);
}
END_TEST

/* Never more than three quarters full, nor less than a third once it has grown. */
START_TEST(growing_keeps_to_the_memory_promised)
{
    uint32_t asked;
    struct names names = make_names(MANY, &asked);
    struct index index OWNED(index_done) = {0};
    for (uint32_t i = 0; i < MANY; i++) {
        if (!index_insert(&index, text_of(names.at[i]), i))
            ck_abort_msg("no memory for key %u", i);
        if (index.count != i + 1 || (uint64_t)index.count * 4 > (uint64_t)index.capacity * 3)
            ck_abort_msg("%u keys in %u slots", index.count, index.capacity);
        if (i >= 16 && (uint64_t)index.capacity > (uint64_t)index.count * 3)
            ck_abort_msg("%u slots for %u keys", index.capacity, index.count);
    }
    free(names.at);
}
END_TEST

START_TEST(after_a_reservation_nothing_moves)
{
    uint32_t asked;
    struct names names = make_names(1000, &asked);
    struct index index OWNED(index_done) = {0};
    for (uint32_t i = 0; i < 1000; i++) {
        ck_assert(index_reserve(&index));
        const struct index_slot *slots = index.slots;
        ck_assert_uint_eq(index.count, i);
        ck_assert(index_reserve(&index));
        ck_assert(index_insert(&index, text_of(names.at[i]), i));
        ck_assert_ptr_eq(index.slots, slots);
    }
    free(names.at);
}
END_TEST

START_TEST(a_removal_leaves_room_for_one_key)
{
    uint32_t asked;
    struct names names = make_names(1001, &asked);
    struct index index OWNED(index_done) = {0};
    for (uint32_t i = 0; i < 1000; i++) {
        ck_assert(index_insert(&index, text_of(names.at[i]), i));
        const struct index_slot *slots = index.slots;
        index_remove(&index, text_of(names.at[i]), has_name, &names);
        ck_assert(index_insert(&index, text_of(names.at[i + 1]), i + 1));
        ck_assert_ptr_eq(index.slots, slots);
        index_remove(&index, text_of(names.at[i + 1]), has_name, &names);
        ck_assert(index_insert(&index, text_of(names.at[i]), i));
        ck_assert_ptr_eq(index.slots, slots);
    }
    free(names.at);
}
END_TEST

/* Tombstones would fill the table up. */
START_TEST(a_queue_of_keys_never_grows)
{
    uint32_t asked;
    struct names names = make_names(MANY / 10, &asked);
    struct index index OWNED(index_done) = {0};
    for (uint32_t i = 0; i < MANY / 10; i++) {
        if (i >= 10)
            index_remove(&index, text_of(names.at[i - 10]), has_name, &names);
        if (!index_insert(&index, text_of(names.at[i]), i))
            ck_abort_msg("no memory for key %u", i);
    }
    ck_assert_uint_eq(index.count, 10);
    ck_assert_uint_le(index.capacity, 16);
    free(names.at);
}
END_TEST

START_TEST(an_index_can_be_used_again_once_done)
{
    uint32_t asked;
    struct names names = make_names(100, &asked);
    struct index index OWNED(index_done) = {0};
    uint32_t value = 42;
    for (uint32_t i = 0; i < 100; i++)
        ck_assert(index_insert(&index, text_of(names.at[i]), i));
    index_done(&index);
    ck_assert_ptr_null(index.slots);
    ck_assert_uint_eq(index.count, 0);
    ck_assert(!find(&index, &names, 7, &value));
    ck_assert(index_insert(&index, text_of(names.at[7]), 7));
    ck_assert(find(&index, &names, 7, &value));
    ck_assert_uint_eq(value, 7);
    free(names.at);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("index");
    TCase *cases = tcase_create("index");
    tcase_add_test(cases, an_empty_index_owns_nothing_and_finds_nothing);
    tcase_add_test(cases, what_was_inserted_is_found_and_nothing_else);
    tcase_add_test(cases, what_was_removed_is_not_found_any_more);
    tcase_add_test(cases, the_largest_number_and_any_bytes_are_fine);
    tcase_add_loop_test(cases, random_histories_agree_with_a_list, 0, COUNT(HISTORIES));
    tcase_add_test(cases, a_million_keys_are_told_apart);
    tcase_add_test(cases, growing_keeps_to_the_memory_promised);
    tcase_add_test(cases, after_a_reservation_nothing_moves);
    tcase_add_test(cases, a_removal_leaves_room_for_one_key);
    tcase_add_test(cases, a_queue_of_keys_never_grows);
    tcase_add_test(cases, an_index_can_be_used_again_once_done);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
