/* Answers requests in this process, one JSON line each; what the generated checks of tests/tools
 * talk to.
 *
 *     verdicts [option of the server...] <requests     {"id": 1, "method": "POST", "path": "...",
 *                                                       "headers": {}, "body": "raw text",
 *                                                       "before": [request, ...]}
 *     -> {"id": 1, "status": 200, "body": "raw text"}
 *
 *     verdicts --mapping <bodies                       {"id": 1, "body": "raw text", "schema": "..."}
 *     -> {"id": 1, "ok": true, "text": "canonical"} or {"id": 1, "ok": false, "text": "message"}
 *
 * Every request finds a fresh server, in which those of "before" have been answered; "${etag}" in it
 * is then the etag of the last of their replies. The clock is a manual one unless the options say
 * otherwise.
 */
#include "app.h"
#include "base/rfc3339.h"
#include "json/load.h"
#include "json/member.h"
#include "model/job_schema.h"
#include "options.h"

#include <stdio.h>
#include <string.h>

#define START "2020-01-01T00:00:00Z"
#define WORDS_MAX 64
#define OUTPUT_BYTES ((size_t)1 << 20)
#define TEXT_BYTES ((size_t)1 << 26)
#define ETAG_MARK "${etag}"

/* By the id of the discovery document; the first is the one that is not named. */
static const struct message *const MESSAGES[] = {
    &MESSAGE_JOB,
    &MESSAGE_TRAINING_OUTPUT,
    &MESSAGE_PREDICTION_OUTPUT,
    &MESSAGE_CANCEL_JOB_REQUEST,
};

struct session {
    const struct options *options;
    ns_t wall;
    struct buf etag; /* of the last reply; empty: none */
};

static const char *
string_at(const json_t *line, const char *name, const char *otherwise)
{
    const char *value = json_string_value(json_object_get(line, name));
    return value != NULL ? value : otherwise;
}

/* The text with the etag where its mark stands. Owned. */
static char *
expand(const struct session *session, const json_t *line, const char *name)
{
    struct buf out OWNED(buf_done) = BUF(TEXT_BYTES);
    const char *rest = string_at(line, name, "");
    const char *mark;
    while (session->etag.length > 0 && (mark = strstr(rest, ETAG_MARK)) != NULL) {
        buf_add(&out, rest, (size_t)(mark - rest));
        buf_add_text(&out, buf_text(&session->etag));
        rest = mark + strlen(ETAG_MARK);
    }
    buf_add_str(&out, rest);
    return buf_take(&out);
}

static void
fill_query(struct request *request, struct text query)
{
    while (query.length > 0 && request->query_count < LIMIT_QUERY_PAIRS) {
        struct text item = query;
        if (!text_split(query, '&', &item, &query))
            query = TEXT("");
        struct pair pair = {.name = item, .value = TEXT("")};
        text_split(item, '=', &pair.name, &pair.value);
        request->query[request->query_count++] = pair;
    }
}

static void
fill_request(struct request *request, const json_t *line, const char *path, const char *body)
{
    struct text query = TEXT("");
    request->method = http_method_of(text_of(string_at(line, "method", "GET")));
    request->path = text_of(path);
    request->body = text_of(body);
    request->id = "00000000-0000-4000-8000-000000000001";
    text_split(request->path, '?', &request->path, &query);
    fill_query(request, query);
    struct member member = {0};
    const json_t *headers = json_object_get(line, "headers");
    while (member_next(headers, &member) && request->header_count < LIMIT_HEADER_PAIRS)
        request->headers[request->header_count++] =
            (struct pair){text_of(member.name), text_of(json_string_value(member.value))};
}

static bool
answer(struct session *session, struct app *app, const json_t *line, struct reply *reply)
{
    struct request request OWNED(request_done) = {0};
    owned_str path = expand(session, line, "path");
    owned_str body = expand(session, line, "body");
    if (path == NULL || body == NULL)
        return false;
    fill_request(&request, line, path, body);
    while (app_handle(app, &request, reply) == OUTCOME_LATER)
        continue;
    while (app_work(app))
        continue;
    return true;
}

static void
keep_etag(struct session *session, struct text text)
{
    json_auto_t *body = json_loadb(text.at, text.length, 0, NULL);
    const char *etag = json_string_value(json_object_get(body, "etag"));
    buf_clear(&session->etag);
    if (etag != NULL)
        buf_add_str(&session->etag, etag);
}

static bool
print_line(json_t *line)
{
    json_auto_t *owned = line;
    if (owned == NULL || json_dumpf(owned, stdout, JSON_COMPACT) != 0)
        return false;
    return putchar('\n') != EOF;
}

