/* A spot: one value of Live that can be read and written (a device parameter, a mixer value, a
 * property of a track or of the song), and the one way to write it: journal first, then
 * [set][get][get value_string] in one burst. */
#ifndef LG_LIVE_SPOT_H
#define LG_LIVE_SPOT_H

#include <stdbool.h>
#include <stddef.h>

#include "live/client.h"

enum { LG_SPOT_INDEX_MAX = 3 };

struct lg_spot {
    const char *get;  /* "/live/device/get/parameter/value" */
    const char *set;  /* "/live/device/set/parameter/value" */
    const char *show; /* "/live/device/get/parameter/value_string"; NULL: nothing shows it */
    struct lg_osc_arg
        index[LG_SPOT_INDEX_MAX]; /* track (i, or s in one dialect), device, parameter */
    size_t num_index;
    const char *label; /* "PREMASTER / Limiter / Gain", for messages */
};

/* What was read at a spot; text lives in the arena that was given. */
struct lg_reading {
    struct lg_osc_arg value; /* f, i, T, F or s, as the script told it */
    const char *shown;       /* the display text; NULL where the spot has none */
};

struct lg_journal;

/* Reads value and display text in one burst. */
int lg_spot_read(struct lg_live *live, const struct lg_spot *spot, int64_t deadline_ns,
                 struct lg_arena *arena, struct lg_reading *out, struct lg_err *err) LG_MUST_CHECK;
/* Notes the found value in the journal (NULL only where the caller restores by itself), writes,
 * reads back in the same burst. LG_ERR_WRITE, naming the label, wanted and got, when the script
 * refuses or the value does not take (floats are compared in float32). `out` may be NULL. */
int lg_spot_write(struct lg_live *live, struct lg_journal *journal, const struct lg_spot *spot,
                  struct lg_osc_arg value, int64_t deadline_ns, struct lg_arena *arena,
                  struct lg_reading *out, struct lg_err *err) LG_MUST_CHECK;

#endif
