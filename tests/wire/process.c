/* What the process promises to scripts: its output, its files, its variables, its exit statuses and
 * how it ends. Every case runs the real binary. */
#include "child.h"
#include "client.h"

#include "../unit/tap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 4096
#define TEXT_ROOM 4096

/* A new empty folder. */
static void
make_folder(char folder[PATH_ROOM])
{
    const char *parent = getenv("TMPDIR");
    snprintf(folder, PATH_ROOM, "%s/ml-jobs-XXXXXX", parent == NULL ? "/tmp" : parent);
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
remove_folder(const char *folder)
{
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    ck_assert_ptr_nonnull(entries);
    while ((entry = readdir(entries)) != NULL)
        unlinkat(dirfd(entries), entry->d_name, 0);
    closedir(entries);
    ck_assert_int_eq(rmdir(folder), 0);
}

static int
count_files(const char *folder)
{
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    int count = 0;
    ck_assert_ptr_nonnull(entries);
    while ((entry = readdir(entries)) != NULL)
        count += entry->d_name[0] != '.';
    closedir(entries);
    return count;
}

static void
read_text(const char *path, char text[TEXT_ROOM])
{
    FILE *file = fopen(path, "re");
    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    text[fread(text, 1, TEXT_ROOM - 1, file)] = '\0';
    fclose(file);
}

static void
write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

static void
assert_contains(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "expected \"%s\" in \"%s\"", part, text);
}

/* --- output
 * ---------------------------------------------------------------------------------------- */

START_TEST(the_ready_line_is_all_that_stdout_gets)
{
    struct child child;
    char line[64];
    uint16_t port = child_serve(
        &child, &(struct setup){.arguments = {"serve", "--access-log", "--log-level", "debug"}});
    snprintf(line, sizeof line, "ml-jobs-emulator ready on http://127.0.0.1:%d\n", port);
    client_expect(port, "GET", "/healthz", NULL, 200);
    client_expect(port, "POST", "/v1/projects/p/jobs", "nonsense", 400);
    ck_assert_int_eq(child_end(&child, SIGTERM), 0);
    ck_assert_str_eq(child_out(&child), line);
    assert_contains(child_err(&child), "/v1/projects/p/jobs");
    child_done(&child);
}
END_TEST

START_TEST(help_and_version_go_to_stdout)
{
    struct child child;
    ck_assert_int_eq(child_run(&child, &(struct setup){.arguments = {"--help"}}), 0);
    assert_contains(child_out(&child), "--port-file");
    ck_assert_str_eq(child_err(&child), "");
    child_done(&child);
    ck_assert_int_eq(child_run(&child, &(struct setup){.arguments = {"--version"}}), 0);
    assert_contains(child_out(&child), "ml-jobs-emulator ");
    ck_assert_str_eq(child_err(&child), "");
    child_done(&child);
}
END_TEST

START_TEST(env_points_clients_at_the_port)
{
    struct child child;
    struct setup sh = {.arguments = {"env", "--port", "8123"}};
    struct setup json = {.arguments = {"env", "--format", "json"},
                         .environment = {"ML_JOBS_EMULATOR_PORT=8124"}};
    ck_assert_int_eq(child_run(&child, &sh), 0);
    assert_contains(child_out(&child),
                    "export CLOUDSDK_API_ENDPOINT_OVERRIDES_ML='http://127.0.0.1:8123/'\n");
    assert_contains(child_out(&child), "export CLOUDSDK_AUTH_DISABLE_CREDENTIALS='true'\n");
    assert_contains(child_out(&child),
                    "export GOOGLE_ML_ENGINE_CUSTOM_ENDPOINT='http://127.0.0.1:8123/v1/'\n");
    ck_assert_str_eq(child_err(&child), "");
    child_done(&child);

    ck_assert_int_eq(child_run(&child, &json), 0);
    json_auto_t *variables = json_loads(child_out(&child), 0, NULL);
    ck_assert_str_eq(
        json_string_value(json_object_get(variables, "CLOUDSDK_API_ENDPOINT_OVERRIDES_ML")),
        "http://127.0.0.1:8124/");
    child_done(&child);
}
END_TEST

/* --- the port file
 * --------------------------------------------------------------------------------- */

