#include "sim/scenario_member.h"

#include "base/limits.h"
#include "base/own.h"
#include "json/member.h"
#include "json/utf8.h"
#include "json/write.h"

#include <stdio.h>
#include <string.h>

/* What a file said is quoted up to here. */
#define QUOTE_BYTES 256

/* The name comes from outside: it is cut between two characters. */
const char *
member_of(struct member_path *ret_path, const char *path, const char *name)
{
    size_t room = sizeof(ret_path->text) - 1;
    size_t used = strlen(path) + 1;
    struct text shown = utf8_cut(text_of(name), used < room ? room - used : 0);
    ret_path->text[0] = '\0';
    (void)snprintf(ret_path->text, sizeof(ret_path->text), "%s%s%.*s", path,
                   path[0] == '\0' ? "" : ".", TEXT_ARG(shown));
    return ret_path->text;
}

const char *
member_at(struct member_path *ret_path, const char *path, size_t index)
{
    ret_path->text[0] = '\0';
    (void)snprintf(ret_path->text, sizeof(ret_path->text), "%s[%zu]", path, index);
    return ret_path->text;
}

static const char *
shown_path(const char *path)
{
    return path[0] == '\0' ? "scenario" : path;
}

bool
member_refuse(const char *path, const json_t *value, const char *allowed, struct err *err)
{
    struct buf got OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    if (value == NULL)
        return err_field(err, ERR_INVALID_ARGUMENT, shown_path(path), "It is required: %s.",
                         allowed);
    write_value(&got, value);
    if (got.failed)
        return err_memory(err);
    struct text shown = utf8_cut(buf_text(&got), QUOTE_BYTES);
    return err_field(err, ERR_INVALID_ARGUMENT, shown_path(path), "It must be %s, not %.*s%s.",
                     allowed, TEXT_ARG(shown), shown.length < got.length ? "..." : "");
}

static bool
is_listed(const struct format_row *rows, const char *name)
{
    for (size_t i = 0; rows[i].name != NULL; i++) {
        if (strcmp(rows[i].name, name) == 0)
            return true;
    }
    return false;
}

static bool
refuse_name(const char *path, const char *name, const struct format_row *rows, struct err *err)
{
    struct buf allowed OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    struct member_path at;
    for (size_t i = 0; rows[i].name != NULL; i++)
        buf_printf(&allowed, "%s%s", i == 0 ? "" : ", ", rows[i].name);
    if (allowed.failed)
        return err_memory(err);
    return err_field(err, ERR_INVALID_ARGUMENT, member_of(&at, path, name),
                     "There is no such member. Allowed: %s.", allowed.at);
}

bool
member_check(const json_t *value, const char *path, enum format_object object, struct err *err)
{
    const struct format_row *rows = FORMAT_TABLES[object].rows;
    struct member member = {0};
    if (!json_is_object(value))
        return member_refuse(path, value, "an object", err);
    while (member_next(value, &member)) {
        if (!is_listed(rows, member.name))
            return refuse_name(path, member.name, rows, err);
    }
    return true;
}

bool
member_number(const json_t *object, const char *path, const char *name, struct number_range range,
              double *ret_number, struct err *err)
{
    const json_t *value = json_object_get(object, name);
    struct member_path at;
    char allowed[96];
    if (value == NULL)
        return true;
    double number = json_number_value(value);
    if (json_is_number(value) && number >= range.least && number <= range.most) {
        *ret_number = number;
        return true;
    }
    (void)snprintf(allowed, sizeof(allowed), "a number from %g to %g", range.least, range.most);
    return member_refuse(member_of(&at, path, name), value, allowed, err);
}

bool
member_integer(const json_t *object, const char *path, const char *name, struct integer_range range,
               int64_t *ret_number, struct err *err)
{
    const json_t *value = json_object_get(object, name);
    struct member_path at;
    char allowed[96];
    if (value == NULL)
        return true;
    int64_t number = json_integer_value(value);
    if (json_is_integer(value) && number >= range.least && number <= range.most) {
        *ret_number = number;
        return true;
    }
    (void)snprintf(allowed, sizeof(allowed), "a whole number from %lld to %lld",
                   (long long)range.least, (long long)range.most);
    return member_refuse(member_of(&at, path, name), value, allowed, err);
}

bool
member_bool(const json_t *object, const char *path, const char *name, bool *ret_value,
            struct err *err)
{
    const json_t *value = json_object_get(object, name);
    struct member_path at;
    if (value == NULL)
        return true;
    if (!json_is_boolean(value))
        return member_refuse(member_of(&at, path, name), value, "true or false", err);
    *ret_value = json_is_true(value);
    return true;
}
