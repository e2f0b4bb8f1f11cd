#include "json/mask.h"

#include "base/limits.h"
#include "json/mask_tree.h"
#include "json/utf8.h"
#include "json/write.h"

#include <stdlib.h>
#include <string.h>

/* How every sentence about a mask begins. */
#define EXPANDING "Error expanding 'fields' parameter. "

/* One byte leaves as six at most, and a name has two quotes. */
#define NAMES_BYTES ((size_t)8 * MASK_BYTES_MOST)

/* A name on the way from the root to where the reader is. */
struct step {
    uint16_t node;
    char mark; /* what joins it to the one before: '/' or '.' */
};

struct group {
    size_t at;    /* its '(' */
    size_t depth; /* of the name before that */
};

struct reader {
    struct mask *mask;
    const struct message *message; /* NULL: any name will do */
    struct err *err;
    struct text text;
    size_t at;
    struct step path[LIMIT_JSON_DEPTH + 1]; /* the root first */
    size_t depth;                           /* of the last step */
    struct group groups[LIMIT_JSON_DEPTH];
    size_t group_count;
};

/* --- a mask ------------------------------------------------------------------------------------
 */

void
mask_free(struct mask *mask)
{
    if (mask == NULL)
        return;
    buf_done(&mask->names);
    free(mask->text);
    free(mask);
}

static void
release(struct mask **mask)
{
    mask_free(*mask);
}

/* Room for the root and so many names. Owned; NULL when memory runs out. */
static struct mask *
new_mask(struct text text, size_t name_count)
{
    owned_str copy = strndup(text.length > 0 ? text.at : "", text.length);
    struct mask *mask = calloc(1, sizeof(*mask) + (name_count + 1) * sizeof(mask->nodes[0]));
    if (copy == NULL || mask == NULL) {
        free(mask);
        return NULL;
    }
    mask->text = GIVE(copy);
    mask->names = BUF(NAMES_BYTES);
    mask->count = 1;
    return mask;
}

/* One more child, even if there is one of that name: whoever reads the tree looks at all of them. */
static uint16_t
add_child(struct mask *mask, uint16_t parent, struct text sent)
{
    size_t name = mask->names.length;
    write_string(&mask->names, sent);
    mask->nodes[mask->count] = (struct mask_node){
        .sent = sent,
        .name = name,
        .name_length = mask->names.length - name,
        .next = mask->nodes[parent].first_child,
        .is_star = text_is(sent, "*"),
    };
    mask->nodes[parent].first_child = mask->count;
    return mask->count++;
}

/* --- what the message has ----------------------------------------------------------------------
 */

static bool matches(const struct reader *reader, const struct message *message, size_t depth);

/* Whether what the path says behind `field` is there; `depth` is that of the next step. */
static bool
goes_on(const struct reader *reader, const struct field *field, size_t depth)
{
    if (depth > reader->depth)
        return true;
    if (field->kind == FIELD_MESSAGE)
        return matches(reader, field->message, depth);
    /* A key of a map, whose values have nothing below. */
    return field->kind == FIELD_STRING_MAP && depth == reader->depth;
}

/* Whether the path leads to a field at all, from the step at `depth` on. Messages do not hold
 * themselves, so a path of stars visits each field once. */
static bool
matches(const struct reader *reader, const struct message *message, size_t depth)
{
    struct mask_node *node = &reader->mask->nodes[reader->path[depth].node];
    if (!node->is_star) {
        const struct field *field = schema_field(message, node->sent);
        if (field == NULL || !goes_on(reader, field, depth + 1))
            return false;
        node->field = field;
        return true;
    }
    /* All of a message is there even if it has no field. */
    bool found = depth == reader->depth;
    for (size_t i = 0; i < message->count && !found; i++)
        found = goes_on(reader, &message->fields[i], depth + 1);
    return found;
}

static bool
fail_unknown(const struct reader *reader)
{
    struct buf path OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    for (size_t depth = 1; depth <= reader->depth; depth++) {
        if (depth > 1)
            buf_add_char(&path, reader->path[depth].mark);
        buf_add_text(&path, reader->mask->nodes[reader->path[depth].node].sent);
    }
    if (path.failed)
        return err_memory(reader->err);
    return err_argument(reader->err, reader->mask->text,
                        EXPANDING "Cannot find matching fields for path '%.*s'.",
                        TEXT_ARG(buf_text(&path)));
}

/* --- reading -----------------------------------------------------------------------------------
 */

/* Counted from 1, in characters. */
static size_t
column_of(const struct reader *reader, size_t at)
{
    size_t column = 1;
    for (size_t i = 0; i < at; i++)
        column += ((unsigned char)reader->text.at[i] & 0xC0) != 0x80;
    return column;
}

