/* Names that no seed must reproduce (libuuid): the process instance and the id of each request.
 *
 * The instance is a random UUID drawn once. Request ids are version 5 UUIDs of (instance, counter):
 * as unique, and without a system call each.
 *
 *     struct uid_source uids;
 *     uid_source_init(&uids);
 *     char id[UID_TEXT_BYTES];
 *     uid_next(&uids, id);
 */
#ifndef BASE_UID_H
#define BASE_UID_H

#include <stdint.h>

#define UID_TEXT_BYTES 37 /* 36 characters and the NUL */

struct uid_source {
    unsigned char instance[16];
    char instance_text[UID_TEXT_BYTES];
    uint64_t count;
};

void uid_source_init(struct uid_source *source);
void uid_next(struct uid_source *source, char ret_text[UID_TEXT_BYTES]);

#endif
