/* Tables of rules that judge: the shipped ones, or the project's own in their place. */
#ifndef LG_RUNNER_TABLES_H
#define LG_RUNNER_TABLES_H

#include "runner/app.h"

/* `relative` is such as "gates/tables/vectors.yaml". The path of the project's own, where it is
 * another file than the shipped one; NULL: the shipped one counts. */
const char *lg_table_own(struct lg_app *app, const char *relative);
/* Says on stderr that it counts: a verdict by other rules must not look like one by ours. */
void lg_table_say(const char *path, const char *relative);

#endif
