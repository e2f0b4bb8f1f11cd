/* The emulator as its users run it: the real binary in a process of its own.
 *
 *     struct child child;
 *     child_start(&child, &(struct setup){.arguments = {"--port", "0"}});
 *     uint16_t port = child_ready(&child);
 *     ...
 *     ck_assert_int_eq(child_end(&child, SIGTERM), 0);
 *
 * Nothing sleeps: readiness is the ready line, the end is the end of its output. A child that says
 * nothing for CHILD_PATIENCE_MS fails the test. It dies with the test that started it.
 */
#ifndef TESTS_WIRE_CHILD_H
#define TESTS_WIRE_CHILD_H

#include "base/buf.h"

#include <stdint.h>
#include <sys/types.h>

#define CHILD_PATIENCE_MS 30000
#define CHILD_WORDS_MOST 16

/* The environment is the test's own without our variables, then these. */
struct setup {
    const char *arguments[CHILD_WORDS_MOST];   /* behind the name of the binary */
    const char *environment[CHILD_WORDS_MOST]; /* NAME=VALUE */
    const char *folder;                        /* to run in; NULL: where the test runs */
};

struct child {
    pid_t pid;
    int ends[2];        /* its stdout and stderr; -1 once at their end */
    struct buf said[2]; /* what came out of them so far */
};

/* Fails the test when there is no binary under TOP_BUILDDIR. */
void child_start(struct child *child, const struct setup *setup);

/* Waits for the ready line, checks it to the letter and gives its port. */
uint16_t child_ready(struct child *child);

/* Sends the signal (0: none), waits for the end and gives the exit status, or 128 and the signal
 * that killed it. What it said may be read after that. */
int child_end(struct child *child, int signal);

/* Gives back what child_end left. */
void child_done(struct child *child);

/* What it said on stdout and on stderr, so far. */
const char *child_out(const struct child *child);
const char *child_err(const struct child *child);

/* Both at once: starts it and waits for the end that it finds by itself. */
int child_run(struct child *child, const struct setup *setup);

/* A server with these settings on a free port of its own; serve gives the port. */
uint16_t child_serve(struct child *child, const struct setup *setup);

#endif
