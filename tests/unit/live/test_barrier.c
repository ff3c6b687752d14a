/* What came before, twice or too late is never an answer; and what is said about it. */
#include "support/unit.h"

#include "unit/live/talk.h"

static const char volume_of[] = "/live/track/get/volume";
#define VOLUME(index) "/live/track/get/volume " index

static void assert_volume(struct talk *talk, size_t index, float expected) {
    const struct lg_answer *answer = lg_batch_answer(talk->batch, index);
    assert_int_equal(answer->kind, LG_ANSWER_REPLY);
    assert_true(answer->args[1].as.f == expected);
}

static void assert_says(const struct talk *talk, const char *part) {
    if (strstr(talk->err.text, part) == NULL)
        fail_msg("'%s' does not say '%s'", talk->err.text, part);
}

static void barrier__what_waits_from_an_earlier_program_is_left_out(void **state) {
    struct talk *talk = *state;
    /* Live answers it first, at its next tick. */
    talk->fake->echo_delay_ms = 90;
    fake_waits(talk->fake, 80, volume_of, "if", 0, 0.25);
    fake_on(talk->fake, VOLUME("0"), 95, volume_of, "if", 0, 0.85);
    ask_of(talk, volume_of, 0);
    exchange_well(talk);
    assert_volume(talk, 0, 0.85F);
    assert_int_equal(lg_live_counts(talk->live).late, 1);
}

static void barrier__an_error_from_before_is_nobodys(void **state) {
    struct talk *talk = *state;
    talk->fake->echo_delay_ms = 90;
    fake_waits(talk->fake, 80, "/live/error", "s", out_of_range);
    fake_on(talk->fake, VOLUME("0"), 95, volume_of, "if", 0, 0.85);
    ask_of(talk, volume_of, 0);
    exchange_well(talk);
    assert_volume(talk, 0, 0.85F);
    assert_int_equal(lg_live_counts(talk->live).errors, 0);
}

static void barrier__nothing_is_sent_before_it_is_back(void **state) {
    struct talk *talk = *state;
    static const char *const order[] = {VOLUME("0"), "/live/track/set/volume 0 0.5", VOLUME("0")};
    /* Live stands still; later it answers what nobody waits for any more. */
    fake_on(talk->fake, order[0], 2600, volume_of, "if", 0, 0.25);
    ask_of(talk, volume_of, 0);
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(lg_live_counts(talk->live).barriers, 0);
    begin_anew(talk);
    fake_on(talk->fake, order[2], 100, volume_of, "if", 0, 0.5);
    tell_of(talk, "/live/track/set/volume", 0, 0.5F);
    ask_of(talk, volume_of, 0);
    exchange_well(talk);
    assert_sent(talk, order, LG_ARRAY_LEN(order));
    assert_kind(talk, 0, LG_ANSWER_SENT);
    assert_volume(talk, 1, 0.5F);
    /* The write left when the barrier came back, behind the late reply and its fence. */
    assert_true(lg_clock_now_ns(&talk->env.clock) == 2700 * LG_NS_PER_MS);
    assert_int_equal(lg_live_counts(talk->live).barriers, 1);
    assert_int_equal(lg_live_counts(talk->live).late, 2);
    /* From then on all is as usual. */
    begin_anew(talk);
    fake_on(talk->fake, order[0], 100, volume_of, "if", 0, 0.5);
    ask_of(talk, volume_of, 0);
    exchange_well(talk);
    assert_int_equal(lg_live_counts(talk->live).barriers, 1);
}

static void barrier__that_never_comes_back_is_named(void **state) {
    struct talk *talk = *state;
    ask_of(talk, volume_of, 0);
    assert_int_equal(exchange(talk), -1);
    talk->fake->echoes_nothing = true;
    begin_anew(talk);
    tell_of(talk, "/live/track/set/volume", 0, 0.5F);
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_TIMEOUT);
    assert_says(talk, "no reply to /live/song/get/tempo ");
    assert_says(talk, " within 2.0 s (to prove that nothing is under way any more; until then "
                      "nothing else is sent)");
    assert_int_equal(talk->fake->num_sent, 1);
    assert_kind(talk, 0, LG_ANSWER_NONE);
    assert_true(talk->fake->num_datagrams > 2); /* it was asked again, as it may have been lost */
}

