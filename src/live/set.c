#include "live/set.h"

#include <math.h>

#include "live/fingerprint.h"

enum lg_switch lg_live_device_switch(const struct lg_live_device *device) {
    if (!device->has_params || device->num_params == 0)
        return LG_SWITCH_NONE;
    return device->params[0].value.number != 0 ? LG_SWITCH_ON : LG_SWITCH_OFF;
}

static const char *const monitoring_names[LG_MONITORING__COUNT] = {"none", "in", "auto", "off"};

const char *lg_monitoring_name(enum lg_monitoring monitoring) {
    return (unsigned)monitoring < LG_MONITORING__COUNT ? monitoring_names[monitoring] : "unknown";
}

const char **lg_live_track_names(const struct lg_live_track *tracks, size_t count,
                                 struct lg_arena *arena) {
    const char **names = lg_arena_array(arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = tracks[i].name;
    return names;
}

static struct lg_value *native_value(struct lg_native native, struct lg_arena *arena) {
    return lg_value_real(arena, lg_native_decimal(native), NULL);
}

static struct lg_value *switch_value(enum lg_switch state, struct lg_arena *arena) {
    if (state == LG_SWITCH_NONE)
        return lg_value_null(arena, NULL);
    return lg_value_bool(arena, state == LG_SWITCH_ON);
}

static struct lg_value *param_value(const struct lg_live_param *param, struct lg_arena *arena) {
    struct lg_value *value = lg_value_map(arena);
    lg_value_put(arena, value, "name", lg_value_text(arena, param->name));
    lg_value_put(arena, value, "value", native_value(param->value, arena));
    lg_value_put(arena, value, "min", native_value(param->range.min, arena));
    lg_value_put(arena, value, "max", native_value(param->range.max, arena));
    lg_value_put(arena, value, "is_quantized", lg_value_bool(arena, param->is_quantized));
    return value;
}

static struct lg_value *device_value(const struct lg_live_device *device, size_t index,
                                     struct lg_arena *arena) {
    struct lg_value *value = lg_value_map(arena);
    lg_value_put(arena, value, "index", lg_value_int(arena, (int64_t)index));
    lg_value_put(arena, value, "name", lg_value_text(arena, device->name));
    lg_value_put(arena, value, "class_name", lg_value_text(arena, device->class_name));
    if (!device->has_params)
        return value;
    struct lg_value *params = lg_value_list(arena);
    for (size_t i = 0; i < device->num_params; i++)
        lg_value_push(arena, params, param_value(&device->params[i], arena));
    lg_value_put(arena, value, "on", switch_value(lg_live_device_switch(device), arena));
    lg_value_put(arena, value, "parameters", params);
    return value;
}

static struct lg_value *mixer_value(const struct lg_live_mixer *mixer, struct lg_arena *arena) {
    struct lg_value *value = lg_value_map(arena);
    lg_value_put(arena, value, "volume", native_value(mixer->volume, arena));
    lg_value_put(arena, value, "panning", native_value(mixer->panning, arena));
    lg_value_put(arena, value, "mute", switch_value(mixer->mute, arena));
    lg_value_put(arena, value, "solo", switch_value(mixer->solo, arena));
    if (!mixer->is_whole)
        return value;
    struct lg_value *sends = lg_value_list(arena);
    for (size_t i = 0; i < mixer->num_sends; i++)
        lg_value_push(arena, sends, native_value(mixer->sends[i], arena));
    lg_value_put(arena, value, "arm", switch_value(mixer->arm, arena));
    lg_value_put(arena, value, "monitoring",
                 mixer->monitoring == LG_MONITORING_NONE
                     ? lg_value_null(arena, NULL)
                     : lg_value_text(arena, lg_monitoring_name(mixer->monitoring)));
    lg_value_put(arena, value, "sends", sends);
    return value;
}

static struct lg_value *song_value(const struct lg_live_song *song, struct lg_arena *arena) {
    struct lg_value *value = lg_value_map(arena);
    lg_value_put(arena, value, "tempo", native_value(song->tempo, arena));
    lg_value_put(arena, value, "metronome", switch_value(song->metronome, arena));
    lg_value_put(arena, value, "loop", switch_value(song->loop, arena));
    lg_value_put(arena, value, "loop_start", native_value(song->loop_start, arena));
    lg_value_put(arena, value, "loop_length", native_value(song->loop_length, arena));
    return value;
}

static struct lg_value *track_value(const struct lg_live_track *track, size_t id,
                                    struct lg_arena *arena) {
    struct lg_value *value = lg_value_map(arena);
    struct lg_value *devices = lg_value_list(arena);
    for (size_t i = 0; i < track->num_devices; i++)
        lg_value_push(arena, devices, device_value(&track->devices[i], i, arena));
    lg_value_put(arena, value, "id", lg_value_int(arena, (int64_t)id));
    lg_value_put(arena, value, "name", lg_value_text(arena, track->name));
    lg_value_put(arena, value, "num_devices", lg_value_int(arena, (int64_t)track->num_devices));
    lg_value_put(arena, value, "devices", devices);
    if (track->has_mixer)
        lg_value_put(arena, value, "mixer", mixer_value(&track->mixer, arena));
    return value;
}

static struct lg_value *tracks_value(const struct lg_live_track *tracks, size_t count,
                                     struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    for (size_t i = 0; i < count; i++)
        lg_value_push(arena, list, track_value(&tracks[i], i, arena));
    return list;
}

static struct lg_value *fingerprints_value(const struct lg_live_set *set, struct lg_arena *arena) {
    struct lg_value *value = lg_value_map(arena);
    char hex[LG_SHA256_HEX];
    for (int depth = 0; depth <= (set->has_values ? LG_FINGERPRINT_VALUES : 0); depth++) {
        lg_live_fingerprint_v2(set, (enum lg_fingerprint_depth)depth, hex);
        lg_value_put(arena, value, lg_fingerprint_depth_name((enum lg_fingerprint_depth)depth),
                     lg_value_text(arena, hex));
    }
    return value;
}

struct lg_value *lg_live_set_value(const struct lg_live_set *set, struct lg_arena *arena) {
    struct lg_value *value = lg_value_map(arena);
    char *version = lg_arena_printf(arena, "%d.%d", set->version[0], set->version[1]);
    lg_value_put(arena, value, "ok", lg_value_bool(arena, true));
    lg_value_put(arena, value, "num_tracks", lg_value_int(arena, (int64_t)set->num_tracks));
    lg_value_put(arena, value, "fingerprint", lg_value_text(arena, set->fingerprint));
    lg_value_put(arena, value, "fingerprint_v2", fingerprints_value(set, arena));
    lg_value_put(arena, value, "live_version", lg_value_text(arena, version));
    if (set->is_surveyed)
        lg_value_put(arena, value, "dialect", lg_value_text(arena, lg_dialect_name(set->dialect)));
    if (set->has_song)
        lg_value_put(arena, value, "song", song_value(&set->song, arena));
    lg_value_put(arena, value, "tracks", tracks_value(set->tracks, set->num_tracks, arena));
    if (set->num_returns > 0)
        lg_value_put(arena, value, "returns", tracks_value(set->returns, set->num_returns, arena));
    if (set->master != NULL)
        lg_value_put(arena, value, "master", track_value(set->master, 0, arena));
    return value;
}
