/* Sections B, C, G, H and M of reference/execution-system.md against the shipped table, row by row,
 * and how many held. */
#include "unit/taxonomy/table.h"

#include "base/regex.h"
#include "taxonomy/decision.h"

#define HASH "dc2d872b0fdb022b15ed874ddf5973c9af5f18e73a70f074347fad507f0acd16"

static struct lg_taxonomy *table;

static int set_up(void **state) {
    LG_UNUSED(state);
    table = read_shipped();
    return 0;
}

static int tear_down(void **state) {
    LG_UNUSED(state);
    lg_taxonomy_free(table);
    return 0;
}

static void show(const char *what, size_t held, size_t total) {
    print_message("%s: %zu of %zu\n", what, held, total);
    assert_int_equal(held, total);
}

static bool finds(const char *pattern, const char *text) {
    struct lg_regex *regex;
    assert_int_equal(lg_regex_new(pattern, LG_REGEX_MULTILINE, &regex, NULL), 0);
    int found = lg_regex_find(regex, lg_view_of(text), NULL, NULL);
    lg_regex_free(regex);
    return found == 1;
}

/* The probes of a rule as "a b c". */
static const char *probes_of(const struct lg_rule *rule) {
    static char names[256];
    names[0] = '\0';
    for (size_t i = 0; i < rule->num_probes; i++) {
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i == 0 ? "" : " ",
                 rule->probes[i]->name);
    }
    return names;
}

struct symptom {
    const char
        *pattern; /* the text's own, which the sample must match: proof that it is its case */
    const char *text;
    int category;
    const char *probes;
};

#define B1 "ping live-process script-folder"
#define B2 "scan device-list parameter"
#define B3 "fingerprint planned-fingerprint set-diff"
#define B4 "audio-file audio-header audio-analysis"
#define B5 "directories write-permission"
#define B6 "program-present program-version"
#define PS "live-process script-folder ping"
#define LSOF "port-holder live-process"

static const struct lg_rule *check(const struct symptom *row) {
    const struct lg_rule *rule = NULL;
    if (!finds(row->pattern, row->text))
        fail_msg("the sample '%s' is none of %s", row->text, row->pattern);
    const struct lg_category *category = lg_taxonomy_classify(table, lg_view_of(row->text), &rule);
    if (rule == NULL || category->number != row->category)
        fail_msg("'%s' is %d by %s, not %d", row->text, category->number, rule_of(table, row->text),
                 row->category);
    assert_string_equal(probes_of(rule), row->probes);
    return rule;
}

static void section_b__twenty_symptoms(void **state) {
    LG_UNUSED(state);
    static const struct symptom rows[] = {
        {"TimeoutError.*waiting for reply", "TimeoutError: Timed out waiting for reply", 1, B1},
        {"Connection refused", "[Errno 61] Connection refused", 1, PS},
        {"OSError.*Address already in use", "OSError: [Errno 48] Address already in use", 1, LSOF},
        {"ok.*false.*scan", "{\"ok\": false, \"note\": \"scan failed\"}", 2, B2},
        {"num_tracks.*0", "  \"num_tracks\": 0,", 2, B2},
        {"IndexError.*device", "IndexError: no device 0 on track 0", 2, B2},
        {"devices.*\\[\\]", "\"num_devices\": 0, \"devices\": []", 2, B2},
        {"RuntimeError.*fingerprint mismatch", "RuntimeError: Live fingerprint mismatch: a, b", 3,
         B3},
        {"expected.*got.*[a-f0-9]{64}", "expected " HASH ", got " HASH, 3, B3},
        {"ValueError.*empty audio", "ValueError: empty audio", 4, B4},
        {"FileNotFoundError.*\\.wav", "FileNotFoundError: 'input/test.wav'", 4, B4},
        {"soundfile.*error", "soundfile: internal error", 4, B4},
        {"nan|inf", "{\"lufs_i\": nan, \"peak_dbfs\": -inf}", 4, B4},
        {"PermissionError", "PermissionError: [Errno 13]", 5, B5},
        {"FileNotFoundError.*data/", "FileNotFoundError: 'data/caches/model_cache.json'", 5, B5},
        {"OSError.*cannot create directory", "OSError: cannot create directory 'data'", 5, B5},
        {"ModuleNotFoundError: No module named 'flaas'",
         "ModuleNotFoundError: No module named 'flaas'", 6, B6},
        {"ImportError: cannot import name", "ImportError: cannot import name 'x'", 6, B6},
        {"command not found: flaas", "zsh: command not found: flaas", 6, B6},
        {"SyntaxError", "SyntaxError: invalid syntax", 6, B6},
    };
    size_t held = 0;
    for (; held < LG_ARRAY_LEN(rows); held++)
        check(&rows[held]);
    show("B symptoms", held, 20);
}

