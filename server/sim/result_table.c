#include "sim/result_table.h"

#include "base/limits.h"
#include "base/own.h"
#include "sim/scenario_member.h"

#include <stdlib.h>

#define KEY_NAMES_MAX 64

/* Squared distances: the least between two values that differ, and more than any two rows are apart. */
#define NEXT_DOOR 1e-30
#define BEYOND_ALL 1e9

struct result_table {
    const json_t *key;  /* array of names */
    const json_t *rows; /* array of arrays: a value for each name, then the result */
    enum { ELSE_NEAREST, ELSE_INFEASIBLE, ELSE_NUMBER } otherwise;
    double number;
};

static bool
check_key(const json_t *key, const char *path, struct err *err)
{
    struct member_path at;
    size_t count = json_array_size(key);
    if (count < 1 || count > KEY_NAMES_MAX)
        return member_refuse(path, key, "a list of 1 to 64 names of parameters", err);
    for (size_t i = 0; i < count; i++) {
        if (!json_is_string(json_array_get(key, i)))
            return member_refuse(member_at(&at, path, i), json_array_get(key, i),
                                 "the name of a parameter", err);
    }
    return true;
}

/* A column holds numbers or texts, as its first row does. */
static bool
check_row(const json_t *row, const json_t *first, size_t names, const char *path, struct err *err)
{
    struct member_path at;
    if (json_array_size(row) != names + 1 || !json_is_number(json_array_get(row, names)))
        return member_refuse(path, row, "a list of one value for each name of the key and a result",
                             err);
    for (size_t i = 0; i < names; i++) {
        const json_t *value = json_array_get(row, i);
        bool is_text = json_is_string(json_array_get(first, i));
        if (is_text ? !json_is_string(value) : !json_is_number(value))
            return member_refuse(
                member_at(&at, path, i), value,
                is_text ? "text, as in the first row" : "a number, as in the first row", err);
    }
    return true;
}

static bool
check_rows(const struct result_table *table, const char *path, struct err *err)
{
    struct member_path at;
    size_t count = json_array_size(table->rows);
    if (count < 1 || count > LIMIT_SCENARIO_ROWS)
        return member_refuse(path, table->rows, "a list of 1 to 100000 rows", err);
    for (size_t i = 0; i < count; i++) {
        if (!check_row(json_array_get(table->rows, i), json_array_get(table->rows, 0),
                       json_array_size(table->key), member_at(&at, path, i), err))
            return false;
    }
    return true;
}

static bool
read_otherwise(struct result_table *table, const json_t *value, const char *path, struct err *err)
{
    struct text word = {json_string_value(value), json_string_length(value)};
    if (value == NULL || (json_is_string(value) && text_is(word, "nearest")))
        return true;
    if (json_is_number(value)) {
        table->otherwise = ELSE_NUMBER;
        table->number = json_number_value(value);
        return true;
    }
    if (!json_is_string(value) || !text_is(word, "infeasible"))
        return member_refuse(path, value, "\"nearest\", \"infeasible\" or a number", err);
    table->otherwise = ELSE_INFEASIBLE;
    return true;
}

static void
drop(struct result_table **table)
{
    result_table_free(*table);
}

void
result_table_free(struct result_table *table)
{
    free(table);
}

struct result_table *
result_table_new(const json_t *value, const char *path, struct err *err)
{
    struct member_path at;
    struct result_table *table OWNED(drop) = calloc(1, sizeof(*table));
    if (table == NULL) {
        err_memory(err);
        return NULL;
    }
    table->key = json_object_get(value, "key");
    table->rows = json_object_get(value, "rows");
    if (!member_check(value, path, FORMAT_ROWS, err) ||
        !check_key(table->key, member_of(&at, path, "key"), err) ||
        !check_rows(table, member_of(&at, path, "rows"), err) ||
        !read_otherwise(table, json_object_get(value, "else"), member_of(&at, path, "else"), err))
        return NULL;
    return GIVE(table);
}

static const struct axis *
axis_of(const struct result_table *table, const struct space *space, size_t index)
{
    const json_t *name = json_array_get(table->key, index);
    return space_axis(space, (struct text){json_string_value(name), json_string_length(name)});
}

bool
result_table_check(const struct result_table *table, const struct space *space, struct err *err)
{
    const json_t *first = json_array_get(table->rows, 0);
    for (size_t i = 0; i < json_array_size(table->key); i++) {
        const struct axis *axis = axis_of(table, space, i);
        const char *name = json_string_value(json_array_get(table->key, i));
        if (axis == NULL)
            return err_set(err, ERR_FAILED_PRECONDITION,
                           "The scenario's table names the parameter '%s', which the job does not "
                           "have.",
                           name);
        bool is_text = json_is_string(json_array_get(first, i));
        if (is_text != (axis->type == AXIS_CATEGORICAL))
            return err_set(err, ERR_FAILED_PRECONDITION,
                           "The scenario's table has %s for the parameter '%s'.",
                           is_text ? "text" : "numbers", name);
    }
    return true;
}

/* A trial's value of a name of the key, ready to be compared with many rows. */
struct sought {
    const struct axis *axis;
    double value;
    double unit;
};

/* Whether a row's number is the trial's own: DOUBLE values are written with 15 digits at least. */
static bool
is_same(double a, double b)
{
    double apart = a < b ? b - a : a - b;
    double size = (a < 0 ? -a : a) + (b < 0 ? -b : b);
    return apart <= 1e-14 * size;
}

/* How far a row's value is from a trial's: 0 for the very same and for no other, up to 1 for the other
 * end of the range. What lies outside the range counts as its end. */
static double
distance(const struct sought *sought, const json_t *cell)
{
    const struct axis *axis = sought->axis;
    if (axis->type == AXIS_CATEGORICAL) {
        struct text text = {json_string_value(cell), json_string_length(cell)};
        return text_equal(axis->categories[(int32_t)sought->value], text) ? 0 : 1;
    }
    double value = json_number_value(cell);
    if (is_same(value, sought->value))
        return 0;
    if (axis->type != AXIS_DISCRETE)
        value = value < axis->least ? axis->least : value > axis->most ? axis->most : value;
    double apart = axis_unit(axis, value) - sought->unit;
    return apart * apart > NEXT_DOOR ? apart * apart : NEXT_DOOR;
}

/* Of a whole row; cut short once it is known not to be below `least`. */
static double
row_distance(const struct sought *sought, size_t count, const json_t *row, double least)
{
    double sum = 0;
    for (size_t i = 0; i < count && sum < least; i++)
        sum += distance(&sought[i], json_array_get(row, i));
    return sum;
}

bool
result_table_find(const struct result_table *table, const struct space *space, const double *values,
                  double *ret_value)
{
    struct sought sought[KEY_NAMES_MAX];
    size_t count = json_array_size(table->key);
    const json_t *nearest = json_array_get(table->rows, 0);
    double least = BEYOND_ALL;
    for (size_t i = 0; i < count; i++) {
        const struct axis *axis = axis_of(table, space, i);
        double value = values[axis - space->axes];
        sought[i] = (struct sought){axis, value, axis_unit(axis, value)};
    }
    for (size_t i = 0; i < json_array_size(table->rows) && least > 0; i++) {
        const json_t *row = json_array_get(table->rows, i);
        double apart = row_distance(sought, count, row, least);
        nearest = apart < least ? row : nearest;
        least = apart < least ? apart : least;
    }
    *ret_value = table->number;
    if (least > 0 && table->otherwise != ELSE_NEAREST)
        return table->otherwise == ELSE_NUMBER;
    *ret_value = json_number_value(json_array_get(nearest, count));
    return true;
}
