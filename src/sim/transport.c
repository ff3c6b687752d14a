/* /live/song: its properties, and playing. Time passes by sim/player.h. */
#include "sim/clip.h"
#include "sim/handlers.h"
#include "sim/player.h"

/* Live's range; the text of its refusal is assumed to be the parameters'. */
static const float tempo_range[2] = {20, 999};

static bool get_tempo(struct lg_sim_call *call, const struct lg_sim_object *object,
                      struct lg_sim_value *out) {
    LG_UNUSED(object);
    *out = lg_sim_float((double)call->set->tempo);
    return true;
}

static bool set_tempo(struct lg_sim_call *call, const struct lg_sim_object *object,
                      const struct lg_sim_value *value) {
    LG_UNUSED(object);
    return lg_sim_to_param(call, value, tempo_range, &call->set->tempo);
}

/* What was done is not kept, so that there is nothing to undo. */
static bool get_false(struct lg_sim_call *call, const struct lg_sim_object *object,
                      struct lg_sim_value *out) {
    LG_UNUSED(call);
    LG_UNUSED(object);
    *out = lg_sim_bool(false);
    return true;
}

static bool get_record_status(struct lg_sim_call *call, const struct lg_sim_object *object,
                              struct lg_sim_value *out) {
    LG_UNUSED(object);
    *out = lg_sim_int(call->set->song.session_record ? 1 : 0);
    return true;
}

/* To the end of the arrangement's last clip, each of which is taken to be a bar long. */
static bool get_length(struct lg_sim_call *call, const struct lg_sim_object *object,
                       struct lg_sim_value *out) {
    size_t bars = 0;
    LG_UNUSED(object);
    for (size_t i = 0; i < call->set->num_tracks; i++)
        if (call->set->tracks[i].arrangement_clips.count > bars)
            bars = call->set->tracks[i].arrangement_clips.count;
    *out = lg_sim_float(4 * (double)bars);
    return true;
}

static bool set_denominator(struct lg_sim_call *call, const struct lg_sim_object *object,
                            const struct lg_sim_value *value) {
    int64_t number;
    LG_UNUSED(object);
    if (!lg_sim_to_whole(call, value, &number))
        return false;
    if (number < 1 || number > 16 || (number & (number - 1)) != 0) {
        lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Invalid denominator");
        return false;
    }
    call->set->song.signature_denominator = number;
    return true;
}

/* Live's own texts for a position before the start and a number that names nothing are not known.
 */
#define SWITCH(field, access)                                                                      \
    {                                                                                              \
#field, access, LG_SIM_SWITCH, offsetof(struct lg_sim_set, song.field), 0, 0, NULL, NULL,  \
            NULL, NULL                                                                             \
    }
#define BEATS(field)                                                                               \
    {                                                                                              \
#field, LG_SIM_WRITABLE, LG_SIM_REAL, offsetof(struct lg_sim_set, song.field), 0, 1e6,     \
            NULL, NULL, NULL, "Invalid position"                                                   \
    }
#define WHOLE(field, least, most, text)                                                            \
    {                                                                                              \
#field, LG_SIM_WRITABLE, LG_SIM_WHOLE, offsetof(struct lg_sim_set, song.field), least,     \
            most, NULL, NULL, NULL, text                                                           \
    }

static const struct lg_sim_property properties[] = {
    {"can_redo", LG_SIM_DEAF, .get = get_false},
    {"can_undo", LG_SIM_DEAF, .get = get_false},
    SWITCH(is_playing, 0),
    {"song_length", 0, .get = get_length},
    {"session_record_status", 0, .get = get_record_status},
    SWITCH(arrangement_overdub, LG_SIM_WRITABLE),
    SWITCH(back_to_arranger, LG_SIM_WRITABLE),
    WHOLE(clip_trigger_quantization, 0, LG_SIM_QUANTISATION__COUNT - 1, "Invalid quantization"),
    BEATS(current_song_time),
    {"groove_amount", LG_SIM_WRITABLE, LG_SIM_REAL, offsetof(struct lg_sim_set, song.groove_amount),
     0, 1.3125, NULL, NULL, NULL, NULL},
    SWITCH(is_ableton_link_enabled, LG_SIM_WRITABLE),
    SWITCH(loop, LG_SIM_WRITABLE),
    BEATS(loop_length),
    BEATS(loop_start),
    SWITCH(metronome, LG_SIM_WRITABLE),
    WHOLE(midi_recording_quantization, 0, 8, "Invalid quantization"),
    SWITCH(nudge_down, LG_SIM_WRITABLE),
    SWITCH(nudge_up, LG_SIM_WRITABLE),
    SWITCH(punch_in, LG_SIM_WRITABLE),
    SWITCH(punch_out, LG_SIM_WRITABLE),
    SWITCH(record_mode, LG_SIM_WRITABLE),
    WHOLE(root_note, 0, 11, "Invalid root note"),
    {"scale_name", LG_SIM_WRITABLE, LG_SIM_WORDS, offsetof(struct lg_sim_set, song.scale_name), 0,
     0, NULL, NULL, NULL, NULL},
    SWITCH(session_record, LG_SIM_WRITABLE),
    {"signature_denominator", LG_SIM_WRITABLE, LG_SIM_WHOLE,
     offsetof(struct lg_sim_set, song.signature_denominator), 0, 0, NULL, NULL, set_denominator,
     NULL},
    WHOLE(signature_numerator, 1, 99, "Invalid numerator"),
    {"tempo", LG_SIM_WRITABLE, .get = get_tempo, .set = set_tempo},
};

static enum lg_sim_result reach(struct lg_sim_call *call, lg_sim_use *use, const void *detail) {
    const struct lg_sim_object song = lg_sim_song_object(call->set);
    return use(call, &song, detail);
}

const struct lg_sim_class lg_sim_song_class = {.name = "song",
                                               .type = "Song",
                                               .properties = properties,
                                               .num_properties = LG_ARRAY_LEN(properties),
                                               .reach = reach,
                                               .sequence = "list"};

enum lg_sim_result lg_sim_song_start(struct lg_sim_call *call, const struct lg_sim_object *object,
                                     const void *detail) {
    LG_UNUSED(object);
    if (!lg_sim_takes(call, 0, "Song", detail))
        return LG_SIM_RAISED;
    call->set->song.is_playing = true;
    return LG_SIM_SILENT;
}

enum lg_sim_result lg_sim_song_stop(struct lg_sim_call *call, const struct lg_sim_object *object,
                                    const void *detail) {
    LG_UNUSED(object);
    if (!lg_sim_takes(call, 0, "Song", detail))
        return LG_SIM_RAISED;
    lg_sim_player_stop(call->set);
    lg_sim_clips_settle(call->set);
    return LG_SIM_SILENT;
}