static bool
fail_expected(const struct reader *reader, const char *what)
{
    return err_argument(reader->err, reader->mask->text, EXPANDING "Expected %s at column %zu.",
                        what, column_of(reader, reader->at));
}

/* '\0' at the end; nothing in a mask is read by that byte. */
static char
here(const struct reader *reader)
{
    return reader->at < reader->text.length ? reader->text.at[reader->at] : '\0';
}

static bool
is_mark(char c)
{
    return memchr(",/.()", c, 5) != NULL;
}

/* One name, as a step below the last one. Blanks are a part of it. */
static bool
read_name(struct reader *reader, char mark)
{
    size_t start = reader->at;
    while (reader->at < reader->text.length && !is_mark(here(reader)))
        reader->at++;
    if (reader->at == start)
        return fail_expected(reader, "a field");
    if (reader->depth == LIMIT_JSON_DEPTH)
        return err_argument(reader->err, reader->mask->text,
                            EXPANDING "A path has at most %d fields.", LIMIT_JSON_DEPTH);
    struct text sent = {reader->mask->text + start, reader->at - start};
    uint16_t parent = reader->path[reader->depth].node;
    reader->depth++;
    reader->path[reader->depth] = (struct step){add_child(reader->mask, parent, sent), mark};
    return true;
}

static void
open_group(struct reader *reader)
{
    reader->groups[reader->group_count++] = (struct group){reader->at, reader->depth};
}

/* From a name to the end of a path; groups that open within it stay open. */
static bool
read_path(struct reader *reader)
{
    char mark = '/';
    for (;;) {
        if (!read_name(reader, mark))
            return false;
        char c = here(reader);
        if (c == '(')
            open_group(reader);
        else if (c != '/' && c != '.')
            break;
        mark = c == '.' ? '.' : '/';
        reader->at++;
    }
    if (reader->message != NULL && !matches(reader, reader->message, 1))
        return fail_unknown(reader);
    reader->mask->nodes[reader->path[reader->depth].node].is_whole = true;
    return true;
}

static bool
close_groups(struct reader *reader)
{
    for (; here(reader) == ')'; reader->at++) {
        if (reader->group_count == 0)
            return err_argument(reader->err, reader->mask->text,
                                EXPANDING "There is no '(' for the ')' of column %zu.",
                                column_of(reader, reader->at));
        reader->group_count--;
    }
    return true;
}

static bool
read_mask(struct reader *reader)
{
    for (;;) {
        if (!read_path(reader) || !close_groups(reader))
            return false;
        if (reader->at == reader->text.length)
            break;
        if (here(reader) != ',')
            return fail_expected(reader, reader->group_count > 0 ? "',' or ')'" : "','");
        reader->at++;
        reader->depth = reader->group_count > 0 ? reader->groups[reader->group_count - 1].depth : 0;
    }
    if (reader->group_count == 0)
        return true;
    size_t opened = reader->groups[reader->group_count - 1].at;
    return err_argument(reader->err, reader->mask->text,
                        EXPANDING "There is no ')' for the '(' of column %zu.",
                        column_of(reader, opened));
}

/* How many names there are at most: one, and one behind each mark but ')'. */
static size_t
count_names(struct text text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.length; i++)
        count += is_mark(text.at[i]) && text.at[i] != ')';
    return count;
}

/* The violation names the beginning of a mask that is too long to be repeated. */
static void
fail_size(struct text text, struct err *err)
{
    struct text start = utf8_cut(text, MASK_BYTES_MOST);
    owned_str field = strndup(start.length > 0 ? start.at : "", start.length);
    if (field == NULL)
        err_memory(err);
    else if (text.length > MASK_BYTES_MOST)
        err_argument(err, field, EXPANDING "It is longer than %d bytes.", MASK_BYTES_MOST);
    else
        err_argument(err, field, EXPANDING "It names more than %d fields.", MASK_NAMES_MOST);
}

struct mask *
mask_parse(struct text text, const struct message *message, struct err *err)
{
    size_t name_count = count_names(text);
    if (text.length > MASK_BYTES_MOST || name_count > MASK_NAMES_MOST) {
        fail_size(text, err);
        return NULL;
    }
    struct mask *mask OWNED(release) = new_mask(text, name_count);
    if (mask == NULL) {
        err_memory(err);
        return NULL;
    }
    struct reader reader = {.mask = mask, .message = message, .err = err, .text = text};
    if (!read_mask(&reader))
        return NULL;
    if (mask->names.failed) {
        err_memory(err);
        return NULL;
    }
    return GIVE(mask);
}
