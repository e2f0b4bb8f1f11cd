#include "tap.h"

#include "base/own.h"
#include "model/catalogue.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct {
    const char *name;
    bool is_known;
    bool was_known_in_2019;
} REGIONS[] = {
    {"asia-east1", true, true},
    {"europe-west1", true, true},
    {"europe-west4", true, true},
    {"us-central1", true, true},
    {"us-east1", true, true},
    {"us-west1", true, true},
    {"australia-southeast1", true, false},
    {"asia-northeast1", true, false},
    {"us-west3", true, false},
    {"us-central1-a", false, false},
    {"us-central", false, false},
    {"US-CENTRAL1", false, false},
    {"mars-north1", false, false},
    {"", false, false},
};

START_TEST(a_region_is_known_by_its_whole_name)
{
    struct text name = text_of(REGIONS[_i].name);
    ck_assert_int_eq(catalogue_has_region(name, false), REGIONS[_i].is_known);
    ck_assert_int_eq(catalogue_has_region(name, true), REGIONS[_i].was_known_in_2019);
}
END_TEST

/* The end of an error text captured in 2019. */
START_TEST(the_list_of_2019_is_the_captured_one)
{
    struct buf out OWNED(buf_done) = BUF(1000);
    catalogue_list_regions(&out, true);
    ck_assert_str_eq(out.at, "asia-east1, europe-west1, europe-west4, us-central1, us-east1, "
                             "us-west1");
}
END_TEST

START_TEST(the_list_is_alphabetical_and_every_entry_is_accepted)
{
    struct buf out OWNED(buf_done) = BUF(1000);
    catalogue_list_regions(&out, false);
    struct text rest = buf_text(&out);
    char last[64] = "";
    int count = 0;
    while (rest.length > 0) {
        struct text name = rest;
        if (!text_split(rest, ',', &name, &rest))
            rest = TEXT("");
        else
            rest = (struct text){rest.at + 1, rest.length - 1};
        char current[64] = "";
        ck_assert_uint_lt(name.length, sizeof(current));
        memcpy(current, name.at, name.length);
        ck_assert_str_lt(last, current);
        ck_assert(catalogue_has_region(name, false));
        memcpy(last, current, sizeof(last));
        count++;
    }
    ck_assert_int_eq(count, 22);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("catalogue");
    TCase *cases = tcase_create("catalogue");
    tcase_add_loop_test(cases, a_region_is_known_by_its_whole_name, 0, COUNT(REGIONS));
    tcase_add_test(cases, the_list_of_2019_is_the_captured_one);
    tcase_add_test(cases, the_list_is_alphabetical_and_every_entry_is_accepted);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
