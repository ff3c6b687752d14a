#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "runner/app.h"
#include "runner/ask.h"
#include "runner/exit_code.h"
#include "runner/fixtures.h"
#include "runner/help.h"
#include "sim/script.h"

static bool asks_for_help(int argc, char **argv) {
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    }
    return false;
}

/* Everything a command may use. */
static int prepare(struct lg_app *app, struct lg_err *err) {
    if (lg_signals_catch(&app->env, err) != 0 ||
        lg_paths_find(&app->arena, &app->env, app->argv[0], &app->paths, err) != 0)
        return -1;
    return lg_settings_read(app->paths.settings, &app->arena, &app->settings, err);
}

/* The words after the command's name are argv[2…]. */
static int run_command(const struct lg_command *command, struct lg_app *app, struct lg_err *err) {
    struct lg_args args;
    int code =
        lg_args_parse(command->options, app->argc - 2, app->argv + 2, &app->arena, &args, err);
    if (code == 0 && !command->is_bare)
        code = prepare(app, err);
    if (code == 0)
        code = command->run(app, &args, err);
    if (code < 0 && command->unbegun != NULL)
        command->unbegun(app, err);
    return lg_fixtures_end(app, code, err);
}

static int dispatch(struct lg_app *app, struct lg_err *err) {
    const char *name = app->argc > 1 ? app->argv[1] : NULL;
    if (name == NULL) {
        lg_help_usage(stderr);
        return LG_EXIT_USAGE;
    }
    if (strcmp(name, "--version") == 0) {
        puts("livegate " LIVEGATE_VERSION);
        return LG_EXIT_OK;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        lg_help_usage(stdout);
        return LG_EXIT_OK;
    }
    const struct lg_command *command = lg_command_find(name);
    if (command == NULL)
        return lg_command_unknown(name, err);
    if (asks_for_help(app->argc - 2, app->argv + 2)) {
        lg_help_command(command);
        return LG_EXIT_OK;
    }
    return run_command(command, app, err);
}

/* Output that did not arrive is a failed write, whatever the verdict was. */
static int flush_stdout(int code) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    lg_say("standard output could not be written");
    return lg_exit_graver(code, LG_EXIT_WRITE);
}

int main(int argc, char **argv) {
    struct lg_app app = {.argc = argc, .argv = argv};
    struct lg_err err = {0};
    lg_env_init(&app.env);
    lg_ask_by_terminal(&app.env);
    lg_fault_ask(lg_env_get(&app.env, "LIVEGATE_FAULT"));
    int code = dispatch(&app, &err);
    if (lg_err_is_set(&err)) {
        lg_say_err(&app.paths, &err);
        code = lg_exit_graver(code < 0 ? LG_EXIT_OK : code, lg_exit_of_err(&err));
    }
    lg_sim_free(app.sim);
    lg_arena_dispose(&app.arena);
    if (lg_fault_was_missed()) {
        lg_say("the fault asked for was never reached");
        code = LG_EXIT_INTERNAL;
    }
    return flush_stdout(code < 0 ? LG_EXIT_INTERNAL : code);
}
