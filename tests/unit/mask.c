/* Partial responses: known answers, what is refused, and where masks end. Laws are in mask_laws.c. */
#include "fleet.h"
#include "tap.h"

#include "base/limits.h"
#include "json/write.h"

#include <string.h>

#define TEXT_BYTES FLEET_TEXT_BYTES

static const struct message NOTHING = {.schema = "Nothing", .type_name = "test.v1.Nothing"};

/* --- known answers -----------------------------------------------------------------------------
 */

#define SHIP                                                                                       \
    "{\"kiteName\":\"k\",\"tail\":{\"knots\":3,\"ribbons\":[\"a\",\"b\"]},\"stickers\":{\"x\":"    \
    "\"1\",\"y-z\":\"2\"}}"
#define DOC                                                                                        \
    "{\"title\":\"t\",\"kites\":[{\"kiteName\":\"a\",\"tail\":{\"knots\":1}},{\"aloft\":true},"    \
    "{\"kiteName\":\"c\"}],\"flagShip\":" SHIP ",\"owners\":{\"ann\":\"1\",\"bob\":\"2\"}}"

static const struct {
    const char *mask;
    const char *compact;
    const char *wanted;
} ANSWERS[] = {
    {"*", DOC, DOC},
    {"title", DOC, "{\"title\":\"t\"}"},
    {"title", "{\"kites\":[]}", "{}"},
    {"title", "{}", "{}"},
    {"owners,title", DOC, "{\"title\":\"t\",\"owners\":{\"ann\":\"1\",\"bob\":\"2\"}}"},
    {"kites/kiteName", DOC, "{\"kites\":[{\"kiteName\":\"a\"},{},{\"kiteName\":\"c\"}]}"},
    {"kites.kite_name", DOC, "{\"kites\":[{\"kiteName\":\"a\"},{},{\"kiteName\":\"c\"}]}"},
    {"kites(kiteName,tail/knots)", DOC,
     "{\"kites\":[{\"kiteName\":\"a\",\"tail\":{\"knots\":1}},{},{\"kiteName\":\"c\"}]}"},
    {"kites(tail(knots))", DOC, "{\"kites\":[{\"tail\":{\"knots\":1}},{},{}]}"},
    {"kites(aloft),title", DOC, "{\"title\":\"t\",\"kites\":[{},{\"aloft\":true},{}]}"},
    {"kites(aloft)", "{\"kites\":[]}", "{\"kites\":[]}"},
    {"kites/*", DOC,
     "{\"kites\":[{\"kiteName\":\"a\",\"tail\":{\"knots\":1}},{\"aloft\":true},"
     "{\"kiteName\":\"c\"}]}"},
    {"flagShip/tail/ribbons", DOC, "{\"flagShip\":{\"tail\":{\"ribbons\":[\"a\",\"b\"]}}}"},
    {"flag_ship.tail/*", DOC, "{\"flagShip\":{\"tail\":{\"knots\":3,\"ribbons\":[\"a\",\"b\"]}}}"},
    {"flagShip/aloft", DOC, "{\"flagShip\":{}}"},
    {"flagShip", DOC, "{\"flagShip\":" SHIP "}"},
    {"flagShip/aloft,flagShip", DOC, "{\"flagShip\":" SHIP "}"},
    {"flagShip,flag_ship/aloft", DOC, "{\"flagShip\":" SHIP "}"},
    {"flagShip/kiteName,flag_ship/kite_name,flagShip(kiteName)", DOC,
     "{\"flagShip\":{\"kiteName\":\"k\"}}"},
    {"flagShip(kiteName),title,flagShip(tail(knots))", DOC,
     "{\"title\":\"t\",\"flagShip\":{\"kiteName\":\"k\",\"tail\":{\"knots\":3}}}"},
    {"*/tail/knots", DOC,
     "{\"kites\":[{\"tail\":{\"knots\":1}},{},{}],\"flagShip\":{\"tail\":{\"knots\":3}},\"owners\":"
     "{}}"},
    {"*(kiteName),kites/aloft", DOC,
     "{\"kites\":[{\"kiteName\":\"a\"},{\"aloft\":true},{\"kiteName\":\"c\"}],"
     "\"flagShip\":{\"kiteName\":\"k\"},\"owners\":{}}"},
    {"*/*/knots", DOC,
     "{\"kites\":[{\"tail\":{\"knots\":1}},{},{}],\"flagShip\":{\"tail\":{\"knots\":3},"
     "\"stickers\":{}},"
     "\"owners\":{}}"},
    {"owners/bob", DOC, "{\"owners\":{\"bob\":\"2\"}}"},
    {"owners(zoe)", DOC, "{\"owners\":{}}"},
    {"owners/*", DOC, "{\"owners\":{\"ann\":\"1\",\"bob\":\"2\"}}"},
    {"flagShip(stickers(y-z))", DOC, "{\"flagShip\":{\"stickers\":{\"y-z\":\"2\"}}}"},
    {"flagShip/tail", "{\"flag_ship\":{\"tail\":null}}", "{\"flag_ship\":{\"tail\":null}}"},
    {"flagShip/tail/knots", "{\"flag_ship\":{\"tail\":null,\"aloft\":true}}", "{\"flag_ship\":{}}"},
    {"owners/a b", "{\"owners\":{\"a\":\"1\",\"a b\":\"2\"}}", "{\"owners\":{\"a b\":\"2\"}}"},
    {"owners/a\"\\", "{\"owners\":{\"a\":\"1\",\"a\\\"\\\\\":\"2\"}}",
     "{\"owners\":{\"a\\\"\\\\\":\"2\"}}"},
    {"owners/<", "{\"owners\":{\"<\":\"2\",\"\\u003c\":\"3\"}}",
     "{\"owners\":{\"\\u003c\":\"3\"}}"},
    {"title,owners",
     "{\"title\":\"}],{\\\"owners\\\":\",\"kites\":[{\"kiteName\":\"]}\\\\\"}],"
     "\"owners\":{\"{\":\"[\"}}",
     "{\"title\":\"}],{\\\"owners\\\":\",\"owners\":{\"{\":\"[\"}}"},
};

