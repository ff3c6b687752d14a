#include "live/tables.h"

#include "live/sends.h"

/* The columns of a device's table; each reply is track, device, then one value per parameter. */
enum column { NAME, VALUE, MIN, MAX, IS_QUANTIZED, NUM_COLUMNS };

static const char *const columns[NUM_COLUMNS] = {
    [NAME] = "/live/device/get/parameters/name",
    [VALUE] = "/live/device/get/parameters/value",
    [MIN] = "/live/device/get/parameters/min",
    [MAX] = "/live/device/get/parameters/max",
    [IS_QUANTIZED] = "/live/device/get/parameters/is_quantized",
};

enum mixer { VOLUME, PANNING, MUTE, SOLO, ARM, MONITORING, NUM_MIXER };

static const char *const mixer[NUM_MIXER] = {
    [VOLUME] = "/live/track/get/volume", [PANNING] = "/live/track/get/panning",
    [MUTE] = "/live/track/get/mute",     [SOLO] = "/live/track/get/solo",
    [ARM] = "/live/track/get/arm",       [MONITORING] = "/live/track/get/current_monitoring_state",
};

static const char get_send[] = LG_SENDS_ADDRESS;

enum { INDICES = 2 };

static int ask_device(struct lg_batch *batch, const struct lg_track_ref *ref, size_t device,
                      size_t *first_out, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_osc_arg args[INDICES] = {{0}, lg_osc_int((int32_t)device)};
    int status = lg_track_ref_arg(ref, LG_PART_DEVICE, &arena, &args[0], err);
    for (size_t i = 0; status == 0 && i < NUM_COLUMNS; i++) {
        size_t index = lg_batch_ask_safe(batch, columns[i], args, INDICES, INDICES);
        if (i == 0)
            *first_out = index;
    }
    lg_arena_dispose(&arena);
    return status;
}

/* Behind the columns of the mixer stand the sends; a return may have fewer of them. */
static int ask_mixer(struct lg_batch *batch, const struct lg_track_ref *ref, size_t num_sends,
                     size_t *first_out, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_osc_arg arg;
    int status = lg_track_ref_arg(ref, LG_PART_TRACK, &arena, &arg, err);
    for (size_t i = 0; status == 0 && i < NUM_MIXER; i++) {
        size_t index = lg_batch_ask_safe(batch, mixer[i], &arg, 1, 1);
        if (i == 0)
            *first_out = index;
    }
    for (size_t i = 0; status == 0 && i < num_sends; i++) {
        struct lg_osc_arg args[INDICES] = {arg, lg_osc_int((int32_t)i)};
        if (ref->kind == LG_TRACK_RETURN)
            lg_batch_ask_row(batch, get_send, args, INDICES, INDICES);
        else
            lg_batch_ask_safe(batch, get_send, args, INDICES, INDICES);
    }
    lg_arena_dispose(&arena);
    return status;
}

static size_t num_devices(const struct lg_track_ref *ref, const struct lg_live_track *track) {
    bool reached = lg_dialect_reaches(ref->dialect, ref->kind, LG_PART_DEVICE);
    return reached ? track->num_devices : 0;
}

int lg_tables_ask(struct lg_batch *batch, const struct lg_track_ref *ref,
                  const struct lg_live_track *track, size_t *first_out, struct lg_err *err) {
    size_t ignored;
    if (ask_mixer(batch, ref, track->mixer.num_sends, first_out, err) < 0)
        return -1;
    for (size_t i = 0; i < num_devices(ref, track); i++) {
        if (ask_device(batch, ref, i, &ignored, err) < 0)
            return -1;
    }
    return 0;
}

/* A column's values, without the indices before them. */
static int take_column(const struct lg_batch *batch, size_t index, size_t indices,
                       const char *address, struct lg_osc_msg *out, struct lg_err *err) {
    const struct lg_answer *answer = lg_batch_answer(batch, index);
    if (answer->kind != LG_ANSWER_REPLY)
        return lg_err_set(err, LG_ERR_READ, "%s: AbletonOSC answered '%s'", address,
                          answer->kind == LG_ANSWER_ERROR ? answer->error : "nothing");
    *out = (struct lg_osc_msg){address, answer->args + indices, answer->count - indices};
    return 0;
}

static bool is_float(const struct lg_osc_arg *arg, struct lg_native *out) {
    if (arg->tag != 'f')
        return false;
    *out = (struct lg_native){arg->as.f};
    return true;
}

static bool take_param(const struct lg_osc_msg table[NUM_COLUMNS], size_t at,
                       struct lg_arena *arena, struct lg_live_param *out) {
    char quantized = table[IS_QUANTIZED].args[at].tag;
    if (table[NAME].args[at].tag != 's' || (quantized != 'T' && quantized != 'F') ||
        !is_float(&table[VALUE].args[at], &out->value) ||
        !is_float(&table[MIN].args[at], &out->range.min) ||
        !is_float(&table[MAX].args[at], &out->range.max))
        return false;
    out->name = lg_arena_strdup(arena, table[NAME].args[at].as.s);
    out->is_quantized = quantized == 'T';
    return true;
}

