/* Walks the state machine along what receipts say of a run: each transition must be one that the
 * table takes from there, by what the probes saw, what the fixes did and how the step ended. */
#ifndef LG_RUN_RETRACE_H
#define LG_RUN_RETRACE_H

#include "event/event.h"
#include "taxonomy/taxonomy.h"

struct lg_retrace;

/* The taxonomy says what follows from a probe's answer; NULL: what the receipts say of it is
 * believed. */
struct lg_retrace *lg_retrace_new(const struct lg_taxonomy *taxonomy);
void lg_retrace_free(struct lg_retrace *retrace);
/* Takes the next event. LG_ERR_READ, naming its number, the step, where it stood and what it should
 * not have done. */
int lg_retrace_take(struct lg_retrace *retrace, const struct lg_event *event,
                    struct lg_err *err) LG_MUST_CHECK;
/* Transitions and ends of steps that were found right so far. */
size_t lg_retrace_transitions(const struct lg_retrace *retrace);
size_t lg_retrace_steps(const struct lg_retrace *retrace);

#endif
