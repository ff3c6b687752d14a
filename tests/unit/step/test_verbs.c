#include "support/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "step/step.h"
#include "support/fake_link.h"
#include "unit/step/yaml.h"

/* A verb's surroundings: a folder of its own, a virtual clock, a scripted link. */
struct bench {
    struct lg_env env;
    struct lg_arena arena;
    struct lg_paths paths;
    struct fake_link *fake;
    struct lg_step_ctx ctx;
    char folder[64]; /* holds project/ and work/ */
};

static int setup(void **state) {
    struct bench *bench = calloc(1, sizeof *bench);
    if (bench == NULL)
        return -1;
    memcpy(bench->folder, "/tmp/lg-step-XXXXXX", sizeof "/tmp/lg-step-XXXXXX");
    if (mkdtemp(bench->folder) == NULL)
        return -1;
    lg_env_init_test(&bench->env);
    bench->paths.project = lg_fs_join(&bench->arena, bench->folder, "project");
    bench->fake = fake_new(&bench->env);
    bench->ctx = (struct lg_step_ctx){
        .env = &bench->env,
        .paths = &bench->paths,
        .live = lg_live_new(&bench->env, &bench->fake->link),
        .arena = &bench->arena,
        .work_folder = lg_fs_join(&bench->arena, bench->folder, "work"),
        .deadline_ns = 2 * LG_NS_PER_S,
    };
    *state = bench;
    return lg_fs_mkdirs(bench->paths.project, NULL) + lg_fs_mkdirs(bench->ctx.work_folder, NULL);
}

