#include "base/uid.h"

#include <uuid/uuid.h>

void
uid_source_init(struct uid_source *source)
{
    source->count = 0;
    uuid_generate(source->instance);
    uuid_unparse_lower(source->instance, source->instance_text);
}

void
uid_next(struct uid_source *source, char ret_text[UID_TEXT_BYTES])
{
    char name[sizeof(source->count)];
    uuid_t id;
    source->count++;
    for (size_t i = 0; i < sizeof(name); i++)
        name[i] = (char)(unsigned char)(source->count >> (8 * i));
    uuid_generate_sha1(id, source->instance, name, sizeof(name));
    uuid_unparse_lower(id, ret_text);
}
