#include "audio/recipes.h"

#include "unit/audio/waves.h"

static const char shipped[] = LG_SOURCE_DIR "/gates/tables/meters.yaml";

static void recipes__commands_are_split_without_a_shell(void **state) {
    static const struct {
        const char *command;
        const char *argv[5];
    } rows[] = {
        {"meter {wav}", {"meter", "{wav}"}},
        {"  a\tb\n c ", {"a", "b", "c"}},
        {"a 'b c' \"d e\"", {"a", "b c", "d e"}},
        {"a'b'\"c\"d", {"abcd"}},
        {"a '' \"\"", {"a", "", ""}},
        {"a\\ b \\'c", {"a b", "'c"}},
        {"'a\\b' \"a\\\\b\\\"c\"", {"a\\b", "a\\b\"c"}},
        {"a $HOME `b` *;|&", {"a", "$HOME", "`b`", "*;|&"}},
    };
    static const char *const wrong[] = {"", "  ", "a 'b", "a \"b", "a \"b\\", "a\\"};
    struct lg_arena arena = {0};
    const char *const *argv;
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        assert_int_equal(lg_command_split(rows[i].command, &arena, &argv, NULL), 0);
        size_t k = 0;
        for (; rows[i].argv[k] != NULL; k++)
            assert_string_equal(argv[k], rows[i].argv[k]);
        assert_null(argv[k]);
    }
    for (size_t i = 0; i < LG_ARRAY_LEN(wrong); i++) {
        struct lg_err err = {0};
        assert_int_equal(lg_command_split(wrong[i], &arena, &argv, &err), -1);
        assert_int_equal(err.kind, LG_ERR_USAGE);
    }
    lg_arena_dispose(&arena);
}

static void recipes__the_shipped_ones_state_their_ways(void **state) {
    static const char *const names[] = {
        "ffmpeg-ebur128", "ffmpeg-loudnorm", "bs1770gain", "ebumeter", "sox", "flaas"};
    struct lg_arena arena = {0};
    struct lg_recipes recipes;
    LG_UNUSED(state);
    assert_int_equal(lg_recipes_read(shipped, &arena, &recipes, NULL), 0);
    assert_int_equal(recipes.count, LG_ARRAY_LEN(names));
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++) {
        const struct lg_recipe *recipe = lg_recipes_find(&recipes, names[i]);
        assert_non_null(recipe);
        assert_non_null(recipe->what);
    }
    assert_true(lg_recipes_find(&recipes, "ebumeter")->is_dual_mono);
    assert_true(lg_recipes_find(&recipes, "ffmpeg-ebur128")->nothing == -70.0);
    assert_true(fabs(lg_recipes_find(&recipes, "sox")->reads[LG_QUANTITY_SAMPLE_PEAK]->display -
                     0.005) < 1e-12);
    assert_string_equal(lg_recipes_find(&recipes, "flaas")->file, "data/reports/analysis.json");
    assert_null(lg_recipes_find(&recipes, "sox")->reads[LG_QUANTITY_I]);
    assert_null(lg_recipes_find(&recipes, "so"));
    lg_recipes_dispose(&recipes);
    lg_arena_dispose(&arena);
}

/* What the meters of the recipes wrote, as they wrote it. */
static const char ffmpeg_words[] = "frame:0    pts:0       pts_time:0\n"
                                   "lavfi.r128.M=-120.691\n"
                                   "lavfi.r128.I=-70.000\n"
                                   "lavfi.r128.LRA=0.000\n"
                                   "lavfi.r128.LRA.low=0.000\n"
                                   "frame:1    pts:4800    pts_time:0.1\n"
                                   "lavfi.r128.M=-19.990\n"
                                   "lavfi.r128.I=-22.590\n"
                                   "lavfi.r128.LRA=10.000\n"
                                   "lavfi.r128.LRA.low=-30.000\n"
                                   "lavfi.r128.M=-29.990\n"
                                   "[Parsed_ebur128_0 @ 0x5561aeec6900] Summary:\n"
                                   "  Integrated loudness:\n    I:         -22.6 LUFS\n"
                                   "  Sample peak:\n    Peak:      -20.0 dBFS\n\n"
                                   "  True peak:\n    Peak:      -19.9 dBFS\n";
static const char loudnorm_words[] = "[Parsed_loudnorm_0 @ 0x55aa62ada5c0] \n{\n"
                                     "\t\"input_i\" : \"-inf\",\n\t\"input_tp\" : \"-23.00\",\n"
                                     "\t\"input_lra\" : \"0.00\",\n}\n";
