#include "tap.h"

#include "plan_of.h"
#include "sim/lifecycle.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define CREATE 100
#define LAST_MOMENT (CREATE + 14)

/* The whole life of a job with these stages. */
static void
lay_out(const struct spans *spans, ns_t cancel_at, struct timeline *ret_line)
{
    struct plan plan = plan_of(spans);
    struct life_end end = lifecycle_end(&plan);
    lifecycle_timeline(&plan, &end, cancel_at, ret_line);
}

/* What the rules say of one moment, asked of each alone: no edges, no order of events. */
static struct life
life_by_the_rules(const struct spans *plan, ns_t cancel_at, ns_t now)
{
    ns_t prepare = plan->create + plan->queued;
    ns_t run = prepare + plan->preparing;
    ns_t end = run + plan->running;
    bool counts = cancel_at < end;
    bool has_run = now >= run && (!counts || cancel_at >= run);
    struct life life = {.start = has_run ? run : NS_NEVER, .end = NS_NEVER};
    if (counts && now >= cancel_at + plan->cancelling) {
        life.state = JOB_CANCELLED;
        life.end = cancel_at + plan->cancelling;
    } else if (counts && now >= cancel_at) {
        life.state = JOB_CANCELLING;
    } else if (now >= end) {
        life.state = JOB_SUCCEEDED;
        life.end = end;
    } else if (now >= run) {
        life.state = JOB_RUNNING;
    } else if (now >= prepare) {
        life.state = JOB_PREPARING;
    } else {
        life.state = JOB_QUEUED;
    }
    return life;
}

static void
same_life(const struct spans *plan, ns_t cancel_at, ns_t now, const struct life *got)
{
    struct life expected = life_by_the_rules(plan, cancel_at, now);
    if (got->state != expected.state || got->start != expected.start || got->end != expected.end)
        ck_abort_msg("queued %lld preparing %lld running %lld cancelling %lld cancelled at %lld: "
                     "at %lld %s (%lld, %lld) instead of %s (%lld, %lld)",
                     (long long)plan->queued, (long long)plan->preparing, (long long)plan->running,
                     (long long)plan->cancelling, (long long)cancel_at, (long long)now,
                     job_state_name(got->state), (long long)got->start, (long long)got->end,
                     job_state_name(expected.state), (long long)expected.start,
                     (long long)expected.end);
}

/* Calls `check` for every plan with stages of 0 to 2 and every moment of cancelling, and none. */
static void
for_every_life(void (*check)(const struct spans *plan, ns_t cancel_at))
{
    for (int shape = 0; shape < 3 * 3 * 3 * 3; shape++) {
        const struct spans plan = {
            .create = CREATE,
            .queued = shape % 3,
            .preparing = shape / 3 % 3,
            .running = shape / 9 % 3,
            .cancelling = shape / 27 % 3,
        };
        check(&plan, NS_NEVER);
        for (ns_t cancel_at = CREATE; cancel_at < LAST_MOMENT; cancel_at++)
            check(&plan, cancel_at);
    }
}

static void
check_states(const struct spans *plan, ns_t cancel_at)
{
    struct timeline line;
    lay_out(plan, cancel_at, &line);
    for (ns_t now = CREATE; now <= LAST_MOMENT; now++) {
        struct life life = lifecycle_at(&line, now);
        same_life(plan, cancel_at, now, &life);
    }
}

START_TEST(the_state_at_every_moment_follows_the_rules)
{
    for_every_life(check_states);
}
END_TEST

/* From -> to, as the API documents them; passing through within an instant included. */
static bool
is_legal(enum job_state from, enum job_state to)
{
    static const enum job_state EDGES[][2] = {
        {JOB_QUEUED, JOB_PREPARING},     {JOB_PREPARING, JOB_RUNNING},
        {JOB_RUNNING, JOB_SUCCEEDED},    {JOB_QUEUED, JOB_CANCELLING},
        {JOB_PREPARING, JOB_CANCELLING}, {JOB_RUNNING, JOB_CANCELLING},
        {JOB_CANCELLING, JOB_CANCELLED},
    };
    for (int i = 0; i < COUNT(EDGES); i++) {
        if (EDGES[i][0] == from && EDGES[i][1] == to)
            return true;
    }
    return false;
}

