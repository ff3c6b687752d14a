#include "run/chain.h"

#include <stdlib.h>
#include <string.h>

#include "live/confirm.h"
#include "live/level.h"
#include "live/place.h"
#include "live/recover.h"
#include "live/undo.h"

enum {
    FITS_MAX = 256, /* kept of a parameter: an axis that is cut finer asks again */
    BURST_MAX = 16  /* values written in one burst */
};

/* What a value came to. */
struct fit {
    const char *tag; /* of the setting */
    struct lg_fit fit;
    enum lg_err_kind refused; /* LG_ERR_NONE: it is not */
    const char *why;
};

struct lg_chain_fits {
    struct fit items[FITS_MAX];
    size_t count;
};

/* What one parameter is to be. */
struct want {
    struct lg_osc_arg value;
    const char *shows;
    bool is_level;
};

void lg_chain_init(struct lg_chain *chain, const struct lg_matrix *matrix, bool clamp) {
    *chain = (struct lg_chain){.matrix = matrix, .clamp = clamp};
}

void lg_chain_dispose(struct lg_chain *chain) {
    free(chain->fits);
    lg_arena_dispose(&chain->latest);
    lg_arena_dispose(&chain->arena);
}

/* --- finding it ----------------------------------------------------------------------------- */

static int at_place(const struct lg_node *place, const struct lg_err *why, struct lg_err *err) {
    if (err != NULL && !lg_err_is_set(err))
        *err = *why;
    /* What would be wrong usage on a command line is a wrong file here. */
    if (err != NULL && err->kind == LG_ERR_USAGE)
        err->kind = LG_ERR_READ;
    return lg_err_place(err, place->source, place->line, place->column);
}

/* Two names of one parameter would each undo what the other sets. */
static int refuse_twin(const struct lg_chain *chain, size_t param, struct lg_err *err) {
    const struct lg_matrix_param *params = chain->matrix->params;
    const struct lg_spot *spot = &chain->places[param].spot;
    for (size_t i = 0; i < param; i++)
        if (lg_spot_is(&chain->places[i].spot, spot))
            return lg_node_err(params[param].place, err,
                               "'%s' and '%s' (line %u) are one parameter, %s: one name for it",
                               params[param].key, params[i].key, params[i].place->line,
                               spot->label);
    return 0;
}

static int find_places(struct lg_chain *chain, const struct lg_step_ctx *ctx, struct lg_err *err) {
    const struct lg_matrix *matrix = chain->matrix;
    struct lg_track_ref ref;
    struct lg_err why = {0};
    if (lg_resolve_track(&chain->set.resolver, matrix->track, ctx->deadline_ns, &ref, &chain->track,
                         &why) < 0)
        return at_place(matrix->place, &why, err);
    for (size_t i = 0; i < matrix->num_params; i++) {
        const struct lg_matrix_param *param = &matrix->params[i];
        const char *path = lg_arena_printf(&chain->arena, "%s/%s", matrix->track, param->path);
        if (lg_resolve(&chain->set.resolver, path, ctx->deadline_ns, &chain->places[i], &why) < 0)
            return at_place(param->place, &why, err);
        if (refuse_twin(chain, i, err) < 0)
            return -1;
    }
    return lg_standing_note(&chain->standing, &chain->set.resolver.set, chain->track, &ref,
                            &chain->arena, err);
}

/* One burst; what is read lives in a new arena in place of `latest`. */
static int read_now(struct lg_chain *chain, const struct lg_step_ctx *ctx, struct lg_err *err) {
    size_t count = chain->matrix->num_params;
    struct lg_arena latest = {0};
    struct lg_reading *now = lg_arena_array(&latest, count, sizeof *now);
    struct lg_spot_asked *asked = lg_arena_array(&latest, count, sizeof *asked);
    struct lg_batch *batch = lg_batch_new();
    for (size_t i = 0; i < count; i++)
        asked[i] = lg_spot_ask(batch, &chain->places[i].spot);
    int status = lg_live_exchange(ctx->live, batch, ctx->deadline_ns, err);
    for (size_t i = 0; status == 0 && i < count; i++)
        status = lg_spot_answer(batch, &chain->places[i].spot, asked[i], &latest, &now[i], err);
    lg_batch_free(batch);
    lg_arena_dispose(status == 0 ? &chain->latest : &latest);
    if (status != 0)
        return -1;
    chain->latest = latest;
    chain->now = now;
    chain->is_known = true;
    return 0;
}

