/* What each operator, type and spelling of a filter means, by known answers. */
#include "tap.h"

#include "filter_job.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const char TUNED[] =
    "{\"jobId\":\"census_Tune1\",\"trainingInput\":{\"workerCount\":\"9007199254740993\","
    "\"packageUris\":[\"gs://b/a.tgz\"],\"args\":[\"--lr=0.1\",\"--Name=Big "
    "(one)\",\"a\\\\b\",\"q=\\\"],[\"],"
    "\"hyperparameters\":{\"goal\":\"MAXIMIZE\",\"maxTrials\":10,\"params\":["
    "{\"maxValue\":0.5,\"minValue\":0.001,\"parameterName\":\"lr\",\"scaleType\":\"UNIT_LOG_"
    "SCALE\","
    "\"type\":\"DOUBLE\"},{\"discreteValues\":[1,2.5],\"parameterName\":\"units\","
    "\"type\":\"DISCRETE\"}]},\"region\":\"us-central1\",\"jobDir\":\"gs://B/Job\","
    "\"masterConfig\":{\"acceleratorConfig\":{\"count\":\"2\",\"type\":\"NVIDIA_TESLA_K80\"},"
    "\"imageUri\":\"gcr.io/p/i\"},\"enableWebAccess\":true,"
    "\"scheduling\":{\"maxRunningTime\":\"7200.500s\",\"priority\":-5}},"
    "\"createTime\":\"2020-01-01T00:00:00Z\",\"startTime\":\"2020-01-01T00:00:10Z\","
    "\"state\":\"FAILED\",\"errorMessage\":\"It said \\\"no\\\" <twice>\\n\\u00e9t\\u00e9"
    "\\u00ad\\u200b\\ud834\\udd73!\","
    "\"trainingOutput\":{\"completedTrialCount\":\"2\",\"trials\":[{\"trialId\":\"1\","
    "\"hyperparameters\":{\"lr\":\"0.01\"},\"finalMetric\":{\"objectiveValue\":0.9}},"
    "{\"trialId\":\"2\",\"finalMetric\":{\"trainingStep\":\"7\",\"objectiveValue\":\"NaN\"},"
    "\"isTrialStoppedEarly\":true}],\"consumedMLUnits\":0.06,\"isHyperparameterTuningJob\":true},"
    "\"labels\":{\"team\":\"rocket\",\"airflow-version\":\"v1-10\",\"a.b\":\"dot\",\"empty\":\"\","
    "\"\\u00e9tat\":\"fort\"},\"etag\":\"yj3IaCrczg0=\"}";

/* Nothing but what every job has. */
static const char PLAIN[] = "{\"jobId\":\"rnn_2\",\"predictionInput\":{\"region\":\"us-east1\"},"
                            "\"createTime\":\"2020-01-01T00:00:05Z\",\"state\":\"QUEUED\"}";

static const char BASIC[] = "{\"jobId\":\"rnn\",\"trainingInput\":{\"region\":\"asia-east1\","
                            "\"hyperparameters\":{}},\"state\":\"RUNNING\",\"trainingOutput\":{}}";

struct answer {
    const char *filter;
    bool tuned;
    bool plain;
    bool basic;
};

