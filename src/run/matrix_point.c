/* A point of a matrix: set, rendered, measured, judged; the chain as found and the first point once
 * more go the same way. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "base/number.h"
#include "run/matrix_inside.h"

static const char *const phase_names[MATRIX_PHASE__COUNT] = {
    [MATRIX_SET] = "set",         [MATRIX_RENDER] = "render", [MATRIX_WAIT] = "wait",
    [MATRIX_MEASURE] = "measure", [MATRIX_EXPORT] = "export",
};

const char *matrix_phase_name(enum matrix_phase phase) {
    return (unsigned)phase < MATRIX_PHASE__COUNT ? phase_names[phase] : "unknown";
}

char *matrix_audio(const struct matrix_run *run, const char *id, struct lg_arena *arena) {
    return lg_arena_printf(arena, "%s/%s/%s.wav", run->suite.session->options->audio_folder,
                           run->matrix->id, id);
}

int64_t matrix_deadline(const struct lg_step_ctx *ctx, int64_t span_ns) {
    int64_t deadline_ns = lg_clock_after(&ctx->env->clock, span_ns);
    return deadline_ns < ctx->deadline_ns ? deadline_ns : ctx->deadline_ns;
}

/* --- setting -------------------------------------------------------------------------------- */

/* As far as it is known; NULL for `point`: as found. */
static void note_params(struct matrix_run *run, const struct lg_matrix_point *point,
                        struct lg_arena *arena) {
    struct lg_matrix_point as_found;
    lg_matrix_point_init(&as_found, run->matrix);
    run->shot.params =
        lg_chain_value(&run->chain, point == NULL ? &as_found : point, run->shot.is_set, arena);
    lg_matrix_point_dispose(&as_found);
}

/* A mode that asks Live by itself asks along whether the settings hold. */
static bool asks_along(const struct matrix_run *run) {
    return (run->plan->mode->flags & LG_RENDER_ALONG) != 0;
}

static int set(struct matrix_run *run, const struct lg_step_ctx *ctx,
               const struct lg_matrix_point *point, struct lg_err *err) {
    struct lg_step_ctx own = *ctx;
    struct lg_matrix_point as_found;
    own.deadline_ns = matrix_deadline(ctx, run->matrix->set_timeout_ns);
    lg_matrix_point_init(&as_found, run->matrix);
    int status = (asks_along(run) ? lg_chain_write : lg_chain_set)(
        &run->chain, &own, point == NULL ? &as_found : point, err);
    run->shot.is_set = status == 0 && !asks_along(run);
    note_params(run, point, ctx->arena);
    lg_matrix_point_dispose(&as_found);
    return status;
}

/* What is asked along with a render. */
struct along {
    struct matrix_run *run;
    const struct lg_matrix_point *point;
    struct lg_arena *arena;
    bool is_looked_behind;
    bool is_moved; /* says that look, */
    struct lg_err moved;
};

static void ask_along(void *ctx, struct lg_batch *batch) {
    const struct along *along = ctx;
    lg_chain_ask(&along->run->chain, batch);
}

static int check_along(void *ctx, const struct lg_batch *batch, struct lg_err *err) {
    const struct along *along = ctx;
    struct matrix_run *run = along->run;
    run->shot.phase = MATRIX_SET;
    if (lg_chain_take(&run->chain, batch, err) < 0)
        return -1;
    run->shot.phase = MATRIX_RENDER;
    run->shot.is_set = true;
    note_params(run, along->point, along->arena);
    return 0;
}

static void ask_behind(void *ctx, struct lg_batch *batch) {
    const struct along *along = ctx;
    lg_chain_ask_behind(&along->run->chain, batch);
}

static void take_behind(void *ctx, const struct lg_batch *batch) {
    struct along *along = ctx;
    along->is_looked_behind = true;
    along->is_moved = lg_chain_take_behind(&along->run->chain, batch, &along->moved) < 0;
}

/* Is the chain behind the print what it was before? Whatever became of the print, a chain that
 * moved is why. */
static int check_behind(struct along *along, const struct lg_step_ctx *ctx, struct lg_err *err) {
    struct matrix_run *run = along->run;
    struct lg_step_ctx own = *ctx;
    own.deadline_ns = matrix_deadline(ctx, run->matrix->set_timeout_ns);
    if (!along->is_looked_behind && run->shot.is_rendered)
        return lg_chain_look_behind(&run->chain, &own, err);
    if (!along->is_moved)
        return 0;
    *err = along->moved;
    return -1;
}

/* --- rendering ------------------------------------------------------------------------------ */

