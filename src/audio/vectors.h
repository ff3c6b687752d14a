/* The loudness truth set (gates/tables/vectors.yaml): signals described by numbers, and what a
 * right meter reads of them. The format of the file is told at its head. */
#ifndef LG_AUDIO_VECTORS_H
#define LG_AUDIO_VECTORS_H

#include <stdbool.h>
#include <stddef.h>

#include "audio/wave.h"
#include "base/arena.h"
#include "base/err.h"

enum lg_quantity {
    LG_QUANTITY_I,
    LG_QUANTITY_M_MAX,
    LG_QUANTITY_M_MIN, /* the lowest momentary reading from a given time on */
    LG_QUANTITY_S_MAX,
    LG_QUANTITY_S_MIN,
    LG_QUANTITY_LRA,
    LG_QUANTITY_SAMPLE_PEAK,
    LG_QUANTITY_TRUE_PEAK,
    LG_QUANTITY__COUNT
};

/* "I", "M_max", "M_min", "S_max", "S_min", "LRA", "SP", "TP"; "?" out of range. */
const char *lg_quantity_name(enum lg_quantity quantity);
/* "LUFS", "LU", "dBFS", "dBTP". */
const char *lg_quantity_unit(enum lg_quantity quantity);
bool lg_quantity_find(const char *name, enum lg_quantity *out);

enum lg_want {
    LG_WANT_NUMBER,
    LG_WANT_NOTHING,           /* -inf, no value, or -70 and below */
    LG_WANT_UNDEFINED,         /* no value; -inf and -70 and below say the same */
    LG_WANT_REFUSAL,           /* the file must not get a number */
    LG_WANT_REFUSAL_OR_NOTHING /* or -inf */
};

/* What a right meter says of one quantity: value - minus to value + plus. */
struct lg_vector_check {
    enum lg_quantity quantity;
    enum lg_want want;
    double value, minus, plus;
};

/* What a meter with a certain fault reads: its number, -inf for nothing. */
struct lg_wrong {
    size_t fault; /* index into the faults */
    enum lg_quantity quantity;
    double value;
    bool or_less; /* or anything below */
};

struct lg_vector {
    const char *id;
    const char *source; /* the document, and the case in it */
    const char *note;   /* NULL: none */
    const char *file;   /* of a third party, without which it can't be judged; NULL: it is made */
    struct lg_wave wave;
    double from_s; /* for M_min and S_min: readings before it don't count */
    const struct lg_vector_check *checks;
    size_t num_checks;
    /* Readings of a reference in double precision on this very signal; NAN: none. */
    double exact[LG_QUANTITY__COUNT];
    const struct lg_wrong *wrongs;
    size_t num_wrongs;
    bool at_any_rate; /* the definition holds at other rates than its own too */
    bool is_optional; /* the standard lets a meter fail it */
};

/* A rule of the standards that meters break. */
struct lg_meter_fault {
    const char *id;
    const char *breaks; /* what the meter most likely does */
    const char *rule;   /* what it should do, and where that is written */
};

struct lg_vector_set {
    const char *name;
    const size_t *indices;
    size_t count;
};

struct lg_vectors {
    const struct lg_vector *items; /* families and sequences as single signals */
    size_t count;
    const struct lg_meter_fault *faults;
    size_t num_faults;
    const struct lg_vector_set *sets;
    size_t num_sets;
};

/* Everything lives in `arena`. LG_ERR_READ with place. */
int lg_vectors_read(const char *path, struct lg_arena *arena, struct lg_vectors *out,
                    struct lg_err *err) LG_MUST_CHECK;

/* NULL: there is none. */
const struct lg_vector_set *lg_vectors_set(const struct lg_vectors *vectors, const char *name);

#endif
