#include "base/rfc3339.h"

#define SECONDS_PER_DAY INT64_C(86400)
#define DAYS_PER_400_YEARS INT64_C(146097)
/* From 0000-03-01 to 1970-01-01. */
#define DAYS_TO_1970 INT64_C(719468)
#define FRACTION_DIGITS 9
/* google.protobuf.Duration: 10,000 years of 365.25 days. */
#define DURATION_SECONDS_MAX INT64_C(315576000000)

struct date {
    int64_t year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

/* Years that begin in March put the leap day last, so that the lengths of months follow one rule:
 * the days before month m (March = 0) are (153 m + 2) / 5. */
static int64_t
days_of(struct date date)
{
    int64_t year = date.month > 2 ? date.year : date.year - 1;
    int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
    int64_t cycle = year / 400;
    int64_t in_cycle = year % 400;
    int64_t days = in_cycle * 365 + in_cycle / 4 - in_cycle / 100;
    return cycle * DAYS_PER_400_YEARS + days + (153 * month + 2) / 5 + date.day - 1 - DAYS_TO_1970;
}

static struct date
date_of(int64_t days)
{
    days += DAYS_TO_1970;
    int64_t cycle = days / DAYS_PER_400_YEARS;
    int64_t rest = days % DAYS_PER_400_YEARS;
    int64_t year = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
    rest -= 365 * year + year / 4 - year / 100;
    int64_t month = (5 * rest + 2) / 153;
    return (struct date){
        .year = cycle * 400 + year + (month >= 10 ? 1 : 0),
        .month = (int)(month < 10 ? month + 3 : month - 9),
        .day = (int)(rest - (153 * month + 2) / 5 + 1),
    };
}

static int
days_in_month(struct date date)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    return DAYS[date.month - 1] + (date.month == 2 && is_leap ? 1 : 0);
}