START_TEST(a_mask_keeps_what_it_names)
{
    owned_str got = fleet_masked(ANSWERS[_i].mask, &FLEET, ANSWERS[_i].compact);
    ck_assert_str_eq(got, ANSWERS[_i].wanted);
}
END_TEST

/* Without a message: any name, and whatever the document holds. */
static const struct {
    const char *mask;
    const char *compact;
    const char *wanted;
} FREE_ANSWERS[] = {
    {"a", "{\"a\":1,\"b\":2}", "{\"a\":1}"},
    {"x", "{\"a\":1,\"b\":2}", "{}"},
    {"a/b/c", "{\"a\":[[{\"b\":{\"c\":1,\"d\":2}},5],{\"b\":6}],\"b\":{}}",
     "{\"a\":[[{\"b\":{\"c\":1}}],{}]}"},
    {"*/b", "{\"a\":{\"b\":1,\"c\":2},\"b\":3,\"c\":[{\"b\":4}]}",
     "{\"a\":{\"b\":1},\"c\":[{\"b\":4}]}"},
    {"a/b,*/c", "{\"a\":{\"b\":1,\"c\":2,\"d\":3},\"e\":{\"b\":1,\"c\":2}}",
     "{\"a\":{\"b\":1,\"c\":2},\"e\":{\"c\":2}}"},
    {"a/b", "{\"a\":7,\"b\":1}", "{}"},
    {"a*", "{\"a\":1,\"a*\":2,\"ab\":3}", "{\"a*\":2}"},
    {"a, b", "{\"a\":1,\"b\":2,\" b\":3}", "{\"a\":1,\" b\":3}"},
    {"a_b", "{\"aB\":1,\"a_b\":2}", "{\"a_b\":2}"},
    {"\xC3\xA9", "{\"e\":1,\"\xC3\xA9\":2}", "{\"\xC3\xA9\":2}"},
    {"a", "{\"a\":-1.5e+3,\"b\":true}", "{\"a\":-1.5e+3}"},
    {"a", "{\"b\":{\"a\":1},\"a\":[1,2,{\"x\":[]}]}", "{\"a\":[1,2,{\"x\":[]}]}"},
};

