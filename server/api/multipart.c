#include "api/multipart.h"

#include <string.h>

static struct text
strip(struct text text)
{
    while (text.length > 0 && (text.at[0] == ' ' || text.at[0] == '\t'))
        text = (struct text){text.at + 1, text.length - 1};
    while (text.length > 0 && (text.at[text.length - 1] == ' ' || text.at[text.length - 1] == '\t'))
        text.length--;
    return text;
}

/* The value of a parameter: "a" or a. */
static struct text
unquote(struct text value)
{
    value = strip(value);
    if (value.length >= 2 && value.at[0] == '"' && value.at[value.length - 1] == '"')
        return (struct text){value.at + 1, value.length - 2};
    return value;
}

bool
multipart_boundary(struct text content_type, struct text *ret_boundary)
{
    struct text type = content_type;
    struct text rest = TEXT("");
    text_split(content_type, ';', &type, &rest);
    if (!text_is_nocase(strip(type), "multipart/mixed"))
        return false;
    while (rest.length > 0) {
        struct text item = rest;
        struct text name;
        struct text value;
        if (!text_split(rest, ';', &item, &rest))
            rest = TEXT("");
        if (!text_split(item, '=', &name, &value) || !text_is_nocase(strip(name), "boundary"))
            continue;
        *ret_boundary = unquote(value);
        return ret_boundary->length > 0;
    }
    return false;
}

bool
multipart_take_line(struct text *rest, struct text *ret_line)
{
    if (rest->length == 0)
        return false;
    struct text line = *rest;
    if (!text_split(*rest, '\n', &line, rest))
        *rest = TEXT("");
    if (line.length > 0 && line.at[line.length - 1] == '\r')
        line.length--;
    *ret_line = line;
    return true;
}

bool
multipart_take_header(struct text *rest, struct text *ret_name, struct text *ret_value)
{
    struct text line;
    if (!multipart_take_line(rest, &line) || line.length == 0)
        return false;
    *ret_name = TEXT("");
    *ret_value = strip(line);
    if (text_split(line, ':', ret_name, ret_value)) {
        *ret_name = strip(*ret_name);
        *ret_value = strip(*ret_value);
    }
    return true;
}

/* Whether a line is a delimiter, and the last one. Blanks may follow. */
static bool
is_delimiter(struct text line, struct text boundary, bool *ret_is_last)
{
    if (line.length < boundary.length + 2 || memcmp(line.at, "--", 2) != 0 ||
        memcmp(line.at + 2, boundary.at, boundary.length) != 0)
        return false;
    struct text after = {line.at + 2 + boundary.length, line.length - 2 - boundary.length};
    bool is_last = text_starts(after, "--");
    if (is_last)
        after = (struct text){after.at + 2, after.length - 2};
    if (strip(after).length > 0)
        return false;
    *ret_is_last = is_last;
    return true;
}

/* What lies between two places of a body, without the line end at its end. */
static struct text
between(const char *start, const char *end)
{
    struct text part = {start, (size_t)(end - start)};
    if (part.length > 0 && part.at[part.length - 1] == '\n')
        part.length--;
    if (part.length > 0 && part.at[part.length - 1] == '\r')
        part.length--;
    return part;
}

bool
multipart_next(struct multipart *parts, struct text *ret_part)
{
    struct text line;
    bool was_open = parts->is_open;
    const char *start = parts->rest.at;
    while (!parts->is_closed && multipart_take_line(&parts->rest, &line)) {
        if (!is_delimiter(line, parts->boundary, &parts->is_closed))
            continue;
        if (was_open) {
            *ret_part = between(start, line.at);
            return true;
        }
        was_open = true;
        parts->is_open = true;
        start = parts->rest.at;
    }
    return false;
}
