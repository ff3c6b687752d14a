#include "unit/matrix/reading.h"

#include "base/clock.h"
#include "conf/tree.h"
#include "matrix/strategy.h"

struct refusal {
    const char *text;
    unsigned line, column;
    const char *says;
};

#define AXIS "axes: {glue.threshold: [-30 dB, -20 dB], lim.gain: [1 dB, 2 dB]}\n"
#define PASS "on_miss: pass\n"

#define ORIGINAL(keys)                                                                             \
    "{" keys ", \"device_names\": {\"g\": \"G\"}, \"runs\": [{\"id\": \"a\", \"g\": {\"a\": 1}}]}"

static const struct refusal refusals[] = {
    {"- 1\n", 1, 1, "a matrix file holds a map"},
    {"matrix: Big\n", 1, 9, "'Big' can't be a matrix' id"},
    {HEAD "axis: {}\n", 3, 1, "unknown key 'axis' in a matrix; did you mean 'axes'?"},
    {HEAD PASS, 1, 1, "there is nothing to try: axes or runs"},
    {HEAD AXIS, 1, 1, "there are no targets"},
    {HEAD AXIS "stop: first_hit\n" PASS, 4, 7, "nothing can be hit"},
    {HEAD AXIS GOAL "stop: first\n", 5, 7, "none of all, first_hit, no_improvement"},
    {HEAD AXIS GOAL "stop: {no_improvement: {lu: 0}}\n", 5, 29, "out of range"},
    /* Devices and parameters. */
    {HEAD "axes: {glu.threshold: [1, 2]}\n", 3, 8,
     "no device is called 'glu' under devices; did "
     "you mean 'glue'?"},
    {HEAD "axes: {threshold: [1, 2]}\n", 3, 8, "DEVICE.PARAMETER is wanted"},
    {"matrix: m\ndevices: {lim: Limiter, b: limiter}\n", 2, 28,
     "'b' and 'lim' (line 2) are both the device 'limiter'"},
    {HEAD "axes: {glue.threshold: [1, 2]}\n" PASS, 2, 34, "device 'lim' is used by no parameter"},
    {HEAD "axes: {glue.threshold: [1, 2], glue.Threshold_db: [1, 2]}\n", 3, 32,
     "one spelling for one parameter"},
    {HEAD "axes: {glue.a: [1, 2], lim.b: [3, 4]}\nconstants: {glue.a: 1}\n", 4, 13,
     "is an axis: it is no constant"},
    {HEAD AXIS "preflight: {last: limit}\n" PASS, 4, 19, "no device is called 'limit'"},
    /* Axes. */
    {HEAD "axes: {glue.threshold: []}\n", 3, 24, "the list is empty"},
    {HEAD "axes: {}\n", 3, 7, "axes is empty"},
    {HEAD "axes: {glue.threshold: -30 dB}\n", 3, 24, "one value stands under constants"},
    {HEAD "axes: {glue.threshold: [-30 dB, -20 ms]}\n", 3, 33,
     "does not fit the axis's first value, '-30 dB'"},
    {HEAD "axes: {glue.threshold: [-30 dB, -20 db]}\n", 3, 33, "did you mean 'dB'?"},
    {HEAD "axes: {glue.threshold_db: [-30, 10 ms]}\n", 3, 33, "the parameter's name says dB"},
    {HEAD "axes: {glue.attack_ms: [10, 0.01 s]}\n", 3, 29, "stands on the axis twice"},
    {HEAD "axes: {glue.threshold: [1, .nan]}\n", 3, 28, "'.nan' is not finite"},
    {HEAD "axes: {glue.threshold: [1e99, 0]}\n", 3, 25, "more than any parameter takes"},
    {HEAD "axes: {glue.threshold: [-inf dB, 0 dB]}\n", 3, 25, "'-inf dB' is not finite"},
    {HEAD "axes: {glue.a: {from: 0 dB, to: 6 dB, step: 0 dB}}\n", 3, 45, "must be above 0"},
    {HEAD "axes: {glue.a: {from: 0 dB, to: 6 dB, step: -1 dB}}\n", 3, 45, "must be above 0"},
    {HEAD "axes: {glue.a: {from: 0 dB, to: 6 dB, step: 7 dB}}\n", 3, 45, "longer than the range"},
    {HEAD "axes: {glue.a: {from: 0 dB, to: 6 ms, step: 1 dB}}\n", 3, 33, "does not fit"},
    {HEAD "axes: {glue.a: {from: 3 dB, to: 3 dB}}\n", 3, 33, "that is a constant"},
    {HEAD "axes: {glue.a: {from: 0 Hz, to: 9 Hz, count: 3, scale: log}}\n", 3, 23,
     "needs ends above 0"},
    {HEAD "axes: {glue.a: {from: 0, to: 9, step: 1, count: 3}}\n", 3, 39, "one of them says it"},
    {HEAD "axes: {glue.a: {from: 0, to: 9}, lim.b: [1, 2]}\n" PASS, 3, 16,
     "strategy grid needs a step or a count"},
    {HEAD
     "axes: {glue.a: {from: 1, to: 2000, step: 1}, lim.b: {from: 1, to: 2000, step: 1}}\n" PASS,
     3, 7, "the axes span 4000000 points: at most 1000000"},
    /* Points. */
    {HEAD AXIS PASS "include: [{glue.threshold: -30 dB, lim.gain: 2 dB}]\n", 5, 11,
     "the axes give this point already"},
    {HEAD AXIS PASS "include: [{glue.threshold: -31 dB}]\n", 5, 11,
     "no value for the axis "
     "'lim.gain'"},
    {HEAD AXIS PASS "include:\n  - {glue.threshold: -31 dB, lim.gain: 1 dB}\n"
                    "  - {lim.gain: 1 dB, id: x, glue.threshold: -31 dB}\n",
     7, 5, "its settings are those of the point of line 6, column 5"},
    {HEAD AXIS PASS "exclude: [{glue.treshold: -30 dB}]\n", 5, 12, "did you mean 'glue.threshold'"},
    {HEAD AXIS PASS "exclude: [{glue.threshold: -31 dB}]\n", 5, 28, "is no value of its axis"},
    {HEAD AXIS PASS "exclude: [{glue.threshold: {from: -29 dB, to: -21 dB}}]\n", 5, 28,
     "nothing is left out"},
    {HEAD AXIS PASS "exclude: [{lim.gain: 1 dB}, {lim.gain: 2 dB}]\n", 5, 10,
     "every point is left out"},
    {HEAD "runs: [{id: a, glue.x: 1, lim.y: 1}, {id: A, glue.x: 2, lim.y: 1}]\n" PASS, 3, 38,
     "its id is that of the point of line 3, column 8"},
    {HEAD "runs: [{id: a, glue: {x: 1}, lim.y: 1}, {id: b, glue.x: 1, lim: {y: 1}}]\n" PASS, 3, 41,
     "its settings are those of"},
    {HEAD "runs: [{id: 'a/b', glue.x: 1, lim.y: 1}]\n", 3, 13, "can't be a point's id"},
    {HEAD "runs: [{id: a, glu: {x: 1}}]\n", 3, 16, "did you mean 'glue'"},
    {HEAD "runs: [{id: a, fil: x, glue.x: 1}]\n", 3, 16, "did you mean 'file'"},
    {HEAD "runs: [{id: a}]\n", 3, 8, "a run that sets nothing"},
    {HEAD AXIS "runs: [{id: a, glue.x: 1}]\n" PASS, 4, 7, "axes and runs"},
    /* Strategy. */
    {HEAD AXIS GOAL "strategy: grit\n", 5, 11, "no strategy is called 'grit'; did you mean 'grid'"},
    {HEAD AXIS GOAL "strategy: {kind: grid, count: 3}\n", 5, 11, "it takes no count"},
    {HEAD AXIS GOAL "strategy: sobol\n", 5, 11, "needs a count"},
    {HEAD AXIS GOAL "strategy: {kind: random, count: 5}\n", 5, 11, "the axes span 4 points alone"},
    {HEAD AXIS GOAL "strategy: bisect\n", 3, 7, "at most 1 axis, not 2"},
    {HEAD AXIS "strategy: optimize\ntargets: {lufs_i: {le: -10}}\n", 4, 11, "goes for a goal"},
    {HEAD AXIS GOAL "strategy: {kind: optimize, start: {lim.gain: 3 dB}}\n", 5, 46,
     "is no value of its axis"},
    {HEAD AXIS GOAL "strategy: {kind: coordinate, phases: {a: [lim.gain]}}\n", 5, 38,
     "no phase has the axis 'glue.threshold'"},
    {HEAD AXIS GOAL "strategy: optimize\nexclude: [{lim.gain: 1 dB}]\n", 6, 10,
     "chooses its points itself"},
    {HEAD "axes: {glue.a: [1, 2], lim.b: [1, 2, 3]}\nstrategy: zip\n" PASS, 3, 31,
     "axes that move together have as many"},
    {HEAD AXIS PASS "zip: [[glue.threshold]]\n", 5, 7, "each of two axes or more"},
    /* Targets. */
    {HEAD AXIS "targets: {}\n", 4, 10, "leave it out and say `on_miss: pass`"},
    {HEAD AXIS "targets: {lufs: {le: 1}}\n", 4, 11, "no measure is called 'lufs': crest_db"},
    {HEAD AXIS "targets: {lufs-i: {le: 1}}\n", 4, 11, "did you mean 'lufs_i'?"},
    {HEAD AXIS "targets: {lufs_i: {lee: 1}}\n", 4, 20, "did you mean 'le'?"},
    {HEAD AXIS "targets: {lufs_i: {le: -6 dBTP}}\n", 4, 24, "lufs_i is in LUFS"},
    {HEAD AXIS "targets: {lufs_i: {le: .inf}}\n", 4, 24, "is not finite"},
    {HEAD AXIS "targets: {lufs_i: {near: {value: -10, tol: 0}}}\n", 4, 44, "tol must be above 0"},
    {HEAD AXIS "targets: {lufs_i: {near: {value: -10}}}\n", 4, 26, "near needs tol"},
    {HEAD AXIS "targets: {lufs_i: {le: -12, ge: -11}}\n", 4, 19, "nothing can meet these bounds"},
    {HEAD AXIS "targets: {peak_dbfs: {le: -6}, sample_peak_dbfs: {le: -5}}\n", 4, 32,
     "which has a target already"},
    /* The original's file. */
    {ORIGINAL("\"target_luf\": -10, \"peak_limit_dbfs\": -6"), 1, 2, "did you mean 'target_lufs'?"},
    {ORIGINAL("\"target_lufs\": -10, \"peak_limit\": -6"), 1, 22,
     "did you mean 'peak_limit_dbfs'?"},
    {ORIGINAL("\"render_track\": \"Master\""), 1, 1, "there are no targets: give target_lufs"},
    {ORIGINAL("\"target_lufs\": -10, \"auto_export\": {\"timeouts\": 3}"), 1, 38,
     "did you mean 'timeout_s'?"},
    {"{\"target_lufs\": -10, \"device_names\": {\"g\": \"G\"},\n \"runs\": [{\"id\": \"a\", "
     "\"exprt_file\": \"x\", \"g\": {\"a\": 1}}]}",
     2, 23, "did you mean 'export_file'?"},
    {"{\"target_lufs\": -10, \"device_names\": {\"g\": \"G\"},\n \"runs\": [{\"id\": \"a\", "
     "\"g\": 3}]}",
     2, 23, "'g' is a device"},
    /* Export. */
    {HEAD AXIS PASS "export: {file: out.wav}\n", 5, 16, "one file for all points"},
    {HEAD AXIS PASS "export: {file: '{di}.wav'}\n", 5, 16, "{id} and {matrix} are filled in"},
    {HEAD AXIS PASS "export: {stable: {checks: 0}}\n", 5, 27, "out of range"},
};

