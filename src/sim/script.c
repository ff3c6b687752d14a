#include "sim/script.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/regex.h"
#include "osc/link.h"
#include "sim/clip.h"
#include "sim/decode.h"
#include "sim/encode.h"
#include "sim/listen.h"
#include "sim/player.h"
#include "sim/queue.h"
#include "sim/space.h"
#include "sim/state.h"

enum { DEFAULT_QUEUE_BYTES = 212992, DEFAULT_LOG_LEVEL = 1 };

struct lg_sim {
    const struct lg_sim_set *file; /* the set as it was read, for a restart */
    struct lg_sim_state state;
    struct lg_sim_faults faults;
    struct lg_sim_player player;
    struct lg_sim_listeners listeners;
    const char *folder; /* for temporary files; NULL: none */
    bool is_deaf;       /* a reload went wrong: no address is known */
    bool hears_beats;
    double noticed_time, last_time; /* of the song: as it was seen, and by the beats' listener */
    size_t log_level;
    size_t max_dgram;
    struct lg_sim_queue requests, replies;
    uint32_t peer; /* who spoke last */
};

/* Does the script go on with its queue, or has an exception ended its tick? */
enum flow { GO_ON, STOP };

/* The script drops an error that it can't send. */
static void send_error(struct lg_sim *sim, const char *text) {
    struct lg_sim_value value = lg_sim_text(text);
    struct lg_str bytes = {0};
    const char *why;
    if (lg_sim_encode("/live/error", &value, 1, &bytes, &why) == LG_SIM_ENCODED &&
        bytes.length <= sim->max_dgram)
        (void)lg_sim_queue_push(&sim->replies, sim->peer, bytes.text, bytes.length);
    lg_str_dispose(&bytes);
}

static void log_error(struct lg_sim *sim, const char *what, const char *detail) {
    struct lg_str text = {0};
    lg_str_printf(&text, "%s: %s", what, detail);
    send_error(sim, lg_str_text(&text));
    lg_str_dispose(&text);
}

/* Errors that the script does not expect carry the place where they came from. */
static void log_traceback(struct lg_sim *sim, const char *what, const char *function,
                          const char *exception) {
    struct lg_str text = {0};
    lg_str_printf(&text,
                  "%s: Traceback (most recent call last):\n"
                  "  File \"/Remote Scripts/AbletonOSC/abletonosc/osc_server.py\", in %s\n%s\n",
                  what, function, exception);
    send_error(sim, lg_str_text(&text));
    lg_str_dispose(&text);
}

static enum flow raised(struct lg_sim *sim, const char *why) {
    log_error(sim, "Error handling OSC message", why);
    return STOP;
}

static enum flow send_reply(struct lg_sim *sim, const char *address,
                            const struct lg_sim_value *values, size_t count) {
    enum flow flow = GO_ON;
    struct lg_str bytes = {0};
    const char *why = NULL;
    enum lg_sim_encoded result = lg_sim_encode(address, values, count, &bytes, &why);
    if (result == LG_SIM_UNSUPPORTED) {
        flow = raised(sim, why);
    } else if (result == LG_SIM_BUILD_ERROR) {
        struct lg_str exception = {0};
        lg_str_printf(&exception, "pythonosc.osc_message_builder.BuildError: %s", why);
        log_traceback(sim, "OSC build error", "send", lg_str_text(&exception));
        lg_str_dispose(&exception);
    } else if (bytes.length > sim->max_dgram) {
        /* EMSGSIZE is 90 on Linux; the lower limit is that of macOS, where it is 40. */
        log_traceback(sim, "Socket error", "process",
                      sim->max_dgram < LG_DATAGRAM_MAX ? "OSError: [Errno 40] Message too long"
                                                       : "OSError: [Errno 90] Message too long");
        flow = STOP;
    } else {
        (void)lg_sim_queue_push(&sim->replies, sim->peer, bytes.text, bytes.length);
    }
    lg_str_dispose(&bytes);
    return flow;
}

static struct lg_sim_call call_of(struct lg_sim *sim, struct lg_arena *arena) {
    return (struct lg_sim_call){.sim = sim,
                                .state = &sim->state,
                                .set = &sim->state.set,
                                .listeners = &sim->listeners,
                                .faults = &sim->faults,
                                .player = &sim->player,
                                .folder = sim->folder,
                                .arena = arena};
}

/* The script's own count of beats: a message whenever the song comes to another, or back. */
static void tell_beat(struct lg_sim *sim) {
    double now = sim->state.set.song.current_song_time;
    double last = sim->last_time;
    bool has_moved = now < sim->noticed_time || now > sim->noticed_time;
    struct lg_sim_value beat = lg_sim_int((int64_t)now);
    sim->noticed_time = now;
    if (!sim->hears_beats || !has_moved)
        return;
    sim->last_time = now;
    if (now < last || (int64_t)now > (int64_t)floor(last))
        (void)send_reply(sim, "/live/song/get/beat", &beat, 1);
}

