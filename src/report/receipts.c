#include "report/receipts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/fs.h"
#include "base/json.h"
#include "event/json.h"
#include "report/spool.h"

/* So much work may be lost at most. */
static const int64_t SYNC_EVERY_NS = 250 * LG_NS_PER_MS;

struct receipts {
    struct lg_sink sink;
    int file;
    char *path;
    const struct lg_clock *clock;
    int64_t synced_ns; /* real time */
    char head[LG_SHA256_HEX];
    struct lg_str line; /* kept for its memory */
};

/* One write() for the whole line; the rest of one that the system cut short follows at once. */
static int write_line(const struct receipts *receipts, struct lg_err *err) {
    const char *at = receipts->line.text;
    size_t left = receipts->line.length;
    while (left > 0) {
        ssize_t written = -1;
        errno = ENOSPC;
        if (!LG_FAULT("receipts.write"))
            written = write(receipts->file, at, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return lg_err_sys(err, LG_ERR_WRITE, errno, "'%s'", receipts->path);
        at += written;
        left -= (size_t)written;
    }
    return 0;
}

static int sync_file(struct receipts *receipts, struct lg_err *err) {
    if (LG_FAULT("receipts.sync")) {
        errno = EIO;
        return lg_err_sys(err, LG_ERR_WRITE, errno, "'%s'", receipts->path);
    }
    if (fsync(receipts->file) != 0)
        return lg_err_sys(err, LG_ERR_WRITE, errno, "'%s'", receipts->path);
    receipts->synced_ns = lg_clock_real_ns(receipts->clock);
    return 0;
}

static void compose_line(struct receipts *receipts, const struct lg_event *event) {
    struct lg_arena arena = {0};
    struct lg_value *map = lg_event_value(event, &arena);
    lg_value_put(&arena, map, "prev", lg_value_text(&arena, receipts->head));
    lg_str_clear(&receipts->line);
    lg_json_write(map, &receipts->line);
    lg_str_add_char(&receipts->line, '\n');
    lg_arena_dispose(&arena);
}

static bool is_rendered(const struct lg_event *event) {
    return event->kind == LG_EVENT_CASE && event->as.point.pcm_sha256 != NULL &&
           event->as.point.recorded_by == NULL;
}

/* What must not be lost if the power fails: it costs more to do again than a sync does. Points that
 * come quicker than that share one. */
static bool is_milestone(const struct receipts *receipts, const struct lg_event *event) {
    if (is_rendered(event))
        return lg_clock_real_ns(receipts->clock) - receipts->synced_ns >= SYNC_EVERY_NS;
    return event->kind == LG_EVENT_GATE_END || event->kind == LG_EVENT_RUN_END;
}

static int receipts_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    struct receipts *receipts = (struct receipts *)sink;
    compose_line(receipts, event);
    if (receipts->line.length >= LG_STR_MAX)
        return lg_err_set(err, LG_ERR_WRITE, "'%s': a %s is larger than a line may be",
                          receipts->path, lg_event_kind_name(event->kind));
    if (write_line(receipts, err) != 0)
        return -1;
    lg_sha256_of(receipts->line.text, receipts->line.length - 1, receipts->head);
    return is_milestone(receipts, event) ? sync_file(receipts, err) : 0;
}

static void receipts_free(struct lg_sink *sink) {
    struct receipts *receipts = (struct receipts *)sink;
    close(receipts->file);
    lg_str_dispose(&receipts->line);
    free(receipts->path);
    free(receipts);
}

static const struct lg_sink_ops receipts_ops = {
    .name = "receipts", .take = receipts_take, .free = receipts_free, .turn = LG_TURN_RECORD};

static int refuse_there(const char *path, struct lg_err *err) {
    const char *what = lg_fs_is_dir(path)         ? "is a folder"
                       : lg_spool_is_device(path) ? "is a device"
                                                  : "is there already";
    return lg_err_set(err, LG_ERR_WRITE, "receipts '%s': it %s; receipts go to a new file", path,
                      what);
}

int lg_receipts_open(const char *path, const struct lg_env *env, struct lg_sink **out,
                     struct lg_err *err) {
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644);
    if (file < 0 && errno == EEXIST)
        return refuse_there(path, err);
    if (file < 0)
        return lg_err_sys(err, LG_ERR_WRITE, errno, "receipts '%s'", path);
    struct receipts *receipts = lg_xcalloc(1, sizeof *receipts);
    receipts->sink.ops = &receipts_ops;
    receipts->file = file;
    receipts->path = lg_xstrdup(path);
    receipts->clock = &env->clock;
    receipts->synced_ns = -SYNC_EVERY_NS;
    memcpy(receipts->head, LG_RECEIPTS_ORIGIN, sizeof receipts->head);
    *out = &receipts->sink;
    return 0;
}

const char *lg_receipts_head(const struct lg_sink *receipts) {
    return ((const struct receipts *)receipts)->head;
}
