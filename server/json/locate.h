/* Where in a JSON text something stands, for messages such as "flaky.json:7". */
#ifndef JSON_LOCATE_H
#define JSON_LOCATE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* The line, from 1, of the value that a path such as "scenarios[0].outcome[1].weight" names, or of the
 * innermost value on its way that is there. The text must have parsed (json/load.h). */
size_t json_locate_line(struct text text, const char *path);

/* The line, from 1, of the byte at an offset. */
size_t json_line_at(struct text text, size_t offset);

#endif
