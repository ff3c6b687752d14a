/* A print over OSC alone: a track of our own whose input is Resampling records the main output into
 * an empty slot while the song plays, in real time (facts: devices, end). Live serves what it is
 * asked once a tick, so that what belongs together is asked together. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "live/owned.h"
#include "live/undo.h"
#include "render/arrival.h"
#include "render/booth.h"
#include "render/cut.h"

enum {
    QUANTISATION_NONE = 0,
    PATIENCE_S = 10 /* with what should come at once: the first beat, the end, the file */
};

struct session {
    const struct lg_print_order *order;
    struct lg_print_booth *booth; /* the order's, or one for this print alone */
    struct lg_file_time mark;
    double tempo;
    double from_beats;
    double seconds;
    int32_t track, slot;
    int64_t fired_ns;
    int64_t stopped_ns;
};

static int exchange(const struct session *session, struct lg_batch *batch, struct lg_err *err) {
    return lg_live_exchange(session->order->live, batch, session->order->deadline_ns, err);
}

/* --- what is asked -------------------------------------------------------------------------- */

static const char get_tempo[] = "/live/song/get/tempo";
static const char get_loop_start[] = "/live/song/get/loop_start";
static const char get_loop_length[] = "/live/song/get/loop_length";
static const char get_has_clip[] = "/live/clip_slot/get/has_clip";
static const char get_is_recording[] = "/live/clip/get/is_recording";
static const char get_file_path[] = "/live/clip/get/file_path";

static size_t ask_song(struct lg_batch *batch, const char *address) {
    return lg_batch_ask(batch, address, NULL, 0, 0);
}

/* Of the slot that is recorded into. */
static size_t ask_slot(struct lg_batch *batch, const struct session *session, const char *address) {
    const struct lg_osc_arg at[] = {lg_osc_int(session->track), lg_osc_int(session->slot)};
    return lg_batch_ask(batch, address, at, LG_ARRAY_LEN(at), LG_ARRAY_LEN(at));
}

/* The one value behind what is echoed. */
static int take_value(const struct lg_batch *batch, size_t asked, const char *address,
                      size_t echoed, const struct lg_osc_arg **out, struct lg_err *err) {
    const struct lg_answer *answer = lg_batch_answer(batch, asked);
    if (answer->kind == LG_ANSWER_ERROR)
        return lg_err_set(err, LG_ERR_READ, "%s: AbletonOSC answered '%s'", address, answer->error);
    if (answer->kind != LG_ANSWER_REPLY || answer->count != echoed + 1)
        return lg_err_set(err, LG_ERR_READ, "%s: the answer holds %zu values", address,
                          answer->count);
    *out = &answer->args[echoed];
    return 0;
}

static int take_number(const struct lg_batch *batch, size_t asked, const char *address,
                       size_t echoed, double *out, struct lg_err *err) {
    const struct lg_osc_arg *value = NULL;
    if (take_value(batch, asked, address, echoed, &value, err) < 0)
        return -1;
    if (!lg_osc_number(value, out))
        return lg_err_set(err, LG_ERR_READ, "%s: the answer is no number", address);
    return 0;
}

/* --- before it ------------------------------------------------------------------------------ */

#define SONG(name)                                                                                 \
    { .get = "/live/song/get/" name, .set = "/live/song/set/" name }

enum { SONG_WISHES = 5 };

/* The song stands still, loops nowhere, clicks not, and waits for no bar. */
static void wish_for_song(struct lg_booth_wish out[SONG_WISHES]) {
    const struct lg_booth_wish wishes[SONG_WISHES] = {
        {lg_spot_playing, lg_osc_bool(false)},
        {lg_spot_recording, lg_osc_bool(false)},
        {SONG("loop"), lg_osc_bool(false)},
        {SONG("metronome"), lg_osc_bool(false)},
        {SONG("clip_trigger_quantization"), lg_osc_int(QUANTISATION_NONE)},
    };
    memcpy(out, wishes, sizeof wishes);
}