/* What the file is like, or that there is none, is what the wait was for. */
static bool is_flaw(const char *text) {
    for (int i = 0; i < LG_PRINT__COUNT; i++) {
        const char *name = lg_print_flaw_name((enum lg_print_flaw)i);
        if (lg_starts_with(text, name) && lg_starts_with(text + strlen(name), " print: "))
            return true;
    }
    return false;
}

static int render(struct matrix_run *run, const struct lg_step_ctx *ctx,
                  const struct lg_matrix_point *point, const char *id, struct lg_err *err) {
    const struct lg_matrix_export *export = &run->matrix->export;
    struct along setting = {.run = run, .point = point, .arena = ctx->arena};
    const struct lg_print_along along = {ask_along, check_along, ask_behind, take_behind, &setting};
    const struct lg_print_order order = {
        .env = ctx->env,
        .live = ctx->live,
        .journal = ctx->journal,
        .arena = ctx->arena,
        .length = {.seconds = (double)export->length_ns / (double)LG_NS_PER_S},
        .file = matrix_audio(run, id, ctx->arena),
        .work_folder = ctx->work_folder,
        .deadline_ns = matrix_deadline(ctx, export->timeout_ns),
        .id = id,
        .outlet = {.project = ctx->paths->project},
        .params = run->plan->mode_params,
        .stable = {(int)export->stable_checks, export->stable_every_ns},
        .booth = &run->booth,
        .along = asks_along(run) ? &along : NULL};
    struct lg_err why = {0};
    run->shot.phase = MATRIX_RENDER;
    if (lg_fs_mkdirs(lg_fs_folder(ctx->arena, order.file), err) < 0)
        return -1;
    run->shot.is_rendered = lg_render(run->plan->mode, &order, &run->shot.print, &why) == 0;
    if (check_behind(&setting, ctx, err) < 0)
        return -1;
    if (run->shot.is_rendered)
        return 0;
    if (is_flaw(why.text))
        run->shot.phase = MATRIX_WAIT;
    *err = why;
    return -1;
}

/* --- measuring ------------------------------------------------------------------------------ */

static int measure_file(struct lg_env *env, const char *path, struct lg_measures *out,
                        struct lg_err *err) {
    const struct lg_measure_options how = {.bands = &lg_bands_usual, .series = true};
    if (lg_measure_file_with(path, &how, env, out, err) < 0)
        return -1;
    if (out->completeness.is_known)
        return 0;
    lg_measures_dispose(out);
    return lg_err_set(err, LG_ERR_READ, "'%s' may be cut: %s", path, out->completeness.how);
}

/* It works rather than waits: on real time, whatever is simulated. */
static int measure(struct matrix_run *run, const struct lg_step_ctx *ctx, struct lg_err *err) {
    struct lg_env *env = ctx->env;
    struct lg_measures measures;
    run->shot.phase = MATRIX_MEASURE;
    lg_clock_begin_real(&env->clock);
    env->deadline_ns = matrix_deadline(ctx, run->matrix->measure_timeout_ns);
    int status = measure_file(env, run->shot.print.file, &measures, err);
    env->deadline_ns = LG_NEVER_NS;
    lg_clock_end_real(&env->clock);
    if (status < 0)
        return -1;
    /* Where it lies says `export_file`; runs of the same plan measure the same. */
    char name[sizeof measures.path];
    snprintf(name, sizeof name, "%s", lg_fs_name(run->shot.print.file));
    snprintf(measures.path, sizeof measures.path, "%s", name);
    run->shot.results = lg_measures_value(&measures, ctx->arena);
    struct lg_value *series = lg_measures_series(&measures, ctx->arena);
    if (series != NULL)
        lg_value_put(ctx->arena, run->shot.results, "series", series);
    lg_measures_dispose(&measures);
    run->shot.sha256 = lg_arena_strdup(ctx->arena, measures.sha256);
    run->shot.pcm_sha256 = lg_arena_strdup(ctx->arena, measures.pcm_sha256);
    lg_result_read(run->shot.results, &run->shot.result);
    /* Not before all phases are behind it. */
    run->shot.result.is_measured = false;
    return 0;
}

int matrix_shoot(struct matrix_run *run, const struct lg_step_ctx *ctx,
                 const struct lg_matrix_point *point, const char *id, struct lg_err *err) {
    run->shot = (struct matrix_shot){.point = point, .phase = MATRIX_SET};
    if (set(run, ctx, point, err) < 0 || render(run, ctx, point, id, err) < 0 ||
        measure(run, ctx, err) < 0)
        return -1;
    run->shot.result.is_measured = true;
    return 0;
}

/* --- judging -------------------------------------------------------------------------------- */

static const char *const op_names[LG_TARGET_OP__COUNT] = {
    [LG_TARGET_GE] = "ge", [LG_TARGET_GT] = "gt",     [LG_TARGET_LE] = "le",
    [LG_TARGET_LT] = "lt", [LG_TARGET_NEAR] = "near",
};

