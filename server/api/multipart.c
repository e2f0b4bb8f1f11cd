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

/* The next line that begins with "--" and the boundary; the search does not look at lines, of which
 * a large body has millions. `left` begins where `body` does or within it. */
static const char *
find_line(struct text body, struct text left, struct text boundary)
{
    const char *at;
    const char *end = left.at + left.length;
    while (left.length > 0 &&
           (at = memmem(left.at, left.length, boundary.at, boundary.length)) != NULL) {
        size_t before = (size_t)(at - body.at);
        bool is_dashed = before >= 2 && at[-1] == '-' && at[-2] == '-';
        if (is_dashed && (before == 2 || at[-3] == '\n'))
            return at - 2;
        left = (struct text){at + 1, (size_t)(end - at) - 1};
    }
    return NULL;
}

/* Goes on behind the next delimiter; *ret_before is what stands before it. */
static bool
take_delimiter(struct multipart *parts, struct text *ret_before)
{
    struct text body = parts->rest;
    struct text left = body;
    struct text line = TEXT("");
    const char *at;
    while ((at = find_line(body, left, parts->boundary)) != NULL) {
        left = (struct text){at, (size_t)(body.at + body.length - at)};
        if (!multipart_take_line(&left, &line) ||
            !is_delimiter(line, parts->boundary, &parts->is_closed))
            continue;
        *ret_before = between(body.at, at);
        parts->rest = left;
        return true;
    }
    parts->rest = TEXT("");
    return false;
}

bool
multipart_next(struct multipart *parts, struct text *ret_part)
{
    struct text before;
    while (!parts->is_closed && take_delimiter(parts, &before)) {
        bool was_open = parts->is_open;
        parts->is_open = true;
        if (!was_open)
            continue;
        *ret_part = before;
        return true;
    }
    return false;
}
