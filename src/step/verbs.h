/* The descriptors, one a file (verb_<name>.c); step/table.c lists them. */
#ifndef LG_STEP_VERBS_H
#define LG_STEP_VERBS_H

#include "step/step.h"

extern const struct lg_verb lg_verb_analyze;
extern const struct lg_verb lg_verb_apply;
extern const struct lg_verb lg_verb_compare;
extern const struct lg_verb lg_verb_conformance;
extern const struct lg_verb lg_verb_exec;
extern const struct lg_verb lg_verb_expect;
extern const struct lg_verb lg_verb_get;
extern const struct lg_verb lg_verb_knows;
extern const struct lg_verb lg_verb_ping;
extern const struct lg_verb lg_verb_plan_gain;
extern const struct lg_verb lg_verb_print;
extern const struct lg_verb lg_verb_print_stems;
extern const struct lg_verb lg_verb_probe;
extern const struct lg_verb lg_verb_probe_live;
extern const struct lg_verb lg_verb_query;
extern const struct lg_verb lg_verb_same_set;
extern const struct lg_verb lg_verb_scan;
extern const struct lg_verb lg_verb_send;
extern const struct lg_verb lg_verb_set;
extern const struct lg_verb lg_verb_sweep;
extern const struct lg_verb lg_verb_synth;

#endif
