#include "live/scan.h"

#include <string.h>

#include "live/fingerprint.h"
#include "live/inside.h"

/* What track_data is asked for: per track a text and a count, then as many names, then as many
 * classes, all in one flat list. */
static const char *const columns[] = {"track.name", "track.num_devices", "device.name",
                                      "device.class_name"};

enum { ALL_TRACKS = -1 };

/* That many tracks with four devices each still fit where a reply may have 9216 bytes (macOS). */
enum { USUAL_BLOCK = 64 };

static size_t ask_track_data(struct lg_batch *batch, int32_t first, int32_t end) {
    struct lg_osc_arg args[2 + LG_ARRAY_LEN(columns)] = {lg_osc_int(first), lg_osc_int(end)};
    for (size_t i = 0; i < LG_ARRAY_LEN(columns); i++)
        args[2 + i] = lg_osc_text(columns[i]);
    return lg_batch_ask(batch, "/live/song/get/track_data", args, LG_ARRAY_LEN(args), 0);
}

/* The reply's arguments; LG_ERR_READ for an error text. */
static int reply_to(const struct lg_batch *batch, size_t index, const char *what,
                    const struct lg_answer **out, struct lg_err *err) {
    const struct lg_answer *answer = lg_batch_answer(batch, index);
    if (answer->kind != LG_ANSWER_REPLY)
        return lg_err_set(err, LG_ERR_READ, "%s: AbletonOSC answered '%s'", what, answer->error);
    *out = answer;
    return 0;
}

static bool is_too_long(const struct lg_answer *answer) {
    return answer->kind == LG_ANSWER_ERROR && strstr(answer->error, "Message too long") != NULL;
}

/* Reads the flat list from front to back; every count is bounded by what is left. */
struct reader {
    const struct lg_osc_arg *args;
    size_t left;
};

static bool take_text(struct reader *reader, struct lg_arena *arena, const char **out) {
    if (reader->left == 0 || reader->args->tag != 's')
        return false;
    *out = lg_arena_strdup(arena, reader->args->as.s);
    reader->args++;
    reader->left--;
    return true;
}

static bool take_count(struct reader *reader, size_t *out) {
    if (reader->left == 0 || reader->args->tag != 'i' || reader->args->as.i < 0)
        return false;
    *out = (size_t)reader->args->as.i;
    reader->args++;
    reader->left--;
    return true;
}

static bool take_track(struct reader *reader, struct lg_arena *arena, struct lg_live_track *out) {
    if (!take_text(reader, arena, &out->name) || !take_count(reader, &out->num_devices) ||
        out->num_devices > reader->left / 2)
        return false;
    out->devices = lg_arena_array(arena, out->num_devices, sizeof *out->devices);
    for (size_t i = 0; i < out->num_devices; i++) {
        if (!take_text(reader, arena, &out->devices[i].name))
            return false;
    }
    for (size_t i = 0; i < out->num_devices; i++) {
        if (!take_text(reader, arena, &out->devices[i].class_name))
            return false;
    }
    return true;
}

/* A scan under way. */
struct scan {
    struct lg_live *live;
    int64_t deadline_ns;
    struct lg_arena *arena;
    struct lg_live_set set;
    bool *is_read; /* of each track */
    size_t block;  /* tracks asked for at once, where all in one reply would be too long */
    bool fits;     /* a block of this size has come */
    const struct lg_scan_along *along; /* NULL: nothing, or it was asked already */
};

/* Tracks from `first` up to `end`. */
struct block {
    size_t first, end;
};

