#include "run/engine.h"

#include "run/gate_run.h"
#include "run/session.h"

/* Items that one plan event holds at most. */
enum { PLAN_ITEMS = 1000 };

/* Items on their way into plan events. */
struct batch {
    struct lg_session *session;
    struct lg_event_item *items; /* PLAN_ITEMS */
    size_t count;
};

static void flush(struct batch *batch) {
    struct lg_event event = {.kind = LG_EVENT_PLAN,
                             .as.plan = {.items = batch->items, .num_items = batch->count}};
    batch->session->out->totals.planned += batch->count;
    batch->count = 0;
    lg_session_emit(batch->session, &event);
}

static void announce_items(struct lg_session *session, const struct lg_plan *plan,
                           struct lg_arena *arena) {
    struct batch batch = {session, lg_arena_array(arena, PLAN_ITEMS, sizeof *batch.items), 0};
    for (size_t i = 0; i < plan->num_gates; i++) {
        const struct lg_plan_gate *gate = &plan->gates[i];
        for (size_t k = 0; k < gate->num_steps + gate->num_teardown; k++) {
            const struct lg_plan_step *step = &gate->steps[k];
            batch.items[batch.count++] =
                (struct lg_event_item){gate->id, step->id, step->verb->name};
            if (batch.count == PLAN_ITEMS)
                flush(&batch);
        }
    }
    if (batch.count > 0)
        flush(&batch);
}

int lg_run_plan(struct lg_env *env, const struct lg_paths *paths, const struct lg_plan *plan,
                const struct lg_taxonomy *taxonomy, struct lg_bus *bus,
                const struct lg_run_options *options, struct lg_summary *out, struct lg_err *err) {
    struct lg_session session = {.env = env,
                                 .paths = paths,
                                 .taxonomy = taxonomy,
                                 .bus = bus,
                                 .options = options,
                                 .out = out};
    struct lg_arena arena = {0};
    enum lg_outcome *ended = lg_arena_array(&arena, plan->num_gates, sizeof *ended);
    lg_session_begin(&session);
    lg_session_announce(&session, plan);
    announce_items(&session, plan, &arena);
    for (size_t i = 0; i < plan->num_gates; i++)
        ended[i] = lg_gate_run(&session, plan, i, ended);
    lg_arena_dispose(&arena);
    return lg_session_finish(&session, err);
}

/* The gate and its one step that stand for a run that could not begin. */
static const char setup_gate[] = "environment";
static const char setup_step[] = "setup";

static void emit_setup(struct lg_session *session, const struct lg_err *why) {
    bool is_stopped = why->kind == LG_ERR_INTERRUPTED || why->kind == LG_ERR_DEADLINE;
    enum lg_outcome outcome = is_stopped ? LG_INTERRUPTED : LG_ERROR;
    struct lg_event_item item = {setup_gate, setup_step, setup_step};
    struct lg_arena arena = {0};
    const char *suffix = session->options->suffix == NULL ? "" : session->options->suffix;
    const char *suite = lg_arena_printf(&arena, "%s%s", setup_gate, suffix);
    struct lg_event events[] = {
        {.kind = LG_EVENT_PLAN, .as.plan = {.items = &item, .num_items = 1}},
        {.kind = LG_EVENT_GATE_START,
         .as.gate_start = {.gate = setup_gate,
                           .suite = suite,
                           .name = "What the run needs before it can begin"}},
        {.kind = LG_EVENT_STEP,
         .as.step = {.gate = setup_gate,
                     .id = setup_step,
                     .verb = setup_step,
                     .outcome = outcome,
                     .message = why->text,
                     .error_kind = why->kind,
                     .source = why->source[0] == '\0' ? NULL : why->source,
                     .line = why->line,
                     .column = why->column}},
        {.kind = LG_EVENT_GATE_END,
         .as.gate_end = {
             .gate = setup_gate, .suite = suite, .outcome = outcome, .message = why->text}}};
    session->out->totals.planned = 1;
    session->out->totals.gates[outcome]++;
    lg_session_count(session, &events[2].as.step);
    for (size_t i = 0; i < LG_ARRAY_LEN(events); i++)
        lg_session_emit(session, &events[i]);
    lg_arena_dispose(&arena);
}

int lg_run_refused(struct lg_env *env, struct lg_bus *bus, const struct lg_run_options *options,
                   const struct lg_err *why, struct lg_summary *out, struct lg_err *err) {
    struct lg_session session = {.env = env, .bus = bus, .options = options, .out = out};
    lg_session_begin(&session);
    lg_session_announce(&session, NULL);
    emit_setup(&session, why);
    return lg_session_finish(&session, err);
}
