/* From what people call a value of Live to the spot where it is.
 *
 *   TRACK/DEVICE/PARAM    DEVICE may not hold a '/' (leave it out, or use #N); PARAM may, and TRACK
 *                         where it is a track's whole name. A path that can be read in two ways is
 *                         LG_ERR_READ, naming both
 *   TRACK/volume, TRACK/pan, TRACK/send A, TRACK/mute, TRACK/solo, TRACK/arm
 *   TRACK/eq.2.gain       band 2 of the only EQ Eight of that track, also TRACK/DEVICE/2.gain:
 *                         gain, frequency, resonance (q), type, on; of side B: eq.2b.gain
 *   tempo
 *
 * TRACK is a name, a role (livegate.yaml, `roles:`), or #2: the track that a scan shows as 2.
 * Names are found as live/name.h says; a device also by its class. */
#ifndef LG_LIVE_RESOLVE_H
#define LG_LIVE_RESOLVE_H

#include "live/curve.h"
#include "live/scan.h"
#include "live/spot.h"

/* What a role stands for: the name of a track. */
struct lg_role {
    const char *name;
    const char *track;
};

struct lg_roles {
    const struct lg_role *items;
    size_t count;
};

enum lg_place_kind {
    LG_PLACE_PARAM,   /* of a device: shown by Live */
    LG_PLACE_VOLUME,  /* of a track: lg_curve_volume shows it */
    LG_PLACE_PANNING, /* -1..1, shown as 50L..50R */
    LG_PLACE_SEND,    /* 0..1, shown by nobody */
    LG_PLACE_SWITCH,  /* mute, solo, arm */
    LG_PLACE_TEMPO,   /* beats per minute */
    LG_PLACE__COUNT
};

/* Whether a place raises the level (live/level.h). */
enum lg_loud {
    LG_LOUD_NONE,
    LG_LOUD_SHOWN, /* where it is shown in dB */
    LG_LOUD_NAMED  /* its name says so: gain, drive, makeup, … */
};

struct lg_place {
    enum lg_place_kind kind;
    struct lg_spot spot; /* its label names track, device and parameter as Live does */
    struct lg_range range;
    bool is_quantized;
    enum lg_loud loud;
    const char *unit;        /* that the name says as it was written (threshold_db); NULL: none */
    struct lg_native is_now; /* when it was resolved */
};

/* What was found out so far, so that a second path of a set costs nothing. */
struct lg_resolver {
    struct lg_live *live;
    struct lg_arena *arena; /* of all that is found */
    struct lg_roles roles;
    bool is_scanned;
    struct lg_live_set set;
};

/* `live`, `arena` and the roles must outlive the resolver, which owns nothing. */
void lg_resolver_init(struct lg_resolver *resolver, struct lg_live *live, struct lg_arena *arena,
                      struct lg_roles roles);

/* The track of that name or role. LG_ERR_READ: none, several, or out of the dialect's reach; then
 * the message says the ways out. */
int lg_resolve_track(struct lg_resolver *resolver, const char *name, int64_t deadline_ns,
                     struct lg_track_ref *ref_out, struct lg_live_track **track_out,
                     struct lg_err *err) LG_MUST_CHECK;
/* LG_ERR_USAGE for a path that is none; LG_ERR_READ for names that are not found. */
int lg_resolve(struct lg_resolver *resolver, const char *path, int64_t deadline_ns,
               struct lg_place *out, struct lg_err *err) LG_MUST_CHECK;
/* TRACK/DEVICE, with its parameters, and "PREMASTER / Utility" in the resolver's arena. Errors as
 * lg_resolve. */
int lg_resolve_device(struct lg_resolver *resolver, const char *path, int64_t deadline_ns,
                      const struct lg_live_device **out, const char **label_out,
                      struct lg_err *err) LG_MUST_CHECK;

#endif
