/* Lines of a log that are alike, gathered. */
#ifndef LG_TAXONOMY_LOG_GROUPS_H
#define LG_TAXONOMY_LOG_GROUPS_H

#include "taxonomy/log.h"

/* One line that is to be noted. */
struct noted {
    struct lg_view line; /* cleaned */
    size_t number;
    struct lg_class class;
};

struct log_slot;

/* Zeroed is a valid empty list. */
struct log_groups {
    struct lg_log_group **items; /* in the order of their first lines */
    size_t count, capacity;
    struct log_slot *slots; /* by rule or masked text */
    size_t num_slots;
    size_t num_masked;
    struct lg_log_group *rest;
    struct lg_arena arena;
    struct lg_str masked; /* of the line at hand */
};

void log_groups_dispose(struct log_groups *groups);
/* Counts the line in its group. */
void log_groups_note(struct log_groups *groups, const struct noted *noted);

#endif
