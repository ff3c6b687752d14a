/* /live/song: tempo, counts, names, track_data, tracks made and deleted. */
#include "sim/handlers.h"

#include <string.h>

/* Live's range; the text of its refusal is assumed to be the parameters'. */
static const float tempo_range[2] = {20, 999};

static enum lg_sim_result get_tempo(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_float((double)call->set->tempo));
    lg_sim_answer_args(call);
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result set_tempo(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    if (!lg_sim_need(call, 1, "list") ||
        !lg_sim_to_param(call, &call->args[0], tempo_range, &call->set->tempo))
        return LG_SIM_RAISED;
    return LG_SIM_SILENT;
}

static enum lg_sim_result get_num_tracks(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_int((int64_t)call->set->num_tracks));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_num_scenes(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_int(call->set->num_scenes));
    return LG_SIM_ANSWERED;
}

static bool is_minus_one(const struct lg_sim_value *value) {
    return (value->kind == LG_SIM_VALUE_INT && value->as.integer == -1) ||
           (value->kind == LG_SIM_VALUE_FLOAT && value->as.real == -1.0);
}

static enum lg_sim_result get_track_names(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    int64_t first = 0;
    int64_t end = (int64_t)call->set->num_tracks;
    if (call->count > 0) {
        if (!lg_sim_unpack(call, 2) || !lg_sim_to_index(call, &call->args[0], &first))
            return LG_SIM_RAISED;
        if (!is_minus_one(&call->args[1]) && !lg_sim_to_index(call, &call->args[1], &end))
            return LG_SIM_RAISED;
    }
    for (int64_t index = first; index < end; index++) {
        size_t position;
        if (!lg_sim_item(call, index, call->set->num_tracks, &position))
            return LG_SIM_RAISED;
        lg_sim_answer(call, lg_sim_text(call->set->tracks[position].name));
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

static bool answer_track(struct lg_sim_call *call, const struct lg_sim_track *track,
                         const char *name) {
    struct lg_sim_value value;
    if (strcmp(name, "num_devices") == 0)
        value = lg_sim_int((int64_t)track->num_devices);
    else if (!lg_sim_track_attribute(call, track, name, &value))
        return false;
    lg_sim_answer(call, value);
    return true;
}

static bool answer_devices(struct lg_sim_call *call, const struct lg_sim_track *track,
                           const char *name) {
    for (size_t i = 0; i < track->num_devices; i++) {
        struct lg_sim_value value;
        if (!lg_sim_device_attribute(call, &track->devices[i], name, &value))
            return false;
        lg_sim_answer(call, value);
    }
    return true;
}

static bool answer_property(struct lg_sim_call *call, const struct lg_sim_track *track,
                            const struct lg_sim_value *property) {
    const char *object;
    const char *name;
    if (!split_property(call, property, &object, &name))
        return false;
    if (strcmp(object, "track") == 0)
        return answer_track(call, track, name);
    if (strcmp(object, "device") == 0)
        return answer_devices(call, track, name);
    lg_sim_complain(call, object);
    return true;
}

static enum lg_sim_result get_track_data(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    int64_t first;
    int64_t end;
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

/* -1: at the end. Without an index Live inserts behind the selected track; the first one counts as
 * selected here. */
static enum lg_sim_result create_audio_track(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    size_t num_tracks = call->set->num_tracks;
    int64_t index = num_tracks > 0 ? 1 : 0;
    if (call->count > 0 && !lg_sim_to_whole(call, &call->args[0], &index))
        return LG_SIM_RAISED;
    if (index == -1)
        index = (int64_t)num_tracks;
    if (index < 0 || index > (int64_t)num_tracks)
        return lg_sim_raise(call, LG_SIM_OTHER_ERROR, "Index out of range");
    struct lg_sim_track *track = lg_sim_insert_track(call, (size_t)index);
    track->mixer = (struct lg_sim_mixer){.volume = 0.85F, .num_sends = call->set->num_returns};
    track->monitoring = LG_SIM_MONITOR_AUTO;
    track->input_routing = lg_sim_input_routing(track->kind, 0);
    lg_sim_track_rename(track, lg_arena_printf(call->arena, "%lld-Audio", (long long)index + 1));
    return LG_SIM_SILENT;
}

static enum lg_sim_result delete_track(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    int64_t index;
    if (!lg_sim_unpack(call, 1) || !lg_sim_to_whole(call, &call->args[0], &index))
        return LG_SIM_RAISED;
    if (index < 0 || index >= (int64_t)call->set->num_tracks)
        return lg_sim_raise(call, LG_SIM_OTHER_ERROR, "Index out of range");
    lg_sim_remove_track(call, (size_t)index);
    return LG_SIM_SILENT;
}

static const struct lg_sim_handler rows[] = {
    {"/live/song/create_audio_track", create_audio_track, NULL},
    {"/live/song/delete_track", delete_track, NULL},
    {"/live/song/get/tempo", get_tempo, NULL},
    {"/live/song/set/tempo", set_tempo, NULL},
    {"/live/song/get/num_tracks", get_num_tracks, NULL},
    {"/live/song/get/track_names", get_track_names, NULL},
    {"/live/song/get/track_data", get_track_data, NULL},
    {"/live/song/get/num_scenes", get_num_scenes, NULL},
};

const struct lg_sim_handlers lg_sim_song_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};

static enum lg_sim_result get_num_returns(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_int((int64_t)call->set->num_returns));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_return_names(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    for (size_t i = 0; i < call->set->num_returns; i++)
        lg_sim_answer(call, lg_sim_text(call->set->returns[i].name));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_master_name(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_text(call->set->master.name));
    return LG_SIM_ANSWERED;
}

static const struct lg_sim_handler others_rows[] = {
    {"/live/song/get/num_return_tracks", get_num_returns, NULL},
    {"/live/song/get/return_track_names", get_return_names, NULL},
    {"/live/song/get/master_track_name", get_master_name, NULL},
};

const struct lg_sim_handlers lg_sim_others_handlers = {
    .rows = others_rows, .count = LG_ARRAY_LEN(others_rows), .is_string_only = true};
