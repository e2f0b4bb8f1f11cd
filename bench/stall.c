/* How long another world waits while a big study is simulated; prints one `name value` a line.
 *
 *     stall PORT PID WAY TRIALS PARAMETERS        WAY: advance, runAll, explain, read
 *
 * One connection creates a tuning job of the default search and then asks for something that takes all
 * its trials: a jump of the clock, an explanation, or, with a clock that is not manual, a mere GET. Another
 * one gets a job of another project all the while, one request after the other. Each wait is measured
 * twice: by the clock, in which whatever else runs on the machine has its part, and by the processor
 * time that the server, whose process is PID, used meanwhile.
 */
#include "talk.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BODY_ROOM 32768
#define REQUEST_ROOM 65536
#define SAMPLES_MOST 4000000
/* So many are taken before, for what the machine itself does to them. */
#define QUIET_SAMPLES 20000
#define BYSTANDER "/v1/projects/bystander/jobs/plain"

static const struct {
    const char *name;
    const char *method;
    const char *target;
    const char *body; /* NULL: the job's */
} WAYS[] = {
    {"advance", "POST", "/emulator/v1/projects/study/clock:advance", "{\"duration\":\"8640000s\"}"},
    {"runAll", "POST", "/emulator/v1/projects/study/clock:runAll", "{}"},
    {"explain", "POST", "/emulator/v1/projects/study/jobs:explain", NULL},
    {"read", "GET", "/v1/projects/study/jobs/tuned", ""},
};
#define WAY_COUNT (sizeof WAYS / sizeof WAYS[0])

struct bystander {
    struct talk talk;
    clockid_t server; /* its processor time */
    double worst_cpu; /* seconds of it that one request waited for */
};

static double samples[SAMPLES_MOST];

static long
number_of(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || number < 1)
        talk_fail("'%s' is no number above 0", text);
    return number;
}

static void
write_study(char body[BODY_ROOM], long trials, long parameters)
{
    int length = snprintf(body, BODY_ROOM,
                          "{\"jobId\":\"tuned\",\"trainingInput\":{\"region\":\"us-central1\","
                          "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"},\"hyperparameters\":{"
                          "\"goal\":\"MAXIMIZE\",\"maxTrials\":%ld,\"params\":[",
                          trials);
    for (long i = 0; i < parameters && length < BODY_ROOM; i++)
        length += snprintf(body + length, BODY_ROOM - (size_t)length,
                           "%s{\"parameterName\":\"p%ld\",\"type\":\"DOUBLE\",\"maxValue\":1}",
                           i > 0 ? "," : "", i);
    length += snprintf(body + length, length < BODY_ROOM ? BODY_ROOM - (size_t)length : 0, "]}}}");
    if (length >= BODY_ROOM)
        talk_fail("%ld parameters are too many", parameters);
}

static double
cpu_of(clockid_t process)
{
    struct timespec used;
    if (clock_gettime(process, &used) != 0)
        talk_fail("the server's processor time cannot be read");
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static double
ask_bystander(struct bystander *bystander)
{
    double cpu = cpu_of(bystander->server);
    double start = talk_now();
    talk_ask(&bystander->talk, "GET", BYSTANDER, NULL);
    double took = talk_now() - start;
    cpu = cpu_of(bystander->server) - cpu;
    bystander->worst_cpu = cpu > bystander->worst_cpu ? cpu : bystander->worst_cpu;
    return took;
}

static int
by_size(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static void
print_samples(const char *when, long count)
{
    qsort(samples, (size_t)count, sizeof samples[0], by_size);
    printf("%s_asked %ld\n%s_median_ms %.3f\n%s_p99_ms %.3f\n%s_worst_ms %.3f\n", when, count, when,
           samples[count / 2] * 1e3, when, samples[count - 1 - count / 100] * 1e3, when,
           samples[count - 1] * 1e3);
}

static int
is_readable(const struct talk *talk)
{
    struct pollfd wait = {.fd = talk->socket, .events = POLLIN};
    return poll(&wait, 1, 0) > 0;
}

static void
stall(struct talk *talk, struct bystander *bystander, size_t way, const char *study)
{
    static char request[REQUEST_ROOM];
    const char *body = WAYS[way].body != NULL ? WAYS[way].body : study;
    long count = 0;
    size_t length = talk_write(request, sizeof request, WAYS[way].method, WAYS[way].target,
                               strcmp(WAYS[way].method, "GET") == 0 ? NULL : body);
    double start = talk_now();
    bystander->worst_cpu = 0;
    talk_send(talk, request, length);
    while (!is_readable(talk) && count < SAMPLES_MOST)
        samples[count++] = ask_bystander(bystander);
    struct answer answer = talk_answer(talk);
    if (answer.status != 200)
        talk_fail("%s: %d %.*s", WAYS[way].name, answer.status, (int)answer.length, answer.body);
    printf("study_ms %.1f\n", (talk_now() - start) * 1e3);
    if (count == 0)
        talk_fail("%s was done before anybody else could ask", WAYS[way].name);
    print_samples("others", count);
    printf("others_worst_cpu_ms %.3f\n", bystander->worst_cpu * 1e3);
}

int
main(int count, char **arguments)
{
    static char study[BODY_ROOM];
    static const char plain[] =
        "{\"jobId\":\"plain\",\"trainingInput\":{\"region\":\"us-central1\","
        "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}";
    size_t way = 0;
    if (count != 6)
        talk_fail("see the top of bench/stall.c");
    while (way < WAY_COUNT && strcmp(WAYS[way].name, arguments[3]) != 0)
        way++;
    if (way == WAY_COUNT)
        talk_fail("see the top of bench/stall.c");
    uint16_t port = (uint16_t)number_of(arguments[1]);
    struct talk talk = talk_open(port);
    struct bystander bystander = {.talk = talk_open(port)};
    if (clock_getcpuclockid((pid_t)number_of(arguments[2]), &bystander.server) != 0)
        talk_fail("there is no process %s", arguments[2]);
    write_study(study, number_of(arguments[4]), number_of(arguments[5]));
    talk_ask(&bystander.talk, "POST", "/v1/projects/bystander/jobs", plain);
    for (long i = 0; i < QUIET_SAMPLES; i++)
        samples[i] = ask_bystander(&bystander);
    print_samples("quiet", QUIET_SAMPLES);
    if (WAYS[way].body != NULL)
        talk_ask(&talk, "POST", "/v1/projects/study/jobs", study);
    stall(&talk, &bystander, way, study);
    talk_close(&bystander.talk);
    talk_close(&talk);
    return 0;
}
