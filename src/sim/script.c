#include "sim/script.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/regex.h"
#include "osc/link.h"
#include "sim/decode.h"
#include "sim/encode.h"
#include "sim/handlers.h"
#include "sim/player.h"
#include "sim/queue.h"
#include "sim/state.h"

enum { DEFAULT_QUEUE_BYTES = 212992 };

struct lg_sim {
    const struct lg_sim_set *file; /* the set as it was read, for a restart */
    struct lg_sim_state state;
    struct lg_sim_faults faults;
    struct lg_sim_player player;
    size_t max_dgram;
    struct lg_sim_queue requests, replies;
    uint32_t peer; /* who spoke last */
};

/* Does the script go on with its queue, or has an exception ended its tick? */
enum flow { GO_ON, STOP };

static const struct lg_sim_handlers *const objects[] = {
    &lg_sim_application_handlers, &lg_sim_song_handlers, &lg_sim_transport_handlers,
    &lg_sim_others_handlers,      &lg_sim_clip_handlers, &lg_sim_track_handlers,
    &lg_sim_device_handlers,
};

static const struct lg_sim_handler *handler_at(enum lg_sim_dialect dialect, size_t index) {
    for (size_t i = 0; i < LG_ARRAY_LEN(objects); i++) {
        if (objects[i]->is_string_only && dialect != LG_SIM_STRING)
            continue;
        if (index < objects[i]->count)
            return &objects[i]->rows[index];
        index -= objects[i]->count;
    }
    return NULL;
}

static const struct lg_sim_handler *find_handler(enum lg_sim_dialect dialect, const char *address) {
    const struct lg_sim_handler *handler;
    for (size_t i = 0; (handler = handler_at(dialect, i)) != NULL; i++)
        if (strcmp(handler->address, address) == 0)
            return handler;
    return NULL;
}

const char *lg_sim_address(enum lg_sim_dialect dialect, size_t index) {
    const struct lg_sim_handler *handler = handler_at(dialect, index);
    return handler == NULL ? NULL : handler->address;
}

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

static enum lg_sim_result run(struct lg_sim *sim, const struct lg_sim_handler *handler,
                              const struct lg_sim_message *message, struct lg_sim_call *call) {
    *call = (struct lg_sim_call){.sim = sim,
                                 .set = &sim->state.set,
                                 .faults = &sim->faults,
                                 .player = &sim->player,
                                 .arena = call->arena,
                                 .args = message->args,
                                 .count = message->count};
    return handler->handle(call, handler->detail);
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
    enum lg_sim_dialect dialect = sim->state.set.dialect;
    const struct lg_sim_handler *handler;
    struct lg_regex *regex = wildcard(message->address, &err);
    if (regex == NULL)
        return raised(sim, err.text);
    for (size_t i = 0; flow == GO_ON && (handler = handler_at(dialect, i)) != NULL; i++) {
        int match = matches(regex, handler->address, &err);
        if (match < 0) {
            flow = raised(sim, err.text);
        } else if (match > 0) {
            enum lg_sim_result result = run(sim, handler, message, call);
            bool is_passed_over =
                result == LG_SIM_RAISED && (call->exception == LG_SIM_VALUE_ERROR ||
                                            call->exception == LG_SIM_ATTRIBUTE_ERROR);
            if (result == LG_SIM_ANSWERED)
                flow = send_reply(sim, handler->address, call->answer, call->answer_count);
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
    const struct lg_sim_handler *handler = find_handler(sim->state.set.dialect, message->address);
    if (handler != NULL)
        return run_exact(sim, handler, message, &call);
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

static void start_up(struct lg_sim *sim) {
    sim->peer = LG_SIM_LOCAL;
    (void)send_reply(sim, "/live/startup", NULL, 0);
    (void)send_reply(sim, "/live/application/get/average_process_usage", NULL, 0);
}

struct lg_sim *lg_sim_new(const struct lg_sim_set *set, const struct lg_sim_options *options) {
    struct lg_sim *sim = lg_xcalloc(1, sizeof *sim);
    sim->file = set;
    sim->faults = set->faults;
    sim->player.file = set;
    sim->player.recordings = options != NULL ? options->recordings : NULL;
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
    free(sim);
}

const struct lg_sim_set *lg_sim_now(const struct lg_sim *sim) {
    return &sim->state.set;
}

struct lg_sim_faults *lg_sim_faults_of(struct lg_sim *sim) {
    return &sim->faults;
}

void lg_sim_pass(struct lg_sim *sim, int64_t span_ns) {
    lg_sim_player_pass(&sim->player, &sim->state.set, span_ns);
}

void lg_sim_restart(struct lg_sim *sim) {
    lg_sim_state_dispose(&sim->state);
    lg_sim_state_init(&sim->state, sim->file);
    lg_sim_queue_dispose(&sim->requests);
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

struct lg_sim_track *lg_sim_insert_track(struct lg_sim_call *call, size_t index) {
    return lg_sim_state_insert_track(&call->sim->state, index);
}

void lg_sim_remove_track(struct lg_sim_call *call, size_t index) {
    lg_sim_state_remove_track(&call->sim->state, index);
}
