#include "support/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "conf/tree.h"
#include "sim/fault.h"

enum { MANY = 20000 };

static uint64_t strikes(struct lg_sim_faults *faults, enum lg_sim_fault fault, char *pattern) {
    for (size_t i = 0; i < MANY; i++)
        pattern[i] = lg_sim_fault_strikes(faults, fault) ? 'x' : '.';
    return faults->counts[fault];
}

static void fault__strikes_as_often_as_its_rate_says(void **state) {
    (void)state;
    static const double rates[] = {0, 0.01, 0.25, 0.5, 0.99, 1};
    static char pattern[MANY];
    for (size_t i = 0; i < LG_ARRAY_LEN(rates); i++) {
        struct lg_sim_faults faults = {.seed = i};
        faults.rules[LG_SIM_FAULT_STALL].rate = rates[i];
        double count = (double)strikes(&faults, LG_SIM_FAULT_STALL, pattern);
        /* Four standard deviations of the fairest coin. */
        assert_true(count >= rates[i] * MANY - 285 && count <= rates[i] * MANY + 285);
        assert_true((rates[i] > 0) == (count > 0) && (rates[i] < 1) == (count < MANY));
        assert_int_equal(faults.occasions[LG_SIM_FAULT_STALL], MANY);
    }
}

static void fault__follows_from_the_seed_alone(void **state) {
    (void)state;
    static char first[MANY];
    static char again[MANY];
    static char other[MANY];
    static char kind[MANY];
    struct lg_sim_faults faults[4] = {{.seed = 7}, {.seed = 7}, {.seed = 8}, {.seed = 7}};
    for (size_t i = 0; i < LG_ARRAY_LEN(faults); i++)
        for (size_t j = 0; j < LG_SIM_FAULT__COUNT; j++)
            faults[i].rules[j].rate = 0.5;
    strikes(&faults[0], LG_SIM_FAULT_LOSE_REPLY, first);
    /* What other kinds draw meanwhile changes nothing. */
    strikes(&faults[1], LG_SIM_FAULT_LOSE_REQUEST, again);
    strikes(&faults[1], LG_SIM_FAULT_LOSE_REPLY, again);
    strikes(&faults[2], LG_SIM_FAULT_LOSE_REPLY, other);
    strikes(&faults[3], LG_SIM_FAULT_DELAY_REPLY, kind);
    assert_memory_equal(first, again, MANY);
    assert_memory_not_equal(first, other, MANY);
    assert_memory_not_equal(first, kind, MANY);
}

static void fault__waits_and_ends_as_told(void **state) {
    (void)state;
    struct lg_sim_faults faults = {0};
    char pattern[10] = "";
    faults.rules[LG_SIM_FAULT_RESTART] =
        (struct lg_sim_fault_rule){.rate = 1, .after = 3, .at_most = 2};
    for (size_t i = 0; i < 9; i++)
        pattern[i] = lg_sim_fault_strikes(&faults, LG_SIM_FAULT_RESTART) ? 'x' : '.';
    assert_string_equal(pattern, "...xx....");
    assert_int_equal(faults.counts[LG_SIM_FAULT_RESTART], 2);
    assert_int_equal(lg_sim_fault_ticks(&faults, LG_SIM_FAULT_RESTART), 1);
    faults.rules[LG_SIM_FAULT_RESTART].ticks = 5;
    assert_int_equal(lg_sim_fault_ticks(&faults, LG_SIM_FAULT_RESTART), 5);
}

