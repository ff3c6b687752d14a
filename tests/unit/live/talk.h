/* One conversation over a scripted link; what a test leaves unsaid on either side fails it. */
#ifndef LG_TESTS_TALK_H
#define LG_TESTS_TALK_H

#include "live/client.h"
#include "support/fake_link.h"

#define TWO_SECONDS (2 * LG_NS_PER_S)

struct talk {
    struct lg_env env;
    struct lg_interrupt interrupt;
    struct fake_link *fake;
    struct lg_live *live;
    struct lg_batch *batch;
    struct lg_err err;
};

static inline int setup(void **state) {
    struct talk *talk = lg_xcalloc(1, sizeof *talk);
    lg_env_init_test(&talk->env);
    talk->interrupt.wake_fd = -1;
    talk->env.interrupt = &talk->interrupt;
    talk->fake = fake_new(&talk->env);
    talk->live = lg_live_new(&talk->env, &talk->fake->link);
    talk->batch = lg_batch_new();
    *state = talk;
    return 0;
}

static inline int teardown(void **state) {
    struct talk *talk = *state;
    lg_batch_free(talk->batch);
    lg_live_free(talk->live);
    fake_free(talk->fake);
    free(talk);
    return 0;
}

/* What follows is another batch, as another caller's. */
static inline void begin_anew(struct talk *talk) {
    lg_batch_free(talk->batch);
    talk->batch = lg_batch_new();
    talk->err = (struct lg_err){0};
}

static inline size_t ask(struct talk *talk, const char *address) {
    return lg_batch_ask(talk->batch, address, NULL, 0, 0);
}

/* With one index, which the reply repeats. */
static inline size_t ask_of(struct talk *talk, const char *address, int index) {
    struct lg_osc_arg arg = lg_osc_int(index);
    return lg_batch_ask(talk->batch, address, &arg, 1, 1);
}

static inline size_t ask_safely(struct talk *talk, const char *address, int index) {
    struct lg_osc_arg arg = lg_osc_int(index);
    return lg_batch_ask_safe(talk->batch, address, &arg, 1, 1);
}

static inline size_t tell_of(struct talk *talk, const char *address, int index, float value) {
    struct lg_osc_arg args[] = {lg_osc_int(index), lg_osc_float(value)};
    return lg_batch_tell(talk->batch, address, args, 2);
}

static inline int exchange(struct talk *talk) {
    int64_t deadline_ns = lg_clock_after(&talk->env.clock, TWO_SECONDS);
    return lg_live_exchange(talk->live, talk->batch, deadline_ns, &talk->err);
}

static inline void exchange_well(struct talk *talk) {
    if (exchange(talk) < 0)
        fail_msg("exchange failed: %s", talk->err.text);
}

static inline void assert_error_answer(struct talk *talk, size_t index, const char *text) {
    const struct lg_answer *answer = lg_batch_answer(talk->batch, index);
    assert_int_equal(answer->kind, LG_ANSWER_ERROR);
    assert_string_equal(answer->error, text);
}

static inline void assert_kind(struct talk *talk, size_t index, enum lg_answer_kind kind) {
    assert_int_equal(lg_batch_answer(talk->batch, index)->kind, kind);
}

static inline void assert_sent(const struct talk *talk, const char *const *expected, size_t count) {
    for (size_t i = 0; i < count && i < talk->fake->num_sent; i++)
        assert_string_equal(talk->fake->sent[i], expected[i]);
    assert_int_equal(talk->fake->num_sent, count);
}

static const char out_of_range[] = "Error handling OSC message: Index out of range";
static const char invalid[] = "Error handling OSC message: Invalid value. Check the parameters "
                              "range with min/max";

#define TALK(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
