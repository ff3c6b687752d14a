/* Where the journals of a Live lie, and whether one waits to be put back. */
#ifndef LG_RUNNER_JOURNALS_H
#define LG_RUNNER_JOURNALS_H

#include "live/journal.h"
#include "runner/target.h"

/* What leads to the journal of a Live that was not put back yet. Its lock names a Live by address
 * and port, and so do these. All NULL for a simulated Live in-process, which ends with the program.
 */
struct lg_journals {
    const char *pointer; /* a link in the project: <out>/journal-ADDRESS-PORT */
    const char *record;  /* for all projects of the machine: /tmp/livegate-ADDRESS-PORT.journal */
    const char *live;    /* the target in such a journal: "live ADDRESS:PORT" */
};

struct lg_journals lg_journals_of(struct lg_app *app, const struct lg_target *target);
/* The journal that waits, of this project or else of another; NULL in `path_out`: none. Where the
 * target is held (it was opened), what leads to a journal that waits no more is removed.
 * LG_ERR_READ for a pointer that leads nowhere. */
int lg_journals_find(struct lg_app *app, const struct lg_journals *journals, bool is_held,
                     char **path_out, struct lg_err *err) LG_MUST_CHECK;
/* LG_ERR_READ, naming the journal and `livegate restore`, when one waits. Unless the target is
 * held, one whose run is still at work is no such: the lock speaks of that run, or waits for it. */
int lg_journals_check(struct lg_app *app, const struct lg_target *target, bool is_held,
                      struct lg_err *err) LG_MUST_CHECK;
/* The run that wrote the open section is still at work on this machine. */
bool lg_journals_is_busy(const struct lg_app *app, const struct lg_journal *journal);
/* The journal of a run, in a folder that exists; the caller frees it. */
struct lg_journal *lg_journals_new(struct lg_app *app, const struct lg_target *target,
                                   const char *run, const char *path);
/* Where one lies whose run has no folder of its own: beside those of other runs and other Lives,
 * under a name that none of them has. */
const char *lg_journals_path(struct lg_app *app, const struct lg_target *target, const char *run);
/* Removes what leads to a journal that is gone. */
int lg_journals_clear(struct lg_app *app, const struct lg_journals *journals, const char *path,
                      struct lg_err *err) LG_MUST_CHECK;

#endif
