#include "runner/outputs.h"

#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "report/html.h"
#include "report/spool.h"
#include "report/template.h"
#include "runner/ci.h"
#include "runner/exit_code.h"

const struct lg_option lg_option_junit = {
    "--junit", LG_OPTION_VALUE, "FILE",
    "JUnit XML here, an older one is replaced (default <out>/<run>/junit.xml)", NULL};
const struct lg_option lg_option_junit_dialect = {
    "--junit-dialect", LG_OPTION_VALUE, "strict|wide",
    "wide adds file, line and properties (default on GitHub and GitLab)", NULL};
const struct lg_option lg_option_receipts = {
    "--receipts", LG_OPTION_VALUE, "FILE",
    "receipts here, a new file (default <out>/<run>/receipts.jsonl)", NULL};

const struct lg_option lg_option_markdown = {
    "--markdown", LG_OPTION_VALUE, "FILE",
    "what worked, what did not and what to do next, as Markdown to paste; an older one is replaced",
    NULL};

const struct lg_option lg_option_html = {
    "--html", LG_OPTION_VALUE, "FILE",
    "a page for people, one file that needs no network; an older one is replaced", NULL};

enum { JUNIT_MAX_BYTES = 64 * 1024 * 1024 };

static int read_path(struct lg_app *app, const struct lg_args *args, const char *option,
                     const char **path_out, struct lg_err *err) {
    const char *path = lg_args_value(args, option);
    if (path == NULL)
        return 0;
    if (strcmp(path, "-") == 0)
        return lg_err_set(err, LG_ERR_USAGE, "%s wants a file, got '%s'", option, path);
    *path_out = lg_paths_user(&app->paths, &app->arena, path);
    return 0;
}

/* Files of ours are replaced, others are not. */
static int remove_older(const char *option, const char *path, const char *mark,
                        struct lg_err *err) {
    struct lg_str text = {0};
    int result = 0;
    if (path == NULL || !lg_fs_is_file(path))
        return 0;
    if (lg_fs_read(path, JUNIT_MAX_BYTES, &text, err) != 0)
        return -1;
    if (text.length > 0 && strstr(text.text, mark) == NULL)
        result =
            lg_err_set(err, LG_ERR_USAGE,
                       "%s: '%s' is no file of livegate's and is not overwritten", option, path);
    else
        result = lg_fs_remove(path, err);
    lg_str_dispose(&text);
    return result;
}

/* A path of which not all is there yet, without links and turns: what is missing has neither. */
static const char *resolved(struct lg_arena *arena, const char *path) {
    const char *behind = "";
    size_t num_up = 0;
    char *real = realpath(path, NULL);
    while (real == NULL && strcmp(path, "/") != 0 && strcmp(path, ".") != 0) {
        const char *name = lg_fs_name(path);
        if (strcmp(name, "..") == 0)
            num_up++;
        else if (name[0] != '\0' && strcmp(name, ".") != 0 && num_up > 0)
            num_up--;
        else if (name[0] != '\0' && strcmp(name, ".") != 0)
            behind = lg_arena_printf(arena, "/%s%s", name, behind);
        path = lg_fs_folder(arena, path);
        real = realpath(path, NULL);
    }
    const char *whole = lg_arena_printf(arena, "%s%s", real == NULL ? "" : real, behind);
    free(real);
    return whole;
}

static int check_apart(struct lg_app *app, const struct lg_outputs *outputs, struct lg_err *err) {
    const struct {
        const char *option, *path;
    } files[] = {{"--junit", outputs->junit},
                 {"--receipts", outputs->receipts},
                 {"--markdown", outputs->markdown},
                 {"--html", outputs->html}};
    for (size_t i = 0; i < LG_ARRAY_LEN(files); i++) {
        for (size_t j = i + 1; j < LG_ARRAY_LEN(files); j++) {
            const char *path = files[i].path;
            const char *other = files[j].path;
            if (path != NULL && other != NULL && !lg_spool_is_device(path) &&
                (lg_fs_is_same(path, other) ||
                 strcmp(resolved(&app->arena, path), resolved(&app->arena, other)) == 0))
                return lg_err_set(err, LG_ERR_USAGE, "%s and %s name the same file '%s'",
                                  files[i].option, files[j].option, other);
        }
    }
    return 0;
}

/* Parts of a long run: <name>-2.xml, … as far as they follow each other. */
static int remove_parts(struct lg_app *app, const char *path, struct lg_err *err) {
    const char *part = path;
    for (size_t number = 2; part != NULL && remove_older("--junit", part, "<testsuites", err) == 0;
         number++) {
        part = lg_junit_part(&app->arena, path, number);
        if (!lg_fs_is_file(part))
            return 0;
    }
    return part == NULL ? 0 : -1;
}

static bool is_set(const struct lg_app *app, const char *name) {
    const char *value = lg_env_get(&app->env, name);
    return value != NULL && value[0] != '\0';
}

