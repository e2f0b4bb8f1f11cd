/* Every number a client can run into, in one place.
 *
 * LIMITS are choices of this server: each is an option (--max-body 2097152), an environment
 * variable and a row of the documentation. The API's own numbers follow below; they are facts, not
 * choices.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stdint.h>

/* clang-format off */
/*       member          option                 default      least  most           what it bounds */
#define LIMITS(ROW) \
    ROW(body_bytes,      "max-body",            1048576,     1024,  1073741824,    "bytes of one request body") \
    ROW(batch_bytes,     "max-batch-body",      16777216,    1024,  1073741824,    "bytes of one batch request body") \
    ROW(jobs,            "max-jobs",            1000000,     1,     100000000,     "jobs in one project") \
    ROW(worlds,          "max-worlds",          10000,       1,     1000000,       "projects kept at once") \
    ROW(connections,     "max-connections",     1024,        16,    1000000,       "open connections") \
    ROW(parked,          "max-parked",          10000,       1,     1000000,       "requests held back by a delay, a clock jump or a wait") \
    ROW(idle_seconds,    "idle-timeout",        300,         1,     86400,         "seconds an idle connection is kept") \
    ROW(trials,          "max-trials",          10000,       1,     1000000,       "trials of one tuning job") \
    ROW(scenarios,       "max-scenarios",       1000,        64,    100000,        "scenarios of the server, and of one project")
/* clang-format on */

struct limits {
#define LIMITS_MEMBER(member, option, initial, least, most, what) int64_t member;
    LIMITS(LIMITS_MEMBER)
#undef LIMITS_MEMBER
};

/* A struct limits with every default. */
#define LIMITS_DEFAULT_MEMBER_(member, option, initial, least, most, what) .member = (initial),
#define LIMITS_DEFAULT ((struct limits){LIMITS(LIMITS_DEFAULT_MEMBER_)})

/* A chunked body is swallowed up to this many times its cap, so that the client reads the 413. */
#define LIMIT_SWALLOW_FACTOR 4

/* Nesting of a JSON body. Google's parser stops at 100; our messages need 7. */
#define LIMIT_JSON_DEPTH 64
/* A view of one job, or a whole reply, is never larger. */
#define LIMIT_REPLY_BYTES (INT64_C(1) << 31)

/* The request line: query members and headers looked at. libmicrohttpd bounds their bytes itself
 * (32 KiB a connection) and answers 414 or 431 beyond. */
#define LIMIT_QUERY_PAIRS 64
#define LIMIT_HEADER_PAIRS 64
#define LIMIT_PATH_SEGMENTS 16
#define LIMIT_CONNECTION_MEMORY 32768

/* Page size defaults to 20, maximum 100 (discovery text of jobs.list). */
#define LIMIT_PAGE_SIZE_DEFAULT 20
#define LIMIT_PAGE_SIZE_MAX 100

/* The filter of jobs.list: its text, and how deep its parentheses nest. */
#define LIMIT_FILTER_BYTES 4096
#define LIMIT_FILTER_DEPTH 32

/* google-api-python-client's own limit of calls in one batch; Google's servers took 1000 as well. */
#define LIMIT_BATCH_CALLS 1000
/* Calls run between two looks at other requests, fewer once what they said and were told is longer
 * than this; and the bytes of replies after which none is run. */
#define LIMIT_BATCH_SLICE 16
#define LIMIT_BATCH_SLICE_BYTES (1 << 17)
#define LIMIT_BATCH_REPLY_BYTES (1 << 26)

/* managing-models-jobs page: letters, digits, underscores, at most 128. */
#define LIMIT_JOB_ID_CHARS 128
/* Resource Manager: 6 to 30, plus a legacy "domain:" prefix; kept loose so that tests may say "p".
 */
#define LIMIT_PROJECT_ID_CHARS 63

/* discovery: TrainingInput.packageUris, ParameterSpec.discreteValues. */
#define LIMIT_PACKAGE_URIS 100
#define LIMIT_DISCRETE_VALUES 1000
/* discovery: Scheduling.maxWaitTime is at least half an hour, priority 0 to 1000. */
#define LIMIT_WAIT_TIME_LEAST_S 1800
#define LIMIT_PRIORITY 1000
/* Compute Engine's largest persistent disk. */
#define LIMIT_BOOT_DISK_GB 65536
/* An INTEGER parameter's bounds are doubles, which count in ones up to here only. */
#define LIMIT_INTEGER_BOUND 9007199254740992.0

/* discovery: Policy.bindings. Each mention of a principal counts. */
#define LIMIT_POLICY_MEMBERS 1500
#define LIMIT_POLICY_GROUPS 250

/* resource-labels page. Characters, not bytes. */
#define LIMIT_LABELS 64
#define LIMIT_LABEL_CHARS 63

/* Jobs a list tries between two looks at other requests: 1 to 2 ms for a filter on the inputs. */
#define LIMIT_LIST_SLICE 1000
/* One slice of settling a clock jump: about 2 ms of work on the machine of doc/measurements.md. */
#define LIMIT_SETTLE_SLICE 4096
/* Jobs freed between two requests after a reset. */
#define LIMIT_REAP_SLICE 8192

/* A scenario: spans of one "steps", ways to end, globs of labels. */
#define LIMIT_SCENARIO_STEPS 1000
#define LIMIT_SCENARIO_OUTCOMES 100
#define LIMIT_SCENARIO_LABELS 64
/* Bytes of one text of it that clients read, or of a refusal's details: many replies repeat it. */
#define LIMIT_SCENARIO_TEXT_BYTES 16384
/* Jobs of a project at work at once, when that is limited. */
#define LIMIT_CAPACITY_MOST 100000000

/* Rows of a table of known results: each trial looks at all of them. */
#define LIMIT_SCENARIO_ROWS 100000

/* --response-delay: at most an hour, so that a parked request always ends. */
#define LIMIT_RESPONSE_DELAY_S 3600

/* jobs:wait: unless told otherwise, the most that may be asked for, and how long in real time when it
 * is the virtual clock that is to tell the end. */
#define LIMIT_WAIT_DEFAULT_S 30
#define LIMIT_WAIT_MOST_S 3600
#define LIMIT_WAIT_VIRTUAL_S 60

/* clock:step, clock:runAll: steps and changes in one call; and GETs a job for one step. */
#define LIMIT_RUN_MOST 1000000

#endif
