/* The field tables against the discovery document of revision 20251213, whose facts stand in
 * tests/data/job-messages.tsv: message, field, type, format, repeated, $ref, enum. */
#include "tap.h"

#include "base/own.h"
#include "base/text.h"
#include "model/job_schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct message *const MESSAGES[] = {
    &MESSAGE_JOB,
    &MESSAGE_TRAINING_INPUT,
    &MESSAGE_REPLICA_CONFIG,
    &MESSAGE_ACCELERATOR_CONFIG,
    &MESSAGE_DISK_CONFIG,
    &MESSAGE_ENCRYPTION_CONFIG,
    &MESSAGE_SCHEDULING,
    &MESSAGE_HYPERPARAMETER_SPEC,
    &MESSAGE_PARAMETER_SPEC,
    &MESSAGE_PREDICTION_INPUT,
    &MESSAGE_TRAINING_OUTPUT,
    &MESSAGE_HYPERPARAMETER_OUTPUT,
    &MESSAGE_HYPERPARAMETER_METRIC,
    &MESSAGE_BUILT_IN_ALGORITHM_OUTPUT,
    &MESSAGE_PREDICTION_OUTPUT,
};

enum column { MESSAGE_ID, FIELD, TYPE, FORMAT, REPEATED, REFERENCE, ENUM, COLUMNS };

#define FACTS_MOST 200

/* The file, and one row of texts into it for each field. */
struct facts {
    char *file; /* owned */
    struct text rows[FACTS_MOST][COLUMNS];
    int count;
};

static void
facts_done(struct facts *facts)
{
    free(facts->file);
}

static void
read_row(struct facts *facts, struct text line)
{
    if (line.length == 0 || line.at[0] == '#')
        return;
    ck_assert_int_lt(facts->count, FACTS_MOST);
    struct text *row = facts->rows[facts->count++];
    for (int column = 0; column < COLUMNS - 1; column++)
        ck_assert(text_split(line, '\t', &row[column], &line));
    row[COLUMNS - 1] = line;
}

static void
facts_read(struct facts *facts)
{
    char path[4096];
    const char *root = getenv("TOP_SRCDIR");
    *facts = (struct facts){.file = calloc(1, 65536)};
    ck_assert_ptr_nonnull(facts->file);
    snprintf(path, sizeof(path), "%s/tests/data/job-messages.tsv", root != NULL ? root : ".");
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "cannot read %s", path);
    size_t length = fread(facts->file, 1, 65535, file);
    fclose(file);
    struct text rest = {facts->file, length};
    struct text line;
    while (text_split(rest, '\n', &line, &rest))
        read_row(facts, line);
    ck_assert_int_gt(facts->count, 100);
}

static const struct text *
fact_of(const struct facts *facts, const char *schema, const char *name)
{
    for (int i = 0; i < facts->count; i++) {
        if (text_is(facts->rows[i][MESSAGE_ID], schema) && text_is(facts->rows[i][FIELD], name))
            return facts->rows[i];
    }
    return NULL;
}

/* How the document spells each kind: type, format ("-": none). */
static const struct {
    const char *type;
    const char *format;
} SPELLING[FIELD_KIND_COUNT] = {
    [FIELD_STRING] = {"string", "-"},
    [FIELD_BOOL] = {"boolean", "-"},
    [FIELD_INT32] = {"integer", "int32"},
    [FIELD_INT64] = {"string", "int64"},
    [FIELD_DOUBLE] = {"number", "double"},
    [FIELD_BYTES] = {"string", "byte"},
    [FIELD_TIMESTAMP] = {"string", "google-datetime"},
    [FIELD_DURATION] = {"string", "google-duration"},
    [FIELD_FIELDMASK] = {"string", "google-fieldmask"},
    [FIELD_ENUM] = {"string", "-"},
    [FIELD_MESSAGE] = {"message", "-"},
    [FIELD_STRING_MAP] = {"map", "-"},
};

static void
same_enum(const struct enumeration *enumeration, struct text expected)
{
    char got[1024] = "-";
    size_t length = 0;
    for (size_t i = 0; enumeration != NULL && i < enumeration->count; i++)
        length += (size_t)snprintf(got + length, sizeof(got) - length, "%s%s", i == 0 ? "" : ",",
                                   enumeration->values[i]);
    ck_assert_msg(text_is(expected, got), "%s instead of %.*s", got, TEXT_ARG(expected));
}

