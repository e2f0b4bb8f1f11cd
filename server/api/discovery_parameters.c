/* The parameters that every method takes, as the discovery document tells of them. What becomes of
 * them is the business of parameters.c. */
#include "api/discovery.h"

#include "json/write.h"

/* A parameter that every method takes. */
struct common_parameter {
    const char *name;
    const char *type;
    const char *usual;     /* what it is when left out, or NULL */
    const char *values[4]; /* the only ones it takes, when there are any; NULL behind them */
    const char *says[4];   /* what each means */
    const char *about;
};

/* clang-format off */
static const struct common_parameter COMMON_PARAMETERS[] = {
    {"$.xgafv", "string", NULL, {"1", "2"}, {"The older one, with a list of errors inside.", "The one of today."},
     "Which shape errors take."},
    {"access_token", "string", NULL, {NULL}, {NULL},
     "OAuth token, for clients that cannot set a header."},
    {"alt", "string", "json", {"json", "media", "proto"}, {"JSON.", "The bytes of a file, of methods that have one.", "Protocol buffers."},
     "What the reply is written in."},
    {"callback", "string", NULL, {NULL}, {NULL},
     "JavaScript function to wrap the reply in (JSONP)."},
    {"fields", "string", NULL, {NULL}, {NULL},
     "Which members the reply shall have, such as `jobs(jobId,state),nextPageToken`."},
    {"key", "string", NULL, {NULL}, {NULL},
     "API key."},
    {"oauth_token", "string", NULL, {NULL}, {NULL},
     "OAuth token, by its other name."},
    {"prettyPrint", "boolean", "true", {NULL}, {NULL},
     "Whether the reply is indented."},
    {"quotaUser", "string", NULL, {NULL}, {NULL},
     "Any name, up to 40 characters, that quota is counted by."},
    {"uploadType", "string", NULL, {NULL}, {NULL},
     "How a file is sent, in the words of older clients."},
    {"upload_protocol", "string", NULL, {NULL}, {NULL},
     "How a file is sent."},
};
/* clang-format on */

static void
write_list(struct buf *out, const char *name, const char *const *values)
{
    buf_add_char(out, ',');
    write_str(out, name);
    buf_add_str(out, ":[");
    for (size_t i = 0; values[i] != NULL; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        write_str(out, values[i]);
    }
    buf_add_char(out, ']');
}

static void
write_common(struct buf *out, const struct common_parameter *parameter)
{
    write_str(out, parameter->name);
    buf_add_str(out, ":{");
    discovery_write_member(out, "type", parameter->type);
    buf_add_char(out, ',');
    discovery_write_member(out, "description", parameter->about);
    if (parameter->usual != NULL) {
        buf_add_char(out, ',');
        discovery_write_member(out, "default", parameter->usual);
    }
    if (parameter->values[0] != NULL) {
        write_list(out, "enum", parameter->values);
        write_list(out, "enumDescriptions", parameter->says);
    }
    buf_add_str(out, ",\"location\":\"query\"}");
}

void
discovery_write_parameters(struct buf *out)
{
    buf_add_str(out, "\"parameters\":{");
    for (size_t i = 0; i < sizeof(COMMON_PARAMETERS) / sizeof(COMMON_PARAMETERS[0]); i++) {
        if (i > 0)
            buf_add_char(out, ',');
        write_common(out, &COMMON_PARAMETERS[i]);
    }
    buf_add_char(out, '}');
}
