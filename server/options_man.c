#include "options_doc.h"
#include "options_table.h"
#include "roff.h"

static void
write_synopsis(struct buf *out)
{
    buf_add_str(out, ".SH SYNOPSIS\n");
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++) {
        const struct command_row *row = &COMMAND_ROWS[i];
        if (row->is_later)
            continue;
        roff_write_bold(out, PROGRAM_NAME);
        buf_add_str(out, row->is_default ? " [" : " ");
        roff_write_bold(out, row->name);
        buf_add_str(out, row->is_default ? "] " : " ");
        roff_write(out, row->synopsis);
        buf_add_str(out, "\n.br\n");
    }
    roff_write_bold(out, PROGRAM_NAME);
    buf_add_char(out, ' ');
    roff_write(out, "--help | --version\n");
}

static void
write_commands(struct buf *out)
{
    const char *separator = "";
    buf_add_str(out, ".SH COMMANDS\n");
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++) {
        const struct command_row *row = &COMMAND_ROWS[i];
        if (row->is_later)
            continue;
        buf_add_str(out, ".TP\n");
        roff_write_bold(out, row->name);
        buf_add_str(out, row->is_default ? " (the default)\n" : "\n");
        roff_write(out, row->help);
        buf_add_str(out, ".\n");
    }
    buf_add_str(out, ".PP\nKnown by name, and refused until they are written: ");
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++) {
        if (!COMMAND_ROWS[i].is_later)
            continue;
        buf_add_str(out, separator);
        roff_write_bold(out, COMMAND_ROWS[i].name);
        separator = ", ";
    }
    buf_add_str(out, ".\n");
}

static void
write_option(struct buf *out, const struct option_row *row)
{
    buf_add_str(out, ".TP\n\\fB\\-\\-");
    roff_write(out, row->name);
    buf_add_str(out, "\\fR");
    if (row->argument != NULL) {
        buf_add_str(out, " \\fI");
        roff_write(out, row->argument);
        buf_add_str(out, "\\fR");
    }
    buf_add_char(out, '\n');
    roff_write(out, row->help);
    if ((row->flags & OPTION_LIMIT) != 0)
        buf_printf(out, ", %lld to %lld", (long long)row->least, (long long)row->most);
    buf_add_str(out, ".\n");
    if (row->initial != NULL && row->argument != NULL) {
        buf_add_str(out, "Default: ");
        roff_write(out, row->initial);
        buf_add_str(out, ".\n");
    }
}

static void
write_options(struct buf *out, unsigned flags)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if ((OPTION_ROWS[i].flags & (OPTION_LIMIT | OPTION_LATER)) == flags)
            write_option(out, &OPTION_ROWS[i]);
    }
}

static void
write_later_options(struct buf *out)
{
    const char *separator = "";
    buf_add_str(out, ".PP\nKnown by name, and refused until they are written: ");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if ((OPTION_ROWS[i].flags & OPTION_LATER) == 0)
            continue;
        buf_printf(out, "%s\\fB\\-\\-", separator);
        roff_write(out, OPTION_ROWS[i].name);
        buf_add_str(out, "\\fR");
        separator = ", ";
    }
    buf_add_str(out, ".\n\\fB\\-\\-auth off\\fR is taken: everybody may call.\n");
}

static void
write_compat(struct buf *out)
{
    buf_add_str(out,
                ".SH COMPAT\nWhere the evidence about the real service disagrees, \\fB\\-\\-compat "
                "\\fINAME\\fB=\\fIVALUE\\fR chooses.\nThe default stands first.\n");
    for (int i = 0; i < COMPAT_COUNT; i++) {
        const struct compat_row *row = &COMPAT_ROWS[i];
        buf_add_str(out, ".TP\n");
        roff_write_bold(out, row->name);
        buf_add_char(out, '=');
        for (int j = 0; j < COMPAT_VALUES_MAX && row->values[j] != NULL; j++) {
            buf_add_str(out, j == 0 ? "" : "|");
            roff_write(out, row->values[j]);
        }
        buf_add_char(out, '\n');
        roff_write(out, row->meaning);
        buf_add_str(out, ".\n");
    }
}

