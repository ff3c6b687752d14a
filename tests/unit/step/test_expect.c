#include "support/unit.h"

#include <stdio.h>
#include <string.h>

#include "step/expect.h"
#include "unit/step/yaml.h"

static const char *const operators[] = {"contains", "eq",      "exists", "ge",   "gt",    "le",
                                        "lt",       "matches", "ne",     "near", "one_of"};

struct judged {
    struct lg_arena arena;
    struct lg_check *checks;
    size_t count;
};

static int judge(struct judged *judged, const char *expect, const char *subject,
                 struct lg_err *err) {
    *judged = (struct judged){0};
    return lg_expect_judge(yaml_node(&judged->arena, expect), yaml_value(&judged->arena, subject),
                           &judged->arena, &judged->checks, &judged->count, err);
}

/* The verdict of an expectation with one operator. */
static enum lg_verdict verdict_of(const char *expect, const char *subject) {
    struct judged judged;
    struct lg_err err = {0};
    if (judge(&judged, expect, subject, &err) < 0)
        fail_msg("%s: %s", expect, err.text);
    assert_int_equal(judged.count, 1);
    enum lg_verdict verdict = judged.checks[0].verdict;
    lg_arena_dispose(&judged.arena);
    return verdict;
}

struct row {
    const char *expect;
    const char *subject;
    enum lg_verdict verdict;
};

static void check_rows(const struct row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        enum lg_verdict found = verdict_of(rows[i].expect, rows[i].subject);
        if (found != rows[i].verdict)
            fail_msg("%s of %s: %s, not %s", rows[i].expect, rows[i].subject,
                     lg_verdict_name(found), lg_verdict_name(rows[i].verdict));
    }
}

static void judge__each_operator_holds_and_fails(void **state) {
    LG_UNUSED(state);
    static const struct row rows[] = {
        {"{x: 4}", "{x: 4}", LG_HELD},
        {"{x: 4}", "{x: 5}", LG_NOT_MET},
        {"{x: [ok]}", "{x: [ok]}", LG_HELD},
        {"{x: [ok]}", "{x: [ok, more]}", LG_NOT_MET},
        {"{x: [ok]}", "{x: []}", LG_NOT_MET},
        {"{x: {eq: 4}}", "{x: 4.0}", LG_HELD},
        {"{x: {eq: true}}", "{x: true}", LG_HELD},
        {"{x: {eq: true}}", "{x: false}", LG_NOT_MET},
        {"{x: {eq: a}}", "{x: A}", LG_NOT_MET},
        {"{x: {eq: {a: {b: 1}}}}", "{x: {a: {b: 1}}}", LG_HELD},
        {"{x: {eq: {a: 1}}}", "{x: {a: 1, b: 2}}", LG_NOT_MET},
        {"{x: {eq: {a: 1}}}", "{x: {b: 1}}", LG_NOT_MET},
        {"{x: {eq: 9007199254740993}}", "{x: 9007199254740992}", LG_NOT_MET},
        {"{x: 99999999999999999999999}", "{x: 99999999999999999999999}", LG_HELD},
        {"{x: 99999999999999999999999}", "{x: 99999999999999999999998}", LG_NOT_MET},
        {"{x: 9223372036854775808}", "{x: 9223372036854775807}", LG_NOT_JUDGED},
        {"{x: {ne: 4}}", "{x: 5}", LG_HELD},
        {"{x: {ne: 4}}", "{x: 4}", LG_NOT_MET},
        {"{x: {ne: [1, 2]}}", "{x: [1, 3]}", LG_HELD},
        {"{x: {lt: 4}}", "{x: 3.999}", LG_HELD},
        {"{x: {lt: 4}}", "{x: 4}", LG_NOT_MET},
        {"{x: {le: 4}}", "{x: 4}", LG_HELD},
        {"{x: {le: 4}}", "{x: 5}", LG_NOT_MET},
        {"{x: {gt: 4}}", "{x: 5}", LG_HELD},
        {"{x: {gt: 4}}", "{x: 4}", LG_NOT_MET},
        {"{x: {ge: 4}}", "{x: 4}", LG_HELD},
        {"{x: {ge: 4}}", "{x: 3}", LG_NOT_MET},
        {"{x: {near: {value: 4, tol: 0.5}}}", "{x: 4.5}", LG_HELD},
        {"{x: {near: {value: 4, tol: 0.5}}}", "{x: 3.49}", LG_NOT_MET},
        {"{x: {matches: '^[0-9a-f]{4}$'}}", "{x: 'beef'}", LG_HELD},
        {"{x: {matches: '^[0-9a-f]{4}$'}}", "{x: 'beefy'}", LG_NOT_MET},
        {"{x: {contains: an}}", "{x: banana}", LG_HELD},
        {"{x: {contains: nab}}", "{x: banana}", LG_NOT_MET},
        {"{x: {contains: Bass}}", "{x: [Drums, Bass]}", LG_HELD},
        {"{x: {contains: Keys}}", "{x: [Drums, Bass]}", LG_NOT_MET},
        {"{x: {one_of: [1, 2]}}", "{x: 2}", LG_HELD},
        {"{x: {one_of: [1, 2]}}", "{x: 3}", LG_NOT_MET},
        {"{x: {one_of: ['4:1', '10:1']}}", "{x: '4:1'}", LG_HELD},
        {"{x: {exists: true}}", "{x: 0}", LG_HELD},
        {"{x: {exists: true}}", "{y: 0}", LG_NOT_MET},
        {"{x: {exists: false}}", "{y: 0}", LG_HELD},
        {"{x: {exists: false}}", "{x: 0}", LG_NOT_MET},
    };
    check_rows(rows, LG_ARRAY_LEN(rows));
}