static const char sox_words[] = "             Overall     Left      Right\n"
                                "Min level  -0.070795 -0.070795 -0.070795\n"
                                "Pk lev dB     -23.00    -23.00    -40.00\n";
static const char ebumeter_words[] = "Integrated loudness:   -200.0 LUFS\n"
                                     "Loudness range:           1.8 LU\n"
                                     "Peak level              -23.0 dB\n";
static const char bs1770gain_words[] = "    <integrated lufs=\"-70.00\" lu=\"47.00\"/>\n"
                                       "    <sample-peak spfs=\"-23.00\" amplitude=\"0.07\"/>\n";

static void recipes__find_the_numbers_in_what_meters_write(void **state) {
    static const struct {
        const char *name;
        const char *words;
        enum lg_quantity quantity;
        double value;
    } rows[] = {
        {"ffmpeg-ebur128", ffmpeg_words, LG_QUANTITY_I, -22.59},
        {"ffmpeg-ebur128", ffmpeg_words, LG_QUANTITY_M_MAX, -19.99},
        {"ffmpeg-ebur128", ffmpeg_words, LG_QUANTITY_LRA, 10.0},
        {"ffmpeg-ebur128", ffmpeg_words, LG_QUANTITY_SAMPLE_PEAK, -20.0},
        {"ffmpeg-ebur128", ffmpeg_words, LG_QUANTITY_TRUE_PEAK, -19.9},
        {"ffmpeg-loudnorm", loudnorm_words, LG_QUANTITY_I, -INFINITY},
        {"ffmpeg-loudnorm", loudnorm_words, LG_QUANTITY_TRUE_PEAK, -23.0},
        {"sox", sox_words, LG_QUANTITY_SAMPLE_PEAK, -23.0},
        {"ebumeter", ebumeter_words, LG_QUANTITY_I, -INFINITY},
        {"ebumeter", ebumeter_words, LG_QUANTITY_SAMPLE_PEAK, -23.0},
        {"bs1770gain", bs1770gain_words, LG_QUANTITY_I, -INFINITY},
        {"bs1770gain", bs1770gain_words, LG_QUANTITY_SAMPLE_PEAK, -23.0},
        {"flaas", "{\"lufs_i\": -17.72, \"peak_dbfs\": -13.98}", LG_QUANTITY_I, -17.72},
    };
    struct lg_arena arena = {0};
    struct lg_recipes recipes;
    LG_UNUSED(state);
    assert_int_equal(lg_recipes_read(shipped, &arena, &recipes, NULL), 0);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_heard heard;
        lg_recipe_hear(lg_recipes_find(&recipes, rows[i].name), rows[i].words,
                       strlen(rows[i].words), &heard);
        const struct lg_heard_level *level = &heard.at[rows[i].quantity];
        if (heard.refused || level->kind != LG_HEARD_NUMBER || level->value != rows[i].value)
            fail_msg("row %zu: kind %d, %g", i, (int)level->kind, level->value);
    }
    lg_recipes_dispose(&recipes);
    lg_arena_dispose(&arena);
}

static struct lg_heard hear(const char *read, const char *words) {
    struct lg_arena arena = {0};
    struct lg_recipe recipe;
    struct lg_heard heard;
    assert_int_equal(
        lg_recipe_of_command("m {wav}", &read, read != NULL ? 1 : 0, &arena, &recipe, NULL), 0);
    lg_recipe_hear(&recipe, words, strlen(words), &heard);
    lg_recipe_dispose(&recipe);
    lg_arena_dispose(&arena);
    return heard;
}

