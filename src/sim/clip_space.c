/* /live/clip: the properties of a slot's clip, and what it does. */
#include <math.h>

#include "base/number.h"
#include "sim/clip.h"
#include "sim/handlers.h"
#include "sim/take.h"

static enum lg_sim_result reach(struct lg_sim_call *call, lg_sim_use *use, const void *detail) {
    struct lg_sim_track *track;
    size_t slot;
    if (!lg_sim_find_slot(call, &track, &slot))
        return LG_SIM_RAISED;
    const struct lg_sim_object object = lg_sim_clip_object(track, slot);
    return use(call, &object, detail);
}

static bool audio(struct lg_sim_call *call, const struct lg_sim_object *object,
                  const struct lg_sim_property *property) {
    const struct lg_sim_clip *clip = object->self;
    if (clip->is_midi)
        lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "%s is only available for Audio Clips",
                     property->name);
    return !clip->is_midi;
}

/* The clips of a set's file have no audio behind them. */
static const char *path_of(const struct lg_sim_clip *clip) {
    if (clip->take != NULL)
        return clip->take->path;
    return clip->file_path == NULL ? "" : clip->file_path;
}

static double frames(const struct lg_sim_set *set, const struct lg_sim_clip *clip) {
    return lg_sim_clip_length(clip) * 60 / (double)set->tempo * set->rate_hz;
}

static bool get_gain_text(struct lg_sim_call *call, const struct lg_sim_object *object,
                          struct lg_sim_value *out) {
    const struct lg_sim_clip *clip = object->self;
    char number[LG_NUMBER_MAX];
    /* 0.4 is 0 dB and 1 is 24 dB; in between a line is assumed. */
    lg_number_fixed((clip->gain - 0.4) * 40, 2, number);
    *out = lg_sim_text(lg_arena_printf(call->arena, "%s dB", number));
    return true;
}

#define GETTER(name, value)                                                                        \
    static bool get_##name(struct lg_sim_call *call, const struct lg_sim_object *object,           \
                           struct lg_sim_value *out) {                                             \
        const struct lg_sim_clip *clip = object->self;                                             \
        LG_UNUSED(call);                                                                           \
        LG_UNUSED(clip);                                                                           \
        *out = value;                                                                              \
        return true;                                                                               \
    }
GETTER(end_time, lg_sim_float(lg_sim_clip_length(clip)))
GETTER(file_path, lg_sim_text(path_of(clip)))
GETTER(false, lg_sim_bool(false))
GETTER(is_midi_clip, lg_sim_bool(clip->is_midi))
GETTER(is_audio_clip, lg_sim_bool(!clip->is_midi))
GETTER(is_playing, lg_sim_bool(object->slot->is_playing && call->set->song.is_playing))
GETTER(is_recording, lg_sim_bool(clip->take != NULL && clip->take->is_recording))
GETTER(is_triggered, lg_sim_bool(object->slot->is_triggered))
GETTER(length, lg_sim_float(lg_sim_clip_length(clip)))
GETTER(playing_position, lg_sim_float(clip->loop_start + clip->position))
GETTER(sample_length, lg_sim_int(llround(frames(call->set, clip))))
GETTER(start_time, lg_sim_float(0))

static bool set_color(struct lg_sim_call *call, const struct lg_sim_object *object,
                      const struct lg_sim_value *value) {
    return lg_sim_to_color(call, value, &((struct lg_sim_clip *)object->self)->look);
}

static bool set_color_index(struct lg_sim_call *call, const struct lg_sim_object *object,
                            const struct lg_sim_value *value) {
    return lg_sim_to_color_index(call, value, &((struct lg_sim_clip *)object->self)->look);
}

/* A place before the end of what it opens, or behind the start of what it closes. */
static bool to_place(struct lg_sim_call *call, const struct lg_sim_value *value,
                     const double range[2], double *out) {
    double beats;
    if (!lg_sim_to_real(call, value, &beats))
        return false;
    if (!(beats > range[0] && beats < range[1])) {
        lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Invalid loop position");
        return false;
    }
    *out = beats;
    return true;
}

#define PLACE(name, field, least, most)                                                            \
    static bool set_##name(struct lg_sim_call *call, const struct lg_sim_object *object,           \
                           const struct lg_sim_value *value) {                                     \
        struct lg_sim_clip *clip = object->self;                                                   \
        return to_place(call, value, (const double[]){least, most}, &clip->field);                 \
    }
PLACE(loop_start, loop_start, -1e6, clip->loop_end)
PLACE(loop_end, loop_end, clip->loop_start, 1e6)
PLACE(start_marker, start_marker, -1e6, clip->end_marker)
PLACE(end_marker, end_marker, clip->start_marker, 1e6)

/* The loop moves as a whole. */
static bool set_position(struct lg_sim_call *call, const struct lg_sim_object *object,
                         const struct lg_sim_value *value) {
    struct lg_sim_clip *clip = object->self;
    double length = clip->loop_end - clip->loop_start;
    if (!to_place(call, value, (const double[]){-1e6, 1e6 - length}, &clip->loop_start))
        return false;
    clip->loop_end = clip->loop_start + length;
    return true;
}

