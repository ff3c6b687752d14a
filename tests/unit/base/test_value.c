#include "base/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "support/unit.h"

static int setup(void **state) {
    *state = lg_xcalloc(1, sizeof(struct lg_arena));
    return 0;
}

static int teardown(void **state) {
    lg_arena_dispose(*state);
    free(*state);
    return 0;
}

static void assert_prints(const struct lg_value *value, const char *text) {
    struct lg_str out = {0};
    lg_value_print(value, &out);
    assert_string_equal(lg_str_text(&out), text);
    lg_str_dispose(&out);
}

static struct lg_value *device(struct lg_arena *arena, const char *name) {
    struct lg_value *map = lg_value_map(arena);
    lg_value_put(arena, map, "name", lg_value_text(arena, name));
    return map;
}

/* {tracks: [{devices: [{name: Utility}, {name: Limiter}]}], count: 1} */
static struct lg_value *live_set(struct lg_arena *arena) {
    struct lg_value *devices = lg_value_list(arena);
    lg_value_push(arena, devices, device(arena, "Utility"));
    lg_value_push(arena, devices, device(arena, "Limiter"));
    struct lg_value *track = lg_value_map(arena);
    lg_value_put(arena, track, "devices", devices);
    struct lg_value *tracks = lg_value_list(arena);
    lg_value_push(arena, tracks, track);
    struct lg_value *set = lg_value_map(arena);
    lg_value_put(arena, set, "tracks", tracks);
    lg_value_put(arena, set, "count", lg_value_int(arena, 1));
    return set;
}

static void value__path_follows_keys_and_indices(void **state) {
    struct lg_arena *arena = *state;
    const struct lg_value *set = live_set(arena);
    assert_prints(lg_value_path(set, "tracks.0.devices.1.name"), "\"Limiter\"");
    assert_prints(lg_value_path(set, "count"), "1");
    assert_ptr_equal(lg_value_path(set, ""), set);
    static const char *const missing[] = {
        "tracks.1",   "tracks.-1",  "tracks.x", "tracks.0.devices.2.name",
        "count.0",    "count.name", "tracks.",  "tracks..0",
        ".tracks",    "Tracks",     "track",    "tracks.0.",
        "tracks.0x0",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(missing); i++)
        assert_null(lg_value_path(set, missing[i]));
    assert_null(lg_value_path(NULL, "a"));
}

static void value__get_and_at_refuse_other_kinds(void **state) {
    struct lg_arena *arena = *state;
    struct lg_value *list = lg_value_list(arena);
    struct lg_value *map = lg_value_map(arena);
    lg_value_push(arena, list, map);
    assert_ptr_equal(lg_value_at(list, 0), map);
    assert_null(lg_value_at(list, 1));
    assert_null(lg_value_at(map, 0));
    assert_null(lg_value_get(list, "a"));
    assert_null(lg_value_get(map, "a"));
    assert_null(lg_value_get(NULL, "a"));
    assert_null(lg_value_at(NULL, 0));
}

static void value__put_keeps_order_and_replaces(void **state) {
    struct lg_arena *arena = *state;
    struct lg_value *map = lg_value_map(arena);
    lg_value_put(arena, map, "z", lg_value_int(arena, 1));
    lg_value_put(arena, map, "a", lg_value_int(arena, 2));
    lg_value_put(arena, map, "z", lg_value_int(arena, 3));
    assert_int_equal(map->as.map.count, 2);
    assert_prints(map, "{z: 3, a: 2}");
}

static void value__makers_copy_their_text(void **state) {
    struct lg_arena *arena = *state;
    char text[] = "abc";
    struct lg_value *whole = lg_value_text(arena, text);
    struct lg_value *part = lg_value_text_n(arena, text, 2);
    struct lg_value *real = lg_value_real(arena, 1.0, text);
    struct lg_value *null = lg_value_null(arena, text);
    struct lg_value *map = lg_value_map(arena);
    lg_value_put(arena, map, text, whole);
    text[0] = 'x';
    assert_prints(whole, "\"abc\"");
    assert_prints(part, "\"ab\"");
    assert_prints(real, "1 abc");
    assert_prints(null, "null (abc)");
    assert_ptr_equal(lg_value_get(map, "abc"), whole);
    assert_int_equal(part->as.string.text[2], '\0');
    assert_string_equal(lg_value_text_n(arena, NULL, 0)->as.string.text, "");
}

static void value__copy_is_deep(void **state) {
    struct lg_arena *arena = *state;
    struct lg_arena short_lived = {0};
    struct lg_value *set = live_set(&short_lived);
    lg_value_put(&short_lived, set, "lufs", lg_value_real(&short_lived, -14.0, "LUFS"));
    lg_value_put(&short_lived, set, "lra", lg_value_null(&short_lived, "too short"));
    lg_value_put(&short_lived, set, "ok", lg_value_bool(&short_lived, true));
    struct lg_value *copy = lg_value_copy(arena, set);
    assert_true(lg_value_eq(copy, set));
    lg_arena_dispose(&short_lived);
    assert_prints(copy, "{tracks: [{devices: [{name: \"Utility\"}, {name: \"Limiter\"}]}], "
                        "count: 1, lufs: -14 LUFS, lra: null (too short), ok: true}");
}