/* All that has to be known before, asked in one burst. */
struct survey {
    struct lg_batch *batch;
    size_t tempo, loop_start, loop_length;
    struct lg_booth_wish song[SONG_WISHES];
    struct lg_spot_asked asked[SONG_WISHES];
    struct lg_booth_look booth;
};

/* Where the order says no length, what the song loops. */
static bool is_of_loop(const struct lg_print_length *length) {
    return !(length->seconds > 0) && !(length->beats > 0);
}

static int look_around(const struct session *session, struct survey *out, struct lg_err *err) {
    out->tempo = ask_song(out->batch, get_tempo);
    if (is_of_loop(&session->order->length)) {
        out->loop_start = ask_song(out->batch, get_loop_start);
        out->loop_length = ask_song(out->batch, get_loop_length);
    }
    wish_for_song(out->song);
    lg_booth_ask(out->batch, out->song, SONG_WISHES, out->asked);
    lg_booth_look(out->batch, session->booth, &out->booth);
    const struct lg_print_along *along = session->order->along;
    if (along != NULL)
        along->ask(along->ctx, out->batch);
    if (exchange(session, out->batch, err) < 0)
        return -1;
    return along == NULL ? 0 : along->check(along->ctx, out->batch, err);
}

static int plan_length(struct session *session, const struct survey *survey, struct lg_err *err) {
    const struct lg_print_length *length = &session->order->length;
    const struct lg_batch *batch = survey->batch;
    double beats = length->beats;
    session->from_beats = session->order->from_beats;
    if (take_number(batch, survey->tempo, get_tempo, 0, &session->tempo, err) < 0)
        return -1;
    if (!(session->tempo > 0))
        return lg_err_set(err, LG_ERR_READ, "a tempo of %g can't be played in", session->tempo);
    if (is_of_loop(length)) {
        if (take_number(batch, survey->loop_start, get_loop_start, 0, &session->from_beats, err) <
                0 ||
            take_number(batch, survey->loop_length, get_loop_length, 0, &beats, err) < 0)
            return -1;
        if (!(beats > 0))
            return lg_err_set(err, LG_ERR_READ, "the song loops %g beats, and no length was told",
                              beats);
    }
    session->seconds = length->seconds > 0 ? length->seconds : beats * 60 / session->tempo;
    return 0;
}

static int prepare(struct session *session, struct lg_err *err) {
    const struct lg_print_order *order = session->order;
    struct survey survey = {.batch = lg_batch_new()};
    int status = look_around(session, &survey, err);
    if (status == 0)
        status = plan_length(session, &survey, err);
    if (status == 0)
        status = lg_booth_grant(order, survey.batch, survey.song, SONG_WISHES, survey.asked, err);
    if (status == 0)
        status = lg_booth_enter(order, session->booth, survey.batch, &survey.booth, err);
    lg_batch_free(survey.batch);
    session->track = session->booth->track;
    session->slot = session->booth->next_slot;
    return status;
}

/* --- while it plays ------------------------------------------------------------------------- */

static int64_t now_of(const struct session *session) {
    return lg_clock_now_ns(&session->order->env->clock);
}

static int64_t patience_of(const struct session *session) {
    int64_t soon = lg_clock_after(&session->order->env->clock, PATIENCE_S * LG_NS_PER_S);
    return soon < session->order->deadline_ns ? soon : session->order->deadline_ns;
}

static int look_at_song(const struct session *session, double *position_out, bool *has_clip_out,
                        struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    size_t position = ask_song(batch, lg_spot_position.get);
    size_t has_clip = ask_slot(batch, session, get_has_clip);
    double has = 0;
    int status = exchange(session, batch, err);
    if (status == 0)
        status = take_number(batch, position, lg_spot_position.get, 0, position_out, err);
    if (status == 0)
        status = take_number(batch, has_clip, get_has_clip, 2, &has, err);
    *has_clip_out = has != 0;
    lg_batch_free(batch);
    return status;
}

static double end_of(const struct session *session) {
    return session->from_beats + session->seconds * session->tempo / 60;
}

/* The song's own position says how far it is: nothing is guessed from how long a look took, for
 * ticks come as late as Live is busy. Where it was as it stopped is read with that. */
