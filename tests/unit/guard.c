/* Which Host and Origin headers are let in: names that look like ours, numbers in odd forms, and
 * what a page of somebody else would send. */
#include "http/guard.h"

#include "tap.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const char *const FRIENDS[] = {"friend.example", "Emulator_1"};
static const struct guard LOOPBACK = {
    .is_loopback = true,
    .allowed_hosts = FRIENDS,
    .allowed_host_count = 2,
};
static const struct guard PUBLIC = {
    .is_loopback = false,
    .allowed_hosts = FRIENDS,
    .allowed_host_count = 2,
};

struct host {
    const char *name;
    bool is_allowed;
};

/* clang-format off */
static const struct host HOSTS[] = {
    /* Loopback addresses as they are written. */
    {"127.0.0.1",                     true},
    {"127.0.0.1:8090",                true},
    {"127.0.0.1:",                    true},
    {"127.255.255.254:1",             true},
    {"127.0.0.1.",                    true},
    {"[::1]",                         true},
    {"[::1]:80",                      true},
    {"[0:0:0:0:0:0:0:1]:80",          true},
    {"[::ffff:127.0.0.1]:8090",       true},
    {"[::ffff:127.9.8.7]",            true},
    {"[::FFFF:7f00:1]",               true},
    /* Other addresses. */
    {"128.0.0.1",                     false},
    {"126.255.255.255",               false},
    {"0.0.0.0:8090",                  false},
    {"10.0.0.1",                      false},
    {"169.254.169.254",               false},
    {"[::]",                          false},
    {"[::2]",                         false},
    {"[::ffff:10.0.0.1]",             false},
    {"[::127.0.0.1]",                 false},
    {"[fe80::1]",                     false},
    /* Numbers that some resolvers take for 127.0.0.1, and some do not. */
    {"127.1",                         false},
    {"127",                           false},
    {"0x7f.1",                        false},
    {"0x7f000001",                    false},
    {"0177.0.0.1",                    false},
    {"2130706433",                    false},
    {"127.0.0.01",                    false},
    {"127.0.0.256",                   false},
    {"127.0.0.1.1",                   false},
    {" 127.0.0.1",                    false},
    /* Names of this machine. */
    {"localhost",                     true},
    {"LocalHost:8090",                true},
    {"localhost.",                    true},
    {"localhost.:8090",               true},
    {"ml.localhost",                  true},
    {"a.b.LOCALHOST:1",               true},
    {"localhost..",                   false},
    {".localhost",                    false},
    {"notlocalhost",                  false},
    {"localhost.evil.com",            false},
    {"localhost.localdomain",         false},
    {"localhost:8090.evil.com",       false},
    {"localhost:80:80",               false},
    {"localhost:http",                false},
    {"localhost:-1",                  false},
    {"localhost:123456",              false},
    {"127.0.0.1.nip.io",              false},
    {"127.0.0.1.evil.com",            false},
    /* Names this server stands in for. */
    {"ml.googleapis.com",             true},
    {"ML.GoogleAPIs.com:443",         true},
    {"ml.googleapis.com.",            true},
    {"us-central1-ml.googleapis.com", true},
    {"europe-west4-ml.googleapis.com:443", true},
    {"logging.googleapis.com",        true},
    {"metadata.google.internal",      true},
    {"-ml.googleapis.com",            false},
    {"googleapis.com",                false},
    {"storage.googleapis.com",        false},
    {"xml.googleapis.com",            false},
    {"a.ml.googleapis.com",           false},
    {"evil-ml.googleapis.com.evil.com", false},
    {"ml.googleapis.com.evil.com",    false},
    {"evil.com-ml.googleapis.computer", false},
    {"metadata.google.internal.evil.com", false},
    /* Names that were allowed by option, and their neighbours. */
    {"friend.example",                true},
    {"FRIEND.example:8090",           true},
    {"friend.example.",               true},
    {"emulator_1:80",                 true},
    {"a.friend.example",              false},
    {"friend.example.evil.com",       false},
    {"friend",                        false},
    /* What is no host at all. The first four end like an allowed one. */
    {"evil.com/.localhost",           false},
    {"evil.com#.localhost",           false},
    {"evil.com?x-ml.googleapis.com",  false},
    {"user@x.localhost",              false},
    {"evil.com .localhost",           false},
    {"evil.com,a.localhost",          false},
    {"evil.com\\.localhost",          false},
    {"\xc3\xa9.localhost",            false},
    {"localhost\r",                   false},
    {"[localhost]",                   false},
    {"[friend.example]",              false},
    {"[127.0.0.1]",                   false},
    {"[::1",                          false},
    {"[::1]80",                       false},
    {"[::1]evil.com",                 false},
    {"[::1%lo]",                      false},
    {"[]",                            false},
    {"[",                             false},
    {"]",                             false},
    {"::1",                           false},
    {":",                             false},
    {":80",                           false},
    {".",                             false},
    {"",                              false},
    {"*",                             false},
    {"null",                          false},
    {"evil.com",                      false},
};
/* clang-format on */

START_TEST(a_host_is_let_in_by_its_name_alone)
{
    const struct host *host = &HOSTS[_i];
    ck_assert_msg(guard_allows_host(&LOOPBACK, text_of(host->name)) == host->is_allowed,
                  "\"%s\": expected %s", host->name, host->is_allowed ? "allowed" : "refused");
}
END_TEST

START_TEST(a_name_too_long_for_any_resolver_is_refused)
{
    char name[4096];
    for (size_t length = 1; length < sizeof(name); length++) {
        static const char END[] = ".localhost";
        memset(name, 'a', sizeof(name));
        if (length > strlen(END))
            memcpy(name + length - strlen(END), END, strlen(END));
        bool is_allowed = guard_allows_host(&LOOPBACK, (struct text){name, length});
        ck_assert_msg(is_allowed == (length > strlen(END) && length < 256), "%zu bytes", length);
    }
}
END_TEST

