/* Readers of option values: the words behind --clock, --listen and the others, one function each.
 */
#ifndef OPTIONS_READ_H
#define OPTIONS_READ_H

#include "options_table.h"

/* An int64_t at row->target, from row->least to row->most. */
bool read_limit(const struct option_row *row, const char *value, struct options *options,
                struct err *err);

bool read_access_log(const struct option_row *row, const char *value, struct options *options,
                     struct err *err);
bool read_allow_host(const struct option_row *row, const char *value, struct options *options,
                     struct err *err);
bool read_capacity(const struct option_row *row, const char *value, struct options *options,
                   struct err *err);
bool read_clock(const struct option_row *row, const char *value, struct options *options,
                struct err *err);
bool read_compat(const struct option_row *row, const char *value, struct options *options,
                 struct err *err);
bool read_format(const struct option_row *row, const char *value, struct options *options,
                 struct err *err);
bool read_help(const struct option_row *row, const char *value, struct options *options,
               struct err *err);
bool read_latency(const struct option_row *row, const char *value, struct options *options,
                  struct err *err);
bool read_listen(const struct option_row *row, const char *value, struct options *options,
                 struct err *err);
bool read_log_level(const struct option_row *row, const char *value, struct options *options,
                    struct err *err);
bool read_port(const struct option_row *row, const char *value, struct options *options,
               struct err *err);
bool read_port_file(const struct option_row *row, const char *value, struct options *options,
                    struct err *err);
bool read_profile(const struct option_row *row, const char *value, struct options *options,
                  struct err *err);
bool read_response_delay(const struct option_row *row, const char *value, struct options *options,
                         struct err *err);
bool read_scenario(const struct option_row *row, const char *value, struct options *options,
                   struct err *err);
bool read_seed(const struct option_row *row, const char *value, struct options *options,
               struct err *err);
bool read_version(const struct option_row *row, const char *value, struct options *options,
                  struct err *err);

/* Options of later versions: the one value that changes nothing is taken, if there is one. */
bool read_auth(const struct option_row *row, const char *value, struct options *options,
               struct err *err);
bool read_later(const struct option_row *row, const char *value, struct options *options,
                struct err *err);

#endif
