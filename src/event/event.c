#include "event/event.h"

static const char *const kind_names[LG_EVENT__COUNT] = {
    [LG_EVENT_RUN_START] = "run_start",
    [LG_EVENT_PLAN] = "plan",
    [LG_EVENT_GATE_START] = "gate_start",
    [LG_EVENT_STEP] = "step",
    [LG_EVENT_CASE] = "case",
    [LG_EVENT_TRANSITION] = "transition",
    [LG_EVENT_PROBE] = "probe",
    [LG_EVENT_FIX] = "fix",
    [LG_EVENT_GATE_END] = "gate_end",
    [LG_EVENT_RUN_END] = "run_end",
};

static const char *const outcome_names[LG_OUTCOME__COUNT] = {
    [LG_PASSED] = "passed",   [LG_PASSED_AFTER_FIX] = "passed_after_fix",
    [LG_FAILED] = "failed",   [LG_ERROR] = "error",
    [LG_SKIPPED] = "skipped", [LG_BLOCKED] = "blocked",
    [LG_STOPPED] = "stopped", [LG_INTERRUPTED] = "interrupted",
};

const char *lg_event_kind_name(enum lg_event_kind kind) {
    return (unsigned)kind < LG_EVENT__COUNT ? kind_names[kind] : "unknown";
}

const char *lg_outcome_name(enum lg_outcome outcome) {
    return (unsigned)outcome < LG_OUTCOME__COUNT ? outcome_names[outcome] : "unknown";
}

const struct lg_event_step *lg_event_end(const struct lg_event *event) {
    if (event->kind == LG_EVENT_CASE)
        return &event->as.point.end;
    return event->kind == LG_EVENT_STEP ? &event->as.step : NULL;
}