/* A reply must hold these tracks, and nothing else. */
static int read_tracks(struct scan *scan, const struct lg_answer *answer, struct block block,
                       struct lg_err *err) {
    struct reader reader = {answer->args, answer->count};
    for (size_t i = block.first; i < block.end; i++) {
        if (reader.left == 0)
            return lg_err_set(err, LG_ERR_READ, "track_data ends before track %zu of %zu", i + 1,
                              scan->set.num_tracks);
        size_t at = answer->count - reader.left;
        if (!take_track(&reader, scan->arena, &scan->set.tracks[i]))
            return lg_err_set(err, LG_ERR_READ,
                              "track_data is malformed: no whole track at argument %zu of %zu",
                              at + 1, answer->count);
        scan->is_read[i] = true;
    }
    if (reader.left > 0)
        return lg_err_set(err, LG_ERR_READ,
                          "track_data goes on after the last of %zu tracks: %zu arguments too many",
                          scan->set.num_tracks, reader.left);
    return 0;
}

/* The next tracks from `at` on that are missing, a block of them; false when there are none. */
static bool next_block(const struct scan *scan, size_t at, struct block *out) {
    while (at < scan->set.num_tracks && scan->is_read[at])
        at++;
    *out = (struct block){at, at};
    while (out->end < scan->set.num_tracks && !scan->is_read[out->end] &&
           out->end - out->first < scan->block)
        out->end++;
    return out->end > out->first;
}

/* track_data repeats nothing of what was asked, so that blocks of one size could change places
 * unseen; a track's name comes with its index. */
static void ask_first_name(struct lg_batch *batch, size_t track) {
    struct lg_osc_arg index = lg_osc_int((int32_t)track);
    lg_batch_ask(batch, "/live/track/get/name", &index, 1, 1);
}

static int check_first_name(const struct scan *scan, const struct lg_batch *batch, size_t index,
                            size_t track, struct lg_err *err) {
    const struct lg_answer *answer = NULL;
    if (reply_to(batch, index, "name", &answer, err) < 0)
        return -1;
    if (answer->count != 2 || answer->args[1].tag != 's' ||
        strcmp(answer->args[1].as.s, scan->set.tracks[track].name) != 0)
        return lg_err_set(err, LG_ERR_READ,
                          "track_data is not of the tracks that were asked for: track %zu is '%s' "
                          "there, but has another name",
                          track, scan->set.tracks[track].name);
    return 0;
}

/* Takes the blocks that came; for those that were too long the size is halved. */
static int take_blocks(struct scan *scan, const struct lg_batch *batch, const struct block *blocks,
                       size_t asked, struct lg_err *err) {
    bool all_fit = true;
    for (size_t i = 0; i < asked; i++) {
        const struct lg_answer *answer = NULL;
        size_t data = 2 * i;
        if (scan->block > 1 && is_too_long(lg_batch_answer(batch, data)))
            all_fit = false;
        else if (reply_to(batch, data, "track_data", &answer, err) < 0 ||
                 read_tracks(scan, answer, blocks[i], err) < 0 ||
                 check_first_name(scan, batch, data + 1, blocks[i].first, err) < 0)
            return -1;
    }
    scan->fits = all_fit;
    if (!all_fit)
        scan->block = (scan->block + 1) / 2;
    return 0;
}

/* Sends what a burst holds, with what is to be asked along behind it. */
static int exchange(struct scan *scan, struct lg_batch *batch, struct lg_err *err) {
    const struct lg_scan_along *along = scan->along;
    if (along != NULL)
        along->ask(along->ctx, &scan->set, batch);
    scan->along = NULL;
    if (lg_live_exchange(scan->live, batch, scan->deadline_ns, err) < 0)
        return -1;
    return along == NULL ? 0 : along->take(along->ctx, batch, err);
}

/* A block that is too long costs a tick: two of a size, and the rest once they fit. */
static int read_blocks(struct scan *scan, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    struct block *blocks = lg_arena_array(scan->arena, scan->set.num_tracks, sizeof *blocks);
    size_t asked = 0;
    for (size_t at = 0; (scan->fits || asked < 2) && next_block(scan, at, &blocks[asked]);) {
        at = blocks[asked].end;
        ask_track_data(batch, (int32_t)blocks[asked].first, (int32_t)at);
        ask_first_name(batch, blocks[asked].first);
        asked++;
    }
    int status = exchange(scan, batch, err);
    if (status == 0)
        status = take_blocks(scan, batch, blocks, asked, err);
    lg_batch_free(batch);
    return status;
}

