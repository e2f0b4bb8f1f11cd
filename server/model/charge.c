#include "model/charge.h"

#include "json/write.h"
#include "model/catalogue.h"
#include "model/job_schema.h"
#include "model/rules_look.h"

/* A TPU worker's machine is the TPU: where the cores are given, they are its price. */
static int64_t
replica_rate(const struct replica *replica)
{
    const struct machine *machine = replica->machine;
    const struct accelerator *accelerator = catalogue_accelerator(replica->accelerator);
    bool is_counted = machine != NULL && !(machine->category == MACHINE_TPU && accelerator->is_tpu);
    return (is_counted ? machine->rate : 0) +
           accelerator->rate * replica->accelerator_count / accelerator->unit;
}

/* Saturates: the API takes any int64 for a count. */
static int64_t
add_times(int64_t sum, int64_t rate, int64_t count)
{
    int64_t product;
    int64_t total;
    if (__builtin_mul_overflow(rate, count, &product) ||
        __builtin_add_overflow(sum, product, &total))
        return INT64_MAX;
    return total;
}

int64_t
charge_rate(const json_t *training)
{
    struct rule_look look = {.training = training};
    int64_t sum = 0;
    const struct tier *tier = catalogue_tier(
        (enum scale_tier)schema_enum(&MESSAGE_TRAINING_INPUT, training, "scaleTier"));
    if (tier->rate > 0)
        return tier->rate;
    rule_read_replicas(&look);
    for (int role = 0; role < ROLE_COUNT; role++)
        sum = add_times(sum, replica_rate(&look.replicas[role]), look.replicas[role].count);
    return sum;
}

/* Rates times nanoseconds pass 64 bits. */
__extension__ typedef __int128 wide_t;

/* A hundredth of a unit in units of (rate * ns). */
#define HUNDREDTH ((wide_t)CATALOGUE_RATE_SCALE / 100 * 3600 * NS_PER_S)

bool
charge_write_units(struct buf *out, int64_t rate, ns_t time)
{
    wide_t amount = (wide_t)rate * time;
    wide_t hundredths = amount / HUNDREDTH;
    wide_t twice_rest = (amount - hundredths * HUNDREDTH) * 2;
    bool is_odd = hundredths % 2 == 1;
    if (twice_rest > HUNDREDTH || (twice_rest == HUNDREDTH && is_odd))
        hundredths++;
    if (hundredths == 0)
        return false;
    write_double(out, (double)hundredths / 100);
    return true;
}
