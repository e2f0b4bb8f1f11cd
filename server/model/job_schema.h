/* The messages of projects.jobs, a row a field.
 *
 * Sources: ml v1 discovery document, revision 20251213 (names, types, formats, enums); order of
 * fields as seen on the wire where it was seen, else as in the discovery document.
 * To add a field, add its row to the file of its message (training, tuning, prediction, output or
 * job _schema.c); parsing, errors, output and the discovery document follow from it.
 */
#ifndef MODEL_JOB_SCHEMA_H
#define MODEL_JOB_SCHEMA_H

#include "json/schema.h"

extern const struct message MESSAGE_JOB;
extern const struct message MESSAGE_TRAINING_INPUT;
extern const struct message MESSAGE_REPLICA_CONFIG;
extern const struct message MESSAGE_ACCELERATOR_CONFIG;
extern const struct message MESSAGE_DISK_CONFIG;
extern const struct message MESSAGE_ENCRYPTION_CONFIG;
extern const struct message MESSAGE_SCHEDULING;
extern const struct message MESSAGE_HYPERPARAMETER_SPEC;
extern const struct message MESSAGE_PARAMETER_SPEC;
extern const struct message MESSAGE_PREDICTION_INPUT;
extern const struct message MESSAGE_TRAINING_OUTPUT;
extern const struct message MESSAGE_HYPERPARAMETER_OUTPUT;
extern const struct message MESSAGE_HYPERPARAMETER_METRIC;
extern const struct message MESSAGE_BUILT_IN_ALGORITHM_OUTPUT;
extern const struct message MESSAGE_PREDICTION_OUTPUT;

/* Empty in the discovery document; kubeflow's client sends a name all the same, and it was taken.
 */
extern const struct message MESSAGE_CANCEL_JOB_REQUEST;

/* google.cloud.ml.v1.Job.State; numbers are the positions in the discovery document. */
enum job_state {
    JOB_STATE_UNSPECIFIED,
    JOB_QUEUED,
    JOB_PREPARING,
    JOB_RUNNING,
    JOB_SUCCEEDED,
    JOB_FAILED,
    JOB_CANCELLING,
    JOB_CANCELLED,
    JOB_STATE_COUNT
};

/* Its names: the state of a job, and of a trial. */
extern const struct enumeration JOB_STATE;

/* "QUEUED" and so on; static. */
const char *job_state_name(enum job_state state);

/* SUCCEEDED, FAILED or CANCELLED: nothing changes any more. */
bool job_state_is_terminal(enum job_state state);

#endif
