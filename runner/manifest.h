/* The files that livegate made in a project and that it can make again: <out>/manifest.jsonl, a
 * line each, {"path": from the project's folder, "sha256": …}; the last line of a path counts.
 * `reset --full` removes nothing else, and of these only the kinds that livegate makes (a table in
 * manifest.c). Receipts, reports, recordings, journals and audio are never
 * in it, and are refused where somebody wrote them in. */
#ifndef LG_RUNNER_MANIFEST_H
#define LG_RUNNER_MANIFEST_H

#include "runner/app.h"

struct lg_manifest_item {
    const char *path;  /* as the manifest has it */
    const char *where; /* absolute */
    bool is_changed;   /* since livegate wrote it: it is somebody's work now, and stays */
};

struct lg_manifest {
    struct lg_manifest_item *items; /* those that are still there */
    size_t count;
};

/* Adds files by their absolute paths; those that do not belong into it, or lie outside the project,
 * are passed over. LG_ERR_WRITE. */
int lg_manifest_add(struct lg_app *app, const char *const *paths, size_t count,
                    struct lg_err *err) LG_MUST_CHECK;
/* LG_ERR_READ with its line for one that leaves the project, leads through a link, is no file, or
 * may never be removed: a manifest that holds such is not livegate's, and nothing of it counts. No
 * manifest is an empty one. Everything lives in the app's arena. */
int lg_manifest_read(struct lg_app *app, struct lg_manifest *out, struct lg_err *err) LG_MUST_CHECK;
/* Removes what is not changed, and what then is listed no more. LG_ERR_WRITE. */
int lg_manifest_clear(struct lg_app *app, const struct lg_manifest *manifest,
                      struct lg_err *err) LG_MUST_CHECK;

#endif
