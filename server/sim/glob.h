/* Patterns of scenarios: '*' stands for any text, '?' for any one byte, the rest for itself. */
#ifndef SIM_GLOB_H
#define SIM_GLOB_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* In time proportional to pattern times text at worst; no recursion. */
bool glob_match(struct text pattern, struct text text);

#endif
