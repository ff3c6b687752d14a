/* Before anything is set: is the chain what the file says, and what do its values come to? */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/number.h"
#include "live/curve.h"
#include "live/place.h"
#include "matrix/identity.h"
#include "run/matrix_inside.h"

enum {
    TRIED_MAX = 64, /* values of an axis that are tried beforehand; the others when they come up */
    TIMEOUT_MS = 600000
};

/* A fader is shown to a tenth of a decibel. */
static const double fader_tolerance_db = 0.05;

struct preflight {
    struct matrix_run *run;
    struct lg_step_ctx *ctx;
    struct lg_check *checks;
    size_t num_checks;
    struct lg_value *devices, *refused;
    size_t *stands;                       /* by device: where on the track */
    const struct lg_live_device **device; /* by device */
};

static void add_check(struct preflight *at, const char *subject, const char *op,
                      struct lg_value *wanted, struct lg_value *got, bool holds) {
    struct lg_arena *arena = at->ctx->arena;
    struct lg_str text = {0};
    lg_str_printf(&text, "%s: wanted ", subject);
    lg_value_print(wanted, &text);
    lg_str_add(&text, ", got ");
    lg_value_print(got, &text);
    at->checks[at->num_checks++] = (struct lg_check){.subject = subject,
                                                     .op = op,
                                                     .wanted = wanted,
                                                     .got = got,
                                                     .verdict = holds ? LG_HELD : LG_NOT_MET,
                                                     .text = lg_arena_strdup(arena, text.text)};
    lg_str_dispose(&text);
}

/* --- what the file asks for ----------------------------------------------------------------- */

static int find_devices(struct preflight *at, struct lg_err *err) {
    const struct lg_matrix *matrix = at->run->matrix;
    struct lg_arena *arena = at->ctx->arena;
    for (size_t i = 0; i < matrix->num_devices; i++) {
        if (!matrix->devices[i].is_used)
            continue;
        if (lg_chain_device(&at->run->chain, at->ctx, i, &at->stands[i], &at->device[i], err) < 0)
            return -1;
        struct lg_value *row = lg_value_map(arena);
        enum lg_switch is = lg_live_device_switch(at->device[i]);
        lg_value_put(arena, row, "name", lg_value_text(arena, at->device[i]->name));
        lg_value_put(arena, row, "index", lg_value_int(arena, (int64_t)at->stands[i]));
        lg_value_put(arena, row, "on",
                     is == LG_SWITCH_NONE ? lg_value_null(arena, "it is not known")
                                          : lg_value_bool(arena, is == LG_SWITCH_ON));
        lg_value_put(arena, at->devices, matrix->devices[i].alias, row);
    }
    return 0;
}

/* The loader has seen to it that there is one. */
static size_t device_of(const struct lg_matrix *matrix, const char *alias) {
    size_t i = 0;
    while (i + 1 < matrix->num_devices && strcmp(matrix->devices[i].alias, alias) != 0)
        i++;
    return i;
}

/* As Live shows it; finer than that says nothing. */
static double to_hundredths(double level_db) {
    return isfinite(level_db) ? round(level_db * 100) / 100 + 0.0 : level_db;
}

static void add_fader(struct preflight *at, const char *subject, double native) {
    double wanted = at->run->matrix->preflight.master_fader_db;
    struct lg_arena *arena = at->ctx->arena;
    double level;
    if (!lg_curve_at(&lg_curve_volume, native, &level))
        level = NAN;
    add_check(at, subject, "near", lg_value_real(arena, wanted, "dB"),
              lg_value_real(arena, to_hundredths(level), "dB"),
              fabs(level - wanted) <= fader_tolerance_db);
}

/* Of the track, and of the real master behind it where the script reaches that: a fader behind the
 * limiter lifts what it has limited. */
static int check_faders(struct preflight *at, struct lg_err *err) {
    struct lg_chain *chain = &at->run->chain;
    const struct lg_live_track *master = chain->set.resolver.set.master;
    struct lg_arena *arena = at->ctx->arena;
    double native = NAN;
    struct lg_place place;
    struct lg_reading now;
    const char *path = lg_arena_printf(arena, "%s/volume", at->run->matrix->track);
    if (lg_resolve(&chain->set.resolver, path, at->ctx->deadline_ns, &place, err) < 0 ||
        lg_spot_read(at->ctx->live, &place.spot, at->ctx->deadline_ns, arena, &now, err) < 0)
        return -1;
    if (!lg_osc_number(&now.value, &native))
        native = NAN;
    add_fader(at, lg_arena_printf(arena, "fader of %s", chain->track->name), native);
    if (master != NULL && master != chain->track && master->has_mixer)
        add_fader(at, lg_arena_printf(arena, "fader of the master, %s", master->name),
                  (double)master->mixer.volume.number);
    return 0;
}

