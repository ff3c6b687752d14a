/* What becomes of a matrix against the simulated Live: what is set, in which order, what is told,
 * and that nothing of it stays. */
#include "joint/sweep.h"

#include "base/fault.h"

/* --- going well ----------------------------------------------------------------------------- */

static void matrix__tells_each_point_and_restores(void **state) {
    struct sweep *sweep = *state;
    int code = sweep_run(sweep, SWEEP_PLAIN,
                         SWEEP_HEAD SWEEP_CHAIN "allow_louder: true\n"
                                                "axes: {util.gain: [-6 dB, 0 dB, 3 dB]}\n"
                                                "constants: {lim.ceiling: -1 dB}\n"
                                                "targets: {sample_peak_dbfs: {le: -20}}\n",
                         "run");
    sweep_wants(sweep, "@preflight passed\n"
                       "util.gain=-6dB passed hit\n"
                       "@floor passed\n"
                       "@as-found passed\n"
                       "util.gain=0dB passed miss\n"
                       "util.gain=3dB passed miss\n"
                       "@effects passed\n"
                       "@targets passed\n");
    assert_int_equal(code, 0);
    sweep_is_restored(sweep);
}

static void matrix__stops_at_the_first_hit(void **state) {
    struct sweep *sweep = *state;
    int code = sweep_run(sweep, SWEEP_PLAIN,
                         SWEEP_HEAD SWEEP_CHAIN "axes: {util.gain: [-3 dB, -6 dB, -9 dB]}\n"
                                                "targets: {sample_peak_dbfs: {le: -23}}\n"
                                                "stop: first_hit\n",
                         "run");
    sweep_wants(sweep, "@preflight passed\n"
                       "util.gain=-3dB passed miss\n"
                       "@floor passed\n"
                       "util.gain=-6dB passed miss\n"
                       "util.gain=-9dB passed hit\n"
                       "@effects passed\n"
                       "@targets passed\n");
    assert_int_equal(code, 0);
}

static void matrix__without_a_hit_fails_unless_it_only_measures(void **state) {
    struct sweep *sweep = *state;
    static const char *const ends[] = {"", "on_miss: pass\n"};
    for (int i = 0; i < 2; i++) {
        char matrix[1024];
        snprintf(matrix, sizeof matrix, "%s%s%s",
                 SWEEP_HEAD SWEEP_CHAIN "axes: {util.gain: [-3 dB, -6 dB]}\n",
                 "targets: {lufs_i: {near: {value: -3, tol: 0.5}}}\n", ends[i]);
        int code = sweep_run(sweep, SWEEP_PLAIN, matrix, i == 0 ? "miss" : "pass");
        assert_int_equal(code, i == 0 ? 1 : 0);
    }
}

/* Beside the half second of the print: what is set, a look around, the word to play and the one to
 * stop, and the looks at the file. More, and the shipped sweep takes over a minute. */
static void matrix__spends_five_ticks_on_a_point_beside_its_print(void **state) {
    enum { PRINT = 5, BESIDE = 5 };
    struct sweep *sweep = *state;
    static const char matrix[] =
        "matrix: drive\ntrack: master\ndevices: {util: Utility, lim: Limiter}\n"
        "export: {length: 500ms, stable: {checks: 3, every: 50ms}}\non_miss: pass\n" SWEEP_CHAIN
        "axes: {util.gain: [-3 dB, -6 dB, -9 dB, -12 dB]}\n";
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, "run"), 0);
    for (size_t i = 2; i < sweep->cases; i++) {
        int64_t took_ns = sweep->now_by_case[i] - sweep->now_by_case[i - 1];
        if (took_ns > (PRINT + BESIDE) * STAND_TICK_MS * LG_NS_PER_MS)
            fail_msg("point %zu took %lld ms", i, (long long)(took_ns / LG_NS_PER_MS));
    }
}

/* --- before anything is set ------------------------------------------------------------------ */

/* Was anything written to Live? */
static bool has_written(const struct sweep *sweep) {
    return lg_fs_is_file(scratch_path(sweep->scratch, "run/journal.jsonl"));
}

