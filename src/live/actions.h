/* actions.json: which parameters are to move by how much, and in which set.
 *
 *   {"schema_version": "1.1", "created_at_utc": "2026-02-22T00:00:00.000Z",
 *    "live_fingerprint": V1, "live_fingerprint_v2": {"settings": V2},
 *    "measured": {"file": "input/test.wav", "sha256": HASH, "target_lufs": -10.5},
 *    "actions": [{"track_role": "master", "device": "Utility", "param": "Gain",
 *                 "delta": 0.1, "unit": "native", "value": 0.3}]}
 *
 * `track_role` is a role or the name of a track; `unit` is "native" or "dB" (as Live shows it).
 * `value` is the native value that the delta was planned at: elsewhere the action is refused.
 * `measured` is what a plan of one gain was made from, so that it can be made anew. Both may be
 * missing.
 * Schema 1.0 is the original's: it has no v2, and its `delta_db` is a native delta whatever it is
 * called. Any other schema_version stops (reference execution-system, section H). */
#ifndef LG_LIVE_ACTIONS_H
#define LG_LIVE_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

enum lg_action_unit {
    LG_ACTION_NATIVE,
    LG_ACTION_DB,
    LG_ACTION_UNKNOWN, /* another one, which is skipped */
    LG_ACTION__COUNT
};

struct lg_action {
    const char *track_role, *device, *param;
    double delta;
    enum lg_action_unit unit;
    const char *unit_text; /* as written */
    bool has_value;
    double value; /* native, where it stood when it was planned */
};

/* What the loudness was of that a plan is to bring to a target. */
struct lg_action_source {
    const char *file;   /* as a person writes its name; NULL: the plan tells of none */
    const char *sha256; /* of its bytes */
    double target_lufs;
};

struct lg_actions {
    bool has_v2;             /* schema 1.1 */
    const char *created;     /* UTC; NULL: not told */
    const char *fingerprint; /* version 1; NULL: the plan names none, which no set is */
    const char *settings;    /* version 2, of depth `settings`; NULL as well */
    struct lg_action_source measured;
    struct lg_action *items;
    size_t count;
};

/* Everything lives in `arena`. LG_ERR_READ, naming the file and what is wrong in it. */
int lg_actions_read(const char *path, struct lg_arena *arena, struct lg_actions *out,
                    struct lg_err *err) LG_MUST_CHECK;
/* Writes schema 1.1; the folder exists. */
int lg_actions_write(const char *path, const struct lg_actions *actions,
                     struct lg_err *err) LG_MUST_CHECK;
/* "MASTER :: Utility.Gain += 0.10" */
const char *lg_action_print(const struct lg_action *action, struct lg_arena *arena);

#endif
