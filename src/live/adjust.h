/* Setting one value as it was asked for: in range, no louder than allowed, read back and shown. */
#ifndef LG_LIVE_ADJUST_H
#define LG_LIVE_ADJUST_H

#include "live/resolve.h"

struct lg_trial_memory;

struct lg_adjust_options {
    bool clamp;        /* to the range, instead of refusing */
    bool allow_louder; /* a level-raising value may go above the found one */
    bool unverified;   /* be content with whatever is read back: somebody else judges it */
    struct lg_trial_memory *memory; /* of the place, for lg_adjust_fit (live/trial.h); NULL: none */
};

struct lg_adjusted {
    struct lg_reading found, got;
    struct lg_native native; /* what was written */
    bool is_clamped;
    double within;    /* wanted finer than it is shown: so far off it may be; 0: as wanted */
    const char *unit; /* of that, as it is shown; NULL: none */
};

/* Refuses before anything is sent, LG_ERR_WRITE naming the range: what is out of it, what is louder
 * than found, a fraction of a quantised value, another unit than is shown there, a text that is
 * not. LG_ERR_WRITE as well when the value does not take or
 * does not show what was wanted (then it is put back). The journal may be NULL. Text lives in
 * `arena`. */
int lg_adjust(struct lg_live *live, struct lg_journal *journal, const struct lg_place *place,
              const struct lg_wish *wish, const struct lg_adjust_options *options,
              int64_t deadline_ns, struct lg_arena *arena, struct lg_adjusted *out,
              struct lg_err *err) LG_MUST_CHECK;

/* What a wish comes to at a place. */
struct lg_fit {
    struct lg_native native;
    bool is_clamped;
    const char *shows; /* what Live has to show then; NULL: nothing tells */
    bool is_level;     /* more of it is louder, or less */
};

/* Finds that out without writing it, and refuses what lg_adjust does before it writes. Values may
 * be tried, in bursts that put the found one back (live/trial.h). Text lives in `arena`. */
int lg_adjust_fit(struct lg_live *live, struct lg_journal *journal, const struct lg_place *place,
                  const struct lg_wish *wish, const struct lg_adjust_options *options,
                  int64_t deadline_ns, struct lg_arena *arena, struct lg_fit *out,
                  struct lg_err *err) LG_MUST_CHECK;

#endif
