/* The address space: what the script registers, in its order, as wildcards answer in that order. A
 * new property is a row of its class; any other new address is a row here. */
#ifndef LG_SIM_HANDLERS_H
#define LG_SIM_HANDLERS_H

#include "sim/object.h"

struct lg_sim_handler {
    const char *address;
    /* Whose reach finds the object; NULL: the address is of none, and `use` gets NULL. */
    const struct lg_sim_class *class;
    lg_sim_use *use;
    const void *detail;
};

struct lg_sim_handlers {
    const struct lg_sim_handler *rows;
    size_t count;
    bool is_string_only; /* the string dialect adds them */
};

extern const struct lg_sim_class lg_sim_clip_class, lg_sim_device_class, lg_sim_scene_class,
    lg_sim_slot_class, lg_sim_song_class, lg_sim_track_class, lg_sim_view_class;

extern const struct lg_sim_handlers lg_sim_api_handlers;
extern const struct lg_sim_handlers lg_sim_application_handlers;
extern const struct lg_sim_handlers lg_sim_clip_handlers, lg_sim_clip_methods;
extern const struct lg_sim_handlers lg_sim_cue_handlers;
extern const struct lg_sim_handlers lg_sim_device_handlers;
extern const struct lg_sim_handlers lg_sim_midimap_handlers;
extern const struct lg_sim_handlers lg_sim_note_handlers;
extern const struct lg_sim_handlers lg_sim_others_handlers; /* tracks that are no regular ones */
extern const struct lg_sim_handlers lg_sim_routing_handlers;
extern const struct lg_sim_handlers lg_sim_scene_handlers, lg_sim_scene_methods;
extern const struct lg_sim_handlers lg_sim_slot_handlers, lg_sim_slot_methods;
extern const struct lg_sim_handlers lg_sim_song_handlers, lg_sim_song_methods;
extern const struct lg_sim_handlers lg_sim_track_handlers, lg_sim_track_methods;
extern const struct lg_sim_handlers lg_sim_view_handlers;

/* lg_sim_track_class's reach (sim/track.c). */
enum lg_sim_result lg_sim_reach_track(struct lg_sim_call *call, lg_sim_use *use,
                                      const void *detail);
/* Gives a track a name; the text is copied. */
void lg_sim_track_rename(struct lg_sim_track *track, const char *name);
/* Writes what /live/song/export/structure does to a file of the folder (sim/structure.c). */
lg_sim_use lg_sim_structure_export;
/* Of the song, in more than one table or file. */
lg_sim_use lg_sim_cue_jump_next, lg_sim_cue_jump_prev, lg_sim_cue_toggle;
lg_sim_use lg_sim_song_start, lg_sim_song_stop;
/* Of the script itself (sim/script.c): it is loaded again, or was left with nothing; whether it
 * tells beats; its level of logging, by number. */
void lg_sim_reload(struct lg_sim_call *call, bool is_done);
void lg_sim_hear_beats(struct lg_sim_call *call, bool hears);
size_t *lg_sim_log_level(struct lg_sim_call *call);
/* As a clip or a slot is fired: its clip is launched; an empty slot records or stops the track. */
void lg_sim_slot_fire(struct lg_sim_call *call, struct lg_sim_track *track, size_t slot);
/* A slot's and its clip's first arguments (sim/slot.c). */
bool lg_sim_find_slot(struct lg_sim_call *call, struct lg_sim_track **track_out, size_t *slot_out);

#endif
