#include "sim/object.h"

#include <stdlib.h>
#include <string.h>

#include "sim/clip.h"
#include "sim/handlers.h"
#include "sim/listen.h"

static const void *field(const struct lg_sim_object *object,
                         const struct lg_sim_property *property) {
    return (const char *)object->self + property->offset;
}

bool lg_sim_is_there(struct lg_sim_call *call, const struct lg_sim_object *object,
                     const char *name) {
    if (object->self != NULL)
        return true;
    lg_sim_raise(call, LG_SIM_ATTRIBUTE_ERROR, "'NoneType' object has no attribute '%s'", name);
    return false;
}

bool lg_sim_getattr(struct lg_sim_call *call, const struct lg_sim_object *object,
                    const struct lg_sim_property *property, struct lg_sim_value *out) {
    if (!lg_sim_is_there(call, object, property->name) ||
        (property->applies != NULL && !property->applies(call, object, property)))
        return false;
    if (property->get != NULL)
        return property->get(call, object, out);
    const void *at = field(object, property);
    switch (property->kept) {
    case LG_SIM_SWITCH:
        *out = lg_sim_bool(*(const bool *)at);
        break;
    case LG_SIM_WHOLE:
        *out = lg_sim_int(*(const int64_t *)at);
        break;
    case LG_SIM_REAL:
        *out = lg_sim_float(*(const double *)at);
        break;
    case LG_SIM_WORDS:
        *out = lg_sim_text(*(char *const *)at);
        break;
    }
    return true;
}

static bool within(struct lg_sim_call *call, const struct lg_sim_property *property,
                   double number) {
    if (number >= property->min && number <= property->max)
        return true;
    lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "%s",
                 property->refusal != NULL
                     ? property->refusal
                     : "Invalid value. Check the parameters range with min/max");
    return false;
}

static bool set_words(struct lg_sim_call *call, const struct lg_sim_object *object, char **at,
                      const struct lg_sim_value *value) {
    if (!lg_sim_to_words(call, value, object->class->type))
        return false;
    char *given = lg_xstrdup(value->as.text.text);
    free(*at);
    *at = given;
    return true;
}

bool lg_sim_setattr(struct lg_sim_call *call, const struct lg_sim_object *object,
                    const struct lg_sim_property *property, const struct lg_sim_value *value) {
    int64_t whole = 0;
    double real = 0;
    if (!lg_sim_is_there(call, object, property->name) ||
        (property->applies != NULL && !property->applies(call, object, property)))
        return false;
    if (property->set != NULL)
        return property->set(call, object, value);
    void *at = (char *)object->self + property->offset;
    switch (property->kept) {
    case LG_SIM_SWITCH:
        if (!lg_sim_to_whole(call, value, &whole))
            return false;
        *(bool *)at = whole != 0;
        break;
    case LG_SIM_WHOLE:
        if (!lg_sim_to_whole(call, value, &whole) || !within(call, property, (double)whole))
            return false;
        *(int64_t *)at = whole;
        break;
    case LG_SIM_REAL:
        if (!lg_sim_to_real(call, value, &real) || !within(call, property, real))
            return false;
        *(double *)at = real;
        break;
    case LG_SIM_WORDS:
        return set_words(call, object, at, value);
    }
    return true;
}

bool lg_sim_getattr_named(struct lg_sim_call *call, const struct lg_sim_object *object,
                          const char *name, struct lg_sim_value *out) {
    const struct lg_sim_class *class = object->class;
    for (size_t i = 0; i < class->num_properties; i++)
        if (strcmp(class->properties[i].name, name) == 0)
            return lg_sim_getattr(call, object, &class->properties[i], out);
    lg_sim_raise(call, LG_SIM_ATTRIBUTE_ERROR, "'%s' object has no attribute '%s'", class->type,
                 name);
    return false;
}

/* What does not apply to an object is answered as None. */
enum lg_sim_result lg_sim_use_get(struct lg_sim_call *call, const struct lg_sim_object *object,
                                  const void *detail) {
    struct lg_sim_value value = {.kind = LG_SIM_VALUE_NONE};
    if (!lg_sim_getattr(call, object, detail, &value)) {
        if (call->exception != LG_SIM_RUNTIME_ERROR)
            return LG_SIM_RAISED;
        value = (struct lg_sim_value){.kind = LG_SIM_VALUE_NONE};
    }
    lg_sim_answer(call, value);
    lg_sim_answer_args(call);
    return LG_SIM_ANSWERED;
}

enum lg_sim_result lg_sim_use_set(struct lg_sim_call *call, const struct lg_sim_object *object,
                                  const void *detail) {
    if (!lg_sim_need(call, 1, object->class->sequence) ||
        !lg_sim_setattr(call, object, detail, &call->args[0]))
        return LG_SIM_RAISED;
    return LG_SIM_SILENT;
}

enum lg_sim_result lg_sim_use_listen(struct lg_sim_call *call, const struct lg_sim_object *object,
                                     const void *detail) {
    const struct lg_sim_property *property = detail;
    const char *adder = lg_arena_printf(call->arena, "add_%s_listener", property->name);
    if (!lg_sim_is_there(call, object, adder))
        return LG_SIM_RAISED;
    if ((property->access & LG_SIM_DEAF) != 0)
        return lg_sim_raise(call, LG_SIM_ATTRIBUTE_ERROR, "'%s' object has no attribute '%s'",
                            object->class->type, adder);
    const struct lg_sim_subject subject = {.object = *object, .properties = {property}};
    return lg_sim_listen(call, &subject);
}