static void barrier__an_interruption_leaves_the_link_doubtful(void **state) {
    struct talk *talk = *state;
    talk->fake->is_stopped = true;
    ask_of(talk, volume_of, 0);
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_INTERRUPTED);
    talk->fake->is_stopped = false;
    begin_anew(talk);
    fake_on(talk->fake, VOLUME("1"), 100, volume_of, "if", 1, 0.5);
    ask_of(talk, volume_of, 1);
    exchange_well(talk);
    assert_int_equal(lg_live_counts(talk->live).barriers, 1);
}

static void barrier__two_replies_to_one_request_are_both_doubted(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, VOLUME("0"), 100, volume_of, "if", 0, 0.25);
    fake_also(talk->fake, 100, volume_of, "if", 0, 0.85);
    fake_on(talk->fake, VOLUME("1"), 100, volume_of, "if", 1, 0.5);
    ask_of(talk, volume_of, 0);
    ask_of(talk, volume_of, 1);
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_READ);
    assert_string_equal(talk->err.text, "two different replies came to /live/track/get/volume 0, "
                                        "of which one is not its own: none is used");
    assert_kind(talk, 0, LG_ANSWER_NONE);
    assert_int_equal(lg_live_counts(talk->live).doubts, 1);
}

static void barrier__the_same_reply_twice_does_no_harm(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, VOLUME("0"), 100, volume_of, "if", 0, 0.25);
    fake_also(talk->fake, 100, volume_of, "if", 0, 0.25);
    ask_of(talk, volume_of, 0);
    exchange_well(talk);
    assert_int_equal(lg_live_counts(talk->live).late, 1);
}

static void barrier__a_copy_is_not_the_next_ones_answer(void **state) {
    struct talk *talk = *state;
    /* Read, set, read: the first reply comes twice, the second is lost. */
    fake_on(talk->fake, VOLUME("0"), 100, volume_of, "if", 0, 0.25);
    fake_also(talk->fake, 100, volume_of, "if", 0, 0.25);
    fake_lose(talk->fake, VOLUME("0"));
    ask_of(talk, volume_of, 0);
    tell_of(talk, "/live/track/set/volume", 0, 0.5F);
    ask_of(talk, volume_of, 0);
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_TIMEOUT);
    assert_kind(talk, 1, LG_ANSWER_SENT);
    assert_kind(talk, 2, LG_ANSWER_NONE);
    /* Which of the two had the reply is not told any more. */
    assert_kind(talk, 0, LG_ANSWER_NONE);
}

static void barrier__a_lost_reply_does_not_shift_the_others(void **state) {
    struct talk *talk = *state;
    fake_lose(talk->fake, "/live/track/get/name 7");
    fake_on(talk->fake, "/live/track/get/name 99", 100, "/live/error", "s", out_of_range);
    fake_on(talk->fake, "/live/track/get/name 8", 200, "/live/track/get/name", "is", 8, "Keys");
    ask_of(talk, "/live/track/get/name", 7);
    ask_of(talk, "/live/track/get/name", 99);
    ask_of(talk, "/live/track/get/name", 8);
    assert_int_equal(exchange(talk), -1);
    assert_string_equal(talk->err.text,
                        "no reply to /live/track/get/name 7 within 2.1 s; what was asked behind it "
                        "was answered; errors that came meanwhile: 1");
    assert_kind(talk, 0, LG_ANSWER_NONE);
    assert_error_answer(talk, 1, out_of_range);
    assert_kind(talk, 2, LG_ANSWER_REPLY);
}

