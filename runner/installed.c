#include "runner/installed.h"

#include "base/fs.h"
#include "base/proc.h"

enum { TIMEOUT_MS = 4000, OUTPUT_MAX = 4096 };

/* The one line that a program says, in the app's arena; NULL: it is not there, or fails. */
static const char *line_of(struct lg_app *app, const char *const *argv) {
    const struct lg_proc_options options = {.timeout_ms = TIMEOUT_MS, .max_output = OUTPUT_MAX};
    struct lg_proc_result result = {0};
    const char *line = NULL;
    if (lg_proc_run(&app->env, argv, &options, &result, NULL) == 0 && result.exit_code == 0) {
        struct lg_view text = lg_view_trim(lg_view_of(lg_str_text(&result.output)));
        line = lg_arena_strndup(&app->arena, text.text, text.length);
    }
    lg_proc_result_dispose(&result);
    return line;
}

const char *lg_installed_commit(struct lg_app *app, const char *folder) {
    const char *dot_git = lg_fs_join(&app->arena, folder, ".git");
    const char *const argv[] = {"git", "--git-dir", dot_git, "rev-parse", "--short", "HEAD", NULL};
    /* A folder above, or what a hook calls GIT_DIR, may be a clone of something else. */
    if (!lg_fs_is_dir(dot_git) && !lg_fs_is_file(dot_git))
        return "not cloned by git, so that its commit can't be told";
    const char *commit = line_of(app, argv);
    return commit == NULL ? "of a commit that git does not tell"
                          : lg_arena_printf(&app->arena, "commit %s", commit);
}
