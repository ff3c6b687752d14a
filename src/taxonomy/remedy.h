/* What to do about trouble, as data: probes that look, fixes that are deterministic, stops that say
 * what a person has to do (reference/execution-system.md, sections B, G and H). */
#ifndef LG_TAXONOMY_REMEDY_H
#define LG_TAXONOMY_REMEDY_H

#include <stddef.h>

#include "base/str.h"
#include "conf/field.h"

/* Section A: no more probes and no more fixes for one failure. */
enum { LG_PROBES_MAX = 3, LG_FIXES_MAX = 3 };

/* What follows from what a probe saw (section B, next action rules). */
enum lg_probe_then {
    LG_THEN_NEXT,       /* the next probe */
    LG_THEN_RECLASSIFY, /* the trouble is of another kind than the text said */
    LG_THEN_FIX,
    LG_THEN_STOP,     /* a person has to act: `stop` says how */
    LG_THEN_ESCALATE, /* livegate is wrong, or nothing explains it */
    LG_THEN__COUNT
};

enum lg_stop_kind {
    LG_STOP_IMMEDIATE,   /* section H: stop at once */
    LG_STOP_CONDITIONAL, /* stop unless the plan foresaw it */
    LG_STOP_CONTINUE,    /* section H's list of what is no reason to stop */
    LG_STOP__COUNT
};

struct lg_stop {
    const char *name; /* "live-not-running" */
    enum lg_stop_kind kind;
    int number; /* of section H, 1..15 in its order; 0: not of that list */
    const char *text;
    struct lg_texts todo; /* what the person does, in order */
    const char *rerun;    /* the command that checks it; NULL: the one that failed */
};

struct lg_fix {
    const char *name; /* "make-directories" */
    const char *help;
    const char *original; /* the command of the reference */
    const char *unless;   /* where it must never be used; NULL: nowhere */
};

struct lg_sees {
    const char *seen; /* the word that the probe answers with: "missing" */
    const char *means;
    enum lg_probe_then then;
    const struct lg_fix *fix;   /* of LG_THEN_FIX, else NULL */
    const struct lg_stop *stop; /* of LG_THEN_STOP, else NULL */
    const char *as;             /* of LG_THEN_RECLASSIFY: the category that it is instead; NULL:
                                   what else the text speaks of */
};

struct lg_probe {
    const char *name;   /* "live-process" */
    const char *number; /* of section B: "1.2"; NULL: ours */
    const char *help;
    const char *original;
    const struct lg_sees *sees;
    size_t num_sees;
};

/* "next", …; "immediate", …; "unknown" out of range. */
const char *lg_probe_then_name(enum lg_probe_then then);
const char *lg_stop_kind_name(enum lg_stop_kind kind);
/* What follows from a probe's answer; NULL: the table does not know that word. */
const struct lg_sees *lg_probe_sees(const struct lg_probe *probe, const char *seen);
/* Section G's words for a person: the text, the numbered acts, the command to run next, which is
 * `failed` where the stop names none (NULL: none). Adds to `out`. */
void lg_taxonomy_stop_text(const struct lg_stop *stop, const char *failed, struct lg_str *out);

#endif