static int take_device(const struct lg_batch *batch, size_t first, struct lg_arena *arena,
                       struct lg_live_device *device, struct lg_err *err) {
    struct lg_osc_msg table[NUM_COLUMNS];
    for (size_t i = 0; i < NUM_COLUMNS; i++) {
        if (take_column(batch, first + i, INDICES, columns[i], &table[i], err) < 0)
            return -1;
        if (table[i].count != table[0].count)
            return lg_err_set(err, LG_ERR_READ, "%s has %zu values, %s has %zu", columns[0],
                              table[0].count, columns[i], table[i].count);
    }
    struct lg_live_param *params = lg_arena_array(arena, table[0].count, sizeof *params);
    for (size_t i = 0; i < table[0].count; i++) {
        if (!take_param(table, i, arena, &params[i]))
            return lg_err_set(err, LG_ERR_READ,
                              "parameter %zu is malformed: name, value, min, max and is_quantized "
                              "have to be s, f, f, f and T or F",
                              i);
    }
    device->params = params;
    device->num_params = table[0].count;
    device->has_params = true;
    return 0;
}

static enum lg_switch switch_of(const struct lg_osc_arg *arg) {
    double number = 0;
    if (!lg_osc_number(arg, &number))
        return LG_SWITCH_NONE;
    return number != 0 ? LG_SWITCH_ON : LG_SWITCH_OFF;
}

/* The one value of a mixer's column. */
static int take_single(const struct lg_batch *batch, size_t first, enum mixer column,
                       const struct lg_osc_arg **out, struct lg_err *err) {
    struct lg_osc_msg got;
    if (take_column(batch, first + column, 1, mixer[column], &got, err) < 0)
        return -1;
    if (got.count != 1)
        return lg_err_set(err, LG_ERR_READ, "%s gave %zu values instead of one", mixer[column],
                          got.count);
    *out = got.args;
    return 0;
}

static enum lg_monitoring monitoring_of(const struct lg_osc_arg *arg) {
    double number = 0;
    if (!lg_osc_number(arg, &number) || number < 0 || number > LG_MONITORING_OFF - LG_MONITORING_IN)
        return LG_MONITORING_NONE;
    return (enum lg_monitoring)(LG_MONITORING_IN + (int)number);
}

static int take_send(const struct lg_batch *batch, size_t index, struct lg_native *out,
                     struct lg_err *err) {
    struct lg_osc_msg got;
    if (take_column(batch, index, INDICES, get_send, &got, err) < 0)
        return -1;
    if (got.count != 1 || !is_float(got.args, out))
        return lg_err_set(err, LG_ERR_READ, "%s did not give one float", get_send);
    return 0;
}

static int take_sends(const struct lg_batch *batch, size_t first, struct lg_live_track *track,
                      struct lg_arena *arena, struct lg_err *err) {
    struct lg_live_mixer *out = &track->mixer;
    size_t asked = out->num_sends;
    out->sends = lg_arena_array(arena, asked, sizeof *out->sends);
    for (out->num_sends = 0; out->num_sends < asked; out->num_sends++) {
        size_t at = first + out->num_sends;
        if (track->kind == LG_TRACK_RETURN && lg_batch_answer(batch, at)->kind == LG_ANSWER_ERROR)
            return 0;
        if (take_send(batch, at, &out->sends[out->num_sends], err) < 0)
            return -1;
    }
    return 0;
}

static int take_mixer(const struct lg_batch *batch, size_t first, struct lg_live_track *track,
                      struct lg_arena *arena, struct lg_err *err) {
    struct lg_live_mixer *out = &track->mixer;
    const struct lg_osc_arg *got[NUM_MIXER];
    for (int i = 0; i < NUM_MIXER; i++) {
        if (take_single(batch, first, (enum mixer)i, &got[i], err) < 0)
            return -1;
    }
    if (!is_float(got[VOLUME], &out->volume) || !is_float(got[PANNING], &out->panning))
        return lg_err_set(err, LG_ERR_READ, "volume and panning have to be floats");
    out->mute = switch_of(got[MUTE]);
    out->solo = switch_of(got[SOLO]);
    out->arm = switch_of(got[ARM]);
    out->monitoring = monitoring_of(got[MONITORING]);
    out->is_whole = track->has_mixer = true;
    return take_sends(batch, first + NUM_MIXER, track, arena, err);
}

int lg_tables_take(const struct lg_batch *batch, size_t first, const struct lg_track_ref *ref,
                   struct lg_live_track *track, struct lg_arena *arena, struct lg_err *err) {
    size_t devices = first + NUM_MIXER + track->mixer.num_sends;
    if (take_mixer(batch, first, track, arena, err) < 0)
        return lg_err_wrap(err, "%s: ", track->name);
    for (size_t i = 0; i < num_devices(ref, track); i++) {
        size_t at = devices + i * NUM_COLUMNS;
        if (take_device(batch, at, arena, &track->devices[i], err) < 0)
            return lg_err_wrap(err, "%s / %s: ", track->name, track->devices[i].name);
    }
    return 0;
}

int lg_tables_read_device(struct lg_live *live, const struct lg_track_ref *ref,
                          struct lg_live_track *track, size_t device, int64_t deadline_ns,
                          struct lg_arena *arena, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    size_t first = 0;
    int status = ask_device(batch, ref, device, &first, err);
    if (status == 0)
        status = lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0)
        status = take_device(batch, first, arena, &track->devices[device], err);
    lg_batch_free(batch);
    return status < 0 ? lg_err_wrap(err, "%s / %s: ", track->name, track->devices[device].name) : 0;
}
