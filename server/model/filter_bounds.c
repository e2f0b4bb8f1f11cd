#include "model/filter.h"
#include "model/filter_tree.h"

#include <string.h>

struct bounds {
    struct filter_bounds outer;
    bool is_exact; /* of states alone, and every job within them matches: may be complemented */
};

static const struct bounds ANY = {.outer = {.states = FILTER_STATES_ALL}};

static struct bounds
bounds_of_states(unsigned states)
{
    return (struct bounds){.outer = {.states = states & FILTER_STATES_ALL}, .is_exact = true};
}

/* No job is without an id, so that an empty one is nobody's. */
static struct bounds
bounds_of_id(const struct filter_restriction *restriction)
{
    struct text id = buf_text(&restriction->value);
    if (id.length == 0)
        return bounds_of_states(0);
    return (struct bounds){.outer = {
                               .states = FILTER_STATES_ALL,
                               .id_prefix = id,
                               .is_id_exact = restriction->test == FILTER_TEXT,
                           }};
}

/* An enum of job_state's numbers is tested by bits of job_state's numbers. */
static struct bounds
bounds_of_restriction(const struct filter_restriction *restriction)
{
    const char *name = restriction->steps[0]->name;
    bool is_id_bound = restriction->test == FILTER_PREFIX ||
                       (restriction->test == FILTER_TEXT && restriction->accepts == FILTER_EQUAL);
    if (strcmp(name, "state") == 0 && restriction->test == FILTER_MEMBER)
        return bounds_of_states(restriction->members);
    if (strcmp(name, "jobId") == 0 && is_id_bound)
        return bounds_of_id(restriction);
    return ANY;
}

static bool
is_prefix_of(struct text prefix, struct text text)
{
    return prefix.length <= text.length &&
           text_equal(prefix, (struct text){text.at, prefix.length});
}

static struct bounds
both(struct bounds a, struct bounds b)
{
    struct bounds longer = a.outer.id_prefix.length >= b.outer.id_prefix.length ? a : b;
    struct bounds shorter = a.outer.id_prefix.length >= b.outer.id_prefix.length ? b : a;
    bool is_same = longer.outer.id_prefix.length == shorter.outer.id_prefix.length;
    if (!is_prefix_of(shorter.outer.id_prefix, longer.outer.id_prefix) ||
        (shorter.outer.is_id_exact && !is_same))
        return bounds_of_states(0);
    longer.outer.is_id_exact |= shorter.outer.is_id_exact;
    longer.outer.states &= shorter.outer.states;
    longer.is_exact &= shorter.is_exact;
    return longer;
}

static struct text
common_prefix(struct text a, struct text b)
{
    size_t length = 0;
    while (length < a.length && length < b.length && a.at[length] == b.at[length])
        length++;
    return (struct text){a.at, length};
}

static struct bounds
either(struct bounds a, struct bounds b)
{
    if (a.outer.states == 0)
        return b;
    if (b.outer.states == 0)
        return a;
    bool is_same = text_equal(a.outer.id_prefix, b.outer.id_prefix);
    a.outer.states |= b.outer.states;
    a.outer.id_prefix = common_prefix(a.outer.id_prefix, b.outer.id_prefix);
    a.outer.is_id_exact = a.outer.is_id_exact && b.outer.is_id_exact && is_same;
    a.is_exact = a.is_exact && b.is_exact;
    return a;
}

/* What is not in a bound that is only an over-estimate can be anywhere. */
static struct bounds
neither(struct bounds a)
{
    return a.is_exact ? bounds_of_states(~a.outer.states) : ANY;
}

/* Trees are no deeper than LIMIT_FILTER_DEPTH allows. */
static struct bounds
bounds_of(const struct filter_node *node)
{
    if (node->kind == FILTER_RESTRICTION)
        return bounds_of_restriction(&node->restriction);
    struct bounds bounds = bounds_of(node->first);
    if (node->kind == FILTER_NONE_OF)
        return neither(bounds);
    for (const struct filter_node *next = node->first->next; next != NULL; next = next->next)
        bounds = node->kind == FILTER_ALL_OF ? both(bounds, bounds_of(next))
                                             : either(bounds, bounds_of(next));
    return bounds;
}

void
filter_bounds(const struct filter *filter, struct filter_bounds *ret_bounds)
{
    *ret_bounds = filter->root == NULL ? ANY.outer : bounds_of(filter->root).outer;
    if (ret_bounds->states == 0)
        *ret_bounds = (struct filter_bounds){0};
}
