/* From the words of the command line to gates: files, folders, ids, tags. */
#ifndef LG_RUN_SELECT_H
#define LG_RUN_SELECT_H

#include "run/shelf.h"

/* The gates that the options select, in the order given (one named twice stands twice); marks them.
 * Files and folders come onto the shelf first, so that their ids win. LG_ERR_EMPTY when there are
 * none, unless a sequence was asked: then the shelf is told why. */
int lg_select(struct lg_shelf *shelf, const struct lg_plan_options *options, struct lg_docs *out,
              struct lg_err *err) LG_MUST_CHECK;

#endif
