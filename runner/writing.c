#include "runner/writing.h"

#include "base/fs.h"
#include "live/restore.h"
#include "runner/fixtures.h"
#include "runner/journals.h"

enum { RESTORE_S = 5 };

const struct lg_option lg_option_ignore_journal = {
    "--ignore-journal", LG_OPTION_FLAG, NULL,
    "write although an earlier run did not put Live back; what it left stays", NULL};

int lg_writing_open(struct lg_writing *writing, struct lg_app *app, const struct lg_target *target,
                    const char *command, bool ignore_journal, struct lg_err *err) {
    struct lg_arena *arena = &app->arena;
    const char *run = lg_arena_printf(arena, "%s-%lld", command, (long long)app->env.pid);
    const char *out = lg_paths_user(&app->paths, arena, app->settings.out);
    *writing = (struct lg_writing){.app = app, .target = target, .command = command};
    if ((target->outlives_us && lg_fs_mkdirs(out, err) != 0) ||
        lg_target_open(app, target, &writing->live, err) != 0)
        return -1;
    if (!ignore_journal && lg_journals_check(app, target, true, err) != 0) {
        lg_live_free(writing->live);
        return -1;
    }
    if (target->outlives_us)
        writing->journal = lg_journals_new(app, target, lg_fixtures_run_id(app, run),
                                           lg_journals_path(app, target, run));
    return 0;
}

static int settle(struct lg_writing *writing, bool failed, struct lg_err *err) {
    struct lg_restore report;
    struct lg_env *env = &writing->app->env;
    struct lg_journal *journal = writing->journal;
    struct lg_interrupt *interrupt = env->interrupt;
    int result = 0;
    if (journal == NULL || !lg_journal_is_open(journal))
        return 0;
    env->interrupt = NULL;
    if (failed)
        result = lg_restore_run(env, writing->live, journal,
                                lg_clock_after(&env->clock, RESTORE_S * LG_NS_PER_S),
                                &writing->app->arena, &report, err);
    else
        result = lg_journal_close(journal, err);
    env->interrupt = interrupt;
    /* One that waits stays. */
    if (!lg_journal_is_open(journal) && lg_fs_remove(lg_journal_path(journal), err) != 0)
        return -1;
    return result;
}

int lg_writing_close(struct lg_writing *writing, int result, struct lg_err *err) {
    struct lg_err unsettled = {0};
    bool has_written = writing->journal != NULL && lg_journal_is_open(writing->journal);
    if (settle(writing, result != 0, &unsettled) == 0) {
        if (has_written && lg_err_is_set(err) && err->kind == LG_ERR_INTERRUPTED)
            lg_say("%s: stopped; Live is as it was found", writing->command);
    } else {
        lg_say("`livegate restore %s` puts it back: %s", writing->target->option, unsettled.text);
        if (result == 0)
            result = lg_err_set(err, unsettled.kind, "%s", unsettled.text);
    }
    lg_journal_free(writing->journal);
    lg_live_free(writing->live);
    return result;
}
