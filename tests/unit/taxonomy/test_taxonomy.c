#include "support/unit.h"

#include "base/regex.h"
#include "taxonomy/samples.h"
#include "unit/taxonomy/table.h"

static bool finds(const char *pattern, const char *text) {
    struct lg_regex *regex;
    assert_int_equal(lg_regex_new(pattern, LG_REGEX_MULTILINE, &regex, NULL), 0);
    int found = lg_regex_find(regex, lg_view_of(text), NULL, NULL);
    lg_regex_free(regex);
    return found == 1;
}

static void shipped__has_the_six_categories(void **state) {
    LG_UNUSED(state);
    static const char *const labels[] = {"1 connectivity", "2 configuration", "3 fingerprint",
                                         "4 audio",        "5 permissions",   "6 packaging"};
    struct lg_taxonomy *taxonomy = read_shipped();
    const struct lg_category *categories;
    assert_int_equal(lg_taxonomy_categories(taxonomy, &categories), 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(categories[i].number, i + 1);
        assert_string_equal(categories[i].label, labels[i]);
        assert_true(strlen(categories[i].help) > 20);
    }
    lg_taxonomy_free(taxonomy);
}

/* A rule that another one always beats to it would fail here by its own sample. */
static void shipped__samples_hit_their_own_rule(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *taxonomy = read_shipped();
    size_t count = lg_taxonomy_count(taxonomy);
    assert_true(count >= 40);
    for (size_t i = 0; i < count; i++) {
        const struct lg_rule *rule = lg_taxonomy_rule(taxonomy, i);
        if (rule->hits.count == 0 || rule->misses.count == 0 || rule->since == NULL)
            fail_msg("rule %s lacks a sample that hits, one that misses, or since", rule->id);
        for (size_t k = 0; k < rule->hits.count; k++) {
            const char *found = rule_of(taxonomy, rule->hits.items[k]);
            if (strcmp(found, rule->id) != 0)
                fail_msg("'%s' hits %s, not %s", rule->hits.items[k], found, rule->id);
        }
    }
    assert_null(lg_taxonomy_rule(taxonomy, count));
    lg_taxonomy_free(taxonomy);
}

static void shipped__harmless_samples_miss_every_rule(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *taxonomy = read_shipped();
    for (size_t i = 0; i < lg_taxonomy_count(taxonomy); i++) {
        const struct lg_rule *rule = lg_taxonomy_rule(taxonomy, i);
        for (size_t k = 0; k < rule->misses.count; k++) {
            const char *found = rule_of(taxonomy, rule->misses.items[k]);
            if (strcmp(found, "none") != 0)
                fail_msg("'%s' hits %s", rule->misses.items[k], found);
        }
    }
    lg_taxonomy_free(taxonomy);
}

/* Where the table says that it differs from its source, a sample shows the difference. */
static void shipped__every_difference_from_the_text_is_shown(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *taxonomy = read_shipped();
    size_t differing = 0;
    for (size_t i = 0; i < lg_taxonomy_count(taxonomy); i++) {
        const struct lg_rule *rule = lg_taxonomy_rule(taxonomy, i);
        bool shown = false;
        assert_true((rule->texts.count == 0) == (rule->why == NULL));
        for (size_t t = 0; t < rule->texts.count; t++)
            for (size_t k = 0; k < rule->misses.count; k++)
                shown = shown || finds(rule->texts.items[t], rule->misses.items[k]);
        if (rule->texts.count > 0 && !shown)
            fail_msg("rule %s: no miss shows where the text misfires", rule->id);
        differing += rule->texts.count > 0;
    }
    assert_true(differing >= 10);
    lg_taxonomy_free(taxonomy);
}

/* Words of livegate's own layers, as they stand in their sources. */
static void own_messages__are_classified(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text;
        int category;
    } samples[] = {
        {"no reply to /live/test within 2.0 s (no arguments)", 1},
        {"nothing listens at 127.0.0.1:11000: Connection refused", 1},
        {"port 11001, to which AbletonOSC answers, is taken: Address already in use; end it", 1},
        {"host 'studio' is not known: Name or service not known", 1},
        {"reply: wanted [\"ok\"], got [\"no\"]", 1},
        {"first.ok: wanted true, got false", 2},
        {"first.num_tracks: wanted > 0, got 0", 2},
        {"/live/device/get/name 0 9: AbletonOSC answered 'Error handling OSC message: Index out of "
         "range'",
         2},
        {"/live/nonesuch: AbletonOSC answered 'Unknown OSC address: /live/nonesuch'", 2},
        {"track_data ends before track 3 of 4", 2},
        {"again.fingerprint: wanted \"aa\", got \"bb\"", 3},
        {"first.fingerprint: cannot be judged: there is no 'fingerprint'; wanted a match of \"x\"",
         3},
        {"empty audio: 'a.wav' holds no samples", 4},
        {"'a.flac' is incomplete: header says 9 frames of audio, the file holds 3", 4},
        {"cannot open 'renders/a.wav': No such file or directory", 4},
        {"'notes.txt' is not audio that can be read: Format not recognised.", 4},
        {"mono.lufs_i: wanted -17.7 LUFS ±0.5 LU, got -14.66 LUFS (3.04 LU off)", 4},
        {"mono.true_peak_dbtp: cannot be judged: there is no 'x'; wanted < 0", 4},
        {"'reports/out': Permission denied", 5},
        {"folder 'reports/out': No space left on device", 5},
        {"'fixtures/sets/x.yaml': No such file or directory", 5},
        {"something that nobody has thought of", 0},
        {"", 0},
    };
    struct lg_taxonomy *taxonomy = read_shipped();
    for (size_t i = 0; i < LG_ARRAY_LEN(samples); i++) {
        int found = category_of(taxonomy, samples[i].text);
        if (found != samples[i].category)
            fail_msg("'%s' is %d by %s, not %d", samples[i].text, found,
                     rule_of(taxonomy, samples[i].text), samples[i].category);
    }
    lg_taxonomy_free(taxonomy);
}

