#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "store/pending.h"

#define ENTRIES 400

static void
push(struct pending *pending, ns_t at, uint32_t ordinal)
{
    if (!pending_reserve(pending))
        ck_abort_msg("no memory");
    pending_push(pending, (struct pending_entry){.at = at, .ordinal = ordinal});
}

static bool
is_before(struct pending_entry a, struct pending_entry b)
{
    return a.at < b.at || (a.at == b.at && a.ordinal < b.ordinal);
}

/* The place of the earliest of a plain list. */
static int
earliest_of(const struct pending_entry *list, int count)
{
    int best = 0;
    for (int i = 1; i < count; i++) {
        if (is_before(list[i], list[best]))
            best = i;
    }
    return best;
}

/* Pushes and pops in any order against a list that is searched. Few moments, so many are equal. */
START_TEST(the_earliest_is_on_top_and_equal_times_go_by_creation)
{
    struct pending pending OWNED(pending_done) = {0};
    struct pending_entry list[ENTRIES];
    int count = 0;
    for (uint32_t op = 0; op < 20000; op++) {
        uint64_t bits = rng_bits((uint64_t)_i, 1, 0, op);
        if (count < ENTRIES && (count == 0 || bits % 5 < 3)) {
            list[count] = (struct pending_entry){.at = (ns_t)(bits >> 8 & 31), .ordinal = op};
            push(&pending, list[count].at, list[count].ordinal);
            count++;
            continue;
        }
        int best = earliest_of(list, count);
        const struct pending_entry *top = pending_top(&pending);
        if (top == NULL || top->at != list[best].at || top->ordinal != list[best].ordinal)
            ck_abort_msg("op %u: the top is not the earliest", op);
        pending_pop(&pending);
        list[best] = list[--count];
        ck_assert_uint_eq(pending.count, (uint32_t)count);
    }
}
END_TEST

START_TEST(nothing_is_on_top_of_nothing)
{
    struct pending pending OWNED(pending_done) = {0};
    ck_assert_ptr_null(pending_top(&pending));
    push(&pending, 1, 1);
    pending_pop(&pending);
    ck_assert_ptr_null(pending_top(&pending));
}
END_TEST

static bool
holds(const void *context, const struct pending_entry *entry)
{
    uint32_t divisor = *(const uint32_t *)context;
    return entry->ordinal % divisor == 0;
}

/* What is kept of every third, of every single and of none. */
static const uint32_t DIVISORS[] = {3, 1, ENTRIES + 1};

START_TEST(a_sweep_keeps_what_holds_in_order)
{
    struct pending pending OWNED(pending_done) = {0};
    struct pending_entry list[ENTRIES];
    int count = 0;
    for (uint32_t i = 1; i <= ENTRIES; i++) {
        ns_t at = (ns_t)(rng_bits(5, 1, 0, i) % 50);
        push(&pending, at, i);
        if (i % DIVISORS[_i] == 0)
            list[count++] = (struct pending_entry){.at = at, .ordinal = i};
    }
    pending_sweep(&pending, holds, &DIVISORS[_i]);
    ck_assert_uint_eq(pending.count, (uint32_t)count);
    while (count > 0) {
        int best = earliest_of(list, count);
        ck_assert_uint_eq(pending_top(&pending)->ordinal, list[best].ordinal);
        pending_pop(&pending);
        list[best] = list[--count];
    }
    ck_assert_ptr_null(pending_top(&pending));
}
END_TEST

START_TEST(room_is_made_once_and_kept)
{
    struct pending pending OWNED(pending_done) = {0};
    for (uint32_t i = 0; i < 100; i++)
        push(&pending, (ns_t)i, i);
    uint32_t capacity = pending.capacity;
    ck_assert_uint_ge(capacity, 100);
    for (int i = 0; i < 100; i++)
        pending_pop(&pending);
    for (uint32_t i = 0; i < 100; i++)
        push(&pending, (ns_t)i, i);
    ck_assert_uint_eq(pending.capacity, capacity);
    pending_done(&pending);
    ck_assert_uint_eq(pending.count, 0);
    push(&pending, 3, 3);
    ck_assert_int_eq(pending_top(&pending)->at, 3);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("pending");
    TCase *cases = tcase_create("pending");
    tcase_add_loop_test(cases, the_earliest_is_on_top_and_equal_times_go_by_creation, 0, 10);
    tcase_add_test(cases, nothing_is_on_top_of_nothing);
    tcase_add_loop_test(cases, a_sweep_keeps_what_holds_in_order, 0,
                        (int)(sizeof(DIVISORS) / sizeof(DIVISORS[0])));
    tcase_add_test(cases, room_is_made_once_and_kept);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
