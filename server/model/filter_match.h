/* One restriction against one job. For model/filter*.c alone. */
#ifndef MODEL_FILTER_MATCH_H
#define MODEL_FILTER_MATCH_H

#include "base/text.h"
#include "model/filter_tree.h"

/* `member` is the value of the top-level member that the path begins with, as compact JSON; empty
 * when the job has none. */
bool filter_restriction_matches(const struct filter_restriction *restriction, struct text member);

#endif