static void fault__has_a_name_for_each_kind(void **state) {
    (void)state;
    for (int i = 0; i < LG_SIM_FAULT__COUNT; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(lg_sim_fault_name((enum lg_sim_fault)i),
                                    lg_sim_fault_name((enum lg_sim_fault)j));
    assert_string_equal(lg_sim_fault_name(LG_SIM_FAULT_LOSE_REQUEST), "lose_request");
    assert_string_equal(lg_sim_fault_name(LG_SIM_FAULT_NORMALISED), "normalised");
    assert_string_equal(lg_sim_fault_name(LG_SIM_FAULT__COUNT), "?");
}

static int read_faults(struct lg_arena *arena, const char *text, struct lg_sim_faults *faults,
                       struct lg_err *err) {
    struct lg_node *node;
    if (lg_conf_parse(text, strlen(text), "faults.yaml", arena, &node, err) != 0)
        return -1;
    return lg_sim_faults_read(node, arena, faults, err);
}

static void fault__is_read_from_yaml(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_sim_faults faults = {.rules[LG_SIM_FAULT_STALL] = {.rate = 0.5}};
    struct lg_err err = {0};
    static const char text[] = "seed: 9\n"
                               "lose_reply: 0.25\n"
                               "delay_reply: 5%\n"
                               "restart: {after: 20, at_most: 1}\n"
                               "delay_request: {rate: 0.1, ticks: 3}\n"
                               "deaf: A/B/C\n"
                               "normalised: [D/E/F, G/H/I/J]\n";
    if (read_faults(&arena, text, &faults, &err) != 0)
        fail_msg("%u:%u: %s", err.line, err.column, err.text);
    const struct lg_sim_fault_rule *rules = faults.rules;
    assert_int_equal(faults.seed, 9);
    assert_true(rules[LG_SIM_FAULT_LOSE_REPLY].rate == 0.25);
    assert_true(rules[LG_SIM_FAULT_DELAY_REPLY].rate == 0.05);
    assert_true(rules[LG_SIM_FAULT_RESTART].rate == 1);
    assert_int_equal(rules[LG_SIM_FAULT_RESTART].after, 20);
    assert_int_equal(rules[LG_SIM_FAULT_RESTART].at_most, 1);
    assert_true(rules[LG_SIM_FAULT_DELAY_REQUEST].rate == 0.1);
    assert_int_equal(rules[LG_SIM_FAULT_DELAY_REQUEST].ticks, 3);
    assert_true(rules[LG_SIM_FAULT_STALL].rate == 0.5); /* not spoken of */
    assert_int_equal(faults.deaf.count, 1);
    assert_string_equal(faults.deaf.items[0], "A/B/C");
    assert_int_equal(faults.normalised.count, 2);
    assert_string_equal(faults.normalised.items[1], "G/H/I/J");
    lg_arena_dispose(&arena);
}

static void fault__is_added_by_a_word(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_sim_faults faults = {0};
    struct lg_err err = {0};
    static const char *const specs[] = {"lose_reply=10%", "stall={rate: 0.5, ticks: 4}", "restart",
                                        "deaf=Main/Utility/Gain", "deaf=A/B/Dry/Wet"};
    for (size_t i = 0; i < LG_ARRAY_LEN(specs); i++)
        if (lg_sim_faults_add(specs[i], &arena, &faults, &err) != 0)
            fail_msg("%s", err.text);
    assert_true(faults.rules[LG_SIM_FAULT_LOSE_REPLY].rate == 0.1);
    assert_true(faults.rules[LG_SIM_FAULT_STALL].rate == 0.5);
    assert_int_equal(faults.rules[LG_SIM_FAULT_STALL].ticks, 4);
    assert_true(faults.rules[LG_SIM_FAULT_RESTART].rate == 1);
    assert_int_equal(faults.deaf.count, 2);
    assert_string_equal(faults.deaf.items[0], "Main/Utility/Gain");
    assert_string_equal(faults.deaf.items[1], "A/B/Dry/Wet");
    lg_arena_dispose(&arena);
}

static void fault__refuses_what_it_is_not(void **state) {
    (void)state;
    static const struct {
        const char *spec, *part; /* of the message */
    } rows[] = {
        {"lose_replies=1", "did you mean 'lose_reply'"},
        {"lose_reply=1.5", "1.5"},
        {"lose_reply=-0.1", "-0.1"},
        {"lose_reply=often", "often"},
        {"lose_reply={rate: 1, att_most: 2}", "at_most"},
        {"stall={ticks: 0}", "'0'"},
        {"stall=[1]", "stall"},
        {"deaf", "deaf"},
        {"seed=1.5", "1.5"},
        {"{", "{"},
        {"", ""},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_arena arena = {0};
        struct lg_sim_faults faults = {.seed = 5};
        struct lg_err err = {0};
        if (lg_sim_faults_add(rows[i].spec, &arena, &faults, &err) == 0)
            fail_msg("taken: %s", rows[i].spec);
        assert_int_equal(err.kind, LG_ERR_USAGE);
        if (strstr(err.text, rows[i].part) == NULL)
            fail_msg("%s: %s", rows[i].spec, err.text);
        assert_int_equal(faults.seed, 5);
        assert_true(faults.rules[LG_SIM_FAULT_LOSE_REPLY].rate == 0);
        lg_arena_dispose(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault__strikes_as_often_as_its_rate_says),
        cmocka_unit_test(fault__follows_from_the_seed_alone),
        cmocka_unit_test(fault__waits_and_ends_as_told),
        cmocka_unit_test(fault__has_a_name_for_each_kind),
        cmocka_unit_test(fault__is_read_from_yaml),
        cmocka_unit_test(fault__is_added_by_a_word),
        cmocka_unit_test(fault__refuses_what_it_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
