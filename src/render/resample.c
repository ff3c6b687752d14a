/* A print over OSC alone: a track of our own whose input is Resampling records the main output into
 * an empty slot while the song plays, in real time (facts: devices, end). */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "live/owned.h"
#include "live/undo.h"
#include "render/arrival.h"
#include "render/cut.h"

enum {
    SLOT = 0,
    MONITORING_OFF = 2,
    QUANTISATION_NONE = 0,
    PATIENCE_S = 10 /* with what should come at once: the first beat, the end, the file */
};

struct session {
    const struct lg_print_order *order;
    struct lg_file_time mark;
    double tempo;
    double from_beats;
    double seconds;
    int32_t track;
    int64_t fired_ns;
    int64_t stopped_ns;
};

static int ask(const struct session *session, const char *address, const struct lg_osc_arg *args,
               size_t count, struct lg_osc_msg *out, struct lg_err *err) {
    const struct lg_print_order *order = session->order;
    struct lg_osc_msg request = {address, args, count};
    return lg_live_ask(order->live, &request, count, order->deadline_ns, order->arena, out, err);
}

/* What a property of the song is, or of the slot that is recorded into. */
static int read_of_song(const struct session *session, const char *address, double *out,
                        struct lg_err *err) {
    struct lg_osc_msg reply;
    if (ask(session, address, NULL, 0, &reply, err) < 0)
        return -1;
    if (reply.count != 1 || !lg_osc_number(&reply.args[0], out))
        return lg_err_set(err, LG_ERR_READ, "%s: the answer is no number", address);
    return 0;
}

static int read_of_slot(const struct session *session, const char *address, struct lg_osc_arg *out,
                        struct lg_err *err) {
    struct lg_osc_arg slot[] = {lg_osc_int(session->track), lg_osc_int(SLOT)};
    struct lg_osc_msg reply;
    if (ask(session, address, slot, LG_ARRAY_LEN(slot), &reply, err) < 0)
        return -1;
    if (reply.count != LG_ARRAY_LEN(slot) + 1)
        return lg_err_set(err, LG_ERR_READ, "%s: the answer holds %zu values", address,
                          reply.count);
    *out = reply.args[LG_ARRAY_LEN(slot)];
    return 0;
}

static int write_to(const struct session *session, const struct lg_spot *spot,
                    struct lg_osc_arg value, struct lg_err *err) {
    const struct lg_print_order *order = session->order;
    return lg_spot_write(order->live, order->journal, spot, value, order->deadline_ns, order->arena,
                         NULL, err);
}

#define SONG(name)                                                                                 \
    { .get = "/live/song/get/" name, .set = "/live/song/set/" name }

/* How something must be, for a print. */
struct wish {
    struct lg_spot spot;
    struct lg_osc_arg value;
};

static bool holds(const struct lg_batch *batch, const struct wish *wish, struct lg_spot_asked asked,
                  struct lg_arena *arena) {
    struct lg_reading reading;
    return lg_spot_answer(batch, &wish->spot, asked, arena, &reading, NULL) == 0 &&
           lg_spot_same(&reading.value, &wish->value);
}

/* Writes what is not so already: each write is one more thing to be put back. */
static int grant(const struct session *session, const struct wish *wishes, size_t count,
                 struct lg_err *err) {
    const struct lg_print_order *order = session->order;
    struct lg_batch *batch = lg_batch_new();
    struct lg_spot_asked *asked = lg_arena_array(order->arena, count, sizeof *asked);
    for (size_t i = 0; i < count; i++)
        asked[i] = lg_spot_ask(batch, &wishes[i].spot);
    int status = lg_live_exchange(order->live, batch, order->deadline_ns, err);
    for (size_t i = 0; status == 0 && i < count; i++)
        if (!holds(batch, &wishes[i], asked[i], order->arena))
            status = write_to(session, &wishes[i].spot, wishes[i].value, err);
    lg_batch_free(batch);
    return status;
}

