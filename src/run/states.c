#include "run/states.h"

#include <string.h>

static const char *const state_names[LG_STATE__COUNT] = {
    [LG_STATE_NONE] = "NONE",       [LG_STATE_PLAN] = "PLAN",         [LG_STATE_RUN] = "RUN",
    [LG_STATE_OBSERVE] = "OBSERVE", [LG_STATE_DIAGNOSE] = "DIAGNOSE", [LG_STATE_FIX] = "FIX",
    [LG_STATE_VERIFY] = "VERIFY",   [LG_STATE_DONE] = "DONE",         [LG_STATE_STOP] = "STOP",
};

static const char *const trigger_names[LG_TRIGGER__COUNT] = {
    [LG_TRIGGER_ANNOUNCED] = "plan_announced",    [LG_TRIGGER_STARTED] = "step_started",
    [LG_TRIGGER_SKIPPED] = "when_not_held",       [LG_TRIGGER_BLOCKED] = "blocked",
    [LG_TRIGGER_STOPPED] = "stop_rule",           [LG_TRIGGER_RECORDED] = "recorded_before",
    [LG_TRIGGER_INTERRUPTED] = "interrupted",     [LG_TRIGGER_EXITED] = "step_exited",
    [LG_TRIGGER_NOTHING] = "nothing_to_do",       [LG_TRIGGER_HELD] = "expectation_held",
    [LG_TRIGGER_NOT_MET] = "expectation_not_met", [LG_TRIGGER_ERROR] = "error",
    [LG_TRIGGER_UNCLASSIFIED] = "unclassified",   [LG_TRIGGER_NEXT_PROBE] = "next_probe",
    [LG_TRIGGER_FIX_FOUND] = "fix_found",         [LG_TRIGGER_USER_ACTION] = "user_action",
    [LG_TRIGGER_PROBES_SPENT] = "probes_spent",   [LG_TRIGGER_FIXED] = "fix_applied",
    [LG_TRIGGER_FIX_FAILED] = "fix_failed",       [LG_TRIGGER_FIXES_SPENT] = "fixes_spent",
};

static const enum lg_state transitions[LG_STATE__COUNT][LG_TRIGGER__COUNT] = {
    [LG_STATE_NONE] = {[LG_TRIGGER_ANNOUNCED] = LG_STATE_PLAN},
    [LG_STATE_PLAN] =
        {
            [LG_TRIGGER_STARTED] = LG_STATE_RUN,
            [LG_TRIGGER_SKIPPED] = LG_STATE_DONE,
            [LG_TRIGGER_BLOCKED] = LG_STATE_STOP,
            [LG_TRIGGER_STOPPED] = LG_STATE_DONE,
            [LG_TRIGGER_RECORDED] = LG_STATE_DONE,
            [LG_TRIGGER_INTERRUPTED] = LG_STATE_STOP,
            [LG_TRIGGER_ERROR] = LG_STATE_DIAGNOSE,
            [LG_TRIGGER_UNCLASSIFIED] = LG_STATE_STOP,
        },
    [LG_STATE_RUN] =
        {
            [LG_TRIGGER_EXITED] = LG_STATE_OBSERVE,
            [LG_TRIGGER_INTERRUPTED] = LG_STATE_STOP,
        },
    [LG_STATE_OBSERVE] =
        {
            [LG_TRIGGER_NOTHING] = LG_STATE_DONE,
            [LG_TRIGGER_HELD] = LG_STATE_DONE,
            [LG_TRIGGER_NOT_MET] = LG_STATE_DIAGNOSE,
            [LG_TRIGGER_ERROR] = LG_STATE_DIAGNOSE,
            [LG_TRIGGER_UNCLASSIFIED] = LG_STATE_STOP,
        },
    [LG_STATE_DIAGNOSE] =
        {
            [LG_TRIGGER_NEXT_PROBE] = LG_STATE_DIAGNOSE,
            [LG_TRIGGER_FIX_FOUND] = LG_STATE_FIX,
            [LG_TRIGGER_USER_ACTION] = LG_STATE_STOP,
            [LG_TRIGGER_PROBES_SPENT] = LG_STATE_STOP,
        },
    [LG_STATE_FIX] =
        {
            [LG_TRIGGER_FIXED] = LG_STATE_VERIFY,
            [LG_TRIGGER_FIX_FAILED] = LG_STATE_STOP,
        },
    [LG_STATE_VERIFY] =
        {
            [LG_TRIGGER_HELD] = LG_STATE_DONE,
            [LG_TRIGGER_NOT_MET] = LG_STATE_DIAGNOSE,
            [LG_TRIGGER_ERROR] = LG_STATE_DIAGNOSE,
            [LG_TRIGGER_FIXES_SPENT] = LG_STATE_STOP,
            [LG_TRIGGER_INTERRUPTED] = LG_STATE_STOP,
        },
};

