/* Reads a set back from its JSON. */
#include <math.h>
#include <string.h>

#include "live/set.h"

/* A place in the file for messages: "tracks.2.devices.0". */
struct place {
    const struct lg_value *map;
    const char *path;
};

static int missing(const struct place *at, const char *key, const char *what, struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "this is no scan: %s%s%s is not %s", at->path,
                      at->path[0] == '\0' ? "" : ".", key, what);
}

static int take_text(const struct place *at, const char *key, const char **out,
                     struct lg_err *err) {
    const struct lg_value *value = lg_value_get(at->map, key);
    if (value == NULL || value->kind != LG_VALUE_STRING)
        return missing(at, key, "a text", err);
    *out = value->as.string.text;
    return 0;
}

static int take_native(const struct place *at, const char *key, struct lg_native *out,
                       struct lg_err *err) {
    double number = lg_value_number(lg_value_get(at->map, key));
    if (isnan(number))
        return missing(at, key, "a number", err);
    out->number = (float)number;
    return 0;
}

static int take_switch(const struct place *at, const char *key, enum lg_switch *out,
                       struct lg_err *err) {
    const struct lg_value *value = lg_value_get(at->map, key);
    if (value == NULL || (value->kind != LG_VALUE_BOOL && value->kind != LG_VALUE_NULL))
        return missing(at, key, "true, false or null", err);
    *out = LG_SWITCH_NONE;
    if (value->kind == LG_VALUE_BOOL)
        *out = value->as.boolean ? LG_SWITCH_ON : LG_SWITCH_OFF;
    return 0;
}

/* The list below a key; NULL when the key is not there and need not be. */
static int take_list(const struct place *at, const char *key, bool needed,
                     const struct lg_value **out, struct lg_err *err) {
    *out = lg_value_get(at->map, key);
    if ((*out == NULL && needed) || (*out != NULL && (*out)->kind != LG_VALUE_LIST))
        return missing(at, key, "a list", err);
    return 0;
}

static struct place item_of(const struct place *at, const char *key, const struct lg_item *item,
                            size_t index, struct lg_arena *arena) {
    const char *path =
        lg_arena_printf(arena, "%s%s%s.%zu", at->path, at->path[0] == '\0' ? "" : ".", key, index);
    return (struct place){item->value, path};
}

static int take_param(const struct place *at, struct lg_live_param *out, struct lg_err *err) {
    enum lg_switch is_quantized;
    if (take_text(at, "name", &out->name, err) < 0 ||
        take_native(at, "value", &out->value, err) < 0 ||
        take_native(at, "min", &out->range.min, err) < 0 ||
        take_native(at, "max", &out->range.max, err) < 0 ||
        take_switch(at, "is_quantized", &is_quantized, err) < 0)
        return -1;
    out->is_quantized = is_quantized == LG_SWITCH_ON;
    return 0;
}

static int take_device(const struct place *at, struct lg_arena *arena, struct lg_live_device *out,
                       struct lg_err *err) {
    const struct lg_value *params;
    if (take_text(at, "name", &out->name, err) < 0 ||
        take_text(at, "class_name", &out->class_name, err) < 0 ||
        take_list(at, "parameters", false, &params, err) < 0)
        return -1;
    if (params == NULL)
        return 0;
    out->has_params = true;
    out->params = lg_arena_array(arena, params->as.list.count, sizeof *out->params);
    for (const struct lg_item *item = params->as.list.first; item != NULL; item = item->next) {
        struct place place = item_of(at, "parameters", item, out->num_params, arena);
        if (take_param(&place, &out->params[out->num_params++], err) < 0)
            return -1;
    }
    return 0;
}

static int take_monitoring(const struct place *at, enum lg_monitoring *out, struct lg_err *err) {
    const struct lg_value *value = lg_value_get(at->map, "monitoring");
    *out = LG_MONITORING_NONE;
    if (value != NULL && value->kind == LG_VALUE_NULL)
        return 0;
    for (int i = LG_MONITORING_IN; i < LG_MONITORING__COUNT; i++) {
        *out = (enum lg_monitoring)i;
        if (value != NULL && value->kind == LG_VALUE_STRING &&
            strcmp(value->as.string.text, lg_monitoring_name(*out)) == 0)
            return 0;
    }
    return missing(at, "monitoring", "in, auto, off or null", err);
}

static int take_sends(const struct place *at, struct lg_arena *arena, struct lg_live_mixer *out,
                      struct lg_err *err) {
    const struct lg_value *sends;
    if (take_list(at, "sends", true, &sends, err) < 0)
        return -1;
    out->sends = lg_arena_array(arena, sends->as.list.count, sizeof *out->sends);
    for (const struct lg_item *item = sends->as.list.first; item != NULL; item = item->next) {
        double number = lg_value_number(item->value);
        if (isnan(number))
            return missing(at, "sends", "a list of numbers", err);
        out->sends[out->num_sends++].number = (float)number;
    }
    return 0;
}

static int take_mixer(const struct place *at, struct lg_arena *arena, struct lg_live_track *out,
                      struct lg_err *err) {
    struct place place = {lg_value_get(at->map, "mixer"),
                          lg_arena_printf(arena, "%s.mixer", at->path)};
    if (place.map == NULL)
        return 0;
    out->has_mixer = true;
    if (take_native(&place, "volume", &out->mixer.volume, err) < 0 ||
        take_native(&place, "panning", &out->mixer.panning, err) < 0 ||
        take_switch(&place, "mute", &out->mixer.mute, err) < 0 ||
        take_switch(&place, "solo", &out->mixer.solo, err) < 0)
        return -1;
    out->mixer.is_whole = lg_value_get(place.map, "arm") != NULL;
    if (!out->mixer.is_whole)
        return 0;
    if (take_switch(&place, "arm", &out->mixer.arm, err) < 0 ||
        take_monitoring(&place, &out->mixer.monitoring, err) < 0)
        return -1;
    return take_sends(&place, arena, &out->mixer, err);
}

