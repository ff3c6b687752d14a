/* What a sweep says as a whole: the noise floor, the chain as found, effects, targets. */
#include <math.h>
#include <string.h>

#include "live/name.h"
#include "run/matrix_inside.h"

enum { JUDGE_TIMEOUT_MS = 600000 };

static struct lg_check *one_check(struct lg_step_ctx *ctx, const char *subject,
                                  enum lg_verdict verdict, const char *text) {
    struct lg_check *check = lg_arena_alloc(ctx->arena, sizeof *check);
    *check = (struct lg_check){.subject = subject,
                               .op = "eq",
                               .wanted = lg_value_bool(ctx->arena, true),
                               .got = lg_value_bool(ctx->arena, verdict == LG_HELD),
                               .verdict = verdict,
                               .text = text};
    ctx->checks = check;
    ctx->num_checks = 1;
    return check;
}

/* --- the noise floor ------------------------------------------------------------------------ */

struct lg_value *matrix_floor_value(const struct lg_floor *floor, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    struct lg_value *bands = lg_value_list(arena);
    for (int i = 0; i < LG_METRIC__COUNT; i++)
        lg_value_put(arena, map, lg_metric_name((enum lg_metric)i),
                     lg_value_real(arena, floor->metrics[i], NULL));
    for (size_t i = 0; i < LG_RESULT_BANDS_MAX; i++)
        lg_value_push(arena, bands, lg_value_real(arena, floor->bands[i], NULL));
    lg_value_put(arena, map, "bands", bands);
    return map;
}

void matrix_floor_read(const struct lg_value *value, struct lg_floor *out) {
    const struct lg_value *bands = lg_value_get(value, "bands");
    for (int i = 0; i < LG_METRIC__COUNT; i++) {
        double number = lg_value_number(lg_value_get(value, lg_metric_name((enum lg_metric)i)));
        out->metrics[i] = isnan(number) ? LG_FLOOR_LEAST : number;
    }
    for (size_t i = 0; i < LG_RESULT_BANDS_MAX; i++) {
        const struct lg_value *band = bands == NULL ? NULL : lg_value_at(bands, i);
        out->bands[i] = band == NULL ? LG_FLOOR_LEAST : lg_value_number(band);
    }
}

/* A render that was made to be compared. */
static int drop_print(const struct matrix_run *run, const struct lg_step_ctx *ctx,
                      struct lg_err *err) {
    const char *left_out;
    return lg_print_drop(ctx->env, &run->shot.print, &left_out, err);
}

/* Renders the first point again, and lets the floor be no less than what that differs by. */
static int shoot_first(struct lg_step_ctx *ctx, const char *id, struct lg_value **result_out,
                       struct lg_err *err) {
    struct matrix_run *run = ctx->own;
    struct lg_floor floor;
    if (matrix_shoot(run, ctx, &run->first_point, id, err) < 0)
        return -1;
    lg_floor_of(&run->first, &run->shot.result, &floor);
    lg_floor_raise(&run->floor, &floor);
    *result_out = matrix_floor_value(&run->floor, ctx->arena);
    return drop_print(run, ctx, err);
}

static int again(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
                 struct lg_err *err) {
    LG_UNUSED(params);
    return shoot_first(ctx, "first-again", result_out, err);
}

const struct lg_verb matrix_floor = {
    .name = "floor",
    .help = "renders the first point once more: what two renders of one setting differ by",
    .flags = LG_VERB_LIVE | LG_VERB_WRITES,
    .fields = {"floor", NULL, 0},
    .run = again,
};

static int at_end(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
                  struct lg_err *err) {
    LG_UNUSED(params);
    return shoot_first(ctx, "first-at-end", result_out, err);
}

const struct lg_verb matrix_drift = {
    .name = "drift",
    .help = "renders the first point once more behind all others: how far renders drift",
    .flags = LG_VERB_LIVE | LG_VERB_WRITES,
    .fields = {"drift", NULL, 0},
    .run = at_end,
};

static int as_found(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
                    struct lg_err *err) {
    struct matrix_run *run = ctx->own;
    LG_UNUSED(params);
    if (matrix_shoot(run, ctx, NULL, "as-found", err) < 0)
        return -1;
    bool tells = lg_floor_tells(&run->floor, &run->shot.result, &run->first);
    one_check(ctx, "audible", tells ? LG_HELD : LG_NOT_MET,
              tells ? "the first point, a hit, sounds otherwise than the chain as found"
                    : "settings had no audible effect: the first point is a hit, and sounds like "
                      "the chain as found");
    *result_out = run->shot.results;
    return drop_print(run, ctx, err);
}

