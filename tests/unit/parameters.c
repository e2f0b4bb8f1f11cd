#include "tap.h"

#include "api/parameters.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static enum outcome
never(struct call *call)
{
    return call_fail(call);
}

static const struct parameter OWN[] = {
    {"pageSize", FIELD_STRING, ""},       {"most", FIELD_INT32, ""},  {"aBC", FIELD_STRING, ""},
    {"options.maxAge", FIELD_STRING, ""}, {NULL, FIELD_STRING, NULL},
};

static const struct route ROUTE = {HTTP_GET, "things", "things.list", never, SCOPE_NONE, OWN, NULL};

/* A call of ROUTE with these raw parameters, as dispatch would make it. */
struct fixture {
    struct request request;
    struct reply reply;
    struct call call;
};

static void
fixture_init(struct fixture *fixture, const struct pair *query, size_t count)
{
    *fixture = (struct fixture){.request.method = HTTP_GET, .call.is_pretty = true};
    fixture->call.request = &fixture->request;
    fixture->call.reply = &fixture->reply;
    fixture->call.route = &ROUTE;
    fixture->call.err = ERR;
    fixture->call.texts = BUF((size_t)LIMIT_REPLY_BYTES);
    for (size_t i = 0; i < count; i++)
        fixture->request.query[i] = query[i];
    fixture->request.query_count = count;
    ck_assert(buf_reserve(&fixture->call.texts, 10000));
}

static void
fixture_done(struct fixture *fixture)
{
    err_done(&fixture->call.err);
    buf_done(&fixture->call.texts);
}

/* canonical NULL: refused; "": taken, but none of the method's own. */
static const struct {
    const char *name;
    const char *canonical;
} SPELLINGS[] = {
    {"pageSize", "pageSize"},
    {"page_size", "pageSize"},
    {"page%5Fsize", "pageSize"},
    {"aBC", "aBC"},
    {"a_b_c", "aBC"},
    {"a_bC", "aBC"},
    {"options.maxAge", "options.maxAge"},
    {"options.max_age", "options.maxAge"},
    {"pagesize", NULL},
    {"PageSize", NULL},
    {"page_Size", NULL},
    {"page__size", NULL},
    {"page_size_", NULL},
    {"_page_size", NULL},
    {"page_siz", NULL},
    {"page_", NULL},
    {"pageSizes", NULL},
    {"$pageSize", NULL},
    {"", NULL},
    {"$", NULL},
    {"$$alt", NULL},
    {"Alt", NULL},
    {"pretty_print", NULL},
    {".xgafv", ""},
    {"$.xgafv", ""},
    {"%24.xgafv", ""},
    {"alt", ""},
    {"$alt", ""},
    {"key", ""},
    {"%6Bey", ""},
};

START_TEST(a_parameter_is_known_by_its_spellings)
{
    const struct pair query[] = {{text_of(SPELLINGS[_i].name), TEXT("")}};
    struct fixture fixture OWNED(fixture_done);
    fixture_init(&fixture, query, 1);
    bool is_known = parameters_read(&fixture.call);
    ck_assert_int_eq(is_known, SPELLINGS[_i].canonical != NULL);
    if (!is_known) {
        ck_assert_int_eq(fixture.call.err.code, ERR_INVALID_ARGUMENT);
        ck_assert_uint_eq(fixture.call.err.violation_count, 1);
        ck_assert_ptr_null(fixture.call.err.violations[0].field);
        return;
    }
    bool is_own = SPELLINGS[_i].canonical[0] != '\0';
    ck_assert_uint_eq(fixture.call.query_count, is_own ? 1 : 0);
    if (is_own)
        ck_assert_ptr_nonnull(call_query(&fixture.call, SPELLINGS[_i].canonical).at);
}
END_TEST

START_TEST(values_are_decoded_and_the_last_one_counts)
{
    const struct pair query[] = {
        {TEXT("pageSize"), TEXT("1")},
        {TEXT("aBC"), TEXT("a+b%2Bc%26d")},
        {TEXT("page_size"), TEXT("%32")},
    };
    struct fixture fixture OWNED(fixture_done);
    fixture_init(&fixture, query, 3);
    ck_assert(parameters_read(&fixture.call));
    ck_assert(text_is(call_query(&fixture.call, "pageSize"), "2"));
    ck_assert(text_is(call_query(&fixture.call, "aBC"), "a b+c&d"));
    ck_assert_ptr_null(call_query(&fixture.call, "options.maxAge").at);
}
END_TEST

