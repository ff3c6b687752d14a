#include "run/standing.h"

#include <string.h>

#include "base/str.h"
#include "live/beyond.h"
#include "live/sends.h"

enum {
    QUESTION_ARGS = 4,
    BLOCK = 1000 /* tracks in one reply */
};

/* One value, where it is and how it was found. */
struct lg_standing_value {
    struct lg_spot spot; /* to be known again among what is set; it is asked for in a table */
    struct lg_osc_arg found;
};

/* One request, whose reply holds values behind what it echoes. */
struct lg_standing_question {
    const char *address;
    struct lg_osc_arg args[QUESTION_ARGS];
    size_t num_args, num_echoed;
    const char *label;
    size_t first, count; /* of the values */
};

static const char get_param[] = "/live/device/get/parameter/value";
static const char get_params[] = "/live/device/get/parameters/value";
static const char get_devices[] = "/live/track/get/devices/name";
static const char get_tracks[] = "/live/song/get/track_data";
static const char get_mute[] = "/live/track/get/mute";
static const char get_solo[] = "/live/track/get/solo";
static const char get_tempo[] = "/live/song/get/tempo";

/* --- noting --------------------------------------------------------------------------------- */

/* `items`, or a longer copy of them, with room for one more. */
static void *grow(struct lg_arena *arena, void *items, size_t count, size_t *capacity,
                  size_t item_bytes) {
    if (count < *capacity)
        return items;
    *capacity = *capacity == 0 ? 64 : *capacity * 2;
    char *more = lg_arena_array(arena, *capacity, item_bytes);
    if (count > 0)
        memcpy(more, items, count * item_bytes);
    return more;
}

static struct lg_standing_question *add_question(struct lg_standing *standing, const char *address,
                                                 const struct lg_osc_arg *args, size_t num_args,
                                                 const char *label) {
    standing->questions = grow(standing->arena, standing->questions, standing->num_questions,
                               &standing->questions_capacity, sizeof *standing->questions);
    struct lg_standing_question *question = &standing->questions[standing->num_questions++];
    *question = (struct lg_standing_question){.address = address,
                                              .num_args = num_args,
                                              .num_echoed = num_args,
                                              .label = label,
                                              .first = standing->count};
    for (size_t i = 0; i < num_args; i++)
        question->args[i] = args[i];
    return question;
}

static struct lg_standing_value *add_value(struct lg_standing *standing,
                                           struct lg_standing_question *question,
                                           struct lg_osc_arg found, const char *label) {
    standing->values = grow(standing->arena, standing->values, standing->count, &standing->capacity,
                            sizeof *standing->values);
    struct lg_standing_value *value = &standing->values[standing->count++];
    *value = (struct lg_standing_value){.spot = {.get = question->address,
                                                 .num_index = question->num_echoed,
                                                 .label = lg_arena_strdup(standing->arena, label)},
                                        .found = found};
    memcpy(value->spot.index, question->args, sizeof value->spot.index);
    question->count++;
    return value;
}

/* A question with one answer. */
static void add_single(struct lg_standing *standing, const char *address,
                       const struct lg_osc_arg *index, size_t num_index, struct lg_osc_arg found,
                       const char *label) {
    struct lg_standing_question *question =
        add_question(standing, address, index, num_index, label);
    add_value(standing, question, found, label);
}

static const char *name_of_param(const void *items, size_t i) {
    return ((const struct lg_live_param *)items)[i].name;
}

static const char *name_of_device(const void *items, size_t i) {
    return ((const struct lg_live_device *)items)[i].name;
}

/* With its number where another one has that name too: no two labels are the same. */
static const char *unlike(struct lg_arena *arena, const void *items, size_t count, size_t at,
                          const char *(*name_of)(const void *items, size_t i)) {
    const char *name = name_of(items, at);
    for (size_t i = 0; i < count; i++)
        if (i != at && strcmp(name_of(items, i), name) == 0)
            return lg_arena_printf(arena, "%s #%zu", name, at);
    return name;
}

static void add_device(struct lg_standing *standing, const struct lg_live_track *track,
                       const char *track_label, const struct lg_osc_arg *arg, size_t at) {
    const struct lg_live_device *device = &track->devices[at];
    struct lg_arena *arena = standing->arena;
    const char *name = unlike(arena, track->devices, track->num_devices, at, name_of_device);
    const char *label = lg_arena_printf(arena, "%s / %s", track_label, name);
    const struct lg_osc_arg index[] = {*arg, lg_osc_int((int32_t)at)};
    struct lg_standing_question *question =
        add_question(standing, get_params, index, LG_ARRAY_LEN(index), label);
    for (size_t i = 0; i < device->num_params; i++) {
        const char *param = unlike(arena, device->params, device->num_params, i, name_of_param);
        struct lg_standing_value *value =
            add_value(standing, question, lg_osc_float(device->params[i].value.number),
                      lg_arena_printf(arena, "%s / %s", label, param));
        value->spot.get = get_param;
        value->spot.index[value->spot.num_index++] = lg_osc_int((int32_t)i);
    }
}

