/* The receipts of the shards of one run, opened side by side and held against each other. */
#ifndef LG_REPORT_SHARDS_H
#define LG_REPORT_SHARDS_H

#include "report/cursor.h"
#include "report/receipts.h"

/* A gate or matrix as one shard told it. */
struct lg_shard_gate {
    const char *gate;
    long offset; /* of its gate_start in the file */
    enum lg_outcome outcome;
};

/* An item that a shard announced. */
struct lg_shard_item {
    size_t at; /* its place in the whole plan; 0: none */
    const char *gate, *id, *verb;
    size_t shard;   /* whose, from 0 */
    bool is_copy;   /* it runs there for what waits for it */
    bool is_shared; /* of a matrix in parts, and of no point: each part has it */
};

struct lg_shard_run {
    const char *path, *run, *head;
    size_t index; /* from 1 */
    struct lg_event start;
    int64_t ts_ms;
    struct lg_receipts_cursor cursor;
    struct lg_shard_gate *gates;
    size_t num_gates;
    int64_t duration_ns;
    int exit_code;
    const char *message; /* of its run_end; NULL */
};

/* Zeroed is valid. */
struct lg_shards {
    struct lg_arena arena;
    struct lg_shard_run *runs; /* by index */
    size_t count;
    size_t planned;              /* items of the whole plan */
    struct lg_shard_item *items; /* by place, those without one last */
    size_t num_items;
};

/* Opens the receipts of `paths`. LG_ERR_READ names what is wrong: receipts that are broken, cut off
 * or of no shard; a shard that is missing or there twice; shards of different plans, tools,
 * commits or targets; an item of the plan that no shard has, or several have. Dispose of it in any
 * case. */
int lg_shards_open(struct lg_shards *shards, const char *const *paths, size_t count,
                   struct lg_err *err) LG_MUST_CHECK;
void lg_shards_dispose(struct lg_shards *shards);
/* Is it in a list of run_start's `shard`: "copies", "split"? */
bool lg_shards_lists(const struct lg_shard_run *run, const char *list, const char *gate);
/* NULL: that shard did not tell it. */
const struct lg_shard_gate *lg_shards_gate(const struct lg_shard_run *run, const char *gate);

#endif
