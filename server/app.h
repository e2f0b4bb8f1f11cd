/* The composition root: puts state, settings and route tables together behind two calls.
 *
 *     struct app *app = app_new(&options, wall, mono, &err);
 *     outcome = app_handle(app, &request, &reply);
 *     while (app_work(app)) ...
 */
#ifndef APP_H
#define APP_H

#include "api/reply.h"
#include "api/request.h"
#include "base/err.h"
#include "base/ns.h"
#include "options.h"

struct app;

/* Owned. `options` is borrowed for the app's life; `wall` is now by the calendar, `mono` now by the
 * monotonic clock. NULL with err when memory runs out. */
struct app *app_new(const struct options *options, ns_t wall, ns_t mono, struct err *err);
void app_free(struct app *app);

/* One request (api/dispatch.h). `context` is the struct app; http hands it back untyped. */
enum outcome app_handle(void *context, struct request *request, struct reply *reply);

/* One slice of work that no request waits for. True while more is left. */
bool app_work(void *context);

#endif
