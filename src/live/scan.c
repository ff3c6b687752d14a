#include "live/scan.h"

#include <string.h>

/* What track_data is asked for: per track a text and a count, then as many names, then as many
 * classes, all in one flat list. */
static const char *const columns[] = {"track.name", "track.num_devices", "device.name",
                                      "device.class_name"};

enum { ALL_TRACKS = -1 };

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
    size_t done;  /* tracks read so far */
    size_t block; /* tracks asked for at once, where all in one reply would be too long */
    bool fits;    /* a block of this size has come */
};

/* A reply must hold the tracks from the first missing one up to `end`, and nothing else. */
static int read_tracks(struct scan *scan, const struct lg_answer *answer, size_t end,
                       struct lg_err *err) {
    struct reader reader = {answer->args, answer->count};
    for (size_t i = scan->done; i < end; i++) {
        if (reader.left == 0)
            return lg_err_set(err, LG_ERR_READ, "track_data ends before track %zu of %zu", i + 1,
                              scan->set.num_tracks);
        size_t at = answer->count - reader.left;
        if (!take_track(&reader, scan->arena, &scan->set.tracks[i]))
            return lg_err_set(err, LG_ERR_READ,
                              "track_data is malformed: no whole track at argument %zu of %zu",
                              at + 1, answer->count);
    }
    if (reader.left > 0)
        return lg_err_set(err, LG_ERR_READ,
                          "track_data goes on after the last of %zu tracks: %zu arguments too many",
                          scan->set.num_tracks, reader.left);
    scan->done = end;
    return 0;
}

static size_t block_end(const struct scan *scan, size_t first) {
    size_t left = scan->set.num_tracks - first;
    return left < scan->block ? scan->set.num_tracks : first + scan->block;
}

/* Takes the blocks that came in order, up to the first that was too long: then half the size. */
static int take_blocks(struct scan *scan, const struct lg_batch *batch, size_t asked,
                       struct lg_err *err) {
    for (size_t i = 0; i < asked; i++) {
        const struct lg_answer *answer = NULL;
        scan->fits = scan->block == 1 || !is_too_long(lg_batch_answer(batch, i));
        if (!scan->fits) {
            scan->block = (scan->block + 1) / 2;
            return 0;
        }
        if (reply_to(batch, i, "track_data", &answer, err) < 0 ||
            read_tracks(scan, answer, block_end(scan, scan->done), err) < 0)
            return -1;
    }
    return 0;
}

/* One block, or all that are missing once a size has been found to fit: a block that is too long
 * costs a tick. */
static int read_blocks(struct scan *scan, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    size_t asked = 0;
    for (size_t at = scan->done; at < scan->set.num_tracks && (scan->fits || asked == 0); asked++) {
        ask_track_data(batch, (int32_t)at, (int32_t)block_end(scan, at));
        at = block_end(scan, at);
    }
    int status = lg_live_exchange(scan->live, batch, scan->deadline_ns, err);
    if (status == 0)
        status = take_blocks(scan, batch, asked, err);
    lg_batch_free(batch);
    return status;
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
    return 0;
}

static int read_set(struct scan *scan, struct lg_batch *batch, struct lg_err *err) {
    size_t version = lg_batch_ask(batch, "/live/application/get/version", NULL, 0, 0);
    size_t num_tracks = lg_batch_ask(batch, "/live/song/get/num_tracks", NULL, 0, 0);
    size_t data = ask_track_data(batch, 0, ALL_TRACKS);
    const struct lg_answer *answer = NULL;
    if (lg_live_exchange(scan->live, batch, scan->deadline_ns, err) < 0 ||
        read_head(scan, batch, version, num_tracks, err) < 0)
        return -1;
    if (scan->set.num_tracks < 2 || !is_too_long(lg_batch_answer(batch, data))) {
        if (reply_to(batch, data, "track_data", &answer, err) < 0)
            return -1;
        return read_tracks(scan, answer, scan->set.num_tracks, err);
    }
    scan->block = (scan->set.num_tracks + 1) / 2;
    while (scan->done < scan->set.num_tracks) {
        if (read_blocks(scan, err) < 0)
            return -1;
    }
    return 0;
}

int lg_live_scan(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                 struct lg_live_set *out, struct lg_err *err) {
    struct scan scan = {.live = live, .deadline_ns = deadline_ns, .arena = arena};
    struct lg_batch *batch = lg_batch_new();
    int status = read_set(&scan, batch, err);
    lg_batch_free(batch);
    if (status < 0)
        return -1;
    lg_live_fingerprint_v1(&scan.set, scan.set.fingerprint);
    *out = scan.set;
    return 0;
}

void lg_live_fingerprint_v1(const struct lg_live_set *set, char hex_out[static LG_SHA256_HEX]) {
    struct lg_str text = {0};
    for (size_t i = 0; i < set->num_tracks; i++) {
        const struct lg_live_track *track = &set->tracks[i];
        lg_str_printf(&text, "%s%zu:", i == 0 ? "" : ";", i);
        lg_str_add(&text, track->name);
        lg_str_printf(&text, ":%zu:", track->num_devices);
        for (size_t d = 0; d < track->num_devices; d++) {
            lg_str_add(&text, d == 0 ? "" : "|");
            lg_str_add(&text, track->devices[d].class_name);
        }
    }
    lg_sha256_of(lg_str_text(&text), text.length, hex_out);
    lg_str_dispose(&text);
}

static struct lg_value *track_value(const struct lg_live_track *track, size_t id,
                                    struct lg_arena *arena) {
    struct lg_value *value = lg_value_map(arena);
    struct lg_value *devices = lg_value_list(arena);
    for (size_t i = 0; i < track->num_devices; i++) {
        struct lg_value *device = lg_value_map(arena);
        lg_value_put(arena, device, "index", lg_value_int(arena, (int64_t)i));
        lg_value_put(arena, device, "name", lg_value_text(arena, track->devices[i].name));
        lg_value_put(arena, device, "class_name",
                     lg_value_text(arena, track->devices[i].class_name));
        lg_value_push(arena, devices, device);
    }
    lg_value_put(arena, value, "id", lg_value_int(arena, (int64_t)id));
    lg_value_put(arena, value, "name", lg_value_text(arena, track->name));
    lg_value_put(arena, value, "num_devices", lg_value_int(arena, (int64_t)track->num_devices));
    lg_value_put(arena, value, "devices", devices);
    return value;
}

struct lg_value *lg_live_set_value(const struct lg_live_set *set, struct lg_arena *arena) {
    struct lg_value *value = lg_value_map(arena);
    struct lg_value *tracks = lg_value_list(arena);
    for (size_t i = 0; i < set->num_tracks; i++)
        lg_value_push(arena, tracks, track_value(&set->tracks[i], i, arena));
    char *version = lg_arena_printf(arena, "%d.%d", set->version[0], set->version[1]);
    lg_value_put(arena, value, "ok", lg_value_bool(arena, true));
    lg_value_put(arena, value, "num_tracks", lg_value_int(arena, (int64_t)set->num_tracks));
    lg_value_put(arena, value, "fingerprint", lg_value_text(arena, set->fingerprint));
    lg_value_put(arena, value, "live_version", lg_value_text(arena, version));
    lg_value_put(arena, value, "tracks", tracks);
    return value;
}