/* "undefined: the file is shorter than 3 s" */
static const char *why_undefined(const struct lg_value *results, enum lg_metric metric,
                                 struct lg_arena *arena) {
    const struct lg_value *value = lg_value_get(results, lg_metric_name(metric));
    const char *why = value != NULL && value->kind == LG_VALUE_NULL ? value->as.why : NULL;
    return why == NULL ? "undefined" : lg_arena_printf(arena, "undefined (%s)", why);
}

static struct lg_check check_target(const struct lg_target_bound *bound,
                                    const struct matrix_shot *shot, struct lg_arena *arena) {
    const struct lg_result *result = &shot->result;
    const char *why = why_undefined(shot->results, bound->metric, arena);
    const char *unit = lg_metric_unit(bound->metric);
    double got = result->metrics[bound->metric];
    bool is_met = lg_target_miss(bound, result) == 0;
    char number[LG_NUMBER_MAX];
    struct lg_str wanted = {0};
    lg_target_show(bound, result, number);
    lg_target_print(bound, &wanted);
    const char *name = lg_metric_name(bound->metric);
    const char *text = lg_arena_printf(arena, "%s is %s%s%s, wanted%s", name,
                                       isnan(got) ? why : number, isnan(got) ? "" : " ",
                                       isnan(got) ? "" : unit, lg_str_text(&wanted) + strlen(name));
    lg_str_dispose(&wanted);
    return (struct lg_check){
        .subject = name,
        .op = op_names[bound->op],
        .wanted = lg_value_real(arena, bound->value, unit),
        .got = isnan(got) ? lg_value_null(arena, why) : lg_value_real(arena, got, unit),
        .tol = bound->op == LG_TARGET_NEAR
                   ? lg_value_real(arena, fmax(bound->below, bound->above), NULL)
                   : NULL,
        .verdict = isnan(got) ? LG_NOT_JUDGED
                   : is_met   ? LG_HELD
                              : LG_NOT_MET,
        .text = text};
}

static bool is_of_loudness(enum lg_metric metric) {
    return metric == LG_METRIC_LUFS_I || metric == LG_METRIC_LUFS_M_MAX ||
           metric == LG_METRIC_LUFS_S_MAX;
}

static bool is_of_peak(enum lg_metric metric) {
    return metric == LG_METRIC_SAMPLE_PEAK_DBFS || metric == LG_METRIC_TRUE_PEAK_DBTP;
}

/* The original's words: with targets, those that there are none of are met. */
static struct lg_value *passes(const struct lg_targets *targets, const struct lg_result *result,
                               bool (*is_of)(enum lg_metric), struct lg_arena *arena) {
    bool holds = true;
    for (size_t i = 0; i < targets->count; i++)
        holds = holds && (!is_of(targets->items[i].metric) ||
                          lg_target_miss(&targets->items[i], result) == 0);
    return targets->count == 0 ? lg_value_null(arena, "there are no targets")
                               : lg_value_bool(arena, holds);
}

/* What can't be measured is neither met nor missed. */
static int refuse_unjudged(struct matrix_run *run, struct lg_err *err) {
    struct matrix_shot *shot = &run->shot;
    for (size_t i = 0; i < shot->num_checks; i++) {
        if (shot->checks[i].verdict != LG_NOT_JUDGED)
            continue;
        shot->result.is_measured = false;
        return lg_err_set(err, LG_ERR_READ, "%s", shot->checks[i].text);
    }
    return 0;
}

static void judge(struct matrix_run *run, struct lg_arena *arena) {
    const struct lg_targets *targets = &run->matrix->targets;
    struct matrix_shot *shot = &run->shot;
    shot->checks = lg_arena_array(arena, targets->count, sizeof *shot->checks);
    shot->num_checks = targets->count;
    for (size_t i = 0; i < targets->count; i++)
        shot->checks[i] = check_target(&targets->items[i], shot, arena);
    lg_value_put(arena, shot->results, "pass_lufs",
                 passes(targets, &shot->result, is_of_loudness, arena));
    lg_value_put(arena, shot->results, "pass_peak",
                 passes(targets, &shot->result, is_of_peak, arena));
}

/* --- handing over --------------------------------------------------------------------------- */

