#include "api/request.h"

#include "base/buf.h"

/* clang-format off */
static const char *const METHOD_NAMES[HTTP_METHOD_COUNT] = {
    [HTTP_GET]     = "GET",
    [HTTP_HEAD]    = "HEAD",
    [HTTP_POST]    = "POST",
    [HTTP_PUT]     = "PUT",
    [HTTP_PATCH]   = "PATCH",
    [HTTP_DELETE]  = "DELETE",
    [HTTP_OPTIONS] = "OPTIONS",
    [HTTP_OTHER]   = "OTHER",
};
/* clang-format on */

void
request_done(struct request *request)
{
    if (request->work != NULL)
        request->work_free(request->work);
    request->work = NULL;
}

struct text
request_header(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++) {
        if (text_is_nocase(request->headers[i].name, name))
            return request->headers[i].value;
    }
    return TEXT("");
}

enum http_method
http_method_of(struct text name)
{
    for (int i = 0; i < HTTP_OTHER; i++) {
        if (text_is(name, METHOD_NAMES[i]))
            return (enum http_method)i;
    }
    return HTTP_OTHER;
}

const char *
http_method_name(enum http_method method)
{
    return METHOD_NAMES[method];
}

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool
percent_decode(struct text raw, bool plus, struct buf *out)
{
    for (size_t i = 0; i < raw.length; i++) {
        char c = raw.at[i];
        if (c == '%') {
            if (raw.length - i < 3)
                return false;
            int high = hex_digit(raw.at[i + 1]);
            int low = hex_digit(raw.at[i + 2]);
            if (high < 0 || low < 0)
                return false;
            c = (char)(unsigned char)(high * 16 + low);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        if (c == '\0')
            return false;
        buf_add_char(out, c);
    }
    return true;
}
