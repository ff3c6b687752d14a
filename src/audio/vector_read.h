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

/* What an entry says of readings: right ones, how near they must be, the reference's, wrong ones.
 */
struct lg_vector_says {
    const struct lg_node *expect, *tol, *exact, *wrong; /* NULL: nothing, but of the first */
};

/* Which signal of a family. */
struct lg_vector_member {
    int64_t index;
    size_t nth; /* from 0 */
};

/* Adds the vector's signals: one, or those of a family. */
int lg_vector_read(struct lg_vector_loader *loader, const struct lg_node *node) LG_MUST_CHECK;
/* Into checks, exact and wrongs of the vector. */
int lg_vector_read_says(struct lg_vector_loader *loader, const struct lg_vector_says *says,
                        const struct lg_vector_member *member,
                        struct lg_vector *vector) LG_MUST_CHECK;
/* Refuses a node of another kind. */
int lg_vector_need(const struct lg_node *node, enum lg_node_kind kind, const char *what,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
