#include "filter_draw.h"

#include "base/own.h"
#include "base/rng.h"

#include <assert.h>
#include <check.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static int
roll(struct dice *dice, int sides)
{
    return (int)(rng_unit(20200101, 1, dice->round, dice->draw++) * sides);
}

/* Fields, both spellings, and values that jobs and filters draw from. */
/* clang-format off */
static const struct leaf LEAVES[] = {
    {"jobId", "job_id", TYPE_ID, {"a", "ab", "abc", "B"}},
    {"state", "state", TYPE_STATE, {"QUEUED", "RUNNING", "FAILED", "CANCELLED"}},
    {"createTime", "create_time", TYPE_TIME, {"2020-01-01T00:00:00Z", "2020-01-01T00:00:09Z", "2020-01-02T00:00:00Z"}},
    {"errorMessage", "error_message", TYPE_TEXT, {"a <b>", "A <B>", "a", "it's \"so\""}},
    {"labels.team", "labels.\"team\"", TYPE_TEXT, {"red", "Red", "redder", ""}},
    {"labels.a.b", "labels.'a.b'", TYPE_TEXT, {"red", "blue"}},
    {"trainingInput.region", "training_input.region", TYPE_TEXT, {"us-east1", "US-EAST1", "us-west1"}},
    {"trainingInput.args", "training_input.args", TYPE_TEXT, {"--a", "--A=(1)", "-", "\\*"}},
    {"trainingInput.scaleTier", "training_input.scale_tier", TYPE_TIER, {"BASIC", "BASIC_GPU", "CUSTOM"}},
    {"trainingInput.workerCount", "trainingInput.worker_count", TYPE_NUMBER, {"0", "9007199254740993", "9007199254740992", "3"}},
    {"trainingInput.enableWebAccess", "trainingInput.enable_web_access", TYPE_BOOL, {"true", "false"}},
    {"trainingInput.scheduling.priority", "training_input.scheduling.priority", TYPE_NUMBER, {"-5", "0", "7"}},
    {"trainingInput.hyperparameters.params.parameterName", "training_input.hyperparameters.params.parameter_name", TYPE_TEXT, {"lr", "LR", "units"}},
};
/* clang-format on */

static_assert(COUNT(LEAVES) == FILTER_DRAW_LEAVES, "the header says how many");

static const struct expression *
add(struct pool *pool, struct expression expression)
{
    ck_assert_int_lt(pool->used, COUNT(pool->all));
    pool->all[pool->used] = expression;
    return &pool->all[pool->used++];
}

static int
value_count(const struct leaf *leaf)
{
    int count = 0;
    while (count < COUNT(leaf->values) && leaf->values[count] != NULL)
        count++;
    return count;
}

static const char *
draw_value(struct dice *dice, const struct leaf *leaf)
{
    return leaf->values[roll(dice, value_count(leaf))];
}

static const struct expression *
draw_leaf(struct dice *dice, struct pool *pool, int leaves)
{
    static const char *const RELATIONS[] = {":", "=", "!=", "<", "<=", ">", ">="};
    const struct leaf *leaf = &LEAVES[roll(dice, leaves)];
    bool is_ordered = leaf->type <= TYPE_TIME;
    struct expression drawn = {
        .kind = LEAF,
        .leaf = leaf,
        .relation = RELATIONS[roll(dice, is_ordered ? COUNT(RELATIONS) : 3)],
        .value = draw_value(dice, leaf),
    };
    drawn.has_star = drawn.relation[0] == ':' && leaf->type != TYPE_NUMBER &&
                     leaf->type != TYPE_BOOL && roll(dice, 3) == 0;
    return add(pool, drawn);
}

const struct expression *
filter_draw_expression(struct dice *dice, struct pool *pool, int leaves, int depth)
{
    int kind = depth == 0 ? LEAF : roll(dice, 4);
    if (kind == LEAF)
        return draw_leaf(dice, pool, leaves);
    const struct expression *left = filter_draw_expression(dice, pool, leaves, depth - 1);
    const struct expression *right =
        kind == NOT ? NULL : filter_draw_expression(dice, pool, leaves, depth - 1);
    return add(pool, (struct expression){
                         .kind = (enum expression_kind)kind, .left = left, .right = right});
}

static void
write_value_text(struct dice *dice, struct buf *out, const struct expression *leaf)
{
    bool needs_quotes = leaf->value[strcspn(leaf->value, " ()\"'")] != '\0' ||
                        (leaf->relation[0] == ':' && strchr(leaf->value, '*') != NULL) ||
                        (leaf->value[0] == '\0' && !leaf->has_star);
    if (!needs_quotes && roll(dice, 2) == 0) {
        buf_printf(out, "%s%s", leaf->value, leaf->has_star ? "*" : "");
        return;
    }
    char quote = "\"'"[roll(dice, 2)];
    buf_add_char(out, quote);
    for (const char *c = leaf->value; *c != '\0'; c++) {
        if (*c == quote || strchr("\\*", *c) != NULL)
            buf_add_char(out, '\\');
        buf_add_char(out, *c);
    }
    buf_printf(out, "%s%c", leaf->has_star ? "*" : "", quote);
}

