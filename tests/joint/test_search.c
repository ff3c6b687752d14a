/* Searches on the simulated Live, print by print: what the plants of
 * tests/unit/matrix/test_search.c show of the strategies holds for a chain that is set, read back,
 * recorded and measured. */
#include "joint/sweep.h"

/* One track, so that a print costs little; each device as fixtures/sets/master-sweep.yaml has it,
 * with the parameters that a mastering chain is searched by. */
#define SWITCH "          - {name: Device On, items: [Off, On], value: 1}\n"
#define DB(name, min, max, value)                                                                  \
    "          - {name: " name ", min: " min ", max: " max ", value: " value                       \
    ", display: {unit: dB, decimals: 1}}\n"
static const char song[] =
    "tempo: 120\n"
    "tracks:\n"
    "  - {name: Keys, group: PREMASTER, programme: keys}\n"
    "  - name: PREMASTER\n"
    "    kind: group\n"
    "    devices:\n"
    "      - name: Glue Compressor\n"
    "        class: GlueCompressor\n"
    "        parameters:\n" SWITCH DB("Threshold", "-40", "0", "0")
        DB("Makeup", "0", "20",
           "0") "          - {name: Attack, items: ['0.01', '0.1', '0.3', '1', '3', '10', '30'], "
                "value: 3}\n"
                "          - {name: Ratio, items: ['2:1', '4:1', '10:1'], value: 1}\n"
                "          - {name: Release, items: ['0.1', '0.2', '0.4', '0.6', '0.8', '1.2', A], "
                "value: 1}\n"
                "          - {name: Dry/Wet, value: 1}\n"
                "      - name: Limiter\n"
                "        class: Limiter\n"
                "        parameters:\n" SWITCH DB("Gain", "-24", "24", "0")
                    DB("Ceiling", "-24", "0",
                       "-0.3") "          - {name: Release, min: 0.01, max: 3000, value: 300, "
                               "display: {unit: ms}}\n"
                               "          - {name: Auto Release, items: [Off, On], value: 1}\n"
                               "master: {name: Main}\n";

#define MATRIX                                                                                     \
    "matrix: master\n"                                                                             \
    "track: master\n"                                                                              \
    "devices: {glue: Glue Compressor, lim: Limiter}\n"                                             \
    "preflight: {master_fader: 0 dB, order: [glue, lim], last: lim, active: [glue, lim]}\n"        \
    "allow_louder: true\n"                                                                         \
    "export: {length: 450ms, stable: {checks: 1}}\n"
#define CEILING "constants: {lim.ceiling: -6.5 dB}\n"
#define GOAL "targets: {lufs_i: {near: {value: -10.5, tol: 0.5}}, sample_peak_dbfs: {le: -6.0}}\n"
#define AXES                                                                                       \
    "axes: {glue.threshold: {from: -35 dB, to: 0 dB}, glue.makeup: {from: 0 dB, to: 20 dB}, "      \
    "lim.gain: {from: 0 dB, to: 24 dB}}\n"

static void search_into(struct sweep *sweep, const char *folder, const char *strategy) {
    char matrix[2048];
    snprintf(matrix, sizeof matrix, "%sstrategy: %s\n", MATRIX CEILING GOAL AXES, strategy);
    int code = sweep_run(sweep, song, matrix, folder);
    if (code != 0)
        fail_msg("%s: exit %d\n%s%s", strategy, code, lg_str_text(&sweep->heard), sweep->err.text);
    if (sweep->renders > 15)
        fail_msg("%s: %zu renders\n%s", strategy, sweep->renders, lg_str_text(&sweep->heard));
    assert_non_null(strstr(lg_str_text(&sweep->heard), " passed hit\n"));
    sweep_is_restored(sweep);
}

static void from_three_starts(struct sweep *sweep, const char *kind) {
    static const char *const starts[] = {
        "{glue.threshold: 0 dB, glue.makeup: 0 dB, lim.gain: 0 dB}",
        "{glue.threshold: -35 dB, glue.makeup: 20 dB, lim.gain: 24 dB}",
        "{glue.threshold: -18 dB, glue.makeup: 5 dB, lim.gain: 6 dB}",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(starts); i++) {
        char strategy[256];
        char folder[8];
        snprintf(strategy, sizeof strategy, "{kind: %s, start: %s}", kind, starts[i]);
        snprintf(folder, sizeof folder, "run%zu", i);
        search_into(sweep, folder, strategy);
        assert_true(sweep->renders >= 2);
    }
}

static void coordinate__hits_within_15_renders(void **state) {
    from_three_starts(*state, "coordinate");
}

static void optimize__hits_within_15_renders(void **state) {
    from_three_starts(*state, "optimize");
}

static void bisect__hits_within_8_renders(void **state) {
    struct sweep *sweep = *state;
    static const char matrix[] =
        MATRIX GOAL "axes: {lim.gain: {from: 0 dB, to: 24 dB}}\nstrategy: bisect\n"
                    "constants: {lim.ceiling: -6.5 dB, glue.makeup: 12 dB}\n";
    int code = sweep_run(sweep, song, matrix, "run");
    if (code != 0 || sweep->renders > 8)
        fail_msg("exit %d after %zu renders\n%s%s", code, sweep->renders,
                 lg_str_text(&sweep->heard), sweep->err.text);
    assert_non_null(strstr(lg_str_text(&sweep->heard), " passed hit\n"));
    sweep_is_restored(sweep);
}

/* What the search did, but for the numbers of the run. */
static void search__goes_the_same_way_for_the_same_seed(void **state) {
    struct sweep *sweep = *state;
    static const char strategy[] = "{kind: optimize, seed: 7, start: {glue.makeup: 20 dB}}";
    search_into(sweep, "one", strategy);
    char *first = lg_xstrdup(lg_str_text(&sweep->heard));
    search_into(sweep, "other", strategy);
    assert_string_equal(lg_str_text(&sweep->heard), first);
    free(first);
}

/* As loud as that the chain never is. */
static void search__names_the_best_and_why_none_hit(void **state) {
    struct sweep *sweep = *state;
    static const struct {
        const char *strategy, *why;
    } rows[] = {
        {"{kind: coordinate, count: 5}", "LUFS); the search used up its count"},
        {"{kind: optimize, count: 4}", "LUFS); the search used up its count"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char matrix[2048];
        char folder[8];
        snprintf(folder, sizeof folder, "run%zu", i);
        snprintf(matrix, sizeof matrix, "%sstrategy: %s\n",
                 MATRIX CEILING AXES "targets: {lufs_i: {near: {value: -5, tol: 0.5}}}\n",
                 rows[i].strategy);
        assert_int_equal(sweep_run(sweep, song, matrix, folder), 1);
        char *told = sweep_receipt(sweep, folder, "@targets");
        if (strstr(told, "no point met the targets: the best, glue.") == NULL ||
            strstr(told, rows[i].why) == NULL ||
            strstr(told, "\"commands\":\"livegate set ") == NULL)
            fail_msg("%s", told);
        free(told);
        sweep_is_restored(sweep);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        sweep_test(coordinate__hits_within_15_renders),
        sweep_test(optimize__hits_within_15_renders),
        sweep_test(bisect__hits_within_8_renders),
        sweep_test(search__goes_the_same_way_for_the_same_seed),
        sweep_test(search__names_the_best_and_why_none_hit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
