/* Spaces: values of points, and back. What is drawn comes from rng.h, so a failure repeats. */
#include "sim/space.h"

#include "base/own.h"
#include "base/rng.h"
#include "spaces.h"
#include "tap.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define TEXT_BYTES 4096
#define AXES_MAX 8
#define DRAWS 300

#define RANGE(type, least, most)                                                                   \
    "{'parameterName':'p','type':'" type "','minValue':" least ",'maxValue':" most "}"
#define SCALED(type, least, most, scale)                                                           \
    "{'parameterName':'p','type':'" type "','minValue':" least ",'maxValue':" most                 \
    ",'scaleType':'" scale "'}"
#define LINEAR "UNIT_LINEAR_SCALE"
#define LOG "UNIT_LOG_SCALE"
#define REVERSE "UNIT_REVERSE_LOG_SCALE"
#define LIST(...) "{'parameterName':'p','type':'DISCRETE','discreteValues':[" __VA_ARGS__ "]}"
#define WORDS(...)                                                                                 \
    "{'parameterName':'p','type':'CATEGORICAL','categoricalValues':[" __VA_ARGS__ "]}"

/* Parameters written with ' for ", without the brackets around them. */
static struct space *
space_with(const char *params)
{
    char text[TEXT_BYTES];
    int length = snprintf(text, sizeof(text), "[%s]", params);
    ck_assert(length > 0 && length < TEXT_BYTES);
    for (char *at = text; *at != '\0'; at++)
        *at = *at == '\'' ? '"' : *at;
    return space_of(text);
}

/* --- known values -------------------------------------------------------------------------------- */

static const struct {
    const char *param;
    double u;
    double value;
} VALUES[] = {
    {RANGE("DOUBLE", "0", "1"), 0.25, 0.25},
    {RANGE("DOUBLE", "-2", "6"), 0.5, 2},
    {SCALED("DOUBLE", "10", "20", LINEAR), 0.1, 11},
    {SCALED("DOUBLE", "0.0001", "1", LOG), 0.5, 0.01},
    {SCALED("DOUBLE", "1e-5", "1", LOG), 0.8, 0.1},
    {SCALED("DOUBLE", "1", "1024", LOG), 0.3, 8},
    /* The mirror image of the logarithm: dense at the upper end. */
    {SCALED("DOUBLE", "0.0001", "1", REVERSE), 0.5, 1.0001 - 0.01},
    {SCALED("DOUBLE", "1", "1024", REVERSE), 0.7, 1025 - 8},
    /* What real tuning shows for the middle of [1e-05, 1]. */
    {RANGE("DOUBLE", "1e-05", "1"), 0.5, 0.500005},
    /* One value. */
    {RANGE("DOUBLE", "3", "3"), 0.9, 3},
    {SCALED("DOUBLE", "3", "3", LOG), 0.1, 3},
    {RANGE("INTEGER", "-4", "-4"), 0.1, -4},
    /* A bound that is left out is 0. */
    {"{'parameterName':'p','type':'DOUBLE','maxValue':1}", 0.5, 0.5},
    {"{'parameterName':'p','type':'DOUBLE','minValue':-1}", 0.5, -0.5},
    /* Cells of whole numbers are equally wide. */
    {RANGE("INTEGER", "1", "4"), 0.001, 1},
    {RANGE("INTEGER", "1", "4"), 0.249, 1},
    {RANGE("INTEGER", "1", "4"), 0.251, 2},
    {RANGE("INTEGER", "1", "4"), 0.499, 2},
    {RANGE("INTEGER", "1", "4"), 0.751, 4},
    {RANGE("INTEGER", "-1", "1"), 0.3, -1},
    {RANGE("INTEGER", "-1", "1"), 0.4, 0},
    {RANGE("INTEGER", "-1", "1"), 0.7, 1},
    {SCALED("INTEGER", "1", "100", LOG), 0.5, 7}, /* sqrt(0.5 * 100.5) = 7.09 */
    {SCALED("INTEGER", "1", "100", LOG), 0.999, 100},
    {SCALED("INTEGER", "1", "100", LOG), 0.1, 1},
    {SCALED("INTEGER", "1", "100", REVERSE), 0.5, 94}, /* 101 - 7.09 */
    /* Lists are cut evenly, whatever the values are. */
    {LIST("1,10,1000"), 0.33, 1},
    {LIST("1,10,1000"), 0.34, 10},
    {LIST("1,10,1000"), 0.67, 1000},
    {LIST("-0.5"), 0.7, -0.5},
    {WORDS("'a','b','c','d'"), 0.24, 0},
    {WORDS("'a','b','c','d'"), 0.26, 1},
    {WORDS("'a','b','c','d'"), 0.99, 3},
    {WORDS("'a'"), 0.99, 0},
};