static void judge__paths_lead_into_maps_and_lists(void **state) {
    LG_UNUSED(state);
    static const char subject[] = "{first: {tracks: [{name: A}, {name: B}]}}";
    static const struct row rows[] = {
        {"{first.tracks.1.name: B}", subject, LG_HELD},
        {"{first.tracks.0.name: B}", subject, LG_NOT_MET},
        {"{first.tracks.2.name: B}", subject, LG_NOT_JUDGED},
        {"{first.tracks.2: {exists: false}}", subject, LG_HELD},
        {"{first.tracks: {exists: true}}", subject, LG_HELD},
    };
    check_rows(rows, LG_ARRAY_LEN(rows));
}

/* Every operator but exists, against everything that it must not judge. */
static void judge__an_unfit_operand_is_never_a_verdict(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *op;
        const char *operand;
        const char *other_kind;
    } cases[] = {
        {"contains", "4", "4"},
        {"contains", "a", "4"},
        {"contains", "true", "[1, 2]"},
        {"contains", "a", "[1, 2]"},
        {"contains", "1", "text"},
        {"eq", "4", "'4'"},
        {"eq", "'4'", "4"},
        {"eq", "true", "1"},
        {"eq", "[1]", "1"},
        {"eq", "[1]", "['1']"},
        {"eq", "{a: 1}", "[1]"},
        {"ge", "4", "'5'"},
        {"gt", "4", "true"},
        {"le", "4", "[3]"},
        {"lt", "4", "{a: 3}"},
        {"matches", "x", "4"},
        {"matches", "x", "[x]"},
        {"ne", "4", "'5'"},
        {"ne", "four", "4"},
        {"ne", "false", "0"},
        {"ne", "[1]", "[true]"},
        {"near", "{value: 4, tol: 1}", "'4'"},
        {"one_of", "[1, 2]", "'1'"},
        {"one_of", "['1']", "1"},
    };
    static const char *const undefined[] = {"null", ".nan"};
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        char expect[128];
        char subject[64];
        snprintf(expect, sizeof expect, "{x: {%s: %s}}", cases[i].op, cases[i].operand);
        snprintf(subject, sizeof subject, "{x: %s}", cases[i].other_kind);
        check_rows(&(struct row){expect, subject, LG_NOT_JUDGED}, 1);
        check_rows(&(struct row){expect, "{y: 4}", LG_NOT_JUDGED}, 1);
        for (size_t k = 0; k < LG_ARRAY_LEN(undefined); k++) {
            snprintf(subject, sizeof subject, "{x: %s}", undefined[k]);
            check_rows(&(struct row){expect, subject, LG_NOT_JUDGED}, 1);
        }
    }
}

