/* Partial responses: laws over random masks and documents, some of which are held against a walk over
 * jansson's trees. */
#include "fleet.h"
#include "tap.h"

#include "base/rng.h"
#include "json/member.h"
#include "json/write.h"

#include <ctype.h>
#include <string.h>

#define TEXT_BYTES FLEET_TEXT_BYTES
#define ROUNDS 1500

#define NAMES_DEEP 5
#define PATHS_MOST 8

struct path {
    const char *names[NAMES_DEEP];
    int count;
};

struct paths {
    struct path at[PATHS_MOST];
    int count;
};

struct dice {
    uint32_t seed;
    uint32_t drawn;
};

static int
roll(struct dice *dice, int sides)
{
    uint64_t bits = rng_bits(rng_key(7, TEXT("mask")), 0, dice->seed, dice->drawn++);
    return (int)(bits % (uint64_t)sides);
}

static const char *const KEYS[] = {"a", "b", "c", "a\"b", "\xC3\xA9", "<x>", "d-e", "f g"};

/* Any field, or with `goes_on` one that has something below. */
static const struct field *
roll_field(struct dice *dice, const struct message *message, bool goes_on)
{
    for (;;) {
        const struct field *field = &message->fields[roll(dice, (int)message->count)];
        if (!goes_on || field->kind == FIELD_MESSAGE || field->kind == FIELD_STRING_MAP)
            return field;
    }
}

static const char *
roll_spelling(struct dice *dice, const struct field *field)
{
    return roll(dice, 3) == 0 ? field->proto : field->name;
}

/* A path that the message has; `message` NULL: any. */
static void
roll_path(struct dice *dice, const struct message *message, struct path *path)
{
    bool is_map = message == NULL;
    path->count = 0;
    for (;;) {
        bool is_last = path->count == NAMES_DEEP - 1 || message == &TAIL ||
                       (is_map && message != NULL) || roll(dice, 3) == 0;
        const char *name = KEYS[roll(dice, COUNT(KEYS))];
        if (!is_map) {
            const struct field *field = roll_field(dice, message, !is_last);
            name = roll_spelling(dice, field);
            is_map = field->kind == FIELD_STRING_MAP;
            message = field->kind == FIELD_MESSAGE ? field->message : message;
        }
        path->names[path->count++] = roll(dice, 6) == 0 ? "*" : name;
        if (is_last)
            return;
    }
}

static struct paths
roll_paths(struct dice *dice, const struct message *message)
{
    struct paths paths = {.count = 1 + roll(dice, PATHS_MOST)};
    for (int i = 0; i < paths.count; i++)
        roll_path(dice, message, &paths.at[i]);
    return paths;
}

/* The paths that go on below the name of the `first`, that one included. */
static struct paths
below(const struct paths *paths, int first, int depth)
{
    struct paths found = {0};
    for (int i = first; i < paths->count; i++) {
        const struct path *path = &paths->at[i];
        if (path->count > depth + 1 &&
            strcmp(path->names[depth], paths->at[first].names[depth]) == 0)
            found.at[found.count++] = *path;
    }
    return found;
}

/* Writes paths as a mask, with parentheses here and there. What a group took in may come twice. */
static void
spell(struct dice *dice, const struct paths *paths, int depth, struct buf *out)
{
    for (int i = 0; i < paths->count; i++) {
        const struct path *path = &paths->at[i];
        buf_add_str(out, i > 0 ? "," : "");
        buf_add_str(out, path->names[depth]);
        if (path->count == depth + 1)
            continue;
        if (roll(dice, 2) == 0) {
            struct paths group = below(paths, i, depth);
            buf_add_char(out, '(');
            spell(dice, &group, depth + 1, out);
            buf_add_char(out, ')');
            continue;
        }
        for (int n = depth + 1; n < path->count; n++)
            buf_printf(out, "%c%s", roll(dice, 2) == 0 ? '/' : '.', path->names[n]);
    }
}

static json_t *
roll_anything(struct dice *dice, int depth)
{
    int kind = roll(dice, depth > 0 ? 7 : 3);
    if (kind < 3)
        return kind == 0   ? json_null()
               : kind == 1 ? json_integer(roll(dice, 9))
                           : json_string("]}\"");
    json_t *value = kind < 6 ? json_object() : json_array();
    for (int i = roll(dice, 5); i > 0; i--) {
        json_t *child = roll_anything(dice, depth - 1);
        if (kind < 6)
            json_object_set_new(value, KEYS[roll(dice, COUNT(KEYS))], child);
        else
            json_array_append_new(value, child);
    }
    return value;
}

