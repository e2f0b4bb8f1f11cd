/* The number of a project: every project has one besides its id, and some names are made of it.
 *
 * There is no registry of projects here, so the number follows from the id: an id that is a number
 * is itself, any other is given twelve digits, always the same ones.
 */
#ifndef MODEL_PROJECT_NUMBER_H
#define MODEL_PROJECT_NUMBER_H

#include "base/text.h"

/* Positive. */
int64_t project_number(struct text project);

#endif