static int play(const struct session *session, struct lg_err *err) {
    double end = end_of(session);
    int64_t clip_until_ns = patience_of(session);
    int64_t until_ns =
        session->fired_ns + (int64_t)((session->seconds + PATIENCE_S) * (double)LG_NS_PER_S);
    double position = session->from_beats;
    double before;
    bool has_clip;
    do {
        before = position;
        if (look_at_song(session, &position, &has_clip, err) < 0)
            return -1;
        if (has_clip && position >= end)
            return 0;
        if (position < before)
            return lg_err_set(err, LG_ERR_READ, "the song went back from beat %g to %g", before,
                              position);
        if (!has_clip && now_of(session) >= clip_until_ns)
            return lg_err_set(err, LG_ERR_TIMEOUT, "nothing is being recorded after %d s",
                              PATIENCE_S);
    } while (now_of(session) < until_ns);
    return lg_err_set(err, LG_ERR_TIMEOUT, "the song is at beat %g, and was to be at %g by now",
                      position, end);
}

/* --- its end -------------------------------------------------------------------------------- */

/* What the clip has become. */
struct clip {
    bool is_recording;
    const char *path; /* "": it names no file yet */
};

struct clip_asked {
    size_t is_recording, path;
};

static struct clip_asked ask_clip(struct lg_batch *batch, const struct session *session) {
    struct clip_asked asked;
    asked.is_recording = ask_slot(batch, session, get_is_recording);
    asked.path = ask_slot(batch, session, get_file_path);
    return asked;
}

static int take_clip(const struct lg_batch *batch, const struct session *session,
                     struct clip_asked asked, struct clip *out, struct lg_err *err) {
    const struct lg_osc_arg *path = NULL;
    double is_recording;
    if (take_number(batch, asked.is_recording, get_is_recording, 2, &is_recording, err) < 0 ||
        take_value(batch, asked.path, get_file_path, 2, &path, err) < 0)
        return -1;
    out->is_recording = is_recording != 0;
    out->path = path->tag == 's' ? lg_arena_strdup(session->order->arena, path->as.s) : "";
    return 0;
}

static int check_end(const struct session *session, const struct lg_batch *batch, size_t asked,
                     struct lg_err *err) {
    double position;
    if (take_number(batch, asked, lg_spot_position.get, 0, &position, err) < 0)
        return -1;
    if (position < end_of(session))
        return lg_print_refuse(err, LG_PRINT_WRONG_LENGTH,
                               "the song was at beat %g as it stopped, and was to be at %g",
                               position, end_of(session));
    return 0;
}

static int check_stopped(const struct session *session, const struct lg_batch *batch, size_t told,
                         struct lg_spot_asked asked, struct lg_err *err) {
    const struct lg_answer *answer = lg_batch_answer(batch, told);
    const struct lg_osc_arg off = lg_osc_bool(false);
    struct lg_reading got;
    if (answer->kind == LG_ANSWER_ERROR)
        return lg_err_set(err, LG_ERR_WRITE, "the song can't be stopped: AbletonOSC answered '%s'",
                          answer->error);
    if (lg_spot_answer(batch, &lg_spot_playing, asked, session->order->arena, &got, err) < 0)
        return -1;
    if (lg_spot_same(&got.value, &off))
        return 0;
    if (lg_journal_took(session->order->journal, &lg_spot_playing, &got.value, err) < 0)
        return -1;
    return lg_err_set(err, LG_ERR_WRITE, "the song was stopped, and plays still");
}

