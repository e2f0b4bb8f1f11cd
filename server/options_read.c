#include "options_read.h"

#include "base/rfc3339.h"

#include <arpa/inet.h>
#include <string.h>

/* 2020-01-01T00:00:00Z: where a manual clock stands unless told otherwise. */
#define MANUAL_START (INT64_C(1577836800) * NS_PER_S)

static bool
read_number(const struct option_row *row, const char *value, int64_t *ret_number, struct err *err)
{
    int64_t number = 0;
    if (!text_to_int64(text_of(value), &number) || number < row->least || number > row->most)
        return err_set(err, ERR_INVALID_ARGUMENT, "allowed is a whole number from %lld to %lld",
                       (long long)row->least, (long long)row->most);
    *ret_number = number;
    return true;
}

bool
read_limit(const struct option_row *row, const char *value, struct options *options,
           struct err *err)
{
    int64_t number = 0;
    if (!read_number(row, value, &number, err))
        return false;
    memcpy((char *)options + row->target, &number, sizeof(number));
    return true;
}

bool
read_port(const struct option_row *row, const char *value, struct options *options, struct err *err)
{
    int64_t port = 0;
    if (!read_number(row, value, &port, err))
        return false;
    options->port = (uint16_t)port;
    return true;
}

bool
read_seed(const struct option_row *row, const char *value, struct options *options, struct err *err)
{
    int64_t seed = 0;
    if (!read_number(row, value, &seed, err))
        return false;
    options->seed = (uint64_t)seed;
    return true;
}

bool
read_capacity(const struct option_row *row, const char *value, struct options *options,
              struct err *err)
{
    int64_t capacity = 0;
    if (!read_number(row, value, &capacity, err))
        return false;
    options->capacity = (uint32_t)capacity;
    return true;
}

bool
read_listen(const struct option_row *row, const char *value, struct options *options,
            struct err *err)
{
    unsigned char address[sizeof(struct in6_addr)];
    (void)row;
    if (strcmp(value, "localhost") == 0) {
        options->listen = "127.0.0.1";
        return true;
    }
    if (inet_pton(AF_INET, value, address) != 1 && inet_pton(AF_INET6, value, address) != 1)
        return err_set(err, ERR_INVALID_ARGUMENT,
                       "allowed is an address such as 127.0.0.1, 0.0.0.0, ::1 or ::, or localhost");
    options->listen = value;
    return true;
}

bool
read_port_file(const struct option_row *row, const char *value, struct options *options,
               struct err *err)
{
    (void)row;
    if (*value == '\0')
        return err_set(err, ERR_INVALID_ARGUMENT, "allowed is the path of a file");
    options->port_file = value;
    return true;
}

bool
read_profile(const struct option_row *row, const char *value, struct options *options,
             struct err *err)
{
    struct buf names OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    const struct profile *profile = profile_find(text_of(value));
    (void)row;
    if (profile == NULL) {
        profile_list(&names);
        return err_set(err, ERR_INVALID_ARGUMENT, "allowed are %s", names.failed ? "" : names.at);
    }
    options->pace.profile = profile;
    return true;
}

bool
read_latency(const struct option_row *row, const char *value, struct options *options,
             struct err *err)
{
    (void)row;
    return latency_parse(&options->pace.latency, text_of(value), err);
}

bool
read_response_delay(const struct option_row *row, const char *value, struct options *options,
                    struct err *err)
{
    struct dist delay;
    (void)row;
    if (!dist_parse(text_of(value), &delay, err))
        return false;
    if (delay.to > LIMIT_RESPONSE_DELAY_S * NS_PER_S)
        return err_set(err, ERR_INVALID_ARGUMENT, "allowed are delays of at most %ds",
                       LIMIT_RESPONSE_DELAY_S);
    options->response_delay = delay;
    return true;
}

static bool
is_digits(struct text text, size_t least, size_t most)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    }
    return text.length >= least && text.length <= most;
}

/* "60", "0.5": exact in thousandths. */
static bool
parse_rate(struct text text, int64_t *ret_milli)
{
    struct text whole = text;
    struct text fraction = TEXT("0");
    int64_t milli = 0;
    text_split(text, '.', &whole, &fraction);
    if (!is_digits(whole, 1, 7) || !is_digits(fraction, 1, 3))
        return false;
    for (size_t i = 0; i < whole.length; i++)
        milli = milli * 10 + (whole.at[i] - '0');
    for (size_t i = 0; i < 3; i++)
        milli = milli * 10 + (i < fraction.length ? fraction.at[i] - '0' : 0);
    if (milli < 1 || milli > VCLOCK_RATE_MAX)
        return false;
    *ret_milli = milli;
    return true;
}

static bool
refuse_clock(struct err *err)
{
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "allowed are real, scaled:N with N from 0.001 to 1000000 in steps of 0.001, "
                   "manual, and manual:TIME as in manual:2020-01-01T00:00:00Z; behind any of them "
                   ",on-wait, and behind manual ,on-poll or ,on-poll=N with N from 1 to %d",
                   LIMIT_RUN_MOST);
}

/* "on-poll", "on-poll=3" or "on-wait". */
static bool
read_clock_help(struct text help, struct options *options, struct err *err)
{
    struct text times = TEXT("1");
    int64_t number = 0;
    if (text_is(help, "on-wait")) {
        options->clock_on_wait = true;
        return true;
    }
    text_split(help, '=', &help, &times);
    if (!text_is(help, "on-poll") || options->clock_mode != VCLOCK_MANUAL ||
        !is_digits(times, 1, 7) || !text_to_int64(times, &number) || number < 1 ||
        number > LIMIT_RUN_MOST)
        return refuse_clock(err);
    options->clock_on_poll = (uint32_t)number;
    return true;
}

