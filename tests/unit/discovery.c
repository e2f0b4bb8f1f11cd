/* The served discovery document against tests/data/ml-v1-jobs.discovery.json, the structure of the
 * public one without its prose. */
#include "tap.h"

#include "../discovery.h"
#include "api/discovery.h"
#include "base/limits.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define HOST "localhost:8090"

static json_t *
served(const char *host)
{
    struct buf out OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    discovery_write(&out, text_of(host));
    ck_assert(!out.failed);
    json_error_t why;
    json_t *document = json_loadb(out.at, out.length, JSON_REJECT_DUPLICATES, &why);
    ck_assert_msg(document != NULL, "%s at byte %d", why.text, why.position);
    return document;
}

static bool
is_among(const char *name, const char *const *names, int count)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

/* Below these, names are those of the API, not of the document's own vocabulary. */
static bool
holds_names(const char *member)
{
    static const char *const HOLDERS[] = {"parameters", "properties", "schemas",
                                          "methods",    "resources",  "scopes"};
    return is_among(member, HOLDERS, COUNT(HOLDERS));
}

/* Words and addresses, which other tests are about. */
static bool
is_free(const char *member)
{
    static const char *const FREE[] = {"description", "enumDescriptions", "documentationLink",
                                       "title",       "rootUrl",          "baseUrl",
                                       "mtlsRootUrl"};
    return is_among(member, FREE, COUNT(FREE));
}

/* --- structure ---------------------------------------------------------------------------------- */

/* A place in a document and what was found to differ so far. */
struct walk {
    char path[512];
    struct buf differences;
};

static size_t
enter(struct walk *walk, const char *name)
{
    size_t length = strlen(walk->path);
    snprintf(walk->path + length, sizeof(walk->path) - length, "/%s", name);
    return length;
}

static void compare(struct walk *walk, json_t *from, json_t *to, bool are_names);

/* Each member of `from` must be in `to` and the same. */
static void
compare_members(struct walk *walk, json_t *from, json_t *to, bool are_names)
{
    const char *name;
    json_t *value;
    json_object_foreach(from, name, value) {
        if (!are_names && is_free(name))
            continue;
        size_t length = enter(walk, name);
        json_t *other = json_object_get(to, name);
        if (other == NULL)
            buf_printf(&walk->differences, "%s is on one side only\n", walk->path);
        else
            compare(walk, value, other, !are_names && holds_names(name));
        walk->path[length] = '\0';
    }
}

static void
compare(struct walk *walk, json_t *from, json_t *to, bool are_names)
{
    if (json_is_object(from) && json_is_object(to))
        compare_members(walk, from, to, are_names);
    else if (!json_equal(from, to))
        buf_printf(&walk->differences, "%s differs\n", walk->path);
}

START_TEST(nothing_of_the_reference_is_missing_and_nothing_else_is_served)
{
    json_auto_t *reference = discovery_load();
    json_auto_t *document = served(HOST);
    ck_assert_ptr_nonnull(reference);
    struct walk walk = {.path = "", .differences = BUF(65536)};
    compare(&walk, reference, document, false);
    compare(&walk, document, reference, false);
    ck_assert_msg(walk.differences.length == 0, "%s", walk.differences.at);
    buf_done(&walk.differences);
}
END_TEST

/* So that the test above cannot pass by looking away. */
START_TEST(a_difference_is_seen_wherever_it_is)
{
    static const char *const PLACES[][2] = {
        {"{\"schemas\":{\"A\":{\"properties\":{\"title\":{}}}}}",
         "{\"schemas\":{\"A\":{\"properties\":{}}}}"},
        {"{\"parameters\":{\"alt\":{\"enum\":[\"json\"]}}}",
         "{\"parameters\":{\"alt\":{\"enum\":[\"xml\"]}}}"},
        {"{\"batchPath\":\"batch\"}", "{}"},
        {"{\"a\":{\"readOnly\":true}}", "{\"a\":{\"readOnly\":false}}"},
    };
    for (int i = 0; i < COUNT(PLACES); i++) {
        json_auto_t *one = json_loads(PLACES[i][0], 0, NULL);
        json_auto_t *other = json_loads(PLACES[i][1], 0, NULL);
        struct walk walk = {.path = "", .differences = BUF(65536)};
        compare(&walk, one, other, false);
        ck_assert_msg(walk.differences.length > 0, "%s", PLACES[i][0]);
        buf_done(&walk.differences);
    }
}
END_TEST

