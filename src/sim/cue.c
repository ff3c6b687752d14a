/* /live/song: cue points, and the beat. */
#include <stdlib.h>

#include "sim/handlers.h"
#include "sim/state.h"

static enum lg_sim_result get_points(struct lg_sim_call *call, const struct lg_sim_object *object,
                                     const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    for (size_t i = 0; i < call->set->num_cues; i++) {
        lg_sim_answer(call, lg_sim_text(call->set->cues[i].name));
        lg_sim_answer(call, lg_sim_float(call->set->cues[i].time));
    }
    return LG_SIM_ANSWERED;
}

/* By name all of it, by index one; anything else is nothing to the script. */
static enum lg_sim_result jump(struct lg_sim_call *call, const struct lg_sim_object *object,
                               const void *detail) {
    struct lg_sim_set *set = call->set;
    size_t position;
    LG_UNUSED(object);
    LG_UNUSED(detail);
    if (!lg_sim_need(call, 1, "list"))
        return LG_SIM_RAISED;
    const struct lg_sim_value *which = &call->args[0];
    if (which->kind == LG_SIM_VALUE_TEXT) {
        for (size_t i = 0; i < set->num_cues; i++)
            if (lg_view_eq(which->as.text, set->cues[i].name))
                set->song.current_song_time = set->cues[i].time;
    } else if (which->kind == LG_SIM_VALUE_INT || which->kind == LG_SIM_VALUE_BOOL) {
        if (!lg_sim_pick(call, which, set->num_cues, &position))
            return LG_SIM_RAISED;
        set->song.current_song_time = set->cues[position].time;
    }
    return LG_SIM_SILENT;
}

static void rename_cue(struct lg_sim_cue *cue, const char *name) {
    char *given = lg_xstrdup(name);
    free(cue->name);
    cue->name = given;
}

static enum lg_sim_result set_name(struct lg_sim_call *call, const struct lg_sim_object *object,
                                   const void *detail) {
    size_t position;
    LG_UNUSED(object);
    LG_UNUSED(detail);
    if (!lg_sim_need(call, 2, "list") ||
        !lg_sim_pick(call, &call->args[0], call->set->num_cues, &position) ||
        !lg_sim_to_words(call, &call->args[1], "CuePoint"))
        return LG_SIM_RAISED;
    rename_cue(&call->set->cues[position], call->args[1].as.text.text);
    return LG_SIM_SILENT;
}

enum lg_sim_result lg_sim_cue_toggle(struct lg_sim_call *call, const struct lg_sim_object *object,
                                     const void *detail) {
    LG_UNUSED(object);
    if (!lg_sim_takes(call, 0, "Song", detail))
        return LG_SIM_RAISED;
    if (call->set->num_cues >= LG_SIM_MAX_CUES)
        return lg_sim_raise(call, LG_SIM_OTHER_ERROR, "livegate sim has %d cue points at most",
                            LG_SIM_MAX_CUES);
    lg_sim_state_toggle_cue(call->state, call->set->song.current_song_time);
    return LG_SIM_SILENT;
}

enum lg_sim_result lg_sim_cue_jump_next(struct lg_sim_call *call,
                                        const struct lg_sim_object *object, const void *detail) {
    struct lg_sim_set *set = call->set;
    LG_UNUSED(object);
    if (!lg_sim_takes(call, 0, "Song", detail))
        return LG_SIM_RAISED;
    for (size_t i = 0; i < set->num_cues; i++)
        if (set->cues[i].time > set->song.current_song_time) {
            set->song.current_song_time = set->cues[i].time;
            break;
        }
    return LG_SIM_SILENT;
}

enum lg_sim_result lg_sim_cue_jump_prev(struct lg_sim_call *call,
                                        const struct lg_sim_object *object, const void *detail) {
    struct lg_sim_set *set = call->set;
    LG_UNUSED(object);
    if (!lg_sim_takes(call, 0, "Song", detail))
        return LG_SIM_RAISED;
    for (size_t i = set->num_cues; i-- > 0;)
        if (set->cues[i].time < set->song.current_song_time) {
            set->song.current_song_time = set->cues[i].time;
            break;
        }
    return LG_SIM_SILENT;
}

static enum lg_sim_result listen_beat(struct lg_sim_call *call, const struct lg_sim_object *object,
                                      const void *detail) {
    LG_UNUSED(object);
    lg_sim_hear_beats(call, *(const bool *)detail);
    return LG_SIM_SILENT;
}

static const struct lg_sim_handler rows[] = {
    {"/live/song/get/cue_points", NULL, get_points, NULL},
    {"/live/song/cue_point/jump", NULL, jump, NULL},
    {"/live/song/cue_point/add_or_delete", NULL, lg_sim_cue_toggle, "set_or_delete_cue"},
    {"/live/song/cue_point/set/name", NULL, set_name, NULL},
    {"/live/song/start_listen/beat", NULL, listen_beat, &(const bool){true}},
    {"/live/song/stop_listen/beat", NULL, listen_beat, &(const bool){false}},
};

const struct lg_sim_handlers lg_sim_cue_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
