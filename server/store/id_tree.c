#include "store/id_tree.h"

#include "base/limits.h"

#include <assert.h>
#include <stdlib.h>

#define LEAF (UINT32_C(1) << 31)
#define NONE UINT32_MAX
#define FIRST_CAPACITY 16

/* Ids end in a NUL that is never stored: one more byte decides between a word and its beginning. */
#define DEPTH_MAX ((LIMIT_JOB_ID_CHARS + 1) * 8)

void
id_tree_done(struct id_tree *tree)
{
    free(tree->nodes);
    *tree = (struct id_tree){0};
}

bool
id_tree_reserve(struct id_tree *tree)
{
    if (tree->used < tree->capacity)
        return true;
    uint32_t capacity = tree->capacity == 0 ? FIRST_CAPACITY : tree->capacity * 2;
    struct id_node *nodes = realloc(tree->nodes, (size_t)capacity * sizeof(nodes[0]));
    if (nodes == NULL)
        return false;
    tree->nodes = nodes;
    tree->capacity = capacity;
    return true;
}

static bool
is_leaf(uint32_t child)
{
    return (child & LEAF) != 0;
}

static uint32_t
newest_below(const struct id_tree *tree, uint32_t child)
{
    return is_leaf(child) ? child & ~LEAF : tree->nodes[child].newest;
}

static unsigned
byte_at(struct text id, size_t place)
{
    return place < id.length ? (unsigned char)id.at[place] : 0;
}

static unsigned
bit_at(struct text id, unsigned bit)
{
    return byte_at(id, bit / 8) >> (7 - bit % 8) & 1;
}

/* The first bit in which two different ids differ. */
static unsigned
first_difference(struct text a, struct text b)
{
    size_t place = 0;
    while (byte_at(a, place) == byte_at(b, place))
        place++;
    unsigned differing = byte_at(a, place) ^ byte_at(b, place);
    return (unsigned)place * 8 + (unsigned)__builtin_clz(differing) - (32 - 8);
}

/* An id that shares all decided bits with `id`: the only one it need be compared with. */
static uint32_t
likeliest(const struct id_tree *tree, struct text id)
{
    uint32_t child = tree->root;
    while (!is_leaf(child))
        child = tree->nodes[child].children[bit_at(id, tree->nodes[child].bit)];
    return child & ~LEAF;
}

static uint32_t
take_node(struct id_tree *tree)
{
    if (tree->free == 0)
        return tree->used++;
    uint32_t taken = tree->free - 1;
    tree->free = tree->nodes[taken].children[0];
    return taken;
}

void
id_tree_add(struct id_tree *tree, const struct id_source *source, struct text id, uint32_t ordinal)
{
    tree->count++;
    if (tree->count == 1) {
        tree->root = ordinal | LEAF;
        return;
    }
    unsigned bit = first_difference(id, source->id(source->jobs, likeliest(tree, id)));
    uint32_t *link = &tree->root;
    while (!is_leaf(*link) && tree->nodes[*link].bit < bit) {
        struct id_node *above = &tree->nodes[*link];
        above->newest = ordinal;
        link = &above->children[bit_at(id, above->bit)];
    }
    uint32_t added = take_node(tree);
    unsigned side = bit_at(id, bit);
    struct id_node *node = &tree->nodes[added];
    node->bit = (uint16_t)bit;
    node->newest = ordinal;
    node->children[side] = ordinal | LEAF;
    node->children[1 - side] = *link;
    *link = added;
}

