/* Files that steps make and read: a relative path is one of the run's own files, in its work
 * folder. */
#ifndef LG_STEP_FILE_H
#define LG_STEP_FILE_H

#include "live/actions.h"
#include "step/step.h"

/* Where a step writes `path`: absolute as it is, relative in the work folder, whose folders are
 * made. In a replay an absolute one lies below the work folder too: nothing else is touched.
 * LG_ERR_READ for a relative path that leaves the work folder, LG_ERR_WRITE for a folder that
 * can't be made. In the ctx's arena. */
int lg_step_file_new(struct lg_step_ctx *ctx, const char *path, char **out,
                     struct lg_err *err) LG_MUST_CHECK;
/* The path that was asked for, of one that lg_step_file_new gave. */
const char *lg_step_file_asked(const struct lg_step_ctx *ctx, const char *file);
/* Where a step reads `path`: absolute as it is, relative in the work folder when it is there, else
 * from the project's folder. */
char *lg_step_file_find(struct lg_step_ctx *ctx, const char *path);
/* Where the content of such a file is read: there itself, for one that is not the run's own by the
 * seam of base/outside.h. */
int lg_step_file_fetch(struct lg_step_ctx *ctx, const char *path, const char **out,
                       struct lg_err *err) LG_MUST_CHECK;
/* Says of an error that speaks of `held`, where the content of `path` was read, that it is about
 * the file itself: so it reads alike when it is replayed. Returns -1. */
int lg_step_file_blame(struct lg_step_ctx *ctx, const char *path, const char *held,
                       struct lg_err *err);
/* Reads a plan (live/actions.h) as such a file. */
int lg_step_plan_read(struct lg_step_ctx *ctx, const char *path, struct lg_actions *out,
                      struct lg_err *err) LG_MUST_CHECK;

#endif