#define AT(field) offsetof(struct lg_sim_clip, field)
#define SWITCH(name, check)                                                                        \
    { #name, LG_SIM_WRITABLE, LG_SIM_SWITCH, AT(name), .applies = check }
#define WHOLE(name, least, most, check)                                                            \
    { #name, LG_SIM_WRITABLE, LG_SIM_WHOLE, AT(name), least, most, .applies = check }
#define REAL(name, least, most, check)                                                             \
    { #name, LG_SIM_WRITABLE, LG_SIM_REAL, AT(name), least, most, .applies = check }
#define MARK(name, field)                                                                          \
    { #name, LG_SIM_WRITABLE, LG_SIM_REAL, AT(field), .set = set_##name }

static const struct lg_sim_property properties[] = {
    {"end_time", 0, .get = get_end_time},
    {"file_path", 0, .applies = audio, .get = get_file_path},
    {"gain_display_string", LG_SIM_DEAF, .applies = audio, .get = get_gain_text},
    {"has_groove", LG_SIM_DEAF, .get = get_false},
    {"is_midi_clip", LG_SIM_DEAF, .get = get_is_midi_clip},
    {"is_audio_clip", LG_SIM_DEAF, .get = get_is_audio_clip},
    {"is_overdubbing", 0, .get = get_false},
    {"is_playing", LG_SIM_DEAF, .get = get_is_playing},
    {"is_recording", 0, .get = get_is_recording},
    {"is_triggered", LG_SIM_DEAF, .get = get_is_triggered},
    {"length", LG_SIM_DEAF, .get = get_length},
    {"playing_position", 0, .get = get_playing_position},
    {"sample_length", LG_SIM_DEAF, .applies = audio, .get = get_sample_length},
    {"start_time", 0, .get = get_start_time},
    {"will_record_on_start", LG_SIM_DEAF, .get = get_false},
    {"color", LG_SIM_WRITABLE, LG_SIM_WHOLE, AT(look.color), .set = set_color},
    {"color_index", LG_SIM_WRITABLE, LG_SIM_WHOLE, AT(look.color_index), .set = set_color_index},
    MARK(end_marker, end_marker),
    REAL(gain, 0, 1, audio),
    WHOLE(launch_mode, 0, 3, NULL),
    WHOLE(launch_quantization, 0, LG_SIM_QUANTISATION__COUNT, NULL),
    SWITCH(legato, NULL),
    MARK(loop_end, loop_end),
    MARK(loop_start, loop_start),
    SWITCH(looping, NULL),
    SWITCH(muted, NULL),
    {"name", LG_SIM_WRITABLE, LG_SIM_WORDS, .offset = AT(name)},
    WHOLE(pitch_coarse, -48, 48, audio),
    REAL(pitch_fine, -500, 500, audio),
    MARK(position, loop_start),
    SWITCH(ram_mode, audio),
    MARK(start_marker, start_marker),
    REAL(velocity_amount, 0, 1, NULL),
    WHOLE(warp_mode, 0, 6, audio),
    SWITCH(warping, audio),
};

const struct lg_sim_class lg_sim_clip_class = {.name = "clip",
                                               .type = "Clip",
                                               .properties = properties,
                                               .num_properties = LG_ARRAY_LEN(properties),
                                               .reach = reach,
                                               .sequence = "tuple"};

static enum lg_sim_result fire(struct lg_sim_call *call, const struct lg_sim_object *object,
                               const void *detail) {
    if (!lg_sim_is_there(call, object, detail) || !lg_sim_takes(call, 0, "Clip", detail))
        return LG_SIM_RAISED;
    lg_sim_slot_fire(call, object->track, object->place);
    return LG_SIM_SILENT;
}

/* Another clip of the track plays on. */
static enum lg_sim_result stop(struct lg_sim_call *call, const struct lg_sim_object *object,
                               const void *detail) {
    if (!lg_sim_is_there(call, object, detail) || !lg_sim_takes(call, 0, "Clip", detail))
        return LG_SIM_RAISED;
    if (object->slot->is_playing || object->slot->is_triggered)
        lg_sim_track_stop(object->track);
    lg_sim_clips_settle(call->set);
    return LG_SIM_SILENT;
}

/* The loop becomes twice as long, with its notes twice in it. */
static enum lg_sim_result duplicate_loop(struct lg_sim_call *call,
                                         const struct lg_sim_object *object, const void *detail) {
    struct lg_sim_clip *clip = object->self;
    if (!lg_sim_is_there(call, object, detail) || !lg_sim_takes(call, 0, "Clip", detail))
        return LG_SIM_RAISED;
    double length = clip->loop_end - clip->loop_start;
    if (clip->loop_end + length > 1e6 || clip->num_notes * 2 > LG_SIM_MAX_NOTES)
        return lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "The loop can't be any longer");
    size_t count = clip->num_notes;
    for (size_t i = 0; i < count; i++)
        if (clip->notes[i].start >= clip->loop_start && clip->notes[i].start < clip->loop_end) {
            struct lg_sim_note note = clip->notes[i];
            note.start += length;
            lg_sim_clip_add_note(clip, &note);
        }
    clip->loop_end += length;
    if (clip->end_marker < clip->loop_end)
        clip->end_marker = clip->loop_end;
    return LG_SIM_SILENT;
}

/* Live wants one list of ids, which OSC brings to no method as the script calls it. */
static enum lg_sim_result remove_by_id(struct lg_sim_call *call, const struct lg_sim_object *object,
                                       const void *detail) {
    if (!lg_sim_is_there(call, object, detail))
        return LG_SIM_RAISED;
    return lg_sim_raise(
        call, LG_SIM_OTHER_ERROR,
        "Python argument types in\n    Clip.remove_notes_by_id(Clip)\ndid not match "
        "C++ signature:\n    remove_notes_by_id(TPyHandle<AClip>, object)");
}

#define ROW(name, use)                                                                             \
    { "/live/clip/" name, &lg_sim_clip_class, use, name }

static const struct lg_sim_handler methods[] = {
    ROW("fire", fire),
    ROW("stop", stop),
    ROW("duplicate_loop", duplicate_loop),
    ROW("remove_notes_by_id", remove_by_id),
};

const struct lg_sim_handlers lg_sim_clip_methods = {.rows = methods,
                                                    .count = LG_ARRAY_LEN(methods)};
