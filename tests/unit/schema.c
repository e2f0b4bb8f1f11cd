#include "kite.h"
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/own.h"
#include "base/rng.h"

/* What a body becomes. */
static const struct {
    const char *body;
    const char *canonical;
} ACCEPTED[] = {
    {"{}", "{}"},
    {"{\"kiteName\":\"a\"}", "{\"kiteName\":\"a\"}"},
    {"{\"kite_name\":\"a\"}", "{\"kiteName\":\"a\"}"},
    {"{\"wingCount\":2,\"kiteName\":\"a\"}", "{\"kiteName\":\"a\",\"wingCount\":2}"},
    /* null is unset, whichever spelling it has. */
    {"{\"kiteName\":null,\"tail\":null,\"angles\":null,\"stickers\":null}", "{}"},
    {"{\"kiteName\":null,\"kite_name\":\"b\"}", "{\"kiteName\":\"b\"}"},
    {"{\"kiteName\":\"b\",\"kite_name\":null}", "{\"kiteName\":\"b\"}"},
    {"{\"handLine\":null,\"winchTurns\":1}", "{\"winchTurns\":\"1\"}"},
    /* Defaults go, messages stay. */
    {"{\"kiteName\":\"\",\"aloft\":false,\"wingCount\":0,\"lineGrams\":\"0\",\"liftForce\":0.0,"
     "\"paint\":\"\",\"wind\":\"CALM\",\"angles\":[],\"spareTails\":[],\"stickers\":{}}",
     "{}"},
    {"{\"tail\":{}}", "{\"tail\":{}}"},
    {"{\"tail\":{\"knots\":0}}", "{\"tail\":{}}"},
    {"{\"spareTails\":[{},{\"min_length\":1}]}", "{\"spareTails\":[{},{\"minLength\":1}]}"},
    {"{\"handLine\":\"\"}", "{\"handLine\":\"\"}"},
    {"{\"flightTime\":\"0s\"}", "{\"flightTime\":\"0s\"}"},
    /* bool */
    {"{\"aloft\":true}", "{\"aloft\":true}"},
    /* int32 */
    {"{\"wingCount\":-2147483648}", "{\"wingCount\":-2147483648}"},
    {"{\"wingCount\":\"2147483647\"}", "{\"wingCount\":2147483647}"},
    {"{\"wingCount\":3.0}", "{\"wingCount\":3}"},
    {"{\"wingCount\":1e2}", "{\"wingCount\":100}"},
    {"{\"wingCount\":\"5.0\"}", "{\"wingCount\":5}"},
    {"{\"wingCount\":\"1e2\"}", "{\"wingCount\":100}"},
    {"{\"wingCount\":\"-7\"}", "{\"wingCount\":-7}"},
    /* int64 */
    {"{\"lineGrams\":5}", "{\"lineGrams\":\"5\"}"},
    {"{\"lineGrams\":\"5\"}", "{\"lineGrams\":\"5\"}"},
    {"{\"lineGrams\":9223372036854775807}", "{\"lineGrams\":\"9223372036854775807\"}"},
    {"{\"lineGrams\":\"-9223372036854775808\"}", "{\"lineGrams\":\"-9223372036854775808\"}"},
    {"{\"lineGrams\":9007199254740993,\"liftForce\":99999999999999999999}",
     "{\"lineGrams\":\"9007199254740993\",\"liftForce\":1e+20}"},
    {"{\"lineGrams\":-1e3}", "{\"lineGrams\":\"-1000\"}"},
    /* double */
    {"{\"liftForce\":1}", "{\"liftForce\":1}"},
    {"{\"liftForce\":0.0001}", "{\"liftForce\":0.0001}"},
    {"{\"liftForce\":\"0.25\"}", "{\"liftForce\":0.25}"},
    {"{\"liftForce\":\"-1e-3\"}", "{\"liftForce\":-0.001}"},
    {"{\"liftForce\":\"NaN\"}", "{\"liftForce\":\"NaN\"}"},
    {"{\"liftForce\":\"Infinity\"}", "{\"liftForce\":\"Infinity\"}"},
    {"{\"liftForce\":\"-Infinity\"}", "{\"liftForce\":\"-Infinity\"}"},
    {"{\"angles\":[0,1.5,\"2\"]}", "{\"angles\":[0,1.5,2]}"},
    /* bytes */
    {"{\"paint\":\"+/+/\"}", "{\"paint\":\"+/+/\"}"},
    {"{\"paint\":\"-_-_\"}", "{\"paint\":\"+/+/\"}"},
    {"{\"paint\":\"Zm9vYg\"}", "{\"paint\":\"Zm9vYg==\"}"},
    {"{\"paint\":\"Zm9vYg==\"}", "{\"paint\":\"Zm9vYg==\"}"},
    {"{\"paint\":\"Zm9vYmE\"}", "{\"paint\":\"Zm9vYmE=\"}"},
    {"{\"paint\":\"YFZ_-gitnRs=\"}", "{\"paint\":\"YFZ/+gitnRs=\"}"},
    /* enum */
    {"{\"wind\":\"LIGHT_AIR\"}", "{\"wind\":\"LIGHT_AIR\"}"},
    {"{\"wind\":\"light_air\"}", "{\"wind\":\"LIGHT_AIR\"}"},
    {"{\"wind\":\"Light-Air\"}", "{\"wind\":\"LIGHT_AIR\"}"},
    {"{\"wind\":2}", "{\"wind\":\"FRESH_GALE\"}"},
    {"{\"wind\":\"2\"}", "{\"wind\":\"FRESH_GALE\"}"},
    {"{\"wind\":0}", "{}"},
    {"{\"winds\":[0,\"calm\",1]}", "{\"winds\":[\"CALM\",\"CALM\",\"LIGHT_AIR\"]}"},
    /* times */
    {"{\"madeAt\":\"2020-01-01T00:00:00Z\"}", "{\"madeAt\":\"2020-01-01T00:00:00Z\"}"},
    {"{\"madeAt\":\"2020-01-01T01:00:00.50+01:00\"}", "{\"madeAt\":\"2020-01-01T00:00:00.500Z\"}"},
    {"{\"madeAt\":\"1815-12-10T00:00:00Z\"}", "{\"madeAt\":\"1815-12-10T00:00:00Z\"}"},
    {"{\"flightTime\":\"7200s\"}", "{\"flightTime\":\"7200s\"}"},
    {"{\"flightTime\":\"1.5s\"}", "{\"flightTime\":\"1.500s\"}"},
    /* field mask */
    {"{\"parts\":\"kiteName,tail.min_length,x\"}", "{\"parts\":\"kiteName,tail.minLength,x\"}"},
    {"{\"parts\":\"\"}", "{\"parts\":\"\"}"},
    /* map, in the order of the body, empty values too */
    {"{\"stickers\":{\"z\":\"1\",\"a\":\"\",\"\":\"<\"}}",
     "{\"stickers\":{\"z\":\"1\",\"a\":\"\",\"\":\"\\u003c\"}}"},
    /* Output-only members are forgotten. */
    {"{\"height\":30,\"kiteName\":\"a\"}", "{\"kiteName\":\"a\"}"},
    {"{\"tail\":{\"ribbons\":[\"r\",\"\"],\"knots\":\"3\"}}",
     "{\"tail\":{\"knots\":3,\"ribbons\":[\"r\",\"\"]}}"},
};

