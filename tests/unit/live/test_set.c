#include "support/unit.h"

#include "base/json.h"
#include "unit/live/two_tracks.h"

/* Through text, as a file would have it. */
static struct lg_value *written(const struct lg_live_set *set, struct lg_arena *arena) {
    struct lg_str text = {0};
    struct lg_value *value = NULL;
    lg_json_write_pretty(lg_live_set_value(set, arena), &text);
    assert_int_equal(lg_json_read(text.text, text.length, "set", arena, &value, NULL), 0);
    lg_str_dispose(&text);
    return value;
}

static void set__comes_back_as_it_was(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct two_tracks two;
    struct lg_live_set again;
    struct lg_err err = {0};
    two_tracks_init(&two);
    if (lg_live_set_read(written(&two.set, &arena), &arena, &again, &err) < 0)
        fail_msg("%s", err.text);
    for (int depth = 0; depth < LG_FINGERPRINT__COUNT; depth++) {
        char was[LG_SHA256_HEX];
        char is[LG_SHA256_HEX];
        lg_live_fingerprint_v2(&two.set, (enum lg_fingerprint_depth)depth, was);
        lg_live_fingerprint_v2(&again, (enum lg_fingerprint_depth)depth, is);
        assert_string_equal(was, is);
    }
    assert_string_equal(again.fingerprint, two.set.fingerprint);
    assert_int_equal(again.dialect, LG_DIALECT_NEG1000);
    assert_true(again.has_values);
    assert_int_equal(again.version[0], 12);
    assert_int_equal(again.version[1], 1);
    lg_arena_dispose(&arena);
}

/* A plain scan has no parameters, mixers, dialect, and does not claim to. */
static void set__what_was_not_read_is_not_there(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct two_tracks two;
    struct lg_live_set again;
    two_tracks_init(&two);
    two.set.is_surveyed = two.set.has_values = two.set.has_song = false;
    two.set.num_returns = 0;
    two.set.master = NULL;
    for (size_t i = 0; i < 2; i++) {
        two.tracks[i].has_mixer = false;
        two.devices[i].has_params = false;
    }
    struct lg_value *value = written(&two.set, &arena);
    assert_null(lg_value_get(value, "dialect"));
    assert_null(lg_value_get(value, "master"));
    assert_null(lg_value_path(value, "fingerprint_v2.settings"));
    assert_non_null(lg_value_path(value, "fingerprint_v2.structure"));
    assert_null(lg_value_path(value, "tracks.1.mixer"));
    assert_null(lg_value_path(value, "tracks.1.devices.0.parameters"));
    assert_int_equal(lg_live_set_read(value, &arena, &again, NULL), 0);
    assert_null(lg_value_get(value, "song"));
    assert_false(again.is_surveyed);
    assert_false(again.has_values);
    assert_false(again.has_song);
    assert_null(again.master);
    assert_false(again.tracks[1].has_mixer);
    assert_false(again.tracks[1].devices[1].has_params);
    lg_arena_dispose(&arena);
}

/* Of an older livegate: what it did not read is not made up. */
static void set__an_older_scan_has_less(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct two_tracks two;
    struct lg_live_set again;
    two_tracks_init(&two);
    two.set.has_song = false;
    two.tracks[0].mixer.is_whole = false;
    struct lg_value *value = written(&two.set, &arena);
    assert_null(lg_value_path(value, "tracks.0.mixer.arm"));
    assert_null(lg_value_path(value, "tracks.0.mixer.sends"));
    assert_int_equal(lg_live_set_read(value, &arena, &again, NULL), 0);
    assert_true(again.has_values);
    assert_false(again.has_song);
    assert_false(again.tracks[0].mixer.is_whole);
    assert_true(again.tracks[1].mixer.is_whole);
    lg_arena_dispose(&arena);
}

/* A plain scan knows the dialect, and no values. */
static void set__the_dialect_is_no_value(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct two_tracks two;
    struct lg_live_set again;
    two_tracks_init(&two);
    two.set.has_values = two.set.has_song = false;
    assert_int_equal(lg_live_set_read(written(&two.set, &arena), &arena, &again, NULL), 0);
    assert_true(again.is_surveyed);
    assert_false(again.has_values);
    lg_arena_dispose(&arena);
}

