/* What shells complete behind the program's name. */
#include "options_doc.h"

#include "options_read.h"
#include "options_table.h"

#include <string.h>

/* What a shell offers for an option's value. */
enum offer { OFFER_NOTHING, OFFER_WORDS, OFFER_FILES, OFFER_SCENARIOS };

static enum offer
offer_of(const struct option_row *row)
{
    if (row->read == read_scenario)
        return OFFER_SCENARIOS;
    if (row->argument != NULL && strcmp(row->argument, "PATH") == 0)
        return OFFER_FILES;
    return row->values != NULL || row->read == read_compat ? OFFER_WORDS : OFFER_NOTHING;
}

static bool
is_shown(const struct option_row *row)
{
    return (row->flags & OPTION_LATER) == 0;
}

static bool
is_taken_by(const struct option_row *row, const struct command_row *command)
{
    return is_shown(row) && !command->is_later && (row->commands & 1U << command->command) != 0;
}

/* "127.0.0.1 0.0.0.0"; each of `marked` gets a backslash in front. */
static void
write_marked(struct buf *out, const char *words, const char *marked)
{
    for (const char *c = words; *c != '\0'; c++)
        buf_printf(out, strchr(marked, *c) != NULL ? "\\%c" : "%c", *c);
}

static void
write_words(struct buf *out, const struct option_row *row, const char *marked)
{
    const char *separator = "";
    if (row->values != NULL)
        write_marked(out, row->values, marked);
    for (int i = 0; row->read == read_compat && i < COMPAT_COUNT; i++) {
        const struct compat_row *compat = &COMPAT_ROWS[i];
        for (int j = 0; j < COMPAT_VALUES_MAX && compat->values[j] != NULL; j++) {
            buf_printf(out, "%s%s=%s", separator, compat->name, compat->values[j]);
            separator = " ";
        }
    }
}

/* The beginning of a sentence, up to a colon or semicolon, inside single quotes. */
static void
write_gist(struct buf *out, const char *help, const char *marked)
{
    for (const char *c = help; *c != '\0'; c++) {
        if ((*c == ':' || *c == ';') && c[1] == ' ')
            return;
        if (*c == '\'')
            buf_add_str(out, "'\\''");
        else
            buf_printf(out, strchr(marked, *c) != NULL ? "\\%c" : "%c", *c);
    }
}

/* Adds the names of the commands but serve, which need not be written. */
static void
write_other_commands(struct buf *out, const char *between)
{
    const char *separator = "";
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++) {
        if (COMMAND_ROWS[i].is_later || COMMAND_ROWS[i].is_default)
            continue;
        buf_printf(out, "%s%s", separator, COMMAND_ROWS[i].name);
        separator = between;
    }
}

#define MADE "made from the option table (server/options_table.c): tests/lint/docs --write\n"

/* --- bash ---------------------------------------------------------------------------------------- */

static const char BASH_HEAD[] =
    "# shellcheck shell=bash\n"
    "# Completions for bash, " MADE "\n"
    "_ml_jobs_emulator() {\n"
    "    local IFS=$' \\t\\n' line=${COMP_LINE:0:COMP_POINT} command=serve\n"
    "    local word before option='' value offered='' files='' head cut i\n"
    "    local -a words\n"
    "    COMPREPLY=()\n"
    "    # Bash has cut the words at = and :, so they are read anew; the full stop keeps an empty "
    "one.\n"
    "    read -ra words <<<\"$line.\"\n"
    "    word=${words[${#words[@]} - 1]%.}\n"
    "    before=${words[${#words[@]} - 2]}\n"
    "    [ ${#words[@]} -lt 3 ] || case ${words[1]} in\n";

static const char BASH_SPLIT[] = "    esac\n"
                                 "    case $word in\n"
                                 "    --*=*) option=${word%%=*} ;;\n"
                                 "    *) option=$before ;;\n"
                                 "    esac\n"
                                 "    head=\n"
                                 "    [ \"$option\" = \"$before\" ] || head=$option=\n"
                                 "    value=${word#\"$head\"}\n"
                                 "    case $option in\n";

static const char BASH_TAIL[] =
    "    esac\n"
    "    if [ -n \"$files\" ]; then\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        case $files in\n"
    "        scenarios) mapfile -t COMPREPLY < <(\n"
    "            compgen -f -X '!*.json' -- \"$value\"\n"
    "            compgen -d -- \"$value\"\n"
    "        ) ;;\n"
    "        *) mapfile -t COMPREPLY < <(compgen -f -- \"$value\") ;;\n"
    "        esac\n"
    "    else\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$offered\" -- \"$value\")\n"
    "    fi\n"
    "    # Only the end of the word is replaced, from the last place on where bash has cut it.\n"
    "    cut=${word%\"$2\"}\n"
    "    for i in \"${!COMPREPLY[@]}\"; do\n"
    "        case ${COMPREPLY[i]} in\n"
    "        *[:=]) compopt -o nospace 2>/dev/null ;;\n"
    "        esac\n"
    "        COMPREPLY[i]=$head${COMPREPLY[i]}\n"
    "        COMPREPLY[i]=${COMPREPLY[i]#\"$cut\"}\n"
    "    done\n"
    "}\n"
    "complete -F _ml_jobs_emulator ml-jobs-emulator\n";

