#include "options_parse.h"

#include <string.h>

/* What is refused, and the words the message must hold: who, what, and what would be right. */
struct refusal {
    struct call call;
    const char *says[3];
};

/* clang-format off */
static const struct refusal REFUSALS[] = {
    {{{"--port", "65536"}, {NULL}},               {"--port", "'65536'", "0 to 65535"}},
    {{{"--port", "-1"}, {NULL}},                  {"--port", "'-1'", "0 to 65535"}},
    {{{"--port="}, {NULL}},                       {"--port", "''", "0 to 65535"}},
    {{{"--port", "80x"}, {NULL}},                 {"--port", "'80x'", "whole number"}},
    {{{NULL}, {"ML_JOBS_EMULATOR_PORT=no"}},      {"ML_JOBS_EMULATOR_PORT", "'no'", "0 to 65535"}},
    {{{"--port"}, {NULL}},                        {"--port", "needs a value", "N"}},
    {{{"--listen", "example.test"}, {NULL}},      {"--listen", "'example.test'", "127.0.0.1"}},
    {{{"--listen", "127.0.0.1:80"}, {NULL}},      {"--listen", "'127.0.0.1:80'", "127.0.0.1"}},
    {{{"--port-file="}, {NULL}},                  {"--port-file", "''", "path"}},
    {{{"--profile", "quick"}, {NULL}},            {"--profile", "'quick'", "instant, fast, realistic"}},
    {{{NULL}, {"ML_JOBS_EMULATOR_PROFILE=x"}},    {"ML_JOBS_EMULATOR_PROFILE", "'x'", "instant, fast, realistic"}},
    {{{"--latency", "waiting=1s"}, {NULL}},       {"--latency", "waiting", "queued, preparing, running, cancelling, trial"}},
    {{{"--latency", "queued=5"}, {NULL}},         {"--latency", "'queued=5'", "10s"}},
    {{{"--latency", "queued"}, {NULL}},           {"--latency", "'queued'", "STAGE=DURATION"}},
    {{{NULL}, {"ML_JOBS_EMULATOR_LATENCY=queued=5s..1s"}}, {"ML_JOBS_EMULATOR_LATENCY", "5s..1s", NULL}},
    {{{"--response-delay", "3601s"}, {NULL}},     {"--response-delay", "'3601s'", "3600s"}},
    {{{"--response-delay", "1s..2h"}, {NULL}},    {"--response-delay", "'1s..2h'", "3600s"}},
    {{{"--response-delay", "fast"}, {NULL}},      {"--response-delay", "'fast'", "50ms"}},
    {{{"--clock", "fast"}, {NULL}},               {"--clock", "'fast'", "real, scaled:N"}},
    {{{"--clock", "real:1"}, {NULL}},             {"--clock", "'real:1'", "real, scaled:N"}},
    {{{"--clock", "scaled"}, {NULL}},             {"--clock", "'scaled'", "0.001 to 1000000"}},
    {{{"--clock", "scaled:0"}, {NULL}},           {"--clock", "'scaled:0'", "0.001 to 1000000"}},
    {{{"--clock", "scaled:0.0001"}, {NULL}},      {"--clock", "'scaled:0.0001'", "0.001 to 1000000"}},
    {{{"--clock", "scaled:1000000.001"}, {NULL}}, {"--clock", "'scaled:1000000.001'", "0.001 to 1000000"}},
    {{{"--clock", "scaled:99999999"}, {NULL}},    {"--clock", "'scaled:99999999'", "0.001 to 1000000"}},
    {{{"--clock", "scaled:-1"}, {NULL}},          {"--clock", "'scaled:-1'", "0.001 to 1000000"}},
    {{{"--clock", "scaled:1e3"}, {NULL}},         {"--clock", "'scaled:1e3'", "0.001 to 1000000"}},
    {{{"--clock", "scaled:.5"}, {NULL}},          {"--clock", "'scaled:.5'", "0.001 to 1000000"}},
    {{{"--clock", "scaled:5."}, {NULL}},          {"--clock", "'scaled:5.'", "0.001 to 1000000"}},
    {{{"--clock", "manual:yesterday"}, {NULL}},   {"--clock", "'manual:yesterday'", "2020-01-01T00:00:00Z"}},
    {{{"--clock", "manual:"}, {NULL}},            {"--clock", "'manual:'", "2020-01-01T00:00:00Z"}},
    {{{"--clock", "real,on-poll"}, {NULL}},       {"--clock", "'real,on-poll'", "behind manual ,on-poll"}},
    {{{"--clock", "manual,on-poll=0"}, {NULL}},   {"--clock", "'manual,on-poll=0'", "1 to 1000000"}},
    {{{"--clock", "manual,on-poll=1000001"}, {NULL}}, {"--clock", "'manual,on-poll=1000001'", "1 to 1000000"}},
    {{{"--clock", "manual,on-poll="}, {NULL}},    {"--clock", "'manual,on-poll='", "1 to 1000000"}},
    {{{"--clock", "manual,on-wait=1"}, {NULL}},   {"--clock", "'manual,on-wait=1'", ",on-wait"}},
    {{{"--clock", "manual,on-wait,"}, {NULL}},    {"--clock", "'manual,on-wait,'", ",on-wait"}},
    {{{"--clock", "manual,sometimes"}, {NULL}},   {"--clock", "'manual,sometimes'", "real, scaled:N"}},
    {{{"--capacity", "-1"}, {NULL}},              {"--capacity", "'-1'", "100000000"}},
    {{{"--capacity", "100000001"}, {NULL}},       {"--capacity", "'100000001'", "100000000"}},
    {{{"--seed", "-1"}, {NULL}},                  {"--seed", "'-1'", "9223372036854775807"}},
    {{{"--seed", "9223372036854775808"}, {NULL}}, {"--seed", "'9223372036854775808'", "9223372036854775807"}},
    {{{"--compat", "echo"}, {NULL}},              {"--compat", "'echo'", "NAME=VALUE"}},
    {{{"--compat", "ehco=proto"}, {NULL}},        {"--compat", "ehco", "echo"}},
    {{{"--compat", "echo=loud"}, {NULL}},         {"--compat", "loud", "proto, faithful"}},
    {{{"--compat", "mlu-minimum=5s"}, {NULL}},    {"--compat", "5s", "600s, 60s, 0s"}},
    {{{NULL}, {"ML_JOBS_EMULATOR_COMPAT=echo=proto,echo=loud"}}, {"ML_JOBS_EMULATOR_COMPAT", "'echo=loud'", "proto, faithful"}},
    {{{NULL}, {"ML_JOBS_EMULATOR_COMPAT=echo=proto,"}}, {"ML_JOBS_EMULATOR_COMPAT", "''", "NAME=VALUE"}},
    {{{"--allow-host", "http://a.test"}, {NULL}}, {"--allow-host", "'http://a.test'", "without a scheme"}},
    {{{"--allow-host", "a.test:80"}, {NULL}},     {"--allow-host", "'a.test:80'", "without a port"}},
    {{{NULL}, {"ML_JOBS_EMULATOR_ALLOW_HOST=a.test,,b.test"}}, {"ML_JOBS_EMULATOR_ALLOW_HOST", "''", "a name"}},
    {{{"--log-level", "loud"}, {NULL}},           {"--log-level", "'loud'", "error, warning, info, debug"}},
    {{{"--access-log=yes"}, {NULL}},              {"--access-log", "'yes'", "true, false, 1, 0"}},
    {{{NULL}, {"ML_JOBS_EMULATOR_ACCESS_LOG=on"}}, {"ML_JOBS_EMULATOR_ACCESS_LOG", "'on'", "true, false, 1, 0"}},
    {{{"--max-body", "1023"}, {NULL}},            {"--max-body", "'1023'", "1024 to 1073741824"}},
    {{{"--max-body", "1073741825"}, {NULL}},      {"--max-body", "'1073741825'", "1024 to 1073741824"}},
    {{{"--max-connections", "15"}, {NULL}},       {"--max-connections", "'15'", "16 to 1000000"}},
    {{{NULL}, {"ML_JOBS_EMULATOR_MAX_JOBS=0"}},   {"ML_JOBS_EMULATOR_MAX_JOBS", "'0'", "1 to 100000000"}},
    {{{"env", "--format", "xml"}, {NULL}},        {"--format", "'xml'", "sh, json"}},
    {{{"--auth", "strict"}, {NULL}},              {"--auth", "'strict'", "later"}},
    {{{"--data-dir", "d"}, {NULL}},               {"--data-dir", "'d'", "not in this version yet"}},
    {{{"--scenario="}, {NULL}},                   {"--scenario", "''", "path"}},
    {{{NULL}, {"ML_JOBS_EMULATOR_SCENARIO=f.json,"}}, {"ML_JOBS_EMULATOR_SCENARIO", "''", "path"}},
    {{{NULL}, {"ML_JOBS_EMULATOR_DATA_DIR=d"}},   {"ML_JOBS_EMULATOR_DATA_DIR", "'d'", "not in this version yet"}},
    {{{"check"}, {NULL}},                         {"check", "FILE...", NULL}},
    {{{"check", ""}, {NULL}},                     {"FILE", "''", "path"}},
    {{{"check", "f.json", "--seed", "1"}, {NULL}}, {"check", "--seed", NULL}},
    {{{"check", "f.json", "--port", "1"}, {NULL}}, {"check", "--port", NULL}},
    {{{"credentials", "f.json"}, {NULL}},         {"credentials", "not in this version yet", NULL}},
    {{{"sevre"}, {NULL}},                         {"'sevre'", "serve, healthcheck, env", NULL}},
    {{{"--port", "1", "serve"}, {NULL}},          {"'serve'", "comes first", NULL}},
    {{{"serve", "8091"}, {NULL}},                 {"'8091'", "serve, healthcheck, env", NULL}},
    {{{"--prot", "1"}, {NULL}},                   {"'--prot'", "--port", NULL}},
    {{{"--sede=1"}, {NULL}},                      {"'--sede=1'", "--seed", NULL}},
    {{{"--max"}, {NULL}},                         {"'--max'", "--max-body", "--max-trials"}},
    {{{"-p", "1"}, {NULL}},                       {"'-p'", "nearest", NULL}},
    {{{"-port", "1"}, {NULL}},                    {"'-port'", "--port", NULL}},
    {{{"--"}, {NULL}},                            {"'--'", "--help", NULL}},
    {{{"--help=yes"}, {NULL}},                    {"--help", "no value", NULL}},
    {{{"env", "--seed", "1"}, {NULL}},            {"env", "--seed", NULL}},
    {{{"--format", "sh"}, {NULL}},                {"serve", "--format", NULL}},
    {{{"env", "--port", "0"}, {NULL}},            {"env", "port", NULL}},
    {{{"healthcheck"}, {"ML_JOBS_EMULATOR_PORT=0"}}, {"healthcheck", "port", NULL}},
    {{{"healthcheck", "localhost"}, {NULL}},      {"'localhost'", "http://127.0.0.1:8090/readyz", NULL}},
    {{{"healthcheck", "http://a", "http://b"}, {NULL}}, {"healthcheck", "'http://b'", NULL}},
};
/* clang-format on */

