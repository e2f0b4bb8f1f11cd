#include "conversation.h"

#include "base/rfc3339.h"
#include "file_list.h"
#include "json/member.h"
#include "reply_check.h"
#include "unit/compare.h"
#include "unit/tap.h"

#include <string.h>

#define WORDS_MAX 64
#define TEXT_BYTES ((size_t)1 << 24)

/* Where the wall clock stands when a case begins. */
#define START "2020-01-01T00:00:00Z"

/* A case under way. */
struct session {
    const char *path;
    size_t step; /* from 1; 0 before the first */
    char *words[WORDS_MAX];
    int word_count;
    struct options options;
    const struct carrier *carrier;
    void *server;           /* the carrier's */
    ns_t mono;              /* what the machine's monotonic clock reads */
    json_t *saved;          /* what earlier replies gave: name to string */
    const json_t *document; /* the discovery document that replies are held against; borrowed */
};

static void
session_done(struct session *session)
{
    if (session->server != NULL)
        session->carrier->close(session->server);
    options_done(&session->options);
    for (int i = 0; i < session->word_count; i++)
        free(session->words[i]);
    json_decref(session->saved);
}

__attribute__((format(printf, 2, 3), noreturn)) static void
blame(const struct session *session, const char *format, ...)
{
    /* Check loses a test whose message is longer than 4095 bytes. */
    char text[3500];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    ck_abort_msg("%s, step %zu: %s", session->path, session->step, text);
}

static void
check_members(const struct session *session, const json_t *object, const char *const *allowed)
{
    if (!json_is_object(object))
        blame(session, "expected an object with %s and so on", allowed[0]);
    struct member member = {0};
    while (member_next(object, &member)) {
        size_t i = 0;
        while (allowed[i] != NULL && strcmp(allowed[i], member.name) != 0)
            i++;
        if (allowed[i] == NULL)
            blame(session, "a case has no member \"%s\"", member.name);
    }
}

/* Owned. */
static char *
dump(const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    ck_assert_ptr_nonnull(text);
    return text;
}

/* --- the server --------------------------------------------------------------------------------
 */

static void
add_word(struct session *session, const char *prefix, const char *word)
{
    struct buf text = BUF(TEXT_BYTES);
    ck_assert_int_lt(session->word_count, WORDS_MAX - 1);
    buf_printf(&text, "%s%s", prefix, word);
    session->words[session->word_count++] = buf_take(&text);
}

/* --name value, once for each element of an array. */
static void
add_option(struct session *session, const char *name, const json_t *value)
{
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_is_array(value) ? json_array_get(value, i) : value;
        owned_str number = json_is_string(one) ? NULL : dump(one);
        add_word(session, "--", name);
        add_word(session, "", number != NULL ? number : json_string_value(one));
    }
}

static void
start_server(struct session *session, const json_t *options)
{
    struct err err OWNED(err_done) = ERR;
    char *no_environment[] = {NULL};
    ns_t wall = 0;

    add_word(session, "", "ml-jobs-emulator");
    struct member member = {0};
    while (member_next(options, &member))
        add_option(session, member.name, member.value);
    if (json_object_get(options, "clock") == NULL) {
        add_word(session, "", "--clock");
        add_word(session, "", "manual:" START);
    }
    if (!options_parse(session->word_count, session->words, no_environment, &session->options,
                       &err))
        blame(session, "%s", err_message(&err));
    ck_assert(rfc3339_parse(TEXT(START), &wall));
    session->server = session->carrier->open(&session->options, wall, &session->mono);
}

/* --- a request ---------------------------------------------------------------------------------
 */