const struct lg_verb matrix_as_found = {
    .name = "as_found",
    .help = "renders the chain as it was found, for a first point that is a hit",
    .flags = LG_VERB_LIVE | LG_VERB_WRITES,
    .fields = {"as_found", NULL, 0},
    .run = as_found,
};

/* --- effects -------------------------------------------------------------------------------- */

static const char *id_of(void *ctx, size_t trial) {
    const struct matrix_run *run = ctx;
    return run->ids[trial];
}

static bool is_idle(const struct lg_param_effect *effect) {
    return effect->is_varied && effect->is_judged && !effect->is_heard;
}

static bool is_tied(const struct lg_param_effect *effect) {
    return effect->is_tied;
}

/* "glue.threshold, glue.makeup" */
static const char *keys_of(const struct matrix_run *run, const struct lg_effects *effects,
                           bool (*is_meant)(const struct lg_param_effect *effect),
                           struct lg_arena *arena) {
    const char *text = "";
    for (size_t i = 0; i < effects->num_params; i++) {
        if (is_meant(&effects->params[i]))
            text = lg_arena_printf(arena, "%s%s%s", text, text[0] == '\0' ? "" : ", ",
                                   run->matrix->params[i].key);
    }
    return text;
}

/* --- devices that are off ------------------------------------------------------------------- */

static bool is_switch(const struct lg_matrix_param *param) {
    return lg_name_eq(param->name, "Device On") || strcmp(param->name, "#0") == 0;
}

/* The params of a device, one behind the other; NULL: the file sets its switch by itself. */
static const char *set_of(const struct lg_matrix *matrix, size_t device, struct lg_arena *arena) {
    const char *text = "";
    for (size_t i = 0; i < matrix->num_params; i++) {
        const struct lg_matrix_param *param = &matrix->params[i];
        if (param->device != device)
            continue;
        if (is_switch(param))
            return NULL;
        text = lg_arena_printf(arena, "%s%s%s", text, text[0] == '\0' ? "" : ", ", param->key);
    }
    return text[0] == '\0' ? NULL : text;
}

void matrix_note_off(struct matrix_run *run, const struct lg_value *devices) {
    const struct lg_matrix *matrix = run->matrix;
    struct lg_arena *arena = &run->ids_arena;
    run->off = NULL;
    for (size_t i = 0; i < matrix->num_devices; i++) {
        const struct lg_value *row = lg_value_get(devices, matrix->devices[i].alias);
        const struct lg_value *on = lg_value_get(row, "on");
        const char *set = set_of(matrix, i, arena);
        if (on == NULL || on->kind != LG_VALUE_BOOL || on->as.boolean || set == NULL)
            continue;
        run->off = lg_arena_printf(arena, "%s%s%s is off: setting %s does nothing",
                                   run->off == NULL ? "" : run->off, run->off == NULL ? "" : "; ",
                                   matrix->devices[i].name, set);
    }
}

/* --- all together --------------------------------------------------------------------------- */

/* What is no failure by itself, as one line; "": nothing. */
static const char *doubts_of(const struct matrix_run *run, const struct lg_effects *effects,
                             struct lg_arena *arena) {
    const char *idle = keys_of(run, effects, is_idle, arena);
    const char *tied = keys_of(run, effects, is_tied, arena);
    const char *text = "";
    if (idle[0] != '\0')
        text = lg_arena_printf(arena, "%s had no audible effect", idle);
    if (tied[0] != '\0')
        text = lg_arena_printf(arena, "%s%scan't tell what %s did: they always move together", text,
                               text[0] == '\0' ? "" : "; ", tied);
    return text;
}

