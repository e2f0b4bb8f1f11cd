#include "file_list.h"

#include "base/text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static int
is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Steals the path. */
static void
add(struct file_list *list, char *path)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        list->paths = realloc(list->paths, list->capacity * sizeof(list->paths[0]));
        if (list->paths == NULL)
            abort();
    }
    list->paths[list->count++] = path;
}

void
file_list_collect(struct file_list *list, const char *folder, const char *ending)
{
    struct dirent **names = NULL;
    int count = scandir(folder, &names, is_visible, alphasort);
    for (int i = 0; i < count; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s/%s", folder, names[i]->d_name) < 0)
            abort();
        free(names[i]);
        if (text_ends(text_of(path), ending)) {
            add(list, path);
        } else {
            file_list_collect(list, path, ending);
            free(path);
        }
    }
    free(names);
}

void
file_list_done(struct file_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->paths[i]);
    free(list->paths);
    *list = (struct file_list){0};
}