/* What came into the file by substitution. */
static void judge__an_unfit_wanted_operand_is_never_a_verdict(void **state) {
    LG_UNUSED(state);
    static const struct row rows[] = {
        {"{x: {eq: .nan}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {ne: .nan}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {ne: null}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: null}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {lt: null}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {lt: '4'}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {ge: [1]}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {near: {value: null, tol: 1}}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {near: {value: .nan, tol: 1}}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {near: {value: 1, tol: null}}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {near: {value: 1, tol: .nan}}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {near: {value: 1, tol: text}}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {matches: 4}}", "{x: a}", LG_NOT_JUDGED},
        {"{x: {contains: [a]}}", "{x: a}", LG_NOT_JUDGED},
        {"{x: {one_of: 1}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {one_of: [1, null]}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {one_of: [1, .nan]}}", "{x: 2}", LG_NOT_JUDGED},
        {"{x: {exists: 1}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {exists: null}}", "{y: 1}", LG_NOT_JUDGED},
    };
    check_rows(rows, LG_ARRAY_LEN(rows));
}

static void judge__a_null_is_absent_and_a_nan_is_not(void **state) {
    LG_UNUSED(state);
    static const struct row rows[] = {
        {"{x: {exists: true}}", "{x: null}", LG_NOT_MET},
        {"{x: {exists: false}}", "{x: null}", LG_HELD},
        {"{x: {exists: true}}", "{x: .nan}", LG_HELD},
        {"{x: {exists: true}}", "{x: -.inf}", LG_HELD},
    };
    check_rows(rows, LG_ARRAY_LEN(rows));
}

static void judge__minus_infinity_is_a_number(void **state) {
    LG_UNUSED(state);
    static const struct row rows[] = {
        {"{x: {lt: -70}}", "{x: -.inf}", LG_HELD},
        {"{x: {gt: -70}}", "{x: -.inf}", LG_NOT_MET},
        {"{x: {eq: -.inf}}", "{x: -.inf}", LG_HELD},
        {"{x: {ne: -.inf}}", "{x: -.inf}", LG_NOT_MET},
        {"{x: {eq: -.inf}}", "{x: .inf}", LG_NOT_MET},
        {"{x: {ne: 0}}", "{x: -.inf}", LG_HELD},
        {"{x: {lt: -70 LUFS}}", "{x: -inf LUFS}", LG_HELD},
        {"{x: {near: {value: -.inf, tol: 1}}}", "{x: -.inf}", LG_HELD},
        {"{x: {near: {value: -.inf, tol: 1}}}", "{x: -100}", LG_NOT_MET},
        {"{x: {near: {value: -100, tol: 1}}}", "{x: -.inf}", LG_NOT_MET},
        {"{x: {near: {value: .inf, tol: 1}}}", "{x: -.inf}", LG_NOT_MET},
        {"{x: {one_of: [-.inf, 0]}}", "{x: -.inf}", LG_HELD},
    };
    check_rows(rows, LG_ARRAY_LEN(rows));
}

static void judge__lists_are_searched_by_kind(void **state) {
    LG_UNUSED(state);
    static const struct row rows[] = {
        {"{x: {contains: Drums}}", "{x: [0, Drums]}", LG_HELD},
        {"{x: {contains: Bass}}", "{x: [0, Drums]}", LG_NOT_MET},
        {"{x: {contains: 0}}", "{x: [0, Drums]}", LG_HELD},
        {"{x: {contains: Bass}}", "{x: []}", LG_NOT_MET},
        {"{x: {contains: Drums}}", "{x: [null, Drums]}", LG_HELD},
        {"{x: {contains: Bass}}", "{x: [null, Drums]}", LG_NOT_JUDGED},
        {"{x: {contains: 1}}", "{x: [.nan, 2]}", LG_NOT_JUDGED},
        {"{x: {contains: -1 dBFS}}", "{x: [-1 LUFS]}", LG_NOT_JUDGED},
        {"{x: {one_of: [1, off]}}", "{x: 'off'}", LG_HELD},
        {"{x: {one_of: [1, off]}}", "{x: 2}", LG_NOT_MET},
        {"{x: {one_of: [1, off]}}", "{x: true}", LG_NOT_JUDGED},
        {"{x: {eq: [1, null]}}", "{x: [1, 2]}", LG_NOT_JUDGED},
        {"{x: {ne: [1, 2]}}", "{x: [1, .nan]}", LG_NOT_JUDGED},
        {"{x: {eq: [1]}}", "{x: [1, .nan]}", LG_NOT_JUDGED},
    };
    check_rows(rows, LG_ARRAY_LEN(rows));
}

