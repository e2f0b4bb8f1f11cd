#include "options_parse.h"
#include "options_table.h"

#include <string.h>

/* Spells out everything an option can set, so that tables can state it as text. */
static void
write_dist(struct buf *out, const char *name, const struct dist *dist)
{
    buf_printf(out, "%s=", name);
    dist_write(out, dist);
    buf_add_char(out, ' ');
}

static void
describe_compat(struct buf *out, const struct compat *compat)
{
    for (int i = 0; i < COMPAT_COUNT; i++) {
        if (compat->value[i] != 0)
            buf_printf(out, "%s=%s ", COMPAT_ROWS[i].name, COMPAT_ROWS[i].values[compat->value[i]]);
    }
}

static void
describe(struct buf *out, const struct options *options)
{
    static const char *const CLOCKS[] = {"real", "scaled", "manual"};
    const struct limits *limits = &options->limits;
    buf_printf(out, "command=%d listen=%s port=%u port-file=%s profile=%s ", (int)options->command,
               options->listen, options->port, options->port_file ? options->port_file : "-",
               options->pace.profile->name);
    for (int i = 0; i < LATENCY_COUNT; i++) {
        if (options->pace.latency.is_set[i])
            write_dist(out, latency_name((enum latency_name)i), &options->pace.latency.dists[i]);
    }
    write_dist(out, "delay", &options->response_delay);
    buf_printf(out, "clock=%s rate=%lld time=%lld ", CLOCKS[options->clock_mode],
               (long long)options->clock_rate_milli, (long long)(options->clock_time / NS_PER_S));
    if (options->clock_on_poll != 0)
        buf_printf(out, "on-poll=%u ", (unsigned)options->clock_on_poll);
    if (options->clock_on_wait)
        buf_add_str(out, "on-wait ");
    buf_printf(out, "seed=%llu ", (unsigned long long)options->seed);
    if (options->capacity != 0)
        buf_printf(out, "capacity=%u ", (unsigned)options->capacity);
    describe_compat(out, &options->compat);
    for (size_t i = 0; i < options->allow_host_count; i++)
        buf_printf(out, "host=%s ", options->allow_hosts[i]);
    for (size_t i = 0; i < options->scenario_count; i++)
        buf_printf(out, "scenario=%s ", options->scenarios[i]);
    buf_printf(out, "log=%s access=%d ", log_level_name(options->log.level), options->access_log);
    buf_printf(out, "limits=%lld,%lld,%lld,%lld,%lld,%lld,%lld,%lld,%lld",
               (long long)limits->body_bytes, (long long)limits->batch_bytes,
               (long long)limits->jobs, (long long)limits->worlds, (long long)limits->connections,
               (long long)limits->parked, (long long)limits->idle_seconds,
               (long long)limits->trials, (long long)limits->scenarios);
    buf_printf(out, " format=%d", (int)options->env_format);
}

#define DEFAULTS                                                                                   \
    "command=0 listen=127.0.0.1 port=8090 port-file=- profile=fast delay=0s clock=real rate=1000 " \
    "time=1577836800 seed=1 log=info access=0 "                                                    \
    "limits=1048576,16777216,1000000,10000,1024,10000,300,10000,1000 format=0"

START_TEST(without_options_the_documented_defaults_hold)
{
    struct buf got OWNED(buf_done) = BUF(TEXT_BYTES);
    struct options options OWNED(options_done) = PARSE({NULL}, {NULL});
    describe(&got, &options);
    ck_assert_str_eq(got.at, DEFAULTS);
    ck_assert_uint_eq(options.allow_host_count, 0);
    ck_assert_uint_eq(options.warning_count, 0);
}
END_TEST

/* One option with a value other than its default, and what in DEFAULTS becomes what. */
struct effect {
    const char *option;
    const char *value;
    const char *was;
    const char *is;
};