/* The song stands still at the place, loops nowhere, clicks not, and waits for no bar. */
static int prepare_song(const struct session *session, struct lg_err *err) {
    const struct wish wishes[] = {
        {lg_spot_playing, lg_osc_bool(false)},
        {lg_spot_recording, lg_osc_bool(false)},
        {SONG("loop"), lg_osc_bool(false)},
        {SONG("metronome"), lg_osc_bool(false)},
        {SONG("clip_trigger_quantization"), lg_osc_int(QUANTISATION_NONE)},
    };
    float from = (float)session->from_beats;
    if (grant(session, wishes, LG_ARRAY_LEN(wishes), err) < 0)
        return -1;
    return write_to(session, &lg_spot_position, lg_osc_float(from), err);
}

#define TRACK(session, name)                                                                       \
    {                                                                                              \
        .get = "/live/track/get/" name, .set = "/live/track/set/" name,                            \
        .index = {lg_osc_int((session)->track)}, .num_index = 1                                    \
    }

/* Unmonitored, or it would hear itself. */
static int prepare_track(struct session *session, struct lg_err *err) {
    const struct lg_print_order *order = session->order;
    if (lg_owned_make(order->live, order->journal, "/live/song/create_audio_track",
                      order->deadline_ns, &session->track, err) < 0)
        return -1;
    const struct lg_spot routing = TRACK(session, "input_routing_type");
    const struct lg_spot monitoring = TRACK(session, "current_monitoring_state");
    const struct lg_spot arm = TRACK(session, "arm");
    if (write_to(session, &monitoring, lg_osc_int(MONITORING_OFF), err) < 0 ||
        write_to(session, &routing, lg_osc_text("Resampling"), err) < 0)
        return -1;
    return write_to(session, &arm, lg_osc_bool(true), err);
}

static int64_t now_of(const struct session *session) {
    return lg_clock_now_ns(&session->order->env->clock);
}

static int64_t patience_of(const struct session *session) {
    int64_t soon = lg_clock_after(&session->order->env->clock, PATIENCE_S * LG_NS_PER_S);
    return soon < session->order->deadline_ns ? soon : session->order->deadline_ns;
}

/* Each look takes a tick. */
static int await_slot(const struct session *session, const char *address, bool wanted,
                      const char *complaint, struct lg_err *err) {
    int64_t until_ns = patience_of(session);
    struct lg_osc_arg is;
    double on;
    do {
        if (read_of_slot(session, address, &is, err) < 0)
            return -1;
        if (lg_osc_number(&is, &on) && (on != 0) == wanted)
            return 0;
    } while (now_of(session) < until_ns);
    return lg_err_set(err, LG_ERR_TIMEOUT, "%s after %d s", complaint, PATIENCE_S);
}

/* The song's own position says how far it is; in real time it can't be further than time is. */
static int play(const struct session *session, struct lg_err *err) {
    double end = session->from_beats + session->seconds * session->tempo / 60;
    int64_t until_ns =
        session->fired_ns + (int64_t)((session->seconds + PATIENCE_S) * (double)LG_NS_PER_S);
    double position = 0;
    double before;
    do {
        before = position;
        if (read_of_song(session, lg_spot_position.get, &position, err) < 0)
            return -1;
        if (position >= end)
            return 0;
        if (position < before)
            return lg_err_set(err, LG_ERR_READ, "the song went back from beat %g to %g", before,
                              position);
    } while (now_of(session) < until_ns);
    return lg_err_set(err, LG_ERR_TIMEOUT, "the song is at beat %g, and was to be at %g by now",
                      position, end);
}

static int record(struct session *session, struct lg_err *err) {
    const struct lg_print_order *order = session->order;
    session->fired_ns = now_of(session);
    if (lg_owned_fire(order->live, order->journal, session->track, SLOT, order->deadline_ns, err) <
            0 ||
        await_slot(session, "/live/clip_slot/get/has_clip", true, "nothing is being recorded",
                   err) < 0 ||
        play(session, err) < 0 || write_to(session, &lg_spot_playing, lg_osc_bool(false), err) < 0)
        return -1;
    session->stopped_ns = now_of(session);
    return await_slot(session, "/live/clip/get/is_recording", false, "the clip records still", err);
}

static int find_file(const struct session *session, const char **out, struct lg_err *err) {
    int64_t until_ns = patience_of(session);
    struct lg_osc_arg path;
    do {
        if (read_of_slot(session, "/live/clip/get/file_path", &path, err) < 0)
            return -1;
        if (path.tag == 's' && path.as.s[0] != '\0') {
            *out = path.as.s;
            return 0;
        }
    } while (now_of(session) < until_ns);
    return lg_print_refuse(err, LG_PRINT_MISSING, "the clip names no file after %d s", PATIENCE_S);
}

