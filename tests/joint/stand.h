/* A client and a simulated Live in one process, and an onlooker who notes each write as it is sent
 * and can say at any time what every value of the set is. */
#ifndef LG_TESTS_JOINT_STAND_H
#define LG_TESTS_JOINT_STAND_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live/adjust.h"
#include "live/survey.h"
#include "osc/bundle.h"
#include "sim/link.h"

enum { STAND_WRITES_MAX = 512, STAND_SEEN_MAX = 64, STAND_TICK_MS = 100 };

struct stand_write {
    char text[160];
    double value; /* the last argument; NaN: no number */
};

struct stand {
    struct lg_link link; /* around the simulated one */
    struct lg_link *inner;
    struct lg_env env;
    struct lg_arena arena;
    struct lg_sim_set set;
    struct lg_sim *sim;
    struct lg_live *live;
    struct lg_err err;
    struct stand_write writes[STAND_WRITES_MAX];
    size_t num_writes;
    const struct lg_sim_param *watched; /* NULL: none */
    float seen[STAND_SEEN_MAX];         /* what it was between ticks, in order */
    size_t num_seen;
    void (*on_write)(struct stand *stand); /* somebody else does something meanwhile; NULL: none */
    void (*on_reply)(struct stand *stand); /* the same, behind a tick */
};

static inline void stand_note(struct stand *stand, const struct lg_osc_msg *msg) {
    struct lg_str printed = {0};
    if (strstr(msg->address, "/get/") != NULL || strcmp(msg->address, "/live/test") == 0)
        return;
    assert_true(stand->num_writes < STAND_WRITES_MAX);
    struct stand_write *write = &stand->writes[stand->num_writes++];
    lg_osc_print(msg, &printed);
    snprintf(write->text, sizeof write->text, "%s", lg_str_text(&printed));
    write->value = NAN;
    if (msg->count > 0)
        lg_osc_number(&msg->args[msg->count - 1], &write->value);
    lg_str_dispose(&printed);
    if (stand->on_write != NULL)
        stand->on_write(stand);
}

static inline int stand_send(struct lg_link *link, const void *bytes, size_t length,
                             struct lg_err *err) {
    struct stand *stand = (struct stand *)link;
    struct lg_arena arena = {0};
    struct lg_osc_msg *msgs = NULL;
    size_t count = 0;
    assert_int_equal(lg_bundle_read(bytes, length, &arena, &msgs, &count, NULL), 0);
    for (size_t i = 0; i < count; i++)
        stand_note(stand, &msgs[i]);
    lg_arena_dispose(&arena);
    return lg_link_send(stand->inner, bytes, length, err);
}

static inline void stand_look(struct stand *stand) {
    if (stand->watched == NULL ||
        (stand->num_seen > 0 && stand->seen[stand->num_seen - 1] == stand->watched->value))
        return;
    assert_true(stand->num_seen < STAND_SEEN_MAX);
    stand->seen[stand->num_seen++] = stand->watched->value;
}

static inline enum lg_receive stand_receive(struct lg_link *link, int64_t deadline_ns, void *buffer,
                                            size_t *length_out, struct lg_err *err) {
    struct stand *stand = (struct stand *)link;
    enum lg_receive got = lg_link_receive(stand->inner, deadline_ns, buffer, length_out, err);
    stand_look(stand);
    if (stand->on_reply != NULL && stand->num_writes > 0)
        stand->on_reply(stand);
    return got;
}

static inline void stand_hang_up(struct lg_link *link) {
    lg_link_close(((struct stand *)link)->inner);
}

static const struct lg_link_ops stand_ops = {"stand", stand_send, stand_receive, stand_hang_up};

static inline void stand_connect(struct stand *stand, const struct lg_sim_options *options) {
    stand->sim = lg_sim_new(&stand->set, options);
    assert_int_equal(
        lg_sim_link_open(&stand->env, stand->sim, STAND_TICK_MS, &stand->inner, &stand->err), 0);
    stand->link = (struct lg_link){&stand_ops, stand->inner->lifetime_ns};
    stand->live = lg_live_new(&stand->env, &stand->link);
}

/* The simulated Live of a file in fixtures/sets, which `change` (NULL: none) may alter first. */
static inline struct stand *stand_open(const char *file, const struct lg_sim_options *options,
                                       void (*change)(struct lg_sim_set *set, const void *how),
                                       const void *how) {
    struct stand *stand = lg_xcalloc(1, sizeof *stand);
    lg_env_init_test(&stand->env);
    char *path = lg_arena_printf(&stand->arena, LG_SOURCE_DIR "/fixtures/sets/%s.yaml", file);
    if (lg_sim_set_read(path, &stand->arena, &stand->set, &stand->err) < 0)
        fail_msg("%s", stand->err.text);
    if (change != NULL)
        change(&stand->set, how);
    stand_connect(stand, options);
    return stand;
}