static void
write_bash_value(struct buf *out, const struct option_row *row)
{
    if (!is_shown(row) || row->argument == NULL)
        return;
    buf_printf(out, "    --%s) ", row->name);
    switch (offer_of(row)) {
    case OFFER_WORDS:
        buf_add_str(out, "offered='");
        write_words(out, row, "");
        buf_add_str(out, "' ;;\n");
        break;
    case OFFER_FILES:
        buf_add_str(out, "files=all ;;\n");
        break;
    case OFFER_SCENARIOS:
        buf_add_str(out, "files=scenarios ;;\n");
        break;
    case OFFER_NOTHING:
        buf_add_str(out, ";;\n");
        break;
    }
}

/* What may stand where no value does. */
static void
write_bash_command(struct buf *out, const struct command_row *command)
{
    if (command->is_later)
        return;
    buf_printf(out, "        %s:-*) offered='", command->name);
    for (size_t i = 0, count = 0; i < OPTION_COUNT; i++) {
        if (is_taken_by(&OPTION_ROWS[i], command))
            buf_printf(out, "%s--%s", count++ == 0 ? "" : " ", OPTION_ROWS[i].name);
    }
    buf_add_str(out, "' ;;\n");
    if (command->command == COMMAND_CHECK)
        buf_printf(out, "        %s:*) files=scenarios ;;\n", command->name);
}

void
options_write_bash(struct buf *out)
{
    buf_add_str(out, BASH_HEAD);
    buf_add_str(out, "    ");
    write_other_commands(out, " | ");
    buf_add_str(out, ") command=${words[1]} ;;\n");
    buf_add_str(out, BASH_SPLIT);
    for (size_t i = 0; i < OPTION_COUNT; i++)
        write_bash_value(out, &OPTION_ROWS[i]);
    buf_add_str(out, "    *)\n        value=$word\n        head=\n"
                     "        case $command:$word in\n");
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++)
        write_bash_command(out, &COMMAND_ROWS[i]);
    buf_add_str(out, "        serve:*) [ ${#words[@]} -ne 2 ] || offered='serve ");
    write_other_commands(out, " ");
    buf_add_str(out, "' ;;\n        esac\n        ;;\n");
    buf_add_str(out, BASH_TAIL);
}

/* --- zsh ----------------------------------------------------------------------------------------- */

static bool
has_open_end(const char *values)
{
    return values != NULL && strpbrk(values, "=:") != NULL;
}

static void
write_zsh_action(struct buf *out, const struct option_row *row)
{
    switch (offer_of(row)) {
    case OFFER_WORDS:
        /* Words that something must follow get no blank behind them. */
        buf_add_str(out, has_open_end(row->values) ? "{_ml_jobs_emulator_words " : "(");
        write_words(out, row, ":");
        buf_add_str(out, has_open_end(row->values) ? "}" : ")");
        break;
    case OFFER_FILES:
        buf_add_str(out, "_files");
        break;
    case OFFER_SCENARIOS:
        buf_add_str(out, "_files -g \\*.json");
        break;
    case OFFER_NOTHING:
        buf_add_char(out, ' ');
        break;
    }
}

static void
write_zsh_option(struct buf *out, const struct option_row *row)
{
    bool is_list = (row->flags & OPTION_LIST) != 0 || row->read == read_latency;
    buf_printf(out, " \\\n            '%s--%s%s[", is_list ? "*" : "", row->name,
               row->argument != NULL ? "=" : "");
    write_gist(out, row->help, "[]:");
    buf_add_char(out, ']');
    if (row->argument != NULL) {
        buf_add_char(out, ':');
        write_marked(out, row->argument, ":");
        buf_add_char(out, ':');
        write_zsh_action(out, row);
    }
    buf_add_char(out, '\'');
}

static void
write_zsh_command(struct buf *out, const struct command_row *command)
{
    if (command->is_later)
        return;
    if (command->is_default)
        buf_add_str(out, "    *)\n        _arguments -s");
    else
        buf_printf(out, "    %s)\n        _arguments -s", command->name);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (is_taken_by(&OPTION_ROWS[i], command))
            write_zsh_option(out, &OPTION_ROWS[i]);
    }
    if (command->is_default)
        buf_add_str(out, " \\\n            '1:command:_ml_jobs_emulator_commands'");
    else if (command->command == COMMAND_CHECK)
        buf_add_str(out, " \\\n            '*:FILE:_files -g \\*.json'");
    else if (command->command == COMMAND_HEALTHCHECK)
        buf_add_str(out, " \\\n            '1:URL: '");
    buf_add_str(out, "\n        ;;\n");
}