/* clang-format off */
static const struct answer ANSWERS[] = {
    /* Blank: all. */
    {"", true, true, true},
    {" \t\r\n ", true, true, true},
    /* The two examples of the documentation, and their kin. */
    {"jobId:census*", true, false, false},
    {"jobId:rnn* AND state:FAILED", false, false, false},
    {"jobId:rnn* AND state:QUEUED", false, true, false},
    {"jobId:rnn* state:QUEUED", false, true, false},
    /* jobId is case-sensitive. */
    {"jobId:Census*", false, false, false},
    {"jobId:rnn", false, false, true},
    {"jobId:RNN", false, false, false},
    {"jobId=rnn", false, false, true},
    {"jobId=rnn*", false, false, false},
    {"jobId!=rnn", true, true, false},
    {"jobId<rnn", true, false, false},
    {"jobId<=rnn", true, false, true},
    {"jobId>rnn", false, true, false},
    {"jobId>=rnn", false, true, true},
    {"jobId:*", true, true, true},
    {"job_id:rnn_2", false, true, false},
    /* Text. */
    {"trainingInput.region:US-CENTRAL1", true, false, false},
    {"trainingInput.region=US-CENTRAL1", false, false, false},
    {"trainingInput.region=us-central1", true, false, false},
    {"trainingInput.region:us-*", true, false, false},
    {"trainingInput.region:US-*", true, false, false},
    {"trainingInput.region:us", false, false, false},
    {"trainingInput.region!=us-central1", false, true, true},
    {"trainingInput.region!=us-*", true, true, true},
    {"trainingInput.region<us", false, false, true},
    {"trainingInput.region>us", true, false, false},
    {"trainingInput.region:*", true, false, true},
    {"training_input.region=us-central1", true, false, false},
    {"training_input.job_dir:gs://b/*", true, false, false},
    {"trainingInput.job_dir=gs://B/Job", true, false, false},
    {"trainingInput.jobDir=gs://b/Job", false, false, false},
    {"trainingInput.jobDir<gs://C", true, false, false},
    {"predictionInput.region=us-east1", false, true, false},
    {"trainingInput.masterType=\"\"", false, false, false},
    {"trainingInput.masterType!=\"\"", true, true, true},
    {"trainingInput.masterType<z", false, false, false},
    {"trainingInput.masterType:*", false, false, false},
    {"NOT trainingInput.masterType:*", true, true, true},
    {"trainingInput.masterConfig.imageUri:gcr.io/p/*", true, false, false},
    {"training_input.master_config.accelerator_config.type:nvidia_tesla_k80", true, false, false},
    /* Quotes, escapes, escapes of JSON. */
    {"errorMessage:\"it said*\"", true, false, false},
    {"errorMessage:'it said \"no\" <TWICE>*'", true, false, false},
    {"errorMessage:\"it said \\\"no\\\" <*\"", true, false, false},
    {"errorMessage=\"It said \\\"no\\\" <twice>\n\u00e9t\u00e9\u00ad\u200b\U0001D173!\"", true, false, false},
    {"errorMessage:\"it said \\\"no\\\" <twice>\n\u00e9T\u00e9\u00ad\u200b\U0001D173!\"", true, false, false},
    {"errorMessage=\"It said \\\"no\\\" <twice>\n\u00e9t\u00e9\u00ad\u200b\U0001D174!\"", false, false, false},
    {"errorMessage<\"It said \\\"no\\\" <twice>\n\u00e9t\u00e9\u00ad\u200b\U0001D174!\"", true, false, false},
    {"error_message:'it said*'", true, false, false},
    {"state:\"FAILED\"", true, false, false},
    {"jobId:\"rnn*\"", false, true, true},
    {"jobId:\"rnn\\*\"", false, false, false},
    {"trainingInput.args:\"a\\\\b\"", true, false, false},
    {"trainingInput.args:a\\b", true, false, false},
    {"trainingInput.args:'a\\'b'", false, false, false},
    {"trainingInput.args='q=\"],['", true, false, false},
    {"jobId = \"rnn\"", false, false, true},
    {"  jobId\t:\nrnn  ", false, false, true},
    /* Lists: any element. */
    {"trainingInput.args:--lr=0.1", true, false, false},
    {"trainingInput.args:--LR*", true, false, false},
    {"trainingInput.args=--lr", false, false, false},
    {"trainingInput.args=\"--Name=Big (one)\"", true, false, false},
    {"trainingInput.args!=--lr=0.1", false, true, true},
    {"trainingInput.args!=--lr", true, true, true},
    {"trainingInput.args<--a", true, false, false},
    {"trainingInput.args:*", true, false, false},
    {"trainingInput.packageUris:gs://b/*", true, false, false},
    {"trainingInput.hyperparameters.params.parameterName=units", true, false, false},
    {"trainingInput.hyperparameters.params.parameter_name:l*", true, false, false},
    {"trainingInput.hyperparameters.params.parameterName=x", false, false, false},
    {"trainingInput.hyperparameters.params:*", true, false, false},
    {"trainingInput.hyperparameters.params.discreteValues=2.5", true, false, false},
    {"trainingInput.hyperparameters.params.discreteValues=0", false, false, false},
    {"trainingInput.hyperparameters.params.discreteValues>2.5", false, false, false},
    {"trainingInput.hyperparameters.params.minValue=0", true, false, false},
    {"trainingOutput.trials.trialId=2", true, false, false},
    {"trainingOutput.trials.hyperparameters.lr=0.01", true, false, false},
    {"trainingOutput.trials.hyperparameters:lr", true, false, false},
    {"trainingOutput.trials.finalMetric.objectiveValue>0.5", true, false, false},
    {"trainingOutput.trials.finalMetric.objectiveValue<0.5", false, false, false},
    {"trainingOutput.trials.finalMetric.objectiveValue!=0.9", false, true, true},
    {"trainingOutput.trials.finalMetric.objectiveValue=5", false, false, false}, /* nor is NaN 5 */
    /* Whole numbers, exactly: 2^53 + 1 is no double. */
    {"trainingInput.workerCount=9007199254740993", true, false, false},
    {"trainingInput.workerCount=9007199254740992", false, false, false},
    {"trainingInput.workerCount>9007199254740992", true, false, false},
    {"trainingInput.workerCount<9007199254740994", true, false, true},
    {"trainingInput.workerCount:9007199254740993", true, false, false},
    {"trainingInput.workerCount=\"9007199254740993\"", true, false, false},
    {"trainingInput.scheduling.priority=-5", true, false, false},
    {"trainingInput.scheduling.priority<-4", true, false, false},
    {"trainingInput.scheduling.priority>=-9223372036854775808", true, false, false},
    {"trainingInput.hyperparameters.maxTrials>=10", true, false, false},
    {"trainingInput.hyperparameters.maxTrials>9", true, false, false},
    /* Left out reads as zero where the message is there; `:*` asks what is shown. */
    {"trainingInput.workerCount=0", false, false, true},
    {"trainingInput.workerCount<=0", false, false, true},
    {"trainingInput.workerCount>-1", true, false, true},
    {"trainingInput.workerCount!=0", true, true, false},
    {"trainingInput.workerCount:*", true, false, false},
    {"trainingInput.hyperparameters.maxTrials=0", false, false, true},
    {"trainingInput.scheduling.priority=0", false, false, false},
    {"jobPosition=0", true, true, true},
    {"trainingInput.enableWebAccess=true", true, false, false},
    {"trainingInput.enableWebAccess:TRUE", true, false, false},
    {"trainingInput.enableWebAccess=false", false, false, true},
    {"trainingInput.enableWebAccess!=false", true, true, false},
    {"trainingOutput.trials.isTrialStoppedEarly=true", true, false, false},
    {"trainingOutput.trials.isTrialStoppedEarly=false", true, false, false},
    /* Numbers. */
    {"trainingOutput.consumedMLUnits=0.06", true, false, false},
    {"trainingOutput.consumed_ml_units=6e-2", true, false, false},
    {"trainingOutput.consumedMLUnits>0.0599", true, false, false},
    {"trainingOutput.consumedMLUnits<Infinity", true, false, true},
    {"trainingOutput.consumedMLUnits>-Infinity", true, false, true},
    {"trainingOutput.consumedMLUnits=0", false, false, true},
    /* Times, by value; what is printed has whole seconds. */
    {"createTime=2020-01-01T00:00:00Z", true, false, false},
    {"createTime:2020-01-01T01:00:00+01:00", true, false, false},
    {"createTime=2020-01-01T00:00:00.000000001Z", false, false, false},
    {"createTime<2020-01-01T00:00:00.000000001Z", true, false, false},
    {"createTime<2020-01-01T00:00:05Z", true, false, false},
    {"createTime<=\"2020-01-01T00:00:05Z\"", true, true, false},
    {"createTime>=2020-01-01T00:00:00Z createTime<2020-01-01T00:00:05Z", true, false, false},
    {"createTime<9999-12-31T00:00:00Z", true, true, false},
    {"createTime>0001-01-01T00:00:00Z", true, true, false},
    {"createTime!=2020-01-01T00:00:00Z", false, true, true},
    {"createTime:2020-01-01T00:00:0*", true, true, false},
    {"createTime:2020-01-01T00:00:00*", true, false, false},
    {"endTime:*", false, false, false},
    {"startTime:*", true, false, false},
    {"start_time>2019-12-31T23:59:59Z", true, false, false},
    {"-endTime:*", true, true, true},
    /* Durations. */
    {"trainingInput.scheduling.maxRunningTime=7200.5s", true, false, false},
    {"trainingInput.scheduling.maxRunningTime>7200s", true, false, false},
    {"trainingInput.scheduling.maxRunningTime<10000s", true, false, false},
    {"trainingInput.scheduling.maxRunningTime>7200.6s", false, false, false},
    {"trainingInput.scheduling.maxWaitTime<1s", false, false, false},
    /* Enums. */
    {"state:failed", true, false, false},
    {"state=FAILED", true, false, false},
    {"state!=FAILED", false, true, true},
    {"state:F*", true, false, false},
    {"state:*", true, true, true},
    {"state:x*", false, false, false},
    {"state=STATE_UNSPECIFIED", false, false, false},
    {"trainingInput.scaleTier=BASIC", true, false, true},
    {"trainingInput.scaleTier:basic*", true, false, true},
    {"trainingInput.scaleTier!=CUSTOM", true, true, true},
    {"trainingInput.scaleTier!=BASIC", false, true, false},
    {"trainingInput.scaleTier:*", false, false, false},
    {"trainingInput.hyperparameters.params.scaleType=NONE", true, false, false},
    {"trainingInput.hyperparameters.goal=GOAL_TYPE_UNSPECIFIED", false, false, false},
    /* Labels. */
    {"labels.team=rocket", true, false, false},
    {"labels.team:ROCK*", true, false, false},
    {"labels.team=Rocket", false, false, false},
    {"labels.team:*", true, false, false},
    {"labels.Team:*", false, false, false},
    {"labels.teams:*", false, false, false},
    {"-labels.team:*", false, true, true},
    {"labels.team!=rocket", false, true, true},
    {"labels.team<s", true, false, false},
    {"labels.airflow-version=v1-10", true, false, false},
    {"labels.\"airflow-version\":v1*", true, false, false},
    {"labels.\"a.b\"=dot", true, false, false},
    {"labels.'a.b'=dot", true, false, false},
    {"labels.a.b=dot", true, false, false},
    {"labels.a=dot", false, false, false},
    {"labels.empty=\"\"", true, false, false},
    {"labels.empty:*", true, false, false},
    {"labels.none=\"\"", false, false, false},
    {"labels.\u00e9tat=fort", true, false, false},
    {"labels:team", true, false, false},
    {"labels:TEA*", true, false, false},
    {"labels:tea", false, false, false},
    {"labels:*", true, false, false},
    /* Bytes. */
    {"etag=yj3IaCrczg0=", true, false, false},
    {"etag:YJ3IaCrczg0=", false, false, false},
    {"etag:yj3*", true, false, false},
    /* Messages. */
    {"trainingInput:*", true, false, true},
    {"trainingInput.hyperparameters:*", true, false, true},
    {"trainingInput.masterConfig:*", true, false, false},
    {"trainingOutput:*", true, false, true},
    {"NOT predictionInput:*", true, false, true},
    /* AND binds tighter than OR. */
    {"state:RUNNING OR state:FAILED AND jobId:x", false, false, true},
    {"state:RUNNING OR state:FAILED jobId:x", false, false, true},
    {"(state:RUNNING OR state:FAILED) AND jobId:x", false, false, false},
    {"jobId:x AND state:FAILED OR state:RUNNING", false, false, true},
    {"NOT state:RUNNING AND jobId:rnn*", false, true, false},
    {"NOT (state:RUNNING AND jobId:rnn*)", true, true, false},
    {"-state:RUNNING jobId:rnn*", false, true, false},
    {"-(state:RUNNING OR state:QUEUED)", true, false, false},
    {"jobId:rnn* -state:RUNNING", false, true, false},
    {"((((state:QUEUED))))", false, true, false},
    {"(state:QUEUED)(jobId:rnn*)", false, true, false},
    {"(state:QUEUED)OR(jobId:rnn)", false, true, true},
    {"NOT(state:QUEUED)AND(jobId:rnn*)", false, false, true},
    {"state:QUEUED OR state:RUNNING OR state:FAILED", true, true, true},
};
/* clang-format on */

