/* The program: options -> app -> loop -> teardown. */
#include "api/example.h"
#include "app.h"
#include "base/own.h"
#include "http/probe.h"
#include "http/server.h"
#include "options.h"
#include "options_doc.h"
#include "scenario_files.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Exit statuses, as README.md has them. */
enum status { STATUS_FINE = 0, STATUS_FAILED = 1, STATUS_WRONG_USE = 2 };

static ns_t
read_clock(clockid_t clock)
{
    struct timespec now;
    /* Cannot fail: both clocks exist on every Linux. */
    (void)clock_gettime(clock, &now);
    return (ns_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static void
complain(const struct err *err)
{
    (void)fprintf(stderr, "ml-jobs-emulator: %s\n", err_message(err));
}

static bool
write_whole(const char *path, struct text text, struct err *err)
{
    FILE *file = fopen(path, "we");
    if (file == NULL)
        return err_set(err, ERR_UNKNOWN, "cannot write %s: %s", path, strerror(errno));
    bool is_written = fwrite(text.at, 1, text.length, file) == text.length;
    bool is_closed = fclose(file) == 0;
    return (is_written && is_closed) ||
           err_set(err, ERR_UNKNOWN, "cannot write %s: %s", path, strerror(errno));
}

/* The file appears whole or not at all: whoever waits for it reads a port. */
static bool
write_port_file(const char *path, uint16_t port, struct err *err)
{
    struct buf draft OWNED(buf_done) = BUF(4096);
    struct buf line OWNED(buf_done) = BUF(16);
    buf_printf(&draft, "%s.%ld", path, (long)getpid());
    buf_printf(&line, "%u\n", (unsigned)port);
    if (draft.failed || line.failed)
        return err_memory(err);
    if (!write_whole(draft.at, buf_text(&line), err))
        return false;
    if (rename(draft.at, path) == 0)
        return true;
    err_set(err, ERR_UNKNOWN, "cannot write %s: %s", path, strerror(errno));
    unlink(draft.at);
    return false;
}

/* The ready line says the address listened on; with port 0 that is where the port is learnt. */
static void
print_ready(const struct options *options, uint16_t port)
{
    bool is_v6 = strchr(options->listen, ':') != NULL;
    (void)printf("ml-jobs-emulator ready on http://%s%s%s:%u\n", is_v6 ? "[" : "", options->listen,
                 is_v6 ? "]" : "", (unsigned)port);
    (void)fflush(stdout);
}

/* A command to paste, on stderr: stdout carries the ready line alone. */
static void
print_next_steps(const struct options *options, uint16_t port)
{
    struct buf url OWNED(buf_done) = BUF(4096);
    struct options here = *options;
    here.port = port;
    options_write_url(&url, &here);
    if (url.failed)
        return;
    log_line(&options->log, LOG_LEVEL_INFO,
             "try: curl -d '" EXAMPLE_JOB "' %s/v1/projects/my-project/jobs", url.at);
    log_line(&options->log, LOG_LEVEL_INFO,
             "then: curl %s/v1/projects/my-project/jobs/" EXAMPLE_JOB_ID
             "   (Ctrl-C stops the emulator)",
             url.at);
}

static void
free_app(struct app **app)
{
    app_free(*app);
}

static void
free_server(struct http_server **server)
{
    http_server_free(*server);
}

static bool
serve(const struct options *options, struct err *err)
{
    struct app *app OWNED(free_app) =
        app_new(options, read_clock(CLOCK_REALTIME), read_clock(CLOCK_MONOTONIC), err);
    if (app == NULL)
        return false;
    const struct http_app handlers = {.context = app, .handle = app_handle, .work = app_work};
    const struct http_config config = {
        .address = options->listen,
        .port = options->port,
        .limits = &options->limits,
        .allowed_hosts = (const char *const *)options->allow_hosts,
        .allowed_host_count = options->allow_host_count,
        .log = options->log,
        .access_log = options->access_log,
    };
    struct http_server *server OWNED(free_server) = http_server_new(&config, &handlers, err);
    if (server == NULL)
        return false;
    uint16_t port = http_server_port(server);
    if (options->port_file != NULL && !write_port_file(options->port_file, port, err))
        return false;
    print_ready(options, port);
    print_next_steps(options, port);
    return http_server_run(server, err);
}

static int
print_text(const struct buf *text)
{
    bool is_printed = !text->failed && fwrite(text->at, 1, text->length, stdout) == text->length;
    return is_printed && fflush(stdout) == 0 ? STATUS_FINE : STATUS_FAILED;
}

static int
run_help(const struct options *options)
{
    struct buf text OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
    (void)options;
    options_write_help(&text);
    return print_text(&text);
}

static int
run_version(const struct options *options)
{
    (void)options;
    (void)printf("ml-jobs-emulator %s\n", PACKAGE_VERSION);
    return STATUS_FINE;
}

static int
run_env(const struct options *options)
{
    struct buf text OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
    options_write_env(&text, options);
    return print_text(&text);
}

static int
run_healthcheck(const struct options *options)
{
    struct err err OWNED(err_done) = ERR;
    if (http_probe(options->healthcheck_url, &err))
        return STATUS_FINE;
    complain(&err);
    return STATUS_FAILED;
}

/* One line a file on stdout, or its mistake, as file:line, on stderr. */
static bool
check_file(const char *path, struct err *err)
{
    struct scenario_set set OWNED(scenario_set_done) = {0};
    struct buf names OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
    if (!scenario_files_read(&set, path, INT64_MAX, err))
        return false;
    scenario_set_list(&set, &names);
    if (names.failed)
        return err_memory(err);
    (void)printf("%s: %u scenario%s: %s\n", path, (unsigned)set.count, set.count == 1 ? "" : "s",
                 names.at);
    return true;
}

/* Goes on after a mistake: one run shows one of every file. */
static bool
check_path(const char *path)
{
    struct scenario_paths found OWNED(scenario_paths_done) = {0};
    struct err missing OWNED(err_done) = ERR;
    bool is_fine = scenario_files_find(path, &found, &missing);
    if (!is_fine)
        (void)fprintf(stderr, "%s\n", err_message(&missing));
    for (size_t i = 0; i < found.count; i++) {
        struct err err OWNED(err_done) = ERR;
        if (check_file(found.paths[i], &err))
            continue;
        (void)fprintf(stderr, "%s\n", err_message(&err));
        is_fine = false;
    }
    return is_fine;
}

static int
run_check(const struct options *options)
{
    bool is_fine = true;
    for (size_t i = 0; i < options->scenario_count; i++)
        is_fine = check_path(options->scenarios[i]) && is_fine;
    return fflush(stdout) == 0 && is_fine ? STATUS_FINE : STATUS_FAILED;
}

static int
run_serve(const struct options *options)
{
    struct err err OWNED(err_done) = ERR;
    for (size_t i = 0; i < options->warning_count; i++)
        log_line(&options->log, LOG_LEVEL_WARNING, "%s", options->warnings[i]);
    if (serve(options, &err))
        return STATUS_FINE;
    complain(&err);
    /* What cannot be served as asked: a mistake in a scenario file, an address that is none. */
    return err.code == ERR_INVALID_ARGUMENT ? STATUS_WRONG_USE : STATUS_FAILED;
}

static int (*const COMMANDS[COMMAND_COUNT])(const struct options *options) = {
    [COMMAND_SERVE] = run_serve, [COMMAND_HEALTHCHECK] = run_healthcheck,
    [COMMAND_ENV] = run_env,     [COMMAND_CHECK] = run_check,
    [COMMAND_HELP] = run_help,   [COMMAND_VERSION] = run_version,
};

int
main(int argc, char **argv)
{
    struct err err OWNED(err_done) = ERR;
    struct options options OWNED(options_done) = {0};
    /* jansson draws the seed of its hash tables once; before anything else is the one safe moment.
     */
    json_object_seed(0);
    if (!options_parse(argc, argv, environ, &options, &err)) {
        complain(&err);
        return STATUS_WRONG_USE;
    }
    return COMMANDS[options.command](&options);
}