START_TEST(the_port_file_replaces_an_old_one_at_once)
{
    struct child child;
    char folder[PATH_ROOM];
    char path[PATH_ROOM + 16];
    char kept[PATH_ROOM + 16];
    char text[TEXT_ROOM];
    char line[32];
    make_folder(folder);
    snprintf(path, sizeof path, "%s/port", folder);
    snprintf(kept, sizeof kept, "%s/kept", folder);
    /* A file written in place would change under its other name as well. */
    write_text(path, "an old port\n");
    ck_assert_int_eq(link(path, kept), 0);

    uint16_t port = child_serve(&child, &(struct setup){.arguments = {"--port-file", path}});
    snprintf(line, sizeof line, "%d\n", port);
    read_text(path, text);
    ck_assert_str_eq(text, line);
    read_text(kept, text);
    ck_assert_str_eq(text, "an old port\n");
    ck_assert_int_eq(count_files(folder), 2);

    ck_assert_int_eq(child_end(&child, SIGTERM), 0);
    child_done(&child);
    remove_folder(folder);
}
END_TEST

START_TEST(a_port_file_that_cannot_be_written_fails_the_start)
{
    struct child child;
    struct setup setup = {
        .arguments = {"--port", "0", "--port-file", "/nonexistent-folder/port"},
    };
    ck_assert_int_eq(child_run(&child, &setup), 1);
    ck_assert_str_eq(child_out(&child), "");
    assert_contains(child_err(&child), "/nonexistent-folder/port");
    child_done(&child);
}
END_TEST

/* --- the end
 * --------------------------------------------------------------------------------------- */

struct ending {
    int signal;
    bool is_parked;    /* a request is held back for an hour */
    bool is_half_sent; /* another has sent half of itself */
};

static const struct ending ENDINGS[] = {
    {SIGTERM, false, false}, {SIGTERM, true, false}, {SIGTERM, false, true}, {SIGTERM, true, true},
    {SIGINT, false, false},  {SIGINT, true, false},  {SIGINT, false, true},  {SIGINT, true, true},
};

/* The job of a held create exists; that is how one sees that the request has come in. */
static void
park_request(uint16_t port, int connection)
{
    client_send_request(connection, "POST", "/v1/projects/p/jobs",
                        "{\"jobId\":\"j\",\"trainingInput\":{\"region\":\"us-central1\","
                        "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}");
    for (bool is_in = false; !is_in;) {
        struct answer answer = client_ask(port, "GET", "/emulator/v1/projects/p/clock", NULL);
        ck_assert_int_eq(answer.status, 200);
        is_in = strstr(answer.body.at, "\"pending\": 1") != NULL;
        answer_done(&answer);
    }
}

START_TEST(a_signal_ends_it_with_status_0)
{
    static const char half[] = "POST /v1/projects/p/jobs HTTP/1.1\r\nHost: localhost\r\n"
                               "Content-Length: 1000\r\n\r\n{\"jobId\":";
    const struct ending *ending = &ENDINGS[_i];
    struct child child;
    char rest[16];
    uint16_t port = child_serve(
        &child, &(struct setup){.arguments = {"--clock", "manual", "--response-delay", "3600s"}});
    int parked = client_open(port);
    int half_sent = client_open(port);
    if (ending->is_parked)
        park_request(port, parked);
    if (ending->is_half_sent)
        client_send(half_sent, half, strlen(half));
    client_expect(port, "GET", "/healthz", NULL, 200);

    ck_assert_int_eq(child_end(&child, ending->signal), 0);
    /* Nobody is left hanging. */
    while (read(half_sent, rest, sizeof rest) > 0)
        continue;
    while (read(parked, rest, sizeof rest) > 0)
        continue;
    close(parked);
    close(half_sent);
    child_done(&child);
}
END_TEST

/* --- wrong use
 * ------------------------------------------------------------------------------------- */

struct misuse {
    const char *arguments[4];
    const char *named; /* what the message must name */
};