/* clang-format off */
static const struct effect EFFECTS[] = {
    {"listen",          "0.0.0.0",             "listen=127.0.0.1",    "listen=0.0.0.0"},
    {"listen",          "::1",                 "listen=127.0.0.1",    "listen=::1"},
    {"listen",          "localhost",           "listen=127.0.0.1",    "listen=127.0.0.1"},
    {"port",            "0",                   "port=8090",           "port=0"},
    {"port",            "65535",               "port=8090",           "port=65535"},
    {"port-file",       "some/where",          "port-file=-",         "port-file=some/where"},
    {"profile",         "instant",             "profile=fast",        "profile=instant"},
    {"profile",         "realistic",           "profile=fast",        "profile=realistic"},
    {"latency",         "queued=1s,running=2s..5s", "profile=fast",   "profile=fast queued=1s running=2s..5s"},
    {"latency",         "trial=0.5s",          "profile=fast",        "profile=fast trial=0.500s"},
    {"response-delay",  "50ms",                "delay=0s",            "delay=0.050s"},
    {"response-delay",  "20ms..80ms",          "delay=0s",            "delay=0.020s..0.080s"},
    {"response-delay",  "3600s",               "delay=0s",            "delay=3600s"},
    {"clock",           "real",                "clock=real",          "clock=real"},
    {"clock",           "scaled:60",           "clock=real rate=1000", "clock=scaled rate=60000"},
    {"clock",           "scaled:0.001",        "clock=real rate=1000", "clock=scaled rate=1"},
    {"clock",           "scaled:2.5",          "clock=real rate=1000", "clock=scaled rate=2500"},
    {"clock",           "scaled:1000000",      "clock=real rate=1000", "clock=scaled rate=1000000000"},
    {"clock",           "manual",              "clock=real",          "clock=manual"},
    {"clock",           "manual:2001-09-09T01:46:40Z", "clock=real rate=1000 time=1577836800", "clock=manual rate=1000 time=1000000000"},
    {"clock",           "manual,on-poll",      "clock=real rate=1000 time=1577836800", "clock=manual rate=1000 time=1577836800 on-poll=1"},
    {"clock",           "manual:2001-09-09T01:46:40Z,on-wait,on-poll=1000000", "clock=real rate=1000 time=1577836800", "clock=manual rate=1000 time=1000000000 on-poll=1000000 on-wait"},
    {"clock",           "real,on-wait",        "time=1577836800",     "time=1577836800 on-wait"},
    {"clock",           "scaled:60,on-wait",   "clock=real rate=1000 time=1577836800", "clock=scaled rate=60000 time=1577836800 on-wait"},
    {"capacity",        "0",                   "seed=1",              "seed=1"},
    {"capacity",        "100000000",           "seed=1",              "seed=1 capacity=100000000"},
    {"seed",            "0",                   "seed=1",              "seed=0"},
    {"seed",            "9223372036854775807", "seed=1",              "seed=9223372036854775807"},
    {"compat",          "cancel-finished=200", "seed=1",              "seed=1 cancel-finished=200"},
    {"allow-host",      "ml.example.test",     "seed=1",              "seed=1 host=ml.example.test"},
    {"allow-host",      "fe80::1",             "seed=1",              "seed=1 host=fe80::1"},
    {"scenario",        "some/flaky.json",     "seed=1",              "seed=1 scenario=some/flaky.json"},
    {"log-level",       "error",               "log=info",            "log=error"},
    {"log-level",       "debug",               "log=info",            "log=debug"},
    {"access-log",      "true",                "access=0",            "access=1"},
    {"access-log",      "1",                   "access=0",            "access=1"},
    {"access-log",      "false",               "access=0",            "access=0"},
    {"access-log",      "0",                   "access=0",            "access=0"},
    {"max-body",        "1024",                "limits=1048576",      "limits=1024"},
    {"max-batch-body",  "1073741824",          "16777216",            "1073741824"},
    {"max-jobs",        "1",                   "16777216,1000000",    "16777216,1"},
    {"max-worlds",      "2",                   "1000000,10000,1024",  "1000000,2,1024"},
    {"max-connections", "16",                  "1024,",               "16,"},
    {"max-parked",      "7",                   "1024,10000",          "1024,7"},
    {"idle-timeout",    "86400",               "300",                 "86400"},
    {"max-trials",      "9",                   "300,10000",           "300,9"},
    {"max-scenarios",   "64",                  "10000,1000 ",         "10000,64 "},
    {"auth",            "off",                 "seed=1",              "seed=1"},
};
/* clang-format on */