static void judge__units_must_fit(void **state) {
    LG_UNUSED(state);
    static const struct row rows[] = {
        {"{x: {eq: -14 LUFS}}", "{x: -14 LUFS}", LG_HELD},
        {"{x: {eq: -14}}", "{x: -14 LUFS}", LG_HELD},
        {"{x: {eq: -14 LUFS}}", "{x: -14}", LG_NOT_JUDGED},
        {"{x: {ne: -14 LUFS}}", "{x: -15}", LG_NOT_JUDGED},
        {"{x: {le: 3 dB}}", "{x: 1}", LG_NOT_JUDGED},
        {"{x: {eq: 5 dB}}", "{x: 5}", LG_NOT_JUDGED},
        {"{x: [1 s, 2 s]}", "{x: [1, 2]}", LG_NOT_JUDGED},
        {"{x: {contains: 1 s}}", "{x: [1, 2]}", LG_NOT_JUDGED},
        {"{x: {one_of: [1 s, 2]}}", "{x: 2}", LG_NOT_JUDGED},
        {"{x: {one_of: [1, 2]}}", "{x: 2 s}", LG_HELD},
        {"{x: {near: {value: 5 dB, tol: 1}}}", "{x: 5}", LG_NOT_JUDGED},
        {"{x: {near: {value: 5, tol: 1 dB}}}", "{x: 5}", LG_NOT_JUDGED},
        {"{x: {near: {value: 5, tol: 1 dB}}}", "{x: 5 dB}", LG_HELD},
        {"{x: {lt: 30 %}}", "{x: 0.25}", LG_HELD},
        {"{x: {eq: -14 dBFS}}", "{x: -14 LUFS}", LG_NOT_JUDGED},
        {"{x: {ne: -14 dBFS}}", "{x: -14 LUFS}", LG_NOT_JUDGED},
        {"{x: {lt: -1 dBTP}}", "{x: -14 LUFS}", LG_NOT_JUDGED},
        {"{x: {one_of: [-14 LUFS, -14 dBFS]}}", "{x: -14 LUFS}", LG_NOT_JUDGED},
        {"{x: {eq: 2 s}}", "{x: 2000 ms}", LG_HELD},
        {"{x: {eq: 9 ms}}", "{x: 0.009 s}", LG_HELD},
        {"{x: {lt: 1 kHz}}", "{x: 999 Hz}", LG_HELD},
        {"{x: {gt: 1 kHz}}", "{x: 999}", LG_NOT_JUDGED},
        {"{x: {eq: 25 %}}", "{x: 0.25}", LG_HELD},
        {"{x: {eq: 0.25}}", "{x: 25 %}", LG_HELD},
        {"{x: {near: {value: 25 %, tol: 1 %}}}", "{x: 0.255}", LG_HELD},
        {"{x: {near: {value: 0.25, tol: 0.001}}}", "{x: 26 %}", LG_NOT_MET},
        {"{x: {near: {value: 0.25, tol: 1 %}}}", "{x: 0.255}", LG_HELD},
        {"{x: {near: {value: 0.25, tol: 1 %}}}", "{x: 0.3}", LG_NOT_MET},
        {"{x: {near: {value: 2 s, tol: 100 ms}}}", "{x: 2050 ms}", LG_HELD},
        {"{x: {near: {value: 2 s, tol: 100 ms}}}", "{x: 2150 ms}", LG_NOT_MET},
        {"{x: {near: {value: -14 LUFS, tol: 1 dB}}}", "{x: -14.5 LUFS}", LG_HELD},
        {"{x: {near: {value: -14 LUFS, tol: 1 LU}}}", "{x: -15.5}", LG_NOT_JUDGED},
        {"{x: {near: {value: -14 LUFS, tol: 1 LU}}}", "{x: -15.5 LUFS}", LG_NOT_MET},
        {"{x: {near: {value: -14, tol: 1 Hz}}}", "{x: -14 LUFS}", LG_NOT_JUDGED},
        {"{x: {near: {value: -14 dBFS, tol: 1 dB}}}", "{x: -14 LUFS}", LG_NOT_JUDGED},
        {"{x: {contains: 2 s}}", "{x: [2000 ms]}", LG_HELD},
    };
    check_rows(rows, LG_ARRAY_LEN(rows));
}

