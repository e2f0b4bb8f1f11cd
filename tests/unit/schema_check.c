#include "kite.h"
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/own.h"

#define LEAD "Invalid JSON payload received. "
#define GOOGLE "type.googleapis.com/"

/* Bodies with one violation: the member it names (NULL when it names none) and its text. */
static const struct {
    const char *body;
    const char *field;
    const char *description;
} REFUSED[] = {
    {"{\"nam\":1}", "kite", LEAD "Unknown name \"nam\" at 'kite': Cannot find field."},
    {"{\"KiteName\":\"a\"}", "kite",
     LEAD "Unknown name \"KiteName\" at 'kite': Cannot find field."},
    {"{\"nam\":null}", "kite", LEAD "Unknown name \"nam\" at 'kite': Cannot find field."},
    {"{\"\":1}", "kite", LEAD "Unknown name \"\" at 'kite': Cannot find field."},
    {"{\"tail\":{\"fins\":[{}]}}", "kite.tail",
     LEAD "Unknown name \"fins\" at 'kite.tail': Cannot find field."},
    {"{\"spareTails\":[{},{\"fins\":1}]}", "kite.spare_tails[1]",
     LEAD "Unknown name \"fins\" at 'kite.spare_tails[1]': Cannot find field."},
    /* The root. */
    {"[]", NULL, LEAD "Unknown name \"\": Root element must be a message."},
    {"\"x\"", NULL, LEAD "Unknown name \"\": Root element must be a message."},
    {"null", NULL, LEAD "Unknown name \"\": Root element must be a message."},
    /* Wrong scalars. */
    {"{\"kiteName\":1}", "kite.kite_name", "Invalid value at 'kite.kite_name' (TYPE_STRING), 1"},
    {"{\"kite_name\":1.50}", "kite.kite_name",
     "Invalid value at 'kite.kite_name' (TYPE_STRING), 1.5"},
    {"{\"kiteName\":true}", "kite.kite_name",
     "Invalid value at 'kite.kite_name' (TYPE_STRING), true"},
    {"{\"aloft\":\"true\"}", "kite.aloft", "Invalid value at 'kite.aloft' (TYPE_BOOL), \"true\""},
    {"{\"aloft\":1}", "kite.aloft", "Invalid value at 'kite.aloft' (TYPE_BOOL), 1"},
    {"{\"wingCount\":\"\"}", "kite.wing_count",
     "Invalid value at 'kite.wing_count' (TYPE_INT32), \"\""},
    {"{\"wingCount\":2147483648}", "kite.wing_count",
     "Invalid value at 'kite.wing_count' (TYPE_INT32), 2147483648"},
    {"{\"wingCount\":-2147483649}", "kite.wing_count",
     "Invalid value at 'kite.wing_count' (TYPE_INT32), -2147483649"},
    {"{\"wingCount\":1.5}", "kite.wing_count",
     "Invalid value at 'kite.wing_count' (TYPE_INT32), 1.5"},
    {"{\"wingCount\":\"1.5\"}", "kite.wing_count",
     "Invalid value at 'kite.wing_count' (TYPE_INT32), \"1.5\""},
    {"{\"wingCount\":true}", "kite.wing_count",
     "Invalid value at 'kite.wing_count' (TYPE_INT32), true"},
    {"{\"lineGrams\":\"abc\"}", "kite.line_grams",
     "Invalid value at 'kite.line_grams' (TYPE_INT64), \"abc\""},
    {"{\"lineGrams\":\" 5\"}", "kite.line_grams",
     "Invalid value at 'kite.line_grams' (TYPE_INT64), \" 5\""},
    {"{\"lineGrams\":\"0x10\"}", "kite.line_grams",
     "Invalid value at 'kite.line_grams' (TYPE_INT64), \"0x10\""},
    {"{\"lineGrams\":9223372036854775808}", "kite.line_grams",
     "Invalid value at 'kite.line_grams' (TYPE_INT64), 9.2233720368547758e+18"},
    {"{\"lineGrams\":\"9223372036854775808\"}", "kite.line_grams",
     "Invalid value at 'kite.line_grams' (TYPE_INT64), \"9223372036854775808\""},
    {"{\"lineGrams\":1e300}", "kite.line_grams",
     "Invalid value at 'kite.line_grams' (TYPE_INT64), 1e+300"},
    {"{\"lineGrams\":\"NaN\"}", "kite.line_grams",
     "Invalid value at 'kite.line_grams' (TYPE_INT64), \"NaN\""},
    {"{\"liftForce\":\"inf\"}", "kite.lift_force",
     "Invalid value at 'kite.lift_force' (TYPE_DOUBLE), \"inf\""},
    {"{\"liftForce\":\"nan\"}", "kite.lift_force",
     "Invalid value at 'kite.lift_force' (TYPE_DOUBLE), \"nan\""},
    {"{\"liftForce\":\"1e400\"}", "kite.lift_force",
     "Invalid value at 'kite.lift_force' (TYPE_DOUBLE), \"1e400\""},
    {"{\"liftForce\":\"1 \"}", "kite.lift_force",
     "Invalid value at 'kite.lift_force' (TYPE_DOUBLE), \"1 \""},
    {"{\"liftForce\":\"\"}", "kite.lift_force",
     "Invalid value at 'kite.lift_force' (TYPE_DOUBLE), \"\""},
    {"{\"liftForce\":false}", "kite.lift_force",
     "Invalid value at 'kite.lift_force' (TYPE_DOUBLE), false"},
    {"{\"paint\":\"a\"}", "kite.paint", "Invalid value at 'kite.paint' (TYPE_BYTES), \"a\""},
    {"{\"paint\":\"Zm9v!\"}", "kite.paint",
     "Invalid value at 'kite.paint' (TYPE_BYTES), \"Zm9v!\""},
    {"{\"paint\":\"Zg=\"}", "kite.paint", "Invalid value at 'kite.paint' (TYPE_BYTES), \"Zg=\""},
    {"{\"paint\":\"Z===\"}", "kite.paint", "Invalid value at 'kite.paint' (TYPE_BYTES), \"Z===\""},
    {"{\"paint\":\"Zg==Zg==\"}", "kite.paint",
     "Invalid value at 'kite.paint' (TYPE_BYTES), \"Zg==Zg==\""},
    {"{\"paint\":1}", "kite.paint", "Invalid value at 'kite.paint' (TYPE_BYTES), 1"},
    {"{\"wind\":\"FOO\"}", "kite.wind",
     "Invalid value at 'kite.wind' (" GOOGLE "test.v1.Kite.Wind), \"FOO\""},
    {"{\"wind\":3}", "kite.wind", "Invalid value at 'kite.wind' (" GOOGLE "test.v1.Kite.Wind), 3"},
    {"{\"wind\":-1}", "kite.wind",
     "Invalid value at 'kite.wind' (" GOOGLE "test.v1.Kite.Wind), -1"},
    {"{\"wind\":\"\"}", "kite.wind",
     "Invalid value at 'kite.wind' (" GOOGLE "test.v1.Kite.Wind), \"\""},
    {"{\"wind\":\"3\"}", "kite.wind",
     "Invalid value at 'kite.wind' (" GOOGLE "test.v1.Kite.Wind), \"3\""},
    {"{\"madeAt\":\"x\"}", "kite.made_at",
     "Invalid value at 'kite.made_at' (" GOOGLE "google.protobuf.Timestamp), \"x\""},
    {"{\"madeAt\":5}", "kite.made_at",
     "Invalid value at 'kite.made_at' (" GOOGLE "google.protobuf.Timestamp), 5"},
    {"{\"flightTime\":\"5\"}", "kite.flight_time",
     "Invalid value at 'kite.flight_time' (" GOOGLE "google.protobuf.Duration), \"5\""},
    {"{\"parts\":\"a,,b\"}", "kite.parts",
     "Invalid value at 'kite.parts' (" GOOGLE "google.protobuf.FieldMask), \"a,,b\""},
    {"{\"parts\":\"a,\"}", "kite.parts",
     "Invalid value at 'kite.parts' (" GOOGLE "google.protobuf.FieldMask), \"a,\""},
    {"{\"parts\":\"a b\"}", "kite.parts",
     "Invalid value at 'kite.parts' (" GOOGLE "google.protobuf.FieldMask), \"a b\""},
    {"{\"height\":\"tall\"}", "kite.height",
     "Invalid value at 'kite.height' (TYPE_DOUBLE), \"tall\""},
    /* Strings are quoted as they are. */
    {"{\"wingCount\":\"a\\\"<\\n\\u00e9\"}", "kite.wing_count",
     "Invalid value at 'kite.wing_count' (TYPE_INT32), \"a\"<\n\303\251\""},
    /* The wrong shape. */
    {"{\"kiteName\":{\"a\":1}}", "kite",
     "Invalid value at 'kite' (kite_name), Starting an object on a scalar field"},
    {"{\"kite_name\":[\"a\"]}", "kite",
     LEAD "Unknown name \"kite_name\" at 'kite': Proto field is not repeating, cannot start list."},
    {"{\"tail\":[{}]}", "kite",
     LEAD "Unknown name \"tail\" at 'kite': Proto field is not repeating, cannot start list."},
    {"{\"tail\":\"x\"}", "kite.tail",
     "Invalid value at 'kite.tail' (" GOOGLE "test.v1.Tail), \"x\""},
    {"{\"tail\":{\"minLength\":{}}}", "kite.tail",
     "Invalid value at 'kite.tail' (min_length), Starting an object on a scalar field"},
    {"{\"angles\":1}", "kite.angles", "Invalid value at 'kite.angles' (TYPE_DOUBLE), 1"},
    {"{\"angles\":{}}", "kite",
     "Invalid value at 'kite' (angles), Starting an object on a scalar field"},
    {"{\"angles\":[1,\"x\"]}", "kite.angles[1]",
     "Invalid value at 'kite.angles[1]' (TYPE_DOUBLE), \"x\""},
    {"{\"angles\":[null]}", "kite.angles[0]",
     "Invalid value at 'kite.angles[0]' (TYPE_DOUBLE), null"},
    {"{\"angles\":[1,{}]}", "kite.angles[1]",
     "Invalid value at 'kite.angles[1]' (angles), Starting an object on a scalar field"},
    {"{\"angles\":[[1]]}", "kite.angles[0]",
     LEAD
     "Unknown name \"\" at 'kite.angles[0]': Proto field is not repeating, cannot start list."},
    {"{\"spareTails\":{\"knots\":1}}", "kite.spare_tails",
     "Invalid value at 'kite.spare_tails' (" GOOGLE "test.v1.Tail), {\"knots\":1}"},
    {"{\"spareTails\":[null]}", "kite.spare_tails[0]",
     "Invalid value at 'kite.spare_tails[0]' (" GOOGLE "test.v1.Tail), null"},
    {"{\"tail\":{\"ribbons\":[\"a\",1]}}", "kite.tail.ribbons[1]",
     "Invalid value at 'kite.tail.ribbons[1]' (TYPE_STRING), 1"},
    /* Maps. */
    {"{\"stickers\":{\"a\":\"x\",\"b\":1}}", "kite.stickers[1].value",
     "Invalid value at 'kite.stickers[1].value' (TYPE_STRING), 1"},
    {"{\"stickers\":{\"a\":null}}", "kite.stickers[0].value",
     "Invalid value at 'kite.stickers[0].value' (TYPE_STRING), null"},
    {"{\"stickers\":{\"a\":{}}}", "kite.stickers[0]",
     "Invalid value at 'kite.stickers[0]' (value), Starting an object on a scalar field"},
    {"{\"stickers\":\"x\"}", "kite.stickers", "Invalid value at 'kite.stickers' (Map), \"x\""},
    {"{\"stickers\":[]}", "kite.stickers",
     "Invalid value at 'kite.stickers' (Map), Cannot bind a list to map."},
    /* Set twice. */
    {"{\"handLine\":\"a\",\"anchor_tail\":{\"nope\":1}}", "kite",
     "Invalid value at 'kite' (oneof), oneof field 'anchor' is already set. "
     "Cannot set 'anchor_tail'"},
    {"{\"handLine\":\"\",\"winchTurns\":0}", "kite",
     "Invalid value at 'kite' (oneof), oneof field 'anchor' is already set. "
     "Cannot set 'winchTurns'"},
    {"{\"kiteName\":\"a\",\"kite_name\":\"a\"}", "kite",
     LEAD "Unknown name \"kite_name\" at 'kite': Field was already set."},
};

