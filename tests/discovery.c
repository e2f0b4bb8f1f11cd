#include "discovery.h"

#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PATH_BYTES 256
#define PATTERN_BYTES 512

/* Where a check is: what the document says, and the way to the value at hand. */
struct check {
    const json_t *schemas;
    struct why *why;
    char path[PATH_BYTES];
};

bool
why_not(struct why *why, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    (void)vsnprintf(why->text, sizeof(why->text), format, list);
    va_end(list);
    return false;
}

json_t *
discovery_load(void)
{
    char path[4096];
    const char *root = getenv("TOP_SRCDIR");
    (void)snprintf(path, sizeof(path), "%s/tests/data/ml-v1-jobs.discovery.json",
                   root != NULL ? root : ".");
    return json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
}

/* jansson iterates over objects that may be changed; these are not. */
static json_t *
walkable(const json_t *object)
{
    return (json_t *)(uintptr_t)object;
}

static const char *
string_at(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* An extended regular expression that must fit all of the text. */
static bool
fits(const char *text, const char *pattern)
{
    regex_t regex;
    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    bool found = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

/* --- values ------------------------------------------------------------------------------------
 */

static bool
fits_int64(const json_t *value)
{
    errno = 0;
    (void)strtoll(json_string_value(value), NULL, 10);
    return errno == 0;
}

static bool
fits_int32(const json_t *value)
{
    json_int_t number = json_integer_value(value);
    return json_is_integer(value) && number >= INT32_MIN && number <= INT32_MAX;
}

/* JSON has no number for three of them. */
static bool
fits_double(const json_t *value)
{
    return json_is_number(value) ||
           (json_is_string(value) && fits(json_string_value(value), "^(NaN|-?Infinity)$"));
}

static bool
fits_boolean(const json_t *value)
{
    return json_is_boolean(value);
}

/* A day that the calendar has: timegm moves any other on to the next month. The pattern has seen to
 * it that year, month and day stand where they should. */
static bool
fits_datetime(const json_t *value)
{
    const char *text = json_string_value(value);
    struct tm day = {
        .tm_year = (int)strtol(text, NULL, 10) - 1900,
        .tm_mon = (int)strtol(text + 5, NULL, 10) - 1,
        .tm_mday = (int)strtol(text + 8, NULL, 10),
    };
    struct tm moved = day;
    (void)timegm(&moved);
    return day.tm_year > -1900 && moved.tm_mon == day.tm_mon && moved.tm_mday == day.tm_mday;
}

/* At most ten thousand years, either way. */
static bool
fits_duration(const json_t *value)
{
    errno = 0;
    long long seconds = strtoll(json_string_value(value), NULL, 10);
    return errno == 0 && seconds >= -315576000000 && seconds <= 315576000000;
}

#define FRACTION "(\\.[0-9]{3}|\\.[0-9]{6}|\\.[0-9]{9})?"
#define B64 "[A-Za-z0-9+/]"

/* Each type and format of the document: what a string must look like, what any value must pass. */
/* clang-format off */
static const struct rule {
    const char *type;
    const char *format;  /* NULL: none is given */
    const char *pattern; /* NULL: a value that is no string, or any string */
    bool (*passes)(const json_t *value);
    const char *what;
} RULES[] = {
    {"string",  NULL,              "",                                     NULL,          "a string"},
    {"string",  "int64",           "^(0|-?[1-9][0-9]*)$",                  fits_int64,    "an int64 as a string"},
    {"string",  "byte",            "^(" B64 "{4})*(" B64 "[AQgw]==|" B64 B64 "[AEIMQUYcgkosw048]=)?$", NULL, "base64 with its padding"},
    {"string",  "google-datetime", "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]" FRACTION "Z$", fits_datetime, "a time in UTC"},
    {"string",  "google-duration", "^-?(0|[1-9][0-9]*)" FRACTION "s$",     fits_duration, "a duration in seconds"},
    {"string",  "google-fieldmask", "^([a-zA-Z0-9.]+(,[a-zA-Z0-9.]+)*)?$", NULL,          "a mask of fields"},
    {"integer", "int32",           NULL,                                   fits_int32,    "an int32 as a number"},
    {"number",  "double",          NULL,                                   fits_double,   "a number"},
    {"boolean", NULL,              NULL,                                   fits_boolean,  "true or false"},
};
/* clang-format on */

static const struct rule *
rule_of(const char *type, const char *format)
{
    for (size_t i = 0; i < sizeof(RULES) / sizeof(RULES[0]); i++) {
        const struct rule *rule = &RULES[i];
        bool same_format = format == NULL || rule->format == NULL
                               ? format == rule->format
                               : strcmp(format, rule->format) == 0;
        if (strcmp(type, rule->type) == 0 && same_format)
            return rule;
    }
    return NULL;
}

static bool
has_string(const json_t *array, const char *string)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (strcmp(json_string_value(json_array_get(array, i)), string) == 0)
            return true;
    }
    return false;
}