#define REFUSAL_COUNT ((int)(sizeof(REFUSALS) / sizeof(REFUSALS[0])))

START_TEST(a_bad_value_is_refused_with_who_what_and_what_is_allowed)
{
    const struct refusal *refusal = &REFUSALS[_i];
    struct err err OWNED(err_done) = ERR;
    struct options options OWNED(options_done);
    ck_assert(!parse(&refusal->call, &options, &err));
    for (int i = 0; i < 3 && refusal->says[i] != NULL; i++)
        ck_assert_msg(strstr(err_message(&err), refusal->says[i]) != NULL, "expected '%s' in: %s",
                      refusal->says[i], err_message(&err));
}
END_TEST

START_TEST(an_unknown_variable_is_reported_and_does_not_stop)
{
    struct options options OWNED(options_done) =
        PARSE({NULL}, {"ML_JOBS_EMULATOR_PROT=1", "ML_JOBS_EMULATOR_HELP=1",
                       "ML_JOBS_EMULATOR_URL=http://127.0.0.1:1", "ML_JOBS=1"});
    ck_assert_uint_eq(options.warning_count, 2);
    ck_assert_ptr_nonnull(strstr(options.warnings[0], "ML_JOBS_EMULATOR_PROT"));
    ck_assert_ptr_nonnull(strstr(options.warnings[0], "--port"));
    ck_assert_ptr_nonnull(strstr(options.warnings[1], "ML_JOBS_EMULATOR_HELP"));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("options_refused");
    TCase *refused = tcase_create("refused");
    tcase_add_loop_test(refused, a_bad_value_is_refused_with_who_what_and_what_is_allowed, 0,
                        REFUSAL_COUNT);
    tcase_add_test(refused, an_unknown_variable_is_reported_and_does_not_stop);
    suite_add_tcase(suite, refused);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