START_TEST(a_point_has_its_value)
{
    struct space *space OWNED(space_drop) = space_with(VALUES[_i].param);
    double value = axis_value(&space->axes[0], VALUES[_i].u);
    ck_assert_msg(fabs(value - VALUES[_i].value) <= 1e-13 * (1 + fabs(VALUES[_i].value)),
                  "%s at %g: expected %.17g, got %.17g", VALUES[_i].param, VALUES[_i].u,
                  VALUES[_i].value, value);
}
END_TEST

/* --- what holds for every axis ------------------------------------------------------------------- */

/* Among them what the rules let through at the edge: bounds as far out as they may be. */
static const char *const AXES[] = {
    RANGE("DOUBLE", "0", "1"),
    RANGE("DOUBLE", "-1e-9", "1e9"),
    RANGE("DOUBLE", "0.1", "0.1"),
    RANGE("DOUBLE", "0.1", "0.10000000000000002"),
    RANGE("DOUBLE", "1e15", "1000000000000001"),
    RANGE("DOUBLE", "-1.7976931348623157e308", "1.7976931348623157e308"),
    RANGE("DOUBLE", "0", "5e-324"),
    RANGE("DOUBLE", "5e-324", "1e-310"),
    SCALED("DOUBLE", "-5", "5", LINEAR),
    SCALED("DOUBLE", "0.0001", "1", LOG),
    SCALED("DOUBLE", "1e-300", "1e300", LOG),
    SCALED("DOUBLE", "1e-310", "1", LOG),
    SCALED("DOUBLE", "1e-5", "1.7976931348623157e308", LOG),
    SCALED("DOUBLE", "7", "7", LOG),
    SCALED("DOUBLE", "0.0001", "1", REVERSE),
    SCALED("DOUBLE", "1e-310", "1", REVERSE),
    SCALED("DOUBLE", "1e300", "1.7976931348623157e308", REVERSE),
    SCALED("DOUBLE", "7", "7", REVERSE),
    /* Its lower end is lost beside the upper one. */
    SCALED("DOUBLE", "1e-20", "1", REVERSE),
    RANGE("INTEGER", "0", "1"),
    RANGE("INTEGER", "-3", "3"),
    RANGE("INTEGER", "5", "5"),
    RANGE("INTEGER", "-9007199254740992", "9007199254740992"),
    RANGE("INTEGER", "9007199254740991", "9007199254740992"),
    SCALED("INTEGER", "1", "4096", LOG),
    SCALED("INTEGER", "1", "1", LOG),
    SCALED("INTEGER", "1", "9007199254740992", LOG),
    SCALED("INTEGER", "1", "4096", REVERSE),
    SCALED("INTEGER", "1", "9007199254740992", REVERSE),
    LIST("1"),
    LIST("-1e308,0,1e-310,2,1e308"),
    LIST("16,32,64,128,256,512"),
    WORDS("'a'"),
    WORDS("'relu','tanh','','a b'"),
};

/* Draw number `draw`, between them both ends as near as a draw comes, and the ends themselves. */
static double
unit_of(uint32_t draw)
{
    static const double EDGES[] = {0, 0x1p-53, 0.5, 1 - 0x1p-53, 1};
    return draw < COUNT(EDGES) ? EDGES[draw] : rng_unit(17, 1, 0, draw);
}

static bool
is_listed(const struct axis *axis, double value)
{
    for (int32_t i = 0; i < axis->count; i++) {
        double listed = axis->type == AXIS_DISCRETE ? axis->numbers[i] : i;
        if (fabs(listed - value) <= 0)
            return true;
    }
    return false;
}

static bool
is_inside(const struct axis *axis, double value)
{
    if (axis->type == AXIS_DISCRETE || axis->type == AXIS_CATEGORICAL)
        return is_listed(axis, value);
    bool is_whole = axis->type != AXIS_INTEGER || fabs(value - floor(value)) <= 0;
    return value >= axis->least && value <= axis->most && is_whole;
}