START_TEST(a_valid_body_is_accepted_and_made_canonical)
{
    json_auto_t *body = kite_load(ACCEPTED[_i].body);
    struct err err OWNED(err_done) = ERR;
    ck_assert_msg(schema_check(&KITE, body, "kite", &err), "%s", err_message(&err));
    ck_assert_int_eq(err.code, ERR_NONE);
    struct buf out OWNED(buf_done) = BUF(10000);
    schema_write(&KITE, body, &out);
    ck_assert_str_eq(out.at, ACCEPTED[_i].canonical);
}
END_TEST

START_TEST(a_canonical_body_is_its_own_canonical_form)
{
    json_auto_t *body = kite_load(ACCEPTED[_i].canonical);
    struct err err OWNED(err_done) = ERR;
    ck_assert(schema_check(&KITE, body, "kite", &err));
    struct buf out OWNED(buf_done) = BUF(10000);
    schema_write(&KITE, body, &out);
    ck_assert_str_eq(out.at, ACCEPTED[_i].canonical);
}
END_TEST

START_TEST(negative_zero_is_no_default)
{
    json_auto_t *body = kite_load("{\"liftForce\":-0.0,\"angles\":[\"-0\",0]}");
    struct buf out OWNED(buf_done) = BUF(100);
    schema_write(&KITE, body, &out);
    ck_assert_str_eq(out.at, "{\"liftForce\":-0,\"angles\":[-0,0]}");
}
END_TEST

