#include "run/changes.h"

#include <stdlib.h>
#include <string.h>

#include "base/proc.h"

enum { GIT_TIMEOUT_MS = 60000, GIT_WORDS_MAX = 24 };

/* More bytes of paths than this are not believed. */
#define GIT_OUTPUT_MAX ((size_t)32 * 1024 * 1024)

struct git {
    const struct lg_env *env;
    const char *project;
    const char *cdup;   /* "../../": from the project up to the top of the work tree, "" at it */
    const char *prefix; /* "studio/songs/": the way back */
    struct lg_arena *arena;
};

/* What git is told in front of each command: nothing is written, no pager, no program of others,
 * paths as they are and all of them. */
static const char *const preamble[] = {
    "git", "--no-optional-locks",  "--no-pager", "--literal-pathspecs",
    "-c",  "core.fsmonitor=false", "-c",         "diff.relative=false"};

/* Runs one git command. `code_out` NULL: that it fails is an error, in git's own words. */
static int git(const struct git *git, const char *const *words, struct lg_view *out, int *code_out,
               struct lg_err *err) {
    const char *argv[GIT_WORDS_MAX] = {0};
    size_t count = 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(preamble); i++)
        argv[count++] = preamble[i];
    for (size_t i = 0; words[i] != NULL && count + 1 < GIT_WORDS_MAX; i++)
        argv[count++] = words[i];
    const struct lg_proc_options options = {
        .folder = git->project, .timeout_ms = GIT_TIMEOUT_MS, .max_output = GIT_OUTPUT_MAX};
    struct lg_proc_result result = {0};
    if (lg_proc_run(git->env, argv, &options, &result, err) != 0)
        return lg_err_wrap(err, "--changed asks git (install it, or name the gates): ");
    int status = 0;
    struct lg_view said = lg_view_trim(lg_view_of(lg_str_text(&result.errors)));
    size_t line = strcspn(said.text, "\n");
    if (result.output.length >= GIT_OUTPUT_MAX)
        status = lg_err_set(err, LG_ERR_READ, "git %s: too many paths", words[0]);
    else if (result.exit_code < 0)
        status = lg_err_set(err, LG_ERR_READ, "git %s did not end by itself", words[0]);
    else if (result.exit_code != 0 && code_out == NULL)
        status = lg_err_set(err, LG_ERR_READ, "git %s: %.*s", words[0],
                            (int)(line < said.length ? line : said.length), said.text);
    if (status == 0 && code_out != NULL)
        *code_out = result.exit_code;
    if (status == 0 && out != NULL)
        *out = (struct lg_view){
            lg_arena_strndup(git->arena, lg_str_text(&result.output), result.output.length),
            result.output.length};
    lg_proc_result_dispose(&result);
    return status;
}

/* Asks for one line; it may begin or end in blanks, which are part of it. `code_out` as git's. */
static int ask(const struct git *at, const char *const *words, const char **line_out, int *code_out,
               struct lg_err *err) {
    struct lg_view answer = {0};
    if (git(at, words, &answer, code_out, err) != 0)
        return -1;
    if (answer.length > 0 && answer.text[answer.length - 1] == '\n')
        answer.length--;
    *line_out = lg_arena_strndup(at->arena, answer.text, answer.length);
    return 0;
}

static int find_work_tree(struct git *at, struct lg_err *err) {
    const char *const is_inside[] = {"rev-parse", "--is-inside-work-tree", NULL};
    const char *const cdup[] = {"rev-parse", "--show-cdup", NULL};
    const char *const prefix[] = {"rev-parse", "--show-prefix", NULL};
    const char *answer = NULL;
    if (ask(at, is_inside, &answer, NULL, err) != 0)
        return err != NULL && err->sys_errno != 0
                   ? -1
                   : lg_err_wrap(err, "--changed needs a git work tree (else name the gates): ");
    if (strcmp(answer, "true") != 0)
        return lg_err_set(err, LG_ERR_READ,
                          "--changed needs a git work tree, and %s lies in a repository without",
                          at->project);
    return ask(at, cdup, &at->cdup, NULL, err) != 0 || ask(at, prefix, &at->prefix, NULL, err) != 0
               ? -1
               : 0;
}

static int no_such_revision(const struct git *at, const char *revision, struct lg_err *err) {
    const char *const is_shallow[] = {"rev-parse", "--is-shallow-repository", NULL};
    const char *answer = NULL;
    if (ask(at, is_shallow, &answer, NULL, err) != 0)
        return -1;
    if (strcmp(answer, "true") == 0)
        return lg_err_set(err, LG_ERR_READ,
                          "--changed: this clone is shallow and does not hold '%s'; `git fetch "
                          "--unshallow` brings it (actions/checkout: fetch-depth: 0)",
                          revision);
    return lg_err_set(err, LG_ERR_READ,
                      "--changed: git knows no commit '%s'; `git log` and `git branch -a` list "
                      "those that there are",
                      revision);
}

