/* What a parameter shows at other values than its own: writes them, reads what is displayed, and
 * puts the found value back, all in one burst, so that none of them outlives a tick. */
#ifndef LG_LIVE_TRIAL_H
#define LG_LIVE_TRIAL_H

#include "live/resolve.h"

/* As many as fit into the script's queue at once with all that goes with them. */
enum { LG_TRIALS_MAX = 33 };

/* The way of a native value that is louder (live/level.h). */
enum lg_louder { LG_LOUDER_NEITHER, LG_LOUDER_UP, LG_LOUDER_DOWN };

/* What values of one place were seen to show, by whoever fits several to it: none is tried twice.
 * Lives in `arena`; what is set in the end is read back all the same. */
struct lg_trial_memory {
    struct lg_arena *arena;
    struct lg_trial_seen *items;
    size_t count, capacity;
};

struct lg_prober {
    struct lg_live *live;
    struct lg_journal *journal; /* NULL: none */
    const struct lg_place *place;
    const struct lg_reading *found; /* what is put back */
    enum lg_louder louder;
    bool allow_louder;              /* than what was found */
    struct lg_trial_memory *memory; /* NULL: none */
    int64_t deadline_ns;
    struct lg_arena *arena;
};

struct lg_trial {
    struct lg_native native;
    struct lg_shown shown;
};

/* Fills `shown` of at most LG_TRIALS_MAX trials; asks nothing where all are remembered.
 * LG_ERR_WRITE where the script refuses one, or where the found value could not be put back, or
 * only as a fraction (live/recover.h). */
int lg_trial_all(const struct lg_prober *prober, struct lg_trial *trials, size_t count,
                 struct lg_err *err) LG_MUST_CHECK;
/* LG_ERR_WRITE when all trials, of different values, show the same: writes do not take. */
int lg_trial_check(const struct lg_prober *prober, const struct lg_trial *trials, size_t count,
                   const char *wanted, struct lg_err *err) LG_MUST_CHECK;

#endif
