/* The properties of Live's Track. Reading or writing one that a kind of track has not is a runtime
 * error there. */
#include <stdlib.h>

#include "sim/clip.h"
#include "sim/handlers.h"

static bool is_armable(const struct lg_sim_track *track) {
    return track->kind == LG_SIM_AUDIO || track->kind == LG_SIM_MIDI;
}

static bool is_regular(const struct lg_sim_track *track) {
    return is_armable(track) || track->kind == LG_SIM_GROUP;
}

static bool has_none(struct lg_sim_call *call, const char *what) {
    lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "This track has no '%s' property!", what);
    return false;
}

/* The texts about the main track are Live's own. */
static bool but_main(struct lg_sim_call *call, const struct lg_sim_object *object,
                     const struct lg_sim_property *property) {
    if (object->track->kind != LG_SIM_MASTER)
        return true;
    lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Main track has no '%s' property!", property->name);
    return false;
}

static bool armable(struct lg_sim_call *call, const struct lg_sim_object *object,
                    const struct lg_sim_property *property) {
    LG_UNUSED(property);
    if (is_armable(object->track))
        return true;
    if (object->track->kind == LG_SIM_GROUP)
        return has_none(call, "arm");
    lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Master and Return Tracks have no 'Arm' state!");
    return false;
}

static bool with_input(struct lg_sim_call *call, const struct lg_sim_object *object,
                       const struct lg_sim_property *property) {
    return is_armable(object->track) || has_none(call, property->name);
}

static bool with_slots(struct lg_sim_call *call, const struct lg_sim_object *object,
                       const struct lg_sim_property *property) {
    return is_regular(object->track) || has_none(call, property->name);
}

static bool groups(struct lg_sim_call *call, const struct lg_sim_object *object,
                   const struct lg_sim_property *property) {
    return object->track->kind == LG_SIM_GROUP || has_none(call, property->name);
}

/* A switch of the mixer that only one track is to have. */
static void clear_all(struct lg_sim_set *set, size_t offset) {
    for (size_t i = 0; i < set->num_tracks; i++)
        *(bool *)((char *)&set->tracks[i].mixer + offset) = false;
    for (size_t i = 0; i < set->num_returns; i++)
        *(bool *)((char *)&set->returns[i].mixer + offset) = false;
}

static bool set_arm(struct lg_sim_call *call, const struct lg_sim_object *object,
                    const struct lg_sim_value *value) {
    int64_t on;
    if (!lg_sim_to_whole(call, value, &on))
        return false;
    if (on != 0 && call->set->song.exclusive_arm)
        clear_all(call->set, offsetof(struct lg_sim_mixer, arm));
    object->track->mixer.arm = on != 0;
    return true;
}

static bool set_solo(struct lg_sim_call *call, const struct lg_sim_object *object,
                     const struct lg_sim_value *value) {
    int64_t on;
    if (!lg_sim_to_whole(call, value, &on))
        return false;
    if (on != 0 && call->set->song.exclusive_solo)
        clear_all(call->set, offsetof(struct lg_sim_mixer, solo));
    object->track->mixer.solo = on != 0;
    return true;
}

static bool get_monitoring(struct lg_sim_call *call, const struct lg_sim_object *object,
                           struct lg_sim_value *out) {
    LG_UNUSED(call);
    *out = lg_sim_int(object->track->monitoring);
    return true;
}

static bool set_monitoring(struct lg_sim_call *call, const struct lg_sim_object *object,
                           const struct lg_sim_value *value) {
    int64_t state;
    if (!lg_sim_to_whole(call, value, &state))
        return false;
    if (state < LG_SIM_MONITOR_IN || state > LG_SIM_MONITOR_OFF) {
        lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Invalid monitoring state");
        return false;
    }
    object->track->monitoring = (enum lg_sim_monitoring)state;
    return true;
}

static bool get_fold_state(struct lg_sim_call *call, const struct lg_sim_object *object,
                           struct lg_sim_value *out) {
    LG_UNUSED(call);
    *out = lg_sim_int(object->track->folded ? 1 : 0);
    return true;
}

static bool set_fold_state(struct lg_sim_call *call, const struct lg_sim_object *object,
                           const struct lg_sim_value *value) {
    int64_t on;
    if (!lg_sim_to_whole(call, value, &on))
        return false;
    object->track->folded = on != 0;
    return true;
}

static bool get_name(struct lg_sim_call *call, const struct lg_sim_object *object,
                     struct lg_sim_value *out) {
    *out = lg_sim_text(lg_arena_strdup(call->arena, object->track->name));
    return true;
}

static bool set_name(struct lg_sim_call *call, const struct lg_sim_object *object,
                     const struct lg_sim_value *value) {
    if (!lg_sim_to_words(call, value, "Track"))
        return false;
    lg_sim_track_rename(object->track, value->as.text.text);
    return true;
}

void lg_sim_track_rename(struct lg_sim_track *track, const char *name) {
    char *given = lg_xstrdup(name);
    free(track->given_name);
    track->given_name = given;
    track->name = given;
}

static bool set_color(struct lg_sim_call *call, const struct lg_sim_object *object,
                      const struct lg_sim_value *value) {
    return lg_sim_to_color(call, value, &object->track->look);
}

static bool set_color_index(struct lg_sim_call *call, const struct lg_sim_object *object,
                            const struct lg_sim_value *value) {
    return lg_sim_to_color_index(call, value, &object->track->look);
}

static bool plays_midi(const struct lg_sim_track *track) {
    if (track->kind != LG_SIM_MIDI)
        return false;
    for (size_t i = 0; i < track->num_devices; i++)
        if (track->devices[i].type == LG_SIM_INSTRUMENT)
            return false;
    return true;
}

