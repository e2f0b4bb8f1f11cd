/* What {placeholders} in a scenario's texts stand for.
 *
 * Values are borrowed from the body or kept in `texts`.
 */
#ifndef API_PLACEHOLDERS_H
#define API_PLACEHOLDERS_H

#include "base/buf.h"
#include "sim/scenario.h"

#include <jansson.h>

#define PLACEHOLDERS_MAX 12

struct placeholders {
    struct scenario_value plain[PLACEHOLDERS_MAX];
    struct buf texts[PLACEHOLDERS_MAX]; /* behind the values that had to be made */
    int count;
    bool has_failed; /* memory ran out */
};

void placeholders_done(struct placeholders *values);

/* {project} and {projectNumber}, then {jobId}. */
void placeholders_of_job(struct placeholders *values, struct text project, struct text id);

/* {region}, as a TrainingInput or a PredictionInput says. */
void placeholders_add_region(struct placeholders *values, const json_t *input, bool is_prediction);

/* Those, and what a create's body says: {region} {imageUri} {packageUri} {modelName} {inputUri}
 * {accelerators}. What the body lacks is the empty text. */
void placeholders_of_create(struct placeholders *values, struct text project, const json_t *body);

/* Adds `value` as compact JSON with the placeholders in its strings replaced; nothing for NULL. */
void placeholders_expand_json(const struct placeholders *values, const json_t *value,
                              struct buf *out);

#endif
