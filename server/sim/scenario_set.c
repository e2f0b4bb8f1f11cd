#include "sim/scenario_set.h"

#include "base/own.h"
#include "json/load.h"
#include "json/locate.h"
#include "sim/scenario_member.h"

#include <assert.h>
#include <string.h>

#define FIRST_CAPACITY 16

void
scenario_set_done(struct scenario_set *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        scenario_unref(set->scenarios[i]);
    free(set->scenarios);
    *set = (struct scenario_set){0};
}

bool
scenario_set_copy(const struct scenario_set *set, struct scenario_set *ret_copy, struct err *err)
{
    struct scenario_set copy = {.count = set->count, .capacity = set->count};
    if (set->count > 0) {
        copy.scenarios = calloc(set->count, sizeof(struct scenario *));
        if (copy.scenarios == NULL)
            return err_memory(err);
    }
    for (uint32_t i = 0; i < set->count; i++)
        copy.scenarios[i] = scenario_ref(set->scenarios[i]);
    *ret_copy = copy;
    return true;
}

static bool
find_place(const struct scenario_set *set, struct text name, uint32_t *ret_place)
{
    for (uint32_t i = 0; i < set->count; i++) {
        if (text_equal(scenario_name(set->scenarios[i]), name)) {
            *ret_place = i;
            return true;
        }
    }
    return false;
}

static bool
reserve(struct scenario_set *set)
{
    if (set->scenarios != NULL && set->count < set->capacity)
        return true;
    uint32_t capacity = set->capacity == 0 ? FIRST_CAPACITY : set->capacity * 2;
    struct scenario **grown = realloc(set->scenarios, (size_t)capacity * sizeof(struct scenario *));
    if (grown == NULL)
        return false;
    set->scenarios = grown;
    set->capacity = capacity;
    return true;
}

static bool
has_room(struct scenario_set *set, int64_t most, struct err *err)
{
    if (set->count >= most)
        return err_set(err, ERR_RESOURCE_EXHAUSTED,
                       "The emulator keeps at most %lld scenarios here; delete some, or start it "
                       "with a larger --max-scenarios.",
                       (long long)most);
    return reserve(set) || err_memory(err);
}

bool
scenario_set_put(struct scenario_set *set, struct scenario *scenario, int64_t most, struct err *err)
{
    uint32_t place;
    if (find_place(set, scenario_name(scenario), &place)) {
        assert(set->scenarios != NULL);
        scenario_unref(set->scenarios[place]);
        set->scenarios[place] = scenario;
        return true;
    }
    if (!has_room(set, most, err)) {
        scenario_unref(scenario);
        return false;
    }
    assert(set->scenarios != NULL);
    set->scenarios[set->count++] = scenario;
    return true;
}

bool
scenario_set_remove(struct scenario_set *set, struct text name)
{
    uint32_t place;
    if (!find_place(set, name, &place))
        return false;
    scenario_unref(set->scenarios[place]);
    set->count--;
    for (uint32_t i = place; i < set->count; i++)
        set->scenarios[i] = set->scenarios[i + 1];
    return true;
}

const struct scenario *
scenario_set_find(const struct scenario_set *set, struct text name)
{
    uint32_t place;
    return find_place(set, name, &place) ? set->scenarios[place] : NULL;
}

const struct scenario *
scenario_set_match(const struct scenario_set *set, const struct scenario_subject *subject)
{
    for (uint32_t i = 0; i < set->count; i++) {
        if (scenario_matches(set->scenarios[i], subject))
            return set->scenarios[i];
    }
    return NULL;
}

/* The first name after `last` in alphabetical order; NULL when there is none. */
static const char *
name_after(const struct scenario_set *set, const char *last)
{
    const char *next = NULL;
    for (uint32_t i = 0; i < set->count; i++) {
        const char *name = scenario_name(set->scenarios[i]).at;
        if ((last == NULL || strcmp(name, last) > 0) && (next == NULL || strcmp(name, next) < 0))
            next = name;
    }
    return next;
}

void
scenario_set_list(const struct scenario_set *set, struct buf *out)
{
    const char *last = NULL;
    for (const char *name; (name = name_after(set, last)) != NULL; last = name)
        buf_printf(out, "%s%s", last == NULL ? "" : ", ", name);
}

/* --- files --------------------------------------------------------------------------------------- */

/* The error again, with the place in front: "flaky.json:7: queued: It must be ...". */
static bool
refuse_at(struct text text, const char *file, const struct err *why, struct err *err)
{
    if (why->memory)
        return err_memory(err);
    if (why->violation_count == 0)
        return err_set(err, why->code, "%s: %s", file, err_message(why));
    const char *path = why->violations[0].field;
    return err_set(err, why->code, "%s:%zu: %s: %s", file, json_locate_line(text, path), path,
                   why->violations[0].description);
}

static bool
add_one(struct scenario_set *fresh, const json_t *value, const char *path, struct err *why)
{
    struct member_path at;
    struct scenario *scenario = scenario_new(value, path, why);
    uint32_t place;
    if (scenario == NULL)
        return false;
    if (find_place(fresh, scenario_name(scenario), &place)) {
        err_field(why, ERR_INVALID_ARGUMENT, member_of(&at, path, "name"),
                  "'%s' is the name of an earlier scenario of this file.",
                  scenario_name(scenario).at);
        scenario_unref(scenario);
        return false;
    }
    return scenario_set_put(fresh, scenario, INT64_MAX, why);
}

/* {"scenarios":[S, ...]} or one S. */
static bool
read_all(struct scenario_set *fresh, const json_t *value, struct err *why)
{
    static const char *const MEMBERS[] = {"scenarios", NULL};
    struct member_path at;
    const json_t *list = json_object_get(value, "scenarios");
    if (list == NULL)
        return add_one(fresh, value, "", why);
    if (!member_check(value, "", MEMBERS, why))
        return false;
    if (!json_is_array(list))
        return member_refuse("scenarios", list, "a list of scenarios", why);
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!add_one(fresh, json_array_get(list, i), member_at(&at, "scenarios", i), why))
            return false;
    }
    return true;
}

/* Moves all of `fresh` into the set, or nothing. */
static bool
take_over(struct scenario_set *set, struct scenario_set *fresh, int64_t most, struct err *err)
{
    struct scenario_set merged OWNED(scenario_set_done) = {0};
    if (!scenario_set_copy(set, &merged, err))
        return false;
    for (uint32_t i = 0; i < fresh->count; i++) {
        if (!scenario_set_put(&merged, scenario_ref(fresh->scenarios[i]), most, err))
            return false;
    }
    struct scenario_set old = *set;
    *set = merged;
    merged = old;
    return true;
}

bool
scenario_set_load(struct scenario_set *set, struct text text, const char *file, int64_t most,
                  struct err *err)
{
    struct scenario_set fresh OWNED(scenario_set_done) = {0};
    struct err why OWNED(err_done) = ERR;
    json_auto_t *value = json_load(text, &why);
    if (value == NULL || !read_all(&fresh, value, &why))
        return refuse_at(text, file, &why, err);
    return take_over(set, &fresh, most, err);
}
