/* How well and how fast the default search finds an optimum, beside random search.
 *
 *     optimiser regret                  a table of median regrets on 40 seeds; status 1 when a bar is missed
 *     optimiser cost TRIALS ALGORITHM   `name value` lines: CPU of one study of 6 parameters
 *
 * Functions are written out here: the bench shares none with the server, so that nothing could be fitted to
 * them. Shifted ones are looked at through a window moved by an offset drawn for the seed, so that no optimum
 * lies where it is known to be.
 */
#include "sim/optimiser.h"
#include "base/rng.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SEEDS 40
#define TRIALS 100
#define AXES_MAX 8
/* A share of the domain: every optimum stays inside. */
#define SHIFT_MOST 0.14
#define PI 3.14159265358979323846

struct problem {
    const char *name;
    int axes;
    double least;
    double (*at)(const double *unit);
    bool is_shifted;
    /* Median regret allowed after so many trials; 0: no bar. */
    struct {
        int trials;
        double most;
    } bars[2];
    int wins; /* percent of seeds on which it must beat random search at 50 trials */
};

static double
branin(const double *unit)
{
    double x = unit[0] * 15 - 5;
    double y = unit[1] * 15;
    double bend = y - 5.1 / (4 * PI * PI) * x * x + 5 / PI * x - 6;
    return bend * bend + 10 * (1 - 1 / (8 * PI)) * cos(x) + 10;
}

