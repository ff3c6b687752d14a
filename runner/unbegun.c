#include "runner/unbegun.h"

#include <string.h>

#include "base/fs.h"
#include "report/junit.h"
#include "runner/exit_code.h"
#include "runner/outputs.h"
#include "runner/target.h"

static const struct lg_option *const options[] = {&lg_option_junit, &lg_option_junit_dialect,
                                                  &lg_option_markdown, &lg_option_html, NULL};

static const char *kind_of_word(const char *word) {
    static const char *const kinds[] = {"live", "sim", "fixture"};
    for (size_t i = 0; i < LG_ARRAY_LEN(kinds); i++) {
        size_t length = strlen(kinds[i]);
        if (strncmp(word, kinds[i], length) == 0 && (word[length] == '\0' || word[length] == '='))
            return kinds[i];
    }
    return NULL;
}

/* What it would have talked to; NULL: nobody knows. */
static const char *target_kind(const struct lg_app *app) {
    for (int i = 2; i < app->argc && strcmp(app->argv[i], "--") != 0; i++) {
        const char *kind =
            lg_starts_with(app->argv[i], "--") ? kind_of_word(app->argv[i] + 2) : NULL;
        if (kind != NULL)
            return kind;
    }
    return app->settings.target == NULL ? NULL : kind_of_word(app->settings.target);
}

static bool is_dry(const struct lg_app *app) {
    for (int i = 2; i < app->argc; i++)
        if (strcmp(app->argv[i], "--dry-run") == 0)
            return true;
    return false;
}

/* What comes before the run may be what could not be read, or was not yet. */
static void find_project(struct lg_app *app) {
    struct lg_paths paths;
    struct lg_settings settings;
    if (app->paths.project == NULL &&
        lg_paths_find(&app->arena, &app->env, app->argv[0], &paths, NULL) == 0)
        app->paths = paths;
    if (app->settings.out == NULL &&
        lg_settings_read(app->paths.settings, &app->arena, &settings, NULL) == 0)
        app->settings = settings;
}

static int write_junit(struct lg_app *app, const struct lg_outputs *outputs, int code,
                       const struct lg_err *why, struct lg_err *err) {
    struct lg_event start = {.kind = LG_EVENT_RUN_START,
                             .as.run_start = {.tool = "livegate " LIVEGATE_VERSION,
                                              .host = app->env.hostname,
                                              .target_kind = "",
                                              .target = ""}};
    struct lg_event end = {.kind = LG_EVENT_RUN_END,
                           .as.run_end = {.exit_code = code, .message = why->text}};
    struct lg_sink *junit = NULL;
    if (lg_fs_mkdirs(lg_fs_folder(&app->arena, outputs->junit), err) != 0 ||
        lg_junit_open(outputs->junit, &app->env, &outputs->junit_options, &junit, err) != 0)
        return -1;
    struct lg_bus *bus = lg_bus_new(&app->env, "");
    lg_bus_add(bus, junit);
    int rc = lg_bus_emit(bus, &start, err);
    if (rc == 0)
        rc = lg_bus_finish(bus, &end, lg_exit_graver, LG_EXIT_WRITE, err);
    lg_bus_free(bus);
    return rc;
}

void lg_unbegun_tell(struct lg_app *app, const struct lg_err *why) {
    struct lg_outputs outputs;
    struct lg_args args;
    struct lg_err err = {0};
    int code = lg_exit_of_err(why);
    if (is_dry(app))
        return;
    find_project(app);
    lg_args_scan(options, app->argc - 2, app->argv + 2, &app->arena, &args);
    lg_outputs_clear(app, &args, &outputs);
    if (outputs.junit != NULL && write_junit(app, &outputs, code, why, &err) != 0) {
        lg_say("no JUnit file could be written: %s", lg_shown(err.text));
        outputs.junit = NULL;
    }
    lg_on_fail_tell(app, &(struct lg_on_fail_run){.exit_code = code,
                                                  .target_kind = target_kind(app),
                                                  .junit = outputs.junit,
                                                  .totals = "the run never began"});
}
