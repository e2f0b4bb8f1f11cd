#include "rule_body.h"

#include "base/own.h"
#include "json/load.h"
#include "model/job_schema.h"

#include <check.h>

/* The project of these tests has one tuning job. */
static bool
is_tuning_job(const void *project, struct text id)
{
    return text_is(id, project);
}

json_t *
rule_body_load(const char *text)
{
    struct err err OWNED(err_done) = ERR;
    struct buf body OWNED(buf_done) = BUF((size_t)1 << 20);
    for (; *text != '\0'; text++)
        buf_add_char(&body, *text == '\'' ? '"' : *text);
    json_t *job = json_load(buf_text(&body), &err);
    if (job == NULL || !schema_check(&MESSAGE_JOB, job, "job", &err))
        ck_abort_msg("%s: %s", body.at, err_message(&err));
    return job;
}

bool
rule_body_check(const char *text, struct switches switches, const struct rule **ret_rule,
                struct err *err)
{
    json_auto_t *job = rule_body_load(text);
    struct compat compat = {{0}};
    compat.value[COMPAT_REGIONS] = switches.regions;
    compat.value[COMPAT_RUNTIME_VERSIONS] = switches.runtimes;
    const struct rule_input input = {
        .compat = &compat, .job = job, .is_tuning_job = is_tuning_job, .project = "tuned"};
    struct rule_look look = rule_look_at(&input);
    if (ret_rule != NULL)
        *ret_rule = rule_find_broken(&look);
    return rules_check(&input, err);
}
