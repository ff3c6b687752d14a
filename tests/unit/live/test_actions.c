#include "unit/base/scratch.h"

#include <math.h>

#include "base/fs.h"
#include "live/actions_plan.h"

static int read_text(struct scratch *scratch, struct lg_arena *arena, const char *text,
                     struct lg_actions *out, struct lg_err *err) {
    scratch_write(scratch, "actions.json", text);
    return lg_actions_read(scratch_path(scratch, "actions.json"), arena, out, err);
}

static struct lg_actions must_read(struct scratch *scratch, struct lg_arena *arena,
                                   const char *text) {
    struct lg_actions actions = {0};
    struct lg_err err = {0};
    if (read_text(scratch, arena, text, &actions, &err) < 0)
        fail_msg("%s: %s", text, err.text);
    return actions;
}

static void actions__of_the_original_are_read(void **state) {
    struct lg_arena arena = {0};
    struct lg_actions actions =
        must_read(*state, &arena,
                  "{\"schema_version\":\"1.0\",\"created_at_utc\":\"2026-02-22T00:00:00Z\","
                  "\"live_fingerprint\":\"abc\",\"actions\":[{\"track_role\":\"MASTER\","
                  "\"device\":\"Utility\",\"param\":\"Gain\",\"delta_db\":0.1}]}");
    assert_false(actions.has_v2);
    assert_string_equal(actions.fingerprint, "abc");
    assert_null(actions.settings);
    assert_int_equal(actions.count, 1);
    assert_string_equal(actions.items[0].track_role, "MASTER");
    assert_true(actions.items[0].delta == 0.1);
    /* Native, whatever the key says. */
    assert_int_equal(actions.items[0].unit, LG_ACTION_NATIVE);
    assert_string_equal(lg_action_print(&actions.items[0], &arena),
                        "MASTER :: Utility.Gain += 0.10");
    lg_arena_dispose(&arena);
}

static void actions__are_written_as_they_are_read(void **state) {
    struct scratch *scratch = *state;
    struct lg_arena arena = {0};
    struct lg_err err = {0};
    struct lg_action items[] = {
        {"master", "Utility", "Gain", -0.2, LG_ACTION_NATIVE, "native", true, 0.1},
        {"Drums \"A\"", "Limiter", "Dry/Wet", 1.5, LG_ACTION_DB, "dB", false, 0},
        {"x", "y", "z", 3, LG_ACTION_UNKNOWN, "furlong", false, 0},
    };
    struct lg_actions wrote = {.has_v2 = true,
                               .created = "2026-02-22T00:00:00.000Z",
                               .fingerprint = "f1",
                               .settings = "f2",
                               .measured = {"input/test.wav", "aa", -10.5},
                               .items = items,
                               .count = LG_ARRAY_LEN(items)};
    struct lg_actions got = {0};
    const char *path = scratch_path(scratch, "a.json");
    assert_int_equal(lg_actions_write(path, &wrote, &err), 0);
    assert_int_equal(lg_actions_read(path, &arena, &got, &err), 0);
    assert_true(got.has_v2);
    assert_string_equal(got.created, wrote.created);
    assert_string_equal(got.fingerprint, "f1");
    assert_string_equal(got.settings, "f2");
    assert_string_equal(got.measured.file, "input/test.wav");
    assert_string_equal(got.measured.sha256, "aa");
    assert_true(got.measured.target_lufs == -10.5);
    assert_int_equal(got.count, wrote.count);
    for (size_t i = 0; i < got.count; i++) {
        assert_string_equal(got.items[i].track_role, items[i].track_role);
        assert_string_equal(got.items[i].device, items[i].device);
        assert_string_equal(got.items[i].param, items[i].param);
        assert_true(got.items[i].delta == items[i].delta);
        assert_int_equal(got.items[i].unit, items[i].unit);
        assert_string_equal(got.items[i].unit_text, items[i].unit_text);
        assert_int_equal(got.items[i].has_value, items[i].has_value);
        assert_true(got.items[i].value == items[i].value);
    }
    lg_arena_dispose(&arena);
}