static void check_order(struct preflight *at) {
    const struct lg_matrix *matrix = at->run->matrix;
    const struct lg_texts *order = &matrix->preflight.order;
    struct lg_arena *arena = at->ctx->arena;
    struct lg_value *wanted = lg_value_list(arena);
    struct lg_value *got = lg_value_list(arena);
    bool holds = true;
    bool *is_told = lg_arena_array(arena, matrix->num_devices, sizeof *is_told);
    for (size_t i = 0; i < order->count; i++) {
        size_t device = device_of(matrix, order->items[i]);
        lg_value_push(arena, wanted, lg_value_text(arena, order->items[i]));
        holds = holds &&
                (i == 0 || at->stands[device_of(matrix, order->items[i - 1])] < at->stands[device]);
    }
    for (size_t n = 0; n < order->count; n++) {
        size_t next = SIZE_MAX;
        for (size_t i = 0; i < order->count; i++) {
            size_t device = device_of(matrix, order->items[i]);
            if (!is_told[device] && (next == SIZE_MAX || at->stands[device] < at->stands[next]))
                next = device;
        }
        if (next == SIZE_MAX)
            break;
        is_told[next] = true;
        lg_value_push(arena, got, lg_value_text(arena, matrix->devices[next].alias));
    }
    if (order->count > 0)
        add_check(at, "order of devices", "eq", wanted, got, holds);
}

static void check_last(struct preflight *at) {
    const struct lg_matrix *matrix = at->run->matrix;
    const struct lg_live_track *track = at->run->chain.track;
    struct lg_arena *arena = at->ctx->arena;
    if (matrix->preflight.last == NULL)
        return;
    size_t device = device_of(matrix, matrix->preflight.last);
    add_check(at, "last device", "eq", lg_value_text(arena, at->device[device]->name),
              lg_value_text(arena, track->devices[track->num_devices - 1].name),
              at->stands[device] == track->num_devices - 1);
}

static void check_active(struct preflight *at) {
    const struct lg_matrix *matrix = at->run->matrix;
    struct lg_arena *arena = at->ctx->arena;
    const struct lg_texts *active = &matrix->preflight.active;
    for (size_t i = 0; i < active->count; i++) {
        const struct lg_live_device *device = at->device[device_of(matrix, active->items[i])];
        enum lg_switch is = lg_live_device_switch(device);
        const char *text = is == LG_SWITCH_ON ? "on" : is == LG_SWITCH_OFF ? "off" : "not known";
        add_check(at, lg_arena_printf(arena, "device %s", device->name), "eq",
                  lg_value_text(arena, "on"), lg_value_text(arena, text), is == LG_SWITCH_ON);
    }
}

static int check_chain(struct preflight *at, struct lg_err *err) {
    const struct lg_matrix *matrix = at->run->matrix;
    if (matrix->preflight.is_off)
        return 0;
    if (check_faders(at, err) < 0)
        return -1;
    check_order(at);
    check_last(at);
    check_active(at);
    return 0;
}

/* --- what values come to -------------------------------------------------------------------- */

/* A value that is out of range is no reason not to try the others: each point says so by itself.
 * One that its parameter can't ever take is a slip of the file, at `place`. */
static int try_value(struct preflight *at, size_t param, const struct lg_setting *setting,
                     const struct lg_node *place, struct lg_err *err) {
    struct lg_arena *arena = at->ctx->arena;
    struct lg_err why = {0};
    struct lg_str text = {0};
    struct lg_step_ctx own = *at->ctx;
    own.deadline_ns = matrix_deadline(at->ctx, at->run->matrix->set_timeout_ns);
    if (lg_chain_try(&at->run->chain, &own, param, setting, &why) == 0)
        return 0;
    if (why.is_misfit)
        return lg_node_err(place, err, "%s", why.text);
    if (why.kind != LG_ERR_WRITE && why.kind != LG_ERR_READ) {
        if (err != NULL)
            *err = why;
        return -1;
    }
    struct lg_value *row = lg_value_map(arena);
    lg_setting_write(setting, &text);
    lg_value_put(arena, row, "param", lg_value_text(arena, at->run->matrix->params[param].key));
    lg_value_put(arena, row, "value", lg_value_text(arena, lg_str_text(&text)));
    lg_value_put(arena, row, "why", lg_value_text(arena, why.text));
    lg_value_push(arena, at->refused, row);
    lg_str_dispose(&text);
    return 0;
}

