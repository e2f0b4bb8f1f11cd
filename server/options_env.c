#include "options.h"

#include <arpa/inet.h>
#include <string.h>

/* 0.0.0.0 and :: in whatever spelling. */
static bool
is_any_address(const char *address)
{
    static const unsigned char ZEROS[sizeof(struct in6_addr)] = {0};
    unsigned char bytes[sizeof(struct in6_addr)] = {0};
    bool is_address =
        inet_pton(AF_INET, address, bytes) == 1 || inet_pton(AF_INET6, address, bytes) == 1;
    return is_address && memcmp(bytes, ZEROS, sizeof(bytes)) == 0;
}

void
options_write_url(struct buf *out, const struct options *options)
{
    const char *host = is_any_address(options->listen) ? "127.0.0.1" : options->listen;
    bool is_ipv6 = strchr(host, ':') != NULL;
    buf_printf(out, is_ipv6 ? "http://[%s]:%u" : "http://%s:%u", host, (unsigned)options->port);
}

/* Variables that clients read, and what follows the server's address in each; a row without a path
 * is a fixed value. */
struct client_variable {
    const char *name;
    const char *path;
    const char *fixed;
};

/* clang-format off */
static const struct client_variable CLIENT_VARIABLES[] = {
    /* gcloud refuses an override that does not end in a slash. */
    {"CLOUDSDK_API_ENDPOINT_OVERRIDES_ML", "/",    NULL},
    {"CLOUDSDK_AUTH_DISABLE_CREDENTIALS",  NULL,   "true"},
    /* Terraform's google provider; it wants the version and the slash. */
    {"GOOGLE_ML_ENGINE_CUSTOM_ENDPOINT",   "/v1/", NULL},
    {"ML_JOBS_EMULATOR_URL",               "",     NULL},
};
/* clang-format on */

#define CLIENT_VARIABLE_COUNT (sizeof(CLIENT_VARIABLES) / sizeof(CLIENT_VARIABLES[0]))

/* No value holds a quote or a backslash: they are addresses that inet_pton has read, and fixed
 * words. */
void
options_write_env(struct buf *out, const struct options *options)
{
    bool is_json = options->env_format == ENV_JSON;
    buf_add_str(out, is_json ? "{\n" : "");
    for (size_t i = 0; i < CLIENT_VARIABLE_COUNT; i++) {
        const struct client_variable *variable = &CLIENT_VARIABLES[i];
        const char *comma = i + 1 < CLIENT_VARIABLE_COUNT ? "," : "";
        buf_printf(out, is_json ? "  \"%s\": \"" : "export %s='", variable->name);
        if (variable->path != NULL)
            options_write_url(out, options);
        buf_add_str(out, variable->path != NULL ? variable->path : variable->fixed);
        buf_printf(out, is_json ? "\"%s\n" : "'\n", comma);
    }
    buf_add_str(out, is_json ? "}\n" : "");
}
