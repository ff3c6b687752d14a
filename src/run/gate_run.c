#include "run/gate_run.h"

#include <string.h>

#include "base/outside.h"
#include "live/restore.h"
#include "run/item.h"

int lg_gate_run_rank(enum lg_outcome outcome) {
    static const int ranks[LG_OUTCOME__COUNT] = {
        [LG_SKIPPED] = 1, [LG_PASSED] = 2,      [LG_PASSED_AFTER_FIX] = 3, [LG_STOPPED] = 4,
        [LG_BLOCKED] = 5, [LG_INTERRUPTED] = 6, [LG_FAILED] = 7,           [LG_ERROR] = 8,
    };
    return ranks[outcome];
}

static bool is_bad(enum lg_outcome outcome) {
    return outcome == LG_FAILED || outcome == LG_ERROR || outcome == LG_INTERRUPTED;
}

static bool is_pass(enum lg_outcome outcome) {
    return outcome == LG_PASSED || outcome == LG_PASSED_AFTER_FIX;
}

static size_t count_all(const struct lg_plan_gate *gate) {
    return gate->num_steps + gate->num_teardown;
}

/* All names of the gate, as the loader knows them. */
static void list_names(struct lg_gate_run *run, struct lg_idents *out) {
    const struct lg_plan_gate *gate = run->gate;
    size_t count = gate->vars->as.map.count + count_all(gate);
    *out = (struct lg_idents){.items = lg_arena_array(&run->arena, count, sizeof *out->items)};
    for (const struct lg_pair *var = gate->vars->as.map.first; var != NULL; var = var->next)
        out->items[out->count++] = var->key;
    for (size_t i = 0; i < count_all(gate); i++) {
        if (gate->steps[i].as != NULL)
            out->items[out->count++] = gate->steps[i].as;
    }
    out->made = out->count;
}

/* Puts a name behind those that can be used. */
static void take_out(struct lg_gate_run *run, struct lg_idents *names, const char *name) {
    if (names->items == NULL)
        list_names(run, names);
    for (size_t i = 0; i < names->made; i++) {
        if (strcmp(names->items[i], name) == 0) {
            names->made--;
            names->items[i] = names->items[names->made];
            names->items[names->made] = name;
        }
    }
}

const struct lg_plan_step *lg_gate_run_maker(const struct lg_gate_run *run, const char *capture) {
    const struct lg_plan_step *step = run->gate->steps;
    while (step->as == NULL || strcmp(step->as, capture) != 0)
        step++;
    return step;
}

void lg_gate_run_settle(struct lg_gate_run *run, const struct lg_plan_step *step,
                        const struct lg_event_step *end) {
    int rank = lg_gate_run_rank(end->outcome);
    lg_session_count(run->session, end);
    if (step->as != NULL && lg_value_get(run->scope, step->as) == NULL)
        take_out(run, end->outcome == LG_SKIPPED ? &run->skipped : &run->lost, step->as);
    if (run->culprit == NULL && is_bad(end->outcome)) {
        run->culprit = step;
        run->culprit_outcome = end->outcome;
    }
    /* A teardown that went well says nothing about a gate. */
    bool counts = !run->in_teardown || rank > lg_gate_run_rank(LG_PASSED);
    if (!counts || rank <= run->rank)
        return;
    run->rank = rank;
    run->outcome = end->outcome;
    run->message = lg_arena_strdup(&run->arena, end->message);
}

static void find_blocker(struct lg_gate_run *run, const struct lg_plan *plan,
                         const enum lg_outcome *ended) {
    for (size_t i = 0; i < run->gate->num_needs && run->blocker == NULL; i++) {
        size_t need = run->gate->needs[i];
        if (!is_pass(ended[need])) {
            run->blocker = &plan->gates[need];
            run->blocker_outcome = ended[need];
        }
    }
    for (size_t i = 0; i < run->gate->num_line && run->blocker == NULL; i++) {
        enum lg_outcome outcome = ended[run->gate->line[i]];
        /* One that was skipped had nothing to say. */
        if (!is_pass(outcome) && outcome != LG_SKIPPED) {
            run->blocker = &plan->gates[run->gate->line[i]];
            run->blocker_outcome = outcome;
        }
    }
}

