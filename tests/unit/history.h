/* One random history: a server, the model it must agree with, and where in the history we are. */
#ifndef TESTS_UNIT_HISTORY_H
#define TESTS_UNIT_HISTORY_H

#include "drive.h"
#include "history_model.h"

struct random_history {
    struct drive drive;
    struct model model;
    uint64_t seed;
    uint32_t draws;
    int step;
    char line[256]; /* the latest request */
};

/* Fails with seed, step and request when `condition` does not hold. */
#define AGREE(history, condition, ...)                                                             \
    do {                                                                                           \
        if (!(condition))                                                                          \
            history_fail(history, #condition, __VA_ARGS__);                                        \
    } while (0)

__attribute__((format(printf, 3, 4), noreturn)) void
history_fail(const struct random_history *history, const char *condition, const char *format, ...);

/* A number from 0 to below - 1. */
int64_t history_pick(struct random_history *history, int64_t below);
bool history_chance(struct random_history *history, int64_t one_in);

/* Builds the path (and query) by format, sends, expects the status. NULL for no body. */
__attribute__((format(printf, 5, 6))) struct answer history_send(struct random_history *history,
                                                                 int status, const char *method,
                                                                 const char *body,
                                                                 const char *format, ...);

/* The same for answers of which only the status matters. */
__attribute__((format(printf, 5, 6))) void history_expect(struct random_history *history,
                                                          int status, const char *method,
                                                          const char *body, const char *format,
                                                          ...);

/* A job as a client sees it must be as the model says, at the world's present. */
void history_check_job(struct random_history *history, int project, const struct model_job *job,
                       const json_t *seen);
/* The same for a job just created, which is QUEUED. */
void history_check_created(struct random_history *history, const struct model_job *job,
                           const json_t *seen);

/* The time, next and pending of a clock reply; all worlds when project is MODEL_PROJECTS. */
void history_check_clock(struct random_history *history, int project, const json_t *seen);

/* The reply of a jump that passed so many state changes. */
void history_check_jump(struct random_history *history, int project, const struct answer *answer,
                        int applied);

/* Reads everything there is of a project, or all, and compares it. */
void history_check_world(struct random_history *history, int project);
void history_check_all(struct random_history *history);

/* The path of a project's clock, or of everybody's: ret_path again. */
const char *history_clock_path(char ret_path[64], int project, const char *verb);

#endif
