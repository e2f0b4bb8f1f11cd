/* Prints what the option table says, for tests/lint/docs: optiondoc help|man|options|compat. */
#include "options_doc.h"

#include <stdio.h>
#include <string.h>

struct document {
    const char *name;
    void (*write)(struct buf *out);
};

static const struct document DOCUMENTS[] = {
    {"help", options_write_help},
    {"man", options_write_man},
    {"options", options_write_markdown},
    {"compat", options_write_compat_markdown},
};

int
main(int argc, char **argv)
{
    struct buf out OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
    for (size_t i = 0; argc == 2 && i < sizeof(DOCUMENTS) / sizeof(DOCUMENTS[0]); i++) {
        if (strcmp(argv[1], DOCUMENTS[i].name) == 0)
            DOCUMENTS[i].write(&out);
    }
    if (out.length == 0 || out.failed) {
        (void)fputs("usage: optiondoc help|man|options|compat\n", stderr);
        return 2;
    }
    return fwrite(out.at, 1, out.length, stdout) == out.length && fflush(stdout) == 0 ? 0 : 1;
}
