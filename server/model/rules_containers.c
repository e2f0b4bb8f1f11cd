/* What a ReplicaConfig says beside its accelerators: image, command, disk. */
#include "base/limits.h"
#include "json/scalar.h"
#include "model/job_schema.h"
#include "model/rules_table.h"

static const json_t *
config_value(const struct rule_look *look, const char *name)
{
    const json_t *config = look->replica->config;
    return config == NULL ? NULL : schema_get(&MESSAGE_REPLICA_CONFIG, config, name);
}

/* Its own image, or the master's, which all roles fall back to. */
static bool
has_image(const struct rule_look *look)
{
    return look->replica->image.length > 0 || look->replicas[ROLE_MASTER].image.length > 0;
}

bool
command_without_image(struct rule_look *look)
{
    return json_array_size(config_value(look, "containerCommand")) > 0 && !has_image(look);
}

bool
container_args_without_image(struct rule_look *look)
{
    return json_array_size(config_value(look, "containerArgs")) > 0 && !has_image(look);
}

/* By its type, or because the tier brings one. */
static bool
is_tpu_worker(const struct rule_look *look)
{
    const struct machine *machine = look->replica->machine;
    if (look->role != ROLE_WORKER)
        return false;
    return look->tier == TIER_BASIC_TPU || (machine != NULL && machine->category == MACHINE_TPU);
}

static struct text
tensor_version_of(const struct rule_look *look)
{
    return scalar_text(config_value(look, "tpuTfVersion"));
}

bool
tensor_version_is_misplaced(struct rule_look *look)
{
    return tensor_version_of(look).length > 0 && !(is_tpu_worker(look) && has_image(look));
}

/* Only an image of the worker's own is known to run on the TPU. */
bool
tensor_version_is_missing(struct rule_look *look)
{
    return is_tpu_worker(look) && look->replica->image.length > 0 &&
           tensor_version_of(look).length == 0;
}

bool
disk_type_is_unknown(struct rule_look *look)
{
    const json_t *disk = config_value(look, "diskConfig");
    look->value = schema_string(&MESSAGE_DISK_CONFIG, disk, "bootDiskType");
    return look->value.length > 0 && !text_is(look->value, "pd-ssd") &&
           !text_is(look->value, "pd-standard");
}

/* 0 is unset. */
bool
disk_size_is_out_of_bounds(struct rule_look *look)
{
    const json_t *disk = config_value(look, "diskConfig");
    int64_t size = schema_int64(&MESSAGE_DISK_CONFIG, disk, "bootDiskSizeGb");
    return size < 0 || size > LIMIT_BOOT_DISK_GB;
}