static inline struct stand *stand_parse(const char *yaml) {
    struct stand *stand = lg_xcalloc(1, sizeof *stand);
    lg_env_init_test(&stand->env);
    if (lg_sim_set_parse(yaml, strlen(yaml), "set.yaml", &stand->arena, &stand->set, &stand->err) <
        0)
        fail_msg("%s", stand->err.text);
    stand_connect(stand, NULL);
    return stand;
}

static inline void stand_close(struct stand *stand) {
    lg_live_free(stand->live);
    lg_arena_dispose(&stand->arena);
    free(stand);
}

static inline int64_t stand_deadline(const struct stand *stand) {
    return lg_clock_after(&stand->env.clock, 10 * LG_NS_PER_S);
}

static inline int64_t stand_ticks(const struct stand *stand) {
    const int64_t tick_ns = STAND_TICK_MS * LG_NS_PER_MS;
    return (lg_clock_now_ns(&stand->env.clock) + tick_ns - 1) / tick_ns;
}

static inline void stand_tell_track(const struct lg_sim_track *track, struct lg_str *out) {
    const struct lg_sim_mixer *mixer = &track->mixer;
    lg_str_printf(out, "%s volume %.9g\n%s panning %.9g\n%s mute %d solo %d arm %d\n", track->name,
                  (double)mixer->volume, track->name, (double)mixer->panning, track->name,
                  mixer->mute, mixer->solo, mixer->arm);
    for (size_t i = 0; i < mixer->num_sends; i++)
        lg_str_printf(out, "%s send %zu %.9g\n", track->name, i, (double)mixer->sends[i]);
    for (size_t d = 0; d < track->num_devices; d++) {
        const struct lg_sim_device *device = &track->devices[d];
        for (size_t p = 0; p < device->num_params; p++)
            lg_str_printf(out, "%s / %s / %s %.9g\n", track->name, device->name,
                          device->params[p].name, (double)device->params[p].value);
    }
}

/* Every value of the set, a line each; the caller disposes. */
static inline struct lg_str stand_tell(const struct stand *stand) {
    const struct lg_sim_set *set = lg_sim_now(stand->sim);
    struct lg_str out = {0};
    lg_str_printf(&out, "tempo %.9g\n", (double)set->tempo);
    for (size_t i = 0; i < set->num_tracks; i++)
        stand_tell_track(&set->tracks[i], &out);
    for (size_t i = 0; i < set->num_returns; i++)
        stand_tell_track(&set->returns[i], &out);
    stand_tell_track(&set->master, &out);
    stand_tell_track(&set->cue, &out);
    return out;
}

/* The lines in which two tellings differ, as they are now; disposes of both. */
static inline void stand_assert_changed(struct lg_str was, struct lg_str is, const char *lines) {
    struct lg_str changed = {0};
    const char *old = lg_str_text(&was);
    for (const char *now = lg_str_text(&is); *now != '\0';) {
        size_t length = strcspn(now, "\n") + 1;
        if (strncmp(old, now, length) != 0)
            lg_str_add_n(&changed, now, length);
        old += strcspn(old, "\n") + 1;
        now += length;
    }
    assert_string_equal(lg_str_text(&changed), lines);
    lg_str_dispose(&was);
    lg_str_dispose(&is);
    lg_str_dispose(&changed);
}

/* Sets `path` to `value` as a person would; the error is the stand's. */
static inline int stand_set(struct stand *stand, struct lg_roles roles, const char *path,
                            const char *value, const struct lg_adjust_options *how,
                            struct lg_adjusted *out) {
    struct lg_resolver resolver;
    struct lg_place place;
    struct lg_wish wish;
    stand->err = (struct lg_err){0};
    lg_resolver_init(&resolver, stand->live, &stand->arena, roles);
    if (lg_resolve(&resolver, path, stand_deadline(stand), &place, &stand->err) < 0 ||
        lg_wish_read(value, place.unit, &stand->arena, &wish, &stand->err) < 0)
        return -1;
    stand->num_writes = 0;
    return lg_adjust(stand->live, NULL, &place, &wish, how, stand_deadline(stand), &stand->arena,
                     out, &stand->err);
}

#endif
