/* Every file of a kind below a folder, folders and files in order.
 *
 *     struct file_list list = {0};
 *     file_list_collect(&list, "fixtures/cases", ".json");
 *     use(list.paths[0]);                       "fixtures/cases/cancel/at_once.json"
 *     file_list_done(&list);
 */
#ifndef TESTS_FILE_LIST_H
#define TESTS_FILE_LIST_H

#include <stddef.h>

struct file_list {
    char **paths; /* owned, and so is each */
    size_t count;
    size_t capacity;
};

/* Adds what is there; a folder that is not there has nothing. Names that begin with a dot are left
 * out. Ends the program when memory runs out. */
void file_list_collect(struct file_list *list, const char *folder, const char *ending);
void file_list_done(struct file_list *list);

#endif