START_TEST(without_a_message_any_name_will_do)
{
    owned_str got = fleet_masked(FREE_ANSWERS[_i].mask, NULL, FREE_ANSWERS[_i].compact);
    ck_assert_str_eq(got, FREE_ANSWERS[_i].wanted);
}
END_TEST

START_TEST(all_of_an_empty_message_is_empty)
{
    owned_str got = fleet_masked("*", &NOTHING, "{}");
    ck_assert_str_eq(got, "{}");
}
END_TEST

START_TEST(the_result_goes_behind_what_is_there)
{
    owned_mask mask = fleet_mask("title", &FLEET);
    struct buf out OWNED(buf_done) = BUF(TEXT_BYTES);
    buf_add_str(&out, "[");
    mask_apply(mask, TEXT(DOC), &out);
    buf_add_str(&out, ",");
    mask_apply(mask, TEXT("{}"), &out);
    ck_assert_str_eq(out.at, "[{\"title\":\"t\"},{}");
}
END_TEST

START_TEST(a_full_buffer_is_marked_wherever_it_ends)
{
    owned_mask mask = fleet_mask("kites(kiteName,tail),owners/*", &FLEET);
    owned_str whole = fleet_masked("kites(kiteName,tail),owners/*", &FLEET, DOC);
    for (size_t ceiling = 0; ceiling <= strlen(whole); ceiling++) {
        struct buf out OWNED(buf_done) = BUF(ceiling);
        mask_apply(mask, TEXT(DOC), &out);
        ck_assert_int_eq(out.failed, ceiling < strlen(whole));
        ck_assert_uint_le(out.length, ceiling);
    }
}
END_TEST

/* --- what is refused ---------------------------------------------------------------------------
 */

#define UNKNOWN(path) "Cannot find matching fields for path '" path "'."

/* clang-format off */
static const struct {
    const char *mask;
    const char *sentence; /* behind the words that each begins with */
} REFUSED[] = {
    {"kind",                          UNKNOWN("kind")},
    {"title,kind,sort",               UNKNOWN("kind")},
    {"kites/kind",                    UNKNOWN("kites/kind")},
    {"kites.tail/kind",               UNKNOWN("kites.tail/kind")},
    {"kites(kiteName,tail(knots,a.b))", UNKNOWN("kites/tail/a.b")},
    {"kites(kiteName),flagShip(x)",   UNKNOWN("flagShip/x")},
    {"flag_ship/Kite_name",           UNKNOWN("flag_ship/Kite_name")},
    {"Title",                         UNKNOWN("Title")},
    {"title, kites",                  UNKNOWN(" kites")},
    {"title ",                        UNKNOWN("title ")},
    {" ",                             UNKNOWN(" ")},
    {"title/x",                       UNKNOWN("title/x")},
    {"title/*",                       UNKNOWN("title/*")},
    {"title(x,y)",                    UNKNOWN("title/x")},
    {"kites/tail/ribbons/0",          UNKNOWN("kites/tail/ribbons/0")},
    {"owners/ann/x",                  UNKNOWN("owners/ann/x")},
    {"owners/ann/*",                  UNKNOWN("owners/ann/*")},
    {"towTail/*/kind",                UNKNOWN("towTail/*/kind")},
    {"*(*/*(kind))",                  UNKNOWN("*/*/*/kind")},
    {"*/*/*/*",                       UNKNOWN("*/*/*/*")},
    {"kite*",                         UNKNOWN("kite*")},
    {"**",                            UNKNOWN("**")},
    {"\xC3\xA9",                      UNKNOWN("\xC3\xA9")},
    {",",                             "Expected a field at column 1."},
    {"title,",                        "Expected a field at column 7."},
    {",title",                        "Expected a field at column 1."},
    {"title,,kites",                  "Expected a field at column 7."},
    {"kites/",                        "Expected a field at column 7."},
    {"kites//tail",                   "Expected a field at column 7."},
    {"/kites",                        "Expected a field at column 1."},
    {"kites.",                        "Expected a field at column 7."},
    {"kites(",                        "Expected a field at column 7."},
    {"kites()",                       "Expected a field at column 7."},
    {"kites(aloft,)",                 "Expected a field at column 13."},
    {"kites/(aloft)",                 "Expected a field at column 7."},
    {"(title)",                       "Expected a field at column 1."},
    {"owners/\xC3\xA9,",              "Expected a field at column 10."},
    {"kites(aloft",                   "There is no ')' for the '(' of column 6."},
    {"kites(tail(knots)",             "There is no ')' for the '(' of column 6."},
    {"kites(aloft,tail(knots",        "There is no ')' for the '(' of column 17."},
    {"title)",                        "There is no '(' for the ')' of column 6."},
    {"kites(aloft))",                 "There is no '(' for the ')' of column 13."},
    {"kites(tail)/knots",             "Expected ',' at column 12."},
    {"kites(aloft)title",             "Expected ',' at column 13."},
    {"kites(tail(knots)aloft)",       "Expected ',' or ')' at column 18."},
    {"kites(aloft)(tail)",            "Expected ',' at column 13."},
};
/* clang-format on */