static void judge__the_bound_itself_is_near(void **state) {
    LG_UNUSED(state);
    static const struct row rows[] = {
        {"{x: {near: {value: -13.98, tol: 0.1}}}", "{x: -14.08}", LG_HELD},
        {"{x: {near: {value: -13.98, tol: 0.1}}}", "{x: -13.88}", LG_HELD},
        {"{x: {near: {value: 0.7, tol: 0.1}}}", "{x: 0.8}", LG_HELD},
        {"{x: {near: {value: -23, tol: 0.1}}}", "{x: -22.9}", LG_HELD},
        {"{x: {near: {value: -23, tol: 0.1}}}", "{x: -23.1}", LG_HELD},
        {"{x: {near: {value: -17.67, tol: 0.01}}}", "{x: -17.66}", LG_HELD},
        {"{x: {near: {value: -13.98, tol: 0.1}}}", "{x: -14.0800001}", LG_NOT_MET},
        {"{x: {near: {value: 0, tol: 0.1}}}", "{x: 0.10000001}", LG_NOT_MET},
    };
    check_rows(rows, LG_ARRAY_LEN(rows));
}

static void judge__checks_stand_in_file_order(void **state) {
    LG_UNUSED(state);
    struct judged judged;
    assert_int_equal(judge(&judged, "{b: {lt: 9, ge: 2}, a: 1, c: {near: {value: 1, tol: 2}}}",
                           "{a: 1, b: 1, c: 2}", NULL),
                     0);
    static const char *const ops[] = {"lt", "ge", "eq", "near"};
    static const char *const subjects[] = {"b", "b", "a", "c"};
    assert_int_equal(judged.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(judged.checks[i].op, ops[i]);
        assert_string_equal(judged.checks[i].subject, subjects[i]);
        assert_non_null(judged.checks[i].wanted);
        assert_non_null(judged.checks[i].got);
        assert_true((judged.checks[i].tol != NULL) == (i == 3));
    }
    assert_int_equal(judged.checks[1].verdict, LG_NOT_MET);
    lg_arena_dispose(&judged.arena);
}

