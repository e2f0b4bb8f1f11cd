#include "http/park.h"

static void
link_after(struct park_list *list, struct exchange *place, struct exchange *exchange)
{
    exchange->previous = place;
    exchange->next = place == NULL ? list->first : place->next;
    if (exchange->next == NULL)
        list->last = exchange;
    else
        exchange->next->previous = exchange;
    if (place == NULL)
        list->first = exchange;
    else
        place->next = exchange;
}

static void
unlink_from(struct park_list *list, struct exchange *exchange)
{
    if (exchange->previous == NULL)
        list->first = exchange->next;
    else
        exchange->previous->next = exchange->next;
    if (exchange->next == NULL)
        list->last = exchange->previous;
    else
        exchange->next->previous = exchange->previous;
    exchange->previous = NULL;
    exchange->next = NULL;
}

static struct park_list *
list_of(struct park *park, const struct exchange *exchange)
{
    if (exchange->phase == EXCHANGE_ASLEEP)
        return &park->asleep;
    return exchange->phase == EXCHANGE_WAITING ? &park->waiting : &park->held;
}

/* Takes an exchange out of the list it is in. */
static void
take_out(struct park *park, struct exchange *exchange)
{
    unlink_from(list_of(park, exchange), exchange);
    park->count--;
    if (exchange->phase != EXCHANGE_ASLEEP)
        return;
    park->asleep_count--;
    park->eager_count -= exchange->request.is_eager ? 1 : 0;
}

/* Puts an exchange that is in no list behind `place`, or first. */
static void
put_in(struct park *park, struct exchange *exchange, enum exchange_phase phase,
       struct exchange *place)
{
    exchange->phase = phase;
    link_after(list_of(park, exchange), place, exchange);
    park->count++;
    if (phase != EXCHANGE_ASLEEP)
        return;
    park->asleep_count++;
    park->eager_count += exchange->request.is_eager ? 1 : 0;
}

static bool
is_parked(const struct exchange *exchange)
{
    return exchange->phase != EXCHANGE_COLLECTING && exchange->phase != EXCHANGE_READY;
}

/* From wherever it is. */
static void
move_in(struct park *park, struct exchange *exchange, enum exchange_phase phase,
        struct exchange *place)
{
    if (is_parked(exchange))
        take_out(park, exchange);
    else
        MHD_suspend_connection(exchange->connection);
    put_in(park, exchange, phase, place);
}

/* The last one that is due no later. From the end: delays are alike, so the newest is mostly the
 * last. */
static struct exchange *
place_by_due(const struct park_list *list, ns_t due)
{
    struct exchange *place = list->last;
    while (place != NULL && place->due > due)
        place = place->previous;
    return place;
}

void
park_wait(struct park *park, struct exchange *exchange)
{
    move_in(park, exchange, EXCHANGE_WAITING, park->waiting.last);
}

void
park_sleep(struct park *park, struct exchange *exchange)
{
    exchange->due = exchange->request.wake_at;
    move_in(park, exchange, EXCHANGE_ASLEEP, place_by_due(&park->asleep, exchange->due));
}

void
park_wake(struct park *park, struct exchange *exchange)
{
    if (exchange->phase == EXCHANGE_ASLEEP)
        park_wait(park, exchange);
}

void
park_stir(struct park *park, uint64_t stirs)
{
    struct exchange *exchange = park->asleep.first;
    while (exchange != NULL) {
        struct exchange *next = exchange->next;
        if (stirs == STIRS_ALL || stirs == exchange->request.awaits)
            park_wake(park, exchange);
        exchange = next;
    }
}

void
park_wake_due(struct park *park, ns_t now)
{
    while (park_next_wake(park) <= now)
        park_wake(park, park->asleep.first);
}

struct exchange *
park_first_eager(const struct park *park)
{
    struct exchange *exchange = park->eager_count > 0 ? park->asleep.first : NULL;
    while (exchange != NULL && !exchange->request.is_eager)
        exchange = exchange->next;
    return exchange;
}

void
park_hold(struct park *park, struct exchange *exchange)
{
    move_in(park, exchange, EXCHANGE_HELD, place_by_due(&park->held, exchange->due));
}

void
park_release(struct park *park, struct exchange *exchange)
{
    take_out(park, exchange);
    exchange->phase = EXCHANGE_READY;
    MHD_resume_connection(exchange->connection);
}

ns_t
park_next_due(const struct park *park)
{
    return park->held.first == NULL ? NS_NEVER : park->held.first->due;
}

ns_t
park_next_wake(const struct park *park)
{
    return park->asleep.first == NULL ? NS_NEVER : park->asleep.first->due;
}
