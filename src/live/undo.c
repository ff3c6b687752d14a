#include "live/undo.h"

#include <string.h>

#include "live/level.h"

/* What is special about a getter's spot. */
struct trait {
    const char *get;
    enum lg_along along;
    bool on_is_quiet;
    bool moves;
};

static const struct trait traits[] = {
    {"/live/song/get/current_song_time", LG_ALONG_NOTHING, false, true},
    {"/live/song/get/is_playing", LG_ALONG_TRANSPORT, false, false},
    {"/live/track/get/arm", LG_ALONG_OTHERS, false, false},
    {"/live/track/get/mute", LG_ALONG_NOTHING, true, false},
    {"/live/track/get/solo", LG_ALONG_OTHERS, false, false},
};

static const struct trait *trait_of(const struct lg_spot *spot) {
    static const struct trait plain;
    for (size_t i = 0; i < LG_ARRAY_LEN(traits); i++) {
        if (strcmp(traits[i].get, spot->get) == 0)
            return &traits[i];
    }
    return &plain;
}

const struct lg_spot lg_spot_position = {.get = "/live/song/get/current_song_time",
                                         .set = "/live/song/set/current_song_time"};
const struct lg_spot lg_spot_playing = {.get = "/live/song/get/is_playing",
                                        .set = "/live/song/continue_playing",
                                        .off = "/live/song/stop_playing",
                                        .label = "the transport"};
const struct lg_spot lg_spot_recording = {.get = "/live/song/get/record_mode",
                                          .set = "/live/song/set/record_mode"};

/* What a method does to a spot, or the kind of change that it is. */
static const struct method {
    const char *address;
    enum lg_change_kind kind;
    bool turns_on;
} methods[] = {
    {"/live/clip_slot/fire", LG_CHANGE_FIRE, false},
    {"/live/song/continue_playing", LG_CHANGE_SPOT, true},
    {"/live/song/create_audio_track", LG_CHANGE_TRACK, false},
    {"/live/song/create_midi_track", LG_CHANGE_TRACK, false},
    {"/live/song/delete_track", LG_CHANGE_DELETE, false},
    {"/live/song/start_playing", LG_CHANGE_SPOT, true},
    {"/live/song/stop_playing", LG_CHANGE_SPOT, false},
};

static int refuse(const struct lg_osc_msg *msg, const char *why, struct lg_err *err) {
    struct lg_str printed = {0};
    lg_osc_print(msg, &printed);
    lg_err_set(err, LG_ERR_READ, "%s is not sent: %s", lg_str_text(&printed), why);
    lg_str_dispose(&printed);
    return -1;
}

static int change_track(const struct lg_osc_msg *msg, struct lg_change *change,
                        struct lg_err *err) {
    double index = 0;
    if (msg->count != 1 || !lg_osc_number(&msg->args[0], &index) || index != -1)
        return refuse(msg,
                      "a track is made at the end alone, by the argument -1, so that no other "
                      "track moves",
                      err);
    change->method = msg->address;
    return 0;
}

static int change_slot(const struct lg_osc_msg *msg, struct lg_change *change, struct lg_err *err) {
    if (msg->count != 2 || msg->args[0].tag != 'i' || msg->args[1].tag != 'i')
        return refuse(msg, "it wants a track and a slot", err);
    change->track = msg->args[0].as.i;
    change->slot = msg->args[1].as.i;
    return 0;
}

static int change_delete(const struct lg_osc_msg *msg, struct lg_change *change,
                         struct lg_err *err) {
    if (msg->count != 1 || msg->args[0].tag != 'i')
        return refuse(msg, "it wants a track", err);
    change->track = msg->args[0].as.i;
    return 0;
}

static int change_by_method(const struct lg_osc_msg *msg, const struct method *method,
                            struct lg_change *change, struct lg_err *err) {
    change->kind = method->kind;
    if (method->kind == LG_CHANGE_TRACK)
        return change_track(msg, change, err);
    if (method->kind == LG_CHANGE_DELETE)
        return change_delete(msg, change, err);
    if (method->kind == LG_CHANGE_FIRE)
        return change_slot(msg, change, err);
    if (msg->count != 0)
        return refuse(msg, "it wants no arguments", err);
    change->spot = lg_spot_playing;
    change->value = lg_osc_bool(method->turns_on);
    if (method->turns_on)
        change->spot.set = method->address;
    return 0;
}

