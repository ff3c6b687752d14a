/* `keep_runs`: audio of older runs of a matrix is removed, their receipts stay. Nothing goes but
 * the
 * *.wav that lie where a run puts them: <out>/<run>/audio/<matrix>/, no links on the way. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "run/matrix_inside.h"

static bool is_real_folder(const char *path) {
    struct stat info;
    return lstat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* "20260222-000000-123": a day, a time, a process. */
static bool is_run(const char *name) {
    static const char digits[] = "0123456789";
    size_t day = strspn(name, digits);
    size_t time = name[day] == '-' ? strspn(name + day + 1, digits) : 0;
    const char *rest = name + day + 1 + time;
    return day == 8 && time == 6 && rest[0] == '-' && rest[1] != '\0' &&
           rest[1 + strspn(rest + 1, digits)] == '\0';
}

/* Where that run's audio of this matrix lies; NULL: it has none. */
static const char *audio_of(const char *out, const char *name, const char *matrix,
                            struct lg_arena *arena) {
    const char *folder = lg_fs_join(arena, out, name);
    const char *audio = lg_fs_join(arena, folder, "audio");
    const char *own = lg_fs_join(arena, audio, matrix);
    bool is_one =
        is_run(name) && is_real_folder(folder) && is_real_folder(audio) && is_real_folder(own);
    return is_one ? own : NULL;
}

static int drop_audio(const char *folder, struct lg_arena *arena, struct lg_err *err) {
    char **names = NULL;
    size_t count = 0;
    if (lg_fs_list(folder, ".wav", arena, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (lg_fs_remove(lg_fs_join(arena, folder, names[i]), err) != 0)
            return -1;
    /* What else lies there stays, and its folders with it. */
    rmdir(folder);
    return 0;
}

int matrix_drop_old(const struct matrix_run *run, struct lg_err *err) {
    int64_t keeps = run->matrix->export.keep_runs;
    struct lg_arena arena = {0};
    const char *mine =
        lg_fs_folder(&arena, run->suite.session->options->audio_folder); /* <out>/<run> */
    const char *out = lg_fs_folder(&arena, mine);
    char **names = NULL;
    size_t count = 0;
    int64_t kept = 1;
    int status = keeps == 0 ? 0 : lg_fs_list(out, NULL, &arena, &names, &count, err);
    /* By name, which is by age; the newest first. */
    for (size_t i = count; status == 0 && i-- > 0;) {
        const char *audio = audio_of(out, names[i], run->matrix->id, &arena);
        if (audio == NULL || strcmp(names[i], lg_fs_name(mine)) == 0)
            continue;
        if (++kept > keeps)
            status = drop_audio(audio, &arena, err);
    }
    lg_arena_dispose(&arena);
    return status;
}
