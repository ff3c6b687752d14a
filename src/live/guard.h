/* Requests that must never reach Live, whoever asks for them. */
#ifndef LG_LIVE_GUARD_H
#define LG_LIVE_GUARD_H

#include "base/err.h"
#include "osc/message.h"

/* 0, or LG_ERR_READ: a negative track, scene, device, parameter, clip or send index (the script
 * counts it from the end, so that another track would be read or written), a wildcard (it matches
 * setters and methods as well), or the script's reload (which can kill it). The one negative index
 * that passes is a track's argument made by lg_track_ref_arg (live/dialect.h), which marks it as
 * granted. */
int lg_guard_check(const struct lg_osc_msg *msg, struct lg_err *err) LG_MUST_CHECK;

#endif
