/* A simulated Live, and clients that come and go while it stays: one that is interrupted or killed
 * after so many datagrams, the next that finds what it left. What each of them wrote is noted. */
#ifndef LG_TESTS_JOINT_WORLD_H
#define LG_TESTS_JOINT_WORLD_H

#include "unit/base/scratch.h"

#include "live/restore.h"
#include "sim/link.h"

struct world {
    struct scratch *scratch;
    struct lg_env env;
    struct lg_interrupt interrupt;
    struct lg_arena arena;
    struct lg_sim_set set;
    struct lg_sim *script; /* the link's */
    struct lg_link *sim;   /* outlives its clients */
    size_t sent;           /* datagrams of the present client */
    size_t interrupt_at;   /* with this one a signal comes; 0: none */
    size_t die_at;         /* this one is the last that leaves; 0: none */
    unsigned lose;         /* of the replies one in so many is lost; 0: none */
    uint32_t dice;
    struct lg_str writes;   /* what was sent and is no getter, a line each */
    struct lg_osc_msg hand; /* somebody does this just before the next write; no address: nothing */
    char pointer[SCRATCH_MAX + 16];
    char journal[SCRATCH_MAX + 16];
};

struct world_client {
    struct lg_link link;
    struct world *world;
};

static inline void world_note(struct world *world, const unsigned char *bytes, size_t length) {
    if (length >= 16 && memcmp(bytes, "#bundle", 8) == 0) {
        for (size_t at = 16; at + 4 <= length;) {
            size_t size = (size_t)bytes[at] << 24 | (size_t)bytes[at + 1] << 16 |
                          (size_t)bytes[at + 2] << 8 | bytes[at + 3];
            assert_true(size <= length - at - 4);
            world_note(world, bytes + at + 4, size);
            at += 4 + size;
        }
        return;
    }
    struct lg_arena arena = {0};
    struct lg_osc_msg msg;
    assert_int_equal(lg_osc_read(bytes, length, &arena, &msg, NULL), 0);
    if (strstr(msg.address, "/get/") == NULL && strcmp(msg.address, "/live/test") != 0) {
        lg_osc_print(&msg, &world->writes);
        lg_str_add(&world->writes, "\n");
    }
    lg_arena_dispose(&arena);
}

static inline bool world_is_dead(const struct world *world) {
    return world->die_at != 0 && world->sent >= world->die_at;
}

static inline void world_step_in(struct world *world) {
    struct lg_str bytes = {0};
    if (world->hand.address == NULL || world->writes.length == 0)
        return;
    assert_int_equal(lg_osc_write(&world->hand, &bytes, NULL), 0);
    assert_int_equal(lg_link_send(world->sim, bytes.text, bytes.length, NULL), 0);
    world->hand.address = NULL;
    lg_str_dispose(&bytes);
}

static inline int world_send(struct lg_link *link, const void *bytes, size_t length,
                             struct lg_err *err) {
    struct world *world = ((struct world_client *)link)->world;
    if (world_is_dead(world))
        return lg_err_set(err, LG_ERR_WRITE, "killed");
    world->sent++;
    if (world->sent == world->interrupt_at)
        world->interrupt.signo = 2;
    world_note(world, bytes, length);
    world_step_in(world);
    return lg_link_send(world->sim, bytes, length, err);
}

static inline bool world_loses(struct world *world) {
    world->dice = world->dice * 1664525u + 1013904223u;
    return world->lose != 0 && (world->dice >> 16) % world->lose == 0;
}

static inline enum lg_receive world_receive(struct lg_link *link, int64_t deadline_ns, void *buffer,
                                            size_t *length_out, struct lg_err *err) {
    struct world *world = ((struct world_client *)link)->world;
    if (world_is_dead(world)) {
        lg_err_set(err, LG_ERR_WRITE, "killed");
        return LG_RECEIVE_ERROR;
    }
    for (;;) {
        enum lg_receive got = lg_link_receive(world->sim, deadline_ns, buffer, length_out, err);
        if (got != LG_RECEIVE_DATAGRAM || !world_loses(world))
            return got;
    }
}

static inline void world_close(struct lg_link *link) {
    free(link);
}

