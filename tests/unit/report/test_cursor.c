#include "report/cursor.h"

#include "report/receipts.h"
#include "unit/report/scene.h"

struct fixture {
    struct scene scene;
    char *path;
};

static int setup(void **state) {
    static struct fixture f;
    struct lg_sink *receipts = NULL;
    struct lg_err err = {0};
    scene_open(&f.scene);
    f.path = scene_path(&f.scene, "receipts.jsonl");
    assert_int_equal(lg_receipts_open(f.path, &f.scene.env, &receipts, &err), 0);
    lg_bus_add(f.scene.bus, receipts);
    scene_play_resumed(&f.scene);
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    scene_close(&f->scene);
    return 0;
}

static struct lg_receipts_cursor open_cursor(const struct fixture *f) {
    struct lg_receipts_cursor cursor;
    struct lg_err err = {0};
    if (lg_receipts_cursor_open(&cursor, f->path, &err) != 0)
        fail_msg("%s", err.text);
    return cursor;
}

/* The ids of a suite's ends, and their outcomes, until there are no more. */
static const char *ends_of(struct lg_receipts_cursor *cursor, const char *suite) {
    static char text[512];
    struct lg_arena arena = {0};
    struct lg_event event;
    struct lg_err err = {0};
    size_t used = 0;
    int got;
    text[0] = '\0';
    while ((got = lg_receipts_cursor_end(cursor, suite, &arena, &event, &err)) == 1) {
        const struct lg_event_step *end = lg_event_end(&event);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s %s; ", end->id,
                                 lg_outcome_name(end->outcome));
        lg_arena_dispose(&arena);
    }
    assert_int_equal(got, 0);
    lg_arena_dispose(&arena);
    return text;
}

static void cursor__gives_the_ends_of_one_suite(void **state) {
    struct fixture *f = *state;
    struct lg_receipts_cursor cursor = open_cursor(f);
    assert_string_equal(ends_of(&cursor, "drive"),
                        "gain=24dB passed; gain=28dB error; gain=30dB blocked; ");
    /* It has ended; another one begins from the first line. */
    assert_string_equal(ends_of(&cursor, "drive"), "");
    assert_string_equal(ends_of(&cursor, "g1"),
                        "ping passed; scan passed_after_fix; expect passed; ");
    assert_string_equal(ends_of(&cursor, "none"), "");
    lg_receipts_cursor_dispose(&cursor);
}

static void cursor__keeps_what_was_measured(void **state) {
    struct fixture *f = *state;
    struct lg_receipts_cursor cursor = open_cursor(f);
    struct lg_arena arena = {0};
    struct lg_event event;
    assert_int_equal(lg_receipts_cursor_end(&cursor, "drive", &arena, &event, NULL), 1);
    const struct lg_value *lufs = lg_value_get(event.as.point.end.result, "lufs_i");
    assert_true(lg_value_number(lufs) == -13.59);
    assert_string_equal(lufs->unit, "LUFS");
    assert_string_equal(event.as.point.recorded_by, "20260221T220000Z-7");
    lg_arena_dispose(&arena);
    lg_receipts_cursor_dispose(&cursor);
}

static void cursor__ends_where_a_line_is_torn(void **state) {
    struct fixture *f = *state;
    char *text = scene_read(&f->scene, f->path);
    char *torn = strstr(text, "\"gain=28dB\",\"verb\":\"point\",\"outcome\"");
    struct lg_err err = {0};
    assert_non_null(torn);
    assert_int_equal(lg_fs_write_atomic(f->path, text, (size_t)(torn - text), &err), 0);
    struct lg_receipts_cursor cursor = open_cursor(f);
    assert_string_equal(ends_of(&cursor, "drive"), "gain=24dB passed; ");
    lg_receipts_cursor_dispose(&cursor);
}

static void cursor__names_a_line_that_is_none(void **state) {
    struct fixture *f = *state;
    struct lg_arena arena = {0};
    struct lg_event event;
    struct lg_err err = {0};
    assert_int_equal(lg_fs_write_atomic(f->path, "{}\n", 3, &err), 0);
    struct lg_receipts_cursor cursor = open_cursor(f);
    assert_int_equal(lg_receipts_cursor_next(&cursor, &arena, &event, &err), -1);
    assert_non_null(strstr(err.text, "receipts.jsonl', line 1: 'v' is missing"));
    assert_int_equal(err.kind, LG_ERR_READ);
    lg_receipts_cursor_dispose(&cursor);
    lg_arena_dispose(&arena);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(cursor__gives_the_ends_of_one_suite),
        CASE(cursor__keeps_what_was_measured),
        CASE(cursor__ends_where_a_line_is_torn),
        CASE(cursor__names_a_line_that_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
