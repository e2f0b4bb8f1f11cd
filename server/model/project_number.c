#include "model/project_number.h"

/* From 100000000000 on: real numbers have mostly twelve digits. */
#define FIRST_DRAWN UINT64_C(100000000000)
#define DRAWN_COUNT UINT64_C(900000000000)

int64_t
project_number(struct text project)
{
    int64_t number;
    bool may_be_number = project.length > 0 && project.at[0] >= '1' && project.at[0] <= '9';
    if (may_be_number && text_to_int64(project, &number))
        return number;
    return (int64_t)(FIRST_DRAWN + text_hash(project) % DRAWN_COUNT);
}
