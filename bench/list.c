/* Lists of a server that runs, from a small and from a big project; prints one `name value` a line.
 *
 *     list fill PORT PROJECT COUNT               creates COUNT jobs; half of them have ended
 *     list compare PORT SMALL BIG ROUNDS FILTER  a page of 20 from each, in turn
 *     list stall PORT BIG OTHER FILTER           one list of BIG, asking for OTHER all the while
 *
 * Of the ids, one half starts with half_, a hundredth with hundredth_, and five with five_; they are
 * spread evenly.
 */
#include "talk.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_ROOM 2048
#define AHEAD 16
#define SAMPLES_MOST 100000

static long
number_of(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || number < 0)
        talk_fail("'%s' is no number", text);
    return number;
}

static const char *
stem_of(long number, long count)
{
    if (number % (count / 5) == count / 10)
        return "five";
    if (number % 100 == 7)
        return "hundredth";
    return number % 2 == 0 ? "half" : "rest";
}

static size_t
write_create(char *to, const char *project, long number, long count)
{
    char target[TEXT_ROOM / 4];
    char body[TEXT_ROOM / 2];
    snprintf(target, sizeof target, "/v1/projects/%s/jobs", project);
    snprintf(body, sizeof body,
             "{\"jobId\":\"%s_%08ld\",\"labels\":{\"team\":\"t%ld\"},\"trainingInput\":{\"region\":"
             "\"us-central1\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}",
             stem_of(number, count), number, number % 7);
    return talk_write(to, TEXT_ROOM, "POST", target, body);
}

static void
expect_ok(struct answer answer)
{
    if (answer.status != 200)
        talk_fail("%d: %.*s", answer.status, (int)answer.length, answer.body);
}

static void
create_span(struct talk *talk, const char *project, long from, long to, long count)
{
    char request[TEXT_ROOM];
    long sent = from;
    for (long answered = from; answered < to; answered++) {
        for (; sent < to && sent < answered + AHEAD; sent++)
            talk_send(talk, request, write_create(request, project, sent, count));
        expect_ok(talk_answer(talk));
    }
}

static void
fill(struct talk *talk, const char *project, long count)
{
    char target[TEXT_ROOM];
    create_span(talk, project, 0, count / 2, count);
    snprintf(target, sizeof target, "/emulator/v1/projects/%s/clock:advance", project);
    expect_ok(talk_ask(talk, "POST", target, "{\"duration\":\"86400s\"}"));
    create_span(talk, project, count / 2, count, count);
}

static void
write_target(char to[TEXT_ROOM], const char *project, const char *filter)
{
    snprintf(to, TEXT_ROOM, "/v1/projects/%s/jobs?prettyPrint=false&filter=%s", project, filter);
}

static double
time_list(struct talk *talk, const char *target)
{
    double start = talk_now();
    expect_ok(talk_ask(talk, "GET", target, NULL));
    return talk_now() - start;
}

static int
by_size(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static double
median(double *samples, long count)
{
    qsort(samples, (size_t)count, sizeof samples[0], by_size);
    return samples[count / 2];
}

static void
compare(struct talk *talk, char **names, long rounds, const char *filter)
{
    static double samples[2][SAMPLES_MOST];
    char targets[2][TEXT_ROOM];
    if (rounds > SAMPLES_MOST)
        talk_fail("at most %d rounds", SAMPLES_MOST);
    for (int i = 0; i < 2; i++) {
        write_target(targets[i], names[i], filter);
        struct answer answer = talk_ask(talk, "GET", targets[i], NULL);
        expect_ok(answer);
        printf("%s_bytes %zu\n", i == 0 ? "small" : "big", answer.length);
    }
    for (long round = 0; round < rounds; round++) {
        for (int i = 0; i < 2; i++)
            samples[i][round] = time_list(talk, targets[i]);
    }
    printf("small_us %.1f\n", median(samples[0], rounds) * 1e6);
    printf("big_us %.1f\n", median(samples[1], rounds) * 1e6);
}

static int
is_readable(const struct talk *talk)
{
    struct pollfd wait = {.fd = talk->socket, .events = POLLIN};
    return poll(&wait, 1, 0) > 0;
}

static void
stall(struct talk *talk, uint16_t port, char **names, const char *filter)
{
    char target[TEXT_ROOM];
    char other[TEXT_ROOM];
    char request[TEXT_ROOM * 2];
    long asked = 0;
    double worst = 0;
    struct talk second = talk_open(port);
    write_target(target, names[0], filter);
    snprintf(other, sizeof other, "/v1/projects/%s/jobs", names[1]);
    double start = talk_now();
    talk_send(talk, request, talk_write(request, sizeof request, "GET", target, NULL));
    for (; !is_readable(talk); asked++) {
        double took = time_list(&second, other);
        worst = took > worst ? took : worst;
    }
    expect_ok(talk_answer(talk));
    printf("list_ms %.1f\nothers_asked %ld\nothers_worst_ms %.2f\n", (talk_now() - start) * 1e3,
           asked, worst * 1e3);
    talk_close(&second);
}

int
main(int count, char **arguments)
{
    if (count < 5)
        talk_fail("see the top of bench/list.c");
    const char *mode = arguments[1];
    uint16_t port = (uint16_t)number_of(arguments[2]);
    struct talk talk = talk_open(port);
    if (strcmp(mode, "fill") == 0)
        fill(&talk, arguments[3], number_of(arguments[4]));
    else if (strcmp(mode, "compare") == 0 && count == 7)
        compare(&talk, arguments + 3, number_of(arguments[5]), arguments[6]);
    else if (strcmp(mode, "stall") == 0 && count == 6)
        stall(&talk, port, arguments + 3, arguments[5]);
    else
        talk_fail("see the top of bench/list.c");
    talk_close(&talk);
    return 0;
}
