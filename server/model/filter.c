#include "model/filter.h"

#include "base/limits.h"
#include "model/filter_match.h"
#include "model/filter_tree.h"

/* One job under one filter. The member looked at last is kept: most filters ask about one. */
struct match {
    const struct filter_subject *subject;
    struct buf *member;
    const struct field *held;
};

static bool
restriction_matches(struct match *match, const struct filter_restriction *restriction)
{
    const struct field *field = restriction->steps[0];
    if (match->member->failed)
        return false;
    if (match->held != field) {
        match->held = field;
        buf_clear(match->member);
        match->subject->member(match->subject->job, field->name, match->member);
    }
    return !match->member->failed &&
           filter_restriction_matches(restriction, buf_text(match->member));
}

/* Trees are no deeper than LIMIT_FILTER_DEPTH allows. */
static bool
node_matches(struct match *match, const struct filter_node *node)
{
    if (node->kind == FILTER_RESTRICTION)
        return restriction_matches(match, &node->restriction);
    /* One operand that says so settles any-of and none-of, one that denies settles all-of. */
    bool settles = node->kind != FILTER_ALL_OF;
    for (const struct filter_node *next = node->first; next != NULL; next = next->next) {
        if (node_matches(match, next) == settles)
            return node->kind == FILTER_ANY_OF;
    }
    return node->kind != FILTER_ANY_OF;
}

bool
filter_matches(const struct filter *filter, const struct filter_subject *subject)
{
    struct buf own OWNED(buf_done) = BUF(LIMIT_REPLY_BYTES);
    struct match match = {
        .subject = subject,
        .member = subject->scratch == NULL ? &own : subject->scratch,
    };
    if (filter->root == NULL)
        return true;
    return node_matches(&match, filter->root) && !match.member->failed;
}