static void recipes__a_number_is_a_number_and_nothing_else(void **state) {
    static const struct {
        const char *read;
        const char *words;
        enum lg_heard_kind kind;
        double value;
        bool refused;
    } rows[] = {
        {NULL, "{\"lufs_i\": -23.5}", LG_HEARD_NUMBER, -23.5, false},
        {NULL, "[{\"lufs_i\": -23.5}]\n", LG_HEARD_NUMBER, -23.5, false},
        {NULL, "{\"lufs_i\": \"-inf\"}", LG_HEARD_NUMBER, -INFINITY, false},
        {NULL, "{\"lufs_i\": null}", LG_HEARD_UNDEFINED, 0, false},
        {NULL, "{\"lufs_i\": true}", LG_HEARD_UNDEFINED, 0, true},
        {NULL, "{\"loudness\": -23.5}", LG_HEARD_UNDEFINED, 0, true},
        {NULL, "lufs_i: -23.5", LG_HEARD_UNDEFINED, 0, true},
        {NULL, "", LG_HEARD_UNDEFINED, 0, true},
        {"I=json:a.0.b", "{\"a\": [{\"b\": \"-9.5\"}]}", LG_HEARD_NUMBER, -9.5, false},
        {"I=pattern:I: \\K\\S+", "I: -10\nI: -11\n", LG_HEARD_NUMBER, -11, false},
        {"I=pattern:I: \\K\\S+", "I: +3\n", LG_HEARD_NUMBER, 3, false},
        {"I=pattern:I: \\K\\S+",
         "I: \xe2\x88\x92"
         "3.5\n",
         LG_HEARD_NUMBER, -3.5, false},
        {"I=pattern:I: \\K\\S+", "I: nan\n", LG_HEARD_UNDEFINED, 0, false},
        {"I=pattern:I: \\K\\S+", "I: loud\n", LG_HEARD_UNDEFINED, 0, true},
        {"I=pattern:I: \\K\\S+", "error\n", LG_HEARD_UNDEFINED, 0, true},
    };
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_heard heard = hear(rows[i].read, rows[i].words);
        const struct lg_heard_level *level = &heard.at[LG_QUANTITY_I];
        bool is_value = rows[i].kind != LG_HEARD_NUMBER || level->value == rows[i].value;
        if (level->kind != rows[i].kind || !is_value || heard.refused != rows[i].refused)
            fail_msg("row %zu: kind %d, %g, refused %d", i, (int)level->kind, level->value,
                     heard.refused);
    }
}

/* Where a pattern ends at the comma, half of the number would be taken for all of it. */
static void recipes__a_decimal_comma_is_no_number(void **state) {
    static const char *const reads[] = {"I=pattern:I: \\K\\S+", "I=pattern:I: \\K-?[0-9.]+"};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(reads); i++) {
        struct lg_heard heard = hear(reads[i], "I: -23,5 LUFS\n");
        assert_true(heard.refused);
        assert_string_equal(heard.why, "numbers with a decimal comma: 'I: -23,5 LUFS'");
        heard = hear(reads[i], "I: -23.5,2.0\n");
        assert_int_equal(heard.refused, i == 0); /* the next column of a table */
        assert_string_equal(heard.why, "");
    }
}

static void recipes__options_that_make_no_sense_are_refused(void **state) {
    static const struct {
        const char *command;
        const char *read;
        const char *says;
    } rows[] = {
        {"meter file.wav", "I=json:a", "no {wav}"},
        {"meter {wav}", "I", "not QUANTITY="},
        {"meter {wav}", "I=lufs", "not QUANTITY="},
        {"meter {wav}", "J=json:a", "no quantity 'J'"},
        {"meter {wav}", "I=pattern:(", "pattern '('"},
        {"meter '{wav}", "I=json:a", "ends nowhere"},
    };
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_arena arena = {0};
        struct lg_recipe recipe;
        struct lg_err err = {0};
        assert_int_equal(
            lg_recipe_of_command(rows[i].command, &rows[i].read, 1, &arena, &recipe, &err), -1);
        assert_int_equal(err.kind, LG_ERR_USAGE);
        if (strstr(err.text, rows[i].says) == NULL)
            fail_msg("row %zu: %s", i, err.text);
        lg_arena_dispose(&arena);
    }
}

static void recipes__a_bad_file_is_refused_with_its_place(void **state) {
    static const struct {
        const char *text;
        const char *says;
    } rows[] = {
        {"schema: loudness-meters/2\nmeters: {}\n", "format 'loudness-meters/2'"},
        {"schema: loudness-meters/1\nmeters: {a: {mono: one, command: 'x', read: {I: {json: "
         "i}}}}\n",
         "no {wav}"},
        {"schema: loudness-meters/1\nmeters: {a: {command: 'x {wav}', read: {I: {json: i}}}}\n",
         "'mono' is missing"},
        {"schema: loudness-meters/1\nmeters: {a: {mono: one, command: 'x {wav}', read: {I: {}}}}\n",
         "by json or by pattern"},
        {"schema: loudness-meters/1\n"
         "meters: {a: {mono: one, command: 'x {wav}', read: {I: {pattern: '('}}}}\n",
         "pattern '('"},
    };
    char *path = folder_join(*state, "meters.yaml");
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_arena arena = {0};
        struct lg_recipes recipes;
        struct lg_err err = {0};
        assert_int_equal(lg_fs_write_atomic(path, rows[i].text, strlen(rows[i].text), NULL), 0);
        assert_int_equal(lg_recipes_read(path, &arena, &recipes, &err), -1);
        if (strstr(err.text, rows[i].says) == NULL || err.line == 0)
            fail_msg("row %zu: line %u: %s", i, err.line, err.text);
        lg_arena_dispose(&arena);
    }
    unlink(path);
}

