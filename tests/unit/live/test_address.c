#include "support/unit.h"

#include "live/address.h"

static void address__has_up_to_three_parts(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    static const struct {
        const char *path;
        const char *parts[3];
    } rows[] = {
        {"A/B/C", {"A", "B", "C"}},
        {"Bus / Glue Compressor / Dry/Wet", {"Bus", "Glue Compressor", "Dry/Wet"}},
        {"Bus/volume", {"Bus", "volume", NULL}},
        {"Bus/send/A", {"Bus", "send A", NULL}},
        {"Bus/Sends/3", {"Bus", "send 3", NULL}},
        {"tempo", {"tempo", NULL, NULL}},
        {"Tempo", {"Tempo", NULL, NULL}},
        {"#2/#0/#5", {"#2", "#0", "#5"}},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_address address;
        assert_int_equal(lg_address_read(rows[i].path, &arena, &address, NULL), 0);
        for (size_t k = 0; k < 3; k++) {
            assert_int_equal(k < address.count, rows[i].parts[k] != NULL);
            if (k < address.count)
                assert_string_equal(address.parts[k], rows[i].parts[k]);
        }
    }
    lg_arena_dispose(&arena);
}

static void address__empty_parts_are_refused(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    static const char *const rows[] = {"", "/", "A/", "/B", "A//C", "A/B/", " / ", "volume", "A"};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_address address;
        struct lg_err err = {0};
        assert_int_equal(lg_address_read(rows[i], &arena, &address, &err), -1);
        assert_int_equal(err.kind, LG_ERR_USAGE);
    }
    lg_arena_dispose(&arena);
}

static void address__finds_the_mixer_s_values(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *word, *get;
        int send;
    } rows[] = {
        {"volume", "/live/track/get/volume", -1}, {"Volume_dB", "/live/track/get/volume", -1},
        {"pan", "/live/track/get/panning", -1},   {"PANNING", "/live/track/get/panning", -1},
        {"mute", "/live/track/get/mute", -1},     {"solo", "/live/track/get/solo", -1},
        {"arm", "/live/track/get/arm", -1},       {"send A", "/live/track/get/send", 0},
        {"Sends.l", "/live/track/get/send", 11},  {"send_11", "/live/track/get/send", 11},
        {"send-B", "/live/track/get/send", 1},    {"sends 0", "/live/track/get/send", 0},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        int send = -1;
        const struct lg_address_mixer *row = lg_address_find_mixer(rows[i].word, &send);
        assert_non_null(row);
        assert_string_equal(row->get, rows[i].get);
        assert_int_equal(send, rows[i].send);
    }
    static const char *const none[] = {"send",  "send ",   "send M", "send 12", "send -1",
                                       "sendA", "send AB", "vol",    "#0",      "Utility"};
    for (size_t i = 0; i < LG_ARRAY_LEN(none); i++) {
        int send = -1;
        assert_null(lg_address_find_mixer(none[i], &send));
        assert_int_equal(send, -1);
    }
}

static void address__bands_have_eq_eight_s_names(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    static const char *const rows[][2] = {
        {"eq.2.gain", "2 Gain A"},
        {"2.gain", "2 Gain A"},
        {"EQ.8.Freq", "8 Frequency A"},
        {"1.q", "1 Resonance A"},
        {"3b.gain", "3 Gain B"},
        {"eq.4B.type", "4 Filter Type B"},
        {"5a.on", "5 Filter On A"},
        {"eq.2.gain_db", "2 Gain A"},
        {"2.frequency_hz", "2 Frequency A"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        assert_true(lg_address_is_eq_band(rows[i][0]));
        assert_string_equal(lg_address_eq_band(rows[i][0], &arena), rows[i][1]);
    }
    static const char *const none[] = {"",           "2",        "2b",      "eq.",
                                       "eq.2",       "9.gain",   "0.gain",  "2c.gain",
                                       "2.loudness", "2 Gain A", "22.gain", "2."};
    for (size_t i = 0; i < LG_ARRAY_LEN(none); i++) {
        assert_false(lg_address_is_eq_band(none[i]));
        assert_ptr_equal(lg_address_eq_band(none[i], &arena), none[i]);
    }
    lg_arena_dispose(&arena);
}

static void address__knows_what_makes_it_louder(void **state) {
    LG_UNUSED(state);
    int send = 0;
    assert_true(lg_address_find_mixer("volume", &send)->is_louder_up);
    assert_true(lg_address_find_mixer("send A", &send)->is_louder_up);
    assert_false(lg_address_find_mixer("pan", &send)->is_louder_up);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(address__has_up_to_three_parts),
        cmocka_unit_test(address__empty_parts_are_refused),
        cmocka_unit_test(address__finds_the_mixer_s_values),
        cmocka_unit_test(address__bands_have_eq_eight_s_names),
        cmocka_unit_test(address__knows_what_makes_it_louder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
