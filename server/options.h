/* What the command line and the environment ask for.
 *
 * One table (options_table.c) holds every option: how it is read, its default, its variable and its
 * sentence in --help, the man page and the README. An option beats its variable; a variable beats
 * the default.
 *
 *     struct options options OWNED(options_done) = {0};
 *     if (!options_parse(argc, argv, environ, &options, &err))
 *         ... print err_message(&err), exit with status 2
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/vclock.h"
#include "model/compat.h"
#include "sim/profile.h"

enum command {
    COMMAND_SERVE,
    COMMAND_HEALTHCHECK,
    COMMAND_ENV,
    COMMAND_CHECK,
    COMMAND_HELP,
    COMMAND_VERSION,
    COMMAND_COUNT
};

enum env_format { ENV_SH, ENV_JSON };

struct options {
    enum command command;

    const char *listen;    /* numeric address; borrowed from argv or the environment, or static */
    uint16_t port;         /* 0: any free one */
    const char *port_file; /* borrowed; NULL: none */

    struct pace pace;
    uint32_t capacity; /* of each project; 0: any */
    struct dist response_delay;
    enum vclock_mode clock_mode;
    int64_t clock_rate_milli; /* when scaled */
    ns_t clock_time;          /* when manual */
    uint32_t clock_on_poll;   /* 0: not */
    bool clock_on_wait;
    uint64_t seed; /* at most INT64_MAX */
    struct compat compat;

    struct log log;
    bool access_log;

    const char **allow_hosts; /* owned array; the names belong to the options */
    size_t allow_host_count;
    struct limits limits;

    /* Files and folders: of --scenario, or those to check. Owned as allow_hosts. */
    const char **scenarios;
    size_t scenario_count;

    const char *healthcheck_url; /* never NULL for COMMAND_HEALTHCHECK; belongs to the options */
    enum env_format env_format;

    /* Variables named like ours that mean nothing: sentences for the log. Owned as allow_hosts. */
    const char **warnings;
    size_t warning_count;

    /* Bytes the lists and the URL above point into. */
    struct buf allow_host_bytes;
    struct buf scenario_bytes;
    struct buf warning_bytes;
    struct buf url_bytes;
};

/* Reads both. `environment` is a NULL-terminated array of NAME=VALUE; it and argv must outlive ret.
 * False with a message that names the option or variable, its value and what is allowed; ret may
 * then only be handed to options_done. For COMMAND_HELP and COMMAND_VERSION the environment is not
 * looked at. */
bool options_parse(int argc, char **argv, char **environment, struct options *ret, struct err *err);

void options_done(struct options *options);

/* Adds "http://127.0.0.1:8090" for where these options serve: an address that means "any" becomes
 * 127.0.0.1. Without a slash at its end. */
void options_write_url(struct buf *out, const struct options *options);

/* What `env` prints: the variables that point clients at the server. No server is asked. */
void options_write_env(struct buf *out, const struct options *options);

#endif
