#include "support/unit.h"

#include "base/fs.h"
#include "base/json.h"
#include "live/scan.h"
#include "support/fake_link.h"

#define DEADLINE_NS (5 * LG_NS_PER_S)
#define COLUMNS "\"track.name\" \"track.num_devices\" \"device.name\" \"device.class_name\""
#define TRACK_DATA(range) "/live/song/get/track_data " range " " COLUMNS

static const char version_of[] = "/live/application/get/version";
static const char num_tracks_of[] = "/live/song/get/num_tracks";
static const char data_of[] = "/live/song/get/track_data";
static const char all_data[] = TRACK_DATA("0 -1");
static const char too_long[] =
    "Socket error: Traceback (most recent call last):\nOSError: [Errno 90] Message too long";

struct talk {
    struct lg_env env;
    struct fake_link *fake;
    struct lg_live *live;
    struct lg_arena arena;
    struct lg_live_set set;
    struct lg_err err;
};

static int setup(void **state) {
    struct talk *talk = lg_xcalloc(1, sizeof *talk);
    lg_env_init_test(&talk->env);
    talk->fake = fake_new(&talk->env);
    talk->live = lg_live_new(&talk->env, &talk->fake->link);
    *state = talk;
    return 0;
}

static int teardown(void **state) {
    struct talk *talk = *state;
    lg_live_free(talk->live);
    fake_free(talk->fake);
    lg_arena_dispose(&talk->arena);
    free(talk);
    return 0;
}

static int scan(struct talk *talk) {
    return lg_live_scan(talk->live, DEADLINE_NS, &talk->arena, &talk->set, &talk->err);
}

static void scan_well(struct talk *talk) {
    if (scan(talk) < 0)
        fail_msg("scan failed: %s", talk->err.text);
}

/* The first two answers of every scan. */
static void has_tracks(struct talk *talk, int count) {
    fake_on(talk->fake, version_of, 80, version_of, "ii", 12, 1);
    fake_on(talk->fake, num_tracks_of, 81, num_tracks_of, "i", count);
}

static struct lg_osc_arg argument(char tag, const struct lg_value *value) {
    struct lg_osc_arg arg = {.tag = tag};
    if (tag == 's')
        arg.as.s = value->as.string.text;
    else if (tag == 'i')
        arg.as.i = (int32_t)value->as.integer;
    return arg;
}

/* Adds what the transcript's script answered to the n-th request of `address` (from 0) as the
 * answer to `request`. */
static void recorded(struct talk *talk, const char *request, const char *address, size_t n) {
    struct lg_str text = {0};
    assert_int_equal(
        lg_fs_read(LG_SOURCE_DIR "/tests/unit/live/transcript.jsonl", 1 << 20, &text, NULL), 0);
    struct lg_value *found = NULL;
    for (char *line = text.text; found == NULL; line = strchr(line, '\n') + 1) {
        struct lg_value *value = NULL;
        assert_true(*line != '\0');
        assert_int_equal(
            lg_json_read(line, strcspn(line, "\n"), "transcript", &talk->arena, &value, NULL), 0);
        if (lg_view_eq(lg_value_get(value, "dir")->as.string, "rx") &&
            lg_view_eq(lg_value_get(value, "addr")->as.string, address) && n-- == 0)
            found = value;
    }
    const char *tags = lg_value_get(found, "types")->as.string.text + 1;
    struct lg_osc_arg args[64];
    assert_true(strlen(tags) <= LG_ARRAY_LEN(args));
    for (size_t i = 0; tags[i] != '\0'; i++)
        args[i] = argument(tags[i], lg_value_at(lg_value_get(found, "args"), i));
    struct lg_osc_msg reply = {address, args, strlen(tags)};
    assert_int_equal(
        lg_osc_write(&reply, &fake_rule(talk->fake, request, 82)->datagram.bytes, NULL), 0);
    lg_str_dispose(&text);
}