START_TEST(a_filter_picks_the_jobs_it_says)
{
    const struct answer *answer = &ANSWERS[_i];
    struct filter *filter OWNED(filter_drop) = filter_job_parse(text_of(answer->filter));
    json_auto_t *tuned = filter_job_load(TUNED);
    json_auto_t *plain = filter_job_load(PLAIN);
    json_auto_t *basic = filter_job_load(BASIC);
    struct buf expected OWNED(buf_done) = BUF(100);
    struct buf got OWNED(buf_done) = BUF(100);
    buf_printf(&expected, "%d %d %d", answer->tuned, answer->plain, answer->basic);
    buf_printf(&got, "%d %d %d", filter_job_matches(filter, tuned),
               filter_job_matches(filter, plain), filter_job_matches(filter, basic));
    ck_assert_msg(strcmp(expected.at, got.at) == 0, "%s: expected %s, got %s", answer->filter,
                  expected.at, got.at);
}
END_TEST

/* What --compat echo=faithful keeps: the client's spellings of names, numbers and enums. */
START_TEST(a_job_in_the_words_of_its_client_reads_the_same)
{
    static const char *const FILTERS[] = {
        "trainingInput.workerCount=3",
        "trainingInput.evaluatorCount=100",
        "trainingInput.parameterServerCount=4",
        "trainingInput.scaleTier=STANDARD_1",
        "trainingInput.jobDir=gs://b",
        "trainingInput.hyperparameters.goal=MINIMIZE",
        "-trainingInput.region:*",
        "trainingInput.hyperparameters.maxTrials=0",
    };
    json_auto_t *job = filter_job_load(
        "{\"trainingInput\":{\"worker_count\":3,\"evaluator_count\":\"1e2\",\"region\":null,"
        "\"parameterServerCount\":4.0,\"scale_tier\":\"standard-1\",\"job_dir\":\"gs://b\","
        "\"hyperparameters\":{\"goal\":2,\"maxTrials\":null}}}");
    for (int i = 0; i < COUNT(FILTERS); i++) {
        struct filter *filter OWNED(filter_drop) = filter_job_parse(text_of(FILTERS[i]));
        ck_assert_msg(filter_job_matches(filter, job), "%s", FILTERS[i]);
    }
}
END_TEST

