#include "step/recheck.h"

#include "support/unit.h"

static struct lg_arena arena;

static int dispose(void **state) {
    (void)state;
    lg_arena_dispose(&arena);
    return 0;
}

static struct lg_value *text(const char *word) {
    return lg_value_text(&arena, word);
}

static struct lg_value *level(double number) {
    return lg_value_real(&arena, number, "LUFS");
}

static struct lg_value *list(const char *word) {
    struct lg_value *value = lg_value_list(&arena);
    lg_value_push(&arena, value, text(word));
    return value;
}

static int recheck(struct lg_event_step step, struct lg_check check) {
    struct lg_event event = {.kind = LG_EVENT_STEP, .as.step = step};
    struct lg_err err = {0};
    check.subject = "it";
    event.as.step.gate = "g";
    event.as.step.id = "s";
    if (check.op != NULL) {
        event.as.step.checks = &check;
        event.as.step.num_checks = 1;
    }
    int rc = lg_recheck(&event, &err);
    assert_int_equal(err.kind, rc == 0 ? LG_ERR_NONE : LG_ERR_READ);
    return rc;
}

static void recheck__what_is_told_as_held_must_hold(void **state) {
    (void)state;
    const struct {
        struct lg_check check;
        bool is_refused;
    } rows[] = {
        {{.op = "eq", .wanted = list("ok"), .got = list("ok")}, false},
        {{.op = "eq", .wanted = list("no"), .got = list("ok")}, true},
        {{.op = "eq", .wanted = text("5"), .got = lg_value_int(&arena, 5)}, true},
        {{.op = "eq", .wanted = text("ok")}, true},
        {{.op = "one_of", .wanted = list("a"), .got = text("a")}, false},
        {{.op = "one_of", .wanted = list("a"), .got = text("b")}, true},
        {{.op = "le", .wanted = level(-9), .got = level(-8)}, true},
        {{.op = "le", .wanted = level(-9), .got = level(-9 + 1e-10)}, false},
        {{.op = "ge", .wanted = level(-9), .got = level(-8)}, false},
        {{.op = "ne", .wanted = level(-9), .got = level(-9.5)}, false},
        {{.op = "near", .wanted = level(-14), .got = level(-17), .tol = level(0.5)}, true},
        {{.op = "near", .wanted = level(-14), .got = level(-14.5), .tol = level(0.5)}, false},
        /* Said to be not met, of no operator, without its tolerance, masked: nobody's lie. */
        {{.op = "le", .wanted = level(-9), .got = level(-8), .verdict = LG_NOT_MET}, false},
        {{.op = "writes", .wanted = text("a.wav"), .got = text("written anew")}, false},
        {{.op = "near", .wanted = level(0), .got = level(0.01)}, false},
        {{.op = "ne", .wanted = text("***"), .got = text("***")}, false},
        {{.op = "matches", .wanted = text("^a"), .got = text("***")}, false},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        int rc = recheck((struct lg_event_step){.verb = "scan"}, rows[i].check);
        if ((rc != 0) != rows[i].is_refused)
            fail_msg("row %zu: %d", i, rc);
    }
}

static void recheck__a_verdict_has_a_check_behind_it(void **state) {
    (void)state;
    const struct lg_check none = {.op = NULL};
    const struct lg_check missed = {
        .op = "eq", .wanted = text("a"), .got = text("b"), .verdict = LG_NOT_MET};
    assert_int_equal(recheck((struct lg_event_step){.verb = "ping"}, none), 0);
    assert_int_equal(recheck((struct lg_event_step){.verb = "expect"}, none), -1);
    assert_int_equal(recheck((struct lg_event_step){.verb = "expect", .outcome = LG_SKIPPED}, none),
                     0);
    assert_int_equal(recheck((struct lg_event_step){.verb = "ping", .outcome = LG_FAILED}, none),
                     -1);
    assert_int_equal(recheck((struct lg_event_step){.verb = "ping", .outcome = LG_FAILED}, missed),
                     0);
    const struct lg_event other = {.kind = LG_EVENT_GATE_END};
    assert_int_equal(lg_recheck(&other, NULL), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recheck__what_is_told_as_held_must_hold),
        cmocka_unit_test(recheck__a_verdict_has_a_check_behind_it),
    };
    return cmocka_run_group_tests(tests, NULL, dispose);
}
