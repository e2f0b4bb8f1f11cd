#include "json/diagnose.h"

#include "base/limits.h"
#include "json/utf8.h"

#include <assert.h>
#include <string.h>

/* Bytes shown on either side of the place. */
#define EXCERPT_BYTES 20

/* What the grammar wants next. */
enum want {
    WANT_VALUE,
    WANT_FIRST_ELEMENT, /* or the end of an empty array */
    WANT_FIRST_KEY,     /* or the end of an empty object */
    WANT_KEY,
    WANT_COLON,
    WANT_NEXT_ELEMENT, /* a comma or the end of the array */
    WANT_NEXT_MEMBER,  /* a comma or the end of the object */
    WANT_END,
    WANT_NOTHING, /* the end came */
    WANT_COUNT
};

/* The sentences for something else there, and for nothing more there. */
#define SENTENCES(sentence)                                                                        \
    {                                                                                              \
        sentence, "Unexpected end of string. " sentence                                            \
    }
static const struct {
    const char *otherwise;
    const char *ended;
} SENTENCES_OF[WANT_COUNT] = {
    [WANT_VALUE] = SENTENCES("Expected a value."),
    [WANT_FIRST_ELEMENT] = SENTENCES("Expected a value or ] within an array."),
    [WANT_FIRST_KEY] = SENTENCES("Expected an object key or }."),
    [WANT_KEY] = SENTENCES("Expected an object key or }."),
    [WANT_COLON] = SENTENCES("Expected : between key:value pair."),
    [WANT_NEXT_ELEMENT] = SENTENCES("Expected , or ] after array value."),
    [WANT_NEXT_MEMBER] = SENTENCES("Expected , or } after key:value pair."),
    [WANT_END] = {"Parsing terminated before end of input.", NULL},
};

struct walk {
    struct text text;
    size_t at;
    uint64_t objects; /* a bit for each open container, the innermost last: 1 is an object */
    unsigned depth;
    const char *sentence; /* what is wrong, once something is; `at` is then the place */
};

static_assert(LIMIT_JSON_DEPTH <= 64, "a bit for each open container");

static enum want
fail(struct walk *walk, size_t at, const char *sentence)
{
    walk->at = at;
    walk->sentence = sentence;
    return WANT_NOTHING;
}

static enum want
fail_want(struct walk *walk, enum want want)
{
    bool ended = walk->at == walk->text.length;
    return fail(walk, walk->at, ended ? SENTENCES_OF[want].ended : SENTENCES_OF[want].otherwise);
}

