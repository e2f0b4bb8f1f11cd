#include "drive.h"

#include "../reply_check.h"

#include "api/batch.h"
#include "api/discovery_routes.h"
#include "api/dispatch.h"
#include "api/routes.h"
#include "base/rfc3339.h"
#include "control/routes.h"

#include <check.h>
#include <string.h>

struct world_config
drive_config(void)
{
    struct world_config config = {.seed = 1, .pace = {.profile = PROFILE_DEFAULT}};
    ns_t start = 0;
    ck_assert(rfc3339_parse(TEXT("2020-01-01T00:00:00Z"), &start));
    config.clock = vclock_manual(start);
    return config;
}

void
drive_init(struct drive *drive, const struct world_config *config, const struct limits *limits)
{
    struct world_config start = config != NULL ? *config : drive_config();
    *drive = (struct drive){.limits = limits != NULL ? *limits : LIMITS_DEFAULT};
    drive->service = (struct service){
        .store = store_new(&drive->limits, &start),
        .compat = &drive->compat,
        .limits = &drive->limits,
        .version = "0.0.0",
        .instance = "00000000-0000-4000-8000-000000000000",
    };
    ck_assert_ptr_nonnull(drive->service.store);
}

void
drive_done(struct drive *drive)
{
    store_free(drive->service.store);
    drive->service.store = NULL;
}

/* Every ck_assert that holds writes a line to a file, which a test with a hundred thousand requests
 * feels. */
static void
insist(bool condition, const char *what)
{
    if (!condition)
        ck_abort_msg("%s", what);
}

enum outcome
drive_attempt(struct drive *drive, struct request *request, struct reply *reply)
{
    const struct route_table tables[] = {API_ROUTES, BATCH_ROUTES, DISCOVERY_ROUTES,
                                         CONTROL_ROUTES};
    request->mono = drive->mono;
    return dispatch(&drive->service, tables, sizeof(tables) / sizeof(tables[0]), request, reply);
}

void
drive_pass(enum outcome outcome, struct request *request, ns_t *mono)
{
    request->is_idle = outcome == OUTCOME_WAIT && request->is_eager;
    if (outcome != OUTCOME_WAIT || request->is_eager)
        return;
    insist(request->wake_at != NS_NEVER, "a request that waits for ever");
    *mono = request->wake_at > *mono ? request->wake_at : *mono;
}

static char *
target_of(const struct request *request)
{
    char *target = NULL;
    int length = asprintf(&target, "%.*s", TEXT_ARG(request->path));
    insist(length >= 0, "no memory");
    return target;
}

/* What no client of Google's expects fails the test, whatever it is about. The first few replies of
 * a drive are checked: some tests make a hundred thousand of the same kind. */
static void
check_suits(struct drive *drive, const struct request *request, const struct reply *reply)
{
    struct text text = reply_text(reply);
    struct reply_seen seen = {.status = reply->status, .body = text.at, .length = text.length};
    struct why why = {0};
    if (reply->type != REPLY_JSON || drive->checked >= DRIVE_CHECKED_MOST)
        return;
    drive->checked++;
    /* Read once; the program's end gives it back. */
    static json_t *document;
    if (document == NULL)
        document = discovery_load();
    owned_str target = target_of(request);
    insist(document != NULL, "no discovery document");
    if (!reply_suits_request(document, http_method_name(request->method), target, &seen, &why))
        ck_abort_msg("%s %s: %s", http_method_name(request->method), target, why.text);
}

struct answer
drive_request(struct drive *drive, struct request *request)
{
    struct reply reply OWNED(reply_done) = REPLY;
    int attempts = 0;
    enum outcome outcome = OUTCOME_LATER;
    while (outcome != OUTCOME_DONE) {
        outcome = drive_attempt(drive, request, &reply);
        insist(outcome == OUTCOME_DONE || reply.body.length == 0, "a reply before its time");
        drive_pass(outcome, request, &drive->mono);
        attempts++;
    }
    struct text text = reply_text(&reply);
    check_suits(drive, request, &reply);
    char *body = strndup(text.at != NULL ? text.at : "", text.length);
    insist(body != NULL, "no memory");
    return (struct answer){
        .status = reply.status,
        .body = body,
        .attempts = attempts,
        .hold = reply.hold,
    };
}

static void
fill_query(struct request *request, struct text query)
{
    struct text rest = query;
    while (rest.length > 0) {
        struct text item = rest;
        if (!text_split(rest, '&', &item, &rest))
            rest = TEXT("");
        struct pair pair = {.name = item, .value = TEXT("")};
        text_split(item, '=', &pair.name, &pair.value);
        insist(request->query_count < LIMIT_QUERY_PAIRS, "too many parameters");
        request->query[request->query_count++] = pair;
    }
}

void
drive_fill(struct request *request, const char *method, const char *path, const char *body)
{
    struct text query = TEXT("");
    request->method = http_method_of(text_of(method));
    request->path = text_of(path);
    request->body = text_of(body);
    request->id = "00000000-0000-4000-8000-000000000001";
    text_split(request->path, '?', &request->path, &query);
    fill_query(request, query);
}

struct answer
drive_send(struct drive *drive, const char *method, const char *path, const char *body)
{
    struct request request = {0};
    drive_fill(&request, method, path, body);
    return drive_request(drive, &request);
}

void
answer_done(struct answer *answer)
{
    free(answer->body);
    answer->body = NULL;
}

json_t *
answer_json(const struct answer *answer)
{
    json_t *json = json_loads(answer->body, JSON_REJECT_DUPLICATES, NULL);
    if (json == NULL)
        ck_abort_msg("not JSON: %s", answer->body);
    return json;
}