static json_t *roll_message(struct dice *dice, const struct message *message);

static json_t *
roll_one(struct dice *dice, const struct field *field)
{
    if (field->kind == FIELD_MESSAGE)
        return roll_message(dice, field->message);
    if (field->kind != FIELD_STRING_MAP)
        return roll(dice, 2) == 0 ? json_integer(roll(dice, 99)) : json_string("a,b:{[\"\\");
    json_t *map = json_object();
    for (int i = roll(dice, 4); i > 0; i--)
        json_object_set_new(map, KEYS[roll(dice, COUNT(KEYS))], json_string("v"));
    return map;
}

static json_t *
roll_value(struct dice *dice, const struct field *field)
{
    if (roll(dice, 12) == 0)
        return json_null();
    if ((field->flags & FIELD_REPEATED) == 0)
        return roll_one(dice, field);
    json_t *list = json_array();
    for (int i = roll(dice, 4); i > 0; i--)
        json_array_append_new(list, roll_one(dice, field));
    return list;
}

/* As --compat echo=faithful might leave it: either spelling, null here and there, any order. */
static json_t *
roll_message(struct dice *dice, const struct message *message)
{
    json_t *body = json_object();
    for (size_t i = 0; i < 2 * message->count; i++) {
        const struct field *field = roll_field(dice, message, false);
        if (json_object_get(body, field->name) == NULL &&
            json_object_get(body, field->proto) == NULL)
            json_object_set_new(body, roll_spelling(dice, field), roll_value(dice, field));
    }
    return body;
}

/* Whether two names are the same but for their spelling: kite_name, kiteName. */
static bool
is_same(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        bool a_bar = a[0] == '_' && islower((unsigned char)a[1]);
        bool b_bar = b[0] == '_' && islower((unsigned char)b[1]);
        a += a_bar;
        b += b_bar;
        if ((a_bar ? toupper((unsigned char)*a) : *a) != (b_bar ? toupper((unsigned char)*b) : *b))
            return false;
    }
    return *a == *b;
}

/* The definition: what the paths leave of a value that they all lead to. Owned; NULL: nothing. */
static json_t *left_of(const json_t *value, const struct paths *paths, int depth);

static json_t *
left_of_array(const json_t *array, const struct paths *paths, int depth)
{
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *left = left_of(json_array_get(array, i), paths, depth);
        if (left != NULL)
            json_array_append_new(list, left);
    }
    return list;
}

static json_t *
left_of_member(const struct member *member, const struct paths *paths, int depth)
{
    struct paths on = {0};
    for (int i = 0; i < paths->count; i++) {
        const struct path *path = &paths->at[i];
        if (strcmp(path->names[depth], "*") != 0 && !is_same(path->names[depth], member->name))
            continue;
        if (path->count == depth + 1)
            return json_deep_copy(member->value);
        on.at[on.count++] = *path;
    }
    return on.count > 0 ? left_of(member->value, &on, depth + 1) : NULL;
}

static json_t *
left_of(const json_t *value, const struct paths *paths, int depth)
{
    if (json_is_array(value))
        return left_of_array(value, paths, depth);
    if (!json_is_object(value))
        return NULL;
    json_t *object = json_object();
    struct member member = {0};
    while (member_next(value, &member)) {
        json_t *left = left_of_member(&member, paths, depth);
        if (left != NULL)
            json_object_set_new(object, member.name, left);
    }
    return object;
}

/* Owned. */
static char *
written(const json_t *value)
{
    struct buf out = BUF(TEXT_BYTES);
    write_value(&out, value);
    return buf_take(&out);
}

/* Every ck_assert that holds writes a line to a file: too many for a law. */
static void
same(const char *got, const char *wanted, const char *mask, const char *compact)
{
    if (strcmp(got, wanted) != 0)
        ck_abort_msg("%s\nof\n%.1500s\nexpected\n%.700s\ngot\n%.700s", mask, compact, wanted, got);
}

/* One round: a document, and two masks that suit it. */
struct round {
    const struct message *message;
    char *compact;
    json_t *document;
    struct paths paths;
    char *mask;
    char *other;
};

