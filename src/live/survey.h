/* More about a set than a scan: master and returns where the script's dialect reaches them, and
 * everything that has a value.
 *
 * What costs a tick is an error of the script. A plain scan looks out for the dialect in the burst
 * behind the first, in which a long set's blocks come anyway: two ticks on stock. A survey needs
 * the number of sends (live/sends.h), and finds it out in that burst instead; then all tracks'
 * sends travel with the parameters, the dialect's probes where a tick ends anyway, and the number's
 * proof last. What moves by itself (playing, recording, position) is not read. */
#ifndef LG_LIVE_SURVEY_H
#define LG_LIVE_SURVEY_H

#include "live/beyond.h"
#include "live/scan.h"

/* A scan with the dialect, and names and devices of master and returns. Everything lives in
 * `arena`. */
int lg_live_overview(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                     struct lg_live_set *out, struct lg_err *err) LG_MUST_CHECK;
/* That, with the tables of all devices, all mixers, and the song. On stock four ticks, five for 100
 * tracks of four devices. */
int lg_live_survey(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                   struct lg_live_set *out, struct lg_err *err) LG_MUST_CHECK;

#endif
