/* Parameter tables and mixers of tracks whose devices are known by name: questions for a batch, and
 * what was answered. */
#ifndef LG_LIVE_TABLES_H
#define LG_LIVE_TABLES_H

#include "live/set.h"

/* Of a track that is known to be there, so that nothing but a return's sends can fail: asks for the
 * tables of all devices that the dialect reaches, and for the mixer with as many sends
 * as `track->mixer.num_sends` says. *first_out is what lg_tables_take wants. LG_ERR_READ where the
 * track itself is out of reach. */
int lg_tables_ask(struct lg_batch *batch, const struct lg_track_ref *ref,
                  const struct lg_live_track *track, size_t *first_out,
                  struct lg_err *err) LG_MUST_CHECK;
/* LG_ERR_READ, naming track and device, for an error text or columns that don't fit together. */
int lg_tables_take(const struct lg_batch *batch, size_t first, const struct lg_track_ref *ref,
                   struct lg_live_track *track, struct lg_arena *arena,
                   struct lg_err *err) LG_MUST_CHECK;

/* The table of one device. LG_ERR_READ where the dialect does not reach it. */
int lg_tables_read_device(struct lg_live *live, const struct lg_track_ref *ref,
                          struct lg_live_track *track, size_t device, int64_t deadline_ns,
                          struct lg_arena *arena, struct lg_err *err) LG_MUST_CHECK;

#endif
