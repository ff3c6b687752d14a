/* Where the journals of a project lie, and whether one waits to be put back. */
#ifndef LG_RUNNER_JOURNALS_H
#define LG_RUNNER_JOURNALS_H

#include "live/journal.h"
#include "runner/target.h"

/* The link that leads to the journal of a Live that was not put back yet: <out>/journal-HOST-PORT.
 * NULL for a simulated Live in-process, which ends with the program. */
const char *lg_journals_pointer(struct lg_app *app, const struct lg_target *target);
/* LG_ERR_READ, naming the journal and `livegate restore`, when one waits. Unless the target is held
 * (it was opened), one whose run is still at work is no such: the lock speaks of that run, or waits
 * for it. */
int lg_journals_check(struct lg_app *app, const struct lg_target *target, bool is_held,
                      struct lg_err *err) LG_MUST_CHECK;
/* The run that wrote the open section is still at work on this machine. */
bool lg_journals_is_busy(const struct lg_app *app, const struct lg_journal *journal);
/* The journal of a run whose folder exists; the caller frees it. */
struct lg_journal *lg_journals_new(struct lg_app *app, const struct lg_target *target,
                                   const char *run, const char *folder);

#endif
