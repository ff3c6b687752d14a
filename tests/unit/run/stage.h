/* Verbs that act as they are told, and a sink that writes down what it hears: for what the engine
 * decides. */
#ifndef LG_TESTS_RUN_STAGE_H
#define LG_TESTS_RUN_STAGE_H

#include "event/bus.h"
#include "run/engine.h"
#include "unit/run/project.h"

struct stage {
    struct project project;
    struct lg_env env;
    struct lg_interrupt interrupt;
    struct lg_taxonomy *taxonomy;
    struct lg_live *live; /* what the last connect gave */
    struct lg_run_options options;
    struct lg_summary summary;
    struct lg_err err;
    struct lg_str heard;       /* all events but transitions, a line each */
    struct lg_str transitions; /* `id STATE trigger artifact`, a line each */
    struct lg_str acts;        /* what `act` and `note` were called with, with a space behind */
    size_t events;             /* heard by the recorder */
    size_t fail_at;            /* the event, from 1, at which another sink fails; 0: none */
    size_t failing_events;     /* heard by that sink */
    size_t num_acts;
    size_t signal_at;  /* the act, from 1, during which a signal comes; 0: none */
    bool signal_fails; /* that act comes back with an error, as one that waits does */
    size_t connects;
    size_t connects_failing; /* the first ones fail */
    size_t arena_bytes;      /* the most that lay in a step's arena when its verb was called */
    int64_t outside_ns;      /* real time, which `work` alone uses up */
};

/* The one on stage: verbs have no other way to it. */
static struct stage *stage_now;

struct act_params {
    const char *say;
    const struct lg_node *give;
    int64_t takes_ns;
    bool waits;
    int fails;
    int64_t bulk;
};

static const char *const act_failures[] = {"no",    "read",        "timeout",   "write",
                                           "usage", "interrupted", "no-reason", NULL};

static const struct lg_field act_items[] = {
    {.name = "say",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct act_params, say),
     .flags = LG_FIELD_MAIN,
     .fallback = "-"},
    {.name = "give", .type = LG_FIELD_NODE, .offset = offsetof(struct act_params, give)},
    {.name = "takes", .type = LG_FIELD_DURATION, .offset = offsetof(struct act_params, takes_ns)},
    {.name = "waits", .type = LG_FIELD_BOOL, .offset = offsetof(struct act_params, waits)},
    {.name = "fails",
     .type = LG_FIELD_ENUM,
     .offset = offsetof(struct act_params, fails),
     .choices = act_failures,
     .fallback = "no"},
    {.name = "bulk", .type = LG_FIELD_INT, .offset = offsetof(struct act_params, bulk)},
};

static inline int act_fail(const char *how, struct lg_err *err) {
    static const struct {
        const char *how;
        enum lg_err_kind kind;
    } kinds[] = {{"read", LG_ERR_READ},
                 {"timeout", LG_ERR_TIMEOUT},
                 {"write", LG_ERR_WRITE},
                 {"usage", LG_ERR_USAGE},
                 {"interrupted", LG_ERR_INTERRUPTED}};
    for (size_t i = 0; i < LG_ARRAY_LEN(kinds); i++) {
        if (strcmp(kinds[i].how, how) == 0)
            return lg_err_set(err, kinds[i].kind, "it went wrong: %s", how);
    }
    return -1;
}

static inline int act_run(struct lg_step_ctx *ctx, const void *untyped,
                          struct lg_value **result_out, struct lg_err *err) {
    const struct act_params *params = untyped;
    struct stage *stage = stage_now;
    if (ctx->arena->used_bytes > stage->arena_bytes)
        stage->arena_bytes = ctx->arena->used_bytes;
    lg_str_printf(&stage->acts, "%s ", params->say);
    lg_arena_alloc(ctx->arena, (size_t)params->bulk);
    stage->num_acts++;
    if (stage->num_acts == stage->signal_at)
        stage->interrupt.signo = 2;
    if (stage->num_acts == stage->signal_at && stage->signal_fails)
        return lg_env_check(ctx->env, err);
    lg_clock_advance_to(&ctx->env->clock, lg_clock_now_ns(&ctx->env->clock) + params->takes_ns);
    if (params->waits) {
        lg_clock_advance_to(&ctx->env->clock, ctx->deadline_ns);
        return lg_err_set(err, LG_ERR_TIMEOUT, "no reply");
    }
    if (params->fails != 0)
        return act_fail(act_failures[params->fails], err);
    if (params->give != NULL)
        *result_out = lg_node_value(params->give, ctx->arena);
    return 0;
}

