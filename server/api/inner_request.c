#include "api/inner_request.h"

#include "api/multipart.h"

/* So many may come before the request line. */
#define EMPTY_LINES_MOST 8

static bool
is_last_word(struct text rest)
{
    return text_starts(rest, "HTTP/1.");
}

/* "http://host/path" is taken as "/path": a batch never leaves this server. */
static struct text
path_of(struct text target)
{
    struct text scheme;
    struct text rest;
    if (!text_starts(target, "http://") && !text_starts(target, "https://"))
        return target;
    text_split(target, ':', &scheme, &rest);
    rest = (struct text){rest.at + 2, rest.length - 2};
    for (size_t i = 0; i < rest.length; i++) {
        if (rest.at[i] == '/')
            return (struct text){rest.at + i, rest.length - i};
    }
    return TEXT("/");
}

static bool
read_query(struct text query, struct request *request, struct err *err)
{
    struct text rest = query;
    while (rest.length > 0) {
        struct text item = rest;
        if (!text_split(rest, '&', &item, &rest))
            rest = TEXT("");
        if (item.length == 0)
            continue;
        if (request->query_count == LIMIT_QUERY_PAIRS)
            return err_set(err, ERR_INVALID_ARGUMENT, "The query has more than %d parameters.",
                           LIMIT_QUERY_PAIRS);
        struct pair pair = {.name = item, .value = TEXT("")};
        text_split(item, '=', &pair.name, &pair.value);
        request->query[request->query_count++] = pair;
    }
    return true;
}

static bool
read_request_line(struct text line, struct request *request, struct err *err)
{
    struct text method;
    struct text target;
    struct text version = TEXT("");
    if (!text_split(line, ' ', &method, &target) || !text_split(target, ' ', &target, &version) ||
        !is_last_word(version))
        return err_set(err, ERR_INVALID_ARGUMENT,
                       "A part of a batch must hold a request: a line such as \"GET "
                       "/v1/projects/my-project/jobs HTTP/1.1\", headers, an empty line, a body.");
    struct text query = TEXT("");
    request->method = http_method_of(method);
    request->path = path_of(target);
    text_split(request->path, '?', &request->path, &query);
    return read_query(query, request, err);
}

static bool
read_headers(struct text *rest, struct request *request, struct err *err)
{
    struct pair header;
    while (multipart_take_header(rest, &header.name, &header.value)) {
        if (request->header_count == LIMIT_HEADER_PAIRS)
            return err_set(err, ERR_INVALID_ARGUMENT, "The request has more than %d headers.",
                           LIMIT_HEADER_PAIRS);
        request->headers[request->header_count++] = header;
    }
    return true;
}

/* Finds the Content-ID among the headers of the part itself, which end at an empty line. */
static bool
read_part_headers(struct text *rest, struct text *ret_id, struct err *err)
{
    struct text name;
    struct text value;
    for (int count = 0; multipart_take_header(rest, &name, &value); count++) {
        if (count == LIMIT_HEADER_PAIRS)
            return err_set(err, ERR_INVALID_ARGUMENT, "The part has more than %d headers.",
                           LIMIT_HEADER_PAIRS);
        if (text_is_nocase(name, "Content-ID"))
            *ret_id = value;
    }
    return true;
}

/* What follows the headers, as far as Content-Length says. */
static struct text
body_of(const struct request *request, struct text rest)
{
    int64_t length;
    if (text_to_int64(request_header(request, "Content-Length"), &length) && length >= 0 &&
        (uint64_t)length < rest.length)
        rest.length = (size_t)length;
    return rest;
}

bool
inner_request_read(struct text part, struct request *request, struct text *ret_id, struct err *err)
{
    struct text rest = part;
    struct text line = TEXT("");
    *ret_id = TEXT("");
    if (!read_part_headers(&rest, ret_id, err))
        return false;
    for (int i = 0; i < EMPTY_LINES_MOST && line.length == 0; i++)
        multipart_take_line(&rest, &line);
    if (!read_request_line(line, request, err) || !read_headers(&rest, request, err))
        return false;
    request->body = body_of(request, rest);
    return true;
}
