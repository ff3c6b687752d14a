/* A surveyed set made by hand, for tests of what is made of one. */
#ifndef LG_TESTS_LIVE_TWO_TRACKS_H
#define LG_TESTS_LIVE_TWO_TRACKS_H

#include <string.h>

#include "live/fingerprint.h"

struct two_tracks {
    struct lg_live_param params[3];
    struct lg_live_device devices[2]; /* of the second track */
    struct lg_live_device reverb;
    struct lg_native sends[3][1]; /* of the tracks and the return */
    struct lg_live_track tracks[2];
    struct lg_live_track returns[1];
    struct lg_live_track master;
    struct lg_live_set set;
};

static inline void two_tracks_init(struct two_tracks *two) {
    *two = (struct two_tracks){.sends = {{{0.25F}}}};
    const struct lg_live_mixer mixer = {.volume = {0.85F},
                                        .mute = LG_SWITCH_OFF,
                                        .solo = LG_SWITCH_OFF,
                                        .is_whole = true,
                                        .arm = LG_SWITCH_OFF,
                                        .monitoring = LG_MONITORING_AUTO,
                                        .num_sends = 1};
    two->params[0] = (struct lg_live_param){"Device On", {1}, {{0}, {1}}, true};
    two->params[1] = (struct lg_live_param){"Gain", {3}, {{-24}, {24}}, false};
    two->params[2] = (struct lg_live_param){"Ceiling", {-0.3F}, {{-24}, {0}}, false};
    two->devices[0] = (struct lg_live_device){"Wide", "StereoGain", true, two->params, 1};
    two->devices[1] = (struct lg_live_device){"Limiter", "Limiter", true, two->params, 3};
    two->reverb = (struct lg_live_device){"Reverb", "Reverb", true, two->params, 1};
    two->tracks[0] = (struct lg_live_track){LG_TRACK_REGULAR, "Drums", NULL, 0, true, mixer};
    two->tracks[1] =
        (struct lg_live_track){LG_TRACK_REGULAR, "PREMASTER", two->devices, 2, true, mixer};
    two->returns[0] =
        (struct lg_live_track){LG_TRACK_RETURN, "A-Reverb", &two->reverb, 1, true, mixer};
    two->master = (struct lg_live_track){LG_TRACK_MASTER, "Main", NULL, 0, true, mixer};
    two->tracks[0].mixer.sends = two->sends[0];
    two->tracks[1].mixer.sends = two->sends[1];
    two->returns[0].mixer.sends = two->sends[2];
    two->returns[0].mixer.arm = LG_SWITCH_NONE;
    two->returns[0].mixer.monitoring = LG_MONITORING_NONE;
    two->master.mixer = (struct lg_live_mixer){.volume = {0.85F}, .is_whole = true};
    two->set = (struct lg_live_set){.version = {12, 1},
                                    .tracks = two->tracks,
                                    .num_tracks = 2,
                                    .has_values = true,
                                    .has_song = true,
                                    .song = {.tempo = {120},
                                             .metronome = LG_SWITCH_OFF,
                                             .loop = LG_SWITCH_OFF,
                                             .loop_length = {4}},
                                    .is_surveyed = true,
                                    .dialect = LG_DIALECT_NEG1000,
                                    .returns = two->returns,
                                    .num_returns = 1,
                                    .master = &two->master};
    lg_live_fingerprint_v1(&two->set, two->set.fingerprint);
}

#endif
