#include "api/router.h"

#include "base/own.h"

#include <string.h>

struct segments {
    struct text at[LIMIT_PATH_SEGMENTS];
    size_t count;
};

/* Splits at '/', a leading one ignored. False when there are too many segments. */
static bool
split_path(struct text path, struct segments *ret_segments)
{
    struct text rest = path;
    ret_segments->count = 0;
    if (rest.length > 0 && rest.at[0] == '/')
        rest = (struct text){rest.at + 1, rest.length - 1};
    for (;;) {
        struct text head = rest;
        struct text tail;
        bool is_last = !text_split(rest, '/', &head, &tail);
        if (ret_segments->count == LIMIT_PATH_SEGMENTS)
            return false;
        ret_segments->at[ret_segments->count++] = head;
        if (is_last)
            return true;
        rest = tail;
    }
}

/* %2F splits like '/', so decoding the whole path once and splitting it then is the same as
 * splitting it twice; nothing is decoded a second time. */
static bool
decode_path(struct call *call, struct segments *ret_segments)
{
    if (!percent_decode(call->request->path, false, &call->texts))
        return err_set(&call->err, ERR_INVALID_ARGUMENT,
                       "The path is not valid: every %% must start a two-digit code, and %%00 is "
                       "refused.");
    if (call->texts.failed)
        return err_memory(&call->err);
    if (!split_path(buf_text(&call->texts), ret_segments))
        return err_set(&call->err, ERR_NOT_FOUND, "The path has more than %d segments.",
                       LIMIT_PATH_SEGMENTS);
    return true;
}

bool
router_segment_fits(struct text pattern, struct text segment, struct text *ret_capture)
{
    bool is_capture = pattern.length > 0 && (pattern.at[0] == '*' || pattern.at[0] == '+');
    if (!is_capture)
        return text_equal(pattern, segment);

    bool allows_colon = pattern.at[0] == '+';
    struct text verb = {pattern.at + 1, pattern.length - 1};
    if (segment.length <= verb.length)
        return false;
    struct text stem = {segment.at, segment.length - verb.length};
    struct text end = {segment.at + stem.length, verb.length};
    if (!text_equal(end, verb))
        return false;
    if (!allows_colon && memchr(stem.at, ':', stem.length) != NULL)
        return false;
    *ret_capture = stem;
    return true;
}

/* Takes the next segment off a pattern. False when there is none left. */
static bool
take_segment(struct text *rest, bool *is_over, struct text *ret_segment)
{
    if (*is_over)
        return false;
    *ret_segment = *rest;
    *is_over = !text_split(*rest, '/', ret_segment, rest);
    return true;
}

/* Most routes part from a path at an early segment, so they are compared one by one. */
static bool
path_fits(struct call *call, const struct route *route, const struct segments *segments)
{
    struct text rest = text_of(route->path);
    bool is_over = false;
    size_t captures = 0;
    for (size_t i = 0; i < segments->count; i++) {
        struct text pattern = TEXT("");
        struct text capture = TEXT("");
        if (!take_segment(&rest, &is_over, &pattern) ||
            !router_segment_fits(pattern, segments->at[i], &capture))
            return false;
        if (capture.length > 0)
            call->captures[captures++] = capture;
    }
    return is_over;
}

static size_t
least(size_t a, size_t b, size_t c)
{
    size_t smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

#define WORD_MAX 32
/* What a missing or surplus segment weighs against misspelt letters. */
#define SEGMENT_COST 6

/* Edits between two words, the classic table a row at a time. Long words are cut: it is advice. */
static size_t
word_distance(struct text a, struct text b)
{
    size_t row[WORD_MAX + 1];
    a.length = a.length < WORD_MAX ? a.length : WORD_MAX;
    b.length = b.length < WORD_MAX ? b.length : WORD_MAX;
    for (size_t j = 0; j <= b.length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.length; j++) {
            size_t above = row[j];
            size_t change = diagonal + (a.at[i - 1] == b.at[j - 1] ? 0 : 1);
            row[j] = least(above + 1, row[j - 1] + 1, change);
            diagonal = above;
        }
    }
    return row[b.length];
}

