/* `on_fail:` of livegate.yaml: a program that tells somebody of a run that did not end with 0.
 *
 *   on_fail: [notify-studio, '{verdict}', '{junit}']
 *   on_fail: {run: [notify-studio, '{verdict}'], timeout: 30s, targets: [live, sim, fixture]}
 *
 * It runs once all reports are written, by argv and no shell, from the project's folder. What it
 * comes to is said, and changes nothing of the run. A run that a signal ended tells nobody: whoever
 * sent it knows. */
#ifndef LG_RUNNER_ON_FAIL_H
#define LG_RUNNER_ON_FAIL_H

#include "conf/node.h"
#include "conf/shape.h"

struct lg_app;

struct lg_on_fail {
    struct lg_texts argv; /* none: nothing is run */
    int64_t timeout_ns;
    struct lg_texts targets; /* of the runs that it is for */
};

/* `node` NULL gives nothing. Everything lives in `arena`. LG_ERR_READ with place. */
int lg_on_fail_read(const struct lg_node *node, struct lg_arena *arena, struct lg_on_fail *out,
                    struct lg_err *err) LG_MUST_CHECK;

extern const struct lg_shape lg_on_fail_shape;

/* What placeholders stand for; NULL: "". Paths are those of files that were written. */
struct lg_on_fail_run {
    int exit_code;
    const char *target_kind; /* "live"; NULL: it had none yet, and may be any */
    const char *target, *run, *junit, *receipts, *html, *markdown;
    const char *totals; /* "2 gates: 1 passed, 1 failed" */
};

/* Runs it where it is wanted, and says on stderr what it came to. */
void lg_on_fail_tell(struct lg_app *app, const struct lg_on_fail_run *run);

#endif
