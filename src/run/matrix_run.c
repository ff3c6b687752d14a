#include "run/matrix_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "matrix/strategy.h"
#include "run/item.h"
#include "run/matrix_inside.h"
#include "run/shard.h"
#include "run/states.h"

/* Beside what the phases of a point may take: for exchanges between them. */
enum { SLACK_MS = 30000 };

static bool is_hunt(const struct lg_matrix *matrix) {
    return matrix->plan.strategy->hunt != NULL;
}

unsigned matrix_keeps(const struct lg_matrix *matrix) {
    static const char *const words[LG_KEEP__COUNT] = {[LG_KEEP_ALL] = "all",
                                                      [LG_KEEP_BEST] = "best",
                                                      [LG_KEEP_FAILED] = "failed",
                                                      [LG_KEEP_NONE] = "none"};
    return (unsigned)lg_keep_of(words[matrix->export.keep]);
}

/* --- announcing ----------------------------------------------------------------------------- */

void lg_matrix_announce(const struct lg_plan_matrix *plan,
                        void (*item)(void *ctx, const struct lg_event_item *item), void *ctx) {
    const char *id = plan->suite.id;
    struct lg_matrix_points points;
    struct lg_matrix_point point;
    /* Of a shard: places count on, also over what is another's. */
    size_t at = plan->suite.at;
    size_t next = at == 0 ? 0 : 1;
    item(ctx, &(struct lg_event_item){id, MATRIX_PREFLIGHT, matrix_preflight.name, at});
    lg_matrix_points_init(&points, plan->matrix);
    lg_matrix_point_init(&point, plan->matrix);
    for (uint64_t i = 0; lg_matrix_points_next(&points, &point); i++) {
        at += next;
        if (lg_shard_has(plan->share, i))
            item(ctx, &(struct lg_event_item){id, point.id, matrix_point.name, at});
    }
    lg_matrix_point_dispose(&point);
    lg_matrix_points_dispose(&points);
    at += next;
    item(ctx, &(struct lg_event_item){id, MATRIX_EFFECTS, matrix_effects.name, at});
    at += next;
    item(ctx, &(struct lg_event_item){id, MATRIX_TARGETS, matrix_targets.name, at});
}

/* What turned up on the way. */
static void announce_late(struct matrix_run *run, const char *id, const char *verb) {
    struct lg_session *session = run->suite.session;
    const struct lg_event_item item = {run->plan->suite.id, id, verb, 0};
    struct lg_event event = {.kind = LG_EVENT_PLAN, .as.plan = {.items = &item, .num_items = 1}};
    session->out->totals.planned++;
    lg_session_emit(session, &event);
}

/* --- steps ---------------------------------------------------------------------------------- */

struct lg_plan_step matrix_step_of(struct matrix_run *run, const char *id,
                                   const struct lg_verb *verb) {
    const struct lg_matrix *matrix = run->matrix;
    int64_t span_ns =
        matrix->set_timeout_ns + matrix->export.timeout_ns + matrix->measure_timeout_ns;
    return (struct lg_plan_step){
        .id = id,
        .verb = verb,
        .place = matrix->place,
        .timeout_ms = verb->timeout_ms != 0 ? verb->timeout_ms : span_ns / LG_NS_PER_MS + SLACK_MS,
        .own = run};
}

/* What stands in the way of the rest outlives the call. */
void matrix_keep_culprit(struct matrix_run *run, const struct lg_plan_step *step) {
    struct lg_gate_run *suite = &run->suite;
    if (suite->culprit != step)
        return;
    struct lg_plan_step *copy = lg_arena_alloc(&suite->arena, sizeof *copy);
    *copy = *step;
    copy->id = lg_arena_strdup(&suite->arena, step->id);
    suite->culprit = copy;
}

static void run_step(struct matrix_run *run, const char *id, const struct lg_verb *verb,
                     void (*tell)(void *own, struct lg_event_step *end)) {
    struct lg_plan_step step = matrix_step_of(run, id, verb);
    step.tell = tell;
    lg_item_run(&run->suite, &step);
    matrix_keep_culprit(run, &step);
}

/* --- points --------------------------------------------------------------------------------- */

/* May the next one come? */
static bool goes_on(struct matrix_run *run) {
    return run->suite.culprit == NULL && !lg_session_is_over(run->suite.session);
}

