/* fixtures/: what the files hold, and that nobody changed them unnoticed. */
#include "support/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/proc.h"
#include "base/sha256.h"
#include "sim/set.h"

#define FIXTURES LG_SOURCE_DIR "/fixtures/"

static int setup(void **state) {
    static struct lg_arena arena;
    lg_arena_init(&arena);
    *state = &arena;
    return 0;
}

static int teardown(void **state) {
    lg_arena_dispose(*state);
    return 0;
}

static struct lg_sim_set read_set(struct lg_arena *arena, const char *name) {
    struct lg_sim_set set;
    struct lg_err err = {0};
    char *path = lg_arena_printf(arena, FIXTURES "sets/%s", name);
    if (lg_sim_set_read(path, arena, &set, &err) != 0)
        fail_msg("%s:%u:%u: %s", err.source, err.line, err.column, err.text);
    return set;
}

static char *read_text(struct lg_arena *arena, const char *name, size_t *length_out) {
    struct lg_str text = {0};
    struct lg_err err = {0};
    char *path = lg_arena_printf(arena, FIXTURES "%s", name);
    if (lg_fs_read(path, 1 << 24, &text, &err) != 0)
        fail_msg("%s", err.text);
    char *copy = lg_arena_strndup(arena, lg_str_text(&text), text.length);
    *length_out = text.length;
    lg_str_dispose(&text);
    return copy;
}

/* Every file of the folder has its line, every line its file, and the hashes are right. Folders lie
 * in folders: a recording is one. */
static void check_folder(struct lg_arena *arena, const char *manifest, const char *folder,
                         size_t *count) {
    char **names;
    size_t num_names;
    struct lg_err err = {0};
    char *path = lg_arena_printf(arena, FIXTURES "%s", folder);
    assert_int_equal(lg_fs_list(path, NULL, arena, &names, &num_names, &err), 0);
    for (size_t i = 0; i < num_names; i++) {
        char hex[LG_SHA256_HEX];
        char *file = lg_arena_printf(arena, "%s/%s", path, names[i]);
        if (lg_fs_is_dir(file)) {
            check_folder(arena, manifest, lg_arena_printf(arena, "%s/%s", folder, names[i]), count);
            continue;
        }
        if (lg_sha256_file(file, hex, &err) != 0)
            fail_msg("%s", err.text);
        const char *line = lg_arena_printf(arena, "%s  %s/%s\n", hex, folder, names[i]);
        if (strstr(manifest, line) == NULL)
            fail_msg("fixtures/MANIFEST.sha256 does not hold: %s", line);
        (*count)++;
    }
}

