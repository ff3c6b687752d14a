/* One run, told from its shards: each planned item once, in the order of the whole plan.
 *
 * A gate is told as its own shard did; where a copy of it failed elsewhere and kept others from
 * running, as that copy did. The points of a matrix in parts are told in their order, with the
 * preflight that went worst and what the first point that was measured was held against; what is to
 * be said of all of them together, the judge says. */
#ifndef LG_REPORT_MERGE_H
#define LG_REPORT_MERGE_H

#include "event/bus.h"
#include "report/shards.h"

/* Judges a matrix in parts. It emits gate_start, effects, targets and gate_end to the same bus;
 * what lies between is told by us. */
struct lg_merge_judge {
    int (*begin)(void *ctx, const struct lg_event_gate_start *start, struct lg_err *err);
    /* An end that was told; borrowed. */
    int (*take)(void *ctx, const struct lg_event *event, struct lg_err *err);
    int (*end)(void *ctx, struct lg_err *err);
    /* Are two chains, as preflights found them, one? If not, `out` has the difference in words. */
    bool (*agrees)(const struct lg_value *was, const struct lg_value *is, struct lg_str *out);
    void *ctx;
};

struct lg_merge_options {
    struct lg_merge_judge judge;
    const struct lg_event_run_start *start; /* the merged run's */
    int64_t ts_ms;                          /* when it began */
    int (*exit_code)(const struct lg_event_run_end *totals, const bool kinds_seen[LG_ERR__COUNT]);
    int (*graver)(int code, int other);
    int write_failed_code;
};

/* Tells it all to the bus; `totals_out` is as run_end has it, but for the message. A shard whose
 * own exit code is graver than what its items say gives it to the whole. LG_ERR_READ (also where
 * two shards rendered points of one matrix through different chains), LG_ERR_WRITE. */
int lg_merge(struct lg_shards *shards, struct lg_bus *bus, const struct lg_merge_options *options,
             struct lg_event_run_end *totals_out, struct lg_err *err) LG_MUST_CHECK;

#endif
