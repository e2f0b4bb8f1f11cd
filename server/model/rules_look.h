/* What the conditions of rules look at: a job, read once. Private to the rules. */
#ifndef MODEL_RULES_LOOK_H
#define MODEL_RULES_LOOK_H

#include "model/catalogue.h"
#include "model/rules.h"

#include <stdint.h>

enum replica_role { ROLE_MASTER, ROLE_WORKER, ROLE_PARAMETER_SERVER, ROLE_EVALUATOR, ROLE_COUNT };

/* What a TrainingInput says about the replicas of one role. */
struct replica {
    struct text type;
    const struct machine *machine; /* NULL: the type is not set, or unknown */
    int64_t count;                 /* 1 for the master */
    const json_t *config;          /* ReplicaConfig or NULL */
    struct text image;
    enum accelerator_type accelerator;
    int64_t accelerator_count;
};

enum parameter_type {
    PARAMETER_UNSPECIFIED,
    PARAMETER_DOUBLE,
    PARAMETER_INTEGER,
    PARAMETER_CATEGORICAL,
    PARAMETER_DISCRETE
};

/* One ParameterSpec. */
struct parameter {
    struct text name;
    enum parameter_type type;
    int scale;
    bool has_bounds; /* either of them */
    double min;
    double max;
    const json_t *categories; /* array or NULL */
    const json_t *values;     /* array or NULL */
};

struct rule_look {
    const struct rule_input *input;
    const json_t *training;
    const json_t *prediction;
    const json_t *tuning;
    const json_t *params;
    enum scale_tier tier;
    struct replica replicas[ROLE_COUNT];

    enum replica_role role; /* in RULE_REPLICA */
    const struct replica *replica;
    size_t index; /* in RULE_PARAMETER; in RULE_TUNING a condition may set it */
    struct parameter parameter;

    struct text value; /* what a condition objects to, borrowed from the body */
    bool failed;       /* a condition ran out of memory */
};

struct rule_look rule_look_at(const struct rule_input *input);
void rule_read_replicas(struct rule_look *look);
void rule_read_parameter(struct rule_look *look, size_t index);

/* True when a string stands twice in the array; *ret_index is the second one. */
bool rule_finds_repeat(struct rule_look *look, const json_t *array,
                       struct text (*name_at)(const json_t *item), size_t *ret_index);

#endif
