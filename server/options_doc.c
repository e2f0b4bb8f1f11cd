#include "options_doc.h"

#include "options_table.h"

#include <string.h>

#define HELP_COLUMNS 100
#define HELP_INDENT 28

/* Writes words from column `column` on, going to the next line, at HELP_INDENT, rather than beyond
 * the last column. */
static void
write_wrapped(struct buf *out, size_t column, const char *words)
{
    struct text rest = text_of(words);
    bool has_more = true;
    for (size_t i = column; i < HELP_INDENT; i++)
        buf_add_char(out, ' ');
    column = HELP_INDENT;
    while (has_more) {
        struct text word = rest;
        has_more = text_split(rest, ' ', &word, &rest);
        if (column > HELP_INDENT && column + 1 + word.length > HELP_COLUMNS) {
            buf_printf(out, "\n%*s", HELP_INDENT, "");
            column = HELP_INDENT;
        } else if (column > HELP_INDENT) {
            buf_add_char(out, ' ');
            column++;
        }
        buf_add_text(out, word);
        column += word.length;
    }
    buf_add_char(out, '\n');
}

/* The sentence, with the range of a limit and the default behind it. */
static void
write_meaning(struct buf *out, const struct option_row *row)
{
    buf_add_str(out, row->help);
    if ((row->flags & OPTION_LIMIT) != 0)
        buf_printf(out, ", %lld to %lld", (long long)row->least, (long long)row->most);
    if (row->initial != NULL && row->argument != NULL)
        buf_printf(out, " (default %s)", row->initial);
}

static void
write_help_row(struct buf *out, const struct option_row *row)
{
    struct buf meaning OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
    struct buf head OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
    write_meaning(&meaning, row);
    buf_printf(&head, "  --%s%s%s", row->name, row->argument != NULL ? " " : "",
               row->argument != NULL ? row->argument : "");
    buf_add_text(out, buf_text(&head));
    if (head.length + 2 > HELP_INDENT) {
        buf_add_char(out, '\n');
        head.length = 0;
    }
    write_wrapped(out, head.length, meaning.failed ? "" : meaning.at);
}

static void
write_help_rows(struct buf *out, unsigned wanted_flags)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if ((OPTION_ROWS[i].flags & (OPTION_LIMIT | OPTION_LATER)) == wanted_flags)
            write_help_row(out, &OPTION_ROWS[i]);
    }
}

/* "400|200" */
static void
write_compat_values(struct buf *out, const struct compat_row *row, const char *separator)
{
    for (int i = 0; i < COMPAT_VALUES_MAX && row->values[i] != NULL; i++)
        buf_printf(out, "%s%s", i == 0 ? "" : separator, row->values[i]);
}

static void
write_compat_help(struct buf *out)
{
    for (int i = 0; i < COMPAT_COUNT; i++) {
        struct buf meaning OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
        size_t start = out->length;
        buf_add_str(&meaning, COMPAT_ROWS[i].meaning);
        buf_printf(out, "  %s=", COMPAT_ROWS[i].name);
        write_compat_values(out, &COMPAT_ROWS[i], "|");
        if (out->length - start + 2 > HELP_INDENT) {
            buf_add_char(out, '\n');
            start = out->length;
        }
        write_wrapped(out, out->length - start, meaning.failed ? "" : meaning.at);
    }
}

static void
write_help_commands(struct buf *out)
{
    const char *lead = "usage:";
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++) {
        const struct command_row *row = &COMMAND_ROWS[i];
        if (row->is_later)
            continue;
        buf_printf(out, row->is_default ? "%s %s [%s] %s\n" : "%s %s %s %s\n", lead, PROGRAM_NAME,
                   row->name, row->synopsis);
        lead = "      ";
    }
    buf_printf(out, "%s %s --help | --version\n", lead, PROGRAM_NAME);
}

void
options_write_help(struct buf *out)
{
    write_help_commands(out);
    buf_add_str(out, "\nA local server that answers like the jobs of Google's AI Platform Training "
                     "API\n(ml.googleapis.com/v1 projects.jobs).\n\nCommands:\n");
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++) {
        const struct command_row *row = &COMMAND_ROWS[i];
        if (row->is_later)
            continue;
        buf_printf(out, "  %s", row->name);
        write_wrapped(out, 2 + strlen(row->name), row->help);
    }
    buf_add_str(out, "\nOptions:\n");
    write_help_rows(out, 0);
    buf_add_str(out, "\nLimits:\n");
    write_help_rows(out, OPTION_LIMIT);
    buf_add_str(out, "\nAnswers that --compat switches, the default first:\n");
    write_compat_help(out);
    buf_add_str(out,
                "\nIn the environment, --port-file is ML_JOBS_EMULATOR_PORT_FILE, and so on; an "
                "option beats its\nvariable, and values of --compat, --allow-host and --scenario "
                "stand between commas there.\n");
    buf_add_str(out,
                "\nExit status: 0 fine, 1 failed, not ready or a mistake found, 2 wrong use.\n");
}

/* A bar would end the cell of a Markdown table. */
static void
write_cell(struct buf *out, const char *words)
{
    for (const char *c = words; *c != '\0'; c++)
        buf_printf(out, *c == '|' ? "\\|" : "%c", *c);
}

static void
write_markdown_row(struct buf *out, const struct option_row *row)
{
    buf_printf(out, "| `--%s%s", row->name, row->argument != NULL ? " " : "");
    write_cell(out, row->argument != NULL ? row->argument : "");
    buf_add_str(out, "` | ");
    if ((row->flags & OPTION_NO_VARIABLE) == 0) {
        buf_add_char(out, '`');
        option_write_variable(out, row);
        buf_add_char(out, '`');
    }
    buf_printf(out, " | %s | ", row->initial != NULL ? row->initial : "");
    write_cell(out, row->help);
    buf_add_str(out, " |\n");
}

void
options_write_markdown(struct buf *out)
{
    buf_add_str(out, "| option | environment | default | meaning |\n|---|---|---|---|\n");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if ((OPTION_ROWS[i].flags & OPTION_LATER) == 0)
            write_markdown_row(out, &OPTION_ROWS[i]);
    }
}

void
options_write_compat_markdown(struct buf *out)
{
    buf_add_str(out, "| `--compat` | values, default first | meaning |\n|---|---|---|\n");
    for (int i = 0; i < COMPAT_COUNT; i++) {
        const struct compat_row *row = &COMPAT_ROWS[i];
        buf_printf(out, "| `%s` | `", row->name);
        write_compat_values(out, row, "` `");
        buf_add_str(out, "` | ");
        buf_add_str(out, row->meaning);
        buf_add_str(out, " |\n");
    }
}
