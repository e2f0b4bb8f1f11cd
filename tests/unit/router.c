#include "tap.h"

#include "api/router.h"
#include "api/routes.h"
#include "control/routes.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* capture NULL: does not fit; "": fits and captures nothing. */
static const struct {
    const char *pattern;
    const char *segment;
    const char *capture;
} SEGMENTS[] = {
    {"jobs", "jobs", ""},
    {"jobs", "job", NULL},
    {"jobs", "jobss", NULL},
    {"jobs", "Jobs", NULL},
    {"jobs", "", NULL},
    {"", "", ""},
    {"", "jobs", NULL},
    {"trials:suggest", "trials:suggest", ""},
    {"trials:suggest", "trials", NULL},
    {"*", "j", "j"},
    {"*", "", NULL},
    {"*", "a b", "a b"},
    {"*", "*", "*"},
    {"*", "j:cancel", NULL},
    {"*", ":", NULL},
    {"*:cancel", "j:cancel", "j"},
    {"*:cancel", "j", NULL},
    {"*:cancel", ":cancel", NULL},
    {"*:cancel", "cancel", NULL},
    {"*:cancel", "j:cancels", NULL},
    {"*:cancel", "j:Cancel", NULL},
    {"*:cancel", "j:cancel:cancel", NULL},
    {"*:cancel", "a:b:cancel", NULL},
    {"*:cancel", "j:cancel ", NULL},
    {"+", "p", "p"},
    {"+", "", NULL},
    {"+", "example.com:p", "example.com:p"},
    {"+", ":", ":"},
    {"+:getConfig", "p:getConfig", "p"},
    {"+:getConfig", "example.com:p:getConfig", "example.com:p"},
    {"+:getConfig", ":getConfig", NULL},
    {"+:getConfig", "p:getconfig", NULL},
};

START_TEST(a_segment_fits_its_pattern)
{
    struct text capture = TEXT("");
    bool fits =
        router_segment_fits(text_of(SEGMENTS[_i].pattern), text_of(SEGMENTS[_i].segment), &capture);
    ck_assert_int_eq(fits, SEGMENTS[_i].capture != NULL);
    if (fits)
        ck_assert_msg(text_is(capture, SEGMENTS[_i].capture), "expected \"%s\", got \"%.*s\"",
                      SEGMENTS[_i].capture, TEXT_ARG(capture));
}
END_TEST

/* One request against some tables. */
struct attempt {
    struct request request;
    struct call call;
};

static void
attempt_done(struct attempt *attempt)
{
    err_done(&attempt->call.err);
    buf_done(&attempt->call.texts);
}

static bool
match(struct attempt *attempt, enum http_method method, const char *path,
      const struct route_table *tables, size_t count)
{
    attempt->request = (struct request){.method = method, .path = text_of(path)};
    attempt->call = (struct call){
        .request = &attempt->request,
        .err = ERR,
        .texts = BUF((size_t)LIMIT_REPLY_BYTES),
    };
    ck_assert(buf_reserve(&attempt->call.texts, strlen(path)));
    return router_match(&attempt->call, tables, count);
}

static bool
match_all(struct attempt *attempt, enum http_method method, const char *path)
{
    const struct route_table tables[] = {API_ROUTES, CONTROL_ROUTES};
    return match(attempt, method, path, tables, 2);
}

static const struct {
    enum http_method method;
    const char *path;
    const char *id;
    const char *captures[ROUTE_CAPTURES_MAX];
} MATCHES[] = {
    {HTTP_GET, "/", "about", {NULL}},
    {HTTP_GET, "", "about", {NULL}},
    {HTTP_HEAD, "/healthz", "healthz", {NULL}},
    {HTTP_POST, "/v1/projects/p/jobs", "ml.projects.jobs.create", {"p"}},
    {HTTP_GET, "/v1/projects/p/jobs", "ml.projects.jobs.list", {"p"}},
    {HTTP_HEAD, "/v1/projects/p/jobs", "ml.projects.jobs.list", {"p"}},
    {HTTP_GET, "/v1/projects/p/jobs/j", "ml.projects.jobs.get", {"p", "j"}},
    {HTTP_GET, "/v1/projects%2Fp%2Fjobs%2Fj", "ml.projects.jobs.get", {"p", "j"}},
    {HTTP_GET, "/v1/projects/d.com:p/jobs/j", "ml.projects.jobs.get", {"d.com:p", "j"}},
    {HTTP_GET, "/v1/projects/p/jobs/a%252Fb", "ml.projects.jobs.get", {"p", "a%2Fb"}},
    {HTTP_GET, "/v1/projects/p/jobs/jobs", "ml.projects.jobs.get", {"p", "jobs"}},
    {HTTP_GET, "/v1/projects/jobs/jobs/jobs", "ml.projects.jobs.get", {"jobs", "jobs"}},
    {HTTP_POST, "/v1/projects/p/jobs/j%3Acancel", "ml.projects.jobs.cancel", {"p", "j"}},
    {HTTP_PATCH, "/v1/projects/p/jobs/j", "ml.projects.jobs.patch", {"p", "j"}},
    {HTTP_GET, "/v1/projects/p:getConfig", "ml.projects.getConfig", {"p"}},
    {HTTP_POST, "/v1/projects/p:predict", "ml.projects.predict", {"p"}},
    {HTTP_POST,
     "/v1/projects/p/models/m/versions/v:predict",
     "ml.projects.predict",
     {"p", "m", "v"}},
    {HTTP_POST,
     "/v1/projects/p/locations/l/studies/s/trials/1:stop",
     "ml.projects.locations.studies.trials.stop",
     {"p", "l", "s", "1"}},
    {HTTP_POST,
     "/v1/projects/p/locations/l/studies/s/trials:suggest",
     "ml.projects.locations.studies.trials.suggest",
     {"p", "l", "s"}},
    {HTTP_POST, "/emulator/v1:reset", "reset", {NULL}},
    {HTTP_POST, "/emulator/v1/projects/p/clock:advance", "clock.advance", {"p"}},
    {HTTP_GET, "/emulator/v1/projects/clock", "project.get", {"clock"}},
};

