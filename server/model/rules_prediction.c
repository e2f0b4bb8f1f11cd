/* PredictionInput. That a job has at most one source of its model is the schema's oneof. */
#include "json/scalar.h"
#include "model/job_schema.h"
#include "model/rules_forms.h"
#include "model/rules_table.h"

static struct text
text_at(const struct rule_look *look, const char *name)
{
    return schema_string(&MESSAGE_PREDICTION_INPUT, look->prediction, name);
}

bool
model_is_missing(struct rule_look *look)
{
    return text_at(look, "modelName").length == 0 && text_at(look, "versionName").length == 0 &&
           text_at(look, "uri").length == 0;
}

/* The last segments are names like a job's. */
static bool
is_model(struct text name, const char *pattern)
{
    struct text rest = name;
    struct text segment;
    if (!form_fits(name, pattern))
        return false;
    for (int i = 0; text_split(rest, '/', &segment, &rest); i++) {
        bool is_value = i % 2 == 1 && i > 1;
        if (is_value && !form_is_name(segment))
            return false;
    }
    return form_is_name(rest);
}

bool
model_name_is_malformed(struct rule_look *look)
{
    look->value = text_at(look, "modelName");
    return look->value.length > 0 && !is_model(look->value, "projects/*/models/*");
}

bool
version_name_is_malformed(struct rule_look *look)
{
    look->value = text_at(look, "versionName");
    return look->value.length > 0 && !is_model(look->value, "projects/*/models/*/versions/*");
}

bool
model_uri_is_no_path(struct rule_look *look)
{
    look->value = text_at(look, "uri");
    return look->value.length > 0 && !form_is_path(look->value);
}

bool
data_format_is_missing(struct rule_look *look)
{
    return schema_enum(&MESSAGE_PREDICTION_INPUT, look->prediction, "dataFormat") == 0;
}

bool
input_paths_are_missing(struct rule_look *look)
{
    const json_t *paths = schema_get(&MESSAGE_PREDICTION_INPUT, look->prediction, "inputPaths");
    return json_array_size(paths) == 0;
}

bool
input_path_is_no_path(struct rule_look *look)
{
    const json_t *paths = schema_get(&MESSAGE_PREDICTION_INPUT, look->prediction, "inputPaths");
    for (size_t i = 0; i < json_array_size(paths); i++) {
        look->value = scalar_text(json_array_get(paths, i));
        if (!form_is_path(look->value))
            return true;
    }
    return false;
}

bool
output_path_is_no_path(struct rule_look *look)
{
    look->value = text_at(look, "outputPath");
    return !form_is_path(look->value);
}

bool
batch_size_is_negative(struct rule_look *look)
{
    return schema_int64(&MESSAGE_PREDICTION_INPUT, look->prediction, "batchSize") < 0;
}

bool
worker_most_is_negative(struct rule_look *look)
{
    return schema_int64(&MESSAGE_PREDICTION_INPUT, look->prediction, "maxWorkerCount") < 0;
}
