/* The Live set that a project expects, and what differs from it in words.
 *
 *   set: 3f2a…                    64 hex digits: version 1 or any of version 2 (live/fingerprint.h)
 *   set: {fingerprint: 3f2a…}
 *   set: {scan: song.json}        what `livegate scan --json` gave: tells best what differs
 *   set: {tracks: [Drums, {PREMASTER: [Utility, Limiter]}]}
 *                                 names, as people type them: these tracks are there in this order,
 *                                 and on them these devices; others may stand between
 * What is given holds together. */
#ifndef LG_LIVE_EXPECTED_H
#define LG_LIVE_EXPECTED_H

#include "conf/node.h"
#include "conf/shape.h"
#include "live/client.h"
#include "live/diff.h"

struct lg_expected_track {
    const char *name;
    const char *const *devices;
    size_t num_devices;
};

struct lg_expected {
    const char *fingerprint; /* NULL: not said */
    const struct lg_expected_track *tracks;
    size_t num_tracks;
    const struct lg_live_set *scan; /* NULL: none */
};

/* Reads `set:`; a relative path is one from `folder`. Everything lives in `arena`. LG_ERR_READ with
 * place. */
int lg_expected_read(const struct lg_node *node, const char *folder, struct lg_arena *arena,
                     struct lg_expected *out, struct lg_err *err) LG_MUST_CHECK;
/* Scans, as deep as it takes; `out` has a line for each thing that is not as expected, none when it
 * is the set. */
int lg_expected_compare(const struct lg_expected *expected, struct lg_live *live,
                        int64_t deadline_ns, struct lg_arena *arena, struct lg_diff *out,
                        struct lg_err *err) LG_MUST_CHECK;

/* What `set:` looks like. */
extern const struct lg_shape lg_expected_shape;

#endif
