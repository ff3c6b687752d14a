/* Live's objects as the script's Python sees them: each of a class, whose properties are a table.
 * From the tables come the addresses /live/CLASS/get, set, start_listen and stop_listen/PROPERTY.
 */
#ifndef LG_SIM_OBJECT_H
#define LG_SIM_OBJECT_H

#include "sim/call.h"

struct lg_sim_class;

struct lg_sim_object {
    const struct lg_sim_class *class;
    void *self; /* what the offsets of its properties count from; NULL: None, as an empty slot's
                   clip */
    struct lg_sim_track *track; /* its own, or the one it is part of; NULL: of none */
    struct lg_sim_slot *slot;   /* of a clip or a slot, and its place */
    size_t place;               /* of a slot, a scene, a device, or the parameter that is meant */
    struct lg_sim_param *param; /* the device's that is meant */
    uint64_t id, track_id;      /* for good; 0: None */
};

/* How a property is kept. */
enum lg_sim_storage { LG_SIM_SWITCH, LG_SIM_WHOLE, LG_SIM_REAL, LG_SIM_WORDS };

enum lg_sim_access {
    LG_SIM_WRITABLE = 1, /* it has a set address */
    LG_SIM_DEAF = 2,     /* Live tells nobody of its changes: it can't be listened to */
    LG_SIM_UNLISTED = 4, /* no address of its own: for track_data alone */
};

struct lg_sim_property {
    const char *name;
    unsigned access;
    enum lg_sim_storage kept;
    size_t offset;   /* of a bool, int64_t, double, or char * on the heap */
    double min, max; /* of a number */
    /* False, raised, where an object of the class has no such thing; NULL: all have. */
    bool (*applies)(struct lg_sim_call *call, const struct lg_sim_object *object,
                    const struct lg_sim_property *property);
    /* Instead of what is kept; NULL: that. */
    bool (*get)(struct lg_sim_call *call, const struct lg_sim_object *object,
                struct lg_sim_value *out);
    bool (*set)(struct lg_sim_call *call, const struct lg_sim_object *object,
                const struct lg_sim_value *value);
    const char *refusal; /* of a number out of range; NULL: as of a parameter */
};

/* What an address does to an object that it reaches; the arguments that found it are none any more.
 */
typedef enum lg_sim_result lg_sim_use(struct lg_sim_call *call, const struct lg_sim_object *object,
                                      const void *detail);

struct lg_sim_class {
    const char *name; /* in addresses */
    const char *type; /* Python's name of it */
    const struct lg_sim_property *properties;
    size_t num_properties;
    /* Finds what the first arguments mean, one or all of them, and answers them. */
    enum lg_sim_result (*reach)(struct lg_sim_call *call, lg_sim_use *use, const void *detail);
    const char *sequence; /* what the arguments are in behind those: "list" or "tuple" */
    bool hides_indices;   /* its listeners leave out what they listen to, as the script's do */
};

/* getattr(object, property.name), and setattr. */
bool lg_sim_getattr(struct lg_sim_call *call, const struct lg_sim_object *object,
                    const struct lg_sim_property *property, struct lg_sim_value *out);
bool lg_sim_setattr(struct lg_sim_call *call, const struct lg_sim_object *object,
                    const struct lg_sim_property *property, const struct lg_sim_value *value);
/* getattr by name: false, raised, where the class has none. */
bool lg_sim_getattr_named(struct lg_sim_call *call, const struct lg_sim_object *object,
                          const char *name, struct lg_sim_value *out);
/* False, raised as for object.name, where it is None. */
bool lg_sim_is_there(struct lg_sim_call *call, const struct lg_sim_object *object,
                     const char *name);

/* `detail` is the property. */
lg_sim_use lg_sim_use_get, lg_sim_use_set, lg_sim_use_listen, lg_sim_use_unlisten;

struct lg_sim_object lg_sim_song_object(struct lg_sim_set *set);
struct lg_sim_object lg_sim_view_object(struct lg_sim_set *set);
struct lg_sim_object lg_sim_track_object(struct lg_sim_track *track);
struct lg_sim_object lg_sim_slot_object(struct lg_sim_set *set, struct lg_sim_track *track,
                                        size_t index);
struct lg_sim_object lg_sim_clip_object(struct lg_sim_track *track, size_t index);
struct lg_sim_object lg_sim_device_object(struct lg_sim_track *track, size_t index);
struct lg_sim_object lg_sim_scene_object(struct lg_sim_set *set, size_t index);

/* Where it is now, whatever was inserted or removed; false when it is no more. */
bool lg_sim_object_again(struct lg_sim_set *set, struct lg_sim_object *object);

#endif