/* "nan or inf" is one symptom of two words. */
static void section_b__nan_and_inf_each(void **state) {
    LG_UNUSED(state);
    assert_int_equal(category_of(table, "lufs_i: nan"), 4);
    assert_int_equal(category_of(table, "peak_dbfs: -inf"), 4);
}

/* Section B's numbers name the probes in the order of each category. */
static void section_b__probes_are_numbered_in_order(void **state) {
    LG_UNUSED(state);
    const struct lg_category *categories;
    size_t count = lg_taxonomy_categories(table, &categories);
    for (size_t i = 0; i < count; i++) {
        const struct lg_probe *const *probes;
        size_t num_probes = lg_taxonomy_probes(&categories[i], &probes);
        assert_in_range(num_probes, 2, LG_PROBES_MAX);
        for (size_t k = 0; k < num_probes; k++) {
            char number[48];
            snprintf(number, sizeof number, "%zu.%zu", i + 1, k + 1);
            assert_string_equal(probes[k]->number, number);
            assert_non_null(probes[k]->original);
        }
    }
}

struct row {
    struct symptom symptom;
    enum lg_rule_next next;
    const char *fix, *stop; /* of that next; NULL: not looked at */
};

static void section_c__twelve_rows(void **state) {
    LG_UNUSED(state);
    static const struct row rows[] = {
        {{"TimeoutError.*waiting.*reply", "TimeoutError: waiting 2.0 s for a reply", 1, B1},
         LG_NEXT_DIAGNOSE,
         NULL,
         NULL},
        {{"Connection refused", "Connection refused", 1, PS}, LG_NEXT_DIAGNOSE, NULL, NULL},
        {{"ok.*false", "ok: false", 2, B2}, LG_NEXT_DIAGNOSE, NULL, NULL},
        {{"num_tracks.*0", "num_tracks: 0", 2, B2}, LG_NEXT_STOP, NULL, "empty-set"},
        {{"RuntimeError.*fingerprint", "RuntimeError: no fingerprint", 3, B3},
         LG_NEXT_FIX,
         "replan",
         NULL},
        {{"ValueError.*empty audio", "ValueError: empty audio file", 4, B4},
         LG_NEXT_DIAGNOSE,
         NULL,
         NULL},
        {{"FileNotFoundError.*\\.wav", "FileNotFoundError: No such file: 'a.wav'", 4, B4},
         LG_NEXT_FIX,
         "regenerate-signal",
         NULL},
        {{"PermissionError", "PermissionError", 5, B5}, LG_NEXT_DIAGNOSE, NULL, NULL},
        {{"cannot create directory", "mkdir: cannot create directory 'data'", 5, B5},
         LG_NEXT_FIX,
         "make-directories",
         NULL},
        {{"ModuleNotFoundError", "ModuleNotFoundError: No module named 'numpy'", 6, B6},
         LG_NEXT_DIAGNOSE,
         NULL,
         NULL},
        /* The text installs by itself; livegate installs nothing and says the command. */
        {{"command not found: flaas", "command not found: flaas", 6, B6},
         LG_NEXT_STOP,
         NULL,
         "not-installed"},
        {{"SyntaxError", "  File \"a.py\", line 3\nSyntaxError: invalid syntax", 6, B6},
         LG_NEXT_DIAGNOSE,
         NULL,
         NULL},
    };
    size_t held = 0;
    for (; held < LG_ARRAY_LEN(rows); held++) {
        const struct lg_rule *rule = check(&rows[held].symptom);
        assert_int_equal(rule->next, rows[held].next);
        if (rows[held].fix != NULL)
            assert_string_equal(lg_taxonomy_fix(rule)->name, rows[held].fix);
        if (rows[held].stop != NULL)
            assert_string_equal(rule->stop->name, rows[held].stop);
    }
    show("C rows", held, 12);
}

