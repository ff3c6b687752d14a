#include "runner/verify.h"

#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "run/retrace.h"
#include "runner/exit_code.h"
#include "step/recheck.h"

/* What the lines say of how the run must have ended. */
struct audit {
    struct lg_retrace *walk;
    bool kinds[LG_ERR__COUNT]; /* of errors that were told */
};

/* The code that the totals come to; a graver one has a reason that no item tells: the run ended
 * early, a report could not be written, --fail-on-fix. */
static int check_code(const struct audit *audit, const struct lg_event_run_end *end,
                      struct lg_err *err) {
    int least = lg_exit_of_run(end, audit->kinds);
    bool by_fix = end->exit_code == LG_EXIT_FAILED && end->steps[LG_PASSED_AFTER_FIX] > 0;
    bool has_reason = end->message != NULL || end->exit_code == LG_EXIT_WRITE || by_fix;
    bool is_graver = lg_exit_graver(least, end->exit_code) == end->exit_code;
    bool by_signal = least > LG_EXIT_SIGNAL && end->exit_code > LG_EXIT_SIGNAL;
    if (end->exit_code == least || by_signal || (is_graver && has_reason))
        return 0;
    return lg_err_set(err, LG_ERR_READ, "exit_code is %d, and what the run came to is %d",
                      end->exit_code, least);
}

static int audit_event(void *ctx, const struct lg_event *event, struct lg_err *err) {
    struct audit *audit = ctx;
    const struct lg_event_step *end = lg_event_end(event);
    if (end != NULL)
        audit->kinds[end->error_kind] = true;
    if (event->kind == LG_EVENT_RUN_END && check_code(audit, &event->as.run_end, err) != 0)
        return -1;
    if (lg_recheck(event, err) != 0)
        return -1;
    return lg_retrace_take(audit->walk, event, err);
}

/* Lines that fit each other must also be those of a run that could have been: its steps went the
 * way of the state machine, and it ended with the code of its totals. */
static void check_run(const char *path, struct lg_receipts_report *report) {
    struct audit audit = {.walk = lg_retrace_new(NULL)};
    const struct lg_receipts_reader reader = {audit_event, &audit};
    struct lg_receipts_report again = {0};
    struct lg_err why = {0};
    if (lg_receipts_read(path, &reader, &again, &why) != 0) {
        report->state = LG_RECEIPTS_BROKEN;
        report->bad_line = again.lines;
        /* The walk names the line too. */
        const char *text =
            lg_starts_with(why.text, "line ") ? strstr(why.text, ": ") + 2 : why.text;
        snprintf(report->why, sizeof report->why, "%.*s", (int)sizeof report->why - 1, text);
    }
    lg_retrace_free(audit.walk);
}

int lg_verify_receipts(const char *path, const char *head, struct lg_receipts_report *out,
                       struct lg_err *err) {
    if (lg_receipts_verify(path, head, out, err) != 0)
        return -1;
    if (out->state != LG_RECEIPTS_BROKEN)
        check_run(path, out);
    return 0;
}

const char *lg_verify_path(struct lg_app *app, const char *word) {
    const char *path = lg_paths_user(&app->paths, &app->arena, word);
    return lg_fs_is_dir(path) ? lg_fs_join(&app->arena, path, "receipts.jsonl") : path;
}