static void keep_id(struct matrix_run *run, const char *id) {
    if (run->trials.count == run->ids_capacity) {
        run->ids_capacity = run->ids_capacity == 0 ? 64 : run->ids_capacity * 2;
        run->ids = lg_xrealloc(run->ids, run->ids_capacity * sizeof *run->ids);
    }
    run->ids[run->trials.count] = lg_arena_strdup(&run->ids_arena, id);
}

/* The search and the judging take the point in. */
void matrix_tell_search(struct matrix_run *run, const struct lg_matrix_point *point,
                        const struct lg_result *result) {
    keep_id(run, point->id);
    lg_search_tell(run->search, result);
    matrix_note_best(run);
    lg_trials_add(&run->trials, point, result);
}

/* A sink of its own could not be clearer about a file that can't be removed: the run ends. */
static void keep_print(struct matrix_run *run) {
    struct lg_ending ending;
    struct lg_err err = {0};
    unsigned is = 0;
    struct lg_print print = run->shot.print;
    if (!run->shot.is_rendered)
        return;
    lg_search_end(run->search, &ending);
    bool is_hit = lg_targets_met(&run->matrix->targets, &run->shot.result);
    if (ending.best != NULL && ending.best_at == ending.rendered)
        is |= LG_KEEP_THE_BEST;
    if (!run->shot.result.is_measured || !is_hit)
        is |= LG_KEEP_THE_FAILED;
    print.file = lg_str_text(&run->print_file);
    print.source = run->print_source.length == 0 ? NULL : lg_str_text(&run->print_source);
    if (lg_keeper_take(run->keeper, &print, is, &err) < 0)
        lg_session_break(run->suite.session, &err);
}

/* Its texts are gone with the item. */
static void tell_and_keep(void *own, struct lg_event_step *end) {
    struct matrix_run *run = own;
    lg_str_clear(&run->print_file);
    lg_str_clear(&run->print_source);
    if (run->shot.is_rendered) {
        lg_str_add(&run->print_file, run->shot.print.file);
        lg_str_add(&run->print_source,
                   run->shot.print.source == NULL ? "" : run->shot.print.source);
    }
    matrix_note_params(run, run->shot.params);
    matrix_tell_point(own, end);
}

/* An error of one point is no reason not to try the next. */
void matrix_forgive(struct matrix_run *run, enum lg_outcome outcome) {
    bool is_end = run->matrix->on_error == LG_ON_ERROR_STOP && outcome == LG_ERROR;
    if (!is_end)
        run->suite.culprit = NULL;
}

static void render_point(struct matrix_run *run, const struct lg_matrix_point *point) {
    run->shot = (struct matrix_shot){.point = point};
    run_step(run, point->id, &matrix_point, tell_and_keep);
    matrix_forgive(run, run->suite.culprit_outcome);
    matrix_tell_search(run, point, &run->shot.result);
    keep_print(run);
}

/* The first one that was measured. */
void matrix_note_first(struct matrix_run *run, const struct lg_matrix_point *point,
                       const struct lg_result *result) {
    run->has_first = true;
    run->first = *result;
    lg_matrix_point_copy(&run->first_point, point);
}

/* --- what was recorded ---------------------------------------------------------------------- */

/* A transition by hand, for what does not run. */
static void tell_move(struct matrix_run *run, const char *id, enum lg_state state,
                      enum lg_trigger trigger, const char *artifact) {
    struct lg_event event = {.kind = LG_EVENT_TRANSITION,
                             .as.transition = {.gate = run->plan->suite.id,
                                               .id = id,
                                               .state = lg_state_name(state),
                                               .trigger = lg_trigger_name(trigger),
                                               .artifact = artifact}};
    lg_session_emit(run->suite.session, &event);
}

static void tell_unrun(struct matrix_run *run, const char *id, enum lg_trigger trigger,
                       const char *artifact) {
    enum lg_state plan = lg_state_next(LG_STATE_NONE, LG_TRIGGER_ANNOUNCED);
    tell_move(run, id, plan, LG_TRIGGER_ANNOUNCED, matrix_point.name);
    tell_move(run, id, lg_state_next(plan, trigger), trigger, artifact);
}

