#include "support/unit.h"

#include "unit/live/talk.h"

#define TICK_MS 100

static void assert_int_answer(struct talk *talk, size_t index, size_t arg, int expected) {
    const struct lg_answer *answer = lg_batch_answer(talk->batch, index);
    assert_int_equal(answer->kind, LG_ANSWER_REPLY);
    assert_true(arg < answer->count);
    assert_int_equal(answer->args[arg].tag, 'i');
    assert_int_equal(answer->args[arg].as.i, expected);
}

static void client__gives_each_request_its_answer(void **state) {
    struct talk *talk = *state;
    static const char *const order[] = {"/live/test", "/live/song/get/num_tracks",
                                        "/live/track/get/mute 0"};
    fake_on(talk->fake, order[0], 80, "/live/test", "s", "ok");
    fake_on(talk->fake, order[1], 81, "/live/song/get/num_tracks", "i", 4);
    fake_on(talk->fake, order[2], 82, "/live/track/get/mute", "iF", 0);
    size_t test = ask(talk, "/live/test");
    size_t tracks = ask(talk, "/live/song/get/num_tracks");
    size_t mute = ask_of(talk, "/live/track/get/mute", 0);
    exchange_well(talk);
    assert_sent(talk, order, 3);
    assert_string_equal(lg_batch_answer(talk->batch, test)->args[0].as.s, "ok");
    assert_int_answer(talk, tracks, 0, 4);
    assert_int_equal(lg_batch_answer(talk->batch, mute)->args[1].tag, 'F');
    assert_true(lg_clock_now_ns(&talk->env.clock) == 82 * LG_NS_PER_MS);
    struct lg_live_counts counts = lg_live_counts(talk->live);
    assert_int_equal(counts.sent, 3);
    assert_int_equal(counts.answered, 3);
    assert_int_equal(counts.errors + counts.late + counts.foreign + counts.malformed, 0);
}

static void client__an_empty_batch_is_done(void **state) {
    struct talk *talk = *state;
    exchange_well(talk);
    assert_int_equal(talk->fake->num_sent, 0);
}

static void client__matches_by_echoed_arguments(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/track/get/panning 0", 80, "/live/track/get/panning", "ii", 1, 66);
    fake_also(talk->fake, 80, "/live/track/get/panning", "ii", 0, 10);
    /* The same number in another type is the same index. */
    fake_on(talk->fake, "/live/track/get/panning 1", 80, "/live/track/get/panning", "fi", 1.0, 11);
    ask_of(talk, "/live/track/get/panning", 0);
    ask_of(talk, "/live/track/get/panning", 1);
    exchange_well(talk);
    assert_int_answer(talk, 0, 1, 10);
    assert_int_answer(talk, 1, 1, 11);
}

static void client__equal_requests_are_answered_in_order(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/song/get/num_tracks", 80, "/live/song/get/num_tracks", "i", 4);
    fake_on(talk->fake, "/live/song/get/num_tracks", 81, "/live/song/get/num_tracks", "i", 5);
    ask(talk, "/live/song/get/num_tracks");
    ask(talk, "/live/song/get/num_tracks");
    exchange_well(talk);
    assert_int_answer(talk, 0, 0, 4);
    assert_int_answer(talk, 1, 0, 5);
}

static void client__an_error_takes_the_place_of_one_reply(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/track/get/num_devices 0", 80, "/live/track/get/num_devices", "ii", 0,
            2);
    fake_on(talk->fake, "/live/track/get/num_devices 9", 81, "/live/error", "s", out_of_range);
    fake_on(talk->fake, "/live/track/get/num_devices 1", 180, "/live/track/get/num_devices", "ii",
            1, 3);
    ask_of(talk, "/live/track/get/num_devices", 0);
    ask_of(talk, "/live/track/get/num_devices", 9);
    ask_of(talk, "/live/track/get/num_devices", 1);
    exchange_well(talk);
    assert_int_answer(talk, 0, 1, 2);
    assert_error_answer(talk, 1, out_of_range);
    assert_int_answer(talk, 2, 1, 3);
    assert_int_equal(lg_live_counts(talk->live).errors, 1);
}