#define EFFECT_COUNT ((int)(sizeof(EFFECTS) / sizeof(EFFECTS[0])))

/* DEFAULTS with the first `was` replaced; nothing else may change. */
static void
write_expected(struct buf *out, const struct effect *effect)
{
    const char *at = strstr(DEFAULTS, effect->was);
    ck_assert_ptr_nonnull(at);
    buf_add(out, DEFAULTS, (size_t)(at - DEFAULTS));
    buf_add_str(out, effect->is);
    buf_add_str(out, at + strlen(effect->was));
}

static void
check_effect(const struct effect *effect, const struct call *call)
{
    struct buf got OWNED(buf_done) = BUF(TEXT_BYTES);
    struct buf expected OWNED(buf_done) = BUF(TEXT_BYTES);
    struct options options OWNED(options_done) = parse_fine(call);
    write_expected(&expected, effect);
    describe(&got, &options);
    ck_assert_str_eq(got.at, expected.at);
}

static void
write_variable(struct buf *out, const struct effect *effect)
{
    const char *capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    buf_add_str(out, "ML_JOBS_EMULATOR_");
    for (const char *c = effect->option; *c != '\0'; c++)
        buf_add_char(out, *c == '-' ? '_' : capitals[*c - 'a']);
    buf_printf(out, "=%s", effect->value);
}

START_TEST(an_option_sets_what_it_says_and_nothing_else)
{
    const struct effect *effect = &EFFECTS[_i];
    struct buf option OWNED(buf_done) = BUF(TEXT_BYTES);
    struct buf joined OWNED(buf_done) = BUF(TEXT_BYTES);
    buf_printf(&option, "--%s", effect->option);
    buf_printf(&joined, "--%s=%s", effect->option, effect->value);
    check_effect(effect, &(const struct call){{joined.at}, {NULL}});
    check_effect(effect, &(const struct call){{"serve", joined.at}, {NULL}});
    if (strcmp(effect->option, "access-log") != 0)
        check_effect(effect, &(const struct call){{option.at, effect->value}, {NULL}});
}
END_TEST

START_TEST(a_variable_sets_what_its_option_sets)
{
    const struct effect *effect = &EFFECTS[_i];
    struct buf variable OWNED(buf_done) = BUF(TEXT_BYTES);
    write_variable(&variable, effect);
    check_effect(effect, &(const struct call){{NULL}, {"PATH=/bin", variable.at}});
}
END_TEST

START_TEST(every_row_of_the_table_is_tried_above_or_below)
{
    static const char *const ELSEWHERE[] = {"format", "help", "version", "data-dir"};
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        bool is_tried = false;
        for (int j = 0; j < EFFECT_COUNT; j++)
            is_tried = is_tried || strcmp(EFFECTS[j].option, OPTION_ROWS[i].name) == 0;
        for (int j = 0; j < 4; j++)
            is_tried = is_tried || strcmp(ELSEWHERE[j], OPTION_ROWS[i].name) == 0;
        ck_assert_msg(is_tried, "no test for --%s", OPTION_ROWS[i].name);
    }
}
END_TEST

START_TEST(an_option_beats_its_variable)
{
    struct options options OWNED(options_done) =
        PARSE({"--port", "1"}, {"ML_JOBS_EMULATOR_PORT=2", "ML_JOBS_EMULATOR_SEED=5"});
    ck_assert_uint_eq(options.port, 1);
    ck_assert_uint_eq(options.seed, 5);
}
END_TEST

