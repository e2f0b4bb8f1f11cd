/* Semantic rules of jobs.create: what a well-formed job must also satisfy.
 *
 * A rule is one row: field path, status, condition, sentence. Rows are tried in order and the first
 * one broken is the answer, in the backend's idiom "Field: <path> Error: <sentence>". Sentences
 * marked [captured] are the service's own to the letter; doc/fidelity.md tells of each rule what it
 * rests on.
 *
 *     struct rule_input input = {.compat = compat, .job = body};
 *     if (!rules_check(&input, &err)) return reply_error(reply, &err);
 *
 * To add a rule: write its condition, add its row to rules_table.c where it belongs in the order,
 * and a case under fixtures/cases/rules.
 */
#ifndef MODEL_RULES_H
#define MODEL_RULES_H

#include "base/err.h"
#include "base/text.h"
#include "model/compat.h"

#include <jansson.h>

struct rule_input {
    const struct compat *compat;
    const json_t *job; /* has passed schema_check(&MESSAGE_JOB) */

    /* Whether an earlier tuning job of the project has that id; NULL: there is none. */
    bool (*is_tuning_job)(const void *project, struct text id);
    const void *project;
};

/* False with the first broken rule in err. */
bool rules_check(const struct rule_input *input, struct err *err);

/* The project id of a path. Resource Manager's alphabet, with its legacy "domain:" prefix. */
bool rules_check_project(struct text project, struct err *err);

/* True for what can be a job's id; a path with anything else names no job. */
bool rules_is_job_id(struct text id);

#endif
