#include "tap.h"

#include "base/uid.h"

#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

/* xxxxxxxx-xxxx-Vxxx-Nxxx-xxxxxxxxxxxx in lower case, V the version, N one of 8, 9, a, b. */
static void
check_form(const char *text, char version)
{
    ck_assert_uint_eq(strlen(text), UID_TEXT_BYTES - 1);
    for (size_t i = 0; i < UID_TEXT_BYTES - 1; i++) {
        const char *allowed = i == 8 || i == 13 || i == 18 || i == 23 ? "-"
                              : i == 19                               ? "89ab"
                                                                      : "0123456789abcdef";
        ck_assert_msg(strchr(allowed, text[i]) != NULL, "%s: character %zu", text, i);
    }
    ck_assert_msg(text[14] == version, "%s: version %c", text, text[14]);
}

START_TEST(an_instance_is_a_random_uuid)
{
    struct uid_source uids;
    uid_source_init(&uids);
    check_form(uids.instance_text, '4');
    uuid_t parsed;
    ck_assert_int_eq(uuid_parse(uids.instance_text, parsed), 0);
    ck_assert_mem_eq(parsed, uids.instance, sizeof(uids.instance));
}
END_TEST

START_TEST(no_two_instances_are_alike)
{
    struct uid_source sources[2];
    char ids[2][UID_TEXT_BYTES];
    for (int i = 0; i < 2; i++) {
        uid_source_init(&sources[i]);
        uid_next(&sources[i], ids[i]);
    }
    ck_assert_str_ne(sources[0].instance_text, sources[1].instance_text);
    ck_assert_str_ne(ids[0], ids[1]);
}
END_TEST

START_TEST(a_request_id_is_a_named_uuid)
{
    struct uid_source uids;
    char id[UID_TEXT_BYTES];
    uid_source_init(&uids);
    for (int i = 0; i < 300; i++) {
        uid_next(&uids, id);
        check_form(id, '5');
    }
}
END_TEST

START_TEST(asking_for_an_id_leaves_the_instance_alone)
{
    struct uid_source uids;
    char id[UID_TEXT_BYTES];
    uid_source_init(&uids);
    struct uid_source before = uids;
    uid_next(&uids, id);
    ck_assert_str_eq(uids.instance_text, before.instance_text);
    ck_assert_mem_eq(uids.instance, before.instance, sizeof(uids.instance));
    ck_assert_str_ne(id, uids.instance_text);
}
END_TEST

/* No system call hides in it: instance and counter are all there is. */
START_TEST(an_id_follows_from_instance_and_counter)
{
    struct uid_source uids;
    char first[UID_TEXT_BYTES];
    char second[UID_TEXT_BYTES];
    char again[UID_TEXT_BYTES];
    uid_source_init(&uids);
    struct uid_source twin = uids;
    uid_next(&uids, first);
    uid_next(&uids, second);
    uid_next(&twin, again);
    ck_assert_str_eq(again, first);
    uid_next(&twin, again);
    ck_assert_str_eq(again, second);
    ck_assert_str_ne(first, second);
}
END_TEST

#define IDS 100000

static int
compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, UID_TEXT_BYTES);
}

START_TEST(no_id_comes_twice)
{
    char(*ids)[UID_TEXT_BYTES] = calloc(IDS, sizeof(ids[0]));
    struct uid_source uids;
    ck_assert_ptr_nonnull(ids);
    uid_source_init(&uids);
    for (size_t i = 0; i < IDS; i++) {
        /* Counters that differ in one upper bit alone: each of their bytes matters. */
        if (i % (IDS / 10) == 0)
            uids.count = i == 0 ? 0 : UINT64_C(1) << (16 + i / (IDS / 10) * 5);
        uid_next(&uids, ids[i]);
    }
    qsort(ids, IDS, sizeof(ids[0]), compare_ids);
    for (size_t i = 1; i < IDS; i++) {
        if (compare_ids(ids[i - 1], ids[i]) == 0)
            ck_abort_msg("%s came twice", ids[i]);
    }
    free(ids);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("uid");
    TCase *cases = tcase_create("uid");
    tcase_add_test(cases, an_instance_is_a_random_uuid);
    tcase_add_test(cases, no_two_instances_are_alike);
    tcase_add_test(cases, a_request_id_is_a_named_uuid);
    tcase_add_test(cases, asking_for_an_id_leaves_the_instance_alone);
    tcase_add_test(cases, an_id_follows_from_instance_and_counter);
    tcase_add_test(cases, no_id_comes_twice);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
