/* What a run left is put back where it belongs, and nothing else is touched. */
#include "joint/song.h"
#include "joint/world.h"

#include "base/fault.h"
#include "live/dialect.h"
#include "live/owned.h"
#include "live/undo.h"

/* A client that changes Live by messages, journalled or not. */
static int change(struct world *world, struct lg_live *live, struct lg_journal *journal,
                  const struct lg_osc_msg *msg, struct lg_err *err) {
    struct lg_change change;
    int64_t deadline_ns = lg_clock_after(&world->env.clock, 5 * LG_NS_PER_S);
    if (lg_change_of(msg, &world->arena, &change, err) != 0)
        return -1;
    return lg_spot_put(live, journal, &change.spot, change.value, deadline_ns, &world->arena, NULL,
                       err);
}

struct message {
    const char *address;
    struct lg_osc_arg args[4];
    size_t count;
};

#define VOLUME(track, value)                                                                       \
    { "/live/track/set/volume", {lg_osc_int(track), lg_osc_float(value)}, 2 }
#define ARM(track, on)                                                                             \
    { "/live/track/set/arm", {lg_osc_int(track), lg_osc_bool(on)}, 2 }
#define MUTE(track, on)                                                                            \
    { "/live/track/set/mute", {lg_osc_int(track), lg_osc_bool(on)}, 2 }
#define PARAM(track, device, param, value)                                                         \
    {                                                                                              \
        "/live/device/set/parameter/value",                                                        \
            {lg_osc_int(track), lg_osc_int(device), lg_osc_int(param), lg_osc_float(value)}, 4     \
    }

static void change_all(struct world *world, struct lg_journal *journal,
                       const struct message *messages, size_t count) {
    struct lg_live *live = world_live(world);
    struct lg_err err = {0};
    for (size_t i = 0; i < count; i++) {
        const struct message *message = &messages[i];
        struct lg_osc_msg msg = {message->address, message->args, message->count};
        if (change(world, live, journal, &msg, &err) != 0)
            fail_msg("%s: %s", message->address, err.text);
    }
    lg_live_free(live);
}

/* Somebody at the keyboard does something. */
#define by_hand(world, ...)                                                                        \
    change_all(world, NULL, (const struct message[]){__VA_ARGS__},                                 \
               LG_ARRAY_LEN(((const struct message[]){__VA_ARGS__})))

/* A run does something and is killed. */
#define by_a_run(world, ...)                                                                       \
    leave(world, (const struct message[]){__VA_ARGS__},                                            \
          LG_ARRAY_LEN(((const struct message[]){__VA_ARGS__})))

static void leave(struct world *world, const struct message *messages, size_t count) {
    struct lg_journal *journal = world_new_journal(world);
    change_all(world, journal, messages, count);
    lg_journal_free(journal);
}

/* Restores; what was written and what was said must be just this (NULL: not looked at). */
static void restores(struct world *world, enum lg_err_kind kind, const char *writes,
                     const char *says) {
    struct lg_str told = {0};
    struct lg_err err = {0};
    int status = world_restore(world, 0, &told, &err);
    if (status != (kind == LG_ERR_NONE ? 0 : -1) || err.kind != kind)
        fail_msg("%s: %s\n%s", lg_err_kind_name(err.kind), err.text, lg_str_text(&told));
    if (writes != NULL && strcmp(lg_str_text(&world->writes), writes) != 0)
        fail_msg("wrote:\n%s", lg_str_text(&world->writes));
    if (says != NULL && strcmp(lg_str_text(&told), says) != 0)
        fail_msg("told:\n%s", lg_str_text(&told));
    lg_str_dispose(&told);
}

static void waits(struct world *world, bool is_waiting) {
    struct lg_journal *journal = world_waiting_journal(world);
    assert_true((journal != NULL) == is_waiting);
    lg_journal_free(journal);
}

/* Each of these is another set than SONG. */
static const struct other {
    const char *what, *yaml;
} others[] = {
    {"tracks in another order",
     SONG_HEAD SONG_BASS SONG_DRUMS SONG_VOICE SONG_PREMASTER SONG_UTILITY SONG_LIMITER},
    {"devices in another order",
     SONG_HEAD SONG_DRUMS SONG_BASS SONG_VOICE SONG_PREMASTER SONG_LIMITER SONG_UTILITY},
    {"a track less", SONG_HEAD SONG_DRUMS SONG_BASS SONG_PREMASTER SONG_UTILITY SONG_LIMITER},
    {"a track more", SONG "  - {name: New}\n"},
    {"a device less", SONG_HEAD SONG_DRUMS SONG_BASS SONG_VOICE SONG_PREMASTER SONG_LIMITER},
    {"another name", SONG_HEAD SONG_DRUMS
     "  - {name: Bass 2}\n" SONG_VOICE SONG_PREMASTER SONG_UTILITY SONG_LIMITER},
    {"another set", "master: {name: Main}\ntracks:\n  - {name: A}\n  - {name: B}\n"},
    {"an empty set", "master: {name: Main}\n"},
};