static const struct lg_link_ops world_ops = {
    .kind = "world", .send = world_send, .receive = world_receive, .close = world_close};

/* A new client; nothing happens to it unless the test says so afterwards. */
static inline struct lg_live *world_live(struct world *world) {
    struct world_client *client = lg_xcalloc(1, sizeof *client);
    client->link.ops = &world_ops;
    client->world = world;
    world->sent = world->interrupt_at = world->die_at = 0;
    world->lose = 0;
    world->interrupt.signo = 0;
    lg_str_clear(&world->writes);
    return lg_live_new(&world->env, &client->link);
}

/* Opens another set in Live. */
static inline void world_open(struct world *world, const char *yaml) {
    struct lg_err err = {0};
    lg_link_close(world->sim);
    world->sim = NULL;
    if (lg_sim_set_parse(yaml, strlen(yaml), "set.yaml", &world->arena, &world->set, &err) != 0)
        fail_msg("%s:%u: %s", err.source, err.line, err.text);
    world->script = lg_sim_new(&world->set, NULL);
    if (lg_sim_link_open(&world->env, world->script, 100, &world->sim, &err) != 0)
        fail_msg("%s", err.text);
}

static inline int world_setup(void **state) {
    struct world *world = lg_xcalloc(1, sizeof *world);
    if (scratch_setup(state) != 0)
        return -1;
    world->scratch = *state;
    lg_env_init_test(&world->env);
    world->interrupt.wake_fd = -1;
    world->env.interrupt = &world->interrupt;
    snprintf(world->pointer, sizeof world->pointer, "%s/pointer", world->scratch->folder);
    snprintf(world->journal, sizeof world->journal, "%s/journal.jsonl", world->scratch->folder);
    *state = world;
    return 0;
}

static inline int world_teardown(void **state) {
    struct world *world = *state;
    lg_link_close(world->sim);
    lg_str_dispose(&world->writes);
    lg_arena_dispose(&world->arena);
    *state = world->scratch;
    free(world);
    return scratch_teardown(state);
}

#define world_test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

static inline struct lg_journal *world_new_journal(struct world *world) {
    const struct lg_journal_options options = {
        .path = world->journal, .pointer = world->pointer, .run = "one", .target = "sim"};
    return lg_journal_new(&world->env, &options);
}

/* The journal that waits to be put back; NULL: none. */
static inline struct lg_journal *world_waiting_journal(struct world *world) {
    struct lg_arena arena = {0};
    struct lg_err err = {0};
    struct lg_journal *journal = NULL;
    char *path = NULL;
    if (lg_journal_find(world->pointer, &arena, &path, &err) != 0 ||
        (path != NULL && lg_journal_load(&world->env, path, world->pointer, &journal, &err) != 0))
        fail_msg("%s:%u: %s", err.source, err.line, err.text);
    lg_arena_dispose(&arena);
    return journal;
}

/* Puts back what waits, by a client of its own; the lines of the report are in `told`. */
static inline int world_restore(struct world *world, unsigned lose, struct lg_str *told,
                                struct lg_err *err) {
    struct lg_journal *journal = world_waiting_journal(world);
    struct lg_live *live = world_live(world);
    struct lg_arena arena = {0};
    struct lg_restore report = {0};
    assert_non_null(journal);
    world->lose = lose;
    int status =
        lg_restore_run(&world->env, live, journal,
                       lg_clock_after(&world->env.clock, 60 * LG_NS_PER_S), &arena, &report, err);
    lg_str_clear(told);
    for (size_t i = 0; i < report.count; i++)
        lg_str_printf(told, "%s: %s: %s\n", lg_restore_end_name(report.lines[i].end),
                      report.lines[i].label, report.lines[i].text);
    lg_live_free(live);
    lg_journal_free(journal);
    lg_arena_dispose(&arena);
    return status;
}

static inline void world_print_answer(const struct lg_answer *answer, const char *what,
                                      struct lg_str *out) {
    double number;
    lg_str_printf(out, "%s:", what);
    for (size_t i = 0; i < answer->count; i++) {
        const struct lg_osc_arg *arg = &answer->args[i];
        if (lg_osc_number(arg, &number))
            lg_str_printf(out, " %c%.9g", arg->tag, number);
        else
            lg_str_printf(out, " %c%s", arg->tag, arg->tag == 's' ? arg->as.s : "");
    }
    lg_str_add(out, "\n");
}

