/* /live/track: the mixer, properties, and what the chain holds. */
#include "sim/handlers.h"

#include <stdlib.h>
#include <string.h>

static const float unit_range[2] = {0, 1};
static const float pan_range[2] = {-1, 1};

/* A property of Live's Track. Reading or writing one that a kind of track has not is a runtime
 * error there. */
struct attribute {
    const char *name;
    bool (*get)(struct lg_sim_call *call, const struct lg_sim_track *track,
                struct lg_sim_value *out);
    /* NULL: read-only. */
    bool (*set)(struct lg_sim_call *call, struct lg_sim_track *track,
                const struct lg_sim_value *value);
};

static bool has_none(struct lg_sim_call *call, const char *what) {
    lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "This track has no '%s' property!", what);
    return false;
}

static bool is_armable(const struct lg_sim_track *track) {
    return track->kind == LG_SIM_AUDIO || track->kind == LG_SIM_MIDI;
}

static bool get_arm(struct lg_sim_call *call, const struct lg_sim_track *track,
                    struct lg_sim_value *out) {
    *out = lg_sim_bool(track->mixer.arm);
    return is_armable(track) || has_none(call, "arm");
}

static bool set_arm(struct lg_sim_call *call, struct lg_sim_track *track,
                    const struct lg_sim_value *value) {
    int64_t on;
    if (!is_armable(track))
        return has_none(call, "arm");
    if (!lg_sim_to_whole(call, value, &on))
        return false;
    track->mixer.arm = on != 0;
    return true;
}

static bool get_mute(struct lg_sim_call *call, const struct lg_sim_track *track,
                     struct lg_sim_value *out) {
    LG_UNUSED(call);
    *out = lg_sim_bool(track->mixer.mute);
    return true;
}

static bool set_mute(struct lg_sim_call *call, struct lg_sim_track *track,
                     const struct lg_sim_value *value) {
    int64_t on;
    if (!lg_sim_to_whole(call, value, &on))
        return false;
    track->mixer.mute = on != 0;
    return true;
}

static bool get_solo(struct lg_sim_call *call, const struct lg_sim_track *track,
                     struct lg_sim_value *out) {
    LG_UNUSED(call);
    *out = lg_sim_bool(track->mixer.solo);
    return true;
}

static bool set_solo(struct lg_sim_call *call, struct lg_sim_track *track,
                     const struct lg_sim_value *value) {
    int64_t on;
    if (!lg_sim_to_whole(call, value, &on))
        return false;
    track->mixer.solo = on != 0;
    return true;
}

static bool get_monitoring(struct lg_sim_call *call, const struct lg_sim_track *track,
                           struct lg_sim_value *out) {
    *out = lg_sim_int(track->monitoring);
    return is_armable(track) || has_none(call, "current_monitoring_state");
}

static bool set_monitoring(struct lg_sim_call *call, struct lg_sim_track *track,
                           const struct lg_sim_value *value) {
    int64_t state;
    if (!is_armable(track))
        return has_none(call, "current_monitoring_state");
    if (!lg_sim_to_whole(call, value, &state))
        return false;
    if (state < LG_SIM_MONITOR_IN || state > LG_SIM_MONITOR_OFF) {
        lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Invalid monitoring state");
        return false;
    }
    track->monitoring = (enum lg_sim_monitoring)state;
    return true;
}

static bool get_fold_state(struct lg_sim_call *call, const struct lg_sim_track *track,
                           struct lg_sim_value *out) {
    *out = lg_sim_int(track->folded ? 1 : 0);
    return track->kind == LG_SIM_GROUP || has_none(call, "fold_state");
}

static bool set_fold_state(struct lg_sim_call *call, struct lg_sim_track *track,
                           const struct lg_sim_value *value) {
    int64_t on;
    if (track->kind != LG_SIM_GROUP)
        return has_none(call, "fold_state");
    if (!lg_sim_to_whole(call, value, &on))
        return false;
    track->folded = on != 0;
    return true;
}

static bool get_name(struct lg_sim_call *call, const struct lg_sim_track *track,
                     struct lg_sim_value *out) {
    LG_UNUSED(call);
    *out = lg_sim_text(track->name);
    return true;
}

static bool set_name(struct lg_sim_call *call, struct lg_sim_track *track,
                     const struct lg_sim_value *value) {
    if (value->kind != LG_SIM_VALUE_TEXT) {
        lg_sim_raise(call, LG_SIM_OTHER_ERROR,
                     "Python argument types in\n    None.None(Track, %s)\ndid not match C++ "
                     "signature:\n    None(TTrackHandle, TString)",
                     lg_sim_type_name(value));
        return false;
    }
    lg_sim_track_rename(track, value->as.text.text);
    return true;
}

static bool get_can_be_armed(struct lg_sim_call *call, const struct lg_sim_track *track,
                             struct lg_sim_value *out) {
    LG_UNUSED(call);
    *out = lg_sim_bool(is_armable(track));
    return true;
}

static bool get_has_audio_input(struct lg_sim_call *call, const struct lg_sim_track *track,
                                struct lg_sim_value *out) {
    LG_UNUSED(call);
    *out = lg_sim_bool(track->kind != LG_SIM_MIDI);
    return true;
}