static void
check_edges(const struct spans *plan, ns_t cancel_at)
{
    struct timeline line;
    lay_out(plan, cancel_at, &line);
    if (line.count < 1 || line.count > TIMELINE_EDGES_MAX || line.edges[0].at != CREATE ||
        line.edges[0].state != JOB_QUEUED)
        ck_abort_msg("a life does not begin QUEUED at its create time");
    for (int i = 1; i < line.count; i++) {
        if (line.edges[i].at < line.edges[i - 1].at ||
            !is_legal(line.edges[i - 1].state, line.edges[i].state))
            ck_abort_msg("%s at %lld, then %s at %lld", job_state_name(line.edges[i - 1].state),
                         (long long)line.edges[i - 1].at, job_state_name(line.edges[i].state),
                         (long long)line.edges[i].at);
    }
    if (!job_state_is_terminal(line.edges[line.count - 1].state))
        ck_abort_msg("a life without end");
}

START_TEST(every_edge_is_legal_and_every_life_ends)
{
    for_every_life(check_edges);
}
END_TEST

static void
check_counts(const struct spans *plan, ns_t cancel_at)
{
    struct timeline line;
    lay_out(plan, cancel_at, &line);
    for (ns_t from = CREATE; from <= LAST_MOMENT; from++) {
        ns_t next = NS_NEVER;
        int changes = 0;
        for (ns_t to = from + 1; to <= LAST_MOMENT; to++) {
            for (int i = 0; i < line.count; i++)
                changes += line.edges[i].at == to ? 1 : 0;
            if (changes > 0 && next == NS_NEVER)
                next = to;
            if (lifecycle_changes(&line, from, to) != changes)
                ck_abort_msg("%d changes in (%lld, %lld] instead of %d",
                             lifecycle_changes(&line, from, to), (long long)from, (long long)to,
                             changes);
        }
        if (lifecycle_next(&line, from) != next)
            ck_abort_msg("next after %lld is %lld instead of %lld", (long long)from,
                         (long long)lifecycle_next(&line, from), (long long)next);
        if (lifecycle_changes(&line, from, from) != 0)
            ck_abort_msg("changes in an empty interval");
    }
}

START_TEST(the_next_change_and_their_number_are_those_of_the_edges)
{
    for_every_life(check_counts);
}
END_TEST

static void
check_prefix(const struct spans *plan, ns_t cancel_at)
{
    struct timeline untouched;
    struct timeline cancelled;
    lay_out(plan, NS_NEVER, &untouched);
    lay_out(plan, cancel_at, &cancelled);
    for (ns_t now = CREATE; now < cancel_at && now <= LAST_MOMENT; now++) {
        struct life before = lifecycle_at(&untouched, now);
        struct life after = lifecycle_at(&cancelled, now);
        if (before.state != after.state || before.start != after.start || before.end != after.end)
            ck_abort_msg("a cancel at %lld shows at %lld", (long long)cancel_at, (long long)now);
    }
}

START_TEST(a_cancel_does_not_change_the_past)
{
    for_every_life(check_prefix);
}
END_TEST

/* At the very instant of the end, the end wins. */
START_TEST(a_cancel_at_the_end_comes_too_late)
{
    const struct spans plan = {
        .create = CREATE, .queued = 1, .preparing = 2, .running = 3, .cancelling = 4};
    struct timeline line;
    lay_out(&plan, CREATE + 6, &line);
    ck_assert_int_eq(lifecycle_at(&line, CREATE + 6).state, JOB_SUCCEEDED);
    ck_assert_int_eq(lifecycle_at(&line, CREATE + 60).state, JOB_SUCCEEDED);
    ck_assert_int_eq(lifecycle_at(&line, CREATE + 60).end, CREATE + 6);
    lay_out(&plan, CREATE + 5, &line);
    ck_assert_int_eq(lifecycle_at(&line, CREATE + 5).state, JOB_CANCELLING);
    ck_assert_int_eq(lifecycle_at(&line, CREATE + 9).state, JOB_CANCELLED);
    ck_assert_int_eq(lifecycle_at(&line, CREATE + 60).end, CREATE + 9);
}
END_TEST

