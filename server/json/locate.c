#include "json/locate.h"

#include <stdint.h>
#include <string.h>

/* A text being walked; it is known to be JSON, so that nothing but its end is looked out for. */
struct walk {
    struct text text;
    size_t at;
};

static char
peek(struct walk *walk)
{
    while (walk->at < walk->text.length && strchr(" \t\r\n,:", walk->text.at[walk->at]) != NULL)
        walk->at++;
    return walk->at < walk->text.length ? walk->text.at[walk->at] : '\0';
}

/* Passes a string; its text, escapes and all, is between the quotes. */
static struct text
pass_string(struct walk *walk)
{
    size_t start = ++walk->at;
    while (walk->at < walk->text.length && walk->text.at[walk->at] != '"')
        walk->at += walk->text.at[walk->at] == '\\' ? 2 : 1;
    size_t end = walk->at < walk->text.length ? walk->at : walk->text.length;
    walk->at++;
    return (struct text){walk->text.at + start, end - start};
}

/* Passes a whole value, however deep. */
static void
pass_value(struct walk *walk)
{
    int depth = 0;
    do {
        char c = peek(walk);
        if (c == '\0')
            return;
        if (c == '"') {
            pass_string(walk);
            continue;
        }
        depth += c == '{' || c == '[' ? 1 : 0;
        depth -= c == '}' || c == ']' ? 1 : 0;
        walk->at++;
        bool is_word = strchr("{}[]", c) == NULL;
        while (is_word && walk->at < walk->text.length &&
               strchr(",:]} \t\r\n", walk->text.at[walk->at]) == NULL)
            walk->at++;
    } while (depth > 0);
}

/* Whether a path goes on with this name, which may hold dots and brackets itself. */
static bool
begins(const char *path, struct text name)
{
    if (strncmp(path, name.at, name.length) != 0)
        return false;
    return strchr(".[", path[name.length]) != NULL;
}

/* Enters the object at hand up to the value of the member that the path goes on with; of several, the
 * one with the longest name. Moves the path behind it. False when there is none. */
static bool
enter_member(struct walk *walk, const char **path)
{
    bool is_there = false;
    size_t found = walk->at;
    size_t length = 0;
    if (peek(walk) != '{')
        return false;
    walk->at++;
    while (peek(walk) == '"') {
        struct text name = pass_string(walk);
        peek(walk);
        if (begins(*path, name) && (!is_there || name.length > length)) {
            is_there = true;
            found = walk->at;
            length = name.length;
        }
        pass_value(walk);
    }
    walk->at = found;
    *path += length;
    return is_there;
}

static bool
enter_item(struct walk *walk, size_t index)
{
    if (peek(walk) != '[')
        return false;
    walk->at++;
    for (; index > 0 && peek(walk) != ']' && peek(walk) != '\0'; index--)
        pass_value(walk);
    return peek(walk) != ']' && peek(walk) != '\0';
}

/* Takes one step of the path. False when it leads nowhere. */
static bool
enter_step(struct walk *walk, const char **path)
{
    if (**path == '[') {
        size_t index = 0;
        for (++*path; **path >= '0' && **path <= '9'; ++*path)
            index = index * 10 + (size_t)(**path - '0');
        *path += **path == ']' ? 1 : 0;
        return enter_item(walk, index);
    }
    *path += **path == '.' ? 1 : 0;
    return enter_member(walk, path);
}

size_t
json_line_at(struct text text, size_t offset)
{
    size_t line = 1;
    for (size_t i = 0; i < offset && i < text.length; i++)
        line += text.at[i] == '\n' ? 1 : 0;
    return line;
}

size_t
json_locate_line(struct text text, const char *path)
{
    struct walk walk = {.text = text};
    size_t found = 0;
    bool is_there = true;
    while (is_there) {
        peek(&walk);
        found = walk.at;
        is_there = *path != '\0' && enter_step(&walk, &path);
    }
    return json_line_at(text, found);
}
