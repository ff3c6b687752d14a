/* What a parameter shows at other values than its own: writes them, reads what is displayed, and
 * puts the found value back, all in one burst, so that none of them outlives a tick. */
#ifndef LG_LIVE_PROBE_H
#define LG_LIVE_PROBE_H

#include "live/resolve.h"

/* As many as fit into the script's queue at once with all that goes with them. */
enum { LG_PROBES_MAX = 33 };

struct lg_prober {
    struct lg_live *live;
    struct lg_journal *journal; /* NULL: none */
    const struct lg_place *place;
    const struct lg_reading *found; /* what is put back */
    int64_t deadline_ns;
    struct lg_arena *arena;
};

struct lg_probe {
    struct lg_native native;
    struct lg_shown shown;
};

/* Fills `shown` of at most LG_PROBES_MAX probes. LG_ERR_WRITE where the script refuses one, or
 * where the found value could not be put back. */
int lg_probe_all(const struct lg_prober *prober, struct lg_probe *probes, size_t count,
                 struct lg_err *err) LG_MUST_CHECK;
/* LG_ERR_WRITE when all probes, of different values, show the same: writes do not take. */
int lg_probe_check(const struct lg_prober *prober, const struct lg_probe *probes, size_t count,
                   const char *wanted, struct lg_err *err) LG_MUST_CHECK;

#endif
