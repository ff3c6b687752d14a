#include "support/unit.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "event/notes.h"

struct fixture {
    struct lg_arena arena;
    struct lg_str json;
    struct lg_str notes_json;
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){0};
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    lg_str_dispose(&f->json);
    lg_str_dispose(&f->notes_json);
    lg_arena_dispose(&f->arena);
    return 0;
}

static struct lg_value *reread(struct fixture *f, const struct lg_str *text) {
    struct lg_value *value = NULL;
    struct lg_err err = {0};
    assert_int_equal(lg_json_read(text->text, text->length, "test", &f->arena, &value, &err), 0);
    return value;
}

/* Value and notes through JSON text and back. */
static struct lg_value *through_json(struct fixture *f, const struct lg_value *value) {
    struct lg_value *notes = lg_notes_of(value, &f->arena);
    lg_json_write(value, &f->json);
    if (notes != NULL)
        lg_json_write(notes, &f->notes_json);
    struct lg_value *notes_again = notes == NULL ? NULL : reread(f, &f->notes_json);
    return lg_notes_apply(reread(f, &f->json), notes_again, &f->arena);
}

static struct lg_value *real(struct fixture *f, double number, const char *unit) {
    return lg_value_real(&f->arena, number, unit);
}

static void notes__plain_values_need_none(void **state) {
    struct fixture *f = *state;
    struct lg_value *map = lg_value_map(&f->arena);
    lg_value_put(&f->arena, map, "n", lg_value_int(&f->arena, 3));
    lg_value_put(&f->arena, map, "x", real(f, -0.5, NULL));
    lg_value_put(&f->arena, map, "t", lg_value_text(&f->arena, "-inf"));
    lg_value_put(&f->arena, map, "none", lg_value_null(&f->arena, "silence"));
    assert_null(lg_notes_of(map, &f->arena));
    struct lg_value *again = through_json(f, map);
    assert_true(lg_value_eq(map, again));
    assert_int_equal(lg_value_get(again, "t")->kind, LG_VALUE_STRING);
    assert_string_equal(lg_value_get(again, "none")->as.why, "silence");
    assert_null(lg_value_get(again, "none_why"));
}

static void notes__keep_units_and_numbers_that_are_not_finite(void **state) {
    struct fixture *f = *state;
    struct lg_value *map = lg_value_map(&f->arena);
    struct lg_value *list = lg_value_list(&f->arena);
    lg_value_push(&f->arena, list, real(f, -INFINITY, NULL));
    lg_value_push(&f->arena, list, real(f, NAN, "LUFS"));
    lg_value_put(&f->arena, map, "a/b~c", list);
    lg_value_put(&f->arena, map, "lufs_i", real(f, -17.67, "LUFS"));
    struct lg_value *again = through_json(f, map);
    assert_string_equal(f->json.text, "{\"a/b~c\":[\"-inf\",\"nan\"],\"lufs_i\":-17.67}");
    assert_string_equal(f->notes_json.text,
                        "{\"/a~1b~0c/0\":\"\",\"/a~1b~0c/1\":\"LUFS\",\"/lufs_i\":\"LUFS\"}");
    const struct lg_value *first = lg_value_at(lg_value_get(again, "a/b~c"), 0);
    const struct lg_value *second = lg_value_at(lg_value_get(again, "a/b~c"), 1);
    assert_true(isinf(lg_value_number(first)) && lg_value_number(first) < 0);
    assert_null(first->unit);
    assert_true(second->kind == LG_VALUE_REAL && isnan(second->as.real));
    assert_string_equal(second->unit, "LUFS");
    assert_string_equal(lg_value_get(again, "lufs_i")->unit, "LUFS");
}

static void notes__keep_a_bare_number_and_an_integers_unit(void **state) {
    struct fixture *f = *state;
    struct lg_value *count = lg_value_int(&f->arena, 48000);
    count->unit = "Hz";
    struct lg_value *again = through_json(f, count);
    assert_int_equal(again->kind, LG_VALUE_INT);
    assert_string_equal(again->unit, "Hz");
    assert_string_equal(f->notes_json.text, "{\"\":\"Hz\"}");
}

static void notes__keep_reasons_of_nulls_in_lists(void **state) {
    struct fixture *f = *state;
    struct lg_value *list = lg_value_list(&f->arena);
    lg_value_push(&f->arena, list, lg_value_null(&f->arena, "no return track"));
    lg_value_push(&f->arena, list, lg_value_null(&f->arena, NULL));
    struct lg_value *again = through_json(f, list);
    assert_string_equal(lg_value_at(again, 0)->as.why, "no return track");
    assert_null(lg_value_at(again, 1)->as.why);
}

/* A key that looks like a reason but is data stays what it is. */
static void notes__do_not_mistake_a_key_for_a_reason(void **state) {
    struct fixture *f = *state;
    struct lg_value *map = lg_value_map(&f->arena);
    lg_value_put(&f->arena, map, "x", lg_value_null(&f->arena, NULL));
    lg_value_put(&f->arena, map, "x_why", lg_value_text(&f->arena, "data"));
    lg_value_put(&f->arena, map, "y", lg_value_null(&f->arena, "because"));
    lg_value_put(&f->arena, map, "y_why", lg_value_text(&f->arena, "data too"));
    struct lg_value *again = through_json(f, map);
    assert_null(lg_value_get(again, "x")->as.why);
    assert_string_equal(lg_value_get(again, "x_why")->as.string.text, "data");
    assert_string_equal(lg_value_get(again, "y")->as.why, "because");
    assert_string_equal(lg_value_get(again, "y_why")->as.string.text, "data too");
}

static void notes__that_fit_nothing_are_ignored(void **state) {
    struct fixture *f = *state;
    struct lg_value *notes = lg_value_map(&f->arena);
    lg_value_put(&f->arena, notes, "", lg_value_text(&f->arena, "LUFS"));
    lg_value_put(&f->arena, notes, "/gone", lg_value_int(&f->arena, 1));
    struct lg_value *text = lg_value_text(&f->arena, "hello");
    assert_true(lg_value_eq(lg_notes_apply(text, notes, &f->arena), text));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(notes__plain_values_need_none, setup, teardown),
        cmocka_unit_test_setup_teardown(notes__keep_units_and_numbers_that_are_not_finite, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(notes__keep_a_bare_number_and_an_integers_unit, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(notes__keep_reasons_of_nulls_in_lists, setup, teardown),
        cmocka_unit_test_setup_teardown(notes__do_not_mistake_a_key_for_a_reason, setup, teardown),
        cmocka_unit_test_setup_teardown(notes__that_fit_nothing_are_ignored, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