static bool is_refused(const struct refusal *want) {
    struct lg_arena arena = {0};
    struct lg_matrix *matrix = NULL;
    struct lg_err err = {0};
    int status = lg_matrix_parse(lg_view_of(want->text), "m.yaml", &arena, &matrix, &err);
    bool is_good = status == -1 && matrix == NULL && err.kind == LG_ERR_READ &&
                   err.line == want->line && err.column == want->column &&
                   strcmp(err.source, "m.yaml") == 0 && strstr(err.text, want->says) != NULL;
    if (!is_good)
        print_error("m.yaml:%u:%u: %s\nwanted %u:%u %s:\n%s\n", err.line, err.column, err.text,
                    want->line, want->column, want->says, want->text);
    lg_arena_dispose(&arena);
    return is_good;
}

static void matrix__refuses_at_its_place(void **state) {
    (void)state;
    size_t refused = 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(refusals); i++)
        refused += is_refused(&refusals[i]);
    assert_int_equal(refused, LG_ARRAY_LEN(refusals));
}

static void matrix__has_defaults(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    const struct lg_matrix *m = matrix_of(HEAD AXIS GOAL, &arena);
    assert_string_equal(m->track, "master");
    assert_ptr_equal(m->plan.strategy, &lg_strategy_grid);
    assert_int_equal(m->num_points, 4);
    assert_false(m->allow_louder);
    assert_false(m->may_miss);
    assert_int_equal(m->stop.rule, LG_STOP_ALL);
    assert_int_equal(m->export.timeout_ns, 600 * LG_NS_PER_S);
    assert_int_equal(m->export.stable_checks, 3);
    assert_int_equal(m->export.stable_every_ns, 500 * LG_NS_PER_MS);
    assert_int_equal(m->export.keep, LG_KEEP_BEST);
    assert_float_equal(m->preflight.master_fader_db, 0.0, 0.0);
    assert_int_equal(m->preflight.active.count, 2);
    assert_string_equal(m->params[1].path, "Limiter/gain");
    lg_arena_dispose(&arena);
}