static inline int64_t stage_outside(void) {
    return stage_now->outside_ns;
}

/* Uses real time up, a millisecond after the other, as long as it may. */
static inline int work_run(struct lg_step_ctx *ctx, const void *untyped,
                           struct lg_value **result_out, struct lg_err *err) {
    const struct act_params *params = untyped;
    for (int64_t done_ns = 0; done_ns < params->takes_ns; done_ns += LG_NS_PER_MS) {
        if (lg_env_check(ctx->env, err) != 0)
            return -1;
        stage_now->outside_ns += LG_NS_PER_MS;
    }
    if (params->give != NULL)
        *result_out = lg_node_value(params->give, ctx->arena);
    return 0;
}

#define ACT(name_, flags_, run_)                                                                   \
    {                                                                                              \
        .name = (name_), .help = "", .flags = (flags_), .timeout_ms = 2000,                        \
        .fields = {(name_), act_items, LG_ARRAY_LEN(act_items)},                                   \
        .params_size = sizeof(struct act_params), .run = (run_)                                    \
    }

/* `act` needs Live, `note` does not, `work` takes real time. */
static const struct lg_verb stage_act = ACT("act", LG_VERB_LIVE | LG_VERB_WRITES, act_run);
static const struct lg_verb stage_note = ACT("note", 0, act_run);
static const struct lg_verb stage_work = ACT("work", LG_VERB_REAL_TIME, work_run);
static const struct lg_verb stage_expect = {
    .name = "expect", .help = "", .fields = {"expect", NULL, 0}, .timeout_ms = 1000};
static const struct lg_verb *const stage_verbs[] = {&stage_act, &stage_expect, &stage_note,
                                                    &stage_work, NULL};

static inline void hear(struct lg_str *out, const char *head, const char *message) {
    lg_str_printf(out, "%s%s%s\n", head, message == NULL ? "" : ": ",
                  message == NULL ? "" : message);
}

static inline void hear_step(struct lg_str *out, const struct lg_event_step *step) {
    char head[256];
    snprintf(head, sizeof head, "  %s %s%s%s%s%s", step->id, lg_outcome_name(step->outcome),
             step->blocker == NULL ? "" : " by ", step->blocker == NULL ? "" : step->blocker,
             step->error_kind == LG_ERR_NONE ? "" : " ",
             step->error_kind == LG_ERR_NONE ? "" : lg_err_kind_name(step->error_kind));
    /* What an expectation says is worded, and tested, elsewhere. */
    bool is_verdict = step->num_checks > 0;
    hear(out, head, is_verdict ? NULL : step->message);
}

