/* Waiting for a file that somebody else writes: crafted files, each lacking one thing. */
#include "unit/base/scratch.h"

#include "audio/wav.h"
#include "render/arrival.h"

enum { FRAMES = 480, BUSY_LOOKS = 5 };

static const struct lg_wav_form form = {48000, 1, LG_PCM_INT24};

/* Somebody who writes while the other one waits. */
struct writer {
    struct lg_env env;
    struct lg_wav *wav;
    char path[2 * SCRATCH_MAX];
    int looks;
    void (*act)(struct writer *writer);
};

static void add_frames(struct writer *writer) {
    static const unsigned char silence[FRAMES * 3];
    assert_int_equal(lg_wav_add(writer->wav, silence, FRAMES, NULL), 0);
    assert_int_equal(lg_wav_finish(writer->wav, NULL), 0);
}

static void begin(struct writer *writer) {
    assert_int_equal(lg_wav_new(writer->path, &form, &writer->wav, NULL), 0);
    add_frames(writer);
}

static void end(struct writer *writer) {
    lg_wav_free(writer->wav);
    writer->wav = NULL;
}

static void make(struct writer *writer) {
    begin(writer);
    end(writer);
}

static void come_late(struct writer *writer) {
    if (writer->looks == BUSY_LOOKS)
        make(writer);
}

static void grow_for_a_while(struct writer *writer) {
    if (writer->looks == 1)
        begin(writer);
    else if (writer->looks < BUSY_LOOKS)
        add_frames(writer);
    else if (writer->looks == BUSY_LOOKS)
        end(writer);
}

static void grow_for_ever(struct writer *writer) {
    if (writer->looks == 1)
        begin(writer);
    add_frames(writer);
}

static void cut_in_half(struct writer *writer) {
    if (writer->looks == 1) {
        make(writer);
        assert_int_equal(truncate(writer->path, FRAMES * 3 / 2), 0);
    }
}

static void never_finish(struct writer *writer) {
    if (writer->looks == 1)
        assert_int_equal(lg_wav_new(writer->path, &form, &writer->wav, NULL), 0);
}

static void do_nothing(struct writer *writer) {
    (void)writer;
}

static int pause_a_moment(void *ctx, struct lg_err *err) {
    struct writer *writer = ctx;
    (void)err;
    lg_clock_advance_to(&writer->env.clock, lg_clock_after(&writer->env.clock, 100 * LG_NS_PER_MS));
    writer->looks++;
    writer->act(writer);
    return 0;
}

/* What the wait says; NULL: nothing, all is well. */
static void awaits(void **state, bool is_there_before, void (*act)(struct writer *writer),
                   const char *says) {
    struct writer writer = {.act = act};
    struct lg_file_look look;
    struct lg_err err = {0};
    struct lg_arrival arrival = {.env = &writer.env,
                                 .stable = {.checks = 3},
                                 .deadline_ns = 2 * LG_NS_PER_S,
                                 .pause = pause_a_moment,
                                 .ctx = &writer};
    struct scratch *scratch = *state;
    lg_env_init_test(&writer.env);
    snprintf(writer.path, sizeof writer.path, "%s", scratch_path(scratch, "print.wav"));
    if (is_there_before)
        make(&writer);
    assert_int_equal(lg_outside_mark(&writer.env, scratch->folder, &arrival.since, &err), 0);
    int status = lg_arrival_await(&arrival, writer.path, &look, &err);
    end(&writer);
    unlink(writer.path);
    assert_int_equal(status, says == NULL ? 0 : -1);
    if (says != NULL && !lg_starts_with(err.text, says))
        fail_msg("%s: %s", says, err.text);
    if (says == NULL)
        assert_true(writer.looks >= BUSY_LOOKS - 1 + arrival.stable.checks);
    else
        assert_true(lg_clock_now_ns(&writer.env.clock) == arrival.deadline_ns);
}

static void arrival__waits_for_the_last_byte(void **state) {
    awaits(state, false, come_late, NULL);
    awaits(state, false, grow_for_a_while, NULL);
    awaits(state, true, come_late, NULL);
}

static void arrival__tells_what_a_file_lacks(void **state) {
    awaits(state, false, do_nothing, "missing print: ");
    awaits(state, true, do_nothing, "stale print: ");
    awaits(state, false, grow_for_ever, "half-written print: ");
    awaits(state, false, cut_in_half, "half-written print: ");
    awaits(state, false, never_finish, "half-written print: ");
}

static void arrival__mark_leaves_nothing(void **state) {
    struct scratch *scratch = *state;
    struct lg_file_time mark;
    struct lg_env env;
    struct lg_err err = {0};
    lg_env_init_test(&env);
    assert_int_equal(lg_outside_mark(&env, scratch->folder, &mark, &err), 0);
    assert_int_equal(access(scratch_path(scratch, ".mark"), F_OK), -1);
    assert_int_equal(lg_outside_mark(&env, scratch_path(scratch, "nowhere"), &mark, &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
}

static void flaw__has_a_name(void **state) {
    (void)state;
    assert_string_equal(lg_print_flaw_name(LG_PRINT_WRONG_LENGTH), "wrong-length");
    assert_string_equal(lg_print_flaw_name(LG_PRINT__COUNT), "?");
}

#define scratch_test(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(arrival__waits_for_the_last_byte),
        scratch_test(arrival__tells_what_a_file_lacks),
        scratch_test(arrival__mark_leaves_nothing),
        cmocka_unit_test(flaw__has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
