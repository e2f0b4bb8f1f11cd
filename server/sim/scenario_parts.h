/* What a scenario is made of. Private to the files that read and use it. */
#ifndef SIM_SCENARIO_PARTS_H
#define SIM_SCENARIO_PARTS_H

#include "sim/scenario.h"

#include <stddef.h>

struct scenario {
    uint32_t references;
    json_t *value;       /* owned: texts below are borrowed from it */
    char *source;        /* owned */
    const char *name;    /* borrowed from value */
    const json_t *match; /* borrowed; NULL: chosen by name only */
    bool has_stage[SCENARIO_STAGE_COUNT];
    struct dist stages[SCENARIO_STAGE_COUNT];
    struct scenario_outcome *outcomes; /* owned; NULL: it succeeds */
    size_t outcome_count;
    double weights; /* of all outcomes */
    struct scenario_refusal refusal;
    struct scenario_tuning tuning;
    bool job_wins_race;
};

/* Each reads its members off the value. False with err. */
bool scenario_read_match(struct scenario *scenario, const char *path, struct err *err);
bool scenario_read_outcomes(struct scenario *scenario, const char *path, struct err *err);
bool scenario_read_refusal(struct scenario *scenario, const char *path, struct err *err);
bool scenario_read_tuning(struct scenario *scenario, const char *path, struct err *err);

/* Reads a member that times a stage; fine when it is absent. */
bool scenario_read_stage(struct scenario *scenario, const json_t *object, const char *path,
                         const char *name, enum scenario_stage stage, struct err *err);

#endif
