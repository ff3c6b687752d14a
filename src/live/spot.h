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
    /* A switch of two methods: `set` turns it on and this one off, both without a value. NULL:
     * `set` takes the value. */
    const char *off;
};

/* What was read at a spot; text lives in the arena that was given. */
struct lg_reading {
    struct lg_osc_arg value; /* f, i, T, F or s, as the script told it */
    const char *shown;       /* the display text; NULL where the spot has none */
};

struct lg_journal;

/* Same place in Live, whatever it is called and however it is written. */
bool lg_spot_is(const struct lg_spot *a, const struct lg_spot *b);
/* Same value, as Live keeps them: numbers in float32 whatever their tags, whole ones exactly. */
bool lg_spot_same(const struct lg_osc_arg *a, const struct lg_osc_arg *b);
/* `/live/track/set/volume 2`, for a spot without a better label; lives in `arena`. */
const char *lg_spot_label(const struct lg_spot *spot, struct lg_arena *arena);
/* `0.5 (-6.0 dB)` */
void lg_reading_print(const struct lg_reading *reading, struct lg_str *out);
/* Deep copy; a spot without a label gets one. */
struct lg_spot lg_spot_copy(const struct lg_spot *spot, struct lg_arena *arena);

/* Of a device parameter: the ends of its range. LG_ERR_READ for any other spot. */
int lg_spot_range(struct lg_live *live, const struct lg_spot *spot, int64_t deadline_ns,
                  double *min_out, double *max_out, struct lg_err *err) LG_MUST_CHECK;
/* Of a device parameter: its entry in a table that was asked of the whole device; false: none. */
bool lg_spot_entry(const struct lg_answer *answer, const struct lg_spot *spot, double *out);
/* Reads value and display text in one burst. */
int lg_spot_read(struct lg_live *live, const struct lg_spot *spot, int64_t deadline_ns,
                 struct lg_arena *arena, struct lg_reading *out, struct lg_err *err) LG_MUST_CHECK;
/* Notes the found value in the journal (NULL only where the caller restores by itself), writes,
 * reads back in the same burst. LG_ERR_WRITE, naming the label, wanted and got, when the script
 * refuses or the value does not take (floats are compared in float32). `out` may be NULL. */
int lg_spot_write(struct lg_live *live, struct lg_journal *journal, const struct lg_spot *spot,
                  struct lg_osc_arg value, int64_t deadline_ns, struct lg_arena *arena,
                  struct lg_reading *out, struct lg_err *err) LG_MUST_CHECK;
/* As lg_spot_write, content with whatever is read back: for what Live rounds, what moves by itself,
 * and callers that judge the reading themselves. */
int lg_spot_put(struct lg_live *live, struct lg_journal *journal, const struct lg_spot *spot,
                struct lg_osc_arg value, int64_t deadline_ns, struct lg_arena *arena,
                struct lg_reading *out, struct lg_err *err) LG_MUST_CHECK;

/* As lg_spot_write for several, all in one burst: whatever of them does not take, the others are
 * written. `out` is by spot. The first trouble is told. */
int lg_spot_write_all(struct lg_live *live, struct lg_journal *journal,
                      const struct lg_spot *const *spots, const struct lg_osc_arg *values,
                      size_t count, int64_t deadline_ns, struct lg_arena *arena,
                      struct lg_reading *out, struct lg_err *err) LG_MUST_CHECK;

/* For those who put many spots into one burst. */
struct lg_spot_asked {
    size_t get, show; /* requests of the batch; `show` means nothing where the spot has none */
};
struct lg_spot_asked lg_spot_ask(struct lg_batch *batch, const struct lg_spot *spot);
/* Returns the request's index. The journal, if any, must know of the write by now. */
size_t lg_spot_tell(struct lg_batch *batch, const struct lg_spot *spot,
                    const struct lg_osc_arg *value);
/* What the script answered to lg_spot_ask. LG_ERR_READ, with the label. */
int lg_spot_answer(const struct lg_batch *batch, const struct lg_spot *spot,
                   struct lg_spot_asked asked, struct lg_arena *arena, struct lg_reading *out,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