static void restore__writes_nothing_to_another_set(void **state) {
    struct world *world = *state;
    struct lg_str before = {0};
    world_open(world, SONG);
    by_a_run(world, VOLUME(0, 0.1F), VOLUME(1, 0.9F), PARAM(3, 1, 1, 9.0F));
    for (size_t i = 0; i < LG_ARRAY_LEN(others); i++) {
        world_open(world, others[i].yaml);
        world_snapshot(world, &before);
        restores(world, LG_ERR_READ, "",
                 "refused: /live/track/set/volume 0: would be set to 0.7\n"
                 "refused: /live/track/set/volume 1: would be set to 0.85\n"
                 "refused: /live/device/set/parameter/value 3 1 1: would be set to 3 (3.00)\n");
        world_is_still(world, &before, others[i].what);
        waits(world, true);
    }
    lg_str_dispose(&before);
}

static void restore__writes_once_the_set_is_back(void **state) {
    struct world *world = *state;
    struct lg_str before = {0};
    world_open(world, SONG);
    world_snapshot(world, &before);
    by_a_run(world, VOLUME(0, 0.1F), PARAM(3, 1, 1, 9.0F));
    world_open(world, others[0].yaml);
    restores(world, LG_ERR_READ, "", NULL);
    /* The set was saved with what the run had written. */
    world_open(world, SONG);
    by_hand(world, VOLUME(0, 0.1F), PARAM(3, 1, 1, 9.0F));
    restores(world, LG_ERR_NONE, NULL, NULL);
    world_is_still(world, &before, "in its own set");
    waits(world, false);
    lg_str_dispose(&before);
}

static void restore__leaves_what_somebody_changed(void **state) {
    struct world *world = *state;
    world_open(world, SONG);
    by_a_run(world, VOLUME(0, 0.1F), VOLUME(1, 0.3F), VOLUME(2, 0.2F));
    by_hand(world, VOLUME(1, 0.4F));
    restores(world, LG_ERR_WRITE,
             "/live/track/set/volume 2 0.85\n"
             "/live/track/set/volume 0 0.7\n",
             "put back: /live/track/set/volume 0: back to 0.7\n"
             "left: /live/track/set/volume 1: is 0.4, which somebody set since: left (found 0.85)\n"
             "put back: /live/track/set/volume 2: back to 0.85\n");
    /* Another try would change nothing. */
    waits(world, false);
}

static void restore__touches_nothing_that_is_as_found(void **state) {
    struct world *world = *state;
    world_open(world, SONG);
    by_a_run(world, VOLUME(0, 0.1F), MUTE(1, true));
    by_hand(world, VOLUME(0, 0.7F), MUTE(1, false));
    restores(world, LG_ERR_NONE, "", NULL);
    waits(world, false);
}

static void restore__lowers_before_it_raises(void **state) {
    struct world *world = *state;
    world_open(world, SONG);
    /* Voice was muted, the Limiter was on: both are the quiet side. */
    by_a_run(world, VOLUME(0, 0.1F), VOLUME(1, 0.95F), PARAM(3, 0, 1, -0.5F), MUTE(2, false),
             PARAM(3, 1, 0, 0.0F), PARAM(3, 1, 1, 20.0F), MUTE(0, true));
    restores(world, LG_ERR_NONE,
             "/live/device/set/parameter/value 3 1 1 3\n"
             "/live/device/set/parameter/value 3 1 0 1\n"
             "/live/track/set/mute 2 T\n"
             "/live/track/set/volume 1 0.85\n"
             "/live/track/set/mute 0 F\n"
             "/live/device/set/parameter/value 3 0 1 0\n"
             "/live/track/set/volume 0 0.7\n",
             NULL);
}

/* What the run left, saved and opened again, where a parameter does not listen any more. */
#define LEFT(faults)                                                                               \
    faults SONG_HEAD "  - {name: Drums, arm: true, volume: 0.1}\n" SONG_BASS SONG_VOICE            \
        SONG_PREMASTER SONG_UTILITY SONG_DEVICE("Limiter", "-24", "24", "20")

