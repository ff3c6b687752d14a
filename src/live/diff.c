#include "live/diff.h"

#include <string.h>

#include "live/pairing.h"

struct diff {
    const struct lg_live_set *was, *is;
    struct lg_arena *arena;
    struct lg_diff *out;
    const struct lg_pairing *returns; /* NULL: their names are not known on both sides */
};

static void say(struct diff *diff, const char *line) {
    struct lg_diff *out = diff->out;
    if (out->count == out->capacity) {
        size_t capacity = out->capacity == 0 ? 16 : 2 * out->capacity;
        const char **lines = lg_arena_array(diff->arena, capacity, sizeof *lines);
        for (size_t i = 0; i < out->count; i++)
            lines[i] = out->lines[i];
        out->lines = lines;
        out->capacity = capacity;
    }
    out->lines[out->count++] = line;
}

#define SAY(diff, ...) say(diff, lg_arena_printf((diff)->arena, __VA_ARGS__))

static void say_native(struct diff *diff, const char *label, struct lg_native was,
                       struct lg_native is) {
    char from[LG_NUMBER_MAX];
    char to[LG_NUMBER_MAX];
    if (was.number == is.number)
        return;
    lg_native_write(was, from);
    lg_native_write(is, to);
    SAY(diff, "%s: %s → %s", label, from, to);
}

static void say_switch(struct diff *diff, const char *label, enum lg_switch was,
                       enum lg_switch is) {
    static const char *const words[] = {"none", "off", "on"};
    if (was != is)
        SAY(diff, "%s: %s → %s", label, words[was], words[is]);
}

static void say_range(struct diff *diff, const char *label, const struct lg_range *was,
                      const struct lg_range *is) {
    char ends[4][LG_NUMBER_MAX];
    if (was->min.number == is->min.number && was->max.number == is->max.number)
        return;
    lg_native_write(was->min, ends[0]);
    lg_native_write(was->max, ends[1]);
    lg_native_write(is->min, ends[2]);
    lg_native_write(is->max, ends[3]);
    SAY(diff, "%s: range %s … %s → %s … %s", label, ends[0], ends[1], ends[2], ends[3]);
}

static const char *below(struct diff *diff, const char *label, const char *name) {
    return label[0] == '\0' ? name : lg_arena_printf(diff->arena, "%s / %s", label, name);
}

/* The outcome of following one list: what is gone, added, renamed, moved. What is still there comes
 * in pairs, in the new order. */
struct followed {
    struct lg_pairing pairing;
    struct lg_pairing_list was, is;
};

static struct followed follow(struct diff *diff, const char *label, struct lg_pairing_list was,
                              struct lg_pairing_list is) {
    struct followed followed = {.was = was, .is = is};
    lg_pairing_make(was, is, diff->arena, &followed.pairing);
    for (size_t i = 0; i < was.count; i++) {
        if (followed.pairing.new_of[i] == LG_UNPAIRED)
            SAY(diff, "%s: removed (was #%zu)", below(diff, label, was.items[i].key), i);
    }
    for (size_t i = 0; i < is.count; i++) {
        long old = followed.pairing.old_of[i];
        const char *key = is.items[i].key;
        if (old == LG_UNPAIRED) {
            SAY(diff, "%s: added (#%zu)", below(diff, label, key), i);
            continue;
        }
        const char *old_key = was.items[old].key;
        if (strcmp(old_key, key) != 0)
            SAY(diff, "%s: renamed to '%s'", below(diff, label, old_key), key);
        if (followed.pairing.is_moved[old])
            SAY(diff, "%s: moved, #%ld → #%zu", below(diff, label, key), old, i);
    }
    return followed;
}

/* The old item that is the new one at `at`; false when it was added. */
static bool old_of(const struct followed *followed, size_t at, size_t *out) {
    long old = followed->pairing.old_of[at];
    if (old == LG_UNPAIRED)
        return false;
    *out = (size_t)old;
    return true;
}

static struct lg_pairing_list list_params(struct diff *diff, const struct lg_live_device *device) {
    struct lg_pairing_item *items = lg_arena_array(diff->arena, device->num_params, sizeof *items);
    for (size_t i = 0; i < device->num_params; i++)
        items[i] = (struct lg_pairing_item){device->params[i].name, device->params[i].name};
    return (struct lg_pairing_list){items, device->num_params};
}

static void diff_params(struct diff *diff, const char *label, const struct lg_live_device *was,
                        const struct lg_live_device *is) {
    struct followed followed = follow(diff, label, list_params(diff, was), list_params(diff, is));
    for (size_t i = 0; i < is->num_params; i++) {
        size_t old = 0;
        if (!old_of(&followed, i, &old))
            continue;
        const char *name = below(diff, label, is->params[i].name);
        say_range(diff, name, &was->params[old].range, &is->params[i].range);
        if (was->params[old].is_quantized != is->params[i].is_quantized)
            SAY(diff, "%s: %s", name,
                is->params[i].is_quantized ? "continuous → quantised" : "quantised → continuous");
        /* The first is the device's switch, which was told in words. */
        if (i > 0 || lg_live_device_switch(was) == lg_live_device_switch(is))
            say_native(diff, name, was->params[old].value, is->params[i].value);
    }
}

