/* What earlier jobs found, for one that goes on where they stopped. */
#include "base/own.h"
#include "sim/study_parts.h"

#include <string.h>

static struct text
axis_name(const struct study *study, int32_t axis)
{
    return study->space != NULL ? study->space->axes[axis].name : study->prior.names[axis];
}

/* One allocation: the texts, then what they point to. */
static struct text *
copy_names(const struct study *study, int32_t axes)
{
    size_t bytes = 0;
    for (int32_t i = 0; i < axes; i++)
        bytes += axis_name(study, i).length;
    struct text *names = malloc((size_t)axes * sizeof(*names) + bytes);
    char *at = (char *)(names == NULL ? NULL : &names[axes]);
    for (int32_t i = 0; i < axes && names != NULL; i++) {
        struct text name = axis_name(study, i);
        memcpy(at, name.at, name.length);
        names[i] = (struct text){at, name.length};
        at += name.length;
    }
    return names;
}

static bool
reserve(struct prior *prior, const struct study *previous, int32_t axes, int32_t count)
{
    prior->axes = axes;
    prior->names = copy_names(previous, axes);
    prior->values = calloc((size_t)count * (size_t)axes, sizeof(double));
    prior->findings = calloc((size_t)count, sizeof(prior->findings[0]));
    return prior->names != NULL && prior->values != NULL && prior->findings != NULL;
}

static void
add(struct prior *prior, const double *values, struct finding finding)
{
    size_t axes = (size_t)prior->axes;
    memcpy(&prior->values[(size_t)prior->count * axes], values, axes * sizeof(double));
    prior->findings[prior->count++] = finding;
}

bool
study_take_prior(struct study *study, const struct study *previous, struct err *err)
{
    if (previous == NULL)
        return true;
    const struct prior *older = &previous->prior;
    int32_t axes = previous->space != NULL ? previous->space->count : older->axes;
    int32_t count = older->count + previous->ended_count;
    study->first_id = previous->first_id + previous->count;
    if (count == 0)
        return true;
    if (!reserve(&study->prior, previous, axes, count))
        return err_memory(err);
    for (int32_t i = 0; i < older->count; i++)
        add(&study->prior, &older->values[(size_t)i * (size_t)axes], older->findings[i]);
    for (int32_t i = 0; i < previous->ended_count; i++) {
        struct sample sample = study_sample(previous, previous->order[i]);
        struct finding finding = {sample.kind == SAMPLE_MEASURED, sample.score};
        add(&study->prior, sample.values, finding);
    }
    return true;
}

bool
study_align_prior(struct study *study, const struct space *space, struct err *err)
{
    struct prior *prior = &study->prior;
    size_t axes = (size_t)prior->axes;
    if (prior->count == 0)
        return true;
    double *values = calloc((size_t)prior->count * axes, sizeof(*values));
    if (values == NULL)
        return err_memory(err);
    for (size_t i = 0; i < axes; i++) {
        const struct axis *axis = space_axis(space, prior->names[i]);
        size_t to = axis == NULL ? i : (size_t)(axis - space->axes);
        for (size_t j = 0; j < (size_t)prior->count; j++)
            values[j * axes + to] = prior->values[j * axes + i];
    }
    free(prior->values);
    prior->values = values;
    return true;
}
