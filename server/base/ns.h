/* Nanoseconds: points in time since 1970-01-01T00:00:00Z, and spans between them. */
#ifndef BASE_NS_H
#define BASE_NS_H

#include <stdint.h>

typedef int64_t ns_t;

#define NS_PER_US INT64_C(1000)
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S INT64_C(1000000000)

/* A time that does not come, a span that does not end. Larger than every real one. */
#define NS_NEVER INT64_MAX

/* 9999-12-31T23:59:59.999999999Z is not reachable in 63 bits of nanoseconds: they end in 2262. This
 * is the last whole second before that, 2262-04-11T23:47:16Z; clocks refuse to pass it. */
#define NS_TIME_MAX (INT64_C(9223372036) * NS_PER_S)

/* a + b for a time and a non-negative span, NS_NEVER once it passes NS_TIME_MAX. */
static inline ns_t
ns_add(ns_t time, ns_t span)
{
    if (time == NS_NEVER || span > NS_TIME_MAX - time)
        return NS_NEVER;
    return time + span;
}

#endif
