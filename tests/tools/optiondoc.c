/* Prints what is made from the tables of options and scenarios, for tests/lint/docs. The page about
 * scenarios also needs the text of fixtures/scenarios/README.md, on standard input. */
#include "options_doc.h"
#include "scenario_man.h"

#include <stdio.h>
#include <string.h>

/* Far longer than that README. */
#define INPUT_BYTES 65536

static void
write_scenario_page(struct buf *out)
{
    static char readme[INPUT_BYTES];
    size_t length = fread(readme, 1, sizeof(readme), stdin);
    scenario_write_man(out, (struct text){readme, length});
}

struct document {
    const char *name;
    void (*write)(struct buf *out);
};

static const struct document DOCUMENTS[] = {
    {"help", options_write_help},        {"man", options_write_man},
    {"options", options_write_markdown}, {"compat", options_write_compat_markdown},
    {"bash", options_write_bash},        {"zsh", options_write_zsh},
    {"fish", options_write_fish},        {"scenario", write_scenario_page},
};

#define DOCUMENT_COUNT (sizeof(DOCUMENTS) / sizeof(DOCUMENTS[0]))

int
main(int argc, char **argv)
{
    struct buf out OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
    for (size_t i = 0; argc == 2 && i < DOCUMENT_COUNT; i++) {
        if (strcmp(argv[1], DOCUMENTS[i].name) == 0)
            DOCUMENTS[i].write(&out);
    }
    if (out.length == 0 || out.failed) {
        (void)fputs("usage: optiondoc DOCUMENT, one of", stderr);
        for (size_t i = 0; i < DOCUMENT_COUNT; i++)
            (void)fprintf(stderr, " %s", DOCUMENTS[i].name);
        (void)fputs("\n", stderr);
        return 2;
    }
    return fwrite(out.at, 1, out.length, stdout) == out.length && fflush(stdout) == 0 ? 0 : 1;
}
