#include "model/rules.h"

#include "base/limits.h"
#include "model/catalogue.h"
#include "model/job_schema.h"
#include "model/labels.h"

#include <stddef.h>

/* One rule. `is_broken` looks at the whole job; `say` writes the sentence when it depends on it. */
struct rule {
    const char *field;
    enum err_code code;
    bool (*is_broken)(const struct rule_input *input);
    void (*say)(const struct rule_input *input, struct buf *out);
    const char *sentence; /* used when say is NULL */
};

static bool
is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_name(struct text name)
{
    if (name.length == 0 || !is_ascii_letter(name.at[0]))
        return false;
    for (size_t i = 1; i < name.length; i++) {
        if (!is_ascii_letter(name.at[i]) && !is_ascii_digit(name.at[i]) && name.at[i] != '_')
            return false;
    }
    return true;
}

bool
rules_is_job_id(struct text id)
{
    return is_name(id) && id.length <= LIMIT_JOB_ID_CHARS;
}

static struct text
job_id_of(const struct rule_input *input)
{
    return schema_string(&MESSAGE_JOB, input->job, "jobId");
}

static const json_t *
training_input_of(const struct rule_input *input)
{
    return schema_get(&MESSAGE_JOB, input->job, "trainingInput");
}

static const json_t *
prediction_input_of(const struct rule_input *input)
{
    return schema_get(&MESSAGE_JOB, input->job, "predictionInput");
}

/* Both inputs have one, each required. */
static struct text
region_of(const struct rule_input *input)
{
    const json_t *training = training_input_of(input);
    if (training != NULL)
        return schema_string(&MESSAGE_TRAINING_INPUT, training, "region");
    return schema_string(&MESSAGE_PREDICTION_INPUT, prediction_input_of(input), "region");
}

static bool
only_2019(const struct rule_input *input)
{
    return input->compat->value[COMPAT_REGIONS] == REGIONS_2019;
}

static bool
job_id_is_no_name(const struct rule_input *input)
{
    return !is_name(job_id_of(input));
}

static bool
job_id_is_too_long(const struct rule_input *input)
{
    return job_id_of(input).length > LIMIT_JOB_ID_CHARS;
}

static bool
input_is_missing(const struct rule_input *input)
{
    return training_input_of(input) == NULL && prediction_input_of(input) == NULL;
}

static bool
region_is_missing(const struct rule_input *input)
{
    return region_of(input).length == 0;
}

static bool
region_is_unknown(const struct rule_input *input)
{
    return !catalogue_has_region(region_of(input), only_2019(input));
}

static void
say_region(const struct rule_input *input, struct buf *out)
{
    buf_printf(out, "The provided GCE region '%.*s' is not available. Options are [",
               TEXT_ARG(region_of(input)));
    catalogue_list_regions(out, only_2019(input));
    buf_add_str(out, "].");
}

static enum labels_flaw
labels_flaw_of(const struct rule_input *input, const char **ret_key)
{
    return labels_check(schema_get(&MESSAGE_JOB, input->job, "labels"), ret_key);
}

static bool
labels_are_flawed(const struct rule_input *input)
{
    const char *key;
    return labels_flaw_of(input, &key) != LABELS_FINE;
}

static void
say_labels(const struct rule_input *input, struct buf *out)
{
    const char *key;
    enum labels_flaw flaw = labels_flaw_of(input, &key);
    if (flaw == LABELS_TOO_MANY)
        buf_printf(out, "There can be no more than %d labels on a job.", LIMIT_LABELS);
    else if (flaw == LABELS_BAD_KEY)
        buf_printf(out,
                   "The label key '%s' is not valid. Keys start with a lowercase letter, hold only "
                   "lowercase letters, numbers, dashes and underscores, and have at most %d "
                   "characters.",
                   key, LIMIT_LABEL_CHARS);
    else
        buf_printf(out,
                   "The value of the label '%s' is not valid. Values hold only lowercase letters, "
                   "numbers, dashes and underscores, and have at most %d characters.",
                   key, LIMIT_LABEL_CHARS);
}

/* clang-format off */
static const struct rule RULES[] = {
    /* [captured] */
    {"job_id", ERR_INVALID_ARGUMENT, job_id_is_no_name,  NULL, "A name should start with a letter and contain only letters, numbers and underscores."},
    {"job_id", ERR_INVALID_ARGUMENT, job_id_is_too_long, NULL, "A name should have at most 128 characters."},
    {"job",    ERR_INVALID_ARGUMENT, input_is_missing,   NULL, "Exactly one of training_input and prediction_input must be specified."},
    {"region", ERR_INVALID_ARGUMENT, region_is_missing,  NULL, "A region must be specified."},
    /* [captured] */
    {"region", ERR_INVALID_ARGUMENT, region_is_unknown,  say_region, NULL},
    {"labels", ERR_INVALID_ARGUMENT, labels_are_flawed,  say_labels, NULL},
};
/* clang-format on */

static bool
break_rule(const struct rule *rule, const struct rule_input *input, struct err *err)
{
    struct buf sentence OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    if (rule->say == NULL)
        return err_field(err, rule->code, rule->field, "%s", rule->sentence);
    rule->say(input, &sentence);
    if (sentence.failed)
        return err_memory(err);
    return err_field(err, rule->code, rule->field, "%s", sentence.at);
}

bool
rules_check(const struct rule_input *input, struct err *err)
{
    for (size_t i = 0; i < sizeof(RULES) / sizeof(RULES[0]); i++) {
        if (RULES[i].is_broken(input))
            return break_rule(&RULES[i], input, err);
    }
    return true;
}

static bool
is_project_char(char c)
{
    return (c >= 'a' && c <= 'z') || is_ascii_digit(c) || c == '-';
}

/* [domain:]id, where the domain may also hold dots. */
static bool
is_project_id(struct text project)
{
    bool in_domain = false;
    struct text domain;
    struct text id = project;
    if (text_split(project, ':', &domain, &id))
        in_domain = true;
    else
        domain = TEXT("");

    for (size_t i = 0; i < domain.length; i++) {
        if (!is_project_char(domain.at[i]) && domain.at[i] != '.')
            return false;
    }
    for (size_t i = 0; i < id.length; i++) {
        if (!is_project_char(id.at[i]))
            return false;
    }
    return id.length > 0 && id.at[0] != '-' && id.at[id.length - 1] != '-' &&
           (!in_domain || domain.length > 0);
}

bool
rules_check_project(struct text project, struct err *err)
{
    if (project.length <= LIMIT_PROJECT_ID_CHARS && is_project_id(project))
        return true;
    return err_field(err, ERR_INVALID_ARGUMENT, "parent",
                     "The project id '%.*s' is not valid. A project id holds up to %d lowercase "
                     "letters, numbers and dashes, and neither starts nor ends with a dash.",
                     TEXT_ARG(project), LIMIT_PROJECT_ID_CHARS);
}
