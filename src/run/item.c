#include "run/item.h"

#include <assert.h>

#include "base/number.h"
#include "run/inside.h"
#include "step/expect.h"
#include "step/scope.h"

static const enum lg_outcome outcomes[LG_TRIGGER__COUNT] = {
    [LG_TRIGGER_NOTHING] = LG_SKIPPED, [LG_TRIGGER_SKIPPED] = LG_SKIPPED,
    [LG_TRIGGER_BLOCKED] = LG_BLOCKED, [LG_TRIGGER_INTERRUPTED] = LG_INTERRUPTED,
    [LG_TRIGGER_HELD] = LG_PASSED,     [LG_TRIGGER_NOT_MET] = LG_FAILED,
    [LG_TRIGGER_ERROR] = LG_ERROR,
};

/* The item's end is known by this trigger. */
static enum lg_trigger end_by(struct item *item, enum lg_trigger trigger, const char *message) {
    item->end.outcome = outcomes[trigger];
    item->end.message = message;
    item->artifact = message;
    return trigger;
}

static enum lg_trigger end_in_error(struct item *item) {
    item->end.error_kind = item->err.kind;
    if (item->err.source[0] != '\0') {
        item->end.source = item->err.source;
        item->end.line = item->err.line;
        item->end.column = item->err.column;
    }
    return end_by(item, LG_TRIGGER_ERROR, item->err.text);
}

static enum lg_trigger end_not_run(struct item *item) {
    const char *why = item->run->session->why;
    return end_by(item, LG_TRIGGER_INTERRUPTED, lg_arena_printf(&item->arena, "not run: %s", why));
}

static enum lg_trigger end_blocked(struct item *item, const char *what, const char *id,
                                   enum lg_outcome outcome) {
    item->end.blocker = id;
    return end_by(item, LG_TRIGGER_BLOCKED,
                  lg_arena_printf(&item->arena, "not run: %s '%s' ended as %s", what, id,
                                  lg_outcome_name(outcome)));
}

/* The step whose end keeps this one from running; NULL: none. */
static const struct lg_plan_step *blocking_step(const struct item *item) {
    const struct lg_gate_run *run = item->run;
    const struct lg_plan_step *step = item->step;
    if (run->culprit == NULL)
        return NULL;
    if (!run->in_teardown && !step->is_expect)
        return run->culprit;
    if (run->unreached != NULL && (step->verb->flags & LG_VERB_LIVE) != 0)
        return run->unreached;
    if (run->lost.items != NULL && !lg_ident_is_ready(&run->lost, step))
        return run->culprit;
    return NULL;
}

static bool is_cut_off(const struct item *item) {
    return item->run->session->is_over && !item->run->in_teardown;
}

/* The worst of some verdicts, and the text of the first that is so bad. */
static enum lg_verdict worst_of(const struct lg_check *checks, size_t count,
                                const char **text_out) {
    enum lg_verdict worst = LG_HELD;
    for (size_t i = 0; i < count; i++) {
        if (checks[i].verdict > worst) {
            worst = checks[i].verdict;
            *text_out = checks[i].text;
        }
    }
    return worst;
}

/* Judges into the item's end: the worst verdict, with the err of one that could not be given and
 * the text of the first check that was not met. */
static enum lg_verdict judge(struct item *item, const struct lg_node *node,
                             const struct lg_value *subject, const char **text_out) {
    struct lg_node *resolved = NULL;
    struct lg_check *checks = NULL;
    size_t count = 0;
    if (lg_scope_resolve(node, item->run->scope, &item->arena, &resolved, &item->err) != 0 ||
        lg_expect_judge(resolved, subject, &item->arena, &checks, &count, &item->err) != 0)
        return LG_NOT_JUDGED;
    enum lg_verdict worst = worst_of(checks, count, text_out);
    if (worst == LG_NOT_JUDGED)
        lg_err_set(&item->err, LG_ERR_READ, "%s", *text_out);
    item->end.checks = checks;
    item->end.num_checks = count;
    return worst;
}

