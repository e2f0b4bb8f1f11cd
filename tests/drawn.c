#include "drawn.h"

#include "base/rng.h"

#include <assert.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PARAMETERS_MOST 6

enum objective { OBJECTIVE_FUNCTION, OBJECTIVE_EXPRESSION, OBJECTIVE_TABLE, OBJECTIVE_TRIALS };
#define OBJECTIVE_KINDS 5 /* and none: the hidden optimum */

enum { GRID = 1 }; /* of ALGORITHMS */

/* What both bodies must agree on. */
struct shape {
    bool tunes;
    int objective;
    size_t function; /* of FUNCTIONS */
    size_t algorithm;
    int parameters;
};

/* One series of draws a body. */
struct draws {
    uint64_t seed;
    uint32_t series;
    uint32_t number;
    uint32_t count;
};

enum series { SERIES_SHAPE, SERIES_JOB, SERIES_SCENARIO };

static struct draws
begin(const struct drawn *drawn, enum series series)
{
    return (struct draws){
        .seed = drawn->seed, .series = (uint32_t)series, .number = (uint32_t)drawn->number};
}

static size_t
pick(struct draws *draws, size_t below)
{
    return rng_bits(draws->seed, draws->series, draws->number, draws->count++) % below;
}

/* Arguments of one call are evaluated in whatever order a compiler likes: at most one of them may draw. */
#define ONE_OF(draws, list) ((list)[pick(draws, COUNT(list))])

static const struct {
    const char *name;
    int parameters; /* 0: any number */
} FUNCTIONS[] = {
    {"sphere", 0},    {"rosenbrock", 2}, {"branin", 2},   {"ackley", 0}, {"rastrigin", 0},
    {"hartmann3", 3}, {"hartmann6", 6},  {"griewank", 0}, {"levy", 0},
};

static const char *const ALGORITHMS[] = {"", "\"algorithm\":\"GRID_SEARCH\",",
                                         "\"algorithm\":\"RANDOM_SEARCH\","};

static struct shape
shape_of(const struct drawn *drawn)
{
    struct draws draws = begin(drawn, SERIES_SHAPE);
    struct shape shape = {
        .tunes = pick(&draws, 3) > 0,
        .objective = (int)pick(&draws, OBJECTIVE_KINDS),
        .function = pick(&draws, COUNT(FUNCTIONS)),
        .algorithm = pick(&draws, COUNT(ALGORITHMS)),
        .parameters = 1 + (int)pick(&draws, 4),
    };
    if (shape.objective == OBJECTIVE_FUNCTION && FUNCTIONS[shape.function].parameters > 0)
        shape.parameters = FUNCTIONS[shape.function].parameters;
    assert(shape.parameters <= PARAMETERS_MOST);
    return shape;
}

static const char *
name_of(const struct drawn *drawn)
{
    return drawn->rename != NULL ? drawn->rename : "p";
}

bool
drawn_tunes(const struct drawn *drawn)
{
    return shape_of(drawn).tunes;
}

/* --- the job ----------------------------------------------------------------------------------*/

/* A whole number's range where the grid must be finite. */
static void
add_range(struct buf *out, struct draws *draws, bool is_whole)
{
    static const char *const SCALES[] = {"", ",\"scaleType\":\"UNIT_LINEAR_SCALE\"",
                                         ",\"scaleType\":\"UNIT_LOG_SCALE\"",
                                         ",\"scaleType\":\"UNIT_REVERSE_LOG_SCALE\""};
    static const char *const WHOLE[] = {"1,\"maxValue\":40", "8,\"maxValue\":512",
                                        "3,\"maxValue\":3"};
    static const char *const REAL[] = {"0.0001,\"maxValue\":1", "0.5,\"maxValue\":0.75",
                                       "1e-7,\"maxValue\":3e5"};
    buf_printf(out, "\"type\":\"%s\",\"minValue\":%s", is_whole ? "INTEGER" : "DOUBLE",
               is_whole ? ONE_OF(draws, WHOLE) : ONE_OF(draws, REAL));
    buf_add_str(out, ONE_OF(draws, SCALES));
}