static void matrix__preflight_refuses_another_chain(void **state) {
    static const struct {
        const char *set, *message;
    } rows[] = {
        {SWEEP_SET("", "1", SWEEP_UTILITY SWEEP_LIMITER("1")),
         "fader of PREMASTER: wanted 0 dB, got 6 dB"},
        {SWEEP_SET("", "0.86", SWEEP_UTILITY SWEEP_LIMITER("1")),
         "fader of PREMASTER: wanted 0 dB, got 0.4 dB"},
        {SWEEP_SET_WITH("dialect: neg1000\n", "0.85", SWEEP_UTILITY SWEEP_LIMITER("1"),
                        "{name: Main, volume: 1}"),
         "fader of the master, Main: wanted 0 dB, got 6 dB"},
        {SWEEP_SET("", "0.85", SWEEP_LIMITER("1") SWEEP_UTILITY),
         "order of devices: wanted [\\\"util\\\", \\\"lim\\\"], got [\\\"lim\\\", \\\"util\\\"]"},
        {SWEEP_SET(
             "", "0.85",
             SWEEP_UTILITY SWEEP_LIMITER("1") "      - {name: Saturator, class: Saturator}\n"),
         "last device: wanted \\\"Limiter\\\", got \\\"Saturator\\\""},
        {SWEEP_SET("", "0.85", SWEEP_UTILITY SWEEP_LIMITER("0")),
         "device Limiter: wanted \\\"on\\\", got \\\"off\\\""},
    };
    struct sweep *sweep = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        int code =
            sweep_run(sweep, rows[i].set,
                      SWEEP_MEASURE SWEEP_CHAIN "axes: {util.gain: [-3 dB, -6 dB]}\n", "run");
        sweep_wants(sweep, "@preflight failed\n"
                           "util.gain=-3dB blocked\n"
                           "util.gain=-6dB blocked\n"
                           "@effects blocked\n"
                           "@targets blocked\n");
        assert_int_equal(code, 1);
        assert_false(has_written(sweep));
        char *told = sweep_receipt(sweep, "run", "@preflight");
        if (strstr(told, rows[i].message) == NULL)
            fail_msg("wanted: %s\ngot: %s", rows[i].message, told);
        free(told);
        assert_int_equal(remove(scratch_path(sweep->scratch, "run/receipts.jsonl")), 0);
    }
}

/* Where the script reaches the real master, its fader is looked at too; and 0.85 is 0 dB. */
/* Of the folder that the exports go to as well: it need not be there yet. */
static void matrix__preflight_looks_for_room(void **state) {
    static const char matrix[] =
        "matrix: drive\ntrack: master\ndevices: {util: Utility}\non_miss: pass\n"
        "axes: {util.gain: [-3 dB]}\nexport: {length: 1s, file: 'made/later/{id}.wav'}\n";
    struct sweep *sweep = *state;
    assert_int_equal(lg_fs_mkdirs(scratch_path(sweep->scratch, "made"), &sweep->err), 0);
    lg_fault_ask("fs.free:2");
    int code = sweep_run(sweep, SWEEP_PLAIN, matrix, "run");
    lg_fault_ask(NULL);
    char *told = sweep_receipt(sweep, "run", "@preflight");
    assert_int_equal(code, 30);
    assert_non_null(strstr(told, "/made' has 0 MB left"));
    free(told);
}

/* A request of the preflight that is lost ends within its own time, wherever it is lost. */
static void matrix__preflight_ends_in_time(void **state) {
    struct sweep *sweep = *state;
    static const char matrix[] = SWEEP_MEASURE SWEEP_CHAIN
        "timeouts: {preflight: 7s, set: 5s}\naxes: {util.gain: [-3 dB, -6 dB]}\n";
    for (int after = 4; after <= 64; after += 20) {
        struct lg_arena arena = {0};
        const char *set =
            lg_arena_printf(&arena, "faults: {lose_request: {rate: 1, after: %d, at_most: 1}}\n%s",
                            after, SWEEP_PLAIN);
        int code = sweep_run(sweep, set, matrix, lg_arena_printf(&arena, "lost%d", after));
        int64_t took_ns = lg_clock_now_ns(&sweep->stand->env.clock);
        assert_non_null(strstr(lg_str_text(&sweep->heard), "@preflight error"));
        assert_int_equal(code, 20);
        assert_in_range(took_ns / LG_NS_PER_S, 4, 20);
        lg_arena_dispose(&arena);
    }
}

