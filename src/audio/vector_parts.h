/* Reads what the vectors' file says of a signal's parts. */
#ifndef LG_AUDIO_VECTOR_PARTS_H
#define LG_AUDIO_VECTOR_PARTS_H

#include "audio/wave.h"
#include "conf/node.h"

/* Whose parts are read: {at0, step} is at0 + step * index. */
struct lg_vector_place {
    int64_t index;
    int channels;
    struct lg_arena *arena;
};

/* A number, also -inf, or {at0: a, step: b}. */
int lg_vector_number(const struct lg_node *node, int64_t index, double *out,
                     struct lg_err *err) LG_MUST_CHECK;
/* Fills wave->parts from a list of segments. */
int lg_vector_parts(const struct lg_node *segments, const struct lg_vector_place *place,
                    struct lg_wave *wave, struct lg_err *err) LG_MUST_CHECK;

#endif
