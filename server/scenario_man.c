#include "scenario_man.h"

#include "roff.h"
#include "sim/expression.h"
#include "sim/functions.h"
#include "sim/scenario_format.h"

const struct scenario_example SCENARIO_EXAMPLES[] = {
    {"One job in ten fails half way through its run, with a message",
     "{\"name\": \"flaky\",\n"
     " \"outcome\": [{\"state\": \"SUCCEEDED\", \"weight\": 9},\n"
     "             {\"state\": \"FAILED\", \"weight\": 1, \"errorMessage\": \"{jobId} gave "
     "up.\"}]}\n"},
    {"Jobs of one team wait for a machine, those of a region find none",
     "{\"scenarios\": [\n"
     "  {\"name\": \"late\", \"match\": {\"labels\": {\"team\": \"vision\"}},\n"
     "   \"queued\": {\"lognormal\": {\"median\": \"120s\", \"sigma\": 0.5, \"max\": \"900s\"}}},\n"
     "  {\"name\": \"full\", \"match\": {\"region\": \"europe-*\"},\n"
     "   \"create\": {\"status\": \"RESOURCE_EXHAUSTED\", \"message\": \"{region} is "
     "full.\"}}]}\n"},
    {"Tuning looks for the best learning rate, and large ones diverge",
     "{\"name\": \"rate\",\n"
     " \"tuning\": {\"objective\": {\"expression\": \"1 - (log10(lr) + 2)^2 / 9\"},\n"
     "            \"noise\": 0.01, \"infeasible\": \"lr > 0.5\"}}\n"},
};

const size_t SCENARIO_EXAMPLE_COUNT = sizeof(SCENARIO_EXAMPLES) / sizeof(SCENARIO_EXAMPLES[0]);

/* --- the format ---------------------------------------------------------------------------------- */

static void
write_term(struct buf *out, const char *name, const char *type)
{
    buf_add_str(out, ".TP\n");
    roff_write_bold(out, name);
    buf_add_str(out, ": ");
    roff_write_code(out, text_of(type));
    buf_add_char(out, '\n');
}

static void
write_object(struct buf *out, enum format_object object)
{
    const struct format_table *table = &FORMAT_TABLES[object];
    buf_add_str(out, ".SS ");
    roff_write(out, table->where);
    buf_add_char(out, '\n');
    roff_write_code(out, text_of(table->lead));
    buf_add_str(out, table->lead[0] == '\0' ? "" : "\n");
    for (const struct format_row *row = table->rows; row->name != NULL; row++) {
        write_term(out, row->name, row->type);
        roff_write_code(out, text_of(row->meaning));
        buf_add_str(out, ".\n");
    }
}

static void
write_objects(struct buf *out, enum format_object first, enum format_object last)
{
    for (int object = (int)first; object <= (int)last; object++)
        write_object(out, (enum format_object)object);
}

static void
write_function(struct buf *out, const struct function *function)
{
    buf_add_str(out, ".TP\n");
    roff_write_bold(out, function->name);
    buf_printf(out, ": %d", (int)function->axes_least);
    if (function->axes_most != function->axes_least)
        buf_printf(out, " to %d", (int)function->axes_most);
    buf_add_str(out, function->axes_most == 1 ? " parameter, from " : " parameters, from ");
    struct buf domain OWNED(buf_done) = BUF(64);
    buf_printf(&domain, "%g to %g", function->low, function->high);
    roff_write_text(out, buf_text(&domain));
    buf_add_char(out, '\n');
    roff_write(out, function->meaning);
    buf_add_str(out, ".\n");
}

static void
write_functions(struct buf *out)
{
    buf_add_str(out,
                ".SS Functions\nA parameter's range is stretched over the domain of its axis.\n");
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        write_function(out, &FUNCTIONS[i]);
}

/* --- the README of the presets ------------------------------------------------------------------- */

/* Markdown's `code` becomes bold; there is no other markup in those cells. */
static void
write_inline(struct buf *out, struct text words)
{
    struct text plain;
    struct text code;
    while (text_split(words, '`', &plain, &words) && text_split(words, '`', &code, &words)) {
        roff_write_code(out, plain);
        buf_add_str(out, "\\fB");
        roff_write_code(out, code);
        buf_add_str(out, "\\fR");
    }
    roff_write_code(out, words);
}

static struct text
trim(struct text text)
{
    while (text.length > 0 && text.at[0] == ' ')
        text = (struct text){text.at + 1, text.length - 1};
    while (text.length > 0 && text.at[text.length - 1] == ' ')
        text.length--;
    return text;
}

/* "| `name` | what happens | source |"; a row without a name in code is the table's head. */
static void
write_readme_row(struct buf *out, struct text row)
{
    struct text name;
    struct text meaning;
    text_split(row, '|', &name, &row);
    if (!text_split(row, '|', &name, &row) || !text_starts(trim(name), "`") ||
        !text_split(row, '|', &meaning, &row))
        return;
    buf_add_str(out, ".TP\n");
    write_inline(out, trim(name));
    buf_add_char(out, '\n');
    write_inline(out, trim(meaning));
    buf_add_str(out, ".\n");
}

