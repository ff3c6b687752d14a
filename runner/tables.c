#include "runner/tables.h"

#include <string.h>

#include "base/fs.h"
#include "base/sha256.h"

const char *lg_table_own(struct lg_app *app, const char *relative) {
    char own_hash[LG_SHA256_HEX];
    char shipped_hash[LG_SHA256_HEX];
    const char *own = lg_fs_join(&app->arena, app->paths.project, relative);
    const char *shipped =
        app->paths.data == NULL ? NULL : lg_fs_join(&app->arena, app->paths.data, relative);
    if (!lg_fs_is_file(own))
        return NULL;
    bool is_known = shipped != NULL && lg_sha256_file(own, own_hash, NULL) == 0 &&
                    lg_sha256_file(shipped, shipped_hash, NULL) == 0;
    return is_known && strcmp(own_hash, shipped_hash) == 0 ? NULL : own;
}

void lg_table_say(const char *path, const char *relative) {
    lg_say("judged by '%s', not by the %s that livegate ships", path, relative);
}