/* The song stops, and in the same burst the clip is looked at. */
static int stop(struct session *session, struct clip *out, struct lg_err *err) {
    const struct lg_print_order *order = session->order;
    const struct lg_osc_arg off = lg_osc_bool(false);
    if (lg_journal_announce(order->journal, order->live, &lg_spot_playing, &off, order->deadline_ns,
                            err) < 0)
        return -1;
    struct lg_batch *batch = lg_batch_new();
    size_t at = ask_song(batch, lg_spot_position.get);
    size_t told = lg_spot_tell(batch, &lg_spot_playing, &off);
    struct lg_spot_asked asked = lg_spot_ask(batch, &lg_spot_playing);
    struct clip_asked clip = ask_clip(batch, session);
    if (order->along != NULL)
        order->along->ask_behind(order->along->ctx, batch);
    int status = exchange(session, batch, err);
    if (status == 0 && order->along != NULL)
        order->along->take_behind(order->along->ctx, batch);
    if (status == 0)
        status = check_end(session, batch, at, err);
    if (status == 0)
        status = check_stopped(session, batch, told, asked, err);
    if (status == 0)
        status = take_clip(batch, session, clip, out, err);
    lg_batch_free(batch);
    session->stopped_ns = now_of(session);
    return status;
}

static int look_at_clip(const struct session *session, struct clip *out, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    struct clip_asked asked = ask_clip(batch, session);
    int status = exchange(session, batch, err);
    if (status == 0)
        status = take_clip(batch, session, asked, out, err);
    lg_batch_free(batch);
    return status;
}

/* Until the clip is done and names its file. */
static int await_clip(const struct session *session, struct clip *clip, struct lg_err *err) {
    int64_t until_ns = patience_of(session);
    while (clip->is_recording || clip->path[0] == '\0') {
        if (now_of(session) >= until_ns)
            return clip->is_recording
                       ? lg_err_set(err, LG_ERR_TIMEOUT, "the clip records still after %d s",
                                    PATIENCE_S)
                       : lg_print_refuse(err, LG_PRINT_MISSING, "the clip names no file after %d s",
                                         PATIENCE_S);
        if (look_at_clip(session, clip, err) < 0)
            return -1;
    }
    return 0;
}

/* What breaks off half-way leaves the booth to the journal. */
static int record(struct session *session, const char **path_out, struct lg_err *err) {
    const struct lg_print_order *order = session->order;
    struct clip clip = {.is_recording = true, .path = ""};
    session->booth->is_open = false;
    session->fired_ns = now_of(session);
    if (lg_owned_fire_from(order->live, order->journal, session->track, session->slot,
                           session->from_beats, order->deadline_ns, err) < 0 ||
        play(session, err) < 0 || stop(session, &clip, err) < 0 ||
        await_clip(session, &clip, err) < 0)
        return -1;
    session->booth->next_slot++;
    session->booth->is_open = true;
    *path_out = clip.path;
    return 0;
}

/* Where nothing tells how long to wait between two looks at the file: a tick, which any question
 * takes. */
static int pause_for_a_tick(void *ctx, struct lg_err *err) {
    const struct session *session = ctx;
    struct lg_batch *batch = lg_batch_new();
    double is_playing;
    size_t asked = ask_song(batch, lg_spot_playing.get);
    int status = exchange(session, batch, err);
    if (status == 0)
        status = take_number(batch, asked, lg_spot_playing.get, 0, &is_playing, err);
    lg_batch_free(batch);
    return status;
}

static int take_file(struct session *session, struct lg_print *out, struct lg_err *err) {
    const struct lg_arrival arrival = {
        .env = session->order->env,
        .since = session->mark,
        .mark_folder = session->order->work_folder,
        .stable = session->order->stable,
        .deadline_ns = patience_of(session),
        .pause = session->order->stable.every_ns > 0 ? NULL : pause_for_a_tick,
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

static int render(const struct lg_print_order *order, struct lg_print *out, struct lg_err *err) {
    struct lg_print_booth own = {.is_open = false};
    struct session session = {.order = order, .booth = order->booth == NULL ? &own : order->booth};
    struct lg_print print = {.file = order->file, .is_lives = true};
    if (prepare(&session, err) < 0 ||
        lg_outside_mark(order->env, order->work_folder, &session.mark, err) < 0 ||
        record(&session, &print.source, err) < 0 || take_file(&session, &print, err) < 0)
        return -1;
    if (order->booth == NULL && lg_booth_leave(order, &own, err) < 0)
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
    .flags = LG_RENDER_LIVE | LG_RENDER_ALONG,
    .fields = {.what = "resample"},
    .render = render,
};
