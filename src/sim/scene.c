/* /live/scene: rows of clips. */
#include "sim/clip.h"
#include "sim/handlers.h"
#include "sim/player.h"

static enum lg_sim_result reach(struct lg_sim_call *call, lg_sim_use *use, const void *detail) {
    int64_t index;
    size_t position;
    if (!lg_sim_need(call, 1, "list") || !lg_sim_to_int(call, &call->args[0], &index) ||
        !lg_sim_item(call, index, (size_t)call->set->num_scenes, &position))
        return LG_SIM_RAISED;
    call->args++;
    call->count--;
    lg_sim_answer(call, lg_sim_int(index));
    const struct lg_sim_object object = lg_sim_scene_object(call->set, position);
    return use(call, &object, detail);
}

static bool get_is_empty(struct lg_sim_call *call, const struct lg_sim_object *object,
                         struct lg_sim_value *out) {
    bool is_empty = true;
    for (size_t i = 0; i < call->set->num_tracks; i++)
        if (lg_sim_slot(&call->set->tracks[i], object->place)->clip != NULL)
            is_empty = false;
    *out = lg_sim_bool(is_empty);
    return true;
}

static bool get_is_triggered(struct lg_sim_call *call, const struct lg_sim_object *object,
                             struct lg_sim_value *out) {
    bool is_triggered = false;
    for (size_t i = 0; i < call->set->num_tracks; i++)
        if (lg_sim_slot(&call->set->tracks[i], object->place)->is_triggered)
            is_triggered = true;
    *out = lg_sim_bool(is_triggered);
    return true;
}

static bool set_color(struct lg_sim_call *call, const struct lg_sim_object *object,
                      const struct lg_sim_value *value) {
    return lg_sim_to_color(call, value, &((struct lg_sim_scene *)object->self)->look);
}

static bool set_color_index(struct lg_sim_call *call, const struct lg_sim_object *object,
                            const struct lg_sim_value *value) {
    return lg_sim_to_color_index(call, value, &((struct lg_sim_scene *)object->self)->look);
}

/* What a scene is given it has from then on. */
static bool set_tempo(struct lg_sim_call *call, const struct lg_sim_object *object,
                      const struct lg_sim_value *value) {
    static const float range[2] = {20, 999};
    struct lg_sim_scene *scene = object->self;
    float tempo;
    if (!lg_sim_to_param(call, value, range, &tempo))
        return false;
    scene->tempo = (double)tempo;
    scene->tempo_enabled = true;
    return true;
}

static bool set_tempo_enabled(struct lg_sim_call *call, const struct lg_sim_object *object,
                              const struct lg_sim_value *value) {
    struct lg_sim_scene *scene = object->self;
    int64_t on;
    if (!lg_sim_to_whole(call, value, &on))
        return false;
    scene->tempo_enabled = on != 0;
    scene->tempo = on == 0 ? -1 : scene->tempo < 0 ? (double)call->set->tempo : scene->tempo;
    return true;
}

static void enable_signature(struct lg_sim_call *call, struct lg_sim_scene *scene, bool on) {
    const struct lg_sim_song *song = &call->set->song;
    if (on && !scene->time_signature_enabled) {
        scene->time_signature_numerator = song->signature_numerator;
        scene->time_signature_denominator = song->signature_denominator;
    } else if (!on) {
        scene->time_signature_numerator = scene->time_signature_denominator = -1;
    }
    scene->time_signature_enabled = on;
}

static bool to_part(struct lg_sim_call *call, const struct lg_sim_value *value, int64_t most,
                    int64_t *out) {
    if (!lg_sim_to_whole(call, value, out))
        return false;
    if (*out >= 1 && *out <= most)
        return true;
    lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Invalid time signature");
    return false;
}

static bool set_numerator(struct lg_sim_call *call, const struct lg_sim_object *object,
                          const struct lg_sim_value *value) {
    struct lg_sim_scene *scene = object->self;
    int64_t number;
    if (!to_part(call, value, 99, &number))
        return false;
    enable_signature(call, scene, true);
    scene->time_signature_numerator = number;
    return true;
}

static bool set_denominator(struct lg_sim_call *call, const struct lg_sim_object *object,
                            const struct lg_sim_value *value) {
    struct lg_sim_scene *scene = object->self;
    int64_t number;
    if (!to_part(call, value, 16, &number))
        return false;
    enable_signature(call, scene, true);
    scene->time_signature_denominator = number;
    return true;
}

