#include "render/outlet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/outside.h"

enum { COPY_BYTES = 1 << 16 };

/* For receipts, reports and whatever else the machine does meanwhile. */
static const uint64_t spare_bytes = UINT64_C(64) << 20;

static bool is_below(const char *path, const char *folder) {
    size_t length = strlen(folder);
    return strcmp(folder, "/") == 0 ||
           (strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0'));
}

static bool is_step_up(const char *name) {
    return strcmp(name, "..") == 0;
}

/* The path without links, as far as it exists; what comes behind is made of plain names. NULL:
 * a link that leads nowhere, or "..", behind which anything may lie. */
static char *real_path(struct lg_arena *arena, const char *path) {
    struct stat info;
    char *real = realpath(path, NULL);
    if (real != NULL) {
        char *kept = lg_arena_strdup(arena, real);
        free(real);
        return kept;
    }
    const char *name = lg_fs_name(path);
    if (lstat(path, &info) == 0 || is_step_up(name) || strcmp(path, "/") == 0)
        return NULL;
    char *folder = real_path(arena, lg_fs_folder(arena, path));
    bool is_itself = name[0] == '\0' || strcmp(name, ".") == 0;
    return folder == NULL || is_itself ? folder : lg_fs_join(arena, folder, name);
}

/* The path without links, which lies where it may. */
static int locate(const struct lg_outlet *outlet, const char *path, enum lg_err_kind kind,
                  struct lg_arena *arena, const char **out, struct lg_err *err) {
    const char *project = outlet->project == NULL ? "." : outlet->project;
    const char *real = real_path(arena, lg_fs_join(arena, outlet->project, path));
    const char *home = real_path(arena, project);
    if (real == NULL)
        return lg_err_set(err, kind, "'%s' leads through a link or a .. to nowhere", path);
    if (home == NULL)
        return lg_err_set(err, kind, "the project's folder '%s' is not there", project);
    if (!outlet->may_leave && !is_below(real, home))
        return lg_err_set(err, kind,
                          "'%s' is outside the project ('%s'), and all its files stay within", path,
                          home);
    *out = real;
    return 0;
}

static int check(const struct lg_outlet *outlet, const char *path, struct lg_arena *arena,
                 struct lg_err *err) {
    const char *real;
    if (locate(outlet, path, LG_ERR_WRITE, arena, &real, err) < 0)
        return -1;
    if (lg_fs_is_dir(real))
        return lg_err_set(err, LG_ERR_WRITE, "'%s' is a folder", path);
    if (!outlet->may_overwrite && access(real, F_OK) == 0)
        return lg_err_set(err, LG_ERR_WRITE, "'%s' is there already: move it away%s%s", path,
                          outlet->overwrite_by == NULL ? "" : ", or say ",
                          outlet->overwrite_by == NULL ? "" : outlet->overwrite_by);
    return 0;
}

/* A file on its way; one end NULL: it is only asked whether it may be there. */
struct delivery {
    const struct lg_outlet *outlet;
    const char *from, *to;
};

static int copy(FILE *from, FILE *to, const char *source, struct lg_err *err) {
    char *piece = lg_xcalloc(COPY_BYTES, 1);
    size_t got;
    int status = 0;
    while (status == 0 && (got = fread(piece, 1, COPY_BYTES, from)) > 0)
        if (fwrite(piece, 1, got, to) != got)
            status = lg_err_sys(err, LG_ERR_WRITE, errno, "a copy of '%s'", source);
    if (status == 0 && ferror(from))
        status = lg_err_sys(err, LG_ERR_READ, errno, "cannot read '%s'", source);
    free(piece);
    return status;
}

/* As a commit, but never over another file: a second name can't be one that is taken. */
static int commit_new(struct lg_fs_draft *draft, const char *shown, struct lg_err *err) {
    FILE *file = draft->file;
    int status = 0;
    if (fflush(file) != 0 || fsync(fileno(file)) != 0)
        status = lg_err_sys(err, LG_ERR_WRITE, errno, "cannot write '%s'", shown);
    else if (link(draft->temporary, draft->path) != 0)
        status = errno == EEXIST
                     ? lg_err_set(err, LG_ERR_WRITE, "'%s' came there meanwhile: it stays", shown)
                     : lg_err_sys(err, LG_ERR_WRITE, errno, "cannot write '%s'", shown);
    lg_fs_draft_dispose(draft);
    return status;
}

static int deliver(const struct lg_outlet *outlet, const char *from, const char *to,
                   struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_fs_draft draft = {0};
    FILE *source = NULL;
    int status = -1;
    const char *path = lg_fs_join(&arena, outlet->project, to);
    if (check(outlet, to, &arena, err) < 0 || lg_fs_mkdirs(lg_fs_folder(&arena, path), err) < 0)
        goto out;
    source = fopen(from, "rb");
    if (source == NULL) {
        lg_err_sys(err, LG_ERR_READ, errno, "cannot read '%s'", from);
        goto out;
    }
    if (lg_fs_draft_open(&draft, path, err) < 0)
        goto out;
    if (copy(source, draft.file, from, err) < 0)
        lg_fs_draft_dispose(&draft);
    else
        status =
            outlet->may_overwrite ? lg_fs_draft_commit(&draft, err) : commit_new(&draft, to, err);
out:
    if (source != NULL)
        fclose(source);
    lg_arena_dispose(&arena);
    return status;
}

/* All that is told is that it went well. */
static int tell(void *untyped, struct lg_arena *arena, struct lg_outside_words *out,
                struct lg_err *err) {
    const struct delivery *delivery = untyped;
    const char *real;
    int status = delivery->to == NULL
                     ? locate(delivery->outlet, delivery->from, LG_ERR_READ, arena, &real, err)
                 : delivery->from == NULL
                     ? check(delivery->outlet, delivery->to, arena, err)
                     : deliver(delivery->outlet, delivery->from, delivery->to, err);
    if (status == 0)
        *out = (struct lg_outside_words){NULL, 0};
    return status;
}

static int ask(struct lg_env *env, const struct lg_outlet *outlet, const char *from, const char *to,
               struct lg_err *err) {
    struct delivery delivery = {outlet, from, to};
    const struct lg_outside_teller teller = {tell, &delivery};
    struct lg_outside_words words;
    struct lg_arena arena = {0};
    const char *question =
        to == NULL ? lg_arena_printf(&arena, "may read '%s'", from)
                   : lg_arena_printf(&arena, "%s '%s'", from == NULL ? "may write" : "write", to);
    int status = lg_outside_tell(env, question, &teller, &arena, &words, err);
    lg_arena_dispose(&arena);
    return status;
}

int lg_outlet_check(struct lg_env *env, const struct lg_outlet *outlet, const char *path,
                    struct lg_err *err) {
    return ask(env, outlet, NULL, path, err);
}

int lg_outlet_check_source(struct lg_env *env, const struct lg_outlet *outlet, const char *path,
                           struct lg_err *err) {
    return ask(env, outlet, path, NULL, err);
}

int lg_outlet_deliver(struct lg_env *env, const struct lg_outlet *outlet, const char *from,
                      const char *to, struct lg_err *err) {
    return ask(env, outlet, from, to, err);
}

int lg_outlet_check_room(const char *folder, uint64_t bytes, struct lg_err *err) {
    uint64_t is_free;
    if (lg_fs_free_bytes(folder, &is_free, err) < 0)
        return -1;
    if (is_free >= spare_bytes && is_free - spare_bytes >= bytes)
        return 0;
    return lg_err_set(err, LG_ERR_WRITE,
                      "'%s' has %llu MB left, and %llu MB are needed: free some, keep fewer prints",
                      folder, (unsigned long long)(is_free >> 20),
                      (unsigned long long)((bytes + spare_bytes) >> 20));
}
