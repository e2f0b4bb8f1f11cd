/* Times and durations as Google's JSON writes them.
 *
 *     2020-01-01T00:00:00Z            RFC 3339; offsets are read, Z is written
 *     7200s   1.5s   0.000000001s     google.protobuf.Duration in JSON
 *
 * No libc calendar call is used: neither TZ nor the locale can change an answer.
 */
#ifndef BASE_RFC3339_H
#define BASE_RFC3339_H

#include "base/buf.h"
#include "base/ns.h"
#include "base/text.h"

/* Reads "2020-01-01T00:00:00Z", up to 9 fraction digits, Z or an offset +hh:mm / -hh:mm, letters in
 * either case. False when malformed or outside 1970-01-01 .. NS_TIME_MAX. */
bool rfc3339_parse(struct text text, ns_t *ret_time);

/* True for every time google.protobuf.Timestamp can hold: years 1 to 9999, whatever ns_t can. The
 * schema accepts what the API would, even where the emulator never computes with it. */
bool rfc3339_is_valid(struct text text);

/* Whole seconds, rounded down: how v1 prints every time. */
void rfc3339_write_seconds(struct buf *buf, ns_t time);

/* As many digits as the time needs: none, 3, 6 or 9. */
void rfc3339_write(struct buf *buf, ns_t time);

/* Reads "<seconds>[.<up to 9 digits>]s", optionally negative, within +-315,576,000,000 s
 * (google.protobuf.Duration's range). Seconds and nanos carry the same sign. */
bool duration_parse(struct text text, int64_t *ret_seconds, int32_t *ret_nanos);

/* The same for a span the emulator computes with: not negative, at most NS_TIME_MAX. Also reads the
 * units ms, m and h ("50ms", "1m", "2h") when `units` is true, for the command line. */
bool duration_parse_ns(struct text text, bool units, ns_t *ret_span);

/* "7200s", "1.500s": no, 3, 6 or 9 fraction digits, as protobuf does. */
void duration_write(struct buf *buf, int64_t seconds, int32_t nanos);
void duration_write_ns(struct buf *buf, ns_t span);

#endif