static inline int recorder_take(struct lg_sink *sink, const struct lg_event *event,
                                struct lg_err *err) {
    struct stage *stage = stage_now;
    struct lg_str *out = &stage->heard;
    char head[256];
    LG_UNUSED(sink);
    LG_UNUSED(err);
    stage->events++;
    switch (event->kind) {
    case LG_EVENT_RUN_START:
        lg_str_printf(out, "run_start %zu\n", event->as.run_start.num_inputs);
        break;
    case LG_EVENT_PLAN:
        lg_str_printf(out, "plan %zu\n", event->as.plan.num_items);
        break;
    case LG_EVENT_GATE_START:
        lg_str_printf(out, "%s\n", event->as.gate_start.suite);
        break;
    case LG_EVENT_STEP:
        hear_step(out, &event->as.step);
        break;
    case LG_EVENT_CASE:
        hear_step(out, &event->as.point.end);
        break;
    case LG_EVENT_TRANSITION:
        lg_str_printf(&stage->transitions, "%s %s %s %s\n", event->as.transition.id,
                      event->as.transition.state, event->as.transition.trigger,
                      event->as.transition.artifact == NULL ? "-" : event->as.transition.artifact);
        break;
    case LG_EVENT_PROBE:
        lg_str_printf(&stage->transitions, "  probe %s %s\n", event->as.probe.probe,
                      event->as.probe.seen == NULL ? "-" : event->as.probe.seen);
        break;
    case LG_EVENT_FIX:
        lg_str_printf(&stage->transitions, "  fix %s %s\n", event->as.fix.fix,
                      event->as.fix.error == NULL ? "done" : event->as.fix.error);
        break;
    case LG_EVENT_GATE_END:
        lg_str_printf(out, "= %s\n", lg_outcome_name(event->as.gate_end.outcome));
        break;
    case LG_EVENT_RUN_END:
        snprintf(head, sizeof head, "run_end %d", event->as.run_end.exit_code);
        hear(out, head, event->as.run_end.message);
        break;
    case LG_EVENT__COUNT:
        fail();
    }
    return 0;
}

static inline int failing_take(struct lg_sink *sink, const struct lg_event *event,
                               struct lg_err *err) {
    LG_UNUSED(sink);
    LG_UNUSED(event);
    if (++stage_now->failing_events == stage_now->fail_at)
        return lg_err_set(err, LG_ERR_WRITE, "disk full");
    return 0;
}

static inline void sink_free(struct lg_sink *sink) {
    free(sink);
}

static const struct lg_sink_ops recorder_ops = {
    .name = "recorder", .take = recorder_take, .free = sink_free, .turn = LG_TURN_VOICE};
static const struct lg_sink_ops failing_ops = {
    .name = "failing", .take = failing_take, .free = sink_free, .turn = LG_TURN_REPORT};

/* Live is a link that nobody asks anything. */
static inline int dead_send(struct lg_link *link, const void *bytes, size_t length,
                            struct lg_err *err) {
    LG_UNUSED(link);
    LG_UNUSED(bytes);
    LG_UNUSED(length);
    return lg_err_set(err, LG_ERR_WRITE, "nobody is there");
}

static inline enum lg_receive dead_receive(struct lg_link *link, int64_t deadline_ns, void *buffer,
                                           size_t *length_out, struct lg_err *err) {
    LG_UNUSED(link);
    LG_UNUSED(deadline_ns);
    LG_UNUSED(buffer);
    LG_UNUSED(length_out);
    LG_UNUSED(err);
    return LG_RECEIVE_DEADLINE;
}

static inline void dead_close(struct lg_link *link) {
    free(link);
}

static const struct lg_link_ops dead_ops = {"dead", dead_send, dead_receive, dead_close};

static inline int stage_connect(void *ctx, struct lg_live **live_out, struct lg_err *err) {
    struct stage *stage = ctx;
    if (++stage->connects <= stage->connects_failing)
        return lg_err_set(err, LG_ERR_TIMEOUT, "no Live there");
    struct lg_link *link = calloc(1, sizeof *link);
    assert_non_null(link);
    link->ops = &dead_ops;
    stage->live = *live_out = lg_live_new(&stage->env, link);
    return 0;
}

/* A plain scheme of codes: what was seen, as bits. */
static inline int stage_exit_code(const struct lg_event_run_end *totals,
                                  const bool kinds_seen[LG_ERR__COUNT]) {
    return (totals->steps[LG_FAILED] > 0 ? 1 : 0) + (totals->steps[LG_INTERRUPTED] > 0 ? 2 : 0) +
           (kinds_seen[LG_ERR_READ] ? 4 : 0) + (kinds_seen[LG_ERR_TIMEOUT] ? 8 : 0) +
           (kinds_seen[LG_ERR_WRITE] ? 16 : 0) + (kinds_seen[LG_ERR_INTERRUPTED] ? 32 : 0) +
           (kinds_seen[LG_ERR_DEADLINE] ? 64 : 0) + (kinds_seen[LG_ERR_INTERNAL] ? 128 : 0);
}

