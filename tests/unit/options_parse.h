/* Command lines and environments for the tests of options, written as what a user would type.
 *
 *     struct options options OWNED(options_done) = PARSE({"--port", "1"},
 * {"ML_JOBS_EMULATOR_SEED=5"});
 */
#ifndef TESTS_UNIT_OPTIONS_PARSE_H
#define TESTS_UNIT_OPTIONS_PARSE_H

#include "options.h"
#include "tap.h"

#define WORDS_MAX 16
#define TEXT_BYTES 1048576

/* One call: the command line behind the program's name, and the environment. */
struct call {
    const char *arguments[WORDS_MAX];
    const char *environment[WORDS_MAX];
};

/* argv is char ** by tradition; nothing writes to it. */
union words {
    const char *const *given;
    char **taken;
};

static inline bool
parse(const struct call *call, struct options *ret, struct err *err)
{
    const char *argv[WORDS_MAX + 1] = {"ml-jobs-emulator"};
    int argc = 1;
    for (int i = 0; i < WORDS_MAX && call->arguments[i] != NULL; i++)
        argv[argc++] = call->arguments[i];
    union words line = {.given = argv};
    union words environment = {.given = call->environment};
    return options_parse(argc, line.taken, environment.taken, ret, err);
}

/* Parses what must be fine. */
static inline struct options
parse_fine(const struct call *call)
{
    struct err err OWNED(err_done) = ERR;
    struct options options;
    bool is_fine = parse(call, &options, &err);
    ck_assert_msg(is_fine, "expected fine, got: %s", err_message(&err));
    return options;
}

#define PARSE(...) parse_fine(&(const struct call){__VA_ARGS__})

#endif
