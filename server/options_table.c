#include "options_table.h"

#include "options_read.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#define SERVE (1U << COMMAND_SERVE)
#define HEALTH (1U << COMMAND_HEALTHCHECK)
#define ENV (1U << COMMAND_ENV)
#define CHECK (1U << COMMAND_CHECK)
#define ANY (SERVE | HEALTH | ENV | CHECK)

#define LIMIT_ROW(member, option, initial, least, most, what)                                      \
    {option, "N",          NULL,  #initial, read_limit,                                            \
     SERVE,  OPTION_LIMIT, least, most,     offsetof(struct options, limits.member),               \
     what},

/* clang-format off */
const struct option_row OPTION_ROWS[] = {
    /* name            argument         values offered                                        initial      reader               taken by     flags               least, most       target */
    {"listen",         "ADDR",          "127.0.0.1 0.0.0.0 ::1 ::",                          "127.0.0.1", read_listen,         SERVE | ENV, 0,                  0, 0,             0,
        "address to serve on, IPv4 or IPv6; 0.0.0.0 and :: are open to the network"},
    {"port",           "N",             NULL,                                                "8090",      read_port,           SERVE | HEALTH | ENV, 0,                  0, UINT16_MAX,    0,
        "port to serve on; 0 picks a free one"},
    {"port-file",      "PATH",          NULL,                                                NULL,        read_port_file,      SERVE,       0,                  0, 0,             0,
        "file that gets the port, one line, once the server is ready"},
    {"profile",        "NAME",          "instant fast realistic",                            "fast",      read_profile,        SERVE,       0,                  0, 0,             0,
        "how long jobs take: instant, fast or realistic"},
    {"latency",        "STAGE=D,...",   "queued= preparing= running= cancelling= trial=",    NULL,        read_latency,        SERVE,       0,                  0, 0,             0,
        "times of single stages over the profile's: queued, preparing, running, cancelling, trial; D is 30s, 50ms or a range 2s..5s; repeatable"},
    {"capacity",       "N",             NULL,                                                "0",         read_capacity,       SERVE,       0,                  0, LIMIT_CAPACITY_MOST, 0,
        "jobs of one project that may be at work at once; others wait in line, by priority, and show their jobPosition; 0: any number"},
    {"response-delay", "D",             NULL,                                                "0s",        read_response_delay, SERVE,       0,                  0, 0,             0,
        "hold every reply of the API in real time: 50ms, or a range 20ms..80ms; at most 1h"},
    {"clock",          "MODE",          "real scaled: manual manual,on-poll manual,on-wait",  "real",      read_clock,          SERVE,       0,                  0, 0,             0,
        "time that jobs live in: real, scaled:N (0.001 to 1000000 times as fast), manual (stands still from 2020-01-01T00:00:00Z on) or manual:TIME; with ,on-poll=N behind manual, each N-th GET of a job takes it to its next change; with ,on-wait behind any, time jumps ahead while all that clients do is wait"},
    {"seed",           "N",             NULL,                                                "1",         read_seed,           SERVE,       0,                  0, INT64_MAX,     0,
        "where chance starts, 0 to 9223372036854775807: the same seed gives the same jobs"},
    {"compat",         "NAME=VALUE",    NULL,                                                NULL,        read_compat,         SERVE,       OPTION_LIST,        0, 0,             0,
        "another answer to a contested question; repeatable"},
    {"allow-host",     "NAME",          NULL,                                                NULL,        read_allow_host,     SERVE,       OPTION_LIST,        0, 0,             0,
        "one more name that a Host or Origin header may carry, with any port; repeatable"},
    {"scenario",       "PATH",          NULL,                                                NULL,        read_scenario,       SERVE,       OPTION_LIST,        0, 0,             0,
        "how jobs behave: a scenario file, or a folder of them (*.json); repeatable"},
    {"log-level",      "LEVEL",         "error warning info debug",                          "info",      read_log_level,      SERVE,       0,                  0, 0,             0,
        "what goes to stderr: error, warning, info or debug"},
    {"access-log",     NULL,            NULL,                                                "false",     read_access_log,     SERVE,       0,                  0, 0,             0,
        "log a line for each request"},
    LIMITS(LIMIT_ROW)
    {"format",         "FORMAT",        "sh json",                                           "sh",        read_format,         ENV,         OPTION_NO_VARIABLE, 0, 0,             0,
        "what env prints: sh (export lines) or json"},
    {"help",           NULL,            NULL,                                                NULL,        read_help,           ANY,         OPTION_NO_VARIABLE, 0, 0,             0,
        "print this and stop"},
    {"version",        NULL,            NULL,                                                NULL,        read_version,        ANY,         OPTION_NO_VARIABLE, 0, 0,             0,
        "print the version and stop"},
    {"auth",           "MODE",          NULL,                                                NULL,        read_auth,           SERVE,       OPTION_LATER,       0, 0,             0,
        "who may call"},
    {"data-dir",       "DIR",           NULL,                                                NULL,        read_later,          SERVE,       OPTION_LATER,       0, 0,             0,
        "keep projects across restarts"},
};