#define STATE(name) (1U << JOB_##name)
#define ALL FILTER_STATES_ALL

static const struct {
    const char *filter;
    unsigned states;
    const char *prefix;
    bool is_exact;
} BOUNDS[] = {
    {"", ALL, "", false},
    {"labels.a:b", ALL, "", false},
    {"state:FAILED", STATE(FAILED), "", false},
    {"state:*", ALL, "", false},
    {"state:CANCEL*", STATE(CANCELLING) | STATE(CANCELLED), "", false},
    {"state!=FAILED", ALL & ~STATE(FAILED), "", false},
    {"NOT (state:FAILED OR state:QUEUED)", ALL & ~(STATE(FAILED) | STATE(QUEUED)), "", false},
    {"-state:FAILED -state:QUEUED", ALL & ~(STATE(FAILED) | STATE(QUEUED)), "", false},
    {"state:FAILED state:QUEUED", 0, "", false},
    {"NOT (state:FAILED state:QUEUED)", ALL, "", false},
    {"NOT (state:FAILED labels.a:b)", ALL, "", false},
    {"state:FAILED labels.a:b", STATE(FAILED), "", false},
    {"state:FAILED OR labels.a:b", ALL, "", false},
    {"state=STATE_UNSPECIFIED", 0, "", false},
    {"trainingOutput.trials.state:FAILED", ALL, "", false},
    {"trainingInput.hyperparameters.resumePreviousJobId:a*", ALL, "", false},
    {"jobId:census*", ALL, "census", false},
    {"jobId:Census*", ALL, "Census", false},
    {"jobId:census", ALL, "census", true},
    {"jobId=census*", ALL, "census*", true},
    {"jobId!=census", ALL, "", false},
    {"jobId<census", ALL, "", false},
    {"jobId:*", ALL, "", false},
    {"jobId:\"\"", 0, "", false},
    {"NOT jobId:\"\"", ALL, "", false},
    {"NOT jobId:census*", ALL, "", false},
    {"jobId:rnn* AND state:FAILED", STATE(FAILED), "rnn", false},
    {"jobId:ab* jobId:abc*", ALL, "abc", false},
    {"jobId:ab* jobId:ab*", ALL, "ab", false},
    {"jobId:ab* jobId:abc", ALL, "abc", true},
    {"jobId:ab* jobId:ab", ALL, "ab", true},
    {"jobId:ab jobId:ab*", ALL, "ab", true},
    {"jobId:ab jobId:abc*", 0, "", false},
    {"jobId:ab* jobId:b*", 0, "", false},
    {"jobId:ab* OR jobId:abc*", ALL, "ab", false},
    {"jobId:abd OR jobId:abc", ALL, "ab", false},
    {"jobId:ab OR jobId=ab", ALL, "ab", true},
    {"jobId:ab OR jobId:x", ALL, "", false},
    {"jobId:ab* OR state:FAILED", ALL, "", false},
    {"jobId:ab* OR (jobId:a jobId:b)", ALL, "ab", false},
    {"(jobId:a jobId:b) OR jobId:ab", ALL, "ab", true},
    {"(jobId:ab* state:FAILED) OR (jobId:ac state:QUEUED)", STATE(FAILED) | STATE(QUEUED), "a",
     false},
};

