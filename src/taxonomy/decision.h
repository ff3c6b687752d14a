/* The decision table: what was seen in a state, and what follows (reference/execution-system.md,
 * section G, with section C's success path), as rows. */
#ifndef LG_TAXONOMY_DECISION_H
#define LG_TAXONOMY_DECISION_H

#include <stdbool.h>
#include <stddef.h>

#include "taxonomy/log.h"

enum lg_phase {
    LG_PHASE_RUN,
    LG_PHASE_DIAGNOSE,
    LG_PHASE_FIX,
    LG_PHASE_VERIFY,
    LG_PHASE_COMMIT, /* livegate: DONE */
    LG_PHASE_STOP,
    LG_PHASE__COUNT
};

enum lg_sight {
    LG_SIGHT_SUCCESS,      /* success patterns, and no error pattern */
    LG_SIGHT_ERROR,        /* an error of a category */
    LG_SIGHT_NOTHING,      /* no pattern of either */
    LG_SIGHT_FIX,          /* the probe reveals a fix */
    LG_SIGHT_USER_ACTION,  /* the probe reveals what a person has to do */
    LG_SIGHT_UNCLEAR,      /* the probe fails, or tells nothing yet */
    LG_SIGHT_PROBES_SPENT, /* nor did the last of LG_PROBES_MAX */
    LG_SIGHT_FIXED,        /* the fix was applied */
    LG_SIGHT_FAILED,       /* after a fix, whatever the patterns; fewer than LG_FIXES_MAX so far */
    LG_SIGHT_FIXES_SPENT,  /* after the last of LG_FIXES_MAX */
    LG_SIGHT__COUNT
};

enum lg_act {
    LG_ACT_COMMIT_DIRECT,
    LG_ACT_PROBE_CLASSIFY,
    LG_ACT_FIX_AUTO,
    LG_ACT_STOP_INSTRUCT,
    LG_ACT_ESCALATE,
    LG_ACT_PROBE_NEXT,
    LG_ACT_VERIFY_RERUN,
    LG_ACT_AMBIGUOUS, /* section D, template 4: neither a pass nor a failure */
    LG_ACT__COUNT
};

enum lg_code_class { LG_CODE_ANY, LG_CODE_ZERO, LG_CODE_NONZERO, LG_CODE__COUNT };

struct lg_decision {
    enum lg_phase phase;
    enum lg_code_class code;
    enum lg_sight sight;
    enum lg_act act;
    enum lg_phase next;
    int number;         /* of the row in section G, 1..10; 0: not of that table */
    const char *source; /* of a row that is not */
};

/* "RUN", …; "success", …; "COMMIT_DIRECT", …; "unknown" out of range. */
const char *lg_phase_name(enum lg_phase phase);
const char *lg_sight_name(enum lg_sight sight);
const char *lg_act_name(enum lg_act act);

/* The first row that fits; NULL: the table does not foresee it, which stops too. */
const struct lg_decision *lg_decide(enum lg_phase phase, int exit_code, enum lg_sight sight);
/* The whole table. */
size_t lg_decisions(const struct lg_decision **out);
/* What the output of a command shows, in RUN. What is undecided counts as an error: it is no
 * success. */
enum lg_sight lg_sight_of_output(const struct lg_log_totals *totals);
/* The same in VERIFY, after `fixes` of them. */
enum lg_sight lg_sight_of_rerun(const struct lg_log_totals *totals, int exit_code, unsigned fixes);
/* What follows from a probe's answer, the `probes`th that was asked (from 1); LG_THEN_RECLASSIFY is
 * LG_SIGHT_UNCLEAR: the caller classifies again. */
enum lg_sight lg_sight_of_probe(enum lg_probe_then then, unsigned probes);

#endif