/* Step 3 of section C: what a probe saw, and what follows. */
static void section_c__the_decision_tree(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *probe, *seen;
        enum lg_probe_then then;
        const char *name;
    } rows[] = {
        {"ping", "ok", LG_THEN_RECLASSIFY, NULL},
        {"live-process", "missing", LG_THEN_STOP, "live-not-running"},
        {"script-folder", "missing", LG_THEN_STOP, "script-not-installed"},
        {"scan", "no-tracks", LG_THEN_STOP, "empty-set"},
        {"device-list", "missing", LG_THEN_STOP, "utility-missing"},
        {"planned-fingerprint", "same", LG_THEN_ESCALATE, NULL},
        {"set-diff", "changed", LG_THEN_FIX, "replan"},
        {"audio-file", "missing", LG_THEN_FIX, "regenerate-signal"},
        {"audio-analysis", "empty", LG_THEN_STOP, "empty-export"},
        {"directories", "missing", LG_THEN_FIX, "make-directories"},
        {"write-permission", "not-writable", LG_THEN_STOP, "not-writable"},
        {"program-present", "missing", LG_THEN_STOP, "not-installed"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        const struct lg_probe *probe = lg_taxonomy_probe_named(table, rows[i].probe);
        assert_non_null(probe);
        const struct lg_sees *sees = lg_probe_sees(probe, rows[i].seen);
        assert_non_null(sees);
        assert_int_equal(sees->then, rows[i].then);
        if (sees->then == LG_THEN_STOP)
            assert_string_equal(sees->stop->name, rows[i].name);
        if (sees->then == LG_THEN_FIX)
            assert_string_equal(sees->fix->name, rows[i].name);
    }
    assert_null(lg_taxonomy_probe_named(table, "nonesuch"));
    assert_null(lg_probe_sees(lg_taxonomy_probe_named(table, "ping"), "nonesuch"));
}