static void value__equality(void **state) {
    struct lg_arena *arena = *state;
    struct lg_value *one = lg_value_int(arena, 1);
    assert_true(lg_value_eq(one, lg_value_real(arena, 1.0, NULL)));
    assert_true(lg_value_eq(lg_value_real(arena, 1.0, "dB"), one));
    assert_false(lg_value_eq(one, lg_value_real(arena, 1.5, NULL)));
    assert_false(lg_value_eq(one, lg_value_int(arena, 2)));
    assert_false(lg_value_eq(one, lg_value_text(arena, "1")));
    assert_false(lg_value_eq(one, lg_value_bool(arena, true)));
    assert_false(lg_value_eq(one, NULL));
    struct lg_value *nan = lg_value_real(arena, (double)NAN, NULL);
    assert_false(lg_value_eq(nan, nan));
    assert_false(lg_value_eq(one, nan));
    /* 2^53 + 1 has no double of its own. */
    struct lg_value *large = lg_value_int(arena, INT64_C(9007199254740993));
    assert_false(lg_value_eq(large, lg_value_real(arena, 9007199254740992.0, NULL)));
    struct lg_value *most = lg_value_int(arena, INT64_MAX);
    assert_false(lg_value_eq(most, lg_value_real(arena, 9223372036854775808.0, NULL)));
    struct lg_value *least = lg_value_int(arena, INT64_MIN);
    assert_true(lg_value_eq(least, lg_value_real(arena, -9223372036854775808.0, NULL)));
    struct lg_value *inf = lg_value_real(arena, (double)INFINITY, NULL);
    assert_true(lg_value_eq(inf, lg_value_real(arena, (double)INFINITY, NULL)));
    assert_false(lg_value_eq(inf, most));
    assert_false(lg_value_eq(inf, least));
    assert_true(lg_value_eq(lg_value_null(arena, "a"), lg_value_null(arena, NULL)));
    assert_false(lg_value_eq(lg_value_bool(arena, true), lg_value_bool(arena, false)));
    struct lg_value *text = lg_value_text_n(arena, "a\0b", 3);
    assert_true(lg_value_eq(text, lg_value_text_n(arena, "a\0b", 3)));
    assert_false(lg_value_eq(text, lg_value_text_n(arena, "a\0c", 3)));
    assert_false(lg_value_eq(text, lg_value_text(arena, "a")));
}

static struct lg_value *list_of(struct lg_arena *arena, int64_t count) {
    struct lg_value *list = lg_value_list(arena);
    for (int64_t i = 0; i < count; i++)
        lg_value_push(arena, list, lg_value_int(arena, i));
    return list;
}

static void value__equality_of_trees(void **state) {
    struct lg_arena *arena = *state;
    assert_true(lg_value_eq(list_of(arena, 3), list_of(arena, 3)));
    assert_false(lg_value_eq(list_of(arena, 3), list_of(arena, 2)));
    assert_false(lg_value_eq(list_of(arena, 2), list_of(arena, 3)));
    assert_true(lg_value_eq(list_of(arena, 0), lg_value_list(arena)));
    assert_false(lg_value_eq(list_of(arena, 0), lg_value_map(arena)));
    struct lg_value *a = live_set(arena);
    struct lg_value *b = lg_value_map(arena);
    lg_value_put(arena, b, "count", lg_value_int(arena, 1));
    assert_false(lg_value_eq(a, b));
    assert_false(lg_value_eq(b, a));
    lg_value_put(arena, b, "tracks", lg_value_get(live_set(arena), "tracks"));
    assert_true(lg_value_eq(a, b));
    lg_value_put(arena, b, "tracks", list_of(arena, 1));
    assert_false(lg_value_eq(a, b));
    struct lg_value *c = lg_value_map(arena);
    lg_value_put(arena, c, "count", lg_value_int(arena, 1));
    lg_value_put(arena, c, "other", lg_value_int(arena, 1));
    assert_false(lg_value_eq(a, c));
}

static void value__number_is_nan_of_what_is_none(void **state) {
    struct lg_arena *arena = *state;
    assert_true(lg_value_number(lg_value_int(arena, -3)) == -3.0);
    assert_true(lg_value_number(lg_value_real(arena, 0.25, "s")) == 0.25);
    assert_true(isnan(lg_value_number(lg_value_text(arena, "3"))));
    assert_true(isnan(lg_value_number(lg_value_bool(arena, true))));
    assert_true(isnan(lg_value_number(NULL)));
    assert_false(lg_value_is_number(NULL));
    assert_false(lg_value_is_number(lg_value_null(arena, NULL)));
}

