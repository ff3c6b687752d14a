/* Which tracks an address reaches, and by what: stock AbletonOSC knows regular tracks alone; forks
 * and open pull requests reach the master and the returns, each in its own way (facts: measured on
 * stock, the others emulated).
 *
 *   stock    0..N-1, and -N..-1 from the end, as Python does
 *   neg1000  finishline-audio's: -1000 is the master, -1-k return k
 *   neg1     PR #218: -1 is the master, -2 the cue volume, under /live/track/ alone
 *   string   PR #205: "master" or "main", "return_0" or "return_A"; the echo is "master",
 *            "return_0"; adds num_return_tracks, return_track_names, master_track_name */
#ifndef LG_SIM_DIALECT_H
#define LG_SIM_DIALECT_H

#include "sim/call.h"

/* In the order of enum lg_sim_dialect, and NULL behind them. */
extern const char *const lg_sim_dialect_names[];

struct lg_sim_target {
    struct lg_sim_track *track;
    struct lg_sim_value echo; /* how the reply names it */
};

/* What an address of /live/device is told, or one of /live/track. */
enum lg_sim_realm { LG_SIM_OF_DEVICE, LG_SIM_OF_TRACK };

/* A track's index in an address, understood; lg_sim_reach then finds the track itself, which the
 * script does later. False, raised, for what is no index in the dialect. */
struct lg_sim_which {
    int64_t index;    /* as int() made it */
    const char *name; /* in the string dialect, instead of an index: "master"; NULL: an index */
};
bool lg_sim_which_track(struct lg_sim_call *call, const struct lg_sim_value *value,
                        struct lg_sim_which *out);
/* False, raised, where there is no such track. */
bool lg_sim_reach(struct lg_sim_call *call, enum lg_sim_realm realm,
                  const struct lg_sim_which *which, struct lg_sim_target *out);

/* Everything that "*" reaches: the `index`-th track, false past the last. */
bool lg_sim_any_track(struct lg_sim_call *call, size_t index, struct lg_sim_target *out);

#endif
