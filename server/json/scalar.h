/* Scalars of a JSON body, read as proto3's JSON mapping reads them.
 *
 * Numbers come as numbers or as strings, as long as the value is the same: 3, 3.0, "3" and "3.0"
 * are one int32. Each function is false, with its result untouched, when the value is of another
 * kind, malformed or out of range.
 */
#ifndef JSON_SCALAR_H
#define JSON_SCALAR_H

#include "json/schema.h"

bool scalar_int32(const json_t *value, int64_t *ret_number);
bool scalar_int64(const json_t *value, int64_t *ret_number);

/* Also "NaN", "Infinity" and "-Infinity". */
bool scalar_double(const json_t *value, double *ret_number);

/* A name, whatever its case and with - for _, or a number the enumeration has. */
bool scalar_enum(const struct enumeration *enumeration, const json_t *value, int *ret_number);

/* Base64 in either alphabet, padded or not; the bytes are added to `out`, which may be NULL. */
bool scalar_bytes(const json_t *value, struct buf *out);

/* Whether a field that holds no message may hold the value (one element of it, if it repeats). */
bool scalar_is_valid(const struct field *field, const json_t *value);

/* The text of a JSON string; empty for every other value. */
struct text scalar_text(const json_t *value);

#endif