/* Tells an end of the earlier run as one of this. */
static void tell_recorded(struct matrix_run *run, const struct lg_event *recorded) {
    const char *by = run->recorded.source->run;
    const struct lg_event_step *end = lg_event_end(recorded);
    struct lg_plan_step step = matrix_step_of(run, end->id, &matrix_point);
    struct lg_event event = *recorded;
    if (event.kind == LG_EVENT_CASE && event.as.point.recorded_by == NULL)
        event.as.point.recorded_by = by;
    tell_unrun(run, end->id, LG_TRIGGER_RECORDED, by);
    lg_session_emit(run->suite.session, &event);
    lg_gate_run_settle(&run->suite, &step, end);
    matrix_keep_culprit(run, &step);
}

/* The next point that ran before; steps of the run's own that lie between are passed over: they
 * stand behind whichever point was the first that was measured then. */
static int peek_point(struct matrix_run *run, const struct lg_event **out, struct lg_err *err) {
    int status;
    while ((status = recorded_peek(&run->recorded, out, err)) == 0 && *out != NULL &&
           (*out)->kind != LG_EVENT_CASE)
        recorded_take(&run->recorded);
    return status;
}

/* What the earlier run kept of the point is what it measured; what it did not keep says nothing. */
static int check_kept(const struct matrix_run *run, const struct lg_event_case *was,
                      struct lg_err *err) {
    struct lg_session *session = run->suite.session;
    struct lg_arena arena = {0};
    char hex[LG_SHA256_HEX];
    int status = 0;
    if (was->export_file == NULL || was->sha256 == NULL)
        return 0;
    const char *path = lg_paths_user(session->paths, &arena, was->export_file);
    if (lg_fs_is_file(path) && (status = lg_sha256_file(path, hex, err)) == 0 &&
        strcmp(hex, was->sha256) != 0)
        status = lg_err_set(err, LG_ERR_READ,
                            "--resume: '%s' is not what run %s measured as '%s': it was changed",
                            was->export_file, run->recorded.source->run, was->end.id);
    lg_arena_dispose(&arena);
    return status;
}

/* Where the plan goes on with that point: the event to be told again; NULL: it is to be rendered.
 */
static const struct lg_event *
find_recorded(struct matrix_run *run, const struct lg_matrix_point *point, struct lg_err *err) {
    struct recorded *recorded = &run->recorded;
    const struct lg_event *event = NULL;
    if (peek_point(run, &event, err) < 0 || event == NULL)
        return NULL;
    const char *id = lg_event_end(event)->id;
    if (strcmp(id, point->id) != 0 && recorded->has_redone) {
        recorded_end(recorded);
        return NULL;
    }
    if (strcmp(id, point->id) != 0) {
        lg_err_set(err, LG_ERR_READ, "run %s went on with '%s' where this plan has '%s'",
                   recorded->source->run, id, point->id);
        return NULL;
    }
    if (!lg_recorded_is_finished(event)) {
        recorded->has_redone = true;
        recorded_take(recorded);
        return NULL;
    }
    return check_kept(run, &event->as.point, err) < 0 ? NULL : event;
}

/* The point as it was rendered before; false: it was not. */
static bool take_recorded_point(struct matrix_run *run, const struct lg_matrix_point *point) {
    struct lg_err err = {0};
    struct lg_result result = {.is_measured = false};
    const struct lg_event *event = find_recorded(run, point, &err);
    if (lg_err_is_set(&err)) {
        lg_session_break(run->suite.session, &err);
        recorded_end(&run->recorded);
    }
    if (event == NULL)
        return false;
    const struct lg_event_step *end = lg_event_end(event);
    if (end->outcome == LG_PASSED && end->result != NULL)
        lg_result_read(end->result, &result);
    tell_recorded(run, event);
    matrix_note_params(run, event->kind == LG_EVENT_CASE ? event->as.point.params : NULL);
    matrix_forgive(run, end->outcome);
    matrix_tell_search(run, point, &result);
    run->shot = (struct matrix_shot){.point = point, .result = result};
    recorded_take(&run->recorded);
    return true;
}