/* Runs `sh -c SCRIPT` as a meter that writes JSON. */
static int run_script(struct folder *folder, const char *script, const char *file,
                      int64_t timeout_ms, struct lg_heard *heard, struct lg_err *err) {
    const char *const argv[] = {"sh", "-c", script, "sh", "{wav}", NULL};
    const struct lg_recipe_read loudness = {.json = "lufs_i"};
    struct lg_recipe recipe = {.name = "script", .argv = argv, .file = file, .nothing = NAN};
    struct lg_env env;
    lg_env_init(&env);
    recipe.reads[LG_QUANTITY_I] = &loudness;
    struct lg_recipe_run run = {&recipe, &env, folder->path, timeout_ms};
    struct lg_conformance_meter meter = lg_recipe_meter(&run);
    return meter.measure(meter.ctx, "a signal.wav", NULL, heard, err);
}

/* The exit status proves nothing: only a number does. */
static void recipes__only_a_number_counts(void **state) {
    static const struct {
        const char *script;
        const char *file;
        double value; /* NAN: refused */
        const char *why;
    } rows[] = {
        {"echo '{\"lufs_i\": -23}'", NULL, -23, ""},
        {"echo '{\"lufs_i\": -23}'; exit 3", NULL, -23, ""},
        {"[ \"$1\" = 'a signal.wav' ] && echo '{\"lufs_i\": -1}'", NULL, -1, ""},
        {"mkdir -p d/e; echo '{\"lufs_i\": -2}' >d/e/f.json", "d/e/f.json", -2, ""},
        {"echo working >&2; echo '{\"lufs_i\": -4}'", NULL, -4, ""},
        {"exit 0", NULL, NAN, "exited with 0"},
        {"echo cannot open >&2; exit 7", NULL, NAN, "exited with 7: cannot open"},
        {"kill -9 $$", NULL, NAN, "signal 9"},
        {"echo '{\"lufs_i\": -3}'", "d/e/f.json", NAN, "exited with 0"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_heard heard = {0};
        struct lg_err err = {0};
        assert_int_equal(run_script(*state, rows[i].script, rows[i].file, 60000, &heard, &err), 0);
        assert_int_equal(heard.refused, isnan(rows[i].value));
        assert_true(isnan(rows[i].value) || heard.at[LG_QUANTITY_I].value == rows[i].value);
        if (strstr(heard.why, rows[i].why) == NULL)
            fail_msg("row %zu: %s", i, heard.why);
        assert_int_equal(heard.at[LG_QUANTITY_TRUE_PEAK].kind, LG_HEARD_ABSENT);
    }
}

static void recipes__a_program_that_is_not_there_ends_it(void **state) {
    const char *const argv[] = {"livegate-no-such-meter", "{wav}", NULL};
    const struct lg_recipe_read loudness = {.json = "lufs_i"};
    struct lg_recipe recipe = {.name = "none", .argv = argv, .nothing = NAN};
    struct lg_heard heard;
    struct lg_env env;
    struct lg_err err = {0};
    lg_env_init(&env);
    recipe.reads[LG_QUANTITY_I] = &loudness;
    struct lg_recipe_run run = {&recipe, &env, ((struct folder *)*state)->path, 1000};
    struct lg_conformance_meter meter = lg_recipe_meter(&run);
    assert_int_equal(meter.measure(meter.ctx, "a.wav", NULL, &heard, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_non_null(strstr(err.text, "livegate-no-such-meter"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recipes__commands_are_split_without_a_shell),
        cmocka_unit_test(recipes__the_shipped_ones_state_their_ways),
        cmocka_unit_test(recipes__find_the_numbers_in_what_meters_write),
        cmocka_unit_test(recipes__a_number_is_a_number_and_nothing_else),
        cmocka_unit_test(recipes__a_decimal_comma_is_no_number),
        cmocka_unit_test(recipes__options_that_make_no_sense_are_refused),
        cmocka_unit_test(recipes__a_bad_file_is_refused_with_its_place),
        cmocka_unit_test(recipes__only_a_number_counts),
        cmocka_unit_test(recipes__a_program_that_is_not_there_ends_it),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