static void client__an_unknown_address_is_told_by_its_name(void **state) {
    struct talk *talk = *state;
    static const char text[] = "Unknown OSC address: /live/nonesuch";
    fake_lose(talk->fake, "/live/test");
    fake_on(talk->fake, "/live/nonesuch", 80, "/live/error", "s", text);
    ask(talk, "/live/test");
    ask(talk, "/live/nonesuch");
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(lg_batch_answer(talk->batch, 0)->kind, LG_ANSWER_NONE);
    assert_error_answer(talk, 1, text);
}

static void client__forks_name_the_request_in_an_error(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/track/get/num_devices 9", 80, "/live/error", "sssii", "request",
            "/live/track/get/num_devices", "Index out of range", 1, 9);
    fake_on(talk->fake, "/live/song/get/tempo", 81, "/live/error", "ss", "log", "No tempo today");
    ask_of(talk, "/live/track/get/num_devices", 9);
    ask(talk, "/live/song/get/tempo");
    exchange_well(talk);
    assert_error_answer(talk, 0, "Index out of range");
    assert_error_answer(talk, 1, "No tempo today");
}

static void client__a_remark_is_nobodys_error(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/song/get/track_data", 80, "/live/error", "s", "foo");
    fake_also(talk->fake, 81, "/live/song/get/track_data", "s", "Drums");
    ask(talk, "/live/song/get/track_data");
    exchange_well(talk);
    assert_int_equal(lg_batch_answer(talk->batch, 0)->kind, LG_ANSWER_REPLY);
    assert_int_equal(lg_live_counts(talk->live).late, 1);
}

static void client__a_setter_is_followed_by_a_fence(void **state) {
    struct talk *talk = *state;
    static const char *const order[] = {"/live/track/set/volume 0 0.5"};
    size_t tell = tell_of(talk, "/live/track/set/volume", 0, 0.5f);
    exchange_well(talk);
    assert_sent(talk, order, 1);
    assert_int_equal(lg_batch_answer(talk->batch, tell)->kind, LG_ANSWER_SENT);
    assert_int_equal(talk->fake->num_datagrams, 1);
    assert_int_equal(talk->fake->num_echoes, 2); /* one in front, one behind */
}

static void client__a_setters_error_is_its_own(void **state) {
    struct talk *talk = *state;
    static const char *const order[] = {"/live/track/set/volume 0 0.5",
                                        "/live/track/set/volume 1 9", "/live/track/get/volume 1",
                                        "/live/track/get/volume 1"};
    fake_on(talk->fake, "/live/track/set/volume 1 9", 81, "/live/error", "s", invalid);
    fake_on(talk->fake, "/live/track/get/volume 1", 100, "/live/track/get/volume", "if", 1, 0.85);
    tell_of(talk, "/live/track/set/volume", 0, 0.5f);
    tell_of(talk, "/live/track/set/volume", 1, 9.0f);
    ask_of(talk, "/live/track/get/volume", 1);
    exchange_well(talk);
    /* What stood behind it in its datagram is asked again. */
    assert_sent(talk, order, LG_ARRAY_LEN(order));
    assert_int_equal(lg_batch_answer(talk->batch, 0)->kind, LG_ANSWER_SENT);
    assert_error_answer(talk, 1, invalid);
    assert_int_equal(lg_batch_answer(talk->batch, 2)->kind, LG_ANSWER_REPLY);
}

static void client__a_read_behind_a_refusal_tells_nothing_of_a_later_write(void **state) {
    struct talk *talk = *state;
    static const char *const order[] = {"/live/track/set/volume 1 9", "/live/track/get/volume 1",
                                        "/live/track/set/volume 1 0.5", "/live/track/get/volume 1"};
    fake_on(talk->fake, order[0], 80, "/live/error", "s", invalid);
    fake_on(talk->fake, order[1], 180, "/live/track/get/volume", "if", 1, 0.5);
    tell_of(talk, "/live/track/set/volume", 1, 9.0f);
    ask_of(talk, "/live/track/get/volume", 1);
    tell_of(talk, "/live/track/set/volume", 1, 0.5f);
    ask_of(talk, "/live/track/get/volume", 1);
    exchange_well(talk);
    assert_sent(talk, order, LG_ARRAY_LEN(order));
    assert_error_answer(talk, 0, invalid);
    assert_error_answer(talk, 1,
                        "not served, as what stood before it failed: Error handling OSC message: "
                        "Invalid value. Check the parameters range with min/max");
    assert_int_equal(lg_batch_answer(talk->batch, 2)->kind, LG_ANSWER_SENT);
    assert_true(lg_batch_answer(talk->batch, 3)->args[1].as.f == 0.5f);
}

