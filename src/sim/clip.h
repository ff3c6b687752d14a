/* Clips, their notes, and the slots of the session that they lie in. */
#ifndef LG_SIM_CLIP_H
#define LG_SIM_CLIP_H

#include "sim/set.h"

/* Live has no such bound. */
enum { LG_SIM_MAX_NOTES = 10000 };

struct lg_sim_note {
    int64_t pitch;
    double start, duration, velocity; /* beats; 0..127 */
    bool mute;
};

struct lg_sim_clip {
    uint64_t id;
    char *name;
    bool is_midi;
    struct lg_sim_take
        *take;       /* what it is recorded by, its track's; NULL: none, or it was copied */
    char *file_path; /* of a copy of what was recorded; NULL: take's, or none */
    struct lg_sim_look look;
    double loop_start, loop_end, start_marker, end_marker; /* beats */
    bool looping, warping, muted, legato, ram_mode;
    int64_t warp_mode, launch_mode, launch_quantization, pitch_coarse;
    double pitch_fine, gain, velocity_amount;
    double position; /* from the start of the loop on, while it plays */
    struct lg_sim_note *notes;
    size_t num_notes;
};

struct lg_sim_slot {
    bool has_no_stop_button, is_triggered, is_playing;
    double launch_in; /* beats, once triggered */
    struct lg_sim_clip *clip;
};

/* What a track of that kind has: a slot per scene, or none. */
size_t lg_sim_num_slots(const struct lg_sim_set *set, const struct lg_sim_track *track);
/* The slot, to read: an empty one where nothing has been done with it yet. */
const struct lg_sim_slot *lg_sim_slot(const struct lg_sim_track *track, size_t index);
/* The same, to change. Pointers to the track's other slots are void afterwards. */
struct lg_sim_slot *lg_sim_slot_use(struct lg_sim_track *track, size_t index);
/* The name of the clip there, NULL: none. */
const char *lg_sim_clip_at(const struct lg_sim_track *track, size_t slot);

/* A new clip, the caller's. */
struct lg_sim_clip *lg_sim_clip_new(struct lg_sim_set *set, const char *name, bool is_midi,
                                    double beats);
struct lg_sim_clip *lg_sim_clip_copy(struct lg_sim_set *set, const struct lg_sim_clip *clip);
/* It takes the place of one that begins there with the same pitch. */
void lg_sim_clip_add_note(struct lg_sim_clip *clip, const struct lg_sim_note *note);
void lg_sim_clip_free(struct lg_sim_clip *clip);
/* Of what plays once or goes round, in beats. */
double lg_sim_clip_length(const struct lg_sim_clip *clip);
/* Empties a slot; what was recorded there is forgotten, its file stays. */
void lg_sim_slot_clear(struct lg_sim_track *track, size_t index);
void lg_sim_slots_free(struct lg_sim_track *track);

/* What is recorded gets its clip once it has begun, and its length once it is over. */
void lg_sim_clips_settle(struct lg_sim_set *set);
/* The slot is triggered: its clip starts at the next place that the quantisation allows, at once
 * where the song stands still. */
void lg_sim_clip_launch(struct lg_sim_set *set, struct lg_sim_track *track, size_t slot);
/* Whatever plays or waits on the track ends. */
void lg_sim_track_stop(struct lg_sim_track *track);
/* So many beats have passed in the song. */
void lg_sim_clips_pass(struct lg_sim_set *set, double beats);
/* Of the track's slots the first that plays, or is triggered; -1: none. */
int64_t lg_sim_track_playing(const struct lg_sim_track *track);
int64_t lg_sim_track_fired(const struct lg_sim_track *track);

#endif
