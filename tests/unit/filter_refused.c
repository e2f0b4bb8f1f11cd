/* What is no filter: each mistake is named, with its column. */
#include "tap.h"

#include "filter_job.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define OPERATORS "expected an operator (: = != < <= > >=)"
#define TERM "expected a field, '(' or NOT"
#define STATES "QUEUED, PREPARING, RUNNING, SUCCEEDED, FAILED, CANCELLING, CANCELLED"

/* clang-format off */
static const struct {
    const char *filter;
    const char *sentence;
} REFUSED[] = {
    /* Fields. */
    {"nope:x", "Column 1: a job has no field 'nope'; it has jobId, trainingInput, predictionInput, createTime, "
               "startTime, endTime, state, errorMessage, trainingOutput, predictionOutput, labels, etag, jobPosition."},
    {"state:FAILED AND trainingInput.scheduling.nope:x",
     "Column 43: scheduling has no field 'nope'; it has maxRunningTime, maxWaitTime, priority."},
    {"jobId:\u00e9 AND trainingInput.scheduling.x:1",
     "Column 38: scheduling has no field 'x'; it has maxRunningTime, maxWaitTime, priority."},
    {"trainingInput.scheduling.Priority:1",
     "Column 26: scheduling has no field 'Priority'; it has maxRunningTime, maxWaitTime, priority."},
    {"jobId.x:1", "Column 7: jobId has no fields of its own."},
    {"trainingInput.args.x:1", "Column 20: args has no fields of its own."},
    {"trainingInput.:x", "Column 15: expected the name of a field."},
    {"trainingInput..region:x", "Column 15: expected the name of a field."},
    {"trainingInput.\"region\":x", "Column 15: expected the name of a field."},
    {".region:x", "Column 1: expected the name of a field."},
    {"labels.:x", "Column 8: expected a key of labels."},
    {"labels.", "Column 8: expected a key of labels."},
    {"labels.\"a:x", "Column 8: this quote is not closed."},
    {"labels.\"a\"b:x", "Column 11: " OPERATORS ", not 'b'."},
    /* Words in lower case. */
    {"jobId:a and state:FAILED", "Column 9: 'and' is written in capitals: AND."},
    {"jobId:a or state:FAILED", "Column 9: 'or' is written in capitals: OR."},
    {"not state:FAILED", "Column 1: 'not' is written in capitals: NOT."},
    /* Operators. */
    {"state", "Column 6: " OPERATORS ", not the end."},
    {"  state  ", "Column 10: " OPERATORS ", not the end."},
    {"state FAILED", "Column 7: " OPERATORS ", not 'FAILED'."},
    {"state)", "Column 6: " OPERATORS ", not ')'."},
    {"state!FAILED", "Column 6: " OPERATORS ", not '!'."},
    {"state<FAILED", "Column 6: state takes ':', '=' and '!=', not '<'."},
    {"trainingInput.scaleTier >= BASIC", "Column 25: scaleTier takes ':', '=' and '!=', not '>='."},
    {"trainingInput.enableWebAccess>true", "Column 30: enableWebAccess takes ':', '=' and '!=', not '>'."},
    {"etag<a", "Column 5: etag takes ':', '=' and '!=', not '<'."},
    {"trainingInput=x", "Column 14: trainingInput takes ':*' alone, not '='."},
    {"trainingInput:x", "Column 15: trainingInput takes ':*' alone."},
    {"trainingInput:x*", "Column 15: trainingInput takes ':*' alone."},
    {"labels=x", "Column 7: labels takes ':' and a key (labels.team=x looks into one), not '='."},
    /* Values. */
    {"jobId:", "Column 7: expected a value after ':'."},
    {"jobId:  ", "Column 9: expected a value after ':'."},
    {"jobId!=", "Column 8: expected a value after '!='."},
    {"jobId>= ", "Column 9: expected a value after '>='."},
    {"jobId==a", "Column 7: expected a value after '='."},
    {"jobId::a", "Column 7: expected a value after ':'."},
    {"jobId<>a", "Column 7: expected a value after '<'."},
    {"jobId:!a", "Column 7: expected a value after ':'."},
    {"(jobId:)", "Column 8: expected a value after ':'."},
    {"jobId: AND state:FAILED", "Column 8: expected a value after ':'."},
    {"jobId:NOT state:FAILED", "Column 7: expected a value after ':'."},
    {"jobId:OR", "Column 7: expected a value after ':'."},
    {"state:(FAILED OR QUEUED)", "Column 7: expected a value after ':'; lists of values are written with OR."},
    {"jobId:\"abc", "Column 7: this quote is not closed."},
    {"jobId:'abc\"", "Column 7: this quote is not closed."},
    {"jobId:\"abc\\\"", "Column 7: this quote is not closed."},
    {"jobId:\"a\"b", "Column 10: expected a blank after the closing quote."},
    {"jobId:\"a\"state:FAILED", "Column 10: expected a blank after the closing quote."},
    {"jobId:a\"b\"", "Column 8: a quote inside a value: quote the whole value."},
    {"errorMessage:don't", "Column 17: a quote inside a value: quote the whole value."},
    {"jobId:\"a\\nb\"", "Column 9: a backslash stands before a quote, a backslash or '*'."},
    {"jobId:\"a\\", "Column 9: a backslash stands before a quote, a backslash or '*'."},
    {"jobId:a*b", "Column 8: '*' may only end a value; in quotes, \\* is the sign itself."},
    {"jobId:*a", "Column 7: '*' may only end a value; in quotes, \\* is the sign itself."},
    {"jobId:a**", "Column 8: '*' may only end a value; in quotes, \\* is the sign itself."},
    {"jobId:\"a*b\"", "Column 9: '*' may only end a value; in quotes, \\* is the sign itself."},
    {"state:DONE", "Column 7: state has no value 'DONE'; it has " STATES "."},
    {"state=failed", "Column 7: state has no value 'failed'; it has " STATES "."},
    {"state=FAIL*", "Column 7: state has no value 'FAIL*'; it has " STATES "."},
    {"state!=\"\"", "Column 8: state has no value ''; it has " STATES "."},
    {"trainingInput.hyperparameters.goal:MIN",
     "Column 36: goal has no value 'MIN'; it has MAXIMIZE, MINIMIZE."},
    {"trainingInput.enableWebAccess:yes", "Column 31: enableWebAccess is true or false, 'yes' is not."},
    {"trainingInput.enableWebAccess=True", "Column 31: enableWebAccess is true or false, 'True' is not."},
    {"trainingInput.enableWebAccess:tr*", "Column 31: enableWebAccess takes no '*' behind other characters."},
    {"trainingInput.workerCount=1.5", "Column 27: workerCount is a whole number of at most 64 bits, '1.5' is not."},
    {"trainingInput.workerCount=\"\"", "Column 27: workerCount is a whole number of at most 64 bits, '' is not."},
    {"trainingInput.workerCount>9223372036854775808",
     "Column 27: workerCount is a whole number of at most 64 bits, '9223372036854775808' is not."},
    {"trainingInput.workerCount:1*", "Column 27: workerCount takes no '*' behind other characters."},
    {"trainingInput.workerCount=1*", "Column 27: workerCount is a whole number of at most 64 bits, '1*' is not."},
    {"trainingOutput.consumedMLUnits=x", "Column 32: consumedMLUnits is a number, 'x' is not."},
    {"trainingOutput.consumedMLUnits=\"\"", "Column 32: consumedMLUnits is a number, '' is not."},
    {"trainingOutput.consumedMLUnits=NaN", "Column 32: consumedMLUnits is a number, 'NaN' is not."},
    {"trainingOutput.consumedMLUnits=inf", "Column 32: consumedMLUnits is a number, 'inf' is not."},
    {"trainingOutput.consumedMLUnits=0x1", "Column 32: consumedMLUnits is a number, '0x1' is not."},
    {"trainingOutput.consumedMLUnits=1e999", "Column 32: consumedMLUnits is a number, '1e999' is not."},
    {"trainingOutput.consumedMLUnits=\" 1\"", "Column 32: consumedMLUnits is a number, ' 1' is not."},
    {"createTime>2020-01-01", "Column 12: createTime is a time such as 2020-01-01T00:00:00Z, '2020-01-01' is not."},
    {"createTime=2020-02-30T00:00:00Z",
     "Column 12: createTime is a time such as 2020-01-01T00:00:00Z, '2020-02-30T00:00:00Z' is not."},
    {"createTime=\"\"", "Column 12: createTime is a time such as 2020-01-01T00:00:00Z, '' is not."},
    {"trainingInput.scheduling.maxRunningTime>1h",
     "Column 41: maxRunningTime is a duration such as 3600s, '1h' is not."},
    {"trainingInput.scheduling.maxRunningTime>\"\"",
     "Column 41: maxRunningTime is a duration such as 3600s, '' is not."},
    /* Terms. */
    {"AND", "Column 1: " TERM ", not 'AND'."},
    {"OR state:FAILED", "Column 1: " TERM ", not 'OR'."},
    {"state:FAILED AND", "Column 17: " TERM ", not the end."},
    {"state:FAILED OR ", "Column 17: " TERM ", not the end."},
    {"state:FAILED AND AND jobId:a", "Column 18: " TERM ", not 'AND'."},
    {"state:FAILED AND OR jobId:a", "Column 18: " TERM ", not 'OR'."},
    {"state:FAILED OR AND jobId:a", "Column 17: " TERM ", not 'AND'."},
    {"NOT", "Column 4: expected a field or '(', not the end."},
    {"-", "Column 2: expected a field or '(', not the end."},
    {"NOT NOT state:FAILED", "Column 5: expected a field or '(', not 'NOT'."},
    {"*", "Column 1: a job has no field '*'; it has jobId, trainingInput, predictionInput, createTime, startTime, "
          "endTime, state, errorMessage, trainingOutput, predictionOutput, labels, etag, jobPosition."},
    {":x", "Column 1: " TERM ", not ':'."},
    {"'state':FAILED", "Column 1: " TERM ", not '''."},
    /* Parentheses. */
    {"()", "Column 2: " TERM ", not ')'."},
    {"(state:FAILED", "Column 14: expected ')' for the '(' of column 1."},
    {"jobId:a ((state:FAILED) ", "Column 25: expected ')' for the '(' of column 9."},
    {"(state:FAILED OR)", "Column 17: " TERM ", not ')'."},
    {"state:FAILED)", "Column 13: no '(' stands before this ')'."},
    {"(state:FAILED))", "Column 15: no '(' stands before this ')'."},
    /* Bytes that are no characters. */
    {"jobId:a\xff", "Column 8: this is no character of UTF-8."},
    {"jobId:\u00e9\xc3", "Column 8: this is no character of UTF-8."},
};
/* clang-format on */

