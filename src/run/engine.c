#include "run/engine.h"

#include "run/gate_run.h"
#include "run/matrix_run.h"
#include "run/session.h"

/* Items that one plan event holds at most. */
enum { PLAN_ITEMS = 1000 };

/* Items on their way into plan events. */
struct batch {
    struct lg_session *session;
    struct lg_event_item *items; /* PLAN_ITEMS */
    size_t count;
    struct lg_arena texts; /* of items that do not outlive their announcement */
};

static void flush(struct batch *batch) {
    struct lg_event event = {.kind = LG_EVENT_PLAN,
                             .as.plan = {.items = batch->items, .num_items = batch->count}};
    batch->session->out->totals.planned += batch->count;
    batch->count = 0;
    lg_session_emit(batch->session, &event);
    lg_arena_dispose(&batch->texts);
}

static void add_item(struct batch *batch, const struct lg_event_item *item) {
    batch->items[batch->count++] = *item;
    if (batch->count == PLAN_ITEMS)
        flush(batch);
}

static void add_fleeting(void *ctx, const struct lg_event_item *item) {
    struct batch *batch = ctx;
    struct lg_event_item kept = *item;
    kept.id = lg_arena_strdup(&batch->texts, item->id);
    add_item(batch, &kept);
}

static void announce_items(struct lg_session *session, const struct lg_plan *plan,
                           struct lg_arena *arena) {
    struct batch batch = {.session = session,
                          .items = lg_arena_array(arena, PLAN_ITEMS, sizeof *batch.items)};
    for (size_t i = 0; i < plan->num_gates; i++) {
        const struct lg_plan_gate *gate = &plan->gates[i];
        for (size_t k = 0; k < gate->num_steps + gate->num_teardown; k++) {
            const struct lg_plan_step *step = &gate->steps[k];
            add_item(&batch, &(struct lg_event_item){gate->id, step->id, step->verb->name,
                                                     gate->at == 0 ? 0 : gate->at + k});
        }
    }
    for (size_t i = 0; i < plan->num_matrices; i++)
        lg_matrix_announce(&plan->matrices[i], add_fleeting, &batch);
    if (batch.count > 0)
        flush(&batch);
}

/* A gate with one step that stand for a run without gates of its own. */
struct stand_in {
    const char *gate, *name, *step;
    enum lg_outcome outcome;
    const char *message;
    const struct lg_err *why; /* of an error, else NULL */
};

static void emit_stand_in(struct lg_session *session, const struct stand_in *stand_in) {
    const struct lg_err none = {0};
    const struct lg_err *why = stand_in->why == NULL ? &none : stand_in->why;
    struct lg_event_item item = {stand_in->gate, stand_in->step, stand_in->step, 0};
    struct lg_arena arena = {0};
    const char *suffix = session->options->suffix == NULL ? "" : session->options->suffix;
    const char *suite = lg_arena_printf(&arena, "%s%s", stand_in->gate, suffix);
    struct lg_event events[] = {
        {.kind = LG_EVENT_PLAN, .as.plan = {.items = &item, .num_items = 1}},
        {.kind = LG_EVENT_GATE_START,
         .as.gate_start = {.gate = stand_in->gate, .suite = suite, .name = stand_in->name}},
        {.kind = LG_EVENT_STEP,
         .as.step = {.gate = stand_in->gate,
                     .id = stand_in->step,
                     .verb = stand_in->step,
                     .outcome = stand_in->outcome,
                     .message = stand_in->message,
                     .error_kind = why->kind,
                     .source = why->source[0] == '\0' ? NULL : why->source,
                     .line = why->line,
                     .column = why->column}},
        {.kind = LG_EVENT_GATE_END,
         .as.gate_end = {.gate = stand_in->gate,
                         .suite = suite,
                         .outcome = stand_in->outcome,
                         .message = stand_in->message}}};
    session->out->totals.planned++;
    session->out->totals.gates[stand_in->outcome]++;
    lg_session_count(session, &events[2].as.step);
    for (size_t i = 0; i < LG_ARRAY_LEN(events); i++)
        lg_session_emit(session, &events[i]);
    lg_arena_dispose(&arena);
}

static void conclude(struct lg_session *session) {
    const struct lg_run_options *options = session->options;
    struct lg_err why = {0};
    if (options->conclude == NULL || session->is_over ||
        options->conclude(options->ctx, &session->out->totals, &why) == 0)
        return;
    emit_stand_in(session, &(struct stand_in){.gate = "recording",
                                              .name = "Whether the run was the one recorded",
                                              .step = "replay",
                                              .outcome = LG_ERROR,
                                              .message = why.text,
                                              .why = &why});
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
    for (size_t i = 0; i < plan->num_matrices; i++)
        lg_matrix_run(&session, &plan->matrices[i]);
    conclude(&session);
    lg_arena_dispose(&arena);
    return lg_session_finish(&session, err);
}

static int run_stand_in(struct lg_session *session, const struct stand_in *stand_in,
                        struct lg_err *err) {
    lg_session_begin(session);
    lg_session_announce(session, NULL);
    emit_stand_in(session, stand_in);
    return lg_session_finish(session, err);
}

int lg_run_refused(struct lg_env *env, struct lg_bus *bus, const struct lg_run_options *options,
                   const struct lg_err *why, struct lg_summary *out, struct lg_err *err) {
    struct lg_session session = {.env = env, .bus = bus, .options = options, .out = out};
    bool is_stopped = why->kind == LG_ERR_INTERRUPTED || why->kind == LG_ERR_DEADLINE;
    const struct stand_in setup = {.gate = "environment",
                                   .name = "What the run needs before it can begin",
                                   .step = "setup",
                                   .outcome = is_stopped ? LG_INTERRUPTED : LG_ERROR,
                                   .message = why->text,
                                   .why = why};
    return run_stand_in(&session, &setup, err);
}

int lg_run_nothing(struct lg_env *env, struct lg_bus *bus, const struct lg_run_options *options,
                   const char *why, struct lg_summary *out, struct lg_err *err) {
    struct lg_session session = {.env = env, .bus = bus, .options = options, .out = out};
    const struct stand_in selection = {.gate = "sequence",
                                       .name = "Which gates the sequence asks for",
                                       .step = "selection",
                                       .outcome = LG_SKIPPED,
                                       .message = why};
    return run_stand_in(&session, &selection, err);
}
