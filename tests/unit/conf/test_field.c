#include "support/unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conf/field.h"
#include "conf/tree.h"

struct sample {
    const char *text;
    bool flag;
    int64_t count;
    int64_t rate_hz;
    double level_db;
    double ratio;
    double free;
    int64_t wait_ns;
    int mode;
    struct lg_texts names;
    struct lg_numbers levels_lufs;
    const struct lg_node *raw;
};

static const char *const modes[] = {"list", "zip", "grid", NULL};

#define AT(member) offsetof(struct sample, member)

static const struct lg_field sample_items[] = {
    {"text", LG_FIELD_TEXT, AT(text), LG_FIELD_REQUIRED | LG_FIELD_MAIN, 0, 0, NULL, NULL, NULL,
     ""},
    {"flag", LG_FIELD_BOOL, AT(flag), 0, 0, 0, NULL, NULL, "true", ""},
    {"count", LG_FIELD_INT, AT(count), 0, 1, 64, NULL, NULL, "8", ""},
    {"rate", LG_FIELD_INT, AT(rate_hz), 0, 0, 0, "Hz", NULL, "48 kHz", ""},
    {"level", LG_FIELD_NUMBER, AT(level_db), 0, -70, 6, "dB", NULL, "-6 dB", ""},
    {"ratio", LG_FIELD_NUMBER, AT(ratio), 0, 0, HUGE_VAL, "%", NULL, NULL, ""},
    {"free", LG_FIELD_NUMBER, AT(free), 0, -HUGE_VAL, 10, NULL, NULL, NULL, ""},
    {"wait", LG_FIELD_DURATION, AT(wait_ns), 0, 0, 600, NULL, NULL, "2s", ""},
    {"mode", LG_FIELD_ENUM, AT(mode), 0, 0, 0, NULL, modes, "grid", ""},
    {"names", LG_FIELD_TEXTS, AT(names), 0, 0, 0, NULL, NULL, "[a, 'b c']", ""},
    {"levels", LG_FIELD_NUMBERS, AT(levels_lufs), 0, -70, 0, "LUFS", NULL, NULL, ""},
    {"raw", LG_FIELD_NODE, AT(raw), 0, 0, 0, NULL, NULL, "{x: 1}", ""},
};
static const struct lg_fields sample = {"sample", sample_items, LG_ARRAY_LEN(sample_items)};

/* No main field, nothing required; a duration without bounds. */
static const struct lg_field plain_items[] = {
    {"wait", LG_FIELD_DURATION, AT(wait_ns), 0, 0, 0, NULL, NULL, NULL, ""},
    {"count", LG_FIELD_INT, AT(count), 0, 0, 0, NULL, NULL, NULL, ""},
};
static const struct lg_fields plain = {"plain", plain_items, LG_ARRAY_LEN(plain_items)};

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

static struct lg_node *parse(struct lg_arena *arena, const char *text) {
    struct lg_node *node = NULL;
    struct lg_err err = {0};
    if (lg_conf_parse(text, strlen(text), "t.yaml", arena, &node, &err) != 0)
        fail_msg("%s:%u:%u: %s", err.source, err.line, err.column, err.text);
    return node;
}

static struct sample read_fields(struct lg_arena *arena, const struct lg_fields *fields,
                                 const struct lg_node *node) {
    struct sample out = {0};
    struct lg_err err = {0};
    if (lg_fields_read(fields, node, arena, &out, &err) != 0)
        fail_msg("%s:%u:%u: %s", err.source, err.line, err.column, err.text);
    return out;
}

static struct sample read_yaml(struct lg_arena *arena, const char *yaml) {
    return read_fields(arena, &sample, parse(arena, yaml));
}

