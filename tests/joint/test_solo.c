/* Stems of the simulated Live: one file a track, adding up to the mix where the chain is linear,
 * and every solo and mute as before. */
#include "unit/base/scratch.h"

#include "joint/stand.h"

#include "live/restore.h"
#include "render/solo.h"

enum { DRUMS, BASS, KEYS, VOCALS, PREMASTER, NUM_TRACKS };

/* What is wanted of the set before. */
struct scene {
    bool is_compressed; /* PREMASTER's compressor works */
    bool is_exclusive;  /* soloing a track ends other solos */
    int soloed, muted;  /* tracks; NUM_TRACKS: none */
};

struct studio {
    struct scratch *scratch;
    struct stand *stand;
    struct lg_journal *journal;
    const char *song;
    struct lg_solo_stems stems;
    struct lg_err err;
    int64_t seconds; /* until it has to be done; 0: plenty */
};

static void arrange(struct lg_sim_set *set, const void *how) {
    const struct scene *scene = how;
    struct lg_sim_device *glue = &set->tracks[PREMASTER].devices[2];
    assert_string_equal(glue->class_name, "GlueCompressor");
    glue->params[0].value = scene->is_compressed;
    glue->params[1].value = -30;
    set->song.exclusive_solo = scene->is_exclusive;
    if (scene->soloed < NUM_TRACKS)
        set->tracks[scene->soloed].mixer.solo = true;
    if (scene->muted < NUM_TRACKS)
        set->tracks[scene->muted].mixer.mute = true;
}

static void studio_open(struct studio *studio, void **state, const struct scene *scene) {
    *studio = (struct studio){.scratch = *state, .song = "song"};
    const struct lg_sim_options options = {.recordings = studio->scratch->folder};
    studio->stand = stand_open("mastering", &options, arrange, scene);
    const struct lg_journal_options journal = {
        .path = scratch_path(studio->scratch, "journal.jsonl"), .run = "one", .target = "sim"};
    studio->journal = lg_journal_new(&studio->stand->env, &journal);
}

static void studio_close(struct studio *studio) {
    lg_journal_free(studio->journal);
    stand_close(studio->stand);
}

static int print_stems(struct studio *studio, const int32_t *tracks, size_t num_tracks) {
    struct stand *stand = studio->stand;
    const struct lg_print_order print = {
        .env = &stand->env,
        .live = stand->live,
        .journal = studio->journal,
        .arena = &stand->arena,
        .length = {.beats = 1},
        .work_folder = studio->scratch->folder,
        .deadline_ns = lg_clock_after(&stand->env.clock,
                                      (studio->seconds > 0 ? studio->seconds : 300) * LG_NS_PER_S)};
    const struct lg_solo_order order = {.mode = &lg_render_resample,
                                        .print = &print,
                                        .folder = studio->scratch->folder,
                                        .song = studio->song,
                                        .tracks = tracks,
                                        .num_tracks = num_tracks};
    return lg_solo_print(&order, &studio->stems, &studio->err);
}

static void assert_sum(const struct lg_stems *check) {
    for (size_t i = 0; i < check->num_findings; i++)
        fail_msg("%s: %s", check->findings[i].rule, check->findings[i].text);
    assert_true(check->is_summed);
    assert_true(fabs(check->gain_db) < 0.1);
}

