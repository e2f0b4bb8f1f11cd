#include "tap.h"

#include "api/reply.h"

#include <jansson.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* google/rpc/code.proto, the mapping in its comments. */
static const struct {
    enum err_code code;
    int status;
} STATUSES[] = {
    {ERR_NONE, 200},
    {ERR_CANCELLED, 499},
    {ERR_UNKNOWN, 500},
    {ERR_INVALID_ARGUMENT, 400},
    {ERR_DEADLINE_EXCEEDED, 504},
    {ERR_NOT_FOUND, 404},
    {ERR_ALREADY_EXISTS, 409},
    {ERR_PERMISSION_DENIED, 403},
    {ERR_RESOURCE_EXHAUSTED, 429},
    {ERR_FAILED_PRECONDITION, 400},
    {ERR_ABORTED, 409},
    {ERR_OUT_OF_RANGE, 400},
    {ERR_UNIMPLEMENTED, 501},
    {ERR_INTERNAL, 500},
    {ERR_UNAVAILABLE, 503},
    {ERR_DATA_LOSS, 500},
    {ERR_UNAUTHENTICATED, 401},
};

START_TEST(codes_map_to_http_as_google_says)
{
    ck_assert_int_eq(COUNT(STATUSES), ERR_CODE_COUNT);
    ck_assert_int_eq(reply_status(STATUSES[_i].code), STATUSES[_i].status);
}
END_TEST

static void
check_text(const struct reply *reply, int status, const char *expected)
{
    struct text text = reply_text(reply);
    ck_assert_int_eq(reply->status, status);
    ck_assert_int_eq(reply->type, REPLY_JSON);
    ck_assert_msg(text_is(text, expected), "expected\n%s\ngot\n%.*s", expected, TEXT_ARG(text));
}

START_TEST(a_plain_error_has_no_details)
{
    struct reply reply OWNED(reply_done) = REPLY;
    struct err err OWNED(err_done) = ERR;
    err_set(&err, ERR_NOT_FOUND, "Where is \"%s\"?", "<it>");
    reply_error(&reply, &err);
    check_text(&reply, 404,
               "{\n  \"error\": {\n    \"code\": 404,\n"
               "    \"message\": \"Where is \\\"\\u003cit\\u003e\\\"?\",\n"
               "    \"status\": \"NOT_FOUND\"\n  }\n}\n");
}
END_TEST

START_TEST(violations_are_details)
{
    struct reply reply OWNED(reply_done) = REPLY;
    struct err err OWNED(err_done) = ERR;
    err_violation(&err, "a", "One.");
    err_violation(&err, NULL, "Two.");
    reply_error(&reply, &err);
    check_text(&reply, 400,
               "{\n  \"error\": {\n    \"code\": 400,\n    \"message\": \"One.\\nTwo.\",\n"
               "    \"status\": \"INVALID_ARGUMENT\",\n    \"details\": [\n      {\n"
               "        \"@type\": \"type.googleapis.com/google.rpc.BadRequest\",\n"
               "        \"fieldViolations\": [\n          {\n            \"field\": \"a\",\n"
               "            \"description\": \"One.\"\n          },\n          {\n"
               "            \"description\": \"Two.\"\n          }\n        ]\n      }\n    ]\n"
               "  }\n}\n");
}
END_TEST

START_TEST(an_error_replaces_what_was_written)
{
    struct reply reply OWNED(reply_done) = REPLY;
    struct err err OWNED(err_done) = ERR;
    buf_add_str(&reply.body, "{\"jobs\":[");
    err_field(&err, ERR_FAILED_PRECONDITION, "name", "No.");
    reply_error(&reply, &err);
    json_auto_t *body = json_loadb(reply.body.at, reply.body.length, 0, NULL);
    ck_assert_ptr_nonnull(body);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(body, "error"), "message")),
                     "Field: name Error: No.");
    ck_assert_int_eq(reply.status, 400);
}
END_TEST

#define OUT_OF_MEMORY                                                                              \
    "{\n  \"error\": {\n    \"code\": 503,\n    \"message\": \"The emulator is out of memory.\","  \
    "\n    \"status\": \"UNAVAILABLE\"\n  }\n}\n"

START_TEST(a_body_that_did_not_fit_is_unavailable)
{
    struct reply reply OWNED(reply_done) = {.body = BUF(400)};
    for (int i = 0; i < 100; i++)
        buf_add_str(&reply.body, "{\"a\":\"b\"}");
    reply_ok(&reply);
    check_text(&reply, 503, OUT_OF_MEMORY);
}
END_TEST

START_TEST(an_error_that_does_not_fit_is_a_fixed_text)
{
    struct reply reply OWNED(reply_done) = {.body = BUF(20)};
    struct err err OWNED(err_done) = ERR;
    err_set(&err, ERR_NOT_FOUND, "Nowhere.");
    reply_error(&reply, &err);
    check_text(&reply, 503, OUT_OF_MEMORY);
}
END_TEST

START_TEST(success_is_200_with_the_body_as_it_stands)
{
    struct reply reply OWNED(reply_done) = REPLY;
    buf_add_str(&reply.body, "{\"a\":1}");
    ck_assert_int_eq(reply_ok(&reply), OUTCOME_DONE);
    check_text(&reply, 200, "{\"a\":1}");
}
END_TEST

START_TEST(too_large_is_413_and_names_the_option)
{
    struct reply reply OWNED(reply_done) = REPLY;
    reply_too_large(&reply, 1048576, "max-body");
    json_auto_t *body = json_loadb(reply.body.at, reply.body.length, 0, NULL);
    json_t *error = json_object_get(body, "error");
    const char *message = json_string_value(json_object_get(error, "message"));
    ck_assert_int_eq(reply.status, 413);
    ck_assert_int_eq(json_integer_value(json_object_get(error, "code")), 413);
    ck_assert_ptr_nonnull(message);
    ck_assert_ptr_nonnull(strstr(message, "--max-body"));
    ck_assert_ptr_nonnull(strstr(message, "1048576"));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("reply");
    TCase *tcase = tcase_create("reply");
    tcase_add_loop_test(tcase, codes_map_to_http_as_google_says, 0, COUNT(STATUSES));
    tcase_add_test(tcase, a_plain_error_has_no_details);
    tcase_add_test(tcase, violations_are_details);
    tcase_add_test(tcase, an_error_replaces_what_was_written);
    tcase_add_test(tcase, a_body_that_did_not_fit_is_unavailable);
    tcase_add_test(tcase, an_error_that_does_not_fit_is_a_fixed_text);
    tcase_add_test(tcase, success_is_200_with_the_body_as_it_stands);
    tcase_add_test(tcase, too_large_is_413_and_names_the_option);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
