/* How a WAV comes out of Live: one descriptor a mode (render/modes.c). Whatever made it, a file is
 * a print once it is there, fresh, complete, as long as it was meant to be, and not silent. */
#ifndef LG_RENDER_RENDER_H
#define LG_RENDER_RENDER_H

#include "audio/meter.h"
#include "base/outside.h"
#include "conf/field.h"
#include "live/journal.h"
#include "render/outlet.h"

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

/* How long a print is to be. Both 0: as long as the song's loop where the mode plays the song
 * itself, else not told and not checked. */
struct lg_print_length {
    double beats; /* in the song's tempo */
    double seconds;
};

/* When a file that grows is taken for whole: besides the first, so many looks in a row that find
 * the same size and time. */
struct lg_print_stable {
    int checks;       /* 0: 3 */
    int64_t every_ns; /* 0: half a second, or what an answer of Live takes */
};

/* What a mode keeps between prints, so that the next one costs less; all 0: nothing yet. It is the
 * journal's to take away. */
struct lg_print_booth {
    bool is_open;
    int32_t track;     /* of ours, ready to record */
    int32_t next_slot; /* the first that holds nothing */
    int32_t num_slots; /* as many as the song has scenes */
};

/* What the caller wants to know of Live besides, right before a print and right behind it; it goes
 * along with the first question of a mode that says LG_RENDER_ALONG, which then prints nothing
 * unless `check` holds. */
struct lg_print_along {
    void (*ask)(void *ctx, struct lg_batch *batch);
    int (*check)(void *ctx, const struct lg_batch *batch, struct lg_err *err);
    /* The same with the word that ends the print; what comes of it is the caller's to tell. */
    void (*ask_behind)(void *ctx, struct lg_batch *batch);
    void (*take_behind)(void *ctx, const struct lg_batch *batch);
    void *ctx;
};

struct lg_print_order {
    struct lg_env *env;
    struct lg_live *live;       /* NULL where the mode needs none (LG_RENDER_LIVE) */
    struct lg_journal *journal; /* what Live held is put back by it */
    struct lg_arena *arena;
    struct lg_print_length length;
    double from_beats;       /* position of the song */
    const char *file;        /* where the print goes; its folder exists */
    const char *work_folder; /* for files of the mode's own */
    const char *unlike;      /* PCM hash of a print that this one must differ from; NULL: none */
    bool may_be_silent;      /* silence is no flaw */
    int64_t deadline_ns;
    const char *id;          /* what is printed, for {id} and for people: a point's id */
    struct lg_outlet outlet; /* of the files that others write (render/outlet.h) */
    const void *params;      /* the mode's own, as its fields were read; NULL: none of them told */
    struct lg_print_stable stable;
    struct lg_print_booth *booth;       /* of a row of prints; NULL: nothing is kept */
    const struct lg_print_along *along; /* NULL: nothing */
};

struct lg_print {
    const char *file;   /* as ordered */
    const char *source; /* the file that was made for it; it stays. NULL: it is gone already */
    bool is_lives;      /* Live recorded the source for us: its path came from a clip of ours */
    struct lg_file_time ordered;   /* a moment before Live was asked for it */
    struct lg_file_look delivered; /* the source as it was copied */
    double tempo;                  /* 0: not asked for */
    double beats;                  /* 0: the tempo is not known */
    struct lg_measures measures;   /* of `file`: rate, channels, frames, peaks and PCM hash alone */
};

enum {
    LG_RENDER_LIVE = 1,     /* needs live and journal */
    LG_RENDER_ALONG = 4,    /* asks along what the order wants to know */
    LG_RENDER_OLD = 8,      /* renders nothing: its files were made before */
    LG_RENDER_REAL_TIME = 2 /* waits for programs, people or their files: lg_render lets time pass
                               for it whatever is simulated, unless a recording is replayed */
};

struct lg_render_mode {
    const char *name;
    const char *help; /* one line */
    unsigned flags;
    struct lg_fields fields; /* its own parameters: `export: {with: {…}}`; none: count 0 */
    size_t params_size;
    /* What of the parameters shows to be wrong when a file is loaded. NULL: nothing further. */
    int (*check)(const void *params, struct lg_err *err);
    /* Where the files are that prints are taken from, as a pattern with {id}, from the project's
     * folder; NULL (or its answer): in no place that anybody has to know of. */
    const char *(*source)(const void *params, struct lg_arena *arena);
    /* LG_ERR_WRITE or LG_ERR_TIMEOUT where Live could not be brought to it, a flaw as above. */
    int (*render)(const struct lg_print_order *order, struct lg_print *out, struct lg_err *err);
};

extern const struct lg_render_mode lg_render_command, lg_render_fixture, lg_render_manual,
    lg_render_resample, lg_render_watch;

/* Alphabetical, ended by NULL; the names in the same order, for tables of fields. */
extern const struct lg_render_mode *const lg_render_modes[];
extern const char *const lg_render_names[];
/* NULL when there is none of that name. */
const struct lg_render_mode *lg_render_find(const char *name);
/* Reads a mode's own parameters from `with` (NULL: all defaults) into `arena`. LG_ERR_READ with
 * place. */
int lg_render_read(const struct lg_render_mode *mode, const struct lg_node *with,
                   struct lg_arena *arena, const void **params_out,
                   struct lg_err *err) LG_MUST_CHECK;
/* The mode's render, on the time that it takes, if there is room for it on the disk.
 * LG_ERR_INTERNAL where the order lacks what the mode needs. */
int lg_render(const struct lg_render_mode *mode, const struct lg_print_order *order,
              struct lg_print *out, struct lg_err *err) LG_MUST_CHECK;

#endif
