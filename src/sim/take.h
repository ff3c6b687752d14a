/* A recording: the clip that it makes in a slot, and the file that grows with it. */
#ifndef LG_SIM_TAKE_H
#define LG_SIM_TAKE_H

#include <stdint.h>

#include "audio/wav.h"
#include "sim/sound.h"

/* What is wrong with a take, decided as it begins (sim/fault.h). */
struct lg_sim_harm {
    bool is_missing; /* its file goes as soon as it is written */
    bool is_stale;   /* the clip names the file of the take before, and none is written */
    bool is_torn;    /* the file is cut behind a header that promises all of it */
    bool is_short;   /* nothing is written past LG_SIM_SHORT_MS */
    bool is_silent;  /* zeros */
    bool is_dry;     /* the set sounds as its file says, whatever was set since */
};
enum { LG_SIM_SHORT_MS = 500 };

struct lg_sim_take {
    struct lg_sim_take *next; /* of the same track */
    size_t slot;
    double from_beats; /* where the song begins to be recorded */
    double beats;      /* recorded so far: the clip's length */
    bool has_begun;    /* else it waits for its place in the bar */
    bool is_recording;
    bool hears_output; /* its track's input is Resampling; else it records silence */
    struct lg_sim_harm harm;
    char *name;
    char *path; /* "": there is no folder for recordings, or it can't be written to */
    struct lg_wav *wav;
    struct lg_sim_sound *sound;
    uint32_t dice; /* of the dither */
};

/* Writes frames as 24 bits with dither, clipped at full scale. */
void lg_sim_take_write(struct lg_sim_take *take, int rate_hz, const struct lg_sim_block *block);
/* The recording is over; the file is whole now, unless harmed. */
void lg_sim_take_finish(struct lg_sim_take *take);
/* And all behind it; files stay as they are. */
void lg_sim_take_free(struct lg_sim_take *take);
/* Takes one out of its track's list and frees it. */
void lg_sim_take_remove(struct lg_sim_take **first, struct lg_sim_take *take);
/* The clip of a slot, NULL: nothing was recorded there. */
struct lg_sim_take *lg_sim_take_at(struct lg_sim_take *first, size_t slot);

#endif
