#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "sim/glob.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct {
    const char *pattern;
    const char *text;
    bool matches;
} KNOWN[] = {
    {"", "", true},
    {"", "a", false},
    {"*", "", true},
    {"*", "anything at all", true},
    {"**", "", true},
    {"?", "", false},
    {"?", "a", true},
    {"?", "ab", false},
    {"?*", "", false},
    {"?*", "a", true},
    {"flaky_*", "flaky_1", true},
    {"flaky_*", "flaky_", true},
    {"flaky_*", "Flaky_1", false},
    {"flaky_*", "a_flaky_1", false},
    {"us-*", "us-central1", true},
    {"us-*1", "us-central1", true},
    {"us-*1", "us-central2", false},
    {"*a*b", "xaxbxab", true},
    {"*a*b", "xaxbxa", false},
    {"a*a", "a", false},
    {"a*a", "aa", true},
    {"[ab]", "a", false},
    {"[ab]", "[ab]", true},
    {"\\*", "*", false},
    {"a.c", "abc", false},
    /* A character of two bytes. */
    {"caf\xC3\xA9", "caf\xC3\xA9", true},
    {"caf??", "caf\xC3\xA9", true},
};

START_TEST(a_pattern_means_what_its_header_says)
{
    bool got = glob_match(text_of(KNOWN[_i].pattern), text_of(KNOWN[_i].text));
    ck_assert_msg(got == KNOWN[_i].matches, "'%s' on '%s': got %d", KNOWN[_i].pattern,
                  KNOWN[_i].text, got);
}
END_TEST

/* The definition, word by word. */
static bool
matches_slowly(const char *pattern, const char *text)
{
    if (*pattern == '\0')
        return *text == '\0';
    if (*pattern == '*')
        return matches_slowly(pattern + 1, text) ||
               (*text != '\0' && matches_slowly(pattern, text + 1));
    return *text != '\0' && (*pattern == '?' || *pattern == *text) &&
           matches_slowly(pattern + 1, text + 1);
}

static void
check_pair(const char *pattern, const char *text)
{
    bool got = glob_match(text_of(pattern), text_of(text));
    bool expected = matches_slowly(pattern, text);
    ck_assert_msg(got == expected, "'%s' on '%s': expected %d, got %d", pattern, text, expected,
                  got);
}

START_TEST(every_short_pattern_matches_as_its_definition_does)
{
    static const char LETTERS[] = "ab*?";
    for (unsigned number = 0; number < 4096; number++) {
        char pattern[7] = {0};
        char text[7] = {0};
        for (unsigned i = 0; i < 6; i++)
            pattern[i] = LETTERS[number >> (2 * i) & 3];
        for (unsigned other = 0; other < 64; other++) {
            for (unsigned i = 0; i < 6; i++)
                text[i] = "ab"[other >> i & 1];
            text[number % 7] = '\0';
            check_pair(pattern, text);
        }
    }
}
END_TEST

/* Fills `ret_text` with up to `most` letters. */
static void
draw_text(char *ret_text, uint32_t most, const char *letters, uint32_t stream, uint32_t trial)
{
    uint32_t length = (uint32_t)(rng_bits(21, stream, trial, 0) % (most + 1));
    for (uint32_t i = 0; i < length; i++)
        ret_text[i] = letters[rng_bits(21, stream, trial, i + 1) % strlen(letters)];
    ret_text[length] = '\0';
}

START_TEST(random_patterns_match_as_their_definition_does)
{
    int matches = 0;
    for (uint32_t trial = 0; trial < 50000; trial++) {
        char pattern[11];
        char text[17];
        draw_text(pattern, 10, trial % 2 == 0 ? "a**?" : "ab***c?", 1, trial);
        draw_text(text, 16, trial % 2 == 0 ? "aab" : "abc", 2, trial);
        check_pair(pattern, text);
        matches += glob_match(text_of(pattern), text_of(text)) ? 1 : 0;
    }
    /* Both answers are common, or the test would say little. */
    ck_assert_int_gt(matches, 5000);
    ck_assert_int_lt(matches, 45000);
}
END_TEST

/* A pattern that its definition would need ages for. */
START_TEST(many_stars_take_no_longer_than_pattern_times_text)
{
    enum { STARS = 1000, LETTERS = 10000 };
    owned_str pattern = calloc(1, 2 * STARS + 2);
    owned_str text = calloc(1, LETTERS + 1);
    ck_assert(pattern != NULL && text != NULL);
    for (size_t i = 0; i < STARS; i++)
        memcpy(pattern + 2 * i, "a*", 2);
    pattern[2 * STARS] = 'b';
    memset(text, 'a', LETTERS);
    ck_assert(!glob_match(text_of(pattern), text_of(text)));
    text[LETTERS - 1] = 'b';
    ck_assert(glob_match(text_of(pattern), text_of(text)));
}
END_TEST

START_TEST(a_text_ends_where_its_length_says)
{
    static const char BYTES[] = {'a', 'b', '\0', 'c'};
    ck_assert(glob_match(TEXT("a?"), (struct text){BYTES, 2}));
    ck_assert(!glob_match(TEXT("a?"), (struct text){BYTES, 3}));
    ck_assert(glob_match(TEXT("ab?c"), (struct text){BYTES, 4}));
    ck_assert(glob_match((struct text){BYTES, 4}, (struct text){BYTES, 4}));
    ck_assert(glob_match(TEXT("*"), (struct text){NULL, 0}));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("glob");
    TCase *cases = tcase_create("glob");
    tcase_add_loop_test(cases, a_pattern_means_what_its_header_says, 0, COUNT(KNOWN));
    tcase_add_test(cases, every_short_pattern_matches_as_its_definition_does);
    tcase_add_test(cases, random_patterns_match_as_their_definition_does);
    tcase_add_test(cases, many_stars_take_no_longer_than_pattern_times_text);
    tcase_add_test(cases, a_text_ends_where_its_length_says);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