static void client__an_error_is_never_a_fences(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/track/set/volume 8 0.5", 80, "/live/error", "s", out_of_range);
    fake_on(talk->fake, "/live/track/set/volume 9 0.5", 180, "/live/error", "s", out_of_range);
    tell_of(talk, "/live/track/set/volume", 8, 0.5f);
    tell_of(talk, "/live/track/set/volume", 9, 0.5f);
    exchange_well(talk);
    assert_error_answer(talk, 0, out_of_range);
    assert_error_answer(talk, 1, out_of_range);
}

static void client__what_a_method_says_is_no_answer(void **state) {
    struct talk *talk = *state;
    struct lg_osc_arg one = lg_osc_int(1);
    fake_on(talk->fake, "/live/song/export/structure 1", 80, "/live/song/export/structure", "i", 1);
    lg_batch_tell(talk->batch, "/live/song/export/structure", &one, 1);
    exchange_well(talk);
    assert_int_equal(lg_batch_answer(talk->batch, 0)->kind, LG_ANSWER_SENT);
    assert_int_equal(lg_live_counts(talk->live).late, 1);
}

static void client__a_failing_read_behind_a_setter_is_not_the_setters_error(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/track/get/volume 9", 81, "/live/error", "s", out_of_range);
    tell_of(talk, "/live/track/set/volume", 0, 0.5f);
    ask_of(talk, "/live/track/get/volume", 9);
    exchange_well(talk);
    assert_int_equal(lg_batch_answer(talk->batch, 0)->kind, LG_ANSWER_SENT);
    assert_error_answer(talk, 1, out_of_range);
}

static void client__a_setter_without_an_echo_of_life_times_out(void **state) {
    struct talk *talk = *state;
    talk->fake->echoes_nothing = true;
    tell_of(talk, "/live/track/set/volume", 0, 0.5f);
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_TIMEOUT);
    assert_non_null(strstr(talk->err.text, "no reply to /live/song/get/tempo "));
    assert_non_null(strstr(talk->err.text, " within 2.0 s (sent behind /live/track/set/volume 0 "
                                           "0.5 to learn how it went)"));
    assert_int_equal(lg_batch_answer(talk->batch, 0)->kind, LG_ANSWER_NONE);
}

static void client__a_time_out_names_address_arguments_and_age(void **state) {
    struct talk *talk = *state;
    ask(talk, "/live/test");
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_TIMEOUT);
    assert_string_equal(talk->err.text, "no reply to /live/test within 2.0 s (no arguments)");
    assert_true(lg_clock_now_ns(&talk->env.clock) == TWO_SECONDS);
}

static void client__a_time_out_names_the_first_unanswered(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/track/get/mute 0", 80, "/live/track/get/mute", "iF", 0);
    fake_lose(talk->fake, "/live/track/get/mute 1");
    fake_on(talk->fake, "/live/track/get/mute 2", 82, "/live/track/get/mute", "iF", 2);
    for (int i = 0; i < 3; i++)
        ask_of(talk, "/live/track/get/mute", i);
    assert_int_equal(exchange(talk), -1);
    assert_string_equal(talk->err.text, "no reply to /live/track/get/mute 1 within 2.0 s; what was "
                                        "asked behind it was answered");
    assert_int_equal(lg_batch_answer(talk->batch, 0)->kind, LG_ANSWER_REPLY);
    assert_int_equal(lg_batch_answer(talk->batch, 1)->kind, LG_ANSWER_NONE);
    assert_int_equal(lg_batch_answer(talk->batch, 2)->kind, LG_ANSWER_REPLY);
}

