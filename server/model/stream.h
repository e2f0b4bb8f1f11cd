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
};

#endif