/* What ${name} stands for: what was saved under that name, or, as in ${ab*3}, "ababab". */
static void
add_reference(const struct session *session, struct text name, struct buf *out)
{
    size_t star = name.length;
    int64_t times;
    while (star > 0 && name.at[star - 1] != '*')
        star--;
    struct text count = {name.at + star, name.length - star};
    if (star > 0 && text_to_int64(count, &times)) {
        for (int64_t i = 0; i < times; i++)
            buf_add(out, name.at, star - 1);
        return;
    }
    owned_str key = strndup(name.at, name.length);
    ck_assert_ptr_nonnull(key);
    const json_t *value = json_object_get(session->saved, key);
    if (value == NULL)
        blame(session, "nothing was saved as \"%.*s\"", TEXT_ARG(name));
    buf_add_str(out, json_string_value(value));
}

/* Replaces every ${...}. Owned. */
static char *
expand(const struct session *session, const char *text)
{
    struct buf out = BUF(TEXT_BYTES);
    while (*text != '\0') {
        const char *end = strncmp(text, "${", 2) == 0 ? strchr(text, '}') : NULL;
        if (end == NULL) {
            buf_add_char(&out, *text++);
            continue;
        }
        add_reference(session, (struct text){text + 2, (size_t)(end - text - 2)}, &out);
        text = end + 1;
    }
    return buf_take(&out);
}

/* The body as JSON, or as it stands; NULL when there is none. Owned. */
static char *
body_of(const struct session *session, const json_t *step)
{
    const json_t *raw = json_object_get(step, "raw");
    const json_t *body = json_object_get(step, "body");
    if (raw != NULL)
        return expand(session, json_string_value(raw));
    if (body == NULL)
        return NULL;
    owned_str text = dump(body);
    return expand(session, text);
}

static void
let_time_pass(struct session *session, const json_t *step)
{
    const json_t *after = json_object_get(step, "after");
    ns_t span = 0;
    if (after == NULL)
        return;
    if (!duration_parse_ns(text_of(json_string_value(after)), true, &span))
        blame(session, "\"after\" is no duration");
    session->mono += span;
}

/* The method and, behind its NUL, the path. Owned. */
static char *
line_of(const struct session *session, const json_t *step)
{
    const char *send = json_string_value(json_object_get(step, "send"));
    if (send == NULL)
        blame(session, "\"send\" is missing");
    char *line = expand(session, send);
    char *blank = strchr(line, ' ');
    if (blank == NULL)
        blame(session, "\"send\" must be a method, a blank and a path");
    *blank = '\0';
    return line;
}

static const char *
path_of(const char *line)
{
    return line + strlen(line) + 1;
}

static void
send_step(struct session *session, const json_t *step, const char *line, struct heard *heard)
{
    owned_str body = body_of(session, step);
    let_time_pass(session, step);
    const struct said said = {
        .method = line,
        .target = path_of(line),
        .headers = json_object_get(step, "headers"),
        .body = body,
    };
    session->carrier->carry(session->server, &said, heard);
}

/* --- what came back ----------------------------------------------------------------------------
 */

static void
check_lacks(const struct session *session, const json_t *paths, const json_t *got)
{
    for (size_t i = 0; i < json_array_size(paths); i++) {
        const char *path = json_string_value(json_array_get(paths, i));
        if (compare_at(got, path) != NULL)
            blame(session, "expected no \"%s\", got %s", path, dump(got));
    }
}

static void
save(struct session *session, const json_t *names, const json_t *got)
{
    struct member member = {0};
    while (member_next(names, &member)) {
        const char *path = json_string_value(member.value);
        const json_t *value = compare_at(got, path);
        if (!json_is_string(value))
            blame(session, "there is no string at \"%s\" to save", path);
        json_object_set_new(session->saved, member.name, json_string(json_string_value(value)));
    }
}

/* An exact text is written as lines, each of which ends in a line end, or as one string. Owned. */
static char *
text_wanted(const json_t *text)
{
    struct buf out = BUF(TEXT_BYTES);
    if (json_is_string(text))
        return strdup(json_string_value(text));
    for (size_t i = 0; i < json_array_size(text); i++)
        buf_printf(&out, "%s\n", json_string_value(json_array_get(text, i)));
    return buf_take(&out);
}

