/* What a batch prediction job is asked to do, and what became of it. */
#include "model/job_schema.h"

#include "model/schema_rows.h"

/* clang-format off */
#define DATA_FORMATS(VALUE)                                                                         \
    VALUE("DATA_FORMAT_UNSPECIFIED", "Not a format.")                                               \
    VALUE("JSON",                    "One JSON value a line.")                                      \
    VALUE("TEXT",                    "One instance a line.")                                        \
    VALUE("TF_RECORD",               "TFRecord files.")                                             \
    VALUE("TF_RECORD_GZIP",          "TFRecord files compressed by gzip.")                          \
    VALUE("CSV",                     "Comma-separated values, one record a line.")
ENUMERATION(DATA_FORMAT, "google.cloud.ml.v1.PredictionInput.DataFormat", DATA_FORMATS);

static const struct field PREDICTION_INPUT_FIELDS[] = {
    {.name = "batchSize",                .proto = "batch_size",                 .kind = FIELD_INT64,
     .about = "Records handed to the model at once; 64 when left out."},
    {.name = "dataFormat",               .proto = "data_format",                .kind = FIELD_ENUM, .enumeration = &DATA_FORMAT,
     .about = "Format of the input files."},
    {.name = "inputPaths",               .proto = "input_paths",                .kind = FIELD_STRING, .flags = FIELD_REPEATED,
     .about = "gs:// paths of the input files. `*` stands for any name."},
    {.name = "maxWorkerCount",           .proto = "max_worker_count",           .kind = FIELD_INT64,
     .about = "Most workers to use at the same time; 10 when left out."},
    {.name = "modelName",                .proto = "model_name",                 .kind = FIELD_STRING, .oneof = "model_version",
     .about = "Model whose default version predicts: `projects/{project}/models/{model}`. Exactly one of modelName, versionName and uri."},
    {.name = "outputDataFormat",         .proto = "output_data_format",         .kind = FIELD_ENUM, .enumeration = &DATA_FORMAT,
     .about = "Format of the results; JSON when left out."},
    {.name = "outputPath",               .proto = "output_path",                .kind = FIELD_STRING,
     .about = "gs:// path for the results."},
    {.name = "region",                   .proto = "region",                     .kind = FIELD_STRING,
     .about = "Where to run, such as `us-central1`."},
    {.name = "runtimeVersion",           .proto = "runtime_version",            .kind = FIELD_STRING,
     .about = "Version of the service's runtime; the model's own when left out."},
    {.name = "signatureName",            .proto = "signature_name",             .kind = FIELD_STRING,
     .about = "Signature of a saved model; `serving_default` when left out."},
    {.name = "uri",                      .proto = "uri",                        .kind = FIELD_STRING, .oneof = "model_version",
     .about = "gs:// path of a saved model."},
    {.name = "versionName",              .proto = "version_name",               .kind = FIELD_STRING, .oneof = "model_version",
     .about = "Model version that predicts: `projects/{project}/models/{model}/versions/{version}`."},
};
MESSAGE(MESSAGE_PREDICTION_INPUT, "GoogleCloudMlV1__PredictionInput", "google.cloud.ml.v1.PredictionInput", PREDICTION_INPUT_FIELDS,
        "What to predict, with which model.");

static const struct field PREDICTION_OUTPUT_FIELDS[] = {
    {.name = "errorCount",               .proto = "error_count",                .kind = FIELD_INT64,
     .about = "How many records could not be predicted."},
    {.name = "nodeHours",                .proto = "node_hours",                 .kind = FIELD_DOUBLE,
     .about = "Machine hours used so far."},
    {.name = "outputPath",               .proto = "output_path",                .kind = FIELD_STRING,
     .about = "gs:// path of the results, as the input gave it."},
    {.name = "predictionCount",          .proto = "prediction_count",           .kind = FIELD_INT64,
     .about = "How many records were predicted."},
};
MESSAGE(MESSAGE_PREDICTION_OUTPUT, "GoogleCloudMlV1__PredictionOutput", "google.cloud.ml.v1.PredictionOutput", PREDICTION_OUTPUT_FIELDS,
        "What became of a prediction job so far.");
/* clang-format on */
