/* The job that a newcomer is told to create: as short as the rules allow. */
#ifndef API_EXAMPLE_H
#define API_EXAMPLE_H

#define EXAMPLE_JOB_ID "my_job"
#define EXAMPLE_JOB                                                                                \
    "{\"jobId\":\"" EXAMPLE_JOB_ID "\",\"trainingInput\":{\"region\":\"us-central1\","             \
    "\"masterConfig\":{\"imageUri\":\"gcr.io/my-project/my-image\"}}}"

#endif
