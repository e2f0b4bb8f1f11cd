#include "options.h"

#include "options_table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Far more than any environment holds. */
#define LIST_BYTES 1048576

/* A command line being read. */
struct reading {
    int argc;
    char **argv;
    int next;            /* index of the next argument */
    uint64_t given;      /* bit i: OPTION_ROWS[i] was on the command line */
    const char *operand; /* what is no option; NULL: none yet */
    const char *command; /* its name, for messages */
    struct options *options;
    struct err *err;
};

static unsigned
command_bit(const struct options *options)
{
    return 1U << options->command;
}

/* The reader knows what is allowed; who asked for what is added here. */
static bool
read_value(const struct option_row *row, const char *origin, const char *value,
           struct options *options, struct err *err)
{
    struct err why OWNED(err_done) = ERR;
    if (row->read(row, value, options, &why))
        return true;
    return err_set(err, ERR_INVALID_ARGUMENT, "bad value '%s' for %s: %s", value, origin,
                   err_message(&why));
}

static bool
set_defaults(struct options *options, struct err *err)
{
    *options = (struct options){
        .listen = "",
        .allow_host_bytes = BUF(LIST_BYTES),
        .scenario_bytes = BUF(LIST_BYTES),
        .warning_bytes = BUF(LIST_BYTES),
        .url_bytes = BUF(LIST_BYTES),
    };
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = &OPTION_ROWS[i];
        if (row->initial != NULL && !read_value(row, row->name, row->initial, options, err))
            return false;
    }
    return true;
}

static bool
refuse_command(const char *name, struct err *err)
{
    struct buf names OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++) {
        if (!COMMAND_ROWS[i].is_later)
            buf_printf(&names, "%s%s", names.length == 0 ? "" : ", ", COMMAND_ROWS[i].name);
    }
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "there is no command '%s'; there are %s, and the command comes first", name,
                   names.failed ? "" : names.at);
}

static bool
read_command(struct reading *reading)
{
    reading->command = COMMAND_ROWS[0].name;
    if (reading->next >= reading->argc || reading->argv[reading->next][0] == '-')
        return true;
    const char *name = reading->argv[reading->next++];
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++) {
        const struct command_row *row = &COMMAND_ROWS[i];
        if (strcmp(name, row->name) != 0)
            continue;
        if (row->is_later)
            return err_set(reading->err, ERR_UNIMPLEMENTED,
                           "the command '%s' is not in this version yet", name);
        reading->options->command = row->command;
        reading->command = row->name;
        return true;
    }
    return refuse_command(name, reading->err);
}

static bool
refuse_option(const char *argument, struct text name, struct err *err)
{
    struct buf nearest OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    option_write_nearest(&nearest, name, "--");
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "there is no option '%s'; the nearest: %s (--help lists all)", argument,
                   nearest.failed ? "--help" : nearest.at);
}

/* Finds the value: behind the equals sign, or the argument that follows. Flags need none. */
static bool
find_value(struct reading *reading, const struct option_row *row, const char *argument,
           const char **ret_value)
{
    const char *equals = strchr(argument, '=');
    bool may_have_value = row->argument != NULL || row->initial != NULL;
    if (equals != NULL && !may_have_value)
        return err_set(reading->err, ERR_INVALID_ARGUMENT, "--%s takes no value", row->name);
    if (equals != NULL) {
        *ret_value = equals + 1;
    } else if (row->argument == NULL) {
        *ret_value = "true";
    } else if (reading->next < reading->argc) {
        *ret_value = reading->argv[reading->next++];
    } else {
        return err_set(reading->err, ERR_INVALID_ARGUMENT, "--%s needs a value: --%s %s", row->name,
                       row->name, row->argument);
    }
    return true;
}

static bool
read_option(struct reading *reading, const char *argument)
{
    struct buf origin OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    struct text name = text_of(argument);
    struct text ignored;
    const char *value = "";
    text_split(name, '=', &name, &ignored);
    while (text_starts(name, "-"))
        name = (struct text){name.at + 1, name.length - 1};

    const struct option_row *row = option_find(name);
    if (row == NULL || strncmp(argument, "--", 2) != 0)
        return refuse_option(argument, name, reading->err);
    if ((row->commands & command_bit(reading->options)) == 0)
        return err_set(reading->err, ERR_INVALID_ARGUMENT, "%s does not take --%s",
                       reading->command, row->name);
    if (!find_value(reading, row, argument, &value))
        return false;
    reading->given |= UINT64_C(1) << (row - OPTION_ROWS);
    buf_printf(&origin, "--%s", row->name);
    return read_value(row, origin.failed ? row->name : origin.at, value, reading->options,
                      reading->err);
}

static bool
read_operand(struct reading *reading, const char *argument)
{
    if (reading->options->command == COMMAND_CHECK)
        return read_value(option_find(TEXT("scenario")), "FILE", argument, reading->options,
                          reading->err);
    if (reading->options->command != COMMAND_HEALTHCHECK)
        return refuse_command(argument, reading->err);
    if (reading->operand != NULL)
        return err_set(reading->err, ERR_INVALID_ARGUMENT,
                       "healthcheck asks one URL; '%s' is a second one", argument);
    if (strncmp(argument, "http://", 7) != 0)
        return err_set(reading->err, ERR_INVALID_ARGUMENT,
                       "bad value '%s' for URL: allowed is one such as "
                       "http://127.0.0.1:8090/readyz",
                       argument);
    reading->operand = argument;
    return true;
}

static bool
wants_only_words(const struct options *options)
{
    return options->command == COMMAND_HELP || options->command == COMMAND_VERSION;
}

