/* Who may talk to us: Host and Origin, so that no web page can (DNS rebinding, cross-site
 * requests).
 *
 * Allowed hosts, any port: loopback addresses, localhost and *.localhost, the Google names this
 * server stands in for, and what --allow-host adds. Numbers in other than dotted form (127.1,
 * 0x7f.1) are no loopback address here: refusing them is safe.
 */
#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H

#include "base/err.h"
#include "base/text.h"

struct guard {
    bool is_loopback; /* the listener's address is one */
    const char *const *allowed_hosts;
    size_t allowed_host_count;
};

/* `host` is "name" or "name:port", as in a Host header. */
bool guard_allows_host(const struct guard *guard, struct text host);

/* Checks both headers, empty when absent. False with PERMISSION_DENIED saying what would help. */
bool guard_check(const struct guard *guard, struct text host, struct text origin, struct err *err);

#endif