static void remove_tree(struct lg_arena *arena, const char *folder) {
    char **names;
    size_t count;
    assert_int_equal(lg_fs_list(folder, NULL, arena, &names, &count, NULL), 0);
    for (size_t i = 0; i < count; i++) {
        const char *path = lg_fs_join(arena, folder, names[i]);
        if (lg_fs_is_dir(path))
            remove_tree(arena, path);
        else
            assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

static int teardown(void **state) {
    struct bench *bench = *state;
    lg_live_free(bench->ctx.live);
    fake_free(bench->fake);
    remove_tree(&bench->arena, bench->folder);
    lg_arena_dispose(&bench->arena);
    free(bench);
    return 0;
}

static const struct lg_verb *verb_of(const char *name) {
    const struct lg_verb *verb = lg_verb_find(name);
    if (verb == NULL)
        fail_msg("no verb %s", name);
    return verb;
}

/* Reads the parameters and runs the verb, as the engine does. */
static int run(struct bench *bench, const char *name, const char *params, struct lg_value **out,
               struct lg_err *err) {
    const struct lg_verb *verb = verb_of(name);
    void *typed = lg_arena_alloc(&bench->arena, verb->params_size);
    const struct lg_node *node = params == NULL ? NULL : yaml_node(&bench->arena, params);
    if (lg_fields_read(&verb->fields, node, &bench->arena, typed, err) < 0)
        return -1;
    return verb->run(&bench->ctx, typed, out, err);
}

static struct lg_value *must(struct bench *bench, const char *name, const char *params) {
    struct lg_value *result = NULL;
    struct lg_err err = {0};
    if (run(bench, name, params, &result, &err) < 0)
        fail_msg("%s %s: %s", name, params, err.text);
    assert_non_null(result);
    return result;
}

static void refuses(struct bench *bench, const char *name, const char *params,
                    enum lg_err_kind kind, const char *says) {
    struct lg_value *result = NULL;
    struct lg_err err = {0};
    if (run(bench, name, params, &result, &err) == 0)
        fail_msg("%s %s was carried out", name, params);
    assert_null(result);
    if (err.kind != kind || strstr(err.text, says) == NULL)
        fail_msg("%s %s: %s: %s, not %s", name, params, lg_err_kind_name(err.kind), err.text, says);
}

static void is_value(struct bench *bench, const struct lg_value *value, const char *yaml) {
    struct lg_str shown = {0};
    if (value != NULL)
        lg_value_print(value, &shown);
    const struct lg_value *wanted = yaml_value(&bench->arena, yaml);
    if (value == NULL || !lg_value_eq(value, wanted))
        fail_msg("%s, not %s", lg_str_text(&shown), yaml);
    lg_str_dispose(&shown);
}

static void table__is_alphabetical_and_complete(void **state) {
    LG_UNUSED(state);
    static const char *const names[] = {
        "analyze", "apply",    "compare",   "conformance", "exec",        "expect", "get",
        "knows",   "ping",     "plan-gain", "print",       "print-stems", "probe",  "probe-live",
        "query",   "same-set", "scan",      "send",        "set",         "sweep",  "synth"};
    size_t count = 0;
    for (; lg_verbs[count] != NULL; count++) {
        const struct lg_verb *verb = lg_verbs[count];
        assert_true(count < LG_ARRAY_LEN(names));
        assert_string_equal(verb->name, names[count]);
        assert_string_equal(verb->fields.what, verb->name);
        assert_true(strlen(verb->help) > 10);
        assert_true(verb->timeout_ms > 0);
        assert_ptr_equal(lg_verb_find(names[count]), verb);
        assert_true((verb->run == NULL) == (strcmp(verb->name, "expect") == 0));
        for (size_t i = 0; i < verb->fields.count; i++)
            assert_true(strlen(verb->fields.items[i].help) > 3);
    }
    assert_int_equal(count, LG_ARRAY_LEN(names));
    assert_null(lg_verb_find("pin"));
    assert_null(lg_verb_find("pingg"));
}

static bool is_one_of(const char *name, const char *words) {
    char padded[128];
    char wanted[64];
    snprintf(padded, sizeof padded, " %s ", words);
    snprintf(wanted, sizeof wanted, " %s ", name);
    return strstr(padded, wanted) != NULL;
}

static void table__flags_say_who_needs_live_who_writes_and_who_works(void **state) {
    LG_UNUSED(state);
    for (size_t i = 0; lg_verbs[i] != NULL; i++) {
        const char *name = lg_verbs[i]->name;
        bool writes = is_one_of(name, "apply print print-stems send set sweep");
        bool is_live =
            writes || is_one_of(name, "get knows ping plan-gain probe-live query same-set scan");
        assert_int_equal((lg_verbs[i]->flags & LG_VERB_LIVE) != 0, is_live);
        assert_int_equal((lg_verbs[i]->flags & LG_VERB_WRITES) != 0, writes);
        bool works = is_one_of(name, "analyze compare conformance exec probe synth");
        assert_int_equal((lg_verbs[i]->flags & LG_VERB_REAL_TIME) != 0, works);
        assert_int_equal((lg_verbs[i]->flags & LG_VERB_JUDGES) != 0, is_one_of(name, "exec"));
        assert_int_equal((lg_verbs[i]->flags & LG_VERB_FOREIGN) != 0, is_one_of(name, "exec"));
        assert_int_equal((lg_verbs[i]->flags & LG_VERB_MAKES) != 0,
                         is_one_of(name, "print print-stems synth"));
    }
}

static void ping__gives_the_reply(void **state) {
    struct bench *bench = *state;
    fake_on(bench->fake, "/live/test", 100, "/live/test", "s", "ok");
    is_value(bench, must(bench, "ping", NULL), "{reply: [ok], address: /live/test}");
}

static void ping__without_an_answer_is_a_timeout(void **state) {
    struct bench *bench = *state;
    refuses(bench, "ping", NULL, LG_ERR_TIMEOUT, "no reply to /live/test");
    assert_true(lg_clock_now_ns(&bench->env.clock) >= bench->ctx.deadline_ns);
    refuses(bench, "ping", "{wait_: 1s}", LG_ERR_READ, "unknown key 'wait_'");
}

/* It asks again and again, and says that nobody refused: what a dialog does. */
static void ping__waits_for_a_live_that_starts(void **state) {
    struct bench *bench = *state;
    bench->ctx.deadline_ns = 60 * LG_NS_PER_S;
    refuses(bench, "ping", "{wait: 20s}", LG_ERR_TIMEOUT,
            "waited 20 s: Live does not answer, though nobody refuses: Live's UI may be blocked");
    assert_int_equal(lg_clock_now_ns(&bench->env.clock), 20 * LG_NS_PER_S);
    assert_true(lg_verb_find("ping")->takes_ns(&(int64_t){180 * LG_NS_PER_S}) >= 180 * LG_NS_PER_S);
    assert_int_equal(lg_verb_find("ping")->takes_ns(&(int64_t){0}), 0);
}

static void fake_set(struct bench *bench) {
    static const char track_data[] = "/live/song/get/track_data 0 -1 \"track.name\" "
                                     "\"track.num_devices\" \"device.name\" \"device.class_name\"";
    fake_on(bench->fake, "/live/application/get/version", 100, "/live/application/get/version",
            "ii", 12, 1);
    fake_on(bench->fake, "/live/song/get/num_tracks", 100, "/live/song/get/num_tracks", "i", 1);
    fake_on(bench->fake, track_data, 100, "/live/song/get/track_data", "siss", "Drums", 1,
            "Utility", "StereoGain");
}

static void same_set__is_skipped_where_none_is_expected(void **state) {
    struct bench *bench = *state;
    struct lg_value *result = NULL;
    assert_int_equal(run(bench, "same-set", NULL, &result, NULL), 0);
    assert_null(result);
    assert_non_null(strstr(bench->ctx.nothing_to_do, "no set is expected"));
}

static void same_set__tells_what_differs(void **state) {
    struct bench *bench = *state;
    static const char *const devices[] = {"utility", "Limiter"};
    const struct lg_expected_track tracks[] = {{"drums", devices, 2}, {"Bass", NULL, 0}};
    const struct lg_expected_track fits = {"drums", devices, 1};
    struct lg_expected expected = {.tracks = &fits, .num_tracks = 1};
    bench->ctx.expected = &expected;
    fake_set(bench);
    is_value(bench, must(bench, "same-set", NULL), "{is_same: true, differs: []}");
    fake_set(bench);
    expected = (struct lg_expected){.tracks = tracks, .num_tracks = 2};
    is_value(bench, lg_value_get(must(bench, "same-set", NULL), "differs"),
             "[\"Drums: device 'Limiter' is missing (it has: Utility)\", "
             "\"track 'Bass' is missing (there are: Drums)\"]");
}

static void scan__gives_the_set(void **state) {
    struct bench *bench = *state;
    fake_set(bench);
    const struct lg_value *set = must(bench, "scan", NULL);
    is_value(bench, lg_value_get(set, "ok"), "true");
    is_value(bench, lg_value_get(set, "num_tracks"), "1");
    is_value(bench, lg_value_path(set, "tracks.0.devices.0.class_name"), "StereoGain");
    assert_int_equal(lg_value_get(set, "fingerprint")->as.string.length, 64);
}

static void query__types_its_arguments(void **state) {
    struct bench *bench = *state;
    fake_on(bench->fake, "/live/x/get/all 1 0.5 \"1\" T F", 100, "/live/x/get/all", "ifsTFN", 3,
            0.5, "text");
    is_value(bench,
             must(bench, "query", "{address: /live/x/get/all, args: [1, 0.5, '1', true, false]}"),
             "{reply: [3, 0.5, text, true, false, null]}");
}

static void query__takes_short_forms(void **state) {
    struct bench *bench = *state;
    fake_on(bench->fake, "/live/song/get/tempo", 10, "/live/song/get/tempo", "f", 120.0);
    is_value(bench, must(bench, "query", "/live/song/get/tempo"), "{reply: [120.0]}");
    fake_on(bench->fake, "/live/track/get/name 2", 10, "/live/track/get/name", "is", 2, "Bass");
    is_value(bench, must(bench, "query", "{address: /live/track/get/name, args: 2, echoed: 1}"),
             "{reply: [2, Bass]}");
    fake_on(bench->fake, "/live/empty/get", 10, "/live/empty/get", "");
    is_value(bench, must(bench, "query", "/live/empty/get"), "{reply: []}");
}

/* The echo tells a late reply to another question from the answer. */
static void query__an_echo_must_match(void **state) {
    struct bench *bench = *state;
    fake_on(bench->fake, "/live/track/get/name 2", 10, "/live/track/get/name", "is", 1, "Drums");
    fake_also(bench->fake, 50, "/live/track/get/name", "is", 2, "Bass");
    is_value(bench, must(bench, "query", "{address: /live/track/get/name, args: [2], echoed: 1}"),
             "{reply: [2, Bass]}");
}

static void query__the_scripts_error_is_an_error(void **state) {
    struct bench *bench = *state;
    fake_on(bench->fake, "/live/track/get/name 9", 10, "/live/error", "s",
            "Error handling OSC message: Index out of range");
    refuses(bench, "query", "{address: /live/track/get/name, args: [9]}", LG_ERR_READ,
            "Index out of range");
}

static void requests__dangerous_ones_are_never_sent(void **state) {
    struct bench *bench = *state;
    static const struct {
        const char *verb, *params, *says;
    } bad[] = {
        {"query", "{address: '/live/song/create_*'}", "wildcard '*'"},
        {"query", "{address: '/live/song/get/temp?'}", "wildcard '?'"},
        {"query", "{address: '/live/song/get/[a-z]empo'}", "wildcard '['"},
        {"query", "{address: '/live/song/get/{tempo,x}'}", "wildcard '{'"},
        {"query", "{address: /live/api/reload}", "never sent"},
        {"query", "{address: /live/song/set/tempo, args: [120]}", "is a setter"},
        {"query", "{address: live/test}", "is no OSC address"},
        {"query", "{address: '/live/a b'}", "is no OSC address"},
        {"query", "{address: /live/test, echoed: 1}", "echoed is 1, but there are 0 arguments"},
        {"query", "{address: /live/test, args: [5000000000]}", "beyond 32 bits"},
        {"query", "{address: /live/test, args: [-10 dB]}", "has a unit"},
        {"query", "{address: /live/test, args: [null]}", "not nothing"},
        {"query", "{address: /live/test, args: [[1]]}", "not a list"},
        {"query", "{address: /live/test, args: {a: 1}}", "not a map"},
        {"query", "{address: /live/test, echoed: -1}", "out of range"},
        {"query", "{args: [1]}", "the key 'address' is missing"},
        {"send", "{address: '/live/song/delete_*', args: [0]}", "wildcard '*'"},
        {"send", "{address: '/live/song/set/temp?', args: [0]}", "wildcard '?'"},
        {"send", "{address: '/live/song/set/[t]empo', args: [0]}", "wildcard '['"},
        {"send", "{address: '/live/song/set/{tempo}', args: [0]}", "wildcard '{'"},
        {"send", "/live/api/reload", "never sent"},
        {"send", "/live/error", "never sent"},
        {"send", "{address: /live/track/start_listen/volume, args: [0]}", "a listener"},
        {"send", "{address: /live/song/stop_listen/tempo}", "a listener"},
        {"query", "{address: /live/song/start_listen/tempo}", "a listener"},
        {"send", "{address: /live/song/get/tempo}", "is a getter"},
        {"send", "/live/test", "is a getter"},
        {"send", "{address: /live/track/set/mute, args: [-1, true]}", "negative index"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(bad); i++)
        refuses(bench, bad[i].verb, bad[i].params, LG_ERR_READ, bad[i].says);
    assert_int_equal(bench->fake->num_sent, 0);
}

static void send__knows_that_the_script_took_it(void **state) {
    struct bench *bench = *state;
    is_value(bench, must(bench, "send", "{address: /live/track/set/mute, args: [0, true]}"),
             "{address: /live/track/set/mute, args: [0, true]}");
    assert_string_equal(bench->fake->sent[0], "/live/track/set/mute 0 T");
}

static void send__a_refusal_is_a_failed_write(void **state) {
    struct bench *bench = *state;
    fake_on(bench->fake, "/live/device/set/parameter/value 0 0 1 9", 100, "/live/error", "s",
            "Error handling OSC message: Invalid value. Check the parameters range with min/max");
    refuses(bench, "send", "{address: /live/device/set/parameter/value, args: [0, 0, 1, 9.0]}",
            LG_ERR_WRITE, "Invalid value");
}

static void send__silence_is_no_success(void **state) {
    struct bench *bench = *state;
    bench->fake->echoes_nothing = true;
    refuses(bench, "send", "{address: /live/song/set/tempo, args: [120.0]}", LG_ERR_TIMEOUT,
            "no reply to");
}

static void near(const struct lg_value *map, const char *key, double wanted, double tol) {
    double got = lg_value_number(lg_value_get(map, key));
    if (!(fabs(got - wanted) <= tol))
        fail_msg("%s is %.9g, not %.9g", key, got, wanted);
}

static void synth__writes_into_the_work_folder(void **state) {
    struct bench *bench = *state;
    const struct lg_value *made =
        must(bench, "synth", "{file: sub/tone.wav, freq: 440 Hz, amplitude: 0.2, duration: 500ms}");
    const char *path = lg_value_get(made, "file")->as.string.text;
    assert_true(lg_starts_with(path, bench->ctx.work_folder));
    assert_true(lg_fs_is_file(path));
    is_value(bench, lg_value_get(made, "frames"), "24000");
    near(made, "peak", 0.2, 1e-6);
    const struct lg_value *measures = must(bench, "analyze", "sub/tone.wav");
    is_value(bench, lg_value_get(measures, "rate_hz"), "48000");
    is_value(bench, lg_value_get(measures, "channels"), "1");
    near(measures, "peak_dbfs", -13.9794, 0.0001);
    assert_null(lg_value_get(measures, "series"));
    const struct lg_value *series =
        lg_value_get(must(bench, "analyze", "{file: sub/tone.wav, series: true}"), "series");
    near(series, "hop_s", 0.1, 1e-9);
    assert_int_equal(lg_value_get(series, "lufs_m")->as.list.count, 5);
}

static void synth__sums_tones(void **state) {
    struct bench *bench = *state;
    static const char *const forms[] = {
        "{file: a.wav, duration: 2s, tones: [{freq: 40, amplitude: 0.1}, {freq: 320, amplitude: "
        "0.1}, {freq: 4 kHz, amplitude: 0.1}]}",
        "{file: b.wav, duration: 2s, freq: [40, 320, 4 kHz], amplitude: 0.1}",
        "{file: c.wav, duration: 2s, freq: [40, 320, 4000], amplitude: [0.1, 0.1, 0.1]}",
    };
    const struct lg_value *hash = NULL;
    for (size_t i = 0; i < LG_ARRAY_LEN(forms); i++) {
        const struct lg_value *made = must(bench, "synth", forms[i]);
        near(made, "peak", 0.2977, 0.0001);
        const struct lg_value *again = lg_value_get(
            must(bench, "analyze", lg_value_get(made, "file")->as.string.text), "sha256");
        if (hash != NULL)
            assert_true(lg_value_eq(hash, again));
        hash = again;
    }
}

static void synth__knows_rates_channels_and_formats(void **state) {
    struct bench *bench = *state;
    static const struct {
        const char *params, *rate, *channels, *format;
    } rows[] = {
        {"{file: a.wav, freq: 440, amplitude: 0.2, duration: 1s, rate: 44.1 kHz, channels: 2}",
         "44100", "2", "float 32"},
        {"{file: a.wav, freq: 440, amplitude: 0.2, duration: 1s, format: int16}", "48000", "1",
         "int 16"},
        {"{file: a.wav, freq: 440, amplitude: 0.2, duration: 1s, format: int24}", "48000", "1",
         "int 24"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        must(bench, "synth", rows[i].params);
        const struct lg_value *measures = must(bench, "analyze", "{file: a.wav}");
        is_value(bench, lg_value_get(measures, "rate_hz"), rows[i].rate);
        is_value(bench, lg_value_get(measures, "channels"), rows[i].channels);
        assert_non_null(strstr(lg_value_get(measures, "format")->as.string.text, rows[i].format));
    }
}

static void synth__refuses_what_it_cannot_make(void **state) {
    struct bench *bench = *state;
    static const struct {
        const char *params, *says;
    } bad[] = {
        {"{file: a.wav, duration: 1s}", "either tones, or freq and amplitude"},
        {"{file: a.wav, duration: 1s, freq: 1, amplitude: 0, tones: [{freq: 1, amplitude: 0}]}",
         "either tones, or freq and amplitude"},
        {"{file: a.wav, duration: 1s, tones: []}", "not an empty one"},
        {"{file: a.wav, duration: 1s, freq: [], amplitude: 0.1}", "freq is empty"},
        {"{file: a.wav, duration: 1s, freq: 440, amplitude: []}", "amplitude is empty"},
        {"{file: a.wav, duration: 1s, tones: {freq: 1}}", "not a map"},
        {"{file: a.wav, duration: 1s, tones: [{freq: 1}]}", "the key 'amplitude' is missing"},
        {"{file: a.wav, duration: 1s, tones: [{freq: 1, amplitude: 2}]}", "out of range"},
        {"{file: a.wav, duration: 1s, freq: 440}", "1 frequencies, but 0 amplitudes"},
        {"{file: a.wav, duration: 1s, freq: [1, 2, 3], amplitude: [0.1, 0.2]}", "but 2 amplitudes"},
        {"{file: a.wav, duration: 1s, freq: 5 ms, amplitude: 0.1}", "5 ms"},
        {"{file: a.wav, duration: 1, freq: 440, amplitude: 0.1}", "no duration"},
        {"{file: a.wav, duration: 1s, freq: 24 kHz, amplitude: 0.1}", "24000"},
        {"{file: a.wav, duration: 1s, freq: 440, amplitude: 0.1, format: float16}",
         "did you mean 'float32'"},
        {"{file: ../a.wav, duration: 1s, freq: 440, amplitude: 0.1}", "leaves the run's folder"},
        {"{file: x/../../a.wav, duration: 1s, freq: 440, amplitude: 0.1}", "leaves the run's"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(bad); i++)
        refuses(bench, "synth", bad[i].params, LG_ERR_READ, bad[i].says);
}

/* The run's own files first, then the project's; what is nowhere is named as the user would. */
static void analyze__seeks_in_the_work_folder_then_in_the_project(void **state) {
    struct bench *bench = *state;
    char params[256];
    snprintf(params, sizeof params, "{file: %s/take.wav, freq: 440, amplitude: 0.1, duration: 1s}",
             bench->paths.project);
    must(bench, "synth", params);
    near(must(bench, "analyze", "take.wav"), "sample_peak_dbfs", -20, 0.001);
    must(bench, "synth", "{file: take.wav, freq: 440, amplitude: 0.2, duration: 1s}");
    near(must(bench, "analyze", "take.wav"), "sample_peak_dbfs", -13.9794, 0.001);
    refuses(bench, "analyze", "nowhere.wav", LG_ERR_READ, "project/nowhere.wav");
    refuses(bench, "analyze", NULL, LG_ERR_READ, "the key 'file' is missing");
}

static void analyze__measures_what_the_original_holds(void **state) {
    struct bench *bench = *state;
    must(bench, "synth", "{file: g3.wav, freq: 440 Hz, amplitude: 0.2, duration: 2.0 s}");
    const struct lg_value *measures = must(bench, "analyze", "g3.wav");
    near(measures, "lufs_i", -17.6726, 0.001);
    near(measures, "peak_dbfs", -13.9794, 0.001);
    assert_string_equal(lg_value_get(measures, "lufs_i")->unit, "LUFS");
    assert_int_equal(lg_value_get(measures, "lufs_s_max")->kind, LG_VALUE_NULL);
}

/* A writer to a pipe can't go back and write how much it wrote. */
static void analyze__refuses_what_may_be_cut_unless_told(void **state) {
    struct bench *bench = *state;
    must(bench, "synth", "{file: piped.wav, freq: 440, amplitude: 0.1, duration: 1s}");
    FILE *file = fopen(lg_fs_join(&bench->arena, bench->ctx.work_folder, "piped.wav"), "rb+");
    char head[256];
    assert_non_null(file);
    assert_int_equal(fread(head, 1, sizeof head, file), sizeof head);
    size_t at = 12;
    while (at < sizeof head - 8 && memcmp(head + at, "data", 4) != 0)
        at++;
    assert_int_equal(fseek(file, (long)at + 4, SEEK_SET), 0);
    assert_int_equal(fwrite("\xff\xff\xff\xff", 4, 1, file), 1);
    assert_int_equal(fclose(file), 0);
    refuses(bench, "analyze", "piped.wav", LG_ERR_READ, "may be cut: its header leaves");
    const struct lg_value *measures = must(bench, "analyze", "{file: piped.wav, may_be_cut: true}");
    near(measures, "sample_peak_dbfs", -20, 0.001);
    is_value(bench, lg_value_get(measures, "completeness"), "unknown");
}

#define WITH_BENCH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table__is_alphabetical_and_complete),
        cmocka_unit_test(table__flags_say_who_needs_live_who_writes_and_who_works),
        WITH_BENCH(ping__gives_the_reply),
        WITH_BENCH(ping__without_an_answer_is_a_timeout),
        WITH_BENCH(ping__waits_for_a_live_that_starts),
        WITH_BENCH(same_set__is_skipped_where_none_is_expected),
        WITH_BENCH(same_set__tells_what_differs),
        WITH_BENCH(scan__gives_the_set),
        WITH_BENCH(query__types_its_arguments),
        WITH_BENCH(query__takes_short_forms),
        WITH_BENCH(query__an_echo_must_match),
        WITH_BENCH(query__the_scripts_error_is_an_error),
        WITH_BENCH(requests__dangerous_ones_are_never_sent),
        WITH_BENCH(send__knows_that_the_script_took_it),
        WITH_BENCH(send__a_refusal_is_a_failed_write),
        WITH_BENCH(send__silence_is_no_success),
        WITH_BENCH(synth__writes_into_the_work_folder),
        WITH_BENCH(synth__sums_tones),
        WITH_BENCH(synth__knows_rates_channels_and_formats),
        WITH_BENCH(synth__refuses_what_it_cannot_make),
        WITH_BENCH(analyze__seeks_in_the_work_folder_then_in_the_project),
        WITH_BENCH(analyze__measures_what_the_original_holds),
        WITH_BENCH(analyze__refuses_what_may_be_cut_unless_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
