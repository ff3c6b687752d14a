/* /live/clip_slot and /live/clip: what a slot holds, and firing it, by which clips are recorded. */
#include "sim/handlers.h"
#include "sim/player.h"

size_t lg_sim_num_slots(const struct lg_sim_set *set, const struct lg_sim_track *track) {
    bool is_regular =
        track->kind == LG_SIM_AUDIO || track->kind == LG_SIM_MIDI || track->kind == LG_SIM_GROUP;
    return is_regular ? (size_t)set->num_scenes : 0;
}

const char *lg_sim_clip_at(const struct lg_sim_track *track, size_t slot) {
    const struct lg_sim_take *take = lg_sim_take_at(track->takes, slot);
    if (take != NULL)
        return take->name;
    return slot < track->num_clips ? track->clips[slot] : NULL;
}

struct slot {
    struct lg_sim_track *track;
    size_t index;
    const char *clip; /* its name; NULL: empty */
};

/* The track's and the slot's index open the answer; what is left are extra arguments. */
static bool find_slot(struct lg_sim_call *call, struct slot *out) {
    int64_t track_index;
    int64_t slot_index;
    size_t track;
    size_t slot;
    if (!lg_sim_need(call, 1, "tuple") || !lg_sim_to_int(call, &call->args[0], &track_index) ||
        !lg_sim_need(call, 2, "tuple") || !lg_sim_to_int(call, &call->args[1], &slot_index) ||
        !lg_sim_item(call, track_index, call->set->num_tracks, &track) ||
        !lg_sim_item(call, slot_index, lg_sim_num_slots(call->set, &call->set->tracks[track]),
                     &slot))
        return false;
    call->args += 2;
    call->count -= 2;
    lg_sim_answer(call, lg_sim_int(track_index));
    lg_sim_answer(call, lg_sim_int(slot_index));
    out->track = &call->set->tracks[track];
    out->index = slot;
    out->clip = lg_sim_clip_at(out->track, slot);
    return true;
}

static enum lg_sim_result get_has_clip(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    struct slot slot;
    if (!find_slot(call, &slot))
        return LG_SIM_RAISED;
    lg_sim_answer(call, lg_sim_bool(slot.clip != NULL));
    lg_sim_answer_args(call);
    return LG_SIM_ANSWERED;
}

/* A property of Live's Clip. */
struct property {
    const char *name;
    /* `take` is NULL for a clip of the set's file. */
    struct lg_sim_value (*get)(const struct slot *slot, const struct lg_sim_take *take);
};

static enum lg_sim_result get_property(struct lg_sim_call *call, const void *detail) {
    const struct property *property = detail;
    struct slot slot;
    if (!find_slot(call, &slot))
        return LG_SIM_RAISED;
    if (slot.clip == NULL)
        return lg_sim_raise(call, LG_SIM_ATTRIBUTE_ERROR, "'NoneType' object has no attribute '%s'",
                            property->name);
    lg_sim_answer(call, property->get(&slot, lg_sim_take_at(slot.track->takes, slot.index)));
    lg_sim_answer_args(call);
    return LG_SIM_ANSWERED;
}

static struct lg_sim_value clip_name(const struct slot *slot, const struct lg_sim_take *take) {
    LG_UNUSED(take);
    return lg_sim_text(slot->clip);
}

static struct lg_sim_value clip_is_audio(const struct slot *slot, const struct lg_sim_take *take) {
    LG_UNUSED(take);
    return lg_sim_bool(slot->track->kind == LG_SIM_AUDIO);
}

static struct lg_sim_value clip_is_recording(const struct slot *slot,
                                             const struct lg_sim_take *take) {
    LG_UNUSED(slot);
    return lg_sim_bool(take != NULL && take->is_recording);
}

/* The clips of a set's file have no audio behind them, and last a bar. */
static struct lg_sim_value clip_file(const struct slot *slot, const struct lg_sim_take *take) {
    LG_UNUSED(slot);
    return lg_sim_text(take == NULL ? "" : take->path);
}

static struct lg_sim_value clip_length(const struct slot *slot, const struct lg_sim_take *take) {
    LG_UNUSED(slot);
    return lg_sim_float(take == NULL ? 4 : take->beats);
}

/* Arguments behind the slot's, which Live takes (a length, a quantisation), are refused: what they
 * do is not modelled. */
static enum lg_sim_result fire(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    struct slot slot;
    if (!find_slot(call, &slot))
        return LG_SIM_RAISED;
    if (call->count > 0)
        return lg_sim_raise(call, LG_SIM_OTHER_ERROR,
                            "Python argument types in\n    ClipSlot.fire(ClipSlot, %s)\ndid not "
                            "match C++ signature:\n    fire(TPyHandle<AClipSlot>)",
                            lg_sim_type_name(&call->args[0]));
    lg_sim_player_fire(call->player, call->set, slot.track, slot.index, call->faults);
    return LG_SIM_SILENT;
}

#define GET(name, function)                                                                        \
    {                                                                                              \
        "/live/clip/get/" name, get_property, &(const struct property) {                           \
            name, function                                                                         \
        }                                                                                          \
    }

static const struct lg_sim_handler rows[] = {
    {"/live/clip_slot/fire", fire, NULL},
    {"/live/clip_slot/get/has_clip", get_has_clip, NULL},
    GET("file_path", clip_file),
    GET("is_audio_clip", clip_is_audio),
    GET("is_recording", clip_is_recording),
    GET("length", clip_length),
    GET("name", clip_name),
};

const struct lg_sim_handlers lg_sim_clip_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