/* Stages that do not end, and ends that no clock reaches. */
static const struct {
    struct spans plan;
    enum job_state stays;
} ENDLESS[] = {
    {{.create = CREATE, .queued = NS_NEVER}, JOB_QUEUED},
    {{.create = CREATE, .queued = 1, .preparing = NS_NEVER}, JOB_PREPARING},
    {{.create = CREATE, .queued = 1, .preparing = 1, .running = NS_NEVER}, JOB_RUNNING},
    {{.create = NS_TIME_MAX - 1, .queued = 2}, JOB_QUEUED},
    {{.create = NS_TIME_MAX, .running = 1}, JOB_RUNNING},
};

START_TEST(a_stage_without_end_lasts)
{
    const struct spans *plan = &ENDLESS[_i].plan;
    struct timeline line;
    lay_out(plan, NS_NEVER, &line);
    struct life life = lifecycle_at(&line, NS_TIME_MAX);
    ck_assert_int_eq(life.state, ENDLESS[_i].stays);
    ck_assert_int_eq(life.end, NS_NEVER);
    ck_assert_int_eq(lifecycle_next(&line, NS_TIME_MAX), NS_NEVER);

    lay_out(plan, NS_TIME_MAX, &line);
    life = lifecycle_at(&line, NS_TIME_MAX);
    ck_assert_int_eq(life.state, JOB_CANCELLED);
    ck_assert_int_eq(life.end, NS_TIME_MAX);
}
END_TEST

START_TEST(an_end_at_the_last_moment_is_reached)
{
    const struct spans plan = {.create = NS_TIME_MAX - 1, .running = 1};
    struct timeline line;
    lay_out(&plan, NS_NEVER, &line);
    ck_assert_int_eq(lifecycle_at(&line, NS_TIME_MAX - 1).state, JOB_RUNNING);
    ck_assert_int_eq(lifecycle_at(&line, NS_TIME_MAX).state, JOB_SUCCEEDED);
}
END_TEST

START_TEST(a_cancelling_without_end_lasts)
{
    const struct spans plan = {.create = CREATE, .queued = 5, .cancelling = NS_NEVER};
    struct timeline line;
    lay_out(&plan, CREATE + 1, &line);
    ck_assert_int_eq(lifecycle_at(&line, NS_TIME_MAX).state, JOB_CANCELLING);
    ck_assert_int_eq(lifecycle_next(&line, CREATE + 1), NS_NEVER);
}
END_TEST

/* Stages of 1, 2, 3 and 4 that begin at CREATE, and what disturbs them: moments count from there. */
static const struct {
    ns_t cut_at;
    enum plan_cut cut;
    ns_t cancel_at;
    bool job_wins_race;
    ns_t at;
    enum job_state state; /* at that moment */
    enum life_cause cause;
} DISTURBED[] = {
    {4, PLAN_CUT_RUN, NS_NEVER, false, 3, JOB_RUNNING, CAUSE_NONE},
    {4, PLAN_CUT_RUN, NS_NEVER, false, 4, JOB_CANCELLING, CAUSE_RUN},
    {4, PLAN_CUT_RUN, NS_NEVER, false, 8, JOB_CANCELLED, CAUSE_RUN},
    /* A job that ends just when its time is over has made it. */
    {6, PLAN_CUT_RUN, NS_NEVER, false, 6, JOB_SUCCEEDED, CAUSE_NONE},
    {2, PLAN_CUT_WAIT, NS_NEVER, false, 2, JOB_CANCELLING, CAUSE_WAIT},
    {2, PLAN_CUT_WAIT, NS_NEVER, false, 6, JOB_CANCELLED, CAUSE_WAIT},
    {2, PLAN_CUT_OUTCOME, NS_NEVER, false, 6, JOB_CANCELLED, CAUSE_OUTCOME},
    /* Whoever comes first is the reason; at one moment the user is. */
    {4, PLAN_CUT_RUN, 3, false, 7, JOB_CANCELLED, CAUSE_USER},
    {4, PLAN_CUT_RUN, 4, false, 8, JOB_CANCELLED, CAUSE_USER},
    {4, PLAN_CUT_RUN, 5, false, 8, JOB_CANCELLED, CAUSE_RUN},
    /* The race: what was going to end before CANCELLING is over does, once it runs. */
    {NS_NEVER, PLAN_CUT_NONE, 4, true, 5, JOB_CANCELLING, CAUSE_USER},
    {NS_NEVER, PLAN_CUT_NONE, 4, true, 6, JOB_SUCCEEDED, CAUSE_NONE},
    {NS_NEVER, PLAN_CUT_NONE, 2, true, 6, JOB_CANCELLED, CAUSE_USER},
    {NS_NEVER, PLAN_CUT_NONE, 1, true, 5, JOB_CANCELLED, CAUSE_USER},
};

