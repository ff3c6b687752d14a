#include "runner/journals.h"

#include <errno.h>
#include <signal.h>
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

bool lg_journals_is_busy(const struct lg_app *app, const struct lg_journal *journal) {
    const char *host = lg_journal_host(journal);
    pid_t pid = (pid_t)lg_journal_pid(journal);
    return host != NULL && strcmp(host, app->env.hostname) == 0 && pid > 0 &&
           (kill(pid, 0) == 0 || errno == EPERM);
}

static bool is_busy_at(struct lg_app *app, const char *path) {
    struct lg_journal *journal = NULL;
    bool is_busy = lg_journal_load(&app->env, path, NULL, &journal, NULL) == 0 &&
                   lg_journals_is_busy(app, journal);
    lg_journal_free(journal);
    return is_busy;
}

int lg_journals_check(struct lg_app *app, const struct lg_target *target, bool is_held,
                      struct lg_err *err) {
    const char *pointer = lg_journals_pointer(app, target);
    char *path = NULL;
    if (pointer == NULL)
        return 0;
    if (lg_journal_find(pointer, &app->arena, &path, err) != 0)
        return -1;
    if (path == NULL || (!is_held && is_busy_at(app, path)))
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
