#include "support/unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conf/tree.h"

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

/* The value of `text` as the only item of a list, where a plain scalar may be empty. */
static struct lg_value *value_of(struct lg_arena *arena, const char *text) {
    const struct lg_node *list = parse(arena, lg_arena_printf(arena, "- %s\n", text));
    return lg_node_value(list->items[0], arena);
}

static void node__plain_text_stays_text(void **state) {
    static const char *const texts[] = {
        "yes",
        "no",
        "on",
        "off",
        "y",
        "0x10",
        "0o7",
        "1_000",
        "2 tracks",
        "4:1",
        "inf",
        "nan",
        "tRUE",
        "nuLL",
        "1-ping",
        "2026-02-22",
        "12:30",
        "5 5",
        "-14 lufs",
        "1e999",
        "${first.x}",
        "-inf",
        "5 ms or so",
        /* a REAL would be another number */
        "9223372036854775808",
        "-9223372036854775809",
        "+99999999999999999999999",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++) {
        const struct lg_value *value = value_of(*state, texts[i]);
        if (value->kind != LG_VALUE_STRING)
            fail_msg("'%s' became %s", texts[i], lg_value_kind_name(value->kind));
        assert_string_equal(value->as.string.text, texts[i]);
        assert_int_equal(value->as.string.length, strlen(texts[i]));
    }
}

static void node__quoted_scalars_are_text(void **state) {
    static const char *const texts[] = {"5", "true", "null", "~", "", "-14 LUFS", "500ms", ".inf"};
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++) {
        const struct lg_value *value =
            value_of(*state, lg_arena_printf(*state, i % 2 == 0 ? "'%s'" : "\"%s\"", texts[i]));
        assert_int_equal(value->kind, LG_VALUE_STRING);
        assert_string_equal(value->as.string.text, texts[i]);
    }
}

static void node__core_schema_words(void **state) {
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
    for (size_t i = 0; i < LG_ARRAY_LEN(nulls); i++)
        assert_int_equal(value_of(*state, nulls[i])->kind, LG_VALUE_NULL);
    static const char *const booleans[] = {"true", "false", "True", "False", "TRUE", "FALSE"};
    for (size_t i = 0; i < LG_ARRAY_LEN(booleans); i++) {
        const struct lg_value *value = value_of(*state, booleans[i]);
        assert_int_equal(value->kind, LG_VALUE_BOOL);
        assert_int_equal(value->as.boolean, i % 2 == 0);
    }
    static const char *const nans[] = {".nan", ".NaN", ".NAN"};
    for (size_t i = 0; i < LG_ARRAY_LEN(nans); i++) {
        const struct lg_value *value = value_of(*state, nans[i]);
        assert_int_equal(value->kind, LG_VALUE_REAL);
        assert_true(isnan(value->as.real));
    }
}

static void node__whole_numbers(void **state) {
    static const struct {
        const char *text;
        int64_t wanted;
    } cases[] = {
        {"0", 0},       {"-17", -17},
        {"+5", 5},      {"007", 7},
        {"-0", 0},      {"9223372036854775807", INT64_MAX},
        {"1000", 1000}, {"-9223372036854775808", INT64_MIN},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        const struct lg_value *value = value_of(*state, cases[i].text);
        assert_int_equal(value->kind, LG_VALUE_INT);
        assert_true(value->as.integer == cases[i].wanted);
        assert_null(value->unit);
    }
}

