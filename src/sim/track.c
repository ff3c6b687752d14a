/* /live/track beside its properties: the mixer, columns of clips and devices, methods. */
#include "sim/clip.h"
#include "sim/dialect.h"
#include "sim/handlers.h"
#include "sim/listen.h"
#include "sim/state.h"

static const float unit_range[2] = {0, 1};
static const float pan_range[2] = {-1, 1};

static bool get_volume(struct lg_sim_call *call, const struct lg_sim_object *object,
                       struct lg_sim_value *out) {
    LG_UNUSED(call);
    *out = lg_sim_float((double)object->track->mixer.volume);
    return true;
}

static bool set_volume(struct lg_sim_call *call, const struct lg_sim_object *object,
                       const struct lg_sim_value *value) {
    return lg_sim_to_param(call, value, unit_range, &object->track->mixer.volume);
}

static bool get_panning(struct lg_sim_call *call, const struct lg_sim_object *object,
                        struct lg_sim_value *out) {
    LG_UNUSED(call);
    *out = lg_sim_float((double)object->track->mixer.panning);
    return true;
}

static bool set_panning(struct lg_sim_call *call, const struct lg_sim_object *object,
                        const struct lg_sim_value *value) {
    return lg_sim_to_param(call, value, pan_range, &object->track->mixer.panning);
}

/* Parameters of the mixer, no properties of a track; the script asks for them by itself. */
static const struct lg_sim_property volume = {"volume", .get = get_volume, .set = set_volume};
static const struct lg_sim_property panning = {"panning", .get = get_panning, .set = set_panning};

static enum lg_sim_result reach_one(struct lg_sim_call *call, const struct lg_sim_target *target,
                                    lg_sim_use *use, const void *detail) {
    const struct lg_sim_object object = lg_sim_track_object(target->track);
    if (target->track->kind == LG_SIM_CUE && detail != &volume)
        return lg_sim_raise(call, LG_SIM_ATTRIBUTE_ERROR, "the cue has a volume alone");
    call->answer_count = 0;
    lg_sim_answer(call, target->echo);
    return use(call, &object, detail);
}

/* "*" stands for all tracks, but the script returns at the first answer: getters answer for track 0
 * alone, setters reach all. */
enum lg_sim_result lg_sim_reach_track(struct lg_sim_call *call, lg_sim_use *use,
                                      const void *detail) {
    struct lg_sim_target target;
    struct lg_sim_which which;
    if (!lg_sim_need(call, 1, "list"))
        return LG_SIM_RAISED;
    const struct lg_sim_value *value = call->args++;
    call->count--;
    if (value->kind != LG_SIM_VALUE_TEXT || !lg_view_eq(value->as.text, "*")) {
        if (!lg_sim_which_track(call, value, &which) ||
            !lg_sim_reach(call, LG_SIM_OF_TRACK, &which, &target))
            return LG_SIM_RAISED;
        return reach_one(call, &target, use, detail);
    }
    enum lg_sim_result result = LG_SIM_SILENT;
    for (size_t i = 0; result == LG_SIM_SILENT && lg_sim_any_track(call, i, &target); i++)
        result = reach_one(call, &target, use, detail);
    return result;
}