START_TEST(readers_read_either_spelling)
{
    json_auto_t *body = kite_load(
        "{\"kite_name\":\"k\",\"lineGrams\":\"70\",\"wing_count\":2,\"wind\":\"fresh-gale\","
        "\"aloft\":true,\"spareTails\":null,\"spare_tails\":[{}]}");
    ck_assert(text_is(schema_string(&KITE, body, "kiteName"), "k"));
    ck_assert_int_eq(schema_int64(&KITE, body, "lineGrams"), 70);
    ck_assert_int_eq(schema_int64(&KITE, body, "wingCount"), 2);
    ck_assert_int_eq(schema_enum(&KITE, body, "wind"), 2);
    ck_assert(schema_bool(&KITE, body, "aloft"));
    ck_assert_uint_eq(json_array_size(schema_get(&KITE, body, "spareTails")), 1);
}
END_TEST

static void
assert_all_unset(const json_t *body)
{
    ck_assert_uint_eq(schema_string(&KITE, body, "kiteName").length, 0);
    ck_assert_int_eq(schema_int64(&KITE, body, "lineGrams"), 0);
    ck_assert_int_eq(schema_enum(&KITE, body, "wind"), 0);
    ck_assert(!schema_bool(&KITE, body, "aloft"));
    ck_assert_ptr_null(schema_get(&KITE, body, "tail"));
}

START_TEST(unset_null_and_missing_bodies_read_alike)
{
    json_auto_t *empty = kite_load("{}");
    json_auto_t *nulls =
        kite_load("{\"kiteName\":null,\"lineGrams\":null,\"wind\":null,\"aloft\":null,"
                  "\"tail\":null}");
    assert_all_unset(empty);
    assert_all_unset(nulls);
    assert_all_unset(NULL);
}
END_TEST

START_TEST(a_row_is_found_by_either_name)
{
    ck_assert_ptr_eq(schema_field(&KITE, TEXT("wingCount")), &KITE_FIELDS[2]);
    ck_assert_ptr_eq(schema_field(&KITE, TEXT("wing_count")), &KITE_FIELDS[2]);
    ck_assert_ptr_null(schema_field(&KITE, TEXT("wingcount")));
    ck_assert_ptr_null(schema_field(&KITE, TEXT("wingCoun")));
    ck_assert_ptr_null(schema_field(&KITE, TEXT("")));
}
END_TEST

START_TEST(one_field_is_written_unless_default)
{
    json_auto_t *body = kite_load("{\"lineGrams\":7,\"wind\":0,\"height\":1.5}");
    struct buf out OWNED(buf_done) = BUF(100);
    ck_assert(schema_write_field(&KITE_FIELDS[3], json_object_get(body, "lineGrams"), &out));
    ck_assert(!schema_write_field(&KITE_FIELDS[9], json_object_get(body, "wind"), &out));
    ck_assert(!schema_write_field(&KITE_FIELDS[0], NULL, &out));
    ck_assert_str_eq(out.at, "\"7\"");
}
END_TEST