/* A step of our own as it ended before; false: it did not. */
static bool take_recorded_step(struct matrix_run *run, const char *id) {
    const struct lg_event *event = NULL;
    if (recorded_peek(&run->recorded, &event, NULL) < 0 || event == NULL ||
        strcmp(lg_event_end(event)->id, id) != 0)
        return false;
    if (!lg_recorded_is_finished(event)) {
        recorded_take(&run->recorded);
        return false;
    }
    const struct lg_event_step *end = lg_event_end(event);
    bool is_floor = strcmp(id, MATRIX_FLOOR) == 0 || strcmp(id, MATRIX_DRIFT) == 0;
    if (is_floor && end->outcome == LG_PASSED)
        matrix_floor_read(end->result, &run->floor);
    tell_recorded(run, event);
    recorded_take(&run->recorded);
    return true;
}

/* --- the sweep ------------------------------------------------------------------------------ */

static void side_step(struct matrix_run *run, const char *id, const struct lg_verb *verb) {
    announce_late(run, id, verb->name);
    if (!take_recorded_step(run, id))
        run_step(run, id, verb, NULL);
    run->suite.culprit = NULL;
}

/* Behind the first point that was measured: how far renders of one setting differ, and whether a
 * hit is the settings' doing at all. */
static void look_at_first(struct matrix_run *run, const struct lg_matrix_point *point) {
    bool is_hit =
        run->matrix->targets.count > 0 && lg_targets_met(&run->matrix->targets, &run->shot.result);
    matrix_note_first(run, point, &run->shot.result);
    side_step(run, MATRIX_FLOOR, &matrix_floor);
    if (is_hit)
        side_step(run, MATRIX_AS_FOUND, &matrix_as_found);
}

/* What renders behind our back may drift from one to the next, which the first two alone don't
 * show; Live's own prints don't, and a recorded file is what it is. */
static bool may_drift(const struct matrix_run *run) {
    bool is_outside = (run->plan->mode->flags & LG_RENDER_REAL_TIME) != 0;
    return is_outside && run->plan->share == NULL && run->has_first && run->trials.count > 2;
}

/* A point of another shard: the search is not to wait for it. */
static void pass_over(struct matrix_run *run) {
    lg_search_tell(run->search, &(struct lg_result){.is_measured = false});
}

static void sweep(struct matrix_run *run) {
    const struct lg_matrix_point *point = NULL;
    size_t told = 0;
    for (uint64_t i = 0; goes_on(run) && lg_search_next(run->search, &point); i++) {
        if (!lg_shard_has(run->plan->share, i)) {
            pass_over(run);
            continue;
        }
        if (is_hunt(run->matrix) && told > 0)
            announce_late(run, point->id, matrix_point.name);
        if (!take_recorded_point(run, point))
            render_point(run, point);
        if (!run->has_first && run->shot.result.is_measured)
            look_at_first(run, point);
        told++;
    }
}

/* A point that a stop rule leaves out. */
static void tell_stopped(struct matrix_run *run, const char *id) {
    struct lg_ending ending;
    lg_search_end(run->search, &ending);
    const struct lg_matrix *matrix = run->matrix;
    struct lg_event event = {.kind = LG_EVENT_CASE,
                             .as.point = {.end = {.gate = run->plan->suite.id,
                                                  .id = id,
                                                  .verb = matrix_point.name,
                                                  .outcome = LG_STOPPED,
                                                  .message = ending.why,
                                                  .source = matrix->place->source,
                                                  .line = matrix->place->line,
                                                  .column = matrix->place->column}}};
    tell_unrun(run, id, LG_TRIGGER_STOPPED, ending.why);
    lg_session_count(run->suite.session, &event.as.point.end);
    lg_session_emit(run->suite.session, &event);
}

/* All that was announced and has not come. */
static void tell_rest(struct matrix_run *run, uint64_t told) {
    struct lg_matrix_points points;
    struct lg_matrix_point point;
    bool is_stopped = goes_on(run);
    lg_matrix_points_init(&points, run->matrix);
    lg_matrix_point_init(&point, run->matrix);
    for (uint64_t i = 0; lg_matrix_points_next(&points, &point); i++) {
        if (i < told || !lg_shard_has(run->plan->share, i))
            continue;
        run->shot = (struct matrix_shot){.point = &point};
        if (is_stopped)
            tell_stopped(run, point.id);
        else
            run_step(run, point.id, &matrix_point, matrix_tell_point);
    }
    lg_matrix_point_dispose(&point);
    lg_matrix_points_dispose(&points);
}

