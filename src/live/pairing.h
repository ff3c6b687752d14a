/* Which item of an old list is which of a new one: the same key first, then the same nature. */
#ifndef LG_LIVE_PAIRING_H
#define LG_LIVE_PAIRING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* An item by what it is called and by what it is. */
struct lg_pairing_item {
    const char *key;
    const char *nature;
};

enum { LG_UNPAIRED = -1 };

struct lg_pairing {
    long *new_of;   /* of each old item; LG_UNPAIRED: it is gone */
    long *old_of;   /* of each new item; LG_UNPAIRED: it was added */
    bool *is_moved; /* of each old item that is still there: it stands elsewhere among those that
                       are, the fewest possible being called moved */
};

struct lg_pairing_list {
    const struct lg_pairing_item *items;
    size_t count;
};

/* Everything lives in `arena`. */
void lg_pairing_make(struct lg_pairing_list was, struct lg_pairing_list is, struct lg_arena *arena,
                     struct lg_pairing *out);

#endif
