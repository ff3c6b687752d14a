/* Loudness targets by name (gates/tables/profiles.yaml), and the judgement of a file's measures by
 * them. */
#ifndef LG_AUDIO_PROFILES_H
#define LG_AUDIO_PROFILES_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/value.h"
#include "conf/shape.h"

enum lg_profile_kind {
    LG_PROFILE_DELIVERY,       /* a file that misses it can be rejected */
    LG_PROFILE_RECOMMENDATION, /* published advice */
    LG_PROFILE_PLAYBACK,       /* the level a service plays at: gain, never a verdict on the file */
    LG_PROFILE_KIND__COUNT
};

/* What the loudness target speaks of. A plain BS.1770 meter can judge the programme only. */
enum lg_profile_basis {
    LG_BASIS_PROGRAMME,
    LG_BASIS_DIALOGUE_GATED,
    LG_BASIS_DIALOGUE_ANCHOR,
    LG_BASIS__COUNT
};

/* How a service turns up what is softer than its level. */
enum lg_profile_upward {
    LG_UPWARD_NO,
    LG_UPWARD_LIMITED, /* as far as the ceiling allows */
    LG_UPWARD_YES,
    LG_UPWARD__COUNT
};

/* One of a service's levels. */
struct lg_profile_mode {
    const char *name;
    double lufs_i;
};

/* NAN where a profile says nothing. */
struct lg_profile {
    const char *name;
    enum lg_profile_kind kind;
    enum lg_profile_basis basis;
    double lufs_i;
    double below, above; /* LU; INFINITY: that side is open */
    double lufs_s_max;
    double true_peak_max_dbtp;
    double true_peak_tol_db; /* what the metering may err by; 0 where none is given, at most 1 */
    double true_peak_max_if_louder_dbtp; /* playback only */
    double sample_peak_max_dbfs;
    double ldr_max_lu; /* programme less dialogue: needs a measure of dialogue */
    double duration_max_s;
    enum lg_profile_upward upward;
    const struct lg_profile_mode *modes;
    size_t num_modes;
    const char *note; /* NULL: none */
    const char *doc;
};

struct lg_profiles {
    const struct lg_profile *items;
    size_t count;
};

/* Everything lives in `arena`. LG_ERR_READ with place. */
int lg_profiles_read(const char *path, struct lg_arena *arena, struct lg_profiles *out,
                     struct lg_err *err) LG_MUST_CHECK;
/* NULL: there is none of that name. */
const struct lg_profile *lg_profiles_find(const struct lg_profiles *profiles, const char *name);
/* The name nearest to one that is not there, NULL: none is near. */
const char *lg_profiles_near(const struct lg_profiles *profiles, const char *name);

const char *lg_profile_kind_name(enum lg_profile_kind kind);

enum lg_profile_verdict {
    LG_PROFILE_MET,
    LG_PROFILE_TOLD, /* playback: nothing to meet */
    LG_PROFILE_MISSED,
    LG_PROFILE_UNJUDGED, /* something it asks for can't be measured here */
    LG_PROFILE_VERDICT__COUNT
};

/* "met", "told", "missed", "cannot judge". */
const char *lg_profile_verdict_name(enum lg_profile_verdict verdict);

/* Judges what lg_measures_value gives. The answer is a map: profile, kind, verdict, rows, and for
 * playback gains. A row has measure, value, target (of loudness), low and high (the bounds, where
 * there are), distance (0 inside the bounds, else beyond the nearer one, signed), verdict, and
 * where there is one `why`; true peak also names its interpolator, `by`. A gain has mode, target,
 * gain_db, true_peak_after_dbtp, ceiling_dbtp, ceiling_holds. */
enum lg_profile_verdict lg_profile_judge(const struct lg_profile *profile,
                                         const struct lg_value *measures, struct lg_arena *arena,
                                         struct lg_value **out);

/* What the file looks like. */
extern const struct lg_shape lg_profiles_shape;

#endif