static void barrier__an_error_behind_a_lost_reply_is_the_risky_ones(void **state) {
    struct talk *talk = *state;
    fake_lose(talk->fake, VOLUME("0"));
    fake_on(talk->fake, VOLUME("9"), 100, "/live/error", "s", out_of_range);
    ask_safely(talk, volume_of, 0);
    ask_of(talk, volume_of, 9);
    assert_int_equal(exchange(talk), -1);
    assert_kind(talk, 0, LG_ANSWER_NONE);
    assert_error_answer(talk, 1, out_of_range);
}

static const char send_of[] = "/live/track/get/send";

static void barrier__a_row_ends_where_one_fails(void **state) {
    struct talk *talk = *state;
    static const int32_t sends[] = {0, 1, 2};
    fake_on(talk->fake, "/live/track/get/send 4 0", 100, send_of, "iif", 4, 0, 0.25);
    fake_on(talk->fake, "/live/track/get/send 4 1", 100, "/live/error", "s", out_of_range);
    fake_on(talk->fake, VOLUME("0"), 200, volume_of, "if", 0, 0.5);
    for (size_t i = 0; i < LG_ARRAY_LEN(sends); i++) {
        struct lg_osc_arg args[] = {lg_osc_int(4), lg_osc_int(sends[i])};
        lg_batch_ask_row(talk->batch, send_of, args, 2, 2);
    }
    ask_safely(talk, volume_of, 0);
    exchange_well(talk);
    assert_kind(talk, 0, LG_ANSWER_REPLY);
    assert_error_answer(talk, 1, out_of_range);
    assert_kind(talk, 2, LG_ANSWER_ERROR);
    assert_kind(talk, 3, LG_ANSWER_REPLY);
    assert_int_equal(lg_live_counts(talk->live).errors, 1);
    /* What stood behind the row is asked again, and alone. */
    assert_int_equal(talk->fake->num_sent, 5);
}

static void tell_both(struct talk *talk) {
    struct lg_osc_arg args[] = {lg_osc_int(1), lg_osc_float(0.5F)};
    lg_batch_tell(talk->batch, "/live/track/set/volume", args, 2);
    lg_batch_tell_along(talk->batch, "/live/track/set/panning", args, 2);
}

static void barrier__setters_that_belong_together_leave_together(void **state) {
    struct talk *talk = *state;
    tell_both(talk);
    exchange_well(talk);
    assert_kind(talk, 0, LG_ANSWER_SENT);
    assert_kind(talk, 1, LG_ANSWER_SENT);
    begin_anew(talk);
    fake_on(talk->fake, "/live/track/set/volume 1 0.5", 100, "/live/error", "s", out_of_range);
    size_t before = talk->fake->num_datagrams;
    tell_both(talk);
    exchange_well(talk);
    assert_error_answer(talk, 0, out_of_range);
    assert_kind(talk, 1, LG_ANSWER_ERROR);
    assert_int_equal(talk->fake->num_datagrams, before + 1);
}

static void barrier__a_later_echo_makes_up_for_a_lost_one(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, VOLUME("0"), 100, volume_of, "if", 0, 0.25);
    talk->fake->lost_echo = 2; /* the one behind the read */
    ask_of(talk, volume_of, 0);
    tell_of(talk, "/live/track/set/volume", 1, 0.5F);
    exchange_well(talk);
    assert_volume(talk, 0, 0.25F);
    assert_kind(talk, 1, LG_ANSWER_SENT);
}

static void barrier__an_error_that_may_be_a_later_ones_is_taken_back(void **state) {
    struct talk *talk = *state;
    /* The first is lost with its fence, so that the error seems to be its own. */
    fake_on(talk->fake, "/live/track/get/name 99", 100, "/live/error", "s", out_of_range);
    ask_of(talk, "/live/track/get/name", 7);
    ask_of(talk, "/live/track/get/name", 99);
    assert_int_equal(exchange(talk), -1);
    assert_kind(talk, 0, LG_ANSWER_NONE);
    assert_kind(talk, 1, LG_ANSWER_NONE);
}

