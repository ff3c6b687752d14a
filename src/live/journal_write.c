#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/fs.h"
#include "base/json.h"
#include "live/journal_state.h"

static int failed(const struct lg_journal *journal, struct lg_err *err) {
    return lg_err_sys(err, LG_ERR_WRITE, errno, "journal '%s'", journal->path);
}

/* A name in a folder is on disk when the folder is; some file systems can't sync one. */
static int sync_folder_of(const char *path, struct lg_err *err) {
    struct lg_arena arena = {0};
    int folder = open(lg_fs_folder(&arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int status = 0;
    if (folder < 0 || (fsync(folder) != 0 && errno != EINVAL && errno != ENOTSUP))
        status = lg_err_sys(err, LG_ERR_WRITE, errno, "folder of '%s'", path);
    if (folder >= 0)
        close(folder);
    lg_arena_dispose(&arena);
    return status;
}

/* What is added to a file that was read stands behind its last whole line. */
static int open_file(struct lg_journal *journal, struct lg_err *err) {
    if (journal->file >= 0)
        return 0;
    journal->file = open(journal->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (journal->file < 0 ||
        (journal->whole_bytes >= 0 && ftruncate(journal->file, (off_t)journal->whole_bytes) != 0))
        return failed(journal, err);
    return sync_folder_of(journal->path, err);
}

/* One write() for the whole line; the rest of one that the system cut short follows at once. */
static int append(struct lg_journal *journal, const struct lg_value *line, struct lg_err *err) {
    lg_str_clear(&journal->line);
    lg_json_write(line, &journal->line);
    lg_str_add_char(&journal->line, '\n');
    if (open_file(journal, err) < 0)
        return -1;
    const char *at = journal->line.text;
    size_t left = journal->line.length;
    while (left > 0) {
        ssize_t written = -1;
        errno = ENOSPC;
        if (!LG_FAULT("journal.write"))
            written = write(journal->file, at, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return failed(journal, err);
        at += written;
        left -= (size_t)written;
    }
    journal->lines++;
    return 0;
}

int lg_journal_sync(struct lg_journal *journal, struct lg_err *err) {
    errno = EIO;
    if (LG_FAULT("journal.sync"))
        return failed(journal, err);
    /* Without a pointer nothing outlives the run that the disk would have to know of. */
    return journal->pointer != NULL && fsync(journal->file) != 0 ? failed(journal, err) : 0;
}

static struct lg_value *line_of(const char *kind, struct lg_arena *arena) {
    struct lg_value *line = lg_value_map(arena);
    lg_value_put(arena, line, "kind", lg_value_text(arena, kind));
    return line;
}

static void put_text(struct lg_arena *arena, struct lg_value *line, const char *key,
                     const char *text) {
    if (text != NULL)
        lg_value_put(arena, line, key, lg_value_text(arena, text));
}

static void put_int(struct lg_arena *arena, struct lg_value *line, const char *key, int64_t n) {
    lg_value_put(arena, line, key, lg_value_int(arena, n));
}

/* [tag, value], and `true` behind where a dialect vouches for an index. */
static struct lg_value *arg_value(const struct lg_osc_arg *arg, struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    double number;
    lg_value_push(arena, list, lg_value_text_n(arena, &arg->tag, 1));
    if (arg->tag == 's')
        lg_value_push(arena, list, lg_value_text(arena, arg->as.s));
    else if (arg->tag == 'i' || arg->tag == 'h')
        lg_value_push(arena, list, lg_value_int(arena, arg->tag == 'i' ? arg->as.i : arg->as.h));
    else if (lg_osc_number(arg, &number) && arg->tag != 'T' && arg->tag != 'F')
        lg_value_push(arena, list, lg_value_real(arena, number, NULL));
    if (arg->granted)
        lg_value_push(arena, list, lg_value_bool(arena, true));
    return list;
}

int lg_journal_write_open(struct lg_journal *journal, struct lg_err *err) {
    struct lg_arena arena = {0};
    char stamp[25];
    struct lg_value *line = line_of("open", &arena);
    lg_clock_format_utc(lg_clock_wall_ms(&journal->env->clock), stamp);
    put_int(&arena, line, "v", LG_JOURNAL_VERSION);
    put_text(&arena, line, "ts", stamp);
    put_text(&arena, line, "run", journal->run);
    put_int(&arena, line, "pid", journal->env->pid);
    put_text(&arena, line, "host", journal->env->hostname);
    put_text(&arena, line, "target", journal->target);
    put_int(&arena, line, "tracks", (int64_t)journal->found_tracks);
    put_text(&arena, line, "structure", journal->structure);
    put_text(&arena, line, "before", journal->before);
    int status = append(journal, line, err);
    lg_arena_dispose(&arena);
    return status;
}

int lg_journal_write_dialect(struct lg_journal *journal, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_value *line = line_of("dialect", &arena);
    put_text(&arena, line, "name", journal->dialect);
    put_text(&arena, line, "beyond", journal->beyond);
    int status = append(journal, line, err);
    lg_arena_dispose(&arena);
    return status;
}

static struct lg_value *mark_value(const struct lg_landmark *mark, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    put_text(arena, map, "device", mark->device);
    put_text(arena, map, "name", mark->param);
    lg_value_put(arena, map, "min", lg_value_real(arena, (double)mark->range.min.number, NULL));
    lg_value_put(arena, map, "max", lg_value_real(arena, (double)mark->range.max.number, NULL));
    return map;
}

int lg_journal_write_found(struct lg_journal *journal, size_t entry, struct lg_err *err) {
    struct lg_arena arena = {0};
    const struct lg_spot *spot = &journal->entries[entry].spot;
    const struct lg_landmark *mark = &journal->entries[entry].mark;
    const struct lg_reading *found = &journal->entries[entry].found;
    struct lg_value *line = line_of("found", &arena);
    struct lg_value *index = lg_value_list(&arena);
    for (size_t i = 0; i < spot->num_index; i++)
        lg_value_push(&arena, index, arg_value(&spot->index[i], &arena));
    put_int(&arena, line, "n", (int64_t)entry);
    put_text(&arena, line, "label", spot->label);
    put_text(&arena, line, "get", spot->get);
    put_text(&arena, line, "set", spot->set);
    put_text(&arena, line, "off", spot->off);
    put_text(&arena, line, "show", spot->show);
    lg_value_put(&arena, line, "index", index);
    lg_value_put(&arena, line, "value", arg_value(&found->value, &arena));
    put_text(&arena, line, "shown", found->shown);
    if (mark->param != NULL)
        lg_value_put(&arena, line, "param", mark_value(mark, &arena));
    int status = append(journal, line, err);
    lg_arena_dispose(&arena);
    return status;
}

int lg_journal_write_value(struct lg_journal *journal, const char *kind, size_t entry,
                           const struct lg_osc_arg *value, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_value *line = line_of(kind, &arena);
    put_int(&arena, line, "n", (int64_t)entry);
    lg_value_put(&arena, line, "value", arg_value(value, &arena));
    int status = append(journal, line, err);
    lg_arena_dispose(&arena);
    return status;
}

int lg_journal_write_tries(struct lg_journal *journal, size_t entry,
                           const struct lg_journal_tries *tries, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_value *line = line_of("tries", &arena);
    struct lg_value *values = lg_value_list(&arena);
    for (size_t i = 0; i < tries->count; i++)
        lg_value_push(&arena, values, arg_value(&tries->values[i], &arena));
    put_int(&arena, line, "n", (int64_t)entry);
    lg_value_put(&arena, line, "values", values);
    int status = append(journal, line, err);
    lg_arena_dispose(&arena);
    return status;
}

int lg_journal_write_track(struct lg_journal *journal, int32_t index, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_value *line = line_of("track", &arena);
    put_int(&arena, line, "index", index);
    int status = append(journal, line, err);
    lg_arena_dispose(&arena);
    return status;
}

int lg_journal_write_slot(struct lg_journal *journal, int32_t index, int32_t slot,
                          struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_value *line = line_of("slot", &arena);
    put_int(&arena, line, "index", index);
    put_int(&arena, line, "slot", slot);
    int status = append(journal, line, err);
    lg_arena_dispose(&arena);
    return status;
}

int lg_journal_write_closed(struct lg_journal *journal, struct lg_err *err) {
    struct lg_arena arena = {0};
    int status = append(journal, line_of("closed", &arena), err);
    lg_arena_dispose(&arena);
    return status;
}

char *lg_journal_waiting(struct lg_journal *journal) {
    struct lg_arena arena = {0};
    char *path = NULL;
    char *before = NULL;
    if (journal->pointer != NULL && lg_journal_find(journal->pointer, &arena, &path, NULL) < 0)
        path = NULL;
    if (path == NULL && journal->record != NULL)
        path = lg_journal_read_record(journal->record, &arena);
    if (path != NULL && lg_fs_is_file(path) && !lg_fs_is_same(path, journal->path))
        before = lg_arena_strdup(&journal->own, path);
    lg_arena_dispose(&arena);
    return before;
}

static int lead_to(struct lg_journal *journal, const char *path, struct lg_err *err) {
    struct lg_arena arena = {0};
    int status = 0;
    if (journal->pointer != NULL) {
        const char *folder = lg_fs_folder(&arena, journal->pointer);
        const char *target = path;
        folder = lg_arena_printf(&arena, "%s/", folder);
        if (lg_starts_with(target, folder))
            target += strlen(folder);
        status = lg_fs_relink(journal->pointer, target, err) < 0
                     ? -1
                     : sync_folder_of(journal->pointer, err);
    }
    lg_arena_dispose(&arena);
    return status < 0 ? -1 : lg_journal_write_record(journal, path, err);
}

int lg_journal_point(struct lg_journal *journal, struct lg_err *err) {
    return lead_to(journal, journal->path, err);
}

int lg_journal_unpoint(struct lg_journal *journal, struct lg_err *err) {
    if (journal->before != NULL && lg_fs_is_file(journal->before))
        return lead_to(journal, journal->before, err);
    if (journal->pointer != NULL && lg_fs_remove(journal->pointer, err) < 0)
        return -1;
    return lg_journal_remove_record(journal, err);
}
