/* What needs a Live that answers stands in tests/joint/test_restore.c. */
#include "unit/base/scratch.h"

#include "base/fs.h"
#include "live/owned.h"
#include "live/restore.h"
#include "support/fake_link.h"

struct talk {
    struct scratch *scratch;
    struct lg_env env;
    struct fake_link *fake;
    struct lg_live *live;
    struct lg_journal *journal;
    struct lg_arena arena;
    struct lg_err err;
};

static const char journal_text[] =
    "{\"kind\":\"open\",\"v\":2,\"run\":\"one\",\"tracks\":2,\"structure\":\"v2:abc\"}\n"
    "{\"kind\":\"found\",\"n\":0,\"label\":\"A / Volume\",\"get\":\"/live/track/get/volume\","
    "\"set\":\"/live/track/set/volume\",\"index\":[[\"i\",0]],\"value\":[\"f\",0.5]}\n"
    "{\"kind\":\"write\",\"n\":0,\"value\":[\"f\",0.25]}\n"
    "{\"kind\":\"track\",\"index\":2}\n";

static int setup(void **state) {
    struct talk *talk = lg_xcalloc(1, sizeof *talk);
    if (scratch_setup(state) != 0)
        return -1;
    talk->scratch = *state;
    lg_env_init_test(&talk->env);
    talk->fake = fake_new(&talk->env);
    talk->live = lg_live_new(&talk->env, &talk->fake->link);
    scratch_write(talk->scratch, "journal.jsonl", journal_text);
    const char *path = lg_fs_join(&talk->arena, talk->scratch->folder, "journal.jsonl");
    *state = talk;
    return lg_journal_load(&talk->env, path, NULL, &talk->journal, &talk->err);
}

static int teardown(void **state) {
    struct talk *talk = *state;
    lg_journal_free(talk->journal);
    lg_live_free(talk->live);
    fake_free(talk->fake);
    lg_arena_dispose(&talk->arena);
    *state = talk->scratch;
    free(talk);
    return scratch_teardown(state);
}

#define talk_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static void reaches_nothing(struct talk *talk, enum lg_err_kind kind) {
    struct lg_restore report = {0};
    int64_t deadline_ns = 10 * LG_NS_PER_S;
    assert_int_equal(lg_restore_run(&talk->env, talk->live, talk->journal, deadline_ns,
                                    &talk->arena, &report, &talk->err),
                     -1);
    assert_int_equal(talk->err.kind, kind);
    assert_int_equal(report.count, 2);
    assert_int_equal(report.ends[LG_RESTORE_FAILED], 2);
    assert_string_equal(report.lines[0].label, "A / Volume");
    assert_string_equal(report.lines[1].label, "track 2");
    for (size_t i = 0; i < report.count; i++)
        assert_string_equal(report.lines[i].text, "not reached");
    assert_true(lg_journal_is_open(talk->journal));
    for (size_t i = 0; i < talk->fake->num_sent; i++)
        assert_null(strstr(talk->fake->sent[i], "/set/"));
}

static void restore__tries_until_its_time_is_over(void **state) {
    struct talk *talk = *state;
    talk->fake->echoes_nothing = true;
    reaches_nothing(talk, LG_ERR_TIMEOUT);
    assert_true(lg_clock_now_ns(&talk->env.clock) == 10 * LG_NS_PER_S);
}

static void restore__gives_up_where_nobody_listens(void **state) {
    struct talk *talk = *state;
    talk->fake->refuses = true;
    reaches_nothing(talk, LG_ERR_READ);
    assert_non_null(strstr(talk->err.text, "Connection refused"));
}

static void fire__is_for_tracks_of_the_run_alone(void **state) {
    struct talk *talk = *state;
    assert_int_equal(lg_owned_fire(talk->live, talk->journal, 1, 0, LG_NS_PER_S, &talk->err), -1);
    assert_int_equal(talk->err.kind, LG_ERR_READ);
    assert_string_equal(talk->err.text, "track 1 is not one that this run made");
    assert_int_equal(talk->fake->num_sent, 0);
}

static void fire__notes_the_slot_and_the_transport_before(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/song/get/is_playing", 80, "/live/song/get/is_playing", "F");
    fake_on(talk->fake, "/live/song/get/record_mode", 80, "/live/song/get/record_mode", "F");
    fake_on(talk->fake, "/live/song/get/current_song_time", 80, "/live/song/get/current_song_time",
            "f", 16.0);
    if (lg_owned_fire(talk->live, talk->journal, 2, 1, LG_NS_PER_S, &talk->err) != 0)
        fail_msg("%s", talk->err.text);
    assert_int_equal(talk->fake->num_sent, 4);
    assert_string_equal(talk->fake->sent[3], "/live/clip_slot/fire 2 1");
    assert_int_equal(lg_journal_track(talk->journal, 0)->num_slots, 1);
    assert_int_equal(lg_journal_track(talk->journal, 0)->slots[0], 1);
    assert_int_equal(lg_journal_num_entries(talk->journal), 4);
    assert_string_equal(lg_journal_entry(talk->journal, 1)->spot.label, "the transport");
    assert_true(lg_journal_was_written(lg_journal_entry(talk->journal, 1)));
}

static void end__has_a_name(void **state) {
    LG_UNUSED(state);
    for (int i = 0; i < LG_RESTORE__COUNT; i++)
        assert_string_not_equal(lg_restore_end_name((enum lg_restore_end)i), "unknown");
    assert_string_equal(lg_restore_end_name(LG_RESTORE__COUNT), "unknown");
}

static const struct CMUnitTest tests[] = {
    talk_test(restore__tries_until_its_time_is_over),
    talk_test(restore__gives_up_where_nobody_listens),
    talk_test(fire__is_for_tracks_of_the_run_alone),
    talk_test(fire__notes_the_slot_and_the_transport_before),
    cmocka_unit_test(end__has_a_name),
};

int main(void) {
    return cmocka_run_group_tests(tests, NULL, NULL);
}
