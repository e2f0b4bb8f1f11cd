/* Loads a server that runs and prints what it measured, one `name value` a line.
 *
 *     load create PORT PROJECT COUNT BODY   creates COUNT jobs from the body in the file BODY
 *     load walk PORT PROJECT COUNT          lists them all, page by page, and gets each: no gap, no
 * double load jump PORT PROJECT SPAN OTHER     clock:advance by SPAN, asking the project OTHER all
 * the while
 *
 * The id of job number 7 is job_00000007; in BODY it stands where ml_job_tensor stood.
 */
#include "talk.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_ROOM 4096
#define BODY_ROOM 16384
#define REQUEST_ROOM 32768
#define ID_ROOM 32
/* Requests sent before the first is answered: fewer system calls, and no wait for the other side.
 */
#define AHEAD 16
#define PAGE 100
#define PLACE "ml_job_tensor"
#define SAMPLES_MOST 1000000

struct load {
    struct talk talk;
    const char *project;
    long count;
    char before[BODY_ROOM]; /* of a create's body: what stands before the id */
    char after[BODY_ROOM];
};

static void
write_id(char id[ID_ROOM], long number)
{
    snprintf(id, ID_ROOM, "job_%08ld", number);
}

static long
number_of(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || number < 0)
        talk_fail("'%s' is no number", text);
    return number;
}

static void
read_body(struct load *load, const char *path)
{
    char text[BODY_ROOM];
    FILE *file = fopen(path, "re");
    if (file == NULL)
        talk_fail("cannot open %s", path);
    size_t length = fread(text, 1, sizeof text - 1, file);
    text[length] = '\0';
    fclose(file);

    const char *place = strstr(text, PLACE);
    if (place == NULL)
        talk_fail("%s does not name a job %s", path, PLACE);
    snprintf(load->before, sizeof load->before, "%.*s", (int)(place - text), text);
    snprintf(load->after, sizeof load->after, "%s", place + strlen(PLACE));
}

typedef void write_fn(const struct load *load, long number, char *request, size_t *ret_length);
typedef void read_fn(void *sum, long number, struct answer answer);

static void
write_create(const struct load *load, long number, char *request, size_t *ret_length)
{
    char id[ID_ROOM];
    char path[PATH_ROOM];
    char body[REQUEST_ROOM / 2];
    write_id(id, number);
    snprintf(path, sizeof path, "/v1/projects/%s/jobs?prettyPrint=false", load->project);
    int length = snprintf(body, sizeof body, "%s%s%s", load->before, id, load->after);
    if (length < 0 || (size_t)length >= sizeof body)
        talk_fail("a body of %d bytes is too long", length);
    *ret_length = talk_write(request, REQUEST_ROOM, "POST", path, body);
}

static void
write_get(const struct load *load, long number, char *request, size_t *ret_length)
{
    char id[ID_ROOM];
    char path[PATH_ROOM];
    write_id(id, number);
    snprintf(path, sizeof path, "/v1/projects/%s/jobs/%s?prettyPrint=false", load->project, id);
    *ret_length = talk_write(request, REQUEST_ROOM, "GET", path, NULL);
}

/* The answer must be the job of that number, in one line. */
static void
read_job(void *sum, long number, struct answer answer)
{
    char id[ID_ROOM];
    char start[ID_ROOM * 2];
    write_id(id, number);
    int length = snprintf(start, sizeof start, "{\"jobId\":\"%s\",", id);
    if (answer.status != 200 || answer.length < (size_t)length ||
        memcmp(answer.body, start, (size_t)length) != 0)
        talk_fail("job %ld: %d %.*s", number, answer.status, (int)answer.length, answer.body);
    *(size_t *)sum += answer.length;
}

/* Asks for every job, AHEAD requests under way. */
static void
for_all(struct load *load, write_fn *write, read_fn *read, void *sum)
{
    char request[REQUEST_ROOM];
    size_t length;
    long sent = 0;
    for (long answered = 0; answered < load->count; answered++) {
        for (; sent < load->count && sent < answered + AHEAD; sent++) {
            write(load, sent, request, &length);
            talk_send(&load->talk, request, length);
        }
        read(sum, answered, talk_answer(&load->talk));
    }
}

static void
create(struct load *load)
{
    size_t bytes = 0;
    double start = talk_now();
    for_all(load, write_create, read_job, &bytes);
    double seconds = talk_now() - start;
    printf("jobs %ld\nseconds %.3f\nper_second %.0f\nreply_bytes %zu\n", load->count, seconds,
           (double)load->count / seconds, bytes);
}

/* Copies the token for a query; everything but letters and digits is encoded. False when there is
 * none. */
