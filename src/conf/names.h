/* A table from names to what they stand for. Names of different scopes never meet, so one table
 * serves the keys of every map and the anchors of a file. */
#ifndef LG_CONF_NAMES_H
#define LG_CONF_NAMES_H

#include <stddef.h>

struct lg_names_slot;

/* Zeroed is a valid empty table. */
struct lg_names {
    struct lg_names_slot *slots;
    size_t capacity, count;
};

void lg_names_dispose(struct lg_names *names);
/* Where the name's pointer is kept: NULL in a new entry, which this call makes. `name` is borrowed
 * for the table's life; the answer holds until the next call. */
void **lg_names_at(struct lg_names *names, size_t scope, const char *name);

#endif