static void harmless__text_is_unknown(void **state) {
    LG_UNUSED(state);
    static const char *const texts[] = {
        "num_tracks: 10",
        "\"ok\": true, \"mute\": false",
        "info",
        "banana",
        "finance",
        "num_tracks > 0",
        "INFO banana",
        "token=false",
        "\"devices\": 10",
        "ok: true",
    };
    struct lg_taxonomy *taxonomy = read_shipped();
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++)
        assert_string_equal(rule_of(taxonomy, texts[i]), "none");
    lg_taxonomy_free(taxonomy);
}

static void classify__the_first_rule_wins(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *taxonomy;
    assert_int_equal(read_text(CATEGORIES "rules:\n"
                                          "  - {id: b, category: two, pattern: 'x.', source: t}\n"
                                          "  - {id: a, category: one, pattern: 'xy', source: t}\n"
                                          "  - {id: c, category: one, pattern: '^z$', source: t}\n",
                               &taxonomy, NULL),
                     0);
    assert_int_equal(category_of(taxonomy, "_xy_"), 2);
    assert_string_equal(rule_of(taxonomy, "_xy_"), "b");
    assert_string_equal(rule_of(taxonomy, "first\nz\nlast"), "c");
    assert_string_equal(rule_of(taxonomy, "zz"), "none");
    lg_taxonomy_free(taxonomy);
}

static void classify__an_undecided_rule_does_not_match(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *taxonomy;
    assert_int_equal(read_text(CATEGORIES
                               "rules:\n"
                               "  - {id: slow, category: one, pattern: '(a+)+$', source: t}\n"
                               "  - {id: next, category: two, pattern: 'b', source: t}\n",
                               &taxonomy, NULL),
                     0);
    assert_string_equal(rule_of(taxonomy, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), "next");
    assert_string_equal(rule_of(taxonomy, "aaa"), "slow");
    lg_taxonomy_free(taxonomy);
}

static void read__refuses_a_bad_table(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text;
        unsigned line;
        const char *says;
    } bad[] = {
        {CATEGORIES "rules: []\n", 4, "rules is empty"},
        {CATEGORIES, 1, "the key 'rules' is missing"},
        {"categories: one\nrules: []\n", 1, "categories must be a list"},
        {CATEGORIES "  - {number: 4, name: x, help: y}\nrules: [x]\n", 4, "number 4 where 3"},
        {CATEGORIES "  - {number: 3, name: one, help: y}\nrules: [x]\n", 4, "a second category"},
        {CATEGORIES "rules:\n  - {id: a, category: on, pattern: x, source: t}\n", 5,
         "no category 'on'; did you mean 'one'?"},
        {CATEGORIES "rules:\n  - {id: a, category: one, pattern: '(', source: t}\n", 5,
         "rule 'a': pattern '('"},
        {CATEGORIES "rules:\n  - {id: a, category: one, pattern: x}\n", 5,
         "the key 'source' is missing"},
        {CATEGORIES "rules:\n  - {id: a, category: one, pattern: x, source: t}\n"
                    "  - {id: a, category: two, pattern: y, source: t}\n",
         6, "a second rule 'a'"},
        {CATEGORIES "rules:\n  - {id: a, category: one, patern: x, source: t}\n", 5, "'pattern'"},
        {CATEGORIES "rules:\n  - {id: a, category: one, source: t}\n", 5, "neither pattern nor"},
        {CATEGORIES "rules:\n  - {id: a, pattern: x, source: t}\n", 5, "'category' is missing"},
        {CATEGORIES "rules:\n  - {id: a, kind: success, category: one, pattern: x, source: t}\n", 5,
         "only a rule for errors"},
        {CATEGORIES "rules:\n  - {id: a, category: one, pattern: x, source: t, not: '('}\n", 5,
         "rule 'a': pattern '('"},
        {CATEGORIES "rules:\n  - {id: a, category: one, facts: {}, source: t}\n", 5,
         "facts is empty"},
        {CATEGORIES "rules:\n  - {id: a, category: one, facts: {errno: EWHAT}, source: t}\n", 5,
         "'EWHAT' is no name"},
        {CATEGORIES "rules:\n  - {id: a, category: one, facts: {path: '['}, source: t}\n", 5,
         "pattern '['"},
        {CATEGORIES "rules:\n  - {id: a, category: one, pattern: x, source: t, fix: y}\n", 5,
         "there is no fix 'y'"},
        {CATEGORIES "rules:\n  - {id: a, category: one, pattern: x, source: t, next: fix}\n", 5,
         "without a fix"},
        {CATEGORIES "rules:\n  - {id: a, category: one, pattern: x, source: t, next: stop}\n", 5,
         "without a stop"},
        {CATEGORIES "rules:\n  - {id: a, category: one, pattern: x, source: t, literal: ''}\n", 5,
         "a literal is one line"},
        {CATEGORIES "stops:\n  - {name: halt, text: a}\n  - {name: halt, text: b}\nrules: [x]\n", 6,
         "a second stop 'halt'"},
        {CATEGORIES "probes:\n  - {name: p, help: h, sees: [{seen: a, means: b, then: stop}]}\n"
                    "rules: [x]\n",
         5, "belongs to `then: stop`"},
        {CATEGORIES "stops:\n  - {name: halt, text: a}\nprobes:\n  - name: p\n    help: h\n"
                    "    sees: [{seen: a, means: b, then: stop, stop: hlat}]\nrules: [x]\n",
         9, "there is no stop 'hlat'; did you mean 'halt'?"},
        {"categories: [{number: 1, name: a, help: b, probes: [p]}]\nrules: [x]\n", 1,
         "there is no probe 'p'"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(bad); i++) {
        struct lg_taxonomy *taxonomy = NULL;
        struct lg_err err = {0};
        assert_int_equal(read_text(bad[i].text, &taxonomy, &err), -1);
        assert_null(taxonomy);
        assert_int_equal(err.kind, LG_ERR_READ);
        if (err.line != bad[i].line || strstr(err.text, bad[i].says) == NULL)
            fail_msg("%u: %s, not %u: %s", err.line, err.text, bad[i].line, bad[i].says);
    }
}

