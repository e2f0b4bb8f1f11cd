/* Machines and accelerators of the four roles. */
#include "model/job_schema.h"
#include "model/rules_table.h"

/* How TrainingInput speaks of each role; the master is one and has no count. */
static const struct {
    const char *type;
    const char *count;
    const char *config;
} ROLES[ROLE_COUNT] = {
    [ROLE_MASTER] = {"masterType", NULL, "masterConfig"},
    [ROLE_WORKER] = {"workerType", "workerCount", "workerConfig"},
    [ROLE_PARAMETER_SERVER] = {"parameterServerType", "parameterServerCount",
                               "parameterServerConfig"},
    [ROLE_EVALUATOR] = {"evaluatorType", "evaluatorCount", "evaluatorConfig"},
};

static void
read_replica(const json_t *training, enum replica_role role, struct replica *ret_replica)
{
    const struct message *message = &MESSAGE_TRAINING_INPUT;
    const json_t *config = schema_get(message, training, ROLES[role].config);
    const json_t *accelerator = schema_get(&MESSAGE_REPLICA_CONFIG, config, "acceleratorConfig");
    int type = schema_enum(&MESSAGE_ACCELERATOR_CONFIG, accelerator, "type");
    *ret_replica = (struct replica){
        .type = schema_string(message, training, ROLES[role].type),
        .count = role == ROLE_MASTER ? 1 : schema_int64(message, training, ROLES[role].count),
        .config = config,
        .image = schema_string(&MESSAGE_REPLICA_CONFIG, config, "imageUri"),
        .accelerator = (enum accelerator_type)type,
        .accelerator_count = schema_int64(&MESSAGE_ACCELERATOR_CONFIG, accelerator, "count"),
    };
    if (ret_replica->type.length > 0)
        ret_replica->machine = catalogue_machine(ret_replica->type);
}

void
rule_read_replicas(struct rule_look *look)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        read_replica(look->training, (enum replica_role)role, &look->replicas[role]);
}

/* --- machines ----------------------------------------------------------------------------------- */

static bool
has_type(const struct rule_look *look)
{
    return look->replica->type.length > 0;
}

static bool
is_of(const struct machine *machine, enum machine_category category)
{
    return machine != NULL && machine->category == category;
}

bool
custom_has_no_master(struct rule_look *look)
{
    return look->tier == TIER_CUSTOM && look->replicas[ROLE_MASTER].type.length == 0;
}

bool
master_is_tpu(struct rule_look *look)
{
    look->value = look->replicas[ROLE_MASTER].type;
    return look->tier == TIER_CUSTOM && is_of(look->replicas[ROLE_MASTER].machine, MACHINE_TPU);
}

bool
type_without_custom(struct rule_look *look)
{
    return has_type(look) && look->tier != TIER_CUSTOM;
}

bool
count_is_negative(struct rule_look *look)
{
    return look->replica->count < 0;
}

bool
count_without_custom(struct rule_look *look)
{
    return look->role != ROLE_MASTER && look->replica->count > 0 && look->tier != TIER_CUSTOM;
}

bool
count_without_type(struct rule_look *look)
{
    return look->role != ROLE_MASTER && look->replica->count > 0 && !has_type(look);
}

bool
type_without_count(struct rule_look *look)
{
    return has_type(look) && look->replica->count == 0;
}

bool
type_is_misplaced_tpu(struct rule_look *look)
{
    look->value = look->replica->type;
    return look->role != ROLE_WORKER && is_of(look->replica->machine, MACHINE_TPU);
}

bool
type_is_unknown(struct rule_look *look)
{
    look->value = look->replica->type;
    return has_type(look) && look->replica->machine == NULL;
}

/* A TPU worker goes with a master of either category. */
bool
type_is_of_other_category(struct rule_look *look)
{
    const struct machine *master = look->replicas[ROLE_MASTER].machine;
    const struct machine *machine = look->replica->machine;
    return master != NULL && machine != NULL && machine->category != MACHINE_TPU &&
           machine->category != master->category;
}

/* --- accelerators ------------------------------------------------------------------------------- */

static bool
has_tpu(const struct rule_look *look)
{
    return catalogue_accelerator(look->replica->accelerator)->is_tpu;
}

bool
accelerator_count_is_negative(struct rule_look *look)
{
    return look->replica->accelerator_count < 0;
}

bool
accelerator_without_type(struct rule_look *look)
{
    return look->replica->accelerator_count > 0 && look->replica->accelerator == ACCELERATOR_NONE;
}

bool
accelerator_without_count(struct rule_look *look)
{
    return look->replica->accelerator_count == 0 && look->replica->accelerator != ACCELERATOR_NONE;
}

bool
tpu_outside_tpu_worker(struct rule_look *look)
{
    return has_tpu(look) && !is_of(look->replica->machine, MACHINE_TPU);
}

bool
gpu_on_tpu_worker(struct rule_look *look)
{
    return look->replica->accelerator != ACCELERATOR_NONE && !has_tpu(look) &&
           is_of(look->replica->machine, MACHINE_TPU);
}

bool
accelerator_without_machine(struct rule_look *look)
{
    return look->replica->accelerator != ACCELERATOR_NONE &&
           !is_of(look->replica->machine, MACHINE_TPU) &&
           !is_of(look->replica->machine, MACHINE_COMPUTE_ENGINE);
}

bool
accelerator_count_is_illegal(struct rule_look *look)
{
    const struct replica *replica = look->replica;
    return replica->accelerator != ACCELERATOR_NONE && replica->machine != NULL &&
           !catalogue_allows(replica->machine, replica->accelerator, replica->accelerator_count);
}

void
rule_say_accelerators(const struct rule_look *look, struct buf *out)
{
    const struct replica *replica = look->replica;
    buf_printf(out, "%lld %s accelerators cannot be attached to the machine type %s.",
               (long long)replica->accelerator_count,
               catalogue_accelerator(replica->accelerator)->short_name, replica->machine->name);
}