static void tell_changes(struct lg_sim *sim, struct lg_arena *arena) {
    struct lg_sim_call call = call_of(sim, arena);
    tell_beat(sim);
    lg_sim_listeners_tell(&call);
}

static enum lg_sim_result run(struct lg_sim *sim, const struct lg_sim_handler *handler,
                              const struct lg_sim_message *message, struct lg_sim_call *call) {
    *call = call_of(sim, call->arena);
    call->given = call->args = message->args;
    call->num_given = call->count = message->count;
    enum lg_sim_result result = handler->class == NULL
                                    ? handler->use(call, NULL, handler->detail)
                                    : handler->class->reach(call, handler->use, handler->detail);
    if (strstr(handler->address, "/get/") == NULL)
        tell_changes(sim, call->arena);
    return result;
}

static enum flow run_exact(struct lg_sim *sim, const struct lg_sim_handler *handler,
                           const struct lg_sim_message *message, struct lg_sim_call *call) {
    enum lg_sim_result result = run(sim, handler, message, call);
    if (result == LG_SIM_RAISED)
        return raised(sim, call->why);
    if (result == LG_SIM_SILENT)
        return GO_ON;
    return send_reply(sim, handler->address, call->answer, call->answer_count);
}

/* `*` becomes `[^/]+`; the rest of the address is a regular expression as it stands. */
static struct lg_regex *wildcard(const char *address, struct lg_err *err) {
    struct lg_str pattern = {0};
    struct lg_regex *regex = NULL;
    for (; *address != '\0'; address++) {
        if (*address == '*')
            lg_str_add(&pattern, "[^/]+");
        else
            lg_str_add_char(&pattern, *address);
    }
    if (lg_regex_new(lg_str_text(&pattern), 0, &regex, err) != 0)
        regex = NULL;
    lg_str_dispose(&pattern);
    return regex;
}

/* Python's re.match: from the first character on, but not to the last. */
static int matches(const struct lg_regex *regex, const char *address, struct lg_err *err) {
    struct lg_view found;
    int result = lg_regex_find(regex, lg_view_of(address), &found, err);
    return result == 1 ? found.text == address : result;
}

static enum flow run_wildcard(struct lg_sim *sim, const struct lg_sim_message *message,
                              struct lg_sim_call *call) {
    struct lg_err err = {0};
    enum flow flow = GO_ON;
    struct lg_sim_walk walk = {.dialect = sim->state.set.dialect};
    struct lg_sim_handler handler;
    struct lg_regex *regex = wildcard(message->address, &err);
    if (regex == NULL)
        return raised(sim, err.text);
    while (flow == GO_ON && !sim->is_deaf && lg_sim_walk_next(&walk, &handler)) {
        int match = matches(regex, handler.address, &err);
        if (match < 0) {
            flow = raised(sim, err.text);
        } else if (match > 0) {
            enum lg_sim_result result = run(sim, &handler, message, call);
            bool is_passed_over =
                result == LG_SIM_RAISED && (call->exception == LG_SIM_VALUE_ERROR ||
                                            call->exception == LG_SIM_ATTRIBUTE_ERROR);
            if (result == LG_SIM_ANSWERED)
                flow = send_reply(sim, handler.address, call->answer, call->answer_count);
            else if (result == LG_SIM_RAISED && !is_passed_over)
                flow = raised(sim, call->why);
        }
    }
    lg_regex_free(regex);
    return flow;
}

static enum flow dispatch(struct lg_sim *sim, const struct lg_sim_message *message,
                          struct lg_arena *arena) {
    struct lg_sim_call call = {.arena = arena};
    struct lg_sim_handler handler;
    if (!sim->is_deaf && lg_sim_space_find(sim->state.set.dialect, message->address, &handler))
        return run_exact(sim, &handler, message, &call);
    if (strchr(message->address, '*') != NULL)
        return run_wildcard(sim, message, &call);
    log_error(sim, "Unknown OSC address", message->address);
    return GO_ON;
}

static enum flow handle(struct lg_sim *sim, const struct lg_sim_datagram *datagram,
                        struct lg_arena *arena) {
    struct lg_sim_packet packet;
    switch (lg_sim_decode(datagram->bytes, datagram->length, arena, &packet)) {
    case LG_SIM_MALFORMED:
        log_traceback(sim, "Error parsing OSC message", "parse_bundle",
                      lg_arena_printf(arena,
                                      "pythonosc.osc_message.ParseError: ('Found incorrect "
                                      "datagram, ignoring it', ParseError('%s'))",
                                      packet.why));
        return GO_ON;
    case LG_SIM_UNREADABLE:
        return raised(sim, packet.why);
    case LG_SIM_DECODED:
        break;
    }
    enum flow flow = GO_ON;
    for (size_t i = 0; i < packet.count && flow == GO_ON; i++)
        flow = dispatch(sim, &packet.messages[i], arena);
    return flow;
}

/* To whoever spoke last, which is the machine itself at first. */
static void start_up(struct lg_sim *sim) {
    (void)send_reply(sim, "/live/startup", NULL, 0);
    (void)send_reply(sim, "/live/application/get/average_process_usage", NULL, 0);
}

