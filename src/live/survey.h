/* Everything about a set: a scan, the tables of all devices, all mixers, and master and returns
 * where the script's dialect reaches them. */
#ifndef LG_LIVE_SURVEY_H
#define LG_LIVE_SURVEY_H

#include "live/scan.h"

/* On stock three ticks, one of them spent on finding out that it is stock. Everything lives in
 * `arena`. */
int lg_live_survey(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                   struct lg_live_set *out, struct lg_err *err) LG_MUST_CHECK;
/* Adds to a scanned set names and devices of master and returns in this dialect, without tables. */
int lg_live_look_beyond(struct lg_live *live, enum lg_dialect dialect, int64_t deadline_ns,
                        struct lg_arena *arena, struct lg_live_set *set,
                        struct lg_err *err) LG_MUST_CHECK;

#endif
