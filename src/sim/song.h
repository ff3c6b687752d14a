/* What of a set is no track: the transport and its switches, scenes, cue points, what is selected.
 */
#ifndef LG_SIM_SONG_H
#define LG_SIM_SONG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Live's launch quantisations: none, 8 bars, 4, 2, 1, 1/2, 1/2T, 1/4, … 1/32. */
enum { LG_SIM_QUANTISATION__COUNT = 14 };

/* Live's preferences decide whether arming or soloing a track ends that of the others; no address
 * of the script tells them. */
struct lg_sim_song {
    bool is_playing, loop, record_mode, session_record, metronome;
    bool exclusive_arm, exclusive_solo;
    bool arrangement_overdub, back_to_arranger, is_ableton_link_enabled, nudge_down, nudge_up;
    bool punch_in, punch_out;
    double current_song_time, loop_start, loop_length; /* beats */
    double groove_amount;
    int64_t clip_trigger_quantization, midi_recording_quantization;
    int64_t root_note, signature_numerator, signature_denominator;
    char *scale_name; /* on the heap; NULL in a set that no simulation runs on */
};

/* A colour of Live's picker: as it was set, and the place of the nearest one in the palette. */
struct lg_sim_look {
    int64_t color, color_index;
};

struct lg_sim_scene {
    uint64_t id;
    char *name; /* on the heap */
    struct lg_sim_look look;
    bool is_triggered, tempo_enabled, time_signature_enabled;
    double tempo; /* -1: it has none, as Live says it */
    int64_t time_signature_numerator, time_signature_denominator;
};

/* A place in the arrangement that has a name. */
struct lg_sim_cue {
    char *name;  /* on the heap */
    double time; /* beats */
};

enum { LG_SIM_PALETTE__COUNT = 70 };
/* The colour at a place of the palette, 0..69. */
int64_t lg_sim_palette(int64_t index);
/* Sets the colour, and the place of the nearest in the palette. */
void lg_sim_look_set(struct lg_sim_look *look, int64_t color);

#endif
