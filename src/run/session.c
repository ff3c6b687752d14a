#include "run/session.h"

#include <stdio.h>
#include <stdlib.h>

#include "matrix/identity.h"

void lg_session_begin(struct lg_session *session) {
    *session->out = (struct lg_summary){.totals = {.planned = 0}};
    session->started_ns = lg_clock_now_ns(&session->env->clock);
    session->limit =
        lg_limit_from_now(&session->env->clock, LG_LIMIT_RUN, session->options->timeout_ms);
}

static void end(struct lg_session *session, const char *why) {
    if (session->is_over)
        return;
    session->is_over = true;
    session->why = why;
}

void lg_session_break(struct lg_session *session, const struct lg_err *why) {
    session->out->kinds_seen[why->kind] = true;
    if (lg_err_is_set(&session->broken))
        return;
    session->broken = *why;
    end(session, session->broken.text);
}

void lg_session_emit(struct lg_session *session, struct lg_event *event) {
    struct lg_err err = {0};
    if (lg_bus_emit(session->bus, event, &err) != 0)
        lg_session_break(session, &err);
}

void lg_session_expire(struct lg_session *session) {
    struct lg_err err = {0};
    char text[LG_LIMIT_TEXT_MAX];
    lg_err_set(&err, LG_ERR_DEADLINE, "%s has passed", lg_limit_print(&session->limit, text));
    lg_session_break(session, &err);
}

bool lg_session_is_over(struct lg_session *session) {
    const struct lg_event_run_end *totals = &session->out->totals;
    size_t max_fail = session->options->max_fail;
    struct lg_err err = {0};
    if (session->is_over)
        return true;
    if (lg_env_check(session->env, &err) != 0) {
        lg_session_break(session, &err);
    } else if (lg_clock_now_ns(&session->env->clock) >= session->limit.deadline_ns) {
        lg_session_expire(session);
    } else if (max_fail != 0 && totals->steps[LG_FAILED] + totals->steps[LG_ERROR] >= max_fail) {
        snprintf(session->max_fail, sizeof session->max_fail, "--max-fail %zu reached", max_fail);
        end(session, session->max_fail);
    }
    return session->is_over;
}

void lg_session_count(struct lg_session *session, const struct lg_event_step *step) {
    session->out->totals.steps[step->outcome]++;
    if (step->error_kind != LG_ERR_NONE)
        session->out->kinds_seen[step->error_kind] = true;
}

static struct lg_event_input *all_inputs(const struct lg_event_run_start *start,
                                         const struct lg_plan *plan, size_t *count_out) {
    size_t count = start->num_inputs;
    size_t gates = plan == NULL ? 0 : plan->num_gates;
    size_t matrices = plan == NULL ? 0 : plan->num_matrices;
    struct lg_event_input *inputs = lg_xcalloc(count + gates + matrices, sizeof *inputs);
    for (size_t i = 0; i < count; i++)
        inputs[i] = start->inputs[i];
    for (size_t i = 0; i < gates; i++)
        inputs[count++] =
            (struct lg_event_input){"gate", plan->gates[i].source, plan->gates[i].sha256};
    for (size_t i = 0; i < matrices; i++) {
        const struct lg_plan_gate *suite = &plan->matrices[i].suite;
        inputs[count++] = (struct lg_event_input){"matrix", suite->source, suite->sha256};
    }
    *count_out = count;
    return inputs;
}

/* As they are judged, those that came of profiles among them. */
static struct lg_value *targets_of(const struct lg_matrix *matrix, struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    struct lg_str text = {0};
    for (size_t i = 0; i < matrix->targets.count; i++) {
        lg_str_clear(&text);
        lg_target_print(&matrix->targets.items[i], &text);
        lg_value_push(arena, list, lg_value_text(arena, lg_str_text(&text)));
    }
    lg_str_dispose(&text);
    return list;
}

struct lg_value *lg_session_identity(const struct lg_matrix *matrix, bool clamp,
                                     struct lg_arena *arena) {
    struct lg_value *identity = lg_identity_value(matrix, arena);
    lg_value_put(arena, identity, "targets", targets_of(matrix, arena));
    lg_value_put(arena, identity, "clamp", lg_value_bool(arena, clamp));
    return identity;
}

/* What a run that goes on with this one has to agree with. */
static struct lg_value *identities(const struct lg_plan *plan, bool clamp, struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    for (size_t i = 0; i < plan->num_matrices; i++) {
        const struct lg_matrix *matrix = plan->matrices[i].matrix;
        struct lg_value *row = lg_value_map(arena);
        lg_value_put(arena, row, "id", lg_value_text(arena, matrix->id));
        lg_value_put(arena, row, "sha256", lg_value_text(arena, matrix->sha256));
        lg_value_put(arena, row, "identity", lg_session_identity(matrix, clamp, arena));
        lg_value_push(arena, list, row);
    }
    return list;
}

void lg_session_announce(struct lg_session *session, const struct lg_plan *plan) {
    struct lg_event event = {.kind = LG_EVENT_RUN_START};
    struct lg_event_run_start *start = &event.as.run_start;
    *start = session->options->start;
    struct lg_arena arena = {0};
    struct lg_event_input *inputs = all_inputs(start, plan, &start->num_inputs);
    start->inputs = inputs;
    if (plan != NULL && plan->num_matrices > 0)
        start->matrices = identities(plan, session->options->clamp, &arena);
    lg_session_emit(session, &event);
    lg_arena_dispose(&arena);
    free(inputs);
}

int lg_session_finish(struct lg_session *session, struct lg_err *err) {
    const struct lg_run_options *options = session->options;
    struct lg_summary *out = session->out;
    struct lg_event event = {.kind = LG_EVENT_RUN_END};
    struct lg_err failed = {0};
    out->totals.duration_ns = lg_clock_now_ns(&session->env->clock) - session->started_ns;
    out->totals.message = session->why;
    out->totals.exit_code = options->exit_code(&out->totals, out->kinds_seen);
    if (options->fixed_code != 0 && out->totals.steps[LG_PASSED_AFTER_FIX] > 0)
        out->totals.exit_code = options->graver(out->totals.exit_code, options->fixed_code);
    event.as.run_end = out->totals;
    if (lg_bus_finish(session->bus, &event, options->graver, options->write_failed_code, &failed) !=
        0)
        lg_session_break(session, &failed);
    out->totals.exit_code = event.as.run_end.exit_code;
    /* The text is the session's, which ends here. */
    out->totals.message = NULL;
    if (!lg_err_is_set(&session->broken))
        return 0;
    if (err != NULL && !lg_err_is_set(err))
        *err = session->broken;
    return -1;
}