static const struct lg_node *place_of_step(const struct lg_axis *axis, uint64_t step) {
    return axis->place->kind == LG_NODE_SEQ ? axis->place->items[step] : axis->place;
}

static int try_axis(struct preflight *at, const struct lg_axis *axis, struct lg_err *err) {
    if (axis->is_open || axis->count > TRIED_MAX)
        return 0;
    for (uint64_t step = 0; step < axis->count; step++) {
        struct lg_setting setting = lg_axis_at(axis, step);
        if (try_value(at, axis->param, &setting, place_of_step(axis, step), err) < 0)
            return -1;
    }
    return 0;
}

/* Of many, those that are the likeliest to be misspelt: texts. */
static int try_extra(struct preflight *at, const struct lg_matrix_extra *extra, bool is_whole,
                     struct lg_err *err) {
    for (size_t i = 0; i < at->run->matrix->num_params; i++) {
        const struct lg_setting *setting = &extra->settings[i];
        if ((is_whole || setting->kind == LG_SETTING_TEXT) &&
            try_value(at, i, setting, extra->place, err) < 0)
            return -1;
    }
    return 0;
}

static int try_values(struct preflight *at, struct lg_err *err) {
    const struct lg_matrix *matrix = at->run->matrix;
    for (size_t i = 0; i < matrix->num_params; i++)
        if (try_value(at, i, &matrix->constants[i], matrix->params[i].place, err) < 0)
            return -1;
    for (size_t i = 0; i < matrix->num_axes; i++)
        if (try_axis(at, &matrix->axes[i], err) < 0)
            return -1;
    for (size_t i = 0; i < matrix->num_extras; i++)
        if (try_extra(at, &matrix->extras[i], i < TRIED_MAX, err) < 0)
            return -1;
    return 0;
}

/* --- against an earlier run ----------------------------------------------------------------- */

/* The chain that the earlier run found, and the set around it, must be there again. */
static int check_recorded(struct preflight *at, const struct lg_value *now, struct lg_err *err) {
    struct matrix_run *run = at->run;
    const struct lg_event *event = NULL;
    if (recorded_peek(&run->recorded, &event, err) < 0)
        return -1;
    if (event == NULL)
        return 0;
    const struct lg_event_step *end = lg_event_end(event);
    bool is_preflight = strcmp(end->id, MATRIX_PREFLIGHT) == 0 && end->outcome == LG_PASSED;
    struct lg_str text = {0};
    int status = 0;
    static const char *const keys[] = {"found", "devices", "chain", "chain_sha256", "set", NULL};
    for (const char *const *key = keys; is_preflight && status == 0 && *key != NULL; key++) {
        const struct lg_value *was = lg_value_get(end->result, *key);
        const struct lg_value *is = lg_value_get(now, *key);
        if (!lg_identity_agrees(was, is, &text))
            status = lg_err_set(err, LG_ERR_READ, "not what run %s found: %s %s",
                                run->recorded.source->run, *key, lg_str_text(&text));
    }
    lg_str_dispose(&text);
    recorded_take(&run->recorded);
    if (!is_preflight)
        recorded_end(&run->recorded);
    return status;
}

static struct lg_value *set_value(const struct lg_chain *chain, struct lg_arena *arena) {
    const struct lg_live_set *set = &chain->set.resolver.set;
    struct lg_value *map = lg_value_map(arena);
    lg_value_put(arena, map, "num_tracks", lg_value_int(arena, (int64_t)set->num_tracks));
    lg_value_put(arena, map, "settings", lg_value_text(arena, chain->set.settings));
    return map;
}

