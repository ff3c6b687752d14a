/* The state machine that every item goes through (reference/execution-system.md, sections A and G),
 * as a table of states and triggers: more states and triggers are more rows. */
#ifndef LG_RUN_STATES_H
#define LG_RUN_STATES_H

#include <stdbool.h>

#include "taxonomy/decision.h"

/* EDIT and COMMIT of the reference belong to people; DONE stands for COMMIT. */
enum lg_state {
    LG_STATE_NONE, /* no such transition */
    LG_STATE_PLAN,
    LG_STATE_RUN,
    LG_STATE_OBSERVE,
    LG_STATE_DIAGNOSE,
    LG_STATE_FIX,
    LG_STATE_VERIFY,
    LG_STATE_DONE,
    LG_STATE_STOP,
    LG_STATE__COUNT
};

/* What leads from one state to the next. */
enum lg_trigger {
    LG_TRIGGER_ANNOUNCED,   /* it stands in the plan */
    LG_TRIGGER_STARTED,     /* nothing is in its way */
    LG_TRIGGER_SKIPPED,     /* its `when` did not hold */
    LG_TRIGGER_BLOCKED,     /* what it needs is not there */
    LG_TRIGGER_STOPPED,     /* a stop rule of the plan leaves it out */
    LG_TRIGGER_RECORDED,    /* the run that this one goes on with has told its end */
    LG_TRIGGER_INTERRUPTED, /* the run came to its end before the item did */
    LG_TRIGGER_EXITED,      /* the verb came back, with a result or an error */
    LG_TRIGGER_NOTHING,     /* it came back and said that it has nothing to do here */
    LG_TRIGGER_HELD,
    LG_TRIGGER_NOT_MET,
    LG_TRIGGER_ERROR,        /* no verdict could be given */
    LG_TRIGGER_UNCLASSIFIED, /* it failed, and no rule of the taxonomy knows how */
    LG_TRIGGER_NEXT_PROBE,   /* a probe was asked, and tells nothing yet or something else */
    LG_TRIGGER_FIX_FOUND,
    LG_TRIGGER_USER_ACTION,  /* a person has to act, and is told how */
    LG_TRIGGER_PROBES_SPENT, /* none of them reveals the cause */
    LG_TRIGGER_FIXED,
    LG_TRIGGER_FIX_FAILED, /* the fix needs what is itself broken */
    LG_TRIGGER_FIXES_SPENT,
    LG_TRIGGER__COUNT
};

/* "PLAN", … and "plan_announced", … as receipts have them; "unknown" out of range. */
const char *lg_state_name(enum lg_state state);
const char *lg_trigger_name(enum lg_trigger trigger);

/* Where an item begins, by LG_TRIGGER_ANNOUNCED, is LG_STATE_PLAN. LG_STATE_NONE for what can't
 * happen. */
enum lg_state lg_state_next(enum lg_state state, enum lg_trigger trigger);
/* What a sight of the decision table (section G) is as a trigger; where a verdict was not met,
 * LG_TRIGGER_NOT_MET stands for the LG_TRIGGER_ERROR that this gives. */
enum lg_trigger lg_state_trigger(enum lg_sight sight);
/* The state that the decision table means: its RUN is LG_STATE_OBSERVE, where the end of a command
 * is looked at; its COMMIT is LG_STATE_DONE. */
enum lg_state lg_state_of_phase(enum lg_phase phase);
/* By its name; LG_STATE_NONE: none. */
enum lg_state lg_state_named(const char *name);
/* By its name; LG_TRIGGER__COUNT: none. */
enum lg_trigger lg_trigger_named(const char *name);
/* Does nothing follow? */
bool lg_state_is_final(enum lg_state state);

#endif