static inline int stage_graver(int code, int other) {
    return code | other;
}

static inline int stage_setup(void **state) {
    if (scratch_setup(state) != 0)
        return -1;
    struct stage *stage = calloc(1, sizeof *stage);
    if (stage == NULL)
        return -1;
    stage->project = project_in(state);
    lg_env_init_test(&stage->env);
    stage->interrupt.wake_fd = -1;
    stage->env.interrupt = &stage->interrupt;
    stage->options = (struct lg_run_options){.suffix = " [sim]",
                                             .connect = stage_connect,
                                             .exit_code = stage_exit_code,
                                             .graver = stage_graver,
                                             .write_failed_code = 16,
                                             .ctx = stage};
    if (lg_taxonomy_read(LG_SOURCE_DIR "/gates/tables/taxonomy.yaml", &stage->taxonomy,
                         &stage->err) != 0)
        fail_msg("%s", stage->err.text);
    stage_now = stage;
    *state = stage;
    return 0;
}

static inline void stage_clear(struct stage *stage) {
    lg_plan_free(stage->project.plan);
    stage->project.plan = NULL;
    lg_live_free(stage->live);
    stage->live = NULL;
    lg_str_clear(&stage->heard);
    lg_str_clear(&stage->transitions);
    lg_str_clear(&stage->acts);
    stage->interrupt.signo = 0;
    stage->events = stage->failing_events = stage->num_acts = stage->connects = 0;
    stage->err = (struct lg_err){0};
    lg_clock_init_virtual(&stage->env.clock);
    stage->env.clock.real_now_ns = stage_outside;
}

static inline int stage_teardown(void **state) {
    struct stage *stage = *state;
    stage_clear(stage);
    lg_str_dispose(&stage->heard);
    lg_str_dispose(&stage->transitions);
    lg_str_dispose(&stage->acts);
    lg_taxonomy_free(stage->taxonomy);
    *state = stage->project.scratch;
    free(stage);
    return scratch_teardown(state);
}

#define stage_test(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)

/* Plans gates, each the text of a file; all are selected, in this order. */
static inline void stage_plan(struct stage *stage, const char *const *gates, size_t count) {
    static const char *const files[] = {"1.yaml", "2.yaml", "3.yaml", "4.yaml"};
    struct lg_plan_options options = {
        .selectors = files, .num_selectors = count, .verbs = stage_verbs};
    assert_true(count <= LG_ARRAY_LEN(files));
    stage_clear(stage);
    for (size_t i = 0; i < count; i++)
        scratch_write(stage->project.scratch, files[i], gates[i]);
    if (lg_plan_new(&stage->project.paths, &options, &stage->project.plan, &stage->err) != 0)
        fail_msg("%s:%u:%u: %s", stage->err.source, stage->err.line, stage->err.column,
                 stage->err.text);
}

static inline struct lg_bus *stage_bus(struct stage *stage) {
    struct lg_bus *bus = lg_bus_new(&stage->env, "run-1");
    const struct lg_sink_ops *ops[] = {&failing_ops, &recorder_ops};
    for (size_t i = 0; i < LG_ARRAY_LEN(ops); i++) {
        struct lg_sink *sink = calloc(1, sizeof *sink);
        assert_non_null(sink);
        sink->ops = ops[i];
        lg_bus_add(bus, sink);
    }
    return bus;
}

static inline int stage_run(struct stage *stage) {
    struct lg_bus *bus = stage_bus(stage);
    int status = lg_run_plan(&stage->env, &stage->project.paths, stage->project.plan,
                             stage->taxonomy, bus, &stage->options, &stage->summary, &stage->err);
    lg_bus_free(bus);
    return status;
}

/* Plans, runs, and compares all that was heard. */
static inline void stage_wants(struct stage *stage, int status, const char *heard) {
    int got = stage_run(stage);
    if (strcmp(lg_str_text(&stage->heard), heard) != 0)
        fail_msg("wanted:\n%s\ngot:\n%s", heard, lg_str_text(&stage->heard));
    assert_int_equal(got, status);
}

#endif