static void text__says_wanted_got_tolerance_and_unit(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *expect, *subject, *text;
    } rows[] = {
        {"{first.num_tracks: {gt: 0}}", "{first: {num_tracks: 0}}",
         "first.num_tracks: wanted > 0, got 0"},
        {"{lufs_i: {near: {value: -17.7 LUFS, tol: 0.5}}}", "{lufs_i: -14.66233 LUFS}",
         "lufs_i: wanted -17.7 LUFS ±0.5, got -14.66 LUFS (3.04 LU off)"},
        {"{lufs_i: {near: {value: -17.7, tol: 0.5 LU}}}", "{lufs_i: -17.6726 LUFS}",
         "lufs_i: wanted -17.7 LUFS ±0.5 LU, got -17.67 LUFS"},
        {"{p: {near: {value: -13.98 dBFS, tol: 0.1 dB}}}", "{p: -14.0800004 dBFS}",
         "p: wanted -13.98 dBFS ±0.1 dB, got -14.0800004 dBFS (0.1000004 dB off)"},
        {"{n: {near: {value: 96000, tol: 1}}}", "{n: 95000}",
         "n: wanted 96000 ±1, got 95000 (1000 off)"},
        {"{x: {near: {value: 1, tol: 1}}}", "{x: -.inf}", "x: wanted 1 ±1, got -inf"},
        {"{reply: [ok]}", "{reply: [no]}", "reply: wanted [\"ok\"], got [\"no\"]"},
        {"{x: {ne: a}}", "{x: a}", "x: wanted other than \"a\", got \"a\""},
        {"{x: {le: -1}}", "{x: 0.5 dBTP}", "x: wanted ≤ -1 dBTP, got 0.5 dBTP"},
        {"{x: {lt: 0.30000001}}", "{x: 0.30000002}", "x: wanted < 0.30000001, got 0.30000002"},
        {"{x: {matches: '^b'}}", "{x: a}", "x: wanted a match of \"^b\", got \"a\""},
        {"{x: {one_of: [1, 2]}}", "{x: 3}", "x: wanted one of [1, 2], got 3"},
        {"{x: {contains: b}}", "{x: [a]}", "x: wanted something with \"b\", got [\"a\"]"},
        {"{x: {exists: true}}", "{y: 1}", "x: wanted a value, got nothing"},
        {"{x: {exists: false}}", "{x: 1}", "x: wanted no value, got 1"},
        {"{m.lufs: {gt: 0}}", "{m: {lufs_i: 1}}",
         "m.lufs: cannot be judged: there is no 'lufs'; wanted > 0"},
        {"{m.lufs_j: {gt: 0}}", "{m: {lufs_i: 1}}",
         "m.lufs_j: cannot be judged: there is no 'lufs_j', did you mean 'lufs_i'?; wanted > 0"},
        {"{x.y.z: 1}", "{x: {y: 2}}",
         "x.y.z: cannot be judged: there is no 'z' in a number; wanted 1"},
        {"{x: {eq: 4}}", "{x: four}",
         "x: cannot be judged: text can't be compared with a number; wanted 4"},
        {"{x: {near: {value: -14 dBFS, tol: 1 dB}}}", "{x: -14 LUFS}",
         "x: cannot be judged: LUFS does not fit dBFS; wanted -14 dBFS ±1 dB"},
        {"{x: {lt: 1}}", "{x: null}", "x: cannot be judged: what was got is null; wanted < 1"},
        {"{x: {le: 3 dB}}", "{x: 1}", "x: cannot be judged: 1 has no unit; wanted ≤ 3 dB"},
        {"{x: {near: {value: -14 LUFS, tol: 1 dB}}}", "{x: -14.5}",
         "x: cannot be judged: -14.5 has no unit; wanted -14 LUFS ±1 dB"},
        {"{x: {near: {value: 5, tol: 1 dB}}}", "{x: 5}",
         "x: cannot be judged: a tolerance in dB does not fit a number without a unit; wanted 5 ±1 "
         "dB"},
        {"{x: {ne: [1]}}", "{x: [1, .nan]}",
         "x: cannot be judged: what was got is a list whose item 1 is NaN; wanted other than [1]"},
        {"{x: {eq: {a: 1}}}", "{x: {b: null}}",
         "x: cannot be judged: what was got is a map whose 'b' is null; wanted {a: 1}"},
        {"{x: {contains: 1}}", "{x: [2, .nan]}",
         "x: cannot be judged: item 1 of what was got is NaN; wanted something with 1"},
        {"{x: {one_of: [.nan]}}", "{x: 1}",
         "x: cannot be judged: what is wanted is a list whose item 0 is NaN; wanted one of [nan]"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct judged judged;
        assert_int_equal(judge(&judged, rows[i].expect, rows[i].subject, NULL), 0);
        assert_string_equal(judged.checks[0].text, rows[i].text);
        lg_arena_dispose(&judged.arena);
    }
}

static void text__an_undefined_value_gives_its_reason(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct lg_check *checks;
    size_t count;
    struct lg_value *subject = lg_value_map(&arena);
    lg_value_put(&arena, subject, "s", lg_value_null(&arena, "shorter than 3 s"));
    assert_int_equal(
        lg_expect_judge(yaml_node(&arena, "{s: {ne: 1}}"), subject, &arena, &checks, &count, NULL),
        0);
    assert_int_equal(checks[0].verdict, LG_NOT_JUDGED);
    assert_string_equal(checks[0].text, "s: cannot be judged: what was got is null (shorter than 3 "
                                        "s); wanted other than 1");
    lg_arena_dispose(&arena);
}