static void
assert_refused(struct text text, const char *sentence)
{
    struct err err OWNED(err_done) = ERR;
    struct buf message OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    struct filter *filter OWNED(filter_drop) = filter_parse(text, &err);
    ck_assert_msg(filter == NULL, "%.*s is taken", TEXT_ARG(text));
    buf_printf(&message, "Field: filter Error: %s", sentence);
    ck_assert_str_eq(err_message(&err), message.at);
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_uint_eq(err.violation_count, 1);
    ck_assert_str_eq(err.violations[0].field, "filter");
    ck_assert_str_eq(err.violations[0].description, sentence);
}

START_TEST(a_mistake_is_named_with_its_column)
{
    assert_refused(text_of(REFUSED[_i].filter), REFUSED[_i].sentence);
}
END_TEST

START_TEST(a_nul_is_no_character_of_a_filter)
{
    assert_refused(TEXT("jobId:a\0b"), "Column 8: this is no character of UTF-8.");
}
END_TEST

/* Every beginning of a filter is a filter or an error, never more. */
START_TEST(half_a_filter_does_no_harm)
{
    static const char WHOLE[] =
        "NOT (trainingInput.args:\"a\\*\" OR -labels.\"\u00e9.b\"!='x') AND createTime>="
        "2020-01-01T00:00:00Z trainingOutput.consumedMLUnits<=1e3 OR state:F*";
    for (size_t length = 0; length < sizeof(WHOLE); length++) {
        struct err err OWNED(err_done) = ERR;
        /* A copy of its own, so that a sanitizer sees a step too far. */
        owned_str half = malloc(length + 1);
        ck_assert_ptr_nonnull(half);
        memcpy(half, WHOLE, length);
        struct filter *filter OWNED(filter_drop) = filter_parse((struct text){half, length}, &err);
        ck_assert_int_eq(filter == NULL, err.code == ERR_INVALID_ARGUMENT);
    }
}
END_TEST

