/* GET discovery/v1/apis -> the APIs that are served: this one
 *
 * 400 INVALID_ARGUMENT  `preferred` is neither true nor false
 */
#include "api/discovery.h"

#include "api/discovery_routes.h"
#include "api/parameters.h"

static void
write_item(struct buf *out, struct text host)
{
    /* clang-format off */
    static const char *const MEMBERS[][2] = {
        {"kind",              "discovery#directoryItem"},
        {"id",                DISCOVERY_NAME ":" DISCOVERY_VERSION},
        {"name",              DISCOVERY_NAME},
        {"version",           DISCOVERY_VERSION},
        {"title",             DISCOVERY_TITLE},
        {"description",       DISCOVERY_ABOUT},
        {"documentationLink", DISCOVERY_LINK},
        /* Relative to the directory, wherever that was read from. */
        {"discoveryLink",     "./apis/" DISCOVERY_NAME "/" DISCOVERY_VERSION "/rest"},
    };
    /* clang-format on */
    buf_add_char(out, '{');
    for (size_t i = 0; i < sizeof(MEMBERS) / sizeof(MEMBERS[0]); i++) {
        discovery_write_member(out, MEMBERS[i][0], MEMBERS[i][1]);
        buf_add_char(out, ',');
    }
    buf_add_str(out, "\"discoveryRestUrl\":");
    discovery_write_url(out, host, "$discovery/rest?version=" DISCOVERY_VERSION);
    buf_add_char(out, ',');
    discovery_write_icons(out);
    buf_add_str(out, ",\"preferred\":true}");
}

/* The one item is preferred, so it makes no difference which are asked for. */
static bool
is_boolean(struct text value)
{
    return value.length == 0 || text_is_nocase(value, "true") || text_is_nocase(value, "false") ||
           text_is(value, "1") || text_is(value, "0");
}

enum outcome
discovery_list(struct call *call)
{
    struct buf *out = &call->reply->body;
    struct text name = call_query(call, "name");
    struct text preferred = call_query(call, "preferred");
    if (!is_boolean(preferred)) {
        parameters_bad_value(&call->err, "preferred", "TYPE_BOOL", preferred);
        return call_fail(call);
    }
    buf_add_str(out, "{\"kind\":\"discovery#directoryList\",\"discoveryVersion\":\"v1\"");
    if (name.length == 0 || text_is(name, DISCOVERY_NAME)) {
        buf_add_str(out, ",\"items\":[");
        write_item(out, request_header(call->request, "Host"));
        buf_add_char(out, ']');
    }
    buf_add_char(out, '}');
    return reply_ok(call->reply);
}
