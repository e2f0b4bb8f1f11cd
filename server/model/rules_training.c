/* What a training job runs, and under which terms. */
#include "base/limits.h"
#include "base/rfc3339.h"
#include "json/scalar.h"
#include "model/job_schema.h"
#include "model/rules_forms.h"
#include "model/rules_table.h"

static struct text
text_at(const struct rule_look *look, const char *name)
{
    return schema_string(&MESSAGE_TRAINING_INPUT, look->training, name);
}

static const json_t *
value_at(const struct rule_look *look, const char *name)
{
    return schema_get(&MESSAGE_TRAINING_INPUT, look->training, name);
}

/* --- an image, or packages and a runtime -------------------------------------------------------- */

static bool
has_image(const struct rule_look *look)
{
    return look->replicas[ROLE_MASTER].image.length > 0;
}

bool
image_and_runtime(struct rule_look *look)
{
    return has_image(look) && text_at(look, "runtimeVersion").length > 0;
}

bool
image_and_python(struct rule_look *look)
{
    return has_image(look) && text_at(look, "pythonVersion").length > 0;
}

bool
module_is_missing(struct rule_look *look)
{
    return !has_image(look) && text_at(look, "pythonModule").length == 0;
}

bool
packages_are_missing(struct rule_look *look)
{
    return !has_image(look) && json_array_size(value_at(look, "packageUris")) == 0;
}

bool
packages_are_too_many(struct rule_look *look)
{
    return json_array_size(value_at(look, "packageUris")) > LIMIT_PACKAGE_URIS;
}

bool
package_is_no_object(struct rule_look *look)
{
    const json_t *packages = value_at(look, "packageUris");
    for (size_t i = 0; i < json_array_size(packages); i++) {
        look->value = scalar_text(json_array_get(packages, i));
        if (!form_is_object(look->value))
            return true;
    }
    return false;
}

bool
args_and_container_args(struct rule_look *look)
{
    if (json_array_size(value_at(look, "args")) == 0)
        return false;
    for (int role = 0; role < ROLE_COUNT; role++) {
        const json_t *config = look->replicas[role].config;
        if (json_array_size(schema_get(&MESSAGE_REPLICA_CONFIG, config, "containerArgs")) > 0 ||
            json_array_size(schema_get(&MESSAGE_REPLICA_CONFIG, config, "containerCommand")) > 0)
            return true;
    }
    return false;
}

bool
job_dir_is_no_path(struct rule_look *look)
{
    look->value = text_at(look, "jobDir");
    return look->value.length > 0 && !form_is_path(look->value);
}

/* --- versions ----------------------------------------------------------------------------------- */

/* gcloud's documentation passes a bare "3". */
bool
python_is_no_version(struct rule_look *look)
{
    look->value = text_at(look, "pythonVersion");
    return look->value.length > 0 && !form_is_version(look->value, true);
}

static bool
is_strict(const struct rule_look *look)
{
    return look->input->compat->value[COMPAT_RUNTIME_VERSIONS] == RUNTIME_VERSIONS_STRICT;
}

static bool
is_unsupported(const struct rule_look *look, struct text runtime, struct text python)
{
    if (runtime.length == 0)
        return false;
    return !form_is_version(runtime, false) ||
           (is_strict(look) && !catalogue_has_runtime(runtime, python));
}

/* The sentence is the service's, its two blanks included. */
static void
say_runtime(struct text runtime, struct text python, struct buf *out)
{
    buf_printf(out,
               "The specified runtime version '%.*s' with the Python version '%.*s' is not "
               "supported or is deprecated.  Please specify a different runtime version. See "
               "https://cloud.google.com/ml-engine/docs/runtime-version-list for a list of "
               "supported versions",
               TEXT_ARG(runtime), TEXT_ARG(python));
}

bool
runtime_is_unsupported(struct rule_look *look)
{
    return is_unsupported(look, text_at(look, "runtimeVersion"), text_at(look, "pythonVersion"));
}

void
rule_say_runtime(const struct rule_look *look, struct buf *out)
{
    say_runtime(text_at(look, "runtimeVersion"), text_at(look, "pythonVersion"), out);
}

static struct text
prediction_runtime(const struct rule_look *look)
{
    return schema_string(&MESSAGE_PREDICTION_INPUT, look->prediction, "runtimeVersion");
}

/* A prediction job says no Python; the newest one there is stands for any. */
bool
prediction_runtime_is_unsupported(struct rule_look *look)
{
    struct text runtime = prediction_runtime(look);
    return is_unsupported(look, runtime, TEXT("2.7")) && is_unsupported(look, runtime, TEXT("3.7"));
}

void
rule_say_prediction_runtime(const struct rule_look *look, struct buf *out)
{
    say_runtime(prediction_runtime(look), TEXT(""), out);
}

/* --- terms -------------------------------------------------------------------------------------- */

/* Whether a span of scheduling is set and lies below one of `least` seconds; `least` itself does
 * too with or_equal. */
static bool
is_shorter(const struct rule_look *look, const char *name, int64_t least, bool or_equal)
{
    const json_t *scheduling = value_at(look, "scheduling");
    struct text span = schema_string(&MESSAGE_SCHEDULING, scheduling, name);
    int64_t seconds = 0;
    int32_t nanos = 0;
    if (!duration_parse(span, &seconds, &nanos))
        return false;
    if (seconds != least)
        return seconds < least;
    return nanos < 0 || (or_equal && nanos == 0);
}

bool
running_time_is_not_positive(struct rule_look *look)
{
    return is_shorter(look, "maxRunningTime", 0, true);
}

bool
wait_time_is_too_short(struct rule_look *look)
{
    return is_shorter(look, "maxWaitTime", LIMIT_WAIT_TIME_LEAST_S, false);
}

bool
priority_is_out_of_bounds(struct rule_look *look)
{
    int64_t priority = schema_int64(&MESSAGE_SCHEDULING, value_at(look, "scheduling"), "priority");
    return priority < 0 || priority > LIMIT_PRIORITY;
}

bool
key_name_is_malformed(struct rule_look *look)
{
    look->value =
        schema_string(&MESSAGE_ENCRYPTION_CONFIG, value_at(look, "encryptionConfig"), "kmsKeyName");
    return look->value.length > 0 &&
           !form_fits(look->value, "projects/*/locations/*/keyRings/*/cryptoKeys/*");
}

bool
network_is_malformed(struct rule_look *look)
{
    look->value = text_at(look, "network");
    return look->value.length > 0 && !form_fits(look->value, "projects/*/global/networks/*");
}

bool
service_account_is_malformed(struct rule_look *look)
{
    look->value = text_at(look, "serviceAccount");
    return look->value.length > 0 && !form_is_email(look->value);
}
