/* What tells one set from another in 64 hex digits.
 *
 * Version 1 is the original's: SHA-256 of `id:name:num_devices:class|class` joined by `;`,
 * unescaped, so that different sets can share one.
 *
 * Version 2 is SHA-256 of a text in which every item stands behind its length, so that no two sets
 * share one by their names:
 *   "15:livegate-set-v2:" DEPTH, number of tracks, TRACK…, and from `settings` on the number of
 *   returns, TRACK…, whether there is a master, TRACK; with `values` whether the song was read,
 *   tempo, metronome, loop, its start, its length
 *   TRACK   kind, name, number of devices, DEVICE…; from `settings` on volume, panning, mute, solo,
 *           arm, monitoring, number of sends, each send
 *   DEVICE  name, class; from `settings` on whether it is on, number of parameters, PARAM…
 *   PARAM   name, min, max, whether it is quantised; with `values` its value
 * Numbers are decimal, float32 values the eight hex digits of their bits. */
#ifndef LG_LIVE_FINGERPRINT_H
#define LG_LIVE_FINGERPRINT_H

#include "live/set.h"

/* Each covers the ones before it. */
enum lg_fingerprint_depth {
    LG_FINGERPRINT_STRUCTURE, /* regular tracks and their devices, in order: any scan has it */
    LG_FINGERPRINT_SETTINGS,  /* on and off, ranges, mixers, master and returns in reach */
    LG_FINGERPRINT_VALUES,    /* values of parameters as well */
    LG_FINGERPRINT__COUNT
};

/* "structure", "settings", "values". */
const char *lg_fingerprint_depth_name(enum lg_fingerprint_depth depth);

/* An empty set has that of the empty text. */
void lg_live_fingerprint_v1(const struct lg_live_set *set, char hex_out[static LG_SHA256_HEX]);
/* Beyond the structure the set must have its values (lg_live_survey). */
void lg_live_fingerprint_v2(const struct lg_live_set *set, enum lg_fingerprint_depth depth,
                            char hex_out[static LG_SHA256_HEX]);
/* The structure of returns and master, as far as the set was looked at beyond its regular tracks
 * (live/beyond.h): "18:livegate-beyond-v2:" and what `settings` has of them, by their names alone.
 */
void lg_live_fingerprint_beyond(const struct lg_live_set *set, char hex_out[static LG_SHA256_HEX]);

/* Twins: by its structure nobody can tell one from the other. */
bool lg_live_track_is_like(const struct lg_live_track *a, const struct lg_live_track *b);

#endif