static void matrix__preflight_can_be_off(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    assert_true(matrix_of(HEAD AXIS GOAL "preflight: off\n", &arena)->preflight.is_off);
    assert_false(matrix_of(HEAD AXIS GOAL "preflight: {}\n", &arena)->preflight.is_off);
    lg_arena_dispose(&arena);
}

static void matrix__estimates_time(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    const struct lg_matrix *m = matrix_of(
        HEAD AXIS GOAL "export: {length: 10s, timeout: 60s}\ntimeouts: {set: 5s, measure: 15s}\n",
        &arena);
    struct lg_matrix_time time = lg_matrix_time(m);
    /* 4 points and one twice; 2 parameters, each written and read back. */
    assert_int_equal(time.about_ns, 5 * (10 * LG_NS_PER_S + 400 * LG_NS_PER_MS));
    assert_int_equal(time.most_ns, 5 * 80 * LG_NS_PER_S);
    lg_arena_dispose(&arena);
}

/* As formats.md prints it. */
static const char original[] =
    "{\"render_track\":\"Master\",\"loop\":\"selection\",\"normalize\":false,\"target_lufs\":-10.5,"
    "\"peak_limit_dbfs\":-6.0,\"master_track_id\":-1000,\n"
    "\"auto_export\":{\"enabled\":true,\"timeout_s\":600},\"device_names\":{\"glue\":\"Glue "
    "Compressor\",\"limiter\":\"Limiter\"},\"runs\":[{\"id\":\"iter7\",\n"
    "\"export_file\":\"output/master_iter7.wav\",\"glue\":{\"threshold_db\":-30.0,\"makeup_db\":"
    "15.0},\"limiter\":{\"ceiling_db\":-6.5,\"gain_db\":28.0}},\n"
    "{\"id\":\"iter8\",\"export_file\":\"output/"
    "master_iter8.wav\",\"glue\":{\"threshold_db\":-32.0,"
    "\"makeup_db\":18.0},\"limiter\":{\"ceiling_db\":-6.5,\"gain_db\":30.0}},\n"
    "{\"id\":\"iter9\",\"export_file\":\"output/"
    "master_iter9.wav\",\"glue\":{\"threshold_db\":-35.0,"
    "\"makeup_db\":20.0},\"limiter\":{\"ceiling_db\":-6.5,\"gain_db\":32.0}}]}\n";