static void
write_leaf(struct dice *dice, struct buf *out, const struct expression *leaf)
{
    static const char *const BLANKS[] = {"", "", " ", "\t "};
    buf_add_str(out, roll(dice, 2) == 0 ? leaf->leaf->camel : leaf->leaf->snake);
    buf_add_str(out, BLANKS[roll(dice, COUNT(BLANKS))]);
    buf_add_str(out, leaf->relation);
    buf_add_str(out, BLANKS[roll(dice, COUNT(BLANKS))]);
    write_value_text(dice, out, leaf);
}

static bool
needs_parentheses(const struct expression *inner, enum expression_kind outer)
{
    static const int BINDS[] = {[OR] = 0, [AND] = 1, [NOT] = 2, [LEAF] = 3};
    return BINDS[inner->kind] < BINDS[outer] || (outer == NOT && inner->kind == NOT);
}

static void
write_expression(struct dice *dice, struct buf *out, const struct expression *expression,
                 enum expression_kind outer)
{
    static const char *const NOTS[] = {"NOT ", "-", "NOT\n"};
    static const char *const ANDS[] = {" AND ", " ", "\n", " AND\t"};
    bool has_parentheses = needs_parentheses(expression, outer) || roll(dice, 8) == 0;
    if (has_parentheses)
        buf_add_str(out, "( ");
    if (expression->kind == LEAF)
        write_leaf(dice, out, expression);
    if (expression->kind == NOT)
        buf_add_str(out, NOTS[roll(dice, COUNT(NOTS))]);
    if (expression->left != NULL)
        write_expression(dice, out, expression->left, expression->kind);
    if (expression->right != NULL) {
        buf_add_str(out, expression->kind == OR ? " OR " : ANDS[roll(dice, COUNT(ANDS))]);
        write_expression(dice, out, expression->right, expression->kind);
    }
    if (has_parentheses)
        buf_add_char(out, ')');
}

void
filter_draw_write(struct dice *dice, const struct expression *expression, struct buf *out)
{
    write_expression(dice, out, expression, OR);
}

static json_t *
draw_scalar(struct dice *dice, const struct leaf *leaf)
{
    const char *text = draw_value(dice, leaf);
    if (leaf->type == TYPE_BOOL)
        return strcmp(text, "true") == 0 ? json_true() : NULL;
    if (strcmp(text, "0") == 0 || strcmp(text, "BASIC") == 0)
        return NULL;
    if (strstr(leaf->camel, "priority") != NULL)
        return json_integer(strtoll(text, NULL, 10));
    return json_string(text);
}

static void
put(json_t *object, const char *name, json_t *value)
{
    if (value != NULL)
        json_object_set_new(object, name, value);
}

static json_t *
draw_list(struct dice *dice, const struct leaf *leaf, const char *member)
{
    json_t *list = json_array();
    for (int left = 1 + roll(dice, 2); left > 0; left--) {
        json_t *element = draw_scalar(dice, leaf);
        if (member != NULL)
            element = json_pack("{so}", member, element);
        json_array_append_new(list, element);
    }
    return list;
}

static json_t *
draw_input(struct dice *dice)
{
    json_t *input = json_object();
    for (int i = 6; i <= 10; i++) {
        const char *name = strchr(LEAVES[i].camel, '.') + 1;
        if (roll(dice, 2) == 0)
            put(input, name,
                i == 7 ? draw_list(dice, &LEAVES[i], NULL) : draw_scalar(dice, &LEAVES[i]));
    }
    if (roll(dice, 2) == 0) {
        json_t *scheduling = json_object();
        put(scheduling, "priority", draw_scalar(dice, &LEAVES[11]));
        put(input, "scheduling", scheduling);
    }
    if (roll(dice, 2) == 0)
        put(input, "hyperparameters",
            json_pack("{so}", "params", draw_list(dice, &LEAVES[12], "parameterName")));
    return input;
}

json_t *
filter_draw_job(struct dice *dice)
{
    json_t *job = json_object();
    put(job, "jobId", draw_scalar(dice, &LEAVES[0]));
    if (roll(dice, 4) != 0)
        put(job, "trainingInput", draw_input(dice));
    put(job, "createTime", draw_scalar(dice, &LEAVES[2]));
    put(job, "state", draw_scalar(dice, &LEAVES[1]));
    if (roll(dice, 2) == 0)
        put(job, "errorMessage", draw_scalar(dice, &LEAVES[3]));
    if (roll(dice, 2) == 0) {
        json_t *labels = json_object();
        put(labels, "team", draw_scalar(dice, &LEAVES[4]));
        if (roll(dice, 2) == 0)
            put(labels, "a.b", draw_scalar(dice, &LEAVES[5]));
        put(job, "labels", labels);
    }
    return job;
}