static bool get_has_midi_input(struct lg_sim_call *call, const struct lg_sim_track *track,
                               struct lg_sim_value *out) {
    LG_UNUSED(call);
    *out = lg_sim_bool(track->kind == LG_SIM_MIDI);
    return true;
}

static bool get_is_foldable(struct lg_sim_call *call, const struct lg_sim_track *track,
                            struct lg_sim_value *out) {
    LG_UNUSED(call);
    *out = lg_sim_bool(track->kind == LG_SIM_GROUP);
    return true;
}

static bool get_mixer_device(struct lg_sim_call *call, const struct lg_sim_track *track,
                             struct lg_sim_value *out) {
    LG_UNUSED(call);
    LG_UNUSED(track);
    *out = lg_sim_object("MixerDevice");
    return true;
}

static bool get_devices(struct lg_sim_call *call, const struct lg_sim_track *track,
                        struct lg_sim_value *out) {
    LG_UNUSED(call);
    LG_UNUSED(track);
    *out = lg_sim_object("Vector");
    return true;
}

static const struct attribute attributes[] = {
    {"arm", get_arm, set_arm},
    {"can_be_armed", get_can_be_armed, NULL},
    {"current_monitoring_state", get_monitoring, set_monitoring},
    {"devices", get_devices, NULL},
    {"fold_state", get_fold_state, set_fold_state},
    {"has_audio_input", get_has_audio_input, NULL},
    {"has_midi_input", get_has_midi_input, NULL},
    {"is_foldable", get_is_foldable, NULL},
    {"mixer_device", get_mixer_device, NULL},
    {"mute", get_mute, set_mute},
    {"name", get_name, set_name},
    {"solo", get_solo, set_solo},
};

static const struct attribute *find_attribute(struct lg_sim_call *call, const char *name) {
    for (size_t i = 0; i < LG_ARRAY_LEN(attributes); i++)
        if (strcmp(attributes[i].name, name) == 0)
            return &attributes[i];
    lg_sim_raise(call, LG_SIM_ATTRIBUTE_ERROR, "'Track' object has no attribute '%s'", name);
    return NULL;
}

bool lg_sim_track_attribute(struct lg_sim_call *call, const struct lg_sim_track *track,
                            const char *name, struct lg_sim_value *out) {
    const struct attribute *attribute = find_attribute(call, name);
    return attribute != NULL && attribute->get(call, track, out);
}

void lg_sim_track_rename(struct lg_sim_track *track, const char *name) {
    char *given = lg_xstrdup(name);
    free(track->given_name);
    track->given_name = given;
    track->name = given;
}

/* What an address does once its track is found; the track's index is no argument any more. */
struct verb {
    enum lg_sim_result (*run)(struct lg_sim_call *call, struct lg_sim_track *track,
                              const struct verb *verb);
    const char *property;
    struct lg_sim_value (*of_device)(const struct lg_sim_device *device);
    size_t mixer_offset;
    const float *range;
};

