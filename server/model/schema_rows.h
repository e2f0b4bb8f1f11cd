/* How the tables of messages are spelt: a row a value, a row a field, and what each is for.
 *
 *     #define WINDS(VALUE)                        \
 *         VALUE("CALM",  "Smoke rises straight.") \
 *         VALUE("FRESH", "Small trees sway.")
 *     ENUMERATION(WIND, "test.v1.Kite.Wind", WINDS);
 *
 *     static const struct field KITE_FIELDS[] = {
 *         {.name = "wind", .proto = "wind", .kind = FIELD_ENUM, .enumeration = &WIND,
 *          .about = "The wind it was made for."},
 *     };
 *     MESSAGE(MESSAGE_KITE, "Kite", "test.v1.Kite", KITE_FIELDS, "What flies on a line.");
 *
 * The abouts are what the discovery document says. A field without one is taken and not told of.
 */
#ifndef MODEL_SCHEMA_ROWS_H
#define MODEL_SCHEMA_ROWS_H

#include "json/schema.h"

#define ROW_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define ENUMERATION_VALUE(value, about) value,
#define ENUMERATION_ABOUT(value, about) about,

/* The names and what they say, from one list of rows, so that neither can be short of one. */
#define ENUMERATION_COLUMNS(symbol, rows)                                                          \
    static const char *const symbol##_VALUES[] = {rows(ENUMERATION_VALUE)};                        \
    static const char *const symbol##_ABOUTS[] = {rows(ENUMERATION_ABOUT)}

/* clang-format off */
#define ENUMERATION_OF(symbol, type)                                                               \
    {                                                                                              \
        .type_name = (type),                                                                       \
        .values = symbol##_VALUES,                                                                 \
        .count = ROW_COUNT(symbol##_VALUES),                                                       \
        .abouts = symbol##_ABOUTS,                                                                 \
    }
/* clang-format on */

/* A static enumeration: its protobuf name, then its rows from number 0 on. */
#define ENUMERATION(symbol, type, rows)                                                            \
    ENUMERATION_COLUMNS(symbol, rows);                                                             \
    static const struct enumeration symbol = ENUMERATION_OF(symbol, type)

/* The same for one that a header declares. */
#define SHARED_ENUMERATION(symbol, type, rows)                                                     \
    ENUMERATION_COLUMNS(symbol, rows);                                                             \
    const struct enumeration symbol = ENUMERATION_OF(symbol, type)

/* A message: its id in the discovery document, its protobuf name, its rows, what it is. */
#define MESSAGE(symbol, id, type, rows, says)                                                      \
    const struct message symbol = {                                                                \
        .schema = (id),                                                                            \
        .type_name = (type),                                                                       \
        .fields = (rows),                                                                          \
        .count = ROW_COUNT(rows),                                                                  \
        .about = (says),                                                                           \
    }

#endif
