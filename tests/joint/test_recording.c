/* A conversation with the simulated Live, recorded and replayed: the same, and no other. */
#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/outside.h"
#include "fixture/recorder.h"
#include "fixture/replay.h"
#include "live/survey.h"
#include "sim/link.h"

static const char set_text[] = "tracks:\n"
                               "  - name: Drums\n"
                               "    devices:\n"
                               "      - name: Utility\n"
                               "        class: StereoGain\n"
                               "        parameters:\n"
                               "          - {name: Gain, min: -1, max: 1, value: 0.25}\n"
                               "  - {name: Bass}\n"
                               "master: {name: Main}\n";

/* Of "a mix". */
static const char mix_sha256[] = "a0cf82ee309a367d9a4c6ccd5dffb4d4ef172540742ee65e39d3be17e3af41d5";

struct world {
    char folder[64];
    const char *user;                         /* whose machine it is */
    const char *set;                          /* its text; NULL: set_text */
    const char *live, *dialect, *fingerprint; /* what the header says; NULL: what was found */
    struct lg_arena arena;
    struct lg_env env;
    bool was_told; /* by the machine */
};

static int setup(void **state) {
    struct world *world = lg_xcalloc(1, sizeof *world);
    snprintf(world->folder, sizeof world->folder, "/tmp/livegate-recording-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    world->user = "anna";
    *state = world;
    return 0;
}

static void remove_file(struct world *world, const char *name) {
    assert_int_equal(lg_fs_remove(lg_fs_join(&world->arena, world->folder, name), NULL), 0);
}

static int teardown(void **state) {
    struct world *world = *state;
    remove_file(world, "session.jsonl");
    remove_file(world, "header.json");
    remove_file(world, "mix.wav");
    remove_file(world, lg_arena_printf(&world->arena, "audio/%s", mix_sha256));
    (void)!rmdir(lg_fs_join(&world->arena, world->folder, "audio"));
    assert_int_equal(rmdir(world->folder), 0);
    lg_arena_dispose(&world->arena);
    free(world);
    return 0;
}

/* ---- what is said ---- */

static int ask(struct lg_live *live, struct world *world, const char *address, size_t count,
               const struct lg_osc_arg *args, struct lg_err *err) {
    struct lg_osc_msg reply;
    return lg_live_ask(live, &(struct lg_osc_msg){address, args, count}, count,
                       lg_clock_after(&world->env.clock, 2 * LG_NS_PER_S), &world->arena, &reply,
                       err);
}

static int lower(struct lg_live *live, struct world *world, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    const struct lg_osc_arg args[] = {lg_osc_int(1), lg_osc_float(0.5F)};
    const char *name = lg_arena_printf(&world->arena, "/Users/%s/mix.wav", world->user);
    const struct lg_osc_arg named[] = {lg_osc_int(1), lg_osc_text(name)};
    lg_batch_tell(batch, "/live/track/set/name", named, 2);
    lg_batch_tell(batch, "/live/track/set/volume", args, 2);
    lg_batch_ask(batch, "/live/track/get/volume", args, 1, 1);
    int status =
        lg_live_exchange(live, batch, lg_clock_after(&world->env.clock, 2 * LG_NS_PER_S), err);
    lg_batch_free(batch);
    return status;
}

static int tell_port(void *ctx, struct lg_arena *arena, struct lg_outside_words *out,
                     struct lg_err *err) {
    static const char *const words[] = {"held", "by somebody"};
    bool *was_asked = ctx;
    LG_UNUSED(arena);
    LG_UNUSED(err);
    *was_asked = true;
    *out = (struct lg_outside_words){words, 2};
    return 0;
}

/* A moment, a look at a file, what it holds, a program, a look around. */
static int look_around(struct world *world, struct lg_err *err) {
    static const char *const argv[] = {"echo", "hello", NULL};
    const struct lg_outside_teller teller = {tell_port, &world->was_told};
    const char *file = lg_fs_join(&world->arena, world->folder, "mix.wav");
    struct lg_env *env = &world->env;
    struct lg_proc_result said = {0};
    struct lg_outside_words words;
    struct lg_file_time mark;
    struct lg_file_look look;
    const char *held;
    if (lg_outside_mark(env, world->folder, &mark, err) < 0 ||
        lg_outside_look(env, file, &look, err) < 0 ||
        lg_outside_fetch(env, "mix.wav", file, &world->arena, &held, err) < 0 ||
        lg_outside_run(env, argv, &(struct lg_proc_options){.max_output = 100}, &said, err) < 0)
        return -1;
    assert_string_equal(lg_str_text(&said.output), "hello\n");
    lg_proc_result_dispose(&said);
    if (lg_outside_tell(env, "port 11000", &teller, &world->arena, &words, err) < 0)
        return -1;
    assert_true(look.is_there && words.count == 2);
    assert_string_equal(words.items[1], "by somebody");
    return 0;
}

/* A ping, a whole survey, a look around, a question that fails, a write that tells whose machine it
 * is, one that is read back. */
static int converse(struct lg_live *live, struct world *world, struct lg_live_set *set,
                    struct lg_err *err) {
    const struct lg_osc_arg track = lg_osc_int(7);
    int64_t deadline_ns = lg_clock_after(&world->env.clock, 5 * LG_NS_PER_S);
    struct lg_err refused = {0};
    if (ask(live, world, "/live/test", 0, NULL, err) < 0 ||
        lg_live_survey(live, deadline_ns, &world->arena, set, err) < 0 ||
        look_around(world, err) < 0)
        return -1;
    if (ask(live, world, "/live/track/get/name", 1, &track, &refused) == 0 ||
        strstr(refused.text, "AbletonOSC answered") == NULL) {
        *err = refused;
        return -1;
    }
    return lower(live, world, err);
}

/* ---- recording ---- */

static void record_it(struct world *world) {
    struct lg_sim_set set;
    struct lg_link *link = NULL;
    struct lg_recorder *recorder = NULL;
    struct lg_live_set found;
    struct lg_err err = {0};
    const char *const homes[] = {world->user, NULL};
    const struct lg_recorder_options options = {.folder = world->folder,
                                                .redactor.homes = homes,
                                                .header = {.tool = "livegate test",
                                                           .date = "2026-02-22T00:00:00.000Z",
                                                           .target = "sim",
                                                           .seed = 5,
                                                           .salt = 7}};
    lg_env_init_test(&world->env);
    world->env.seed = 5;
    const char *text = world->set == NULL ? set_text : world->set;
    assert_int_equal(lg_sim_set_parse(text, strlen(text), "set", &world->arena, &set, &err), 0);
    assert_int_equal(lg_sim_link_open(&world->env, lg_sim_new(&set, NULL), 100, &link, &err), 0);
    assert_int_equal(lg_recorder_new(&world->env, &options, &recorder, &err), 0);
    link = lg_recorder_link(recorder, link);
    lg_recorder_listen(recorder);
    const char *file = lg_fs_join(&world->arena, world->folder, "mix.wav");
    assert_int_equal(lg_fs_write_atomic(file, "a mix", strlen("a mix"), NULL), 0);
    struct lg_live *live =
        lg_live_new_with(&world->env, link, &(struct lg_live_options){.salt = 7});
    if (converse(live, world, &found, &err) < 0)
        fail_msg("%s", err.text);
    lg_live_free(live);
    lg_recorder_note_set(recorder, world->live == NULL ? "12.1" : world->live,
                         world->dialect == NULL ? "stock" : world->dialect,
                         world->fingerprint == NULL ? found.fingerprint : world->fingerprint);
    assert_int_equal(lg_recorder_finish(recorder, 0, &err), 0);
    lg_recorder_free(recorder);
}

static struct lg_recording read_back(struct world *world) {
    struct lg_recording recording;
    struct lg_err err = {0};
    if (lg_recording_read(world->folder, &world->arena, &recording, &err) < 0)
        fail_msg("%s:%u: %s", err.source, err.line, err.text);
    return recording;
}

/* 0 when the conversation went as recorded, and all of it was used. */
static int replay_with(struct world *world, const struct lg_recording *recording,
                       const struct lg_replay_options *options, struct lg_err *err) {
    struct lg_live_set found;
    lg_env_init_test(&world->env);
    world->env.seed = recording->header.seed;
    struct lg_replay *replay = lg_replay_new(&world->env, recording, options);
    struct lg_live *live =
        lg_live_new_with(&world->env, lg_replay_link(replay),
                         &(struct lg_live_options){.salt = recording->header.salt});
    lg_replay_listen(replay);
    remove_file(world, "mix.wav"); /* a replay does without */
    world->was_told = false;
    int status = converse(live, world, &found, err);
    assert_false(world->was_told);
    lg_live_free(live);
    if (status == 0) {
        assert_int_equal(found.num_tracks, 2);
        status = lg_replay_check(replay, err);
    }
    lg_replay_free(replay);
    return status;
}

static int replay(struct world *world, const struct lg_recording *recording, struct lg_err *err) {
    const char *const homes[] = {world->user, NULL};
    return replay_with(world, recording, &(struct lg_replay_options){.redactor.homes = homes}, err);
}

static char *session_text(struct world *world, size_t *length) {
    struct lg_str text = {0};
    assert_int_equal(
        lg_fs_read(lg_fs_join(&world->arena, world->folder, "session.jsonl"), 1 << 24, &text, NULL),
        0);
    char *copy = lg_arena_strndup(&world->arena, text.text, text.length);
    *length = text.length;
    lg_str_dispose(&text);
    return copy;
}

static void recording__is_replayed_as_it_was(void **state) {
    struct world *world = *state;
    struct lg_err err = {0};
    record_it(world);
    int64_t took_ns = lg_clock_now_ns(&world->env.clock);
    struct lg_recording recording = read_back(world);
    assert_true(recording.is_whole && recording.count > 20);
    assert_string_equal(recording.header.dialect, "stock");
    assert_true(recording.header.salt == 7 && recording.header.seed == 5);
    if (replay(world, &recording, &err) < 0)
        fail_msg("%s:%u: %s", err.source, err.line, err.text);
    assert_true(lg_clock_now_ns(&world->env.clock) == took_ns);
}

static void recording__that_breaks_off_is_not_the_whole(void **state) {
    struct world *world = *state;
    struct lg_err err = {0};
    record_it(world);
    struct lg_recording recording = read_back(world);
    recording.is_whole = false;
    assert_int_equal(replay(world, &recording, &err), -1);
    assert_non_null(strstr(err.text, "the recording breaks off after"));
}

static void recording__hides_whose_machine_it_was(void **state) {
    struct world *world = *state;
    struct lg_err err = {0};
    size_t length;
    record_it(world);
    assert_null(strstr(session_text(world, &length), "anna"));
    struct lg_recording recording = read_back(world);
    world->user = "bob";
    if (replay(world, &recording, &err) < 0)
        fail_msg("%s:%u: %s", err.source, err.line, err.text);
}

static void contradicts(struct world *world, const char *says) {
    struct lg_recording recording;
    struct lg_err err = {0};
    record_it(world);
    assert_int_equal(lg_recording_read(world->folder, &world->arena, &recording, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    if (strstr(err.text, says) == NULL)
        fail_msg("%s", err.text);
    remove_file(world, "session.jsonl");
    world->live = world->dialect = world->fingerprint = NULL;
}

static void recording__contradicts_a_header_of_another_set(void **state) {
    struct world *world = *state;
    world->live = "11.3";
    contradicts(world, "says 'live' 11.3, but what the session holds comes to 12.1");
    world->dialect = "neg1000";
    contradicts(world, "says 'dialect' neg1000, but what the session holds comes to stock");
    world->fingerprint = "0123";
    contradicts(world, "says 'fingerprint' 0123, but what the session holds comes to ");
    record_it(world);
    (void)read_back(world);
}

/* By hidden names the set has another fingerprint, which nobody has seen. */
static void recording__has_no_fingerprint_of_names_that_it_hides(void **state) {
    struct world *world = *state;
    struct lg_err err = {0};
    world->set = "tracks:\n  - name: /Users/anna/drums\n  - name: Bass\nmaster: {name: Main}\n";
    record_it(world);
    struct lg_recording recording = read_back(world);
    assert_null(recording.header.fingerprint);
    assert_string_equal(recording.header.live, "12.1");
    if (replay(world, &recording, &err) < 0)
        fail_msg("%s:%u: %s", err.source, err.line, err.text);
}

/* What a client did between its waits took time as well. */
static void replay__keeps_the_pace_of_the_recording(void **state) {
    struct world *world = *state;
    struct lg_err err = {0};
    int64_t last_sent_ns = 0;
    record_it(world);
    struct lg_recording recording = read_back(world);
    for (size_t i = 0; i < recording.count; i++) {
        recording.lines[i].t_ns += (int64_t)i * 3 * LG_NS_PER_MS;
        if (recording.lines[i].kind == LG_LINE_SENT)
            last_sent_ns = recording.lines[i].t_ns;
    }
    if (replay(world, &recording, &err) < 0)
        fail_msg("%s:%u: %s", err.source, err.line, err.text);
    assert_true(lg_clock_now_ns(&world->env.clock) > last_sent_ns);
    assert_true(lg_clock_now_ns(&world->env.clock) == recording.lines[recording.count - 1].t_ns);
}

static void recording__does_not_depend_on_fence_numbers(void **state) {
    struct world *world = *state;
    struct lg_err err = {0};
    record_it(world);
    struct lg_recording recording = read_back(world);
    recording.header.salt = 12345;
    if (replay(world, &recording, &err) < 0)
        fail_msg("%s:%u: %s", err.source, err.line, err.text);
}

/* ---- what was done to a file ---- */

/* The lines of a text; `at[count]` is its end. */
static size_t split(struct world *world, char *text, size_t length, char ***at) {
    size_t count = 0;
    *at = lg_arena_array(&world->arena, length, sizeof **at);
    for (char *line = text; line < text + length; line = strchr(line, '\n') + 1)
        (*at)[count++] = line;
    (*at)[count] = text + length;
    return count;
}

/* Reads a session with lines in that order; SIZE_MAX: left out. */
static int read_order(struct world *world, char **at, const size_t *order, size_t count,
                      struct lg_err *err) {
    struct lg_str text = {0};
    struct lg_recording recording = {.session = "session.jsonl"};
    for (size_t i = 0; i < count; i++)
        if (order[i] != SIZE_MAX)
            lg_str_add_n(&text, at[order[i]], (size_t)(at[order[i] + 1] - at[order[i]]));
    int status = lg_recording_read_session((struct lg_view){lg_str_text(&text), text.length},
                                           "session.jsonl", &world->arena, &recording, err);
    if (status == 0 && !recording.is_whole)
        status = lg_err_at(err, LG_ERR_READ, "session.jsonl", (unsigned)recording.count, 0, "cut");
    lg_str_dispose(&text);
    return status;
}

static void recording__names_any_line_that_is_gone_or_moved(void **state) {
    struct world *world = *state;
    size_t length;
    char **at;
    record_it(world);
    char *text = session_text(world, &length);
    size_t count = split(world, text, length, &at);
    size_t *order = lg_arena_array(&world->arena, count, sizeof *order);
    for (size_t gone = 0; gone < count; gone++) {
        for (size_t i = 0; i < count; i++)
            order[i] = i == gone ? SIZE_MAX : i;
        struct lg_err err = {0};
        assert_int_equal(read_order(world, at, order, count, &err), -1);
        /* The last one is the end: what is left says that it is cut off. */
        assert_int_equal(err.line, gone + 1 < count ? gone + 1 : gone);
    }
    for (size_t a = 0; a < count; a++) {
        for (size_t b = a + 1; b < count; b++) {
            for (size_t i = 0; i < count; i++)
                order[i] = i == a ? b : i == b ? a : i;
            struct lg_err err = {0};
            assert_int_equal(read_order(world, at, order, count, &err), -1);
            assert_int_equal(err.line, a + 1);
        }
    }
}

static void recording__names_any_byte_that_is_changed(void **state) {
    struct world *world = *state;
    size_t length;
    char **at;
    record_it(world);
    char *text = session_text(world, &length);
    size_t count = split(world, text, length, &at);
    size_t *order = lg_arena_array(&world->arena, count, sizeof *order);
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t line = 0; line < count; line++) {
        for (char *byte = at[line]; byte < at[line + 1] - 1; byte += 7) {
            struct lg_err err = {0};
            char was = *byte;
            *byte = was == '1' ? '2' : '1';
            assert_int_equal(read_order(world, at, order, count, &err), -1);
            assert_int_equal(err.line, line + 1);
            *byte = was;
        }
    }
}

/* ---- recordings that are whole, but of something else ---- */

/* The lines but one, with numbers and times as they should be. */
static struct lg_recording without(struct world *world, const struct lg_recording *recording,
                                   size_t gone) {
    struct lg_recording other = *recording;
    other.lines = lg_arena_array(&world->arena, recording->count, sizeof *other.lines);
    other.count = 0;
    for (size_t i = 0; i < recording->count; i++) {
        if (i == gone)
            continue;
        other.lines[other.count] = recording->lines[i];
        other.lines[other.count].number = other.count + 1;
        other.count++;
    }
    return other;
}

/* What answers nothing may be missing: the script's greeting, and the echo of a fence, which a
 * client does without where a later one comes. The files themselves may lack no line, see above. */
static bool may_be_missed(const struct lg_line *line) {
    const char *address = line->num_msgs == 0 ? "" : line->msgs[0].address;
    if (line->kind != LG_LINE_HEARD)
        return false;
    return strcmp(address, "/live/startup") == 0 || strcmp(address, "/live/song/get/tempo") == 0 ||
           strcmp(address, "/live/application/get/average_process_usage") == 0;
}

static void replay__fails_when_any_line_was_never_recorded(void **state) {
    struct world *world = *state;
    record_it(world);
    struct lg_recording recording = read_back(world);
    size_t tried = 0;
    for (size_t i = 0; i < recording.count; i++) {
        struct lg_err err = {0};
        struct lg_recording other = without(world, &recording, i);
        if (may_be_missed(&recording.lines[i]))
            continue;
        if (replay(world, &other, &err) == 0)
            fail_msg("nobody missed line %zu", i + 1);
        assert_true(err.text[0] != '\0');
        tried++;
    }
    assert_true(tried > 15);
}

/* What Live answered comes as it comes. */
static size_t next_asked(const struct lg_recording *recording, size_t from) {
    while (from < recording->count && recording->lines[from].kind == LG_LINE_HEARD)
        from++;
    return from;
}

static void replay__fails_when_two_requests_changed_places(void **state) {
    struct world *world = *state;
    size_t tried = 0;
    record_it(world);
    struct lg_recording recording = read_back(world);
    for (size_t a = next_asked(&recording, 0); a < recording.count;) {
        size_t b = next_asked(&recording, a + 1);
        if (b == recording.count)
            break;
        struct lg_err err = {0};
        struct lg_recording other = without(world, &recording, SIZE_MAX);
        struct lg_line line = other.lines[a];
        other.lines[a] = other.lines[b];
        other.lines[b] = line;
        other.lines[a].t_ns = recording.lines[a].t_ns;
        other.lines[b].t_ns = recording.lines[b].t_ns;
        other.lines[a].number = a + 1;
        other.lines[b].number = b + 1;
        if (replay(world, &other, &err) == 0)
            fail_msg("lines %zu and %zu may change places", a + 1, b + 1);
        assert_int_equal(err.line, a + 1);
        tried++;
        a = b;
    }
    assert_true(tried > 10);
}

static struct lg_osc_arg other_value(struct lg_osc_arg arg) {
    if (arg.tag == 'i')
        arg.as.i ^= 1;
    else if (arg.tag == 'f')
        arg.as.f += 0.125F;
    else if (arg.tag == 's')
        arg.as.s = "something else";
    return arg;
}

/* The recording with one argument of one line changed. */
static struct lg_recording with_argument(struct world *world, const struct lg_recording *recording,
                                         size_t line, size_t item, size_t index) {
    struct lg_recording other = without(world, recording, SIZE_MAX);
    struct lg_line *changed = &other.lines[line];
    struct lg_osc_msg *msgs = lg_arena_array(&world->arena, changed->num_msgs, sizeof *msgs);
    memcpy(msgs, changed->msgs, changed->num_msgs * sizeof *msgs);
    struct lg_osc_arg *args = lg_arena_array(&world->arena, msgs[item].count, sizeof *args);
    memcpy(args, msgs[item].args, msgs[item].count * sizeof *args);
    args[index] = other_value(args[index]);
    msgs[item].args = args;
    changed->msgs = msgs;
    return other;
}

static void replay__names_any_argument_that_differs(void **state) {
    struct world *world = *state;
    size_t tried = 0;
    record_it(world);
    struct lg_recording recording = read_back(world);
    for (size_t i = 0; i < recording.count; i++) {
        const struct lg_line *line = &recording.lines[i];
        for (size_t k = 0; line->kind == LG_LINE_SENT && k < line->num_msgs; k++) {
            for (size_t arg = 0; arg < line->msgs[k].count; arg++) {
                struct lg_err err = {0};
                char wanted[64];
                if (strcmp(line->msgs[k].address, "/live/song/get/tempo") == 0)
                    continue; /* a fence */
                struct lg_recording other = with_argument(world, &recording, i, k, arg);
                assert_int_equal(replay(world, &other, &err), -1);
                snprintf(wanted, sizeof wanted, "recorded line %zu has", line->number);
                bool is_named = strstr(err.text, wanted) != NULL && err.line == line->number;
                /* Another question was recorded that is nearer to what was asked. */
                bool is_elsewhere = strstr(err.text, "recorded line") != NULL;
                if (!is_named && !is_elsewhere)
                    fail_msg("line %zu, argument %zu: %s", line->number, arg + 1, err.text);
                tried++;
            }
        }
    }
    assert_true(tried > 10);
}

/* ---- misses in words ---- */

static int open_replay(struct world *world, const struct lg_recording *recording,
                       const struct lg_replay_options *options, struct lg_replay **out,
                       struct lg_live **live) {
    lg_env_init_test(&world->env);
    *out = lg_replay_new(&world->env, recording, options);
    *live = lg_live_new(&world->env, lg_replay_link(*out));
    return 0;
}

static void replay__says_what_was_recorded_instead(void **state) {
    struct world *world = *state;
    struct lg_replay *replayed;
    struct lg_live *live;
    struct lg_err err = {0};
    struct lg_live_set set;
    const struct lg_osc_arg indices[] = {lg_osc_int(0), lg_osc_int(0), lg_osc_int(9)};
    record_it(world);
    struct lg_recording recording = read_back(world);
    open_replay(world, &recording, &(struct lg_replay_options){.is_free = false}, &replayed, &live);
    assert_int_equal(ask(live, world, "/live/track/get/mutt", 1, indices, &err), -1);
    assert_non_null(strstr(err.text, "nothing was recorded for that address; the nearest, "
                                     "/live/track/get/mute"));
    err = (struct lg_err){0};
    assert_int_equal(ask(live, world, "/live/device/get/parameters/min", 2, indices + 1, &err), -1);
    assert_non_null(strstr(err.text, "asked /live/device/get/parameters/min 0 9; recorded line"));
    assert_non_null(strstr(err.text, "has 0 0: argument 2 differs"));
    /* What was recorded is answered all the same. */
    err = (struct lg_err){0};
    if (ask(live, world, "/live/test", 0, NULL, &err) < 0 ||
        lg_live_survey(live, lg_clock_after(&world->env.clock, 5 * LG_NS_PER_S), &world->arena,
                       &set, &err) < 0)
        fail_msg("%s", err.text);
    assert_string_equal(set.tracks[1].name, "Bass");
    assert_int_equal(lg_replay_check(replayed, &err), -1);
    assert_true(
        lg_starts_with(err.text, "the first of several misses: asked /live/track/get/mutt"));
    lg_live_free(live);
    lg_replay_free(replayed);
}

static void replay__says_asked_twice_and_never_asked(void **state) {
    struct world *world = *state;
    struct lg_replay *replayed;
    struct lg_live *live;
    struct lg_err err = {0};
    record_it(world);
    struct lg_recording recording = read_back(world);
    open_replay(world, &recording, &(struct lg_replay_options){.is_free = false}, &replayed, &live);
    assert_int_equal(ask(live, world, "/live/test", 0, NULL, &err), 0);
    assert_int_equal(lg_replay_check(replayed, &err), -1);
    assert_non_null(strstr(err.text, "recorded, and never asked"));
    err = (struct lg_err){0};
    assert_int_equal(ask(live, world, "/live/test", 0, NULL, &err), -1);
    assert_non_null(strstr(err.text, "asked /live/test: asked twice, recorded line"));
    lg_live_free(live);
    lg_replay_free(replayed);
}

static void replay__takes_a_loose_address_as_it_comes(void **state) {
    static const char *const loose[] = {"/live/track/get/volume", "/live/song/get/metronome"};
    struct world *world = *state;
    const struct lg_replay_options options = {.loose = loose, .num_loose = 2};
    struct lg_err err = {0};
    record_it(world);
    struct lg_recording recording = read_back(world);
    if (replay_with(world, &recording, &options, &err) < 0)
        fail_msg("%s", err.text);
    struct lg_replay *replayed;
    struct lg_live *live;
    const struct lg_osc_arg track = lg_osc_int(1);
    open_replay(world, &recording, &options, &replayed, &live);
    if (ask(live, world, "/live/track/get/volume", 1, &track, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(ask(live, world, "/live/test", 0, NULL, &err), 0);
    /* The others keep their order. */
    assert_int_equal(ask(live, world, "/live/track/get/name", 1, &track, &err), -1);
    lg_live_free(live);
    lg_replay_free(replayed);
}

/* 600 s in which nothing comes. */
static void replay__waits_in_no_time(void **state) {
    struct world *world = *state;
    unsigned char buffer[64];
    size_t length;
    record_it(world);
    struct lg_recording recording = read_back(world);
    lg_env_init_test(&world->env);
    struct lg_replay *replayed =
        lg_replay_new(&world->env, &recording, &(struct lg_replay_options){.is_free = true});
    struct lg_link *link = lg_replay_link(replayed);
    struct lg_err err = {0};
    assert_int_equal(lg_link_receive(link, 600 * LG_NS_PER_S, buffer, &length, &err),
                     LG_RECEIVE_DEADLINE);
    assert_true(lg_clock_now_ns(&world->env.clock) == 600 * LG_NS_PER_S);
    lg_link_close(link);
    lg_replay_free(replayed);
}

#define world_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        world_test(recording__is_replayed_as_it_was),
        world_test(recording__that_breaks_off_is_not_the_whole),
        world_test(recording__hides_whose_machine_it_was),
        world_test(recording__contradicts_a_header_of_another_set),
        world_test(recording__has_no_fingerprint_of_names_that_it_hides),
        world_test(replay__keeps_the_pace_of_the_recording),
        world_test(recording__does_not_depend_on_fence_numbers),
        world_test(recording__names_any_line_that_is_gone_or_moved),
        world_test(recording__names_any_byte_that_is_changed),
        world_test(replay__fails_when_any_line_was_never_recorded),
        world_test(replay__fails_when_two_requests_changed_places),
        world_test(replay__names_any_argument_that_differs),
        world_test(replay__says_what_was_recorded_instead),
        world_test(replay__says_asked_twice_and_never_asked),
        world_test(replay__takes_a_loose_address_as_it_comes),
        world_test(replay__waits_in_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