static void stems__add_up_and_leave_solos_as_found(void **state) {
    static const struct {
        struct scene scene;
        const char *roles[NUM_TRACKS];
    } rows[] = {
        {{.soloed = NUM_TRACKS, .muted = NUM_TRACKS}, {"DRUMS", "BASS", "KEYS", "VOCALS"}},
        {{.soloed = KEYS, .muted = NUM_TRACKS}, {"DRUMS", "BASS", "KEYS", "VOCALS"}},
        {{.is_exclusive = true, .soloed = DRUMS, .muted = BASS}, {"DRUMS", "KEYS", "VOCALS"}},
    };
    for (size_t r = 0; r < LG_ARRAY_LEN(rows); r++) {
        struct studio studio;
        studio_open(&studio, state, &rows[r].scene);
        studio.song = lg_arena_printf(&studio.stand->arena, "song %zu", r);
        struct lg_str was = stand_tell(studio.stand);
        if (print_stems(&studio, NULL, 0) != 0)
            fail_msg("%zu: %s", r, studio.err.text);
        stand_assert_changed(was, stand_tell(studio.stand), "");
        size_t count = 0;
        for (; rows[r].roles[count] != NULL; count++) {
            const struct lg_solo_stem *stem = &studio.stems.items[count];
            assert_string_equal(stem->role, rows[r].roles[count]);
            assert_int_equal(stem->print.measures.frames, 24000);
            assert_false(stem->is_silent);
        }
        assert_int_equal(studio.stems.count, count);
        assert_int_equal(studio.stems.num_muted, rows[r].scene.muted < NUM_TRACKS);
        assert_sum(&studio.stems.check);
        studio_close(&studio);
    }
}

/* What works on their sum can't be told from what works on each. */
static void stems__of_a_chain_that_is_not_linear_do_not(void **state) {
    static const struct scene scene = {
        .is_compressed = true, .soloed = NUM_TRACKS, .muted = NUM_TRACKS};
    struct studio studio;
    studio_open(&studio, state, &scene);
    assert_int_equal(print_stems(&studio, NULL, 0), 0);
    assert_int_equal(studio.stems.check.num_findings, 1);
    assert_string_equal(studio.stems.check.findings[0].rule, "sum");
    studio_close(&studio);
}

static void stems__of_some_tracks_lack_the_others(void **state) {
    static const struct scene scene = {.soloed = NUM_TRACKS, .muted = NUM_TRACKS};
    static const int32_t some[] = {BASS, VOCALS};
    static const int32_t none[] = {NUM_TRACKS};
    struct studio studio;
    studio_open(&studio, state, &scene);
    assert_int_equal(print_stems(&studio, some, 2), 0);
    assert_int_equal(studio.stems.count, 2);
    assert_int_equal(studio.stems.check.num_findings, 1);
    assert_int_equal(print_stems(&studio, some, 2), -1);
    assert_non_null(strstr(studio.err.text, "song_MASTER.wav' is there already"));
    studio.err = (struct lg_err){0};
    assert_int_equal(print_stems(&studio, none, 1), -1);
    assert_string_equal(studio.err.text, "there is no track #5: the set has 5");
    studio_close(&studio);
}

/* Cut short, the journal's file alone knows what is to be put back, as after a kill. */
static void put_back(struct studio *studio) {
    struct stand *stand = studio->stand;
    const char *path = scratch_path(studio->scratch, "journal.jsonl");
    struct lg_restore report;
    lg_journal_free(studio->journal);
    studio->err = (struct lg_err){0};
    if (lg_journal_load(&stand->env, path, NULL, &studio->journal, &studio->err) != 0 ||
        lg_restore_run(&stand->env, stand->live, studio->journal, stand_deadline(stand),
                       &stand->arena, &report, &studio->err) != 0)
        fail_msg("%s", studio->err.text);
    unlink(path);
}

/* After ever more seconds, until they are enough. */
static void stems__cut_short_are_put_back(void **state) {
    static const struct scene scene = {.soloed = KEYS, .muted = BASS};
    int cut = -1;
    for (int status = -1; status != 0; cut++) {
        struct studio studio;
        studio_open(&studio, state, &scene);
        studio.song = lg_arena_printf(&studio.stand->arena, "song %d", cut);
        studio.seconds = 2 * (cut + 2);
        struct lg_str was = stand_tell(studio.stand);
        status = print_stems(&studio, NULL, 0);
        if (status != 0)
            put_back(&studio);
        stand_assert_changed(was, stand_tell(studio.stand), "");
        studio_close(&studio);
    }
    assert_true(cut >= 3);
}

#define print_test(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        print_test(stems__add_up_and_leave_solos_as_found),
        print_test(stems__of_a_chain_that_is_not_linear_do_not),
        print_test(stems__of_some_tracks_lack_the_others),
        print_test(stems__cut_short_are_put_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