/* `/live/track/set/volume` → `/live/track/get/volume`, in `arena`; NULL for what is no setter. */
static const char *getter_of(const char *setter, struct lg_arena *arena) {
    static const char part[] = "/set/";
    const char *at = strstr(setter, part);
    if (at == NULL)
        return NULL;
    return lg_arena_printf(arena, "%.*s/get/%s", (int)(at - setter), setter, at + strlen(part));
}

static bool is_star(const struct lg_osc_arg *arg) {
    return arg->tag == 's' && strcmp(arg->as.s, "*") == 0;
}

static int change_by_setter(const struct lg_osc_msg *msg, const char *getter,
                            struct lg_change *change, struct lg_err *err) {
    if (msg->count == 0 || msg->count > LG_SPOT_INDEX_MAX + 1)
        return refuse(msg, "a setter wants what it is of, and one value", err);
    if (strcmp(msg->address, "/live/device/set/parameters/value") == 0)
        return refuse(msg,
                      "it writes many parameters, and stops at the first bad value: write "
                      "each by /live/device/set/parameter/value",
                      err);
    change->kind = LG_CHANGE_SPOT;
    change->spot = (struct lg_spot){.get = getter, .set = msg->address};
    change->spot.num_index = msg->count - 1;
    for (size_t i = 0; i < change->spot.num_index; i++) {
        if (is_star(&msg->args[i]))
            return refuse(msg, "\"*\" reaches all tracks", err);
        change->spot.index[i] = msg->args[i];
    }
    change->value = msg->args[msg->count - 1];
    if (strcmp(getter, "/live/device/get/parameter/value") == 0)
        change->spot.show = "/live/device/get/parameter/value_string";
    return 0;
}

int lg_change_of(const struct lg_osc_msg *msg, struct lg_arena *arena, struct lg_change *out,
                 struct lg_err *err) {
    struct lg_change change = {0};
    int status = -1;
    const char *getter = getter_of(msg->address, arena);
    for (size_t i = 0; i < LG_ARRAY_LEN(methods); i++) {
        if (strcmp(methods[i].address, msg->address) != 0)
            continue;
        status = change_by_method(msg, &methods[i], &change, err);
        goto out;
    }
    if (getter == NULL)
        return refuse(msg, "what it changes can't be put back", err);
    if (lg_ends_with(msg->address, "/set/name"))
        return refuse(
            msg, "names tell this set from another, and what is changed is put back into this one",
            err);
    status = change_by_setter(msg, getter, &change, err);
out:
    if (status == 0)
        *out = change;
    return status;
}

struct lg_spot lg_undo_spot(const struct lg_spot *spot) {
    return strcmp(spot->get, lg_spot_playing.get) == 0 ? lg_spot_playing : *spot;
}

enum lg_along lg_undo_along(const struct lg_spot *spot) {
    return trait_of(spot)->along;
}

bool lg_undo_moves(const struct lg_spot *spot) {
    return trait_of(spot)->moves;
}

/* Live's first parameter of every device is "Device On". */
static bool is_device_switch(const struct lg_spot *spot) {
    double param;
    return strcmp(spot->get, "/live/device/get/parameter/value") == 0 && spot->num_index == 3 &&
           lg_osc_number(&spot->index[2], &param) && param == 0;
}

/* Is `b` louder than `a` (1), or quieter (-1), as far as both show it? */
static int compare_shown(const struct lg_reading *a, const struct lg_reading *b) {
    struct lg_arena arena = {0};
    int sign = 0;
    if (a->shown != NULL && b->shown != NULL) {
        struct lg_shown from = lg_shown_read(a->shown, &arena);
        struct lg_shown to = lg_shown_read(b->shown, &arena);
        sign = lg_level_is_above(&to, &from) - lg_level_is_above(&from, &to);
    }
    lg_arena_dispose(&arena);
    return sign;
}

enum lg_undo_turn lg_undo_turn(const struct lg_spot *spot, const struct lg_reading *now,
                               const struct lg_reading *found) {
    double from;
    double to;
    if (!lg_osc_number(&now->value, &from) || !lg_osc_number(&found->value, &to) ||
        lg_undo_moves(spot))
        return LG_UNDO_RAISE;
    int shown = compare_shown(now, found);
    if (shown != 0)
        return shown > 0 ? LG_UNDO_RAISE : LG_UNDO_LOWER;
    bool is_more = to > from;
    if (strcmp(spot->get, lg_spot_playing.get) == 0)
        return is_more ? LG_UNDO_PLAY : LG_UNDO_STOP;
    bool is_louder = is_more != (trait_of(spot)->on_is_quiet || is_device_switch(spot));
    return is_louder ? LG_UNDO_RAISE : LG_UNDO_LOWER;
}