static void barrier__each_error_allows_one_more_tick(void **state) {
    struct talk *talk = *state;
    static const char *const bad[] = {"/live/track/get/mute 90", "/live/track/get/mute 91",
                                      "/live/track/get/mute 92"};
    for (int i = 0; i < 3; i++) {
        fake_on(talk->fake, bad[i], 1950 + 50 * i, "/live/error", "s", out_of_range);
        ask_of(talk, "/live/track/get/mute", 90 + i);
    }
    fake_on(talk->fake, "/live/track/get/mute 0", 2290, "/live/track/get/mute", "iF", 0);
    ask_of(talk, "/live/track/get/mute", 0);
    exchange_well(talk);
    assert_true(lg_clock_now_ns(&talk->env.clock) == 2290 * LG_NS_PER_MS);
    assert_kind(talk, 3, LG_ANSWER_REPLY);
}

static void barrier__the_limit_is_hard(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/track/get/mute 90", 1950, "/live/error", "s", out_of_range);
    fake_on(talk->fake, "/live/track/get/mute 0", 2050, "/live/track/get/mute", "iF", 0);
    ask_of(talk, "/live/track/get/mute", 90);
    ask_of(talk, "/live/track/get/mute", 0);
    lg_batch_limit(talk->batch, TWO_SECONDS);
    assert_int_equal(exchange(talk), -1);
    assert_true(lg_clock_now_ns(&talk->env.clock) == TWO_SECONDS);
}

static void barrier__a_stall_and_a_flood_are_a_menu_or_a_dialog(void **state) {
    struct talk *talk = *state;
    struct lg_str said = {0};
    for (int i = 0; i < 3; i++)
        ask_of(talk, "/live/track/get/mute", i);
    fake_on(talk->fake, "/live/track/get/mute 0", 1600, "/live/track/get/mute", "iF", 0);
    fake_lose(talk->fake, "/live/track/get/mute 1");
    fake_on(talk->fake, "/live/track/get/mute 2", 1600, "/live/track/get/mute", "iF", 2);
    talk->fake->echo_delay_ms = 1600;
    assert_int_equal(exchange(talk), -1);
    assert_says(talk, "no reply to /live/track/get/mute 1 within 2.0 s; ");
    assert_says(talk, "Live's UI is blocked (a menu or dialog is open): nothing came for 1.6 s, "
                      "then ");
    assert_int_equal(lg_live_counts(talk->live).stalls, 1);
    lg_live_evidence(talk->live, &said);
    assert_non_null(strstr(lg_str_text(&said), "Live's UI is blocked"));
    lg_str_dispose(&said);
}

static void barrier__a_restart_is_named(void **state) {
    struct talk *talk = *state;
    static const char usage[] = "/live/application/get/average_process_usage";
    fake_on(talk->fake, "/live/track/get/mute 0", 100, "/live/startup", "", 0);
    fake_also(talk->fake, 100, usage, "", 0);
    talk->fake->echoes_nothing = true;
    ask_of(talk, "/live/track/get/mute", 0);
    assert_int_equal(exchange(talk), -1);
    assert_string_equal(talk->err.text,
                        "no reply to /live/track/get/mute 0 within 2.0 s; AbletonOSC has started "
                        "anew meanwhile and forgotten what it was asked");
    assert_int_equal(lg_live_counts(talk->live).restarts, 1);
    assert_int_equal(lg_live_counts(talk->live).stalls, 0);
}

static void barrier__the_numbers_follow_from_the_seed(void **state) {
    LG_UNUSED(state);
    char first[3][64];
    for (int i = 0; i < 3; i++) {
        void *other = NULL;
        setup(&other);
        struct talk *talk = other;
        lg_live_free(talk->live);
        talk->fake->closed = false;
        talk->env.seed = i == 2 ? 8 : 7;
        talk->live = lg_live_new(&talk->env, &talk->fake->link);
        talk->fake->echoes_nothing = true;
        tell_of(talk, "/live/track/set/volume", 0, 0.5F);
        assert_int_equal(exchange(talk), -1);
        snprintf(first[i], sizeof first[i], "%.60s", talk->err.text);
        teardown(&other);
    }
    assert_string_equal(first[0], first[1]);
    assert_string_not_equal(first[0], first[2]);
}

