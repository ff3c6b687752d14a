#include "support/unit.h"

#include <stdio.h>

#include "sim/link.h"
#include "unit/sim/talk.h"

#define AT_MS(ms) ((ms)*LG_NS_PER_MS)

struct rig {
    struct talk talk; /* the simulation in it is the link's */
    struct lg_env env;
    struct lg_link *link;
    struct lg_err err;
    char heard[256];
};

static void open_at(struct rig *rig, int64_t start_ns) {
    talk_open(&rig->talk, "transcript.yaml", NULL);
    rig->err = (struct lg_err){0};
    lg_env_init_test(&rig->env);
    lg_clock_advance_to(&rig->env.clock, start_ns);
    assert_int_equal(lg_sim_link_open(&rig->env, rig->talk.sim, 100, &rig->link, &rig->err), 0);
    rig->talk.sim = NULL;
    assert_string_equal(rig->link->ops->kind, "sim");
}

static void close_rig(struct rig *rig) {
    lg_link_close(rig->link);
    talk_close(&rig->talk);
}

static void say(struct rig *rig, const char *address, const char *tags, ...) {
    struct lg_str bytes = {0};
    va_list args;
    va_start(args, tags);
    talk_write(&bytes, address, tags, args);
    va_end(args);
    assert_int_equal(lg_link_send(rig->link, bytes.text, bytes.length, &rig->err), 0);
    lg_str_dispose(&bytes);
}

static enum lg_receive hear(struct rig *rig, int64_t deadline_ns) {
    static char buffer[LG_DATAGRAM_MAX];
    size_t length = 0;
    enum lg_receive result = lg_link_receive(rig->link, deadline_ns, buffer, &length, &rig->err);
    rig->heard[0] = '\0';
    if (result == LG_RECEIVE_DATAGRAM) {
        struct lg_str text = {0};
        talk_print(&text, buffer, length);
        snprintf(rig->heard, sizeof rig->heard, "%s", lg_str_text(&text));
        lg_str_dispose(&text);
    }
    return result;
}

static void link__answers_at_the_next_tick(void **state) {
    (void)state;
    struct rig rig;
    open_at(&rig, AT_MS(130));
    say(&rig, "/live/test", "");
    say(&rig, "/live/track/get/name", "i", 0);
    assert_int_equal(hear(&rig, AT_MS(1000)), LG_RECEIVE_DATAGRAM);
    assert_string_equal(rig.heard, "/live/test ,s \"ok\"");
    assert_int_equal(lg_clock_now_ns(&rig.env.clock), AT_MS(200));
    assert_int_equal(hear(&rig, AT_MS(1000)), LG_RECEIVE_DATAGRAM);
    assert_string_equal(rig.heard, "/live/track/get/name ,is 0 \"Drums\"");
    assert_int_equal(lg_clock_now_ns(&rig.env.clock), AT_MS(200));
    close_rig(&rig);
}

static void link__waits_no_longer_than_its_deadline(void **state) {
    (void)state;
    struct rig rig;
    open_at(&rig, 0);
    assert_int_equal(hear(&rig, AT_MS(250)), LG_RECEIVE_DEADLINE);
    assert_int_equal(lg_clock_now_ns(&rig.env.clock), AT_MS(250));
    /* One that has passed gives what is there and moves nothing. */
    say(&rig, "/live/test", "");
    assert_int_equal(hear(&rig, AT_MS(200)), LG_RECEIVE_DEADLINE);
    assert_int_equal(lg_clock_now_ns(&rig.env.clock), AT_MS(250));
    /* At the tick itself it is still heard. */
    assert_int_equal(hear(&rig, AT_MS(300)), LG_RECEIVE_DATAGRAM);
    assert_int_equal(lg_clock_now_ns(&rig.env.clock), AT_MS(300));
    /* Ten minutes are nothing. */
    assert_int_equal(hear(&rig, AT_MS(600000)), LG_RECEIVE_DEADLINE);
    assert_int_equal(lg_clock_now_ns(&rig.env.clock), AT_MS(600000));
    close_rig(&rig);
}

