#include "support/unit.h"

#include <string.h>

#include "sim/dialect.h"
#include "unit/sim/talk.h"

#define FAILED(text) "/live/error ,s \"Error handling OSC message: " text "\""
#define NO_INDEX FAILED("Index out of range")

/* mastering.yaml: Drums, Bass, Keys, Vocals, PREMASTER; A-Reverb, B-Delay; Main. */
static void open_in(struct talk *talk, enum lg_sim_dialect dialect) {
    const char *text;
    talk_open(talk, "mastering.yaml", NULL);
    lg_sim_free(talk->sim);
    talk->set.dialect = dialect;
    talk->sim = lg_sim_new(&talk->set, NULL);
    text = talk_hear(talk);
    assert_true(lg_starts_with(text, "/live/startup"));
}

/* An index as an int, or as text where it is none. */
struct row {
    const char *address;
    const char *text;
    int index;
    const char *heard;
};

static void ask(struct talk *talk, const struct row *row) {
    if (row->text != NULL)
        talk_say(talk, row->address, "s", row->text);
    else
        talk_say(talk, row->address, "i", row->index);
    assert_string_equal(talk_tick(talk), row->heard);
}

static void ask_all(enum lg_sim_dialect dialect, const struct row *rows, size_t count) {
    struct talk talk;
    open_in(&talk, dialect);
    for (size_t i = 0; i < count; i++)
        ask(&talk, &rows[i]);
    talk_close(&talk);
}

#define NAME "/live/track/get/name"
#define MUTE "/live/track/get/mute"
#define CLASSES "/live/track/get/devices/class_name"
#define FOUR "\"StereoGain\" \"Eq8\" \"GlueCompressor\" \"Limiter\""

static const struct row stock[] = {
    {NAME, NULL, 0, NAME " ,is 0 \"Drums\""},
    {NAME, NULL, -1, NAME " ,is -1 \"PREMASTER\""},
    {NAME, NULL, -5, NAME " ,is -5 \"Drums\""},
    {NAME, NULL, -6, NO_INDEX},
    {MUTE, NULL, -1000, NO_INDEX},
    {MUTE, "master", 0, FAILED("invalid literal for int() with base 10: 'master'")},
    {MUTE, NULL, -1, MUTE " ,iF -1"},
    {"/live/song/get/num_return_tracks", "", 0,
     "/live/error ,s \"Unknown OSC address: /live/song/get/num_return_tracks\""},
};

static const struct row neg1000[] = {
    {NAME, NULL, 4, NAME " ,is 4 \"PREMASTER\""},
    {NAME, NULL, 5, NO_INDEX},
    {NAME, NULL, -1000, NAME " ,is -1000 \"Main\""},
    {NAME, NULL, -1, NAME " ,is -1 \"A-Reverb\""},
    {NAME, NULL, -2, NAME " ,is -2 \"B-Delay\""},
    {NAME, NULL, -3, NO_INDEX},
    {NAME, NULL, -999, NO_INDEX},
    {NAME, NULL, -1001, NO_INDEX},
    {MUTE, NULL, -1000, MUTE " ,iN -1000"},
    {MUTE, NULL, -1, MUTE " ,iF -1"},
    {MUTE, "master", 0, FAILED("invalid literal for int() with base 10: 'master'")},
    {CLASSES, NULL, -1000, CLASSES " ,issss -1000 " FOUR},
};

static const struct row neg1[] = {
    {NAME, NULL, -1, NAME " ,is -1 \"Main\""},
    {MUTE, NULL, -1, MUTE " ,iN -1"},
    {MUTE, NULL, -2, FAILED("the cue has a volume alone")},
    {"/live/track/get/volume", NULL, -2, "/live/track/get/volume ,if -2 0.850000024"},
    {NAME, NULL, -3, NAME " ,is -3 \"Keys\""},
    {NAME, NULL, -6, NO_INDEX},
    {MUTE, NULL, -1000, NO_INDEX},
    {MUTE, "master", 0, FAILED("invalid literal for int() with base 10: 'master'")},
    {CLASSES, NULL, -1, CLASSES " ,issss -1 " FOUR},
};

