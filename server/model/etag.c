#include "model/etag.h"

#include "base/rng.h"
#include "json/write.h"
#include "model/stream.h"

#include <string.h>

static bool
is_alike_in_both_alphabets(struct text quoted)
{
    return memchr(quoted.at, '+', quoted.length) == NULL &&
           memchr(quoted.at, '/', quoted.length) == NULL;
}

static void
write_drawn(struct buf *out, uint64_t key, enum stream stream, uint32_t writes)
{
    struct buf text OWNED(buf_done) = BUF(64);
    for (uint32_t draw = 0;; draw++) {
        uint64_t bits = rng_bits(key, stream, writes, draw);
        unsigned char bytes[8];
        for (size_t i = 0; i < sizeof(bytes); i++)
            bytes[i] = (unsigned char)(bits >> (8 * i));

        buf_clear(&text);
        write_base64(&text, bytes, sizeof(bytes));
        if (text.failed || is_alike_in_both_alphabets(buf_text(&text)))
            break;
    }
    if (text.failed)
        out->failed = true;
    else
        buf_add_text(out, buf_text(&text));
}

void
etag_write(struct buf *out, uint64_t key, uint32_t writes)
{
    write_drawn(out, key, STREAM_ETAG, writes);
}

void
etag_write_policy(struct buf *out, uint64_t key, uint32_t writes)
{
    write_drawn(out, key, STREAM_POLICY_ETAG, writes);
}
