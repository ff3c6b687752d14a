/* What a survey leaves out and a model of the set wants: what kind each track and device is, which
 * group a track is in, the names of its clips, the text that each parameter shows. */
#ifndef LG_LIVE_DETAILS_H
#define LG_LIVE_DETAILS_H

#include "live/beyond.h"

struct lg_live_details_device {
    int type; /* Live's number: 1 instrument, 2 audio effect, 4 MIDI effect */
    bool can_have_chains;
    const char **shown; /* by parameter; NULL in it: not read */
};

struct lg_live_details_track {
    bool is_midi, is_group;
    bool has_group;
    size_t group;       /* its place among the regular tracks */
    const char **clips; /* by slot; NULL in it: empty */
    size_t num_clips;
    const char **arrangement_clips; /* in order of time */
    size_t num_arrangement_clips;
    struct lg_live_details_device *devices; /* as many as the track has */
};

struct lg_live_details {
    size_t num_scenes;
    bool has_groups;                      /* which groups tracks are in could be read */
    struct lg_live_details_track *tracks; /* in the order of lg_live_track_at */
};

/* Of a set that lg_live_survey gave. Everything lives in `arena`. */
int lg_live_details_read(struct lg_live *live, const struct lg_live_set *set, int64_t deadline_ns,
                         struct lg_arena *arena, struct lg_live_details *out,
                         struct lg_err *err) LG_MUST_CHECK;

#endif
