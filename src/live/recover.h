/* A value back to what was found there, after something went wrong with it, and what to do where a
 * script takes fractions of a parameter's range (0..1) instead of native values: a found native
 * value can't be written there, its fraction can.
 *
 * That the script does so has to be shown before anything is left to it: it refuses the found
 * value, which is within the range that Live tells, or keeps it as the fraction that it would be;
 * and a thousandth that is written reads back as a thousandth of the range. Only then the found
 * value's fraction is written, and read back. */
#ifndef LG_LIVE_RECOVER_H
#define LG_LIVE_RECOVER_H

#include "live/journal.h"

struct lg_recovery {
    struct lg_live *live;
    struct lg_journal *journal; /* NULL: none, or one that has been read back */
    const struct lg_spot *spot;
    const struct lg_reading *found;
    int64_t deadline_ns;
    struct lg_arena *arena;
    bool is_tried;   /* the found value has been written just now, which came to `now` */
    bool is_refused; /* and AbletonOSC refused it */
    /* What came of it. */
    struct lg_reading now;
    bool by_fraction;
};

/* LG_ERR_WRITE naming the spot, what was found and what is there now. The found value counts as
 * back when it reads back the same; by its fraction, when no float32 fraction comes nearer and the
 * same is shown. */
int lg_recover(struct lg_recovery *recovery, struct lg_err *err) LG_MUST_CHECK;

#endif