static void original__is_read_unchanged(void **state) {
    (void)state;
    static const char *const ignored[] = {"render_track", "loop", "normalize"};
    struct lg_arena arena = {0};
    struct lg_matrix *m = NULL;
    struct lg_str text = {0};
    assert_int_equal(
        lg_matrix_parse(lg_view_of(original), "data/Master_Sweep.json", &arena, &m, NULL), 0);
    assert_true(m->is_original);
    assert_string_equal(m->id, "master_sweep");
    assert_string_equal(m->track, "master");
    assert_null(m->export.mode);
    assert_int_equal(m->export.timeout_ns, 600 * LG_NS_PER_S);
    assert_int_equal(m->num_points, 3);
    assert_int_equal(m->stop.rule, LG_STOP_FIRST_HIT);
    assert_false(m->may_miss);
    lg_target_print(&m->targets.items[0], &text);
    assert_string_equal(lg_str_text(&text), "lufs_i near -10.5 ±0.5 LUFS");
    lg_str_clear(&text);
    lg_target_print(&m->targets.items[1], &text);
    assert_string_equal(lg_str_text(&text), "sample_peak_dbfs le -6 dBFS");
    lg_str_clear(&text);
    assert_string_equal(m->extras[1].id, "iter8");
    assert_string_equal(m->extras[1].file, "output/master_iter8.wav");
    assert_string_equal(m->params[3].path, "Limiter/gain_db");
    lg_setting_write(&m->extras[1].settings[3], &text);
    assert_string_equal(lg_str_text(&text), "30 dB");
    assert_int_equal(m->num_ignored, LG_ARRAY_LEN(ignored));
    for (size_t i = 0; i < LG_ARRAY_LEN(ignored); i++)
        assert_string_equal(m->ignored[i]->text, ignored[i]);
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
}