static void section_m__twenty_three_signatures(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *pattern, *text;
        enum lg_rule_kind kind;
        int category;
    } rows[] = {
        {"^sent$", "sent", LG_RULE_SUCCESS, 0},
        {"^ok: \\(.*\\)$", "ok: ('ok',)", LG_RULE_SUCCESS, 0},
        {"^APPLIED: Utility\\.Gain", "APPLIED: Utility.Gain 0.000 -> 0.250", LG_RULE_SUCCESS, 0},
        {"^PASS$", "LUFS -10.5\nPASS", LG_RULE_SUCCESS, 0},
        {"^data/.*\\.json$", "data/caches/model_cache.json", LG_RULE_SUCCESS, 0},
        {"^To https://github\\.com/.*/finishline",
         "To https://github.com/trev/finishline-audio.git", LG_RULE_SUCCESS, 0},
        {"^\\[main [a-f0-9]{7}\\]", "[main abc1234] feat: x", LG_RULE_SUCCESS, 0},
        {"^WARNING: delta clamped", "WARNING: delta clamped to 0.250", LG_RULE_WARNING, 0},
        {"^STOP: utility gain already near max", "STOP: utility gain already near max",
         LG_RULE_WARNING, 0},
        {"^SKIP: unsupported action", "SKIP: unsupported action x", LG_RULE_WARNING, 0},
        {"TimeoutError.*waiting for reply", "TimeoutError: waiting for reply", LG_RULE_ERROR, 1},
        {"Connection refused", "ConnectionRefusedError: Connection refused", LG_RULE_ERROR, 1},
        {"ok.*false", "{\"ok\":false}", LG_RULE_ERROR, 2},
        {"num_tracks.*0", "{\"num_tracks\":0}", LG_RULE_ERROR, 2},
        {"RuntimeError.*fingerprint", "RuntimeError: fingerprint", LG_RULE_ERROR, 3},
        {"ValueError.*empty audio", "ValueError: empty audio", LG_RULE_ERROR, 4},
        {"FileNotFoundError.*\\.wav", "FileNotFoundError: x.wav", LG_RULE_ERROR, 4},
        {"PermissionError", "PermissionError: data/", LG_RULE_ERROR, 5},
        {"cannot create directory", "cannot create directory", LG_RULE_ERROR, 5},
        {"ModuleNotFoundError", "ModuleNotFoundError", LG_RULE_ERROR, 6},
        {"ImportError", "ImportError: libsndfile.so.1", LG_RULE_ERROR, 6},
        {"command not found: flaas", "command not found: flaas", LG_RULE_ERROR, 6},
        {"SyntaxError", "SyntaxError", LG_RULE_ERROR, 6},
    };
    size_t held = 0;
    for (; held < LG_ARRAY_LEN(rows); held++) {
        struct lg_class class;
        assert_true(finds(rows[held].pattern, rows[held].text));
        lg_taxonomy_judge(table, lg_view_of(rows[held].text), NULL, &class);
        if (class.rule == NULL || class.rule->kind != rows[held].kind)
            fail_msg("'%s' is %s", rows[held].text, rule_of(table, rows[held].text));
        assert_int_equal(class.category->number, rows[held].category);
        if (class.rule->kind != LG_RULE_ERROR)
            assert_string_equal(class.category->label, lg_rule_kind_name(class.rule->kind));
    }
    show("M signatures", held, 23);
}

static void section_g__ten_rows(void **state) {
    LG_UNUSED(state);
    static const struct {
        enum lg_phase phase;
        int exit_code;
        enum lg_sight sight;
        const char *act, *next;
    } rows[] = {
        {LG_PHASE_RUN, 0, LG_SIGHT_SUCCESS, "COMMIT_DIRECT", "COMMIT"},
        {LG_PHASE_RUN, 1, LG_SIGHT_ERROR, "PROBE_CLASSIFY", "DIAGNOSE"},
        {LG_PHASE_RUN, 1, LG_SIGHT_NOTHING, "ESCALATE", "STOP"},
        {LG_PHASE_DIAGNOSE, 0, LG_SIGHT_FIX, "FIX_AUTO", "FIX"},
        {LG_PHASE_DIAGNOSE, 0, LG_SIGHT_USER_ACTION, "STOP_INSTRUCT", "STOP"},
        {LG_PHASE_DIAGNOSE, 1, LG_SIGHT_UNCLEAR, "PROBE_NEXT", "DIAGNOSE"},
        {LG_PHASE_FIX, 0, LG_SIGHT_FIXED, "VERIFY_RERUN", "VERIFY"},
        {LG_PHASE_VERIFY, 0, LG_SIGHT_SUCCESS, "COMMIT_DIRECT", "COMMIT"},
        {LG_PHASE_VERIFY, 1, LG_SIGHT_FAILED, "PROBE_CLASSIFY", "DIAGNOSE"},
        {LG_PHASE_VERIFY, 1, LG_SIGHT_FIXES_SPENT, "ESCALATE", "STOP"},
    };
    size_t held = 0;
    for (; held < LG_ARRAY_LEN(rows); held++) {
        const struct lg_decision *decision =
            lg_decide(rows[held].phase, rows[held].exit_code, rows[held].sight);
        assert_non_null(decision);
        assert_int_equal(decision->number, held + 1);
        assert_string_equal(lg_act_name(decision->act), rows[held].act);
        assert_string_equal(lg_phase_name(decision->next), rows[held].next);
    }
    show("G rows", held, 10);
}

