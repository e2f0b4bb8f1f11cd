/* The cases of fixtures/cases, held with a server that somebody else starts and carries requests to.
 *
 *     static const struct carrier INSIDE = {.open = start, .carry = ask, .close = end};
 *     int main(void) { return conversation_main(&INSIDE); }
 *
 * fixtures/cases/README.md says what a case may hold. A member that is not known fails the case, so that
 * a slip of the pen is no silent pass. Whatever a case expects, each JSON reply of v1 must also be one
 * that Google's clients can read (reply_check.h).
 */
#ifndef TESTS_CONVERSATION_H
#define TESTS_CONVERSATION_H

#include "base/buf.h"
#include "base/ns.h"
#include "options.h"

#include <jansson.h>

/* A request. Borrowed. */
struct said {
    const char *method;
    const char *target;    /* path and query */
    const json_t *headers; /* names and values; NULL: none */
    const char *body;      /* NULL: none */
};

/* What came back. */
struct heard {
    int status;
    bool is_html;
    bool has_no_body; /* although a GET would have had one */
    ns_t hold;        /* how long the reply is to be held back */
    struct buf body;  /* empty at first */
};

/* Who takes requests to a server. What goes wrong fails the test. */
struct carrier {
    /* A fresh server with these options, which it borrows, as the two that follow get it. The calendar
     * says `wall`; *mono is the machine's monotonic clock, and when all there is to do is wait, the
     * carrier moves it on. */
    void *(*open)(const struct options *options, ns_t wall, ns_t *mono);
    void (*carry)(void *server, const struct said *said, struct heard *heard);
    void (*close)(void *server);
    bool has_guard; /* foreign hosts get no further than that */
};

/* Runs every case below fixtures/cases, each as a test of its own. The exit status of the program. */
int conversation_main(const struct carrier *carrier);

#endif
