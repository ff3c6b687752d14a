/* /live/clip_slot and /live/clip: whether a slot holds a clip, and the clip's name. */
#include "sim/handlers.h"

size_t lg_sim_num_slots(const struct lg_sim_set *set, const struct lg_sim_track *track) {
    bool is_regular =
        track->kind == LG_SIM_AUDIO || track->kind == LG_SIM_MIDI || track->kind == LG_SIM_GROUP;
    return is_regular ? (size_t)set->num_scenes : 0;
}

const char *lg_sim_clip_at(const struct lg_sim_track *track, size_t slot) {
    return slot < track->num_clips ? track->clips[slot] : NULL;
}

/* The track's and the slot's index open the answer; what is left are extra arguments. */
static bool find_clip(struct lg_sim_call *call, const char **name_out) {
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
    *name_out = lg_sim_clip_at(&call->set->tracks[track], slot);
    return true;
}

static enum lg_sim_result get_has_clip(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    const char *name;
    if (!find_clip(call, &name))
        return LG_SIM_RAISED;
    lg_sim_answer(call, lg_sim_bool(name != NULL));
    lg_sim_answer_args(call);
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_name(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    const char *name;
    if (!find_clip(call, &name))
        return LG_SIM_RAISED;
    if (name == NULL)
        return lg_sim_raise(call, LG_SIM_ATTRIBUTE_ERROR,
                            "'NoneType' object has no attribute 'name'");
    lg_sim_answer(call, lg_sim_text(name));
    lg_sim_answer_args(call);
    return LG_SIM_ANSWERED;
}

static const struct lg_sim_handler rows[] = {
    {"/live/clip/get/name", get_name, NULL},
    {"/live/clip_slot/get/has_clip", get_has_clip, NULL},
};

const struct lg_sim_handlers lg_sim_clip_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