/* The first two are numbers in a range, which is all that functions take. */
static void
add_parameter(struct buf *out, struct draws *draws, const struct shape *shape, int i)
{
    bool is_whole = shape->algorithm == GRID || pick(draws, 3) == 0;
    if (shape->objective == OBJECTIVE_FUNCTION || i < 2)
        add_range(out, draws, is_whole);
    else if (i == 2)
        buf_add_str(out,
                    "\"type\":\"CATEGORICAL\",\"categoricalValues\":[\"adam\",\"sgd\",\"\u00fc\"]");
    else
        buf_add_str(out, "\"type\":\"DISCRETE\",\"discreteValues\":[0.1,0.25,1,500]");
}

static void
add_tuning(struct buf *out, struct draws *draws, const struct drawn *drawn,
           const struct shape *shape)
{
    static const char *const GOALS[] = {"", "\"goal\":\"MAXIMIZE\",", "\"goal\":\"MINIMIZE\","};
    static const char *const STOPS[] = {"", "\"enableTrialEarlyStopping\":true,"};
    size_t trials = 1 + pick(draws, (size_t)drawn->trials_most);
    buf_printf(out, ",\"hyperparameters\":{%s", ALGORITHMS[shape->algorithm]);
    buf_add_str(out, ONE_OF(draws, GOALS));
    buf_add_str(out, ONE_OF(draws, STOPS));
    buf_printf(out, "\"maxTrials\":%zu,\"maxParallelTrials\":%zu,", trials, 1 + pick(draws, 5));
    if (pick(draws, 2) > 0)
        buf_printf(out, "\"maxFailedTrials\":%zu,", pick(draws, trials + 1));
    if (drawn->goes_on)
        buf_printf(out, "\"resumePreviousJobId\":\"j%d\",", drawn->number);
    buf_add_str(out, "\"params\":[");
    for (int i = 0; i < shape->parameters; i++) {
        buf_printf(out, "%s{\"parameterName\":\"%s%d\",", i > 0 ? "," : "", name_of(drawn), i + 1);
        add_parameter(out, draws, shape, i);
        buf_add_char(out, '}');
    }
    buf_add_str(out, "]}");
}

/* How it may go: as its own scenario says, as a preset does, or as it is. */
static void
add_label(struct buf *out, struct draws *draws, const struct drawn *drawn)
{
    static const char *const PRESETS[] = {
        "succeeds",         "fails-in-prepare",  "fails-while-running", "preempted",
        "slow-start",       "cancel-is-slow",    "cancel-loses-race",   "stuck-in-prepare",
        "trial-failures",   "early-stopping",    "no-metric",           "too-many-metrics",
        "tuning-converges", "permission-denied", "master-exits",
    };
    size_t way = pick(draws, 8);
    if (way == 0)
        return;
    if (way == 1)
        buf_printf(out, "\"labels\":{\"emulator-scenario\":\"%s\"},", ONE_OF(draws, PRESETS));
    else
        buf_printf(out, "\"labels\":{\"emulator-scenario\":\"s%d\",\"team\":\"t%zu\"},",
                   drawn->number, pick(draws, 3));
}