static void matrix__preflight_shows_faders_as_live_does(void **state) {
    struct sweep *sweep = *state;
    static const char matrix[] = SWEEP_MEASURE SWEEP_CHAIN "axes: {util.gain: [-3 dB, -6 dB]}\n";
    sweep_run(sweep, SWEEP_SET("dialect: neg1000\n", "0.85", SWEEP_UTILITY SWEEP_LIMITER("1")),
              matrix, "run");
    char *told = sweep_receipt(sweep, "run", "@preflight");
    if (strstr(told, "fader of PREMASTER: wanted 0 dB, got 0 dB") == NULL ||
        strstr(told, "fader of the master, Main: wanted 0 dB, got 0 dB") == NULL)
        fail_msg("%s", told);
    free(told);
}

static void matrix__refuses_values_out_of_range_point_by_point(void **state) {
    struct sweep *sweep = *state;
    static const char matrix[] = SWEEP_MEASURE SWEEP_USED "allow_louder: true\n"
                                                          "axes: {lim.gain: [3 dB, 28 dB, 6 dB]}\n";
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, "refused"), 30);
    sweep_wants(sweep, "@preflight passed\n"
                       "lim.gain=3dB passed measured\n"
                       "@floor passed\n"
                       "lim.gain=28dB error in set\n"
                       "lim.gain=6dB passed measured\n"
                       "@effects passed\n"
                       "@targets passed\n");
    sweep_is_restored(sweep);
    sweep->options.clamp = true;
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, "clamped"), 0);
    sweep_is_restored(sweep);
}

/* No range helps a text that is never shown, or another unit: nothing is rendered for them. */
static void matrix__refuses_slips_before_the_first_point(void **state) {
    static const struct {
        const char *points, *message;
    } rows[] = {
        {"axes: {lim.auto_release: [On, Offf]}\nconstants: {util.gain: -3 dB}\n",
         "shows no 'Offf'; it shows"},
        {"runs: [{id: a, lim.gain: -3 dB, util.gain: 0 dB}, {id: b, lim.gain: 3 Hz}]\n",
         "3 Hz is of another unit"},
        {"axes: {lim.gain: [-3 dB, -6 dB]}\nconstants: {'lim.#1': -2 dB, util.gain: -3 dB}\n",
         "'lim.#1' and 'lim.gain' (line 6) are one parameter, PREMASTER / Limiter / Gain"},
    };
    struct sweep *sweep = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char matrix[1024];
        snprintf(matrix, sizeof matrix, "%s%s", SWEEP_MEASURE, rows[i].points);
        assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, "run"), 20);
        assert_true(lg_starts_with(lg_str_text(&sweep->heard), "@preflight error\n"));
        assert_int_equal(sweep->renders, 0);
        char *told = sweep_receipt(sweep, "run", "@preflight");
        if (strstr(told, rows[i].message) == NULL)
            fail_msg("wanted: %s\ngot: %s", rows[i].message, told);
        free(told);
        sweep_is_restored(sweep);
        assert_int_equal(remove(scratch_path(sweep->scratch, "run/receipts.jsonl")), 0);
    }
}

/* Half a second has no short-term loudness: neither met nor missed, whatever may be missed. */
static void matrix__what_can_not_be_judged_is_no_miss(void **state) {
    struct sweep *sweep = *state;
    int code = sweep_run(sweep, SWEEP_PLAIN,
                         SWEEP_MEASURE SWEEP_CHAIN "axes: {util.gain: [-3 dB, -6 dB]}\n"
                                                   "targets: {lufs_s_max: {le: -3}}\n",
                         "run");
    sweep_wants(sweep, "@preflight passed\n"
                       "util.gain=-3dB error in measure\n"
                       "util.gain=-6dB error in measure\n"
                       "@effects skipped\n"
                       "@targets failed\n");
    assert_int_equal(code, 20);
}

