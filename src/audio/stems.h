/* Stems: one role of a song each, named {song}_{ROLE}.wav, alike in rate, channels and length, and
 * adding up to the master where there is one. */
#ifndef LG_AUDIO_STEMS_H
#define LG_AUDIO_STEMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/err.h"
#include "base/value.h"

/* The contract's own: MASTER, VOCAL_LEAD, VOCAL_BG, BASS, DRUMS, KEYS, OTHER. NULL-terminated. */
extern const char *const lg_stem_roles[];

struct lg_stems_options {
    const char *const *roles; /* further ones; MASTER is always the sum of the rest */
    size_t num_roles;
    double tolerance_dbfs;    /* the highest peak of master less sum; 0: LG_STEMS_TOLERANCE_DBFS */
    const struct lg_env *env; /* its interruption stops; may be NULL */
};

/* A thousandth of full scale: above the rounding of 16 bits of some stems, below what is heard. */
#define LG_STEMS_TOLERANCE_DBFS (-60.0)
/* A hundredth of full scale: where more is allowed, a quiet stem may be left out unnoticed. */
#define LG_STEMS_TOLERANCE_MAX_DBFS (-40.0)
/* And that far below the master's own peak, or of a quiet master anything would be the sum. */
#define LG_STEMS_BELOW_MASTER_DB 20.0

/* A finite level of at most LG_STEMS_TOLERANCE_MAX_DBFS. */
bool lg_stems_is_tolerance(double dbfs);

struct lg_stem {
    const char *path;
    const char *song; /* NULL: the name breaks the contract */
    const char *role;
};

/* A broken contract. */
struct lg_stems_finding {
    const char *path;
    const char *rule; /* "name", "role", "song", "read", "rate", "channels", "length", "sum"; a
                       * silent master is a broken sum */
    const char *text; /* one line without the path; of "read", the reader's own */
};

struct lg_stems {
    struct lg_stem *items;
    size_t count;
    const char *song; /* of all; NULL: of none, or of several */
    const struct lg_stems_finding *findings;
    size_t num_findings;
    bool is_summed;       /* a master and at least one stem were compared, sample by sample */
    double residual_dbfs; /* the highest peak of master less sum; -inf: the same samples */
    double residual_at_s;
    double gain_db; /* by which the sum fits the master best; NAN: not summed */
};

/* Song and role of a file's name; false: it breaks the contract. `role` is one of the list's
 * pointers, `song` lives in `arena`. */
bool lg_stem_parse(const char *path, const struct lg_stems_options *options, struct lg_arena *arena,
                   struct lg_stem *out);

/* Checks them all; what is broken is in the findings. -1 for an interruption alone. Everything
 * lives in `arena`; paths are borrowed. */
int lg_stems_check(const char *const *paths, size_t count, const struct lg_stems_options *options,
                   struct lg_arena *arena, struct lg_stems *out, struct lg_err *err) LG_MUST_CHECK;

#endif
