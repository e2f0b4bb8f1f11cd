/* `check` and --scenario: what the real binary says of scenario files, where, and with which status.
 */
#include "child.h"
#include "client.h"

#include "../unit/tap.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 4096

static const char FINE[] = "{\"scenarios\": [{\"name\": \"slow\", \"queued\": \"9s\"},\n"
                           "               {\"name\": \"flaky\"}]}\n";
static const char BAD[] = "{\n  \"name\": \"odd\",\n  \"queued\": 5\n}\n";

/* A folder with fine.json, also/one.json and bad.json in it. */
static void
make_folder(char folder[PATH_ROOM])
{
    static const struct {
        const char *name;
        const char *text;
    } FILES[] = {{"fine.json", FINE}, {"bad.json", BAD}, {"also/one.json", "{\"name\":\"one\"}"}};
    char path[PATH_ROOM + 32];
    const char *parent = getenv("TMPDIR");
    snprintf(folder, PATH_ROOM, "%s/ml-jobs-XXXXXX", parent == NULL ? P_tmpdir : parent);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/also", folder);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, FILES[i].name);
        FILE *file = fopen(path, "we");
        ck_assert_ptr_nonnull(file);
        fputs(FILES[i].text, file);
        ck_assert_int_eq(fclose(file), 0);
    }
}

static void
remove_folder(const char *folder)
{
    static const char *const NAMES[] = {"also/one.json", "also", "bad.json", "fine.json"};
    char path[PATH_ROOM + 32];
    for (int i = 0; i < 4; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, NAMES[i]);
        ck_assert_int_eq(remove(path), 0);
    }
    ck_assert_int_eq(rmdir(folder), 0);
}

/* What a command line gives; what it must say on stderr, as a beginning. */
struct verdict {
    struct setup setup;
    int status;
    const char *out;
    const char *err;
};

static const struct verdict VERDICTS[] = {
    {{.arguments = {"check", "fine.json"}}, 0, "fine.json: 2 scenarios: flaky, slow\n", ""},
    {{.arguments = {"check", "also"}}, 0, "also/one.json: 1 scenario: one\n", ""},
    {{.arguments = {"check", "fine.json", "also/"}},
     0,
     "fine.json: 2 scenarios: flaky, slow\nalso/one.json: 1 scenario: one\n",
     ""},
    {{.arguments = {"check", "bad.json"}}, 1, "", "bad.json:3: queued: "},
    {{.arguments = {"check", "bad.json", "fine.json"}},
     1,
     "fine.json: 2 scenarios: flaky, slow\n",
     "bad.json:3: queued: "},
    {{.arguments = {"check", "."}}, 1, "./fine.json: 2 scenarios: flaky, slow\n", "./bad.json:3: "},
    {{.arguments = {"check", "none.json"}}, 1, "", "none.json: No such file or directory\n"},
    {{.arguments = {"check"}}, 2, "", "ml-jobs-emulator: check needs "},
    {{.arguments = {"--port", "0", "--scenario", "bad.json"}},
     2,
     "",
     "ml-jobs-emulator: bad.json:3: queued: "},
    {{.arguments = {"--port", "0", "--scenario", "fine.json", "--scenario", "none"}},
     2,
     "",
     "ml-jobs-emulator: none: No such file or directory\n"},
    {{.arguments = {"--port", "0"},
      .environment = {"ML_JOBS_EMULATOR_SCENARIO=fine.json,bad.json"}},
     2,
     "",
     "ml-jobs-emulator: bad.json:3: queued: "},
};

#define VERDICT_COUNT ((int)(sizeof(VERDICTS) / sizeof(VERDICTS[0])))

START_TEST(a_file_is_judged_with_status_and_place)
{
    const struct verdict *verdict = &VERDICTS[_i];
    struct setup setup = verdict->setup;
    struct child child;
    char folder[PATH_ROOM];
    make_folder(folder);
    setup.folder = folder;
    ck_assert_int_eq(child_run(&child, &setup), verdict->status);
    ck_assert_str_eq(child_out(&child), verdict->out);
    ck_assert_msg(strncmp(child_err(&child), verdict->err, strlen(verdict->err)) == 0,
                  "expected \"%s...\", got \"%s\"", verdict->err, child_err(&child));
    ck_assert(*verdict->err != '\0' || *child_err(&child) == '\0');
    child_done(&child);
    remove_folder(folder);
}
END_TEST

START_TEST(a_job_may_ask_for_a_scenario_of_a_file_or_a_preset)
{
    static const char *const BODIES[] = {
        "{\"jobId\":\"a\",\"labels\":{\"emulator-scenario\":\"slow\"},\"trainingInput\":{"
        "\"region\":"
        "\"us-central1\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}",
        "{\"jobId\":\"b\",\"labels\":{\"emulator-scenario\":\"queued-forever\"},\"trainingInput\":{"
        "\"region\":\"us-central1\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}",
    };
    struct child child;
    char folder[PATH_ROOM];
    make_folder(folder);
    uint16_t port = child_serve(
        &child, &(struct setup){.arguments = {"--clock", "manual", "--scenario", "fine.json"},
                                .folder = folder});
    client_expect(port, "POST", "/v1/projects/p/jobs", BODIES[0], 200);
    client_expect(port, "POST", "/v1/projects/p/jobs", BODIES[1], 200);
    client_expect(port, "GET", "/emulator/v1/scenarios/slow", NULL, 200);
    client_expect(port, "GET", "/emulator/v1/scenarios/succeeds", NULL, 200);
    client_expect(port, "GET", "/emulator/v1/scenarios/odd", NULL, 404);
    struct answer list = client_ask(port, "GET", "/emulator/v1/scenarios?prettyPrint=false", NULL);
    ck_assert_ptr_nonnull(strstr(list.body.at, "{\"name\":\"slow\",\"from\":\"file\"}"));
    ck_assert_ptr_nonnull(strstr(list.body.at, "{\"name\":\"succeeds\",\"from\":\"preset\"}"));
    answer_done(&list);
    ck_assert_int_eq(child_end(&child, SIGTERM), 0);
    child_done(&child);
    remove_folder(folder);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("check");
    TCase *cases = tcase_create("check");
    tcase_add_loop_test(cases, a_file_is_judged_with_status_and_place, 0, VERDICT_COUNT);
    tcase_add_test(cases, a_job_may_ask_for_a_scenario_of_a_file_or_a_preset);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
