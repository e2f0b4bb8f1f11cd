/* A fleet of kites, and masks over it, for tests. */
#ifndef TESTS_UNIT_FLEET_H
#define TESTS_UNIT_FLEET_H

#include "json/mask.h"
#include "kite.h"

#include <string.h>

#define FLEET_TEXT_BYTES ((size_t)1 << 22)

/* clang-format off */
static const struct field FLEET_FIELDS[] = {
    {.name = "title",    .proto = "title",     .kind = FIELD_STRING},
    {.name = "kites",    .proto = "kites",     .kind = FIELD_MESSAGE, .message = &KITE, .flags = FIELD_REPEATED},
    {.name = "flagShip", .proto = "flag_ship", .kind = FIELD_MESSAGE, .message = &KITE},
    {.name = "towTail",  .proto = "tow_tail",  .kind = FIELD_MESSAGE, .message = &TAIL},
    {.name = "owners",   .proto = "owners",    .kind = FIELD_STRING_MAP},
};
static const struct message FLEET = {.schema = "Fleet", .type_name = "test.v1.Fleet", .fields = FLEET_FIELDS, .count = COUNT(FLEET_FIELDS)};
/* clang-format on */

static inline void
fleet_release(struct mask **mask)
{
    mask_free(*mask);
}

#define owned_mask OWNED(fleet_release) struct mask *

/* A mask that must be one. Owned. */
static inline struct mask *
fleet_mask(const char *text, const struct message *message)
{
    struct err err OWNED(err_done) = ERR;
    struct mask *mask = mask_parse(text_of(text), message, &err);
    if (mask == NULL)
        ck_abort_msg("%s: %s", text,
                     err.violation_count > 0 ? err.violations[0].description : err_message(&err));
    return mask;
}

/* Owned. */
static inline char *
fleet_masked(const char *text, const struct message *message, const char *compact)
{
    owned_mask mask = fleet_mask(text, message);
    struct buf out OWNED(buf_done) = BUF(FLEET_TEXT_BYTES);
    mask_apply(mask, text_of(compact), &out);
    return buf_take(&out);
}

#endif