static const struct misuse MISUSES[] = {
    {{"--nonsense"}, "--nonsense"},
    {{"--nonsense=1"}, "--nonsense"},
    {{"nonsense"}, "nonsense"},
    {{"serve", "nonsense"}, "nonsense"},
    {{"--port"}, "--port"},
    {{"--port", ""}, "--port"},
    {{"--port", "65536"}, "--port"},
    {{"--port", "-1"}, "--port"},
    {{"--port", "80x"}, "--port"},
    {{"--listen", "nowhere.example"}, "--listen"},
    {{"--profile", "slow"}, "--profile"},
    {{"--latency", "running=soon"}, "--latency"},
    {{"--latency", "walking=1s"}, "--latency"},
    {{"--response-delay", "2h"}, "--response-delay"},
    {{"--response-delay", "3601s"}, "--response-delay"},
    {{"--clock", "sideways"}, "--clock"},
    {{"--clock", "scaled:0"}, "--clock"},
    {{"--clock", "manual:yesterday"}, "--clock"},
    {{"--seed", "-1"}, "--seed"},
    {{"--seed", "9223372036854775808"}, "--seed"},
    {{"--compat", "delete-job=perhaps"}, "--compat"},
    {{"--compat", "unheard=1"}, "--compat"},
    {{"--log-level", "loud"}, "--log-level"},
    {{"--max-body", "1"}, "--max-body"},
    {{"--max-jobs", "many"}, "--max-jobs"},
    {{"--scenario", "none.json"}, "none.json"},
    {{"--auth", "strict"}, "--auth"},
    {{"--data-dir", "folder"}, "--data-dir"},
    {{"check"}, "check"},
    {{"credentials", "file.json"}, "credentials"},
    {{"env", "--format", "xml"}, "--format"},
    {{"healthcheck", "ftp://127.0.0.1/"}, "ftp://127.0.0.1/"},
};

START_TEST(wrong_use_is_status_2_and_named)
{
    const struct misuse *misuse = &MISUSES[_i];
    struct child child;
    struct setup setup = {.folder = NULL};
    memcpy(setup.arguments, misuse->arguments, sizeof misuse->arguments);
    ck_assert_int_eq(child_run(&child, &setup), 2);
    ck_assert_str_eq(child_out(&child), "");
    assert_contains(child_err(&child), misuse->named);
    child_done(&child);
}
END_TEST

static const char *const BAD_VARIABLES[][2] = {
    {"ML_JOBS_EMULATOR_PORT=x", "ML_JOBS_EMULATOR_PORT"},
    {"ML_JOBS_EMULATOR_SEED=1.5", "ML_JOBS_EMULATOR_SEED"},
    {"ML_JOBS_EMULATOR_CLOCK=soon", "ML_JOBS_EMULATOR_CLOCK"},
    {"ML_JOBS_EMULATOR_COMPAT=delete-job=cancel,echo=never", "ML_JOBS_EMULATOR_COMPAT"},
    {"ML_JOBS_EMULATOR_MAX_BODY=0", "ML_JOBS_EMULATOR_MAX_BODY"},
};

START_TEST(a_bad_variable_stops_the_start_and_is_named)
{
    struct child child;
    struct setup setup = {.environment = {BAD_VARIABLES[_i][0]}};
    ck_assert_int_eq(child_run(&child, &setup), 2);
    ck_assert_str_eq(child_out(&child), "");
    assert_contains(child_err(&child), BAD_VARIABLES[_i][1]);
    child_done(&child);
}
END_TEST

START_TEST(a_taken_port_is_status_1)
{
    struct child first;
    struct child second;
    char port[16];
    snprintf(port, sizeof port, "%d", child_serve(&first, &(struct setup){.folder = NULL}));
    ck_assert_int_eq(child_run(&second, &(struct setup){.arguments = {"--port", port}}), 1);
    ck_assert_str_eq(child_out(&second), "");
    assert_contains(child_err(&second), port);
    child_done(&second);
    ck_assert_int_eq(child_end(&first, SIGTERM), 0);
    child_done(&first);
}
END_TEST

/* --- healthcheck
 * ----------------------------------------------------------------------------------- */

static int
healthcheck(const char *argument, const char *variable)
{
    struct child child;
    struct setup setup = {.arguments = {"healthcheck", argument}, .environment = {variable}};
    int status = child_run(&child, &setup);
    ck_assert_str_eq(child_out(&child), "");
    child_done(&child);
    return status;
}

START_TEST(healthcheck_tells_a_live_server_from_none)
{
    struct child child;
    char url[64];
    char missing[64];
    char variable[64];
    uint16_t port = child_serve(&child, &(struct setup){.folder = NULL});
    snprintf(url, sizeof url, "http://127.0.0.1:%d/readyz", port);
    snprintf(missing, sizeof missing, "http://127.0.0.1:%d/nothing-here", port);
    snprintf(variable, sizeof variable, "ML_JOBS_EMULATOR_PORT=%d", port);
    ck_assert_int_eq(healthcheck(url, NULL), 0);
    ck_assert_int_eq(healthcheck(NULL, variable), 0);
    ck_assert_int_eq(healthcheck(missing, NULL), 1);
    ck_assert_int_eq(child_end(&child, SIGTERM), 0);
    child_done(&child);
    ck_assert_int_eq(healthcheck(url, NULL), 1);
    ck_assert_int_eq(healthcheck(NULL, variable), 1);
}
END_TEST

