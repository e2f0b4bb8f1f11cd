/* Job ids by their letters: a crit-bit tree whose every node knows the newest job below it, so that
 * the newest jobs of a prefix are found without looking at the others.
 *
 * A node stands for the first bit in which the ids below it differ; no id is longer than
 * LIMIT_JOB_ID_CHARS, so no path is longer than its bits, whatever ids a client thinks up. Ids are
 * not copied: the tree asks for the id of an ordinal.
 *
 *     struct id_page page = {.most = 20};
 *     id_tree_newest(&tree, &source, TEXT("census"), UINT32_MAX, &page);
 */
#ifndef STORE_ID_TREE_H
#define STORE_ID_TREE_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct id_node {
    uint32_t children[2]; /* a node, or an ordinal with the leaf bit set */
    uint32_t newest;      /* the largest ordinal below */
    uint16_t bit;         /* which decides, counted from the first letter's highest */
};

/* At most this many ids: one bit of a child says what it is. */
#define ID_TREE_MAX (UINT32_C(1) << 31)

struct id_tree {
    struct id_node *nodes; /* owned */
    uint32_t used;         /* nodes ever taken */
    uint32_t capacity;
    uint32_t free;  /* a list of nodes given back, through children[0] */
    uint32_t count; /* ids */
    uint32_t root;
};

/* The id of an ordinal; borrowed for the length of the call. */
struct id_source {
    struct text (*id)(const void *jobs, uint32_t ordinal);
    const void *jobs;
};

void id_tree_done(struct id_tree *tree);

/* Makes room for one more id, which then cannot fail. False when memory runs out. */
bool id_tree_reserve(struct id_tree *tree);

/* Needs room. The id is new, and `ordinal` is above every other. */
void id_tree_add(struct id_tree *tree, const struct id_source *source, struct text id,
                 uint32_t ordinal);

/* Takes out an id that is there. */
void id_tree_remove(struct id_tree *tree, struct text id);

/* Nodes looked at in one search; a search is over in about 0.2 ms then. */
#define ID_TREE_VISITS 4096

#define ID_PAGE_MAX 128

/* What a search found. */
struct id_page {
    uint32_t most; /* asked for, at most ID_PAGE_MAX */
    uint32_t count;
    uint32_t ordinals[ID_PAGE_MAX]; /* newest first */
};

/* The newest ordinals below `before` whose ids start with `prefix`, newest first. False when
 * so many newer ones stand in the way that looking at jobs one by one is the better way; what was
 * found until then is right, but there may be more. */
bool id_tree_newest(const struct id_tree *tree, const struct id_source *source, struct text prefix,
                    uint32_t before, struct id_page *page);

#endif
