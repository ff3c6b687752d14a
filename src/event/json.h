/* Events as values (and so as JSON), both ways. */
#ifndef LG_EVENT_JSON_H
#define LG_EVENT_JSON_H

#include "base/value.h"
#include "event/event.h"

/* The line's map without `prev`: v, seq, ts, run, kind, then the kind's own keys; of run_end also
 * `count`, the number of lines. A key whose field is NULL or "none" is left out. */
struct lg_value *lg_event_value(const struct lg_event *event, struct lg_arena *arena);
/* Unknown keys are ignored; a missing key, a wrong type or an unknown kind, outcome or version is
 * LG_ERR_READ. Text of the event is copied into the arena. */
int lg_event_of_value(const struct lg_value *value, struct lg_arena *arena, struct lg_event *out,
                      struct lg_err *err) LG_MUST_CHECK;

#endif
