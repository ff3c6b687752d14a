#include "audio/stems.h"

#include "unit/audio/waves.h"

static void stems__names_are_song_and_role(void **state) {
    static const char *const own[] = {"GUITAR", "BG"};
    static const struct lg_stems_options with_own = {.roles = own, .num_roles = 2};
    static const struct {
        const char *path;
        const char *song; /* NULL: refused */
        const char *role;
    } rows[] = {
        {"track01_VOCAL_LEAD.wav", "track01", "VOCAL_LEAD"},
        {"/a/b_c/mysong_BASS.wav", "mysong", "BASS"},
        {"my_long song_MASTER.wav", "my_long song", "MASTER"},
        {"song_OTHER_KEYS.wav", "song_OTHER", "KEYS"},
        {"song_VOCAL_BG.wav", "song", "VOCAL_BG"}, /* the longest role that fits */
        {"song_GUITAR.wav", "song", "GUITAR"},
        {"invalid_name.wav", NULL, NULL},
        {"invalid.wav", NULL, NULL},
        {"_BASS.wav", NULL, NULL},
        {"songBASS.wav", NULL, NULL},
        {"song_BASS", NULL, NULL},
        {"song_BASS.aif", NULL, NULL},
        {"song_bass.wav", NULL, NULL},
        {"song_BASS.WAV", NULL, NULL},
        {".wav", NULL, NULL},
    };
    struct lg_arena arena = {0};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_stem stem = {0};
        bool is_stem = lg_stem_parse(rows[i].path, &with_own, &arena, &stem);
        assert_int_equal(is_stem, rows[i].song != NULL);
        if (!is_stem)
            continue;
        assert_string_equal(stem.song, rows[i].song);
        assert_string_equal(stem.role, rows[i].role);
    }
    lg_arena_dispose(&arena);
}

/* A stem as a test writes it: one sine of an amplitude. */
struct made {
    const char *name; /* NULL: the end of a list */
    double amplitude;
    int rate_hz;  /* 0: 48000 */
    int channels; /* 0: 2 */
    int frames;   /* 0: 9600 */
    bool is_text; /* no audio at all */
};

static void write_stem(const char *path, const struct made *made) {
    struct waves waves = {.rate_hz = made->rate_hz > 0 ? made->rate_hz : 48000,
                          .channels = made->channels > 0 ? made->channels : 2};
    size_t frames = made->frames > 0 ? (size_t)made->frames : 9600;
    if (made->is_text) {
        assert_int_equal(lg_fs_write_atomic(path, "text", 4, NULL), 0);
        return;
    }
    float *samples = waves_grow(&waves, frames);
    for (size_t i = 0; i < frames * (size_t)waves.channels; i++)
        samples[i] = (float)(made->amplitude * sin(0.01 * (double)i));
    waves_write(&waves, path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, NULL);
    waves_dispose(&waves);
}

