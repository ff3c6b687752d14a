#include "render/arrival.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CHECKS = 3,
    EVERY_MS = 500,
    AHEAD_S = 5 /* clocks of two machines may differ by as much */
};

static bool is_same(const struct lg_file_look *a, const struct lg_file_look *b) {
    return a->is_there && b->is_there && a->inode == b->inode && a->device == b->device &&
           a->size == b->size && !lg_file_time_is_before(a->written, b->written) &&
           !lg_file_time_is_before(b->written, a->written);
}

static bool is_complete(const struct lg_arrival *arrival, const char *path, struct lg_err *why) {
    struct lg_completeness completeness = {0};
    struct lg_arena arena = {0};
    const char *held = NULL;
    struct stat file;
    int fd = -1;
    if (lg_outside_fetch(arrival->env, path, path, &arena, &held, why) == 0)
        fd = open(held, O_RDONLY | O_CLOEXEC);
    bool is_read = fd >= 0 && fstat(fd, &file) == 0 &&
                   lg_complete_check(fd, (int64_t)file.st_size, path, &completeness, why) == 0;
    if (fd >= 0)
        close(fd);
    lg_arena_dispose(&arena);
    if (is_read && !completeness.is_known)
        lg_err_set(why, LG_ERR_READ, "'%s': %s", path, completeness.how);
    return is_read && completeness.is_known;
}

/* What the file lacks still; 0: nothing. */
static int judge(const struct lg_arrival *arrival, const char *path,
                 const struct lg_file_look *look, int unchanged, struct lg_err *err) {
    struct lg_err why = {0};
    if (!look->is_there)
        return lg_print_refuse(err, LG_PRINT_MISSING, "'%s' did not come", path);
    if (is_same(look, &arrival->before) || lg_file_time_is_before(look->written, arrival->since))
        return lg_print_refuse(err, LG_PRINT_STALE, "'%s' was last written before it was ordered",
                               path);
    if (unchanged < (arrival->stable.checks > 0 ? arrival->stable.checks : CHECKS))
        return lg_print_refuse(err, LG_PRINT_HALF_WRITTEN, "'%s' is still being written", path);
    if (!is_complete(arrival, path, &why))
        return lg_print_refuse(err, LG_PRINT_HALF_WRITTEN, "%s", why.text);
    return 0;
}

/* No clock but the file system's own says how late it is where the file lies. */
static int check_time(const struct lg_arrival *arrival, const char *path,
                      const struct lg_file_look *look, struct lg_err *err) {
    struct lg_file_time now = arrival->since;
    if (look->written.s - now.s <= AHEAD_S)
        return 0;
    if (lg_outside_mark(arrival->env, arrival->mark_folder, &now, err) < 0)
        return -1;
    if (look->written.s - now.s <= AHEAD_S)
        return 0;
    return lg_print_refuse(err, LG_PRINT_STALE,
                           "'%s' bears a time %lld s ahead of the clock: set the clocks of both "
                           "machines right",
                           path, (long long)(look->written.s - now.s));
}

/* The looks keep their schedule however long each takes, so that there are as many of them when a
 * recording is replayed. */
static int pause_until_next(const struct lg_arrival *arrival, int64_t *next_ns,
                            struct lg_err *err) {
    int64_t every_ns =
        arrival->stable.every_ns > 0 ? arrival->stable.every_ns : EVERY_MS * LG_NS_PER_MS;
    if (arrival->pause != NULL)
        return arrival->pause(arrival->ctx, err);
    *next_ns =
        arrival->deadline_ns - *next_ns > every_ns ? *next_ns + every_ns : arrival->deadline_ns;
    return lg_env_wait(arrival->env, *next_ns, err);
}

int lg_arrival_await(const struct lg_arrival *arrival, const char *path, struct lg_file_look *out,
                     struct lg_err *err) {
    int64_t began_ns = lg_clock_now_ns(&arrival->env->clock);
    int64_t next_ns = began_ns;
    struct lg_file_look before = {0};
    int unchanged = 0;
    for (;;) {
        struct lg_err flaw = {0};
        struct lg_file_look now;
        if (lg_outside_look(arrival->env, path, &now, err) < 0)
            return -1;
        unchanged = is_same(&before, &now) ? unchanged + 1 : 0;
        if (judge(arrival, path, &now, unchanged, &flaw) == 0) {
            *out = now;
            return check_time(arrival, path, &now, err);
        }
        int64_t now_ns = lg_clock_now_ns(&arrival->env->clock);
        if (now_ns >= arrival->deadline_ns) {
            lg_err_set(err, flaw.kind, "%s", flaw.text);
            lg_err_about_file(err, path);
            return lg_err_about_wait(err, NULL, now_ns - began_ns);
        }
        if (pause_until_next(arrival, &next_ns, err) < 0)
            return -1;
        before = now;
    }
}