/* The byte at the place, or NUL at the end; a NUL byte fits nowhere in JSON either. */
static char
peek(const struct walk *walk)
{
    return walk->at < walk->text.length ? walk->text.at[walk->at] : '\0';
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* What may follow a whole value. */
static enum want
after_value(const struct walk *walk)
{
    if (walk->depth == 0)
        return WANT_END;
    return walk->objects & 1 ? WANT_NEXT_MEMBER : WANT_NEXT_ELEMENT;
}

static enum want
open_container(struct walk *walk, bool is_object)
{
    if (walk->depth == LIMIT_JSON_DEPTH)
        return fail(walk, walk->at, "Message too deep. Max recursion depth reached.");
    walk->depth++;
    walk->objects = walk->objects << 1 | is_object;
    walk->at++;
    return is_object ? WANT_FIRST_KEY : WANT_FIRST_ELEMENT;
}

static enum want
close_container(struct walk *walk)
{
    walk->depth--;
    walk->objects >>= 1;
    walk->at++;
    return after_value(walk);
}

/* Reads four hex digits at `at`; -1 when they are not there. */
static int
read_hex(const struct walk *walk, size_t at)
{
    if (walk->text.length - at < 4)
        return -1;
    int value = 0;
    for (size_t i = 0; i < 4; i++) {
        static const char DIGITS[] = "0123456789abcdefABCDEF";
        const char *digit = memchr(DIGITS, walk->text.at[at + i], sizeof(DIGITS) - 1);
        if (digit == NULL)
            return -1;
        int number = (int)(digit - DIGITS);
        value = value * 16 + (number < 16 ? number : number - 6);
    }
    return value;
}

static bool
has_escape(const struct walk *walk, size_t at)
{
    return walk->text.length - at >= 2 && memcmp(walk->text.at + at, "\\u", 2) == 0;
}

/* Passes \uXXXX, and the other half when it is one of a pair. NULL, or what is wrong with it. */
static const char *
pass_unicode(struct walk *walk)
{
    int high = read_hex(walk, walk->at + 2);
    if (high < 0)
        return "Illegal hex string.";
    if (high >= 0xDC00 && high <= 0xDFFF)
        return "Invalid unicode code point.";
    if (high < 0xD800 || high > 0xDFFF) {
        walk->at += 6;
        return NULL;
    }
    if (!has_escape(walk, walk->at + 6))
        return "Missing low surrogate.";
    int low = read_hex(walk, walk->at + 8);
    if (low < 0)
        return "Illegal hex string.";
    if (low < 0xDC00 || low > 0xDFFF)
        return "Invalid low surrogate.";
    walk->at += 12;
    return NULL;
}

/* Passes one escape. NULL, or what is wrong with it. */
static const char *
pass_escape(struct walk *walk)
{
    if (has_escape(walk, walk->at))
        return pass_unicode(walk);
    if (walk->at + 1 == walk->text.length) {
        walk->at++;
        return "Closing quote expected in string.";
    }
    if (memchr("\"\\/bfnrt", walk->text.at[walk->at + 1], 8) == NULL)
        return "Invalid escape sequence.";
    walk->at += 2;
    return NULL;
}

/* Passes a string; `next` follows it. */
static enum want
pass_string(struct walk *walk, enum want next)
{
    walk->at++;
    while (walk->at < walk->text.length) {
        unsigned char c = (unsigned char)walk->text.at[walk->at];
        if (c == '"') {
            walk->at++;
            return next;
        }
        if (c < ' ')
            return fail(walk, walk->at, "Invalid control characters encountered in text.");
        const char *wrong = NULL;
        if (c == '\\')
            wrong = pass_escape(walk);
        else
            walk->at++;
        if (wrong != NULL)
            return fail(walk, walk->at, wrong);
    }
    return fail(walk, walk->at, "Closing quote expected in string.");
}

/* Passes a run of digits. False when there is none. */
static bool
pass_digits(struct walk *walk)
{
    size_t start = walk->at;
    while (is_digit(peek(walk)))
        walk->at++;
    return walk->at > start;
}

static enum want
pass_number(struct walk *walk)
{
    size_t start = walk->at;
    walk->at += peek(walk) == '-';
    bool zero = peek(walk) == '0';
    if (!pass_digits(walk))
        return fail(walk, start, "Unable to parse number.");
    size_t digits = walk->at - start - (walk->text.at[start] == '-');
    if (zero && (digits > 1 || peek(walk) == 'x' || peek(walk) == 'X'))
        return fail(walk, start, "Octal/hex numbers are not valid JSON values.");
    if (peek(walk) == '.') {
        walk->at++;
        if (!pass_digits(walk))
            return fail(walk, start, "Unable to parse number.");
    }
    if (peek(walk) == 'e' || peek(walk) == 'E') {
        walk->at++;
        walk->at += peek(walk) == '+' || peek(walk) == '-';
        if (!pass_digits(walk))
            return fail(walk, start, "Unable to parse number.");
    }
    return after_value(walk);
}

static enum want
pass_word(struct walk *walk)
{
    static const char *const WORDS[] = {"true", "false", "null"};
    struct text rest = {walk->text.at + walk->at, walk->text.length - walk->at};
    for (size_t i = 0; i < sizeof(WORDS) / sizeof(WORDS[0]); i++) {
        if (!text_starts(rest, WORDS[i]))
            continue;
        walk->at += strlen(WORDS[i]);
        return after_value(walk);
    }
    return fail(walk, walk->at, "Unexpected token.");
}

static enum want
pass_value(struct walk *walk, enum want want)
{
    char c = peek(walk);
    if (c == '{' || c == '[')
        return open_container(walk, c == '{');
    if (c == ']' && want == WANT_FIRST_ELEMENT)
        return close_container(walk);
    if (c == '"')
        return pass_string(walk, after_value(walk));
    if (c == '-' || is_digit(c))
        return pass_number(walk);
    if (is_letter(c))
        return pass_word(walk);
    /* A token, but none that may stand here: the trailing comma of other languages, mostly. */
    if (c != '\0' && strchr("}],:", c) != NULL)
        return fail(walk, walk->at, "Unexpected token.");
    return fail_want(walk, want);
}

static enum want
pass_key(struct walk *walk, enum want want)
{
    char c = peek(walk);
    if (c == '"')
        return pass_string(walk, WANT_COLON);
    if (c != '}')
        return fail_want(walk, want);
    if (want == WANT_FIRST_KEY)
        return close_container(walk);
    return fail(walk, walk->at, "Unexpected token.");
}

/* Passes a comma, to `next`, or the end of the container. */
static enum want
pass_separator(struct walk *walk, enum want want, enum want next)
{
    char c = peek(walk);
    if (c == (next == WANT_KEY ? '}' : ']'))
        return close_container(walk);
    if (c != ',')
        return fail_want(walk, want);
    walk->at++;
    return next;
}

static enum want
pass_colon(struct walk *walk)
{
    if (peek(walk) != ':')
        return fail_want(walk, WANT_COLON);
    walk->at++;
    return WANT_VALUE;
}

static enum want
pass_end(struct walk *walk)
{
    if (walk->at < walk->text.length)
        return fail_want(walk, WANT_END);
    return WANT_NOTHING;
}

static enum want
pass(struct walk *walk, enum want want)
{
    switch (want) {
    case WANT_VALUE:
    case WANT_FIRST_ELEMENT:
        return pass_value(walk, want);
    case WANT_FIRST_KEY:
    case WANT_KEY:
        return pass_key(walk, want);
    case WANT_COLON:
        return pass_colon(walk);
    case WANT_NEXT_ELEMENT:
        return pass_separator(walk, want, WANT_VALUE);
    case WANT_NEXT_MEMBER:
        return pass_separator(walk, want, WANT_KEY);
    case WANT_END:
        return pass_end(walk);
    case WANT_NOTHING:
    case WANT_COUNT:
        break;
    }
    return WANT_NOTHING;
}

struct diagnosis
diagnose(struct text text)
{
    struct walk walk = {.text = text};
    for (enum want want = WANT_VALUE; want != WANT_NOTHING;) {
        while (is_blank(peek(&walk)))
            walk.at++;
        want = pass(&walk, want);
    }
    return (struct diagnosis){.sentence = walk.sentence, .offset = walk.at};
}

/* The text within EXCERPT_BYTES of the place, without half characters at its ends. */
static struct text
excerpt_of(struct text text, size_t offset)
{
    size_t start = offset > EXCERPT_BYTES ? offset - EXCERPT_BYTES : 0;
    while (start < offset && ((unsigned char)text.at[start] & 0xC0U) == 0x80U)
        start++;
    struct text rest = {text.at + start, text.length - start};
    return utf8_cut(rest, offset + EXCERPT_BYTES - start);
}

void
diagnose_write(struct buf *out, struct text text, struct diagnosis diagnosis)
{
    if (text.at == NULL)
        text = TEXT("");
    struct text excerpt = excerpt_of(text, diagnosis.offset);
    size_t before = diagnosis.offset - (size_t)(excerpt.at - text.at);

    buf_add_str(out, diagnosis.sentence);
    buf_add_char(out, '\n');
    for (size_t i = 0; i < excerpt.length;) {
        uint32_t point = 0;
        size_t length = utf8_read((struct text){excerpt.at + i, excerpt.length - i}, &point);
        /* A NUL would end the message early. */
        if (point != 0)
            buf_add(out, excerpt.at + i, length);
        i += length == 0 ? 1 : length;
    }
    buf_add_char(out, '\n');
    for (size_t i = 0; i < before; i++)
        buf_add_char(out, ' ');
    buf_add_char(out, '^');
}