/* What a receipt holds reads as what was there. */
static void value__prints_bad_text_as_once_it_was_repaired(void **state) {
    struct lg_arena *arena = *state;
    for (size_t at = 30; at < 130; at++) {
        char text[200];
        struct lg_str repaired = {0};
        struct lg_str printed = {0};
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = i < at ? 'x' : "\xff\xe2\x99\xaf"[(i - at) % 4];
        lg_utf8_repair(text, sizeof text, &repaired);
        lg_value_print(lg_value_text_n(arena, text, sizeof text), &printed);
        assert_prints(lg_value_text_n(arena, repaired.text, repaired.length), printed.text);
        lg_str_dispose(&repaired);
        lg_str_dispose(&printed);
    }
}

static void value__prints_numbers_for_people(void **state) {
    struct lg_arena *arena = *state;
    static const struct {
        double real;
        const char *unit, *text;
    } rows[] = {
        {-17.67, "LUFS", "-17.67 LUFS"},
        {-13.979400086720375, "dBFS", "-13.9794 dBFS"},
        {100.0, "%", "100 %"},
        {-0.0, NULL, "0"},
        {0.5, NULL, "0.5"},
        {0.00004, NULL, "0.00004"},
        {-0.00000001, "s", "-0.00000001 s"},
        {-(double)INFINITY, "LUFS", "-inf LUFS"},
        {(double)NAN, NULL, "nan"},
        {1e300, NULL, "1e300"},
        {1200.0, "Hz", "1200 Hz"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        assert_prints(lg_value_real(arena, rows[i].real, rows[i].unit), rows[i].text);
    assert_prints(lg_value_int(arena, INT64_MIN), "-9223372036854775808");
    assert_prints(lg_value_bool(arena, false), "false");
    assert_prints(lg_value_null(arena, NULL), "null");
    assert_prints(NULL, "nothing");
}

static void value__prints_text_on_one_line(void **state) {
    struct lg_arena *arena = *state;
    assert_prints(lg_value_text(arena, "say \"ok\"\\\n\t\r"), "\"say \\\"ok\\\"\\\\\\n\\t\\r\"");
    assert_prints(lg_value_text_n(arena, "a\0\x1b[31m\x7f", 8), "\"a\\x00\\x1b[31m\\x7f\"");
    assert_prints(lg_value_text(arena, "caf\xc3\xa9 \xff"), "\"caf\xc3\xa9 \xef\xbf\xbd\"");
}

static void value__prints_long_text_cut_between_characters(void **state) {
    struct lg_arena *arena = *state;
    struct lg_str text = {0};
    lg_str_add(&text, "x");
    for (int i = 0; i < 100; i++)
        lg_str_add(&text, "\xc3\xa9");
    struct lg_str out = {0};
    lg_value_print(lg_value_text(arena, text.text), &out);
    assert_int_equal(out.length, 1 + 119 + 3 + 1);
    assert_memory_equal(out.text, "\"x\xc3\xa9", 4);
    assert_string_equal(out.text + 118, "\xc3\xa9\xe2\x80\xa6\"");
    lg_str_dispose(&out);
    lg_str_dispose(&text);
}

static void value__prints_long_lists_and_maps_cut(void **state) {
    struct lg_arena *arena = *state;
    struct lg_value *nested = lg_value_list(arena);
    struct lg_value *map = lg_value_map(arena);
    for (int i = 0; i < 300; i++) {
        lg_value_push(arena, nested, list_of(arena, 300));
        lg_value_put(arena, map, lg_arena_printf(arena, "key%d", i), lg_value_int(arena, i));
    }
    struct lg_str out = {0};
    lg_value_print(nested, &out);
    assert_true(out.length < 500);
    assert_true(lg_ends_with(out.text, ", …], …]"));
    lg_str_clear(&out);
    lg_value_print(map, &out);
    assert_true(out.length < 500);
    assert_true(lg_ends_with(out.text, ", …}"));
    lg_str_dispose(&out);
}

static void value__kinds_have_names(void **state) {
    (void)state;
    for (int kind = 0; kind < LG_VALUE__COUNT; kind++)
        assert_string_not_equal(lg_value_kind_name((enum lg_value_kind)kind), "unknown");
    assert_string_equal(lg_value_kind_name(LG_VALUE_MAP), "map");
    assert_string_equal(lg_value_kind_name(LG_VALUE__COUNT), "unknown");
}

#define arena_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        arena_test(value__path_follows_keys_and_indices),
        arena_test(value__get_and_at_refuse_other_kinds),
        arena_test(value__put_keeps_order_and_replaces),
        arena_test(value__makers_copy_their_text),
        arena_test(value__copy_is_deep),
        arena_test(value__equality),
        arena_test(value__equality_of_trees),
        arena_test(value__number_is_nan_of_what_is_none),
        arena_test(value__prints_bad_text_as_once_it_was_repaired),
        arena_test(value__prints_numbers_for_people),
        arena_test(value__prints_text_on_one_line),
        arena_test(value__prints_long_text_cut_between_characters),
        arena_test(value__prints_long_lists_and_maps_cut),
        arena_test(value__kinds_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
