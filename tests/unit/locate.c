#include "tap.h"

#include "base/own.h"
#include "json/load.h"
#include "json/locate.h"
#include "json/member.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const char FILE_TEXT[] = "{\n  \"scenarios\": [\n    {\"name\": \"a\"},\n    {\n"
                                "      \"name\": \"b\",\n      \"outcome\": [\n        {},\n"
                                "        {\"weight\": -1}\n      ]\n    }\n  ]\n}\n";

/* Brackets, commas and quotes in texts are no structure; names may hold what paths are made of. */
static const char TRICKY_TEXT[] = "\n\n{\"x\":\"]}\\\",{[\",\n"
                                  "\"a\":{\"b\":1,\n\"c\\\\\":2},\n"
                                  "\"a.b\":[\n[],\n{},\n-1.5e3\n,\n[true,\nnull]],\n"
                                  "\"a.b[1]\":\n0,\n"
                                  "\"ab\" \t: \r\n\"\"}";

static const struct {
    const char *text;
    const char *path;
    size_t line;
} PLACES[] = {
    {FILE_TEXT, "", 1},
    {FILE_TEXT, "scenarios", 2},
    {FILE_TEXT, "scenarios[0]", 3},
    {FILE_TEXT, "scenarios[1]", 4},
    {FILE_TEXT, "scenarios[1].name", 5},
    {FILE_TEXT, "scenarios[1].outcome", 6},
    {FILE_TEXT, "scenarios[1].outcome[0]", 7},
    {FILE_TEXT, "scenarios[1].outcome[1].weight", 8},
    /* What is not there is looked for as far as there is something. */
    {FILE_TEXT, "scenarios[1].gone", 4},
    {FILE_TEXT, "scenarios[1].outcome[1].gone.on[3]", 8},
    {FILE_TEXT, "scenarios[9].name", 2},
    {FILE_TEXT, "scenarios.name", 2},
    {FILE_TEXT, "scenario", 1},
    {FILE_TEXT, "scenarioss", 1},
    {FILE_TEXT, "[0]", 1},
    {TRICKY_TEXT, "", 3},
    {TRICKY_TEXT, "x", 3},
    {TRICKY_TEXT, "a", 4},
    {TRICKY_TEXT, "a.c", 4},
    {TRICKY_TEXT, "a.b", 6},
    {TRICKY_TEXT, "a.b[0]", 7},
    {TRICKY_TEXT, "a.b[1]", 14},
    {TRICKY_TEXT, "a.b[2]", 9},
    {TRICKY_TEXT, "a.b[3][0]", 11},
    {TRICKY_TEXT, "a.b[3][1]", 12},
    {TRICKY_TEXT, "a.b[3][2]", 11},
    {TRICKY_TEXT, "ab", 16},
    {"[\n[],\n[1,\n2]]", "[1][1]", 4},
    {"5", "name", 1},
    {"\n\n5", "", 3},
    {"", "name", 1},
    {"[", "[99999999999999999999]", 1},
};

START_TEST(a_path_is_found_in_its_text)
{
    size_t got = json_locate_line(text_of(PLACES[_i].text), PLACES[_i].path);
    ck_assert_msg(got == PLACES[_i].line, "'%s': expected line %zu, got %zu", PLACES[_i].path,
                  PLACES[_i].line, got);
}
END_TEST

/* Writes a value with a line of its own for each member and item, and checks each one's line. */
struct layout {
    struct buf text;
    struct buf path;
    struct {
        char *path;
        size_t line;
    } places[64];
    int count;
    size_t line;
};

static void lay_out(struct layout *layout, const json_t *value);

static void
lay_out_below(struct layout *layout, const char *step, const json_t *value)
{
    size_t length = layout->path.length;
    buf_add_str(&layout->path, step);
    layout->places[layout->count].path = strdup(layout->path.at);
    layout->places[layout->count++].line = layout->line;
    lay_out(layout, value);
    buf_cut(&layout->path, length);
}

static void
end_line(struct layout *layout, bool is_first)
{
    buf_add_str(&layout->text, is_first ? "\n" : ",\n");
    layout->line++;
}

static void
lay_out(struct layout *layout, const json_t *value)
{
    char step[64];
    bool is_first = true;
    struct member member = {0};
    if (json_is_integer(value)) {
        buf_printf(&layout->text, "%lld", (long long)json_integer_value(value));
        return;
    }
    buf_add_str(&layout->text, json_is_array(value) ? "[" : "{");
    while (member_next(value, &member)) {
        end_line(layout, is_first);
        is_first = false;
        buf_printf(&layout->text, "\"%s\":", member.name);
        snprintf(step, sizeof(step), "%s%s", layout->path.length == 0 ? "" : ".", member.name);
        lay_out_below(layout, step, member.value);
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        end_line(layout, i == 0);
        snprintf(step, sizeof(step), "[%zu]", i);
        lay_out_below(layout, step, json_array_get(value, i));
    }
    buf_add_str(&layout->text, json_is_array(value) ? "]" : "}");
}

START_TEST(every_value_of_a_text_is_found)
{
    static const char *const VALUES[] = {
        "{\"a\":1,\"b\":{\"a\":2,\"b\":[3,[4,{\"a\":5}],{}],\"c\":6},\"c\":[[],{\"b\":7}]}",
        "[1,[2,3,[4,[5,[6]]],7],{\"x\":{\"x\":{\"x\":8}}},9]",
    };
    struct err err OWNED(err_done) = ERR;
    struct layout layout = {.text = BUF(4096), .path = BUF(4096), .line = 1};
    json_auto_t *value = json_load(text_of(VALUES[_i]), &err);
    buf_add_str(&layout.path, "");
    lay_out(&layout, value);
    ck_assert_int_gt(layout.count, 8);
    for (int i = 0; i < layout.count; i++) {
        size_t got = json_locate_line(buf_text(&layout.text), layout.places[i].path);
        ck_assert_msg(got == layout.places[i].line, "%s of %s: expected %zu, got %zu",
                      layout.places[i].path, layout.text.at, layout.places[i].line, got);
        free(layout.places[i].path);
    }
    buf_done(&layout.text);
    buf_done(&layout.path);
}
END_TEST

START_TEST(an_offset_has_a_line)
{
    static const size_t LINES[] = {1, 1, 2, 3, 3, 3};
    for (size_t i = 0; i < sizeof(LINES) / sizeof(LINES[0]); i++)
        ck_assert_uint_eq(json_line_at(TEXT("a\n\nb"), i), LINES[i]);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("locate");
    TCase *cases = tcase_create("locate");
    tcase_add_loop_test(cases, a_path_is_found_in_its_text, 0, COUNT(PLACES));
    tcase_add_loop_test(cases, every_value_of_a_text_is_found, 0, 2);
    tcase_add_test(cases, an_offset_has_a_line);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
