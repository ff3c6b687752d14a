/* /live/clip: the notes of MIDI clips. */
#include <math.h>
#include <string.h>

#include "sim/clip.h"
#include "sim/handlers.h"

/* Pitches and beats that a request is about, both from the first up to but without the last. */
struct span {
    int64_t pitch[2];
    double beats[2];
};

/* What the script asks for without arguments: all but the highest pitch. */
static const struct span everything = {{0, 127}, {-8192, 8192}};

static bool is_midi(struct lg_sim_call *call, const struct lg_sim_object *object,
                    const char *method) {
    const struct lg_sim_clip *clip = object->self;
    if (!lg_sim_is_there(call, object, method))
        return false;
    if (!clip->is_midi)
        lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "This is only available for MIDI Clips");
    return clip->is_midi;
}

static bool read_span(struct lg_sim_call *call, const char *what, struct span *out) {
    int64_t pitch_span;
    double beats_span;
    *out = everything;
    if (call->count == 0)
        return true;
    if (call->count != 4) {
        lg_sim_raise(call, LG_SIM_VALUE_ERROR,
                     "Invalid number of arguments for /clip/%s/notes. Either 0 or 4 arguments must "
                     "be passed.",
                     what);
        return false;
    }
    if (!lg_sim_to_whole(call, &call->args[0], &out->pitch[0]) ||
        !lg_sim_to_whole(call, &call->args[1], &pitch_span) ||
        !lg_sim_to_real(call, &call->args[2], &out->beats[0]) ||
        !lg_sim_to_real(call, &call->args[3], &beats_span))
        return false;
    if (out->pitch[0] < 0 || out->pitch[0] > 127 || pitch_span < 0 || pitch_span > 128) {
        lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Invalid pitch");
        return false;
    }
    out->pitch[1] = out->pitch[0] + pitch_span;
    out->beats[1] = out->beats[0] + beats_span;
    return true;
}

static bool is_in(const struct lg_sim_note *note, const struct span *span) {
    return note->pitch >= span->pitch[0] && note->pitch < span->pitch[1] &&
           note->start >= span->beats[0] && note->start < span->beats[1];
}

static enum lg_sim_result get(struct lg_sim_call *call, const struct lg_sim_object *object,
                              const void *detail) {
    const struct lg_sim_clip *clip = object->self;
    struct span span;
    LG_UNUSED(detail);
    if (!read_span(call, "get", &span) || !is_midi(call, object, "get_notes_extended"))
        return LG_SIM_RAISED;
    for (size_t i = 0; i < clip->num_notes; i++) {
        const struct lg_sim_note *note = &clip->notes[i];
        if (!is_in(note, &span))
            continue;
        lg_sim_answer(call, lg_sim_int(note->pitch));
        lg_sim_answer(call, lg_sim_float(note->start));
        lg_sim_answer(call, lg_sim_float(note->duration));
        lg_sim_answer(call, lg_sim_float(note->velocity));
        lg_sim_answer(call, lg_sim_bool(note->mute));
    }
    return LG_SIM_ANSWERED;
}

static bool read_note(struct lg_sim_call *call, const struct lg_sim_value *args,
                      struct lg_sim_note *out) {
    int64_t mute;
    *out = (struct lg_sim_note){0};
    if (!lg_sim_to_whole(call, &args[0], &out->pitch) ||
        !lg_sim_to_real(call, &args[1], &out->start) ||
        !lg_sim_to_real(call, &args[2], &out->duration) ||
        !lg_sim_to_real(call, &args[3], &out->velocity) || !lg_sim_to_whole(call, &args[4], &mute))
        return false;
    out->mute = mute != 0;
    if (out->pitch < 0 || out->pitch > 127 || !(fabs(out->start) <= 1e6) ||
        !(out->duration > 0 && out->duration <= 1e6) ||
        !(out->velocity >= 0 && out->velocity <= 127)) {
        lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Invalid note");
        return false;
    }
    return true;
}

/* All of them, or none where one is bad. */
static enum lg_sim_result add(struct lg_sim_call *call, const struct lg_sim_object *object,
                              const void *detail) {
    struct lg_sim_clip *clip = object->self;
    size_t count = call->count / 5;
    struct lg_sim_note *notes = lg_arena_array(call->arena, count, sizeof *notes);
    LG_UNUSED(detail);
    if (call->count % 5 != 0)
        return lg_sim_raise(call, LG_SIM_VALUE_ERROR,
                            "not enough values to unpack (expected 5, got %zu)", call->count % 5);
    for (size_t i = 0; i < count; i++)
        if (!read_note(call, &call->args[i * 5], &notes[i]))
            return LG_SIM_RAISED;
    if (!is_midi(call, object, "add_new_notes"))
        return LG_SIM_RAISED;
    if (clip->num_notes + count > LG_SIM_MAX_NOTES)
        return lg_sim_raise(call, LG_SIM_OTHER_ERROR, "livegate sim has %d notes in a clip at most",
                            LG_SIM_MAX_NOTES);
    for (size_t i = 0; i < count; i++)
        lg_sim_clip_add_note(clip, &notes[i]);
    return LG_SIM_SILENT;
}