static bool
read_arguments(struct reading *reading)
{
    if (!read_command(reading))
        return false;
    while (reading->next < reading->argc && !wants_only_words(reading->options)) {
        const char *argument = reading->argv[reading->next++];
        bool is_fine =
            argument[0] == '-' ? read_option(reading, argument) : read_operand(reading, argument);
        if (!is_fine)
            return false;
    }
    return true;
}

/* The values of a list stand between commas. */
static bool
read_list(const struct option_row *row, const char *origin, const char *values,
          struct options *options, struct err *err)
{
    struct text rest = text_of(values);
    bool has_more = true;
    while (has_more) {
        struct text item = rest;
        has_more = text_split(rest, ',', &item, &rest);
        owned_str value = strndup(item.at, item.length);
        if (value == NULL)
            return err_memory(err);
        if (!read_value(row, origin, value, options, err))
            return false;
    }
    return true;
}

static char
option_char(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c == '_' ? '-' : c;
}

/* A misspelt variable would be a setting that silently does nothing. (ML_JOBS_EMULATOR_URL is what
 * `env` prints for the user's own tests.) */
static void
warn_of(struct options *options, struct text variable)
{
    struct buf name OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    struct buf *out = &options->warning_bytes;
    if (text_is(variable, VARIABLE_PREFIX "URL"))
        return;
    for (size_t i = sizeof(VARIABLE_PREFIX) - 1; i < variable.length; i++)
        buf_add_char(&name, option_char(variable.at[i]));
    buf_printf(out, "the variable %.*s means nothing; the nearest options: ", TEXT_ARG(variable));
    option_write_nearest(out, buf_text(&name), "--");
    buf_add(out, "", 1);
    options->warning_count++;
}

static bool
read_variable(struct reading *reading, const char *entry)
{
    struct text variable;
    struct text value;
    if (!text_starts(text_of(entry), VARIABLE_PREFIX) ||
        !text_split(text_of(entry), '=', &variable, &value))
        return true;
    const struct option_row *row = option_find_variable(variable);
    if (row == NULL) {
        warn_of(reading->options, variable);
        return true;
    }
    bool is_given = (reading->given & UINT64_C(1) << (row - OPTION_ROWS)) != 0;
    bool is_taken = (row->commands & command_bit(reading->options)) != 0;
    if (is_given || !is_taken || value.length == 0)
        return true;

    owned_str name = strndup(variable.at, variable.length);
    if (name == NULL)
        return err_memory(reading->err);
    if ((row->flags & OPTION_LIST) != 0)
        return read_list(row, name, value.at, reading->options, reading->err);
    return read_value(row, name, value.at, reading->options, reading->err);
}

/* An array of pointers to the NUL-terminated strings that stand in a row in `bytes`. */
static bool
index_strings(const struct buf *bytes, size_t count, const char ***ret_strings, struct err *err)
{
    const char *at = bytes->at;
    if (bytes->failed)
        return err_memory(err);
    const char **strings = calloc(count + 1, sizeof(*strings));
    if (strings == NULL)
        return err_memory(err);
    for (size_t i = 0; i < count; i++) {
        strings[i] = at;
        at += strlen(at) + 1;
    }
    *ret_strings = strings;
    return true;
}

/* Both commands work on a server that runs: the port must be known. */
static bool
check_port(const struct reading *reading)
{
    const struct options *options = reading->options;
    bool needs_port = options->command == COMMAND_ENV ||
                      (options->command == COMMAND_HEALTHCHECK && reading->operand == NULL);
    if (options->port != 0 || !needs_port)
        return true;
    return err_set(reading->err, ERR_INVALID_ARGUMENT,
                   "%s needs the port of the server; port 0 only has a meaning for serve",
                   reading->command);
}

static bool
check_files(const struct reading *reading)
{
    const struct options *options = reading->options;
    return options->command != COMMAND_CHECK || options->scenario_count > 0 ||
           err_set(reading->err, ERR_INVALID_ARGUMENT,
                   "check needs the paths of files or folders: check FILE...");
}

static bool
finish(struct reading *reading)
{
    struct options *options = reading->options;
    if (!check_port(reading) || !check_files(reading))
        return false;
    if (reading->operand != NULL)
        buf_add_str(&options->url_bytes, reading->operand);
    else
        buf_printf(&options->url_bytes, "http://127.0.0.1:%u/readyz", (unsigned)options->port);
    if (options->url_bytes.failed)
        return err_memory(reading->err);
    options->healthcheck_url = options->url_bytes.at;
    return index_strings(&options->allow_host_bytes, options->allow_host_count,
                         &options->allow_hosts, reading->err) &&
           index_strings(&options->scenario_bytes, options->scenario_count, &options->scenarios,
                         reading->err) &&
           index_strings(&options->warning_bytes, options->warning_count, &options->warnings,
                         reading->err);
}

bool
options_parse(int argc, char **argv, char **environment, struct options *ret, struct err *err)
{
    struct reading reading = {
        .argc = argc,
        .argv = argv,
        .next = 1,
        .options = ret,
        .err = err,
    };
    if (!set_defaults(ret, err) || !read_arguments(&reading))
        return false;
    if (wants_only_words(ret))
        return true;
    for (char **entry = environment; *entry != NULL; entry++) {
        if (!read_variable(&reading, *entry))
            return false;
    }
    return finish(&reading);
}

void
options_done(struct options *options)
{
    free(options->allow_hosts);
    free(options->scenarios);
    free(options->warnings);
    buf_done(&options->allow_host_bytes);
    buf_done(&options->scenario_bytes);
    buf_done(&options->warning_bytes);
    buf_done(&options->url_bytes);
    *options = (struct options){0};
}
