/* /live/song: what it does, what it says of its tracks and scenes. */
#include "sim/handlers.h"

#include <string.h>

#include "sim/clip.h"
#include "sim/state.h"

static enum lg_sim_result get_num_tracks(struct lg_sim_call *call,
                                         const struct lg_sim_object *object, const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_int((int64_t)call->set->num_tracks));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_num_scenes(struct lg_sim_call *call,
                                         const struct lg_sim_object *object, const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_int(call->set->num_scenes));
    return LG_SIM_ANSWERED;
}

static bool is_minus_one(const struct lg_sim_value *value) {
    return (value->kind == LG_SIM_VALUE_INT && value->as.integer == -1) ||
           (value->kind == LG_SIM_VALUE_FLOAT && value->as.real == -1.0);
}

/* The range that a request for names asks for; all without arguments. Only the tracks' knows -1. */
static bool read_range(struct lg_sim_call *call, bool knows_end, int64_t *first, int64_t *end) {
    if (call->count == 0)
        return true;
    if (!lg_sim_unpack(call, 2) || !lg_sim_to_index(call, &call->args[0], first))
        return false;
    return (knows_end && is_minus_one(&call->args[1])) ||
           lg_sim_to_index(call, &call->args[1], end);
}

static enum lg_sim_result get_track_names(struct lg_sim_call *call,
                                          const struct lg_sim_object *object, const void *detail) {
    int64_t first = 0;
    int64_t end = (int64_t)call->set->num_tracks;
    LG_UNUSED(object);
    LG_UNUSED(detail);
    if (!read_range(call, true, &first, &end))
        return LG_SIM_RAISED;
    for (int64_t index = first; index < end; index++) {
        size_t position;
        if (!lg_sim_item(call, index, call->set->num_tracks, &position))
            return LG_SIM_RAISED;
        lg_sim_answer(call, lg_sim_text(call->set->tracks[position].name));
    }
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_scene_names(struct lg_sim_call *call,
                                          const struct lg_sim_object *object, const void *detail) {
    int64_t first = 0;
    int64_t end = call->set->num_scenes;
    LG_UNUSED(object);
    LG_UNUSED(detail);
    if (!read_range(call, false, &first, &end))
        return LG_SIM_RAISED;
    for (int64_t index = first; index < end; index++) {
        size_t position;
        if (!lg_sim_item(call, index, (size_t)call->set->num_scenes, &position))
            return LG_SIM_RAISED;
        lg_sim_answer(call, lg_sim_text(call->set->scenes[position].name));
    }
    return LG_SIM_ANSWERED;
}

/* "track.name" → "track", "name"; `obj, property_name = prop.split(".")` in the script. */
static bool split_property(struct lg_sim_call *call, const struct lg_sim_value *value,
                           const char **object_out, const char **name_out) {
    if (value->kind != LG_SIM_VALUE_TEXT) {
        lg_sim_raise(call, LG_SIM_ATTRIBUTE_ERROR, "'%s' object has no attribute 'split'",
                     lg_sim_type_name(value));
        return false;
    }
    const char *text = value->as.text.text;
    const char *dot = strchr(text, '.');
    if (dot == NULL) {
        lg_sim_raise(call, LG_SIM_VALUE_ERROR, "not enough values to unpack (expected 2, got 1)");
        return false;
    }
    if (strchr(dot + 1, '.') != NULL) {
        lg_sim_raise(call, LG_SIM_VALUE_ERROR, "too many values to unpack (expected 2)");
        return false;
    }
    *object_out = lg_arena_strndup(call->arena, text, (size_t)(dot - text));
    *name_out = dot + 1;
    return true;
}

static bool answer(struct lg_sim_call *call, const struct lg_sim_object *object, const char *name) {
    struct lg_sim_value value;
    if (!lg_sim_getattr_named(call, object, name, &value))
        return false;
    lg_sim_answer(call, value);
    return true;
}

static bool answer_track(struct lg_sim_call *call, struct lg_sim_track *track, const char *name) {
    const struct lg_sim_object object = lg_sim_track_object(track);
    if (strcmp(name, "num_devices") != 0)
        return answer(call, &object, name);
    lg_sim_answer(call, lg_sim_int((int64_t)track->num_devices));
    return true;
}

static bool answer_devices(struct lg_sim_call *call, struct lg_sim_track *track, const char *name) {
    for (size_t i = 0; i < track->num_devices; i++) {
        const struct lg_sim_object object = lg_sim_device_object(track, i);
        if (!answer(call, &object, name))
            return false;
    }
    return true;
}

/* An empty slot's clip is answered as None, whatever is asked about it. */
static bool answer_clips(struct lg_sim_call *call, struct lg_sim_track *track, const char *name) {
    for (size_t i = 0; i < lg_sim_num_slots(call->set, track); i++) {
        const struct lg_sim_object object = lg_sim_clip_object(track, i);
        if (object.self == NULL)
            lg_sim_answer(call, (struct lg_sim_value){.kind = LG_SIM_VALUE_NONE});
        else if (!answer(call, &object, name))
            return false;
    }
    return true;
}

static bool answer_slots(struct lg_sim_call *call, struct lg_sim_track *track, const char *name) {
    for (size_t i = 0; i < lg_sim_num_slots(call->set, track); i++) {
        const struct lg_sim_object object = lg_sim_slot_object(call->set, track, i);
        if (!answer(call, &object, name))
            return false;
    }
    return true;
}

static const struct {
    const char *object;
    bool (*answer)(struct lg_sim_call *call, struct lg_sim_track *track, const char *name);
} data[] = {{"track", answer_track},
            {"clip", answer_clips},
            {"clip_slot", answer_slots},
            {"device", answer_devices}};

static bool answer_property(struct lg_sim_call *call, struct lg_sim_track *track,
                            const struct lg_sim_value *property) {
    const char *object;
    const char *name;
    if (!split_property(call, property, &object, &name))
        return false;
    for (size_t i = 0; i < LG_ARRAY_LEN(data); i++)
        if (strcmp(object, data[i].object) == 0)
            return data[i].answer(call, track, name);
    lg_sim_complain(call, object);
    return true;
}

static enum lg_sim_result get_track_data(struct lg_sim_call *call,
                                         const struct lg_sim_object *object, const void *detail) {
    int64_t first;
    int64_t end;
    LG_UNUSED(object);
    LG_UNUSED(detail);
    if (call->count < 2)
        return lg_sim_raise(call, LG_SIM_VALUE_ERROR,
                            "not enough values to unpack (expected at least 2, got %zu)",
                            call->count);
    if (!lg_sim_to_int(call, &call->args[0], &first) || !lg_sim_to_int(call, &call->args[1], &end))
        return LG_SIM_RAISED;
    if (end == -1)
        end = (int64_t)call->set->num_tracks;
    for (int64_t index = first; index < end; index++) {
        size_t position;
        if (!lg_sim_item(call, index, call->set->num_tracks, &position))
            return LG_SIM_RAISED;
        for (size_t i = 2; i < call->count; i++)
            if (!answer_property(call, &call->set->tracks[position], &call->args[i]))
                return LG_SIM_RAISED;
    }
    return LG_SIM_ANSWERED;
}

static const struct lg_sim_handler rows[] = {
    {"/live/song/get/num_tracks", NULL, get_num_tracks, NULL},
    {"/live/song/get/track_names", NULL, get_track_names, NULL},
    {"/live/song/get/track_data", NULL, get_track_data, NULL},
    {"/live/song/export/structure", NULL, lg_sim_structure_export, NULL},
    {"/live/song/get/num_scenes", NULL, get_num_scenes, NULL},
    {"/live/song/get/scenes/name", NULL, get_scene_names, NULL},
};

const struct lg_sim_handlers lg_sim_song_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};

static enum lg_sim_result get_num_returns(struct lg_sim_call *call,
                                          const struct lg_sim_object *object, const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_int((int64_t)call->set->num_returns));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_return_names(struct lg_sim_call *call,
                                           const struct lg_sim_object *object, const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    for (size_t i = 0; i < call->set->num_returns; i++)
        lg_sim_answer(call, lg_sim_text(call->set->returns[i].name));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_master_name(struct lg_sim_call *call,
                                          const struct lg_sim_object *object, const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_text(call->set->master.name));
    return LG_SIM_ANSWERED;
}

static const struct lg_sim_handler others_rows[] = {
    {"/live/song/get/num_return_tracks", NULL, get_num_returns, NULL},
    {"/live/song/get/return_track_names", NULL, get_return_names, NULL},
    {"/live/song/get/master_track_name", NULL, get_master_name, NULL},
};

const struct lg_sim_handlers lg_sim_others_handlers = {
    .rows = others_rows, .count = LG_ARRAY_LEN(others_rows), .is_string_only = true};
