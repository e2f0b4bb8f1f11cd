#include "tap.h"

#include "base/limits.h"
#include "base/own.h"
#include "base/rng.h"
#include "store/id_tree.h"

#include <stdio.h>
#include <string.h>

#define MOST 3000
#define ID_ROOM (LIMIT_JOB_ID_CHARS + 1)

/* Ids by ordinal; "" where one was removed. */
struct ids {
    uint32_t count;
    char ids[MOST][ID_ROOM];
};

static struct text
id_of(const void *jobs, uint32_t ordinal)
{
    const struct ids *ids = jobs;
    ck_assert_uint_lt(ordinal, ids->count);
    return text_of(ids->ids[ordinal]);
}

static struct id_source
source_of(const struct ids *ids)
{
    return (struct id_source){id_of, ids};
}

static bool
is_there(const struct ids *ids, const char *id)
{
    for (uint32_t i = 0; i < ids->count; i++) {
        if (strcmp(ids->ids[i], id) == 0)
            return true;
    }
    return false;
}

static void
add(struct id_tree *tree, struct ids *ids, const char *id)
{
    struct id_source source = source_of(ids);
    if (!id_tree_reserve(tree))
        ck_abort_msg("no memory");
    snprintf(ids->ids[ids->count], ID_ROOM, "%s", id);
    uint32_t ordinal = ids->count++;
    id_tree_add(tree, &source, text_of(ids->ids[ordinal]), ordinal);
}

/* Of few letters and short, so that many share beginnings and some are the beginning of others. */
static void
draw_id(char id[ID_ROOM], uint64_t bits)
{
    static const char LETTERS[] = "ab_Z";
    int length = 1 + (int)(bits % 9);
    for (int i = 0; i < length; i++)
        id[i] = LETTERS[bits >> (4 + 2 * i) & 3];
    id[length] = '\0';
}

/* The answer by looking at every id. */
static void
search(const struct ids *ids, const char *prefix, uint32_t before, struct id_page *page)
{
    page->count = 0;
    for (uint32_t i = before < ids->count ? before : ids->count; i > 0; i--) {
        if (page->count < page->most && ids->ids[i - 1][0] != '\0' &&
            strncmp(ids->ids[i - 1], prefix, strlen(prefix)) == 0)
            page->ordinals[page->count++] = i - 1;
    }
}

static void
compare(const struct id_tree *tree, const struct ids *ids, const char *prefix, uint32_t before,
        uint32_t most)
{
    struct id_source source = source_of(ids);
    struct id_page expected = {.most = most};
    struct id_page got = {.most = most};
    search(ids, prefix, before, &expected);
    bool is_over = id_tree_newest(tree, &source, text_of(prefix), before, &got);
    ck_assert_msg(is_over, "gave up on '%s' before %u", prefix, before);
    ck_assert_uint_eq(got.count, expected.count);
    for (uint32_t i = 0; i < got.count; i++)
        ck_assert_uint_eq(got.ordinals[i], expected.ordinals[i]);
}

START_TEST(the_newest_of_a_prefix_are_what_a_search_finds)
{
    static struct ids ids;
    struct id_tree tree OWNED(id_tree_done) = {0};
    for (uint32_t step = 0; step < 2 * MOST && ids.count < MOST - 1; step++) {
        char id[ID_ROOM];
        uint64_t bits = rng_bits((uint64_t)_i, 1, 0, step);
        draw_id(id, bits);
        uint32_t victim = (uint32_t)(bits >> 40) % (ids.count + 1);
        if (!is_there(&ids, id)) {
            add(&tree, &ids, id);
        } else if (victim < ids.count && ids.ids[victim][0] != '\0') {
            id_tree_remove(&tree, text_of(ids.ids[victim]));
            ids.ids[victim][0] = '\0';
        }
        if (step % 16 != 0)
            continue;
        id[bits >> 50 & 3] = '\0';
        compare(&tree, &ids, id, UINT32_MAX, 1 + (uint32_t)(bits >> 30) % 100);
        compare(&tree, &ids, id, victim, 20);
    }
    compare(&tree, &ids, "", UINT32_MAX, ID_PAGE_MAX);
}
END_TEST

START_TEST(a_tree_can_be_emptied_and_filled_again)
{
    static struct ids ids;
    struct id_tree tree OWNED(id_tree_done) = {0};
    compare(&tree, &ids, "a", UINT32_MAX, 5);
    for (int round = 0; round < 3; round++) {
        uint32_t first = ids.count;
        for (int i = 0; i < 100; i++) {
            char id[ID_ROOM];
            snprintf(id, sizeof(id), "job_%d", i);
            add(&tree, &ids, id);
        }
        compare(&tree, &ids, "job_9", UINT32_MAX, 20);
        for (uint32_t i = first; i < ids.count; i++) {
            id_tree_remove(&tree, text_of(ids.ids[i]));
            ids.ids[i][0] = '\0';
        }
        compare(&tree, &ids, "", UINT32_MAX, 5);
        ck_assert_uint_lt(tree.used, 101);
    }
}
END_TEST

/* The deepest tree there can be: each id is the beginning of the next. */
START_TEST(the_longest_ids_are_no_deeper_than_their_bits)
{
    static struct ids ids;
    struct id_tree tree OWNED(id_tree_done) = {0};
    char id[ID_ROOM] = "";
    for (int i = 0; i < LIMIT_JOB_ID_CHARS; i++) {
        id[i] = 'a';
        id[i + 1] = '\0';
        add(&tree, &ids, id);
    }
    compare(&tree, &ids, "aaaa", UINT32_MAX, 100);
    compare(&tree, &ids, id, UINT32_MAX, 100);
    compare(&tree, &ids, "b", UINT32_MAX, 100);
    for (uint32_t i = 0; i < ids.count; i += 2) {
        id_tree_remove(&tree, text_of(ids.ids[i]));
        ids.ids[i][0] = '\0';
    }
    compare(&tree, &ids, "", UINT32_MAX, 100);
}
END_TEST

/* Thousands of newer ones before the mark: it says so instead of looking at them all. */
START_TEST(a_search_that_would_be_long_gives_up)
{
    static struct ids ids;
    struct id_tree tree OWNED(id_tree_done) = {0};
    struct id_source source = source_of(&ids);
    struct id_page page = {.most = 10};
    for (int i = 0; i < MOST - 1; i++) {
        char id[ID_ROOM];
        snprintf(id, sizeof(id), "job_%d", i);
        add(&tree, &ids, id);
    }
    ck_assert(!id_tree_newest(&tree, &source, TEXT("job"), 5, &page));
    ck_assert(id_tree_newest(&tree, &source, TEXT("job"), UINT32_MAX, &page));
    ck_assert_uint_eq(page.count, 10);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("id_tree");
    TCase *tcase = tcase_create("id_tree");
    tcase_add_loop_test(tcase, the_newest_of_a_prefix_are_what_a_search_finds, 0, 6);
    tcase_add_test(tcase, a_tree_can_be_emptied_and_filled_again);
    tcase_add_test(tcase, the_longest_ids_are_no_deeper_than_their_bits);
    tcase_add_test(tcase, a_search_that_would_be_long_gives_up);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