static void
write_environment(struct buf *out)
{
    buf_add_str(out,
                ".SH ENVIRONMENT\nEvery variable sets the option of its name; an option on the "
                "command line beats it, also where it may be repeated.\nValues of a repeatable "
                "option stand between commas.\nAn empty variable counts as unset, one that "
                "belongs to no option is reported on standard error.\nThe variable of a flag is "
                "\\fBtrue\\fR, \\fBfalse\\fR, \\fB1\\fR or \\fB0\\fR.\n");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if ((OPTION_ROWS[i].flags & (OPTION_LATER | OPTION_NO_VARIABLE)) != 0)
            continue;
        buf_add_str(out, ".TP\n\\fB");
        option_write_variable(out, &OPTION_ROWS[i]);
        buf_add_str(out, "\\fR\n\\fB\\-\\-");
        roff_write(out, OPTION_ROWS[i].name);
        buf_add_str(out, "\\fR\n");
    }
}

static const char DESCRIPTION[] =
    ".SH DESCRIPTION\n"
    "A local HTTP server that answers like the jobs of Google's AI Platform Training API "
    "(ml.googleapis.com/v1 projects.jobs).\n"
    "Google's clients, or plain HTTP, create jobs, watch them go QUEUED, PREPARING, RUNNING, "
    "SUCCEEDED, "
    "and cancel them.\n"
    "No job does any work: its life is drawn from the seed when it is created and follows a clock "
    "that "
    "tests can move.\n"
    ".PP\n"
    "Each project id is a world of its own with its own jobs, clock and seed; nothing is kept when "
    "the "
    "server stops.\n"
    "Standard output carries one line, \\fBml\\-jobs\\-emulator ready on "
    "http://127.0.0.1:8090\\fR; "
    "everything else goes to standard error.\n";

static const char EXIT_STATUS[] =
    ".SH \"EXIT STATUS\"\n"
    ".TP\n0\nFine; also after SIGTERM or SIGINT.\n"
    ".TP\n1\nThe server failed, healthcheck found none that is ready, or check found a "
    "mistake.\n"
    ".TP\n2\nWrong use: an option, a variable or a command that cannot be "
    "taken, or a mistake in a file that \\fB\\-\\-scenario\\fR names.\n";

static const char EXAMPLES[] =
    ".SH EXAMPLES\n"
    "Serve on a free port and wait for it:\n"
    ".PP\n.nf\n"
    "ml\\-jobs\\-emulator \\-\\-port 0 \\-\\-port\\-file /run/user/1000/emulator.port\n"
    ".fi\n.PP\n"
    "Time that only moves when a test moves it:\n"
    ".PP\n.nf\n"
    "ml\\-jobs\\-emulator \\-\\-clock manual \\-\\-profile realistic\n"
    "curl \\-d \\(aq{\"duration\":\"3600s\"}\\(aq http://127.0.0.1:8090/emulator/v1/clock:advance\n"
    ".fi\n.PP\n"
    "Point gcloud at it:\n"
    ".PP\n.nf\n"
    "eval \"$(ml\\-jobs\\-emulator env)\"\n"
    "gcloud ai\\-platform jobs list \\-\\-project my\\-project\n"
    ".fi\n";

void
options_write_man(struct buf *out)
{
    buf_add_str(
        out, ".\\\" Made from the option table (server/options_table.c): tests/lint/docs --write\n"
             ".TH ML\\-JOBS\\-EMULATOR 1 \"\" \"ml\\-jobs\\-emulator " PACKAGE_VERSION
             "\" \"User Commands\"\n"
             ".SH NAME\nml\\-jobs\\-emulator \\- local emulator of AI Platform Training jobs\n");
    write_synopsis(out);
    buf_add_str(out, DESCRIPTION);
    write_commands(out);
    buf_add_str(out, ".SH OPTIONS\nA value follows its option, or stands behind an equals sign "
                     "(\\fB\\-\\-port=8091\\fR).\n");
    write_options(out, 0);
    buf_add_str(out, ".SS Limits\n");
    write_options(out, OPTION_LIMIT);
    write_later_options(out);
    write_compat(out);
    write_environment(out);
    buf_add_str(out, EXIT_STATUS);
    buf_add_str(out, EXAMPLES);
    buf_add_str(out, ".SH \"SEE ALSO\"\n\\fBml\\-jobs\\-scenario\\fR(5)\n");
}
