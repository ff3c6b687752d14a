#include "support/unit.h"

#include <math.h>
#include <string.h>

#include "step/scope.h"
#include "unit/step/yaml.h"

static const char *const names[] = {"first", "again", "file"};

static int check(const char *text, struct lg_err *err) {
    struct lg_arena arena = {0};
    int status = lg_scope_check(yaml_node(&arena, text), names, LG_ARRAY_LEN(names), err);
    lg_arena_dispose(&arena);
    return status;
}

static void check__accepts_known_names_anywhere(void **state) {
    LG_UNUSED(state);
    static const char *const good[] = {
        "no names at all",
        "'${first}'",
        "'${first.tracks.0.name}'",
        "[a, {b: ['${again.x}', '${file}']}]",
        "'a ${first.x} b ${again.y} c'",
        "'costs $5 {x} }'",
        "'$${nobody} is text'",
        "{x: {matches: '^a{2}$'}}",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(good); i++) {
        struct lg_err err = {0};
        if (check(good[i], &err) < 0)
            fail_msg("%s: %s", good[i], err.text);
    }
}

static void check__refuses_at_its_place(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text;
        unsigned line, column;
        const char *says;
    } bad[] = {
        {"'${frist.x}'", 1, 1, "unknown name 'frist' in '${…}'; did you mean 'first'?"},
        {"a: 1\nb: [1, '${nobody}']\n", 2, 8, "unknown name 'nobody'"},
        {"'${first} ${agian}'", 1, 1, "did you mean 'again'?"},
        {"'${first'", 1, 1, "without '}'"},
        {"'${}'", 1, 1, "names nothing"},
        {"'${.x}'", 1, 1, "unknown name ''"},
        {"{'${first}': 1}", 1, 2, "a key can't hold a variable"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(bad); i++) {
        struct lg_err err = {0};
        if (check(bad[i].text, &err) == 0)
            fail_msg("%s was accepted", bad[i].text);
        assert_int_equal(err.kind, LG_ERR_READ);
        if (err.line != bad[i].line || err.column != bad[i].column ||
            strstr(err.text, bad[i].says) == NULL)
            fail_msg("%s: %u:%u: %s", bad[i].text, err.line, err.column, err.text);
    }
}

/* Resolves and gives the result as a value. */
static struct lg_value *resolve(struct lg_arena *arena, const char *text,
                                const struct lg_value *scope) {
    struct lg_node *node = NULL;
    struct lg_err err = {0};
    if (lg_scope_resolve(yaml_node(arena, text), scope, arena, &node, &err) < 0)
        fail_msg("%s: %s", text, err.text);
    return lg_node_value(node, arena);
}

/* Alone, a name gives the very value: kind, unit and all; quoted or not. */
static void resolve__a_name_alone_keeps_its_type(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct lg_value *scope = lg_value_map(&arena);
    struct lg_value *list = lg_value_list(&arena);
    lg_value_push(&arena, list, lg_value_text(&arena, "1"));
    lg_value_push(&arena, list, lg_value_int(&arena, 1));
    struct lg_value *map = lg_value_map(&arena);
    lg_value_put(&arena, map, "null", list);
    struct lg_value *const values[] = {
        lg_value_bool(&arena, true),
        lg_value_bool(&arena, false),
        lg_value_int(&arena, INT64_MIN),
        lg_value_int(&arena, 48000),
        lg_value_real(&arena, 2.0, NULL),
        lg_value_real(&arena, -0.1, NULL),
        lg_value_real(&arena, 1e300, NULL),
        lg_value_real(&arena, 5e-324, NULL),
        lg_value_real(&arena, -17.672612345678901, "LUFS"),
        lg_value_real(&arena, 440, "Hz"),
        lg_value_real(&arena, 25, "%"),
        lg_value_real(&arena, -HUGE_VAL, "dBFS"),
        lg_value_real(&arena, -HUGE_VAL, NULL),
        lg_value_real(&arena, HUGE_VAL, NULL),
        lg_value_text(&arena, "48000"),
        lg_value_text(&arena, "true"),
        lg_value_text(&arena, ""),
        lg_value_text(&arena, "${again}"),
        lg_value_text(&arena, "-14 LUFS"),
        list,
        map,
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(values); i++) {
        lg_value_put(&arena, scope, "x", values[i]);
        for (int quoted = 0; quoted < 2; quoted++) {
            const struct lg_value *got = resolve(&arena, quoted ? "'${x}'" : "${x}", scope);
            assert_int_equal(got->kind, values[i]->kind);
            assert_true(lg_value_eq(got, values[i]));
            assert_true((got->unit == NULL) == (values[i]->unit == NULL));
            if (got->unit != NULL)
                assert_string_equal(got->unit, values[i]->unit);
        }
    }
    lg_value_put(&arena, scope, "x", lg_value_real(&arena, (double)NAN, NULL));
    assert_true(isnan(resolve(&arena, "${x}", scope)->as.real));
    lg_value_put(&arena, scope, "x", lg_value_null(&arena, "why"));
    assert_int_equal(resolve(&arena, "${x}", scope)->kind, LG_VALUE_NULL);
    lg_arena_dispose(&arena);
}