static void
write_readme_line(struct buf *out, struct text line)
{
    if (text_starts(line, "## ")) {
        buf_add_str(out, ".SS ");
        roff_write_text(out, (struct text){line.at + 3, line.length - 3});
        buf_add_char(out, '\n');
    } else if (text_starts(line, "|")) {
        write_readme_row(out, line);
    } else if (line.length > 0) {
        write_inline(out, line);
        buf_add_char(out, '\n');
    }
}

/* What stands before the first section is about the folder. */
static void
write_readme(struct buf *out, struct text readme)
{
    struct text line;
    bool is_inside = false;
    while (text_split(readme, '\n', &line, &readme)) {
        is_inside = is_inside || text_starts(line, "## ");
        if (is_inside)
            write_readme_line(out, line);
    }
}

/* --- the page ------------------------------------------------------------------------------------ */

static const char HEAD[] =
    ".\\\" Made from the tables of scenarios (server/sim/scenario_format.c, "
    "server/sim/functions.c) and\n"
    ".\\\" fixtures/scenarios/README.md: tests/lint/docs --write\n"
    ".TH ML\\-JOBS\\-SCENARIO 5 \"\" \"ml\\-jobs\\-emulator " PACKAGE_VERSION
    "\" \"File Formats\"\n"
    ".SH NAME\nml\\-jobs\\-scenario \\- how jobs of ml\\-jobs\\-emulator behave\n"
    ".SH SYNOPSIS\n"
    "\\fBml\\-jobs\\-emulator \\-\\-scenario\\fR \\fIPATH\\fR\n.br\n"
    "\\fBml\\-jobs\\-emulator check\\fR \\fIPATH\\fR...\n.br\n"
    "PUT /emulator/v1/projects/\\fIPROJECT\\fR/scenarios/\\fINAME\\fR\n"
    ".SH DESCRIPTION\n"
    "A scenario says how jobs behave: how long they wait and run, how they end, which creates are\n"
    "refused, and what the trials of tuning jobs come to.\n"
    "It is JSON. A file holds one or several, a PUT one; a folder given to \\fB\\-\\-scenario\\fR "
    "is\n"
    "read for its files named *.json.\n"
    "A mistake is reported with its line and member, and \\fBcheck\\fR looks for mistakes without "
    "a\n"
    "server.\n"
    ".PP\n"
    "A create gets the first of these that there is: the scenario named by the header\n"
    "\\fBX\\-Emulator\\-Scenario\\fR, the one named by the label \\fBemulator\\-scenario\\fR, the "
    "first\n"
    "whose \\fBmatch\\fR fits, the project's \\fBdefaultScenario\\fR. Otherwise the job succeeds, "
    "with\n"
    "the times of the profile.\n"
    "A name that there is not is answered 400.\n"
    "Scenarios of the project come before those of the server, and those before the presets.\n"
    "A job keeps the scenario that it was created with. Chance is drawn from the seed and the "
    "job's\n"
    "id, which are no part of a scenario: the same seed gives the same jobs.\n"
    ".SH FORMAT\n";

static const char OBJECTIVES[] = ".SH OBJECTIVES\n"
                                 "The object is one of the next four. A job that it does not fit, "
                                 "for want of a parameter that it\n"
                                 "names, is refused with FAILED_PRECONDITION. Where a trial's "
                                 "value is not a finite number, or there\n"
                                 "is none, the trial is infeasible.\n";

static const char SPANS[] = ".SH SPANS\nA duration is text: a number and h, m, s or ms, as in "
                            "\"2h\", \"1.5s\" or \"250ms\".\n";

static const char EXPRESSIONS[] =
    ".SH EXPRESSIONS\n"
    "Arithmetic over the trial's parameters, which stand by their names; a name that is no word "
    "stands\n"
    "in backquotes. Operators, tightest first: \\(ha; unary \\- + !; * / %; + \\-; < <= > >=; == "
    "!=; &&; ||;\n"
    "?:. Functions: " EXPRESSION_FUNCTION_NAMES ". Constants: pi, e.\n"
    "True is 1 and false 0. A category is compared, by == or !=, with text in single or double "
    "quotes.\n"
    "At most 4096 bytes, 64 levels deep and 1024 operations long.\n";

static void
write_examples(struct buf *out)
{
    buf_add_str(out, ".SH EXAMPLES\n");
    for (size_t i = 0; i < SCENARIO_EXAMPLE_COUNT; i++) {
        buf_add_str(out, i == 0 ? "" : ".PP\n");
        roff_write(out, SCENARIO_EXAMPLES[i].lead);
        buf_add_str(out, ":\n.PP\n.nf\n");
        roff_write_code(out, text_of(SCENARIO_EXAMPLES[i].json));
        buf_add_str(out, ".fi\n");
    }
}

void
scenario_write_man(struct buf *out, struct text readme)
{
    buf_add_str(out, HEAD);
    write_objects(out, FORMAT_FILE, FORMAT_CURVE);
    buf_add_str(out, OBJECTIVES);
    write_objects(out, FORMAT_FUNCTION, FORMAT_RESULT);
    write_functions(out);
    buf_add_str(out, SPANS);
    write_objects(out, FORMAT_SPAN, FORMAT_EXPONENTIAL);
    buf_add_str(out, EXPRESSIONS);
    buf_add_str(out, ".SH PRESETS\nThese travel inside the program. None has a match.\n");
    write_readme(out, readme);
    write_examples(out);
    buf_add_str(out, ".SH \"SEE ALSO\"\n\\fBml\\-jobs\\-emulator\\fR(1)\n");
}
