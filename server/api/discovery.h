/* The discovery document of ml v1: what clients that build themselves at run time ask for first.
 *
 * Nothing of it is stored. Methods come from the rows of API_ROUTES that are emulated, schemas from
 * the messages these can reach, and every URL leads back to the host the client called:
 *
 *     discovery_write(&out, TEXT("localhost:8090"));
 *     {"kind":"discovery#restDescription",...,"rootUrl":"http://localhost:8090/",...
 *
 * The structure is that of revision 20251213; the words are ours.
 */
#ifndef API_DISCOVERY_H
#define API_DISCOVERY_H

#include "api/router.h"
#include "base/buf.h"

#define DISCOVERY_NAME "ml"
#define DISCOVERY_VERSION "v1"
#define DISCOVERY_TITLE "AI Platform Training & Prediction API"
#define DISCOVERY_ABOUT                                                                            \
    "Creates, watches and cancels training and prediction jobs, as ml-jobs-emulator does it."
#define DISCOVERY_LINK "https://cloud.google.com/ml/"

/* The whole document. */
void discovery_write(struct buf *out, struct text host);

/* Its parts: members with their names, without a comma on either side. */
void discovery_write_parameters(struct buf *out);
void discovery_write_resources(struct buf *out, const struct route_table *table);
void discovery_write_schemas(struct buf *out, const struct route_table *table);

/* "name":"value" pieces that all parts are made of. */
void discovery_write_member(struct buf *out, const char *name, const char *value);

/* The members that say what a value of that kind is: "type" and, where it has one, "format". */
void discovery_write_type(struct buf *out, enum field_kind kind);

/* The members that name the icons. */
void discovery_write_icons(struct buf *out);

/* http://HOST/ as a JSON string. A host that is none stands for the loopback address: only what may
 * stand in a host and port is repeated. */
void discovery_write_url(struct buf *out, struct text host, const char *path);

#endif