static void judge__a_malformed_operand_is_an_error_with_its_place(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *expect;
        unsigned column;
        const char *says;
    } rows[] = {
        {"{x: {matches: '('}}", 15, "pattern '('"},
        {"{x: {matches: ''}}", 15, "pattern '' matches any text"},
        {"{x: {contains: ''}}", 16, "contains '' holds for any text"},
        {"{x: {one_of: []}}", 14, "one_of is empty"},
        {"{x: {near: {value: 1, tol: 0}}}", 28, "tol must be above 0"},
        {"{x: {near: {value: 1, tol: -1}}}", 28, "tol must be above 0"},
        {"{x: {near: {value: 1, tol: .inf}}}", 28, "tol must be above 0"},
        {"{x: {near: [1, 2]}}", 12, "near takes {value"},
        {"{x: {gtt: 1}}", 6, "did you mean 'gt'?"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct judged judged;
        struct lg_err err = {0};
        assert_int_equal(judge(&judged, rows[i].expect, "{x: a}", &err), -1);
        if (err.column != rows[i].column || strstr(err.text, rows[i].says) == NULL)
            fail_msg("%s: column %u: %s", rows[i].expect, err.column, err.text);
        lg_arena_dispose(&judged.arena);
    }
}

static void judge__an_undecided_pattern_is_no_verdict(void **state) {
    LG_UNUSED(state);
    assert_int_equal(verdict_of("{x: {matches: '(a+)+$'}}",
                                "{x: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab}"),
                     LG_NOT_JUDGED);
}

static int check(const char *text, struct lg_err *err) {
    struct lg_arena arena = {0};
    int status = lg_expect_check(yaml_node(&arena, text), "expect", err);
    lg_arena_dispose(&arena);
    return status;
}

static void check__accepts_what_can_be_judged(void **state) {
    LG_UNUSED(state);
    static const char *const good[] = {
        "{x: 1}",
        "{x: [ok], y.0.z: text}",
        "{x: {gt: 0, lt: 4 s}}",
        "{x: {near: {value: -14 LUFS, tol: 0.5}}}",
        "{x: {near: {value: -14 LUFS, tol: 0.5 dB}}}",
        "{x: {near: {value: '${a}', tol: '${b}'}}}",
        "{x: '${a}'}",
        "{x: {matches: '${pattern}('}}",
        "{x: {one_of: ['${a}', 2]}}",
        "{x: {exists: '${flag}'}}",
        "{x: {lt: -.inf}}",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(good); i++) {
        struct lg_err err = {0};
        if (check(good[i], &err) < 0)
            fail_msg("%s: %s", good[i], err.text);
    }
}

