/* Scope-bound ownership.
 *
 * A local that owns something says so in its declaration and is released when its scope ends:
 *
 *     owned_str name = buf_take(&text);
 *     if (name == NULL)
 *         return err_memory(err);
 *     job->name = GIVE(name);             the job owns it now, the scope does not
 *
 * Three words are used in every header of this project:
 *   borrowed   the default for pointers in: the callee does not keep them
 *   owned      the default for pointers out: the caller releases them
 *   steals     the callee takes the pointer over, also when it fails; passed as GIVE(x)
 */
#ifndef BASE_OWN_H
#define BASE_OWN_H

#include <stdlib.h>

/* Runs fn(&variable) at the end of the variable's scope. */
#define OWNED(fn) __attribute__((cleanup(fn)))

/* Hands a pointer over: yields its value and leaves NULL behind. */
#define GIVE(pointer)                                                                              \
    __extension__({                                                                                \
        __typeof__(pointer) own_given_ = (pointer);                                                \
        (pointer) = NULL;                                                                          \
        own_given_;                                                                                \
    })

static inline void
own_free_str(char **pointer)
{
    free(*pointer);
}

/* A NUL-terminated heap string that the scope owns. */
#define owned_str OWNED(own_free_str) char *

#endif