static void
check_text(const struct session *session, const json_t *expect, struct text got)
{
    const json_t *text = json_object_get(expect, "text");
    if (text == NULL)
        return;
    owned_str wanted = text_wanted(text);
    if (!text_is(got, wanted))
        blame(session, "expected the text\n%s\ngot\n%.*s", wanted, TEXT_ARG(got));
}

static void
check_json(struct session *session, const json_t *step, const json_t *expect, const json_t *got)
{
    const json_t *body = json_object_get(expect, "body");
    const json_t *has = json_object_get(expect, "has");
    if (body != NULL && !json_equal(body, got))
        blame(session, "expected\n%s\ngot\n%s", dump(body), dump(got));
    if (has != NULL && !compare_subset(has, got))
        blame(session, "expected at least\n%s\ngot\n%s", dump(has), dump(got));
    check_lacks(session, json_object_get(expect, "lacks"), got);
    save(session, json_object_get(step, "save"), got);
}

static void
check_hold(const struct session *session, const json_t *hold, ns_t got)
{
    ns_t wanted = 0;
    if (hold == NULL)
        return;
    ck_assert(duration_parse_ns(text_of(json_string_value(hold)), true, &wanted));
    if (wanted != got)
        blame(session, "expected the reply to be held %s, got %lld ns", json_string_value(hold),
              (long long)got);
}

/* Every reply is JSON unless the case wants a page. */
static void
check_reply(struct session *session, const json_t *step, const struct heard *heard)
{
    static const char *const MEMBERS[] = {"status", "body", "has",  "lacks",
                                          "text",   "hold", "type", NULL};
    const json_t *expect = json_object_get(step, "expect");
    struct text text = buf_text(&heard->body);
    check_members(session, expect, MEMBERS);
    if (json_integer_value(json_object_get(expect, "status")) != heard->status)
        blame(session, "expected status %lld, got %d and %.*s",
              (long long)json_integer_value(json_object_get(expect, "status")), heard->status,
              TEXT_ARG(text));
    if (heard->has_no_body)
        return;
    check_text(session, expect, text);
    check_hold(session, json_object_get(expect, "hold"), heard->hold);
    const char *type = json_string_value(json_object_get(expect, "type"));
    bool wants_html = type != NULL && strcmp(type, "html") == 0;
    if (wants_html != heard->is_html)
        blame(session, "expected a reply of the other type, got %.*s", TEXT_ARG(text));
    if (wants_html)
        return;
    json_error_t error;
    json_auto_t *got = json_loadb(text.at, text.length, JSON_REJECT_DUPLICATES, &error);
    if (got == NULL)
        blame(session, "the reply is no JSON: %s: %.*s", error.text, TEXT_ARG(text));
    check_json(session, step, expect, got);
}

/* The method that was meant: HEAD is answered as GET, and a POST may say that it is something else. */
static const char *
method_meant(const json_t *step, const char *method)
{
    if (strcmp(method, "HEAD") == 0)
        return "GET";
    struct member member = {0};
    while (strcmp(method, "POST") == 0 && member_next(json_object_get(step, "headers"), &member)) {
        if (text_is_nocase(text_of(member.name), "x-http-method-override"))
            return json_string_value(member.value);
    }
    return method;
}

/* Errors always; successes unless the case asks for inputs exactly as they were sent. */
static void
check_suits(const struct session *session, const json_t *step, const char *line,
            const struct heard *heard)
{
    struct text text = buf_text(&heard->body);
    struct reply_seen seen = {.status = heard->status, .body = text.at, .length = text.length};
    struct why why = {0};
    bool is_faithful =
        session->options.compat.value[COMPAT_ECHO] == ECHO_FAITHFUL && heard->status == 200;
    if (heard->is_html || heard->has_no_body || is_faithful)
        return;
    if (!reply_suits_request(session->document, method_meant(step, line), path_of(line), &seen,
                             &why))
        blame(session, "no client expects this: %s: %.*s", why.text, TEXT_ARG(text));
}