/* Of files that were made before: every name says so, and nothing is advised. */
static void matrix__of_old_prints_says_so(void **state) {
    struct sweep *sweep = *state;
    static const char points[] = "axes: {util.gain: [-3 dB, -6 dB]}\n";
    char matrix[1024];
    struct lg_str text = {0};
    snprintf(matrix, sizeof matrix, "%s%s",
             "matrix: drive\ntrack: master\ndevices: {util: Utility, lim: Limiter}\n"
             "export: {length: 500ms, keep: all}\non_miss: pass\n" SWEEP_CHAIN,
             points);
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, "made"), 0);
    assert_int_equal(symlink("util.gain=-3dB.wav",
                             scratch_path(sweep->scratch, "made/audio/drive/first-again.wav")),
                     0);
    snprintf(matrix, sizeof matrix, "%s%s",
             "matrix: drive\ntrack: master\ndevices: {util: Utility, lim: Limiter}\n"
             "export: {mode: fixture, with: {folder: made/audio/drive}, length: 500ms}\n"
             "targets: {lufs_i: {near: {value: -60, tol: 0.1}}}\non_miss: pass\n" SWEEP_CHAIN,
             points);
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, "run"), 0);
    char *told = sweep_receipt(sweep, "run", "@targets");
    assert_non_null(strstr(told, "\"commands\":null"));
    assert_non_null(strstr(told, "\"actions\":null"));
    free(told);
    assert_int_equal(
        lg_fs_read(scratch_path(sweep->scratch, "run/junit.xml"), 1 << 20, &text, NULL), 0);
    assert_non_null(
        strstr(lg_str_text(&text), "drive [sim, prints from fixture 'made/audio/drive']"));
    lg_str_dispose(&text);
}

static void matrix__ends_with_the_first_error_if_told(void **state) {
    struct sweep *sweep = *state;
    int code = sweep_run(sweep, SWEEP_PLAIN,
                         SWEEP_MEASURE SWEEP_USED "allow_louder: true\non_error: stop\n"
                                                  "axes: {lim.gain: [28 dB, 3 dB]}\n",
                         "run");
    sweep_wants(sweep, "@preflight passed\n"
                       "lim.gain=28dB error in set\n"
                       "lim.gain=3dB blocked\n"
                       "@effects blocked\n"
                       "@targets blocked\n");
    assert_int_equal(code, 30);
}

static void matrix__goes_no_louder_than_found_unless_allowed(void **state) {
    struct sweep *sweep = *state;
    int code =
        sweep_run(sweep, SWEEP_PLAIN,
                  SWEEP_MEASURE SWEEP_USED "axes: {lim.gain: [-6 dB, -3 dB, 3 dB]}\n", "run");
    sweep_wants(sweep, "@preflight passed\n"
                       "lim.gain=-6dB passed measured\n"
                       "@floor passed\n"
                       "lim.gain=-3dB passed measured\n"
                       "lim.gain=3dB error in set\n"
                       "@effects passed\n"
                       "@targets passed\n");
    assert_int_equal(code, 30);
    sweep_is_restored(sweep);
}

/* --- a script that misleads ------------------------------------------------------------------ */

static void matrix__is_never_green_on_a_script_that_misleads(void **state) {
    static const char *const sets[] = {
        SWEEP_SET("faults: {deaf: PREMASTER/Limiter/Gain}\n", "0.85",
                  SWEEP_UTILITY SWEEP_LIMITER("1")),
        SWEEP_SET("faults: {normalised: PREMASTER/Limiter/Gain}\n", "0.85",
                  SWEEP_UTILITY SWEEP_LIMITER("1")),
    };
    struct sweep *sweep = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(sets); i++) {
        int code = sweep_run(sweep, sets[i],
                             SWEEP_MEASURE SWEEP_USED
                             "allow_louder: true\naxes: {lim.gain: [3 dB, 6 dB]}\n",
                             i == 0 ? "deaf" : "normalised");
        sweep_wants(sweep, "@preflight passed\n"
                           "lim.gain=3dB error in set\n"
                           "lim.gain=6dB error in set\n"
                           "@effects skipped\n"
                           "@targets passed\n");
        assert_int_equal(code, 30);
        assert_int_equal(sweep->renders, 0);
        sweep_is_restored(sweep);
    }
}

