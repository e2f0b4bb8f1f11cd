/* The client half of `ml-jobs-emulator healthcheck`. */
#ifndef HTTP_PROBE_H
#define HTTP_PROBE_H

#include "base/err.h"

/* GETs an http:// URL, waiting at most a few seconds. True when the answer's status is 200; else
 * false with what was wrong. */
bool http_probe(const char *url, struct err *err);

#endif