START_TEST(as_many_parameters_as_there_is_room_for_are_read)
{
    struct pair query[LIMIT_QUERY_PAIRS];
    struct fixture fixture OWNED(fixture_done);
    for (int i = 0; i < LIMIT_QUERY_PAIRS; i++)
        query[i] =
            (struct pair){TEXT("pageSize"), i == LIMIT_QUERY_PAIRS - 1 ? TEXT("7") : TEXT("1")};
    fixture_init(&fixture, query, LIMIT_QUERY_PAIRS);
    ck_assert(parameters_read(&fixture.call));
    ck_assert_uint_eq(fixture.call.query_count, LIMIT_QUERY_PAIRS);
    ck_assert(text_is(call_query(&fixture.call, "pageSize"), "7"));
}
END_TEST

START_TEST(all_unknown_names_are_reported)
{
    struct pair query[LIMIT_QUERY_PAIRS];
    struct fixture fixture OWNED(fixture_done);
    for (int i = 0; i < LIMIT_QUERY_PAIRS; i++)
        query[i] = (struct pair){TEXT("nobody"), TEXT("")};
    fixture_init(&fixture, query, LIMIT_QUERY_PAIRS);
    ck_assert(!parameters_read(&fixture.call));
    ck_assert_uint_eq(fixture.call.err.violation_count, LIMIT_QUERY_PAIRS);
}
END_TEST

/* What a request becomes; content and form are shown as header values and body. */
static const struct {
    enum http_method sent;
    const char *override;
    const char *content;
    const char *body;
    enum http_method becomes;
    size_t query_count;
    bool keeps_body;
} OVERRIDES[] = {
    {HTTP_POST, "", "application/x-www-form-urlencoded", "a=1&b=2", HTTP_POST, 0, true},
    {HTTP_POST, "GET", "application/x-www-form-urlencoded", "a=1&b=2", HTTP_GET, 2, false},
    {HTTP_POST, "GET", "APPLICATION/x-www-form-urlencoded;charset=utf-8", "a", HTTP_GET, 1, false},
    {HTTP_POST, "GET", "application/x-www-form-urlencoded", "", HTTP_GET, 0, false},
    {HTTP_POST, "GET", "application/x-www-form-urlencoded", "&&a=1&&", HTTP_GET, 1, false},
    {HTTP_POST, "GET", "application/x-www-form-urlencoded", "a=1=2&=3", HTTP_GET, 2, false},
    {HTTP_POST, "PATCH", "application/json", "{}", HTTP_PATCH, 0, true},
    {HTTP_POST, "PATCH", "", "{}", HTTP_PATCH, 0, true},
    {HTTP_POST, "BREW", "application/json", "{}", HTTP_OTHER, 0, true},
    {HTTP_GET, "DELETE", "application/x-www-form-urlencoded", "a=1", HTTP_GET, 0, true},
    {HTTP_PUT, "GET", "application/x-www-form-urlencoded", "a=1", HTTP_PUT, 0, true},
};

START_TEST(a_post_may_override_its_method)
{
    struct fixture fixture OWNED(fixture_done);
    fixture_init(&fixture, NULL, 0);
    struct request *request = &fixture.request;
    request->method = OVERRIDES[_i].sent;
    request->body = text_of(OVERRIDES[_i].body);
    request->headers[0] =
        (struct pair){TEXT("x-http-method-override"), text_of(OVERRIDES[_i].override)};
    request->headers[1] = (struct pair){TEXT("content-type"), text_of(OVERRIDES[_i].content)};
    request->header_count = 2;
    ck_assert(parameters_override(&fixture.call));
    ck_assert_int_eq(request->method, OVERRIDES[_i].becomes);
    ck_assert_uint_eq(request->query_count, OVERRIDES[_i].query_count);
    ck_assert(text_is(request->body, OVERRIDES[_i].keeps_body ? OVERRIDES[_i].body : ""));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("parameters");
    TCase *tcase = tcase_create("parameters");
    tcase_add_loop_test(tcase, a_parameter_is_known_by_its_spellings, 0, COUNT(SPELLINGS));
    tcase_add_test(tcase, values_are_decoded_and_the_last_one_counts);
    tcase_add_test(tcase, as_many_parameters_as_there_is_room_for_are_read);
    tcase_add_test(tcase, all_unknown_names_are_reported);
    tcase_add_loop_test(tcase, a_post_may_override_its_method, 0, COUNT(OVERRIDES));
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