static void
same_field(const struct facts *facts, const struct message *message, const struct field *field)
{
    const struct text *fact = fact_of(facts, message->schema, field->name);
    ck_assert_msg(fact != NULL, "%s.%s is in no document", message->schema, field->name);
    const char *reference = field->message != NULL ? field->message->schema : "-";
    const char *repeated = field->flags & FIELD_REPEATED ? "repeated" : "-";
    ck_assert_msg(text_is(fact[TYPE], SPELLING[field->kind].type) &&
                      text_is(fact[FORMAT], SPELLING[field->kind].format) &&
                      text_is(fact[REPEATED], repeated) && text_is(fact[REFERENCE], reference),
                  "%s.%s is not %.*s %.*s %.*s %.*s", message->schema, field->name,
                  TEXT_ARG(fact[TYPE]), TEXT_ARG(fact[FORMAT]), TEXT_ARG(fact[REPEATED]),
                  TEXT_ARG(fact[REFERENCE]));
    ck_assert_int_eq(field->kind == FIELD_ENUM, field->enumeration != NULL);
    ck_assert_int_eq(field->kind == FIELD_MESSAGE, field->message != NULL);
    same_enum(field->enumeration, fact[ENUM]);
}

START_TEST(every_row_is_a_field_of_the_document)
{
    struct facts facts OWNED(facts_done);
    facts_read(&facts);
    for (size_t i = 0; i < MESSAGES[_i]->count; i++)
        same_field(&facts, MESSAGES[_i], &MESSAGES[_i]->fields[i]);
}
END_TEST

START_TEST(every_field_of_the_document_has_one_row)
{
    struct facts facts OWNED(facts_done);
    size_t rows = 0;
    facts_read(&facts);
    for (int i = 0; i < facts.count; i++) {
        bool is_there = false;
        for (int j = 0; j < COUNT(MESSAGES); j++)
            is_there = is_there || (text_is(facts.rows[i][MESSAGE_ID], MESSAGES[j]->schema) &&
                                    schema_field(MESSAGES[j], facts.rows[i][FIELD]) != NULL);
        ck_assert_msg(is_there, "%.*s.%.*s has no row", TEXT_ARG(facts.rows[i][MESSAGE_ID]),
                      TEXT_ARG(facts.rows[i][FIELD]));
    }
    for (int j = 0; j < COUNT(MESSAGES); j++)
        rows += MESSAGES[j]->count;
    ck_assert_uint_eq(rows, (size_t)facts.count);
}
END_TEST

/* "consumedMLUnits" is consumed_ml_units: without underscores and capitals the two are one word. */
START_TEST(both_spellings_are_the_same_word)
{
    for (size_t i = 0; i < MESSAGES[_i]->count; i++) {
        const struct field *field = &MESSAGES[_i]->fields[i];
        char word[64] = "";
        size_t length = 0;
        for (const char *at = field->proto; *at != '\0'; at++) {
            ck_assert_msg((*at >= 'a' && *at <= 'z') || *at == '_', "%s", field->proto);
            if (*at != '_')
                word[length++] = *at;
        }
        ck_assert_msg(text_is_nocase(text_of(field->name), word), "%s is not %s", field->name,
                      field->proto);
        ck_assert_ptr_eq(schema_field(MESSAGES[_i], text_of(field->name)), field);
        ck_assert_ptr_eq(schema_field(MESSAGES[_i], text_of(field->proto)), field);
    }
}
END_TEST

/* Orders that were seen on the wire or settled for want of that. */
static const struct {
    const struct message *message;
    const char *order;
} ORDERS[] = {
    {&MESSAGE_JOB, "jobId,trainingInput,predictionInput,createTime,startTime,endTime,state,"
                   "errorMessage,trainingOutput,predictionOutput,labels,etag,jobPosition,"},
    {&MESSAGE_TRAINING_INPUT,
     "scaleTier,masterType,workerType,parameterServerType,workerCount,parameterServerCount,"
     "packageUris,pythonModule,args,hyperparameters,region,runtimeVersion,jobDir,pythonVersion,"
     "masterConfig,workerConfig,parameterServerConfig,evaluatorType,evaluatorCount,"
     "evaluatorConfig,enableWebAccess,encryptionConfig,network,scheduling,serviceAccount,"
     "useChiefInTfConfig,"},
};