START_TEST(every_point_lies_inside)
{
    struct space *space OWNED(space_drop) = space_with(AXES[_i]);
    for (uint32_t draw = 0; draw < DRAWS; draw++) {
        double value = axis_value(&space->axes[0], unit_of(draw));
        ck_assert_msg(is_inside(&space->axes[0], value), "%s, draw %u, u %.17g: %.17g", AXES[_i],
                      draw, unit_of(draw), value);
    }
}
END_TEST

START_TEST(values_grow_with_points)
{
    enum { STEPS = 2000 };
    struct space *space OWNED(space_drop) = space_with(AXES[_i]);
    double last = axis_value(&space->axes[0], 0.5 / STEPS);
    for (int i = 1; i < STEPS; i++) {
        double value = axis_value(&space->axes[0], (i + 0.5) / STEPS);
        /* Logarithms round, by some parts of the last digit. */
        ck_assert_msg(value >= last - 1e-12 * fabs(last), "%s, step %d: %.17g behind %.17g",
                      AXES[_i], i, value, last);
        last = value;
    }
}
END_TEST

/* A range is used: no half of it is missing. */
START_TEST(points_reach_both_halves)
{
    struct space *space OWNED(space_drop) = space_with(AXES[_i]);
    const struct axis *axis = &space->axes[0];
    double low = axis_value(axis, 0x1p-53);
    double high = axis_value(axis, 1 - 0x1p-53);
    bool is_range = axis->type == AXIS_DOUBLE || axis->type == AXIS_INTEGER;
    double least = is_range ? axis->least : axis->type == AXIS_DISCRETE ? axis->numbers[0] : 0;
    double most = is_range                      ? axis->most
                  : axis->type == AXIS_DISCRETE ? axis->numbers[axis->count - 1]
                                                : axis->count - 1;
    double size = most / 4 - least / 4;
    ck_assert_msg(low / 4 - least / 4 <= 1e-9 * size, "%s: starts at %.17g", AXES[_i], low);
    ck_assert_msg(most / 4 - high / 4 <= 1e-9 * size, "%s: ends at %.17g", AXES[_i], high);
}
END_TEST

/* A value's point gives the value again: the very same one where they can be counted. */
START_TEST(a_value_is_found_at_its_point)
{
    struct space *space OWNED(space_drop) = space_with(AXES[_i]);
    const struct axis *axis = &space->axes[0];
    for (uint32_t draw = 0; draw < DRAWS; draw++) {
        double value = axis_value(axis, unit_of(draw));
        double u = axis_unit(axis, value);
        double again = axis_value(axis, u);
        bool is_exact = axis_size(axis) > 0 && axis_size(axis) < 1000000;
        double scale = fabs(axis->least) > fabs(axis->most) ? fabs(axis->least) : fabs(axis->most);
        double tolerance = is_exact ? 0 : 1e-9 * scale;
        ck_assert_msg(u >= 0 && u <= 1, "%s: the point of %.17g is %.17g", AXES[_i], value, u);
        ck_assert_msg(fabs(again / 2 - value / 2) <= tolerance, "%s: %.17g comes back as %.17g",
                      AXES[_i], value, again);
    }
}
END_TEST

START_TEST(a_cell_is_entered_in_its_middle)
{
    static const char *const EVEN[] = {RANGE("INTEGER", "-3", "6"),
                                       LIST("1,2,4,8,16,32,64,128,256,512"),
                                       WORDS("'a','b','c','d','e','f','g','h','i','j'")};
    struct space *space OWNED(space_drop) = space_with(EVEN[_i]);
    for (int i = 0; i < 10; i++) {
        double point;
        space_grid_point(space, i, &point);
        ck_assert_double_eq_tol(axis_unit(&space->axes[0], point), (i + 0.5) / 10, 1e-12);
    }
}
END_TEST

