/* The model of a Live set, read from YAML (fixtures/sets/). */
#ifndef LG_SIM_SET_H
#define LG_SIM_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

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

struct lg_sim_param {
    const char *name;
    float min, max, value;
    bool quantised;
    struct lg_sim_display display;
};

struct lg_sim_device {
    const char *name;
    const char *class_name;
    int type; /* Live's: 1 instrument, 2 audio effect, 4 MIDI effect */
    struct lg_sim_param *params;
    size_t num_params;
};

struct lg_sim_mixer {
    float volume, panning;
    bool mute, solo, arm;
    float *sends;
    size_t num_sends;
};

enum lg_sim_track_kind { LG_SIM_AUDIO, LG_SIM_MIDI, LG_SIM_GROUP, LG_SIM_RETURN, LG_SIM_MASTER };

struct lg_sim_track {
    const char *name;
    enum lg_sim_track_kind kind;
    struct lg_sim_device *devices;
    size_t num_devices;
    struct lg_sim_mixer mixer;
};

struct lg_sim_set {
    const char *path;
    int version[2];
    float tempo;
    struct lg_sim_track *tracks; /* regular tracks, groups among them */
    size_t num_tracks;
    struct lg_sim_track *returns;
    size_t num_returns;
    struct lg_sim_track master;
};

/* Reads a set file. LG_ERR_READ with place. Everything lives in `arena`. */
int lg_sim_set_read(const char *path, struct lg_arena *arena, struct lg_sim_set *out,
                    struct lg_err *err) LG_MUST_CHECK;

#endif
