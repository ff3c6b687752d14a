/* The model of a Live set, read from YAML (fixtures/sets/).
 *
 *   version: [12, 1]            Live's, major and minor; this is the default
 *   tempo: 120                  20..999, default 120
 *   scenes: 8                   default 8
 *   tracks: [TRACK, …]          regular tracks in order; kind: audio (default), midi or group; arm
 *   returns: [TRACK, …]         at most 12, as in Live
 *   master: TRACK               required
 *
 *   TRACK: name (required), devices, volume 0..1 (native, default 0.85), panning -1..1, mute, solo,
 *          sends (native, one per return; those left out are 0)
 *   DEVICE: name, class (both required), type: instrument, audio_effect (default) or midi_effect,
 *           rack: true where it can hold chains, parameters: [PARAMETER, …]
 *   PARAMETER: name (required), value (default 0), and either
 *              items: [Off, On, …]  quantised: texts from the minimum up, max follows from them; or
 *              min, max (default 0, 1), display: {unit, scale, offset, decimals, exact}
 *              A value is shown as `scale * value + offset` with `decimals` and ` unit`, or by the
 *              text that `exact: {-1: -inf dB}` has for it.
 *
 * YAML's anchors and aliases write a chain once; each use is a device of its own. */
#ifndef LG_SIM_SET_H
#define LG_SIM_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "sim/fault.h"

/* Live has no more return tracks. */
enum { LG_SIM_MAX_RETURNS = 12 };

/* How a native value is shown: by items (quantised), a table of fixed texts, or `scale * value +
 * offset` in a format. */
struct lg_sim_display {
    const char *unit; /* "dB", "%", "Hz", … or NULL */
    double scale, offset;
    int decimals;
    const char **items; /* texts of a quantised parameter from its minimum up, or NULL */
    size_t num_items;
    const struct lg_sim_shown {
        double value;
        const char *text;
    } * table; /* exact values with a text of their own */
    size_t table_count;
};

/* What becomes of a write: stored, lost in silence, or taken as 0..1 of the range. */
enum lg_sim_writes { LG_SIM_WRITES_STORED, LG_SIM_WRITES_IGNORED, LG_SIM_WRITES_NORMALISED };

struct lg_sim_param {
    const char *name;
    float min, max, value;
    bool quantised;
    enum lg_sim_writes writes;
    struct lg_sim_display display;
};

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

enum lg_sim_track_kind { LG_SIM_AUDIO, LG_SIM_MIDI, LG_SIM_GROUP, LG_SIM_RETURN, LG_SIM_MASTER };
enum lg_sim_monitoring { LG_SIM_MONITOR_IN, LG_SIM_MONITOR_AUTO, LG_SIM_MONITOR_OFF };

struct lg_sim_track {
    const char *name;
    enum lg_sim_track_kind kind;
    enum lg_sim_monitoring monitoring;
    bool folded; /* of a group */
    struct lg_sim_device *devices;
    size_t num_devices;
    struct lg_sim_mixer mixer;
    char *given_name; /* the name given since the set was read, on the heap; NULL: none */
};

struct lg_sim_set {
    const char *path;
    int version[2];
    float tempo;
    int num_scenes;
    struct lg_sim_track *tracks; /* regular tracks, groups among them */
    size_t num_tracks;
    struct lg_sim_track *returns;
    size_t num_returns;
    struct lg_sim_track master;
    struct lg_sim_faults faults;
};

/* Reads a set file. LG_ERR_READ with place. Everything lives in `arena`. */
int lg_sim_set_read(const char *path, struct lg_arena *arena, struct lg_sim_set *out,
                    struct lg_err *err) LG_MUST_CHECK;
/* As lg_sim_set_read, from memory. */
int lg_sim_set_parse(const char *text, size_t length, const char *source, struct lg_arena *arena,
                     struct lg_sim_set *out, struct lg_err *err) LG_MUST_CHECK;
/* Adds the text that Live shows for a value of this parameter ("-10.0 dB", "Bell"). */
void lg_sim_param_show(const struct lg_sim_param *param, float value, struct lg_str *out);

#endif