/* --- variables
 * ------------------------------------------------------------------------------------- */

struct source {
    const char *argument; /* NULL: none */
    const char *variable;
    const char *seen; /* in the world's settings */
};

static const struct source SOURCES[] = {
    {NULL, NULL, "\"seed\": 1,"},
    {NULL, "ML_JOBS_EMULATOR_SEED=7", "\"seed\": 7,"},
    {"--seed=8", NULL, "\"seed\": 8,"},
    {"--seed=8", "ML_JOBS_EMULATOR_SEED=7", "\"seed\": 8,"},
    {NULL, "ML_JOBS_EMULATOR_PROFILE=realistic", "\"profile\": \"realistic\""},
    {"--profile=instant", "ML_JOBS_EMULATOR_PROFILE=realistic", "\"profile\": \"instant\""},
    {NULL, "ML_JOBS_EMULATOR_LATENCY=running=7s,queued=3s", "\"running\": \"7s\""},
    {NULL, "ML_JOBS_EMULATOR_LATENCY=running=7s,queued=3s", "\"queued\": \"3s\""},
    {NULL, "ML_JOBS_EMULATOR_RESPONSE_DELAY=20ms..80ms", "\"responseDelay\": \"0.020s..0.080s\""},
};

START_TEST(a_variable_works_and_an_option_beats_it)
{
    const struct source *source = &SOURCES[_i];
    struct child child;
    struct setup setup = {.environment = {source->variable}};
    if (source->argument != NULL)
        setup.arguments[0] = source->argument;
    uint16_t port = child_serve(&child, &setup);
    struct answer answer = client_ask(port, "GET", "/emulator/v1/projects/p", NULL);
    assert_contains(answer.body.at, source->seen);
    answer_done(&answer);
    ck_assert_int_eq(child_end(&child, SIGTERM), 0);
    child_done(&child);
}
END_TEST

START_TEST(port_and_port_file_may_come_from_variables)
{
    struct child child;
    char folder[PATH_ROOM];
    char path[PATH_ROOM + 16];
    char variable[PATH_ROOM + 64];
    char text[TEXT_ROOM];
    char line[32];
    make_folder(folder);
    snprintf(path, sizeof path, "%s/port", folder);
    snprintf(variable, sizeof variable, "ML_JOBS_EMULATOR_PORT_FILE=%s", path);
    child_start(&child, &(struct setup){.environment = {"ML_JOBS_EMULATOR_PORT=0", variable}});
    snprintf(line, sizeof line, "%d\n", child_ready(&child));
    read_text(path, text);
    ck_assert_str_eq(text, line);
    ck_assert_int_eq(child_end(&child, SIGTERM), 0);
    child_done(&child);
    remove_folder(folder);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static Suite *
suite(void)
{
    Suite *all = suite_create("process");
    TCase *cases = tcase_create("process");
    tcase_add_test(cases, the_ready_line_is_all_that_stdout_gets);
    tcase_add_test(cases, help_and_version_go_to_stdout);
    tcase_add_test(cases, env_points_clients_at_the_port);
    tcase_add_test(cases, the_port_file_replaces_an_old_one_at_once);
    tcase_add_test(cases, a_port_file_that_cannot_be_written_fails_the_start);
    tcase_add_loop_test(cases, a_signal_ends_it_with_status_0, 0, COUNT(ENDINGS));
    tcase_add_loop_test(cases, wrong_use_is_status_2_and_named, 0, COUNT(MISUSES));
    tcase_add_loop_test(cases, a_bad_variable_stops_the_start_and_is_named, 0,
                        COUNT(BAD_VARIABLES));
    tcase_add_test(cases, a_taken_port_is_status_1);
    tcase_add_test(cases, healthcheck_tells_a_live_server_from_none);
    tcase_add_loop_test(cases, a_variable_works_and_an_option_beats_it, 0, COUNT(SOURCES));
    tcase_add_test(cases, port_and_port_file_may_come_from_variables);
    suite_add_tcase(all, cases);
    return all;
}

int
main(void)
{
    return tap_run(suite());
}
