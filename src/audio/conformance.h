/* Holds a meter to the truth set: each signal is made, written as a WAV, measured, judged. */
#ifndef LG_AUDIO_CONFORMANCE_H
#define LG_AUDIO_CONFORMANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "audio/vectors.h"
#include "base/arena.h"
#include "base/env.h"
#include "base/err.h"

enum lg_heard_kind {
    LG_HEARD_ABSENT,    /* the meter does not give this quantity */
    LG_HEARD_UNDEFINED, /* it says that there is no value */
    LG_HEARD_NUMBER     /* may be -inf */
};

struct lg_heard_level {
    enum lg_heard_kind kind;
    double value;
};

/* What a meter says of one file. */
struct lg_heard {
    bool refused; /* it answered nothing; `why` says what came instead */
    char why[256];
    struct lg_heard_level at[LG_QUANTITY__COUNT];
};

/* A meter: livegate itself or a command (recipes.h). */
struct lg_conformance_meter {
    const char *name;
    bool is_dual_mono;                  /* it says of itself that mono counts as two channels */
    bool may_skip_optional;             /* what the standard lets it fail is no failure */
    double display[LG_QUANTITY__COUNT]; /* half of the last decimal it shows; widens tolerances */
    double exact[LG_QUANTITY__COUNT];   /* how near it must be to the reference; 0: only told */
    /* Called by several threads. -1 when going on makes no sense: stopped, not to be started. */
    int (*measure)(void *ctx, const char *wav, const struct lg_vector *vector, struct lg_heard *out,
                   struct lg_err *err);
    void *ctx;
};

/* livegate's own meter, by way of files. */
extern const struct lg_conformance_meter lg_conformance_own;

enum lg_judged {
    LG_JUDGED_PASSED,
    LG_JUDGED_UNJUDGED, /* the meter does not give the quantity, or proves nothing by it */
    LG_JUDGED_ALLOWED,  /* missed, as the standard lets it */
    LG_JUDGED_FAILED,
    LG_JUDGED__COUNT
};

/* "passed", "not judged", "allowed", "failed". */
const char *lg_judged_name(enum lg_judged outcome);

struct lg_conformance_result {
    const struct lg_vector *vector;
    int rate_hz;
    const struct lg_vector_check *check;
    struct lg_heard_level got;
    const char *why;  /* of a refusal, an unproven pass; NULL: nothing to say */
    double low, high; /* the bounds of a wanted number, display and mono policy included */
    double shift;     /* of wanted and wrong numbers, by the mono policy; LU */
    enum lg_judged outcome;
};

/* How far readings lie from the float64 reference, of signals at 48 kHz. */
struct lg_conformance_exact {
    size_t count;
    double lowest, highest; /* reading less exact */
    const char *lowest_id, *highest_id;
    size_t missed; /* farther than the meter may be */
};

struct lg_conformance {
    struct lg_conformance_result *results;
    size_t count;
    size_t signals;
    size_t skipped; /* vectors that need a third party's file */
    size_t outcomes[LG_JUDGED__COUNT];
    struct lg_conformance_exact exact[LG_QUANTITY__COUNT];
};

struct lg_conformance_options {
    const struct lg_vectors *vectors;
    const size_t *indices; /* of the vectors; NULL: all */
    size_t num_indices;
    const int *rates_hz; /* besides each vector's own rate, for those that hold at any */
    size_t num_rates;
    const char *folder; /* for the WAVs; there and writable */
    bool keep;          /* leave them there */
    int threads;        /* 0: 1 */
    const struct lg_env *env;
    /* After each signal, by one thread at a time; NULL: nobody listens. */
    void (*progress)(void *ctx, size_t done, size_t all);
    void *ctx;
};

/* Results live in `arena`, in the order of the vectors, then of the rates. */
int lg_conformance_run(const struct lg_conformance_meter *meter,
                       const struct lg_conformance_options *options, struct lg_arena *arena,
                       struct lg_conformance *out, struct lg_err *err) LG_MUST_CHECK;

#endif
