#include "live/details.h"

/* What is asked of each track; the first of them is at the track's index in the batch. */
enum column {
    IS_FOLDABLE,
    HAS_MIDI_INPUT,
    CLIPS,
    REGULAR_COLUMNS,
    TYPES = 0, /* behind those, of every track */
    CHAINS,
    COLUMNS
};

static const char *const of_regular[REGULAR_COLUMNS] = {
    [IS_FOLDABLE] = "/live/track/get/is_foldable",
    [HAS_MIDI_INPUT] = "/live/track/get/has_midi_input",
    [CLIPS] = "/live/track/get/clips/name",
};
static const char *const of_all[COLUMNS] = {
    [TYPES] = "/live/track/get/devices/type",
    [CHAINS] = "/live/track/get/devices/can_have_chains",
};
static const char get_arrangement[] = "/live/track/get/arrangement_clips/name";
static const char get_shown[] = "/live/device/get/parameter/value_string";

/* A reading under way. */
struct reading {
    struct lg_live *live;
    const struct lg_live_set *set;
    int64_t deadline_ns;
    struct lg_arena *arena;
    struct lg_live_details *out;
    struct lg_batch *batch;
    size_t *first; /* of each track's requests */
};

static int answered(const struct reading *reading, size_t index, const char *address,
                    const struct lg_answer **out, struct lg_err *err) {
    *out = lg_batch_answer(reading->batch, index);
    if ((*out)->kind == LG_ANSWER_REPLY)
        return 0;
    return lg_err_set(err, LG_ERR_READ, "%s: AbletonOSC answered '%s'", address,
                      (*out)->kind == LG_ANSWER_ERROR ? (*out)->error : "nothing");
}

static size_t add(const struct reading *reading, const char *address, const struct lg_osc_arg *args,
                  size_t count) {
    return lg_batch_ask_safe(reading->batch, address, args, count, count);
}

static int ask_track(const struct reading *reading, size_t at, const struct lg_track_ref *ref,
                     struct lg_err *err) {
    struct lg_osc_arg arg;
    if (lg_track_ref_arg(ref, LG_PART_TRACK, reading->arena, &arg, err) != 0)
        return -1;
    for (size_t i = 0; i < COLUMNS; i++) {
        size_t index = add(reading, of_all[i], &arg, 1);
        if (i == 0)
            reading->first[at] = index;
    }
    for (size_t i = 0; ref->kind == LG_TRACK_REGULAR && i < REGULAR_COLUMNS; i++)
        add(reading, of_regular[i], &arg, 1);
    return 0;
}

static bool is_true(const struct lg_osc_arg *arg) {
    double number = 0;
    return lg_osc_number(arg, &number) && number != 0;
}