static void original__takes_any_parameter(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    const struct lg_matrix *m =
        matrix_of("{\"master_track_id\": 3, \"on_miss\": \"pass\", \"device_names\": {\"glue\": "
                  "\"G\", \"x\": "
                  "\"Y\"},\n"
                  " \"auto_export\": {\"enabled\": false, \"app\": \"Live\"},\n"
                  " \"runs\": [{\"id\": \"a\", \"note\": \"loud\", \"glue\": {\"ratio\": \"4:1\", "
                  "\"release_ms\": 100, \"Dry/Wet\": 0.5}}]}",
                  &arena);
    assert_string_equal(m->track, "#3");
    assert_string_equal(m->export.mode, "manual");
    assert_true(m->may_miss);
    assert_int_equal(m->targets.count, 0);
    assert_int_equal(m->stop.rule, LG_STOP_ALL);
    assert_int_equal(m->num_params, 3);
    assert_int_equal(m->extras[0].settings[0].kind, LG_SETTING_TEXT);
    assert_string_equal(m->extras[0].settings[1].unit, "ms");
    assert_null(m->extras[0].settings[2].unit);
    assert_int_equal(m->num_ignored, 3); /* app, note, x */
    lg_arena_dispose(&arena);
}

static void matrix__is_told_from_a_gate(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is;
    } cases[] = {
        {"matrix: m\n", true},
        {"gate: g\nsteps: []\n", false},
        {"runs: []\ndevice_names: {}\n", true},
        {"runs: []\n", false},
        {"- matrix\n", false},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct lg_arena arena = {0};
        struct lg_node *root = NULL;
        assert_int_equal(
            lg_conf_parse(cases[i].text, strlen(cases[i].text), "x", &arena, &root, NULL), 0);
        assert_int_equal(lg_matrix_is(root), cases[i].is);
        lg_arena_dispose(&arena);
    }
}

static void matrix__ships_master_sweep(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_matrix *m = NULL;
    struct lg_err err = {0};
    if (lg_matrix_read(LG_SOURCE_DIR "/gates/matrices/master-sweep.yaml", "master-sweep.yaml",
                       &arena, &m, &err) != 0)
        fail_msg("%u:%u: %s", err.line, err.column, err.text);
    assert_int_equal(m->num_points, 27);
    assert_int_equal(m->num_params, 4);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrix__refuses_at_its_place),
        cmocka_unit_test(matrix__has_defaults),
        cmocka_unit_test(matrix__preflight_can_be_off),
        cmocka_unit_test(matrix__estimates_time),
        cmocka_unit_test(original__is_read_unchanged),
        cmocka_unit_test(original__takes_any_parameter),
        cmocka_unit_test(matrix__is_told_from_a_gate),
        cmocka_unit_test(matrix__ships_master_sweep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