static void diff_device(struct diff *diff, const char *track, const struct lg_live_device *was,
                        const struct lg_live_device *is) {
    const char *label = below(diff, track, is->name);
    if (strcmp(was->class_name, is->class_name) != 0)
        SAY(diff, "%s: class %s → %s", label, was->class_name, is->class_name);
    if (!was->has_params || !is->has_params)
        return;
    say_switch(diff, label, lg_live_device_switch(was), lg_live_device_switch(is));
    diff_params(diff, label, was, is);
}

static struct lg_pairing_list list_devices(struct diff *diff, const struct lg_live_track *track) {
    struct lg_pairing_item *items = lg_arena_array(diff->arena, track->num_devices, sizeof *items);
    for (size_t i = 0; i < track->num_devices; i++)
        items[i] = (struct lg_pairing_item){track->devices[i].name, track->devices[i].class_name};
    return (struct lg_pairing_list){items, track->num_devices};
}

/* Which send it was that goes to the same return. */
static bool old_send(const struct diff *diff, size_t at, size_t *out) {
    if (diff->returns == NULL || at >= diff->is->num_returns)
        return true;
    *out = (size_t)diff->returns->old_of[at];
    return diff->returns->old_of[at] != LG_UNPAIRED;
}

/* By the returns' names where they are known. */
static const char *send_label(struct diff *diff, const char *track, size_t at) {
    const char *name = lg_arena_printf(diff->arena, "%c", 'A' + (int)at);
    if (at < diff->is->num_returns)
        name = diff->is->returns[at].name;
    return below(diff, track, lg_arena_printf(diff->arena, "send %s", name));
}

static void diff_sends(struct diff *diff, const char *label, const struct lg_live_mixer *was,
                       const struct lg_live_mixer *is) {
    for (size_t i = 0; i < is->num_sends; i++) {
        size_t old = i;
        if (old_send(diff, i, &old) && old < was->num_sends)
            say_native(diff, send_label(diff, label, i), was->sends[old], is->sends[i]);
    }
}

static void diff_mixer(struct diff *diff, const char *label, const struct lg_live_mixer *was,
                       const struct lg_live_mixer *is) {
    say_native(diff, below(diff, label, "volume"), was->volume, is->volume);
    say_native(diff, below(diff, label, "panning"), was->panning, is->panning);
    say_switch(diff, below(diff, label, "mute"), was->mute, is->mute);
    say_switch(diff, below(diff, label, "solo"), was->solo, is->solo);
    if (!was->is_whole || !is->is_whole)
        return;
    say_switch(diff, below(diff, label, "arm"), was->arm, is->arm);
    if (was->monitoring != is->monitoring)
        SAY(diff, "%s: %s → %s", below(diff, label, "monitoring"),
            lg_monitoring_name(was->monitoring), lg_monitoring_name(is->monitoring));
    diff_sends(diff, label, was, is);
}

static void diff_track(struct diff *diff, const struct lg_live_track *was,
                       const struct lg_live_track *is) {
    struct followed followed =
        follow(diff, is->name, list_devices(diff, was), list_devices(diff, is));
    for (size_t i = 0; i < is->num_devices; i++) {
        size_t old = 0;
        if (old_of(&followed, i, &old))
            diff_device(diff, is->name, &was->devices[old], &is->devices[i]);
    }
    if (was->has_mixer && is->has_mixer)
        diff_mixer(diff, is->name, &was->mixer, &is->mixer);
}

/* What a track is, for one that was renamed: the classes of its devices. */
static const char *nature_of(struct diff *diff, const struct lg_live_track *track) {
    const char *nature = "";
    for (size_t i = 0; i < track->num_devices; i++)
        nature =
            lg_arena_printf(diff->arena, "%s%zu:%s", nature, strlen(track->devices[i].class_name),
                            track->devices[i].class_name);
    return nature;
}