/* Live back to what it was before the gate wrote to it. */
static void put_live_back(struct lg_gate_run *run) {
    struct lg_session *session = run->session;
    struct lg_journal *journal = session->options->journal;
    struct lg_restore report;
    struct lg_err err = {0};
    if (journal == NULL || session->live == NULL || !lg_journal_is_open(journal))
        return;
    int64_t deadline_ns = lg_clock_after(&session->env->clock, LG_RESTORE_GRACE_MS * LG_NS_PER_MS);
    if (lg_restore_run(session->env, session->live, journal, deadline_ns, &run->arena, &report,
                       &err) == 0)
        return;
    /* Whatever kept it from being written, it is not. */
    err.kind = LG_ERR_WRITE;
    session->out->unrestored = err;
    run->outcome = LG_ERROR;
    run->rank = lg_gate_run_rank(LG_ERROR);
    run->message = lg_arena_strdup(&run->arena, err.text);
    lg_session_break(session, &err);
}

/* A signal must not cut short what puts Live back; so it is not seen here, and the time is bounded
 * instead. */
static void tear_down(struct lg_gate_run *run) {
    struct lg_env *env = run->session->env;
    struct lg_interrupt *interrupt = env->interrupt;
    struct lg_limit grace = lg_limit_from_now(&env->clock, LG_LIMIT_TEARDOWN, LG_TEARDOWN_GRACE_MS);
    bool is_short = run->session->is_over || lg_env_check(env, NULL) != 0;
    run->limit = is_short ? grace : lg_limit_later(grace, run->limit);
    run->in_teardown = true;
    env->interrupt = NULL;
    for (size_t i = 0; i < run->gate->num_teardown; i++)
        lg_item_run(run, &run->gate->teardown[i]);
    put_live_back(run);
    env->interrupt = interrupt;
}

static void announce(struct lg_gate_run *run) {
    struct lg_event event = {.kind = LG_EVENT_GATE_START,
                             .as.gate_start = {.gate = run->gate->id,
                                               .suite = run->suite,
                                               .name = run->gate->name,
                                               .source = run->gate->source,
                                               .selector = run->gate->selector}};
    lg_session_emit(run->session, &event);
}

static void conclude(struct lg_gate_run *run) {
    struct lg_session *session = run->session;
    struct lg_event event = {
        .kind = LG_EVENT_GATE_END,
        .as.gate_end = {.gate = run->gate->id,
                        .suite = run->suite,
                        .outcome = run->outcome,
                        .message = run->message,
                        .duration_ns = lg_clock_now_ns(&session->env->clock) - run->started_ns}};
    session->out->totals.gates[run->outcome]++;
    lg_session_emit(session, &event);
}

/* "g1 [sim]", "sweep [sim, prints from fixture 'old']" */
static const char *suite_of(const struct lg_plan_gate *gate, const char *suffix,
                            struct lg_arena *arena) {
    size_t length = suffix == NULL ? 0 : strlen(suffix);
    if (gate->mark == NULL)
        return lg_arena_printf(arena, "%s%s", gate->id, suffix == NULL ? "" : suffix);
    if (length == 0)
        return lg_arena_printf(arena, "%s [live, %s]", gate->id, gate->mark);
    return lg_arena_printf(arena, "%s%.*s, %s]", gate->id, (int)length - 1, suffix, gate->mark);
}

void lg_gate_run_open(struct lg_gate_run *run, struct lg_session *session,
                      const struct lg_plan_gate *gate) {
    const struct lg_clock *clock = &session->env->clock;
    *run = (struct lg_gate_run){
        .session = session, .gate = gate, .started_ns = lg_clock_now_ns(clock)};
    run->suite = suite_of(gate, session->options->suffix, &run->arena);
    run->scope = lg_value_copy(&run->arena, gate->vars);
    run->limit =
        lg_limit_earlier(session->limit, lg_limit_from_now(clock, LG_LIMIT_GATE, gate->timeout_ms));
    announce(run);
}

enum lg_outcome lg_gate_run_close(struct lg_gate_run *run) {
    tear_down(run);
    conclude(run);
    lg_arena_dispose(&run->arena);
    return run->outcome;
}

enum lg_outcome lg_gate_run(struct lg_session *session, const struct lg_plan *plan, size_t index,
                            const enum lg_outcome *ended) {
    const struct lg_plan_gate *gate = &plan->gates[index];
    struct lg_gate_run run;
    lg_gate_run_open(&run, session, gate);
    find_blocker(&run, plan, ended);
    if (run.blocker == NULL && !session->is_over)
        lg_outside_enter(session->env, gate->id);
    for (size_t i = 0; i < gate->num_steps; i++)
        lg_item_run(&run, &gate->steps[i]);
    return lg_gate_run_close(&run);
}
