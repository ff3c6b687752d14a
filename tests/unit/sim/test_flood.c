/* Random datagrams, made from right ones, one after the other at one simulation: it answers the
 * next right one all the same. LIVEGATE_FLOOD says how many. */
#include "support/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "sim/listen.h"
#include "sim/space.h"
#include "sim/state.h"
#include "unit/sim/talk.h"

enum { DATAGRAMS = 5000, BETWEEN = 100, LIFE = 4000, ADDRESSES = 600 };

struct flood {
    struct talk talk;
    uint64_t state;
    char addresses[ADDRESSES][LG_SIM_ADDRESS_MAX];
    size_t num_addresses;
    uint64_t deaths; /* reloads that left no address */
};

/* xorshift64* */
static uint32_t dice(struct flood *flood, uint32_t sides) {
    flood->state ^= flood->state >> 12;
    flood->state ^= flood->state << 25;
    flood->state ^= flood->state >> 27;
    return (uint32_t)((flood->state * UINT64_C(2685821657736338717)) >> 33) % sides;
}

static struct lg_osc_arg random_arg(struct flood *flood) {
    static const char *const words[] = {"*",     "master",     "return_A",  "",  "x.y",
                                        "Drums", "track.name", "clip.name", "-1"};
    static const float reals[] = {0, 0.5F, -1, 1e30F, 4, (float)NAN, (float)INFINITY, 123.25F};
    switch (dice(flood, 8)) {
    case 0:
        return lg_osc_text(words[dice(flood, LG_ARRAY_LEN(words))]);
    case 1:
        return (struct lg_osc_arg){.tag = 'f', .as.f = reals[dice(flood, LG_ARRAY_LEN(reals))]};
    case 2:
        return (struct lg_osc_arg){.tag = "TFN"[dice(flood, 3)]};
    case 3:
        return lg_osc_int((int32_t)(dice(flood, UINT32_MAX)));
    default:
        return lg_osc_int((int32_t)dice(flood, 6) - 1);
    }
}

static void add_message(struct flood *flood, struct lg_str *out) {
    struct lg_osc_arg args[10];
    char address[LG_SIM_ADDRESS_MAX];
    size_t count = dice(flood, 4) == 0 ? dice(flood, LG_ARRAY_LEN(args)) : dice(flood, 5);
    for (size_t i = 0; i < count; i++)
        args[i] = random_arg(flood);
    snprintf(address, sizeof address, "%s",
             flood->addresses[dice(flood, (uint32_t)flood->num_addresses)]);
    if (dice(flood, 40) == 0)
        address[6 + dice(flood, (uint32_t)strlen(address) - 6)] = '*';
    const struct lg_osc_msg message = {address, args, count};
    assert_int_equal(lg_osc_write(&message, out, NULL), 0);
}

/* A message or a bundle of some; one in three with bytes that are others, missing or too many. */
static void compose(struct flood *flood, struct lg_str *out) {
    lg_str_clear(out);
    if (dice(flood, 8) != 0) {
        add_message(flood, out);
    } else {
        talk_bundle(out);
        for (uint32_t i = dice(flood, 4); i-- > 0;) {
            struct lg_str element = {0};
            add_message(flood, &element);
            talk_add_element(out, &element);
            lg_str_dispose(&element);
        }
    }
    if (dice(flood, 3) != 0)
        return;
    for (uint32_t i = dice(flood, 4); i-- > 0;)
        out->text[dice(flood, (uint32_t)out->length)] = (char)dice(flood, 256);
    if (dice(flood, 3) == 0)
        out->length = dice(flood, (uint32_t)out->length + 1);
}

static void drain(struct flood *flood) {
    static char reply[LG_DATAGRAM_MAX];
    size_t length;
    while (lg_sim_take_reply(flood->talk.sim, NULL, reply, &length))
        assert_true(length >= 16 && length % 4 == 0 && strncmp(reply, "/live/", 6) == 0);
}

