/* Probes: looks at the world that change nothing, by the names of the taxonomy's table
 * (gates/tables/taxonomy.yaml; reference/execution-system.md, section B). The table says what
 * follows from a word; here is how the word is found. */
#ifndef LG_STEP_PROBE_H
#define LG_STEP_PROBE_H

#include "step/step.h"

/* How long one may take (section B, probe 1.1: ping --timeout 5.0). */
enum { LG_PROBE_TIMEOUT_MS = 5000 };

/* What the trouble is about, as far as it is known; NULL where it is not. */
struct lg_subject {
    const char *path;        /* of a file or folder, absolute or from where we are */
    const char *track;       /* a name or a role */
    const char *device;      /* on that track */
    const char *param;       /* of that device */
    const char *plan;        /* an actions file */
    const char *const *argv; /* of a command, ended by NULL */
    const char *maker;       /* an earlier step of the gate that may make that path */
    /* What the gate itself is about: the fingerprint must stay what it is. */
    bool is_about_fingerprint;
};

struct lg_sighting {
    const char *seen;   /* a word of the table: "missing" */
    const char *detail; /* one line; NULL: nothing more to say */
};

struct lg_probe_kind {
    const char *name;
    unsigned flags;           /* LG_VERB_LIVE, LG_VERB_REAL_TIME */
    const char *const *words; /* all that it may answer, ended by NULL */
    /* -1: it can't look here, or what it looks at can't be told; static or the ctx's arena. */
    int (*look)(struct lg_step_ctx *ctx, const struct lg_subject *subject, struct lg_sighting *out,
                struct lg_err *err);
};

/* Alphabetical, ended by NULL. */
extern const struct lg_probe_kind *const lg_probe_kinds[];
/* NULL when there is none of that name. */
const struct lg_probe_kind *lg_probe_find(const char *name);
/* Looks, at what is no Live through the seam of base/outside.h: a replay sees what was seen. */
int lg_probe_look(const struct lg_probe_kind *kind, struct lg_step_ctx *ctx,
                  const struct lg_subject *subject, struct lg_sighting *out,
                  struct lg_err *err) LG_MUST_CHECK;
/* "probe audio-file 'mix.wav'", what a recording finds it again by; in the ctx's arena. */
const char *lg_subject_question(const struct lg_step_ctx *ctx, const char *what,
                                const struct lg_subject *subject);

/* The folders of the project that trouble with `path` is about: its own; all of the original's
 * where it stands among them. Those alone that lie in the project. Returns how many. */
enum { LG_FOLDERS_MAX = 6 };
size_t lg_probe_folders(struct lg_step_ctx *ctx, const char *path,
                        const char *out[static LG_FOLDERS_MAX]);

#endif