static const struct lg_sim_track *group_of(const struct lg_sim_call *call,
                                           const struct lg_sim_track *track) {
    for (size_t i = 0; track->group != 0 && i < call->set->num_tracks; i++)
        if (call->set->tracks[i].number == track->group)
            return &call->set->tracks[i];
    return NULL;
}

/* All around it must be unfolded. */
static bool is_visible(const struct lg_sim_call *call, const struct lg_sim_track *track) {
    while ((track = group_of(call, track)) != NULL)
        if (track->folded)
            return false;
    return true;
}

/* The script answers a track by its index. */
static bool get_group_track(struct lg_sim_call *call, const struct lg_sim_object *object,
                            struct lg_sim_value *out) {
    const struct lg_sim_track *group = group_of(call, object->track);
    *out = group == NULL ? (struct lg_sim_value){.kind = LG_SIM_VALUE_NONE}
                         : lg_sim_int(group - call->set->tracks);
    return true;
}

#define GETTER(name, value)                                                                        \
    static bool get_##name(struct lg_sim_call *call, const struct lg_sim_object *object,           \
                           struct lg_sim_value *out) {                                             \
        LG_UNUSED(call);                                                                           \
        const struct lg_sim_track *track = object->track;                                          \
        LG_UNUSED(track);                                                                          \
        *out = value;                                                                              \
        return true;                                                                               \
    }
GETTER(can_be_armed, lg_sim_bool(is_armable(track)))
GETTER(fired_slot_index, lg_sim_int(lg_sim_track_fired(track)))
GETTER(playing_slot_index, lg_sim_int(lg_sim_track_playing(track)))
GETTER(has_audio_input, lg_sim_bool(track->kind != LG_SIM_MIDI))
GETTER(has_audio_output, lg_sim_bool(!plays_midi(track)))
GETTER(has_midi_input, lg_sim_bool(track->kind == LG_SIM_MIDI))
GETTER(has_midi_output, lg_sim_bool(plays_midi(track)))
GETTER(is_foldable, lg_sim_bool(track->kind == LG_SIM_GROUP))
GETTER(is_grouped, lg_sim_bool(track->group != 0))
GETTER(is_visible, lg_sim_bool(is_visible(call, track)))
/* Nothing is heard but what is recorded: the meters rest. */
GETTER(meter, lg_sim_float(0))
GETTER(mixer_device, lg_sim_object("MixerDevice"))
GETTER(vector, lg_sim_object("Vector"))

#define ROW(name, access, ...)                                                                     \
    { name, access, .min = 0, .max = 0, __VA_ARGS__ }
#define SWITCH_OF(field) .kept = LG_SIM_SWITCH, .offset = offsetof(struct lg_sim_track, field)
#define WHOLE_OF(field) .kept = LG_SIM_WHOLE, .offset = offsetof(struct lg_sim_track, field)

static const struct lg_sim_property properties[] = {
    ROW("can_be_armed", LG_SIM_DEAF, .get = get_can_be_armed),
    ROW("fired_slot_index", 0, .applies = with_slots, .get = get_fired_slot_index),
    ROW("has_audio_input", 0, .get = get_has_audio_input),
    ROW("has_audio_output", 0, .get = get_has_audio_output),
    ROW("has_midi_input", 0, .get = get_has_midi_input),
    ROW("has_midi_output", 0, .get = get_has_midi_output),
    ROW("is_foldable", LG_SIM_DEAF, .get = get_is_foldable),
    ROW("is_grouped", LG_SIM_DEAF, .get = get_is_grouped),
    ROW("is_visible", LG_SIM_DEAF, .get = get_is_visible),
    ROW("output_meter_level", 0, .get = get_meter),
    ROW("output_meter_left", 0, .get = get_meter),
    ROW("output_meter_right", 0, .get = get_meter),
    ROW("playing_slot_index", 0, .applies = with_slots, .get = get_playing_slot_index),
    ROW("arm", LG_SIM_WRITABLE, SWITCH_OF(mixer.arm), .applies = armable, .set = set_arm),
    ROW("color", LG_SIM_WRITABLE, WHOLE_OF(look.color), .set = set_color),
    ROW("color_index", LG_SIM_WRITABLE, WHOLE_OF(look.color_index), .set = set_color_index),
    ROW("current_monitoring_state", LG_SIM_WRITABLE, .applies = with_input, .get = get_monitoring,
        .set = set_monitoring),
    ROW("fold_state", LG_SIM_WRITABLE | LG_SIM_DEAF, .applies = groups, .get = get_fold_state,
        .set = set_fold_state),
    ROW("mute", LG_SIM_WRITABLE, SWITCH_OF(mixer.mute), .applies = but_main),
    ROW("solo", LG_SIM_WRITABLE, SWITCH_OF(mixer.solo), .applies = but_main, .set = set_solo),
    ROW("name", LG_SIM_WRITABLE, .get = get_name, .set = set_name),
    ROW("clip_slots", LG_SIM_UNLISTED, .get = get_vector),
    ROW("devices", LG_SIM_UNLISTED, .get = get_vector),
    ROW("group_track", LG_SIM_UNLISTED, .get = get_group_track),
    ROW("mixer_device", LG_SIM_UNLISTED, .get = get_mixer_device),
};

const struct lg_sim_class lg_sim_track_class = {.name = "track",
                                                .type = "Track",
                                                .properties = properties,
                                                .num_properties = LG_ARRAY_LEN(properties),
                                                .reach = lg_sim_reach_track,
                                                .sequence = "tuple"};