static const struct row {
    struct made made[4];
    const char *rule; /* NULL: all is well */
    const char *file;
    const char *says;
} rows[] = {
    {{{.name = "s_MASTER.wav", .amplitude = 0.5},
      {.name = "s_BASS.wav", .amplitude = 0.2},
      {.name = "s_DRUMS.wav", .amplitude = 0.3}},
     NULL,
     NULL,
     NULL},
    {{{.name = "s_BASS.wav", .amplitude = 0.2}, {.name = "s_DRUMS.wav", .amplitude = 0.3}},
     NULL,
     NULL,
     NULL},
    {{{.name = "s_MASTER.wav", .amplitude = 0.5}}, NULL, NULL, NULL},
    {{{.name = "s_BASS.wav", .amplitude = 0.2}, {.name = "bad.wav", .amplitude = 0.3}},
     "name",
     "bad.wav",
     "{song}_{ROLE}.wav"},
    {{{.name = "s_Bass.wav", .amplitude = 0.2}},
     "name",
     "s_Bass.wav",
     "did you mean 's_BASS.wav'?"},
    {{{.name = "s_KEYS.WAV", .amplitude = 0.2}},
     "name",
     "s_KEYS.WAV",
     "did you mean 's_KEYS.wav'?"},
    {{{.name = "s_BASS.wav", .amplitude = 0.2}, {.name = "t_DRUMS.wav", .amplitude = 0.3}},
     "song",
     "t_DRUMS.wav",
     "'t'"},
    {{{.name = "s_BASS.wav", .amplitude = 0.2},
      {.name = "s_DRUMS.wav", .amplitude = 0.3, .rate_hz = 44100}},
     "rate",
     "s_DRUMS.wav",
     "44100 Hz"},
    {{{.name = "s_BASS.wav", .amplitude = 0.2},
      {.name = "s_DRUMS.wav", .amplitude = 0.3, .channels = 1}},
     "channels",
     "s_DRUMS.wav",
     "is 1"},
    {{{.name = "s_BASS.wav", .amplitude = 0.2},
      {.name = "s_DRUMS.wav", .amplitude = 0.3, .frames = 9599}},
     "length",
     "s_DRUMS.wav",
     "9599 frames"},
    /* The first file may be the odd one out. */
    {{{.name = "s_BASS.wav", .amplitude = 0.2, .rate_hz = 44100},
      {.name = "s_DRUMS.wav", .amplitude = 0.3},
      {.name = "s_KEYS.wav", .amplitude = 0.3}},
     "rate",
     "s_BASS.wav",
     "s_DRUMS.wav' is 48000 Hz"},
    {{{.name = "s_BASS.wav", .amplitude = 0.2, .frames = 9599},
      {.name = "s_DRUMS.wav", .amplitude = 0.3},
      {.name = "s_KEYS.wav", .amplitude = 0.3}},
     "length",
     "s_BASS.wav",
     "9599 frames"},
    {{{.name = "s_BASS.wav", .amplitude = 0.2},
      {.name = "s_DRUMS.wav", .amplitude = 0.3, .is_text = true}},
     "read",
     "s_DRUMS.wav",
     "not audio"},
    {{{.name = "s_MASTER.wav", .amplitude = 0.5},
      {.name = "s_BASS.wav", .amplitude = 0.2},
      {.name = "s_DRUMS.wav", .amplitude = 0.29}},
     "sum",
     "s_MASTER.wav",
     "-40.0 dBFS"},
    {{{.name = "s_MASTER.wav"}, {.name = "s_BASS.wav"}}, "sum", "s_MASTER.wav", "is silent"},
    {{{.name = "s_MASTER.wav"}, {.name = "s_BASS.wav", .amplitude = 0.0005}},
     "sum",
     "s_MASTER.wav",
     "is silent"},
    /* A quiet master is no excuse: here the sum is wrong by half, and below -60 dBFS all the same.
     */
    {{{.name = "s_MASTER.wav", .amplitude = 0.001}, {.name = "s_BASS.wav", .amplitude = 0.0005}},
     "sum",
     "s_MASTER.wav",
     "-66.0 dBFS"},
    {{{.name = "s_MASTER.wav", .amplitude = 0.001}, {.name = "s_BASS.wav", .amplitude = 0.00095}},
     NULL,
     NULL,
     NULL},
};

static void check_row(struct folder *folder, size_t index) {
    const struct row *row = &rows[index];
    struct lg_arena arena = {0};
    struct lg_stems_options options = {0};
    struct lg_stems stems;
    const char *paths[4];
    size_t count = 0;
    for (; row->made[count].name != NULL; count++) {
        paths[count] = folder_join(folder, row->made[count].name);
        write_stem(paths[count], &row->made[count]);
    }
    assert_int_equal(lg_stems_check(paths, count, &options, &arena, &stems, NULL), 0);
    if (stems.num_findings != (row->rule != NULL ? 1U : 0U))
        fail_msg("row %zu: %zu findings, first: %s", index, stems.num_findings,
                 stems.num_findings > 0 ? stems.findings[0].text : "");
    if (row->rule != NULL) {
        assert_string_equal(stems.findings[0].rule, row->rule);
        assert_string_equal(lg_fs_name(stems.findings[0].path), row->file);
        if (strstr(stems.findings[0].text, row->says) == NULL)
            fail_msg("row %zu: %s", index, stems.findings[0].text);
    }
    for (size_t k = 0; k < count; k++)
        unlink(paths[k]);
    lg_arena_dispose(&arena);
}

