/* Tells the story of drawn jobs, tuning jobs of every kind among them, reply by reply; what same-bytes
 * compares between builds.
 *
 *     story [--seed N] [--jobs N] [--trials N] [--shuffle N]
 *
 * With --shuffle the same requests come in another order, drawn from that number: what happens at one
 * moment changes places, every jump of the clock is made in pieces, and jobs are read in between. What
 * is printed is the same to the byte.
 */
#include "../drawn.h"

#include "app.h"
#include "base/rng.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY_BYTES 65536
#define JOBS_MOST 1000

struct story {
    struct options options;
    struct app *app;
    uint64_t seed;
    int jobs;
    int trials_most;
    uint64_t shuffle; /* 0: in order */
    uint32_t draws;
    int order[JOBS_MOST];
};

__attribute__((noreturn)) static void
fail(const char *what)
{
    (void)fprintf(stderr, "story: %s\n", what);
    exit(1);
}

static struct drawn
drawn_of(const struct story *story, int number)
{
    return (struct drawn){.seed = story->seed, .number = number, .trials_most = story->trials_most};
}

static size_t
pick(struct story *story, size_t below)
{
    return rng_bits(story->shuffle, 1, 0, story->draws++) % below;
}

/* All numbers of jobs: in order, or in an order drawn anew. */
static const int *
shuffle(struct story *story)
{
    for (int i = 0; i < story->jobs; i++) {
        int other = story->shuffle == 0 ? i : (int)pick(story, (size_t)i + 1);
        story->order[i] = story->order[other];
        story->order[other] = i;
    }
    return story->order;
}

/* --- requests ---------------------------------------------------------------------------------*/

static void
ask(struct story *story, struct reply *reply, const char *method, const char *path,
    const char *body)
{
    struct request request OWNED(request_done) = {
        .method = http_method_of(text_of(method)),
        .path = text_of(path),
        .body = text_of(body),
        .id = "00000000-0000-4000-8000-000000000001",
        .query = {{TEXT("prettyPrint"), TEXT("false")}},
        .query_count = 1,
    };
    while (app_handle(story->app, &request, reply) == OUTCOME_LATER)
        continue;
    while (app_work(story->app))
        continue;
}

static void
print(const char *what, const char *path, const struct reply *reply)
{
    struct text text = reply_text(reply);
    printf("%s %s %d %.*s", what, path, reply->status, TEXT_ARG(text));
    if (text.length == 0 || text.at[text.length - 1] != '\n')
        putchar('\n');
}

/* A reply that must be a 200 and is not told. */
static void
must(struct story *story, const char *method, const char *path, const char *body)
{
    struct reply reply OWNED(reply_done) = REPLY;
    ask(story, &reply, method, path, body);
    if (reply.status != 200) {
        print(method, path, &reply);
        fail("that was to succeed");
    }
}

static void
put_scenarios(struct story *story)
{
    const int *order = shuffle(story);
    for (int i = 0; i < story->jobs; i++) {
        struct drawn drawn = drawn_of(story, order[i]);
        struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
        char path[64];
        drawn_scenario(&body, &drawn);
        (void)snprintf(path, sizeof(path), "/emulator/v1/projects/p/scenarios/s%d", order[i]);
        must(story, "PUT", path, body.at);
    }
}

/* Creates a job; what came of it is told later, in order. */
static void
create(struct story *story, const struct drawn *drawn)
{
    struct reply reply OWNED(reply_done) = REPLY;
    struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
    drawn_job(&body, drawn);
    ask(story, &reply, "POST", "/v1/projects/p/jobs", body.at);
    if (reply.status == 400) {
        print("POST", body.at, &reply);
        fail("no create was to be wrong");
    }
}

/* The same for jobs that go on where the trials of another have ended. */
static void
create_all(struct story *story, bool goes_on)
{
    const int *order = shuffle(story);
    for (int i = 0; i < story->jobs; i++) {
        struct drawn drawn = drawn_of(story, order[i]);
        drawn.goes_on = goes_on;
        if (!goes_on || order[i] % 4 == 0)
            create(story, &drawn);
    }
}