/* The commit as git numbers it, NULL when there is none of that name. */
static int find_commit(const struct git *at, const char *revision, const char **out,
                       struct lg_err *err) {
    const char *name = lg_arena_printf(at->arena, "%s^{commit}", revision);
    const char *const words[] = {"rev-parse", "--quiet", "--verify", name, NULL};
    int code = 0;
    *out = NULL;
    if (revision[0] == '-')
        return 0;
    if (ask(at, words, out, &code, err) != 0)
        return -1;
    if (code != 0)
        *out = NULL;
    return 0;
}

/* HEAD, or the empty tree where nothing was committed yet. */
static int find_head(const struct git *at, const char **out, struct lg_err *err) {
    const char *const head[] = {"rev-parse", "--quiet", "--verify", "HEAD", NULL};
    const char *const empty_tree[] = {"hash-object", "-t", "tree", "/dev/null", NULL};
    int code = 0;
    if (find_commit(at, "HEAD", out, err) != 0)
        return -1;
    if (*out != NULL)
        return 0;
    if (git(at, head, NULL, &code, err) != 0)
        return -1;
    if (code == 0)
        return lg_err_set(err, LG_ERR_READ,
                          "--changed: HEAD names a commit that is not there; `git fsck` tells what "
                          "is missing");
    return ask(at, empty_tree, out, NULL, err);
}

/* A path from the top of the work tree as the project sees it. */
static const char *from_project(const struct git *at, const char *path) {
    size_t length = strlen(at->prefix);
    if (strncmp(path, at->prefix, length) == 0)
        return lg_arena_strdup(at->arena, path + length);
    return lg_arena_printf(at->arena, "%s%s", at->cdup, path);
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Paths, each with a NUL behind it. */
static void read_paths(const struct git *at, struct lg_view list, const char ***out,
                       size_t *count_out) {
    size_t count = 0;
    for (size_t i = 0; i < list.length; i++)
        count += list.text[i] == '\0';
    const char **paths = lg_arena_array(at->arena, count, sizeof *paths);
    count = 0;
    for (const char *path = list.text; path < list.text + list.length; path += strlen(path) + 1)
        paths[count++] = from_project(at, path);
    qsort(paths, count, sizeof *paths, by_bytes);
    *out = paths;
    *count_out = count;
}

/* Without --no-renames the old name of a file would not be told. The options stand against what
 * people set: diff.orderFile, diff.external, diff.ignoreSubmodules, color.diff. */
#define DIFF                                                                                       \
    "diff", "--name-only", "-z", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv",   \
        "-O/dev/null", "--ignore-submodules=none"

static int read_index(struct git *at, struct lg_changes *out, struct lg_err *err) {
    const char *tree = NULL;
    struct lg_view list = {0};
    if (find_head(at, &tree, err) != 0)
        return -1;
    const char *const words[] = {DIFF, "--cached", tree, "--", NULL};
    if (git(at, words, &list, NULL, err) != 0)
        return -1;
    out->between = "HEAD and the index";
    read_paths(at, list, &out->paths, &out->count);
    return 0;
}

static int read_work_tree(struct git *at, const char *revision, struct lg_changes *out,
                          struct lg_err *err) {
    const char *commit = NULL;
    struct lg_view tracked = {0};
    struct lg_view untracked = {0};
    if (find_commit(at, revision, &commit, err) != 0)
        return -1;
    if (commit == NULL)
        return no_such_revision(at, revision, err);
    const char *const diff[] = {DIFF, commit, "--", NULL};
    const char *top = at->cdup[0] == '\0' ? "." : at->cdup;
    const char *const others[] = {"ls-files",    "-z", "--others", "--exclude-standard",
                                  "--full-name", "--", top,        NULL};
    if (git(at, diff, &tracked, NULL, err) != 0 || git(at, others, &untracked, NULL, err) != 0)
        return -1;
    out->between = lg_arena_printf(at->arena, "%s and the work tree", revision);
    read_paths(at, tracked, &out->paths, &out->count);
    read_paths(at, untracked, &out->untracked, &out->num_untracked);
    return 0;
}

int lg_changes_read(const struct lg_env *env, const char *project, const char *revision,
                    struct lg_arena *arena, struct lg_changes *out, struct lg_err *err) {
    struct git at = {.env = env, .project = project, .arena = arena};
    struct lg_changes changes = {0};
    int status = find_work_tree(&at, err);
    if (status == 0)
        status = revision == NULL ? read_index(&at, &changes, err)
                                  : read_work_tree(&at, revision, &changes, err);
    if (status != 0)
        return -1;
    *out = changes;
    return 0;
}
