/* The best point: its settings, as commands and as moves from what was found. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "matrix/advice.h"
#include "run/matrix_inside.h"

void matrix_best_init(struct matrix_best *best, const struct lg_matrix *matrix) {
    best->latest = lg_xcalloc(matrix->num_params + 1, sizeof *best->latest);
    best->best = lg_xcalloc(matrix->num_params + 1, sizeof *best->best);
}

void matrix_best_dispose(struct matrix_best *best) {
    free(best->latest);
    free(best->best);
}

void matrix_note_params(struct matrix_run *run, const struct lg_value *params) {
    const struct lg_value *map = params == NULL ? NULL : lg_value_get(params, "read_back");
    for (size_t i = 0; i < run->matrix->num_params; i++)
        run->best.latest[i] =
            map == NULL ? NAN : lg_value_number(lg_value_get(map, run->matrix->params[i].key));
}

void matrix_note_best(struct matrix_run *run) {
    struct lg_ending ending;
    lg_search_end(run->search, &ending);
    if (ending.best != NULL && ending.best_at == ending.rendered)
        memcpy(run->best.best, run->best.latest, run->matrix->num_params * sizeof *run->best.best);
}

/* A plan moves what has no steps. What has some and stands as it should needs no move. */
static bool can_move(const struct matrix_run *run, size_t param) {
    const struct lg_place *place = &run->chain.places[param];
    return place->kind == LG_PLACE_PARAM && !place->is_quantized;
}

static bool is_as_found(const struct matrix_run *run, size_t param) {
    return run->best.best[param] == lg_chain_found_native(&run->chain, param);
}

/* A plan raises nothing to the very end of its range. */
static bool is_too_high(const struct matrix_run *run, size_t param) {
    const struct lg_place *place = &run->chain.places[param];
    double best = run->best.best[param];
    struct lg_normal normal = lg_native_to_normal((struct lg_native){(float)best}, &place->range);
    return place->loud == LG_LOUD_NAMED && best > lg_chain_found_native(&run->chain, param) &&
           normal.fraction > LG_ACTIONS_NORMAL_MAX;
}

/* Why a plan could not set all of it; NULL: it can. */
static const char *obstacle(const struct matrix_run *run, struct lg_arena *arena) {
    for (size_t i = 0; i < run->matrix->num_params; i++) {
        const char *key = run->matrix->params[i].key;
        if (isnan(run->best.best[i]))
            return lg_arena_printf(arena, "what %s was set to is no number", key);
        if (!can_move(run, i) && !is_as_found(run, i))
            return lg_arena_printf(arena, "%s has steps, which no plan moves", key);
        if (can_move(run, i) && is_too_high(run, i))
            return lg_arena_printf(arena, "%s is higher than a plan may raise it", key);
    }
    return NULL;
}

static struct lg_action move_of(const struct matrix_run *run, size_t param) {
    const struct lg_matrix *matrix = run->matrix;
    double found = lg_chain_found_native(&run->chain, param);
    return (struct lg_action){.track_role = matrix->track,
                              .device = matrix->devices[matrix->params[param].device].name,
                              .param = matrix->params[param].name,
                              .delta = run->best.best[param] - found,
                              .unit = LG_ACTION_NATIVE,
                              .unit_text = "native",
                              .has_value = true,
                              .value = found};
}

/* What stays as found is in it as well: the plan is refused where it does not any more. */
static struct lg_actions plan_of(const struct matrix_run *run, struct lg_step_ctx *ctx) {
    size_t count = 0;
    char *created = lg_arena_alloc(ctx->arena, 25);
    struct lg_action *items = lg_arena_array(ctx->arena, run->matrix->num_params, sizeof *items);
    for (size_t i = 0; i < run->matrix->num_params; i++)
        if (can_move(run, i))
            items[count++] = move_of(run, i);
    lg_clock_format_utc(lg_clock_wall_ms(&ctx->env->clock), created);
    return (struct lg_actions){.has_v2 = true,
                               .created = created,
                               .fingerprint = run->chain.set.fingerprint,
                               .settings = run->chain.set.settings,
                               .items = items,
                               .count = count};
}

/* <matrix>.actions.json in the run's folder, or why there is none. */
static struct lg_value *write_actions(const struct matrix_run *run, struct lg_step_ctx *ctx,
                                      struct lg_err *err) {
    struct lg_arena *arena = ctx->arena;
    const char *why = obstacle(run, arena);
    const struct lg_actions actions = plan_of(run, ctx);
    const char *name = lg_arena_printf(arena, "%s.actions.json", run->matrix->id);
    const char *folder = lg_fs_folder(arena, run->suite.session->options->audio_folder);
    if (why != NULL)
        return lg_value_null(arena, why);
    if (actions.count == 0)
        return lg_value_null(arena, "there is nothing that a plan moves");
    if (lg_actions_write(lg_fs_join(arena, folder, name), &actions, err) < 0)
        return NULL;
    return lg_value_text(arena, name);
}

/* What `livegate set` needs besides to set what the run did. */
static const char *options_of(const struct lg_run_options *run, struct lg_arena *arena) {
    if (!run->clamp || run->reach == NULL)
        return run->clamp ? "--clamp" : run->reach;
    return lg_arena_printf(arena, "--clamp %s", run->reach);
}

/* What was not rendered is no advice. */
static const char unheard[] = "the prints were made before: nobody heard these settings";

int matrix_put_best(struct matrix_run *run, const struct lg_ending *ending, struct lg_step_ctx *ctx,
                    struct lg_value *result, struct lg_err *err) {
    struct lg_arena *arena = ctx->arena;
    struct lg_value *best = lg_value_map(arena);
    struct lg_str commands = {0};
    if (ending->best == NULL)
        return 0;
    const char *mark = run->plan->suite.mark;
    if (mark == NULL)
        lg_advice_commands(ending->best, options_of(run->suite.session->options, arena), &commands);
    lg_value_put(arena, best, "id", lg_value_text(arena, ending->best->id));
    lg_value_put(arena, best, "at", lg_value_int(arena, (int64_t)ending->best_at));
    lg_value_put(arena, best, "miss", lg_value_real(arena, ending->best_miss, NULL));
    lg_value_put(arena, best, "commands",
                 mark == NULL ? lg_value_text(arena, lg_str_text(&commands))
                              : lg_value_null(arena, unheard));
    lg_str_dispose(&commands);
    struct lg_value *actions =
        mark == NULL ? write_actions(run, ctx, err) : lg_value_null(arena, unheard);
    if (actions == NULL)
        return -1;
    lg_value_put(arena, best, "actions", actions);
    lg_value_put(arena, result, "best", best);
    return 0;
}