static void matrix__settings_without_effect_fail(void **state) {
    static const struct {
        const char *set, *matrix, *heard;
    } rows[] = {
        /* What is recorded has nothing of what is set. */
        {SWEEP_SET("faults: {dry_print: 1}\n", "0.85", SWEEP_UTILITY SWEEP_LIMITER("1")),
         SWEEP_MEASURE SWEEP_USED "axes: {util.gain: [-3 dB, -6 dB]}\n",
         "@preflight passed\n"
         "util.gain=-3dB passed measured\n"
         "@floor passed\n"
         "util.gain=-6dB passed measured\n"
         "@effects failed\n"
         "@targets passed\n"},
        /* A limiter that is off, and nobody looked. */
        {SWEEP_SET("", "0.85", SWEEP_UTILITY SWEEP_LIMITER("0")),
         SWEEP_MEASURE
         "preflight: off\naxes: {lim.gain: [-3 dB, -6 dB]}\nconstants: {util.gain: 0}\n",
         "@preflight passed\n"
         "lim.gain=-3dB passed measured\n"
         "@floor passed\n"
         "lim.gain=-6dB passed measured\n"
         "@effects failed\n"
         "@targets passed\n"},
        /* The same beside a Utility that is heard: axes that move together hide it. */
        {SWEEP_SET("", "0.85", SWEEP_UTILITY SWEEP_LIMITER("0")),
         SWEEP_MEASURE "preflight: off\nallow_louder: true\n"
                       "axes: {util.gain: [-6 dB, -3 dB], lim.gain: [-3 dB, 3 dB]}\n"
                       "zip: [[util.gain, lim.gain]]\n",
         "@preflight passed\n"
         "lim.gain=-3dB,util.gain=-6dB passed measured\n"
         "@floor passed\n"
         "lim.gain=3dB,util.gain=-3dB passed measured\n"
         "@effects failed\n"
         "@targets passed\n"},
        /* A hit at once that is no merit of the settings. */
        {SWEEP_SET("faults: {dry_print: 1}\n", "0.85", SWEEP_UTILITY SWEEP_LIMITER("1")),
         SWEEP_HEAD SWEEP_USED "axes: {util.gain: [-3 dB, -6 dB]}\nstop: first_hit\n"
                               "targets: {sample_peak_dbfs: {le: -1}}\n",
         "@preflight passed\n"
         "util.gain=-3dB passed hit\n"
         "@floor passed\n"
         "@as-found failed\n"
         "util.gain=-6dB stopped\n"
         "@effects skipped\n"
         "@targets passed\n"},
    };
    struct sweep *sweep = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char folder[8];
        snprintf(folder, sizeof folder, "run%zu", i);
        assert_int_equal(sweep_run(sweep, rows[i].set, rows[i].matrix, folder), 1);
        sweep_wants(sweep, rows[i].heard);
        sweep_is_restored(sweep);
    }
}

/* What only ever moves with another can't be told from it; switched by the file, off is meant. */
static void matrix__says_which_axes_it_can_not_tell_apart(void **state) {
    static const struct {
        const char *rest, *heard;
    } rows[] = {
        {"axes: {util.gain: [-6 dB, -3 dB], lim.gain: [-3 dB, 0 dB]}\nzip: [[util.gain, "
         "lim.gain]]\n",
         "@effects passed warning: can't tell what util.gain, lim.gain did: they always move "
         "together\n"},
        {"constants: {lim.device_on: 0}\naxes: {util.gain: [-6 dB, -3 dB]}\n", "@effects passed\n"},
    };
    struct sweep *sweep = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char matrix[1024];
        snprintf(matrix, sizeof matrix, "%spreflight: off\n%s", SWEEP_MEASURE, rows[i].rest);
        const char *set =
            i == 0 ? SWEEP_PLAIN : SWEEP_SET("", "0.85", SWEEP_UTILITY SWEEP_LIMITER("0"));
        int code = sweep_run(sweep, set, matrix, i == 0 ? "tied" : "meant");
        if (code != 0 || strstr(lg_str_text(&sweep->heard), rows[i].heard) == NULL)
            fail_msg("exit %d, %s\n%s", code, sweep->err.text, lg_str_text(&sweep->heard));
    }
}

/* A sixtieth of a decibel is other audio, and nothing that is heard. */
static void matrix__warns_of_an_axis_without_effect(void **state) {
    struct sweep *sweep = *state;
    static const char *const ends[] = {"", "strict: true\n"};
    static const char *const heard[] = {
        "@effects passed warning: util.gain had no audible effect\n", "@effects failed\n"};
    for (int i = 0; i < 2; i++) {
        char matrix[1024];
        snprintf(matrix, sizeof matrix, "%s%s",
                 SWEEP_MEASURE SWEEP_USED
                 "allow_louder: true\naxes: {util.gain: [0, 0.0005], lim.gain: [-3, -6]}\n",
                 ends[i]);
        int code = sweep_run(sweep, SWEEP_PLAIN, matrix, i == 0 ? "warned" : "strict");
        assert_int_equal(code, i);
        if (strstr(lg_str_text(&sweep->heard), heard[i]) == NULL)
            fail_msg("%s", lg_str_text(&sweep->heard));
    }
}