static enum lg_sim_result get_property(struct lg_sim_call *call, struct lg_sim_track *track,
                                       const struct verb *verb) {
    struct lg_sim_value value = {.kind = LG_SIM_VALUE_NONE};
    if (!lg_sim_track_attribute(call, track, verb->property, &value)) {
        if (call->exception != LG_SIM_RUNTIME_ERROR)
            return LG_SIM_RAISED;
        value = (struct lg_sim_value){.kind = LG_SIM_VALUE_NONE};
    }
    lg_sim_answer(call, value);
    lg_sim_answer_args(call);
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result set_property(struct lg_sim_call *call, struct lg_sim_track *track,
                                       const struct verb *verb) {
    const struct attribute *attribute = find_attribute(call, verb->property);
    if (attribute == NULL || !lg_sim_need(call, 1, "tuple") ||
        !attribute->set(call, track, &call->args[0]))
        return LG_SIM_RAISED;
    return LG_SIM_SILENT;
}

static float *mixer_value(struct lg_sim_track *track, const struct verb *verb) {
    return (float *)((char *)&track->mixer + verb->mixer_offset);
}

static enum lg_sim_result get_mixer(struct lg_sim_call *call, struct lg_sim_track *track,
                                    const struct verb *verb) {
    lg_sim_answer(call, lg_sim_float((double)*mixer_value(track, verb)));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result set_mixer(struct lg_sim_call *call, struct lg_sim_track *track,
                                    const struct verb *verb) {
    if (!lg_sim_need(call, 1, "tuple") ||
        !lg_sim_to_param(call, &call->args[0], verb->range, mixer_value(track, verb)))
        return LG_SIM_RAISED;
    return LG_SIM_SILENT;
}

/* Boost indexes a vector with ints alone. */
static bool find_send(struct lg_sim_call *call, const struct lg_sim_track *track, size_t *out) {
    const struct lg_sim_value *index = &call->args[0];
    if (index->kind != LG_SIM_VALUE_INT && index->kind != LG_SIM_VALUE_BOOL) {
        lg_sim_raise(call, LG_SIM_OTHER_ERROR, "Invalid index type");
        return false;
    }
    int64_t number = index->kind == LG_SIM_VALUE_INT ? index->as.integer : index->as.boolean;
    return lg_sim_item(call, number, track->mixer.num_sends, out);
}

static enum lg_sim_result get_send(struct lg_sim_call *call, struct lg_sim_track *track,
                                   const struct verb *verb) {
    LG_UNUSED(verb);
    size_t send;
    if (!lg_sim_unpack(call, 1) || !find_send(call, track, &send))
        return LG_SIM_RAISED;
    lg_sim_answer(call, call->args[0]);
    lg_sim_answer(call, lg_sim_float((double)track->mixer.sends[send]));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result set_send(struct lg_sim_call *call, struct lg_sim_track *track,
                                   const struct verb *verb) {
    size_t send;
    if (!lg_sim_unpack(call, 2) || !find_send(call, track, &send) ||
        !lg_sim_to_param(call, &call->args[1], verb->range, &track->mixer.sends[send]))
        return LG_SIM_RAISED;
    return LG_SIM_SILENT;
}

static enum lg_sim_result get_num_devices(struct lg_sim_call *call, struct lg_sim_track *track,
                                          const struct verb *verb) {
    LG_UNUSED(verb);
    lg_sim_answer(call, lg_sim_int((int64_t)track->num_devices));
    return LG_SIM_ANSWERED;
}

static struct lg_sim_value device_name(const struct lg_sim_device *device) {
    return lg_sim_text(device->name);
}

static struct lg_sim_value device_class(const struct lg_sim_device *device) {
    return lg_sim_text(device->class_name);
}

static struct lg_sim_value device_type(const struct lg_sim_device *device) {
    return lg_sim_int((int64_t)device->type);
}

static struct lg_sim_value device_has_chains(const struct lg_sim_device *device) {
    return lg_sim_bool(device->can_have_chains);
}

static enum lg_sim_result get_devices_column(struct lg_sim_call *call, struct lg_sim_track *track,
                                             const struct verb *verb) {
    for (size_t i = 0; i < track->num_devices; i++)
        lg_sim_answer(call, verb->of_device(&track->devices[i]));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result run_at(struct lg_sim_call *call, int64_t index, const struct verb *verb) {
    size_t position;
    if (!lg_sim_item(call, index, call->set->num_tracks, &position))
        return LG_SIM_RAISED;
    call->answer_count = 0;
    lg_sim_answer(call, lg_sim_int(index));
    return verb->run(call, &call->set->tracks[position], verb);
}

/* "*" stands for all tracks, but the script returns at the first answer: getters answer for track 0
 * alone, setters reach all. */
static enum lg_sim_result on_track(struct lg_sim_call *call, const void *detail) {
    const struct verb *verb = detail;
    if (!lg_sim_need(call, 1, "list"))
        return LG_SIM_RAISED;
    const struct lg_sim_value *which = call->args++;
    call->count--;
    int64_t index;
    if (which->kind != LG_SIM_VALUE_TEXT || !lg_view_eq(which->as.text, "*"))
        return lg_sim_to_int(call, which, &index) ? run_at(call, index, verb) : LG_SIM_RAISED;
    enum lg_sim_result result = LG_SIM_SILENT;
    for (index = 0; index < (int64_t)call->set->num_tracks && result == LG_SIM_SILENT; index++)
        result = run_at(call, index, verb);
    return result;
}

#define ROW(address, ...)                                                                          \
    {                                                                                              \
        "/live/track/" address, on_track, &(const struct verb) {                                   \
            .run = __VA_ARGS__                                                                     \
        }                                                                                          \
    }
#define GET(name) ROW("get/" name, get_property, .property = name)
#define SET(name) ROW("set/" name, set_property, .property = name)
#define MIXER(verb, name, limits)                                                                  \
    ROW(#verb "/" #name, verb##_mixer, .mixer_offset = offsetof(struct lg_sim_mixer, name),        \
        .range = limits)
#define COLUMN(name, function) ROW("get/devices/" name, get_devices_column, .of_device = function)

static const struct lg_sim_handler rows[] = {
    GET("can_be_armed"),
    GET("has_audio_input"),
    GET("has_midi_input"),
    GET("is_foldable"),
    GET("arm"),
    GET("current_monitoring_state"),
    GET("fold_state"),
    GET("mute"),
    GET("solo"),
    GET("name"),
    SET("arm"),
    SET("current_monitoring_state"),
    SET("fold_state"),
    SET("mute"),
    SET("solo"),
    SET("name"),
    MIXER(get, volume, unit_range),
    MIXER(set, volume, unit_range),
    MIXER(get, panning, pan_range),
    MIXER(set, panning, pan_range),
    ROW("get/send", get_send),
    ROW("set/send", set_send, .range = unit_range),
    ROW("get/num_devices", get_num_devices),
    COLUMN("name", device_name),
    COLUMN("type", device_type),
    COLUMN("class_name", device_class),
    COLUMN("can_have_chains", device_has_chains),
};

const struct lg_sim_handlers lg_sim_track_handlers = {rows, LG_ARRAY_LEN(rows)};
