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

void
park_wait(struct park *park, struct exchange *exchange)
{
    exchange->phase = EXCHANGE_WAITING;
    link_after(&park->waiting, park->waiting.last, exchange);
    park->count++;
    MHD_suspend_connection(exchange->connection);
}

void
park_hold(struct park *park, struct exchange *exchange)
{
    if (exchange->phase == EXCHANGE_WAITING) {
        unlink_from(&park->waiting, exchange);
    } else {
        park->count++;
        MHD_suspend_connection(exchange->connection);
    }
    exchange->phase = EXCHANGE_HELD;
    /* From the end: delays are alike, so the newest is mostly the last. */
    struct exchange *place = park->held.last;
    while (place != NULL && place->due > exchange->due)
        place = place->previous;
    link_after(&park->held, place, exchange);
}

void
park_release(struct park *park, struct exchange *exchange)
{
    unlink_from(exchange->phase == EXCHANGE_WAITING ? &park->waiting : &park->held, exchange);
    park->count--;
    exchange->phase = EXCHANGE_READY;
    MHD_resume_connection(exchange->connection);
}

ns_t
park_next_due(const struct park *park)
{
    return park->held.first == NULL ? NS_NEVER : park->held.first->due;
}