static void resolve__names_within_text_become_text(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text;
        const char *wanted; /* as YAML */
    } rows[] = {
        {"'a ${n} b'", "a 7 b"},
        {"'${t}${t}'", "xx"},
        {"'${t}.wav'", "x.wav"},
        {"'${m.list.1}/${b}'", "two/true"},
        {"'$${t} ${t}'", "'${t} x'"},
        {"'$$${t}'", "'$${t}'"},
        {"'$${t}'", "'${t}'"},
        {"'costs $5'", "'costs $5'"},
        {"'${n}7'", "'77'"},
        {"${n}7", "77"},
        {"${n} s", "7 s"},
        {"{k: ['${n}', plain, {d: '${t}!'}]}", "{k: [7, plain, {d: 'x!'}]}"},
    };
    struct lg_arena arena = {0};
    const struct lg_value *scope =
        yaml_value(&arena, "{n: 7, t: x, b: true, m: {list: [one, two]}}");
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        const struct lg_value *got = resolve(&arena, rows[i].text, scope);
        const struct lg_value *wanted = yaml_value(&arena, rows[i].wanted);
        struct lg_str shown = {0};
        lg_value_print(got, &shown);
        if (got->kind != wanted->kind || !lg_value_eq(got, wanted))
            fail_msg("%s gives %s", rows[i].text, lg_str_text(&shown));
        lg_str_dispose(&shown);
    }
    lg_arena_dispose(&arena);
}

static void resolve__keeps_places_and_leaves_the_original_alone(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct lg_node *node = yaml_node(&arena, "a: 1\nb:\n  - '${x}'\n");
    struct lg_node *copy = NULL;
    assert_int_equal(lg_scope_resolve(node, yaml_value(&arena, "{x: [5]}"), &arena, &copy, NULL),
                     0);
    const struct lg_node *item = lg_node_get(copy, "b")->items[0];
    assert_int_equal(item->line, 3);
    assert_int_equal(item->column, 5);
    assert_int_equal(item->kind, LG_NODE_SEQ);
    assert_int_equal(item->items[0]->line, 3);
    assert_string_equal(item->source, "test.yaml");
    assert_string_equal(lg_node_get(node, "b")->items[0]->text, "${x}");
    lg_arena_dispose(&arena);
}

static void resolve__a_missing_value_is_an_error_at_its_place(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text;
        const char *says;
    } bad[] = {
        {"a: '${x.nothing}'", "there is no value for '${x.nothing}'"},
        {"a: 'within ${y} text'", "there is no value for '${y}'"},
        {"a: 'within ${x} text'", "can't stand within text"},
        {"a: 'within ${x.none} text'", "can't stand within text"},
        {"a: 'within ${x.list} text'", "can't stand within text"},
    };
    struct lg_arena arena = {0};
    const struct lg_value *scope = yaml_value(&arena, "{x: {list: [1], none: null}}");
    for (size_t i = 0; i < LG_ARRAY_LEN(bad); i++) {
        struct lg_node *out = NULL;
        struct lg_err err = {0};
        assert_int_equal(
            lg_scope_resolve(yaml_node(&arena, bad[i].text), scope, &arena, &out, &err), -1);
        assert_null(out);
        assert_int_equal(err.kind, LG_ERR_READ);
        if (err.line != 1 || err.column != 4 || strstr(err.text, bad[i].says) == NULL)
            fail_msg("%s: %u:%u: %s", bad[i].text, err.line, err.column, err.text);
    }
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check__accepts_known_names_anywhere),
        cmocka_unit_test(check__refuses_at_its_place),
        cmocka_unit_test(resolve__a_name_alone_keeps_its_type),
        cmocka_unit_test(resolve__names_within_text_become_text),
        cmocka_unit_test(resolve__keeps_places_and_leaves_the_original_alone),
        cmocka_unit_test(resolve__a_missing_value_is_an_error_at_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
