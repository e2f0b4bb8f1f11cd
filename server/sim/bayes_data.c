/* What the default search knows, as its model sees it. */
#include "base/exact.h"
#include "sim/bayes_parts.h"
#include "sim/encoding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ranked {
    double score;
    int32_t index;
};

static int
compare_ranked(const void *a, const void *b)
{
    const struct ranked *left = a;
    const struct ranked *right = b;
    if (left->score > right->score)
        return -1;
    if (left->score < right->score)
        return 1;
    return (left->index > right->index) - (left->index < right->index);
}

static int
compare_index(const void *a, const void *b)
{
    const struct ranked *left = a;
    const struct ranked *right = b;
    return (left->index > right->index) - (left->index < right->index);
}

/* Which of the history to look at: all, or the best half and the latest half of what fits. Scores of
 * failed trials are the worst seen, those of pending ones the median. */
static int32_t
choose_data(const struct history *history, struct ranked *rows)
{
    int32_t half = GAUSSIAN_DATA_MAX / 2;
    if (history->count <= GAUSSIAN_DATA_MAX)
        return history->count;
    int32_t older = history->count - half;
    qsort(rows, (size_t)older, sizeof(*rows), compare_ranked);
    memmove(&rows[half], &rows[older], (size_t)half * sizeof(*rows));
    qsort(rows, (size_t)GAUSSIAN_DATA_MAX, sizeof(*rows), compare_index);
    return GAUSSIAN_DATA_MAX;
}

static void
read_scores(const struct history *history, struct ranked *rows, struct ranked *scratch)
{
    int32_t measured = 0;
    for (int32_t i = 0; i < history->count; i++) {
        if (history->samples[i].kind == SAMPLE_MEASURED)
            scratch[measured++] = (struct ranked){history->samples[i].score, i};
    }
    qsort(scratch, (size_t)measured, sizeof(*scratch), compare_ranked);
    double median = scratch[measured / 2].score;
    double worst = scratch[measured - 1].score;
    for (int32_t i = 0; i < history->count; i++) {
        const struct sample *sample = &history->samples[i];
        double score = sample->kind == SAMPLE_MEASURED ? sample->score
                       : sample->kind == SAMPLE_FAILED ? worst
                                                       : median;
        rows[i] = (struct ranked){score, i};
    }
}

/* Values as the model sees them: around the median, in spreads of the better half, the worse tail drawn
 * in by a logarithm, so that a few disasters do not flatten what matters. */
static void
standardize(struct gaussian *gaussian, struct ranked *sorted)
{
    int32_t n = gaussian->count;
    double sum = 0;
    double squares = 0;
    for (int32_t i = 0; i < n; i++)
        sorted[i] = (struct ranked){gaussian->values[i], i};
    qsort(sorted, (size_t)n, sizeof(*sorted), compare_ranked);
    double median = sorted[n / 2].score;
    for (int32_t i = 0; i <= n / 2; i++)
        squares += (sorted[i].score - median) * (sorted[i].score - median);
    int32_t half = n / 2 + 1;
    double spread = sqrt(squares / half);
    if (!(spread > 1e-12))
        spread = sorted[0].score - sorted[n - 1].score;
    if (!(spread > 1e-12))
        spread = 1;
    for (int32_t i = 0; i < n; i++) {
        double value = (gaussian->values[i] - median) / spread;
        gaussian->values[i] = value < 0 ? -exact_log(1 - value) : value;
        sum += gaussian->values[i];
    }
    for (int32_t i = 0; i < n; i++)
        gaussian->values[i] -= sum / n;
}

static void
note_incumbents(struct bayes *bayes, struct ranked *sorted)
{
    int32_t n = bayes->gaussian.count;
    for (int32_t i = 0; i < n; i++)
        sorted[i] = (struct ranked){bayes->gaussian.values[i], i};
    qsort(sorted, (size_t)n, sizeof(*sorted), compare_ranked);
    bayes->incumbent = sorted[0].score;
    for (int32_t i = 0; i < INCUMBENTS; i++)
        bayes->incumbents[i] = sorted[i < n ? i : n - 1].index;
}

static bool
fill(struct bayes *bayes, const struct optimiser *optimiser, const struct history *history,
     struct ranked *rows, struct ranked *scratch)
{
    const struct space *space = optimiser->space;
    read_scores(history, rows, scratch);
    int32_t count = choose_data(history, rows);
    bayes->units = calloc((size_t)count * (size_t)space->count, sizeof(double));
    bayes->found = calloc((size_t)space->count, sizeof(double));
    if (bayes->units == NULL || bayes->found == NULL ||
        !gaussian_init(&bayes->gaussian, count, optimiser->axes))
        return false;
    for (int32_t i = 0; i < count; i++) {
        const double *values = history->samples[rows[i].index].values;
        encoding_of(space, values, &bayes->gaussian.points[i * optimiser->axes]);
        for (int32_t j = 0; j < space->count; j++)
            bayes->units[i * space->count + j] = axis_unit(&space->axes[j], values[j]);
        bayes->gaussian.values[i] = rows[i].score;
    }
    standardize(&bayes->gaussian, scratch);
    note_incumbents(bayes, scratch);
    return true;
}

bool
bayes_load(struct bayes *bayes, const struct optimiser *optimiser, const struct history *history)
{
    struct ranked *rows = calloc(2 * (size_t)history->count + GAUSSIAN_DATA_MAX, sizeof(*rows));
    if (rows == NULL)
        return false;
    bool is_filled = fill(bayes, optimiser, history, rows, rows + history->count);
    free(rows);
    return is_filled;
}
