/* /live/track: the mixer, properties, routing, clips, and what the chain holds. */
#include "sim/dialect.h"
#include "sim/handlers.h"

static const float unit_range[2] = {0, 1};
static const float pan_range[2] = {-1, 1};

/* What an address does once its track is found; the track's index is no argument any more. */
struct verb {
    enum lg_sim_result (*run)(struct lg_sim_call *call, struct lg_sim_track *track,
                              const struct verb *verb);
    const char *property;
    struct lg_sim_value (*of_device)(const struct lg_sim_device *device);
    size_t mixer_offset;
    const float *range;
    bool has_cue; /* the cue has it too */
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
    if (!lg_sim_need(call, 1, "tuple") ||
        !lg_sim_track_set_attribute(call, track, verb->property, &call->args[0]))
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

static bool has_input(struct lg_sim_call *call, const struct lg_sim_track *track) {
    if (track->input_routing == NULL)
        lg_sim_raise(call, LG_SIM_RUNTIME_ERROR,
                     "This track has no 'input_routing_type' property!");
    return track->input_routing != NULL;
}

static enum lg_sim_result get_input_routing(struct lg_sim_call *call, struct lg_sim_track *track,
                                            const struct verb *verb) {
    LG_UNUSED(verb);
    if (!has_input(call, track))
        return LG_SIM_RAISED;
    lg_sim_answer(call, lg_sim_text(track->input_routing));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_input_routings(struct lg_sim_call *call, struct lg_sim_track *track,
                                             const struct verb *verb) {
    LG_UNUSED(verb);
    if (!has_input(call, track))
        return LG_SIM_RAISED;
    const char *name;
    for (size_t i = 0; (name = lg_sim_input_routing(track->kind, i)) != NULL; i++)
        lg_sim_answer(call, lg_sim_text(name));
    return LG_SIM_ANSWERED;
}

/* A name that is not offered leaves a line in the script's own log, and nothing else. */
static enum lg_sim_result set_input_routing(struct lg_sim_call *call, struct lg_sim_track *track,
                                            const struct verb *verb) {
    LG_UNUSED(verb);
    if (!lg_sim_need(call, 1, "tuple") || !has_input(call, track))
        return LG_SIM_RAISED;
    const char *name;
    for (size_t i = 0; (name = lg_sim_input_routing(track->kind, i)) != NULL; i++)
        if (call->args[0].kind == LG_SIM_VALUE_TEXT && lg_view_eq(call->args[0].as.text, name))
            track->input_routing = name;
    return LG_SIM_SILENT;
}

static enum lg_sim_result get_clip_names(struct lg_sim_call *call, struct lg_sim_track *track,
                                         const struct verb *verb) {
    LG_UNUSED(verb);
    size_t num_slots = lg_sim_num_slots(call->set, track);
    for (size_t i = 0; i < num_slots; i++) {
        const char *name = lg_sim_clip_at(track, i);
        lg_sim_answer(call, name == NULL ? (struct lg_sim_value){.kind = LG_SIM_VALUE_NONE}
                                         : lg_sim_text(name));
    }
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_arrangement_clip_names(struct lg_sim_call *call,
                                                     struct lg_sim_track *track,
                                                     const struct verb *verb) {
    LG_UNUSED(verb);
    for (size_t i = 0; i < track->arrangement_clips.count; i++)
        lg_sim_answer(call, lg_sim_text(track->arrangement_clips.items[i]));
    return LG_SIM_ANSWERED;
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

static enum lg_sim_result run_on(struct lg_sim_call *call, const struct lg_sim_target *target,
                                 const struct verb *verb) {
    if (target->track->kind == LG_SIM_CUE && !verb->has_cue)
        return lg_sim_raise(call, LG_SIM_ATTRIBUTE_ERROR, "the cue has a volume alone");
    call->answer_count = 0;
    lg_sim_answer(call, target->echo);
    return verb->run(call, target->track, verb);
}

/* "*" stands for all tracks, but the script returns at the first answer: getters answer for track 0
 * alone, setters reach all. */
static enum lg_sim_result on_track(struct lg_sim_call *call, const void *detail) {
    const struct verb *verb = detail;
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
        return run_on(call, &target, verb);
    }
    enum lg_sim_result result = LG_SIM_SILENT;
    for (size_t i = 0; result == LG_SIM_SILENT && lg_sim_any_track(call, i, &target); i++)
        result = run_on(call, &target, verb);
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
#define MIXER(verb, name, limits, cue)                                                             \
    ROW(#verb "/" #name, verb##_mixer, .mixer_offset = offsetof(struct lg_sim_mixer, name),        \
        .range = limits, .has_cue = cue)
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
    MIXER(get, volume, unit_range, true),
    MIXER(set, volume, unit_range, true),
    MIXER(get, panning, pan_range, false),
    MIXER(set, panning, pan_range, false),
    ROW("get/send", get_send),
    ROW("set/send", set_send, .range = unit_range),
    ROW("get/clips/name", get_clip_names),
    ROW("get/arrangement_clips/name", get_arrangement_clip_names),
    ROW("get/num_devices", get_num_devices),
    COLUMN("name", device_name),
    COLUMN("type", device_type),
    COLUMN("class_name", device_class),
    COLUMN("can_have_chains", device_has_chains),
    ROW("get/available_input_routing_types", get_input_routings),
    ROW("get/input_routing_type", get_input_routing),
    ROW("set/input_routing_type", set_input_routing),
};

const struct lg_sim_handlers lg_sim_track_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
