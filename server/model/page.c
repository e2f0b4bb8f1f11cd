#include "model/page.h"

#include "base/rng.h"

#include <string.h>

/* Twelve bytes, the cursor and its seal, make exactly sixteen base64url characters. */
#define TOKEN_BYTES 12
#define TOKEN_CHARS 16

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

uint64_t
page_scope(struct text project, struct text filter)
{
    /* Mixed twice: a plain xor of the two hashes would not tell which is which. */
    return rng_key(rng_key(0, project), filter);
}

static uint64_t
seal(uint64_t scope, uint32_t before)
{
    return rng_bits(scope, 0, 0, before);
}

static void
encode(uint64_t scope, uint32_t before, char ret_token[TOKEN_CHARS])
{
    uint64_t sealed = seal(scope, before);
    unsigned char bytes[TOKEN_BYTES];
    for (size_t i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(before >> (8 * i));
    for (size_t i = 0; i < 8; i++)
        bytes[4 + i] = (unsigned char)(sealed >> (8 * i));

    for (size_t i = 0; i < TOKEN_BYTES / 3; i++) {
        unsigned group = (unsigned)bytes[3 * i] << 16 | (unsigned)bytes[3 * i + 1] << 8 |
                         (unsigned)bytes[3 * i + 2];
        for (size_t j = 0; j < 4; j++)
            ret_token[4 * i + j] = ALPHABET[group >> (18 - 6 * j) & 63];
    }
}

void
page_token_write(struct buf *out, uint64_t scope, uint32_t before)
{
    char token[TOKEN_CHARS];
    encode(scope, before, token);
    buf_add_char(out, '"');
    buf_add(out, token, sizeof(token));
    buf_add_char(out, '"');
}

/* The cursor is the first 32 bits: five characters and the upper two bits of the sixth. */
static bool
decode_before(struct text token, uint32_t *ret_before)
{
    unsigned char bytes[6] = {0};
    for (size_t i = 0; i < 8; i++) {
        const char *at = strchr(ALPHABET, token.at[i]);
        if (at == NULL || token.at[i] == '\0')
            return false;
        unsigned digit = (unsigned)(at - ALPHABET);
        for (size_t bit = 0; bit < 6; bit++) {
            size_t place = 6 * i + bit;
            if (digit >> (5 - bit) & 1U)
                bytes[place / 8] |= (unsigned char)(0x80U >> place % 8);
        }
    }
    *ret_before = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                  (uint32_t)bytes[3] << 24;
    return true;
}

bool
page_token_read(struct text token, uint64_t scope, uint32_t *ret_before, struct err *err)
{
    uint32_t before = 0;
    char expected[TOKEN_CHARS];
    if (token.length == TOKEN_CHARS && decode_before(token, &before)) {
        encode(scope, before, expected);
        if (memcmp(expected, token.at, TOKEN_CHARS) == 0) {
            *ret_before = before;
            return true;
        }
    }
    return err_field(err, ERR_INVALID_ARGUMENT, "page_token",
                     "The page token is not one this list has given out.");
}