static void stems__each_broken_rule_is_named_with_its_file(void **state) {
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        check_row(*state, i);
}

static void stems__a_role_comes_once(void **state) {
    struct lg_arena arena = {0};
    struct lg_stems_options options = {0};
    struct lg_stems stems;
    const char *bass = folder_join(*state, "s_BASS.wav");
    const char *paths[] = {bass, folder_join(*state, "./s_BASS.wav")};
    write_stem(bass, &(struct made){.amplitude = 0.1});
    assert_int_equal(lg_stems_check(paths, 2, &options, &arena, &stems, NULL), 0);
    assert_int_equal(stems.num_findings, 1);
    assert_string_equal(stems.findings[0].rule, "role");
    assert_ptr_equal(stems.findings[0].path, paths[1]);
    assert_non_null(strstr(stems.findings[0].text, bass));
    lg_arena_dispose(&arena);
}

static void stems__the_sum_says_how_near_it_is(void **state) {
    static const struct made made[] = {{.name = "s_MASTER.wav", .amplitude = 0.5},
                                       {.name = "s_BASS.wav", .amplitude = 0.2},
                                       {.name = "s_DRUMS.wav", .amplitude = 0.2999}};
    struct lg_arena arena = {0};
    struct lg_stems_options options = {0};
    struct lg_stems stems;
    const char *paths[3];
    for (size_t i = 0; i < 3; i++) {
        paths[i] = folder_join(*state, made[i].name);
        write_stem(paths[i], &made[i]);
    }
    assert_int_equal(lg_stems_check(paths, 3, &options, &arena, &stems, NULL), 0);
    assert_int_equal(stems.num_findings, 0);
    assert_true(stems.is_summed);
    assert_true(fabs(stems.residual_dbfs + 80.0) < 0.1);
    assert_true(fabs(stems.gain_db - 0.0017) < 0.0005);
    assert_string_equal(stems.song, "s");
    options.tolerance_dbfs = -90.0;
    assert_int_equal(lg_stems_check(paths, 3, &options, &arena, &stems, NULL), 0);
    assert_int_equal(stems.num_findings, 1);
    assert_string_equal(stems.findings[0].rule, "sum");
    lg_arena_dispose(&arena);
}

static void stems__tolerances_are_bounded(void **state) {
    static const double bad[] = {-39.9, -0.1, 0.0, 1.0, INFINITY, -INFINITY, NAN};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(bad); i++)
        assert_false(lg_stems_is_tolerance(bad[i]));
    assert_true(lg_stems_is_tolerance(-40.0));
    assert_true(lg_stems_is_tolerance(-120.0));
}

static void stems__stop_when_asked_to(void **state) {
    struct lg_interrupt interrupt = {.signo = 2, .wake_fd = -1};
    struct lg_env env;
    struct lg_arena arena = {0};
    struct lg_stems stems;
    struct lg_err err = {0};
    const char *path = folder_join(*state, "s_BASS.wav");
    lg_env_init_test(&env);
    env.interrupt = &interrupt;
    struct lg_stems_options options = {.env = &env};
    write_stem(path, &(struct made){.amplitude = 0.1});
    assert_int_equal(lg_stems_check(&path, 1, &options, &arena, &stems, &err), -1);
    assert_int_equal(err.kind, LG_ERR_INTERRUPTED);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stems__names_are_song_and_role),
        cmocka_unit_test(stems__each_broken_rule_is_named_with_its_file),
        cmocka_unit_test(stems__a_role_comes_once),
        cmocka_unit_test(stems__the_sum_says_how_near_it_is),
        cmocka_unit_test(stems__tolerances_are_bounded),
        cmocka_unit_test(stems__stop_when_asked_to),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