static void client__late_and_double_replies_are_counted_and_unused(void **state) {
    struct talk *talk = *state;
    /* The reply to the first question comes when nobody waits for it any more. */
    fake_on(talk->fake, "/live/song/get/tempo", 2500, "/live/song/get/tempo", "f", 90.0);
    ask(talk, "/live/song/get/tempo");
    assert_int_equal(exchange(talk), -1);
    lg_clock_advance_to(&talk->env.clock, 3 * LG_NS_PER_S);
    talk->err = (struct lg_err){0};
    fake_on(talk->fake, "/live/song/get/tempo", 80, "/live/song/get/tempo", "f", 120.0);
    fake_also(talk->fake, 80, "/live/song/get/tempo", "f", 120.0);
    exchange_well(talk);
    assert_true(lg_batch_answer(talk->batch, 0)->args[0].as.f == 120.0f);
    /* The first one, its fence's echo, and the copy of the second. */
    assert_int_equal(lg_live_counts(talk->live).late, 3);
    assert_int_equal(lg_live_counts(talk->live).barriers, 1);
    fake_on(talk->fake, "/live/test", 80, "/live/test", "s", "ok");
    struct lg_batch *next = lg_batch_new();
    lg_batch_ask(next, "/live/test", NULL, 0, 0);
    assert_int_equal(lg_live_exchange(talk->live, next, 10 * LG_NS_PER_S, &talk->err), 0);
    assert_int_equal(lg_live_counts(talk->live).late, 3);
    assert_int_equal(lg_live_counts(talk->live).answered, 2);
    lg_batch_free(next);
}

static void client__another_tracks_reply_is_late(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/track/get/panning 1", 80, "/live/track/get/panning", "ii", 0, 10);
    fake_also(talk->fake, 81, "/live/track/get/panning", "", 0);
    fake_also(talk->fake, 82, "/live/track/get/panning", "ii", 1, 11);
    ask_of(talk, "/live/track/get/panning", 1);
    exchange_well(talk);
    assert_int_answer(talk, 0, 1, 11);
    assert_int_equal(lg_live_counts(talk->live).late, 2);
}

static void client__an_error_that_nothing_explains_is_late(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/test", 80, "/live/error", "s",
            "Unknown OSC address: /live/other/thing");
    fake_also(talk->fake, 80, "/live/error", "i", 7);
    fake_also(talk->fake, 80, "/live/error", "", 0);
    fake_also(talk->fake, 81, "/live/test", "s", "ok");
    ask(talk, "/live/test");
    exchange_well(talk);
    assert_int_equal(lg_batch_answer(talk->batch, 0)->kind, LG_ANSWER_REPLY);
    assert_int_equal(lg_live_counts(talk->live).late, 3);
}

static void client__greetings_and_strangers_are_foreign(void **state) {
    struct talk *talk = *state;
    static const char usage[] = "/live/application/get/average_process_usage";
    fake_on(talk->fake, usage, 10, "/live/startup", "", 0);
    fake_also(talk->fake, 11, usage, "", 0);
    fake_also(talk->fake, 12, "/live/song/get/beat", "i", 3);
    fake_also_bytes(talk->fake, 13, "#bundle", 8);
    fake_also_bytes(talk->fake, 14, "", 0);
    fake_also(talk->fake, 80, usage, "f", 0.25);
    ask(talk, usage);
    exchange_well(talk);
    assert_true(lg_batch_answer(talk->batch, 0)->args[0].as.f == 0.25f);
    assert_int_equal(lg_live_counts(talk->live).foreign, 3);
    assert_int_equal(lg_live_counts(talk->live).malformed, 2);
}

static void client__keeps_to_its_window(void **state) {
    struct talk *talk = *state;
    enum { MANY = 300 };
    char request[MANY][40];
    for (int i = 0; i < MANY; i++) {
        snprintf(request[i], sizeof request[i], "/live/track/get/panning %d", i);
        fake_on(talk->fake, request[i], TICK_MS, "/live/track/get/panning", "ii", i, 2 * i);
        ask_of(talk, "/live/track/get/panning", i);
    }
    exchange_well(talk);
    for (int i = 0; i < MANY; i++) {
        assert_string_equal(talk->fake->sent[i], request[i]);
        assert_int_answer(talk, (size_t)i, 1, 2 * i);
    }
    assert_int_equal(talk->fake->max_waiting, 167);
}

static void client__a_batch_can_be_asked_again(void **state) {
    struct talk *talk = *state;
    fake_on(talk->fake, "/live/song/get/num_tracks", 80, "/live/song/get/num_tracks", "i", 4);
    ask(talk, "/live/song/get/num_tracks");
    exchange_well(talk);
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(lg_batch_answer(talk->batch, 0)->kind, LG_ANSWER_NONE);
    talk->err = (struct lg_err){0};
    fake_on(talk->fake, "/live/song/get/num_tracks", 80, "/live/song/get/num_tracks", "i", 5);
    exchange_well(talk);
    assert_int_answer(talk, 0, 0, 5);
}

