/* /live/clip_slot: what slots hold, and firing them, by which clips are recorded. */
#include "sim/clip.h"
#include "sim/handlers.h"
#include "sim/player.h"
#include "sim/take.h"

/* The track's and the slot's index open the answer; what is left are extra arguments. */
bool lg_sim_find_slot(struct lg_sim_call *call, struct lg_sim_track **track_out, size_t *slot_out) {
    int64_t track_index;
    int64_t slot_index;
    size_t track;
    if (!lg_sim_need(call, 1, "tuple") || !lg_sim_to_int(call, &call->args[0], &track_index) ||
        !lg_sim_need(call, 2, "tuple") || !lg_sim_to_int(call, &call->args[1], &slot_index) ||
        !lg_sim_item(call, track_index, call->set->num_tracks, &track) ||
        !lg_sim_item(call, slot_index, lg_sim_num_slots(call->set, &call->set->tracks[track]),
                     slot_out))
        return false;
    call->args += 2;
    call->count -= 2;
    lg_sim_answer(call, lg_sim_int(track_index));
    lg_sim_answer(call, lg_sim_int(slot_index));
    *track_out = &call->set->tracks[track];
    return true;
}

static enum lg_sim_result reach(struct lg_sim_call *call, lg_sim_use *use, const void *detail) {
    struct lg_sim_track *track;
    size_t slot;
    if (!lg_sim_find_slot(call, &track, &slot))
        return LG_SIM_RAISED;
    const struct lg_sim_object object = lg_sim_slot_object(call->set, track, slot);
    return use(call, &object, detail);
}

static bool set_stop_button(struct lg_sim_call *call, const struct lg_sim_object *object,
                            const struct lg_sim_value *value) {
    int64_t on;
    if (!lg_sim_to_whole(call, value, &on))
        return false;
    object->slot->has_no_stop_button = on == 0;
    return true;
}

static bool is_recording(const struct lg_sim_slot *slot) {
    return slot->clip != NULL && slot->clip->take != NULL && slot->clip->take->is_recording;
}

#define GETTER(name, value)                                                                        \
    static bool get_##name(struct lg_sim_call *call, const struct lg_sim_object *object,           \
                           struct lg_sim_value *out) {                                             \
        const struct lg_sim_slot *slot = object->slot;                                             \
        LG_UNUSED(call);                                                                           \
        LG_UNUSED(slot);                                                                           \
        *out = value;                                                                              \
        return true;                                                                               \
    }
GETTER(has_clip, lg_sim_bool(slot->clip != NULL))
GETTER(controls_other_clips, lg_sim_bool(false))
GETTER(is_group_slot, lg_sim_bool(object->track->kind == LG_SIM_GROUP))
GETTER(is_playing, lg_sim_bool(slot->is_playing && call->set->song.is_playing))
GETTER(is_triggered, lg_sim_bool(slot->is_triggered))
/* Live's numbers: stopped, playing, recording. */
GETTER(playing_status, lg_sim_int(!slot->is_playing || !call->set->song.is_playing ? 0
                                  : is_recording(slot)                             ? 2
                                                                                   : 1))
GETTER(will_record_on_start, lg_sim_bool(slot->clip == NULL && object->track->mixer.arm))
GETTER(has_stop_button, lg_sim_bool(!slot->has_no_stop_button))

static const struct lg_sim_property properties[] = {
    {"has_clip", 0, .get = get_has_clip},
    {"controls_other_clips", 0, .get = get_controls_other_clips},
    {"is_group_slot", LG_SIM_DEAF, .get = get_is_group_slot},
    {"is_playing", LG_SIM_DEAF, .get = get_is_playing},
    {"is_triggered", 0, .get = get_is_triggered},
    {"playing_status", 0, .get = get_playing_status},
    {"will_record_on_start", LG_SIM_DEAF, .get = get_will_record_on_start},
    {"has_stop_button", LG_SIM_WRITABLE, .get = get_has_stop_button, .set = set_stop_button},
};

const struct lg_sim_class lg_sim_slot_class = {.name = "clip_slot",
                                               .type = "ClipSlot",
                                               .properties = properties,
                                               .num_properties = LG_ARRAY_LEN(properties),
                                               .reach = reach,
                                               .sequence = "tuple"};