enum { WORLD_ASKED_MAX = 1024 };

/* Requests for everything that a run may write. */
struct world_look {
    struct lg_arena arena;
    struct lg_osc_msg asked[WORLD_ASKED_MAX];
    size_t echoed[WORLD_ASKED_MAX];
    size_t count;
};

static inline void world_ask(struct world_look *look, const char *what, const char *property,
                             const struct lg_osc_arg *index, size_t count) {
    const char *address = lg_arena_printf(&look->arena, "/live/%s/get/%s", what, property);
    assert_true(look->count < WORLD_ASKED_MAX);
    look->echoed[look->count] = count;
    look->asked[look->count++] =
        lg_osc_copy(&(struct lg_osc_msg){address, index, count}, &look->arena);
}

static inline void world_ask_all(const struct world *world, struct world_look *look) {
    static const char *const of_song[] = {"num_tracks", "track_names",      "tempo",
                                          "is_playing", "record_mode",      "session_record",
                                          "loop",       "loop_start",       "loop_length",
                                          "metronome",  "current_song_time"};
    static const char *const of_track[] = {"name",
                                           "volume",
                                           "panning",
                                           "mute",
                                           "solo",
                                           "arm",
                                           "current_monitoring_state",
                                           "input_routing_type"};
    for (size_t i = 0; i < LG_ARRAY_LEN(of_song); i++)
        world_ask(look, "song", of_song[i], NULL, 0);
    for (size_t t = 0; t < world->set.num_tracks; t++) {
        struct lg_osc_arg index[] = {lg_osc_int((int32_t)t), lg_osc_int(0)};
        for (size_t i = 0; i < LG_ARRAY_LEN(of_track); i++)
            world_ask(look, "track", of_track[i], index, 1);
        for (size_t d = 0; d < world->set.tracks[t].num_devices; d++) {
            index[1] = lg_osc_int((int32_t)d);
            world_ask(look, "device", "parameters/value", index, 2);
        }
    }
}

/* The answers to requests of a look, from `first` on, as text; false when some got lost. */
static inline bool world_hear(struct world *world, struct lg_live *live,
                              const struct world_look *look, size_t first, size_t count,
                              struct lg_str *out) {
    struct lg_batch *batch = lg_batch_new();
    for (size_t i = first; i < first + count; i++)
        lg_batch_ask(batch, look->asked[i].address, look->asked[i].args, look->asked[i].count,
                     look->echoed[i]);
    int64_t deadline_ns = lg_clock_after(&world->env.clock, 2 * LG_NS_PER_S);
    bool is_whole = lg_live_exchange(live, batch, deadline_ns, NULL) == 0;
    for (size_t i = 0; i < count && is_whole; i++)
        world_print_answer(lg_batch_answer(batch, i), look->asked[first + i].address, out);
    lg_batch_free(batch);
    return is_whole;
}

/* Everything that a run may write, as text; one by one where replies get lost. */
static inline void world_snapshot(struct world *world, struct lg_str *out) {
    struct world_look *look = lg_xcalloc(1, sizeof *look);
    struct lg_live *live = world_live(world);
    world_ask_all(world, look);
    lg_str_clear(out);
    if (!world_hear(world, live, look, 0, look->count, out)) {
        for (size_t i = 0; i < look->count; i++) {
            int tries = 0;
            while (!world_hear(world, live, look, i, 1, out))
                assert_true(++tries < 100);
        }
    }
    lg_live_free(live);
    lg_arena_dispose(&look->arena);
    free(look);
}

static inline void world_is_still(struct world *world, const struct lg_str *before,
                                  const char *when) {
    struct lg_str now = {0};
    world_snapshot(world, &now);
    if (strcmp(lg_str_text(&now), lg_str_text(before)) != 0)
        fail_msg("%s\nwas:\n%s\nis:\n%s", when, lg_str_text(before), lg_str_text(&now));
    lg_str_dispose(&now);
}

#endif
