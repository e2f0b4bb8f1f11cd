#include "sim/scenario_set.h"

#include "base/own.h"
#include "json/diagnose.h"
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
    free(set->by_name);
    *set = (struct scenario_set){0};
}

static bool
grow(struct scenario ***list, size_t capacity)
{
    struct scenario **grown = realloc(*list, capacity * sizeof(struct scenario *));
    if (grown != NULL)
        *list = grown;
    return grown != NULL;
}

/* Makes room for `more` scenarios. */
static bool
reserve(struct scenario_set *set, uint32_t more)
{
    uint32_t capacity = set->capacity == 0 ? FIRST_CAPACITY : set->capacity;
    while (capacity < set->count + more)
        capacity *= 2;
    if (capacity == set->capacity)
        return true;
    if (!grow(&set->scenarios, capacity) || !grow(&set->by_name, capacity))
        return false;
    set->capacity = capacity;
    return true;
}

bool
scenario_set_copy(const struct scenario_set *set, struct scenario_set *ret_copy, struct err *err)
{
    struct scenario_set copy OWNED(scenario_set_done) = {0};
    if (!reserve(&copy, set->count))
        return err_memory(err);
    for (uint32_t i = 0; i < set->count; i++) {
        copy.scenarios[i] = scenario_ref(set->scenarios[i]);
        copy.by_name[i] = set->by_name[i];
    }
    copy.count = set->count;
    *ret_copy = copy;
    copy = (struct scenario_set){0};
    return true;
}

static int
compare(struct text a, struct text b)
{
    size_t common = a.length < b.length ? a.length : b.length;
    int order = common == 0 ? 0 : memcmp(a.at, b.at, common);
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

/* Where the name stands among the sorted ones, or where it would. */
static bool
find_place(const struct scenario_set *set, struct text name, uint32_t *ret_place)
{
    uint32_t low = 0;
    uint32_t high = set->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare(scenario_name(set->by_name[middle]), name);
        if (order == 0) {
            *ret_place = middle;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_place = low;
    return false;
}

/* The place in order of arrival of one that is there. */
static uint32_t
find_arrival(const struct scenario_set *set, const struct scenario *scenario)
{
    uint32_t place = 0;
    while (set->scenarios[place] != scenario)
        place++;
    return place;
}

/* Puts one in where there is room; steals the reference. */
static void
put(struct scenario_set *set, struct scenario *scenario)
{
    uint32_t place;
    if (find_place(set, scenario_name(scenario), &place)) {
        struct scenario *old = set->by_name[place];
        set->scenarios[find_arrival(set, old)] = scenario;
        set->by_name[place] = scenario;
        scenario_unref(old);
        return;
    }
    assert(set->count < set->capacity);
    set->scenarios[set->count] = scenario;
    memmove(&set->by_name[place + 1], &set->by_name[place],
            (set->count - place) * sizeof(struct scenario *));
    set->by_name[place] = scenario;
    set->count++;
}

static bool
make_room(struct scenario_set *set, uint32_t more, int64_t most, struct err *err)
{
    if (more > 0 && (int64_t)set->count + more > most)
        return err_set(err, ERR_RESOURCE_EXHAUSTED,
                       "The emulator keeps at most %lld scenarios here; delete some, or start it "
                       "with a larger --max-scenarios.",
                       (long long)most);
    return reserve(set, more) || err_memory(err);
}

bool
scenario_set_put(struct scenario_set *set, struct scenario *scenario, int64_t most, struct err *err)
{
    uint32_t place;
    bool is_new = !find_place(set, scenario_name(scenario), &place);
    if (!make_room(set, is_new ? 1 : 0, most, err)) {
        scenario_unref(scenario);
        return false;
    }
    put(set, scenario);
    return true;
}

static void
take_out(struct scenario **list, uint32_t place, uint32_t count)
{
    memmove(&list[place], &list[place + 1], (count - place - 1) * sizeof(struct scenario *));
}

bool
scenario_set_remove(struct scenario_set *set, struct text name)
{
    uint32_t place;
    if (!find_place(set, name, &place))
        return false;
    struct scenario *old = set->by_name[place];
    take_out(set->scenarios, find_arrival(set, old), set->count);
    take_out(set->by_name, place, set->count);
    set->count--;
    scenario_unref(old);
    return true;
}

const struct scenario *
scenario_set_find(const struct scenario_set *set, struct text name)
{
    uint32_t place;
    return find_place(set, name, &place) ? set->by_name[place] : NULL;
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

void
scenario_set_list(const struct scenario_set *set, struct buf *out)
{
    for (uint32_t i = 0; i < set->count && !out->failed; i++) {
        buf_add_str(out, i == 0 ? "" : ", ");
        buf_add_text(out, scenario_name(set->by_name[i]));
    }
}

/* --- files --------------------------------------------------------------------------------------- */

/* The error again, with the place in front: "flaky.json:7: queued: It must be ...". */
static bool
refuse_at(struct text text, const char *file, const struct err *why, struct err *err)
{
    if (why->memory)
        return err_memory(err);
    struct diagnosis grammar = diagnose(text);
    if (grammar.sentence != NULL)
        return err_set(err, why->code, "%s:%zu: %s", file, json_line_at(text, grammar.offset),
                       err_message(why));
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
    struct member_path at;
    const json_t *list = json_object_get(value, "scenarios");
    if (list == NULL)
        return add_one(fresh, value, "", why);
    if (!member_check(value, "", FORMAT_FILE, why))
        return false;
    if (!json_is_array(list))
        return member_refuse("scenarios", list, "a list of scenarios", why);
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!add_one(fresh, json_array_get(list, i), member_at(&at, "scenarios", i), why))
            return false;
    }
    return true;
}

/* Puts all of `fresh` into the set, or nothing. */
static bool
take_over(struct scenario_set *set, const struct scenario_set *fresh, int64_t most, struct err *err)
{
    uint32_t place;
    uint32_t more = 0;
    for (uint32_t i = 0; i < fresh->count; i++)
        more += find_place(set, scenario_name(fresh->scenarios[i]), &place) ? 0 : 1;
    if (!make_room(set, more, most, err))
        return false;
    for (uint32_t i = 0; i < fresh->count; i++)
        put(set, scenario_ref(fresh->scenarios[i]));
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