static void node__reals_and_their_units(void **state) {
    static const struct {
        const char *text;
        double wanted;
        const char *unit;
    } cases[] = {
        {"1.5", 1.5, NULL},           {"1e3", 1000, NULL},
        {"-.5", -0.5, NULL},          {"5.", 5, NULL},
        {"+1.5E-1", 0.15, NULL},      {"9223372036854775808.0", 0x1p63, NULL},
        {".inf", HUGE_VAL, NULL},     {"+.Inf", HUGE_VAL, NULL},
        {"-.INF", -HUGE_VAL, NULL},   {"-14 LUFS", -14, "LUFS"},
        {"500ms", 500, "ms"},         {"25 %", 25, "%"},
        {"-1 dBTP", -1, "dBTP"},      {"10m", 10, "min"},
        {"-inf dB", -HUGE_VAL, "dB"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        const struct lg_value *value = value_of(*state, cases[i].text);
        if (value->kind != LG_VALUE_REAL || value->as.real != cases[i].wanted)
            fail_msg("'%s' became %s", cases[i].text, lg_value_kind_name(value->kind));
        if (cases[i].unit == NULL)
            assert_null(value->unit);
        else
            assert_string_equal(value->unit, cases[i].unit);
    }
}

static void node__a_tree_becomes_a_value(void **state) {
    const struct lg_node *root =
        parse(*state, "b: [1, two, {c: ~}]\na: {x: 1, y: 2.5, z: -6 dB}\n5: {}\n");
    const struct lg_value *value = lg_node_value(root, *state);
    assert_int_equal(value->kind, LG_VALUE_MAP);
    assert_int_equal(value->as.map.count, 3);
    assert_string_equal(value->as.map.first->key, "b");
    assert_string_equal(value->as.map.last->key, "5");
    assert_int_equal(lg_value_get(value, "b")->as.list.count, 3);
    assert_int_equal(lg_value_path(value, "b.0")->as.integer, 1);
    assert_int_equal(lg_value_path(value, "b.2.c")->kind, LG_VALUE_NULL);
    assert_string_equal(lg_value_path(value, "a.z")->unit, "dB");
    assert_int_equal(lg_value_get(value, "5")->as.map.count, 0);
    lg_value_put(*state, lg_value_get(value, "5"), "late", lg_value_int(*state, 1));
    assert_int_equal(lg_value_path(value, "5.late")->as.integer, 1);
    lg_value_put(*state, lg_value_get(value, "a"), "w", lg_value_int(*state, 3));
    assert_int_equal(lg_value_path(value, "a.w")->as.integer, 3);
    assert_int_equal(lg_value_path(value, "a.x")->as.integer, 1);
}

static void node__get_is_null_for_what_is_not_there(void **state) {
    const struct lg_node *root = parse(*state, "a: [x]\n");
    assert_null(lg_node_get(root, "b"));
    assert_null(lg_node_get(lg_node_get(root, "a"), "x"));
    assert_null(lg_node_get(NULL, "a"));
}

static void node__kinds_have_names(void **state) {
    const struct lg_node *root = parse(*state, "[[], {}, x, '5', 5, 5.5 dB, true, ~]");
    static const char *const names[] = {"a list",   "a map",    "text",          "text",
                                        "a number", "a number", "true or false", "nothing"};
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++) {
        assert_string_equal(lg_node_kind_name(root->items[i]), names[i]);
        assert_int_equal(lg_node_is_null(root->items[i]), i == 7);
    }
    assert_string_equal(lg_node_kind_name(NULL), "nothing");
}

static void node__quote_cuts_between_characters(void **state) {
    char shown[LG_NODE_QUOTE_MAX];
    const struct lg_node *root = parse(*state, "[x y, '', ~, [], ]");
    assert_string_equal(lg_node_quote(root->items[0], shown), "'x y'");
    assert_string_equal(lg_node_quote(root->items[1], shown), "''");
    assert_string_equal(lg_node_quote(root->items[2], shown), "'~'");
    assert_string_equal(lg_node_quote(root->items[3], shown), "a list");
    assert_string_equal(lg_node_quote(parse(*state, "{a: }")->entries[0].value, shown), "nothing");
    /* The 100th byte is the first half of ü. */
    char wanted[LG_NODE_QUOTE_MAX];
    char text[128];
    memset(text, 'x', sizeof text);
    memcpy(text + 99, "ü", 2);
    text[127] = '\0';
    snprintf(wanted, sizeof wanted, "'%.99s…'", text);
    assert_string_equal(lg_node_quote(parse(*state, text), shown), wanted);
}

static void assert_known(const struct lg_node *node, const char *what, const char *wanted) {
    static const char *const known[] = {"gate", "name", "steps", "expect"};
    struct lg_err err = {0};
    char got[1400];
    int result = lg_node_known_keys(node, what, known, LG_ARRAY_LEN(known), &err);
    assert_int_equal(result, wanted == NULL ? 0 : -1);
    snprintf(got, sizeof got, "%s:%u:%u: %s", err.source, err.line, err.column, err.text);
    if (wanted != NULL)
        assert_string_equal(got, wanted);
    else
        assert_false(lg_err_is_set(&err));
}

static void node__unknown_keys_come_with_a_suggestion(void **state) {
    assert_known(parse(*state, "gate: g1\nsteps: []\n"), "gate", NULL);
    assert_known(parse(*state, "gate: g1\nexpct: {}\n"), "gate",
                 "t.yaml:2:1: unknown key 'expct' in a gate; did you mean 'expect'?");
    assert_known(parse(*state, "gate: g1\n\n  \nzebra: {}\n"), "expect",
                 "t.yaml:4:1: unknown key 'zebra' in an expect");
    assert_known(parse(*state, "\n- gate\n"), "gate",
                 "t.yaml:2:1: a gate is a map of keys, not a list");
    assert_known(parse(*state, "g1"), "axis", "t.yaml:1:1: an axis is a map of keys, not text");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(node__plain_text_stays_text, setup, teardown),
        cmocka_unit_test_setup_teardown(node__quoted_scalars_are_text, setup, teardown),
        cmocka_unit_test_setup_teardown(node__core_schema_words, setup, teardown),
        cmocka_unit_test_setup_teardown(node__whole_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(node__reals_and_their_units, setup, teardown),
        cmocka_unit_test_setup_teardown(node__a_tree_becomes_a_value, setup, teardown),
        cmocka_unit_test_setup_teardown(node__get_is_null_for_what_is_not_there, setup, teardown),
        cmocka_unit_test_setup_teardown(node__kinds_have_names, setup, teardown),
        cmocka_unit_test_setup_teardown(node__quote_cuts_between_characters, setup, teardown),
        cmocka_unit_test_setup_teardown(node__unknown_keys_come_with_a_suggestion, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