static ns_t
since_create(ns_t moment)
{
    return moment == NS_NEVER ? NS_NEVER : CREATE + moment;
}

START_TEST(what_cuts_a_life_short_is_its_reason)
{
    const struct spans spans = {
        .create = CREATE, .queued = 1, .preparing = 2, .running = 3, .cancelling = 4};
    struct plan plan = plan_of(&spans);
    struct life_end end = lifecycle_end(&plan);
    struct timeline line;
    plan.cut_at = since_create(DISTURBED[_i].cut_at);
    plan.cut = (uint8_t)DISTURBED[_i].cut;
    plan.job_wins_race = DISTURBED[_i].job_wins_race;
    lifecycle_timeline(&plan, &end, since_create(DISTURBED[_i].cancel_at), &line);
    struct life life = lifecycle_at(&line, CREATE + DISTURBED[_i].at);
    ck_assert_str_eq(job_state_name(life.state), job_state_name(DISTURBED[_i].state));
    ck_assert_int_eq(life.cause, DISTURBED[_i].cause);
}
END_TEST

/* A job can fail before it runs: it then has no start. */
START_TEST(a_failure_before_running_leaves_no_start)
{
    struct plan plan = {.create = CREATE,
                        .prepare_at = CREATE + 1,
                        .run_at = NS_NEVER,
                        .end_at = CREATE + 2,
                        .cut_at = NS_NEVER,
                        .end_state = JOB_FAILED};
    struct life_end end = lifecycle_end(&plan);
    struct timeline line;
    lifecycle_timeline(&plan, &end, NS_NEVER, &line);
    struct life life = lifecycle_at(&line, CREATE + 2);
    ck_assert_int_eq(life.state, JOB_FAILED);
    ck_assert_int_eq(life.cause, CAUSE_OUTCOME);
    ck_assert_int_eq(life.start, NS_NEVER);
    ck_assert_int_eq(life.end, CREATE + 2);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("lifecycle");
    TCase *cases = tcase_create("lifecycle");
    tcase_add_test(cases, the_state_at_every_moment_follows_the_rules);
    tcase_add_test(cases, every_edge_is_legal_and_every_life_ends);
    tcase_add_test(cases, the_next_change_and_their_number_are_those_of_the_edges);
    tcase_add_test(cases, a_cancel_does_not_change_the_past);
    tcase_add_test(cases, a_cancel_at_the_end_comes_too_late);
    tcase_add_loop_test(cases, a_stage_without_end_lasts, 0, COUNT(ENDLESS));
    tcase_add_test(cases, an_end_at_the_last_moment_is_reached);
    tcase_add_test(cases, a_cancelling_without_end_lasts);
    tcase_add_loop_test(cases, what_cuts_a_life_short_is_its_reason, 0, COUNT(DISTURBED));
    tcase_add_test(cases, a_failure_before_running_leaves_no_start);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