static void
add_training(struct buf *out, struct draws *draws, const struct drawn *drawn,
             const struct shape *shape)
{
    static const char *const TIERS[] = {
        "", "\"scaleTier\":\"BASIC_GPU\",", "\"scaleTier\":\"STANDARD_1\",",
        "\"scaleTier\":\"CUSTOM\",\"masterType\":\"n1-highcpu-16\","};
    static const char *const REGIONS[] = {"us-central1", "us-east1", "europe-west1"};
    static const char *const LIMITS[] = {
        "", ",\"scheduling\":{\"maxRunningTime\":\"700s\"}",
        ",\"scheduling\":{\"maxWaitTime\":\"1800s\",\"maxRunningTime\":\"7200s\"}"};
    buf_printf(out, "\"trainingInput\":{%s", ONE_OF(draws, TIERS));
    buf_printf(out, "\"region\":\"%s\",", ONE_OF(draws, REGIONS));
    buf_printf(out, "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}%s", ONE_OF(draws, LIMITS));
    if (shape->tunes)
        add_tuning(out, draws, drawn, shape);
    buf_add_char(out, '}');
}

void
drawn_job(struct buf *out, const struct drawn *drawn)
{
    struct draws draws = begin(drawn, SERIES_JOB);
    struct shape shape = shape_of(drawn);
    buf_printf(out, "{\"jobId\":\"%s%d\",", drawn->goes_on ? "r" : "j", drawn->number);
    add_label(out, &draws, drawn);
    if (shape.tunes || pick(&draws, 4) > 0)
        add_training(out, &draws, drawn, &shape);
    else
        buf_add_str(out, "\"predictionInput\":{\"region\":\"us-east1\",\"dataFormat\":\"JSON\","
                         "\"uri\":\"gs://b/m\",\"inputPaths\":[\"gs://b/i\"],"
                         "\"outputPath\":\"gs://b/o\"}");
    buf_add_char(out, '}');
}

/* --- its scenario -----------------------------------------------------------------------------*/

static void
add_stages(struct buf *out, struct draws *draws, const char *const *names, size_t count)
{
    static const char *const SPANS[] = {
        "\"0s\"",
        "\"7.5s\"",
        "{\"uniform\":[\"1s\",\"90s\"]}",
        "{\"uniform\":[\"0s\",\"2s\"]}",
        "{\"lognormal\":{\"median\":\"60s\",\"sigma\":0.4,\"max\":\"600s\"}}",
        "{\"exponential\":{\"mean\":\"40s\"}}",
    };
    for (size_t i = 0; i < count; i++) {
        if (pick(draws, 4) > 0)
            buf_printf(out, ",\"%s\":%s", names[i], ONE_OF(draws, SPANS));
    }
}

static void
add_outcome(struct buf *out, struct draws *draws)
{
    static const char *const OUTCOMES[] = {
        "[{\"state\":\"FAILED\",\"at\":{\"uniform\":[0,1]},\"errorMessage\":\"It broke.\"}]",
        "[{\"state\":\"SUCCEEDED\",\"weight\":2},{\"state\":\"FAILED\",\"weight\":1,\"at\":0.5}]",
        "[{\"state\":\"SUCCEEDED\"},{\"state\":\"CANCELLED\",\"at\":0.9}]",
        "[{\"state\":\"FAILED\",\"during\":\"queued\",\"at\":1}]",
    };
    if (pick(draws, 3) == 0)
        buf_printf(out, ",\"outcome\":%s", ONE_OF(draws, OUTCOMES));
}

static void
add_function(struct buf *out, struct draws *draws, const struct drawn *drawn,
             const struct shape *shape)
{
    static const char *const MAPS[] = {"", ",\"map\":{\"to\":[0,1]}",
                                       ",\"map\":{\"direction\":\"as-is\"}"};
    size_t turn = pick(draws, (size_t)shape->parameters);
    buf_printf(out, "{\"function\":\"%s\",\"params\":[", FUNCTIONS[shape->function].name);
    for (int i = 0; i < shape->parameters; i++)
        buf_printf(out, "%s\"%s%zu\"", i > 0 ? "," : "", name_of(drawn),
                   1 + ((size_t)i + turn) % (size_t)shape->parameters);
    buf_printf(out, "]%s}", ONE_OF(draws, MAPS));
}

