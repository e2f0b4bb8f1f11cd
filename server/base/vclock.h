/* The virtual clock: the only meaning of "now" for jobs.
 *
 *     now = base_virtual + (mono - base_mono) * rate
 *
 * real    anchored once to the wall clock, then only the monotonic clock moves it
 * scaled  the same with a rate; 60 makes a minute pass each second
 * manual  stands still between commands
 *
 * Pure: `mono`, a reading of the monotonic clock in ns, is an argument. Time never goes back. A
 * change of mode or rate never jumps: it re-anchors at the present moment.
 *
 *     struct vclock clock = vclock_real(wall, mono);
 *     ns_t now = vclock_now(&clock, mono_later);
 */
#ifndef BASE_VCLOCK_H
#define BASE_VCLOCK_H

#include "base/ns.h"

#include <stdbool.h>
#include <stdint.h>

enum vclock_mode { VCLOCK_REAL, VCLOCK_SCALED, VCLOCK_MANUAL, VCLOCK_MODE_COUNT };

/* Rates are kept in thousandths, 0.001 to 1,000,000: exact, so that no drift can build up. */
#define VCLOCK_RATE_ONE INT64_C(1000)
#define VCLOCK_RATE_MAX (INT64_C(1000000) * VCLOCK_RATE_ONE)

struct vclock {
    enum vclock_mode mode;
    ns_t base_virtual;  /* virtual time at the anchor */
    ns_t base_mono;     /* monotonic reading at the anchor */
    int64_t rate_milli; /* virtual ns per 1000 real ns; 1000 when real, unused when manual */
};

struct vclock vclock_real(ns_t wall, ns_t mono);
struct vclock vclock_scaled(ns_t wall, ns_t mono, int64_t rate_milli);
struct vclock vclock_manual(ns_t time);

/* Never past NS_TIME_MAX. */
ns_t vclock_now(const struct vclock *clock, ns_t mono);

/* Re-anchors and switches; now() is the same just before and just after. */
void vclock_set_mode(struct vclock *clock, ns_t mono, enum vclock_mode mode, int64_t rate_milli);

/* Moves to `time`, which the caller has checked to be >= now and <= NS_TIME_MAX. */
void vclock_jump(struct vclock *clock, ns_t mono, ns_t time);

/* The monotonic reading at which `time` will have come, rounded up; NS_NEVER when the clock stands
 * still. A time already past gives `mono`. */
ns_t vclock_mono_at(const struct vclock *clock, ns_t mono, ns_t time);

#endif
