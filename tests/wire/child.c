#include "child.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define BINARY "ml-jobs-emulator"
#define VARIABLE "ML_JOBS_EMULATOR_"
#define SAID_MOST ((size_t)1 << 24)
#define PATH_ROOM 4096
#define ENVIRONMENT_MOST 512
#define READ_ROOM 65536

static void
find_binary(char path[PATH_ROOM])
{
    const char *folder = getenv("TOP_BUILDDIR");
    ck_assert_msg(folder != NULL, "TOP_BUILDDIR does not say where the binary is");
    snprintf(path, PATH_ROOM, "%s/%s", folder, BINARY);
    ck_assert_msg(access(path, X_OK) == 0, "%s: %s", path, strerror(errno));
}

/* A name set anew must not also be there with its old value. */
static bool
is_replaced(const char *variable, const struct setup *setup)
{
    size_t name = strcspn(variable, "=") + 1;
    for (size_t i = 0; i < CHILD_WORDS_MOST && setup->environment[i] != NULL; i++) {
        if (strncmp(variable, setup->environment[i], name) == 0)
            return true;
    }
    return strncmp(variable, VARIABLE, strlen(VARIABLE)) == 0;
}

static void
execute(const char *path, const struct setup *setup)
{
    const char *arguments[CHILD_WORDS_MOST + 2] = {path};
    const char *environment[ENVIRONMENT_MOST + CHILD_WORDS_MOST + 1] = {NULL};
    size_t count = 0;
    memcpy(arguments + 1, setup->arguments, sizeof setup->arguments);
    for (size_t i = 0; environ[i] != NULL && count < ENVIRONMENT_MOST; i++) {
        if (!is_replaced(environ[i], setup))
            environment[count++] = environ[i];
    }
    memcpy(environment + count, setup->environment, sizeof setup->environment);
    /* POSIX keeps the constness of the words out of the type only. */
    execve(path, (char **)(uintptr_t)arguments, (char **)(uintptr_t)environment);
}

static void
become(const char *path, const struct setup *setup, const int out[2], const int err[2])
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(out[1], STDOUT_FILENO);
    dup2(err[1], STDERR_FILENO);
    if (setup->folder == NULL || chdir(setup->folder) == 0)
        execute(path, setup);
    _exit(127);
}

void
child_start(struct child *child, const struct setup *setup)
{
    char path[PATH_ROOM];
    int out[2];
    int err[2];
    find_binary(path);
    ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
    ck_assert_int_eq(pipe2(err, O_CLOEXEC), 0);
    *child = (struct child){
        .ends = {out[0], err[0]},
        .said = {BUF(SAID_MOST), BUF(SAID_MOST)},
    };
    child->pid = fork();
    ck_assert_int_ge(child->pid, 0);
    if (child->pid == 0)
        become(path, setup, out, err);
    close(out[1]);
    close(err[1]);
}

/* Takes what one end has. */
static void
hear(struct child *child, int which)
{
    char bytes[READ_ROOM];
    ssize_t got = read(child->ends[which], bytes, sizeof bytes);
    if (got > 0) {
        buf_add(&child->said[which], bytes, (size_t)got);
        return;
    }
    close(child->ends[which]);
    child->ends[which] = -1;
}

/* Waits until either end has something. False when both have ended. */
static bool
listen_once(struct child *child)
{
    struct pollfd waiting[2] = {
        {.fd = child->ends[0], .events = POLLIN},
        {.fd = child->ends[1], .events = POLLIN},
    };
    if (child->ends[0] < 0 && child->ends[1] < 0)
        return false;
    int count = poll(waiting, 2, CHILD_PATIENCE_MS);
    if (count <= 0)
        kill(child->pid, SIGKILL);
    ck_assert_msg(count > 0, "no word for %d ms; stdout: \"%s\", stderr: \"%s\"", CHILD_PATIENCE_MS,
                  child_out(child), child_err(child));
    for (int i = 0; i < 2; i++) {
        if (waiting[i].revents != 0)
            hear(child, i);
    }
    return true;
}

uint16_t
child_ready(struct child *child)
{
    static const char start[] = BINARY " ready on http://127.0.0.1:";
    char line[sizeof start + 16];
    const char *said;
    while (strchr(said = child_out(child), '\n') == NULL)
        ck_assert_msg(listen_once(child),
                      "it ended before it was ready; stdout: \"%s\", stderr: \"%s\"", said,
                      child_err(child));
    ck_assert_msg(strncmp(said, start, strlen(start)) == 0, "the ready line is \"%s\"", said);
    unsigned long port = strtoul(said + strlen(start), NULL, 10);
    ck_assert_uint_le(port, UINT16_MAX);
    snprintf(line, sizeof line, "%s%lu\n", start, port);
    ck_assert_str_eq(said, line);
    return (uint16_t)port;
}

int
child_end(struct child *child, int signal)
{
    int status;
    if (signal != 0)
        ck_assert_int_eq(kill(child->pid, signal), 0);
    while (listen_once(child))
        continue;
    ck_assert_int_eq(waitpid(child->pid, &status, 0), child->pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void
child_done(struct child *child)
{
    buf_done(&child->said[0]);
    buf_done(&child->said[1]);
}

const char *
child_out(const struct child *child)
{
    return child->said[0].at == NULL ? "" : child->said[0].at;
}

const char *
child_err(const struct child *child)
{
    return child->said[1].at == NULL ? "" : child->said[1].at;
}

int
child_run(struct child *child, const struct setup *setup)
{
    child_start(child, setup);
    return child_end(child, 0);
}

uint16_t
child_serve(struct child *child, const struct setup *setup)
{
    struct setup with_port = *setup;
    size_t count = 0;
    while (with_port.arguments[count] != NULL)
        count++;
    ck_assert_uint_lt(count + 2, CHILD_WORDS_MOST);
    with_port.arguments[count] = "--port";
    with_port.arguments[count + 1] = "0";
    child_start(child, &with_port);
    return child_ready(child);
}