static void matrix__a_print_that_is_none_is_told_and_the_next_point_comes(void **state) {
    struct sweep *sweep = *state;
    int code = sweep_run(sweep,
                         SWEEP_SET("faults: {silent_print: {rate: 1, at_most: 1}}\n", "0.85",
                                   SWEEP_UTILITY SWEEP_LIMITER("1")),
                         SWEEP_MEASURE SWEEP_USED "axes: {util.gain: [-3 dB, -6 dB]}\n", "run");
    sweep_wants(sweep, "@preflight passed\n"
                       "util.gain=-3dB error in wait\n"
                       "util.gain=-6dB passed measured\n"
                       "@floor passed\n"
                       "@effects skipped\n"
                       "@targets passed\n");
    assert_int_equal(code, 20);
    sweep_is_restored(sweep);
}

/* Somebody turns it, a tick after it was set. */
static void turn_it(struct stand *stand) {
    struct lg_sim_param *ceiling = &lg_sim_now(stand->sim)->tracks[1].devices[1].params[2];
    if (ceiling->value == -6)
        ceiling->value = -3;
}

/* What was read back with its write need not be true when the song is about to play. */
static void matrix__a_setting_that_does_not_stay_is_never_printed(void **state) {
    struct sweep *sweep = *state;
    sweep_on_reply = turn_it;
    int code = sweep_run(sweep, SWEEP_PLAIN,
                         SWEEP_MEASURE SWEEP_USED "runs: [{id: a, lim.ceiling: -6}]\n", "run");
    sweep_on_reply = NULL;
    sweep_wants(sweep, "@preflight passed\n"
                       "a error in set\n"
                       "@effects skipped\n"
                       "@targets passed\n");
    assert_int_equal(code, -1);
    assert_non_null(strstr(sweep->err.text, "which somebody set since: left"));
    assert_int_equal(sweep->renders, 0);
}

/* --- somebody else -------------------------------------------------------------------------- */

struct said {
    const char *address;
    size_t count;
    struct lg_osc_arg args[4];
};

/* A second client, which says one thing, once, behind the tick that served that write. */
static struct meddler {
    const char *behind;
    const struct said *says;
} meddler;

static void meddle(struct stand *stand) {
    enum { PEER = 7 };
    struct lg_str bytes = {0};
    const struct stand_write *last = &stand->writes[stand->num_writes - 1];
    if (meddler.behind == NULL || strstr(last->text, meddler.behind) == NULL)
        return;
    const struct lg_osc_msg msg = {meddler.says->address, meddler.says->args, meddler.says->count};
    assert_int_equal(lg_osc_write(&msg, &bytes, NULL), 0);
    assert_true(lg_sim_deliver(stand->sim, PEER, bytes.text, bytes.length));
    meddler.behind = NULL;
    lg_str_dispose(&bytes);
}

#define INT(n)                                                                                     \
    { .tag = 'i', .as.i = n }
#define FLOAT(n)                                                                                   \
    { .tag = 'f', .as.f = n }
#define LIMITER(param, value)                                                                      \
    {                                                                                              \
        "/live/device/set/parameter/value", 4, {                                                   \
            INT(1), INT(1), INT(param), FLOAT(value)                                               \
        }                                                                                          \
    }
#define AS_POINT_IS_SET "set/parameter/value 1 1 1 3"
#define AS_IT_PLAYS "/live/clip_slot/fire"

/* Whatever of the chain is moved by another, before a print or in its midst, whether the matrix
 * sets it or not: the point is no hit. */
