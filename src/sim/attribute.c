/* The properties of Live's Track, as Python's getattr and setattr see them. */
#include "sim/handlers.h"

#include <stdlib.h>
#include <string.h>

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

/* The texts about the main track are Live's own. */
static bool is_not_main(struct lg_sim_call *call, const struct lg_sim_track *track,
                        const char *what) {
    if (track->kind != LG_SIM_MASTER)
        return true;
    lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Main track has no '%s' property!", what);
    return false;
}

static bool has_no_arm(struct lg_sim_call *call, const struct lg_sim_track *track) {
    if (track->kind == LG_SIM_GROUP)
        return has_none(call, "arm");
    lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Master and Return Tracks have no 'Arm' state!");
    return false;
}

/* A switch of the mixer that only one track is to have. */
static void clear_all(struct lg_sim_set *set, size_t offset) {
    for (size_t i = 0; i < set->num_tracks; i++)
        *(bool *)((char *)&set->tracks[i].mixer + offset) = false;
    for (size_t i = 0; i < set->num_returns; i++)
        *(bool *)((char *)&set->returns[i].mixer + offset) = false;
}

static bool is_armable(const struct lg_sim_track *track) {
    return track->kind == LG_SIM_AUDIO || track->kind == LG_SIM_MIDI;
}

static bool get_arm(struct lg_sim_call *call, const struct lg_sim_track *track,
                    struct lg_sim_value *out) {
    *out = lg_sim_bool(track->mixer.arm);
    return is_armable(track) || has_no_arm(call, track);
}

static bool set_arm(struct lg_sim_call *call, struct lg_sim_track *track,
                    const struct lg_sim_value *value) {
    int64_t on;
    if (!is_armable(track))
        return has_no_arm(call, track);
    if (!lg_sim_to_whole(call, value, &on))
        return false;
    if (on != 0 && call->set->song.exclusive_arm)
        clear_all(call->set, offsetof(struct lg_sim_mixer, arm));
    track->mixer.arm = on != 0;
    return true;
}

static bool get_mute(struct lg_sim_call *call, const struct lg_sim_track *track,
                     struct lg_sim_value *out) {
    *out = lg_sim_bool(track->mixer.mute);
    return is_not_main(call, track, "mute");
}

static bool set_mute(struct lg_sim_call *call, struct lg_sim_track *track,
                     const struct lg_sim_value *value) {
    int64_t on;
    if (!is_not_main(call, track, "mute") || !lg_sim_to_whole(call, value, &on))
        return false;
    track->mixer.mute = on != 0;
    return true;
}

static bool get_solo(struct lg_sim_call *call, const struct lg_sim_track *track,
                     struct lg_sim_value *out) {
    *out = lg_sim_bool(track->mixer.solo);
    return is_not_main(call, track, "solo");
}

static bool set_solo(struct lg_sim_call *call, struct lg_sim_track *track,
                     const struct lg_sim_value *value) {
    int64_t on;
    if (!is_not_main(call, track, "solo") || !lg_sim_to_whole(call, value, &on))
        return false;
    if (on != 0 && call->set->song.exclusive_solo)
        clear_all(call->set, offsetof(struct lg_sim_mixer, solo));
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

bool lg_sim_track_set_attribute(struct lg_sim_call *call, struct lg_sim_track *track,
                                const char *name, const struct lg_sim_value *value) {
    const struct attribute *attribute = find_attribute(call, name);
    return attribute != NULL && attribute->set(call, track, value);
}

void lg_sim_track_rename(struct lg_sim_track *track, const char *name) {
    char *given = lg_xstrdup(name);
    free(track->given_name);
    track->given_name = given;
    track->name = given;
}