static void assert_refused(struct lg_arena *arena, const struct lg_fields *fields, const char *yaml,
                           const char *wanted) {
    struct sample out = {0};
    struct lg_err err = {0};
    struct lg_err at_load = {0};
    const struct lg_node *node = parse(arena, yaml);
    char got[1400];
    if (lg_fields_read(fields, node, arena, &out, &err) == 0)
        fail_msg("'%s' was read", yaml);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_string_equal(err.source, "t.yaml");
    snprintf(got, sizeof got, "%u:%u: %s", err.line, err.column, err.text);
    assert_string_equal(got, wanted);
    assert_int_equal(lg_fields_check(fields, node, arena, &out, &at_load), -1);
    assert_string_equal(at_load.text, err.text);
}

static void field__each_type_fills_its_member(void **state) {
    struct sample got = read_yaml(*state, "text: 0x10\n"
                                          "flag: false\n"
                                          "count: 64\n"
                                          "rate: 44.1 kHz\n"
                                          "level: -12.5 dB\n"
                                          "ratio: 25 %\n"
                                          "free: 50 %\n"
                                          "wait: 500ms\n"
                                          "mode: zip\n"
                                          "names: [x, 5, 'yes']\n"
                                          "levels: [-14 LUFS, -23, -16 LKFS]\n"
                                          "raw: [1]\n");
    assert_string_equal(got.text, "0x10");
    assert_false(got.flag);
    assert_int_equal(got.count, 64);
    assert_int_equal(got.rate_hz, 44100);
    assert_true(got.level_db == -12.5);
    assert_true(got.ratio == 25);
    assert_true(got.free == 0.5);
    assert_int_equal(got.wait_ns, 500000000);
    assert_int_equal(got.mode, 1);
    assert_int_equal(got.names.count, 3);
    assert_string_equal(got.names.items[0], "x");
    assert_string_equal(got.names.items[1], "5");
    assert_string_equal(got.names.items[2], "yes");
    assert_int_equal(got.levels_lufs.count, 3);
    assert_true(got.levels_lufs.items[0] == -14 && got.levels_lufs.items[1] == -23 &&
                got.levels_lufs.items[2] == -16);
    assert_int_equal(got.raw->kind, LG_NODE_SEQ);
}

static void assert_defaults(const struct sample *got) {
    assert_true(got->flag);
    assert_int_equal(got->count, 8);
    assert_int_equal(got->rate_hz, 48000);
    assert_true(got->level_db == -6);
    assert_true(got->ratio == 0);
    assert_int_equal(got->wait_ns, 2000000000);
    assert_int_equal(got->mode, 2);
    assert_int_equal(got->names.count, 2);
    assert_string_equal(got->names.items[1], "b c");
    assert_int_equal(got->levels_lufs.count, 0);
    assert_string_equal(lg_node_get(got->raw, "x")->text, "1");
}

static void field__defaults_fill_what_is_not_given(void **state) {
    struct sample got = read_yaml(*state, "text: a");
    assert_defaults(&got);
    static const char *const nulls[] = {"~", "null"};
    for (size_t i = 0; i < LG_ARRAY_LEN(nulls); i++)
        assert_int_equal(read_fields(*state, &plain, parse(*state, nulls[i])).wait_ns, 0);
    assert_int_equal(read_fields(*state, &plain, NULL).wait_ns, 0);
    assert_int_equal(read_fields(*state, &plain, parse(*state, "{}")).wait_ns, 0);
}

static void field__the_main_field_stands_for_the_map(void **state) {
    struct sample got = read_yaml(*state, "some words");
    assert_string_equal(got.text, "some words");
    assert_defaults(&got);
    assert_refused(*state, &sample, "[a]", "1:1: text is wanted, not a list");
    assert_refused(*state, &plain, "5s", "1:1: a plain is a map of keys, not a number");
}

static void field__lists_take_one_value(void **state) {
    struct sample got = read_yaml(*state, "{text: a, names: x y, levels: -14}");
    assert_int_equal(got.names.count, 1);
    assert_string_equal(got.names.items[0], "x y");
    assert_int_equal(got.levels_lufs.count, 1);
    assert_true(got.levels_lufs.items[0] == -14);
    got = read_yaml(*state, "{text: a, names: [], levels: []}");
    assert_int_equal(got.names.count, 0);
    assert_int_equal(got.levels_lufs.count, 0);
}