START_TEST(a_violation_says_what_and_where)
{
    json_auto_t *body = kite_load(REFUSED[_i].body);
    struct err err OWNED(err_done) = ERR;
    ck_assert(!schema_check(&KITE, body, "kite", &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_str_eq(err_message(&err), REFUSED[_i].description);
    ck_assert_uint_eq(err.violation_count, 1);
    ck_assert_pstr_eq(err.violations[0].field, REFUSED[_i].field);
    ck_assert_str_eq(err.violations[0].description, REFUSED[_i].description);
}
END_TEST

/* A body that is the request message itself has no name of its own. */
static const struct {
    const char *body;
    const char *field;
    const char *description;
} ROOTLESS[] = {
    {"{\"x\":1}", NULL, LEAD "Unknown name \"x\": Cannot find field."},
    {"{\"kiteName\":[]}", NULL,
     LEAD "Unknown name \"kiteName\": Proto field is not repeating, cannot start list."},
    {"{\"kiteName\":{}}", NULL, "Invalid value (kite_name), Starting an object on a scalar field"},
    {"{\"kiteName\":1}", "kite_name", "Invalid value at 'kite_name' (TYPE_STRING), 1"},
    {"{\"tail\":{\"x\":1}}", "tail", LEAD "Unknown name \"x\" at 'tail': Cannot find field."},
};

START_TEST(without_a_root_paths_start_at_the_field)
{
    json_auto_t *body = kite_load(ROOTLESS[_i].body);
    struct err err OWNED(err_done) = ERR;
    ck_assert(!schema_check(&KITE, body, "", &err));
    ck_assert_uint_eq(err.violation_count, 1);
    ck_assert_pstr_eq(err.violations[0].field, ROOTLESS[_i].field);
    ck_assert_str_eq(err.violations[0].description, ROOTLESS[_i].description);
}
END_TEST

START_TEST(every_violation_is_reported_in_the_order_of_the_body)
{
    json_auto_t *body = kite_load("{\"wind\":\"FOO\",\"x\":1,\"tail\":{\"knots\":\"y\",\"z\":[]},"
                                  "\"angles\":[true,1,false],\"kiteName\":2,\"aloft\":true}");
    static const char *const FIELDS[] = {"kite.wind",     "kite",           "kite.tail.knots",
                                         "kite.tail",     "kite.angles[0]", "kite.angles[2]",
                                         "kite.kite_name"};
    struct err err OWNED(err_done) = ERR;
    ck_assert(!schema_check(&KITE, body, "kite", &err));
    ck_assert_uint_eq(err.violation_count, COUNT(FIELDS));
    for (int i = 0; i < COUNT(FIELDS); i++)
        ck_assert_str_eq(err.violations[i].field, FIELDS[i]);
    ck_assert_str_eq(err_message(&err),
                     "Invalid value at 'kite.wind' (" GOOGLE "test.v1.Kite.Wind), \"FOO\"\n" LEAD
                     "Unknown name \"x\" at 'kite': Cannot find field.\n"
                     "Invalid value at 'kite.tail.knots' (TYPE_INT32), \"y\"\n" LEAD
                     "Unknown name \"z\" at 'kite.tail': Cannot find field.\n"
                     "Invalid value at 'kite.angles[0]' (TYPE_DOUBLE), true\n"
                     "Invalid value at 'kite.angles[2]' (TYPE_DOUBLE), false\n"
                     "Invalid value at 'kite.kite_name' (TYPE_STRING), 2");
}
END_TEST

START_TEST(a_giant_value_is_quoted_in_part)
{
    struct buf text OWNED(buf_done) = BUF(1000000);
    buf_add_str(&text, "{\"aloft\":\"");
    for (int i = 0; i < 100000; i++)
        buf_add_str(&text, "\303\251");
    buf_add_str(&text, "\"}");
    json_auto_t *body = kite_load(text.at);
    struct err err OWNED(err_done) = ERR;
    ck_assert(!schema_check(&KITE, body, "kite", &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_uint_eq(err.violation_count, 1);
    ck_assert_uint_lt(err.message.length, 2000);
    ck_assert(text_ends(buf_text(&err.message), "\303\251...\""));
}
END_TEST

START_TEST(a_giant_name_is_quoted_in_part)
{
    json_auto_t *body = json_object();
    struct buf name OWNED(buf_done) = BUF(1000000);
    for (int i = 0; i < 100000; i++)
        buf_add_char(&name, 'n');
    json_object_set_new(body, name.at, json_true());
    struct err err OWNED(err_done) = ERR;
    ck_assert(!schema_check(&KITE, body, "kite", &err));
    ck_assert_uint_eq(err.violation_count, 1);
    ck_assert_uint_lt(err.message.length, 2000);
}
END_TEST

START_TEST(so_many_violations_that_some_are_dropped_still_refuse)
{
    json_auto_t *body = json_object();
    for (int i = 0; i < 5000; i++) {
        struct buf name OWNED(buf_done) = BUF(100);
        buf_printf(&name, "unknown_%d", i);
        json_object_set_new(body, name.at, json_null());
    }
    struct err err OWNED(err_done) = ERR;
    ck_assert(!schema_check(&KITE, body, "kite", &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_str_eq(err.violations[0].description,
                     LEAD "Unknown name \"unknown_0\" at 'kite': Cannot find field.");
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("schema_check");
    TCase *check = tcase_create("check");
    tcase_add_loop_test(check, a_violation_says_what_and_where, 0, COUNT(REFUSED));
    tcase_add_loop_test(check, without_a_root_paths_start_at_the_field, 0, COUNT(ROOTLESS));
    tcase_add_test(check, every_violation_is_reported_in_the_order_of_the_body);
    tcase_add_test(check, a_giant_value_is_quoted_in_part);
    tcase_add_test(check, a_giant_name_is_quoted_in_part);
    tcase_add_test(check, so_many_violations_that_some_are_dropped_still_refuse);
    suite_add_tcase(suite, check);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