static bool
next_token(struct answer page, char *token, size_t room)
{
    static const char name[] = "\"nextPageToken\":\"";
    const char *at = memmem(page.body, page.length, name, strlen(name));
    size_t used = 0;
    if (at == NULL)
        return false;
    for (at += strlen(name); *at != '"' && used + 4 < room; at++)
        used += (size_t)snprintf(token + used, room - used, "%%%02X", (unsigned char)*at);
    return true;
}

/* Checks that the page goes on where the last one ended, newest first. The value is the next
 * number. */
static long
check_page(struct answer page, long expected)
{
    static const char name[] = "\"jobId\":\"job_";
    const char *at = page.body;
    const char *end = page.body + page.length;
    for (; (at = memmem(at, (size_t)(end - at), name, strlen(name))) != NULL; expected--) {
        at += strlen(name);
        if (strtol(at, NULL, 10) != expected)
            talk_fail("the list names job %.8s where %08ld comes next", at, expected);
    }
    return expected;
}

static void
walk(struct load *load)
{
    char token[PATH_ROOM / 2] = "";
    char path[PATH_ROOM];
    struct answer page;
    size_t bytes = 0;
    long pages = 0;
    long next = load->count - 1;
    double start = talk_now();
    do {
        snprintf(path, sizeof path,
                 "/v1/projects/%s/jobs?pageSize=%d&prettyPrint=false&pageToken=%s", load->project,
                 PAGE, token);
        page = talk_ask(&load->talk, "GET", path, NULL);
        next = check_page(page, next);
        pages++;
    } while (next_token(page, token, sizeof token));
    if (next != -1)
        talk_fail("the list ends %ld jobs early", next + 1);
    double listed = talk_now();
    for_all(load, write_get, read_job, &bytes);
    double got = talk_now();
    printf("pages %ld\nlist_seconds %.3f\nget_seconds %.3f\njob_bytes %.1f\n", pages,
           listed - start, got - listed, (double)bytes / (double)load->count);
}

static int
by_value(const void *a, const void *b)
{
    const double *left = a;
    const double *right = b;
    return (*left > *right) - (*left < *right);
}

static bool
has_answer(const struct talk *talk)
{
    struct pollfd waiting = {.fd = talk->socket, .events = POLLIN};
    return poll(&waiting, 1, 0) == 1;
}

static void
jump(struct load *load, const char *span, const char *other, uint16_t port)
{
    static double waits[SAMPLES_MOST];
    size_t count = 0;
    char path[PATH_ROOM];
    char body[PATH_ROOM];
    char request[REQUEST_ROOM];
    struct talk bystander = talk_open(port);

    snprintf(path, sizeof path, "/emulator/v1/projects/%s/clock:advance", load->project);
    snprintf(body, sizeof body, "{\"duration\":\"%s\"}", span);
    size_t length = talk_write(request, sizeof request, "POST", path, body);
    snprintf(path, sizeof path, "/v1/projects/%s/jobs", other);
    talk_ask(&bystander, "GET", path, NULL);

    double start = talk_now();
    talk_send(&load->talk, request, length);
    do {
        double asked = talk_now();
        talk_ask(&bystander, "GET", path, NULL);
        waits[count++] = talk_now() - asked;
    } while (count < SAMPLES_MOST && !has_answer(&load->talk));
    struct answer answer = talk_answer(&load->talk);
    double seconds = talk_now() - start;

    const char *applied = memmem(answer.body, answer.length, "\"applied\": ", 11);
    if (answer.status != 200 || applied == NULL)
        talk_fail("clock:advance: %d %.*s", answer.status, (int)answer.length, answer.body);
    long changes = strtol(applied + 11, NULL, 10);
    qsort(waits, count, sizeof waits[0], by_value);
    printf(
        "applied %ld\nseconds %.6f\nus_per_change %.3f\nothers_asked %zu\nothers_median_ms %.3f\n"
        "others_worst_ms %.3f\n",
        changes, seconds, seconds * 1e6 / (double)(changes > 0 ? changes : 1), count,
        waits[count / 2] * 1e3, waits[count - 1] * 1e3);
    talk_close(&bystander);
}

int
main(int argc, char **argv)
{
    static struct load load;
    if (argc < 5)
        talk_fail("usage: load create|walk|jump PORT PROJECT ... (see the head of bench/load.c)");
    const char *what = argv[1];
    uint16_t port = (uint16_t)number_of(argv[2]);
    load.talk = talk_open(port);
    load.project = argv[3];
    if (strcmp(what, "create") == 0 && argc == 6) {
        load.count = number_of(argv[4]);
        read_body(&load, argv[5]);
        create(&load);
    } else if (strcmp(what, "walk") == 0 && argc == 5) {
        load.count = number_of(argv[4]);
        walk(&load);
    } else if (strcmp(what, "jump") == 0 && argc == 6) {
        jump(&load, argv[4], argv[5], port);
    } else {
        talk_fail("load: there is no such measurement as %s with %d words", what, argc - 2);
    }
    talk_close(&load.talk);
    return 0;
}
