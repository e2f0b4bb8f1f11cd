/* What a mask is inside: the names of all its paths as a tree, in one array.
 *
 *     jobs(jobId,trainingInput/args),nextPageToken
 *
 *     0 -+- jobs -+- jobId (whole)
 *        |        +- trainingInput --- args (whole)
 *        +- nextPageToken (whole)
 *
 * Node 0 is the root and has no name. A child stands behind its parent, so 0 also means "none". Two
 * children may have one name (a/b,a/c); then both count.
 */
#ifndef JSON_MASK_TREE_H
#define JSON_MASK_TREE_H

#include "json/mask.h"

#include <stdint.h>

/* Enough to spell out every path of a list of jobs, which takes 453 names in 5135 bytes. A page of
 * 100 jobs with 64 labels each, held against 512 keys, takes about 13 ms. */
#define MASK_BYTES_MOST 16384
#define MASK_NAMES_MOST 512

struct mask_node {
    struct text sent;          /* as the client spelt it; borrowed from the mask */
    size_t name;               /* where in `names` it begins: quoted, as json/write writes it */
    size_t name_length;        /* quotes included */
    const struct field *field; /* taken in both its spellings; NULL: only as sent */
    uint16_t first_child;
    uint16_t next; /* of the same parent */
    bool is_star;  /* every name */
    bool is_whole; /* a path ends here: all of what is below */
};

struct mask {
    char *text; /* owned; all of it, as sent */
    struct buf names;
    uint16_t count;
    struct mask_node nodes[];
};

#endif
