/* /live/song: playing, recording, position and loop. Time passes by sim/player.h. */
#include "sim/handlers.h"
#include "sim/player.h"

enum kind { SWITCH, BEATS, QUANTISATION };

/* A property of Live's Song. */
struct property {
    enum kind kind;
    size_t offset; /* in struct lg_sim_song */
};

static enum lg_sim_result get(struct lg_sim_call *call, const void *detail) {
    const struct property *property = detail;
    const void *at = (const char *)&call->set->song + property->offset;
    if (property->kind == SWITCH)
        lg_sim_answer(call, lg_sim_bool(*(const bool *)at));
    else if (property->kind == BEATS)
        lg_sim_answer(call, lg_sim_float(*(const double *)at));
    else
        lg_sim_answer(call, lg_sim_int(*(const int64_t *)at));
    lg_sim_answer_args(call);
    return LG_SIM_ANSWERED;
}

/* A position before the start is refused; Live's own text for that is not known. */
static bool to_beats(struct lg_sim_call *call, const struct lg_sim_value *value, double *out) {
    double beats;
    if (!lg_sim_to_real(call, value, &beats))
        return false;
    if (!(beats >= 0 && beats <= 1e6)) {
        lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Invalid position");
        return false;
    }
    *out = beats;
    return true;
}

/* Live's own text for a number that names none is not known. */
static bool to_quantisation(struct lg_sim_call *call, int64_t number, int64_t *out) {
    if (number < 0 || number >= LG_SIM_QUANTISATION__COUNT) {
        lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Invalid quantization");
        return false;
    }
    *out = number;
    return true;
}

static enum lg_sim_result set(struct lg_sim_call *call, const void *detail) {
    const struct property *property = detail;
    void *at = (char *)&call->set->song + property->offset;
    int64_t on;
    if (!lg_sim_need(call, 1, "list"))
        return LG_SIM_RAISED;
    if (property->kind == BEATS)
        return to_beats(call, &call->args[0], at) ? LG_SIM_SILENT : LG_SIM_RAISED;
    if (!lg_sim_to_whole(call, &call->args[0], &on))
        return LG_SIM_RAISED;
    if (property->kind == QUANTISATION)
        return to_quantisation(call, on, at) ? LG_SIM_SILENT : LG_SIM_RAISED;
    *(bool *)at = on != 0;
    return LG_SIM_SILENT;
}

static enum lg_sim_result start(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    call->set->song.is_playing = true;
    return LG_SIM_SILENT;
}

static enum lg_sim_result stop(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    lg_sim_player_stop(call->set);
    return LG_SIM_SILENT;
}

#define DETAIL(kind, name)                                                                         \
    &(const struct property) {                                                                     \
        kind, offsetof(struct lg_sim_song, name)                                                   \
    }
#define GET(kind, name)                                                                            \
    { "/live/song/get/" #name, get, DETAIL(kind, name) }
#define SET(kind, name)                                                                            \
    { "/live/song/set/" #name, set, DETAIL(kind, name) }

static const struct lg_sim_handler rows[] = {
    {"/live/song/continue_playing", start, NULL},
    {"/live/song/start_playing", start, NULL},
    {"/live/song/stop_playing", stop, NULL},
    GET(SWITCH, is_playing),
    GET(QUANTISATION, clip_trigger_quantization),
    GET(BEATS, current_song_time),
    GET(SWITCH, loop),
    GET(BEATS, loop_length),
    GET(BEATS, loop_start),
    GET(SWITCH, metronome),
    GET(SWITCH, record_mode),
    GET(SWITCH, session_record),
    SET(QUANTISATION, clip_trigger_quantization),
    SET(BEATS, current_song_time),
    SET(SWITCH, loop),
    SET(BEATS, loop_length),
    SET(BEATS, loop_start),
    SET(SWITCH, metronome),
    SET(SWITCH, record_mode),
    SET(SWITCH, session_record),
};

const struct lg_sim_handlers lg_sim_transport_handlers = {.rows = rows,
                                                          .count = LG_ARRAY_LEN(rows)};
