/* The routes of /batch. They are apart from the API's, so that no batch can hold another. */
#ifndef API_BATCH_H
#define API_BATCH_H

#include "api/router.h"

extern const struct route_table BATCH_ROUTES;

enum outcome batch(struct call *call);

#endif