/* Where the link says that a datagram may be under way for so long. */
static void make_careful(struct talk *talk, int64_t lifetime_ns) {
    lg_live_free(talk->live);
    talk->fake->closed = false;
    talk->fake->link.lifetime_ns = lifetime_ns;
    talk->live = lg_live_new(&talk->env, &talk->fake->link);
}

static void barrier__goes_before_each_datagram_where_they_may_come_late(void **state) {
    struct talk *talk = *state;
    make_careful(talk, 250 * LG_NS_PER_MS);
    fake_on(talk->fake, VOLUME("0"), 100, volume_of, "if", 0, 0.25);
    /* A copy of it comes as late as it may. */
    fake_also(talk->fake, 340, volume_of, "if", 0, 0.25);
    ask_of(talk, volume_of, 0);
    exchange_well(talk);
    begin_anew(talk);
    fake_on(talk->fake, VOLUME("0"), 100, volume_of, "if", 0, 0.5);
    tell_of(talk, "/live/track/set/volume", 0, 0.5F);
    ask_of(talk, volume_of, 0);
    exchange_well(talk);
    assert_volume(talk, 1, 0.5F);
    assert_int_equal(lg_live_counts(talk->live).barriers, 2);
    assert_int_equal(lg_live_counts(talk->live).late, 1);
}

/* Given up after 150 ms; under way to Live for 245 ms, and back for as long. */
static void barrier__waits_both_ways_for_what_was_given_up(void **state) {
    struct talk *talk = *state;
    make_careful(talk, 250 * LG_NS_PER_MS);
    lg_clock_advance_to(&talk->env.clock, LG_NS_PER_S);
    talk->fake->echoes_overtake = true;
    fake_on(talk->fake, VOLUME("0"), 490, volume_of, "if", 0, 0.25);
    ask_of(talk, volume_of, 0);
    assert_int_equal(lg_live_exchange(talk->live, talk->batch, 1400 * LG_NS_PER_MS, NULL), -1);
    assert_int_equal(talk->fake->num_sent, 1);
    int64_t sent_ns = lg_clock_now_ns(&talk->env.clock);
    begin_anew(talk);
    fake_on(talk->fake, VOLUME("0"), 100, volume_of, "if", 0, 0.5);
    ask_of(talk, volume_of, 0);
    exchange_well(talk);
    assert_volume(talk, 0, 0.5F);
    assert_true(lg_clock_now_ns(&talk->env.clock) > sent_ns);
    assert_int_equal(lg_live_counts(talk->live).late, 1);
}

static void barrier__an_error_waits_for_what_it_may_have_overtaken(void **state) {
    struct talk *talk = *state;
    make_careful(talk, 200 * LG_NS_PER_MS);
    fake_on(talk->fake, VOLUME("0"), 150, volume_of, "if", 0, 0.25);
    fake_on(talk->fake, VOLUME("9"), 60, "/live/error", "s", out_of_range);
    ask_safely(talk, volume_of, 0);
    ask_safely(talk, volume_of, 9);
    exchange_well(talk);
    assert_volume(talk, 0, 0.25F);
    assert_error_answer(talk, 1, out_of_range);
}

