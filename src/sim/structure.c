/* /live/song/export/structure: all regular tracks as JSON, in a file whose name never changes. */
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/value.h"
#include "sim/clip.h"
#include "sim/handlers.h"

static struct lg_value *real(struct lg_arena *arena, double number) {
    return lg_value_real(arena, number, NULL);
}

static struct lg_value *clip_value(const struct lg_sim_clip *clip, size_t index,
                                   struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    lg_value_put(arena, map, "index", lg_value_int(arena, (int64_t)index));
    lg_value_put(arena, map, "name", lg_value_text(arena, clip->name));
    lg_value_put(arena, map, "length", real(arena, lg_sim_clip_length(clip)));
    return map;
}

static struct lg_value *param_value(const struct lg_sim_param *param, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    lg_value_put(arena, map, "name", lg_value_text(arena, param->name));
    lg_value_put(arena, map, "value", real(arena, (double)param->value));
    lg_value_put(arena, map, "min", real(arena, (double)param->min));
    lg_value_put(arena, map, "max", real(arena, (double)param->max));
    lg_value_put(arena, map, "is_quantized", lg_value_bool(arena, param->quantised));
    return map;
}

static struct lg_value *device_value(const struct lg_sim_device *device, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    struct lg_value *params = lg_value_list(arena);
    for (size_t i = 0; i < device->num_params; i++)
        lg_value_push(arena, params, param_value(&device->params[i], arena));
    lg_value_put(arena, map, "class_name", lg_value_text(arena, device->class_name));
    lg_value_put(arena, map, "type", lg_value_int(arena, (int64_t)device->type));
    lg_value_put(arena, map, "name", lg_value_text(arena, device->name));
    lg_value_put(arena, map, "parameters", params);
    return map;
}

static struct lg_value *track_value(struct lg_sim_call *call, struct lg_sim_track *track) {
    struct lg_arena *arena = call->arena;
    struct lg_value *map = lg_value_map(arena);
    struct lg_value *clips = lg_value_list(arena);
    struct lg_value *devices = lg_value_list(arena);
    struct lg_sim_value group = {.kind = LG_SIM_VALUE_NONE};
    const struct lg_sim_object object = lg_sim_track_object(track);
    for (size_t i = 0; i < track->num_slots; i++)
        if (track->slots[i].clip != NULL)
            lg_value_push(arena, clips, clip_value(track->slots[i].clip, i, arena));
    for (size_t i = 0; i < track->num_devices; i++)
        lg_value_push(arena, devices, device_value(&track->devices[i], arena));
    bool is_known = lg_sim_getattr_named(call, &object, "group_track", &group);
    bool is_grouped = is_known && group.kind == LG_SIM_VALUE_INT;
    lg_value_put(arena, map, "index", lg_value_int(arena, track - call->set->tracks));
    lg_value_put(arena, map, "name", lg_value_text(arena, track->name));
    lg_value_put(arena, map, "is_foldable", lg_value_bool(arena, track->kind == LG_SIM_GROUP));
    lg_value_put(arena, map, "group_track",
                 is_grouped ? lg_value_int(arena, group.as.integer) : lg_value_null(arena, NULL));
    lg_value_put(arena, map, "clips", clips);
    lg_value_put(arena, map, "devices", devices);
    return map;
}

enum lg_sim_result lg_sim_structure_export(struct lg_sim_call *call,
                                           const struct lg_sim_object *object, const void *detail) {
    static const char name[] = "abletonosc-song-structure.json";
    struct lg_value *tracks = lg_value_list(call->arena);
    struct lg_value *song = lg_value_map(call->arena);
    struct lg_str text = {0};
    struct lg_err err = {0};
    LG_UNUSED(object);
    LG_UNUSED(detail);
    for (size_t i = 0; i < call->set->num_tracks; i++)
        lg_value_push(call->arena, tracks, track_value(call, &call->set->tracks[i]));
    lg_value_put(call->arena, song, "tracks", tracks);
    if (call->folder == NULL)
        return lg_sim_raise(call, LG_SIM_OTHER_ERROR,
                            "[Errno 2] No usable temporary directory found");
    lg_json_write(song, &text);
    const char *path = lg_fs_join(call->arena, call->folder, name);
    int written = lg_fs_write_atomic(path, lg_str_text(&text), text.length, &err);
    lg_str_dispose(&text);
    if (written != 0)
        return lg_sim_raise(call, LG_SIM_OTHER_ERROR, "[Errno %d] %s: '%s'", err.sys_errno,
                            strerror(err.sys_errno), path);
    lg_sim_answer(call, lg_sim_int(1));
    return LG_SIM_ANSWERED;
}
