/* Looking into compact JSON without building a tree.
 *
 * The text must be valid and without blanks, as everything json/write makes is. Values are slices of
 * it; an empty slice stands for a value that is not there, and so does null.
 *
 *     struct text region = scan_field(input, field);
 *     struct scan scan = scan_inside(list);
 *     while (scan_element(&scan, &element)) ...
 */
#ifndef MODEL_FILTER_SCAN_H
#define MODEL_FILTER_SCAN_H

#include "json/schema.h"

/* What is left of an array or an object. */
struct scan {
    struct text rest;
};

/* Nothing is inside a value that is no array and no object. */
struct scan scan_inside(struct text value);

bool scan_element(struct scan *scan, struct text *ret_value);

/* *ret_name is what stands between the quotes. */
bool scan_member(struct scan *scan, struct text *ret_name, struct text *ret_value);

/* The value of a field, in either spelling, in an object. */
struct text scan_field(struct text object, const struct field *field);

/* What stands between the quotes of a string; other values stay as they are. */
struct text scan_unquoted(struct text value);

enum scan_order { SCAN_LESS, SCAN_SAME, SCAN_MORE, SCAN_LONGER };

/* Orders the inside of a string, escapes resolved, against plain text, byte by byte. SCAN_LONGER:
 * it begins with `plain` and goes on. */
enum scan_order scan_compare(struct text inside, struct text plain, bool ignores_case);

#endif