static const char ZSH_WORDS[] =
    "# Words that end in = or : wait for more, so no blank follows them.\n"
    "_ml_jobs_emulator_words() {\n"
    "    local -a open whole\n"
    "    open=(${(M)@:#*[:=]})\n"
    "    whole=(${@:#*[:=]})\n"
    "    (( $#open )) && compadd \"$expl[@]\" -S '' -- $open\n"
    "    (( $#whole )) && compadd \"$expl[@]\" -- $whole\n"
    "}\n\n"
    "_ml_jobs_emulator_commands() {\n"
    "    local -a commands\n"
    "    commands=(\n";

void
options_write_zsh(struct buf *out)
{
    buf_add_str(out, "#compdef ml-jobs-emulator\n# Completions for zsh, " MADE "\n");
    buf_add_str(out, ZSH_WORDS);
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++) {
        if (COMMAND_ROWS[i].is_later)
            continue;
        buf_printf(out, "        '%s:", COMMAND_ROWS[i].name);
        write_gist(out, COMMAND_ROWS[i].help, "");
        buf_add_str(out, "'\n");
    }
    buf_add_str(out, "    )\n    _describe -t commands command commands\n}\n\n"
                     "_ml_jobs_emulator() {\n    local -a expl\n    local command=$words[2]\n"
                     "    (( CURRENT > 2 )) || command=\n"
                     "    # A command's options count words from the command on.\n"
                     "    if [[ $command == (");
    write_other_commands(out, "|");
    buf_add_str(out, ") ]]; then\n        shift words\n        (( CURRENT-- ))\n    fi\n"
                     "    case $command in\n");
    for (size_t i = COMMAND_ROW_COUNT; i > 0; i--)
        write_zsh_command(out, &COMMAND_ROWS[i - 1]);
    buf_add_str(out, "    esac\n}\n\n_ml_jobs_emulator \"$@\"\n");
}

/* --- fish ---------------------------------------------------------------------------------------- */

static const char FISH_LEAD[] = "complete -c " PROGRAM_NAME;

/* An option is offered unless a command was given that does not take it. */
static void
write_fish_condition(struct buf *out, const struct option_row *row)
{
    size_t start = out->length;
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++) {
        const struct command_row *command = &COMMAND_ROWS[i];
        if (command->is_later || command->is_default || is_taken_by(row, command))
            continue;
        buf_add_str(out, out->length == start ? " -n 'not __fish_seen_subcommand_from " : " ");
        buf_add_str(out, command->name);
    }
    if ((row->commands & 1U << COMMAND_SERVE) == 0) {
        /* It belongs to commands alone, and those have to be there. */
        buf_cut(out, start);
        buf_add_str(out, " -n '__fish_seen_subcommand_from");
        for (size_t i = 0; i < COMMAND_ROW_COUNT; i++) {
            if (is_taken_by(row, &COMMAND_ROWS[i]))
                buf_printf(out, " %s", COMMAND_ROWS[i].name);
        }
    }
    buf_add_str(out, out->length == start ? "" : "'");
}

static void
write_fish_option(struct buf *out, const struct option_row *row)
{
    buf_add_str(out, FISH_LEAD);
    write_fish_condition(out, row);
    buf_printf(out, " -l %s", row->name);
    switch (offer_of(row)) {
    case OFFER_WORDS:
        buf_add_str(out, " -x -a '");
        write_words(out, row, "");
        buf_add_char(out, '\'');
        break;
    case OFFER_FILES:
    case OFFER_SCENARIOS:
        buf_add_str(out, " -r -F");
        break;
    case OFFER_NOTHING:
        buf_add_str(out, row->argument != NULL ? " -x" : "");
        break;
    }
    buf_add_str(out, " -d '");
    write_gist(out, row->help, "");
    buf_add_str(out, "'\n");
}

void
options_write_fish(struct buf *out)
{
    buf_add_str(out, "# Completions for fish, " MADE);
    buf_printf(out, "%s -f\n", FISH_LEAD);
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++) {
        if (COMMAND_ROWS[i].is_later)
            continue;
        buf_printf(out, "%s -n __fish_use_subcommand -a %s -d '", FISH_LEAD, COMMAND_ROWS[i].name);
        write_gist(out, COMMAND_ROWS[i].help, "");
        buf_add_str(out, "'\n");
    }
    buf_printf(out, "%s -n '__fish_seen_subcommand_from check' -F\n", FISH_LEAD);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (is_shown(&OPTION_ROWS[i]))
            write_fish_option(out, &OPTION_ROWS[i]);
    }
}
