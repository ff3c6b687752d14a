#include "render/keep.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"

static const struct {
    const char *word;
    int keeps;
} words[] = {{"all", LG_KEEP_THE_BEST | LG_KEEP_THE_FAILED | LG_KEEP_THE_REST},
             {"best", LG_KEEP_THE_BEST},
             {"failed", LG_KEEP_THE_FAILED},
             {"none", 0}};

int lg_keep_of(const char *word) {
    for (size_t i = 0; i < LG_ARRAY_LEN(words); i++)
        if (strcmp(words[i].word, word) == 0)
            return words[i].keeps;
    return -1;
}

static bool is_link(const char *path) {
    struct stat info;
    return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

static bool is_just(const struct lg_file_look *now, const struct lg_file_look *was) {
    return now->inode == was->inode && now->device == was->device && now->size == was->size &&
           !lg_file_time_is_before(now->written, was->written) &&
           !lg_file_time_is_before(was->written, now->written);
}

/* What speaks against removing it; NULL: nothing. */
static const char *spared(const struct lg_print *print, const struct lg_file_look *now) {
    if (is_link(print->source))
        return "it is a link";
    if (lg_file_time_is_before(print->delivered.written, print->ordered))
        return "it is older than the order";
    if (!is_just(now, &print->delivered))
        return "it was changed since it was copied";
    return NULL;
}

static int drop_source(struct lg_env *env, const struct lg_print *print, const char **left_out,
                       struct lg_err *err) {
    struct lg_file_look now;
    if (lg_outside_look(env, print->source, &now, err) < 0)
        return -1;
    *left_out = now.is_there ? spared(print, &now) : NULL;
    return *left_out != NULL || !now.is_there ? 0 : lg_outside_remove(env, print->source, err);
}

int lg_print_drop(struct lg_env *env, const struct lg_print *print, const char **left_out,
                  struct lg_err *err) {
    *left_out = NULL;
    if (print->is_lives && print->source != NULL && drop_source(env, print, left_out, err) < 0)
        return -1;
    return lg_fs_remove(print->file, err);
}

struct lg_keeper {
    struct lg_env *env;
    unsigned keeps;
    bool has_best;
    unsigned best_is;
    struct lg_print best;
    char *best_file, *best_source;
};

struct lg_keeper *lg_keeper_new(struct lg_env *env, unsigned keeps) {
    struct lg_keeper *keeper = lg_xcalloc(1, sizeof *keeper);
    keeper->env = env;
    keeper->keeps = keeps;
    return keeper;
}

void lg_keeper_free(struct lg_keeper *keeper) {
    if (keeper == NULL)
        return;
    free(keeper->best_file);
    free(keeper->best_source);
    free(keeper);
}

static void remember(struct lg_keeper *keeper, const struct lg_print *print, unsigned is) {
    free(keeper->best_file);
    free(keeper->best_source);
    keeper->best_file = lg_xstrdup(print->file);
    keeper->best_source = print->source == NULL ? NULL : lg_xstrdup(print->source);
    keeper->best = *print;
    keeper->best.file = keeper->best_file;
    keeper->best.source = keeper->best_source;
    keeper->best_is = is;
    keeper->has_best = true;
}

static unsigned without_best(unsigned is) {
    unsigned others = is & ~(unsigned)LG_KEEP_THE_BEST;
    return others == 0 ? LG_KEEP_THE_REST : others;
}

int lg_keeper_take(struct lg_keeper *keeper, const struct lg_print *print, unsigned is,
                   struct lg_err *err) {
    unsigned as = is == 0 ? LG_KEEP_THE_REST : is;
    const char *left;
    int status = 0;
    if ((keeper->keeps & as) == 0)
        return lg_print_drop(keeper->env, print, &left, err);
    if ((is & LG_KEEP_THE_BEST) == 0)
        return 0;
    if (keeper->has_best && (keeper->keeps & without_best(keeper->best_is)) == 0)
        status = lg_print_drop(keeper->env, &keeper->best, &left, err);
    remember(keeper, print, is);
    return status;
}

uint64_t lg_keep_most(unsigned keeps, uint64_t prints) {
    const unsigned many = LG_KEEP_THE_FAILED | LG_KEEP_THE_REST;
    uint64_t kept = (keeps & many) != 0 ? prints : ((keeps & LG_KEEP_THE_BEST) != 0 ? 1 : 0);
    return kept + 1;
}

uint64_t lg_print_bytes(double seconds) {
    const double rate_hz = 96000, frame_bytes = 8, files = 2, unknown_s = 600;
    return (uint64_t)((seconds > 0 ? seconds : unknown_s) * rate_hz * frame_bytes * files);
}
