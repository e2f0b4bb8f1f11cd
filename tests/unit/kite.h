/* A message with every kind of field, for tests: a kite and what it carries. */
#ifndef TESTS_UNIT_KITE_H
#define TESTS_UNIT_KITE_H

#include "json/load.h"
#include "json/schema.h"

#include <check.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const char *const WIND_NAMES[] = {"CALM", "LIGHT_AIR", "FRESH_GALE"};
static const struct enumeration WIND = {
    .type_name = "test.v1.Kite.Wind",
    .values = WIND_NAMES,
    .count = COUNT(WIND_NAMES),
};

/* clang-format off */
static const struct field TAIL_FIELDS[] = {
    {.name = "knots",      .proto = "knots",       .kind = FIELD_INT32},
    {.name = "ribbons",    .proto = "ribbons",     .kind = FIELD_STRING,  .flags = FIELD_REPEATED},
    {.name = "minLength",  .proto = "min_length",  .kind = FIELD_DOUBLE},
};
static const struct message TAIL = {
    .schema = "Tail",
    .type_name = "test.v1.Tail",
    .fields = TAIL_FIELDS,
    .count = COUNT(TAIL_FIELDS),
};

static const struct field KITE_FIELDS[] = {
    {.name = "kiteName",   .proto = "kite_name",   .kind = FIELD_STRING},
    {.name = "aloft",      .proto = "aloft",       .kind = FIELD_BOOL},
    {.name = "wingCount",  .proto = "wing_count",  .kind = FIELD_INT32},
    {.name = "lineGrams",  .proto = "line_grams",  .kind = FIELD_INT64},
    {.name = "liftForce",  .proto = "lift_force",  .kind = FIELD_DOUBLE},
    {.name = "paint",      .proto = "paint",       .kind = FIELD_BYTES},
    {.name = "madeAt",     .proto = "made_at",     .kind = FIELD_TIMESTAMP},
    {.name = "flightTime", .proto = "flight_time", .kind = FIELD_DURATION},
    {.name = "parts",      .proto = "parts",       .kind = FIELD_FIELDMASK},
    {.name = "wind",       .proto = "wind",        .kind = FIELD_ENUM,    .enumeration = &WIND},
    {.name = "tail",       .proto = "tail",        .kind = FIELD_MESSAGE, .message = &TAIL},
    {.name = "spareTails", .proto = "spare_tails", .kind = FIELD_MESSAGE, .message = &TAIL, .flags = FIELD_REPEATED},
    {.name = "winds",      .proto = "winds",       .kind = FIELD_ENUM,    .enumeration = &WIND, .flags = FIELD_REPEATED},
    {.name = "angles",     .proto = "angles",      .kind = FIELD_DOUBLE,  .flags = FIELD_REPEATED},
    {.name = "stickers",   .proto = "stickers",    .kind = FIELD_STRING_MAP},
    {.name = "handLine",   .proto = "hand_line",   .kind = FIELD_STRING,  .oneof = "anchor"},
    {.name = "winchTurns", .proto = "winch_turns", .kind = FIELD_INT64,   .oneof = "anchor"},
    {.name = "anchorTail", .proto = "anchor_tail", .kind = FIELD_MESSAGE, .message = &TAIL, .oneof = "anchor"},
    {.name = "height",     .proto = "height",      .kind = FIELD_DOUBLE,  .flags = FIELD_OUTPUT_ONLY},
};
/* clang-format on */
static const struct message KITE = {
    .schema = "Kite",
    .type_name = "test.v1.Kite",
    .fields = KITE_FIELDS,
    .count = COUNT(KITE_FIELDS),
};

/* The body, which must be JSON; owned. */
static inline json_t *
kite_load(const char *text)
{
    struct err err OWNED(err_done) = ERR;
    json_t *body = json_load(text_of(text), &err);
    ck_assert_msg(body != NULL, "%s", text);
    return body;
}

#endif
