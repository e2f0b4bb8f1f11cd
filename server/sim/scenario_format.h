/* The objects of a scenario file, as tables: a row is a member, what it may be and what it means.
 *
 * The readers refuse a member that has no row here, and ml-jobs-scenario(5) is made from the rows, so a
 * member that is read is also described. To add one, add its row and read it.
 *
 *     member_check(value, path, FORMAT_OUTCOME, err)          no member but those of an outcome
 */
#ifndef SIM_SCENARIO_FORMAT_H
#define SIM_SCENARIO_FORMAT_H

enum format_object {
    FORMAT_FILE,
    FORMAT_SCENARIO,
    FORMAT_MATCH,
    FORMAT_CREATE,
    FORMAT_OUTCOME,
    FORMAT_TUNING,
    FORMAT_CURVE,
    FORMAT_FUNCTION, /* these four are the kinds of objective; a kind's first member names it */
    FORMAT_EXPRESSION,
    FORMAT_TABLE,
    FORMAT_TRIALS,
    FORMAT_MAP,
    FORMAT_ROWS,
    FORMAT_RESULT,
    FORMAT_SPAN, /* the kinds of a span: an object has one of these members */
    FORMAT_LOGNORMAL,
    FORMAT_EXPONENTIAL,
    FORMAT_COUNT
};

struct format_row {
    const char *name;    /* NULL ends the list */
    const char *type;    /* what it may be, in a few words */
    const char *meaning; /* without the last full stop; says what holds when it is absent */
};

#define FORMAT_ROWS_MAX 11

struct format_table {
    const char *where; /* "match": how the object is called, or where it stands */
    const char *lead;  /* sentences for the manual that stand before the rows */
    struct format_row rows[FORMAT_ROWS_MAX];
};

/* By enum format_object, in the order of the manual. */
extern const struct format_table FORMAT_TABLES[FORMAT_COUNT];

#endif