const struct command_row COMMAND_ROWS[] = {
    /* name          what follows            help                                                    command             default later */
    {"serve",       "[OPTIONS]",             "run the server until SIGTERM or SIGINT; prints one line once it is ready", COMMAND_SERVE, true, false},
    {"healthcheck", "[--port N] [URL]",      "ask a running server whether it is ready, by default http://127.0.0.1:PORT/readyz", COMMAND_HEALTHCHECK, false, false},
    {"env",         "[--listen ADDR] [--port N] [--format sh|json]", "print the variables that point Google's clients at the server; asks no server", COMMAND_ENV, false, false},
    {"check",       "FILE...",               "look scenario files over, or folders of them; says what is in each, or where its mistake is", COMMAND_CHECK, false, false},
    {"credentials", "FILE",                  "write a credentials file",                             COMMAND_COUNT,      false,  true},
};
/* clang-format on */

const size_t OPTION_COUNT = sizeof(OPTION_ROWS) / sizeof(OPTION_ROWS[0]);
const size_t COMMAND_ROW_COUNT = sizeof(COMMAND_ROWS) / sizeof(COMMAND_ROWS[0]);

static_assert(sizeof(OPTION_ROWS) / sizeof(OPTION_ROWS[0]) <= 64, "a bit for every option");

static char
variable_char(char c)
{
    if (c >= 'a' && c <= 'z')
        return (char)(c - 'a' + 'A');
    return c == '-' ? '_' : c;
}

void
option_write_variable(struct buf *out, const struct option_row *row)
{
    buf_add_str(out, VARIABLE_PREFIX);
    for (const char *c = row->name; *c != '\0'; c++)
        buf_add_char(out, variable_char(*c));
}

const struct option_row *
option_find(struct text name)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (text_is(name, OPTION_ROWS[i].name))
            return &OPTION_ROWS[i];
    }
    return NULL;
}

static bool
is_variable_of(struct text variable, const struct option_row *row)
{
    size_t start = sizeof(VARIABLE_PREFIX) - 1;
    if ((row->flags & OPTION_NO_VARIABLE) != 0 || !text_starts(variable, VARIABLE_PREFIX) ||
        variable.length - start != strlen(row->name))
        return false;
    for (size_t i = start; i < variable.length; i++) {
        if (variable.at[i] != variable_char(row->name[i - start]))
            return false;
    }
    return true;
}

const struct option_row *
option_find_variable(struct text variable)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (is_variable_of(variable, &OPTION_ROWS[i]))
            return &OPTION_ROWS[i];
    }
    return NULL;
}

#define DISTANCE_CHARS 32

static size_t
least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein's distance, of the first 32 characters. */
static size_t
edit_distance(struct text a, struct text b)
{
    size_t row[DISTANCE_CHARS + 1];
    a.length = least_of(a.length, DISTANCE_CHARS);
    b.length = least_of(b.length, DISTANCE_CHARS);
    for (size_t j = 0; j <= b.length; j++)
        row[j] = j;
    for (size_t i = 0; i < a.length; i++) {
        size_t corner = i;
        row[0] = i + 1;
        for (size_t j = 0; j < b.length; j++) {
            size_t swapped = corner + (a.at[i] == b.at[j] ? 0 : 1);
            corner = row[j + 1];
            row[j + 1] = least_of(swapped, least_of(corner, row[j]) + 1);
        }
    }
    return row[b.length];
}

/* A name cut short is as near as one with a single wrong letter. */
static size_t
name_distance(struct text name, const struct option_row *row)
{
    struct text whole = text_of(row->name);
    struct text start = {whole.at, least_of(name.length, whole.length)};
    if (name.length >= 2 && text_equal(start, name))
        return 1;
    return edit_distance(name, whole);
}

void
option_write_nearest(struct buf *out, struct text name, const char *prefix)
{
    size_t nearest = SIZE_MAX;
    const char *separator = "";
    for (size_t i = 0; i < OPTION_COUNT; i++)
        nearest = least_of(nearest, name_distance(name, &OPTION_ROWS[i]));
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (name_distance(name, &OPTION_ROWS[i]) != nearest)
            continue;
        buf_printf(out, "%s%s%s", separator, prefix, OPTION_ROWS[i].name);
        separator = ", ";
    }
}
