/* /live/song: what it does. */
#include <math.h>
#include <string.h>

#include "sim/clip.h"
#include "sim/handlers.h"
#include "sim/state.h"

static enum lg_sim_result no_such(struct lg_sim_call *call) {
    return lg_sim_raise(call, LG_SIM_OTHER_ERROR, "Index out of range");
}

static enum lg_sim_result too_many(struct lg_sim_call *call, int most, const char *what) {
    return lg_sim_raise(call, LG_SIM_OTHER_ERROR, "livegate sim has %d %s at most", most, what);
}

static size_t place_of_selected(const struct lg_sim_set *set) {
    for (size_t i = 0; i < set->num_tracks; i++)
        if (set->tracks[i].id == set->selected_track)
            return i;
    return set->num_tracks;
}

/* -1: at the end. Without an index Live inserts behind the selected track. */
static enum lg_sim_result create_track(struct lg_sim_call *call, const struct lg_sim_object *object,
                                       const void *detail) {
    enum lg_sim_track_kind kind = *(const enum lg_sim_track_kind *)detail;
    const char *what = kind == LG_SIM_MIDI ? "MIDI" : "Audio";
    size_t num_tracks = call->set->num_tracks;
    size_t selected = place_of_selected(call->set);
    int64_t index = (int64_t)(selected < num_tracks ? selected + 1 : num_tracks);
    LG_UNUSED(object);
    if (call->count > 0 && !lg_sim_to_whole(call, &call->args[0], &index))
        return LG_SIM_RAISED;
    if (index == -1)
        index = (int64_t)num_tracks;
    if (index < 0 || index > (int64_t)num_tracks)
        return no_such(call);
    if (num_tracks >= LG_SIM_MAX_TRACKS)
        return too_many(call, LG_SIM_MAX_TRACKS, "tracks");
    lg_sim_track_rename(lg_sim_state_insert_track(call->state, (size_t)index, kind),
                        lg_arena_printf(call->arena, "%lld-%s", (long long)index + 1, what));
    return LG_SIM_SILENT;
}

static enum lg_sim_result create_return(struct lg_sim_call *call,
                                        const struct lg_sim_object *object, const void *detail) {
    size_t index = call->set->num_returns;
    LG_UNUSED(object);
    if (!lg_sim_takes(call, 0, "Song", detail))
        return LG_SIM_RAISED;
    if (index >= LG_SIM_MAX_RETURNS)
        return lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Live has at most %d return tracks",
                            LG_SIM_MAX_RETURNS);
    lg_sim_track_rename(lg_sim_state_add_return(call->state),
                        lg_arena_printf(call->arena, "%c-Return", 'A' + (int)index));
    return LG_SIM_SILENT;
}

static enum lg_sim_result create_scene(struct lg_sim_call *call, const struct lg_sim_object *object,
                                       const void *detail) {
    int64_t index;
    int64_t num_scenes = call->set->num_scenes;
    LG_UNUSED(object);
    if (!lg_sim_wants(call, 1, "Song", detail) || !lg_sim_to_whole(call, &call->args[0], &index))
        return LG_SIM_RAISED;
    if (index == -1)
        index = num_scenes;
    if (index < 0 || index > num_scenes)
        return no_such(call);
    if (num_scenes >= LG_SIM_MAX_SCENES)
        return too_many(call, LG_SIM_MAX_SCENES, "scenes");
    call->set->selected_scene = lg_sim_state_insert_scene(call->state, (size_t)index)->id;
    return LG_SIM_SILENT;
}

/* Removes or copies one of `count`. */
struct on_one {
    const char *name;
    size_t (*count)(const struct lg_sim_set *set);
    void (*run)(struct lg_sim_state *state, size_t index);
    int most; /* where it adds one; 0: it does not */
    int least;
};

static size_t count_tracks(const struct lg_sim_set *set) {
    return set->num_tracks;
}

static size_t count_returns(const struct lg_sim_set *set) {
    return set->num_returns;
}

static size_t count_scenes(const struct lg_sim_set *set) {
    return (size_t)set->num_scenes;
}

static enum lg_sim_result on_one(struct lg_sim_call *call, const struct lg_sim_object *object,
                                 const void *detail) {
    const struct on_one *what = detail;
    size_t count = what->count(call->set);
    int64_t index;
    LG_UNUSED(object);
    if (!lg_sim_wants(call, 1, "Song", what->name) ||
        !lg_sim_to_whole(call, &call->args[0], &index))
        return LG_SIM_RAISED;
    if (index < 0 || index >= (int64_t)count)
        return no_such(call);
    if (what->most > 0 && count >= (size_t)what->most)
        return too_many(call, what->most, "of them");
    /* Live keeps the last scene. */
    if (count <= (size_t)what->least)
        return lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "The last one can't be deleted");
    what->run(call->state, (size_t)index);
    return LG_SIM_SILENT;
}