static void matrix__no_point_holds_in_a_chain_that_was_moved(void **state) {
    static const struct {
        const char *behind;
        struct said says;
        const char *phase, *message;
    } rows[] = {
        {AS_IT_PLAYS, LIMITER(1, 10), "render",
         "PREMASTER / Limiter / Gain was 3 before the print, and is 10 behind it: something else "
         "moves it"},
        {AS_IT_PLAYS, LIMITER(2, -6), "render",
         "PREMASTER / Limiter / Ceiling was -0.3 before the print, and is -6 behind it"},
        {AS_IT_PLAYS, LIMITER(0, 0), "render",
         "PREMASTER / Limiter / Device On was 1 before the print, and is 0 behind it"},
        {AS_IT_PLAYS,
         {"/live/track/set/solo", 2, {INT(0), INT(1)}},
         "render",
         "Bass (track 0) / solo was off before the print, and is on behind it"},
        {AS_IT_PLAYS,
         {"/live/song/set/tempo", 1, {FLOAT(121)}},
         "render",
         "tempo was 120 before the print, and is 121 behind it"},
        {AS_POINT_IS_SET, LIMITER(2, -6), "set",
         "PREMASTER / Limiter / Ceiling was -0.3, and is -6 before the print: something else moved "
         "it"},
        {AS_POINT_IS_SET, LIMITER(0, 0), "set",
         "PREMASTER / Limiter / Device On was 1, and is 0 before the print"},
        {AS_POINT_IS_SET,
         {"/live/track/set/volume", 2, {INT(1), FLOAT(1)}},
         "set",
         "PREMASTER / volume was 0.85, and is 1 before the print"},
        {AS_POINT_IS_SET,
         {"/live/track/set/volume", 2, {INT(-1000), FLOAT(1)}},
         "set",
         "Main (master) / volume was 0.85, and is 1 before the print"},
    };
    static const char *const preflights[] = {SWEEP_USED, "preflight: off\n"};
    struct sweep *sweep = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char matrix[1024], heard[256], folder[32];
        snprintf(matrix, sizeof matrix,
                 "%s%sallow_louder: true\nruns: [{id: a, lim.gain: 3, util.gain: 0}]\n"
                 "targets: {sample_peak_dbfs: {le: 0}}\n",
                 SWEEP_OF("100ms") "on_miss: pass\n", preflights[i % 2]);
        snprintf(folder, sizeof folder, "run%zu", i);
        snprintf(heard, sizeof heard,
                 "@preflight passed\na error in %s\n@effects skipped\n@targets failed\n",
                 rows[i].phase);
        meddler = (struct meddler){rows[i].behind, &rows[i].says};
        sweep_on_reply = meddle;
        sweep_run(sweep, SWEEP_SET("dialect: neg1000\n", "0.85", SWEEP_UTILITY SWEEP_LIMITER("1")),
                  matrix, folder);
        sweep_on_reply = NULL;
        assert_null(meddler.behind);
        sweep_wants(sweep, heard);
        assert_true(sweep->summary.totals.exit_code != 0);
        char *told = sweep_case(sweep, folder, "a");
        if (strstr(told, rows[i].message) == NULL)
            fail_msg("wanted: %s\ngot: %s", rows[i].message, told);
        free(told);
    }
}

/* --- what stays ------------------------------------------------------------------------------- */

static bool has_file(struct sweep *sweep, const char *name) {
    return lg_fs_is_file(scratch_path(sweep->scratch, name));
}

static void matrix__keeps_the_best_print_of_the_last_runs(void **state) {
    struct sweep *sweep = *state;
    static const char matrix[] =
        "matrix: drive\ntrack: master\ndevices: {util: Utility, lim: Limiter}\n" SWEEP_CHAIN
        "axes: {util.gain: [-9 dB, -6 dB, -3 dB]}\n"
        "targets: {sample_peak_dbfs: {near: {value: -22.5, tol: 3}}}\n"
        "export: {length: 500ms, keep: best, keep_runs: 2}\n";
    static const char *const runs[] = {"20260222-000000-1", "20260222-000001-1",
                                       "20260222-000002-1"};
    /* Looks like an older run, and is none of ours to touch. */
    assert_int_equal(lg_fs_mkdirs(scratch_path(sweep->scratch, "elsewhere/drive"), &sweep->err), 0);
    scratch_write(sweep->scratch, "elsewhere/drive/mine.wav", "mine");
    assert_int_equal(lg_fs_mkdirs(scratch_path(sweep->scratch, "20250101-000000-1"), &sweep->err),
                     0);
    char link[2 * SCRATCH_MAX];
    snprintf(link, sizeof link, "%s", scratch_path(sweep->scratch, "20250101-000000-1/audio"));
    assert_int_equal(symlink("../elsewhere", link), 0);
    for (size_t i = 0; i < LG_ARRAY_LEN(runs); i++)
        assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, runs[i]), 0);
    assert_false(has_file(sweep, "20260222-000000-1/audio/drive/util.gain=-6dB.wav"));
    assert_true(has_file(sweep, "20260222-000001-1/audio/drive/util.gain=-6dB.wav"));
    assert_true(has_file(sweep, "20260222-000002-1/audio/drive/util.gain=-6dB.wav"));
    assert_false(has_file(sweep, "20260222-000002-1/audio/drive/util.gain=-9dB.wav"));
    assert_false(has_file(sweep, "20260222-000002-1/audio/drive/util.gain=-3dB.wav"));
    assert_false(has_file(sweep, "20260222-000002-1/audio/drive/first-again.wav"));
    assert_true(has_file(sweep, "20260222-000000-1/receipts.jsonl"));
    /* Of what Live recorded, the best point's alone: the third, as the second is the floor's. */
    assert_false(has_file(sweep, "20260222-000002-1/work/recorded 1.wav"));
    assert_false(has_file(sweep, "20260222-000002-1/work/recorded 2.wav"));
    assert_true(has_file(sweep, "20260222-000002-1/work/recorded 3.wav") ||
                has_file(sweep, "20260222-000002-1/work/recorded 4.wav"));
    assert_true(has_file(sweep, "elsewhere/drive/mine.wav"));
}