/* --- words -------------------------------------------------------------------------------------- */

static bool
is_sentence(const json_t *text)
{
    const char *string = json_string_value(text);
    size_t length = string != NULL ? strlen(string) : 0;
    return length > 1 && string[length - 1] == '.';
}

static void
find_undescribed(struct walk *walk, json_t *value)
{
    if (!is_sentence(json_object_get(value, "description")))
        buf_printf(&walk->differences, "%s is not described\n", walk->path);
    json_t *values = json_object_get(value, "enum");
    json_t *says = json_object_get(value, "enumDescriptions");
    if (json_array_size(values) != json_array_size(says))
        buf_printf(&walk->differences, "%s leaves values undescribed\n", walk->path);
    for (size_t i = 0; i < json_array_size(says); i++) {
        if (!is_sentence(json_array_get(says, i)))
            buf_printf(&walk->differences, "%s/%zu is not described\n", walk->path, i);
    }
}

/* Resources have no description in any discovery document; all else that has a name has one. */
static void
find_words(struct walk *walk, json_t *value, const char *holder)
{
    const char *name;
    json_t *member;
    if (holder != NULL && strcmp(holder, "resources") != 0)
        find_undescribed(walk, value);
    json_object_foreach(value, name, member) {
        size_t length = enter(walk, name);
        const char *below;
        json_t *named;
        if (holds_names(name) && json_is_object(member)) {
            json_object_foreach(member, below, named) {
                size_t deeper = enter(walk, below);
                find_words(walk, named, name);
                walk->path[deeper] = '\0';
            }
        } else if (json_is_object(member)) {
            find_words(walk, member, NULL);
        }
        walk->path[length] = '\0';
    }
}

START_TEST(everything_that_has_a_name_is_described)
{
    json_auto_t *document = served(HOST);
    struct walk walk = {.path = "", .differences = BUF(65536)};
    ck_assert(is_sentence(json_object_get(document, "description")));
    find_words(&walk, document, NULL);
    ck_assert_msg(walk.differences.length == 0, "%s", walk.differences.at);
    buf_done(&walk.differences);
}
END_TEST

/* --- addresses ---------------------------------------------------------------------------------- */

/* What the client put into its Host header, and where it is sent. */
static const struct {
    const char *host;
    const char *url;
} HOSTS[] = {
    {"localhost:8090", "http://localhost:8090/"},
    {"127.0.0.1:41234", "http://127.0.0.1:41234/"},
    {"[::1]:8090", "http://[::1]:8090/"},
    {"ml.googleapis.com", "http://ml.googleapis.com/"},
    {"ml_jobs.test-1", "http://ml_jobs.test-1/"},
    {"", "http://127.0.0.1/"},
    {"a b", "http://127.0.0.1/"},
    {"a\"b", "http://127.0.0.1/"},
    {"a\\", "http://127.0.0.1/"},
    {"a/b", "http://127.0.0.1/"},
    {"user@a", "http://127.0.0.1/"},
    {"a?b", "http://127.0.0.1/"},
    {"a#b", "http://127.0.0.1/"},
    {"a%2fb", "http://127.0.0.1/"},
    {"<a>", "http://127.0.0.1/"},
    {"b\xc3\xbc", "http://127.0.0.1/"},
};

START_TEST(every_url_leads_to_the_host_that_was_called)
{
    static const char *const URLS[] = {"rootUrl", "baseUrl", "mtlsRootUrl"};
    json_auto_t *document = served(HOSTS[_i].host);
    for (int i = 0; i < COUNT(URLS); i++)
        ck_assert_str_eq(json_string_value(json_object_get(document, URLS[i])), HOSTS[_i].url);
}
END_TEST

START_TEST(a_document_without_room_fails)
{
    struct buf out OWNED(buf_done) = BUF(1000);
    discovery_write(&out, TEXT(HOST));
    ck_assert(out.failed);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("discovery");
    TCase *tcase = tcase_create("discovery");
    tcase_add_test(tcase, nothing_of_the_reference_is_missing_and_nothing_else_is_served);
    tcase_add_test(tcase, a_difference_is_seen_wherever_it_is);
    tcase_add_test(tcase, everything_that_has_a_name_is_described);
    tcase_add_loop_test(tcase, every_url_leads_to_the_host_that_was_called, 0, COUNT(HOSTS));
    tcase_add_test(tcase, a_document_without_room_fails);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