/* A capture fits anything but its verb. */
static size_t
segment_distance(struct text pattern, struct text segment)
{
    struct text capture;
    struct text verb = TEXT("");
    struct text said = TEXT("");
    if (router_segment_fits(pattern, segment, &capture))
        return 0;
    if (pattern.length == 0 || (pattern.at[0] != '*' && pattern.at[0] != '+'))
        return word_distance(pattern, segment);
    text_split(pattern, ':', &capture, &verb);
    text_split(segment, ':', &capture, &said);
    return 1 + word_distance(verb, said);
}

static size_t
path_distance(const struct route *route, const struct segments *segments)
{
    struct segments pattern = {0};
    split_path(text_of(route->path), &pattern);
    size_t shorter = pattern.count < segments->count ? pattern.count : segments->count;
    size_t longer = pattern.count + segments->count - shorter;
    size_t distance = (longer - shorter) * SEGMENT_COST;
    for (size_t i = 0; i < shorter; i++)
        distance += segment_distance(pattern.at[i], segments->at[i]);
    return distance;
}

static const struct route *
nearest_route(const struct segments *segments, const struct route_table *tables, size_t count)
{
    const struct route *nearest = &tables[0].routes[0];
    size_t shortest = SIZE_MAX;
    for (size_t t = 0; t < count; t++) {
        for (size_t r = 0; r < tables[t].count; r++) {
            size_t distance = path_distance(&tables[t].routes[r], segments);
            if (distance < shortest) {
                shortest = distance;
                nearest = &tables[t].routes[r];
            }
        }
    }
    return nearest;
}

/* Adds one of what a collection holds: a job of jobs, a study of studies. */
static void
write_singular(struct buf *out, struct text plural)
{
    bool ends_in_y = text_ends(plural, "ies");
    buf_add(out, plural.at, plural.length - (ends_in_y ? 3 : 1));
    if (ends_in_y)
        buf_add_char(out, 'y');
}

/* "/v1/projects/{project}/jobs/{job}:cancel": captures shown by the noun before them. */
static void
write_path(struct buf *out, const struct route *route)
{
    struct segments pattern = {0};
    split_path(text_of(route->path), &pattern);
    for (size_t i = 0; i < pattern.count; i++) {
        struct text segment = pattern.at[i];
        buf_add_char(out, '/');
        if (segment.length == 0 || (segment.at[0] != '*' && segment.at[0] != '+')) {
            buf_add_text(out, segment);
            continue;
        }
        buf_add_char(out, '{');
        write_singular(out, pattern.at[i - 1]);
        buf_printf(out, "}%.*s", (int)segment.length - 1, segment.at + 1);
    }
}

static void
write_methods(struct buf *out, const struct route *route, const struct route_table *tables,
              size_t count)
{
    const char *separator = "";
    for (size_t t = 0; t < count; t++) {
        for (size_t r = 0; r < tables[t].count; r++) {
            const struct route *other = &tables[t].routes[r];
            if (strcmp(other->path, route->path) != 0)
                continue;
            buf_printf(out, "%s%s", separator, http_method_name(other->method));
            separator = ", ";
        }
    }
}

static bool
not_found(struct call *call, const struct segments *segments, const struct route_table *tables,
          size_t count)
{
    struct buf hint OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    const struct route *nearest = nearest_route(segments, tables, count);
    write_path(&hint, nearest);
    buf_add_str(&hint, ", which takes ");
    write_methods(&hint, nearest, tables, count);
    return err_set(&call->err, ERR_NOT_FOUND, "No method is served as %s %.*s. Nearest is %s.",
                   http_method_name(call->request->method), TEXT_ARG(call->request->path),
                   hint.failed ? "" : hint.at);
}

bool
router_match(struct call *call, const struct route_table *tables, size_t table_count)
{
    struct segments segments = {0};
    if (!decode_path(call, &segments))
        return false;
    enum http_method method = call->request->method;
    if (method == HTTP_HEAD)
        method = HTTP_GET;
    for (size_t t = 0; t < table_count; t++) {
        for (size_t r = 0; r < tables[t].count; r++) {
            const struct route *route = &tables[t].routes[r];
            if (route->method == method && path_fits(call, route, &segments)) {
                call->route = route;
                return true;
            }
        }
    }
    return not_found(call, &segments, tables, table_count);
}
