/* Tries a table on its own samples: what `classify --test` does. */
#ifndef LG_TAXONOMY_SAMPLES_H
#define LG_TAXONOMY_SAMPLES_H

#include "taxonomy/classify.h"

enum lg_sample_kind {
    LG_SAMPLE_HIT,     /* the rule should win, and another of its table did, or none */
    LG_SAMPLE_MISS,    /* the rule should miss, and matched, or was not decided */
    LG_SAMPLE_LACKING, /* the rule has a pattern and no sample of one of both kinds */
    LG_SAMPLE__COUNT
};

struct lg_sample_fault {
    enum lg_sample_kind kind;
    const struct lg_rule *rule;
    const char *sample;        /* NULL where it is lacking */
    const struct lg_rule *won; /* of a hit that failed; NULL: none */
    bool is_undecided;
};

struct lg_samples_result {
    size_t rules, samples, faults;
};

/* Calls `fault` for each sample that does not do what its rule says. */
void lg_samples_try(const struct lg_taxonomy *taxonomy,
                    void (*fault)(void *ctx, const struct lg_sample_fault *fault), void *ctx,
                    struct lg_samples_result *out);

#endif