static int read_all_blocks(struct scan *scan, struct lg_err *err) {
    struct block missing;
    scan->block = (scan->set.num_tracks + 1) / 2;
    if (scan->block > USUAL_BLOCK)
        scan->block = USUAL_BLOCK;
    while (next_block(scan, 0, &missing)) {
        if (read_blocks(scan, err) < 0)
            return -1;
    }
    return 0;
}

static int read_head(struct scan *scan, const struct lg_batch *batch, size_t version,
                     size_t num_tracks, struct lg_err *err) {
    const struct lg_answer *answer = NULL;
    if (reply_to(batch, version, "version", &answer, err) < 0)
        return -1;
    if (answer->count != 2 || answer->args[0].tag != 'i' || answer->args[1].tag != 'i')
        return lg_err_set(err, LG_ERR_READ, "the version of Live is not two whole numbers");
    scan->set.version[0] = answer->args[0].as.i;
    scan->set.version[1] = answer->args[1].as.i;
    if (reply_to(batch, num_tracks, "num_tracks", &answer, err) < 0)
        return -1;
    if (answer->count != 1 || answer->args[0].tag != 'i' || answer->args[0].as.i < 0 ||
        answer->args[0].as.i > LG_LIVE_TRACKS_MAX)
        return lg_err_set(err, LG_ERR_READ, "num_tracks is not a number from 0 to %d",
                          LG_LIVE_TRACKS_MAX);
    scan->set.num_tracks = (size_t)answer->args[0].as.i;
    scan->set.tracks = lg_arena_array(scan->arena, scan->set.num_tracks, sizeof *scan->set.tracks);
    scan->is_read = lg_arena_array(scan->arena, scan->set.num_tracks, sizeof *scan->is_read);
    return 0;
}

static int read_set(struct scan *scan, struct lg_batch *batch, struct lg_err *err) {
    size_t version = lg_batch_ask_safe(batch, "/live/application/get/version", NULL, 0, 0);
    size_t num_tracks = lg_batch_ask_safe(batch, "/live/song/get/num_tracks", NULL, 0, 0);
    size_t data = ask_track_data(batch, 0, ALL_TRACKS);
    const struct lg_answer *answer = NULL;
    if (lg_live_exchange(scan->live, batch, scan->deadline_ns, err) < 0 ||
        read_head(scan, batch, version, num_tracks, err) < 0)
        return -1;
    if (scan->set.num_tracks >= 2 && is_too_long(lg_batch_answer(batch, data)))
        return read_all_blocks(scan, err);
    if (reply_to(batch, data, "track_data", &answer, err) < 0)
        return -1;
    return read_tracks(scan, answer, (struct block){0, scan->set.num_tracks}, err);
}

static int read_along(struct scan *scan, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    int status = exchange(scan, batch, err);
    lg_batch_free(batch);
    return status;
}

int lg_live_scan_along(struct lg_live *live, const struct lg_scan_along *along, int64_t deadline_ns,
                       struct lg_arena *arena, struct lg_live_set *out, struct lg_err *err) {
    struct scan scan = {.live = live, .deadline_ns = deadline_ns, .arena = arena, .along = along};
    struct lg_batch *batch = lg_batch_new();
    int status = read_set(&scan, batch, err);
    lg_batch_free(batch);
    if (status == 0 && scan.along != NULL)
        status = read_along(&scan, err);
    if (status < 0)
        return -1;
    lg_live_fingerprint_v1(&scan.set, scan.set.fingerprint);
    lg_live_tell_set(live, &scan.set);
    *out = scan.set;
    return 0;
}

int lg_live_scan(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                 struct lg_live_set *out, struct lg_err *err) {
    return lg_live_scan_along(live, NULL, deadline_ns, arena, out, err);
}