START_TEST(the_bounds_are_as_narrow_as_states_and_ids_say)
{
    struct filter *filter OWNED(filter_drop) = filter_job_parse(text_of(BOUNDS[_i].filter));
    struct filter_bounds bounds;
    filter_bounds(filter, &bounds);
    ck_assert_uint_eq(bounds.states, BOUNDS[_i].states);
    ck_assert_msg(text_is(bounds.id_prefix, BOUNDS[_i].prefix), "%s: expected %s, got %.*s",
                  BOUNDS[_i].filter, BOUNDS[_i].prefix, TEXT_ARG(bounds.id_prefix));
    ck_assert_int_eq(bounds.is_id_exact, BOUNDS[_i].is_exact);
}
END_TEST

/* Writes into the job, so that a test sees what was asked for. */
static void
count_member(const void *job, const char *name, struct buf *out)
{
    int *const *count = job;
    (**count)++;
    buf_add_str(out, strcmp(name, "state") == 0 ? "\"FAILED\"" : "\"x\"");
}

START_TEST(only_what_is_asked_for_is_computed_and_once_in_a_row)
{
    static const struct {
        const char *filter;
        int asked;
    } CASES[] = {
        {"", 0},
        {"state:FAILED state:F* state=FAILED", 1},
        {"state:QUEUED jobId:x", 1},
        {"state:FAILED jobId:x", 2},
        {"state:FAILED OR jobId:x", 1},
        {"state:FAILED jobId:x state:FAILED", 3},
    };
    for (int i = 0; i < COUNT(CASES); i++) {
        struct filter *filter OWNED(filter_drop) = filter_job_parse(text_of(CASES[i].filter));
        int asked = 0;
        int *job = &asked;
        filter_matches(filter, &(struct filter_subject){.member = count_member, .job = &job});
        ck_assert_int_eq(asked, CASES[i].asked);
    }
}
END_TEST