static double
hartmann6(const double *unit)
{
    static const double HEIGHTS[4] = {1.0, 1.2, 3.0, 3.2};
    static const double WIDTHS[4][6] = {{10, 3, 17, 3.5, 1.7, 8},
                                        {0.05, 10, 17, 0.1, 8, 14},
                                        {3, 3.5, 1.7, 10, 17, 8},
                                        {17, 8, 0.05, 10, 0.1, 14}};
    static const double PLACES[4][6] = {{0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
                                        {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
                                        {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
                                        {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}};
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        double apart = 0;
        for (int j = 0; j < 6; j++)
            apart += WIDTHS[i][j] * (unit[j] - PLACES[i][j]) * (unit[j] - PLACES[i][j]);
        sum -= HEIGHTS[i] * exp(-apart);
    }
    return sum;
}

static double
rosenbrock4(const double *unit)
{
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double x = unit[i] * 15 - 5;
        double next = unit[i + 1] * 15 - 5;
        sum += 100 * (next - x * x) * (next - x * x) + (1 - x) * (1 - x);
    }
    return sum;
}

static double
sphere8(const double *unit)
{
    double sum = 0;
    for (int i = 0; i < 8; i++)
        sum += (unit[i] - 0.3) * (unit[i] - 0.3);
    return sum;
}

static const struct problem PROBLEMS[] = {
    {"branin", 2, 0.397887357729739, branin, false, {{30, 0.05}, {50, 0.01}}, 90},
    {"hartmann6", 6, -3.32236801141551, hartmann6, false, {{50, 0.5}, {100, 0.2}}, 90},
    {"branin, shifted", 2, 0.397887357729739, branin, true, {{30, 0.05}, {50, 0.01}}, 90},
    {"hartmann6, shifted", 6, -3.32236801141551, hartmann6, true, {{50, 0.5}, {100, 0.2}}, 90},
    {"rosenbrock4", 4, 0, rosenbrock4, false, {{0}}, 0},
    {"sphere8", 8, 0, sphere8, false, {{0}}, 0},
};

#define PROBLEM_COUNT (sizeof(PROBLEMS) / sizeof(PROBLEMS[0]))

static void
fail(const char *what)
{
    fprintf(stderr, "optimiser: %s\n", what);
    exit(2);
}

static struct space *
cube(int axes)
{
    struct err err = ERR;
    json_t *params = json_array();
    for (int i = 0; i < axes; i++) {
        char name[16];
        snprintf(name, sizeof(name), "x%d", i);
        json_array_append_new(params, json_pack("{s:s,s:s,s:f,s:f}", "parameterName", name, "type",
                                                "DOUBLE", "minValue", 0.0, "maxValue", 1.0));
    }
    struct space *space = space_new(params, &err);
    json_decref(params);
    if (space == NULL)
        fail("out of memory");
    return space;
}

static double
measure(const struct problem *problem, uint64_t seed, const double *values)
{
    double unit[AXES_MAX];
    for (int i = 0; i < problem->axes; i++) {
        unit[i] = values[i];
        if (problem->is_shifted)
            unit[i] += SHIFT_MOST * (2 * rng_unit(seed + 1000, 77, 0, (uint32_t)i) - 1);
    }
    return problem->at(unit);
}

/* One study; ret_regrets[n] is the best regret after n + 1 trials. The time it took, in seconds. */
static double
study(const struct problem *problem, enum algorithm algorithm, uint64_t seed, int trials,
      double *ret_regrets)
{
    struct space *space = cube(problem->axes);
    struct optimiser *optimiser = optimiser_new(algorithm, space, rng_key(seed, TEXT("bench")));
    double *values = calloc((size_t)(trials * problem->axes), sizeof(double));
    struct sample *samples = calloc((size_t)trials, sizeof(*samples));
    double best = INFINITY;
    if (optimiser == NULL || values == NULL || samples == NULL)
        fail("out of memory");
    clock_t start = clock();
    for (int i = 0; i < trials; i++) {
        const struct history history = {samples, i};
        double *point = &values[i * problem->axes];
        enum suggestion suggestion;
        do {
            int slice = 1000;
            suggestion = optimiser_step(optimiser, &history, i + 1, point, &slice);
        } while (suggestion == SUGGESTION_LATER);
        if (suggestion != SUGGESTION_READY)
            fail("there was no suggestion");
        double value = measure(problem, seed, point);
        samples[i] = (struct sample){.values = point, .score = -value, .kind = SAMPLE_MEASURED};
        best = value < best ? value : best;
        ret_regrets[i] = best - problem->least;
    }
    double spent = (double)(clock() - start) / CLOCKS_PER_SEC;
    optimiser_free(optimiser);
    free(samples);
    free(values);
    free(space);
    return spent;
}

static int
compare(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static double
median_at(double (*regrets)[TRIALS], int trials)
{
    double sorted[SEEDS];
    for (int i = 0; i < SEEDS; i++)
        sorted[i] = regrets[i][trials - 1];
    qsort(sorted, SEEDS, sizeof(sorted[0]), compare);
    return (sorted[SEEDS / 2 - 1] + sorted[SEEDS / 2]) / 2;
}

static bool
compare_searches(const struct problem *problem)
{
    static double random[SEEDS][TRIALS];
    static double found[SEEDS][TRIALS];
    double spent = 0;
    int wins = 0;
    bool is_met = true;
    for (int seed = 0; seed < SEEDS; seed++) {
        study(problem, ALGORITHM_RANDOM_SEARCH, (uint64_t)seed, TRIALS, random[seed]);
        spent += study(problem, ALGORITHM_DEFAULT, (uint64_t)seed, TRIALS, found[seed]);
        wins += found[seed][49] < random[seed][49] ? 1 : 0;
    }
    printf("| %-18s | %9.3g %9.3g %9.3g | %9.3g %9.3g %9.3g | %3d %% | %5.2f |", problem->name,
           median_at(random, 30), median_at(random, 50), median_at(random, 100),
           median_at(found, 30), median_at(found, 50), median_at(found, 100), wins * 100 / SEEDS,
           spent * 1000 / SEEDS / TRIALS);
    for (int i = 0; i < 2 && problem->bars[i].trials > 0; i++) {
        bool is_good = median_at(found, problem->bars[i].trials) <= problem->bars[i].most;
        printf(" %g@%d %s", problem->bars[i].most, problem->bars[i].trials,
               is_good ? "met" : "MISSED");
        is_met = is_met && is_good;
    }
    is_met = is_met && wins * 100 >= problem->wins * SEEDS;
    printf("%s |\n",
           problem->wins == 0 || wins * 100 >= problem->wins * SEEDS ? "" : " wins MISSED");
    fflush(stdout);
    return is_met;
}

static int
print_regrets(void)
{
    bool is_met = true;
    printf("| median regret      | random: 30       50       100 | default: 30      50       100 | "
           "wins  | "
           "ms/tr | bar |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < PROBLEM_COUNT; i++)
        is_met = compare_searches(&PROBLEMS[i]) && is_met;
    return is_met ? 0 : 1;
}

static int
print_cost(int trials, const char *name)
{
    double *regrets = calloc((size_t)trials, sizeof(double));
    bool is_random = strcmp(name, "random") == 0;
    if (regrets == NULL || trials < 1)
        fail("a number of trials is needed");
    double spent = study(&PROBLEMS[1], is_random ? ALGORITHM_RANDOM_SEARCH : ALGORITHM_DEFAULT, 1,
                         trials, regrets);
    printf("seconds %.4f\nms_each %.4f\n", spent, spent * 1000 / trials);
    free(regrets);
    return 0;
}

int
main(int argc, char **argv)
{
    json_object_seed(1);
    if (argc == 2 && strcmp(argv[1], "regret") == 0)
        return print_regrets();
    if (argc == 4 && strcmp(argv[1], "cost") == 0)
        return print_cost((int)strtol(argv[2], NULL, 10), argv[3]);
    fprintf(stderr, "usage: optimiser regret | optimiser cost TRIALS default|random\n");
    return 2;
}