static void link__delays_what_stands_behind_an_exception(void **state) {
    (void)state;
    struct rig rig;
    open_at(&rig, 0);
    for (int i = 0; i < 5; i++)
        say(&rig, "/live/track/get/name", "i", 99);
    say(&rig, "/live/test", "");
    for (int i = 0; i < 5; i++) {
        assert_int_equal(hear(&rig, AT_MS(5000)), LG_RECEIVE_DATAGRAM);
        assert_true(lg_starts_with(rig.heard, "/live/error"));
        assert_int_equal(lg_clock_now_ns(&rig.env.clock), AT_MS(100 * (i + 1)));
    }
    assert_int_equal(hear(&rig, AT_MS(5000)), LG_RECEIVE_DATAGRAM);
    assert_string_equal(rig.heard, "/live/test ,s \"ok\"");
    assert_int_equal(lg_clock_now_ns(&rig.env.clock), AT_MS(600));
    close_rig(&rig);
}

static void link__runs_the_ticks_that_others_waited_through(void **state) {
    (void)state;
    struct rig rig;
    open_at(&rig, 0);
    say(&rig, "/live/track/get/name", "i", 99);
    say(&rig, "/live/track/get/name", "i", 0);
    lg_clock_advance_to(&rig.env.clock, AT_MS(210));
    say(&rig, "/live/test", ""); /* the two ticks came before it */
    assert_int_equal(hear(&rig, AT_MS(210)), LG_RECEIVE_DATAGRAM);
    assert_true(lg_starts_with(rig.heard, "/live/error"));
    assert_int_equal(hear(&rig, AT_MS(210)), LG_RECEIVE_DATAGRAM);
    assert_string_equal(rig.heard, "/live/track/get/name ,is 0 \"Drums\"");
    assert_int_equal(hear(&rig, AT_MS(210)), LG_RECEIVE_DEADLINE);
    assert_int_equal(hear(&rig, AT_MS(400)), LG_RECEIVE_DATAGRAM);
    assert_string_equal(rig.heard, "/live/test ,s \"ok\"");
    close_rig(&rig);
}

static void link__loses_what_the_buffer_can_not_hold(void **state) {
    (void)state;
    struct rig rig;
    open_at(&rig, 0);
    for (int i = 0; i < 300; i++)
        say(&rig, "/live/track/get/name", "ii", 0, i);
    int heard = 0;
    while (hear(&rig, AT_MS(1000)) == LG_RECEIVE_DATAGRAM)
        heard++;
    assert_int_equal(heard, 256);
    close_rig(&rig);
}

static void link__refuses_what_no_datagram_holds(void **state) {
    (void)state;
    static const char bytes[LG_DATAGRAM_MAX + 1];
    struct rig rig;
    open_at(&rig, 0);
    assert_int_equal(lg_link_send(rig.link, bytes, sizeof bytes, &rig.err), -1);
    assert_int_equal(rig.err.kind, LG_ERR_WRITE);
    close_rig(&rig);
}

static void link__stops_when_asked(void **state) {
    (void)state;
    struct rig rig;
    struct lg_interrupt interrupt = {.signo = 2, .wake_fd = -1};
    open_at(&rig, 0);
    rig.env.interrupt = &interrupt;
    assert_int_equal(hear(&rig, AT_MS(1000)), LG_RECEIVE_ERROR);
    assert_int_equal(rig.err.kind, LG_ERR_INTERRUPTED);
    assert_int_equal(lg_clock_now_ns(&rig.env.clock), 0);
    close_rig(&rig);
}

static void link__does_not_wait_for_ever(void **state) {
    (void)state;
    struct rig rig;
    open_at(&rig, 0);
    say(&rig, "/live/test", "");
    assert_int_equal(hear(&rig, LG_NEVER_NS), LG_RECEIVE_DATAGRAM);
    assert_int_equal(hear(&rig, LG_NEVER_NS), LG_RECEIVE_ERROR);
    assert_int_equal(rig.err.kind, LG_ERR_INTERNAL);
    close_rig(&rig);
}

static void link__gives_the_start_up_pair_first(void **state) {
    (void)state;
    struct rig rig = {0};
    struct talk talk;
    talk_open(&talk, "transcript.yaml", NULL);
    lg_env_init_test(&rig.env);
    assert_int_equal(
        lg_sim_link_open(&rig.env, lg_sim_new(&talk.set, NULL), 100, &rig.link, &rig.err), 0);
    assert_int_equal(hear(&rig, 0), LG_RECEIVE_DATAGRAM);
    assert_string_equal(rig.heard, "/live/startup ,");
    assert_int_equal(hear(&rig, 0), LG_RECEIVE_DATAGRAM);
    assert_string_equal(rig.heard, "/live/application/get/average_process_usage ,");
    assert_int_equal(hear(&rig, 0), LG_RECEIVE_DEADLINE);
    lg_link_close(rig.link);
    talk_close(&talk);
}