static void set__values_are_what_live_keeps(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct two_tracks two;
    two_tracks_init(&two);
    struct lg_value *value = written(&two.set, &arena);
    assert_true(lg_value_number(lg_value_path(value, "tracks.0.mixer.volume")) == 0.85);
    assert_true(lg_value_number(lg_value_path(value, "tracks.1.devices.1.parameters.2.value")) ==
                -0.3);
    assert_int_equal(lg_value_path(value, "master.mixer.mute")->kind, LG_VALUE_NULL);
    assert_true(lg_value_path(value, "tracks.1.devices.1.on")->as.boolean);
    assert_true(lg_value_number(lg_value_path(value, "tracks.0.mixer.sends.0")) == 0.25);
    assert_int_equal(lg_value_path(value, "master.mixer.monitoring")->kind, LG_VALUE_NULL);
    assert_true(lg_value_number(lg_value_path(value, "song.tempo")) == 120);
    lg_arena_dispose(&arena);
}

static void set__other_files_are_no_scan(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *json, *says;
    } rows[] = {
        {"{}", "this is no scan: live_version is not a text"},
        {"[]", "this is no scan: live_version is not a text"},
        {"{\"live_version\": \"twelve\"}", "this is no scan: live_version is not a version, 12.1"},
        {"{\"live_version\": \"12.1\"}", "this is no scan: fingerprint is not a text"},
        {"{\"live_version\": \"12.1\", \"fingerprint\": \"abc\"}",
         "this is no scan: fingerprint is not a SHA-256"},
        {"{\"live_version\": \"12.1\", \"fingerprint\": \"F\"}",
         "this is no scan: tracks is not a list"},
        {"{\"live_version\": \"12.1\", \"fingerprint\": \"F\", \"dialect\": \"klingon\"}",
         "this is no scan: dialect is not a dialect that is known"},
        {"{\"live_version\": \"12.1\", \"fingerprint\": \"F\", \"tracks\": [3]}",
         "this is no scan: tracks.0.name is not a text"},
        {"{\"live_version\": \"12.1\", \"fingerprint\": \"F\", \"tracks\": [{\"name\": \"A\"}]}",
         "this is no scan: tracks.0.devices is not a list"},
        {"{\"live_version\": \"12.1\", \"fingerprint\": \"F\", \"tracks\": [{\"name\": \"A\", "
         "\"devices\": [{\"name\": \"D\", \"class_name\": \"C\", \"parameters\": [{\"name\": "
         "\"P\", \"value\": \"x\"}]}]}]}",
         "this is no scan: tracks.0.devices.0.parameters.0.value is not a number"},
        {"{\"live_version\": \"12.1\", \"fingerprint\": \"F\", \"tracks\": [{\"name\": \"A\", "
         "\"devices\": [], \"mixer\": {\"volume\": 1, \"panning\": 0, \"mute\": 3}}]}",
         "this is no scan: tracks.0.mixer.mute is not true, false or null"},
    };
    static const char hex[] =
        "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"";
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_arena arena = {0};
        struct lg_live_set set;
        struct lg_err err = {0};
        struct lg_value *value = NULL;
        struct lg_str json = {0};
        const char *at = strstr(rows[i].json, "\"F\"");
        lg_str_add_n(&json, rows[i].json,
                     at == NULL ? strlen(rows[i].json) : (size_t)(at - rows[i].json));
        if (at != NULL)
            lg_str_printf(&json, "%s%s", hex, at + 3);
        assert_int_equal(lg_json_read(json.text, json.length, "set", &arena, &value, &err), 0);
        assert_int_equal(lg_live_set_read(value, &arena, &set, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_string_equal(err.text, rows[i].says);
        lg_str_dispose(&json);
        lg_arena_dispose(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set__comes_back_as_it_was),
        cmocka_unit_test(set__what_was_not_read_is_not_there),
        cmocka_unit_test(set__an_older_scan_has_less),
        cmocka_unit_test(set__the_dialect_is_no_value),
        cmocka_unit_test(set__values_are_what_live_keeps),
        cmocka_unit_test(set__other_files_are_no_scan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