/* Everything is within what Live, or at least the model, has. */
static void check_set(const struct lg_sim_set *set) {
    assert_in_range(set->num_tracks, 0, LG_SIM_MAX_TRACKS);
    assert_in_range(set->num_scenes, 1, LG_SIM_MAX_SCENES);
    assert_in_range(set->num_returns, 0, LG_SIM_MAX_RETURNS);
    assert_in_range(set->num_cues, 0, LG_SIM_MAX_CUES);
    assert_true(set->tempo >= 20 && set->tempo <= 999);
    for (size_t i = 0; i < set->num_tracks; i++) {
        const struct lg_sim_track *track = &set->tracks[i];
        assert_int_equal(track->mixer.num_sends, set->num_returns);
        assert_true(track->num_slots <= (size_t)set->num_scenes);
        assert_true(track->mixer.volume >= 0 && track->mixer.volume <= 1);
        for (size_t j = 0; j < track->num_devices; j++)
            for (size_t k = 0; k < track->devices[j].num_params; k++) {
                const struct lg_sim_param *param = &track->devices[j].params[k];
                assert_true(param->value >= param->min && param->value <= param->max);
            }
    }
}

/* Two ticks at most, as whatever stands in front may end the first. */
static void check_answer(struct flood *flood) {
    drain(flood);
    talk_say(&flood->talk, "/live/test", "");
    lg_sim_tick(flood->talk.sim);
    const char *heard = talk_hear(&flood->talk);
    if (strcmp(heard, "/live/error ,s \"Unknown OSC address: /live/test\"") == 0) {
        flood->deaths++;
        lg_sim_restart(flood->talk.sim);
        drain(flood);
        return;
    }
    if (!lg_ends_with(heard, "/live/test ,s \"ok\""))
        fail_msg("/live/test is answered by %s", heard);
    check_set(lg_sim_now(flood->talk.sim));
}

static uint64_t how_many(void) {
    const char *wanted = getenv("LIVEGATE_FLOOD");
    int64_t count = DATAGRAMS;
    if (wanted != NULL && !lg_number_read_int(lg_view_of(wanted), &count))
        fail_msg("LIVEGATE_FLOOD=%s is no number", wanted);
    return (uint64_t)count;
}

static void flood__is_survived(void **state) {
    (void)state;
    static struct flood flood;
    struct lg_str bytes = {0};
    struct lg_sim_walk walk = {.dialect = LG_SIM_STRING};
    struct lg_sim_handler handler;
    uint64_t count = how_many();
    flood = (struct flood){.state = 20};
    /* A reload with a listener on a parameter leaves nothing of the script (test_listen.c); only a
     * wildcard finds it here, so that the set has time to grow. */
    while (lg_sim_walk_next(&walk, &handler))
        if (strcmp(handler.address, "/live/api/reload") != 0)
            snprintf(flood.addresses[flood.num_addresses++], LG_SIM_ADDRESS_MAX, "%s",
                     handler.address);
    talk_open(&flood.talk, "mastering.yaml", NULL);
    lg_sim_free(flood.talk.sim);
    flood.talk.set.dialect = LG_SIM_STRING;
    flood.talk.sim = lg_sim_new(&flood.talk.set, NULL);
    for (uint64_t i = 1; i <= count; i++) {
        compose(&flood, &bytes);
        (void)lg_sim_deliver(flood.talk.sim, 7, bytes.text, bytes.length);
        while (!lg_sim_is_idle(flood.talk.sim))
            lg_sim_tick(flood.talk.sim);
        drain(&flood);
        if (i % 10 == 0)
            lg_sim_pass(flood.talk.sim, 100 * 1000 * 1000);
        if (i % BETWEEN == 0)
            check_answer(&flood);
        /* Else a million spend their time on a set of a thousand tracks. */
        if (i % LIFE == 0)
            lg_sim_restart(flood.talk.sim);
    }
    check_answer(&flood);
    print_message("%llu datagrams, /live/test was answered after each %d; %llu reloads left no "
                  "address, and Live was started again\n",
                  (unsigned long long)count, BETWEEN, (unsigned long long)flood.deaths);
    lg_str_dispose(&bytes);
    talk_close(&flood.talk);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(flood__is_survived)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
