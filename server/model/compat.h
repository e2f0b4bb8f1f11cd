/* Contested answers: questions on which the evidence disagrees, each with a switch.
 *
 * One table: names, values, defaults and what they mean. The command line, --help, the man page and
 * the README are made from it.
 *
 *     --compat cancel-finished=200
 *     compat_set(&compat, TEXT("cancel-finished=200"), &err);
 *     if (compat.value[COMPAT_CANCEL_FINISHED] == CANCEL_FINISHED_200) ...
 */
#ifndef MODEL_COMPAT_H
#define MODEL_COMPAT_H

#include "base/err.h"
#include "base/text.h"

enum compat_switch {
    COMPAT_CANCEL_FINISHED,
    COMPAT_DELETE_JOB,
    COMPAT_JOB_IDS,
    COMPAT_ECHO,
    COMPAT_ETAG_MISMATCH,
    COMPAT_REGIONS,
    COMPAT_RUNTIME_VERSIONS,
    COMPAT_UNKNOWN_PATH,
    COMPAT_MLU_MINIMUM,
    COMPAT_MISSING_METRIC,
    COMPAT_COUNT
};

/* Values, as positions in the table's rows; the first is the default. */
enum { CANCEL_FINISHED_400, CANCEL_FINISHED_200 };
enum { DELETE_JOB_404, DELETE_JOB_CANCEL, DELETE_JOB_FORGET };
enum { JOB_IDS_BURNT, JOB_IDS_REUSABLE };
enum { ECHO_PROTO, ECHO_FAITHFUL };
enum { ETAG_MISMATCH_409, ETAG_MISMATCH_400 };
enum { REGIONS_ANY_KNOWN, REGIONS_2019 };
enum { RUNTIME_VERSIONS_LENIENT, RUNTIME_VERSIONS_STRICT };
enum { UNKNOWN_PATH_JSON, UNKNOWN_PATH_HTML };
enum { MLU_MINIMUM_600S, MLU_MINIMUM_60S, MLU_MINIMUM_0S };
enum { MISSING_METRIC_SUCCEED, MISSING_METRIC_FAIL };

#define COMPAT_VALUES_MAX 4

struct compat {
    int value[COMPAT_COUNT];
};

/* One row of the table, for documentation. */
struct compat_row {
    const char *name;
    const char *values[COMPAT_VALUES_MAX]; /* the first is the default; NULL ends a short list */
    const char *meaning;
};

extern const struct compat_row COMPAT_ROWS[COMPAT_COUNT];

/* Sets one switch from "name=value". False, nothing changed, with the allowed names or values in
 * err. */
bool compat_set(struct compat *compat, struct text setting, struct err *err);

#endif