static void client__what_would_hit_another_track_is_not_sent(void **state) {
    struct talk *talk = *state;
    ask(talk, "/live/test");
    ask_of(talk, "/live/track/get/mute", -1);
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_READ);
    assert_string_equal(talk->err.text, "/live/track/get/mute -1 is not sent: AbletonOSC counts a "
                                        "negative index from the end");
    assert_int_equal(talk->fake->num_sent, 0);
}

static void client__a_refused_connection_ends_the_exchange(void **state) {
    struct talk *talk = *state;
    talk->fake->refuses = true;
    ask(talk, "/live/test");
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_READ);
    assert_non_null(strstr(talk->err.text, "Connection refused"));
    assert_true(lg_clock_now_ns(&talk->env.clock) < TWO_SECONDS);
}

static void client__a_stream_without_end_cannot_hold_it(void **state) {
    struct talk *talk = *state;
    talk->fake->babbles = true;
    ask(talk, "/live/test");
    assert_int_equal(exchange(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_TIMEOUT);
    assert_true(lg_live_counts(talk->live).foreign > 0);
}

static void client__asks_one_thing(void **state) {
    struct talk *talk = *state;
    struct lg_arena arena = {0};
    struct lg_osc_msg reply = {0};
    struct lg_osc_arg track = lg_osc_int(9);
    struct lg_osc_msg name = {"/live/track/get/name", &track, 1};
    fake_on(talk->fake, "/live/track/get/name 9", 80, "/live/track/get/name", "is", 9, "Keys");
    assert_int_equal(lg_live_ask(talk->live, &name, 1, TWO_SECONDS, &arena, &reply, &talk->err), 0);
    assert_string_equal(reply.address, "/live/track/get/name");
    assert_int_equal(reply.count, 2);
    assert_string_equal(reply.args[1].as.s, "Keys");
    fake_on(talk->fake, "/live/track/get/name 9", 80, "/live/error", "s", out_of_range);
    assert_int_equal(lg_live_ask(talk->live, &name, 1, TWO_SECONDS, &arena, &reply, &talk->err),
                     -1);
    assert_int_equal(talk->err.kind, LG_ERR_READ);
    assert_string_equal(talk->err.text, "/live/track/get/name 9: AbletonOSC answered 'Error "
                                        "handling OSC message: Index out of range'");
    assert_int_equal(reply.count, 2);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TALK(client__gives_each_request_its_answer),
        TALK(client__an_empty_batch_is_done),
        TALK(client__matches_by_echoed_arguments),
        TALK(client__equal_requests_are_answered_in_order),
        TALK(client__an_error_takes_the_place_of_one_reply),
        TALK(client__an_unknown_address_is_told_by_its_name),
        TALK(client__forks_name_the_request_in_an_error),
        TALK(client__a_remark_is_nobodys_error),
        TALK(client__a_setter_is_followed_by_a_fence),
        TALK(client__a_setters_error_is_its_own),
        TALK(client__a_read_behind_a_refusal_tells_nothing_of_a_later_write),
        TALK(client__an_error_is_never_a_fences),
        TALK(client__what_a_method_says_is_no_answer),
        TALK(client__a_failing_read_behind_a_setter_is_not_the_setters_error),
        TALK(client__a_setter_without_an_echo_of_life_times_out),
        TALK(client__a_time_out_names_address_arguments_and_age),
        TALK(client__a_time_out_names_the_first_unanswered),
        TALK(client__late_and_double_replies_are_counted_and_unused),
        TALK(client__another_tracks_reply_is_late),
        TALK(client__an_error_that_nothing_explains_is_late),
        TALK(client__greetings_and_strangers_are_foreign),
        TALK(client__keeps_to_its_window),
        TALK(client__a_batch_can_be_asked_again),
        TALK(client__what_would_hit_another_track_is_not_sent),
        TALK(client__a_refused_connection_ends_the_exchange),
        TALK(client__a_stream_without_end_cannot_hold_it),
        TALK(client__asks_one_thing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
