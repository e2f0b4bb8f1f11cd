#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "store/line.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define MOST 64

/* The same line as a list that is searched from end to end. */
struct model {
    uint16_t priority[MOST];
    bool is_there[MOST];
};

static uint32_t
model_position(const struct model *model, uint32_t ordinal)
{
    uint32_t before = 0;
    if (!model->is_there[ordinal])
        return 0;
    for (uint32_t i = 0; i < MOST; i++) {
        bool is_more = model->priority[i] > model->priority[ordinal];
        bool is_older = model->priority[i] == model->priority[ordinal] && i < ordinal;
        before += model->is_there[i] && (is_more || is_older) ? 1 : 0;
    }
    return before + 1;
}

static void
compare(const struct line *line, const struct model *model)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < MOST; i++) {
        count += model->is_there[i] ? 1 : 0;
        ck_assert_uint_eq(line_position(line, i, model->priority[i]), model_position(model, i));
    }
    ck_assert_uint_eq(line->count, count);
}

static void
take_first(struct line *line, struct model *model)
{
    struct plan plan = {0};
    uint32_t ordinal = MOST;
    bool is_taken = line_take(line, &ordinal, &plan);
    for (uint32_t i = 0; i < MOST; i++) {
        if (model_position(model, i) != 1)
            continue;
        ck_assert(is_taken);
        ck_assert_uint_eq(ordinal, i);
        ck_assert_int_eq(plan.create, i);
        model->is_there[i] = false;
        return;
    }
    ck_assert(!is_taken);
}

START_TEST(a_line_is_kept_by_priority_then_age)
{
    static const uint16_t PRIORITIES[] = {0, 0, 0, 1, 1000, UINT16_MAX};
    struct line line OWNED(line_done) = {0};
    struct model model = {0};
    for (uint32_t step = 0; step < 4000; step++) {
        uint32_t ordinal = (uint32_t)(MOST * rng_unit(3, 0, 0, step));
        /* By turns it grows and shrinks. */
        bool grows = rng_unit(3, 1, 0, step) < (step / 200 % 2 == 0 ? 0.7 : 0.3);
        if (!grows && rng_unit(3, 2, 0, step) < 0.7) {
            take_first(&line, &model);
        } else if (!grows && model.is_there[ordinal]) {
            line_leave(&line, ordinal, model.priority[ordinal]);
            model.is_there[ordinal] = false;
        } else if (grows && !model.is_there[ordinal]) {
            struct plan plan = {.create = ordinal};
            plan.priority = PRIORITIES[(size_t)(COUNT(PRIORITIES) * rng_unit(3, 3, 0, step))];
            ck_assert(line_join(&line, ordinal, &plan));
            model.priority[ordinal] = plan.priority;
            model.is_there[ordinal] = true;
        }
        compare(&line, &model);
    }
}
END_TEST

/* What leaves at the front makes room at the end: the array stays as large as the line was long. */
START_TEST(a_line_that_moves_on_does_not_grow)
{
    struct line line OWNED(line_done) = {0};
    struct plan plan = {0};
    uint32_t first;
    for (uint32_t i = 0; i < 10; i++)
        ck_assert(line_join(&line, i, &plan));
    for (uint32_t i = 10; i < 100000; i++) {
        ck_assert(line_join(&line, i, &plan));
        ck_assert(line_take(&line, &first, &plan));
        ck_assert_uint_eq(first, i - 10);
    }
    ck_assert_uint_le(line.capacity, 64);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("line");
    TCase *cases = tcase_create("line");
    tcase_add_test(cases, a_line_is_kept_by_priority_then_age);
    tcase_add_test(cases, a_line_that_moves_on_does_not_grow);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