/* Texts of a column, behind the track's own argument; anything else is none. */
static size_t take_texts(const struct reading *reading, const struct lg_answer *answer,
                         const char ***out) {
    size_t count = answer->count > 0 ? answer->count - 1 : 0;
    const char **texts = lg_arena_array(reading->arena, count, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        texts[i] = answer->args[i + 1].tag == 's'
                       ? lg_arena_strdup(reading->arena, answer->args[i + 1].as.s)
                       : NULL;
    *out = texts;
    return count;
}

static int take_devices(const struct reading *reading, size_t at, const struct lg_live_track *track,
                        struct lg_err *err) {
    const struct lg_answer *answers[COLUMNS];
    struct lg_live_details_device *devices =
        lg_arena_array(reading->arena, track->num_devices, sizeof *devices);
    for (size_t i = 0; i < COLUMNS; i++) {
        if (answered(reading, reading->first[at] + i, of_all[i], &answers[i], err) != 0)
            return -1;
        if (answers[i]->count != track->num_devices + 1)
            return lg_err_set(err, LG_ERR_READ,
                              "track \"%s\" has another number of devices than a moment before",
                              track->name);
    }
    for (size_t i = 0; i < track->num_devices; i++) {
        const struct lg_osc_arg *type = &answers[TYPES]->args[i + 1];
        devices[i].type = type->tag == 'i' ? type->as.i : 2;
        devices[i].can_have_chains = is_true(&answers[CHAINS]->args[i + 1]);
        devices[i].shown =
            lg_arena_array(reading->arena, track->devices[i].num_params, sizeof *devices[i].shown);
    }
    reading->out->tracks[at].devices = devices;
    return 0;
}

static int take_regular(const struct reading *reading, size_t at, struct lg_err *err) {
    struct lg_live_details_track *track = &reading->out->tracks[at];
    const struct lg_answer *answers[REGULAR_COLUMNS];
    for (size_t i = 0; i < REGULAR_COLUMNS; i++)
        if (answered(reading, reading->first[at] + COLUMNS + i, of_regular[i], &answers[i], err) !=
            0)
            return -1;
    if (answers[IS_FOLDABLE]->count != 2 || answers[HAS_MIDI_INPUT]->count != 2)
        return lg_err_set(err, LG_ERR_READ, "%s did not give one value", of_regular[IS_FOLDABLE]);
    track->is_group = is_true(&answers[IS_FOLDABLE]->args[1]);
    track->is_midi = is_true(&answers[HAS_MIDI_INPUT]->args[1]) && !track->is_group;
    track->num_clips = take_texts(reading, answers[CLIPS], &track->clips);
    while (track->num_clips > 0 && track->clips[track->num_clips - 1] == NULL)
        track->num_clips--;
    return 0;
}

/* By track its group's index, or nil. A script that can't say it makes an error of all of it. */
static void take_groups(const struct reading *reading, size_t index) {
    const struct lg_answer *answer = lg_batch_answer(reading->batch, index);
    size_t num_tracks = reading->set->num_tracks;
    if (answer->kind != LG_ANSWER_REPLY || answer->count != num_tracks)
        return;
    for (size_t i = 0; i < num_tracks; i++) {
        struct lg_live_details_track *track = &reading->out->tracks[i];
        const struct lg_osc_arg *group = &answer->args[i];
        track->has_group =
            group->tag == 'i' && group->as.i >= 0 && (size_t)group->as.i < num_tracks;
        track->group = track->has_group ? (size_t)group->as.i : 0;
    }
    reading->out->has_groups = true;
}

static int read_tracks(struct reading *reading, struct lg_err *err) {
    static const char get_scenes[] = "/live/song/get/num_scenes";
    const struct lg_osc_arg range[] = {lg_osc_int(0), lg_osc_int(-1),
                                       lg_osc_text("track.group_track")};
    const struct lg_answer *scenes;
    const struct lg_live_track *track;
    struct lg_track_ref ref;
    size_t first = lg_batch_ask_safe(reading->batch, get_scenes, NULL, 0, 0);
    for (size_t at = 0; (track = lg_live_track_at(reading->set, at, &ref)) != NULL; at++)
        if (ask_track(reading, at, &ref, err) != 0)
            return -1;
    size_t groups = lg_batch_ask(reading->batch, "/live/song/get/track_data", range, 3, 0);
    if (lg_live_exchange(reading->live, reading->batch, reading->deadline_ns, err) != 0 ||
        answered(reading, first, get_scenes, &scenes, err) != 0)
        return -1;
    if (scenes->count != 1 || scenes->args[0].tag != 'i' || scenes->args[0].as.i < 0)
        return lg_err_set(err, LG_ERR_READ, "%s did not give a number", get_scenes);
    reading->out->num_scenes = (size_t)scenes->args[0].as.i;
    for (size_t at = 0; (track = lg_live_track_at(reading->set, at, &ref)) != NULL; at++)
        if (take_devices(reading, at, track, err) != 0 ||
            (ref.kind == LG_TRACK_REGULAR && take_regular(reading, at, err) != 0))
            return -1;
    take_groups(reading, groups);
    return 0;
}

static int ask_shown(const struct reading *reading, const struct lg_track_ref *ref,
                     const struct lg_live_track *track, struct lg_err *err) {
    for (size_t i = 0; i < track->num_devices; i++)
        for (size_t j = 0; j < track->devices[i].num_params; j++) {
            struct lg_osc_arg args[3] = {{0}, lg_osc_int((int32_t)i), lg_osc_int((int32_t)j)};
            if (lg_track_ref_arg(ref, LG_PART_DEVICE, reading->arena, &args[0], err) != 0)
                return -1;
            add(reading, get_shown, args, 3);
        }
    return 0;
}

static int take_shown(const struct reading *reading, size_t at, const struct lg_live_track *track,
                      size_t *index, struct lg_err *err) {
    for (size_t i = 0; i < track->num_devices; i++)
        for (size_t j = 0; j < track->devices[i].num_params; j++) {
            const struct lg_answer *answer;
            if (answered(reading, (*index)++, get_shown, &answer, err) != 0)
                return -1;
            if (answer->count == 4 && answer->args[3].tag == 's')
                reading->out->tracks[at].devices[i].shown[j] =
                    lg_arena_strdup(reading->arena, answer->args[3].as.s);
        }
    return 0;
}

/* What waits until the kinds are known: a group has no arrangement to ask for. */
static int read_rest(struct reading *reading, struct lg_err *err) {
    const struct lg_live_track *track;
    const struct lg_answer *answer;
    struct lg_track_ref ref;
    size_t index = 0;
    for (size_t at = 0; (track = lg_live_track_at(reading->set, at, &ref)) != NULL; at++) {
        const struct lg_osc_arg arg = lg_osc_int((int32_t)at);
        if (ask_shown(reading, &ref, track, err) != 0)
            return -1;
        if (ref.kind == LG_TRACK_REGULAR && !reading->out->tracks[at].is_group)
            add(reading, get_arrangement, &arg, 1);
    }
    if (lg_live_exchange(reading->live, reading->batch, reading->deadline_ns, err) != 0)
        return -1;
    for (size_t at = 0; (track = lg_live_track_at(reading->set, at, &ref)) != NULL; at++) {
        struct lg_live_details_track *details = &reading->out->tracks[at];
        if (take_shown(reading, at, track, &index, err) != 0)
            return -1;
        if (ref.kind != LG_TRACK_REGULAR || details->is_group)
            continue;
        if (answered(reading, index++, get_arrangement, &answer, err) != 0)
            return -1;
        details->num_arrangement_clips = take_texts(reading, answer, &details->arrangement_clips);
    }
    return 0;
}

int lg_live_details_read(struct lg_live *live, const struct lg_live_set *set, int64_t deadline_ns,
                         struct lg_arena *arena, struct lg_live_details *out, struct lg_err *err) {
    size_t count = set->num_tracks + set->num_returns + 1;
    struct lg_live_details details = {.tracks =
                                          lg_arena_array(arena, count, sizeof *details.tracks)};
    struct reading reading = {.live = live,
                              .set = set,
                              .deadline_ns = deadline_ns,
                              .arena = arena,
                              .out = &details,
                              .batch = lg_batch_new(),
                              .first = lg_arena_array(arena, count, sizeof *reading.first)};
    int status = read_tracks(&reading, err);
    lg_batch_free(reading.batch);
    reading.batch = lg_batch_new();
    if (status == 0)
        status = read_rest(&reading, err);
    lg_batch_free(reading.batch);
    if (status == 0)
        *out = details;
    return status;
}