static void put_standing(const struct lg_standing *standing, struct lg_arena *arena,
                         struct lg_value *result) {
    char sha256[LG_SHA256_HEX];
    lg_standing_sha256(standing, sha256);
    lg_value_put(arena, result, "chain", lg_standing_told(standing, arena));
    lg_value_put(arena, result, "chain_sha256", lg_value_text(arena, sha256));
}

/* The folder of the exports, or the nearest above it that is there. */
static const char *export_folder(const struct matrix_run *run, struct lg_arena *arena) {
    const char *path = lg_paths_user(run->suite.session->paths, arena, run->matrix->export.file);
    do
        path = lg_fs_folder(arena, path);
    while (!lg_fs_is_dir(path) && strcmp(path, "/") != 0 && strcmp(path, ".") != 0);
    return path;
}

/* What the file hands over stays there whatever is kept here. */
static int check_room(const struct matrix_run *run, struct lg_arena *arena, struct lg_err *err) {
    const struct lg_run_options *options = run->suite.session->options;
    double seconds = (double)run->matrix->export.length_ns / (double)LG_NS_PER_S;
    uint64_t bytes = lg_print_bytes(seconds);
    uint64_t points = run->matrix->num_points;
    uint64_t kept = lg_keep_most(matrix_keeps(run->matrix), points);
    if (lg_outlet_check_room(options->work_folder, kept * bytes, err) < 0)
        return -1;
    return run->matrix->export.file == NULL
               ? 0
               : lg_outlet_check_room(export_folder(run, arena),
                                      (seconds > 0 ? points : 1) * bytes / 2, err);
}

/* Within its own time: an answer that is lost must not use up what trying all values may take. */
static int look(struct preflight *at, struct lg_err *err) {
    struct matrix_run *run = at->run;
    struct lg_step_ctx *whole = at->ctx;
    struct lg_step_ctx own = *whole;
    own.deadline_ns = matrix_deadline(whole, run->matrix->preflight_timeout_ns);
    at->ctx = &own;
    int status = check_room(run, own.arena, err) < 0 || lg_chain_open(&run->chain, &own, err) < 0 ||
                         find_devices(at, err) < 0 || check_chain(at, err) < 0
                     ? -1
                     : 0;
    at->ctx = whole;
    return status;
}

static int preflight(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
                     struct lg_err *err) {
    struct matrix_run *run = ctx->own;
    const struct lg_matrix *matrix = run->matrix;
    struct lg_arena *arena = ctx->arena;
    struct preflight at = {
        .run = run, .ctx = ctx, .devices = lg_value_map(arena), .refused = lg_value_list(arena)};
    LG_UNUSED(params);
    at.checks = lg_arena_array(arena, 4 + matrix->preflight.active.count, sizeof *at.checks);
    at.stands = lg_arena_array(arena, matrix->num_devices, sizeof *at.stands);
    at.device = lg_arena_array(arena, matrix->num_devices, sizeof *at.device);
    if (look(&at, err) < 0)
        return -1;
    matrix_note_off(run, at.devices);
    struct lg_value *result = lg_value_map(arena);
    lg_value_put(arena, result, "track", lg_value_text(arena, run->chain.track->name));
    lg_value_put(arena, result, "devices", at.devices);
    lg_value_put(arena, result, "found", lg_chain_found(&run->chain, arena));
    put_standing(&run->chain.standing, arena, result);
    lg_value_put(arena, result, "set", set_value(&run->chain, arena));
    lg_value_put(arena, result, "places", lg_chain_places(&run->chain, arena));
    lg_value_put(arena, result, "plan_fingerprint",
                 lg_value_text(arena, run->chain.set.fingerprint));
    ctx->checks = at.checks;
    ctx->num_checks = at.num_checks;
    *result_out = result;
    for (size_t i = 0; i < at.num_checks; i++)
        if (at.checks[i].verdict != LG_HELD)
            return 0;
    if (check_recorded(&at, result, err) < 0 || try_values(&at, err) < 0)
        return -1;
    if (at.refused->as.list.count > 0)
        lg_value_put(arena, result, "refused", at.refused);
    return 0;
}

const struct lg_verb matrix_preflight = {
    .name = "preflight",
    .help = "is the chain as the matrix says, and what do its values come to?",
    .flags = LG_VERB_LIVE | LG_VERB_WRITES,
    .timeout_ms = TIMEOUT_MS,
    .fields = {"preflight", NULL, 0},
    .run = preflight,
};