static struct round
begin(uint32_t seed, const struct message *message)
{
    struct dice dice = {.seed = seed};
    struct buf mask = BUF(TEXT_BYTES);
    struct buf other = BUF(TEXT_BYTES);
    struct round round = {.message = message};
    do {
        json_decref(round.document);
        round.document =
            message != NULL ? roll_message(&dice, message) : roll_anything(&dice, NAMES_DEEP);
    } while (!json_is_object(round.document));
    round.compact = written(round.document);
    round.paths = roll_paths(&dice, message);
    spell(&dice, &round.paths, 0, &mask);
    struct paths others = roll_paths(&dice, message);
    spell(&dice, &others, 0, &other);
    round.mask = buf_take(&mask);
    round.other = buf_take(&other);
    return round;
}

static void
end(struct round *round)
{
    json_decref(round->document);
    free(round->compact);
    free(round->mask);
    free(round->other);
}

static const struct message *const LAW_MESSAGES[] = {&FLEET, &KITE, NULL};

START_TEST(a_mask_leaves_what_its_paths_say)
{
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        struct round round OWNED(end) = begin(seed, LAW_MESSAGES[_i]);
        json_auto_t *left = left_of(round.document, &round.paths, 0);
        owned_str wanted = written(left);
        owned_str got = fleet_masked(round.mask, round.message, round.compact);
        same(got, wanted, round.mask, round.compact);
    }
}
END_TEST

START_TEST(twice_is_as_good_as_once)
{
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        struct round round OWNED(end) = begin(seed, LAW_MESSAGES[_i]);
        owned_str once = fleet_masked(round.mask, round.message, round.compact);
        owned_str twice = fleet_masked(round.mask, round.message, once);
        same(twice, once, round.mask, round.compact);
    }
}
END_TEST

START_TEST(two_masks_in_one_keep_what_either_keeps)
{
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        struct round round OWNED(end) = begin(seed, LAW_MESSAGES[_i]);
        struct buf sum OWNED(buf_done) = BUF(TEXT_BYTES);
        struct buf turned OWNED(buf_done) = BUF(TEXT_BYTES);
        buf_printf(&sum, "%s,%s", round.mask, round.other);
        buf_printf(&turned, "%s,%s", round.other, round.mask);
        owned_str both = fleet_masked(sum.at, round.message, round.compact);
        owned_str both_turned = fleet_masked(turned.at, round.message, round.compact);
        owned_str first = fleet_masked(round.mask, round.message, round.compact);
        owned_str first_of_both = fleet_masked(round.mask, round.message, both);
        owned_str both_of_first = fleet_masked(sum.at, round.message, first);
        same(both_turned, both, sum.at, round.compact);
        same(first_of_both, first, round.mask, both);
        same(both_of_first, first, sum.at, first);
    }
}
END_TEST

START_TEST(a_star_changes_nothing)
{
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        struct round round OWNED(end) = begin(seed, LAW_MESSAGES[_i]);
        struct buf mask OWNED(buf_done) = BUF(TEXT_BYTES);
        buf_printf(&mask, "%s,*", round.mask);
        owned_str star = fleet_masked("*", round.message, round.compact);
        owned_str star_too = fleet_masked(mask.at, round.message, round.compact);
        same(star, round.compact, "*", round.compact);
        same(star_too, round.compact, mask.at, round.compact);
    }
}
END_TEST

START_TEST(an_unknown_name_spoils_any_mask)
{
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        struct round round OWNED(end) = begin(seed, &FLEET);
        struct err err OWNED(err_done) = ERR;
        struct buf mask OWNED(buf_done) = BUF(TEXT_BYTES);
        buf_printf(&mask, "%s,*/*.*(mast)", round.mask);
        owned_mask none = mask_parse(buf_text(&mask), &FLEET, &err);
        if (none != NULL || err.violation_count != 1 ||
            strstr(err.violations[0].description, "'*/*.*/mast'") == NULL)
            ck_abort_msg("%s was not refused for its last path", mask.at);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("mask_laws");
    TCase *laws = tcase_create("laws");
    tcase_add_loop_test(laws, a_mask_leaves_what_its_paths_say, 0, COUNT(LAW_MESSAGES));
    tcase_add_loop_test(laws, twice_is_as_good_as_once, 0, COUNT(LAW_MESSAGES));
    tcase_add_loop_test(laws, two_masks_in_one_keep_what_either_keeps, 0, COUNT(LAW_MESSAGES));
    tcase_add_loop_test(laws, a_star_changes_nothing, 0, COUNT(LAW_MESSAGES));
    tcase_add_test(laws, an_unknown_name_spoils_any_mask);
    suite_add_tcase(suite, laws);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
