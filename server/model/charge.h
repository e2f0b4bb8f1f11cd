/* What a job is charged: training units (consumedMLUnits), node hours of a prediction job.
 *
 *     int64_t rate = charge_rate(training);                   once, at create
 *     charge_write_units(&out, rate, run_time);               0.06
 *
 * Rates are the price list of 2019-11; captured jobs fit them.
 */
#ifndef MODEL_CHARGE_H
#define MODEL_CHARGE_H

#include "base/buf.h"
#include "base/ns.h"

#include <jansson.h>
#include <stdint.h>

/* Training units an hour of everything a TrainingInput asks for, in ten-thousandths
 * (CATALOGUE_RATE_SCALE). 0 to INT64_MAX. */
int64_t charge_rate(const json_t *training);

/* Adds rate times time in hundredths, half to even: how every captured figure is printed. Nothing when
 * that is 0. True when something was added. */
bool charge_write_units(struct buf *out, int64_t rate, ns_t time);

#endif