static void restore__raises_nothing_while_something_stays_loud(void **state) {
    struct world *world = *state;
    world_open(world, SONG);
    by_a_run(world, VOLUME(0, 0.1F), PARAM(3, 1, 1, 20.0F));
    world_open(world, LEFT("faults: {deaf: PREMASTER/Limiter/Gain}\n"));
    restores(world, LG_ERR_WRITE, "/live/device/set/parameter/value 3 1 1 3\n",
             "not put back: /live/track/set/volume 0: is 0.1, found 0.7: held back, as what should "
             "get quieter did not\n"
             "not put back: /live/device/set/parameter/value 3 1 1: is 20 (20.00), found 3 (3.00): "
             "the write did not take\n");
    waits(world, true);
    world_open(world, LEFT(""));
    restores(world, LG_ERR_NONE,
             "/live/device/set/parameter/value 3 1 1 3\n"
             "/live/track/set/volume 0 0.7\n",
             NULL);
    waits(world, false);
}

/* A script that takes fractions of the range: what a run found goes back as one, and the set is as
 * it was, or it is named what remains. */
static void restore__puts_back_by_a_fraction_what_takes_no_native_value(void **state) {
    struct world *world = *state;
    struct lg_str before = {0};
    world_open(world, SONG);
    world_snapshot(world, &before);
    by_a_run(world, VOLUME(0, 0.1F), PARAM(3, 1, 1, 20.0F));
    world_open(world, LEFT("faults: {normalised: PREMASTER/Limiter/Gain}\n"));
    restores(world, LG_ERR_NONE, NULL,
             "put back: /live/track/set/volume 0: back to 0.7\n"
             "put back: /live/device/set/parameter/value 3 1 1: back to 3 (3.00), by a fraction of "
             "its range: native values do not take\n");
    waits(world, false);
    world_is_still(world, &before, "after a restore by fraction");
    lg_str_dispose(&before);
}

static void restore__arms_again_what_arming_disarmed(void **state) {
    struct world *world = *state;
    struct lg_str before = {0};
    world_open(world, SONG);
    world_snapshot(world, &before);
    by_a_run(world, ARM(1, true), ARM(2, true));
    restores(world, LG_ERR_NONE,
             "/live/track/set/arm 2 F\n"
             "/live/track/set/arm 0 T\n",
             NULL);
    world_is_still(world, &before, "after arming");
    lg_str_dispose(&before);
}

static void restore__comes_through_where_replies_get_lost(void **state) {
    struct world *world = *state;
    struct lg_str before = {0};
    struct lg_str told = {0};
    size_t whole = 0;
    world_open(world, SONG);
    world_snapshot(world, &before);
    for (uint32_t seed = 1; seed <= 60; seed++) {
        struct lg_err err = {0};
        by_a_run(world, VOLUME(0, 0.1F), VOLUME(1, 0.9F), ARM(2, true), PARAM(3, 1, 1, 9.0F));
        world->dice = seed;
        if (world_restore(world, 20, &told, &err) == 0) {
            whole++;
        } else {
            assert_int_equal(err.kind, LG_ERR_TIMEOUT);
            waits(world, true);
            restores(world, LG_ERR_NONE, NULL, NULL);
        }
        world_is_still(world, &before, "with losses");
        waits(world, false);
    }
    if (whole < 30)
        fail_msg("only %zu of 60 came through", whole);
    lg_str_dispose(&told);
    lg_str_dispose(&before);
}

/* The last track of this set bears the name of run `one`; it holds what `clips` says. */
#define WITH_OURS(clips) SONG "  - {name: livegate one, clips: [" clips "]}\n"

static void announce_track(struct world *world, int32_t slot) {
    struct lg_live *live = world_live(world);
    struct lg_journal *journal = world_new_journal(world);
    struct lg_err err = {0};
    int64_t deadline_ns = lg_clock_after(&world->env.clock, 5 * LG_NS_PER_S);
    world_open(world, SONG);
    if (lg_journal_announce_track(journal, live, 4, deadline_ns, &err) != 0 ||
        (slot >= 0 && lg_journal_announce_slot(journal, 4, slot, &err) != 0))
        fail_msg("%s", err.text);
    lg_journal_free(journal);
    lg_live_free(live);
}

