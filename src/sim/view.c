/* /live/view: what is selected. */
#include "sim/handlers.h"

/* list(…).index(…) of what is not in it. */
static bool not_in_list(struct lg_sim_call *call, const char *what) {
    lg_sim_raise(call, LG_SIM_VALUE_ERROR, "%s is not in list", what);
    return false;
}

static bool get_track(struct lg_sim_call *call, const struct lg_sim_object *object,
                      struct lg_sim_value *out) {
    LG_UNUSED(object);
    for (size_t i = 0; i < call->set->num_tracks; i++)
        if (call->set->tracks[i].id == call->set->selected_track) {
            *out = lg_sim_int((int64_t)i);
            return true;
        }
    return not_in_list(call, "<Track.Track object>");
}

static bool get_scene(struct lg_sim_call *call, const struct lg_sim_object *object,
                      struct lg_sim_value *out) {
    LG_UNUSED(object);
    for (size_t i = 0; i < (size_t)call->set->num_scenes; i++)
        if (call->set->scenes[i].id == call->set->selected_scene) {
            *out = lg_sim_int((int64_t)i);
            return true;
        }
    return not_in_list(call, "None");
}

/* Of the selected track. */
static bool get_device(struct lg_sim_call *call, const struct lg_sim_object *object,
                       struct lg_sim_value *out) {
    struct lg_sim_value index;
    if (!get_track(call, object, &index))
        return false;
    const struct lg_sim_track *track = &call->set->tracks[index.as.integer];
    for (size_t i = 0; i < track->num_devices; i++)
        if (track->devices[i].id == track->selected_device) {
            *out = lg_sim_int((int64_t)i);
            return true;
        }
    return not_in_list(call, "None");
}

enum { TRACK, SCENE, DEVICE };
static const struct lg_sim_property properties[] = {
    [TRACK] = {"selected_track", .get = get_track},
    [SCENE] = {"selected_scene", .get = get_scene},
    [DEVICE] = {"selected_device", .get = get_device},
};

static enum lg_sim_result reach(struct lg_sim_call *call, lg_sim_use *use, const void *detail) {
    const struct lg_sim_object view = lg_sim_view_object(call->set);
    return use(call, &view, detail);
}

/* The script has functions of its own for the addresses: no table of properties. */
const struct lg_sim_class lg_sim_view_class = {
    .name = "view", .type = "View", .reach = reach, .sequence = "list"};

/* One property or two, and nothing echoed. */
static enum lg_sim_result get(struct lg_sim_call *call, const struct lg_sim_object *object,
                              const void *detail) {
    for (const struct lg_sim_property *const *at = detail; *at != NULL; at++) {
        struct lg_sim_value value;
        if (!lg_sim_getattr(call, object, *at, &value))
            return LG_SIM_RAISED;
        lg_sim_answer(call, value);
    }
    return LG_SIM_ANSWERED;
}

static bool pick_track(struct lg_sim_call *call, size_t *out) {
    return lg_sim_need(call, 1, "list") &&
           lg_sim_pick(call, &call->args[0], call->set->num_tracks, out);
}

static enum lg_sim_result set_track(struct lg_sim_call *call, const struct lg_sim_object *object,
                                    const void *detail) {
    size_t track;
    LG_UNUSED(object);
    LG_UNUSED(detail);
    if (!pick_track(call, &track))
        return LG_SIM_RAISED;
    call->set->selected_track = call->set->tracks[track].id;
    return LG_SIM_SILENT;
}

static enum lg_sim_result select_scene(struct lg_sim_call *call, const struct lg_sim_value *which) {
    size_t scene;
    if (!lg_sim_pick(call, which, (size_t)call->set->num_scenes, &scene))
        return LG_SIM_RAISED;
    call->set->selected_scene = call->set->scenes[scene].id;
    return LG_SIM_SILENT;
}

static enum lg_sim_result set_scene(struct lg_sim_call *call, const struct lg_sim_object *object,
                                    const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    return lg_sim_need(call, 1, "list") ? select_scene(call, &call->args[0]) : LG_SIM_RAISED;
}

static enum lg_sim_result set_clip(struct lg_sim_call *call, const struct lg_sim_object *object,
                                   const void *detail) {
    if (set_track(call, object, detail) != LG_SIM_SILENT || !lg_sim_need(call, 2, "list"))
        return LG_SIM_RAISED;
    return select_scene(call, &call->args[1]);
}

/* The one setter that answers: what it was given. */
static enum lg_sim_result set_device(struct lg_sim_call *call, const struct lg_sim_object *object,
                                     const void *detail) {
    size_t index;
    size_t device;
    LG_UNUSED(object);
    LG_UNUSED(detail);
    if (!pick_track(call, &index) || !lg_sim_need(call, 2, "list"))
        return LG_SIM_RAISED;
    struct lg_sim_track *track = &call->set->tracks[index];
    if (!lg_sim_pick(call, &call->args[1], track->num_devices, &device))
        return LG_SIM_RAISED;
    call->set->selected_track = track->id;
    track->selected_device = track->devices[device].id;
    lg_sim_answer(call, call->args[0]);
    lg_sim_answer(call, call->args[1]);
    return LG_SIM_ANSWERED;
}

#define ROW(address, use, detail)                                                                  \
    { "/live/view/" address, &lg_sim_view_class, use, detail }
#define GET(address, ...)                                                                          \
    ROW("get/" address, get, ((const struct lg_sim_property *const[]){__VA_ARGS__, NULL}))

static const struct lg_sim_handler rows[] = {
    GET("selected_scene", &properties[SCENE]),
    GET("selected_track", &properties[TRACK]),
    GET("selected_clip", &properties[TRACK], &properties[SCENE]),
    GET("selected_device", &properties[TRACK], &properties[DEVICE]),
    ROW("set/selected_scene", set_scene, NULL),
    ROW("set/selected_track", set_track, NULL),
    ROW("set/selected_clip", set_clip, NULL),
    ROW("set/selected_device", set_device, NULL),
    ROW("start_listen/selected_scene", lg_sim_use_listen, &properties[SCENE]),
    ROW("start_listen/selected_track", lg_sim_use_listen, &properties[TRACK]),
    ROW("stop_listen/selected_scene", lg_sim_use_unlisten, &properties[SCENE]),
    ROW("stop_listen/selected_track", lg_sim_use_unlisten, &properties[TRACK]),
};

const struct lg_sim_handlers lg_sim_view_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