static void
cancel_some(struct story *story)
{
    const int *order = shuffle(story);
    for (int i = 0; i < story->jobs; i++) {
        struct reply reply OWNED(reply_done) = REPLY;
        char path[64];
        (void)snprintf(path, sizeof(path), "/v1/projects/p/jobs/j%d:cancel", order[i]);
        if (order[i] % 5 == 3)
            ask(story, &reply, "POST", path, "{}");
    }
}

static void
read_job(struct story *story, char kind, int number, struct reply *reply)
{
    char path[64];
    (void)snprintf(path, sizeof(path), "/v1/projects/p/jobs/%c%d", kind, number);
    ask(story, reply, "GET", path, NULL);
}

static void
advance(struct story *story, int64_t seconds)
{
    char body[64];
    while (seconds > 0) {
        struct reply reply OWNED(reply_done) = REPLY;
        int64_t part = story->shuffle == 0 ? seconds : 1 + (int64_t)pick(story, (size_t)seconds);
        (void)snprintf(body, sizeof(body), "{\"duration\":\"%llds\"}", (long long)part);
        must(story, "POST", "/emulator/v1/projects/p/clock:advance", body);
        seconds -= part;
        if (story->shuffle > 0)
            read_job(story, 'j', (int)pick(story, (size_t)story->jobs), &reply);
    }
}

static void
tell_all(struct story *story)
{
    static const char KINDS[] = "jr";
    for (const char *kind = KINDS; *kind != '\0'; kind++) {
        for (int i = 0; i < story->jobs; i++) {
            struct reply reply OWNED(reply_done) = REPLY;
            char name[32];
            (void)snprintf(name, sizeof(name), "%c%d", *kind, i);
            read_job(story, *kind, i, &reply);
            print("GET", name, &reply);
        }
    }
    struct reply clock OWNED(reply_done) = REPLY;
    ask(story, &clock, "GET", "/emulator/v1/projects/p/clock", NULL);
    print("GET", "clock", &clock);
}

static void
tell(struct story *story)
{
    static const int64_t SPANS[] = {1, 59, 540, 3000, 18000};
    put_scenarios(story);
    create_all(story, false);
    tell_all(story);
    for (size_t i = 0; i < sizeof(SPANS) / sizeof(SPANS[0]); i++) {
        advance(story, SPANS[i]);
        if (i == 1)
            cancel_some(story);
        tell_all(story);
    }
    advance(story, INT64_C(30) * 86400);
    create_all(story, true);
    advance(story, INT64_C(30) * 86400);
    tell_all(story);
}

/* --- the command line -------------------------------------------------------------------------*/

static uint64_t
number_of(const char *text)
{
    int64_t number = 0;
    if (text == NULL || !text_to_int64(text_of(text), &number) || number < 0)
        fail("an option wants a number from 0");
    return (uint64_t)number;
}

static void
read_words(struct story *story, int count, char **words)
{
    for (int i = 1; i < count; i += 2) {
        uint64_t value = number_of(i + 1 < count ? words[i + 1] : NULL);
        if (strcmp(words[i], "--seed") == 0)
            story->seed = value;
        else if (strcmp(words[i], "--jobs") == 0 && value <= JOBS_MOST)
            story->jobs = (int)value;
        else if (strcmp(words[i], "--trials") == 0 && value > 0 && value <= 1000)
            story->trials_most = (int)value;
        else if (strcmp(words[i], "--shuffle") == 0)
            story->shuffle = value;
        else
            fail("usage: story [--seed N] [--jobs N] [--trials N] [--shuffle N]");
    }
}

int
main(int count, char **words)
{
    static struct story story = {.seed = 1, .jobs = 60, .trials_most = 16};
    struct err err OWNED(err_done) = ERR;
    char *no_environment[] = {NULL};
    char settings[][20] = {"ml-jobs-emulator", "--clock", "manual", "--profile", "realistic"};
    char *options[] = {settings[0], settings[1], settings[2], settings[3], settings[4], NULL};
    read_words(&story, count, words);
    if (!options_parse(5, options, no_environment, &story.options, &err))
        fail(err_message(&err));
    story.app = app_new(&story.options, 0, 0, &err);
    if (story.app == NULL)
        fail(err_message(&err));
    tell(&story);
    app_free(story.app);
    options_done(&story.options);
    return 0;
}