static void
fill(struct buf *out, char c, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_add_char(out, c);
}

START_TEST(parentheses_nest_to_their_limit_and_no_deeper)
{
    for (size_t depth = LIMIT_FILTER_DEPTH; depth <= LIMIT_FILTER_DEPTH + 1; depth++) {
        struct buf text OWNED(buf_done) = BUF(1000);
        fill(&text, '(', depth);
        buf_add_str(&text, "state:FAILED");
        fill(&text, ')', depth);
        if (depth > LIMIT_FILTER_DEPTH) {
            assert_refused(buf_text(&text), "Column 33: parentheses nest at most 32 deep.");
            continue;
        }
        struct filter *filter OWNED(filter_drop) = filter_job_parse(buf_text(&text));
        ck_assert_ptr_nonnull(filter);
    }
}
END_TEST

START_TEST(pairs_of_parentheses_side_by_side_do_not_nest)
{
    struct buf text OWNED(buf_done) = BUF(1000);
    for (int i = 0; i < LIMIT_FILTER_DEPTH + 1; i++)
        buf_add_str(&text, "(state:FAILED)");
    struct filter *filter OWNED(filter_drop) = filter_job_parse(buf_text(&text));
    ck_assert_ptr_nonnull(filter);
}
END_TEST

START_TEST(a_filter_is_as_long_as_its_limit_and_no_longer)
{
    for (size_t length = LIMIT_FILTER_BYTES; length <= LIMIT_FILTER_BYTES + 1; length++) {
        struct buf text OWNED(buf_done) = BUF(10000);
        buf_add_str(&text, "jobId:");
        fill(&text, 'a', length - text.length);
        if (length > LIMIT_FILTER_BYTES) {
            assert_refused(buf_text(&text), "A filter has at most 4096 bytes, this one has 4097.");
            continue;
        }
        struct filter *filter OWNED(filter_drop) = filter_job_parse(buf_text(&text));
        ck_assert_ptr_nonnull(filter);
    }
}
END_TEST