static int take_track(const struct place *at, enum lg_track_kind kind, struct lg_arena *arena,
                      struct lg_live_track *out, struct lg_err *err) {
    const struct lg_value *devices;
    out->kind = kind;
    if (take_text(at, "name", &out->name, err) < 0 || take_mixer(at, arena, out, err) < 0 ||
        take_list(at, "devices", true, &devices, err) < 0)
        return -1;
    out->devices = lg_arena_array(arena, devices->as.list.count, sizeof *out->devices);
    for (const struct lg_item *item = devices->as.list.first; item != NULL; item = item->next) {
        struct place place = item_of(at, "devices", item, out->num_devices, arena);
        if (take_device(&place, arena, &out->devices[out->num_devices++], err) < 0)
            return -1;
    }
    return 0;
}

struct tracks {
    struct lg_live_track *items;
    size_t count;
};

static int take_tracks(const struct place *at, const char *key, enum lg_track_kind kind,
                       struct lg_arena *arena, struct tracks *out, struct lg_err *err) {
    const struct lg_value *list;
    if (take_list(at, key, kind == LG_TRACK_REGULAR, &list, err) < 0)
        return -1;
    if (list == NULL)
        return 0;
    out->items = lg_arena_array(arena, list->as.list.count, sizeof *out->items);
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next) {
        struct place place = item_of(at, key, item, out->count, arena);
        if (take_track(&place, kind, arena, &out->items[out->count++], err) < 0)
            return -1;
    }
    return 0;
}

static int take_version(const struct place *at, struct lg_live_set *out, struct lg_err *err) {
    const char *text;
    int64_t numbers[2];
    if (take_text(at, "live_version", &text, err) < 0)
        return -1;
    const char *dot = strchr(text, '.');
    if (dot == NULL ||
        !lg_number_read_int((struct lg_view){text, (size_t)(dot - text)}, &numbers[0]) ||
        !lg_number_read_int(lg_view_of(dot + 1), &numbers[1]))
        return missing(at, "live_version", "a version, 12.1", err);
    out->version[0] = (int)numbers[0];
    out->version[1] = (int)numbers[1];
    return 0;
}

static int take_dialect(const struct place *at, struct lg_live_set *out, struct lg_err *err) {
    const char *name;
    if (lg_value_get(at->map, "dialect") == NULL)
        return 0;
    if (take_text(at, "dialect", &name, err) < 0)
        return -1;
    out->is_surveyed = true;
    for (int i = 0; i < LG_DIALECT__COUNT; i++) {
        out->dialect = (enum lg_dialect)i;
        if (strcmp(name, lg_dialect_name(out->dialect)) == 0)
            return 0;
    }
    return missing(at, "dialect", "a dialect that is known", err);
}

static int take_song(const struct place *at, struct lg_live_set *out, struct lg_err *err) {
    struct place song = {lg_value_get(at->map, "song"), "song"};
    out->has_song = song.map != NULL;
    if (song.map == NULL)
        return 0;
    if (take_native(&song, "tempo", &out->song.tempo, err) < 0 ||
        take_switch(&song, "metronome", &out->song.metronome, err) < 0 ||
        take_switch(&song, "loop", &out->song.loop, err) < 0 ||
        take_native(&song, "loop_start", &out->song.loop_start, err) < 0)
        return -1;
    return take_native(&song, "loop_length", &out->song.loop_length, err);
}

static int take_fingerprint(const struct place *at, struct lg_live_set *out, struct lg_err *err) {
    const char *hex;
    if (take_text(at, "fingerprint", &hex, err) < 0)
        return -1;
    if (strlen(hex) != LG_SHA256_HEX - 1)
        return missing(at, "fingerprint", "a SHA-256", err);
    memcpy(out->fingerprint, hex, LG_SHA256_HEX);
    return 0;
}

int lg_live_set_read(const struct lg_value *value, struct lg_arena *arena, struct lg_live_set *out,
                     struct lg_err *err) {
    struct place root = {value, ""};
    struct lg_live_set set = {0};
    struct tracks tracks = {0};
    struct tracks returns = {0};
    struct place master = {lg_value_get(value, "master"), "master"};
    if (take_version(&root, &set, err) < 0 || take_fingerprint(&root, &set, err) < 0 ||
        take_dialect(&root, &set, err) < 0 || take_song(&root, &set, err) < 0 ||
        take_tracks(&root, "tracks", LG_TRACK_REGULAR, arena, &tracks, err) < 0 ||
        take_tracks(&root, "returns", LG_TRACK_RETURN, arena, &returns, err) < 0)
        return -1;
    if (master.map != NULL) {
        set.master = lg_arena_alloc(arena, sizeof *set.master);
        if (take_track(&master, LG_TRACK_MASTER, arena, set.master, err) < 0)
            return -1;
    }
    set.has_values = lg_value_path(value, "fingerprint_v2.settings") != NULL;
    set.tracks = tracks.items;
    set.num_tracks = tracks.count;
    set.returns = returns.items;
    set.num_returns = returns.count;
    *out = set;
    return 0;
}