static void restore__deletes_a_track_only_if_it_is_ours(void **state) {
    static const struct {
        const char *yaml;
        int32_t slot; /* recorded into by the run; -1: none */
        enum lg_err_kind kind;
        const char *writes, *says;
    } cases[] = {
        {WITH_OURS(""), -1, LG_ERR_NONE, "/live/song/delete_track 4\n",
         "put back: track 4: deleted\n"},
        {WITH_OURS("~, Take"), 1, LG_ERR_NONE, "/live/song/delete_track 4\n",
         "put back: track 4: deleted\n"},
        {WITH_OURS("~, Take"), -1, LG_ERR_WRITE, "",
         "left: track 4: left: slot 1 holds a clip that is not the run's\n"},
        {WITH_OURS("Take, Mine"), 0, LG_ERR_WRITE, "",
         "left: track 4: left: slot 1 holds a clip that is not the run's\n"},
        {SONG "  - {name: Print}\n", -1, LG_ERR_WRITE, "",
         "left: track 4: left: the run was about to make one there, but it is called 'Print', not "
         "'livegate one': it can't be proven to be the run's\n"},
        {SONG "  - {name: 5-Audio}\n", -1, LG_ERR_WRITE, "",
         "left: track 4: left: the run was about to make one there, but it is called '5-Audio', "
         "not "
         "'livegate one': it can't be proven to be the run's\n"},
        {SONG "  - {name: livegate two}\n", -1, LG_ERR_WRITE, "",
         "left: track 4: left: the run was about to make one there, but it is called 'livegate "
         "two', not 'livegate one': it can't be proven to be the run's\n"},
        {SONG, -1, LG_ERR_NONE, "", "as found: track 4: already gone\n"},
    };
    struct world *world = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        announce_track(world, cases[i].slot);
        world_open(world, cases[i].yaml);
        restores(world, cases[i].kind, cases[i].writes, cases[i].says);
        waits(world, false);
    }
}

static void restore__leaves_a_set_alone_whose_tracks_moved_before_ours(void **state) {
    struct world *world = *state;
    announce_track(world, -1);
    world_open(
        world, SONG_HEAD SONG_DRUMS
        "  - {name: livegate one}\n" SONG_BASS SONG_VOICE SONG_PREMASTER SONG_UTILITY SONG_LIMITER);
    restores(world, LG_ERR_READ, "",
             "refused: track 4: would be deleted if it is called 'livegate one'\n");
}

static void write__is_not_sent_when_it_can_t_be_noted(void **state) {
    static const char *const faults[] = {"journal.write", "journal.write:2", "journal.write:3",
                                         "journal.sync", "journal.sync:2"};
    struct world *world = *state;
    world_open(world, SONG);
    for (size_t i = 0; i < LG_ARRAY_LEN(faults); i++) {
        struct lg_journal *journal = world_new_journal(world);
        struct lg_live *live = world_live(world);
        struct lg_err err = {0};
        struct lg_osc_arg args[] = {lg_osc_int(0), lg_osc_float(0.1F)};
        lg_fault_ask(faults[i]);
        assert_int_equal(change(world, live, journal,
                                &(struct lg_osc_msg){"/live/track/set/volume", args, 2}, &err),
                         -1);
        assert_false(lg_fault_was_missed());
        lg_fault_ask(NULL);
        assert_int_equal(err.kind, LG_ERR_WRITE);
        assert_string_equal(lg_str_text(&world->writes), "");
        lg_live_free(live);
        lg_journal_free(journal);
    }
}

/* What a dialect calls the master is another track in the next. */
static void restore__needs_the_dialect_of_the_run(void **state) {
    struct world *world = *state;
    struct lg_track_ref master;
    struct message message = {"/live/track/set/volume", {{0}, lg_osc_float(0.3F)}, 2};
    struct lg_err err = {0};
    world_open(world, "dialect: neg1\n" SONG);
    assert_int_equal(lg_track_ref_make(LG_DIALECT_NEG1, LG_TRACK_MASTER, 0, &master, &err), 0);
    assert_int_equal(
        lg_track_ref_arg(&master, LG_PART_TRACK, &world->arena, &message.args[0], &err), 0);
    leave(world, &message, 1);
    world_open(world, SONG);
    restores(world, LG_ERR_READ, "", "refused: /live/track/set/volume -1: would be set to 0.85\n");
    waits(world, true);
    world_open(world, "dialect: neg1\n" SONG);
    change_all(world, NULL, &message, 1);
    restores(world, LG_ERR_NONE, "/live/track/set/volume -1 0.85\n", NULL);
}

static const struct CMUnitTest tests[] = {
    world_test(restore__writes_nothing_to_another_set),
    world_test(restore__writes_once_the_set_is_back),
    world_test(restore__leaves_what_somebody_changed),
    world_test(restore__touches_nothing_that_is_as_found),
    world_test(restore__lowers_before_it_raises),
    world_test(restore__raises_nothing_while_something_stays_loud),
    world_test(restore__puts_back_by_a_fraction_what_takes_no_native_value),
    world_test(restore__arms_again_what_arming_disarmed),
    world_test(restore__comes_through_where_replies_get_lost),
    world_test(restore__deletes_a_track_only_if_it_is_ours),
    world_test(restore__leaves_a_set_alone_whose_tracks_moved_before_ours),
    world_test(write__is_not_sent_when_it_can_t_be_noted),
    world_test(restore__needs_the_dialect_of_the_run),
};

int main(void) {
    return cmocka_run_group_tests(tests, NULL, NULL);
}