/* The switches of a regular track are among those of all. */
static void add_mixer(struct lg_standing *standing, const struct lg_live_track *track,
                      const char *track_label, const struct lg_osc_arg *arg) {
    const struct lg_live_mixer *mixer = &track->mixer;
    bool has_own = track->kind != LG_TRACK_REGULAR;
    const struct {
        const char *name, *address;
        bool is_there;
        struct lg_osc_arg found;
    } rows[] = {
        {"volume", "/live/track/get/volume", true, lg_osc_float(mixer->volume.number)},
        {"pan", "/live/track/get/panning", true, lg_osc_float(mixer->panning.number)},
        {"mute", get_mute, has_own && mixer->mute != LG_SWITCH_NONE,
         lg_osc_bool(mixer->mute == LG_SWITCH_ON)},
        {"solo", get_solo, has_own && mixer->solo != LG_SWITCH_NONE,
         lg_osc_bool(mixer->solo == LG_SWITCH_ON)},
    };
    struct lg_arena *arena = standing->arena;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        if (rows[i].is_there)
            add_single(standing, rows[i].address, arg, 1, rows[i].found,
                       lg_arena_printf(arena, "%s / %s", track_label, rows[i].name));
    for (size_t i = 0; i < mixer->num_sends; i++) {
        const struct lg_osc_arg index[] = {*arg, lg_osc_int((int32_t)i)};
        add_single(standing, LG_SENDS_ADDRESS, index, LG_ARRAY_LEN(index),
                   lg_osc_float(mixer->sends[i].number),
                   lg_arena_printf(arena, "%s / send %c", track_label, (int)('A' + i)));
    }
}

static int add_track(struct lg_standing *standing, const struct lg_live_track *track,
                     const struct lg_track_ref *ref, const char *label, struct lg_err *err) {
    struct lg_arena *arena = standing->arena;
    struct lg_osc_arg arg;
    if (lg_track_ref_arg(ref, LG_PART_TRACK, arena, &arg, err) < 0)
        return -1;
    struct lg_standing_question *names = add_question(standing, get_devices, &arg, 1, label);
    for (size_t i = 0; i < track->num_devices; i++)
        add_value(standing, names, lg_osc_text(track->devices[i].name),
                  lg_arena_printf(arena, "%s / device %zu", label, i));
    if (track->has_mixer)
        add_mixer(standing, track, label, &arg);
    if (!lg_dialect_reaches(ref->dialect, ref->kind, LG_PART_DEVICE))
        return 0;
    if (lg_track_ref_arg(ref, LG_PART_DEVICE, arena, &arg, err) < 0)
        return -1;
    for (size_t i = 0; i < track->num_devices; i++)
        if (track->devices[i].has_params)
            add_device(standing, track, label, &arg, i);
    return 0;
}

static int add_switch(struct lg_standing *standing, struct lg_standing_question *question,
                      const struct lg_live_set *set, size_t at, const char *get, enum lg_switch is,
                      struct lg_err *err) {
    struct lg_arena *arena = standing->arena;
    struct lg_track_ref ref;
    struct lg_standing_value *value =
        add_value(standing, question, lg_osc_bool(is == LG_SWITCH_ON),
                  lg_arena_printf(arena, "%s (track %zu) / %s", set->tracks[at].name, at,
                                  get == get_mute ? "mute" : "solo"));
    value->spot.get = get;
    value->spot.num_index = 1;
    if (lg_track_ref_make(set->dialect, LG_TRACK_REGULAR, at, &ref, err) < 0)
        return -1;
    return lg_track_ref_arg(&ref, LG_PART_TRACK, arena, &value->spot.index[0], err);
}

/* Whatever track is muted or soloed, a print of the main output is of another mix. */
static int add_switches(struct lg_standing *standing, const struct lg_live_set *set,
                        struct lg_err *err) {
    for (size_t first = 0; first < set->num_tracks; first += BLOCK) {
        size_t end = set->num_tracks - first > BLOCK ? first + BLOCK : set->num_tracks;
        const struct lg_osc_arg args[] = {lg_osc_int((int32_t)first), lg_osc_int((int32_t)end),
                                          lg_osc_text("track.mute"), lg_osc_text("track.solo")};
        struct lg_standing_question *question = add_question(
            standing, get_tracks, args, LG_ARRAY_LEN(args), "the tracks' mute and solo");
        question->num_echoed = 0;
        for (size_t i = first; i < end; i++) {
            const struct lg_live_mixer *mixer = &set->tracks[i].mixer;
            if (add_switch(standing, question, set, i, get_mute, mixer->mute, err) < 0 ||
                add_switch(standing, question, set, i, get_solo, mixer->solo, err) < 0)
                return -1;
        }
    }
    return 0;
}