static void scan__reads_the_recorded_set_in_one_burst(void **state) {
    struct talk *talk = *state;
    static const char *const order[] = {version_of, num_tracks_of, all_data};
    recorded(talk, version_of, version_of, 0);
    recorded(talk, num_tracks_of, num_tracks_of, 0);
    recorded(talk, all_data, data_of, 0);
    scan_well(talk);
    assert_int_equal(talk->fake->num_sent, LG_ARRAY_LEN(order));
    for (size_t i = 0; i < LG_ARRAY_LEN(order); i++)
        assert_string_equal(talk->fake->sent[i], order[i]);
    assert_true(lg_clock_now_ns(&talk->env.clock) == 82 * LG_NS_PER_MS);
    assert_int_equal(talk->set.version[0], 12);
    assert_int_equal(talk->set.version[1], 1);
    assert_int_equal(talk->set.num_tracks, 4);
    const struct lg_live_track *tracks = talk->set.tracks;
    assert_string_equal(tracks[0].name, "Drums");
    assert_int_equal(tracks[0].num_devices, 2);
    assert_string_equal(tracks[0].devices[1].name, "Compressor");
    assert_string_equal(tracks[0].devices[1].class_name, "Compressor2");
    assert_string_equal(tracks[2].name, "Gesang üñî 日本語 🎸");
    assert_string_equal(tracks[2].devices[2].class_name, "GlueCompressor");
    assert_int_equal(tracks[3].num_devices, 0);
}

static void scan__fingerprint_is_the_originals(void **state) {
    struct talk *talk = *state;
    recorded(talk, version_of, version_of, 0);
    recorded(talk, num_tracks_of, num_tracks_of, 0);
    recorded(talk, all_data, data_of, 0);
    scan_well(talk);
    assert_string_equal(talk->set.fingerprint,
                        "dc2d872b0fdb022b15ed874ddf5973c9af5f18e73a70f074347fad507f0acd16");
}

static void scan__fingerprint_sees_an_added_track(void **state) {
    struct talk *talk = *state;
    recorded(talk, version_of, version_of, 0);
    recorded(talk, num_tracks_of, num_tracks_of, 1);
    recorded(talk, all_data, data_of, 1);
    scan_well(talk);
    assert_int_equal(talk->set.num_tracks, 5);
    assert_string_equal(talk->set.tracks[4].name, "PRINT");
    assert_string_not_equal(talk->set.fingerprint,
                            "dc2d872b0fdb022b15ed874ddf5973c9af5f18e73a70f074347fad507f0acd16");
}

