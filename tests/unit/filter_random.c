/* Random filters over random jobs, against an evaluator that knows nothing of the server's: it walks
 * trees and expressions, never text. Also what must hold of every filter: De Morgan, order of
 * operands, parentheses, and bounds that leave out no match. */
#include "tap.h"

#include "filter_draw.h"
#include "filter_job.h"

#include <string.h>
#include <strings.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define ROUNDS 4000
#define DEPTH 3

static bool
is_in_order(const char *relation, int order)
{
    if (strcmp(relation, "<") == 0)
        return order < 0;
    if (strcmp(relation, "<=") == 0)
        return order <= 0;
    if (strcmp(relation, ">") == 0)
        return order > 0;
    if (strcmp(relation, ">=") == 0)
        return order >= 0;
    return order == 0;
}

static bool
text_passes(const struct expression *leaf, const char *text)
{
    bool is_has = strcmp(leaf->relation, ":") == 0;
    bool folds = is_has && leaf->leaf->type != TYPE_ID;
    size_t length = leaf->has_star ? strlen(leaf->value) : SIZE_MAX;
    if (folds)
        return (length == SIZE_MAX ? strcasecmp(text, leaf->value)
                                   : strncasecmp(text, leaf->value, length)) == 0;
    if (length != SIZE_MAX)
        return strncmp(text, leaf->value, length) == 0;
    return is_in_order(leaf->relation, strcmp(text, leaf->value));
}

static bool
number_passes(const struct expression *leaf, long long number)
{
    long long operand = strtoll(leaf->value, NULL, 10);
    return is_in_order(leaf->relation, number < operand ? -1 : number > operand);
}

/* `value` NULL: left out of a message that is there. */
static bool
value_passes(const struct expression *leaf, const json_t *value)
{
    if (leaf->has_star && leaf->value[0] == '\0')
        return value != NULL;
    if (leaf->leaf->type == TYPE_NUMBER)
        return number_passes(leaf, json_is_string(value)
                                       ? strtoll(json_string_value(value), NULL, 10)
                                       : json_integer_value(value));
    if (leaf->leaf->type == TYPE_BOOL)
        return text_passes(leaf, json_is_true(value) ? "true" : "false");
    if (leaf->leaf->type == TYPE_TIER && value == NULL)
        return text_passes(leaf, "BASIC");
    return value != NULL && text_passes(leaf, json_string_value(value));
}

/* Follows the rest of a path through whatever is there. */
static bool
path_passes(const struct expression *leaf, const char *path, const json_t *value)
{
    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            if (path_passes(leaf, path, json_array_get(value, i)))
                return true;
        }
        return false;
    }
    if (path[0] == '\0')
        return value_passes(leaf, value);
    bool is_key = strncmp(leaf->leaf->camel, "labels.", 7) == 0 && path != leaf->leaf->camel;
    size_t length = is_key ? strlen(path) : strcspn(path, ".");
    owned_str name = strndup(path, length);
    const json_t *child = json_object_get(value, name);
    bool is_last = path[length] == '\0';
    if (child == NULL)
        return is_last && !is_key && value_passes(leaf, NULL);
    return path_passes(leaf, path + length + (is_last ? 0 : 1), child);
}

static bool
passes(const struct expression *expression, const json_t *job)
{
    switch (expression->kind) {
    case NOT:
        return !passes(expression->left, job);
    case AND:
        return passes(expression->left, job) && passes(expression->right, job);
    case OR:
        return passes(expression->left, job) || passes(expression->right, job);
    case LEAF:
        break;
    }
    bool found = path_passes(expression, expression->leaf->camel, job);
    return strcmp(expression->relation, "!=") == 0 ? !found : found;
}

static bool
matches_text(struct text text, const json_t *job)
{
    struct filter *filter OWNED(filter_drop) = filter_job_parse(text);
    return filter_job_matches(filter, job);
}

START_TEST(random_filters_pick_what_a_second_opinion_picks)
{
    int matched = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct dice dice = {.round = round};
        struct pool pool = {.used = 0};
        struct buf text OWNED(buf_done) = BUF(LIMIT_FILTER_BYTES);
        json_auto_t *job = filter_draw_job(&dice);
        const struct expression *drawn =
            filter_draw_expression(&dice, &pool, FILTER_DRAW_LEAVES, DEPTH);
        filter_draw_write(&dice, drawn, &text);
        bool expected = passes(drawn, job);
        owned_str shown = json_dumps(job, JSON_COMPACT);
        ck_assert_msg(matches_text(buf_text(&text), job) == expected, "expected %d of %s on %s",
                      expected, text.at, shown);
        matched += expected;
    }
    /* Neither verdict is rare. */
    ck_assert_int_gt(matched, ROUNDS / 5);
    ck_assert_int_lt(matched, ROUNDS * 4 / 5);
}
END_TEST

