#include "model/rules_forms.h"

static bool
is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool
form_is_name(struct text text)
{
    if (text.length == 0 || !is_ascii_letter(text.at[0]))
        return false;
    for (size_t i = 1; i < text.length; i++) {
        if (!is_ascii_letter(text.at[i]) && !is_ascii_digit(text.at[i]) && text.at[i] != '_')
            return false;
    }
    return true;
}

#define SCHEME "gs://"

/* Takes the scheme off. */
static bool
drop_scheme(struct text *text)
{
    if (!text_starts(*text, SCHEME))
        return false;
    *text = (struct text){text->at + sizeof(SCHEME) - 1, text->length - (sizeof(SCHEME) - 1)};
    return true;
}

bool
form_is_path(struct text text)
{
    return drop_scheme(&text) && text.length > 0 && text.at[0] != '/';
}

bool
form_is_object(struct text text)
{
    struct text bucket;
    struct text object;
    return drop_scheme(&text) && text_split(text, '/', &bucket, &object) && bucket.length > 0 &&
           object.length > 0;
}

static bool
is_number(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_ascii_digit(text.at[i]))
            return false;
    }
    return text.length == 1 || (text.length > 1 && text.at[0] != '0');
}

bool
form_is_version(struct text text, bool is_short)
{
    struct text major = text;
    struct text minor = TEXT("0");
    if (!text_split(text, '.', &major, &minor) && !is_short)
        return false;
    return is_number(major) && !text_is(major, "0") && is_number(minor);
}

/* Takes the first segment off; the last one leaves nothing. False when there is none. */
static bool
next_segment(struct text *rest, bool *is_done, struct text *ret_segment)
{
    if (*is_done)
        return false;
    if (!text_split(*rest, '/', ret_segment, rest)) {
        *ret_segment = *rest;
        *is_done = true;
    }
    return true;
}

bool
form_fits(struct text text, const char *pattern)
{
    struct text wanted_rest = text_of(pattern);
    struct text wanted;
    struct text segment;
    bool wanted_done = false;
    bool text_done = false;
    while (next_segment(&wanted_rest, &wanted_done, &wanted)) {
        if (!next_segment(&text, &text_done, &segment) || segment.length == 0)
            return false;
        if (!text_is(wanted, "*") && !text_equal(segment, wanted))
            return false;
    }
    return text_done;
}

bool
form_is_email(struct text text)
{
    struct text local;
    struct text domain;
    struct text host;
    struct text rest;
    if (!text_split(text, '@', &local, &domain) || local.length == 0)
        return false;
    return !text_split(domain, '@', &host, &rest) && text_split(domain, '.', &host, &rest) &&
           host.length > 0 && rest.length > 0 && domain.at[domain.length - 1] != '.';
}