static void
add_expression(struct buf *out, const struct drawn *drawn, const struct shape *shape)
{
    const char *name = name_of(drawn);
    buf_printf(out, "{\"expression\":\"sin(3 * %s1) + log(%s1 + 1)^2 / 7 - exp(-%s1)", name, name,
               name);
    if (shape->parameters > 1)
        buf_printf(out, " + tanh(%s2 / 100) * %s1^0.3", name, name);
    if (shape->parameters > 2)
        buf_printf(out, " + (%s3 == 'adam' ? 0.25 : sqrt(2))", name);
    if (shape->parameters > 3)
        buf_printf(out, " - abs(log10(%s4))", name);
    buf_add_str(out, "\"}");
}

static void
add_table(struct buf *out, struct draws *draws, const struct drawn *drawn)
{
    static const char *const OTHERWISE[] = {"\"nearest\"", "\"infeasible\"", "0.25"};
    buf_printf(out, "{\"table\":{\"key\":[\"%s1\"],\"rows\":[", name_of(drawn));
    buf_printf(out, "[0.0003,0.1],[0.7,0.9],[3,0.3],[17,0.7],[200,0.25]],\"else\":%s}}",
               ONE_OF(draws, OTHERWISE));
}

static void
add_objective(struct buf *out, struct draws *draws, const struct drawn *drawn,
              const struct shape *shape)
{
    if (shape->objective > OBJECTIVE_TRIALS)
        return;
    buf_add_str(out, ",\"objective\":");
    if (shape->objective == OBJECTIVE_FUNCTION)
        add_function(out, draws, drawn, shape);
    else if (shape->objective == OBJECTIVE_EXPRESSION)
        add_expression(out, drawn, shape);
    else if (shape->objective == OBJECTIVE_TABLE)
        add_table(out, draws, drawn);
    else
        buf_add_str(out, "{\"trials\":{\"1\":{\"objectiveValue\":0.1},\"3\":{\"state\":\"FAILED\"},"
                         "\"4\":{\"state\":\"SUCCEEDED\"}}}");
}

static void
add_study(struct buf *out, struct draws *draws, const struct drawn *drawn,
          const struct shape *shape)
{
    static const char *const STAGES[] = {"trialPreparing", "trialRunning"};
    static const char *const NOISE[] = {"0", "0.01", "0.5"};
    static const char *const CHANCES[] = {"0", "0", "0.1", "0.4"};
    static const char *const CURVES[] = {
        "", ",\"curve\":{\"steps\":500,\"points\":10,\"alpha\":0.7,\"noise\":0.02}",
        ",\"curve\":{\"steps\":40,\"points\":20},\"reportInterim\":true"};
    buf_printf(out, ",\"tuning\":{\"noise\":%s", ONE_OF(draws, NOISE));
    buf_printf(out, ",\"failProbability\":%s", ONE_OF(draws, CHANCES));
    buf_printf(out, ",\"missingMetric\":%s", ONE_OF(draws, CHANCES));
    add_stages(out, draws, STAGES, COUNT(STAGES));
    if (pick(draws, 4) == 0)
        buf_printf(out, ",\"infeasible\":\"%s1 > 30\"", name_of(drawn));
    buf_add_str(out, ONE_OF(draws, CURVES));
    add_objective(out, draws, drawn, shape);
    buf_add_char(out, '}');
}

void
drawn_scenario(struct buf *out, const struct drawn *drawn)
{
    static const char *const STAGES[] = {"queued", "preparing", "running", "cancelling"};
    struct draws draws = begin(drawn, SERIES_SCENARIO);
    struct shape shape = shape_of(drawn);
    buf_printf(out, "{\"name\":\"s%d\"", drawn->number);
    add_stages(out, &draws, STAGES, COUNT(STAGES));
    add_outcome(out, &draws);
    if (pick(&draws, 3) == 0)
        buf_add_str(out, ",\"race\":\"natural\"");
    if (shape.tunes)
        add_study(out, &draws, drawn, &shape);
    buf_add_char(out, '}');
}