static void section_h__fifteen_rules(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *name;
        enum lg_stop_kind kind;
        const char *says; /* a part of its text and what to do */
    } rows[] = {
        {"ambiguous-task", LG_STOP_IMMEDIATE, "nothing says what success looks like"},
        {"live-not-running", LG_STOP_IMMEDIATE, "1. Start Ableton Live\n2. Load a Live set"},
        {"script-not-installed", LG_STOP_IMMEDIATE, "https://github.com/ideoforms/AbletonOSC"},
        {"empty-set", LG_STOP_IMMEDIATE, "Then re-run: livegate scan"},
        {"utility-missing", LG_STOP_IMMEDIATE, "Utility"},
        {"tries-spent", LG_STOP_IMMEDIATE, "Unable to resolve after 3 attempts. User input"},
        {"unclassified", LG_STOP_IMMEDIATE, "No rule knows this error."},
        {"circular-dependency", LG_STOP_IMMEDIATE, "needs what is itself broken"},
        {"unexpected-timeout", LG_STOP_CONDITIONAL, "took longer than it may"},
        {"git-conflict", LG_STOP_CONDITIONAL, "Resolve the conflict by hand"},
        {"schema-version", LG_STOP_CONDITIONAL, "schema_version"},
        {"known-fix", LG_STOP_CONTINUE, "known fix"},
        {"auto-fixable", LG_STOP_CONTINUE, "needs nobody"},
        {"clear-syntax-error", LG_STOP_CONTINUE, "syntax error"},
        {"obvious-import-error", LG_STOP_CONTINUE, "import error"},
    };
    size_t held = 0;
    for (; held < LG_ARRAY_LEN(rows); held++) {
        const struct lg_stop *stop = lg_taxonomy_stop_named(table, rows[held].name);
        struct lg_str text = {0};
        assert_non_null(stop);
        assert_int_equal(stop->kind, rows[held].kind);
        assert_int_equal(stop->number, held + 1);
        lg_taxonomy_stop_text(stop, NULL, &text);
        if (strncmp(lg_str_text(&text), "STOP: ", 6) != 0 ||
            strstr(lg_str_text(&text), rows[held].says) == NULL)
            fail_msg("%s says: %s", stop->name, lg_str_text(&text));
        lg_str_dispose(&text);
    }
    show("H rules", held, 15);
    size_t numbered = 0;
    for (size_t i = 0; lg_taxonomy_stop_at(table, i) != NULL; i++)
        numbered += lg_taxonomy_stop_at(table, i)->number > 0;
    assert_int_equal(numbered, 15);
}

/* What stops for a person says what to do and what to run next; the fixes are the listed ones. */
static void remedies__are_complete(void **state) {
    LG_UNUSED(state);
    for (size_t i = 0; lg_taxonomy_stop_at(table, i) != NULL; i++) {
        const struct lg_stop *stop = lg_taxonomy_stop_at(table, i);
        assert_true(stop->kind == LG_STOP_CONTINUE || stop->todo.count > 0);
    }
    static const char *const fixes[] = {"make-directories", "regenerate-signal", "replan"};
    for (size_t i = 0; i < LG_ARRAY_LEN(fixes); i++)
        assert_string_equal(lg_taxonomy_fix_at(table, i)->name, fixes[i]);
    assert_null(lg_taxonomy_fix_at(table, LG_ARRAY_LEN(fixes)));
    assert_non_null(lg_taxonomy_fix_named(table, "replan")->unless);
    struct lg_str text = {0};
    lg_taxonomy_stop_text(lg_taxonomy_stop_named(table, "not-audio"), "livegate run g5", &text);
    assert_non_null(strstr(lg_str_text(&text), "\nThen re-run: livegate run g5\n"));
    lg_str_dispose(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(section_b__twenty_symptoms),
        cmocka_unit_test(section_b__nan_and_inf_each),
        cmocka_unit_test(section_b__probes_are_numbered_in_order),
        cmocka_unit_test(section_c__twelve_rows),
        cmocka_unit_test(section_c__the_decision_tree),
        cmocka_unit_test(section_m__twenty_three_signatures),
        cmocka_unit_test(section_g__ten_rows),
        cmocka_unit_test(section_h__fifteen_rules),
        cmocka_unit_test(remedies__are_complete),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
