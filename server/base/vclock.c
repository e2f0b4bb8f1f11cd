#include "base/vclock.h"

/* Differences of clocks times a rate do not fit 64 bits. */
__extension__ typedef __int128 wide_t;

struct vclock
vclock_real(ns_t wall, ns_t mono)
{
    struct vclock clock = vclock_scaled(wall, mono, VCLOCK_RATE_ONE);
    clock.mode = VCLOCK_REAL;
    return clock;
}

struct vclock
vclock_scaled(ns_t wall, ns_t mono, int64_t rate_milli)
{
    return (struct vclock){
        .mode = VCLOCK_SCALED,
        .base_virtual = wall,
        .base_mono = mono,
        .rate_milli = rate_milli,
    };
}

struct vclock
vclock_manual(ns_t time)
{
    return (struct vclock){
        .mode = VCLOCK_MANUAL,
        .base_virtual = time,
        .rate_milli = VCLOCK_RATE_ONE,
    };
}

/* Multiplies, then divides rounding down; the quotient of what no clock can reach is NS_TIME_MAX.
 */
static wide_t
floor_scale(wide_t span, int64_t times, int64_t per)
{
    wide_t product = span * times;
    wide_t quotient = product / per;
    return product % per < 0 ? quotient - 1 : quotient;
}

ns_t
vclock_now(const struct vclock *clock, ns_t mono)
{
    if (clock->mode == VCLOCK_MANUAL)
        return clock->base_virtual;
    wide_t passed = (wide_t)mono - clock->base_mono;
    wide_t now = clock->base_virtual + floor_scale(passed, clock->rate_milli, VCLOCK_RATE_ONE);
    return now < NS_TIME_MAX ? (ns_t)now : NS_TIME_MAX;
}

void
vclock_set_mode(struct vclock *clock, ns_t mono, enum vclock_mode mode, int64_t rate_milli)
{
    *clock = (struct vclock){
        .mode = mode,
        .base_virtual = vclock_now(clock, mono),
        .base_mono = mono,
        .rate_milli = rate_milli,
    };
}

void
vclock_jump(struct vclock *clock, ns_t mono, ns_t time)
{
    clock->base_virtual = time;
    clock->base_mono = mono;
}

ns_t
vclock_mono_at(const struct vclock *clock, ns_t mono, ns_t time)
{
    if (time <= vclock_now(clock, mono))
        return mono;
    if (clock->mode == VCLOCK_MANUAL || time > NS_TIME_MAX)
        return NS_NEVER;
    wide_t wait = (wide_t)time - clock->base_virtual;
    wide_t at = clock->base_mono - floor_scale(-wait, VCLOCK_RATE_ONE, clock->rate_milli);
    return at < NS_NEVER ? (ns_t)at : NS_NEVER;
}