START_TEST(a_single_value_lies_in_the_middle)
{
    static const char *const SINGLE[] = {RANGE("DOUBLE", "2.5", "2.5"),
                                         SCALED("DOUBLE", "2.5", "2.5", LOG),
                                         SCALED("DOUBLE", "2.5", "2.5", REVERSE),
                                         RANGE("INTEGER", "3", "3"),
                                         LIST("7"),
                                         WORDS("'only'")};
    struct space *space OWNED(space_drop) = space_with(SINGLE[_i]);
    double value = axis_value(&space->axes[0], 0.9);
    ck_assert_double_eq_tol(axis_unit(&space->axes[0], value), 0.5, 1e-12);
    ck_assert_int_eq(axis_size(&space->axes[0]), 1);
}
END_TEST

/* --- sizes and grids ----------------------------------------------------------------------------- */

#define ENDLESS RANGE("DOUBLE", "0", "1")
#define WIDEST RANGE("INTEGER", "-9007199254740992", "9007199254740992")

static const struct {
    const char *params;
    int64_t size;
} SIZES[] = {
    {RANGE("INTEGER", "1", "4"), 4},
    {RANGE("INTEGER", "-1", "3"), 5},
    {SCALED("INTEGER", "1", "100", LOG), 100},
    {RANGE("DOUBLE", "3", "3"), 1},
    {ENDLESS, 0},
    {LIST("1,2,3"), 3},
    {WORDS("'a','b'"), 2},
    {RANGE("INTEGER", "1", "4") "," LIST("1,2,3") "," WORDS("'a','b'"), 24},
    {RANGE("INTEGER", "1", "4") "," RANGE("DOUBLE", "3", "3"), 4},
    {RANGE("INTEGER", "1", "4") "," ENDLESS, 0},
    {ENDLESS "," LIST("1"), 0},
    {WIDEST, INT64_C(18014398509481985)},
    {WIDEST "," LIST("1"), INT64_C(18014398509481985)},
    {WIDEST "," RANGE("INTEGER", "1", "511"), INT64_C(18014398509481985) * 511},
    {WIDEST "," RANGE("INTEGER", "1", "512"), 0},
    {WIDEST "," WIDEST "," WIDEST, 0},
    /* Too many to count stays so, whatever follows. */
    {WIDEST "," WIDEST "," LIST("1"), 0},
};

START_TEST(a_space_has_as_many_points_as_its_values_make)
{
    struct space *space OWNED(space_drop) = space_with(SIZES[_i].params);
    ck_assert_int_eq(space_size(space), SIZES[_i].size);
}
END_TEST

/* Against four loops, one in the other. */
START_TEST(a_grid_counts_the_last_parameter_fastest)
{
    static const double NUMBERS[] = {0.5, 4, 100};
    struct space *space OWNED(space_drop) = space_with(RANGE("INTEGER", "-1", "2") "," LIST(
        "0.5,4,100") "," RANGE("DOUBLE", "8", "8") "," WORDS("'a','b'"));
    int64_t index = 0;
    for (int a = -1; a <= 2; a++) {
        for (int b = 0; b < 3; b++) {
            for (int c = 0; c < 2; c++) {
                double point[4];
                space_grid_point(space, index++, point);
                ck_assert_double_eq(point[0], a);
                ck_assert_double_eq(point[1], NUMBERS[b]);
                ck_assert_double_eq(point[2], 8);
                ck_assert_double_eq(point[3], c);
            }
        }
    }
    ck_assert_int_eq(space_size(space), index);
}
END_TEST

START_TEST(a_grid_reaches_the_ends_of_the_widest_space)
{
    struct space *space OWNED(space_drop) = space_with(WIDEST "," RANGE("INTEGER", "1", "511"));
    double point[2];
    space_grid_point(space, space_size(space) - 1, point);
    ck_assert_double_eq(point[0], 9007199254740992.0);
    ck_assert_double_eq(point[1], 511);
    space_grid_point(space, 0, point);
    ck_assert_double_eq(point[0], -9007199254740992.0);
    ck_assert_double_eq(point[1], 1);
}
END_TEST

/* --- names and likeness -------------------------------------------------------------------------- */

#define NAMED(name, type, rest) "{'parameterName':'" name "','type':'" type "'" rest "}"
#define X NAMED("x", "DOUBLE", ",'minValue':0,'maxValue':1")
#define Y NAMED("y", "DISCRETE", ",'discreteValues':[1,2]")
#define Z NAMED("z", "CATEGORICAL", ",'categoricalValues':['a','b']")

