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
 *              min, max (default 0, 1), display: {unit, scale, offset, decimals, kilo, exact}
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

#include "base/arena.h"
#include "base/err.h"
#include "sim/fault.h"
#include "sim/param.h"

struct lg_sim_take;

/* Live's name of the input that records the main output. */
#define LG_SIM_RESAMPLING "Resampling"

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
    const char **clips;        /* names by slot, NULL: empty; beyond them all slots are empty */
    size_t num_clips;
    struct lg_texts arrangement_clips; /* names in order of time */
    char *given_name;      /* the name given since the set was read, on the heap; NULL: none */
    size_t number;         /* from 1 on, for good; 0: a return, or made since: it gives no sound */
    size_t group;          /* number of the group it is in; 0: none */
    const char *programme; /* NULL: it plays nothing */
    struct lg_sim_take *takes; /* what was recorded on it, on the heap; the newest first */
};

/* Live's launch quantisations: none, 8 bars, 4, 2, 1, 1/2, 1/2T, 1/4, … 1/32. */
enum { LG_SIM_QUANTISATION__COUNT = 14 };

/* The transport. Live's preferences decide whether arming or soloing a track ends that of the
 * others; no address of the script tells them. */
struct lg_sim_song {
    bool is_playing, loop, record_mode, session_record, metronome;
    bool exclusive_arm, exclusive_solo;
    double current_song_time, loop_start, loop_length; /* beats */
    int64_t clip_trigger_quantization;
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
    enum lg_sim_dialect dialect;
    struct lg_sim_faults faults;
};

/* Reads a set file. LG_ERR_READ with place. Everything lives in `arena`. */
int lg_sim_set_read(const char *path, struct lg_arena *arena, struct lg_sim_set *out,
                    struct lg_err *err) LG_MUST_CHECK;
/* As lg_sim_set_read, from memory. */
int lg_sim_set_parse(const char *text, size_t length, const char *source, struct lg_arena *arena,
                     struct lg_sim_set *out, struct lg_err *err) LG_MUST_CHECK;
/* The names of the input types that a kind of track offers, the first one being a new track's; NULL
 * past the last. (Live names those of a real machine; these three of each are assumed.) */
const char *lg_sim_input_routing(enum lg_sim_track_kind kind, size_t index);
/* Marks the parameters that `faults` names as deaf or normalised. LG_ERR_READ for one that there is
 * not. */
int lg_sim_set_mislead(struct lg_sim_set *set, struct lg_err *err) LG_MUST_CHECK;

#endif