static void check__refuses_at_its_place(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *expect;
        unsigned column;
        const char *says;
    } bad[] = {
        {"{}", 1, "expect is empty"},
        {"[x]", 1, "expect is a map"},
        {"text", 1, "expect is a map"},
        {"{x: {}}", 5, "without an operator"},
        {"{x: {neer: 1}}", 6, "did you mean 'near'?"},
        {"{x: {foobar: 1}}", 6, "there are contains, eq"},
        {"{x: null}", 5, "exists: false"},
        {"{x: {eq: }}", 10, "exists: false"},
        {"{x: {eq: .nan}}", 10, "NaN"},
        {"{x: {eq: [1, .nan]}}", 10, "NaN"},
        {"{x: {gt: text}}", 10, "gt takes a number, not text"},
        {"{x: {lt: '4'}}", 10, "lt takes a number, not text"},
        {"{x: {ge: [1]}}", 10, "ge takes a number, not a list"},
        {"{x: {near: 4}}", 12, "near takes {value"},
        {"{x: {near: {value: 4}}}", 12, "near needs 'tol'"},
        {"{x: {near: {tol: 4}}}", 12, "near needs 'value'"},
        {"{x: {near: {value: 4, tol: 1, to: 2}}}", 31, "did you mean 'tol'"},
        {"{x: {near: {value: a, tol: 1}}}", 20, "not text"},
        {"{x: {near: {value: 4, tol: a}}}", 28, "not text"},
        {"{x: {near: {value: 4, tol: 0}}}", 28, "above 0"},
        {"{x: {near: {value: 4, tol: .inf}}}", 28, "above 0"},
        {"{x: {near: {value: 4, tol: .nan}}}", 28, "NaN"},
        {"{x: {near: {value: 4 LUFS, tol: 1 Hz}}}", 33, "Hz does not fit"},
        {"{x: {matches: 4}}", 15, "takes a pattern"},
        {"{x: {matches: '['}}", 15, "pattern '['"},
        {"{x: {matches: '.*'}}", 15, "pattern '.*' matches any text: nothing could fail"},
        {"{x: {contains: [1]}}", 16, "takes one value"},
        {"{x: {contains: ''}}", 16, "contains '' holds for any text: nothing could fail"},
        {"{x: {one_of: []}}", 14, "one_of is empty"},
        {"{x: {one_of: 1}}", 14, "takes a list"},
        {"{x: {one_of: [1, null]}}", 14, "null"},
        {"{x: {exists: 1}}", 14, "takes true or false"},
        {"{'': 1}", 2, "is no path"},
        {"{x..y: 1}", 2, "is no path"},
        {"{x.: 1}", 2, "is no path"},
        {"{'${x}': 1}", 2, "a path can't hold a variable"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(bad); i++) {
        struct lg_err err = {0};
        if (check(bad[i].expect, &err) == 0)
            fail_msg("%s was accepted", bad[i].expect);
        assert_int_equal(err.kind, LG_ERR_READ);
        if (err.column != bad[i].column || strstr(err.text, bad[i].says) == NULL)
            fail_msg("%s: column %u: %s", bad[i].expect, err.column, err.text);
    }
}

/* A mistyped operator finds the nearest one, and no operator is missing from the table. */
static void check__knows_all_operators(void **state) {
    LG_UNUSED(state);
    static const char *const operands[] = {
        "a", "1", "true", "1", "1", "1", "1", "a", "1", "{value: 1, tol: 1}", "[1]"};
    for (size_t i = 0; i < LG_ARRAY_LEN(operators); i++) {
        char text[64];
        snprintf(text, sizeof text, "{x: {%s: %s}}", operators[i], operands[i]);
        struct lg_err err = {0};
        if (check(text, &err) < 0)
            fail_msg("%s: %s", text, err.text);
    }
}

/* It is called what its key is called. */
static void check__names_the_key_it_stands_under(void **state) {
    LG_UNUSED(state);
    static const char *const bad[][2] = {
        {"false", "when is a map of paths to operators, not true or false"},
        {"'no'", "when is a map of paths to operators, not text"},
        {"{}", "when is empty"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(bad); i++) {
        struct lg_arena arena = {0};
        struct lg_err err = {0};
        assert_int_equal(lg_expect_check(yaml_node(&arena, bad[i][0]), "when", &err), -1);
        assert_string_equal(err.text, bad[i][1]);
        lg_arena_dispose(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judge__each_operator_holds_and_fails),
        cmocka_unit_test(judge__paths_lead_into_maps_and_lists),
        cmocka_unit_test(judge__an_unfit_operand_is_never_a_verdict),
        cmocka_unit_test(judge__an_unfit_wanted_operand_is_never_a_verdict),
        cmocka_unit_test(judge__a_null_is_absent_and_a_nan_is_not),
        cmocka_unit_test(judge__minus_infinity_is_a_number),
        cmocka_unit_test(judge__lists_are_searched_by_kind),
        cmocka_unit_test(judge__units_must_fit),
        cmocka_unit_test(judge__the_bound_itself_is_near),
        cmocka_unit_test(judge__checks_stand_in_file_order),
        cmocka_unit_test(text__says_wanted_got_tolerance_and_unit),
        cmocka_unit_test(text__an_undefined_value_gives_its_reason),
        cmocka_unit_test(judge__a_malformed_operand_is_an_error_with_its_place),
        cmocka_unit_test(judge__an_undecided_pattern_is_no_verdict),
        cmocka_unit_test(check__accepts_what_can_be_judged),
        cmocka_unit_test(check__refuses_at_its_place),
        cmocka_unit_test(check__knows_all_operators),
        cmocka_unit_test(check__names_the_key_it_stands_under),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
