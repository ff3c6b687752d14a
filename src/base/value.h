/* What a step produced and what an expectation reads: a small immutable tree that lives in an
 * arena. */
#ifndef LG_BASE_VALUE_H
#define LG_BASE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum lg_value_kind {
    LG_VALUE_NULL, /* undefined; `why` says the reason */
    LG_VALUE_BOOL,
    LG_VALUE_INT,
    LG_VALUE_REAL, /* may be -inf, inf or nan */
    LG_VALUE_STRING,
    LG_VALUE_LIST,
    LG_VALUE_MAP,
    LG_VALUE__COUNT
};

struct lg_value;

struct lg_pair {
    const char *key;
    struct lg_value *value;
    struct lg_pair *next;
};

struct lg_item {
    struct lg_value *value;
    struct lg_item *next;
};

struct lg_value {
    enum lg_value_kind kind;
    const char *unit; /* of a number: "LUFS", "dBFS", "s", …; NULL: none */
    union {
        bool boolean;
        int64_t integer;
        double real;
        struct lg_view string; /* NUL-terminated as well */
        struct {
            struct lg_item *first, *last;
            size_t count;
        } list;
        struct {
            struct lg_pair *first, *last;
            size_t count;
        } map;
        const char *why; /* of a null, may be NULL */
    } as;
};

const char *lg_value_kind_name(enum lg_value_kind kind);

/* Makers; text and units are copied into the arena. */
struct lg_value *lg_value_null(struct lg_arena *arena, const char *why);
struct lg_value *lg_value_bool(struct lg_arena *arena, bool boolean);
struct lg_value *lg_value_int(struct lg_arena *arena, int64_t integer);
struct lg_value *lg_value_real(struct lg_arena *arena, double real, const char *unit);
struct lg_value *lg_value_text(struct lg_arena *arena, const char *text);
struct lg_value *lg_value_text_n(struct lg_arena *arena, const char *text, size_t length);
struct lg_value *lg_value_list(struct lg_arena *arena);
struct lg_value *lg_value_map(struct lg_arena *arena);
/* Deep copy into another arena. */
struct lg_value *lg_value_copy(struct lg_arena *arena, const struct lg_value *value);

void lg_value_push(struct lg_arena *arena, struct lg_value *list, struct lg_value *item);
/* Adds or replaces. */
void lg_value_put(struct lg_arena *arena, struct lg_value *map, const char *key,
                  struct lg_value *item);

/* The item of that key or index; NULL when there is none or the value is of another kind. */
struct lg_value *lg_value_get(const struct lg_value *map, const char *key);
struct lg_value *lg_value_at(const struct lg_value *list, size_t index);
/* Follows "tracks.0.devices.1.name"; NULL as soon as a part is not there; "" is the value itself.
 */
struct lg_value *lg_value_path(const struct lg_value *value, const char *path);

bool lg_value_is_number(const struct lg_value *value);
/* The number of an INT or REAL; NAN for every other kind. */
double lg_value_number(const struct lg_value *value);
/* Same kind and content, whatever the units and the order of a map; an INT equals a REAL of the
 * same size; nan equals nothing. Two nulls are equal whatever their reasons. */
bool lg_value_eq(const struct lg_value *a, const struct lg_value *b);
/* One line for people: -17.67 LUFS, "ok", ["ok"], null (why); long text is cut with "…". */
void lg_value_print(const struct lg_value *value, struct lg_str *out);

#endif