static enum job_state
state_of(const json_t *job)
{
    const char *name = json_string_value(json_object_get(job, "state"));
    int state = JOB_STATE_COUNT - 1;
    while (strcmp(job_state_name((enum job_state)state), name) != 0)
        state--;
    return (enum job_state)state;
}

static bool
is_within(const struct filter_bounds *bounds, const json_t *job)
{
    struct text id = text_of(json_string_value(json_object_get(job, "jobId")));
    size_t length = bounds->id_prefix.length;
    if ((bounds->states >> state_of(job) & 1) == 0)
        return false;
    if (id.length < length || !text_equal((struct text){id.at, length}, bounds->id_prefix))
        return false;
    return !bounds->is_id_exact || id.length == length;
}

/* Filters of ids and states alone are where bounds are narrow. */
START_TEST(no_match_lies_outside_the_bounds)
{
    static const int KINDS_OF_LEAVES[] = {2, FILTER_DRAW_LEAVES};
    int narrow = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct dice dice = {.round = ROUNDS + round};
        struct pool pool = {.used = 0};
        struct buf text OWNED(buf_done) = BUF(LIMIT_FILTER_BYTES);
        const struct expression *drawn =
            filter_draw_expression(&dice, &pool, KINDS_OF_LEAVES[_i], DEPTH);
        filter_draw_write(&dice, drawn, &text);
        struct filter *filter OWNED(filter_drop) = filter_job_parse(buf_text(&text));
        struct filter_bounds bounds;
        filter_bounds(filter, &bounds);
        for (int i = 0; i < 8; i++) {
            json_auto_t *job = filter_draw_job(&dice);
            bool within = is_within(&bounds, job);
            narrow += !within;
            ck_assert_msg(within || !filter_job_matches(filter, job), "%s", text.at);
        }
    }
    ck_assert_int_gt(narrow, 0);
}
END_TEST

/* Draws a filter and writes it down in parentheses. */
static void
draw_text(struct dice *dice, struct buf *out)
{
    struct pool pool = {.used = 0};
    const struct expression *drawn = filter_draw_expression(dice, &pool, FILTER_DRAW_LEAVES, 2);
    buf_add_char(out, '(');
    filter_draw_write(dice, drawn, out);
    buf_add_char(out, ')');
}

/* Pairs that mean the same; %1 and %2 are any two filters. */
static const struct {
    const char *one;
    const char *other;
} LAWS[] = {
    {"NOT (%1 AND %2)", "NOT %1 OR NOT %2"},
    {"NOT (%1 OR %2)", "-%1 -%2"},
    {"%1 AND %2", "%2 AND %1"},
    {"%1 OR %2", "%2 OR %1"},
    {"%1 %2", "%1 AND %2"},
    {"%1", "((%1))"},
    {"%1", "NOT (NOT %1)"},
    {"%1 AND (%1 OR %2)", "%1"},
    {"%1 OR %1 AND %2", "%1"},
    {"%1 OR %2 AND NOT %1", "%1 OR %2"},
};

static void
write_law(struct buf *out, const char *law, const char *first, const char *second)
{
    for (const char *at = law; *at != '\0'; at++) {
        if (*at != '%') {
            buf_add_char(out, *at);
            continue;
        }
        buf_add_str(out, at[1] == '1' ? first : second);
        at++;
    }
}

START_TEST(filters_obey_the_laws_of_logic)
{
    for (uint32_t round = 0; round < ROUNDS / 10; round++) {
        struct dice dice = {.round = 2 * ROUNDS + round};
        struct buf first OWNED(buf_done) = BUF(LIMIT_FILTER_BYTES);
        struct buf second OWNED(buf_done) = BUF(LIMIT_FILTER_BYTES);
        struct buf one OWNED(buf_done) = BUF(LIMIT_FILTER_BYTES);
        struct buf other OWNED(buf_done) = BUF(LIMIT_FILTER_BYTES);
        json_auto_t *job = filter_draw_job(&dice);
        draw_text(&dice, &first);
        draw_text(&dice, &second);
        write_law(&one, LAWS[_i].one, first.at, second.at);
        write_law(&other, LAWS[_i].other, first.at, second.at);
        ck_assert_msg(matches_text(buf_text(&one), job) == matches_text(buf_text(&other), job),
                      "%s is not %s", one.at, other.at);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *all = suite_create("filter_random");
    TCase *cases = tcase_create("filter_random");
    tcase_add_test(cases, random_filters_pick_what_a_second_opinion_picks);
    tcase_add_loop_test(cases, no_match_lies_outside_the_bounds, 0, 2);
    tcase_add_loop_test(cases, filters_obey_the_laws_of_logic, 0, COUNT(LAWS));
    suite_add_tcase(all, cases);
    return all;
}

int
main(void)
{
    return tap_run(suite());
}