static enum lg_sim_result get_mixer(struct lg_sim_call *call, const struct lg_sim_object *object,
                                    const void *detail) {
    struct lg_sim_value value;
    if (!lg_sim_getattr(call, object, detail, &value))
        return LG_SIM_RAISED;
    lg_sim_answer(call, value);
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result listen_mixer(struct lg_sim_call *call, const struct lg_sim_object *object,
                                       const void *detail) {
    const struct lg_sim_property *property = detail;
    const struct lg_sim_subject subject = {*object, {property}, property->name};
    return lg_sim_listen(call, &subject);
}

static enum lg_sim_result unlisten_mixer(struct lg_sim_call *call,
                                         const struct lg_sim_object *object, const void *detail) {
    const struct lg_sim_property *property = detail;
    const struct lg_sim_subject subject = {*object, {property}, property->name};
    lg_sim_unlisten(call, &subject);
    return LG_SIM_SILENT;
}

static enum lg_sim_result get_send(struct lg_sim_call *call, const struct lg_sim_object *object,
                                   const void *detail) {
    const struct lg_sim_mixer *mixer = &object->track->mixer;
    size_t send;
    LG_UNUSED(detail);
    if (!lg_sim_unpack(call, 1) || !lg_sim_pick(call, &call->args[0], mixer->num_sends, &send))
        return LG_SIM_RAISED;
    lg_sim_answer(call, call->args[0]);
    lg_sim_answer(call, lg_sim_float((double)mixer->sends[send]));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result set_send(struct lg_sim_call *call, const struct lg_sim_object *object,
                                   const void *detail) {
    struct lg_sim_mixer *mixer = &object->track->mixer;
    size_t send;
    LG_UNUSED(detail);
    if (!lg_sim_unpack(call, 2) || !lg_sim_pick(call, &call->args[0], mixer->num_sends, &send) ||
        !lg_sim_to_param(call, &call->args[1], unit_range, &mixer->sends[send]))
        return LG_SIM_RAISED;
    return LG_SIM_SILENT;
}

static enum lg_sim_result get_clips(struct lg_sim_call *call, const struct lg_sim_object *object,
                                    const void *detail) {
    size_t num_slots = lg_sim_num_slots(call->set, object->track);
    for (size_t i = 0; i < num_slots; i++) {
        struct lg_sim_value value = {.kind = LG_SIM_VALUE_NONE};
        const struct lg_sim_object clip = lg_sim_clip_object(object->track, i);
        if (clip.self != NULL && !lg_sim_getattr_named(call, &clip, detail, &value))
            return LG_SIM_RAISED;
        lg_sim_answer(call, value);
    }
    return LG_SIM_ANSWERED;
}

/* What is known of an arrangement's clips is their names: each is taken to be a bar long, one
 * behind the other. */
enum arranged { NAME, LENGTH, START };
enum { BAR = 4 };

static enum lg_sim_result get_arranged(struct lg_sim_call *call, const struct lg_sim_object *object,
                                       const void *detail) {
    const struct lg_texts *clips = &object->track->arrangement_clips;
    enum arranged what = *(const enum arranged *)detail;
    for (size_t i = 0; i < clips->count; i++)
        lg_sim_answer(call, what == NAME     ? lg_sim_text(clips->items[i])
                            : what == LENGTH ? lg_sim_float(BAR)
                                             : lg_sim_float((double)i * BAR));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_num_devices(struct lg_sim_call *call,
                                          const struct lg_sim_object *object, const void *detail) {
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_int((int64_t)object->track->num_devices));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_devices(struct lg_sim_call *call, const struct lg_sim_object *object,
                                      const void *detail) {
    for (size_t i = 0; i < object->track->num_devices; i++) {
        struct lg_sim_value value;
        const struct lg_sim_object device = lg_sim_device_object(object->track, i);
        if (!lg_sim_getattr_named(call, &device, detail, &value))
            return LG_SIM_RAISED;
        lg_sim_answer(call, value);
    }
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result stop_clips(struct lg_sim_call *call, const struct lg_sim_object *object,
                                     const void *detail) {
    if (!lg_sim_takes(call, 1, "Track", detail))
        return LG_SIM_RAISED;
    lg_sim_track_stop(object->track);
    lg_sim_clips_settle(call->set);
    return LG_SIM_SILENT;
}

static enum lg_sim_result delete_device(struct lg_sim_call *call,
                                        const struct lg_sim_object *object, const void *detail) {
    int64_t index;
    if (!lg_sim_wants(call, 1, "Track", detail) || !lg_sim_to_whole(call, &call->args[0], &index))
        return LG_SIM_RAISED;
    if (index < 0 || index >= (int64_t)object->track->num_devices)
        return lg_sim_raise(call, LG_SIM_OTHER_ERROR, "Index out of range");
    lg_sim_state_remove_device(object->track, (size_t)index);
    return LG_SIM_SILENT;
}

static enum lg_sim_result delete_clip(struct lg_sim_call *call, const struct lg_sim_object *object,
                                      const void *detail) {
    size_t slot;
    LG_UNUSED(detail);
    if (!lg_sim_unpack(call, 1) ||
        !lg_sim_pick(call, &call->args[0], lg_sim_num_slots(call->set, object->track), &slot))
        return LG_SIM_RAISED;
    if (lg_sim_slot(object->track, slot)->clip == NULL)
        return lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "There is no clip in this slot");
    lg_sim_slot_clear(object->track, slot);
    return LG_SIM_SILENT;
}

#define ROW(address, use, detail)                                                                  \
    { "/live/track/" address, &lg_sim_track_class, use, detail }
#define MIXER(name)                                                                                \
    ROW("get/" #name, get_mixer, &(name)), ROW("set/" #name, lg_sim_use_set, &(name)),             \
        ROW("start_listen/" #name, listen_mixer, &(name)),                                         \
        ROW("stop_listen/" #name, unlisten_mixer, &(name))
#define ARRANGED(name, what)                                                                       \
    ROW("get/arrangement_clips/" name, get_arranged, &(const enum arranged){what})

static const struct lg_sim_handler methods[] = {
    ROW("delete_device", delete_device, "delete_device"),
    ROW("stop_all_clips", stop_clips, "stop_all_clips"),
};

const struct lg_sim_handlers lg_sim_track_methods = {.rows = methods,
                                                     .count = LG_ARRAY_LEN(methods)};

static const struct lg_sim_handler rows[] = {
    MIXER(volume),
    MIXER(panning),
    ROW("get/send", get_send, NULL),
    ROW("set/send", set_send, NULL),
    ROW("delete_clip", delete_clip, NULL),
    ROW("get/clips/name", get_clips, "name"),
    ROW("get/clips/length", get_clips, "length"),
    ROW("get/clips/color", get_clips, "color"),
    ARRANGED("name", NAME),
    ARRANGED("length", LENGTH),
    ARRANGED("start_time", START),
    ROW("get/num_devices", get_num_devices, NULL),
    ROW("get/devices/name", get_devices, "name"),
    ROW("get/devices/type", get_devices, "type"),
    ROW("get/devices/class_name", get_devices, "class_name"),
    ROW("get/devices/can_have_chains", get_devices, "can_have_chains"),
};

const struct lg_sim_handlers lg_sim_track_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
