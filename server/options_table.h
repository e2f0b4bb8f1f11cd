/* The table of options and the table of commands: what parsing and documentation both read.
 *
 * To add an option, add its row and a member of struct options; --help, the man page and the README
 * follow (tests/lint/docs says how to write them anew).
 */
#ifndef OPTIONS_TABLE_H
#define OPTIONS_TABLE_H

#include "options.h"

#define PROGRAM_NAME "ml-jobs-emulator"

/* The variable of --port-file is this and PORT_FILE. */
#define VARIABLE_PREFIX "ML_JOBS_EMULATOR_"

struct option_row;

/* Reads one value into the options. On failure err says what is allowed; who asked, and for what,
 * is added by the caller. `value` is NUL-terminated and outlives the options unless the row is a
 * list. */
typedef bool (*option_read_fn)(const struct option_row *row, const char *value,
                               struct options *options, struct err *err);

enum option_flag {
    OPTION_LIST = 1 << 0,        /* repeatable; in its variable, values stand between commas */
    OPTION_NO_VARIABLE = 1 << 1, /* the command line only */
    OPTION_LIMIT = 1 << 2,       /* a row of base/limits.h */
    OPTION_LATER = 1 << 3,       /* recognised, but not in this version yet */
};

struct option_row {
    const char *name;     /* without the dashes */
    const char *argument; /* word for the value; NULL: a flag */
    const char
        *values; /* words that a shell offers for the value, with blanks between; NULL: none */
    const char *initial; /* the default, read like any other value; NULL: none */
    option_read_fn read;
    unsigned commands; /* bits 1 << enum command: who takes it */
    unsigned flags;    /* enum option_flag */
    int64_t least;     /* of a number */
    int64_t most;
    size_t target;    /* offset of the int64_t a limit goes to */
    const char *help; /* one sentence without its full stop */
};

extern const struct option_row OPTION_ROWS[];
extern const size_t OPTION_COUNT; /* at most 64 */

struct command_row {
    const char *name;
    const char *synopsis; /* what may follow the name */
    const char *help;
    enum command command;
    bool is_default; /* the name may be left out */
    bool is_later;   /* recognised, but not in this version yet */
};

extern const struct command_row COMMAND_ROWS[];
extern const size_t COMMAND_ROW_COUNT;

/* Adds "ML_JOBS_EMULATOR_PORT_FILE". */
void option_write_variable(struct buf *out, const struct option_row *row);

/* NULL when there is none of that name. */
const struct option_row *option_find(struct text name);
const struct option_row *option_find_variable(struct text variable);

/* Adds the options whose names look most like `name`, each behind `prefix`: "--port, --profile". */
void option_write_nearest(struct buf *out, struct text name, const char *prefix);

#endif
