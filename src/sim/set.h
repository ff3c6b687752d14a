/* The model of a Live set, read from YAML (fixtures/sets/).
 *
 *   version: [12, 1]            Live's, major and minor; this is the default
 *   tempo: 120                  20..999, default 120
 *   rate: 48000                 of the audio engine and of what is recorded, Hz; the default
 *   scenes: 8                   default 8
 *   song: {loop, loop_start, loop_length, metronome, record_mode, session_record, is_playing,
 *          current_song_time, clip_trigger_quantization, exclusive_arm, exclusive_solo}
 *                               default: 4, a bar, for the third last, true for the last two
 *   dialect: stock              which tracks the script reaches: see sim/dialect.h
 *   faults: {…}                 what goes wrong: see sim/fault.h
 *   tracks: [TRACK, …]          regular tracks in order; kind: audio (default), midi or group; arm;
 *                               monitoring: in, auto (default) or off;
 *                               clips: [Beat, ~, Fill], by slot; arrangement_clips: [Intro];
 *                               group: its group's name; programme: see sim/music.h
 *   returns: [TRACK, …]         at most 12, as in Live
 *   master: TRACK               required
 *
 *   TRACK: name (required), devices, volume 0..1 (native, default 0.85), panning -1..1, mute, solo,
 *          sends (native, one per return; those left out are 0)
 *   DEVICE: name, class (both required), type: instrument, audio_effect (default) or midi_effect,
 *           rack: true where it can hold chains, parameters: [PARAMETER, …]
 *   PARAMETER: name (required), value (default 0), and either
 *              items: [Off, On, …]  quantised: texts from the minimum up, max follows from them; or
 *              min, max (default 0, 1), display: {unit, scale, offset, decimals, kilo, exact};
 *              quantised: true where it takes whole numbers whose texts are not all known.
 *              A value is shown as `scale * value + offset` with `decimals` and ` unit`, or by the
 *              text that `exact: {-1: -inf dB}` has for it. `curve: log, from: 10, to: 22000`
 *              instead of scale and offset: from 10 at the minimum to 22000 at the maximum.
 *              kilo: true writes 1000 Hz and more as 1.00 kHz.
 *
 * YAML's anchors and aliases write a chain once; each use is a device of its own. */
#ifndef LG_SIM_SET_H
#define LG_SIM_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "sim/fault.h"
#include "sim/param.h"
#include "sim/song.h"

struct lg_sim_slot;
struct lg_sim_take;

/* Live has no more return tracks. */
enum { LG_SIM_MAX_RETURNS = 12 };

/* Live's numbers. */
enum lg_sim_device_type { LG_SIM_INSTRUMENT = 1, LG_SIM_AUDIO_EFFECT = 2, LG_SIM_MIDI_EFFECT = 4 };

struct lg_sim_device {
    const char *name;
    const char *class_name;
    enum lg_sim_device_type type;
    bool can_have_chains;
    struct lg_sim_param *params;
    size_t num_params;
    uint64_t id; /* for good, in a simulation that runs */
};

struct lg_sim_mixer {
    float volume, panning;
    bool mute, solo, arm;
    float sends[LG_SIM_MAX_RETURNS];
    size_t num_sends;
};

enum lg_sim_track_kind {
    LG_SIM_AUDIO,
    LG_SIM_MIDI,
    LG_SIM_GROUP,
    LG_SIM_RETURN,
    LG_SIM_MASTER,
    LG_SIM_CUE /* no track, but one dialect gives its volume an index */
};
enum lg_sim_monitoring { LG_SIM_MONITOR_IN, LG_SIM_MONITOR_AUTO, LG_SIM_MONITOR_OFF };

struct lg_sim_track {
    const char *name;
    enum lg_sim_track_kind kind;
    enum lg_sim_monitoring monitoring;
    bool folded; /* of a group */
    struct lg_sim_device *devices;
    size_t num_devices;
    struct lg_sim_mixer mixer;
    const char *input_routing; /* Live's name of the type; NULL where there is no input */
    const char *input_channel, *output_routing, *output_channel; /* the same */
    const char **clips; /* of the file: names by slot, NULL: empty; beyond them all are empty */
    size_t num_clips;
    struct lg_texts arrangement_clips; /* names in order of time */
    char *given_name;      /* the name given since the set was read, on the heap; NULL: none */
    size_t number;         /* from 1 on, for good; 0: a return, or made since: it gives no sound */
    size_t group;          /* number of the group it is in; 0: none */
    const char *programme; /* NULL: it plays nothing */
    struct lg_sim_take *takes; /* what was recorded on it, on the heap; the newest first */
    /* While a simulation runs. */
    uint64_t id;
    uint64_t selected_device; /* its id; 0: none */
    struct lg_sim_look look;
    struct lg_sim_slot *slots; /* on the heap, as many as were used (sim/clip.h) */
    size_t num_slots;
};

/* Which tracks the script reaches beyond the regular ones, and how (sim/dialect.h). */
enum lg_sim_dialect {
    LG_SIM_STOCK,
    LG_SIM_NEG1000,
    LG_SIM_NEG1,
    LG_SIM_STRING,
    LG_SIM_DIALECT__COUNT
};

struct lg_sim_set {
    const char *path;
    int version[2];
    float tempo;
    int rate_hz;
    int num_scenes;
    struct lg_sim_track *tracks; /* regular tracks, groups among them */
    size_t num_tracks;
    struct lg_sim_track *returns;
    size_t num_returns;
    struct lg_sim_track master;
    struct lg_sim_track cue;
    size_t num_numbers; /* the highest of a track */
    struct lg_sim_song song;
    /* While a simulation runs: on the heap, and what is selected. */
    struct lg_sim_scene *scenes;
    struct lg_sim_cue *cues; /* in order of time */
    size_t num_cues;
    uint64_t last_id, selected_track, selected_scene;
    enum lg_sim_dialect dialect;
    struct lg_sim_faults faults;
};

/* Reads a set file. LG_ERR_READ with place. Everything lives in `arena`. */
int lg_sim_set_read(const char *path, struct lg_arena *arena, struct lg_sim_set *out,
                    struct lg_err *err) LG_MUST_CHECK;
/* As lg_sim_set_read, from memory. */
int lg_sim_set_parse(const char *text, size_t length, const char *source, struct lg_arena *arena,
                     struct lg_sim_set *out, struct lg_err *err) LG_MUST_CHECK;
/* Marks the parameters that `faults` names as deaf or normalised. LG_ERR_READ for one that there is
 * not. */
int lg_sim_set_mislead(struct lg_sim_set *set, struct lg_err *err) LG_MUST_CHECK;

#endif
