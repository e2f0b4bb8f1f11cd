#include "api/jobs_scenario.h"

#include "api/placeholders.h"
#include "json/load.h"
#include "json/utf8.h"
#include "model/job_schema.h"
#include "sim/space.h"

#include <stdlib.h>

#define NAME_SHOWN_BYTES 256

static struct text
label_of(const json_t *body)
{
    const json_t *labels = schema_get(&MESSAGE_JOB, body, "labels");
    const json_t *label = json_object_get(labels, "emulator-scenario");
    return (struct text){json_string_value(label), json_string_length(label)};
}

static bool
choose_by_name(struct call *call, const struct world *world, struct text name, const char *origin,
               const struct scenario **ret_scenario)
{
    const struct store *store = call->service->store;
    const struct scenario *scenario = store_scenario(store, world, name);
    struct buf names OWNED(buf_done) = BUF(ERR_TEXT_BYTES / 4);
    if (scenario != NULL) {
        *ret_scenario = scenario;
        return true;
    }
    if (world != NULL && world->scenarios.count > 0) {
        scenario_set_list(&world->scenarios, &names);
        buf_add_str(&names, ", ");
    }
    scenario_set_list(&store->scenarios, &names);
    struct text shown = utf8_cut(name, NAME_SHOWN_BYTES);
    return err_field(&call->err, ERR_INVALID_ARGUMENT, origin,
                     "There is no scenario '%.*s'. There are: %s.", TEXT_ARG(shown),
                     names.failed ? "too many to list" : names.at);
}

static const struct scenario *
choose_by_match(const struct call *call, const struct world *world, const json_t *body)
{
    const json_t *training = schema_get(&MESSAGE_JOB, body, "trainingInput");
    const json_t *prediction = schema_get(&MESSAGE_JOB, body, "predictionInput");
    const struct scenario_subject subject = {
        .job_id = schema_string(&MESSAGE_JOB, body, "jobId"),
        .region = training != NULL ? schema_string(&MESSAGE_TRAINING_INPUT, training, "region")
                                   : schema_string(&MESSAGE_PREDICTION_INPUT, prediction, "region"),
        .labels = schema_get(&MESSAGE_JOB, body, "labels"),
        .is_tuning = schema_get(&MESSAGE_TRAINING_INPUT, training, "hyperparameters") != NULL,
    };
    const struct scenario *own =
        world == NULL ? NULL : scenario_set_match(&world->scenarios, &subject);
    return own != NULL ? own : scenario_set_match(&call->service->store->scenarios, &subject);
}

bool
jobs_scenario_choose(struct call *call, const json_t *body, const struct scenario **ret_scenario)
{
    const struct store *store = call->service->store;
    const struct world *world = store_world(store, call->captures[0]);
    struct text header = request_header(call->request, "X-Emulator-Scenario");
    struct text label = label_of(body);
    if (header.length > 0)
        return choose_by_name(call, world, header, "X-Emulator-Scenario", ret_scenario);
    if (label.length > 0)
        return choose_by_name(call, world, label, "labels.emulator-scenario", ret_scenario);
    *ret_scenario = choose_by_match(call, world, body);
    if (*ret_scenario != NULL)
        return true;
    struct text initial = text_of(store_config(store, call->captures[0])->default_scenario);
    return initial.length == 0 ||
           choose_by_name(call, world, initial, "defaultScenario", ret_scenario);
}

bool
jobs_scenario_allows(struct call *call, const json_t *body, const struct scenario *scenario)
{
    const struct scenario_refusal *refusal = scenario == NULL ? NULL : scenario_refusal(scenario);
    if (refusal == NULL || refusal->code == ERR_NONE)
        return true;
    struct placeholders values OWNED(placeholders_done) = {0};
    struct buf message OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    struct buf details OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    struct buf field OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    placeholders_of_create(&values, call->captures[0], body);
    scenario_expand(&message, refusal->message, values.plain);
    placeholders_expand_json(&values, refusal->details, &details);
    buf_add_text(&field, refusal->field);
    if (message.failed || details.failed || field.failed || values.has_failed)
        return err_memory(&call->err);
    if (refusal->field.length > 0)
        err_field(&call->err, refusal->code, field.at, "%s", message.at);
    else
        err_set(&call->err, refusal->code, "%s", message.at);
    return err_details(&call->err, buf_text(&details));
}

static void
drop_space(struct space **space)
{
    free(*space);
}

static struct space *
space_of(const json_t *spec, struct err *err)
{
    return space_new(schema_get(&MESSAGE_HYPERPARAMETER_SPEC, spec, "params"), err);
}

bool
jobs_scenario_fits(struct call *call, const json_t *spec, const struct scenario *scenario)
{
    const struct scenario_tuning *tuning = scenario == NULL ? NULL : scenario_tuning(scenario);
    if (tuning == NULL || (tuning->objective == NULL && tuning->infeasible == NULL))
        return true;
    struct space *space OWNED(drop_space) = space_of(spec, &call->err);
    if (space == NULL)
        return false;
    return (tuning->objective == NULL || objective_check(tuning->objective, space, &call->err)) &&
           (tuning->infeasible == NULL || expression_check(tuning->infeasible, space, &call->err));
}

static bool
refuse_resuming(struct call *call, const char *sentence)
{
    return err_field(&call->err, ERR_FAILED_PRECONDITION, "hyperparameters.resume_previous_job_id",
                     "%s", sentence);
}

/* Same parameters and goal, read off what the earlier job was created with. */
static bool
check_same_search(struct call *call, const struct job *previous, const json_t *spec)
{
    json_auto_t *input = json_load(job_text(previous, JOB_TEXT_INPUT), &call->err);
    if (input == NULL)
        return false;
    const json_t *old_spec = schema_get(&MESSAGE_TRAINING_INPUT, input, "hyperparameters");
    struct space *old_space OWNED(drop_space) = space_of(old_spec, &call->err);
    struct space *space OWNED(drop_space) = space_of(spec, &call->err);
    if (old_space == NULL || space == NULL)
        return false;
    bool is_minimized = study_spec_of(spec).goal == GOAL_MINIMIZE;
    bool was_minimized = study_spec_of(old_spec).goal == GOAL_MINIMIZE;
    return (space_equal(space, old_space) && is_minimized == was_minimized) ||
           refuse_resuming(call, "The previous job must have had the same parameters and the same "
                                 "goal.");
}

bool
jobs_resumed(struct call *call, const struct world *world, const json_t *spec,
             const struct job **ret_job)
{
    struct text id = schema_string(&MESSAGE_HYPERPARAMETER_SPEC, spec, "resumePreviousJobId");
    *ret_job = NULL;
    if (id.length == 0 || world == NULL)
        return true;
    const struct job *previous = world_find(world, id);
    if (previous == NULL)
        return true;
    if (!job_state_is_terminal(job_life(previous, call_now(call, call->captures[0])).state))
        return refuse_resuming(call, "The previous job has not ended yet.");
    if (!check_same_search(call, previous, spec))
        return false;
    *ret_job = previous;
    return true;
}