static void
check_refused(struct text mask, const struct message *message, const char *field,
              const char *sentence)
{
    struct err err OWNED(err_done) = ERR;
    struct buf wanted OWNED(buf_done) = BUF(TEXT_BYTES);
    buf_printf(&wanted, "Error expanding 'fields' parameter. %s", sentence);
    ck_assert_ptr_null(mask_parse(mask, message, &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_str_eq(err_message(&err), "Request contains an invalid argument.");
    ck_assert_uint_eq(err.violation_count, 1);
    ck_assert_str_eq(err.violations[0].field, field);
    ck_assert_str_eq(err.violations[0].description, wanted.at);
}

START_TEST(a_bad_mask_is_refused)
{
    const char *mask = REFUSED[_i].mask;
    check_refused(text_of(mask), &FLEET, mask, REFUSED[_i].sentence);
}
END_TEST

START_TEST(no_mask_is_no_mask)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert_ptr_null(mask_parse(TEXT(""), &FLEET, &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    mask_free(NULL);
}
END_TEST

START_TEST(the_text_need_not_outlive_the_call)
{
    char text[] = "kites/kiteName";
    owned_mask mask = fleet_mask(text, &FLEET);
    memset(text, 'x', sizeof(text) - 1);
    struct buf out OWNED(buf_done) = BUF(TEXT_BYTES);
    mask_apply(mask, TEXT(DOC), &out);
    ck_assert_str_eq(out.at, "{\"kites\":[{\"kiteName\":\"a\"},{},{\"kiteName\":\"c\"}]}");
}
END_TEST

/* --- limits ------------------------------------------------------------------------------------
 */

/* "a/a/a" and so on; the marks in turn. */
static void
add_path(struct buf *out, int names, const char *marks)
{
    for (int i = 0; i < names; i++) {
        if (i > 0)
            buf_add_char(out, marks[(size_t)i % strlen(marks)]);
        buf_add_char(out, 'a');
    }
}

START_TEST(a_path_may_be_as_deep_as_a_body)
{
    static const char *const MARKS[] = {"/", ".", "(", "/(.", "(/"};
    struct buf mask OWNED(buf_done) = BUF(TEXT_BYTES);
    struct buf deep OWNED(buf_done) = BUF(TEXT_BYTES);
    add_path(&mask, LIMIT_JSON_DEPTH, MARKS[_i]);
    for (size_t i = 0, length = mask.length; i < length; i++) {
        if (mask.at[i] == '(')
            buf_add_char(&mask, ')');
    }
    for (int i = 0; i < LIMIT_JSON_DEPTH; i++)
        buf_add_str(&deep, "{\"a\":");
    buf_add_char(&deep, '1');
    for (int i = 0; i < LIMIT_JSON_DEPTH; i++)
        buf_add_char(&deep, '}');
    owned_str got = fleet_masked(mask.at, NULL, deep.at);
    ck_assert_str_eq(got, deep.at);
}
END_TEST

START_TEST(a_deeper_path_is_refused)
{
    static const char *const MARKS[] = {"/", ".", "(", "/(.", "(/"};
    struct buf mask OWNED(buf_done) = BUF(TEXT_BYTES);
    add_path(&mask, LIMIT_JSON_DEPTH + 1, MARKS[_i]);
    check_refused(buf_text(&mask), NULL, mask.at, "A path has at most 64 fields.");
}
END_TEST

START_TEST(a_document_may_be_deeper_than_any_mask)
{
    struct buf deep OWNED(buf_done) = BUF(TEXT_BYTES);
    buf_add_str(&deep, "{\"a\":");
    for (int i = 0; i < 100000; i++)
        buf_add_char(&deep, '[');
    buf_add_str(&deep, "{\"b\":1}");
    for (int i = 0; i < 100000; i++)
        buf_add_char(&deep, ']');
    buf_add_char(&deep, '}');
    owned_str below = fleet_masked("a/b", NULL, deep.at);
    owned_str whole = fleet_masked("a", NULL, deep.at);
    ck_assert(strcmp(below, deep.at) == 0);
    ck_assert(strcmp(whole, deep.at) == 0);
}
END_TEST

/* n0,n1,n2 and so on. */
static void
add_names(struct buf *out, int count)
{
    for (int i = 0; i < count; i++)
        buf_printf(out, "%sn%d", i > 0 ? "," : "", i);
}

START_TEST(a_mask_may_name_512_fields)
{
    struct buf mask OWNED(buf_done) = BUF(TEXT_BYTES);
    add_names(&mask, 512);
    owned_str got = fleet_masked(mask.at, NULL, "{\"n0\":0,\"n511\":1,\"n512\":2}");
    ck_assert_str_eq(got, "{\"n0\":0,\"n511\":1}");
    buf_add_str(&mask, ",n512");
    check_refused(buf_text(&mask), NULL, mask.at, "It names more than 512 fields.");
}
END_TEST

START_TEST(a_mask_may_have_16384_bytes)
{
    struct buf mask OWNED(buf_done) = BUF(TEXT_BYTES);
    struct buf compact OWNED(buf_done) = BUF(TEXT_BYTES);
    while (mask.length < 16384)
        buf_add_str(&mask, "\x01\x02");
    buf_add_char(&compact, '{');
    write_string(&compact, buf_text(&mask));
    buf_add_str(&compact, ":{},\"b\":1}");
    owned_str got = fleet_masked(mask.at, NULL, compact.at);
    ck_assert_uint_eq(strlen(got), compact.length - strlen(",\"b\":1"));

    owned_str start = strdup(mask.at);
    buf_add_char(&mask, 'c');
    check_refused(buf_text(&mask), NULL, start, "It is longer than 16384 bytes.");
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("mask");
    TCase *answers = tcase_create("answers");
    tcase_add_loop_test(answers, a_mask_keeps_what_it_names, 0, COUNT(ANSWERS));
    tcase_add_loop_test(answers, without_a_message_any_name_will_do, 0, COUNT(FREE_ANSWERS));
    tcase_add_test(answers, all_of_an_empty_message_is_empty);
    tcase_add_test(answers, the_result_goes_behind_what_is_there);
    tcase_add_test(answers, a_full_buffer_is_marked_wherever_it_ends);
    tcase_add_test(answers, the_text_need_not_outlive_the_call);
    suite_add_tcase(suite, answers);
    TCase *refused = tcase_create("refused");
    tcase_add_loop_test(refused, a_bad_mask_is_refused, 0, COUNT(REFUSED));
    tcase_add_test(refused, no_mask_is_no_mask);
    suite_add_tcase(suite, refused);
    TCase *limits = tcase_create("limits");
    tcase_add_loop_test(limits, a_path_may_be_as_deep_as_a_body, 0, 5);
    tcase_add_loop_test(limits, a_deeper_path_is_refused, 0, 5);
    tcase_add_test(limits, a_document_may_be_deeper_than_any_mask);
    tcase_add_test(limits, a_mask_may_name_512_fields);
    tcase_add_test(limits, a_mask_may_have_16384_bytes);
    suite_add_tcase(suite, limits);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