START_TEST(the_last_of_two_single_options_counts)
{
    struct options options OWNED(options_done) = PARSE({"--port", "1", "--port=2"}, {NULL});
    ck_assert_uint_eq(options.port, 2);
}
END_TEST

START_TEST(an_option_beats_a_bad_variable)
{
    struct options options OWNED(options_done) =
        PARSE({"--port", "1"}, {"ML_JOBS_EMULATOR_PORT=no"});
    ck_assert_uint_eq(options.port, 1);
}
END_TEST

START_TEST(an_empty_variable_counts_as_unset)
{
    struct options options OWNED(options_done) =
        PARSE({NULL}, {"ML_JOBS_EMULATOR_PORT=", "ML_JOBS_EMULATOR_ALLOW_HOST="});
    ck_assert_uint_eq(options.port, 8090);
    ck_assert_uint_eq(options.allow_host_count, 0);
}
END_TEST

START_TEST(repeated_options_add_up)
{
    struct options options OWNED(options_done) =
        PARSE({"--allow-host", "a.test", "--compat=echo=faithful", "--allow-host=b.test",
               "--compat", "regions=2019", "--latency=queued=1s", "--latency=running=9s"},
              {NULL});
    ck_assert_uint_eq(options.allow_host_count, 2);
    ck_assert_str_eq(options.allow_hosts[0], "a.test");
    ck_assert_str_eq(options.allow_hosts[1], "b.test");
    ck_assert_int_eq(options.compat.value[COMPAT_ECHO], ECHO_FAITHFUL);
    ck_assert_int_eq(options.compat.value[COMPAT_REGIONS], REGIONS_2019);
    ck_assert(options.pace.latency.is_set[LATENCY_QUEUED]);
    ck_assert(options.pace.latency.is_set[LATENCY_RUNNING]);
}
END_TEST

START_TEST(a_variable_holds_a_list_between_commas)
{
    struct options options OWNED(options_done) =
        PARSE({NULL}, {"ML_JOBS_EMULATOR_COMPAT=echo=faithful,delete-job=cancel",
                       "ML_JOBS_EMULATOR_ALLOW_HOST=a.test,b.test,c.test"});
    ck_assert_int_eq(options.compat.value[COMPAT_ECHO], ECHO_FAITHFUL);
    ck_assert_int_eq(options.compat.value[COMPAT_DELETE_JOB], DELETE_JOB_CANCEL);
    ck_assert_uint_eq(options.allow_host_count, 3);
    ck_assert_str_eq(options.allow_hosts[2], "c.test");
}
END_TEST

START_TEST(an_option_replaces_the_whole_list_of_its_variable)
{
    struct options options OWNED(options_done) =
        PARSE({"--allow-host=x.test", "--compat=regions=2019", "--latency=queued=1s"},
              {"ML_JOBS_EMULATOR_ALLOW_HOST=a.test,b.test", "ML_JOBS_EMULATOR_COMPAT=echo=faithful",
               "ML_JOBS_EMULATOR_LATENCY=running=9s"});
    ck_assert_uint_eq(options.allow_host_count, 1);
    ck_assert_str_eq(options.allow_hosts[0], "x.test");
    ck_assert_int_eq(options.compat.value[COMPAT_ECHO], ECHO_PROTO);
    ck_assert_int_eq(options.compat.value[COMPAT_REGIONS], REGIONS_2019);
    ck_assert(!options.pace.latency.is_set[LATENCY_RUNNING]);
}
END_TEST

START_TEST(access_log_is_a_flag_that_takes_no_argument_behind_it)
{
    struct options options OWNED(options_done) = PARSE({"--access-log", "--port", "7"}, {NULL});
    ck_assert(options.access_log);
    ck_assert_uint_eq(options.port, 7);
}
END_TEST