static bool set_signature_enabled(struct lg_sim_call *call, const struct lg_sim_object *object,
                                  const struct lg_sim_value *value) {
    int64_t on;
    if (!lg_sim_to_whole(call, value, &on))
        return false;
    enable_signature(call, object->self, on != 0);
    return true;
}

#define ROW(name, kept, field, setter)                                                             \
    { name, LG_SIM_WRITABLE, kept, offsetof(struct lg_sim_scene, field), .set = setter }

static const struct lg_sim_property properties[] = {
    {"is_empty", LG_SIM_DEAF, .get = get_is_empty},
    {"is_triggered", 0, .get = get_is_triggered},
    ROW("color", LG_SIM_WHOLE, look.color, set_color),
    ROW("color_index", LG_SIM_WHOLE, look.color_index, set_color_index),
    ROW("name", LG_SIM_WORDS, name, NULL),
    ROW("tempo", LG_SIM_REAL, tempo, set_tempo),
    ROW("tempo_enabled", LG_SIM_SWITCH, tempo_enabled, set_tempo_enabled),
    ROW("time_signature_numerator", LG_SIM_WHOLE, time_signature_numerator, set_numerator),
    ROW("time_signature_denominator", LG_SIM_WHOLE, time_signature_denominator, set_denominator),
    ROW("time_signature_enabled", LG_SIM_SWITCH, time_signature_enabled, set_signature_enabled),
};

const struct lg_sim_class lg_sim_scene_class = {.name = "scene",
                                                .type = "Scene",
                                                .properties = properties,
                                                .num_properties = LG_ARRAY_LEN(properties),
                                                .reach = reach,
                                                .sequence = "list"};

/* An empty slot stops its track, unless it has no stop button; none of them records. */
static void fire_scene(struct lg_sim_call *call, size_t place) {
    struct lg_sim_set *set = call->set;
    const struct lg_sim_scene *scene = &set->scenes[place];
    if (scene->tempo_enabled)
        set->tempo = (float)scene->tempo;
    if (scene->time_signature_enabled) {
        set->song.signature_numerator = scene->time_signature_numerator;
        set->song.signature_denominator = scene->time_signature_denominator;
    }
    for (size_t i = 0; i < set->num_tracks; i++) {
        struct lg_sim_track *track = &set->tracks[i];
        const struct lg_sim_slot *slot = lg_sim_slot(track, place);
        if (slot->clip != NULL)
            lg_sim_clip_launch(set, track, place);
        else if (!slot->has_no_stop_button)
            lg_sim_track_stop(track);
    }
    set->song.is_playing = true;
    lg_sim_clips_settle(set);
}

static void select_behind(struct lg_sim_set *set, size_t place) {
    if (place + 1 < (size_t)set->num_scenes)
        set->selected_scene = set->scenes[place + 1].id;
}

static enum lg_sim_result fire(struct lg_sim_call *call, const struct lg_sim_object *object,
                               const void *detail) {
    if (!lg_sim_takes(call, 2, "Scene", detail))
        return LG_SIM_RAISED;
    fire_scene(call, object->place);
    return LG_SIM_SILENT;
}

static enum lg_sim_result fire_as_selected(struct lg_sim_call *call,
                                           const struct lg_sim_object *object, const void *detail) {
    if (!lg_sim_takes(call, 1, "Scene", detail))
        return LG_SIM_RAISED;
    fire_scene(call, object->place);
    select_behind(call->set, object->place);
    return LG_SIM_SILENT;
}

static enum lg_sim_result fire_selected(struct lg_sim_call *call,
                                        const struct lg_sim_object *object, const void *detail) {
    struct lg_sim_set *set = call->set;
    LG_UNUSED(object);
    LG_UNUSED(detail);
    for (size_t i = 0; i < (size_t)set->num_scenes; i++)
        if (set->scenes[i].id == set->selected_scene) {
            fire_scene(call, i);
            select_behind(set, i);
            break;
        }
    return LG_SIM_SILENT;
}

static const struct lg_sim_handler methods[] = {
    {"/live/scene/fire", &lg_sim_scene_class, fire, "fire"},
    {"/live/scene/fire_as_selected", &lg_sim_scene_class, fire_as_selected, "fire_as_selected"},
};

const struct lg_sim_handlers lg_sim_scene_methods = {.rows = methods,
                                                     .count = LG_ARRAY_LEN(methods)};

static const struct lg_sim_handler rows[] = {
    {"/live/scene/fire_selected", NULL, fire_selected, NULL},
};

const struct lg_sim_handlers lg_sim_scene_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
