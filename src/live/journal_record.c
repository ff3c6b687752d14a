#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "live/journal_state.h"

enum { RECORD_MAX_BYTES = 4096 };

void lg_journal_set_record(struct lg_journal *journal, const char *record) {
    journal->record = lg_arena_strdup(&journal->own, record);
}

/* The folder is everybody's: a file of another user, or one that another could have written to,
 * says nothing. */
static bool is_ours_alone(int file) {
    struct stat info;
    return fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == geteuid() &&
           (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

char *lg_journal_read_record(const char *record, struct lg_arena *arena) {
    char text[RECORD_MAX_BYTES];
    int file = open(record, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return NULL;
    ssize_t length = is_ours_alone(file) ? read(file, text, sizeof text) : 0;
    close(file);
    /* One that ends without a line end was cut off before anything was written to Live. */
    bool is_whole = length > 1 && text[0] == '/' && text[length - 1] == '\n' &&
                    memchr(text, '\0', (size_t)length) == NULL;
    return is_whole ? lg_arena_strndup(arena, text, (size_t)length - 1) : NULL;
}

static int failed(const struct lg_journal *journal, struct lg_err *err) {
    return lg_err_sys(err, LG_ERR_WRITE, errno, "record '%s' of the journal", journal->record);
}

/* Made anew, so that nothing that lies there is written through. Who writes holds the lock of Live:
 * nobody else makes one now. */
int lg_journal_write_record(struct lg_journal *journal, const char *to, struct lg_err *err) {
    static const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    if (journal->record == NULL)
        return 0;
    char *path = realpath(to, NULL);
    if (path == NULL)
        return failed(journal, err);
    struct lg_str text = {0};
    int status = 0;
    lg_str_printf(&text, "%s\n", path);
    free(path);
    if (unlink(journal->record) < 0 && errno != ENOENT) {
        status = failed(journal, err);
        goto out;
    }
    int file = open(journal->record, flags, 0600);
    if (file < 0) {
        status = failed(journal, err);
        goto out;
    }
    errno = ENOSPC;
    if (text.length > RECORD_MAX_BYTES ||
        write(file, text.text, text.length) != (ssize_t)text.length)
        status = failed(journal, err);
    close(file);
out:
    lg_str_dispose(&text);
    return status;
}

int lg_journal_remove_record(struct lg_journal *journal, struct lg_err *err) {
    struct lg_arena arena = {0};
    const char *path =
        journal->record == NULL ? NULL : lg_journal_read_record(journal->record, &arena);
    int status =
        path != NULL && lg_fs_is_same(path, journal->path) ? lg_fs_remove(journal->record, err) : 0;
    lg_arena_dispose(&arena);
    return status;
}