START_TEST(help_and_version_win_over_what_follows_and_over_the_environment)
{
    static const char *const BAD = "ML_JOBS_EMULATOR_PORT=no";
    struct options help OWNED(options_done) = PARSE({"--help", "--nonsense"}, {BAD});
    struct options version OWNED(options_done) = PARSE({"--version"}, {BAD});
    struct options env OWNED(options_done) = PARSE({"env", "--port", "1", "--help"}, {NULL});
    ck_assert_int_eq(help.command, COMMAND_HELP);
    ck_assert_int_eq(version.command, COMMAND_VERSION);
    ck_assert_int_eq(env.command, COMMAND_HELP);
}
END_TEST

START_TEST(a_command_ignores_variables_that_are_not_its_own)
{
    struct options options OWNED(options_done) =
        PARSE({"healthcheck"}, {"ML_JOBS_EMULATOR_SEED=no", "ML_JOBS_EMULATOR_PORT=7000"});
    ck_assert_str_eq(options.healthcheck_url, "http://127.0.0.1:7000/readyz");
}
END_TEST

START_TEST(healthcheck_asks_loopback_unless_a_url_is_given)
{
    struct options plain OWNED(options_done) =
        PARSE({"healthcheck"}, {"ML_JOBS_EMULATOR_LISTEN=0.0.0.0"});
    struct options told OWNED(options_done) =
        PARSE({"healthcheck", "http://emulator:80/healthz"}, {"ML_JOBS_EMULATOR_PORT=0"});
    struct options port OWNED(options_done) = PARSE({"healthcheck", "--port=9"}, {NULL});
    ck_assert_int_eq(plain.command, COMMAND_HEALTHCHECK);
    ck_assert_str_eq(plain.healthcheck_url, "http://127.0.0.1:8090/readyz");
    ck_assert_str_eq(told.healthcheck_url, "http://emulator:80/healthz");
    ck_assert_str_eq(port.healthcheck_url, "http://127.0.0.1:9/readyz");
}
END_TEST

START_TEST(check_takes_files_and_no_scenarios_of_the_environment)
{
    struct options options OWNED(options_done) =
        PARSE({"check", "a.json", "folder"}, {"ML_JOBS_EMULATOR_SCENARIO=b.json"});
    ck_assert_int_eq(options.command, COMMAND_CHECK);
    ck_assert_uint_eq(options.scenario_count, 2);
    ck_assert_str_eq(options.scenarios[0], "a.json");
    ck_assert_str_eq(options.scenarios[1], "folder");
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("options");
    TCase *values = tcase_create("values");
    tcase_add_test(values, without_options_the_documented_defaults_hold);
    tcase_add_loop_test(values, an_option_sets_what_it_says_and_nothing_else, 0, EFFECT_COUNT);
    tcase_add_loop_test(values, a_variable_sets_what_its_option_sets, 0, EFFECT_COUNT);
    tcase_add_test(values, every_row_of_the_table_is_tried_above_or_below);
    suite_add_tcase(suite, values);

    TCase *precedence = tcase_create("precedence");
    tcase_add_test(precedence, an_option_beats_its_variable);
    tcase_add_test(precedence, the_last_of_two_single_options_counts);
    tcase_add_test(precedence, an_option_beats_a_bad_variable);
    tcase_add_test(precedence, an_empty_variable_counts_as_unset);
    tcase_add_test(precedence, repeated_options_add_up);
    tcase_add_test(precedence, a_variable_holds_a_list_between_commas);
    tcase_add_test(precedence, an_option_replaces_the_whole_list_of_its_variable);
    tcase_add_test(precedence, access_log_is_a_flag_that_takes_no_argument_behind_it);
    suite_add_tcase(suite, precedence);

    TCase *commands = tcase_create("commands");
    tcase_add_test(commands, help_and_version_win_over_what_follows_and_over_the_environment);
    tcase_add_test(commands, a_command_ignores_variables_that_are_not_its_own);
    tcase_add_test(commands, healthcheck_asks_loopback_unless_a_url_is_given);
    tcase_add_test(commands, check_takes_files_and_no_scenarios_of_the_environment);
    suite_add_tcase(suite, commands);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
