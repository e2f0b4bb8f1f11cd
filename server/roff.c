#include "roff.h"

/* What a character is written as; NULL: as itself. */
static const char *
escape(char c, bool is_code)
{
    switch (c) {
    case '-':
        return "\\-";
    case '\\':
        return "\\e";
    case '\'':
        return is_code ? "\\(aq" : NULL;
    case '`':
        return is_code ? "\\(ga" : NULL;
    case '^':
        return is_code ? "\\(ha" : NULL;
    case '~':
        return is_code ? "\\(ti" : NULL;
    default:
        return NULL;
    }
}

static void
write_escaped(struct buf *out, struct text words, bool is_code)
{
    bool at_start = out->length == 0 || out->at[out->length - 1] == '\n';
    for (size_t i = 0; i < words.length; i++) {
        const char *escaped = escape(words.at[i], is_code);
        if (at_start && (words.at[i] == '.' || words.at[i] == '\''))
            buf_add_str(out, "\\&");
        if (escaped != NULL)
            buf_add_str(out, escaped);
        else
            buf_add_char(out, words.at[i]);
        at_start = words.at[i] == '\n';
    }
}

void
roff_write_text(struct buf *out, struct text words)
{
    write_escaped(out, words, false);
}

void
roff_write_code(struct buf *out, struct text words)
{
    write_escaped(out, words, true);
}

void
roff_write(struct buf *out, const char *words)
{
    roff_write_text(out, text_of(words));
}

void
roff_write_bold(struct buf *out, const char *words)
{
    buf_add_str(out, "\\fB");
    roff_write(out, words);
    buf_add_str(out, "\\fR");
}