static void read__a_missing_file_is_named(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *taxonomy = NULL;
    struct lg_err err = {0};
    assert_int_equal(lg_taxonomy_read("/nonesuch/table.yaml", &taxonomy, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_true(strstr(err.text, "nonesuch") != NULL || strstr(err.source, "nonesuch") != NULL);
    lg_taxonomy_free(NULL);
}

struct faults {
    char text[512];
};

static void note_fault(void *ctx, const struct lg_sample_fault *fault) {
    struct faults *faults = ctx;
    size_t used = strlen(faults->text);
    snprintf(faults->text + used, sizeof faults->text - used, "%s %d %s;", fault->rule->id,
             fault->kind, fault->sample == NULL ? "-" : fault->sample);
}

static void samples__of_the_shipped_table_hold(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *taxonomy = read_shipped();
    struct faults faults = {{0}};
    struct lg_samples_result result;
    lg_samples_try(taxonomy, note_fault, &faults, &result);
    assert_string_equal(faults.text, "");
    assert_int_equal(result.faults, 0);
    assert_true(result.rules > lg_taxonomy_count(taxonomy) && result.samples > 120);
    lg_taxonomy_free(taxonomy);
}

static void samples__that_fail_are_told(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *taxonomy =
        read_rules("  - {id: a, category: one, pattern: 'xx', source: t, hit: xx, miss: yxx}\n"
                   "  - {id: b, category: two, pattern: 'xxx', source: t, hit: xxx, miss: y}\n"
                   "  - {id: c, category: two, pattern: 'zzz', source: t, hit: zzz}\n"
                   "  - {id: d, category: two, facts: {wait: true}, source: t}\n"
                   "signs:\n"
                   "  - {id: s, pattern: 'www', source: t, hit: [www, wwwxx], miss: w}\n");
    struct faults faults = {{0}};
    struct lg_samples_result result;
    lg_samples_try(taxonomy, note_fault, &faults, &result);
    /* a takes yxx, and what b and s hope for. */
    assert_string_equal(faults.text, "a 1 yxx;b 0 xxx;c 2 -;s 0 wwwxx;");
    assert_int_equal(result.faults, 4);
    assert_int_equal(result.rules, 5);
    lg_taxonomy_free(taxonomy);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped__has_the_six_categories),
        cmocka_unit_test(shipped__samples_hit_their_own_rule),
        cmocka_unit_test(shipped__harmless_samples_miss_every_rule),
        cmocka_unit_test(shipped__every_difference_from_the_text_is_shown),
        cmocka_unit_test(own_messages__are_classified),
        cmocka_unit_test(harmless__text_is_unknown),
        cmocka_unit_test(classify__the_first_rule_wins),
        cmocka_unit_test(classify__an_undecided_rule_does_not_match),
        cmocka_unit_test(read__refuses_a_bad_table),
        cmocka_unit_test(read__a_missing_file_is_named),
        cmocka_unit_test(samples__of_the_shipped_table_hold),
        cmocka_unit_test(samples__that_fail_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