int lg_standing_note(struct lg_standing *standing, const struct lg_live_set *set,
                     const struct lg_live_track *track, const struct lg_track_ref *ref,
                     struct lg_arena *arena, struct lg_err *err) {
    struct lg_track_ref master;
    *standing = (struct lg_standing){.arena = arena};
    if (add_track(standing, track, ref, track->name, err) < 0 ||
        add_switches(standing, set, err) < 0)
        return -1;
    if (set->master != NULL && set->master != track &&
        (lg_track_ref_make(set->dialect, LG_TRACK_MASTER, 0, &master, err) < 0 ||
         add_track(standing, set->master, &master,
                   lg_arena_printf(arena, "%s (master)", set->master->name), err) < 0))
        return -1;
    if (set->has_song)
        add_single(standing, get_tempo, NULL, 0, lg_osc_float(set->song.tempo.number), "tempo");
    return 0;
}

/* --- looking again -------------------------------------------------------------------------- */

void lg_standing_ask(struct lg_standing *standing, struct lg_batch *batch) {
    for (size_t i = 0; i < standing->num_questions; i++) {
        const struct lg_standing_question *question = &standing->questions[i];
        size_t asked = lg_batch_ask_safe(batch, question->address, question->args,
                                         question->num_args, question->num_echoed);
        if (i == 0)
            standing->asked = asked;
    }
}

static const char *show(const struct lg_osc_arg *value, struct lg_arena *arena) {
    char number[LG_NUMBER_MAX];
    double native;
    if (value->tag == 's')
        return value->as.s;
    if (value->tag == 'T' || value->tag == 'F')
        return value->tag == 'T' ? "on" : "off";
    if (!lg_osc_number(value, &native))
        return "nothing";
    lg_native_write((struct lg_native){(float)native}, number);
    return lg_arena_strdup(arena, number);
}

static int differs(const char *label, const struct lg_osc_arg *was, const struct lg_osc_arg *is,
                   bool is_behind, struct lg_err *err) {
    struct lg_arena arena = {0};
    lg_err_set(err, LG_ERR_WRITE,
               is_behind ? "%s was %s before the print, and is %s behind it: something else moves "
                           "it (automation, a modulator, a person)"
                         : "%s was %s, and is %s before the print: something else moved it "
                           "(automation, a modulator, a person)",
               label, show(was, &arena), show(is, &arena));
    lg_arena_dispose(&arena);
    return -1;
}

static const struct lg_osc_arg *wanted(const struct lg_standing_value *value,
                                       const struct lg_standing_settings *settings) {
    for (size_t i = 0; i < settings->count; i++)
        if (lg_spot_is(&settings->places[i].spot, &value->spot))
            return &settings->now[i].value;
    return &value->found;
}

static int take_answer(const struct lg_standing *standing,
                       const struct lg_standing_question *question, const struct lg_answer *answer,
                       const struct lg_standing_settings *settings, bool is_behind,
                       struct lg_err *err) {
    if (answer->kind != LG_ANSWER_REPLY)
        return lg_err_set(err, LG_ERR_READ, "%s can't be read any more: AbletonOSC answered '%s'",
                          question->label,
                          answer->kind == LG_ANSWER_ERROR ? answer->error : "nothing");
    size_t count = answer->count - question->num_echoed;
    const struct lg_osc_arg *got = answer->args + question->num_echoed;
    for (size_t i = 0; i < count && i < question->count; i++) {
        const struct lg_standing_value *value = &standing->values[question->first + i];
        const struct lg_osc_arg *was = wanted(value, settings);
        if (!lg_spot_same(was, &got[i]))
            return differs(value->spot.label, was, &got[i], is_behind, err);
    }
    if (count == question->count)
        return 0;
    return lg_err_set(err, LG_ERR_WRITE,
                      "%s: there were %zu %s, and are %zu: something else changed it meanwhile",
                      question->label, question->count,
                      question->address == get_devices ? "devices" : "values", count);
}

int lg_standing_take(const struct lg_standing *standing, const struct lg_batch *batch,
                     const struct lg_standing_settings *settings, bool is_behind,
                     struct lg_err *err) {
    for (size_t i = 0; i < standing->num_questions; i++)
        if (take_answer(standing, &standing->questions[i],
                        lg_batch_answer(batch, standing->asked + i), settings, is_behind, err) < 0)
            return -1;
    return 0;
}

/* --- telling -------------------------------------------------------------------------------- */

struct lg_value *lg_standing_told(const struct lg_standing *standing, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    for (size_t i = 0; i < standing->count; i++) {
        const struct lg_standing_value *value = &standing->values[i];
        lg_value_put(arena, map, value->spot.label,
                     lg_value_text(arena, show(&value->found, arena)));
    }
    return map;
}

void lg_standing_sha256(const struct lg_standing *standing, char hex_out[static LG_SHA256_HEX]) {
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    for (size_t i = 0; i < standing->count; i++)
        lg_str_printf(&text, "%s = %s\n", standing->values[i].spot.label,
                      show(&standing->values[i].found, &arena));
    lg_sha256_of(lg_str_text(&text), text.length, hex_out);
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
}