static enum lg_sim_result insert_captured(struct lg_sim_call *call,
                                          const struct lg_sim_object *object, const void *detail) {
    struct lg_sim_set *set = call->set;
    size_t place = 0;
    LG_UNUSED(object);
    if (!lg_sim_takes(call, 1, "Song", detail))
        return LG_SIM_RAISED;
    if (set->num_scenes >= LG_SIM_MAX_SCENES)
        return too_many(call, LG_SIM_MAX_SCENES, "scenes");
    while (place < (size_t)set->num_scenes && set->scenes[place].id != set->selected_scene)
        place++;
    place = place < (size_t)set->num_scenes ? place + 1 : place;
    set->selected_scene = lg_sim_state_insert_scene(call->state, place)->id;
    for (size_t i = 0; i < set->num_tracks; i++) {
        int64_t playing = lg_sim_track_playing(&set->tracks[i]);
        const struct lg_sim_clip *clip =
            playing < 0 ? NULL : lg_sim_slot(&set->tracks[i], (size_t)playing)->clip;
        if (clip != NULL)
            lg_sim_slot_use(&set->tracks[i], place)->clip = lg_sim_clip_copy(set, clip);
    }
    return LG_SIM_SILENT;
}

static enum lg_sim_result jump_by(struct lg_sim_call *call, const struct lg_sim_object *object,
                                  const void *detail) {
    double *at = &call->set->song.current_song_time;
    double beats;
    LG_UNUSED(object);
    if (!lg_sim_wants(call, 1, "Song", detail) || !lg_sim_to_real(call, &call->args[0], &beats))
        return LG_SIM_RAISED;
    *at = fmin(fmax(*at + beats, 0), 1e6);
    return LG_SIM_SILENT;
}

static enum lg_sim_result stop_all(struct lg_sim_call *call, const struct lg_sim_object *object,
                                   const void *detail) {
    LG_UNUSED(object);
    if (!lg_sim_takes(call, 1, "Song", detail))
        return LG_SIM_RAISED;
    for (size_t i = 0; i < call->set->num_tracks; i++)
        lg_sim_track_stop(&call->set->tracks[i]);
    lg_sim_clips_settle(call->set);
    return LG_SIM_SILENT;
}

static enum lg_sim_result trigger_record(struct lg_sim_call *call,
                                         const struct lg_sim_object *object, const void *detail) {
    LG_UNUSED(object);
    if (!lg_sim_takes(call, 1, "Song", detail))
        return LG_SIM_RAISED;
    call->set->song.session_record = !call->set->song.session_record;
    return LG_SIM_SILENT;
}

/* What has nothing to work on in the model: MIDI that was played, automation, Link, a person's
 * tapping, what was done before. */
static enum lg_sim_result nothing(struct lg_sim_call *call, const struct lg_sim_object *object,
                                  const void *detail) {
    LG_UNUSED(object);
    return lg_sim_takes(call, 0, "Song", detail) ? LG_SIM_SILENT : LG_SIM_RAISED;
}

#define ROW(name, use, detail)                                                                     \
    { "/live/song/" name, &lg_sim_song_class, use, detail }
#define ON_ONE(name, ...) ROW(name, on_one, (&(const struct on_one){name, __VA_ARGS__}))

static const struct lg_sim_handler rows[] = {
    ROW("capture_and_insert_scene", insert_captured, "capture_and_insert_scene"),
    ROW("capture_midi", nothing, "capture_midi"),
    ROW("continue_playing", lg_sim_song_start, "continue_playing"),
    ROW("create_audio_track", create_track, &(const enum lg_sim_track_kind){LG_SIM_AUDIO}),
    ROW("create_midi_track", create_track, &(const enum lg_sim_track_kind){LG_SIM_MIDI}),
    ROW("create_return_track", create_return, "create_return_track"),
    ROW("create_scene", create_scene, "create_scene"),
    ON_ONE("delete_return_track", count_returns, lg_sim_state_remove_return, 0, 0),
    ON_ONE("delete_scene", count_scenes, lg_sim_state_remove_scene, 0, 1),
    ON_ONE("delete_track", count_tracks, lg_sim_state_remove_track, 0, 0),
    ON_ONE("duplicate_scene", count_scenes, lg_sim_state_copy_scene, LG_SIM_MAX_SCENES, 0),
    ON_ONE("duplicate_track", count_tracks, lg_sim_state_copy_track, LG_SIM_MAX_TRACKS, 0),
    ROW("force_link_beat_time", nothing, "force_link_beat_time"),
    ROW("jump_by", jump_by, "jump_by"),
    ROW("jump_to_prev_cue", lg_sim_cue_jump_prev, "jump_to_prev_cue"),
    ROW("jump_to_next_cue", lg_sim_cue_jump_next, "jump_to_next_cue"),
    ROW("redo", nothing, "redo"),
    ROW("re_enable_automation", nothing, "re_enable_automation"),
    ROW("set_or_delete_cue", lg_sim_cue_toggle, "set_or_delete_cue"),
    ROW("start_playing", lg_sim_song_start, "start_playing"),
    ROW("stop_all_clips", stop_all, "stop_all_clips"),
    ROW("stop_playing", lg_sim_song_stop, "stop_playing"),
    ROW("tap_tempo", nothing, "tap_tempo"),
    ROW("trigger_session_record", trigger_record, "trigger_session_record"),
    ROW("undo", nothing, "undo"),
};

const struct lg_sim_handlers lg_sim_song_methods = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