/* A value as it stands, in words about it. */
static bool
refuse(const struct check *check, const json_t *value, const char *what)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    why_not(check->why, "%s: %.100s is not %s", check->path, text != NULL ? text : "?", what);
    free(text);
    return false;
}

static bool
check_scalar(const struct check *check, const json_t *schema, const json_t *value)
{
    const char *type = string_at(schema, "type");
    const char *format = string_at(schema, "format");
    const json_t *members = json_object_get(schema, "enum");
    const struct rule *rule = type != NULL ? rule_of(type, format) : NULL;
    if (rule == NULL)
        return why_not(check->why, "%s: this checker does not know the type %s %s", check->path,
                       type != NULL ? type : "-", format != NULL ? format : "-");
    if (rule->pattern != NULL &&
        (!json_is_string(value) || !fits(json_string_value(value), rule->pattern)))
        return refuse(check, value, rule->what);
    if (rule->passes != NULL && !rule->passes(value))
        return refuse(check, value, rule->what);
    if (members != NULL && !has_string(members, json_string_value(value)))
        return refuse(check, value, "a member of the enum");
    return true;
}

static bool check_value(struct check *check, const json_t *schema, const json_t *value);

/* What stands one step further down the path. */
__attribute__((format(printf, 4, 5))) static bool
check_below(struct check *check, const json_t *schema, const json_t *value, const char *format, ...)
{
    size_t length = strlen(check->path);
    va_list list;
    va_start(list, format);
    (void)vsnprintf(check->path + length, sizeof(check->path) - length, format, list);
    va_end(list);
    bool fine = check_value(check, schema, value);
    check->path[length] = '\0';
    return fine;
}

static bool
check_object(struct check *check, const json_t *schema, const json_t *value)
{
    const json_t *properties = json_object_get(schema, "properties");
    const json_t *additional = json_object_get(schema, "additionalProperties");
    const char *name;
    json_t *member;
    if (!json_is_object(value))
        return refuse(check, value, "an object");
    json_object_foreach(walkable(value), name, member) {
        const json_t *known = json_object_get(properties, name);
        if (known == NULL)
            known = additional;
        if (known == NULL)
            return why_not(check->why, "%s: there is no member \"%s\"", check->path, name);
        if (!check_below(check, known, member, ".%s", name))
            return false;
    }
    return true;
}

static bool
check_array(struct check *check, const json_t *schema, const json_t *value)
{
    if (!json_is_array(value))
        return refuse(check, value, "an array");
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (!check_below(check, json_object_get(schema, "items"), json_array_get(value, i), "[%zu]",
                         i))
            return false;
    }
    return true;
}

static bool
check_value(struct check *check, const json_t *schema, const json_t *value)
{
    const char *reference = string_at(schema, "$ref");
    if (reference != NULL)
        schema = json_object_get(check->schemas, reference);
    if (schema == NULL)
        return why_not(check->why, "%s: the document has no schema for it", check->path);
    const char *type = string_at(schema, "type");
    if (type != NULL && strcmp(type, "object") == 0)
        return check_object(check, schema, value);
    if (type != NULL && strcmp(type, "array") == 0)
        return check_array(check, schema, value);
    return check_scalar(check, schema, value);
}

