/* What Google's catalogues listed. Data only; rules decide what follows from it. */
#ifndef MODEL_CATALOGUE_H
#define MODEL_CATALOGUE_H

#include "base/buf.h"
#include "base/text.h"

/* Regions AI Platform Training ever listed (regions pages of 2019 and 2023), and whether the error
 * text captured in 2019 listed them too. */
struct region {
    const char *name;
    bool in_2019;
};

/* True when `name` is a region; with only_2019, one of the six of 2019. */
bool catalogue_has_region(struct text name, bool only_2019);

/* Adds the accepted regions as the service lists them: "asia-east1, europe-west1", alphabetical. */
void catalogue_list_regions(struct buf *out, bool only_2019);

#endif