struct lg_sim *lg_sim_new(const struct lg_sim_set *set, const struct lg_sim_options *options) {
    struct lg_sim *sim = lg_xcalloc(1, sizeof *sim);
    sim->file = set;
    sim->faults = set->faults;
    sim->player.file = set;
    sim->player.recordings = options != NULL ? options->recordings : NULL;
    sim->folder = options != NULL ? options->folder : NULL;
    sim->last_time = -1;
    sim->log_level = DEFAULT_LOG_LEVEL;
    lg_sim_state_init(&sim->state, set);
    sim->requests.limit_bytes = options != NULL ? options->queue_bytes : 0;
    if (sim->requests.limit_bytes == 0)
        sim->requests.limit_bytes = DEFAULT_QUEUE_BYTES;
    sim->max_dgram = options != NULL ? options->max_dgram : 0;
    if (sim->max_dgram == 0 || sim->max_dgram > LG_DATAGRAM_MAX)
        sim->max_dgram = LG_DATAGRAM_MAX;
    start_up(sim);
    return sim;
}

void lg_sim_free(struct lg_sim *sim) {
    if (sim == NULL)
        return;
    lg_sim_state_dispose(&sim->state);
    lg_sim_player_dispose(&sim->player);
    lg_sim_queue_dispose(&sim->requests);
    lg_sim_queue_dispose(&sim->replies);
    lg_sim_listeners_dispose(&sim->listeners);
    free(sim);
}

const struct lg_sim_set *lg_sim_now(const struct lg_sim *sim) {
    return &sim->state.set;
}

struct lg_sim_faults *lg_sim_faults_of(struct lg_sim *sim) {
    return &sim->faults;
}

void lg_sim_pass(struct lg_sim *sim, int64_t span_ns) {
    struct lg_sim_set *set = &sim->state.set;
    struct lg_arena arena = {0};
    double beats = (double)span_ns / LG_NS_PER_S * (double)set->tempo / 60;
    if (!set->song.is_playing)
        return;
    lg_sim_player_pass(&sim->player, set, span_ns);
    lg_sim_clips_pass(set, beats);
    lg_sim_clips_settle(set);
    tell_changes(sim, &arena);
    lg_arena_dispose(&arena);
}

void lg_sim_restart(struct lg_sim *sim) {
    lg_sim_state_dispose(&sim->state);
    lg_sim_state_init(&sim->state, sim->file);
    lg_sim_queue_dispose(&sim->requests);
    lg_sim_listeners_dispose(&sim->listeners);
    sim->is_deaf = sim->hears_beats = false;
    sim->last_time = -1;
    sim->log_level = DEFAULT_LOG_LEVEL;
    sim->peer = LG_SIM_LOCAL;
    start_up(sim);
}

bool lg_sim_deliver(struct lg_sim *sim, uint32_t peer, const void *bytes, size_t length) {
    return lg_sim_queue_push(&sim->requests, peer, bytes, length);
}

enum lg_sim_progress lg_sim_step(struct lg_sim *sim) {
    struct lg_sim_datagram *datagram = lg_sim_queue_pop(&sim->requests);
    if (datagram == NULL)
        return LG_SIM_IDLE;
    struct lg_arena arena;
    lg_arena_init(&arena);
    sim->peer = datagram->peer;
    enum flow flow = handle(sim, datagram, &arena);
    lg_arena_dispose(&arena);
    free(datagram);
    return flow == GO_ON ? LG_SIM_SERVED : LG_SIM_STOPPED;
}

void lg_sim_tick(struct lg_sim *sim) {
    while (lg_sim_step(sim) == LG_SIM_SERVED)
        ;
}

bool lg_sim_is_idle(const struct lg_sim *sim) {
    return sim->requests.first == NULL;
}

bool lg_sim_take_reply(struct lg_sim *sim, uint32_t *peer_out, void *buffer, size_t *length_out) {
    struct lg_sim_datagram *reply = lg_sim_queue_pop(&sim->replies);
    if (reply == NULL)
        return false;
    assert(reply->length <= LG_DATAGRAM_MAX);
    memcpy(buffer, reply->bytes, reply->length);
    *length_out = reply->length;
    if (peer_out != NULL)
        *peer_out = reply->peer;
    free(reply);
    return true;
}

void lg_sim_complain(struct lg_sim_call *call, const char *text) {
    send_error(call->sim, text);
}

void lg_sim_push(struct lg_sim_call *call, const char *bytes, size_t length) {
    struct lg_sim *sim = call->sim;
    if (length <= sim->max_dgram)
        (void)lg_sim_queue_push(&sim->replies, sim->peer, bytes, length);
}

void lg_sim_reload(struct lg_sim_call *call, bool is_done) {
    call->sim->is_deaf = !is_done;
    call->sim->hears_beats = false;
    if (is_done)
        start_up(call->sim);
}

void lg_sim_hear_beats(struct lg_sim_call *call, bool hears) {
    call->sim->hears_beats = hears;
}

size_t *lg_sim_log_level(struct lg_sim_call *call) {
    return &call->sim->log_level;
}
