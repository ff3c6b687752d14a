#include "run/rejudge.h"

#include <stdlib.h>
#include <string.h>

#include "run/matrix_inside.h"

struct lg_rejudge {
    struct matrix_run run;
};

int lg_rejudge_new(struct lg_session *session, const struct lg_plan_matrix *plan,
                   struct lg_rejudge **out, struct lg_err *err) {
    struct lg_rejudge *rejudge = lg_xcalloc(1, sizeof *rejudge);
    struct matrix_run *run = &rejudge->run;
    *run = (struct matrix_run){.plan = plan, .matrix = plan->matrix};
    if (lg_search_new(plan->matrix, &run->search, err) != 0) {
        free(rejudge);
        return -1;
    }
    lg_gate_run_open(&run->suite, session, &plan->suite);
    matrix_open(run);
    *out = rejudge;
    return 0;
}

void lg_rejudge_free(struct lg_rejudge *rejudge) {
    if (rejudge == NULL)
        return;
    lg_arena_dispose(&rejudge->run.suite.arena);
    matrix_dispose(&rejudge->run);
    free(rejudge);
}

static int take_point(struct matrix_run *run, const struct lg_event_step *end,
                      const struct lg_value *params, struct lg_err *err) {
    const struct lg_matrix_point *point = NULL;
    struct lg_result result = {.is_measured = false};
    bool has_run = end->outcome != LG_INTERRUPTED && end->outcome != LG_BLOCKED;
    if (!lg_search_next(run->search, &point) || strcmp(point->id, end->id) != 0)
        return lg_err_set(err, LG_ERR_READ, "'%s' tells '%s' where '%s' belongs", run->matrix->id,
                          end->id, point == NULL ? "no point" : point->id);
    if (end->outcome == LG_PASSED && end->result != NULL)
        lg_result_read(end->result, &result);
    matrix_note_params(run, params);
    if (has_run)
        matrix_forgive(run, end->outcome);
    matrix_tell_search(run, point, &result);
    if (!run->has_first && result.is_measured)
        matrix_note_first(run, point, &result);
    return 0;
}

static const struct lg_verb *verb_of(const char *id) {
    return strcmp(id, MATRIX_PREFLIGHT) == 0  ? &matrix_preflight
           : strcmp(id, MATRIX_FLOOR) == 0    ? &matrix_floor
           : strcmp(id, MATRIX_DRIFT) == 0    ? &matrix_drift
           : strcmp(id, MATRIX_AS_FOUND) == 0 ? &matrix_as_found
                                              : &matrix_point;
}

int lg_rejudge_take(struct lg_rejudge *rejudge, const struct lg_event *event, struct lg_err *err) {
    struct matrix_run *run = &rejudge->run;
    const struct lg_event_step *end = lg_event_end(event);
    const struct lg_verb *verb = verb_of(end->id);
    struct lg_plan_step step = matrix_step_of(run, end->id, verb);
    lg_gate_run_settle(&run->suite, &step, end);
    matrix_keep_culprit(run, &step);
    if (verb == &matrix_point)
        return take_point(run, end, event->kind == LG_EVENT_CASE ? event->as.point.params : NULL,
                          err);
    if (verb == &matrix_preflight && end->result != NULL) {
        lg_chain_recall(&run->chain, end->result);
        matrix_note_off(run, lg_value_get(end->result, "devices"));
    }
    bool is_floor = verb == &matrix_floor || verb == &matrix_drift;
    if (is_floor && end->outcome == LG_PASSED)
        matrix_floor_read(end->result, &run->floor);
    /* As when they run: what the first point is held against keeps no other from being tried. */
    if (is_floor || verb == &matrix_as_found)
        run->suite.culprit = NULL;
    return 0;
}

/* The search learns that there is no further point by being asked for one. */
enum lg_outcome lg_rejudge_end(struct lg_rejudge *rejudge) {
    const struct lg_matrix_point *point = NULL;
    if (rejudge->run.suite.culprit == NULL)
        (void)lg_search_next(rejudge->run.search, &point);
    matrix_judge(&rejudge->run);
    return lg_gate_run_close(&rejudge->run.suite);
}
