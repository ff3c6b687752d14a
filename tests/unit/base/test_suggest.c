#include "base/suggest.h"

#include "support/unit.h"

static void suggest__distance(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        unsigned distance;
    } rows[] = {
        {"", "", 0},          {"scan", "", 4},
        {"", "scan", 4},      {"scan", "SCAN", 0},
        {"scan", "scna", 1},  {"scan", "can", 1},
        {"scan", "scans", 1}, {"scan", "span", 1},
        {"ca", "abc", 3},     {"kitten", "sitting", 3},
        {"ab", "ba", 1},      {"timeout", "timoeut", 1},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        assert_int_equal(lg_suggest_distance(rows[i].a, rows[i].b), rows[i].distance);
        assert_int_equal(lg_suggest_distance(rows[i].b, rows[i].a), rows[i].distance);
    }
}

static const char *const verbs[] = {"analyze", "expect", "ping", "query", "scan", "send", "synth"};

static void suggest__gives_the_nearest_within_a_third(void **state) {
    (void)state;
    static const struct {
        const char *word, *nearest;
    } rows[] = {
        {"sacn", "scan"},       {"PING", "ping"},     {"analyse", "analyze"},
        {"anlayse", "analyze"}, {"expcet", "expect"}, {"snyth", "synth"},
        {"pi", NULL},           {"wobble", NULL},     {"", NULL},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        const char *found = lg_suggest(rows[i].word, verbs, LG_ARRAY_LEN(verbs));
        if (rows[i].nearest == NULL)
            assert_null(found);
        else
            assert_string_equal(found, rows[i].nearest);
    }
    assert_null(lg_suggest("ping", verbs, 0));
}

static void suggest__of_equals_the_first_wins(void **state) {
    (void)state;
    static const char *const words[] = {"gx", "g1", "g2"};
    assert_string_equal(lg_suggest("g3", words, 3), "gx");
    assert_string_equal(lg_suggest("g2", words, 3), "g2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suggest__distance),
        cmocka_unit_test(suggest__gives_the_nearest_within_a_third),
        cmocka_unit_test(suggest__of_equals_the_first_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
