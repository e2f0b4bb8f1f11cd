/* GET $discovery/rest?version=v1, GET discovery/v1/apis/ml/v1/rest -> the discovery document
 *
 * 400 INVALID_ARGUMENT  no version
 * 404 NOT_FOUND         another version than v1
 */
#include "api/discovery.h"

#include "api/discovery_routes.h"
#include "api/routes.h"
#include "json/utf8.h"
#include "json/write.h"

#include <string.h>

/* What a version is quoted up to. */
#define QUOTE_BYTES 128

#define REVISION "20251213"

void
discovery_write_member(struct buf *out, const char *name, const char *value)
{
    write_str(out, name);
    buf_add_char(out, ':');
    write_str(out, value);
}

void
discovery_write_icons(struct buf *out)
{
    buf_add_str(out, "\"icons\":{"
                     "\"x16\":\"http://www.google.com/images/icons/product/search-16.gif\","
                     "\"x32\":\"http://www.google.com/images/icons/product/search-32.gif\"}");
}

static bool
is_host(struct text host)
{
    static const char MARKS[] = ".-_:[]";
    for (size_t i = 0; i < host.length; i++) {
        char c = host.at[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool is_digit = c >= '0' && c <= '9';
        if (!is_letter && !is_digit && memchr(MARKS, c, sizeof(MARKS) - 1) == NULL)
            return false;
    }
    return host.length > 0;
}

void
discovery_write_url(struct buf *out, struct text host, const char *path)
{
    if (!is_host(host))
        host = TEXT("127.0.0.1");
    buf_printf(out, "\"http://%.*s/%s\"", TEXT_ARG(host), path);
}

static void
write_urls(struct buf *out, struct text host)
{
    static const char *const NAMES[] = {"baseUrl", "mtlsRootUrl", "rootUrl"};
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
        write_str(out, NAMES[i]);
        buf_add_char(out, ':');
        discovery_write_url(out, host, "");
        buf_add_char(out, ',');
    }
}

static void
write_constants(struct buf *out)
{
    /* clang-format off */
    static const char *const MEMBERS[][2] = {
        {"kind",              "discovery#restDescription"},
        {"discoveryVersion",  "v1"},
        {"id",                DISCOVERY_NAME ":" DISCOVERY_VERSION},
        {"name",              DISCOVERY_NAME},
        {"canonicalName",     "Cloud Machine Learning Engine"},
        {"version",           DISCOVERY_VERSION},
        {"revision",          REVISION},
        {"title",             DISCOVERY_TITLE},
        {"description",       DISCOVERY_ABOUT},
        {"documentationLink", DISCOVERY_LINK},
        {"protocol",          "rest"},
        {"basePath",          ""},
        {"servicePath",       ""},
        {"batchPath",         "batch"},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof(MEMBERS) / sizeof(MEMBERS[0]); i++) {
        discovery_write_member(out, MEMBERS[i][0], MEMBERS[i][1]);
        buf_add_char(out, ',');
    }
    buf_add_str(out, "\"fullyEncodeReservedExpansion\":true,\"version_module\":true,");
}

static void
write_auth(struct buf *out)
{
    buf_add_str(out, "\"auth\":{\"oauth2\":{\"scopes\":{"
                     "\"https://www.googleapis.com/auth/cloud-platform\":"
                     "{\"description\":\"Read and change what is in the project.\"},"
                     "\"https://www.googleapis.com/auth/cloud-platform.read-only\":"
                     "{\"description\":\"Read what is in the project.\"}}}}");
}

void
discovery_write(struct buf *out, struct text host)
{
    buf_add_char(out, '{');
    write_constants(out);
    write_urls(out, host);
    discovery_write_icons(out);
    buf_add_char(out, ',');
    write_auth(out);
    buf_add_char(out, ',');
    discovery_write_parameters(out);
    buf_add_char(out, ',');
    discovery_write_resources(out, &API_ROUTES);
    buf_add_char(out, ',');
    discovery_write_schemas(out, &API_ROUTES);
    buf_add_char(out, '}');
}

enum outcome
discovery_of_v1(struct call *call)
{
    discovery_write(&call->reply->body, request_header(call->request, "Host"));
    return reply_ok(call->reply);
}

enum outcome
discovery_of_version(struct call *call)
{
    struct text version = call_query(call, "version");
    if (version.length == 0) {
        err_violation(&call->err, "version",
                      "The parameter 'version' is missing; there is one: %s.", DISCOVERY_VERSION);
        return call_fail(call);
    }
    if (!text_is(version, DISCOVERY_VERSION)) {
        version = utf8_cut(version, QUOTE_BYTES);
        err_set(&call->err, ERR_NOT_FOUND,
                "Discovery document not found for API service: ml.googleapis.com format: rest "
                "version: %.*s",
                TEXT_ARG(version));
        return call_fail(call);
    }
    return discovery_of_v1(call);
}