/* Where the file wants it besides; NULL: nowhere. */
static const char *export_of(const struct lg_matrix_point *point, struct lg_arena *arena) {
    const char *pattern = point->matrix->export.file;
    struct lg_str text = {0};
    if (point->file != NULL)
        return point->file;
    if (pattern == NULL)
        return NULL;
    lg_matrix_point_fill(point, pattern, &text);
    const char *file = lg_arena_strdup(arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return file;
}

static struct lg_outlet outlet_of(const struct matrix_run *run, const struct lg_step_ctx *ctx) {
    return (struct lg_outlet){.project = ctx->paths->project,
                              .may_overwrite = run->matrix->export.overwrite,
                              .overwrite_by = "overwrite: true"};
}

/* An export that an earlier run was killed behind, before it could tell of the point: ours, if it
 * is what that run rendered. */
static int drop_untold(const struct matrix_run *run, const struct lg_step_ctx *ctx,
                       const char *file, struct lg_err *err) {
    const struct lg_recorded *source = run->suite.session->options->recorded;
    char theirs[LG_SHA256_HEX];
    char ours[LG_SHA256_HEX];
    if (source == NULL)
        return 0;
    const char *audio = lg_arena_printf(ctx->arena, "%s/%s/%s.wav", source->folder, run->matrix->id,
                                        run->shot.point->id);
    const char *path = lg_paths_user(ctx->paths, ctx->arena, file);
    if (lg_sha256_file(audio, theirs, NULL) < 0 || lg_sha256_file(path, ours, NULL) < 0 ||
        strcmp(theirs, ours) != 0)
        return 0;
    return lg_fs_remove(path, err);
}

static int check_export(struct matrix_run *run, const struct lg_step_ctx *ctx, const char *file,
                        struct lg_err *err) {
    struct lg_outlet outlet = outlet_of(run, ctx);
    if (file == NULL)
        return 0;
    run->shot.phase = MATRIX_EXPORT;
    return drop_untold(run, ctx, file, err) < 0 ? -1
                                                : lg_outlet_check(ctx->env, &outlet, file, err);
}

static int export_it(struct matrix_run *run, const struct lg_step_ctx *ctx, const char *file,
                     struct lg_err *err) {
    struct lg_outlet outlet = outlet_of(run, ctx);
    run->shot.export_file = run->shot.print.file;
    if (file == NULL)
        return 0;
    run->shot.phase = MATRIX_EXPORT;
    run->shot.result.is_measured = false;
    if (lg_outlet_deliver(ctx->env, &outlet, run->shot.print.file, file, err) < 0)
        return -1;
    run->shot.export_file = file;
    run->shot.result.is_measured = true;
    return 0;
}

static int point(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
                 struct lg_err *err) {
    struct matrix_run *run = ctx->own;
    const struct lg_matrix_point *point = run->shot.point;
    const char *file = export_of(point, ctx->arena);
    LG_UNUSED(params);
    LG_UNUSED(result_out);
    if (check_export(run, ctx, file, err) < 0 || matrix_shoot(run, ctx, point, point->id, err) < 0)
        return -1;
    judge(run, ctx->arena);
    return refuse_unjudged(run, err) < 0 ? -1 : export_it(run, ctx, file, err);
}

const struct lg_verb matrix_point = {
    .name = LG_EVENT_CASE_VERB,
    .help = "sets a point of a matrix, renders and measures it",
    .flags = LG_VERB_LIVE | LG_VERB_WRITES,
    .fields = {LG_EVENT_CASE_VERB, NULL, 0},
    .run = point,
};

/* --- telling -------------------------------------------------------------------------------- */

static const char *verdict_of(const struct matrix_run *run) {
    if (!run->shot.result.is_measured)
        return NULL;
    if (run->matrix->targets.count == 0)
        return "measured";
    return lg_targets_met(&run->matrix->targets, &run->shot.result) ? "hit" : "miss";
}

static const char *first_miss(const struct matrix_shot *shot) {
    for (size_t i = 0; i < shot->num_checks; i++)
        if (shot->checks[i].verdict != LG_HELD)
            return shot->checks[i].text;
    return "hit: all targets are met";
}

void matrix_tell_point(void *own, struct lg_event_step *end) {
    struct matrix_run *run = own;
    struct matrix_shot *shot = &run->shot;
    struct lg_event event = {.kind = LG_EVENT_CASE,
                             .as.point = {.end = *end,
                                          .verdict = verdict_of(run),
                                          .export_file = shot->export_file,
                                          .sha256 = shot->sha256,
                                          .pcm_sha256 = shot->pcm_sha256,
                                          .params = shot->params}};
    struct lg_event_case *told = &event.as.point;
    bool has_erred = end->outcome == LG_ERROR;
    told->phase = has_erred ? matrix_phase_name(shot->phase) : NULL;
    told->error = has_erred ? end->message : NULL;
    told->end.result = shot->results;
    told->end.checks = shot->checks;
    told->end.num_checks = shot->num_checks;
    if (end->outcome == LG_PASSED && shot->num_checks > 0)
        told->end.message = first_miss(shot);
    lg_session_emit(run->suite.session, &event);
}
