#include "runner/journals.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "live/lock.h"
#include "osc/udp.h"

/* A host that is not known stands as it was named: no program gets at its Live anyway. */
static const char *address_of(const char *host, struct lg_arena *arena) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    char address[LG_UDP_ADDRESS];
    if (lg_udp_address(host, address, NULL) == 0)
        return lg_arena_strdup(arena, address);
    char *name = lg_arena_strdup(arena, host);
    for (char *at = name + strspn(name, plain); *at != '\0'; at += strspn(at, plain))
        *at = '_';
    return name;
}

struct lg_journals lg_journals_of(struct lg_app *app, const struct lg_target *target) {
    struct lg_arena *arena = &app->arena;
    if (target->kind != LG_TARGET_LIVE)
        return (struct lg_journals){0};
    const char *address = address_of(target->host, arena);
    const char *out = lg_paths_user(&app->paths, arena, app->settings.out);
    char *record = lg_live_shared_path(NULL, address, target->port, "journal");
    struct lg_journals journals = {
        .pointer =
            lg_fs_join(arena, out, lg_arena_printf(arena, "journal-%s-%d", address, target->port)),
        .record = lg_arena_strdup(arena, record),
        .live = lg_arena_printf(arena, "live %s:%d", address, target->port)};
    free(record);
    return journals;
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

/* A run may end between the last line of its journal and what leads to it. A journal that can't be
 * read waits all the same: `restore` tells why. `live` NULL: of whichever Live. */
static bool waits(struct lg_app *app, const char *path, const char *live) {
    struct lg_journal *journal = NULL;
    if (lg_journal_load(&app->env, path, NULL, &journal, NULL) != 0)
        return true;
    const char *target = lg_journal_target(journal);
    bool is_it = lg_journal_is_open(journal) &&
                 (live == NULL || (target != NULL && strcmp(target, live) == 0));
    lg_journal_free(journal);
    return is_it;
}

int lg_journals_find(struct lg_app *app, const struct lg_journals *journals, bool is_held,
                     char **path_out, struct lg_err *err) {
    char *path = NULL;
    *path_out = NULL;
    if (journals->pointer == NULL)
        return 0;
    if (lg_journal_find(journals->pointer, &app->arena, &path, err) != 0)
        return -1;
    if (path != NULL && waits(app, path, NULL)) {
        *path_out = path;
        return 0;
    }
    if (path != NULL && is_held && lg_fs_remove(journals->pointer, err) != 0)
        return -1;
    path = lg_journal_read_record(journals->record, &app->arena);
    if (path != NULL && lg_fs_is_file(path) && waits(app, path, journals->live))
        *path_out = path;
    else if (path != NULL && is_held)
        return lg_fs_remove(journals->record, err);
    return 0;
}

int lg_journals_check(struct lg_app *app, const struct lg_target *target, bool is_held,
                      struct lg_err *err) {
    const struct lg_journals journals = lg_journals_of(app, target);
    char *path = NULL;
    if (lg_journals_find(app, &journals, is_held, &path, err) != 0)
        return -1;
    if (path == NULL || (!is_held && is_busy_at(app, path)))
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "an earlier run did not put Live back: %s waits; `livegate restore %s` does "
                      "it, --ignore-journal runs all the same",
                      path, target->option);
}

struct lg_journal *lg_journals_new(struct lg_app *app, const struct lg_target *target,
                                   const char *run, const char *path) {
    const struct lg_journals journals = lg_journals_of(app, target);
    const struct lg_journal_options options = {.path = path,
                                               .pointer = journals.pointer,
                                               .run = run,
                                               .target = journals.live != NULL ? journals.live
                                                                               : target->text};
    struct lg_journal *journal = lg_journal_new(&app->env, &options);
    lg_journal_set_record(journal, journals.record);
    return journal;
}

const char *lg_journals_path(struct lg_app *app, const struct lg_target *target, const char *run) {
    const struct lg_journals journals = lg_journals_of(app, target);
    const char *out = lg_paths_user(&app->paths, &app->arena, app->settings.out);
    const char *head =
        journals.pointer != NULL ? journals.pointer : lg_fs_join(&app->arena, out, "journal");
    return lg_arena_printf(&app->arena, "%s-%s-%lld.jsonl", head, run,
                           (long long)lg_clock_wall_ms(&app->env.clock));
}

int lg_journals_clear(struct lg_app *app, const struct lg_journals *journals, const char *path,
                      struct lg_err *err) {
    const char *recorded = lg_journal_read_record(journals->record, &app->arena);
    if (journals->pointer != NULL && lg_fs_remove(journals->pointer, err) != 0)
        return -1;
    return recorded != NULL && strcmp(recorded, path) == 0 ? lg_fs_remove(journals->record, err)
                                                           : 0;
}
