/* The streams of chance: which draw of a job a number is for. Numbers are part of "same seed, same
 * bytes": append, never renumber. */
#ifndef MODEL_STREAM_H
#define MODEL_STREAM_H

enum stream {
    STREAM_QUEUED = 1,
    STREAM_PREPARING = 2,
    STREAM_RUNNING = 3,
    STREAM_CANCELLING = 4,
    STREAM_ETAG = 5,
    STREAM_TRIAL_PREPARING = 6, /* trial = trialId */
    STREAM_TRIAL_RUNNING = 7,   /* trial = trialId */
    STREAM_RESPONSE_DELAY = 8,
    STREAM_SUGGESTION = 9, /* trial = trialId, draw = parameter */
    STREAM_OBJECTIVE = 10, /* draw = parameter: where the hidden optimum lies */
    STREAM_POLICY_ETAG = 11,
    STREAM_OUTCOME = 12,       /* draw 0: which outcome; 1: at which part of its stage */
    STREAM_TRIAL_FAILURE = 13, /* trial = trialId; draw 0: fails?; 1: after which part */
    STREAM_TRIAL_METRIC = 14,  /* trial = trialId: is the metric missing? */
    STREAM_NOISE = 15,         /* trial = trialId */
    STREAM_CURVE = 16,         /* trial = trialId, draw = point */
    STREAM_ACQUISITION = 17,   /* trial = trialId, draw: candidates of the optimiser */
    STREAM_DESIGN = 18,        /* draw = parameter: shift of the first trials' lattice */
    STREAM_PREDICTION_COUNT = 19,
};

#endif