/* A step that has nothing to judge, and says why. */
static void leave_out(struct matrix_run *run, const char *id, const struct lg_verb *verb,
                      const char *why) {
    struct lg_plan_step step = matrix_step_of(run, id, verb);
    struct lg_event event = {.kind = LG_EVENT_STEP,
                             .as.step = {.gate = run->plan->suite.id,
                                         .id = id,
                                         .verb = verb->name,
                                         .outcome = LG_SKIPPED,
                                         .message = why}};
    tell_unrun(run, id, LG_TRIGGER_SKIPPED, why);
    lg_session_emit(run->suite.session, &event);
    lg_gate_run_settle(&run->suite, &step, &event.as.step);
}

/* Where this run has a part of the points. */
static void leave_to_merge(struct matrix_run *run, const char *id, const struct lg_verb *verb) {
    leave_out(run, id, verb, "left to `livegate report merge`: other shards have points too");
}

static bool can_compare(const struct matrix_run *run) {
    size_t measured = 0;
    for (size_t i = 0; i < run->trials.count && measured < 2; i++)
        measured += run->trials.results[i].is_measured;
    return measured >= 2;
}

void matrix_judge(struct matrix_run *run) {
    if (goes_on(run) && !can_compare(run))
        leave_out(run, MATRIX_EFFECTS, &matrix_effects,
                  "fewer than two points were measured: there is nothing to compare");
    else
        run_step(run, MATRIX_EFFECTS, &matrix_effects, matrix_tell_effects);
    /* Whether the settings did anything or not, the targets are judged, where points are. */
    if (run->suite.culprit != NULL && strcmp(run->suite.culprit->id, MATRIX_EFFECTS) == 0)
        run->suite.culprit = NULL;
    run_step(run, MATRIX_TARGETS, &matrix_targets, matrix_tell_targets);
}

static void carry_out(struct matrix_run *run) {
    struct lg_ending ending;
    run_step(run, MATRIX_PREFLIGHT, &matrix_preflight, NULL);
    sweep(run);
    lg_search_end(run->search, &ending);
    if (goes_on(run) && may_drift(run))
        side_step(run, MATRIX_DRIFT, &matrix_drift);
    tell_rest(run, ending.rendered);
    if (run->plan->share == NULL) {
        matrix_judge(run);
        return;
    }
    leave_to_merge(run, MATRIX_EFFECTS, &matrix_effects);
    leave_to_merge(run, MATRIX_TARGETS, &matrix_targets);
}

/* --- beginning and end ---------------------------------------------------------------------- */

void matrix_open(struct matrix_run *run) {
    const struct lg_run_options *options = run->suite.session->options;
    lg_chain_init(&run->chain, run->matrix, options->clamp);
    lg_trials_init(&run->trials, run->matrix);
    lg_matrix_point_init(&run->first_point, run->matrix);
    matrix_best_init(&run->best, run->matrix);
    lg_floor_of(&(struct lg_result){.is_measured = false}, NULL, &run->floor);
    run->keeper = lg_keeper_new(run->suite.session->env, matrix_keeps(run->matrix));
    run->recorded = (struct recorded){.source = options->recorded, .suite = run->plan->suite.id};
}

void matrix_dispose(struct matrix_run *run) {
    lg_search_free(run->search);
    lg_trials_dispose(&run->trials);
    lg_matrix_point_dispose(&run->first_point);
    matrix_best_dispose(&run->best);
    lg_chain_dispose(&run->chain);
    lg_keeper_free(run->keeper);
    recorded_dispose(&run->recorded);
    lg_str_dispose(&run->print_file);
    lg_str_dispose(&run->print_source);
    lg_arena_dispose(&run->ids_arena);
    free(run->ids);
}

enum lg_outcome lg_matrix_run(struct lg_session *session, const struct lg_plan_matrix *plan) {
    struct matrix_run run = {.plan = plan, .matrix = plan->matrix};
    struct lg_err err = {0};
    lg_gate_run_open(&run.suite, session, &plan->suite);
    matrix_open(&run);
    if (!session->is_over)
        lg_outside_enter(session->env, plan->suite.id);
    if (lg_search_new(run.matrix, &run.search, &err) < 0)
        lg_session_break(session, &err);
    carry_out(&run);
    if (!session->is_over && matrix_drop_old(&run, &err) < 0)
        lg_session_break(session, &err);
    enum lg_outcome outcome = lg_gate_run_close(&run.suite);
    matrix_dispose(&run);
    return outcome;
}