/* The servers that take the wide one; Jenkins refuses it, whatever else stands around it. */
static enum lg_junit_dialect dialect_here(const struct lg_app *app) {
    bool is_wide = is_set(app, "GITHUB_ACTIONS") || is_set(app, "GITLAB_CI");
    return is_wide && !is_set(app, "JENKINS_URL") ? LG_JUNIT_WIDE : LG_JUNIT_STRICT;
}

static int choose_dialect(const struct lg_app *app, const struct lg_args *args,
                          enum lg_junit_dialect *out, struct lg_err *err) {
    const char *asked = lg_args_value(args, "--junit-dialect");
    if (asked == NULL)
        *out = dialect_here(app);
    else if (strcmp(asked, "strict") == 0 || strcmp(asked, "wide") == 0)
        *out = asked[0] == 'w' ? LG_JUNIT_WIDE : LG_JUNIT_STRICT;
    else
        return lg_err_set(err, LG_ERR_USAGE, "--junit-dialect is strict or wide, not '%s'", asked);
    return 0;
}

int lg_outputs_claim(struct lg_app *app, const struct lg_args *args, struct lg_outputs *out,
                     struct lg_err *err) {
    struct lg_outputs o = {0};
    if (read_path(app, args, "--junit", &o.junit, err) != 0 ||
        read_path(app, args, "--receipts", &o.receipts, err) != 0 ||
        read_path(app, args, "--markdown", &o.markdown, err) != 0 ||
        read_path(app, args, "--html", &o.html, err) != 0 || check_apart(app, &o, err) != 0 ||
        choose_dialect(app, args, &o.junit_options.dialect, err) != 0 ||
        remove_parts(app, o.junit, err) != 0 ||
        remove_older("--markdown", o.markdown, LG_TEMPLATE_MARK, err) != 0 ||
        remove_older("--html", o.html, LG_HTML_MARK, err) != 0)
        return -1;
    o.junit_options.project = app->paths.project;
    o.junit_options.root = lg_ci_checkout(app);
    o.junit_options.page = o.html;
    *out = o;
    return 0;
}

void lg_outputs_clear(struct lg_app *app, const struct lg_args *args, struct lg_outputs *out) {
    struct lg_outputs o = {
        .junit_options = {.project = app->paths.project, .root = lg_ci_checkout(app)}};
    struct lg_err ignored = {0};
    if (read_path(app, args, "--junit", &o.junit, &ignored) != 0 ||
        remove_parts(app, o.junit, &ignored) != 0)
        o.junit = NULL;
    if (read_path(app, args, "--markdown", &o.markdown, &ignored) != 0 ||
        remove_older("--markdown", o.markdown, LG_TEMPLATE_MARK, &ignored) != 0)
        o.markdown = NULL;
    if (read_path(app, args, "--html", &o.html, &ignored) != 0 ||
        remove_older("--html", o.html, LG_HTML_MARK, &ignored) != 0)
        o.html = NULL;
    if (choose_dialect(app, args, &o.junit_options.dialect, &ignored) != 0)
        o.junit_options.dialect = LG_JUNIT_STRICT;
    *out = o;
}

int lg_outputs_claim_html(struct lg_app *app, const struct lg_args *args, const char **path_out,
                          struct lg_err *err) {
    const char *path = NULL;
    if (read_path(app, args, "--html", &path, err) != 0 ||
        remove_older("--html", path, LG_HTML_MARK, err) != 0 ||
        (path != NULL && lg_fs_mkdirs(lg_fs_folder(&app->arena, path), err) != 0))
        return -1;
    *path_out = path;
    return 0;
}

/* As the page's place is: a text that is written in one go is missed when the run is over. */
static int check_markdown(struct lg_app *app, const char *path, struct lg_err *err) {
    struct lg_spool trial = {0};
    if (lg_fs_is_dir(path))
        return lg_err_set(err, LG_ERR_WRITE, "markdown: '%s' is a folder", path);
    if (lg_spool_open(&trial, lg_spool_folder(&app->arena, path, &app->env), err) != 0)
        return -1;
    lg_spool_dispose(&trial);
    return 0;
}

int lg_outputs_add(struct lg_app *app, const struct lg_outputs *outputs, struct lg_bus *bus,
                   struct lg_err *err) {
    const struct lg_html_options options = {.meaning = lg_exit_meaning};
    struct lg_sink *html = NULL;
    if (outputs->markdown != NULL) {
        if (lg_fs_mkdirs(lg_fs_folder(&app->arena, outputs->markdown), err) != 0 ||
            check_markdown(app, outputs->markdown, err) != 0)
            return -1;
        lg_bus_add(bus, lg_template_new(outputs->markdown));
    }
    if (outputs->html == NULL)
        return 0;
    if (lg_fs_mkdirs(lg_fs_folder(&app->arena, outputs->html), err) != 0 ||
        lg_html_open(outputs->html, &app->env, &options, &html, err) != 0)
        return -1;
    lg_bus_add(bus, html);
    return 0;
}