/* What was read before that was known is read once more, with a barrier before each datagram. */
static void barrier__an_echo_out_of_order_makes_it_careful(void **state) {
    struct talk *talk = *state;
    talk->fake->echoes_twice = true;
    for (int round = 0; round < 2; round++) {
        fake_on(talk->fake, VOLUME("0"), 100, volume_of, "if", 0, round == 0 ? 0.25 : 0.5);
        fake_on(talk->fake, VOLUME("1"), 100, volume_of, "if", 1, round == 0 ? 0.25 : 0.75);
    }
    ask_of(talk, volume_of, 0);
    ask_of(talk, volume_of, 1);
    assert_int_equal(lg_live_exchange(talk->live, talk->batch, 10 * LG_NS_PER_S, &talk->err), 0);
    assert_volume(talk, 0, 0.5F);
    assert_volume(talk, 1, 0.75F);
    assert_int_equal(lg_live_counts(talk->live).barriers, 2);
    begin_anew(talk);
    fake_on(talk->fake, VOLUME("0"), 100, volume_of, "if", 0, 0.5);
    ask_of(talk, volume_of, 0);
    assert_int_equal(lg_live_exchange(talk->live, talk->batch, 20 * LG_NS_PER_S, &talk->err), 0);
    assert_int_equal(lg_live_counts(talk->live).barriers, 3);
}

/* What writes is not sent twice. */
static void barrier__a_write_out_of_order_is_told(void **state) {
    struct talk *talk = *state;
    talk->fake->echoes_twice = true;
    tell_of(talk, "/live/track/set/volume", 0, 0.5F);
    fake_on(talk->fake, VOLUME("0"), 100, volume_of, "if", 0, 0.5);
    ask_of(talk, volume_of, 0);
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_READ);
    assert_string_equal(
        talk->err.text,
        "answers came twice or in another order: those to /live/track/set/volume are "
        "not used; from now on one is awaited before the next request is sent");
    assert_kind(talk, 0, LG_ANSWER_NONE);
    assert_kind(talk, 1, LG_ANSWER_NONE);
    assert_int_equal(talk->fake->num_sent, 2);
}

/* An error that comes twice passes for the next request's, whose fence shows that it was served. */
static void barrier__an_errors_copy_is_nobodys(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/track/set/volume 99 0.5", 100, "/live/error", "s", out_of_range);
    fake_also(talk->fake, 100, "/live/error", "s", out_of_range);
    tell_of(talk, "/live/track/set/volume", 99, 0.5F);
    tell_of(talk, "/live/track/set/volume", 1, 0.5F);
    tell_of(talk, "/live/track/set/volume", 2, 0.5F);
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_READ);
    assert_kind(talk, 0, LG_ANSWER_NONE);
    assert_kind(talk, 1, LG_ANSWER_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TALK(barrier__what_waits_from_an_earlier_program_is_left_out),
        TALK(barrier__an_error_from_before_is_nobodys),
        TALK(barrier__nothing_is_sent_before_it_is_back),
        TALK(barrier__that_never_comes_back_is_named),
        TALK(barrier__an_interruption_leaves_the_link_doubtful),
        TALK(barrier__two_replies_to_one_request_are_both_doubted),
        TALK(barrier__the_same_reply_twice_does_no_harm),
        TALK(barrier__a_copy_is_not_the_next_ones_answer),
        TALK(barrier__a_lost_reply_does_not_shift_the_others),
        TALK(barrier__an_error_behind_a_lost_reply_is_the_risky_ones),
        TALK(barrier__a_row_ends_where_one_fails),
        TALK(barrier__setters_that_belong_together_leave_together),
        TALK(barrier__a_later_echo_makes_up_for_a_lost_one),
        TALK(barrier__an_error_that_may_be_a_later_ones_is_taken_back),
        TALK(barrier__each_error_allows_one_more_tick),
        TALK(barrier__the_limit_is_hard),
        TALK(barrier__a_stall_and_a_flood_are_a_menu_or_a_dialog),
        TALK(barrier__a_restart_is_named),
        cmocka_unit_test(barrier__the_numbers_follow_from_the_seed),
        TALK(barrier__goes_before_each_datagram_where_they_may_come_late),
        TALK(barrier__waits_both_ways_for_what_was_given_up),
        TALK(barrier__an_error_waits_for_what_it_may_have_overtaken),
        TALK(barrier__an_echo_out_of_order_makes_it_careful),
        TALK(barrier__a_write_out_of_order_is_told),
        TALK(barrier__an_errors_copy_is_nobodys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
