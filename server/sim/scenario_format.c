#include "sim/scenario_format.h"

#define SPAN "a span of time (SPANS)"
#define GLOB "text; * stands for any text, ? for any one character"

/* clang-format off */
const struct format_table FORMAT_TABLES[FORMAT_COUNT] = {
    [FORMAT_FILE] = {"file", "A file is one scenario, or an object with one member:", {
        {"scenarios", "a list of scenarios", "any number of them; where several match a job, the first counts"},
    }},
    [FORMAT_SCENARIO] = {"scenario", "A scenario is an object. Only its name is required.", {
        {"name",       "1 to 63 lower-case letters, digits and '-', no '-' first", "how it is asked for; one of the same name that was there before is replaced"},
        {"match",      "an object (match)",     "jobs that get it without asking; absent: none do"},
        {"create",     "an object (create)",    "the create is refused, and there is no job"},
        {"queued",     SPAN,                    "how long a job is QUEUED; absent, as with the three below: as long as the profile says"},
        {"preparing",  SPAN,                    "how long it is PREPARING"},
        {"running",    SPAN,                    "how long it is RUNNING; a tuning job runs as long as its trials take"},
        {"cancelling", SPAN,                    "how long it is CANCELLING once somebody cancels it"},
        {"outcome",    "a list of 1 to 100 objects (outcome)", "the ways it may end, one of which is drawn from the seed; absent: SUCCEEDED"},
        {"race",       "\"cancel\" or \"natural\"", "natural: a job at work goes on while it is CANCELLING, and if it ends by then, that end stands; absent: cancel"},
        {"tuning",     "an object (tuning)",    "what the trials of a tuning job come to"},
    }},
    [FORMAT_MATCH] = {"match", "All members that are there must fit; an empty object fits every job.", {
        {"jobId",  GLOB,                 "the job's id"},
        {"region", GLOB,                 "the region of its input"},
        {"labels", "an object of at most 64 texts as above", "labels that the job must have, with values that fit"},
        {"tuning", "true or false",      "true: only jobs with hyperparameters; false: only jobs without"},
    }},
    [FORMAT_CREATE] = {"create", "What the client reads instead of a job.", {
        {"status",  "a google.rpc.Code such as \"RESOURCE_EXHAUSTED\"", "required; the HTTP status follows from it"},
        {"field",   "text",                 "the field of the request that is to blame, put into the error as the service does; absent: none"},
        {"message", "text of at most 16384 bytes", "required; may hold placeholders (see Placeholders)"},
        {"details", "a list of objects, at most 16384 bytes of compact JSON", "details of the error, in place of its own; may hold placeholders"},
    }},
    [FORMAT_OUTCOME] = {"outcome", "One way to end.", {
        {"state",        "\"SUCCEEDED\", \"FAILED\" or \"CANCELLED\"", "the job's last state; CANCELLED by the service, that is; absent: SUCCEEDED"},
        {"weight",       "a number from 0 to 1e9", "how often it is drawn, against the others; absent: 1"},
        {"during",       "\"queued\", \"preparing\" or \"running\"", "the stage in which a job ends that does not succeed; absent: running"},
        {"at",           "a number from 0 to 1, or {\"uniform\":[0.1,0.9]}", "which part of that stage has passed by then; absent: 0.5"},
        {"errorMessage", "text of at most 16384 bytes", "the job's errorMessage; may hold placeholders"},
    }},
    [FORMAT_TUNING] = {"tuning", "Trials are chosen by the job's algorithm; this says what they come to. Jobs without hyperparameters do not look at it.", {
        {"objective",       "an object (OBJECTIVES)", "what a trial's parameters are worth; absent: a function with an optimum that is drawn from the seed"},
        {"noise",           "a number from 0 to 1e9", "standard deviation of what is added to each metric; absent: 0"},
        {"trialPreparing",  SPAN,                     "how long a trial waits for its machine; absent, as below: as long as the profile says"},
        {"trialRunning",    SPAN,                     "how long it runs"},
        {"failProbability", "a number from 0 to 1",   "the part of all trials that fail, by chance of the seed; absent: 0"},
        {"missingMetric",   "a number from 0 to 1",   "the part of all trials that end without a metric; absent: 0"},
        {"infeasible",      "an expression (EXPRESSIONS)", "trials for which it is true are infeasible"},
        {"curve",           "an object (curve)",      "how a trial's metric grows while it trains"},
        {"reportInterim",   "true or false",          "true: a running trial shows the last point that it has reached; absent: false"},
    }},
    [FORMAT_CURVE] = {"curve", "A power law from a first value to the final one. Early stopping judges by its points.", {
        {"steps",  "a whole number from 1 to 1000000000000", "the last training step; absent: 1000"},
        {"points", "a whole number from 1 to 1000, at most steps", "how many points a trial reports; absent: 10"},
        {"alpha",  "a number from 0.001 to 100", "how fast it comes near the final value; absent: 0.7"},
        {"noise",  "a number from 0 to 1e9",     "standard deviation of what is added to each point but the last; absent: 0"},
    }},
    [FORMAT_FUNCTION] = {"function", "A function of the literature, to be minimised: a job that maximises sees its negative.", {
        {"function", "a name (below)",                    "which function"},
        {"params",   "a list of 1 to 64 names of parameters", "the parameters that it takes, in that order; absent: all that are numbers"},
        {"map",      "an object (map)",                   "what becomes of its values"},
    }},
    [FORMAT_EXPRESSION] = {"expression", "Arithmetic over the trial's parameters.", {
        {"expression", "an expression (EXPRESSIONS)", "its value is the metric"},
    }},
    [FORMAT_TABLE] = {"table", "Results that are known.", {
        {"table", "an object (rows of a table)", "its rows"},
    }},
    [FORMAT_TRIALS] = {"trials", "Results trial by trial. Trials that are not listed come to what they do without an objective.", {
        {"trials", "an object whose names are trial ids from \"1\" on", "for each the result of that trial (result of a trial)"},
    }},
    [FORMAT_MAP] = {"map", "Of a function.", {
        {"to",        "a list of two numbers, the smaller first", "its values are squeezed into that range, the optimum at the end that is the goal"},
        {"direction", "\"auto\" or \"as-is\"", "as-is: the function is never negated; absent: auto"},
    }},
    [FORMAT_ROWS] = {"rows of a table", "The object that \"table\" holds.", {
        {"key",  "a list of 1 to 64 names of parameters", "required; what the columns are"},
        {"rows", "a list of 1 to 100000 lists",           "required; each has a value for every name of the key, and the result"},
        {"else", "\"nearest\", \"infeasible\" or a number", "what holds where there is no row: the nearest row, no value, or that number; absent: nearest"},
    }},
    [FORMAT_RESULT] = {"result of a trial", "One of those that \"trials\" holds.", {
        {"objectiveValue", "a number",                     "the metric; absent: the trial ends well without one"},
        {"trainingStep",   "a whole number from 1 on",     "the step it is reported at; absent: the curve's last"},
        {"state",          "\"SUCCEEDED\" or \"FAILED\"",  "how the trial ends; absent: SUCCEEDED"},
    }},
    [FORMAT_SPAN] = {"span", "Text such as \"10s\", \"50ms\", \"2s..5s\" or \"never\", or an object with one of these members. No span is longer than 3650 days; what is drawn is cut to whole milliseconds.", {
        {"uniform",     "a list of two durations, the shorter first", "any span between the two is as likely"},
        {"lognormal",   "an object (lognormal)",   "most spans lie about a median, a few are much longer"},
        {"exponential", "an object (exponential)", "short spans are likelier than long ones"},
        {"steps",       "a list of 1 to 1000 durations", "the first job takes the first, the second the second, and later ones the last; jobs of the project, or trials of the job"},
    }},
    [FORMAT_LOGNORMAL] = {"lognormal", "", {
        {"median", "a duration",            "required; half of all spans are shorter"},
        {"sigma",  "a number from 0 to 10", "standard deviation of the span's logarithm; absent: 0"},
        {"max",    "a duration, no shorter than the median", "longer spans are drawn again; absent: there is no longest"},
    }},
    [FORMAT_EXPONENTIAL] = {"exponential", "", {
        {"mean", "a duration", "required"},
    }},
};
/* clang-format on */
