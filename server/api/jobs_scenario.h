/* Which scenario a create gets, and what it makes of the create itself. */
#ifndef API_JOBS_SCENARIO_H
#define API_JOBS_SCENARIO_H

#include "api/call.h"

#include <jansson.h>

/* The first that hits: header X-Emulator-Scenario, label emulator-scenario, "match" (the world's before
 * the server's), the world's default, the server's. *ret_scenario is borrowed, NULL: none. False with
 * INVALID_ARGUMENT for a name that there is no scenario of. */
bool jobs_scenario_choose(struct call *call, const json_t *body,
                          const struct scenario **ret_scenario);

/* False when the scenario refuses the create, with the error it gives. */
bool jobs_scenario_allows(struct call *call, const json_t *body, const struct scenario *scenario);

/* Whether a tuning job with this HyperparameterSpec can be measured as the scenario says. False with
 * FAILED_PRECONDITION. */
bool jobs_scenario_fits(struct call *call, const json_t *spec, const struct scenario *scenario);

/* The job named by resumePreviousJobId, which the rules know to be a tuning job: it must have ended, and
 * have had the same parameters and goal. *ret_job is borrowed, NULL: none is named. */
bool jobs_resumed(struct call *call, const struct world *world, const json_t *spec,
                  const struct job **ret_job);

#endif