static void field__keys_are_checked(void **state) {
    assert_refused(*state, &sample, "text: a\nmoed: grid\n",
                   "2:1: unknown key 'moed' in a sample; did you mean 'mode'?");
    assert_refused(*state, &sample, "\nflag: true\n", "2:1: sample: the key 'text' is missing");
    assert_refused(*state, &sample, "~", "1:1: sample: the key 'text' is missing");
    struct sample out = {0};
    struct lg_err err = {0};
    assert_int_equal(lg_fields_read(&sample, NULL, *state, &out, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_string_equal(err.text, "sample: the key 'text' is missing");
}

static void field__wrong_values_are_refused(void **state) {
    static const struct {
        const char *value, *wanted;
    } cases[] = {
        {"text: {a: 1}", "text is wanted, not a map"},
        {"text:", "text is wanted, not nothing"},
        {"flag: yes", "true or false is wanted, not 'yes'"},
        {"flag: 'true'", "true or false is wanted, not 'true'"},
        {"flag: [true]", "true or false is wanted, not a list"},
        {"count: 4.5", "a whole number is wanted, not '4.5'"},
        {"count: four", "a whole number is wanted, not 'four'"},
        {"count: '4'", "a whole number is wanted, not '4'"},
        {"count: 0", "'0' is out of range: 1 to 64"},
        {"count: 65", "'65' is out of range: 1 to 64"},
        {"count: .inf", "'.inf' is not finite"},
        {"count: .nan", "'.nan' is not finite"},
        {"count: 5 Hz", "'5 Hz' does not fit here: a number without a unit is wanted"},
        {"rate: 5 s", "'5 s' does not fit here: a frequency in Hz is wanted"},
        {"rate: 0.5 Hz", "a whole number is wanted, not '0.5 Hz'"},
        {"rate: 1e17", "a whole number is wanted, not '1e17'"},
        {"level: -3 LUFS", "'-3 LUFS' does not fit here: a level in dB is wanted"},
        {"level: -3 dBFS", "'-3 dBFS' does not fit here: a level in dB is wanted"},
        {"level: loud", "a level in dB is wanted, not 'loud'"},
        {"level: ~", "a level in dB is wanted, not '~'"},
        {"level: true", "a level in dB is wanted, not 'true'"},
        {"level: 7 dB", "'7 dB' is out of range: -70 to 6 dB"},
        {"level: -inf dB", "'-inf dB' is not finite"},
        {"ratio: -1 %", "'-1 %' is out of range: at least 0 %"},
        {"free: 10.5", "'10.5' is out of range: at most 10"},
        {"free: 5 dB", "'5 dB' does not fit here: a number without a unit is wanted"},
        {"wait: 5", "'5' is no duration; write it with a unit: 500ms, 2s, 10m"},
        {"wait: 5 Hz", "'5 Hz' is no duration; write it with a unit: 500ms, 2s, 10m"},
        {"wait: soon", "'soon' is no duration; write it with a unit: 500ms, 2s, 10m"},
        {"wait: [1s]", "a list is no duration; write it with a unit: 500ms, 2s, 10m"},
        {"wait: 11m", "'11m' is out of range: 0 to 600 s"},
        {"wait: -1ms", "'-1ms' is out of range: 0 to 600 s"},
        {"mode: grd", "'grd' is none of: list, zip, grid; did you mean 'grid'?"},
        {"mode: Grid", "'Grid' is none of: list, zip, grid; did you mean 'grid'?"},
        {"mode: sobol", "'sobol' is none of: list, zip, grid"},
        {"mode: [grid]", "a list is none of: list, zip, grid"},
        {"names: {a: 1}", "text or a list of texts is wanted, not a map"},
        {"levels: {}", "a number or a list of numbers is wanted, not a map"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        const char *colon = strchr(cases[i].value, ':');
        bool is_main = strncmp(cases[i].value, "text", 4) == 0;
        const char *yaml =
            lg_arena_printf(*state, "%s\n%s\n", is_main ? "flag: true" : "text: a", cases[i].value);
        size_t column = (size_t)(colon - cases[i].value) + (colon[1] == '\0' ? 2 : 3);
        assert_refused(*state, &sample, yaml,
                       lg_arena_printf(*state, "2:%zu: %s", column, cases[i].wanted));
    }
}

static void field__items_of_lists_are_checked_at_their_place(void **state) {
    assert_refused(*state, &sample, "{text: a, names: [x, [y]]}",
                   "1:22: text or a list of texts is wanted, not a list");
    assert_refused(*state, &sample, "{text: a, names: [x, ~]}",
                   "1:22: text or a list of texts is wanted, not '~'");
    assert_refused(*state, &sample, "{text: a, levels: [-14, -6 dB]}",
                   "1:25: '-6 dB' does not fit here: a level in LUFS is wanted");
    assert_refused(*state, &sample, "{text: a, levels: [-14, 1]}",
                   "1:25: '1' is out of range: -70 to 0 LUFS");
    assert_refused(*state, &sample, "{text: a, levels: [-14, x]}",
                   "1:25: a number or a list of numbers is wanted, not 'x'");
}

static void field__durations_without_bounds_are_still_durations(void **state) {
    static const struct {
        const char *yaml;
        int64_t ns;
    } cases[] = {
        {"wait: 0s", 0},
        {"wait: 0.1 s", 100000000},
        {"wait: 9 ms", 9000000},
        {"wait: 10m", INT64_C(600000000000)},
        {"wait: 1.5 h", INT64_C(5400000000000)},
        {"wait: 0.001ms", 1000},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct sample got = read_fields(*state, &plain, parse(*state, cases[i].yaml));
        assert_true(got.wait_ns == cases[i].ns);
    }
    assert_refused(*state, &plain, "wait: -1s", "1:7: '-1s' is out of range: at least 0 s");
    assert_refused(*state, &plain, "wait: 1e10 s", "1:7: '1e10 s' is longer than 292 years");
    assert_refused(*state, &plain, "wait: 1e308 h", "1:7: '1e308 h' is longer than 292 years");
}

static void field__whole_numbers_keep_all_their_digits(void **state) {
    struct sample got = read_fields(*state, &plain, parse(*state, "count: 9007199254740993"));
    assert_true(got.count == INT64_C(9007199254740993));
    got = read_fields(*state, &plain, parse(*state, "count: -9223372036854775808"));
    assert_true(got.count == INT64_MIN);
    assert_int_equal(read_fields(*state, &plain, parse(*state, "count: 1e3")).count, 1000);
    assert_refused(*state, &plain, "count: 9223372036854775808",
                   "1:8: a whole number is wanted, not '9223372036854775808'");
}

static void field__loading_leaves_what_the_run_substitutes(void **state) {
    static const char *const deferred[] = {
        "{text: '${x}', level: '${y}', wait: '${z}s', mode: '${m}'}",
        "{text: a, names: [b, ['${x}']]}",
        "{text: a, names: {k: '${x}'}}",
        "'${x}'",
    };
    struct sample out = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(deferred); i++) {
        struct lg_err err = {0};
        const struct lg_node *node = parse(*state, deferred[i]);
        if (lg_fields_check(&sample, node, *state, &out, &err) != 0)
            fail_msg("%s: %s", deferred[i], err.text);
    }
    struct lg_err err = {0};
    const struct lg_node *node = parse(*state, deferred[0]);
    assert_int_equal(lg_fields_read(&sample, node, *state, &out, &err), -1);
    assert_string_equal(err.text, "a level in dB is wanted, not '${y}'");
    /* The rest of the map is held to its table all the same. */
    assert_refused(*state, &sample, "{text: '${x}', lvl: '${y}'}",
                   "1:16: unknown key 'lvl' in a sample");
    assert_refused(*state, &sample, "{text: '${x}', wait: 5}",
                   "1:22: '5' is no duration; write it with a unit: 500ms, 2s, 10m");
    assert_refused(*state, &sample, "{names: '${x}'}", "1:1: sample: the key 'text' is missing");
}

/* What the run substitutes is zero until then, its default too. */
static void field__loading_fills_what_is_known(void **state) {
    struct sample out = {0};
    const struct lg_node *node = parse(*state, "{text: '${x}', count: 3, level: '${y}'}");
    assert_int_equal(lg_fields_check(&sample, node, *state, &out, NULL), 0);
    assert_null(out.text);
    assert_int_equal(out.count, 3);
    assert_true(out.level_db == 0);
    assert_int_equal(out.wait_ns, 2 * 1000000000LL);
}

static void field__a_list_may_have_to_hold_something(void **state) {
    static const struct lg_field items[] = {
        {"levels", LG_FIELD_NUMBERS, AT(levels_lufs), LG_FIELD_SOME, 0, 0, NULL, NULL, NULL, ""},
        {"names", LG_FIELD_TEXTS, AT(names), 0, 0, 0, NULL, NULL, NULL, ""}};
    static const struct lg_fields some = {"some", items, LG_ARRAY_LEN(items)};
    assert_refused(*state, &some, "levels: []", "1:9: levels is empty");
    assert_int_equal(read_fields(*state, &some, parse(*state, "levels: 1")).levels_lufs.count, 1);
    assert_int_equal(read_fields(*state, &some, parse(*state, "names: []")).names.count, 0);
}

static void field__knows_where_the_main_field_stands(void **state) {
    static const struct {
        const char *yaml;
        unsigned column;
    } rows[] = {{"{flag: true, text: a}", 20}, {"a", 1}, {"{flag: true}", 1}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        assert_int_equal(lg_fields_place(&sample, parse(*state, rows[i].yaml))->column,
                         rows[i].column);
    assert_int_equal(lg_fields_place(&plain, parse(*state, "{wait: 2s}"))->column, 1);
}

static void field__a_bad_default_is_our_own_fault(void **state) {
    static const struct lg_field items[] = {
        {"wait", LG_FIELD_DURATION, AT(wait_ns), 0, 0, 0, NULL, NULL, "2", ""}};
    static const struct lg_field yaml[] = {
        {"raw", LG_FIELD_NODE, AT(raw), 0, 0, 0, NULL, NULL, "[", ""}};
    struct sample out = {0};
    struct lg_err err = {0};
    assert_int_equal(lg_fields_read(&(struct lg_fields){"bad", items, 1}, NULL, *state, &out, &err),
                     -1);
    assert_int_equal(err.kind, LG_ERR_INTERNAL);
    assert_string_equal(err.text, "the default of 'wait': '2' is no duration; write it with a "
                                  "unit: 500ms, 2s, 10m");
    err = (struct lg_err){0};
    assert_int_equal(lg_fields_read(&(struct lg_fields){"bad", yaml, 1}, NULL, *state, &out, &err),
                     -1);
    assert_int_equal(err.kind, LG_ERR_INTERNAL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(field__each_type_fills_its_member, setup, teardown),
        cmocka_unit_test_setup_teardown(field__defaults_fill_what_is_not_given, setup, teardown),
        cmocka_unit_test_setup_teardown(field__the_main_field_stands_for_the_map, setup, teardown),
        cmocka_unit_test_setup_teardown(field__lists_take_one_value, setup, teardown),
        cmocka_unit_test_setup_teardown(field__keys_are_checked, setup, teardown),
        cmocka_unit_test_setup_teardown(field__wrong_values_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(field__items_of_lists_are_checked_at_their_place, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(field__durations_without_bounds_are_still_durations, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(field__whole_numbers_keep_all_their_digits, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(field__loading_leaves_what_the_run_substitutes, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(field__loading_fills_what_is_known, setup, teardown),
        cmocka_unit_test_setup_teardown(field__a_list_may_have_to_hold_something, setup, teardown),
        cmocka_unit_test_setup_teardown(field__knows_where_the_main_field_stands, setup, teardown),
        cmocka_unit_test_setup_teardown(field__a_bad_default_is_our_own_fault, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
