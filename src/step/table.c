#include <string.h>

#include "step/step.h"
#include "step/verbs.h"

const struct lg_verb *const lg_verbs[] = {
    &lg_verb_analyze, &lg_verb_apply,
    &lg_verb_compare, &lg_verb_conformance,
    &lg_verb_exec,    &lg_verb_expect,
    &lg_verb_get,     &lg_verb_knows,
    &lg_verb_ping,    &lg_verb_plan_gain,
    &lg_verb_print,   &lg_verb_print_stems,
    &lg_verb_probe,   &lg_verb_probe_live,
    &lg_verb_query,   &lg_verb_same_set,
    &lg_verb_scan,    &lg_verb_send,
    &lg_verb_set,     &lg_verb_sweep,
    &lg_verb_synth,   NULL,
};

const struct lg_verb *lg_verb_find(const char *name) {
    for (const struct lg_verb *const *verb = lg_verbs; *verb != NULL; verb++)
        if (strcmp((*verb)->name, name) == 0)
            return *verb;
    return NULL;
}
