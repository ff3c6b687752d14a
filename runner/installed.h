/* What this machine knows of the script that is installed on it. */
#ifndef LG_RUNNER_INSTALLED_H
#define LG_RUNNER_INSTALLED_H

#include "runner/app.h"

/* "commit 0ca6821" of the script in `folder`, where it was cloned; else why that can't be told, as
 * AbletonOSC has no numbers. In the app's arena. */
const char *lg_installed_commit(struct lg_app *app, const char *folder);

#endif
