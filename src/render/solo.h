/* Stems out of Live: each track soloed and printed, one after the other, and the mix, which they
 * are to add up to. */
#ifndef LG_RENDER_SOLO_H
#define LG_RENDER_SOLO_H

#include "audio/stems.h"
#include "render/render.h"

struct lg_solo_order {
    const struct lg_render_mode *mode;
    const struct lg_print_order
        *print;         /* as for one print: its file, id and silence are not asked */
    const char *folder; /* where the files go, {song}_{ROLE}.wav; it exists */
    const char *song;
    const int32_t
        *tracks; /* indices; NULL: all regular tracks but groups and those that are muted */
    size_t num_tracks;
    double tolerance_dbfs; /* of the sum: see audio/stems.h; 0: its default */
};

struct lg_solo_stem {
    int32_t track;
    const char *name; /* the track's */
    const char *role; /* made of it: "VOCAL_LEAD" */
    bool is_silent;   /* nothing is above LG_SILENCE_DBFS: the track plays nothing there */
    struct lg_print print;
};

struct lg_solo_stems {
    struct lg_solo_stem mix; /* MASTER; of no track */
    struct lg_solo_stem *items;
    size_t count;
    const char **muted; /* names of the tracks that were left out, as they are not in the mix */
    size_t num_muted;
    struct lg_stems check; /* of the files: rate, channels, length, and the sum against the mix */
};

/* Ends all solos, prints the mix, then each track; afterwards solos are as they were found, and
 * after a failure the journal puts them back. Mutes are not touched. Names and prints live in the
 * order's arena. Errors as of a print, with the track's name; LG_ERR_READ for a track that is not
 * there, and where there is none to print. A broken sum is no error: it is in `check`. */
int lg_solo_print(const struct lg_solo_order *order, struct lg_solo_stems *out,
                  struct lg_err *err) LG_MUST_CHECK;

#endif
