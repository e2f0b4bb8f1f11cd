/* The routes of the control API, which steers the emulator: a row a call. */
#ifndef CONTROL_ROUTES_H
#define CONTROL_ROUTES_H

#include "api/router.h"

extern const struct route_table CONTROL_ROUTES;

enum outcome about(struct call *call);
enum outcome healthz(struct call *call);
enum outcome readyz(struct call *call);

enum outcome clock_get(struct call *call);
enum outcome clock_patch(struct call *call);
enum outcome clock_advance(struct call *call);
enum outcome clock_set(struct call *call);

/* In clock_run.c. */
enum outcome clock_step(struct call *call);
enum outcome clock_step_job(struct call *call);
enum outcome clock_run_until(struct call *call);
enum outcome clock_run_all(struct call *call);

enum outcome job_wait(struct call *call);

enum outcome project_get(struct call *call);
enum outcome project_patch(struct call *call);
enum outcome project_delete(struct call *call);
enum outcome jobs_explain(struct call *call);
enum outcome server_reset(struct call *call);

enum outcome scenarios_list(struct call *call);
enum outcome scenarios_get(struct call *call);
enum outcome scenarios_put(struct call *call);
enum outcome scenarios_delete(struct call *call);

#endif