START_TEST(a_path_finds_its_route_and_captures)
{
    struct attempt attempt OWNED(attempt_done);
    ck_assert_msg(match_all(&attempt, MATCHES[_i].method, MATCHES[_i].path), "%s",
                  err_message(&attempt.call.err));
    ck_assert_str_eq(attempt.call.route->id, MATCHES[_i].id);
    for (int i = 0; i < ROUTE_CAPTURES_MAX && MATCHES[_i].captures[i] != NULL; i++)
        ck_assert_msg(text_is(attempt.call.captures[i], MATCHES[_i].captures[i]),
                      "expected \"%s\", got \"%.*s\"", MATCHES[_i].captures[i],
                      TEXT_ARG(attempt.call.captures[i]));
}
END_TEST

/* A path the route stands for, with x wherever it captures. */
static void
write_example(struct buf *out, const char *path)
{
    buf_add_char(out, '/');
    for (const char *c = path; *c != '\0'; c++)
        buf_add_char(out, *c == '*' || *c == '+' ? 'x' : *c);
}

/* No route hides another, and none captures more than there is room for. */
static void
check_reachable(const struct route_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct route *route = &table->routes[i];
        struct buf path OWNED(buf_done) = BUF(1000);
        struct attempt attempt OWNED(attempt_done);
        write_example(&path, route->path);
        ck_assert_msg(match_all(&attempt, route->method, path.at), "%s", path.at);
        ck_assert_msg(attempt.call.route == route, "%s leads to %s", path.at,
                      attempt.call.route->path);
        int captures = 0;
        for (const char *c = route->path; *c != '\0'; c++)
            captures += *c == '*' || *c == '+';
        ck_assert_int_le(captures, ROUTE_CAPTURES_MAX);
    }
}

START_TEST(every_route_can_be_reached)
{
    check_reachable(_i == 0 ? &API_ROUTES : &CONTROL_ROUTES);
}
END_TEST

/* The nearest of a few routes, by the words of the advice. */
static const struct {
    const char *path;
    const char *nearest;
} ADVICE[] = {
    {"/zoo/lion", "/zoo/{zo}, which takes GET, DELETE"},
    {"/zoos/lion", "/zoo/{zo}, which takes GET, DELETE"},
    {"/zoo/lion:fead", "/zoo/{zo}:feed, which takes POST"},
    {"/zoo/lion:fee", "/zoo/{zo}:feed, which takes POST"},
    {"/studies/1/kept", "/studies/{study}/kept, which takes GET"},
    {"/studies/1/kep", "/studies/{study}/kept, which takes GET"},
    {"/study/1/kept", "/studies/{study}/kept, which takes GET"},
    {"/bees", "/bees, which takes PUT"},
    {"/beez", "/bees, which takes PUT"},
    {"/", "/bees, which takes PUT"},
};

static enum outcome
never(struct call *call)
{
    return call_fail(call);
}

START_TEST(an_unknown_path_is_told_the_nearest_route)
{
    static const struct route ROUTES[] = {
        {HTTP_GET, "zoo/*", "a", never, SCOPE_NONE, NULL, NULL},
        {HTTP_POST, "zoo/*:feed", "b", never, SCOPE_NONE, NULL, NULL},
        {HTTP_DELETE, "zoo/*", "c", never, SCOPE_NONE, NULL, NULL},
    };
    static const struct route OTHERS[] = {
        {HTTP_GET, "studies/+/kept", "d", never, SCOPE_NONE, NULL, NULL},
        {HTTP_PUT, "bees", "e", never, SCOPE_NONE, NULL, NULL},
    };
    const struct route_table tables[] = {{ROUTES, COUNT(ROUTES)}, {OTHERS, COUNT(OTHERS)}};
    struct attempt attempt OWNED(attempt_done);
    ck_assert(!match(&attempt, HTTP_OPTIONS, ADVICE[_i].path, tables, 2));
    ck_assert_int_eq(attempt.call.err.code, ERR_NOT_FOUND);
    ck_assert_msg(strstr(err_message(&attempt.call.err), ADVICE[_i].nearest) != NULL,
                  "expected \"%s\" in \"%s\"", ADVICE[_i].nearest, err_message(&attempt.call.err));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("router");
    TCase *tcase = tcase_create("router");
    tcase_add_loop_test(tcase, a_segment_fits_its_pattern, 0, COUNT(SEGMENTS));
    tcase_add_loop_test(tcase, a_path_finds_its_route_and_captures, 0, COUNT(MATCHES));
    tcase_add_loop_test(tcase, every_route_can_be_reached, 0, 2);
    tcase_add_loop_test(tcase, an_unknown_path_is_told_the_nearest_route, 0, COUNT(ADVICE));
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
