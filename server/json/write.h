/* JSON out.
 *
 * Replies are stitched as compact text and indented, if the client wants that, in one last pass.
 * Strings are escaped as protobuf's JSON writer does: < and > leave as \u003c and \u003e, so do
 * control characters and the invisible ones; '=', '&', '/' and quotes of other kinds stay.
 *
 *     write_string(&out, TEXT("a<b"));      "a\u003cb"
 *     write_double(&out, 0.0001);           0.0001
 */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include "base/buf.h"
#include "base/text.h"

#include <jansson.h>
#include <stdint.h>

void write_string(struct buf *out, struct text text);
void write_str(struct buf *out, const char *string);

/* A JSON string: proto3 JSON writes 64-bit integers so. */
void write_int64(struct buf *out, int64_t value);

/* As protobuf's SimpleDtoa: 15 significant digits if they read back the same, else 17; -0 is -0;
 * the three that JSON has no number for are the strings "NaN", "Infinity" and "-Infinity". */
void write_double(struct buf *out, double value);

/* The same text without JSON quotes: hyperparameter values. */
void write_double_text(struct buf *out, double value);

/* Standard base64 with padding, as a JSON string. */
void write_base64(struct buf *out, const void *bytes, size_t length);

/* Any jansson value as compact JSON; members keep their order. Depth is bounded by the loader. */
void write_value(struct buf *out, const json_t *value);

/* Copies compact JSON indented by two blanks, "key": value, a newline at the end; {} and [] stay
 * closed. The input must be valid, as everything this file writes is. */
void write_indented(struct buf *out, struct text compact);

#endif
