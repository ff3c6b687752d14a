#include "runner/journals.h"

#include <string.h>

#include "base/fs.h"

const char *lg_journals_pointer(struct lg_app *app, const struct lg_target *target) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    struct lg_arena *arena = &app->arena;
    if (target->kind == LG_TARGET_SIM)
        return NULL;
    char *host = lg_arena_strdup(arena, target->host);
    for (char *at = host + strspn(host, plain); *at != '\0'; at += strspn(at, plain))
        *at = '_';
    const char *name = lg_arena_printf(arena, "journal-%s-%d", host, target->port);
    return lg_fs_join(arena, lg_paths_user(&app->paths, arena, app->settings.out), name);
}

int lg_journals_check(struct lg_app *app, const struct lg_target *target, struct lg_err *err) {
    const char *pointer = lg_journals_pointer(app, target);
    char *path = NULL;
    if (pointer == NULL)
        return 0;
    if (lg_journal_find(pointer, &app->arena, &path, err) != 0)
        return -1;
    if (path == NULL)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "an earlier run did not put Live back: %s waits; `livegate restore %s` does "
                      "it, --ignore-journal runs all the same",
                      path, target->option);
}

struct lg_journal *lg_journals_new(struct lg_app *app, const struct lg_target *target,
                                   const char *run, const char *folder) {
    const struct lg_journal_options options = {.path =
                                                   lg_fs_join(&app->arena, folder, "journal.jsonl"),
                                               .pointer = lg_journals_pointer(app, target),
                                               .run = run,
                                               .target = target->text};
    return lg_journal_new(&app->env, &options);
}