START_TEST(a_nul_ends_no_name)
{
    ck_assert(!guard_allows_host(&LOOPBACK, TEXT("localhost\0.evil.com")));
    ck_assert(!guard_allows_host(&LOOPBACK, TEXT("127.0.0.1\0.evil.com")));
    ck_assert(!guard_allows_host(&LOOPBACK, TEXT("evil.com\0.localhost")));
}
END_TEST

struct visit {
    const char *host;
    const char *origin;
    bool on_loopback; /* let in by a listener on loopback */
    bool on_public;   /* and by one on another address */
};

/* clang-format off */
static const struct visit VISITS[] = {
    /* No page sent it. HTTP/1.0 may leave the Host out. */
    {"",                    "",                             true,  true},
    {"localhost:8090",      "",                             true,  true},
    {"evil.com",            "",                             false, true},
    {"10.0.0.7:8090",       "",                             false, true},
    /* A page of ours, or of this machine. */
    {"localhost:8090",      "http://localhost:8090",        true,  true},
    {"localhost:8090",      "http://127.0.0.1:3000",        true,  true},
    {"localhost:8090",      "https://localhost",            true,  true},
    {"localhost:8090",      "http://[::1]:3000",            true,  true},
    {"localhost:8090",      "http://friend.example",        true,  true},
    /* A page of somebody else. */
    {"localhost:8090",      "http://evil.com",              false, false},
    {"localhost:8090",      "https://localhost.evil.com",   false, false},
    {"localhost:8090",      "http://127.0.0.1.nip.io:8090", false, false},
    {"",                    "http://evil.com",              false, false},
    /* A name that was made to point here: its page has the same name as the request. */
    {"evil.com:8090",       "http://evil.com:8090",         false, true},
    {"evil.com:8090",       "http://evil.com:8091",         false, false},
    {"evil.com:8090",       "http://localhost:8090",        false, true},
    /* Off loopback, a page that this server gave out itself. */
    {"10.0.0.7:8090",       "http://10.0.0.7:8090",         false, true},
    {"10.0.0.7:8090",       "http://10.0.0.8:8090",         false, false},
    /* What is no origin. */
    {"localhost:8090",      "null",                         false, false},
    {"null",                "null",                         false, false},
    {"localhost:8090",      "localhost:8090",               false, false},
    {"localhost:8090",      "http://",                      false, false},
    {"",                    "http://",                      false, false},
    {"localhost:8090",      "http://localhost:8090/",       false, false},
    {"localhost:8090",      "http:localhost:8090",          false, false},
    {"localhost:8090",      "file://localhost",             false, false},
    {"localhost:8090",      "ftp://localhost",              false, false},
    {"localhost:8090",      "chrome-extension://localhost", false, false},
    {"localhost:8090",      "http://localhost http://evil.com", false, false},
    {"localhost:8090",      "http://evil.com@localhost",    false, false},
    {"localhost:8090",      "http://localhost@evil.com",    false, false},
};
/* clang-format on */

static void
check_visit(const struct guard *guard, const struct visit *visit, bool is_expected)
{
    struct err err OWNED(err_done) = ERR;
    bool is_let_in = guard_check(guard, text_of(visit->host), text_of(visit->origin), &err);
    ck_assert_msg(is_let_in == is_expected, "Host \"%s\", Origin \"%s\": expected %d, got %d",
                  visit->host, visit->origin, is_expected, is_let_in);
    ck_assert_int_eq(err.code, is_expected ? ERR_NONE : ERR_PERMISSION_DENIED);
    if (!is_expected)
        ck_assert_msg(strstr(err_message(&err), "--allow-host") != NULL, "\"%s\" helps nobody",
                      err_message(&err));
}

START_TEST(a_listener_on_loopback_looks_at_host_and_origin)
{
    check_visit(&LOOPBACK, &VISITS[_i], VISITS[_i].on_loopback);
}
END_TEST

START_TEST(a_listener_elsewhere_looks_at_the_origin)
{
    check_visit(&PUBLIC, &VISITS[_i], VISITS[_i].on_public);
}
END_TEST

START_TEST(the_refusal_names_what_was_refused)
{
    struct err host OWNED(err_done) = ERR;
    struct err origin OWNED(err_done) = ERR;
    ck_assert(!guard_check(&LOOPBACK, TEXT("evil.com:8090"), TEXT(""), &host));
    ck_assert_ptr_nonnull(strstr(err_message(&host), "evil.com"));
    ck_assert(!guard_check(&LOOPBACK, TEXT("localhost"), TEXT("http://evil.com"), &origin));
    ck_assert_ptr_nonnull(strstr(err_message(&origin), "http://evil.com"));
}
END_TEST

static Suite *
suite(void)
{
    Suite *whole = suite_create("guard");
    TCase *cases = tcase_create("guard");
    tcase_add_loop_test(cases, a_host_is_let_in_by_its_name_alone, 0, COUNT(HOSTS));
    tcase_add_test(cases, a_name_too_long_for_any_resolver_is_refused);
    tcase_add_test(cases, a_nul_ends_no_name);
    tcase_add_loop_test(cases, a_listener_on_loopback_looks_at_host_and_origin, 0, COUNT(VISITS));
    tcase_add_loop_test(cases, a_listener_elsewhere_looks_at_the_origin, 0, COUNT(VISITS));
    tcase_add_test(cases, the_refusal_names_what_was_refused);
    suite_add_tcase(whole, cases);
    return whole;
}

int
main(void)
{
    return tap_run(suite());
}