START_TEST(a_scratch_buffer_is_kept_from_match_to_match)
{
    struct filter *filter OWNED(filter_drop) = filter_job_parse(TEXT("trainingInput.region:us*"));
    json_auto_t *tuned = filter_job_load(TUNED);
    json_auto_t *plain = filter_job_load(PLAIN);
    struct buf scratch OWNED(buf_done) = BUF(LIMIT_REPLY_BYTES);
    struct filter_subject subject = {.member = filter_job_member, .scratch = &scratch};
    for (int i = 0; i < 3; i++) {
        subject.job = tuned;
        ck_assert(filter_matches(filter, &subject));
        subject.job = plain;
        ck_assert(!filter_matches(filter, &subject));
    }
    ck_assert(!scratch.failed);
}
END_TEST

START_TEST(a_scratch_buffer_that_overflows_matches_nothing_and_says_so)
{
    static const char *const FILTERS[] = {"trainingInput:*", "NOT trainingInput:*",
                                          "NOT trainingInput:* OR state:FAILED",
                                          "trainingInput:* OR state:FAILED"};
    json_auto_t *tuned = filter_job_load(TUNED);
    for (int i = 0; i < COUNT(FILTERS); i++) {
        struct filter *filter OWNED(filter_drop) = filter_job_parse(text_of(FILTERS[i]));
        struct buf scratch OWNED(buf_done) = BUF(20);
        const struct filter_subject subject = {
            .member = filter_job_member, .job = tuned, .scratch = &scratch};
        ck_assert(!filter_matches(filter, &subject));
        ck_assert(scratch.failed);
        ck_assert(!filter_matches(filter, &subject));
        ck_assert(scratch.failed);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *all = suite_create("filter");
    TCase *cases = tcase_create("filter");
    tcase_add_loop_test(cases, a_filter_picks_the_jobs_it_says, 0, COUNT(ANSWERS));
    tcase_add_test(cases, a_job_in_the_words_of_its_client_reads_the_same);
    tcase_add_loop_test(cases, the_bounds_are_as_narrow_as_states_and_ids_say, 0, COUNT(BOUNDS));
    tcase_add_test(cases, only_what_is_asked_for_is_computed_and_once_in_a_row);
    tcase_add_test(cases, a_scratch_buffer_is_kept_from_match_to_match);
    tcase_add_test(cases, a_scratch_buffer_that_overflows_matches_nothing_and_says_so);
    suite_add_tcase(all, cases);
    return all;
}

int
main(void)
{
    return tap_run(suite());
}
