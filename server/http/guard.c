#include "http/guard.h"

#include <arpa/inet.h>
#include <string.h>

/* Hosts this server stands in for, when a test maps them to it. A leading '*' stands for anything.
 */
static const char *const STOOD_IN_FOR[] = {
    "localhost",
    "*.localhost",
    "ml.googleapis.com",
    "*-ml.googleapis.com",
    "logging.googleapis.com",
    "metadata.google.internal",
};

/* Longer names exist in no DNS. */
#define NAME_BYTES 256

struct name {
    char at[NAME_BYTES]; /* lower case, no port, no brackets, no dot at the end */
    bool is_v6;
};

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_port(struct text port)
{
    for (size_t i = 0; i < port.length; i++) {
        if (port.at[i] < '0' || port.at[i] > '9')
            return false;
    }
    return port.length <= 5;
}

/* Splits "name:port" or "[v6]:port". */
static bool
split_host(struct text host, struct text *ret_name, bool *ret_is_v6)
{
    struct text port = TEXT("");
    *ret_is_v6 = host.length > 0 && host.at[0] == '[';
    if (*ret_is_v6) {
        struct text after;
        struct text inner = {host.at + 1, host.length - 1};
        if (!text_split(inner, ']', ret_name, &after))
            return false;
        if (after.length == 0)
            return true;
        port = (struct text){after.at + 1, after.length - 1};
        return after.at[0] == ':' && is_port(port);
    }
    *ret_name = host;
    text_split(host, ':', ret_name, &port);
    return is_port(port);
}

/* What may stand in a name. A header may hold anything, and "evil.com/.localhost" ends like a name
 * of ours. */
static bool
is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

static bool
is_well_formed(const struct name *name)
{
    struct in6_addr v6;
    if (name->is_v6)
        return inet_pton(AF_INET6, name->at, &v6) == 1;
    for (const char *at = name->at; *at != '\0'; at++) {
        if (!is_name_char(*at))
            return false;
    }
    return true;
}

static bool
read_name(struct text host, struct name *ret_name)
{
    struct text text;
    if (!split_host(host, &text, &ret_name->is_v6))
        return false;
    if (text_ends(text, ".") && !ret_name->is_v6)
        text.length--;
    if (text.length == 0 || text.length >= NAME_BYTES || memchr(text.at, '\0', text.length) != NULL)
        return false;
    for (size_t i = 0; i < text.length; i++)
        ret_name->at[i] = lower(text.at[i]);
    ret_name->at[text.length] = '\0';
    return is_well_formed(ret_name);
}

static bool
is_loopback(const struct name *name)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (!name->is_v6)
        return inet_pton(AF_INET, name->at, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127;
    if (inet_pton(AF_INET6, name->at, &v6) != 1)
        return false;
    return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
}

static bool
fits(const struct name *name, const char *pattern)
{
    struct text text = text_of(name->at);
    if (pattern[0] != '*')
        return text_is_nocase(text, pattern);
    return text.length > strlen(pattern) - 1 && text_ends(text, pattern + 1);
}

bool
guard_allows_host(const struct guard *guard, struct text host)
{
    struct name name;
    if (!read_name(host, &name))
        return false;
    if (is_loopback(&name))
        return true;
    for (size_t i = 0; i < sizeof(STOOD_IN_FOR) / sizeof(STOOD_IN_FOR[0]); i++) {
        if (!name.is_v6 && fits(&name, STOOD_IN_FOR[i]))
            return true;
    }
    for (size_t i = 0; i < guard->allowed_host_count; i++) {
        if (text_is_nocase(text_of(name.at), guard->allowed_hosts[i]))
            return true;
    }
    return false;
}

/* "http://name:port" -> "name:port". */
static bool
origin_host(struct text origin, struct text *ret_host)
{
    static const char *const SCHEMES[] = {"http://", "https://"};
    for (size_t i = 0; i < sizeof(SCHEMES) / sizeof(SCHEMES[0]); i++) {
        size_t length = strlen(SCHEMES[i]);
        if (text_starts(origin, SCHEMES[i])) {
            *ret_host = (struct text){origin.at + length, origin.length - length};
            return ret_host->length > 0;
        }
    }
    return false;
}

static bool
allows_origin(const struct guard *guard, struct text host, struct text origin)
{
    struct text origin_name;
    if (!origin_host(origin, &origin_name))
        return false;
    if (guard_allows_host(guard, origin_name))
        return true;
    /* Off loopback any Host is served, and a page served under that name may call home. */
    return !guard->is_loopback && text_equal(origin_name, host);
}

bool
guard_check(const struct guard *guard, struct text host, struct text origin, struct err *err)
{
    if (guard->is_loopback && host.length > 0 && !guard_allows_host(guard, host))
        return err_set(err, ERR_PERMISSION_DENIED,
                       "The emulator does not answer to the host '%.*s'. Start it with "
                       "--allow-host to change that.",
                       TEXT_ARG(host));
    if (origin.length > 0 && !allows_origin(guard, host, origin))
        return err_set(err, ERR_PERMISSION_DENIED,
                       "The emulator does not answer pages of '%.*s'. Start it with --allow-host "
                       "to change that.",
                       TEXT_ARG(origin));
    return true;
}
