/* Recordings of a command: what is replayed by --fixture, what is written down by --record. */
#ifndef LG_RUNNER_FIXTURES_H
#define LG_RUNNER_FIXTURES_H

#include "event/event.h"
#include "fixture/recorder.h"
#include "live/client.h"
#include "runner/target.h"

extern const struct lg_option lg_option_record;
extern const struct lg_option lg_option_loose;
extern const struct lg_option lg_option_fault;

/* LG_ERR_USAGE for a --fault that is none, whatever it would be laid over. */
int lg_fixtures_check_faults(struct lg_app *app, const struct lg_args *args,
                             struct lg_err *err) LG_MUST_CHECK;
/* Reads the recording that --fixture names: the target, its salt, the env's seed and a virtual
 * clock come of it. LG_ERR_READ, also for one that is older than fixture_max_age allows. */
int lg_fixtures_choose(struct lg_app *app, const struct lg_args *args, const char *path,
                       struct lg_target *target, struct lg_err *err) LG_MUST_CHECK;
/* Where recordings lie: as it is named, or below fixtures/recordings; LG_ERR_READ. */
int lg_fixtures_find(struct lg_app *app, const char *named, const char **path_out,
                     struct lg_err *err) LG_MUST_CHECK;

/* A run of gates, for its recordings; any may be NULL. */
struct lg_fixtures_run {
    const char *run;    /* its id */
    const char *folder; /* a run with Live keeps its recording here */
    const char *work;   /* its own files lie here */
};
/* Begins to record what was asked for, and to replay. LG_ERR_WRITE. Once is enough: later calls do
 * nothing. */
int lg_fixtures_begin(struct lg_app *app, const struct lg_target *target,
                      const struct lg_fixtures_run *run, struct lg_err *err) LG_MUST_CHECK;
/* The id that tracks of a run are marked by: a replay's is that of its recording. */
const char *lg_fixtures_run_id(const struct lg_app *app, const char *run);
/* The recording that is replayed, if nothing was asked in it before the first gate: whoever would
 * know of its set has to look it up. NULL: it was, or nothing is replayed. */
const struct lg_recording *lg_fixtures_without_check(const struct lg_app *app);
/* The recording that is replayed; NULL: nothing is. */
const struct lg_recording *lg_fixtures_replayed(const struct lg_app *app);
/* A way to the recording that is replayed, which has begun. */
struct lg_link *lg_fixtures_link(struct lg_app *app);
/* The same link, with whoever records it in front. */
struct lg_link *lg_fixtures_tee(struct lg_app *app, struct lg_link *link);
/* For lg_live_options: `app` notes what a scan found. */
void lg_fixtures_note_set(void *app, const struct lg_live_set *set);

/* What is to run, by its hash, for whoever records it; a replay of the same does not end better
 * than what was recorded. */
void lg_fixtures_note_gates(struct lg_app *app, const char *gates);

/* The engine's last question: was just that asked which was recorded? What was left over matters
 * only where nothing else is wrong. */
int lg_fixtures_conclude(struct lg_app *app, const struct lg_event_run_end *totals,
                         struct lg_err *err) LG_MUST_CHECK;
/* Nothing was to be asked: there is nothing to conclude. */
void lg_fixtures_leave(struct lg_app *app);
/* At the end of every command: concludes unless that was done, ends the recordings. `result` is the
 * command's, as is what is returned. */
int lg_fixtures_end(struct lg_app *app, int result, struct lg_err *err) LG_MUST_CHECK;

#endif
