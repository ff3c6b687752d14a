/* What the running set looks like, in the fewest ticks. */
#ifndef LG_LIVE_SCAN_H
#define LG_LIVE_SCAN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "base/value.h"
#include "live/client.h"

/* More tracks than this are not believed. */
enum { LG_LIVE_TRACKS_MAX = 100000 };

struct lg_live_device {
    const char *name;
    const char *class_name;
};

struct lg_live_track {
    const char *name;
    struct lg_live_device *devices;
    size_t num_devices;
};

struct lg_live_set {
    int version[2]; /* Live's major, minor */
    struct lg_live_track *tracks;
    size_t num_tracks;
    char fingerprint[LG_SHA256_HEX]; /* version 1: the original's bytes */
};

/* Version, num_tracks and track_data in one burst; the two counts must agree or it is LG_ERR_READ.
 * A set whose reply is too long for one datagram is read in blocks, halved until they fit.
 * Everything lives in `arena`. */
int lg_live_scan(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                 struct lg_live_set *out, struct lg_err *err) LG_MUST_CHECK;
/* {ok, num_tracks, fingerprint, live_version: "12.1", tracks: [{id, name, num_devices, devices:
 * [{index, name, class_name}]}]} */
struct lg_value *lg_live_set_value(const struct lg_live_set *set, struct lg_arena *arena);
/* SHA-256 of `id:name:num_devices:class|class` joined by `;`, unescaped: the original's
 * fingerprint. An empty set has that of the empty text. */
void lg_live_fingerprint_v1(const struct lg_live_set *set, char hex_out[static LG_SHA256_HEX]);

#endif