START_TEST(a_missing_body_is_written_empty)
{
    struct buf out OWNED(buf_done) = BUF(100);
    schema_write(&KITE, NULL, &out);
    ck_assert_str_eq(out.at, "{}");
}
END_TEST

/* Swaps values between members, so that types are wrong but the JSON is not. */
static json_t *
shuffle(const json_t *body, uint32_t run)
{
    json_t *mixed = json_object();
    size_t count = COUNT(KITE_FIELDS);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t chance = rng_bits(9, 0, run, i);
        uint64_t from = chance % 8 == 0 ? chance / 8 % count : i;
        const json_t *value = json_object_get(body, KITE_FIELDS[from].name);
        const char *name = chance / 512 % 2 ? KITE_FIELDS[i].name : KITE_FIELDS[i].proto;
        if (value != NULL && chance / 1024 % 3 != 0)
            json_object_set_new(mixed, name, json_deep_copy(value));
    }
    return mixed;
}

START_TEST(mixed_bodies_are_refused_or_have_a_stable_canonical_form)
{
    json_auto_t *body = kite_load(
        "{\"kiteName\":\"1\",\"aloft\":true,\"wingCount\":2,\"lineGrams\":\"7\",\"liftForce\":0.5,"
        "\"paint\":\"Zg==\",\"madeAt\":\"2020-01-01T00:00:00Z\",\"flightTime\":\"1s\","
        "\"parts\":\"a.b\",\"wind\":1,\"tail\":{\"knots\":1,\"ribbons\":[\"r\"]},"
        "\"spareTails\":[{},{\"minLength\":\"NaN\"}],\"winds\":[2,0],\"angles\":[1,\"2\"],"
        "\"stickers\":{\"a\":\"b\"},\"handLine\":\"h\",\"height\":1}");
    unsigned accepted = 0;
    for (uint32_t run = 0; run < 20000; run++) {
        json_auto_t *mixed = shuffle(body, run);
        struct err err OWNED(err_done) = ERR;
        if (!schema_check(&KITE, mixed, "kite", &err)) {
            ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
            ck_assert_uint_gt(err.violation_count, 0);
            continue;
        }
        accepted++;
        struct buf once OWNED(buf_done) = BUF(10000);
        struct buf twice OWNED(buf_done) = BUF(10000);
        schema_write(&KITE, mixed, &once);
        json_auto_t *back = kite_load(once.at);
        ck_assert_msg(schema_check(&KITE, back, "kite", &err), "%s: %s", once.at,
                      err_message(&err));
        schema_write(&KITE, back, &twice);
        ck_assert_str_eq(once.at, twice.at);
    }
    ck_assert_uint_gt(accepted, 1000);
    ck_assert_uint_lt(accepted, 19000);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("schema");
    TCase *canonical = tcase_create("canonical");
    tcase_add_loop_test(canonical, a_valid_body_is_accepted_and_made_canonical, 0, COUNT(ACCEPTED));
    tcase_add_loop_test(canonical, a_canonical_body_is_its_own_canonical_form, 0, COUNT(ACCEPTED));
    tcase_add_test(canonical, negative_zero_is_no_default);
    tcase_add_test(canonical, one_field_is_written_unless_default);
    tcase_add_test(canonical, a_missing_body_is_written_empty);
    tcase_add_test(canonical, mixed_bodies_are_refused_or_have_a_stable_canonical_form);
    suite_add_tcase(suite, canonical);

    TCase *read = tcase_create("read");
    tcase_add_test(read, readers_read_either_spelling);
    tcase_add_test(read, unset_null_and_missing_bodies_read_alike);
    tcase_add_test(read, a_row_is_found_by_either_name);
    suite_add_tcase(suite, read);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
