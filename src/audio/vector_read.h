/* Reads one entry of the vectors' file. */
#ifndef LG_AUDIO_VECTOR_READ_H
#define LG_AUDIO_VECTOR_READ_H

#include "audio/vectors.h"
#include "conf/node.h"

/* What is being read; the faults are known before the first vector. */
struct lg_vector_loader {
    struct lg_arena *arena;
    struct lg_err *err;
    struct lg_vectors *out;
    struct lg_vector *items; /* out->count of them */
    size_t capacity;
};

/* Adds the vector's signals: one, or those of a family. */
int lg_vector_read(struct lg_vector_loader *loader, const struct lg_node *node) LG_MUST_CHECK;
/* Refuses a node of another kind. */
int lg_vector_need(const struct lg_node *node, enum lg_node_kind kind, const char *what,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
