/* A Live set as it was read: tracks, devices and, as far as they were asked for, parameters and
 * mixers. As JSON:
 *
 *   {ok, num_tracks, fingerprint, fingerprint_v2: {structure, settings, values}, live_version,
 *    dialect, song: {tempo, metronome, loop, loop_start, loop_length},
 *    tracks: [TRACK, …], returns: [TRACK, …], master: TRACK}
 *   TRACK   {id, name, num_devices, devices: [DEVICE, …], mixer: MIXER}
 *   MIXER   {volume, panning, mute, solo, arm, monitoring, sends: [0.25, …]}; monitoring is in,
 * auto or off; null: the track has no such thing DEVICE  {index, name, class_name, on, parameters:
 * [{name, value, min, max, is_quantized}, …]}
 *
 * What was not read is not there: `mixer`, `on`, `parameters`, `dialect`, `song`, `returns`,
 * `master`; in scans of an older livegate `arm`, `monitoring`, `sends`. */
#ifndef LG_LIVE_SET_H
#define LG_LIVE_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "base/value.h"
#include "live/dialect.h"
#include "live/value.h"

/* More tracks than this are not believed. */
enum { LG_LIVE_TRACKS_MAX = 100000 };

struct lg_live_param {
    const char *name;
    struct lg_native value;
    struct lg_range range;
    bool is_quantized;
};

struct lg_live_device {
    const char *name;
    const char *class_name;
    bool has_params; /* they were read */
    struct lg_live_param *params;
    size_t num_params;
};

enum lg_switch { LG_SWITCH_NONE, LG_SWITCH_OFF, LG_SWITCH_ON };

/* The first parameter of a device is its switch. LG_SWITCH_NONE where the parameters were not read.
 */
enum lg_switch lg_live_device_switch(const struct lg_live_device *device);

/* LG_MONITORING_NONE: a track without input. */
enum lg_monitoring {
    LG_MONITORING_NONE,
    LG_MONITORING_IN,
    LG_MONITORING_AUTO,
    LG_MONITORING_OFF,
    LG_MONITORING__COUNT
};
/* "none", "in", …; "unknown" out of range. */
const char *lg_monitoring_name(enum lg_monitoring monitoring);

struct lg_live_mixer {
    struct lg_native volume, panning;
    enum lg_switch mute, solo; /* LG_SWITCH_NONE: a master has none */
    bool is_whole;             /* what follows was read too */
    enum lg_switch arm;        /* LG_SWITCH_NONE: groups, returns, a master */
    enum lg_monitoring monitoring;
    struct lg_native *sends; /* one per return; a master has none */
    size_t num_sends;
};

struct lg_live_song {
    struct lg_native tempo; /* beats per minute */
    enum lg_switch metronome, loop;
    struct lg_native loop_start, loop_length; /* beats */
};

struct lg_live_track {
    enum lg_track_kind kind;
    const char *name;
    struct lg_live_device *devices;
    size_t num_devices;
    bool has_mixer; /* it was read */
    struct lg_live_mixer mixer;
};

struct lg_live_set {
    int version[2];               /* Live's major, minor */
    struct lg_live_track *tracks; /* regular ones */
    size_t num_tracks;
    char fingerprint[LG_SHA256_HEX]; /* version 1: the original's bytes */
    bool has_values;                 /* tables, mixers and the song were read (live/survey.h) */
    bool has_song;
    struct lg_live_song song;
    bool is_surveyed; /* what follows was looked for (live/survey.h) */
    enum lg_dialect dialect;
    struct lg_live_track *returns; /* none where the dialect does not reach them */
    size_t num_returns;
    struct lg_live_track *master; /* NULL: out of reach */
};

/* All that is known; everything lives in `arena`. */
struct lg_value *lg_live_set_value(const struct lg_live_set *set, struct lg_arena *arena);
/* Reads what lg_live_set_value gave, also of an older livegate. LG_ERR_READ, naming what is wrong.
 * Text is borrowed from `value`. */
int lg_live_set_read(const struct lg_value *value, struct lg_arena *arena, struct lg_live_set *out,
                     struct lg_err *err) LG_MUST_CHECK;

/* Names of all tracks or devices, for lg_name_find, in `arena`. */
const char **lg_live_track_names(const struct lg_live_track *tracks, size_t count,
                                 struct lg_arena *arena);

#endif
