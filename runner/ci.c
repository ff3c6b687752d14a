#include "runner/ci.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "report/overview.h"

const struct lg_option lg_option_annotations = {
    "--annotations", LG_OPTION_VALUE, "github|azure|none|auto",
    "what did not pass as annotations of the CI server, and a summary for it (auto asks "
    "GITHUB_ACTIONS and TF_BUILD)",
    NULL};

/* What a server says of itself. */
static const struct server {
    const char *name;
    enum lg_annotate_server kind;
    const char *mark; /* the variable that it sets to true in every job */
} servers[] = {
    {"azure", LG_ANNOTATE_AZURE, "TF_BUILD"},
    {"github", LG_ANNOTATE_GITHUB, "GITHUB_ACTIONS"},
    {"none", LG_ANNOTATE_NONE, NULL},
};

static const char *variable(const struct lg_app *app, const char *name) {
    const char *value = name == NULL ? NULL : lg_env_get(&app->env, name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

static const struct server *find(const struct lg_app *app, const char *asked) {
    bool is_auto = strcmp(asked, "auto") == 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(servers); i++) {
        const struct server *server = &servers[i];
        const char *mark = variable(app, server->mark);
        /* Azure says "True". */
        bool is_here = mark != NULL && lg_eq_nocase(mark, "true");
        if (is_auto ? is_here || server->mark == NULL : strcmp(server->name, asked) == 0)
            return server;
    }
    return NULL;
}

const char *lg_ci_checkout(struct lg_app *app) {
    static const char *const names[] = {"BUILD_SOURCESDIRECTORY", "CI_PROJECT_DIR",
                                        "GITHUB_WORKSPACE"};
    const char *root = app->paths.project;
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++) {
        const char *told = variable(app, names[i]);
        char *real = told == NULL ? NULL : realpath(told, NULL);
        if (real != NULL)
            root = lg_arena_strdup(&app->arena, real);
        free(real);
    }
    return root;
}

int lg_ci_choose(struct lg_app *app, const struct lg_args *args, const char *fallback,
                 struct lg_ci *out, struct lg_err *err) {
    const char *asked = lg_args_value(args, lg_option_annotations.name);
    asked = asked == NULL ? fallback : asked;
    const struct server *server = find(app, asked);
    if (server == NULL)
        return lg_err_set(err, LG_ERR_USAGE,
                          "--annotations is github, azure, none or auto, not '%s'", asked);
    *out = (struct lg_ci){
        .server = server->kind,
        .root = lg_ci_checkout(app),
        .summary = server->kind == LG_ANNOTATE_GITHUB ? variable(app, "GITHUB_STEP_SUMMARY") : NULL,
    };
    return 0;
}

void lg_ci_name(struct lg_app *app, struct lg_ci *ci, const char *folder) {
    if (ci->server == LG_ANNOTATE_AZURE)
        ci->summary = lg_fs_join(&app->arena, folder, "summary.md");
}

static void say_no_summary(const char *why) {
    lg_say("no summary for the CI server: %s", lg_shown(why));
}

static bool can_add(const char *path) {
    struct lg_err err = {0};
    if (lg_overview_check(path, &err) == 0)
        return true;
    say_no_summary(err.text);
    return false;
}

void lg_ci_add(struct lg_app *app, const struct lg_ci *ci, struct lg_bus *bus) {
    const struct lg_overview_options overview = {.say = say_no_summary};
    const struct lg_annotate_options annotate = {
        .server = ci->server, .out = stdout, .project = app->paths.project, .root = ci->root};
    if (ci->server == LG_ANNOTATE_NONE)
        return;
    lg_bus_add(bus, lg_annotate_new(&annotate));
    if (ci->summary != NULL && can_add(ci->summary))
        lg_bus_add(bus, lg_overview_new(ci->summary, &overview));
}

void lg_ci_conclude(const struct lg_ci *ci) {
    struct lg_str line = {0};
    if (ci->server != LG_ANNOTATE_AZURE || ci->summary == NULL || !lg_fs_is_file(ci->summary))
        return;
    lg_annotate_summary(ci->summary, &line);
    fputs(lg_str_text(&line), stdout);
    lg_str_dispose(&line);
}
