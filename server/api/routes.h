/* The routes of ml.googleapis.com/v1: a row a method. To add a method, write its handler file and
 * its row. */
#ifndef API_ROUTES_H
#define API_ROUTES_H

#include "api/router.h"

extern const struct route_table API_ROUTES;

/* One file each. */
enum outcome jobs_create(struct call *call);
enum outcome jobs_get(struct call *call);
enum outcome jobs_list(struct call *call);
enum outcome jobs_patch(struct call *call);
enum outcome jobs_cancel(struct call *call);
enum outcome jobs_delete(struct call *call);
enum outcome config_get(struct call *call);

/* Three in jobs_iam.c. */
enum outcome jobs_get_iam_policy(struct call *call);
enum outcome jobs_set_iam_policy(struct call *call);
enum outcome jobs_test_iam_permissions(struct call *call);

enum outcome not_emulated(struct call *call);

#endif
