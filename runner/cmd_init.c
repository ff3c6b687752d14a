#include <stdio.h>

#include "base/fs.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/schemas.h"

enum { FILE_MAX_BYTES = 1024 * 1024 };

/* Where editors find the schemas that the files below name. */
#define SCHEMA_FOLDER ".livegate/schema"

static const struct lg_option *const options[] = {NULL};

/* A file of the installation, and where it goes in the project. */
struct starter {
    const char *from, *to;
    const char *help;
    bool may_be_there; /* what is there stays; it needs `line` */
    const char *line;
};

static const struct starter starters[] = {
    {"starter/livegate.yaml", "livegate.yaml", "what the project says once for all commands", false,
     NULL},
    {"starter/gates/first.yaml", "gates/first.yaml", "a gate of your own", false, NULL},
    {"starter/gates/matrices/first-sweep.yaml", "gates/matrices/first-sweep.yaml",
     "a sweep of three points", false, NULL},
    {"starter/taxonomy.yaml", "taxonomy.yaml", "your own words for what goes wrong", false, NULL},
    {"starter/gitignore", ".gitignore", "what git leaves out", true, "/reports/out/"},
    {"ci/github/livegate.yml", ".github/workflows/livegate.yml",
     "CI on a machine in the studio; livegate's ci/ has others", false, NULL},
};

/* Where a project begins, from the working folder. */
static const char *folder_of(const struct lg_args *args) {
    return args->num_words > 0 ? args->words[0] : ".";
}

static bool is_there(const char *path) {
    return lg_fs_is_file(path) || lg_fs_is_dir(path);
}

/* All or nothing: nothing is written where one of the files is there already. */
static int check_free(struct lg_app *app, const char *folder, struct lg_err *err) {
    for (size_t i = 0; i < LG_ARRAY_LEN(starters); i++) {
        const char *path = lg_fs_join(&app->arena, folder, starters[i].to);
        if (!starters[i].may_be_there && is_there(path))
            return lg_err_set(err, LG_ERR_WRITE,
                              "%s is there already: init begins a project and overwrites nothing",
                              path);
    }
    const char *schemas = lg_fs_join(&app->arena, folder, SCHEMA_FOLDER);
    if (is_there(schemas))
        return lg_err_set(err, LG_ERR_WRITE,
                          "%s is there already; to renew it: livegate schema "
                          "--to %s",
                          schemas, schemas);
    return 0;
}

static int copy(struct lg_app *app, const struct starter *starter, const char *folder,
                struct lg_err *err) {
    struct lg_str text = {0};
    const char *from = lg_fs_join(&app->arena, app->paths.data, starter->from);
    const char *to = lg_fs_join(&app->arena, folder, starter->to);
    if (starter->may_be_there && is_there(to)) {
        printf("  %-34s is there and stays; it needs the line %s\n", to, starter->line);
        return 0;
    }
    int result = lg_fs_read(from, FILE_MAX_BYTES, &text, err);
    if (result == 0)
        result = lg_fs_mkdirs(lg_fs_folder(&app->arena, to), err);
    if (result == 0)
        result = lg_fs_write_atomic(to, lg_str_text(&text), text.length, err);
    if (result == 0)
        printf("  %-34s %s\n", to, starter->help);
    lg_str_dispose(&text);
    return result;
}

static void print_next(const char *folder) {
    bool is_here = lg_fs_is_same(folder, ".");
    puts("\nNow:");
    if (!is_here)
        printf("  cd %s\n", folder);
    puts(
        "  livegate run --sim                                    all gates, on the simulated Live\n"
        "  livegate run gates/matrices/first-sweep.yaml --sim    a sweep\n"
        "  livegate doctor --live                                can your Live be talked to?\n"
        "  livegate explain                                      verbs, operators, exit codes");
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    const char *folder = folder_of(args);
    if (args->num_words > 1)
        return lg_err_set(err, LG_ERR_USAGE, "init wants one folder, or none for this one");
    if (lg_paths_find(&app->arena, &app->env, app->argv[0], &app->paths, err) != 0)
        return -1;
    if (app->paths.data == NULL)
        return lg_err_set(err, LG_ERR_READ,
                          "livegate's own files were not found; LIVEGATE_DATA names their folder");
    if (check_free(app, folder, err) != 0)
        return -1;
    for (size_t i = 0; i < LG_ARRAY_LEN(starters); i++) {
        if (copy(app, &starters[i], folder, err) != 0)
            return -1;
    }
    const char *schemas = lg_fs_join(&app->arena, folder, SCHEMA_FOLDER);
    if (lg_file_kinds_write(schemas, err) != 0)
        return -1;
    printf("  %-34s %s\n", schemas, "by which editors check and complete these files");
    print_next(folder);
    return LG_EXIT_OK;
}

const struct lg_command lg_cmd_init = {
    .name = "init",
    .usage = "init [FOLDER]",
    .help = "begins a project: settings, a gate, a sweep, a rule, and a file for CI",
    .more =
        "Nothing is overwritten: where one of its files is there already, none is written (exit "
        "30).\n",
    .options = options,
    .words = LG_WORDS_FOLDERS,
    .is_bare = true,
    .run = run,
};
