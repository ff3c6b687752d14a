/* How a WAV comes out of Live: one descriptor a mode (render/modes.c). Whatever made it, a file is
 * a print once it is there, fresh, complete, as long as it was meant to be, and not silent. */
#ifndef LG_RENDER_RENDER_H
#define LG_RENDER_RENDER_H

#include "audio/meter.h"
#include "live/journal.h"

/* What can be wrong with a print; each is an error of its own, whose text begins with its name. */
enum lg_print_flaw {
    LG_PRINT_MISSING,      /* "missing print": no file came in time */
    LG_PRINT_STALE,        /* "stale print": the file is older than the order, or holds the audio of
                              an earlier print that it must differ from */
    LG_PRINT_HALF_WRITTEN, /* "half-written print": it grows still, or its header promises more */
    LG_PRINT_WRONG_LENGTH, /* "wrong-length print": shorter than ordered, or longer than it took */
    LG_PRINT_SILENT,       /* "silent print": nothing in it is above LG_SILENCE_DBFS */
    LG_PRINT__COUNT
};

/* "stale", …; "?" out of range. */
const char *lg_print_flaw_name(enum lg_print_flaw flaw);
/* Sets "stale print: …"; LG_ERR_TIMEOUT for what is missing, else LG_ERR_READ. Returns -1. */
int lg_print_refuse(struct lg_err *err, enum lg_print_flaw flaw, const char *format, ...)
    LG_PRINTF(3, 4);

/* How long a print is to be: one of both is above 0. */
struct lg_print_length {
    double beats; /* in the song's tempo */
    double seconds;
};

struct lg_print_order {
    struct lg_env *env;
    struct lg_live *live;
    struct lg_journal *journal; /* what Live held is put back by it */
    struct lg_arena *arena;
    struct lg_print_length length;
    double from_beats;       /* position of the song */
    const char *file;        /* where the print goes; its folder exists */
    const char *work_folder; /* for files of the mode's own */
    const char *unlike;      /* PCM hash of a print that this one must differ from; NULL: none */
    int64_t deadline_ns;
};

struct lg_print {
    const char *source; /* the file that Live made; it stays */
    double tempo;
    double beats;
    struct lg_measures measures; /* of `file`: rate, channels, frames, peaks and PCM hash alone */
};

struct lg_render_mode {
    const char *name;
    const char *help; /* one line */
    /* LG_ERR_WRITE or LG_ERR_TIMEOUT where Live could not be brought to it, a flaw as above. */
    int (*render)(const struct lg_print_order *order, struct lg_print *out, struct lg_err *err);
};

extern const struct lg_render_mode lg_render_resample;

/* Alphabetical, ended by NULL. */
extern const struct lg_render_mode *const lg_render_modes[];

#endif