static void scan__an_empty_set_is_a_set(void **state) {
    struct talk *talk = *state;
    has_tracks(talk, 0);
    fake_on(talk->fake, all_data, 82, data_of, "", 0);
    scan_well(talk);
    assert_int_equal(talk->set.num_tracks, 0);
    assert_string_equal(talk->set.fingerprint,
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* One track_data reply where num_tracks says 2. */
static void assert_refused(struct talk *talk, const char *says) {
    assert_int_equal(scan(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_READ);
    assert_string_equal(talk->err.text, says);
    talk->err = (struct lg_err){0};
}

static void scan__counts_must_agree(void **state) {
    struct talk *talk = *state;
    has_tracks(talk, 2);
    fake_on(talk->fake, all_data, 82, data_of, "si", "A", 0);
    assert_refused(talk, "track_data ends before track 2 of 2");
    has_tracks(talk, 2);
    fake_on(talk->fake, all_data, 82, data_of, "sisisi", "A", 0, "B", 0, "C", 0);
    assert_refused(talk, "track_data goes on after the last of 2 tracks: 2 arguments too many");
    has_tracks(talk, 0);
    fake_on(talk->fake, all_data, 82, data_of, "si", "A", 0);
    assert_refused(talk, "track_data goes on after the last of 0 tracks: 2 arguments too many");
}

static void scan__hostile_replies_are_refused(void **state) {
    struct talk *talk = *state;
    static const struct {
        const char *tags;
        int count; /* of devices of the second track */
        const char *says;
    } rows[] = {
        {"sisi", 1, "track_data is malformed: no whole track at argument 3 of 4"},
        {"sisi", -1, "track_data is malformed: no whole track at argument 3 of 4"},
        {"sisi", INT32_MAX, "track_data is malformed: no whole track at argument 3 of 4"},
        {"sis", 0, "track_data is malformed: no whole track at argument 3 of 3"},
        {"siNi", 0, "track_data is malformed: no whole track at argument 3 of 4"},
        {"sisf", 0, "track_data is malformed: no whole track at argument 3 of 4"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        has_tracks(talk, 2);
        if (rows[i].tags[2] == 'N')
            fake_on(talk->fake, all_data, 82, data_of, rows[i].tags, "A", 0, 0);
        else if (rows[i].tags[3] == 'f')
            fake_on(talk->fake, all_data, 82, data_of, rows[i].tags, "A", 0, "B", 0.0);
        else
            fake_on(talk->fake, all_data, 82, data_of, rows[i].tags, "A", 0, "B", rows[i].count);
        assert_refused(talk, rows[i].says);
    }
    has_tracks(talk, 2);
    fake_on(talk->fake, all_data, 82, data_of, "sisisN", "A", 0, "B", 1, "Utility");
    assert_refused(talk, "track_data is malformed: no whole track at argument 3 of 6");
    has_tracks(talk, INT32_MAX);
    fake_on(talk->fake, all_data, 82, data_of, "", 0);
    assert_refused(talk, "num_tracks is not a number from 0 to 100000");
    has_tracks(talk, -1);
    fake_on(talk->fake, all_data, 82, data_of, "", 0);
    assert_refused(talk, "num_tracks is not a number from 0 to 100000");
}

static void scan__a_strange_version_is_refused(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, version_of, 80, version_of, "s", "12.1");
    fake_on(talk->fake, num_tracks_of, 81, num_tracks_of, "i", 0);
    fake_on(talk->fake, all_data, 82, data_of, "", 0);
    assert_refused(talk, "the version of Live is not two whole numbers");
}

static void scan__errors_of_the_script_are_told(void **state) {
    struct talk *talk = *state;
    has_tracks(talk, 2);
    fake_on(talk->fake, all_data, 82, "/live/error", "s",
            "Unknown OSC address: /live/song/get/track_data");
    assert_refused(talk, "track_data: AbletonOSC answered 'Unknown OSC address: "
                         "/live/song/get/track_data'");
    /* Where there is nothing to halve, too long is an error like any other. */
    has_tracks(talk, 1);
    fake_on(talk->fake, all_data, 82, "/live/error", "s", too_long);
    assert_refused(talk, "track_data: AbletonOSC answered 'Socket error: Traceback (most recent "
                         "call last): OSError: [Errno 90] Message too long'");
}

static void assert_letters(struct talk *talk, size_t count) {
    assert_int_equal(talk->set.num_tracks, count);
    for (size_t i = 0; i < count; i++) {
        const char name[] = {(char)('A' + (int)i), '\0'};
        assert_string_equal(talk->set.tracks[i].name, name);
    }
}

static void assert_sent(const struct talk *talk, const char *const *order, size_t count) {
    assert_int_equal(talk->fake->num_sent, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(talk->fake->sent[i], order[i]);
}

static const char name_of[] = "/live/track/get/name";
#define NAME(index) "/live/track/get/name " index

static void scan__halves_what_is_too_long(void **state) {
    struct talk *talk = *state;
    static const char *const order[] = {version_of, num_tracks_of,     all_data,  TRACK_DATA("0 4"),
                                        NAME("0"),  TRACK_DATA("4 7"), NAME("4"), TRACK_DATA("0 2"),
                                        NAME("0"),  TRACK_DATA("2 4"), NAME("2"), TRACK_DATA("2 3"),
                                        NAME("2"),  TRACK_DATA("3 4"), NAME("3")};
    has_tracks(talk, 7);
    fake_on(talk->fake, order[2], 82, "/live/error", "s", too_long);
    /* Both halves are asked for at once; what comes is kept. */
    fake_on(talk->fake, order[3], 100, "/live/error", "s", too_long);
    fake_on(talk->fake, order[4], 200, name_of, "is", 0, "A");
    fake_on(talk->fake, order[5], 201, data_of, "sisssisi", "E", 1, "Utility", "StereoGain", "F", 0,
            "G", 0);
    fake_on(talk->fake, order[6], 202, name_of, "is", 4, "E");
    fake_on(talk->fake, order[7], 100, data_of, "sisi", "A", 0, "B", 0);
    fake_on(talk->fake, order[8], 101, name_of, "is", 0, "A");
    fake_on(talk->fake, order[9], 102, "/live/error", "s", too_long);
    fake_on(talk->fake, order[10], 200, name_of, "is", 2, "C");
    fake_on(talk->fake, order[11], 100, data_of, "si", "C", 0);
    fake_on(talk->fake, order[12], 101, name_of, "is", 2, "C");
    fake_on(talk->fake, order[13], 102, data_of, "si", "D", 0);
    fake_on(talk->fake, order[14], 103, name_of, "is", 3, "D");
    scan_well(talk);
    assert_sent(talk, order, LG_ARRAY_LEN(order));
    assert_letters(talk, 7);
    assert_int_equal(talk->set.tracks[4].num_devices, 1);
    assert_int_equal(talk->set.tracks[5].num_devices, 0);
}

/* Of eight tracks named by letters two each fit; `swapped`: the last two blocks change places. */
static void has_pairs(struct talk *talk, bool swapped) {
    static const char *const asked[] = {TRACK_DATA("0 2"), TRACK_DATA("2 4"), TRACK_DATA("4 6"),
                                        TRACK_DATA("6 8")};
    static const char *const names[] = {NAME("0"), NAME("2"), NAME("4"), NAME("6")};
    static const char *const letters[] = {"A", "B", "C", "D", "E", "F", "G", "H"};
    has_tracks(talk, 8);
    fake_on(talk->fake, all_data, 100, "/live/error", "s", too_long);
    fake_on(talk->fake, TRACK_DATA("0 4"), 100, "/live/error", "s", too_long);
    fake_on(talk->fake, NAME("0"), 200, name_of, "is", 0, "A");
    fake_on(talk->fake, TRACK_DATA("4 8"), 201, "/live/error", "s", too_long);
    fake_on(talk->fake, NAME("4"), 300, name_of, "is", 4, "E");
    for (int i = 0; i < 4; i++) {
        int at = swapped && i >= 2 ? 5 - i : i;
        fake_on(talk->fake, asked[i], 100 + 2 * i, data_of, "sisi", letters[2 * at], 0,
                letters[2 * at + 1], 0);
        fake_on(talk->fake, names[i], 101 + 2 * i, name_of, "is", 2 * i, letters[2 * i]);
    }
}

/* Two blocks of a size that may be too long; once it fits, all others at once. */
static void scan__asks_for_the_rest_at_once_when_the_size_fits(void **state) {
    struct talk *talk = *state;
    static const char *const order[] = {version_of, num_tracks_of,     all_data,  TRACK_DATA("0 4"),
                                        NAME("0"),  TRACK_DATA("4 8"), NAME("4"), TRACK_DATA("0 2"),
                                        NAME("0"),  TRACK_DATA("2 4"), NAME("2"), TRACK_DATA("4 6"),
                                        NAME("4"),  TRACK_DATA("6 8"), NAME("6")};
    has_pairs(talk, false);
    scan_well(talk);
    assert_sent(talk, order, LG_ARRAY_LEN(order));
    assert_letters(talk, 8);
}

static void scan__blocks_that_change_places_are_seen(void **state) {
    struct talk *talk = *state;
    has_pairs(talk, true);
    assert_refused(talk, "track_data is not of the tracks that were asked for: track 4 is 'G' "
                         "there, but has another name");
}

static void scan__a_single_track_too_long_ends_it(void **state) {
    struct talk *talk = *state;
    has_tracks(talk, 2);
    fake_on(talk->fake, all_data, 82, "/live/error", "s", too_long);
    fake_on(talk->fake, TRACK_DATA("0 1"), 100, "/live/error", "s", too_long);
    fake_on(talk->fake, NAME("0"), 200, name_of, "is", 0, "A");
    fake_on(talk->fake, TRACK_DATA("1 2"), 201, data_of, "si", "B", 0);
    fake_on(talk->fake, NAME("1"), 202, name_of, "is", 1, "B");
    assert_int_equal(scan(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_READ);
    assert_non_null(strstr(talk->err.text, "Message too long"));
}

static void scan__a_silent_live_times_out(void **state) {
    struct talk *talk = *state;
    assert_int_equal(scan(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_TIMEOUT);
    assert_string_equal(talk->err.text,
                        "no reply to /live/application/get/version within 5.0 s (no arguments)");
}

static void scan__is_a_value(void **state) {
    struct talk *talk = *state;
    struct lg_str json = {0};
    has_tracks(talk, 2);
    fake_on(talk->fake, all_data, 82, data_of, "sisisssss", "Empty", 0, "Bass", 2, "Wide",
            "Limiter", "StereoGain", "Limiter", "surplus");
    assert_refused(talk, "track_data goes on after the last of 2 tracks: 1 arguments too many");
    has_tracks(talk, 2);
    fake_on(talk->fake, all_data, 82, data_of, "sisissss", "Empty", 0, "Bass", 2, "Wide", "Limiter",
            "StereoGain", "Limiter");
    scan_well(talk);
    lg_json_write(lg_live_set_value(&talk->set, &talk->arena), &json);
    /* printf '0:Empty:0:;1:Bass:2:StereoGain|Limiter' | sha256sum, and
     * '15:livegate-set-v2:9:structure:1:2:1:0:5:Empty:1:0:1:0:4:Bass:1:2:4:Wide:10:StereoGain:7:Limiter:7:Limiter:'
     */
    assert_string_equal(
        json.text,
        "{\"ok\":true,\"num_tracks\":2,\"fingerprint\":"
        "\"0fdf8d323a70869ebeb0525773868c74740ca0657bf04b3b73014d49d3269ef6\","
        "\"fingerprint_v2\":{\"structure\":"
        "\"2b4efed9dd38a58a2bb1a1f909a86d6973f12e275ff81ab71aabbc2b418e8dc8\"},"
        "\"live_version\":\"12.1\",\"tracks\":[{\"id\":0,\"name\":\"Empty\","
        "\"num_devices\":0,\"devices\":[]},{\"id\":1,\"name\":\"Bass\",\"num_devices\":2,"
        "\"devices\":[{\"index\":0,\"name\":\"Wide\",\"class_name\":\"StereoGain\"},"
        "{\"index\":1,\"name\":\"Limiter\",\"class_name\":\"Limiter\"}]}]}");
    lg_str_dispose(&json);
}

#define TALK(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TALK(scan__reads_the_recorded_set_in_one_burst),
        TALK(scan__fingerprint_is_the_originals),
        TALK(scan__fingerprint_sees_an_added_track),
        TALK(scan__an_empty_set_is_a_set),
        TALK(scan__counts_must_agree),
        TALK(scan__hostile_replies_are_refused),
        TALK(scan__a_strange_version_is_refused),
        TALK(scan__errors_of_the_script_are_told),
        TALK(scan__halves_what_is_too_long),
        TALK(scan__asks_for_the_rest_at_once_when_the_size_fits),
        TALK(scan__blocks_that_change_places_are_seen),
        TALK(scan__a_single_track_too_long_ends_it),
        TALK(scan__a_silent_live_times_out),
        TALK(scan__is_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
