/* A struct as a map, both ways, by a table of its fields: the one place that knows how a field of
 * an event looks in JSON. */
#ifndef LG_EVENT_RECORD_H
#define LG_EVENT_RECORD_H

#include "base/err.h"
#include "base/value.h"

enum lg_slot_kind {
    LG_SLOT_TEXT,   /* const char * */
    LG_SLOT_INT,    /* int */
    LG_SLOT_COUNT,  /* size_t */
    LG_SLOT_PLACE,  /* unsigned */
    LG_SLOT_SPAN,   /* int64_t */
    LG_SLOT_SEED,   /* uint64_t; a decimal text, since JSON's readers round above 2^53 */
    LG_SLOT_NAME,   /* an enum, by its name */
    LG_SLOT_TOTALS, /* size_t[], a map by the names of an enum */
    LG_SLOT_VALUE,  /* const struct lg_value *, with "<key>_notes" beside it where needed */
    LG_SLOT_TEXTS,  /* const char *const *, and a size_t that counts them */
    LG_SLOT_ROWS,   /* const struct *, and a size_t that counts them */
    LG_SLOT__COUNT
};

/* The names of an enum's values, 0 to count - 1. */
struct lg_names {
    const char *(*name)(int value);
    int count;
};

struct lg_record;

struct lg_slot {
    const char *key;
    enum lg_slot_kind kind;
    bool is_optional; /* left out when it is zero, zero when it is left out */
    size_t offset;
    size_t count_offset;          /* TEXTS, ROWS */
    const struct lg_names *names; /* NAME, TOTALS */
    const struct lg_record *rows; /* ROWS */
};

struct lg_record {
    size_t size; /* of the struct */
    const struct lg_slot *slots;
    size_t num_slots;
};

/* Adds the record's keys to `map`. */
void lg_record_write(const struct lg_record *record, const void *from, struct lg_value *map,
                     struct lg_arena *arena);
/* Fills a zeroed struct. Unknown keys are ignored; a missing key, a wrong type, a number out of
 * range or an unknown name is LG_ERR_READ. */
int lg_record_read(const struct lg_record *record, const struct lg_value *map, void *to,
                   struct lg_arena *arena, struct lg_err *err) LG_MUST_CHECK;

#endif