/* What the verb says of its own result stands before what the step expects of it. */
static enum lg_verdict judge_result(struct item *item, const char **text_out) {
    const struct lg_plan_step *step = item->step;
    enum lg_verdict own = worst_of(item->own, item->num_own, text_out);
    enum lg_verdict verdict = own;
    if (own == LG_NOT_JUDGED)
        lg_err_set(&item->err, LG_ERR_READ, "%s", *text_out);
    if (own == LG_HELD && step->expect != NULL)
        verdict = judge(item, step->expect, step->is_expect ? item->run->scope : item->end.result,
                        text_out);
    size_t count = item->num_own + item->end.num_checks;
    struct lg_check *all = lg_arena_array(&item->arena, count, sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[i] = i < item->num_own ? item->own[i] : item->end.checks[i - item->num_own];
    item->end.checks = all;
    item->end.num_checks = count;
    return verdict;
}

/* Sets the item's error, instead of what it is, where a part of its step uses what a step that was
 * skipped would have captured. */
static bool lacks_capture(struct item *item, const struct lg_plan_step *part) {
    const struct lg_gate_run *run = item->run;
    struct lg_err at = {0};
    const char *name =
        run->skipped.items == NULL ? NULL : lg_ident_unmade(&run->skipped, part, &at);
    if (name == NULL)
        return false;
    item->end.checks = NULL;
    item->end.num_checks = 0;
    item->err = (struct lg_err){0};
    lg_err_at(&item->err, LG_ERR_READ, at.source, at.line, at.column,
              "there is no '%s': step '%s' was skipped by its condition", name,
              lg_gate_run_maker(run, name)->id);
    return true;
}

/* May the step run, by its `when`? There, and only there, `exists` may ask whether something was
 * captured at all. */
static enum lg_trigger judge_when(struct item *item) {
    const struct lg_plan_step only_when = {.when = item->step->when};
    struct lg_plan_step without_when = *item->step;
    const char *text = NULL;
    enum lg_verdict verdict =
        item->step->when == NULL ? LG_HELD : judge(item, item->step->when, item->run->scope, &text);
    without_when.when = NULL;
    if (verdict == LG_NOT_JUDGED) {
        lacks_capture(item, &only_when);
        return end_in_error(item);
    }
    if (verdict == LG_NOT_MET)
        return end_by(item, LG_TRIGGER_SKIPPED, lg_arena_printf(&item->arena, "when: %s", text));
    item->end.checks = NULL;
    item->end.num_checks = 0;
    return lacks_capture(item, &without_when) ? end_in_error(item) : LG_TRIGGER_STARTED;
}

static const char *describe(struct item *item) {
    char text[LG_LIMIT_TEXT_MAX];
    const char *verb = item->step->verb->name;
    if (item->limit.deadline_ns == LG_NEVER_NS)
        return verb;
    return lg_arena_printf(&item->arena, "%s, within %s", verb, lg_limit_print(&item->limit, text));
}

static enum lg_trigger enter_plan(struct item *item) {
    struct lg_gate_run *run = item->run;
    bool must_run = run->in_teardown && run->has_begun;
    if (!must_run && lg_session_is_over(run->session))
        return end_not_run(item);
    if (run->blocker != NULL)
        return end_blocked(item, "gate", run->blocker->id, run->blocker_outcome);
    const struct lg_plan_step *blocker = blocking_step(item);
    if (blocker != NULL)
        return end_blocked(item, "step", blocker->id,
                           blocker == run->culprit ? run->culprit_outcome : LG_ERROR);
    enum lg_trigger trigger = judge_when(item);
    if (trigger == LG_TRIGGER_ERROR && !trouble_classify(item))
        return LG_TRIGGER_UNCLASSIFIED;
    if (trigger != LG_TRIGGER_STARTED)
        return trigger;
    item->limit = lg_limit_from_now(&run->session->env->clock, LG_LIMIT_STEP,
                                    item->step->is_expect ? 0 : item->step->timeout_ms);
    if (!item->step->is_expect)
        item->limit = lg_limit_earlier(item->limit, run->limit);
    item->artifact = describe(item);
    return trigger;
}

/* Once for a gate that finds no way; a step that wants it then is told so. */
static int reach_live(struct item *item, struct lg_err *err) {
    struct lg_session *session = item->run->session;
    if (session->live != NULL)
        return 0;
    if (item->run->unreached == item->step)
        return lg_err_set(err, LG_ERR_READ, "there is no way to Live");
    assert(session->options->connect != NULL);
    if (session->options->connect(session->options->ctx, &session->live, err) == 0)
        return 0;
    lg_err_set(err, LG_ERR_INTERNAL, "Live was not reached, and no reason was given");
    item->run->unreached = item->step;
    return -1;
}

static int read_params(struct item *item, void **params_out) {
    const struct lg_verb *verb = item->step->verb;
    struct lg_node *node = NULL;
    void *params = lg_arena_alloc(&item->arena, verb->params_size);
    if (item->step->params != NULL && lg_scope_resolve(item->step->params, item->run->scope,
                                                       &item->arena, &node, &item->err) != 0)
        return -1;
    *params_out = params;
    return lg_fields_read(&verb->fields, node, &item->arena, params, &item->err);
}

int item_ctx(struct item *item, unsigned flags, int64_t deadline_ns, struct lg_step_ctx *out,
             struct lg_err *err) {
    struct lg_session *session = item->run->session;
    bool needs_live = (flags & LG_VERB_LIVE) != 0;
    if (needs_live && reach_live(item, err) != 0)
        return -1;
    *out = (struct lg_step_ctx){.env = session->env,
                                .paths = session->paths,
                                .live = needs_live ? session->live : NULL,
                                .journal = session->options->journal,
                                .roles = session->options->roles,
                                .expected = session->options->expected,
                                .seat = session->options->seat,
                                .allow_louder = item->run->gate->allow_louder,
                                .arena = &item->arena,
                                .work_folder = session->options->work_folder,
                                .deadline_ns = deadline_ns,
                                .taxonomy = session->taxonomy,
                                .looked_at = item->step->looked_at,
                                .own = item->step->own};
    return 0;
}

/* What works has its time and its deadline from the env; what waits for Live gives its deadline to
 * each wait, which still takes in what has come by then. */
void item_begin(const struct lg_step_ctx *ctx, unsigned flags) {
    if ((flags & LG_VERB_REAL_TIME) == 0)
        return;
    lg_clock_begin_real(&ctx->env->clock);
    ctx->env->deadline_ns = ctx->deadline_ns;
}

void item_end(const struct lg_step_ctx *ctx, unsigned flags) {
    if ((flags & LG_VERB_REAL_TIME) == 0)
        return;
    ctx->env->deadline_ns = LG_NEVER_NS;
    lg_clock_end_real(&ctx->env->clock);
}

static int perform(struct item *item) {
    const struct lg_verb *verb = item->step->verb;
    struct lg_value *result = NULL;
    struct lg_step_ctx ctx;
    void *params = NULL;
    if (read_params(item, &params) != 0 ||
        item_ctx(item, verb->flags, item->limit.deadline_ns, &ctx, &item->err) != 0)
        return -1;
    item_begin(&ctx, verb->flags);
    int status = verb->run(&ctx, params, &result, &item->err);
    item_end(&ctx, verb->flags);
    if (status != 0)
        return lg_err_set(&item->err, LG_ERR_INTERNAL, "'%s' failed and gave no reason",
                          verb->name);
    item->own = ctx.checks;
    item->num_own = ctx.num_checks;
    item->nothing_to_do = ctx.nothing_to_do;
    item->end.result = result == NULL ? lg_value_null(&item->arena, "nothing to report") : result;
    return 0;
}

static double seconds(int64_t ns) {
    return (double)ns / (double)LG_NS_PER_S;
}

/* Says of a step that went past its limit which limit that was. */
static void name_limit(struct item *item) {
    struct lg_err before = item->err;
    char limit[LG_LIMIT_TEXT_MAX];
    char took[LG_NUMBER_MAX];
    lg_limit_print(&item->limit, limit);
    item->err = (struct lg_err){0};
    if (!lg_err_is_set(&before)) {
        lg_number_fixed(seconds(item->end.duration_ns), 3, took);
        lg_err_set(&item->err, LG_ERR_TIMEOUT, "took %s s, beyond %s", took, limit);
        return;
    }
    lg_err_set(&item->err, LG_ERR_TIMEOUT, "%s (%s)", before.text, limit);
    lg_err_place(&item->err, before.source, before.line, before.column);
    lg_err_about_file(&item->err, before.path);
    lg_err_about_wait(&item->err, before.address, before.waited_ns);
}

/* A reply that did not come was waited for up to the limit; a result may come just on it. Any other
 * error speaks for itself, however late. */
static bool is_past_limit(const struct item *item, int64_t now_ns) {
    if (item->err.kind == LG_ERR_TIMEOUT)
        return now_ns >= item->limit.deadline_ns;
    return !lg_err_is_set(&item->err) && now_ns > item->limit.deadline_ns;
}

/* Did the step end because the run did? Then the run is over from here on. */
static bool was_cut_off(struct item *item, bool is_late) {
    struct lg_session *session = item->run->session;
    struct lg_err stop = {0};
    if (item->err.kind == LG_ERR_INTERRUPTED)
        lg_session_break(session, &item->err);
    else if (lg_err_is_set(&item->err) && lg_env_check(session->env, &stop) != 0)
        lg_session_break(session, &stop);
    else if (is_late && item->limit.owner == LG_LIMIT_RUN)
        lg_session_expire(session);
    else
        return false;
    return true;
}

static void capture(struct item *item) {
    struct lg_gate_run *run = item->run;
    if (item->step->as == NULL)
        return;
    lg_value_put(&run->arena, run->scope, item->step->as,
                 lg_value_copy(&run->arena, item->end.result));
}

/* Without a journal nobody can tell. */
static uint64_t writes_so_far(const struct item *item) {
    const struct lg_journal *journal = item->run->session->options->journal;
    return journal == NULL ? 0 : lg_journal_lines(journal);
}

/* Runs the verb. Did the run end meanwhile? */
static bool run_verb(struct item *item) {
    const struct lg_clock *clock = &item->run->session->env->clock;
    int64_t started_ns = lg_clock_now_ns(clock);
    uint64_t writes = writes_so_far(item);
    int status = perform(item);
    int64_t now_ns = lg_clock_now_ns(clock);
    item->end.duration_ns = now_ns - started_ns;
    if ((item->step->verb->flags & LG_VERB_WRITES) != 0)
        item->has_written |=
            item->run->session->options->journal == NULL || writes_so_far(item) != writes;
    item->run->session->has_written |=
        item->has_written || (item->step->verb->flags & LG_VERB_FOREIGN) != 0;
    bool is_late = is_past_limit(item, now_ns);
    if (was_cut_off(item, is_late))
        return true;
    if (is_late)
        name_limit(item);
    else if (status == 0 && item->nothing_to_do == NULL)
        capture(item);
    return false;
}

static enum lg_trigger end_cut_off(struct item *item) {
    return end_by(item, LG_TRIGGER_INTERRUPTED,
                  lg_arena_printf(&item->arena, "interrupted: %s", item->run->session->why));
}

static enum lg_trigger enter_run(struct item *item) {
    if (is_cut_off(item))
        return end_not_run(item);
    item->run->has_begun = true;
    item->artifact = NULL;
    if (item->step->is_expect)
        return LG_TRIGGER_EXITED;
    if (run_verb(item))
        return end_cut_off(item);
    item->artifact = lg_err_is_set(&item->err) ? item->err.text : "a result";
    return LG_TRIGGER_EXITED;
}

/* How the step ended, by its error or by its expectation. */
static enum lg_trigger judge_end(struct item *item) {
    const char *text = NULL;
    if (lg_err_is_set(&item->err))
        return end_in_error(item);
    if (item->nothing_to_do != NULL)
        return end_by(item, LG_TRIGGER_NOTHING, item->nothing_to_do);
    enum lg_verdict verdict = judge_result(item, &text);
    if (verdict == LG_NOT_JUDGED)
        return end_in_error(item);
    if (verdict == LG_NOT_MET)
        return end_by(item, LG_TRIGGER_NOT_MET, text);
    end_by(item, LG_TRIGGER_HELD, NULL);
    item->artifact = lg_arena_printf(&item->arena, "%zu held", item->end.num_checks);
    return LG_TRIGGER_HELD;
}

/* Where section G's table leads from what is seen. A verdict that was not met and one that could
 * not be given are both its "error". */
static enum lg_trigger decide(const struct item *item, enum lg_phase phase, enum lg_sight sight) {
    bool is_good = sight == LG_SIGHT_SUCCESS;
    const struct lg_decision *decision = lg_decide(phase, is_good ? 0 : 1, sight);
    enum lg_trigger trigger = lg_state_trigger(sight);
    assert(decision != NULL &&
           lg_state_next(lg_state_of_phase(phase), trigger) == lg_state_of_phase(decision->next));
    LG_UNUSED(decision);
    bool is_verdict = trigger == LG_TRIGGER_ERROR && item->end.outcome == LG_FAILED;
    return is_verdict ? LG_TRIGGER_NOT_MET : trigger;
}

static enum lg_trigger enter_observe(struct item *item) {
    enum lg_trigger end = judge_end(item);
    if (end == LG_TRIGGER_NOTHING)
        return end;
    if (end == LG_TRIGGER_HELD)
        return decide(item, LG_PHASE_RUN, LG_SIGHT_SUCCESS);
    bool is_known = trouble_classify(item);
    return decide(item, LG_PHASE_RUN, is_known ? LG_SIGHT_ERROR : LG_SIGHT_NOTHING);
}

/* The step once more, for there is a reason to expect another end. */
static enum lg_trigger enter_verify(struct item *item) {
    struct lg_session *session = item->run->session;
    item->err = (struct lg_err){0};
    item->end.result = NULL;
    item->end.checks = item->own = NULL;
    item->end.num_checks = item->num_own = 0;
    item->end.error_kind = LG_ERR_NONE;
    item->limit = lg_limit_earlier(
        lg_limit_from_now(&session->env->clock, LG_LIMIT_STEP, item->step->timeout_ms),
        item->run->limit);
    if (is_cut_off(item))
        return end_not_run(item);
    if (run_verb(item))
        return end_cut_off(item);
    if (judge_end(item) == LG_TRIGGER_HELD) {
        item->end.outcome = LG_PASSED_AFTER_FIX;
        item->end.message = item->trouble.message;
        item->end.category = item->trouble.first_label;
        return decide(item, LG_PHASE_VERIFY, LG_SIGHT_SUCCESS);
    }
    trouble_classify(item);
    bool is_spent = item->trouble.fixes == LG_FIXES_MAX;
    return decide(item, LG_PHASE_VERIFY, is_spent ? LG_SIGHT_FIXES_SPENT : LG_SIGHT_FAILED);
}

static enum lg_trigger (*const enter[LG_STATE__COUNT])(struct item *) = {
    [LG_STATE_PLAN] = enter_plan,       [LG_STATE_RUN] = enter_run,
    [LG_STATE_OBSERVE] = enter_observe, [LG_STATE_DIAGNOSE] = trouble_diagnose,
    [LG_STATE_FIX] = trouble_fix,       [LG_STATE_VERIFY] = enter_verify,
};

static void emit_transition(const struct item *item, enum lg_state state, enum lg_trigger trigger) {
    struct lg_event event = {.kind = LG_EVENT_TRANSITION,
                             .as.transition = {.gate = item->run->gate->id,
                                               .id = item->step->id,
                                               .state = lg_state_name(state),
                                               .trigger = lg_trigger_name(trigger),
                                               .artifact = item->artifact}};
    lg_session_emit(item->run->session, &event);
}

static void emit_end(struct item *item) {
    if (item->step->tell != NULL) {
        item->step->tell(item->step->own, &item->end);
        return;
    }
    struct lg_event event = {.kind = LG_EVENT_STEP, .as.step = item->end};
    lg_session_emit(item->run->session, &event);
}

void lg_item_run(struct lg_gate_run *run, const struct lg_plan_step *step) {
    struct item item = {.run = run,
                        .step = step,
                        .artifact = step->verb->name,
                        .end = {.gate = run->gate->id,
                                .id = step->id,
                                .verb = step->verb->name,
                                .source = step->place->source,
                                .line = step->place->line,
                                .column = step->place->column}};
    enum lg_trigger trigger = LG_TRIGGER_ANNOUNCED;
    enum lg_state state = lg_state_next(LG_STATE_NONE, trigger);
    for (;;) {
        emit_transition(&item, state, trigger);
        if (lg_state_is_final(state))
            break;
        trigger = enter[state](&item);
        state = lg_state_next(state, trigger);
        assert(state != LG_STATE_NONE);
    }
    trouble_conclude(&item);
    emit_end(&item);
    lg_gate_run_settle(run, step, &item.end);
    lg_arena_dispose(&item.arena);
}