bool
discovery_check(const json_t *document, const char *schema, const json_t *value, struct why *why)
{
    struct check check = {.schemas = json_object_get(document, "schemas"), .why = why};
    (void)snprintf(check.path, sizeof(check.path), "%s", schema);
    return check_value(&check, json_object_get(check.schemas, schema), value);
}

/* --- methods -----------------------------------------------------------------------------------
 */

/* Owned: the path without its first slash and its query, decoded. */
static char *
plain_path(const char *path)
{
    path += path[0] == '/';
    size_t length = strcspn(path, "?");
    char *plain = calloc(1, length + 1);
    if (plain == NULL)
        return NULL;
    for (size_t from = 0, to = 0; from < length; from++) {
        char digits[3] = {0};
        if (path[from] == '%' && isxdigit((unsigned char)path[from + 1]) &&
            isxdigit((unsigned char)path[from + 2])) {
            memcpy(digits, path + from + 1, 2);
            from += 2;
        }
        plain[to++] = digits[0] != '\0' ? (char)strtol(digits, NULL, 16) : path[from];
    }
    return plain;
}

/* Puts the pattern of the variable in its place: v1/{+name}:cancel. False when the template is of a
 * kind that the document did not have when this was written. */
static bool
fill_template(const json_t *method, char *pattern, size_t size)
{
    const char *template = string_at(method, "path");
    const char *open = template != NULL ? strstr(template, "{+") : NULL;
    const char *close = open != NULL ? strchr(open, '}') : NULL;
    if (close == NULL)
        return false;
    char variable[64];
    (void)snprintf(variable, sizeof(variable), "%.*s", (int)(close - open - 2), open + 2);
    const json_t *parameter = json_object_get(json_object_get(method, "parameters"), variable);
    const char *inner = string_at(parameter, "pattern");
    size_t length = inner != NULL ? strlen(inner) : 0;
    if (length < 2 || inner[0] != '^' || inner[length - 1] != '$')
        return false;
    (void)snprintf(pattern, size, "^%.*s%.*s%s$", (int)(open - template), template,
                   (int)(length - 2), inner + 1, close + 1);
    return true;
}

static bool
takes(const json_t *method, const char *http_method, const char *plain)
{
    char pattern[PATTERN_BYTES];
    const char *verb = string_at(method, "httpMethod");
    return verb != NULL && strcmp(verb, http_method) == 0 &&
           fill_template(method, pattern, sizeof(pattern)) && fits(plain, pattern);
}

/* What is asked of a method: that it takes a request, or, with `id`, that it has that id. */
struct wanted {
    const char *id;
    const char *http_method;
    const char *plain;
};

static bool
is_wanted(const json_t *method, const struct wanted *wanted)
{
    if (wanted->id != NULL)
        return strcmp(string_at(method, "id"), wanted->id) == 0;
    return takes(method, wanted->http_method, wanted->plain);
}

/* A name may hold the colon of a verb, so the longer template is the one that is meant. */
static const json_t *
longer(const json_t *a, const json_t *b)
{
    return a == NULL || (b != NULL && strlen(string_at(b, "path")) > strlen(string_at(a, "path")))
               ? b
               : a;
}

static const json_t *
find_method(const json_t *resource, const struct wanted *wanted)
{
    const json_t *found = NULL;
    const char *name;
    json_t *value;
    json_object_foreach(walkable(json_object_get(resource, "methods")), name, value) {
        if (is_wanted(value, wanted))
            found = longer(found, value);
    }
    json_object_foreach(walkable(json_object_get(resource, "resources")), name, value) {
        found = longer(found, find_method(value, wanted));
    }
    return found;
}

const json_t *
discovery_method(const json_t *document, const char *http_method, const char *path)
{
    char *plain = plain_path(path);
    if (plain == NULL)
        return NULL;
    const json_t *method =
        find_method(document, &(struct wanted){.http_method = http_method, .plain = plain});
    free(plain);
    return method;
}

const json_t *
discovery_method_of_id(const json_t *document, const char *id)
{
    return find_method(document, &(struct wanted){.id = id});
}

const char *
discovery_response(const json_t *method)
{
    return string_at(json_object_get(method, "response"), "$ref");
}