START_TEST(fields_stand_in_the_promised_order)
{
    struct buf got OWNED(buf_done) = BUF(4096);
    for (size_t i = 0; i < ORDERS[_i].message->count; i++)
        buf_printf(&got, "%s,", ORDERS[_i].message->fields[i].name);
    ck_assert_str_eq(got.at, ORDERS[_i].order);
}
END_TEST

/* What the service fills in itself: a client may send it, and it is forgotten. */
START_TEST(outputs_of_a_job_are_output_only)
{
    static const char *const INPUTS[] = {"jobId", "trainingInput", "predictionInput", "labels"};
    for (size_t i = 0; i < MESSAGE_JOB.count; i++) {
        const struct field *field = &MESSAGE_JOB.fields[i];
        bool is_input = false;
        for (int j = 0; j < COUNT(INPUTS); j++)
            is_input = is_input || strcmp(field->name, INPUTS[j]) == 0;
        ck_assert_int_eq((field->flags & FIELD_OUTPUT_ONLY) == 0, is_input);
    }
}
END_TEST

START_TEST(only_one_of_two_may_be_set)
{
    static const struct {
        const struct message *message;
        const char *left;
        const char *right;
    } PAIRS[] = {
        {&MESSAGE_JOB, "trainingInput", "predictionInput"},
        {&MESSAGE_JOB, "trainingOutput", "predictionOutput"},
        {&MESSAGE_PREDICTION_INPUT, "modelName", "versionName"},
        {&MESSAGE_PREDICTION_INPUT, "modelName", "uri"},
    };
    for (int i = 0; i < COUNT(PAIRS); i++) {
        const struct field *left = schema_field(PAIRS[i].message, text_of(PAIRS[i].left));
        const struct field *right = schema_field(PAIRS[i].message, text_of(PAIRS[i].right));
        ck_assert_ptr_nonnull(left->oneof);
        ck_assert_str_eq(left->oneof, right->oneof);
    }
}
END_TEST

START_TEST(states_have_their_names_and_three_are_final)
{
    static const struct {
        enum job_state state;
        const char *name;
        bool is_terminal;
    } STATES[] = {
        {JOB_STATE_UNSPECIFIED, "STATE_UNSPECIFIED", false},
        {JOB_QUEUED, "QUEUED", false},
        {JOB_PREPARING, "PREPARING", false},
        {JOB_RUNNING, "RUNNING", false},
        {JOB_SUCCEEDED, "SUCCEEDED", true},
        {JOB_FAILED, "FAILED", true},
        {JOB_CANCELLING, "CANCELLING", false},
        {JOB_CANCELLED, "CANCELLED", true},
    };
    ck_assert_int_eq(COUNT(STATES), JOB_STATE_COUNT);
    for (int i = 0; i < COUNT(STATES); i++) {
        ck_assert_str_eq(job_state_name(STATES[i].state), STATES[i].name);
        ck_assert_int_eq(job_state_is_terminal(STATES[i].state), STATES[i].is_terminal);
    }
}
END_TEST

/* Not in the document; kubeflow's client sends it and was served. */
START_TEST(a_cancel_request_may_name_its_job)
{
    ck_assert_uint_eq(MESSAGE_CANCEL_JOB_REQUEST.count, 1);
    ck_assert_ptr_nonnull(schema_field(&MESSAGE_CANCEL_JOB_REQUEST, TEXT("name")));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("job_schema");
    TCase *cases = tcase_create("job_schema");
    tcase_add_loop_test(cases, every_row_is_a_field_of_the_document, 0, COUNT(MESSAGES));
    tcase_add_test(cases, every_field_of_the_document_has_one_row);
    tcase_add_loop_test(cases, both_spellings_are_the_same_word, 0, COUNT(MESSAGES));
    tcase_add_loop_test(cases, fields_stand_in_the_promised_order, 0, COUNT(ORDERS));
    tcase_add_test(cases, outputs_of_a_job_are_output_only);
    tcase_add_test(cases, only_one_of_two_may_be_set);
    tcase_add_test(cases, states_have_their_names_and_three_are_final);
    tcase_add_test(cases, a_cancel_request_may_name_its_job);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
