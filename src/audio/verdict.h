/* Names the rules of the standards that a failing meter most likely breaks: the faults whose
 * readings, known for each vector, are those that the meter gave. */
#ifndef LG_AUDIO_VERDICT_H
#define LG_AUDIO_VERDICT_H

#include "audio/conformance.h"

struct lg_broken_rule {
    const struct lg_meter_fault *fault;
    size_t matched;  /* failed checks that read as the fault would */
    size_t known;    /* checks of this meter for which the fault's reading is known */
    bool is_allowed; /* all that matched was missed as the standard lets it */
    const struct lg_conformance_result *example;
};

struct lg_verdicts {
    const struct lg_broken_rule *items; /* those that explain most first */
    size_t count;
    size_t unexplained; /* failed checks that no named fault explains */
    bool hears_nothing; /* no finite number at all where one was wanted, though it gives some */
};

void lg_verdicts_find(const struct lg_conformance *conformance, const struct lg_vectors *vectors,
                      struct lg_arena *arena, struct lg_verdicts *out);
/* Whether the named faults explain this failed check. */
bool lg_verdicts_explain(const struct lg_verdicts *verdicts, const struct lg_vectors *vectors,
                         const struct lg_conformance_result *result);

#endif