static struct lg_reading copy_reading(const struct lg_reading *reading, struct lg_arena *arena) {
    struct lg_osc_msg copy = lg_osc_copy(&(struct lg_osc_msg){"/", &reading->value, 1}, arena);
    return (struct lg_reading){copy.args[0], lg_arena_strdup(arena, reading->shown)};
}

int lg_chain_open(struct lg_chain *chain, const struct lg_step_ctx *ctx, struct lg_err *err) {
    size_t count = chain->matrix->num_params;
    lg_arena_dispose(&chain->arena);
    free(chain->fits);
    chain->fits = lg_xcalloc(count, sizeof *chain->fits);
    chain->places = lg_arena_array(&chain->arena, count, sizeof *chain->places);
    chain->found = lg_arena_array(&chain->arena, count, sizeof *chain->found);
    chain->memories = lg_arena_array(&chain->arena, count, sizeof *chain->memories);
    for (size_t i = 0; i < count; i++)
        chain->memories[i].arena = &chain->arena;
    if (lg_actions_survey(ctx->live, &ctx->roles, ctx->deadline_ns, &chain->arena, &chain->set,
                          err) < 0 ||
        find_places(chain, ctx, err) < 0 || read_now(chain, ctx, err) < 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        chain->found[i] = copy_reading(&chain->now[i], &chain->arena);
    return 0;
}

int lg_chain_device(struct lg_chain *chain, const struct lg_step_ctx *ctx, size_t device,
                    size_t *index_out, const struct lg_live_device **out, struct lg_err *err) {
    const struct lg_matrix *matrix = chain->matrix;
    const char *path =
        lg_arena_printf(&chain->arena, "%s/%s", matrix->track, matrix->devices[device].name);
    const char *label;
    struct lg_err why = {0};
    if (lg_resolve_device(&chain->set.resolver, path, ctx->deadline_ns, out, &label, &why) < 0)
        return at_place(matrix->devices[device].place, &why, err);
    *index_out = (size_t)(*out - chain->track->devices);
    return 0;
}

/* --- what values come to -------------------------------------------------------------------- */

static bool is_as_found(const struct lg_chain *chain, size_t param) {
    return lg_spot_same(&chain->now[param].value, &chain->found[param].value);
}

/* A value that did not take is not left to the run's end. */
static void put_back(const struct lg_chain *chain, const struct lg_step_ctx *ctx, size_t param,
                     struct lg_err *err) {
    struct lg_recovery recovery = {.live = ctx->live,
                                   .journal = ctx->journal,
                                   .spot = &chain->places[param].spot,
                                   .found = &chain->found[param],
                                   .deadline_ns = ctx->deadline_ns,
                                   .arena = ctx->arena};
    struct lg_err why = {0};
    if (lg_recover(&recovery, &why) < 0) {
        struct lg_err before = *err;
        *err = (struct lg_err){0};
        lg_err_set(err, LG_ERR_WRITE, "%s; %s", before.text, why.text);
    }
}

/* What is tried is tried from there, and no louder than that. */
static int put_as_found(struct lg_chain *chain, const struct lg_step_ctx *ctx, size_t param,
                        struct lg_err *err) {
    if (chain->is_known && is_as_found(chain, param))
        return 0;
    if (lg_spot_write(ctx->live, ctx->journal, &chain->places[param].spot,
                      chain->found[param].value, ctx->deadline_ns, ctx->arena, NULL, err) < 0) {
        put_back(chain, ctx, param, err);
        return -1;
    }
    chain->now[param] = chain->found[param];
    return 0;
}

static int find_fit(struct lg_chain *chain, const struct lg_step_ctx *ctx, size_t param,
                    const char *text, struct lg_arena *arena, struct lg_fit *out,
                    struct lg_err *err) {
    const struct lg_place *place = &chain->places[param];
    const struct lg_adjust_options how = {.clamp = chain->clamp,
                                          .allow_louder = chain->matrix->allow_louder,
                                          .memory = &chain->memories[param]};
    struct lg_wish *wish = lg_arena_alloc(arena, sizeof *wish);
    if (lg_wish_read(text, place->unit, arena, wish, err) < 0)
        return lg_err_about_misfit(err);
    if (put_as_found(chain, ctx, param, err) < 0)
        return -1;
    return lg_adjust_fit(ctx->live, ctx->journal, place, wish, &how, ctx->deadline_ns, arena, out,
                         err);
}

static const struct fit *known_fit(const struct lg_chain *chain, size_t param, const char *tag) {
    const struct lg_chain_fits *fits = &chain->fits[param];
    for (size_t i = 0; i < fits->count; i++)
        if (strcmp(fits->items[i].tag, tag) == 0)
            return &fits->items[i];
    return NULL;
}

/* A refusal is the value's own; that Live did not answer says nothing of it. */
static bool is_refusal(const struct lg_err *err) {
    return err->kind == LG_ERR_WRITE || err->kind == LG_ERR_READ || err->kind == LG_ERR_USAGE;
}

static int new_fit(struct lg_chain *chain, const struct lg_step_ctx *ctx, size_t param,
                   const char *tag, const char *text, struct lg_fit *out, struct lg_err *err) {
    struct lg_chain_fits *fits = &chain->fits[param];
    bool is_kept = fits->count < FITS_MAX;
    struct lg_arena *arena = is_kept ? &chain->arena : ctx->arena;
    struct fit fit = {0};
    struct lg_err why = {0};
    if (find_fit(chain, ctx, param, text, arena, &fit.fit, &why) < 0) {
        lg_err_place(&why, chain->matrix->params[param].place->source,
                     chain->matrix->params[param].place->line,
                     chain->matrix->params[param].place->column);
        chain->is_known = false;
        fit.refused = why.kind == LG_ERR_USAGE ? LG_ERR_READ : why.kind;
        fit.why = lg_arena_strdup(arena, why.text);
        if (err != NULL && !lg_err_is_set(err)) {
            *err = why;
            err->kind = fit.refused;
        }
    }
    if (is_kept && (fit.refused == LG_ERR_NONE || is_refusal(&why))) {
        fit.tag = lg_arena_strdup(arena, tag);
        fits->items[fits->count++] = fit;
    }
    *out = fit.fit;
    return fit.refused == LG_ERR_NONE ? 0 : -1;
}

static int fit_setting(struct lg_chain *chain, const struct lg_step_ctx *ctx, size_t param,
                       const struct lg_setting *setting, struct lg_fit *out, struct lg_err *err) {
    const struct lg_node *place = chain->matrix->params[param].place;
    struct lg_str text = {0};
    lg_setting_write(setting, &text);
    const char *wish = lg_arena_strdup(ctx->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    const struct fit *known = known_fit(chain, param, wish);
    if (known == NULL)
        return new_fit(chain, ctx, param, wish, wish, out, err);
    *out = known->fit;
    if (known->refused == LG_ERR_NONE)
        return 0;
    lg_err_set(err, known->refused, "%s", known->why);
    return lg_err_place(err, place->source, place->line, place->column);
}

int lg_chain_try(struct lg_chain *chain, const struct lg_step_ctx *ctx, size_t param,
                 const struct lg_setting *setting, struct lg_err *err) {
    struct lg_fit fit;
    if (setting->kind == LG_SETTING_AS_FOUND)
        return 0;
    return fit_setting(chain, ctx, param, setting, &fit, err);
}

/* --- setting -------------------------------------------------------------------------------- */

static int find_wants(struct lg_chain *chain, const struct lg_step_ctx *ctx,
                      const struct lg_matrix_point *point, struct want *wants, struct lg_err *err) {
    for (size_t i = 0; i < chain->matrix->num_params; i++) {
        struct lg_fit fit;
        wants[i] = (struct want){chain->found[i].value, chain->found[i].shown, false};
        if (point->settings[i].kind == LG_SETTING_AS_FOUND)
            continue;
        if (fit_setting(chain, ctx, i, &point->settings[i], &fit, err) < 0)
            return -1;
        bool is_switch = chain->places[i].kind == LG_PLACE_SWITCH;
        wants[i] = (struct want){is_switch ? lg_osc_int(fit.native.number != 0)
                                           : lg_osc_float(fit.native.number),
                                 fit.shows, fit.is_level};
    }
    return 0;
}

/* Does Live show what it has to, and nothing louder than was found? */
static int check_shown(const struct lg_chain *chain, size_t param, const struct want *want,
                       const struct lg_reading *got, struct lg_arena *arena, struct lg_err *err) {
    const char *label = chain->places[param].spot.label;
    const char *found = chain->found[param].shown;
    if (got->shown == NULL)
        return 0;
    struct lg_shown is = lg_shown_read(got->shown, arena);
    if (want->shows != NULL) {
        struct lg_shown wanted = lg_shown_read(want->shows, arena);
        if (!lg_shown_agrees(&wanted, &is))
            return lg_err_set(err, LG_ERR_WRITE, "%s: wanted %s, got %s", label, want->shows,
                              got->shown);
    }
    if (chain->matrix->allow_louder || !want->is_level || found == NULL)
        return 0;
    struct lg_shown was = lg_shown_read(found, arena);
    if (lg_level_is_above(&is, &was))
        return lg_err_set(err, LG_ERR_WRITE,
                          "%s: it shows %s, which is louder than what was found, %s", label,
                          got->shown, found);
    return 0;
}

/* Some of the parameters, by their indices. */
struct burst {
    size_t params[BURST_MAX];
    size_t count;
};

static int write_burst(struct lg_chain *chain, const struct lg_step_ctx *ctx,
                       const struct burst *burst, const struct want *wants, struct lg_reading *got,
                       struct lg_err *err) {
    const struct lg_spot *spots[BURST_MAX];
    struct lg_osc_arg values[BURST_MAX];
    struct lg_reading out[BURST_MAX] = {{{0}, NULL}};
    for (size_t i = 0; i < burst->count; i++) {
        spots[i] = &chain->places[burst->params[i]].spot;
        values[i] = wants[burst->params[i]].value;
    }
    chain->is_known = false;
    int status = lg_spot_write_all(ctx->live, ctx->journal, spots, values, burst->count,
                                   ctx->deadline_ns, ctx->arena, out, err);
    bool is_answered = status == 0 || err->kind == LG_ERR_WRITE;
    for (size_t i = 0; is_answered && i < burst->count; i++) {
        size_t param = burst->params[i];
        struct lg_err why = {0};
        bool holds = lg_spot_same(&out[i].value, &values[i]) &&
                     check_shown(chain, param, &wants[param], &out[i], ctx->arena, &why) == 0;
        got[param] = out[i];
        if (holds)
            continue;
        if (lg_err_is_set(&why))
            status = lg_err_set(err, why.kind, "%s", why.text);
        put_back(chain, ctx, param, err);
    }
    return status;
}

/* All that is to move that way. */
static int write_all(struct lg_chain *chain, const struct lg_step_ctx *ctx, bool raises,
                     const struct want *wants, struct lg_reading *got, struct lg_err *err) {
    struct burst burst = {.count = 0};
    for (size_t i = 0; i < chain->matrix->num_params; i++) {
        const struct lg_reading to = {wants[i].value, wants[i].shows};
        const struct lg_spot *spot = &chain->places[i].spot;
        if (lg_spot_same(&got[i].value, &to.value) ||
            (lg_undo_turn(spot, &got[i], &to) == LG_UNDO_RAISE) != raises)
            continue;
        burst.params[burst.count++] = i;
        if (burst.count == BURST_MAX) {
            if (write_burst(chain, ctx, &burst, wants, got, err) < 0)
                return -1;
            burst.count = 0;
        }
    }
    return burst.count == 0 ? 0 : write_burst(chain, ctx, &burst, wants, got, err);
}

void lg_chain_ask(struct lg_chain *chain, struct lg_batch *batch) {
    chain->is_known = false;
    lg_confirm_ask(&chain->written, batch, chain->asking);
    lg_standing_ask(&chain->standing, batch);
}

static int take_standing(const struct lg_chain *chain, const struct lg_batch *batch,
                         const struct lg_reading *now, bool is_behind, struct lg_err *err) {
    const struct lg_standing_settings settings = {chain->places, now, chain->matrix->num_params};
    return lg_standing_take(&chain->standing, batch, &settings, is_behind, err);
}

int lg_chain_take(struct lg_chain *chain, const struct lg_batch *batch, struct lg_err *err) {
    struct lg_arena latest = {0};
    struct lg_reading *now = lg_arena_array(&latest, chain->written.count, sizeof *now);
    if (lg_confirm_take(&chain->written, batch, &latest, now, err) < 0 ||
        take_standing(chain, batch, now, false, err) < 0) {
        lg_arena_dispose(&latest);
        return -1;
    }
    lg_arena_dispose(&chain->latest);
    chain->latest = latest;
    chain->now = now;
    chain->is_known = true;
    return 0;
}

int lg_chain_write(struct lg_chain *chain, const struct lg_step_ctx *ctx,
                   const struct lg_matrix_point *point, struct lg_err *err) {
    size_t count = chain->matrix->num_params;
    struct want *wants = lg_arena_array(ctx->arena, count, sizeof *wants);
    struct lg_reading *got = lg_arena_array(ctx->arena, count, sizeof *got);
    if ((!chain->is_known && read_now(chain, ctx, err) < 0) ||
        find_wants(chain, ctx, point, wants, err) < 0 ||
        (!chain->is_known && read_now(chain, ctx, err) < 0))
        return -1;
    for (size_t i = 0; i < count; i++)
        got[i] = copy_reading(&chain->now[i], ctx->arena);
    if (write_all(chain, ctx, false, wants, got, err) < 0 ||
        write_all(chain, ctx, true, wants, got, err) < 0)
        return -1;
    chain->written = (struct lg_confirm){.places = chain->places, .got = got, .count = count};
    chain->asking = ctx->arena;
    return 0;
}

int lg_chain_set(struct lg_chain *chain, const struct lg_step_ctx *ctx,
                 const struct lg_matrix_point *point, struct lg_err *err) {
    if (lg_chain_write(chain, ctx, point, err) < 0)
        return -1;
    struct lg_batch *batch = lg_batch_new();
    lg_chain_ask(chain, batch);
    int status = lg_live_exchange(ctx->live, batch, ctx->deadline_ns, err);
    if (status == 0)
        status = lg_chain_take(chain, batch, err);
    lg_batch_free(batch);
    return status;
}

void lg_chain_ask_behind(struct lg_chain *chain, struct lg_batch *batch) {
    lg_standing_ask(&chain->standing, batch);
}

int lg_chain_take_behind(struct lg_chain *chain, const struct lg_batch *batch, struct lg_err *err) {
    chain->is_known = take_standing(chain, batch, chain->now, true, err) == 0;
    return chain->is_known ? 0 : -1;
}

int lg_chain_look_behind(struct lg_chain *chain, const struct lg_step_ctx *ctx,
                         struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    lg_chain_ask_behind(chain, batch);
    int status = lg_live_exchange(ctx->live, batch, ctx->deadline_ns, err);
    if (status == 0)
        status = lg_chain_take_behind(chain, batch, err);
    lg_batch_free(batch);
    return status;
}

bool lg_chain_is_moved(const struct lg_chain *chain) {
    for (size_t i = 0; i < chain->matrix->num_params; i++)
        if (!is_as_found(chain, i))
            return true;
    return false;
}

/* --- telling -------------------------------------------------------------------------------- */

static double native_of(const struct lg_reading *reading) {
    double number = 0;
    if (!lg_osc_number(&reading->value, &number))
        return number;
    return lg_native_decimal((struct lg_native){(float)number});
}

double lg_chain_found_native(const struct lg_chain *chain, size_t param) {
    return native_of(&chain->found[param]);
}

struct lg_value *lg_chain_value(const struct lg_chain *chain, const struct lg_matrix_point *point,
                                bool is_set, struct lg_arena *arena) {
    static const char *const names[] = {"asked", "set", "read_back", "display"};
    struct lg_value *maps[LG_ARRAY_LEN(names)];
    struct lg_value *value = lg_value_map(arena);
    for (size_t i = 0; i < (is_set ? LG_ARRAY_LEN(names) : 1); i++) {
        maps[i] = lg_value_map(arena);
        lg_value_put(arena, value, names[i], maps[i]);
    }
    for (size_t i = 0; i < chain->matrix->num_params; i++) {
        const char *key = chain->matrix->params[i].key;
        struct lg_str text = {0};
        lg_setting_write(&point->settings[i], &text);
        if (text.length > 0)
            lg_value_put(arena, maps[0], key, lg_value_text(arena, lg_str_text(&text)));
        lg_str_dispose(&text);
        if (!is_set)
            continue;
        /* They are equal, or the point would not be set. */
        struct lg_value *native = lg_value_real(arena, native_of(&chain->now[i]), NULL);
        lg_value_put(arena, maps[1], key, native);
        lg_value_put(arena, maps[2], key, native);
        lg_value_put(arena, maps[3], key,
                     lg_value_text(arena, lg_place_show(&chain->places[i], &chain->now[i], arena)));
    }
    return value;
}

struct lg_value *lg_chain_found(const struct lg_chain *chain, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    for (size_t i = 0; i < chain->matrix->num_params; i++)
        lg_value_put(
            arena, map, chain->matrix->params[i].key,
            lg_value_text(arena, lg_place_show(&chain->places[i], &chain->found[i], arena)));
    return map;
}