static const struct row string[] = {
    {NAME, NULL, 0, NAME " ,is 0 \"Drums\""},
    {NAME, NULL, -1, NAME " ,is -1 \"PREMASTER\""},
    {NAME, "master", 0, NAME " ,ss \"master\" \"Main\""},
    {NAME, "main", 0, NAME " ,ss \"master\" \"Main\""},
    {NAME, "return_0", 0, NAME " ,ss \"return_0\" \"A-Reverb\""},
    {NAME, "return_B", 0, NAME " ,ss \"return_1\" \"B-Delay\""},
    {NAME, "return_2", 0, FAILED("Cannot resolve track: return_2")},
    {NAME, "return_C", 0, FAILED("Cannot resolve track: return_C")},
    {NAME, "return_-1", 0, FAILED("Cannot resolve track: return_-1")},
    {NAME, "return_", 0, FAILED("Cannot resolve track: return_")},
    {NAME, "Drums", 0, FAILED("Cannot resolve track: Drums")},
    {MUTE, "master", 0, MUTE " ,sN \"master\""},
    {MUTE, "return_A", 0, MUTE " ,sF \"return_0\""},
    {MUTE, NULL, -1000, NO_INDEX},
    {CLASSES, "master", 0, CLASSES " ,sssss \"master\" " FOUR},
    {"/live/song/get/num_return_tracks", "", 0, "/live/song/get/num_return_tracks ,i 2"},
    {"/live/song/get/return_track_names", "", 0,
     "/live/song/get/return_track_names ,ss \"A-Reverb\" \"B-Delay\""},
    {"/live/song/get/master_track_name", "", 0, "/live/song/get/master_track_name ,s \"Main\""},
};

static void dialect__names_tracks_in_its_own_way(void **state) {
    (void)state;
    ask_all(LG_SIM_STOCK, stock, LG_ARRAY_LEN(stock));
    ask_all(LG_SIM_NEG1000, neg1000, LG_ARRAY_LEN(neg1000));
    ask_all(LG_SIM_NEG1, neg1, LG_ARRAY_LEN(neg1));
    ask_all(LG_SIM_STRING, string, LG_ARRAY_LEN(string));
}

/* What a write changed, in words: "Main", "PREMASTER", "-". */
static const char *louder_one(const struct lg_sim_set *set) {
    const char *found = "-";
    for (size_t i = 0; i < set->num_tracks; i++)
        if (set->tracks[i].mixer.volume == 0.25F)
            found = set->tracks[i].name;
    for (size_t i = 0; i < set->num_returns; i++)
        if (set->returns[i].mixer.volume == 0.25F)
            found = set->returns[i].name;
    if (set->cue.mixer.volume == 0.25F)
        found = set->cue.name;
    return set->master.mixer.volume == 0.25F ? set->master.name : found;
}

/* Utility's Gain, index 9, of the track so named. */
static const char *gained_one(const struct lg_sim_set *set) {
    const char *found = "-";
    for (size_t i = 0; i < set->num_tracks; i++)
        if (set->tracks[i].num_devices > 0 && set->tracks[i].devices[0].num_params > 9 &&
            set->tracks[i].devices[0].params[9].value == 0.25F)
            found = set->tracks[i].name;
    return set->master.devices[0].params[9].value == 0.25F ? set->master.name : found;
}