enum lg_sim_result lg_sim_use_unlisten(struct lg_sim_call *call, const struct lg_sim_object *object,
                                       const void *detail) {
    const struct lg_sim_subject subject = {.object = *object, .properties = {detail}};
    lg_sim_unlisten(call, &subject);
    return LG_SIM_SILENT;
}

struct lg_sim_object lg_sim_song_object(struct lg_sim_set *set) {
    return (struct lg_sim_object){.class = &lg_sim_song_class, .self = set, .id = 1};
}

struct lg_sim_object lg_sim_view_object(struct lg_sim_set *set) {
    return (struct lg_sim_object){.class = &lg_sim_view_class, .self = set, .id = 1};
}

struct lg_sim_object lg_sim_track_object(struct lg_sim_track *track) {
    return (struct lg_sim_object){
        .class = &lg_sim_track_class, .self = track, .track = track, .track_id = track->id};
}

/* A slot is what a track and a scene have in common. */
struct lg_sim_object lg_sim_slot_object(struct lg_sim_set *set, struct lg_sim_track *track,
                                        size_t index) {
    struct lg_sim_slot *slot = lg_sim_slot_use(track, index);
    return (struct lg_sim_object){.class = &lg_sim_slot_class,
                                  .self = slot,
                                  .track = track,
                                  .slot = slot,
                                  .track_id = track->id,
                                  .place = index,
                                  .id = set->scenes[index].id};
}

struct lg_sim_object lg_sim_clip_object(struct lg_sim_track *track, size_t index) {
    struct lg_sim_slot *slot = lg_sim_slot_use(track, index);
    return (struct lg_sim_object){.class = &lg_sim_clip_class,
                                  .self = slot->clip,
                                  .track = track,
                                  .slot = slot,
                                  .track_id = track->id,
                                  .place = index,
                                  .id = slot->clip == NULL ? 0 : slot->clip->id};
}

struct lg_sim_object lg_sim_device_object(struct lg_sim_track *track, size_t index) {
    struct lg_sim_device *device = &track->devices[index];
    return (struct lg_sim_object){.class = &lg_sim_device_class,
                                  .self = device,
                                  .track = track,
                                  .track_id = track->id,
                                  .place = index,
                                  .id = device->id};
}

struct lg_sim_object lg_sim_scene_object(struct lg_sim_set *set, size_t index) {
    struct lg_sim_scene *scene = &set->scenes[index];
    return (struct lg_sim_object){
        .class = &lg_sim_scene_class, .self = scene, .place = index, .id = scene->id};
}

static struct lg_sim_track *track_again(struct lg_sim_set *set, uint64_t id) {
    for (size_t i = 0; i < set->num_tracks; i++)
        if (set->tracks[i].id == id)
            return &set->tracks[i];
    for (size_t i = 0; i < set->num_returns; i++)
        if (set->returns[i].id == id)
            return &set->returns[i];
    return set->master.id == id ? &set->master : set->cue.id == id ? &set->cue : NULL;
}

static bool slot_again(struct lg_sim_set *set, struct lg_sim_object *object) {
    for (size_t i = 0; i < lg_sim_num_slots(set, object->track); i++)
        if (set->scenes[i].id == object->id) {
            *object = lg_sim_slot_object(set, object->track, i);
            return true;
        }
    return false;
}

static bool clip_again(struct lg_sim_object *object) {
    for (size_t i = 0; i < object->track->num_slots; i++) {
        const struct lg_sim_clip *clip = object->track->slots[i].clip;
        if (clip != NULL && clip->id == object->id) {
            *object = lg_sim_clip_object(object->track, i);
            return true;
        }
    }
    return false;
}

static bool device_again(struct lg_sim_object *object) {
    for (size_t i = 0; i < object->track->num_devices; i++) {
        struct lg_sim_device *device = &object->track->devices[i];
        if (device->id == object->id) {
            object->self = device;
            if (object->param != NULL)
                object->param = &device->params[object->place];
            return true;
        }
    }
    return false;
}

static bool scene_again(struct lg_sim_set *set, struct lg_sim_object *object) {
    for (size_t i = 0; i < (size_t)set->num_scenes; i++)
        if (set->scenes[i].id == object->id) {
            *object = lg_sim_scene_object(set, i);
            return true;
        }
    return false;
}

bool lg_sim_object_again(struct lg_sim_set *set, struct lg_sim_object *object) {
    const struct lg_sim_class *class = object->class;
    if (class == &lg_sim_song_class || class == &lg_sim_view_class)
        return true;
    if (class == &lg_sim_scene_class)
        return scene_again(set, object);
    object->track = track_again(set, object->track_id);
    if (object->track == NULL)
        return false;
    if (class == &lg_sim_slot_class)
        return slot_again(set, object);
    if (class == &lg_sim_clip_class)
        return clip_again(object);
    if (class == &lg_sim_device_class)
        return device_again(object);
    object->self = object->track;
    return true;
}
