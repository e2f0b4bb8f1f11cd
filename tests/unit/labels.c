#include "tap.h"

#include "base/limits.h"
#include "model/labels.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static enum labels_flaw
check_one(const char *key, const char *value)
{
    const char *offending = NULL;
    json_auto_t *labels = json_object();
    ck_assert_int_eq(json_object_set_new(labels, key, json_string(value)), 0);
    enum labels_flaw flaw = labels_check(labels, &offending);
    if (flaw != LABELS_FINE)
        ck_assert_str_eq(offending, key);
    return flaw;
}

/* Texts that may stand on either side, and what they are as a key and as a value. */
static const struct {
    const char *text;
    enum labels_flaw as_key;
    enum labels_flaw as_value;
} TEXTS[] = {
    {"team", LABELS_FINE, LABELS_FINE},
    {"a", LABELS_FINE, LABELS_FINE},
    {"v1-10_9", LABELS_FINE, LABELS_FINE},
    {"a-", LABELS_FINE, LABELS_FINE},
    {"a_", LABELS_FINE, LABELS_FINE},
    {"", LABELS_BAD_KEY, LABELS_FINE},
    {"1a", LABELS_BAD_KEY, LABELS_FINE},
    {"-a", LABELS_BAD_KEY, LABELS_FINE},
    {"_a", LABELS_BAD_KEY, LABELS_FINE},
    {"Team", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"tEam", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a.b", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a b", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a/b", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a\nb", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    /* Other scripts: small letters and letters without case are welcome, capitals are not. */
    {"\u00e9t\u00e9", LABELS_FINE, LABELS_FINE},
    {"\u03b1\u03ac\u03c9", LABELS_FINE, LABELS_FINE},
    {"\u0436\u04cf", LABELS_FINE, LABELS_FINE},
    {"\u1ebf\u0169", LABELS_FINE, LABELS_FINE},
    {"\u65e5\u672c\u8a9e", LABELS_FINE, LABELS_FINE},
    {"\u05e9\u05dc\u05d5\u05dd", LABELS_FINE, LABELS_FINE},
    {"\u00df", LABELS_FINE, LABELS_FINE},
    {"a\u00c9", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a\u0141", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a\u0178", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a\u01cd", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a\u0218", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a\u0386", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a\u038f", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a\u03a9", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a\u042f", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a\u04c0", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a\u0531", LABELS_BAD_KEY, LABELS_BAD_VALUE},
    {"a\u1ebe", LABELS_BAD_KEY, LABELS_BAD_VALUE},
};

START_TEST(a_key_is_small_letters_digits_dashes_and_underscores)
{
    ck_assert_int_eq(check_one(TEXTS[_i].text, "v"), TEXTS[_i].as_key);
}
END_TEST

START_TEST(a_value_is_the_same_and_may_begin_with_anything_or_be_empty)
{
    ck_assert_int_eq(check_one("k", TEXTS[_i].text), TEXTS[_i].as_value);
}
END_TEST

/* Of one, two, three and four bytes: characters are what counts. */
static const char *const LETTERS[] = {"a", "\u00e9", "\u65e5", "\U00020000"};

START_TEST(keys_and_values_have_at_most_63_characters)
{
    char text[4 * (LIMIT_LABEL_CHARS + 1) + 1] = "";
    size_t length = strlen(LETTERS[_i]);
    for (size_t i = 0; i < LIMIT_LABEL_CHARS; i++)
        memcpy(text + i * length, LETTERS[_i], length + 1);
    ck_assert_int_eq(check_one(text, "v"), LABELS_FINE);
    ck_assert_int_eq(check_one("k", text), LABELS_FINE);
    memcpy(text + LIMIT_LABEL_CHARS * length, LETTERS[_i], length + 1);
    ck_assert_int_eq(check_one(text, "v"), LABELS_BAD_KEY);
    ck_assert_int_eq(check_one("k", text), LABELS_BAD_VALUE);
}
END_TEST

START_TEST(there_are_at_most_64)
{
    const char *key = NULL;
    char name[16];
    json_auto_t *labels = json_object();
    ck_assert_int_eq(labels_check(labels, &key), LABELS_FINE);
    ck_assert_int_eq(labels_check(NULL, &key), LABELS_FINE);
    for (int i = 0; i < LIMIT_LABELS; i++) {
        snprintf(name, sizeof(name), "k%d", i);
        json_object_set_new(labels, name, json_string(""));
    }
    ck_assert_int_eq(labels_check(labels, &key), LABELS_FINE);
    json_object_set_new(labels, "one_more", json_string(""));
    ck_assert_int_eq(labels_check(labels, &key), LABELS_TOO_MANY);
}
END_TEST

START_TEST(the_first_flaw_is_named)
{
    const char *key = NULL;
    json_auto_t *labels = json_pack("{s:s, s:s, s:s}", "fine", "v", "second", "BAD", "THIRD", "v");
    ck_assert_int_eq(labels_check(labels, &key), LABELS_BAD_VALUE);
    ck_assert_str_eq(key, "second");
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("labels");
    TCase *cases = tcase_create("labels");
    tcase_add_loop_test(cases, a_key_is_small_letters_digits_dashes_and_underscores, 0,
                        COUNT(TEXTS));
    tcase_add_loop_test(cases, a_value_is_the_same_and_may_begin_with_anything_or_be_empty, 0,
                        COUNT(TEXTS));
    tcase_add_loop_test(cases, keys_and_values_have_at_most_63_characters, 0, COUNT(LETTERS));
    tcase_add_test(cases, there_are_at_most_64);
    tcase_add_test(cases, the_first_flaw_is_named);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
