#include "run/states.h"

static const char *const state_names[LG_STATE__COUNT] = {
    [LG_STATE_NONE] = "NONE",       [LG_STATE_PLAN] = "PLAN",         [LG_STATE_RUN] = "RUN",
    [LG_STATE_OBSERVE] = "OBSERVE", [LG_STATE_DIAGNOSE] = "DIAGNOSE", [LG_STATE_DONE] = "DONE",
    [LG_STATE_STOP] = "STOP",
};

static const char *const trigger_names[LG_TRIGGER__COUNT] = {
    [LG_TRIGGER_ANNOUNCED] = "plan_announced",
    [LG_TRIGGER_STARTED] = "step_started",
    [LG_TRIGGER_SKIPPED] = "when_not_held",
    [LG_TRIGGER_BLOCKED] = "blocked",
    [LG_TRIGGER_INTERRUPTED] = "interrupted",
    [LG_TRIGGER_EXITED] = "step_exited",
    [LG_TRIGGER_HELD] = "expectation_held",
    [LG_TRIGGER_NOT_MET] = "expectation_not_met",
    [LG_TRIGGER_ERROR] = "error",
    [LG_TRIGGER_CLASSIFIED] = "classified",
};

static const enum lg_state transitions[LG_STATE__COUNT][LG_TRIGGER__COUNT] = {
    [LG_STATE_NONE] = {[LG_TRIGGER_ANNOUNCED] = LG_STATE_PLAN},
    [LG_STATE_PLAN] =
        {
            [LG_TRIGGER_STARTED] = LG_STATE_RUN,
            [LG_TRIGGER_SKIPPED] = LG_STATE_DONE,
            [LG_TRIGGER_BLOCKED] = LG_STATE_STOP,
            [LG_TRIGGER_INTERRUPTED] = LG_STATE_STOP,
            [LG_TRIGGER_ERROR] = LG_STATE_DIAGNOSE,
        },
    [LG_STATE_RUN] =
        {
            [LG_TRIGGER_EXITED] = LG_STATE_OBSERVE,
            [LG_TRIGGER_INTERRUPTED] = LG_STATE_STOP,
        },
    [LG_STATE_OBSERVE] =
        {
            [LG_TRIGGER_HELD] = LG_STATE_DONE,
            [LG_TRIGGER_NOT_MET] = LG_STATE_DIAGNOSE,
            [LG_TRIGGER_ERROR] = LG_STATE_DIAGNOSE,
        },
    [LG_STATE_DIAGNOSE] = {[LG_TRIGGER_CLASSIFIED] = LG_STATE_STOP},
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