static bool
read_clock_mode(struct text mode, struct options *options, struct err *err)
{
    struct text argument = TEXT("");
    int64_t rate = VCLOCK_RATE_ONE;
    ns_t time = MANUAL_START;
    bool has_argument = text_split(mode, ':', &mode, &argument);
    if (text_is(mode, "real") && !has_argument) {
        options->clock_mode = VCLOCK_REAL;
    } else if (text_is(mode, "scaled") && parse_rate(argument, &rate)) {
        options->clock_mode = VCLOCK_SCALED;
    } else if (text_is(mode, "manual") && (!has_argument || rfc3339_parse(argument, &time))) {
        options->clock_mode = VCLOCK_MANUAL;
    } else {
        return refuse_clock(err);
    }
    options->clock_rate_milli = rate;
    options->clock_time = time;
    return true;
}

bool
read_clock(const struct option_row *row, const char *value, struct options *options,
           struct err *err)
{
    struct text rest = text_of(value);
    struct text mode = rest;
    (void)row;
    bool has_more = text_split(rest, ',', &mode, &rest);
    options->clock_on_poll = 0;
    options->clock_on_wait = false;
    if (!read_clock_mode(mode, options, err))
        return false;
    while (has_more) {
        struct text help = rest;
        has_more = text_split(rest, ',', &help, &rest);
        if (!read_clock_help(help, options, err))
            return false;
    }
    return true;
}

bool
read_compat(const struct option_row *row, const char *value, struct options *options,
            struct err *err)
{
    (void)row;
    return compat_set(&options->compat, text_of(value), err);
}

bool
read_scenario(const struct option_row *row, const char *value, struct options *options,
              struct err *err)
{
    (void)row;
    if (*value == '\0')
        return err_set(err, ERR_INVALID_ARGUMENT, "allowed is the path of a file or a folder");
    buf_add(&options->scenario_bytes, value, strlen(value) + 1);
    options->scenario_count++;
    return true;
}

static bool
is_host_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

bool
read_allow_host(const struct option_row *row, const char *value, struct options *options,
                struct err *err)
{
    size_t length = strlen(value);
    unsigned char address[sizeof(struct in6_addr)];
    bool is_name = length > 0;
    (void)row;
    for (size_t i = 0; i < length; i++)
        is_name = is_name && is_host_char(value[i]);
    if (!is_name && inet_pton(AF_INET6, value, address) != 1)
        return err_set(err, ERR_INVALID_ARGUMENT,
                       "allowed is a name such as ml.example.test or an address, without a scheme "
                       "and without a port");
    buf_add(&options->allow_host_bytes, value, length + 1);
    options->allow_host_count++;
    return true;
}

/* The position of `value` among `count` names. */
static bool
find_word(const char *value, const char *const *words, int count, int *ret_index)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(value, words[i]) == 0) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

bool
read_log_level(const struct option_row *row, const char *value, struct options *options,
               struct err *err)
{
    const char *names[LOG_LEVEL_COUNT];
    int level;
    (void)row;
    for (int i = 0; i < LOG_LEVEL_COUNT; i++)
        names[i] = log_level_name((enum log_level)i);
    if (!find_word(value, names, LOG_LEVEL_COUNT, &level))
        return err_set(err, ERR_INVALID_ARGUMENT, "allowed are error, warning, info, debug");
    options->log.level = (enum log_level)level;
    return true;
}

bool
read_access_log(const struct option_row *row, const char *value, struct options *options,
                struct err *err)
{
    static const char *const WORDS[] = {"false", "0", "true", "1"};
    int index;
    (void)row;
    if (!find_word(value, WORDS, 4, &index))
        return err_set(err, ERR_INVALID_ARGUMENT, "allowed are true, false, 1, 0");
    options->access_log = index >= 2;
    return true;
}

bool
read_format(const struct option_row *row, const char *value, struct options *options,
            struct err *err)
{
    static const char *const WORDS[] = {[ENV_SH] = "sh", [ENV_JSON] = "json"};
    int format;
    (void)row;
    if (!find_word(value, WORDS, 2, &format))
        return err_set(err, ERR_INVALID_ARGUMENT, "allowed are sh, json");
    options->env_format = (enum env_format)format;
    return true;
}

bool
read_help(const struct option_row *row, const char *value, struct options *options, struct err *err)
{
    (void)row;
    (void)value;
    (void)err;
    options->command = COMMAND_HELP;
    return true;
}

bool
read_version(const struct option_row *row, const char *value, struct options *options,
             struct err *err)
{
    (void)row;
    (void)value;
    (void)err;
    options->command = COMMAND_VERSION;
    return true;
}

bool
read_auth(const struct option_row *row, const char *value, struct options *options, struct err *err)
{
    (void)row;
    (void)options;
    if (strcmp(value, "off") == 0)
        return true;
    return err_set(
        err, ERR_UNIMPLEMENTED,
        "only off is in this version, which lets everybody in; the other modes come later");
}

bool
read_later(const struct option_row *row, const char *value, struct options *options,
           struct err *err)
{
    (void)value;
    (void)options;
    return err_set(err, ERR_UNIMPLEMENTED, "--%s is not in this version yet", row->name);
}
