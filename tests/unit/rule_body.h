/* Job bodies for tests of rules, in short. In them ' stands for ", which C would have us escape. */
#ifndef TESTS_UNIT_RULE_BODY_H
#define TESTS_UNIT_RULE_BODY_H

#include "model/rules.h"
#include "model/rules_table.h"

/* The body, parsed; owned. The test fails when it does not fit the schema. */
json_t *rule_body_load(const char *text);

struct switches {
    int regions;
    int runtimes;
};

#define USUAL ((struct switches){0})
#define STRICT ((struct switches){.runtimes = RUNTIME_VERSIONS_STRICT})

/* rules_check in a project whose one tuning job is called tuned. The row that is broken goes to
 * *ret_rule, which may be NULL. */
bool rule_body_check(const char *text, struct switches switches, const struct rule **ret_rule,
                     struct err *err);

#define REGION "'region':'us-central1'"
#define IMAGE "'masterConfig':{'imageUri':'gcr.io/p/i'}"
#define PACKAGE "'packageUris':['gs://b/t.tar.gz'],'pythonModule':'t.task'"
#define T(members) "{'jobId':'j','trainingInput':{" REGION "," members "}}"
/* With packages, and what else is said. */
#define J(members) T(PACKAGE "," members)
#define CUSTOM(members) J("'scaleTier':'CUSTOM','masterType':'n1-standard-8'," members)
#define H(members) J("'hyperparameters':{" members "}")
#define P(members) H("'params':[{'parameterName':'x'," members "}]")
#define P_DOUBLE "'params':[{'parameterName':'x','type':'DOUBLE','minValue':0,'maxValue':1}]"
#define B(members) "{'jobId':'j','predictionInput':{" REGION members "}}"
#define B_PATHS ",'inputPaths':['gs://b/in/*'],'outputPath':'gs://b/out','dataFormat':'TEXT'"
#define B_MODEL ",'modelName':'projects/p/models/m'"
#define GPU(count, type) "'acceleratorConfig':{'count':" count ",'type':'" type "'}"
#define MASTER_GPU(count, type) "'masterConfig':{" GPU(count, type) "}"
#define TPU_WORKER "'workerType':'cloud_tpu','workerCount':1"

#endif