static void
run_once(struct session *session, const json_t *step)
{
    struct heard heard = {.body = BUF(TEXT_BYTES)};
    owned_str line = line_of(session, step);
    bool is_foreign = json_is_true(json_object_get(step, "foreign"));
    send_step(session, step, line, &heard);
    if (is_foreign && session->carrier->has_guard) {
        if (heard.status != 403)
            blame(session, "expected the guard's 403, got %d", heard.status);
    } else {
        check_reply(session, step, &heard);
        check_suits(session, step, line, &heard);
    }
    buf_done(&heard.body);
}

/* Once, or as often as "repeat" says, with ${n} counting from 1. */
static void
run_step(struct session *session, const json_t *step)
{
    static const char *const MEMBERS[] = {"send",  "headers", "foreign", "body",   "raw",
                                          "after", "repeat",  "save",    "expect", NULL};
    session->step++;
    check_members(session, step, MEMBERS);
    const json_t *repeat = json_object_get(step, "repeat");
    int64_t times = repeat != NULL ? json_integer_value(repeat) : 1;
    for (int64_t n = 1; n <= times; n++) {
        json_object_set_new(session->saved, "n", json_sprintf("%d", (int)n));
        run_once(session, step);
    }
}

/* Read once, before the tests get processes of their own. */
static json_t *document;

static void
run_case(const char *path, const struct carrier *carrier)
{
    static const char *const MEMBERS[] = {"about", "evidence", "options", "steps", NULL};
    struct session session OWNED(session_done) = {
        .path = path,
        .carrier = carrier,
        .saved = json_object(),
        .document = document,
    };
    json_error_t error;
    json_auto_t *file = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(file != NULL, "%s:%d: %s", path, error.line, error.text);
    check_members(&session, file, MEMBERS);
    const char *about = json_string_value(json_object_get(file, "about"));
    const json_t *steps = json_object_get(file, "steps");
    if (about == NULL || about[0] == '\0' || json_array_size(steps) == 0)
        blame(&session, "a case needs \"about\" and \"steps\"");
    start_server(&session, json_object_get(file, "options"));
    for (size_t i = 0; i < json_array_size(steps); i++)
        run_step(&session, json_array_get(steps, i));
}

/* --- the cases ---------------------------------------------------------------------------------
 */

/* Each file is a test of its own, named after it. */
static struct file_list cases;
static TTest *tests;
static const struct carrier *carried_by;

static void
replay_case(int place)
{
    tcase_fn_start(tests[place].name, __FILE__, __LINE__);
    run_case(cases.paths[place], carried_by);
}

static void
name_tests(const char *root)
{
    tests = calloc(cases.count, sizeof(tests[0]));
    for (size_t i = 0; tests != NULL && i < cases.count; i++)
        tests[i] = (TTest){.name = cases.paths[i] + strlen(root) + 1,
                           .fn = replay_case,
                           .file = __FILE__,
                           .line = __LINE__};
}

static Suite *
suite(void)
{
    Suite *suite = suite_create("cases");
    TCase *tcase = tcase_create("cases");
    for (int i = 0; i < (int)cases.count; i++)
        tcase_add_loop_test(tcase, &tests[i], i, i + 1);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
conversation_main(const struct carrier *carrier)
{
    const char *top = getenv("TOP_SRCDIR");
    struct buf root OWNED(buf_done) = BUF(TEXT_BYTES);
    buf_printf(&root, "%s/fixtures/cases", top != NULL ? top : ".");
    carried_by = carrier;
    document = discovery_load();
    file_list_collect(&cases, root.at, ".json");
    name_tests(root.at);
    if (tests == NULL || document == NULL || cases.count == 0) {
        printf("Bail out! There are no cases below %s, or no discovery document\n", root.at);
        return 1;
    }
    int status = tap_run(suite());
    file_list_done(&cases);
    free(tests);
    json_decref(document);
    return status;
}