static const struct {
    const char *a;
    const char *b;
    bool is_equal;
} PAIRS[] = {
    {X "," Y "," Z, X "," Y "," Z, true},
    {X "," Y "," Z, Z "," X "," Y, true},
    {X, NAMED("x", "DOUBLE", ",'maxValue':1"), true},
    {X, NAMED("x", "DOUBLE", ",'minValue':'0','maxValue':'1.0'"), true},
    {X, NAMED("x", "DOUBLE", ",'minValue':0,'maxValue':1,'scaleType':'NONE'"), true},
    /* What an axis does not look at is no difference. */
    {X, NAMED("x", "DOUBLE", ",'minValue':0,'maxValue':1,'discreteValues':[3]"), true},
    {X "," Y, X, false},
    {X, X "," Y, false},
    {X, NAMED("X", "DOUBLE", ",'minValue':0,'maxValue':1"), false},
    {X, NAMED("xx", "DOUBLE", ",'minValue':0,'maxValue':1"), false},
    {X, NAMED("x", "INTEGER", ",'minValue':0,'maxValue':1"), false},
    {X, NAMED("x", "DOUBLE", ",'minValue':-1,'maxValue':1"), false},
    {X, NAMED("x", "DOUBLE", ",'minValue':0,'maxValue':1.0000000000000002"), false},
    {X, NAMED("x", "DOUBLE", ",'minValue':0,'maxValue':1,'scaleType':'UNIT_LINEAR_SCALE'"), false},
    {Y, NAMED("y", "DISCRETE", ",'discreteValues':[1,2,3]"), false},
    {Y, NAMED("y", "DISCRETE", ",'discreteValues':[1,3]"), false},
    {Z, NAMED("z", "CATEGORICAL", ",'categoricalValues':['a','c']"), false},
    {Z, NAMED("z", "CATEGORICAL", ",'categoricalValues':['b','a']"), false},
    {Z, NAMED("z", "CATEGORICAL", ",'categoricalValues':['a']"), false},
};

START_TEST(spaces_are_equal_when_their_axes_are)
{
    struct space *a OWNED(space_drop) = space_with(PAIRS[_i].a);
    struct space *b OWNED(space_drop) = space_with(PAIRS[_i].b);
    ck_assert_msg(space_equal(a, b) == PAIRS[_i].is_equal, "%s and %s", PAIRS[_i].a, PAIRS[_i].b);
    ck_assert_int_eq(space_equal(b, a), PAIRS[_i].is_equal);
    ck_assert(space_equal(a, a));
}
END_TEST

START_TEST(an_axis_is_found_by_its_whole_name)
{
    struct space *space OWNED(space_drop) =
        space_with(NAMED("lr", "DOUBLE", ",'maxValue':1") "," NAMED(
            "lr2", "DOUBLE", ",'maxValue':1") "," NAMED("\\u00fc b", "DOUBLE", ",'maxValue':1"));
    ck_assert_ptr_eq(space_axis(space, TEXT("lr")), &space->axes[0]);
    ck_assert_ptr_eq(space_axis(space, TEXT("lr2")), &space->axes[1]);
    ck_assert_ptr_eq(space_axis(space, TEXT("\xc3\xbc b")), &space->axes[2]);
    ck_assert_ptr_null(space_axis(space, TEXT("l")));
    ck_assert_ptr_null(space_axis(space, TEXT("LR")));
    ck_assert_ptr_null(space_axis(space, TEXT("")));
}
END_TEST

/* --- as the API spells it ------------------------------------------------------------------------ */

static const struct {
    const char *param;
    double value;
    const char *text;
} WRITTEN[] = {
    {RANGE("INTEGER", "1", "9"), 7, "7"},
    {RANGE("INTEGER", "-9", "9"), -7, "-7"},
    {RANGE("INTEGER", "-1", "1"), -0.0, "0"},
    {RANGE("INTEGER", "0", "9007199254740992"), 9007199254740992.0, "9007199254740992"},
    {RANGE("DOUBLE", "0", "1"), 0.05, "0.05"},
    {RANGE("DOUBLE", "0", "1"), 1, "1"},
    {RANGE("DOUBLE", "0", "1"), 0, "0"},
    {RANGE("DOUBLE", "0", "1"), 1e-05, "1e-05"},
    /* Values of real jobs. */
    {RANGE("DOUBLE", "0", "1"), 0.072136064767837529, "0.072136064767837529"},
    {RANGE("DOUBLE", "0", "1"), 0.27851938277724281, "0.27851938277724281"},
    {LIST("200,300,500"), 500, "500"},
    {LIST("0.1,0.25"), 0.1, "0.1"},
    {LIST("1e-310,1e22"), 1e22, "1e+22"},
    {WORDS("'256 128 64','1024 512 128'"), 1, "1024 512 128"},
    {WORDS("'a<b','\\u00fc'"), 0, "a<b"},
    {WORDS("'a<b','\\u00fc'"), 1, "\xc3\xbc"},
    {WORDS("'','x'"), 0, ""},
};