static struct lg_pairing_list list_tracks(struct diff *diff, const struct lg_live_track *tracks,
                                          size_t count) {
    struct lg_pairing_item *items = lg_arena_array(diff->arena, count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = (struct lg_pairing_item){tracks[i].name, nature_of(diff, &tracks[i])};
    return (struct lg_pairing_list){items, count};
}

struct tracks {
    const struct lg_live_track *items;
    size_t count;
};

static void diff_tracks(struct diff *diff, struct tracks was, struct tracks is) {
    struct followed followed = follow(diff, "", list_tracks(diff, was.items, was.count),
                                      list_tracks(diff, is.items, is.count));
    for (size_t i = 0; i < is.count; i++) {
        size_t old = 0;
        if (old_of(&followed, i, &old))
            diff_track(diff, &was.items[old], &is.items[i]);
    }
}

static bool reaches_returns(const struct lg_live_set *set) {
    return set->is_surveyed && lg_dialect_reaches(set->dialect, LG_TRACK_RETURN, LG_PART_TRACK);
}

static bool reaches_master(const struct lg_live_set *set) {
    return set->is_surveyed && set->master != NULL;
}

static void pair_returns(struct diff *diff, struct lg_pairing *pairing) {
    const struct lg_live_set *was = diff->was;
    const struct lg_live_set *is = diff->is;
    if (!reaches_returns(was) || !reaches_returns(is))
        return;
    lg_pairing_make(list_tracks(diff, was->returns, was->num_returns),
                    list_tracks(diff, is->returns, is->num_returns), diff->arena, pairing);
    diff->returns = pairing;
}

static void diff_beyond(struct diff *diff, const struct lg_live_set *was,
                        const struct lg_live_set *is) {
    if (was->is_surveyed && is->is_surveyed && was->dialect != is->dialect)
        SAY(diff, "AbletonOSC: dialect %s → %s", lg_dialect_name(was->dialect),
            lg_dialect_name(is->dialect));
    if (reaches_returns(was) && reaches_returns(is))
        diff_tracks(diff, (struct tracks){was->returns, was->num_returns},
                    (struct tracks){is->returns, is->num_returns});
    if (!reaches_master(was) || !reaches_master(is))
        return;
    if (strcmp(was->master->name, is->master->name) != 0)
        SAY(diff, "%s: renamed to '%s'", was->master->name, is->master->name);
    diff_track(diff, was->master, is->master);
}

/* Of the first track: all have as many. Where the returns have names, these were told. */
static void diff_num_sends(struct diff *diff, const struct lg_live_set *was,
                           const struct lg_live_set *is) {
    if (diff->returns != NULL || was->num_tracks == 0 || is->num_tracks == 0 ||
        !was->tracks[0].mixer.is_whole || !is->tracks[0].mixer.is_whole)
        return;
    size_t from = was->tracks[0].mixer.num_sends;
    size_t to = is->tracks[0].mixer.num_sends;
    if (from != to)
        SAY(diff, "returns: %zu → %zu, by the tracks' sends", from, to);
}

static void diff_song(struct diff *diff, const struct lg_live_set *was,
                      const struct lg_live_set *is) {
    if (!was->has_song || !is->has_song)
        return;
    say_native(diff, "tempo", was->song.tempo, is->song.tempo);
    say_switch(diff, "metronome", was->song.metronome, is->song.metronome);
    say_switch(diff, "loop", was->song.loop, is->song.loop);
    say_native(diff, "loop start", was->song.loop_start, is->song.loop_start);
    say_native(diff, "loop length", was->song.loop_length, is->song.loop_length);
}

static bool reaches_master_devices(const struct lg_live_set *set) {
    return lg_dialect_reaches(set->dialect, LG_TRACK_MASTER, LG_PART_DEVICE);
}

static void add_unseen(struct diff *diff, bool is_seen, const char *what) {
    const char *before = diff->out->unseen;
    if (!is_seen)
        diff->out->unseen =
            before == NULL ? what : lg_arena_printf(diff->arena, "%s; %s", before, what);
}

static void name_unseen(struct diff *diff, const struct lg_live_set *was,
                        const struct lg_live_set *is) {
    bool values = was->has_values && is->has_values;
    bool master = reaches_master(was) && reaches_master(is);
    add_unseen(diff, values, "parameters, mixers, tempo and loop");
    add_unseen(diff, !values || (was->has_song && is->has_song),
               "sends, arm, monitoring, tempo and loop");
    add_unseen(diff, master, "the master");
    add_unseen(diff,
               !values || !master || (reaches_master_devices(was) && reaches_master_devices(is)),
               "the parameters of the master's devices");
    add_unseen(diff, reaches_returns(was) && reaches_returns(is), "the returns");
}

void lg_live_diff(const struct lg_live_set *was, const struct lg_live_set *is,
                  struct lg_arena *arena, struct lg_diff *out) {
    struct diff diff = {.was = was, .is = is, .arena = arena, .out = out};
    struct lg_pairing returns;
    *out = (struct lg_diff){0};
    if (was->version[0] != is->version[0] || was->version[1] != is->version[1])
        SAY(&diff, "Live: %d.%d → %d.%d", was->version[0], was->version[1], is->version[0],
            is->version[1]);
    pair_returns(&diff, &returns);
    diff_song(&diff, was, is);
    diff_num_sends(&diff, was, is);
    diff_tracks(&diff, (struct tracks){was->tracks, was->num_tracks},
                (struct tracks){is->tracks, is->num_tracks});
    diff_beyond(&diff, was, is);
    name_unseen(&diff, was, is);
}