static enum lg_sim_result remove_notes(struct lg_sim_call *call, const struct lg_sim_object *object,
                                       const void *detail) {
    struct lg_sim_clip *clip = object->self;
    struct span span;
    size_t kept = 0;
    LG_UNUSED(detail);
    if (!read_span(call, "remove", &span) || !is_midi(call, object, "remove_notes_extended"))
        return LG_SIM_RAISED;
    for (size_t i = 0; i < clip->num_notes; i++)
        if (!is_in(&clip->notes[i], &span))
            clip->notes[kept++] = clip->notes[i];
    clip->num_notes = kept;
    return LG_SIM_SILENT;
}

/* C, C#, Db, …: the place within the octave; -1: no such name. */
static int pitch_class(struct lg_view name) {
    static const char *const names[][2] = {{"C", ""},    {"C#", "Db"}, {"D", ""},    {"D#", "Eb"},
                                           {"E", ""},    {"F", ""},    {"F#", "Gb"}, {"G", ""},
                                           {"G#", "Ab"}, {"A", ""},    {"A#", "Bb"}, {"B", ""}};
    for (size_t i = 0; name.length > 0 && i < LG_ARRAY_LEN(names); i++)
        if (lg_view_eq(name, names[i][0]) || lg_view_eq(name, names[i][1]))
            return (int)i;
    return -1;
}

static bool is_wanted(const struct lg_sim_call *call, struct lg_view name) {
    int pitch = pitch_class(name);
    for (size_t i = 0; i < call->count; i++) {
        const struct lg_sim_value *arg = &call->args[i];
        int given = arg->kind == LG_SIM_VALUE_TEXT ? pitch_class(arg->as.text) : -1;
        if (given == pitch)
            return true;
    }
    return false;
}

/* "Lead_C-Eb-G2" plays C, Eb and G: where such a list begins; NULL: the name has none. */
static const char *notes_of(const char *name) {
    for (; *name != '\0'; name++)
        if ((*name == '_' || *name == '-') && name[1] >= 'A' && name[1] <= 'G' &&
            name[1 + strspn(name + 1, "ABCDEFG#b123456789-")] == '\0')
            return name + 1;
    return NULL;
}

static bool plays_only_wanted(const struct lg_sim_call *call, const char *notes) {
    char name[8];
    size_t length = 0;
    for (;; notes++) {
        bool is_end = *notes == '-' || *notes == '\0';
        if (is_end && !is_wanted(call, (struct lg_view){name, length}))
            return false;
        if (*notes == '\0')
            return true;
        if (is_end)
            length = 0;
        else if (strchr("123456789", *notes) == NULL && length < sizeof name)
            name[length++] = *notes;
    }
}

static enum lg_sim_result filter(struct lg_sim_call *call, const struct lg_sim_object *object,
                                 const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    for (size_t i = 0; i < call->set->num_tracks; i++)
        for (size_t j = 0; j < call->set->tracks[i].num_slots; j++) {
            struct lg_sim_clip *clip = call->set->tracks[i].slots[j].clip;
            const char *notes = clip == NULL ? NULL : notes_of(clip->name);
            if (notes != NULL)
                clip->muted = !plays_only_wanted(call, notes);
        }
    return LG_SIM_SILENT;
}

/* song.tracks[start:end] */
static enum lg_sim_result unfilter(struct lg_sim_call *call, const struct lg_sim_object *object,
                                   const void *detail) {
    int64_t count = (int64_t)call->set->num_tracks;
    int64_t range[2] = {0, count};
    LG_UNUSED(object);
    LG_UNUSED(detail);
    for (size_t i = 0; i < 2 && i < call->count; i++) {
        if (!lg_sim_to_index(call, &call->args[i], &range[i]))
            return LG_SIM_RAISED;
        if (range[i] < 0)
            range[i] = range[i] < -count ? 0 : range[i] + count;
    }
    for (int64_t i = range[0]; i < range[1] && i < count; i++)
        for (size_t j = 0; j < call->set->tracks[i].num_slots; j++)
            if (call->set->tracks[i].slots[j].clip != NULL)
                call->set->tracks[i].slots[j].clip->muted = false;
    return LG_SIM_SILENT;
}

static const struct lg_sim_handler rows[] = {
    {"/live/clip/get/notes", &lg_sim_clip_class, get, NULL},
    {"/live/clip/add/notes", &lg_sim_clip_class, add, NULL},
    {"/live/clip/remove/notes", &lg_sim_clip_class, remove_notes, NULL},
    {"/live/clips/filter", NULL, filter, NULL},
    {"/live/clips/unfilter", NULL, unfilter, NULL},
};

const struct lg_sim_handlers lg_sim_note_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