static void dialect__writes_where_it_reads(void **state) {
    (void)state;
    static const struct {
        enum lg_sim_dialect dialect;
        const char *text;
        int index;
        const char *volume_of, *gain_of;
    } rows[] = {
        {LG_SIM_STOCK, NULL, -1, "PREMASTER", "PREMASTER"},
        {LG_SIM_STOCK, NULL, -1000, "-", "-"},
        {LG_SIM_STOCK, "master", 0, "-", "-"},
        {LG_SIM_NEG1000, NULL, -1000, "Main", "Main"},
        {LG_SIM_NEG1000, NULL, -2, "B-Delay", "-"},
        {LG_SIM_NEG1000, NULL, -3, "-", "-"},
        /* The devices are still the last regular track's. */
        {LG_SIM_NEG1, NULL, -1, "Main", "PREMASTER"},
        {LG_SIM_NEG1, NULL, -2, "Cue", "-"},
        {LG_SIM_STRING, "main", 0, "Main", "Main"},
        {LG_SIM_STRING, "return_A", 0, "A-Reverb", "-"},
        {LG_SIM_STRING, "return_9", 0, "-", "-"},
        {LG_SIM_STRING, NULL, -1, "PREMASTER", "PREMASTER"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct talk talk;
        open_in(&talk, rows[i].dialect);
        if (rows[i].text != NULL) {
            talk_say(&talk, "/live/track/set/volume", "sf", rows[i].text, 0.25);
            talk_say(&talk, "/live/device/set/parameter/value", "siif", rows[i].text, 0, 9, 0.25);
        } else {
            talk_say(&talk, "/live/track/set/volume", "if", rows[i].index, 0.25);
            talk_say(&talk, "/live/device/set/parameter/value", "iiif", rows[i].index, 0, 9, 0.25);
        }
        talk_tick(&talk);
        talk_tick(&talk); /* behind an error */
        assert_string_equal(louder_one(lg_sim_now(talk.sim)), rows[i].volume_of);
        assert_string_equal(gained_one(lg_sim_now(talk.sim)), rows[i].gain_of);
        assert_string_equal(louder_one(&talk.set), "-"); /* the set itself is left alone */
        talk_close(&talk);
    }
}

static void dialect__echoes_the_track_before_the_device(void **state) {
    (void)state;
    struct talk talk;
    open_in(&talk, LG_SIM_STRING);
    talk_say(&talk, "/live/device/get/parameter/value_string", "sii", "main", 3, 1);
    assert_string_equal(talk_tick(&talk),
                        "/live/device/get/parameter/value_string ,siis \"master\" 3 1 \"0.0 dB\"");
    talk_say(&talk, "/live/device/get/name", "si", "return_0", 0);
    assert_string_equal(talk_tick(&talk), NO_INDEX);
    talk_say(&talk, "/live/device/get/name", "s", "master");
    assert_string_equal(talk_tick(&talk), FAILED("list index out of range"));
    talk_close(&talk);
    open_in(&talk, LG_SIM_NEG1000);
    talk_say(&talk, "/live/device/get/parameter/value", "iii", -1000, 3, 1);
    assert_string_equal(talk_tick(&talk), "/live/device/get/parameter/value ,iiif -1000 3 1 0");
    talk_close(&talk);
}

/* The main track has no switch, so that only the string dialect's "*" fails, and last. */
static void dialect__reaches_all_by_star(void **state) {
    (void)state;
    for (int dialect = 0; dialect < LG_SIM_DIALECT__COUNT; dialect++) {
        struct talk talk;
        open_in(&talk, (enum lg_sim_dialect)dialect);
        bool is_string = dialect == LG_SIM_STRING;
        talk_say(&talk, "/live/track/set/mute", "si", "*", 1);
        assert_string_equal(talk_tick(&talk),
                            is_string ? FAILED("Main track has no 'mute' property!") : "");
        talk_say(&talk, "/live/track/set/volume", "sf", "*", 0.25);
        talk_say(&talk, NAME, "s", "*");
        assert_string_equal(talk_tick(&talk), NAME " ,is 0 \"Drums\"");
        const struct lg_sim_set *set = lg_sim_now(talk.sim);
        for (size_t i = 0; i < set->num_tracks; i++)
            assert_true(set->tracks[i].mixer.mute && set->tracks[i].mixer.volume == 0.25F);
        for (size_t i = 0; i < set->num_returns; i++)
            assert_true(set->returns[i].mixer.mute == is_string);
        assert_true((set->master.mixer.volume == 0.25F) == is_string);
        assert_true(set->cue.mixer.volume == 0.85F);
        talk_close(&talk);
    }
}

static void dialect__knows_what_master_and_returns_have_not(void **state) {
    (void)state;
    struct talk talk;
    open_in(&talk, LG_SIM_NEG1000);
    static const struct {
        const char *address;
        int index;
        const char *heard;
    } rows[] = {
        {"/live/track/set/mute", -1000, FAILED("Main track has no 'mute' property!")},
        {"/live/track/set/solo", -1000, FAILED("Main track has no 'solo' property!")},
        {"/live/track/set/arm", -1000, FAILED("Master and Return Tracks have no 'Arm' state!")},
        {"/live/track/set/arm", -1, FAILED("Master and Return Tracks have no 'Arm' state!")},
        {"/live/track/get/arm", -1000, "/live/track/get/arm ,iNi -1000 1"},
        {"/live/track/get/solo", -1000, "/live/track/get/solo ,iNi -1000 1"},
        {"/live/track/get/clips/name", -1000, "/live/track/get/clips/name ,i -1000"},
        {"/live/track/set/mute", -1, ""},
        {"/live/track/get/mute", -1, "/live/track/get/mute ,iTi -1 1"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        talk_say(&talk, rows[i].address, "ii", rows[i].index, 1);
        assert_string_equal(talk_tick(&talk), rows[i].heard);
    }
    talk_close(&talk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dialect__names_tracks_in_its_own_way),
        cmocka_unit_test(dialect__writes_where_it_reads),
        cmocka_unit_test(dialect__echoes_the_track_before_the_device),
        cmocka_unit_test(dialect__reaches_all_by_star),
        cmocka_unit_test(dialect__knows_what_master_and_returns_have_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
