/* --shard: which part of a run this machine has. */
#ifndef LG_RUNNER_SHARD_H
#define LG_RUNNER_SHARD_H

#include "run/shard.h"
#include "runner/app.h"

extern const struct lg_option lg_option_shard, lg_option_shard_by;

struct lg_shard_costs;

/* Reads --shard and --shard-by; `count` 0: the run is whole. With `auto` the variables of the CI
 * server or of Slurm say which, and stderr says which did. Former receipts are read at once.
 * LG_ERR_USAGE, LG_ERR_READ. */
int lg_shard_read(struct lg_app *app, const struct lg_args *args, struct lg_shard *out,
                  struct lg_err *err) LG_MUST_CHECK;
/* Of lg_shard_read. */
void lg_shard_dispose(struct lg_shard *shard);
/* What run_start says before there is a plan; NULL: the run is whole. */
struct lg_value *lg_shard_value(struct lg_app *app, const struct lg_shard *shard);

#endif