static int judge_effects(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
                         struct lg_err *err) {
    struct matrix_run *run = ctx->own;
    struct lg_effects effects;
    struct lg_str text = {0};
    LG_UNUSED(params);
    LG_UNUSED(err);
    lg_effects_find(&run->trials, &run->floor, ctx->arena, &effects);
    lg_effects_print_fault(&effects, id_of, run, &text);
    const char *fault = lg_arena_strdup(ctx->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    bool has_fault = effects.fault != LG_EFFECTS_FINE;
    bool is_refused = effects.num_idle > 0 && run->matrix->strict;
    const char *doubts = doubts_of(run, &effects, ctx->arena);
    bool has_doubts = doubts[0] != '\0';
    run->warning = has_doubts && !has_fault && !is_refused && run->off == NULL ? doubts : NULL;
    if (run->off != NULL && effects.num_measured > 0)
        one_check(ctx, "audible", LG_NOT_MET, run->off);
    else if (has_fault)
        one_check(ctx, "audible", LG_NOT_MET, fault);
    else if (is_refused)
        one_check(ctx, "audible", LG_NOT_MET, doubts);
    else if (effects.num_measured >= 2)
        one_check(ctx, "audible", LG_HELD, has_doubts ? doubts : "the settings were heard");
    struct lg_value *result = lg_value_map(ctx->arena);
    lg_value_put(ctx->arena, result, "measured",
                 lg_value_int(ctx->arena, (int64_t)effects.num_measured));
    lg_value_put(ctx->arena, result, "effects",
                 lg_effects_value(&effects, run->matrix, ctx->arena));
    *result_out = result;
    return 0;
}

const struct lg_verb matrix_effects = {
    .name = "effects",
    .help = "did the settings of a sweep do anything?",
    .timeout_ms = JUDGE_TIMEOUT_MS,
    .fields = {"effects", NULL, 0},
    .run = judge_effects,
};

void matrix_tell_effects(void *own, struct lg_event_step *end) {
    struct matrix_run *run = own;
    struct lg_event event = {.kind = LG_EVENT_STEP, .as.step = *end};
    if (end->outcome == LG_PASSED && run->warning != NULL) {
        struct lg_arena arena = {0};
        event.as.step.message = lg_arena_printf(&arena, "warning: %s", run->warning);
        lg_session_emit(run->suite.session, &event);
        lg_arena_dispose(&arena);
        return;
    }
    lg_session_emit(run->suite.session, &event);
}

/* --- targets -------------------------------------------------------------------------------- */

static struct lg_value *convergence_of(const struct matrix_run *run, struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    struct lg_improvement *steps;
    size_t count = lg_trials_convergence(&run->trials, arena, &steps);
    for (size_t i = 0; i < count; i++) {
        struct lg_value *row = lg_value_map(arena);
        lg_value_put(arena, row, "at", lg_value_int(arena, (int64_t)steps[i].trial + 1));
        lg_value_put(arena, row, "id", lg_value_text(arena, run->ids[steps[i].trial]));
        lg_value_put(arena, row, "miss", lg_value_real(arena, steps[i].miss, NULL));
        lg_value_push(arena, list, row);
    }
    return list;
}

static int judge_targets(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
                         struct lg_err *err) {
    struct matrix_run *run = ctx->own;
    const struct lg_matrix *matrix = run->matrix;
    struct lg_arena *arena = ctx->arena;
    struct lg_value *result = lg_value_map(arena);
    struct lg_ending ending;
    struct lg_str text = {0};
    LG_UNUSED(params);
    lg_search_end(run->search, &ending);
    lg_ending_print(&ending, &matrix->targets, &text);
    const char *line = lg_arena_strdup(arena, lg_str_text(&text));
    lg_str_dispose(&text);
    bool is_met = ending.hits > 0 || (matrix->may_miss && ending.best != NULL);
    if (matrix->targets.count > 0)
        one_check(ctx, "targets", is_met ? LG_HELD : LG_NOT_MET, line);
    lg_value_put(arena, result, "end", lg_value_text(arena, lg_end_name(ending.end)));
    lg_value_put(arena, result, "why",
                 ending.why == NULL ? lg_value_null(arena, NULL)
                                    : lg_value_text(arena, ending.why));
    lg_value_put(arena, result, "rendered", lg_value_int(arena, (int64_t)ending.rendered));
    lg_value_put(arena, result, "failed", lg_value_int(arena, (int64_t)ending.failed));
    lg_value_put(arena, result, "hits", lg_value_int(arena, (int64_t)ending.hits));
    if (matrix_put_best(run, &ending, ctx, result, err) < 0)
        return -1;
    lg_value_put(arena, result, "convergence", convergence_of(run, arena));
    *result_out = result;
    return 0;
}

const struct lg_verb matrix_targets = {
    .name = "targets",
    .help = "did any point of a matrix meet its targets?",
    .timeout_ms = JUDGE_TIMEOUT_MS,
    .fields = {"targets", NULL, 0},
    .run = judge_targets,
};

void matrix_tell_targets(void *own, struct lg_event_step *end) {
    struct matrix_run *run = own;
    struct lg_event event = {.kind = LG_EVENT_STEP, .as.step = *end};
    if (end->outcome == LG_PASSED && end->num_checks > 0)
        event.as.step.message = end->checks[0].text;
    lg_session_emit(run->suite.session, &event);
}
