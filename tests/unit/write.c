#include "tap.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/own.h"
#include "base/rng.h"
#include "json/utf8.h"
#include "json/write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct {
    const char *plain;
    const char *json;
} STRINGS[] = {
    {"", "\"\""},
    {"plain text 09 AZ", "\"plain text 09 AZ\""},
    {"a<b>c", "\"a\\u003cb\\u003ec\""},
    {"=&/'`@", "\"=&/'`@\""},
    {"\"\\", "\"\\\"\\\\\""},
    {"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
    {"\001\037\177", "\"\\u0001\\u001f\\u007f\""},
    {"\302\200\302\237\302\240", "\"\\u0080\\u009f\302\240\""},
    {"soft\302\255hyphen", "\"soft\\u00adhyphen\""},
    {"\333\235\334\217", "\"\\u06dd\\u070f\""},
    {"\341\236\264\341\236\265\341\236\266", "\"\\u17b4\\u17b5\341\236\266\""},
    {"\342\200\213\342\200\217\342\200\220", "\"\\u200b\\u200f\342\200\220\""},
    {"\342\200\250\342\200\256\342\200\257", "\"\\u2028\\u202e\342\200\257\""},
    {"\342\201\240\342\201\244\342\201\245", "\"\\u2060\\u2064\342\201\245\""},
    {"\342\201\252\342\201\257", "\"\\u206a\\u206f\""},
    {"\357\273\277", "\"\\ufeff\""},
    {"\357\277\271\357\277\273\357\277\274", "\"\\ufff9\\ufffb\357\277\274\""},
    {"\363\240\200\201", "\"\\udb40\\udc01\""},
    {"\363\240\200\240\363\240\201\277", "\"\\udb40\\udc20\\udb40\\udc7f\""},
    {"\360\235\205\263\360\235\205\272", "\"\\ud834\\udd73\\ud834\\udd7a\""},
    {"Z\303\274rich \342\202\254 \360\237\230\200",
     "\"Z\303\274rich \342\202\254 \360\237\230\200\""},
    /* Not UTF-8: a stray byte, half a character, overlong, a surrogate, beyond Unicode. */
    {"a\200b", "\"a\\ufffdb\""},
    {"a\342\202", "\"a\\ufffd\\ufffd\""},
    {"\300\257", "\"\\ufffd\\ufffd\""},
    {"\355\240\200", "\"\\ufffd\\ufffd\\ufffd\""},
    {"\364\220\200\200", "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},
};

START_TEST(a_string_is_escaped_as_protobuf_does)
{
    struct buf out OWNED(buf_done) = BUF(1000);
    write_str(&out, STRINGS[_i].plain);
    ck_assert_str_eq(out.at, STRINGS[_i].json);
}
END_TEST

START_TEST(a_string_may_hold_nul)
{
    struct buf out OWNED(buf_done) = BUF(100);
    write_string(&out, TEXT("a\0b"));
    ck_assert_str_eq(out.at, "\"a\\u0000b\"");
}
END_TEST

/* Adds a character by the book (RFC 3629). */
static void
add_point(struct buf *out, uint32_t point)
{
    if (point < 0x80) {
        buf_add_char(out, (char)point);
        return;
    }
    unsigned more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const unsigned char LEADS[] = {0, 0xC0, 0xE0, 0xF0};
    buf_add_char(out, (char)(LEADS[more] | point >> (6 * more)));
    while (more-- > 0)
        buf_add_char(out, (char)(0x80 | (point >> (6 * more) & 0x3F)));
}

START_TEST(every_character_survives_a_round_trip)
{
    struct buf plain OWNED(buf_done) = BUF(8000000);
    for (uint32_t point = 1; point <= 0x10FFFF; point++)
        if (point < 0xD800 || point > 0xDFFF)
            add_point(&plain, point);
    struct buf out OWNED(buf_done) = BUF(16000000);
    write_string(&out, buf_text(&plain));
    json_auto_t *back = json_loadb(out.at, out.length, JSON_DECODE_ANY, NULL);
    ck_assert_ptr_nonnull(back);
    ck_assert_uint_eq(json_string_length(back), plain.length);
    ck_assert_int_eq(memcmp(json_string_value(back), plain.at, plain.length), 0);
}
END_TEST

START_TEST(utf8_is_cut_between_characters)
{
    struct text text = TEXT("a\303\274\342\202\254\360\237\230\200");
    static const size_t LENGTHS[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (size_t most = 0; most < sizeof(LENGTHS) / sizeof(LENGTHS[0]); most++)
        ck_assert_uint_eq(utf8_cut(text, most).length, LENGTHS[most]);
}
END_TEST

START_TEST(an_int64_is_a_string)
{
    struct buf out OWNED(buf_done) = BUF(100);
    write_int64(&out, INT64_MIN);
    write_int64(&out, 0);
    write_int64(&out, INT64_MAX);
    ck_assert_str_eq(out.at, "\"-9223372036854775808\"\"0\"\"9223372036854775807\"");
}
END_TEST

/* Hyperparameters of type DOUBLE as the service was seen to print them, 2016-2019; also numbers of
 * other parameters of those jobs. */
/* clang-format off */
static const char *const SEEN_NUMBERS[] = {
    "0.40692436410083732", "0.46080056920267942", "0.43833827339355613", "0.42978334306512306",
    "0.072136064767837529", "0.02735530997243607", "0.026711152525921437", "0.60589466163419292",
    "0.0609819896050862", "4.3704164028167725", "0.05", "0.03", "0.01", "0.1", "0.3", "0.2", "0",
    "1", "2", "3", "4", "7", "8", "10", "15", "17", "30", "38", "39", "63", "64", "90", "102",
    "128", "169", "178", "256", "512", "541", "601", "804", "849", "1024", "1892",
};
/* clang-format on */

START_TEST(a_hyperparameter_prints_as_it_was_seen)
{
    struct buf out OWNED(buf_done) = BUF(100);
    write_double_text(&out, strtod(SEEN_NUMBERS[_i], NULL));
    ck_assert_str_eq(out.at, SEEN_NUMBERS[_i]);
}
END_TEST

static const struct {
    double number;
    const char *json;
} DOUBLES[] = {
    {0.0, "0"},
    {-0.0, "-0"},
    {0.06, "0.06"},
    {0.0001, "0.0001"},
    {0.00001, "1e-05"},
    {400.0, "400"},
    {-1.5, "-1.5"},
    {1.0 / 3.0, "0.33333333333333331"},
    {2.0 / 3.0, "0.66666666666666663"},
    {1e15, "1e+15"},
    {123456789012345.0, "123456789012345"},
    {9007199254740993.0, "9007199254740992"},
    {1e20, "1e+20"},
    {5e-324, "4.94065645841247e-324"},
    {1.7976931348623157e308, "1.7976931348623157e+308"},
};

START_TEST(a_double_prints_as_protobuf_does)
{
    struct buf out OWNED(buf_done) = BUF(100);
    write_double(&out, DOUBLES[_i].number);
    ck_assert_str_eq(out.at, DOUBLES[_i].json);
}
END_TEST

START_TEST(what_json_has_no_number_for_is_a_string)
{
    struct buf out OWNED(buf_done) = BUF(100);
    write_double(&out, (double)NAN);
    write_double(&out, HUGE_VAL);
    write_double(&out, -HUGE_VAL);
    write_double_text(&out, -HUGE_VAL);
    ck_assert_str_eq(out.at, "\"NaN\"\"Infinity\"\"-Infinity\"-Infinity");
}
END_TEST

START_TEST(every_double_reads_back_the_same)
{
    struct buf out OWNED(buf_done) = BUF(100);
    for (uint32_t i = 0; i < 200000; i++) {
        uint64_t bits = rng_bits(7, 1, 0, i);
        double number;
        memcpy(&number, &bits, sizeof(number));
        if (!isfinite(number))
            continue;
        buf_clear(&out);
        write_double(&out, number);
        double back = strtod(out.at, NULL);
        ck_assert_msg(memcmp(&back, &number, sizeof(back)) == 0, "%a printed as %s", number,
                      out.at);
    }
}
END_TEST

/* RFC 4648 section 10, and the bytes of which the two alphabets differ. */
static const struct {
    const char *bytes;
    const char *json;
} BASE64[] = {
    {"", "\"\""},
    {"f", "\"Zg==\""},
    {"fo", "\"Zm8=\""},
    {"foo", "\"Zm9v\""},
    {"foob", "\"Zm9vYg==\""},
    {"fooba", "\"Zm9vYmE=\""},
    {"foobar", "\"Zm9vYmFy\""},
    {"\373\377\277", "\"+/+/\""},
};

START_TEST(base64_is_padded_and_of_the_standard_alphabet)
{
    struct buf out OWNED(buf_done) = BUF(100);
    write_base64(&out, BASE64[_i].bytes, strlen(BASE64[_i].bytes));
    ck_assert_str_eq(out.at, BASE64[_i].json);
}
END_TEST

static const char *const COMPACT[] = {
    "{}",
    "[]",
    "null",
    "-12",
    "\"x\"",
    "{\"b\":1,\"a\":[true,false,null,[],{}],\"c\":{\"d\":\"\",\"e\":-0.5}}",
    "[[[1]],\"\\u2028\",9223372036854775807,-9223372036854775808,0.06,1e+20]",
};

START_TEST(a_value_is_written_compact_and_in_order)
{
    json_auto_t *value = json_loads(COMPACT[_i], JSON_DECODE_ANY, NULL);
    ck_assert_ptr_nonnull(value);
    struct buf out OWNED(buf_done) = BUF(1000);
    write_value(&out, value);
    ck_assert_str_eq(out.at, COMPACT[_i]);
}
END_TEST

static const struct {
    const char *compact;
    const char *indented;
} INDENTED[] = {
    {"{}", "{}\n"},
    {"[]", "[]\n"},
    {"1", "1\n"},
    {"\"a,b\"", "\"a,b\"\n"},
    {"{\"a\":1}", "{\n  \"a\": 1\n}\n"},
    {"{\"a\":[],\"b\":{}}", "{\n  \"a\": [],\n  \"b\": {}\n}\n"},
    {"[1,[2,3],{\"x\":\"y\"}]",
     "[\n  1,\n  [\n    2,\n    3\n  ],\n  {\n    \"x\": \"y\"\n  }\n]\n"},
    {"{\"a{[:,\":\"\\\"}],:{\\\\\"}", "{\n  \"a{[:,\": \"\\\"}],:{\\\\\"\n}\n"},
    {"{\"a\":\"\"}", "{\n  \"a\": \"\"\n}\n"},
};

START_TEST(compact_json_is_indented_by_two)
{
    struct buf out OWNED(buf_done) = BUF(1000);
    write_indented(&out, text_of(INDENTED[_i].compact));
    ck_assert_str_eq(out.at, INDENTED[_i].indented);
}
END_TEST

/* A body recorded in 2019: its content-length was 941. */
static const char RECORDED[] =
    "{\"jobId\":\"test_job\",\"trainingInput\":{\"args\":[\"--preprocess\","
    "\"--training_data_path=gs://c7n-test-data/test.csv\",\"--validation_split=0.2\","
    "\"--model_type=regression\",\"--learning_rate=0.001\",\"--batch_size=100\","
    "\"--eval_frequency_secs=100\",\"--optimizer_type=ftrl\"],\"region\":\"us-central1\","
    "\"jobDir\":\"gs://c7n-test-data\",\"masterConfig\":{\"imageUri\":"
    "\"gcr.io/cloud-ml-algos/linear_learner_cpu:latest\"}},\"createTime\":\"2019-07-01T11:31:55Z\","
    "\"startTime\":\"2019-07-01T11:33:27Z\",\"endTime\":\"2019-07-01T11:35:30Z\","
    "\"state\":\"CANCELLED\",\"errorMessage\":\"Job is cancelled by the user.\","
    "\"trainingOutput\":{\"consumedMLUnits\":0.06,\"isBuiltInAlgorithmJob\":true,"
    "\"builtInAlgorithmOutput\":{\"framework\":\"TENSORFLOW\",\"runtimeVersion\":\"1.12\","
    "\"pythonVersion\":\"2.7\"}},\"etag\":\"FeMDlZpO1K4=\"}";

START_TEST(a_recorded_body_has_its_recorded_length)
{
    json_auto_t *body = json_loads(RECORDED, 0, NULL);
    struct buf compact OWNED(buf_done) = BUF(10000);
    struct buf out OWNED(buf_done) = BUF(10000);
    write_value(&compact, body);
    ck_assert_str_eq(compact.at, RECORDED);
    write_indented(&out, buf_text(&compact));
    ck_assert_uint_eq(out.length, 941);
    ck_assert_int_eq(out.at[940], '\n');
}
END_TEST

START_TEST(indenting_agrees_with_another_writer)
{
    json_auto_t *body = json_loads(RECORDED, 0, NULL);
    /* Seventeen digits are that writer's idea of 0.06. */
    json_object_del(json_object_get(body, "trainingOutput"), "consumedMLUnits");
    struct buf compact OWNED(buf_done) = BUF(10000);
    struct buf out OWNED(buf_done) = BUF(10000);
    write_value(&compact, body);
    write_indented(&out, buf_text(&compact));
    owned_str theirs = json_dumps(body, JSON_INDENT(2));
    ck_assert_uint_eq(out.length, strlen(theirs) + 1);
    ck_assert_int_eq(strncmp(out.at, theirs, strlen(theirs)), 0);
}
END_TEST

START_TEST(indenting_goes_as_deep_as_the_loader)
{
    struct buf compact OWNED(buf_done) = BUF(1000);
    size_t blanks = 0;
    for (size_t i = 0; i < LIMIT_JSON_DEPTH; i++)
        buf_add_char(&compact, '[');
    buf_add_char(&compact, '1');
    for (size_t i = 0; i < LIMIT_JSON_DEPTH; i++)
        buf_add_char(&compact, ']');
    for (size_t depth = 1; depth < LIMIT_JSON_DEPTH; depth++)
        blanks += 2 * 2 * depth;
    blanks += 2 * LIMIT_JSON_DEPTH;
    struct buf out OWNED(buf_done) = BUF(100000);
    write_indented(&out, buf_text(&compact));
    /* A line for each bracket and one for the number. */
    ck_assert_uint_eq(out.length, compact.length + blanks + 2 * LIMIT_JSON_DEPTH + 1);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("write");
    TCase *strings = tcase_create("strings");
    tcase_add_loop_test(strings, a_string_is_escaped_as_protobuf_does, 0, COUNT(STRINGS));
    tcase_add_test(strings, a_string_may_hold_nul);
    tcase_add_test(strings, every_character_survives_a_round_trip);
    tcase_add_test(strings, utf8_is_cut_between_characters);
    tcase_add_loop_test(strings, base64_is_padded_and_of_the_standard_alphabet, 0, COUNT(BASE64));
    suite_add_tcase(suite, strings);

    TCase *numbers = tcase_create("numbers");
    tcase_add_test(numbers, an_int64_is_a_string);
    tcase_add_loop_test(numbers, a_hyperparameter_prints_as_it_was_seen, 0, COUNT(SEEN_NUMBERS));
    tcase_add_loop_test(numbers, a_double_prints_as_protobuf_does, 0, COUNT(DOUBLES));
    tcase_add_test(numbers, what_json_has_no_number_for_is_a_string);
    tcase_add_test(numbers, every_double_reads_back_the_same);
    suite_add_tcase(suite, numbers);

    TCase *values = tcase_create("values");
    tcase_add_loop_test(values, a_value_is_written_compact_and_in_order, 0, COUNT(COMPACT));
    tcase_add_loop_test(values, compact_json_is_indented_by_two, 0, COUNT(INDENTED));
    tcase_add_test(values, a_recorded_body_has_its_recorded_length);
    tcase_add_test(values, indenting_agrees_with_another_writer);
    tcase_add_test(values, indenting_goes_as_deep_as_the_loader);
    suite_add_tcase(suite, values);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
