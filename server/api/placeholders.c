#include "api/placeholders.h"

#include "base/err.h"
#include "base/limits.h"
#include "base/own.h"
#include "json/write.h"
#include "model/catalogue.h"
#include "model/job_schema.h"
#include "model/project_number.h"

void
placeholders_done(struct placeholders *values)
{
    for (int i = 0; i < PLACEHOLDERS_MAX; i++)
        buf_done(&values->texts[i]);
}

static void
add(struct placeholders *values, const char *name, struct text value)
{
    values->plain[values->count++] = (struct scenario_value){name, value};
    values->plain[values->count] = (struct scenario_value){NULL, TEXT("")};
}

/* A value that is written to a buffer of its own. */
static struct buf *
add_made(struct placeholders *values)
{
    struct buf *text = &values->texts[values->count];
    *text = BUF(ERR_TEXT_BYTES);
    return text;
}

static void
add_text(struct placeholders *values, const char *name, const struct buf *text)
{
    values->has_failed = values->has_failed || text->failed;
    add(values, name, buf_text(text));
}

void
placeholders_of_job(struct placeholders *values, struct text project, struct text id)
{
    add(values, "project", project);
    struct buf *number = add_made(values);
    buf_printf(number, "%lld", (long long)project_number(project));
    add_text(values, "projectNumber", number);
    add(values, "jobId", id);
}

static struct text
region_of(const json_t *training, const json_t *prediction)
{
    return training != NULL ? schema_string(&MESSAGE_TRAINING_INPUT, training, "region")
                            : schema_string(&MESSAGE_PREDICTION_INPUT, prediction, "region");
}

void
placeholders_add_region(struct placeholders *values, const json_t *input, bool is_prediction)
{
    add(values, "region", region_of(is_prediction ? NULL : input, is_prediction ? input : NULL));
}

static struct text
first_of(const struct message *message, const json_t *body, const char *name)
{
    const json_t *first = json_array_get(schema_get(message, body, name), 0);
    return (struct text){json_string_value(first), json_string_length(first)};
}

/* "m" of projects/p/models/m/versions/v. */
static struct text
model_of(const json_t *prediction)
{
    struct text path = schema_string(&MESSAGE_PREDICTION_INPUT, prediction, "modelName");
    if (path.length == 0)
        path = schema_string(&MESSAGE_PREDICTION_INPUT, prediction, "versionName");
    struct text head;
    struct text rest = path;
    while (text_split(rest, '/', &head, &rest)) {
        if (!text_is(head, "models"))
            continue;
        struct text model = rest;
        struct text ignored;
        text_split(rest, '/', &model, &ignored);
        return model;
    }
    return path;
}

/* "2 K80": the first accelerators the body asks for, as quota texts count them. */
static void
write_accelerators(const json_t *training, struct buf *out)
{
    static const char *const CONFIGS[] = {"masterConfig", "workerConfig", "parameterServerConfig",
                                          "evaluatorConfig"};
    for (size_t i = 0; i < sizeof(CONFIGS) / sizeof(CONFIGS[0]); i++) {
        const json_t *config = schema_get(&MESSAGE_TRAINING_INPUT, training, CONFIGS[i]);
        const json_t *wanted = schema_get(&MESSAGE_REPLICA_CONFIG, config, "acceleratorConfig");
        int type = schema_enum(&MESSAGE_ACCELERATOR_CONFIG, wanted, "type");
        if (type == ACCELERATOR_NONE)
            continue;
        buf_printf(out, "%lld %s",
                   (long long)schema_int64(&MESSAGE_ACCELERATOR_CONFIG, wanted, "count"),
                   catalogue_accelerator((enum accelerator_type)type)->short_name);
        return;
    }
    buf_add_str(out, "1 K80");
}

void
placeholders_of_create(struct placeholders *values, struct text project, const json_t *body)
{
    const json_t *training = schema_get(&MESSAGE_JOB, body, "trainingInput");
    const json_t *prediction = schema_get(&MESSAGE_JOB, body, "predictionInput");
    const json_t *master = schema_get(&MESSAGE_TRAINING_INPUT, training, "masterConfig");
    placeholders_of_job(values, project, schema_string(&MESSAGE_JOB, body, "jobId"));
    add(values, "region", region_of(training, prediction));
    add(values, "imageUri", schema_string(&MESSAGE_REPLICA_CONFIG, master, "imageUri"));
    add(values, "packageUri", first_of(&MESSAGE_TRAINING_INPUT, training, "packageUris"));
    add(values, "modelName", model_of(prediction));
    add(values, "inputUri", schema_string(&MESSAGE_PREDICTION_INPUT, prediction, "uri"));
    struct buf *accelerators = add_made(values);
    write_accelerators(training, accelerators);
    add_text(values, "accelerators", accelerators);
}

/* The text of a JSON string without its quotes, for values that go into one. */
static void
escape(struct text value, struct buf *out)
{
    struct buf quoted OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    write_string(&quoted, value);
    if (quoted.failed)
        out->failed = true;
    else
        buf_add_text(out, (struct text){quoted.at + 1, quoted.length - 2});
}

void
placeholders_expand_json(const struct placeholders *values, const json_t *value, struct buf *out)
{
    struct placeholders escaped OWNED(placeholders_done) = {0};
    struct buf text OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    if (value == NULL)
        return;
    for (int i = 0; i < values->count; i++) {
        struct buf *made = add_made(&escaped);
        escape(values->plain[i].value, made);
        add_text(&escaped, values->plain[i].name, made);
    }
    write_value(&text, value);
    scenario_expand(out, buf_text(&text), escaped.plain);
    out->failed = out->failed || escaped.has_failed || text.failed;
}
