/* The address space, one table per object of Live. A new address is a row; what the script would
 * register first comes first, as wildcards answer in that order. */
#ifndef LG_SIM_HANDLERS_H
#define LG_SIM_HANDLERS_H

#include "sim/call.h"

struct lg_sim_handler {
    const char *address;
    /* `detail` is the row's own. */
    enum lg_sim_result (*handle)(struct lg_sim_call *call, const void *detail);
    const void *detail;
};

struct lg_sim_handlers {
    const struct lg_sim_handler *rows;
    size_t count;
    bool is_string_only; /* the string dialect adds them */
};

extern const struct lg_sim_handlers lg_sim_application_handlers;
extern const struct lg_sim_handlers lg_sim_clip_handlers;
extern const struct lg_sim_handlers lg_sim_device_handlers;
extern const struct lg_sim_handlers lg_sim_others_handlers; /* tracks that are no regular ones */
extern const struct lg_sim_handlers lg_sim_song_handlers;
extern const struct lg_sim_handlers lg_sim_transport_handlers;
extern const struct lg_sim_handlers lg_sim_track_handlers;

/* getattr(track, name) and getattr(device, name), for track_data too. */
bool lg_sim_track_attribute(struct lg_sim_call *call, const struct lg_sim_track *track,
                            const char *name, struct lg_sim_value *out);
bool lg_sim_device_attribute(struct lg_sim_call *call, const struct lg_sim_device *device,
                             const char *name, struct lg_sim_value *out);
/* setattr(track, name, value). */
bool lg_sim_track_set_attribute(struct lg_sim_call *call, struct lg_sim_track *track,
                                const char *name, const struct lg_sim_value *value);
/* Clip slots: regular tracks have one in each scene. */
size_t lg_sim_num_slots(const struct lg_sim_set *set, const struct lg_sim_track *track);
/* The name of the clip in a slot, NULL: the slot is empty. */
const char *lg_sim_clip_at(const struct lg_sim_track *track, size_t slot);
/* Gives a track a name; the text is copied. */
void lg_sim_track_rename(struct lg_sim_track *track, const char *name);

#endif