/* A request to Live is the measure of time, real or virtual: it takes a tick. */
static int pause_by_ticks(void *ctx, struct lg_err *err) {
    const struct session *session = ctx;
    int64_t until_ns = lg_clock_after(&session->order->env->clock, session->order->stable.every_ns);
    double is_playing;
    do {
        if (read_of_song(session, lg_spot_playing.get, &is_playing, err) < 0)
            return -1;
    } while (now_of(session) < until_ns);
    return 0;
}

static int take_file(struct session *session, struct lg_print *out, struct lg_err *err) {
    const struct lg_arrival arrival = {.env = session->order->env,
                                       .since = session->mark,
                                       .stable = session->order->stable,
                                       .deadline_ns = patience_of(session),
                                       .pause = pause_by_ticks,
                                       .ctx = session};
    double took = (double)(session->stopped_ns - session->fired_ns) / (double)LG_NS_PER_S;
    /* It may have gone on for the length of a tick after the last answer. */
    struct lg_cut cut = {.seconds = session->seconds, .most_seconds = took + 0.5};
    if (lg_arrival_await(&arrival, out->source, &out->delivered, err) < 0 ||
        lg_outside_fetch(session->order->env, out->source, out->source, session->order->arena,
                         &cut.held, err) < 0)
        return -1;
    return lg_cut_print(out->source, &cut, session->order, &out->measures, err);
}

/* Else the journal does so later, and says what speaks against it. */
static int drop_track(const struct session *session, struct lg_err *err) {
    const struct lg_print_order *order = session->order;
    size_t last = lg_journal_num_tracks(order->journal) - 1;
    const char *why = NULL;
    enum lg_owned_end end =
        lg_owned_delete(order->live, order->journal, lg_journal_track(order->journal, last),
                        order->deadline_ns, order->arena, &why, err);
    if (end == LG_OWNED_LEFT)
        return lg_err_set(err, LG_ERR_WRITE, "the print's track was left: %s", why);
    return end == LG_OWNED_ERROR ? -1 : 0;
}

/* Where the order says no length, what the song loops. */
static int plan_length(struct session *session, struct lg_err *err) {
    const struct lg_print_order *order = session->order;
    const struct lg_print_length *length = &order->length;
    double beats = length->beats;
    session->from_beats = order->from_beats;
    if (read_of_song(session, "/live/song/get/tempo", &session->tempo, err) < 0)
        return -1;
    if (!(session->tempo > 0))
        return lg_err_set(err, LG_ERR_READ, "a tempo of %g can't be played in", session->tempo);
    if (!(length->seconds > 0) && !(beats > 0)) {
        if (read_of_song(session, "/live/song/get/loop_start", &session->from_beats, err) < 0 ||
            read_of_song(session, "/live/song/get/loop_length", &beats, err) < 0)
            return -1;
        if (!(beats > 0))
            return lg_err_set(err, LG_ERR_READ, "the song loops %g beats, and no length was told",
                              beats);
    }
    session->seconds = length->seconds > 0 ? length->seconds : beats * 60 / session->tempo;
    return 0;
}

static int render(const struct lg_print_order *order, struct lg_print *out, struct lg_err *err) {
    struct session session = {.order = order};
    struct lg_print print = {.file = order->file, .is_lives = true};
    if (plan_length(&session, err) < 0 || prepare_song(&session, err) < 0 ||
        prepare_track(&session, err) < 0 ||
        lg_outside_mark(order->env, order->work_folder, &session.mark, err) < 0 ||
        record(&session, err) < 0 || find_file(&session, &print.source, err) < 0 ||
        take_file(&session, &print, err) < 0 || drop_track(&session, err) < 0)
        return -1;
    print.ordered = session.mark;
    print.tempo = session.tempo;
    print.beats = session.seconds * session.tempo / 60;
    *out = print;
    return 0;
}

const struct lg_render_mode lg_render_resample = {
    .name = "resample",
    .help = "records the main output on a track of its own, over OSC alone, in real time",
    .flags = LG_RENDER_LIVE,
    .fields = {.what = "resample"},
    .render = render,
};
