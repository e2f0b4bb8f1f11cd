/* A mask laid over compact text: one pass from left to right, without a tree and without recursion.
 *
 * The walk steps only into what is masked within. What is wanted as a whole, and what is not wanted
 * at all, is passed over to its end.
 */
#include "base/limits.h"
#include "json/mask_tree.h"

#include <string.h>

/* A value that is masked within, under way. */
struct frame {
    size_t first; /* its nodes begin here in `alive`, and end where those of the next frame begin */
    size_t nest;  /* its brackets that are open */
};

/* A node is alive in at most one frame, that of its own depth. */
struct walk {
    const struct mask *mask;
    struct text in;
    size_t at;
    struct buf *out;
    uint16_t alive[MASK_NAMES_MOST + 1];
    size_t alive_count;
    struct frame frames[LIMIT_JSON_DEPTH + 1];
    size_t depth; /* frames in use */
};

enum verdict { DROP, KEEP, LOOK_INSIDE };

static bool
opens(char c)
{
    return c == '{' || c == '[';
}

static bool
closes(char c)
{
    return c == '}' || c == ']';
}

/* Behind the string that begins at `at`. */
static size_t
string_end(struct text in, size_t at)
{
    at++;
    while (at < in.length && in.at[at] != '"')
        at += in.at[at] == '\\' ? 2 : 1;
    return at < in.length ? at + 1 : in.length;
}

/* Behind the value that begins at `at`. */
static size_t
value_end(struct text in, size_t at)
{
    size_t nest = 0;
    while (at < in.length) {
        char c = in.at[at];
        if (nest == 0 && (c == ',' || closes(c)))
            break;
        nest += opens(c);
        nest -= closes(c);
        at = c == '"' ? string_end(in, at) : at + 1;
    }
    return at;
}

/* `key` has its quotes. */
static bool
is_named(const struct mask *mask, const struct mask_node *node, struct text key)
{
    if (node->is_star)
        return true;
    struct text name = {mask->names.at + node->name, node->name_length};
    if (text_equal(key, name))
        return true;
    struct text bare = {key.at + 1, key.length - 2};
    return node->field != NULL &&
           (text_is(bare, node->field->name) || text_is(bare, node->field->proto));
}

/* What becomes of a member of the innermost frame. To look inside, the nodes that ask for it lie on
 * top of the living. */
static enum verdict
judge(struct walk *walk, struct text key)
{
    const struct mask_node *nodes = walk->mask->nodes;
    size_t end = walk->alive_count;
    for (size_t i = walk->frames[walk->depth - 1].first; i < end; i++) {
        uint16_t child = nodes[walk->alive[i]].first_child;
        for (; child != 0; child = nodes[child].next) {
            if (!is_named(walk->mask, &nodes[child], key))
                continue;
            if (nodes[child].is_whole)
                return KEEP;
            walk->alive[walk->alive_count++] = child;
        }
    }
    return walk->alive_count > end ? LOOK_INSIDE : DROP;
}

/* A comma, unless what follows is the first in its brackets. */
static void
separate(struct buf *out)
{
    if (!out->failed && !opens(out->at[out->length - 1]))
        buf_add_char(out, ',');
}

static void
walk_member(struct walk *walk, size_t key_end)
{
    size_t first = walk->alive_count;
    size_t value = key_end + 1;
    struct text key = {walk->in.at + walk->at, key_end - walk->at};
    enum verdict verdict = judge(walk, key);
    if (verdict == LOOK_INSIDE && value < walk->in.length && opens(walk->in.at[value])) {
        separate(walk->out);
        buf_add(walk->out, key.at, key.length + 1);
        walk->frames[walk->depth++] = (struct frame){.first = first};
        walk->at = value;
        return;
    }
    walk->alive_count = first;
    size_t end = value_end(walk->in, value);
    if (verdict == KEEP) {
        separate(walk->out);
        buf_add(walk->out, key.at, end - walk->at);
    }
    walk->at = end;
}

static void
walk_bracket(struct walk *walk, char c)
{
    struct frame *frame = &walk->frames[walk->depth - 1];
    if (opens(c)) {
        if (frame->nest > 0)
            separate(walk->out);
        frame->nest++;
    } else {
        frame->nest--;
    }
    buf_add_char(walk->out, c);
    walk->at++;
    if (frame->nest == 0) {
        walk->depth--;
        walk->alive_count = frame->first;
    }
}

/* One bracket, comma, member, or scalar of a list: that has no members to name and goes. */
static void
walk_on(struct walk *walk)
{
    struct text in = walk->in;
    char c = in.at[walk->at];
    if (opens(c) || closes(c)) {
        walk_bracket(walk, c);
        return;
    }
    if (c == ',') {
        walk->at++;
        return;
    }
    if (c != '"') {
        walk->at = value_end(in, walk->at);
        return;
    }
    size_t end = string_end(in, walk->at);
    if (end < in.length && in.at[end] == ':')
        walk_member(walk, end);
    else
        walk->at = end;
}

void
mask_apply(const struct mask *mask, struct text compact, struct buf *out)
{
    struct walk walk = {
        .mask = mask,
        .in = compact,
        .out = out,
        .alive_count = 1, /* the root, which is node 0 */
        .depth = 1,
    };
    while (walk.at < compact.length && walk.depth > 0 && !out->failed)
        walk_on(&walk);
}
