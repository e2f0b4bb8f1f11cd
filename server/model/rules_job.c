/* What holds for every job: its id, its one input, its region, its labels. */
#include "base/limits.h"
#include "model/job_schema.h"
#include "model/labels.h"
#include "model/rules_forms.h"
#include "model/rules_table.h"

static struct text
job_id_of(const struct rule_look *look)
{
    return schema_string(&MESSAGE_JOB, look->input->job, "jobId");
}

/* Both inputs have one, each required. */
static struct text
region_of(const struct rule_look *look)
{
    if (look->training != NULL)
        return schema_string(&MESSAGE_TRAINING_INPUT, look->training, "region");
    return schema_string(&MESSAGE_PREDICTION_INPUT, look->prediction, "region");
}

static bool
only_2019(const struct rule_look *look)
{
    return look->input->compat->value[COMPAT_REGIONS] == REGIONS_2019;
}

bool
job_id_is_no_name(struct rule_look *look)
{
    return !form_is_name(job_id_of(look));
}

bool
job_id_is_too_long(struct rule_look *look)
{
    return job_id_of(look).length > LIMIT_JOB_ID_CHARS;
}

bool
input_is_missing(struct rule_look *look)
{
    return look->training == NULL && look->prediction == NULL;
}

bool
region_is_missing(struct rule_look *look)
{
    return region_of(look).length == 0;
}

bool
region_is_unknown(struct rule_look *look)
{
    look->value = region_of(look);
    return !catalogue_has_region(look->value, only_2019(look));
}

void
rule_say_region(const struct rule_look *look, struct buf *out)
{
    buf_printf(out, "The provided GCE region '%.*s' is not available. Options are [",
               TEXT_ARG(look->value));
    catalogue_list_regions(out, only_2019(look));
    buf_add_str(out, "].");
}

static enum labels_flaw
labels_flaw_of(const struct rule_look *look, const char **ret_key)
{
    return labels_check(schema_get(&MESSAGE_JOB, look->input->job, "labels"), ret_key);
}

bool
labels_are_flawed(struct rule_look *look)
{
    const char *key;
    return labels_flaw_of(look, &key) != LABELS_FINE;
}

void
rule_say_labels(const struct rule_look *look, struct buf *out)
{
    const char *key;
    enum labels_flaw flaw = labels_flaw_of(look, &key);
    labels_say(flaw, key, out);
}