/* A rig with faults; its start-up pair is heard. */
static void open_faulty(struct rig *rig, struct talk *talk, const char *const *specs) {
    *rig = (struct rig){0};
    talk_open(talk, "transcript.yaml", NULL);
    for (; *specs != NULL; specs++)
        if (lg_sim_faults_add(*specs, &talk->arena, &talk->set.faults, &rig->err) != 0)
            fail_msg("%s", rig->err.text);
    lg_sim_free(talk->sim);
    talk->sim = lg_sim_new(&talk->set, NULL);
    lg_env_init_test(&rig->env);
    assert_int_equal(lg_sim_link_open(&rig->env, talk->sim, 100, &rig->link, &rig->err), 0);
    hear(rig, 0);
    hear(rig, 0);
}

static void link__has_the_faults_of_its_set(void **state) {
    (void)state;
    static const char *const specs[] = {"lose_request={at_most: 1}",
                                        "delay_reply={at_most: 1, ticks: 2}",
                                        "foreign_source={at_most: 1}", NULL};
    struct rig rig;
    struct talk talk;
    open_faulty(&rig, &talk, specs);
    say(&rig, "/live/track/get/name", "i", 0);
    say(&rig, "/live/track/get/name", "i", 1);
    say(&rig, "/live/track/get/name", "i", 3);
    /* The first is lost, the second late, and the stranger in front of it dropped. */
    assert_int_equal(hear(&rig, AT_MS(1000)), LG_RECEIVE_DATAGRAM);
    assert_string_equal(rig.heard, "/live/track/get/name ,is 3 \"Keys\"");
    assert_int_equal(lg_clock_now_ns(&rig.env.clock), AT_MS(100));
    assert_int_equal(hear(&rig, LG_NEVER_NS), LG_RECEIVE_DATAGRAM);
    assert_string_equal(rig.heard, "/live/track/get/name ,is 1 \"Bass\"");
    assert_int_equal(lg_clock_now_ns(&rig.env.clock), AT_MS(300));
    assert_int_equal(lg_sim_faults_of(talk.sim)->counts[LG_SIM_FAULT_FOREIGN_SOURCE], 1);
    assert_int_equal(hear(&rig, LG_NEVER_NS), LG_RECEIVE_ERROR);
    lg_link_close(rig.link);
    talk.sim = NULL; /* went with the link */
    talk_close(&talk);
}

static void link__stalls_and_floods(void **state) {
    (void)state;
    static const char *const specs[] = {"stall={at_most: 1, ticks: 7}", NULL};
    struct rig rig;
    struct talk talk;
    open_faulty(&rig, &talk, specs);
    say(&rig, "/live/track/get/name", "i", 0);
    assert_int_equal(hear(&rig, AT_MS(500)), LG_RECEIVE_DEADLINE);
    say(&rig, "/live/track/get/name", "i", 1);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(hear(&rig, LG_NEVER_NS), LG_RECEIVE_DATAGRAM);
        assert_int_equal(lg_clock_now_ns(&rig.env.clock), AT_MS(800));
    }
    lg_link_close(rig.link);
    talk.sim = NULL;
    talk_close(&talk);
}

static void link__refuses_a_tick_of_no_length(void **state) {
    (void)state;
    struct talk talk;
    struct lg_env env;
    struct lg_link *link = NULL;
    struct lg_err err = {0};
    talk_open(&talk, "transcript.yaml", NULL);
    lg_env_init_test(&env);
    assert_int_equal(lg_sim_link_open(&env, talk.sim, 0, &link, &err), -1);
    assert_int_equal(err.kind, LG_ERR_USAGE);
    assert_null(link);
    talk_close(&talk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(link__answers_at_the_next_tick),
        cmocka_unit_test(link__waits_no_longer_than_its_deadline),
        cmocka_unit_test(link__delays_what_stands_behind_an_exception),
        cmocka_unit_test(link__runs_the_ticks_that_others_waited_through),
        cmocka_unit_test(link__loses_what_the_buffer_can_not_hold),
        cmocka_unit_test(link__refuses_what_no_datagram_holds),
        cmocka_unit_test(link__stops_when_asked),
        cmocka_unit_test(link__does_not_wait_for_ever),
        cmocka_unit_test(link__gives_the_start_up_pair_first),
        cmocka_unit_test(link__has_the_faults_of_its_set),
        cmocka_unit_test(link__stalls_and_floods),
        cmocka_unit_test(link__refuses_a_tick_of_no_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
