/* The state machine that every item goes through (reference/execution-system.md, sections A and G),
 * as a table of states and triggers: more states and triggers are more rows. */
#ifndef LG_RUN_STATES_H
#define LG_RUN_STATES_H

#include <stdbool.h>

/* EDIT and COMMIT of the reference belong to people; DONE stands for COMMIT. */
enum lg_state {
    LG_STATE_NONE, /* no such transition */
    LG_STATE_PLAN,
    LG_STATE_RUN,
    LG_STATE_OBSERVE,
    LG_STATE_DIAGNOSE,
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
    LG_TRIGGER_INTERRUPTED, /* the run came to its end before the item did */
    LG_TRIGGER_EXITED,      /* the verb came back, with a result or an error */
    LG_TRIGGER_HELD,
    LG_TRIGGER_NOT_MET,
    LG_TRIGGER_ERROR, /* no verdict could be given */
    LG_TRIGGER_CLASSIFIED,
    LG_TRIGGER__COUNT
};

/* "PLAN", … and "plan_announced", … as receipts have them; "unknown" out of range. */
const char *lg_state_name(enum lg_state state);
const char *lg_trigger_name(enum lg_trigger trigger);

/* Where an item begins, by LG_TRIGGER_ANNOUNCED, is LG_STATE_PLAN. LG_STATE_NONE for what can't
 * happen. */
enum lg_state lg_state_next(enum lg_state state, enum lg_trigger trigger);
/* Does nothing follow? */
bool lg_state_is_final(enum lg_state state);

#endif