#define ACTION(fields) "{\"schema_version\":\"1.1\",\"actions\":[{" fields "}]}"
#define NAMES "\"track_role\":\"master\",\"device\":\"Utility\",\"param\":\"Gain\""

static void actions__that_are_none_are_refused(void **state) {
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "actions.json"},
        {"[]", "schema_version is wanted"},
        {"{\"actions\":[]}", "schema_version is wanted"},
        {"{\"schema_version\":\"2.0\",\"actions\":[]}", "'2.0' is neither 1.0 nor 1.1"},
        {"{\"schema_version\":\"1.10\",\"actions\":[]}", "'1.10' is neither"},
        {"{\"schema_version\":1.1,\"actions\":[]}", "schema_version is wanted"},
        {"{\"schema_version\":\"1.1\"}", "actions is wanted, a list"},
        {ACTION("\"device\":\"Utility\",\"param\":\"Gain\",\"delta\":1,\"unit\":\"native\""),
         "actions.0: track_role, device and param"},
        {ACTION(NAMES ",\"unit\":\"native\""), "delta is wanted"},
        {ACTION(NAMES ",\"delta\":\"0.1\",\"unit\":\"native\""), "delta is wanted"},
        {ACTION(NAMES ",\"delta\":1e999,\"unit\":\"native\""), "actions.json"},
        {ACTION(NAMES ",\"delta\":0.1"), "unit is wanted"},
        {ACTION(NAMES ",\"delta_db\":0.1,\"unit\":\"native\""), "delta is wanted"},
        {"{\"schema_version\":\"1.0\",\"actions\":[{" NAMES ",\"delta\":0.1}]}",
         "delta_db is wanted"},
        {ACTION("\"track_role\":\"a/b\",\"device\":\"c\",\"param\":\"d\",\"delta\":1,\"unit\":"
                "\"native\""),
         "given as #N"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_arena arena = {0};
        struct lg_actions actions;
        struct lg_err err = {0};
        if (read_text(*state, &arena, rows[i].text, &actions, &err) == 0)
            fail_msg("%s was read", rows[i].text);
        assert_int_equal(err.kind, LG_ERR_READ);
        if (strstr(err.text, rows[i].says) == NULL && strstr(err.source, rows[i].says) == NULL)
            fail_msg("%s: %s: %s", rows[i].text, err.source, err.text);
        lg_arena_dispose(&arena);
    }
}

static void actions__without_fingerprints_name_none(void **state) {
    static const char *const texts[] = {
        "{\"schema_version\":\"1.1\",\"actions\":[]}",
        "{\"schema_version\":\"1.1\",\"live_fingerprint\":null,"
        "\"live_fingerprint_v2\":{\"settings\":null},\"actions\":[]}",
        "{\"schema_version\":\"1.1\",\"live_fingerprint\":\"\",\"live_fingerprint_v2\":\"x\","
        "\"actions\":[]}",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++) {
        struct lg_arena arena = {0};
        struct lg_actions actions = must_read(*state, &arena, texts[i]);
        assert_null(actions.fingerprint);
        assert_null(actions.settings);
        lg_arena_dispose(&arena);
    }
}

static void gain_delta__is_bounded(void **state) {
    LG_UNUSED(state);
    static const struct {
        double lufs_i, target, native;
        bool is_clamped;
    } rows[] = {
        {-17.7, -10.5, 0.25, true}, {-10.5, -10.5, 0, false},    {-11.7, -10.5, 0.1, false},
        {-9.3, -10.5, -0.1, false}, {-13.5, -10.5, 0.25, false}, {-7.5, -10.5, -0.25, false},
        {-7.4, -10.5, -0.25, true}, {-60, -10.5, 0.25, true},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_gain_delta delta = lg_actions_gain_delta(rows[i].lufs_i, rows[i].target);
        assert_true(fabs(delta.native - rows[i].native) < 1e-9);
        assert_int_equal(delta.is_clamped, rows[i].is_clamped);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(actions__of_the_original_are_read, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(actions__are_written_as_they_are_read, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(actions__that_are_none_are_refused, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(actions__without_fingerprints_name_none, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test(gain_delta__is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