const char *lg_state_name(enum lg_state state) {
    return (unsigned)state < LG_STATE__COUNT ? state_names[state] : "unknown";
}

const char *lg_trigger_name(enum lg_trigger trigger) {
    return (unsigned)trigger < LG_TRIGGER__COUNT ? trigger_names[trigger] : "unknown";
}

enum lg_state lg_state_next(enum lg_state state, enum lg_trigger trigger) {
    if ((unsigned)state >= LG_STATE__COUNT || (unsigned)trigger >= LG_TRIGGER__COUNT)
        return LG_STATE_NONE;
    return transitions[state][trigger];
}

bool lg_state_is_final(enum lg_state state) {
    return state == LG_STATE_DONE || state == LG_STATE_STOP;
}

static const enum lg_trigger by_sight[LG_SIGHT__COUNT] = {
    [LG_SIGHT_SUCCESS] = LG_TRIGGER_HELD,
    [LG_SIGHT_ERROR] = LG_TRIGGER_ERROR,
    [LG_SIGHT_NOTHING] = LG_TRIGGER_UNCLASSIFIED,
    [LG_SIGHT_FIX] = LG_TRIGGER_FIX_FOUND,
    [LG_SIGHT_USER_ACTION] = LG_TRIGGER_USER_ACTION,
    [LG_SIGHT_UNCLEAR] = LG_TRIGGER_NEXT_PROBE,
    [LG_SIGHT_PROBES_SPENT] = LG_TRIGGER_PROBES_SPENT,
    [LG_SIGHT_FIXED] = LG_TRIGGER_FIXED,
    [LG_SIGHT_FAILED] = LG_TRIGGER_ERROR,
    [LG_SIGHT_FIXES_SPENT] = LG_TRIGGER_FIXES_SPENT,
};

static const enum lg_state by_phase[LG_PHASE__COUNT] = {
    [LG_PHASE_RUN] = LG_STATE_OBSERVE,       [LG_PHASE_FIX] = LG_STATE_FIX,
    [LG_PHASE_DIAGNOSE] = LG_STATE_DIAGNOSE, [LG_PHASE_VERIFY] = LG_STATE_VERIFY,
    [LG_PHASE_COMMIT] = LG_STATE_DONE,       [LG_PHASE_STOP] = LG_STATE_STOP,
};

enum lg_trigger lg_state_trigger(enum lg_sight sight) {
    return (unsigned)sight < LG_SIGHT__COUNT ? by_sight[sight] : LG_TRIGGER__COUNT;
}

enum lg_state lg_state_of_phase(enum lg_phase phase) {
    return (unsigned)phase < LG_PHASE__COUNT ? by_phase[phase] : LG_STATE_NONE;
}

enum lg_state lg_state_named(const char *name) {
    int state = LG_STATE__COUNT - 1;
    while (state > LG_STATE_NONE && strcmp(state_names[state], name) != 0)
        state--;
    return (enum lg_state)state;
}

enum lg_trigger lg_trigger_named(const char *name) {
    int trigger = 0;
    while (trigger < LG_TRIGGER__COUNT && strcmp(trigger_names[trigger], name) != 0)
        trigger++;
    return (enum lg_trigger)trigger;
}
