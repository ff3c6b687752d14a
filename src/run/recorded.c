#include "run/recorded.h"

bool lg_recorded_has_run(const struct lg_event *event) {
    return lg_recorded_is_finished(event) || lg_event_end(event)->outcome == LG_ERROR;
}

bool lg_recorded_is_finished(const struct lg_event *event) {
    enum lg_outcome outcome = lg_event_end(event)->outcome;
    bool has_verdict = event->kind != LG_EVENT_CASE || event->as.point.verdict != NULL;
    return has_verdict &&
           (outcome == LG_PASSED || outcome == LG_PASSED_AFTER_FIX || outcome == LG_FAILED);
}

int recorded_peek(struct recorded *recorded, const struct lg_event **out, struct lg_err *err) {
    *out = NULL;
    if (recorded->source == NULL)
        return 0;
    if (!recorded->has_event) {
        int got = recorded->source->next(recorded->source->ctx, recorded->suite, &recorded->arena,
                                         &recorded->event, err);
        if (got < 0)
            return -1;
        recorded->has_event = got > 0 && lg_recorded_has_run(&recorded->event);
        if (!recorded->has_event)
            recorded_end(recorded);
    }
    *out = recorded->has_event ? &recorded->event : NULL;
    return 0;
}

void recorded_take(struct recorded *recorded) {
    recorded->has_event = false;
    lg_arena_dispose(&recorded->arena);
}

void recorded_end(struct recorded *recorded) {
    recorded->source = NULL;
    recorded->has_event = false;
}

void recorded_dispose(struct recorded *recorded) {
    lg_arena_dispose(&recorded->arena);
}