void
id_tree_remove(struct id_tree *tree, struct text id)
{
    uint32_t path[DEPTH_MAX];
    int depth = 0;
    tree->count--;
    if (tree->count == 0)
        return;
    uint32_t child = tree->root;
    while (!is_leaf(child)) {
        path[depth++] = child;
        child = tree->nodes[child].children[bit_at(id, tree->nodes[child].bit)];
    }
    /* The node above the id goes with it; what stood beside it moves up. */
    assert(depth > 0); /* two ids or more: the root is a node */
    uint32_t gone = path[--depth];
    uint32_t beside = tree->nodes[gone].children[1 - bit_at(id, tree->nodes[gone].bit)];
    if (depth == 0) {
        tree->root = beside;
    } else {
        struct id_node *above = &tree->nodes[path[depth - 1]];
        above->children[bit_at(id, above->bit)] = beside;
    }
    tree->nodes[gone].children[0] = tree->free;
    tree->free = gone + 1;
    while (depth-- > 0) {
        struct id_node *node = &tree->nodes[path[depth]];
        uint32_t left = newest_below(tree, node->children[0]);
        uint32_t right = newest_below(tree, node->children[1]);
        node->newest = left > right ? left : right;
    }
}

static bool
starts_with(struct text id, struct text prefix)
{
    for (size_t i = 0; i < prefix.length; i++) {
        if (byte_at(id, i) != (unsigned char)prefix.at[i])
            return false;
    }
    return true;
}

/* The node, or leaf, below which stand exactly the ids with the prefix. NONE when there are none. */
static uint32_t
find_prefix(const struct id_tree *tree, const struct id_source *source, struct text prefix)
{
    if (tree->count == 0)
        return NONE;
    uint32_t child = tree->root;
    while (!is_leaf(child) && tree->nodes[child].bit < prefix.length * 8)
        child = tree->nodes[child].children[bit_at(prefix, tree->nodes[child].bit)];
    /* All ids below agree on every bit of the prefix; whether they are its bits, any one tells. */
    struct text any = source->id(source->jobs, newest_below(tree, child));
    return starts_with(any, prefix) ? child : NONE;
}

/* Places still to be looked at: a heap, the newest on top. */
struct search {
    uint32_t count;
    uint32_t children[ID_TREE_VISITS + 1];
    uint32_t newest[ID_TREE_VISITS + 1];
};

static void
search_set(struct search *search, uint32_t place, uint32_t child, uint32_t newest)
{
    search->children[place] = child;
    search->newest[place] = newest;
}

static void
search_push(struct search *search, uint32_t child, uint32_t newest)
{
    uint32_t place = search->count++;
    while (place > 0 && search->newest[(place - 1) / 2] < newest) {
        uint32_t above = (place - 1) / 2;
        search_set(search, place, search->children[above], search->newest[above]);
        place = above;
    }
    search_set(search, place, child, newest);
}

static uint32_t
search_pop(struct search *search)
{
    uint32_t top = search->children[0];
    uint32_t last = --search->count;
    uint32_t place = 0;
    for (;;) {
        uint32_t below = 2 * place + 1;
        if (below + 1 < last && search->newest[below + 1] > search->newest[below])
            below++;
        if (below >= last || search->newest[below] <= search->newest[last])
            break;
        search_set(search, place, search->children[below], search->newest[below]);
        place = below;
    }
    search_set(search, place, search->children[last], search->newest[last]);
    return top;
}

bool
id_tree_newest(const struct id_tree *tree, const struct id_source *source, struct text prefix,
               uint32_t before, struct id_page *page)
{
    struct search search;
    search.count = 0;
    page->count = 0;
    uint32_t top = find_prefix(tree, source, prefix);
    if (top != NONE)
        search_push(&search, top, newest_below(tree, top));
    for (int visits = 0; search.count > 0 && page->count < page->most; visits++) {
        if (visits == ID_TREE_VISITS)
            return false;
        uint32_t child = search_pop(&search);
        if (!is_leaf(child)) {
            const struct id_node *node = &tree->nodes[child];
            for (int side = 0; side < 2; side++)
                search_push(&search, node->children[side],
                            newest_below(tree, node->children[side]));
        } else if ((child & ~LEAF) < before) {
            page->ordinals[page->count++] = child & ~LEAF;
        }
    }
    return true;
}
