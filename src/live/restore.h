/* Puts back what a journal says Live held, and looks whether it did.
 *
 * Nothing is written unless the set is the one the journal tells of (lg_journal_fits). All values
 * are read first, in one burst; then those that get quieter are put back in a burst, then, if that
 * went well, those that get louder (lg_undo_turn), with every value read once more behind them.
 * Tracks that the run made are deleted last. A value that is neither the found one nor ours was
 * set by somebody since, and stays. */
#ifndef LG_LIVE_RESTORE_H
#define LG_LIVE_RESTORE_H

#include "live/journal.h"

enum lg_restore_end {
    LG_RESTORE_AS_FOUND, /* there was nothing to do */
    LG_RESTORE_DONE,
    LG_RESTORE_CHANGED, /* by somebody else: left */
    LG_RESTORE_FAILED,
    LG_RESTORE_REFUSED, /* it would have been done: the set is another one */
    LG_RESTORE__COUNT
};
/* "as found", … */
const char *lg_restore_end_name(enum lg_restore_end end);

struct lg_restore_line {
    const char *label;
    const char *text; /* "back to 0.85", "is 0.5, found 0.85: …" */
    enum lg_restore_end end;
};

struct lg_restore {
    struct lg_restore_line *lines; /* spots in the order of their first write, then tracks */
    size_t count;
    size_t ends[LG_RESTORE__COUNT];
};

/* Goes on until `deadline_ns` where replies get lost. 0: all is as found, and the journal is
 * closed. LG_ERR_WRITE: something is not, named in the message; the journal stays open if another
 * try could help. LG_ERR_READ: another set, or Live could not be read; nothing was written.
 * LG_ERR_TIMEOUT: Live fell silent. `report` (in `arena`) says how far it came in each case. */
int lg_restore_run(struct lg_env *env, struct lg_live *live, struct lg_journal *journal,
                   int64_t deadline_ns, struct lg_arena *arena, struct lg_restore *report,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