/* Reads exactly `count` digits off the front. */
static bool
take_digits(struct text *rest, size_t count, int *ret_value)
{
    int value = 0;
    if (rest->length < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        char c = rest->at[i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    *rest = (struct text){rest->at + count, rest->length - count};
    *ret_value = value;
    return true;
}

/* Reads one of two characters off the front. */
static bool
take_char(struct text *rest, char either, char other)
{
    if (rest->length == 0 || (rest->at[0] != either && rest->at[0] != other))
        return false;
    *rest = (struct text){rest->at + 1, rest->length - 1};
    return true;
}

/* Reads ".123" off the front, if it is there: one to nine digits. */
static bool
take_fraction(struct text *rest, int32_t *ret_nanos)
{
    int32_t nanos = 0;
    int digits = 0;
    if (take_char(rest, '.', '.')) {
        int digit;
        while (digits < FRACTION_DIGITS && take_digits(rest, 1, &digit)) {
            nanos = nanos * 10 + digit;
            digits++;
        }
        if (digits == 0)
            return false;
    }
    for (; digits < FRACTION_DIGITS && nanos > 0; digits++)
        nanos *= 10;
    *ret_nanos = nanos;
    return true;
}

static bool
take_date(struct text *rest, struct date *ret_date)
{
    int year;
    struct date date;
    if (!take_digits(rest, 4, &year) || !take_char(rest, '-', '-') ||
        !take_digits(rest, 2, &date.month) || !take_char(rest, '-', '-') ||
        !take_digits(rest, 2, &date.day))
        return false;
    date.year = year;
    if (year < 1 || date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > days_in_month(date))
        return false;
    *ret_date = date;
    return true;
}

/* "12:34:56" or "12:34", in seconds. */
static bool
take_clock(struct text *rest, bool has_seconds, int64_t *ret_seconds)
{
    int hour;
    int minute;
    int second = 0;
    if (!take_digits(rest, 2, &hour) || !take_char(rest, ':', ':') ||
        !take_digits(rest, 2, &minute) || hour > 23 || minute > 59)
        return false;
    if (has_seconds &&
        (!take_char(rest, ':', ':') || !take_digits(rest, 2, &second) || second > 59))
        return false;
    *ret_seconds = hour * 3600 + minute * 60 + second;
    return true;
}

/* "Z" or "+01:00", in seconds east. */
static bool
take_offset(struct text *rest, int64_t *ret_seconds)
{
    *ret_seconds = 0;
    if (take_char(rest, 'Z', 'z'))
        return true;
    bool is_east = take_char(rest, '+', '+');
    if (!is_east && !take_char(rest, '-', '-'))
        return false;
    if (!take_clock(rest, false, ret_seconds))
        return false;
    if (!is_east)
        *ret_seconds = -*ret_seconds;
    return true;
}

static bool
read_time(struct text text, int64_t *ret_seconds, int32_t *ret_nanos)
{
    struct text rest = text;
    struct date date;
    int64_t clock;
    int64_t offset;
    if (!take_date(&rest, &date) || !take_char(&rest, 'T', 't') ||
        !take_clock(&rest, true, &clock) || !take_fraction(&rest, ret_nanos) ||
        !take_offset(&rest, &offset) || rest.length > 0)
        return false;
    *ret_seconds = days_of(date) * SECONDS_PER_DAY + clock - offset;
    return true;
}

bool
rfc3339_parse(struct text text, ns_t *ret_time)
{
    int64_t seconds;
    int32_t nanos;
    if (!read_time(text, &seconds, &nanos) || seconds < 0 || seconds > NS_TIME_MAX / NS_PER_S)
        return false;
    ns_t time = seconds * NS_PER_S + nanos;
    if (time > NS_TIME_MAX)
        return false;
    *ret_time = time;
    return true;
}

bool
rfc3339_is_valid(struct text text)
{
    /* 0001-01-01 and the end of 9999; an offset may lead out of them. */
    const int64_t least = days_of((struct date){1, 1, 1}) * SECONDS_PER_DAY;
    const int64_t beyond = days_of((struct date){10000, 1, 1}) * SECONDS_PER_DAY;
    int64_t seconds;
    int32_t nanos;
    return read_time(text, &seconds, &nanos) && seconds >= least && seconds < beyond;
}

static void
write_fraction(struct buf *buf, int32_t nanos)
{
    if (nanos == 0)
        return;
    if (nanos % 1000000 == 0)
        buf_printf(buf, ".%03d", nanos / 1000000);
    else if (nanos % 1000 == 0)
        buf_printf(buf, ".%06d", nanos / 1000);
    else
        buf_printf(buf, ".%09d", nanos);
}

/* Puts `count` digits of a number at `at`. */
static void
put_digits(char *at, int count, int64_t number)
{
    for (int i = count - 1; i >= 0; i--) {
        at[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

static void
write_time(struct buf *buf, int64_t seconds, int32_t nanos)
{
    char text[] = "0000-00-00T00:00:00";
    struct date date = date_of(seconds / SECONDS_PER_DAY);
    int64_t clock = seconds % SECONDS_PER_DAY;
    put_digits(text, 4, date.year);
    put_digits(text + 5, 2, date.month);
    put_digits(text + 8, 2, date.day);
    put_digits(text + 11, 2, clock / 3600);
    put_digits(text + 14, 2, clock / 60 % 60);
    put_digits(text + 17, 2, clock % 60);
    buf_add(buf, text, sizeof(text) - 1);
    write_fraction(buf, nanos);
    buf_add_char(buf, 'Z');
}

void
rfc3339_write_seconds(struct buf *buf, ns_t time)
{
    write_time(buf, time / NS_PER_S, 0);
}

void
rfc3339_write(struct buf *buf, ns_t time)
{
    write_time(buf, time / NS_PER_S, (int32_t)(time % NS_PER_S));
}

/* Splits "12.5ms" into 12, 500000000 and "ms". No sign. */
static bool
split_duration(struct text text, int64_t *ret_whole, int32_t *ret_nanos, struct text *ret_unit)
{
    size_t digits = 0;
    if (text.length == 0)
        return false;
    while (digits < text.length && text.at[digits] >= '0' && text.at[digits] <= '9')
        digits++;
    struct text rest = {text.at + digits, text.length - digits};
    if (!text_to_int64((struct text){text.at, digits}, ret_whole) ||
        !take_fraction(&rest, ret_nanos))
        return false;
    *ret_unit = rest;
    return true;
}

bool
duration_parse(struct text text, int64_t *ret_seconds, int32_t *ret_nanos)
{
    int64_t seconds;
    int32_t nanos;
    struct text unit;
    bool is_negative = take_char(&text, '-', '-');
    if (!split_duration(text, &seconds, &nanos, &unit) || !text_is(unit, "s"))
        return false;
    if (seconds > DURATION_SECONDS_MAX || (seconds == DURATION_SECONDS_MAX && nanos > 0))
        return false;
    *ret_seconds = is_negative ? -seconds : seconds;
    *ret_nanos = is_negative ? -nanos : nanos;
    return true;
}

bool
duration_parse_ns(struct text text, bool units, ns_t *ret_span)
{
    static const struct {
        const char *name;
        ns_t span;
    } UNITS[] = {
        {"s", NS_PER_S},
        {"ms", NS_PER_MS},
        {"m", 60 * NS_PER_S},
        {"h", 3600 * NS_PER_S},
    };
    int64_t whole;
    int32_t nanos;
    struct text unit;
    if (!split_duration(text, &whole, &nanos, &unit))
        return false;
    for (size_t i = 0; i < (units ? sizeof(UNITS) / sizeof(UNITS[0]) : 1); i++) {
        if (!text_is(unit, UNITS[i].name))
            continue;
        /* A fraction of a unit, in units of 10^-9: whole nanoseconds are kept, what is finer is
         * cut. */
        ns_t part = UNITS[i].span >= NS_PER_S ? nanos * (UNITS[i].span / NS_PER_S)
                                              : nanos / (NS_PER_S / UNITS[i].span);
        if (whole > (NS_TIME_MAX - part) / UNITS[i].span)
            return false;
        *ret_span = whole * UNITS[i].span + part;
        return true;
    }
    return false;
}

void
duration_write(struct buf *buf, int64_t seconds, int32_t nanos)
{
    if (seconds < 0 || nanos < 0)
        buf_add_char(buf, '-');
    buf_printf(buf, "%lld", (long long)(seconds < 0 ? -seconds : seconds));
    write_fraction(buf, nanos < 0 ? -nanos : nanos);
    buf_add_char(buf, 's');
}

void
duration_write_ns(struct buf *buf, ns_t span)
{
    duration_write(buf, span / NS_PER_S, (int32_t)(span % NS_PER_S));
}
