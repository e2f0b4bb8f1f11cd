#include "model/compat.h"

/* clang-format off */
const struct compat_row COMPAT_ROWS[COMPAT_COUNT] = {
    [COMPAT_CANCEL_FINISHED]  = {"cancel-finished",  {"400", "200"},                       "answer to cancelling a finished job"},
    [COMPAT_DELETE_JOB]       = {"delete-job",       {"404", "cancel", "forget"},          "answer to DELETE of a job, a method the API does not have"},
    [COMPAT_JOB_IDS]          = {"job-ids",          {"burnt", "reusable-when-terminal"},  "whether a finished job's id may be used again"},
    [COMPAT_ECHO]             = {"echo",             {"proto", "faithful"},                "job inputs come back canonical with defaults left out, or exactly as sent"},
    [COMPAT_ETAG_MISMATCH]    = {"etag-mismatch",    {"409", "400"},                       "status of a patch with a stale etag"},
    [COMPAT_REGIONS]          = {"regions",          {"any-known", "2019"},                "regions accepted: all that were ever listed, or the six of 2019"},
    [COMPAT_RUNTIME_VERSIONS] = {"runtime-versions", {"lenient", "strict"},                "whether runtime and Python version pairs are checked"},
    [COMPAT_UNKNOWN_PATH]     = {"unknown-path",     {"json", "html"},                     "404 in the API's error shape, or Google's HTML page"},
    [COMPAT_MLU_MINIMUM]      = {"mlu-minimum",      {"600s", "60s", "0s"},                "shortest run that is billed"},
    [COMPAT_MISSING_METRIC]   = {"missing-metric",   {"succeed", "fail"},                  "how a trial ends that never reported its metric"},
};
/* clang-format on */

static void
list_names(struct buf *out)
{
    for (int i = 0; i < COMPAT_COUNT; i++)
        buf_printf(out, "%s%s", i == 0 ? "" : ", ", COMPAT_ROWS[i].name);
}

static void
list_values(const struct compat_row *row, struct buf *out)
{
    for (int i = 0; i < COMPAT_VALUES_MAX && row->values[i] != NULL; i++)
        buf_printf(out, "%s%s", i == 0 ? "" : ", ", row->values[i]);
}

static const struct compat_row *
find_row(struct text name)
{
    for (int i = 0; i < COMPAT_COUNT; i++) {
        if (text_is(name, COMPAT_ROWS[i].name))
            return &COMPAT_ROWS[i];
    }
    return NULL;
}

static int
find_value(const struct compat_row *row, struct text value)
{
    for (int i = 0; i < COMPAT_VALUES_MAX && row->values[i] != NULL; i++) {
        if (text_is(value, row->values[i]))
            return i;
    }
    return -1;
}

bool
compat_set(struct compat *compat, struct text setting, struct err *err)
{
    struct buf allowed OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    struct text name = setting;
    struct text value = {0};
    if (!text_split(setting, '=', &name, &value))
        return err_set(err, ERR_INVALID_ARGUMENT, "'%.*s' is not NAME=VALUE", TEXT_ARG(setting));

    const struct compat_row *row = find_row(name);
    if (row == NULL) {
        list_names(&allowed);
        return err_set(err, ERR_INVALID_ARGUMENT, "unknown switch '%.*s'; there are: %s",
                       TEXT_ARG(name), allowed.failed ? "" : allowed.at);
    }
    int chosen = find_value(row, value);
    if (chosen < 0) {
        list_values(row, &allowed);
        return err_set(err, ERR_INVALID_ARGUMENT, "'%.*s' is no value of %s; allowed: %s",
                       TEXT_ARG(value), row->name, allowed.failed ? "" : allowed.at);
    }
    compat->value[row - COMPAT_ROWS] = chosen;
    return true;
}