/* --- order ---------------------------------------------------------------------------------- */

/* The values that were set, in the order in which they were sent. */
static struct lg_str writes;

static void note_write(struct stand *stand) {
    const char *text = stand->writes[stand->num_writes - 1].text;
    if (strstr(text, "set/parameter/value") != NULL)
        lg_str_printf(&writes, "%s\n", text + strlen("/live/device/set/parameter/value "));
}

static void matrix__sets_reductions_first(void **state) {
    struct sweep *sweep = *state;
    /* Native values, so that nothing has to be tried out. */
    static const char matrix[] = SWEEP_MEASURE SWEEP_USED
        "allow_louder: true\n"
        "runs: [{id: a, util.gain: 0.5, lim.gain: -12}, {id: b, util.gain: -0.5, "
        "lim.gain: 12}, {id: c, util.gain: 0.25, lim.gain: -11}]\n";
    lg_str_clear(&writes);
    sweep_on_write = note_write;
    int code = sweep_run(sweep, SWEEP_PLAIN, matrix, "run");
    sweep_on_write = NULL;
    assert_int_equal(code, 0);
    assert_string_equal(lg_str_text(&writes), "1 1 1 -12\n1 0 1 0.5\n"
                                              "1 0 1 -0.5\n1 1 1 12\n"
                                              "1 1 1 -11\n1 0 1 0.25\n"
                                              "1 0 1 0\n1 1 1 0\n");
    lg_str_dispose(&writes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        sweep_test(matrix__tells_each_point_and_restores),
        sweep_test(matrix__stops_at_the_first_hit),
        sweep_test(matrix__without_a_hit_fails_unless_it_only_measures),
        sweep_test(matrix__spends_five_ticks_on_a_point_beside_its_print),
        sweep_test(matrix__preflight_refuses_another_chain),
        sweep_test(matrix__preflight_looks_for_room),
        sweep_test(matrix__preflight_ends_in_time),
        sweep_test(matrix__preflight_shows_faders_as_live_does),
        sweep_test(matrix__refuses_values_out_of_range_point_by_point),
        sweep_test(matrix__refuses_slips_before_the_first_point),
        sweep_test(matrix__what_can_not_be_judged_is_no_miss),
        sweep_test(matrix__of_old_prints_says_so),
        sweep_test(matrix__ends_with_the_first_error_if_told),
        sweep_test(matrix__goes_no_louder_than_found_unless_allowed),
        sweep_test(matrix__is_never_green_on_a_script_that_misleads),
        sweep_test(matrix__settings_without_effect_fail),
        sweep_test(matrix__says_which_axes_it_can_not_tell_apart),
        sweep_test(matrix__warns_of_an_axis_without_effect),
        sweep_test(matrix__a_print_that_is_none_is_told_and_the_next_point_comes),
        sweep_test(matrix__a_setting_that_does_not_stay_is_never_printed),
        sweep_test(matrix__no_point_holds_in_a_chain_that_was_moved),
        sweep_test(matrix__keeps_the_best_print_of_the_last_runs),
        sweep_test(matrix__sets_reductions_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