static void fixtures__are_those_of_the_manifest(void **state) {
    size_t length;
    size_t count = 0;
    size_t lines = 0;
    char *manifest = read_text(*state, "MANIFEST.sha256", &length);
    check_folder(*state, manifest, "sets", &count);
    check_folder(*state, manifest, "recordings", &count);
    for (const char *at = manifest; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    assert_true(count >= 7);
    assert_int_equal(lines, count);
}

static void fixtures__make_hundred_tracks_anew(void **state) {
    size_t length;
    struct lg_env env;
    struct lg_err err = {0};
    struct lg_proc_result result = {0};
    const char *const argv[] = {FIXTURES "sets/make-hundred-tracks", NULL};
    const struct lg_proc_options options = {.timeout_ms = 60000, .max_output = 1 << 24};
    char *committed = read_text(*state, "sets/hundred-tracks.yaml", &length);
    lg_env_init(&env);
    if (lg_proc_run(&env, argv, &options, &result, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(result.exit_code, 0);
    assert_int_equal(result.errors.length, 0);
    assert_int_equal(result.output.length, length);
    assert_memory_equal(result.output.text, committed, length);
    lg_proc_result_dispose(&result);
}

static void check_chain(const struct lg_sim_track *track) {
    static const struct {
        const char *name, *class_name;
        size_t num_params;
    } chain[] = {{"Utility", "StereoGain", 12},
                 {"EQ Eight", "Eq8", 84},
                 {"Glue Compressor", "GlueCompressor", 9},
                 {"Limiter", "Limiter", 9}};
    assert_int_equal(track->num_devices, LG_ARRAY_LEN(chain));
    for (size_t i = 0; i < LG_ARRAY_LEN(chain); i++) {
        assert_string_equal(track->devices[i].name, chain[i].name);
        assert_string_equal(track->devices[i].class_name, chain[i].class_name);
        assert_int_equal(track->devices[i].num_params, chain[i].num_params);
    }
}

/* 10 Hz to 22 kHz by octaves, so that 120 Hz lies inside of 0..1. */
static void check_frequency(const struct lg_sim_param *param) {
    struct lg_str shown = {0};
    lg_sim_param_show(param, 0, &shown);
    lg_str_add(&shown, ", ");
    lg_sim_param_show(param, 0.3229F, &shown);
    lg_str_add(&shown, ", ");
    lg_sim_param_show(param, 1, &shown);
    assert_string_equal(lg_str_text(&shown), "10 Hz, 120 Hz, 22.00 kHz");
    lg_str_dispose(&shown);
}

/* Device On, Output Gain, Scale, Adaptive Q, then five for each band and side. */
static void check_eq_eight(const struct lg_sim_device *eq) {
    static const char *const fields[] = {"Filter On", "Filter Type", "Frequency", "Gain",
                                         "Resonance"};
    size_t index = 4;
    assert_string_equal(eq->params[1].name, "Output Gain");
    assert_string_equal(eq->params[3].name, "Adaptive Q");
    for (int band = 1; band <= 8; band++)
        for (int side = 'A'; side <= 'B'; side++)
            for (size_t i = 0; i < LG_ARRAY_LEN(fields); i++) {
                char name[32];
                snprintf(name, sizeof name, "%d %s %c", band, fields[i], side);
                assert_string_equal(eq->params[index++].name, name);
            }
    assert_int_equal(index, eq->num_params);
    assert_true(eq->params[7].min == -15.0F && eq->params[7].max == 15.0F);
    check_frequency(&eq->params[6]);
}

static void fixtures__hold_a_mastering_set(void **state) {
    struct lg_sim_set set = read_set(*state, "mastering.yaml");
    static const char *const names[] = {"Drums", "Bass", "Keys", "Vocals", "PREMASTER"};
    assert_int_equal(set.num_tracks, LG_ARRAY_LEN(names));
    for (size_t i = 0; i < set.num_tracks; i++)
        assert_string_equal(set.tracks[i].name, names[i]);
    assert_int_equal(set.tracks[4].kind, LG_SIM_GROUP);
    assert_int_equal(set.num_returns, 2);
    assert_string_equal(set.returns[0].name, "A-Reverb");
    assert_string_equal(set.returns[1].name, "B-Delay");
    assert_string_equal(set.master.name, "Main");
    check_chain(&set.tracks[4]);
    check_chain(&set.master);
    check_eq_eight(&set.master.devices[1]);
    const struct lg_sim_device *glue = &set.master.devices[2];
    assert_true(glue->params[1].min == -40.0F && glue->params[1].max == 0.0F);
    assert_true(glue->params[5].quantised && glue->params[5].max == 2.0F);
    const struct lg_sim_device *limiter = &set.master.devices[3];
    assert_true(limiter->params[2].value == -0.3F);
    assert_true(limiter->params[3].max == 3000.0F);
}

static void fixtures__hold_an_empty_and_a_large_set(void **state) {
    struct lg_sim_set empty = read_set(*state, "empty.yaml");
    assert_int_equal(empty.num_tracks, 0);
    struct lg_sim_set large = read_set(*state, "hundred-tracks.yaml");
    assert_int_equal(large.num_tracks, 100);
    for (size_t i = 0; i < large.num_tracks; i++)
        check_chain(&large.tracks[i]);
    assert_string_equal(large.tracks[99].name, "Track 100");
}

/* ---- the set of the recorded conversation, in the words of its own file ---- */

static const char *text_of(const struct lg_value *map, const char *key) {
    const struct lg_value *value = lg_value_get(map, key);
    assert_non_null(value);
    assert_int_equal(value->kind, LG_VALUE_STRING);
    return value->as.string.text;
}

static double number_of(const struct lg_value *map, const char *key, double fallback) {
    const struct lg_value *value = lg_value_get(map, key);
    return value == NULL ? fallback : lg_value_number(value);
}

static size_t count_of(const struct lg_value *list) {
    return list == NULL ? 0 : list->as.list.count;
}

/* "{:.1f} dB" is one decimal and the unit dB. */
static void compare_display(const struct lg_sim_display *display, const struct lg_value *str) {
    const char *format = text_of(str, "format");
    const char *unit = strchr(format, '}') + 1;
    assert_int_equal(display->decimals, format[3] - '0');
    assert_true(display->scale == number_of(str, "scale", 1));
    assert_true(display->offset == number_of(str, "offset", 0));
    if (*unit == '\0')
        assert_null(display->unit);
    else
        assert_string_equal(display->unit, unit + 1);
    const struct lg_value *table = lg_value_get(str, "table");
    assert_int_equal(display->table_count, count_of(table));
    for (size_t i = 0; i < display->table_count; i++) {
        const struct lg_value *row = lg_value_at(table, i);
        assert_true(display->table[i].value == lg_value_number(lg_value_at(row, 0)));
        assert_string_equal(display->table[i].text, lg_value_at(row, 1)->as.string.text);
    }
}

static void compare_param(const struct lg_sim_param *param, const struct lg_value *json) {
    const struct lg_value *quantised = lg_value_get(json, "is_quantized");
    const struct lg_value *items = lg_value_get(json, "value_items");
    assert_string_equal(param->name, text_of(json, "name"));
    assert_true(param->min == (float)number_of(json, "min", 0));
    assert_true(param->max == (float)number_of(json, "max", 0));
    assert_true(param->value == (float)number_of(json, "value", 0));
    assert_int_equal(param->quantised, quantised != NULL && quantised->as.boolean);
    assert_int_equal(param->display.num_items, count_of(items));
    for (size_t i = 0; i < param->display.num_items; i++)
        assert_string_equal(param->display.items[i], lg_value_at(items, i)->as.string.text);
    if (lg_value_get(json, "str") != NULL)
        compare_display(&param->display, lg_value_get(json, "str"));
}

/* The recorded set names its clips by slot. */
static void compare_clips(const struct lg_sim_track *track, const struct lg_value *clips) {
    for (size_t i = 0; i < track->num_clips; i++) {
        char slot[32];
        snprintf(slot, sizeof slot, "%zu.name", i);
        assert_string_equal(track->clips[i], lg_value_path(clips, slot)->as.string.text);
    }
    assert_int_equal(track->num_clips,
                     clips == NULL || clips->kind != LG_VALUE_MAP ? 0 : clips->as.map.count);
}

/* Returns the number of parameters compared. */
static size_t compare_track(const struct lg_sim_track *track, const struct lg_value *json) {
    const struct lg_value *devices = lg_value_get(json, "devices");
    const struct lg_value *sends = lg_value_get(json, "sends");
    size_t compared = 0;
    assert_string_equal(track->name, text_of(json, "name"));
    assert_true(track->mixer.volume == (float)number_of(json, "volume", 0.85));
    for (size_t i = 0; i < count_of(sends); i++)
        assert_true(track->mixer.sends[i] == (float)lg_value_number(lg_value_at(sends, i)));
    compare_clips(track, lg_value_get(json, "clips"));
    assert_int_equal(track->num_devices, count_of(devices));
    for (size_t i = 0; i < track->num_devices; i++) {
        const struct lg_sim_device *device = &track->devices[i];
        const struct lg_value *wanted = lg_value_at(devices, i);
        const struct lg_value *params = lg_value_get(wanted, "parameters");
        assert_string_equal(device->name, text_of(wanted, "name"));
        assert_string_equal(device->class_name, text_of(wanted, "class_name"));
        assert_int_equal(device->type, (int)number_of(wanted, "type", 0));
        assert_int_equal(device->num_params, count_of(params));
        for (size_t j = 0; j < device->num_params; j++)
            compare_param(&device->params[j], lg_value_at(params, j));
        compared += device->num_params;
    }
    return compared;
}

static void fixtures__hold_the_set_of_the_transcript(void **state) {
    size_t length;
    size_t compared = 0;
    struct lg_value *json;
    struct lg_err err = {0};
    char *text = read_text(*state, "recordings/abletonosc-transcript-set.json", &length);
    if (lg_json_read(text, length, "transcript-set", *state, &json, &err) != 0)
        fail_msg("%s", err.text);
    struct lg_sim_set set = read_set(*state, "transcript.yaml");
    const struct lg_value *tracks = lg_value_get(json, "tracks");
    const struct lg_value *returns = lg_value_get(json, "returns");
    assert_int_equal(set.num_tracks, count_of(tracks));
    assert_int_equal(set.num_returns, count_of(returns));
    for (size_t i = 0; i < set.num_tracks; i++)
        compared += compare_track(&set.tracks[i], lg_value_at(tracks, i));
    for (size_t i = 0; i < set.num_returns; i++)
        assert_string_equal(set.returns[i].name, text_of(lg_value_at(returns, i), "name"));
    compared += compare_track(&set.master, lg_value_get(json, "master"));
    assert_true(set.tempo == (float)number_of(json, "tempo", 0));
    assert_int_equal(set.num_scenes, (int)number_of(json, "scenes", 0));
    assert_int_equal(set.version[0], (int)lg_value_number(lg_value_path(json, "live_version.0")));
    assert_int_equal(set.version[1], (int)lg_value_number(lg_value_path(json, "live_version.1")));
    assert_int_equal(compared, 103);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fixtures__are_those_of_the_manifest, setup, teardown),
        cmocka_unit_test_setup_teardown(fixtures__make_hundred_tracks_anew, setup, teardown),
        cmocka_unit_test_setup_teardown(fixtures__hold_a_mastering_set, setup, teardown),
        cmocka_unit_test_setup_teardown(fixtures__hold_an_empty_and_a_large_set, setup, teardown),
        cmocka_unit_test_setup_teardown(fixtures__hold_the_set_of_the_transcript, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