static void
app_free_at(struct app **app)
{
    app_free(*app);
}

static bool
run_line(struct session *session, const json_t *line)
{
    struct err err OWNED(err_done) = ERR;
    struct app *app OWNED(app_free_at) = app_new(session->options, session->wall, 0, &err);
    const json_t *before = json_object_get(line, "before");
    buf_clear(&session->etag);
    for (size_t i = 0; app != NULL && i < json_array_size(before); i++) {
        struct reply reply OWNED(reply_done) = REPLY;
        if (!answer(session, app, json_array_get(before, i), &reply))
            return false;
        keep_etag(session, reply_text(&reply));
    }
    struct reply reply OWNED(reply_done) = REPLY;
    if (app == NULL || !answer(session, app, line, &reply))
        return false;
    struct text text = reply_text(&reply);
    return print_line(json_pack("{s:O,s:i,s:s%}", "id", json_object_get(line, "id"), "status",
                                reply.status, "body", text.length > 0 ? text.at : "", text.length));
}

static const struct message *
message_of(const json_t *line)
{
    const char *schema = string_at(line, "schema", MESSAGES[0]->schema);
    for (size_t i = 0; i < sizeof(MESSAGES) / sizeof(MESSAGES[0]); i++) {
        if (strcmp(MESSAGES[i]->schema, schema) == 0)
            return MESSAGES[i];
    }
    return NULL;
}

static bool
map_line(struct session *session, const json_t *line)
{
    (void)session;
    struct err err OWNED(err_done) = ERR;
    struct buf out OWNED(buf_done) = BUF(TEXT_BYTES);
    const struct message *message = message_of(line);
    json_auto_t *body = json_load(text_of(string_at(line, "body", "")), &err);
    bool is_fine = message != NULL && body != NULL && schema_check(message, body, "job", &err);
    if (is_fine)
        schema_write(message, body, &out);
    else
        buf_add_str(&out, message != NULL ? err_message(&err) : "no such message");
    if (out.failed)
        return false;
    return print_line(json_pack("{s:O,s:b,s:s%}", "id", json_object_get(line, "id"), "ok", is_fine,
                                "text", out.length > 0 ? out.at : "", out.length));
}

/* False when a line is no JSON, or memory or the output is at an end. */
static bool
run_lines(struct session *session, bool (*run)(struct session *, const json_t *))
{
    char *bytes OWNED(own_free_str) = NULL;
    size_t capacity = 0;
    ssize_t length;
    while ((length = getline(&bytes, &capacity, stdin)) > 0) {
        json_error_t error;
        json_auto_t *line = json_loadb(bytes, (size_t)length, JSON_ALLOW_NUL, &error);
        if (line == NULL) {
            (void)fprintf(stderr, "verdicts: not JSON: %s: %s", error.text, bytes);
            return false;
        }
        if (!run(session, line))
            return false;
    }
    return fflush(stdout) == 0;
}

/* The options behind a manual clock, which they may replace. */
static bool
read_options(int argc, char **argv, char **words, struct options *options)
{
    struct err err OWNED(err_done) = ERR;
    char *no_environment[] = {NULL};
    static char clock_option[] = "--clock";
    static char clock_value[] = "manual:" START;
    int count = 0;
    words[count++] = argv[0];
    for (int i = 1; i < argc && count < WORDS_MAX - 2; i++)
        words[count++] = argv[i];
    bool has_clock = false;
    for (int i = 1; i < argc; i++)
        has_clock = has_clock || strncmp(argv[i], "--clock", strlen("--clock")) == 0;
    if (!has_clock) {
        words[count++] = clock_option;
        words[count++] = clock_value;
    }
    if (options_parse(count, words, no_environment, options, &err))
        return true;
    (void)fprintf(stderr, "verdicts: %s\n", err_message(&err));
    return false;
}

int
main(int argc, char **argv)
{
    struct session session = {.etag = BUF(TEXT_BYTES)};
    if (setvbuf(stdout, NULL, _IOFBF, OUTPUT_BYTES) != 0)
        return 2;
    if (argc == 2 && strcmp(argv[1], "--mapping") == 0)
        return run_lines(&session, map_line) ? 0 : 1;

    char *words[WORDS_MAX + 1] = {NULL};
    struct options options OWNED(options_done) = {0};
    session.options = &options;
    if (!rfc3339_parse(TEXT(START), &session.wall) || !read_options(argc, argv, words, &options))
        return 2;
    bool is_fine = run_lines(&session, run_line);
    buf_done(&session.etag);
    return is_fine ? 0 : 1;
}