START_TEST(a_value_is_written_as_the_api_writes_it)
{
    struct buf out OWNED(buf_done) = BUF(TEXT_BYTES);
    struct space *space OWNED(space_drop) = space_with(WRITTEN[_i].param);
    buf_add_char(&out, '|');
    axis_write(&out, &space->axes[0], WRITTEN[_i].value);
    ck_assert_str_eq(out.at + 1, WRITTEN[_i].text);
}
END_TEST

/* --- reading ------------------------------------------------------------------------------------- */

#define LEARNING_RATE                                                                              \
    NAMED("lr", "DOUBLE", ",'minValue':1e-4,'maxValue':0.5,'scaleType':'UNIT_LOG_SCALE'")
#define UNITS                                                                                      \
    NAMED("n", "INTEGER", ",'minValue':'1','maxValue':'64','scaleType':'UNIT_REVERSE_LOG_SCALE'")

START_TEST(a_space_keeps_what_its_parameters_say)
{
    struct space *space OWNED(space_drop) = space_with(LEARNING_RATE "," UNITS "," Y "," Z);
    ck_assert_int_eq(space->count, 4);
    static const enum axis_type TYPES[] = {AXIS_DOUBLE, AXIS_INTEGER, AXIS_DISCRETE,
                                           AXIS_CATEGORICAL};
    static const enum axis_scale SCALES[] = {SCALE_LOG, SCALE_REVERSE_LOG, SCALE_NONE, SCALE_NONE};
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(space->axes[i].type, TYPES[i]);
        ck_assert_int_eq(space->axes[i].scale, SCALES[i]);
    }
    ck_assert_double_eq(space->axes[0].least, 1e-4);
    ck_assert_double_eq(space->axes[0].most, 0.5);
    ck_assert_double_eq(space->axes[1].least, 1);
    ck_assert_double_eq(space->axes[1].most, 64);
    ck_assert_int_eq(space->axes[2].count, 2);
    ck_assert_double_eq(space->axes[2].numbers[1], 2);
    ck_assert_int_eq(space->axes[3].count, 2);
    ck_assert(text_is(space->axes[3].categories[1], "b"));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("space");
    TCase *tcase = tcase_create("space");
    tcase_add_loop_test(tcase, a_point_has_its_value, 0, COUNT(VALUES));
    tcase_add_loop_test(tcase, every_point_lies_inside, 0, COUNT(AXES));
    tcase_add_loop_test(tcase, values_grow_with_points, 0, COUNT(AXES));
    tcase_add_loop_test(tcase, points_reach_both_halves, 0, COUNT(AXES));
    tcase_add_loop_test(tcase, a_value_is_found_at_its_point, 0, COUNT(AXES));
    tcase_add_loop_test(tcase, a_cell_is_entered_in_its_middle, 0, 3);
    tcase_add_loop_test(tcase, a_single_value_lies_in_the_middle, 0, 6);
    tcase_add_loop_test(tcase, a_space_has_as_many_points_as_its_values_make, 0, COUNT(SIZES));
    tcase_add_test(tcase, a_grid_counts_the_last_parameter_fastest);
    tcase_add_test(tcase, a_grid_reaches_the_ends_of_the_widest_space);
    tcase_add_loop_test(tcase, spaces_are_equal_when_their_axes_are, 0, COUNT(PAIRS));
    tcase_add_test(tcase, an_axis_is_found_by_its_whole_name);
    tcase_add_loop_test(tcase, a_value_is_written_as_the_api_writes_it, 0, COUNT(WRITTEN));
    tcase_add_test(tcase, a_space_keeps_what_its_parameters_say);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