START_TEST(as_many_terms_as_fit_are_taken)
{
    struct buf text OWNED(buf_done) = BUF(LIMIT_FILTER_BYTES);
    json_auto_t *job = filter_job_load("{\"etag\":\"y\"}");
    while (text.length + strlen("-etag:x ") <= LIMIT_FILTER_BYTES)
        buf_add_str(&text, "-etag:x ");
    struct filter *filter OWNED(filter_drop) = filter_job_parse(buf_text(&text));
    ck_assert(filter_job_matches(filter, job));
}
END_TEST

START_TEST(a_long_word_is_quoted_in_part)
{
    struct buf filter OWNED(buf_done) = BUF(1000);
    struct buf expected OWNED(buf_done) = BUF(1000);
    buf_add_str(&filter, "trainingInput.scheduling.maxRunningTime=");
    fill(&filter, 'z', 200);
    buf_add_str(&expected, "Column 41: maxRunningTime is a duration such as 3600s, '");
    fill(&expected, 'z', 64);
    buf_add_str(&expected, "' is not.");
    assert_refused(buf_text(&filter), expected.at);
}
END_TEST

static Suite *
suite(void)
{
    Suite *all = suite_create("filter_refused");
    TCase *cases = tcase_create("filter_refused");
    tcase_add_loop_test(cases, a_mistake_is_named_with_its_column, 0, COUNT(REFUSED));
    tcase_add_test(cases, a_nul_is_no_character_of_a_filter);
    tcase_add_test(cases, half_a_filter_does_no_harm);
    tcase_add_test(cases, parentheses_nest_to_their_limit_and_no_deeper);
    tcase_add_test(cases, pairs_of_parentheses_side_by_side_do_not_nest);
    tcase_add_test(cases, a_filter_is_as_long_as_its_limit_and_no_longer);
    tcase_add_test(cases, as_many_terms_as_fit_are_taken);
    tcase_add_test(cases, a_long_word_is_quoted_in_part);
    suite_add_tcase(all, cases);
    return all;
}

int
main(void)
{
    return tap_run(suite());
}
