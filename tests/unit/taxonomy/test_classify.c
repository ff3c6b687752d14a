#include "unit/taxonomy/table.h"

#include <errno.h>

static struct lg_taxonomy *table;

static int set_up(void **state) {
    LG_UNUSED(state);
    table = read_shipped();
    return 0;
}

static int tear_down(void **state) {
    LG_UNUSED(state);
    lg_taxonomy_free(table);
    return 0;
}

static void judge(const char *text, const struct lg_facts *facts, struct lg_class *out) {
    lg_taxonomy_judge(table, lg_view_of(text), facts, out);
}

static void facts__come_before_text(void **state) {
    LG_UNUSED(state);
    static const struct {
        struct lg_facts facts;
        const char *text, *rule;
    } rows[] = {
        {{.sys_errno = ECONNREFUSED}, "weird", "connection-refused"},
        {{.sys_errno = EADDRINUSE}, "no reply to /live/test", "address-in-use"},
        {{.sys_errno = EHOSTUNREACH}, "", "host-unreachable"},
        {{.address = "/live/song/get/tempo", .waited_ns = 1}, "late", "no-reply"},
        {{.address = "/live/test", .got = "[\"no\"]"}, "", "ping-not-ok"},
        {{.subject = "first.ok", .expected = "true", .got = "false"}, "", "check-ok-false"},
        {{.subject = "first.num_tracks", .got = "0"}, "", "check-no-tracks"},
        {{.subject = "again.fingerprint", .got = "\"bb\""}, "", "check-fingerprint"},
        {{.subject = "mono.lufs_i", .got = "-9 LUFS"}, "", "check-audio"},
        {{.sys_errno = ENOENT, .path = "renders/Master.WAV"}, "", "audio-missing"},
        {{.waited_ns = 5, .path = "renders/a.wav"}, "", "audio-incomplete"},
        {{.sys_errno = ENOENT, .path = "data/caches/x.json"}, "", "file-not-found-data"},
        {{.sys_errno = ENOENT, .path = "livegate.yaml"}, "", "file-missing"},
        {{.sys_errno = EACCES, .path = "a.wav"}, "No such file or directory", "permission-denied"},
        {{.sys_errno = ENOSPC}, "Permission denied", "disk-full"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_class class;
        judge(rows[i].text, &rows[i].facts, &class);
        assert_non_null(class.rule);
        assert_string_equal(class.rule->id, rows[i].rule);
        assert_true(class.by_facts && class.match.text == NULL);
    }
}

static void facts__what_they_do_not_tell_the_text_tells(void **state) {
    LG_UNUSED(state);
    static const struct lg_facts facts[] = {
        {0},
        {.sys_errno = EINVAL},
        {.subject = "first.num_tracks", .got = "10"},
        {.address = "/live/test"},
        {.subject = "first.ok", .got = "true"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(facts); i++) {
        struct lg_class class;
        judge("Connection refused", &facts[i], &class);
        assert_string_equal(class.rule->id, "connection-refused");
        assert_false(class.by_facts);
        judge("banana", &facts[i], &class);
        assert_null(class.rule);
        assert_ptr_equal(class.category, lg_taxonomy_unclassified());
    }
}

static void others__are_listed_in_order(void **state) {
    LG_UNUSED(state);
    struct lg_class class;
    judge("OSError: Address already in use, lufs_i: nan", NULL, &class);
    assert_string_equal(class.rule->id, "oserror-address-in-use");
    assert_int_equal(class.others.count, 2);
    assert_string_equal(class.others.items[0]->id, "address-in-use");
    assert_string_equal(class.others.items[1]->id, "not-finite");
    struct lg_facts facts = {.sys_errno = EADDRINUSE};
    judge("Address already in use", &facts, &class);
    assert_string_equal(class.rule->id, "address-in-use");
    assert_int_equal(class.others.count, 0);
}

static void match__is_the_part_of_the_text(void **state) {
    LG_UNUSED(state);
    struct lg_class class;
    const char *text = "a\nb Connection refused c";
    judge(text, NULL, &class);
    assert_ptr_equal(class.match.text, text + 4);
    assert_true(lg_view_eq(class.match, "Connection refused"));
}

static void signs__tell_an_error_that_no_rule_knows(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text;
        bool is_sign;
    } rows[] = {
        {"error: gizmo jammed", true},
        {"KeyError: 'gizmo'", true},
        {"3 passed, 1 failed, 0 errors", true},
        {"3 passed, 0 failed", false},
        {"0 errors", false},
        {"info", false},
        {"Connection refused", false}, /* a rule knows it */
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_class class;
        judge(rows[i].text, NULL, &class);
        assert_int_equal(class.is_sign, rows[i].is_sign);
    }
}

static void not__speaks_for_its_line_only(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *own =
        read_rules("  - {id: jam, category: one, pattern: 'jam+ed', not: ['^#', 'unjam'], "
                   "source: t}\n");
    assert_string_equal(rule_of(own, "jammed"), "jam");
    assert_string_equal(rule_of(own, "# jammed"), "none");
    assert_string_equal(rule_of(own, "it was unjammed"), "none");
    assert_string_equal(rule_of(own, "# jammed\njammed"), "jam");
    assert_string_equal(rule_of(own, "jammed\n# jammed"), "jam");
    assert_string_equal(rule_of(own, "# jammed\n"), "none");
    lg_taxonomy_free(own);
}

static void order__is_priority_then_place(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *own =
        read_rules("  - {id: last, category: one, priority: -1, pattern: 'abc', source: t}\n"
                   "  - {id: second, category: one, pattern: 'abc', source: t}\n"
                   "  - {id: third, category: two, pattern: 'abc', source: t}\n"
                   "  - {id: ok, kind: success, priority: 9, pattern: 'abc', source: t}\n"
                   "  - {id: first, category: two, priority: 5, pattern: 'abc', source: t}\n");
    static const char *const order[] = {"first", "second", "third", "last", "ok"};
    for (size_t i = 0; i < LG_ARRAY_LEN(order); i++)
        assert_string_equal(lg_taxonomy_rule(own, i)->id, order[i]);
    assert_string_equal(rule_of(own, "abc"), "first");
    lg_taxonomy_free(own);
}

static void undecided__is_told_and_is_no_miss(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *own =
        read_rules("  - {id: fine, category: one, pattern: 'zzz', source: t}\n"
                   "  - {id: slow, category: one, literal: aaa, pattern: '(a+)+$', source: t}\n"
                   "  - {id: next, category: two, pattern: 'baa', source: t}\n");
    struct lg_class class;
    const char *hard = "baaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";
    lg_taxonomy_judge(own, lg_view_of(hard), NULL, &class);
    assert_int_equal(class.undecided.count, 1);
    assert_string_equal(class.undecided.items[0]->id, "slow");
    assert_string_equal(class.rule->id, "next");
    lg_taxonomy_judge(own, lg_view_of(hard + 1), NULL, &class);
    assert_null(class.rule);
    assert_int_equal(class.undecided.count, 1);
    assert_false(class.is_sign);
    /* What stands before the rule that can't be decided has won already. */
    lg_taxonomy_judge(own, lg_view_of("zzz aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), NULL,
                      &class);
    assert_string_equal(class.rule->id, "fine");
    assert_int_equal(class.undecided.count, 0);
    lg_taxonomy_free(own);
}

/* A rule without a literal in it is tried on every text. */
static void rules__without_literals_are_tried(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *own =
        read_rules("  - {id: odd, category: one, pattern: '^[xyz]{4}$', source: t}\n");
    assert_string_equal(rule_of(own, "xyzx"), "odd");
    assert_string_equal(rule_of(own, "abcd"), "none");
    lg_taxonomy_free(own);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts__come_before_text),
        cmocka_unit_test(facts__what_they_do_not_tell_the_text_tells),
        cmocka_unit_test(others__are_listed_in_order),
        cmocka_unit_test(match__is_the_part_of_the_text),
        cmocka_unit_test(signs__tell_an_error_that_no_rule_knows),
        cmocka_unit_test(not__speaks_for_its_line_only),
        cmocka_unit_test(order__is_priority_then_place),
        cmocka_unit_test(undecided__is_told_and_is_no_miss),
        cmocka_unit_test(rules__without_literals_are_tried),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