void lg_sim_slot_fire(struct lg_sim_call *call, struct lg_sim_track *track, size_t index) {
    struct lg_sim_slot *slot = lg_sim_slot_use(track, index);
    if (slot->clip != NULL)
        lg_sim_clip_launch(call->set, track, index);
    else if (!slot->has_no_stop_button)
        lg_sim_track_stop(track);
    lg_sim_player_fire(call->player, call->set, track, index, call->faults);
    lg_sim_clips_settle(call->set);
}

/* Arguments behind the slot's, which Live takes (a length, a quantisation), are refused: what they
 * do is not modelled. */
static enum lg_sim_result fire(struct lg_sim_call *call, const struct lg_sim_object *object,
                               const void *detail) {
    if (!lg_sim_takes(call, 0, "ClipSlot", detail))
        return LG_SIM_RAISED;
    lg_sim_slot_fire(call, object->track, object->place);
    return LG_SIM_SILENT;
}

static enum lg_sim_result stop(struct lg_sim_call *call, const struct lg_sim_object *object,
                               const void *detail) {
    if (!lg_sim_takes(call, 0, "ClipSlot", detail))
        return LG_SIM_RAISED;
    lg_sim_track_stop(object->track);
    lg_sim_clips_settle(call->set);
    return LG_SIM_SILENT;
}

/* The texts of Live's refusals are assumed. */
static enum lg_sim_result create(struct lg_sim_call *call, const struct lg_sim_object *object,
                                 const void *detail) {
    double beats;
    if (!lg_sim_wants(call, 1, "ClipSlot", detail) || !lg_sim_to_real(call, &call->args[0], &beats))
        return LG_SIM_RAISED;
    if (object->track->kind != LG_SIM_MIDI)
        return lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Clips can only be created on MIDI tracks");
    if (object->slot->clip != NULL)
        return lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "There is a clip in this slot already");
    if (!(beats > 0 && beats <= 1e6))
        return lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Invalid length");
    object->slot->clip = lg_sim_clip_new(call->set, "", true, beats);
    return LG_SIM_SILENT;
}

static enum lg_sim_result delete (struct lg_sim_call *call, const struct lg_sim_object *object,
                                  const void *detail) {
    if (!lg_sim_takes(call, 0, "ClipSlot", detail)) return LG_SIM_RAISED;
    if (object->slot->clip == NULL) return lg_sim_raise(call, LG_SIM_RUNTIME_ERROR,
                                                        "There is no clip in this slot");
    lg_sim_slot_clear(object->track, object->place);
    return LG_SIM_SILENT;
}

static enum lg_sim_result duplicate_to(struct lg_sim_call *call, const struct lg_sim_object *object,
                                       const void *detail) {
    struct lg_sim_track *from = object->track;
    size_t track;
    size_t slot;
    LG_UNUSED(detail);
    if (!lg_sim_unpack(call, 2) ||
        !lg_sim_pick(call, &call->args[0], call->set->num_tracks, &track))
        return LG_SIM_RAISED;
    struct lg_sim_track *to = &call->set->tracks[track];
    if (!lg_sim_pick(call, &call->args[1], lg_sim_num_slots(call->set, to), &slot))
        return LG_SIM_RAISED;
    if (object->slot->clip == NULL)
        return lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "There is no clip in this slot");
    if (to->kind != from->kind)
        return lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "The target slot can't hold this clip");
    /* Copied first: the target may be the slot itself. */
    struct lg_sim_clip *copy = lg_sim_clip_copy(call->set, object->slot->clip);
    lg_sim_slot_clear(to, slot);
    lg_sim_slot_use(to, slot)->clip = copy;
    return LG_SIM_SILENT;
}

#define ROW(name, use)                                                                             \
    { "/live/clip_slot/" name, &lg_sim_slot_class, use, name }

static const struct lg_sim_handler methods[] = {
    ROW("fire", fire),
    ROW("stop", stop),
    ROW("create_clip", create),
    ROW("delete_clip", delete),
};

const struct lg_sim_handlers lg_sim_slot_methods = {.rows = methods,
                                                    .count = LG_ARRAY_LEN(methods)};

static const struct lg_sim_handler rows[] = {ROW("duplicate_clip_to", duplicate_to)};

const struct lg_sim_handlers lg_sim_slot_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
