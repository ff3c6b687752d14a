#include "run/states.h"

#include <string.h>

#include "base/attr.h"
#include "support/unit.h"

/* The whole machine, written down a second time as the reference draws it. */
static const struct {
    enum lg_state from;
    enum lg_trigger trigger;
    enum lg_state to;
} rows[] = {
    {LG_STATE_NONE, LG_TRIGGER_ANNOUNCED, LG_STATE_PLAN},
    {LG_STATE_PLAN, LG_TRIGGER_STARTED, LG_STATE_RUN},
    {LG_STATE_PLAN, LG_TRIGGER_SKIPPED, LG_STATE_DONE},
    {LG_STATE_PLAN, LG_TRIGGER_BLOCKED, LG_STATE_STOP},
    {LG_STATE_PLAN, LG_TRIGGER_STOPPED, LG_STATE_DONE},
    {LG_STATE_PLAN, LG_TRIGGER_RECORDED, LG_STATE_DONE},
    {LG_STATE_PLAN, LG_TRIGGER_INTERRUPTED, LG_STATE_STOP},
    {LG_STATE_PLAN, LG_TRIGGER_ERROR, LG_STATE_DIAGNOSE},
    {LG_STATE_RUN, LG_TRIGGER_EXITED, LG_STATE_OBSERVE},
    {LG_STATE_RUN, LG_TRIGGER_INTERRUPTED, LG_STATE_STOP},
    {LG_STATE_OBSERVE, LG_TRIGGER_NOTHING, LG_STATE_DONE},
    {LG_STATE_OBSERVE, LG_TRIGGER_HELD, LG_STATE_DONE},
    {LG_STATE_OBSERVE, LG_TRIGGER_NOT_MET, LG_STATE_DIAGNOSE},
    {LG_STATE_OBSERVE, LG_TRIGGER_ERROR, LG_STATE_DIAGNOSE},
    {LG_STATE_PLAN, LG_TRIGGER_UNCLASSIFIED, LG_STATE_STOP},
    {LG_STATE_OBSERVE, LG_TRIGGER_UNCLASSIFIED, LG_STATE_STOP},
    {LG_STATE_DIAGNOSE, LG_TRIGGER_NEXT_PROBE, LG_STATE_DIAGNOSE},
    {LG_STATE_DIAGNOSE, LG_TRIGGER_FIX_FOUND, LG_STATE_FIX},
    {LG_STATE_DIAGNOSE, LG_TRIGGER_USER_ACTION, LG_STATE_STOP},
    {LG_STATE_DIAGNOSE, LG_TRIGGER_PROBES_SPENT, LG_STATE_STOP},
    {LG_STATE_FIX, LG_TRIGGER_FIXED, LG_STATE_VERIFY},
    {LG_STATE_FIX, LG_TRIGGER_FIX_FAILED, LG_STATE_STOP},
    {LG_STATE_VERIFY, LG_TRIGGER_HELD, LG_STATE_DONE},
    {LG_STATE_VERIFY, LG_TRIGGER_NOT_MET, LG_STATE_DIAGNOSE},
    {LG_STATE_VERIFY, LG_TRIGGER_ERROR, LG_STATE_DIAGNOSE},
    {LG_STATE_VERIFY, LG_TRIGGER_FIXES_SPENT, LG_STATE_STOP},
    {LG_STATE_VERIFY, LG_TRIGGER_INTERRUPTED, LG_STATE_STOP},
};

static enum lg_state wanted(enum lg_state from, enum lg_trigger trigger) {
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        if (rows[i].from == from && rows[i].trigger == trigger)
            return rows[i].to;
    }
    return LG_STATE_NONE;
}

static void states__go_by_the_table(void **state) {
    LG_UNUSED(state);
    for (int from = 0; from < LG_STATE__COUNT; from++) {
        for (int trigger = 0; trigger < LG_TRIGGER__COUNT; trigger++)
            assert_int_equal(lg_state_next((enum lg_state)from, (enum lg_trigger)trigger),
                             wanted((enum lg_state)from, (enum lg_trigger)trigger));
    }
}

static void states__refuse_what_is_out_of_range(void **state) {
    LG_UNUSED(state);
    assert_int_equal(lg_state_next(LG_STATE__COUNT, LG_TRIGGER_STARTED), LG_STATE_NONE);
    assert_int_equal(lg_state_next(LG_STATE_PLAN, LG_TRIGGER__COUNT), LG_STATE_NONE);
    assert_string_equal(lg_state_name(LG_STATE__COUNT), "unknown");
    assert_string_equal(lg_trigger_name(LG_TRIGGER__COUNT), "unknown");
}

/* Every state that is not final leads on, and no final one does. */
static void states__end_in_done_or_stop(void **state) {
    LG_UNUSED(state);
    for (int from = LG_STATE_PLAN; from < LG_STATE__COUNT; from++) {
        bool leads_on = false;
        for (int trigger = 0; trigger < LG_TRIGGER__COUNT; trigger++)
            leads_on |= lg_state_next((enum lg_state)from, (enum lg_trigger)trigger) != 0;
        assert_int_equal(leads_on, !lg_state_is_final((enum lg_state)from));
    }
}

static void states__have_names(void **state) {
    LG_UNUSED(state);
    for (int i = 0; i < LG_STATE__COUNT; i++)
        assert_non_null(lg_state_name((enum lg_state)i));
    for (int i = 0; i < LG_TRIGGER__COUNT; i++)
        assert_non_null(lg_trigger_name((enum lg_trigger)i));
    assert_string_equal(lg_state_name(LG_STATE_OBSERVE), "OBSERVE");
    assert_string_equal(lg_trigger_name(LG_TRIGGER_UNCLASSIFIED), "unclassified");
    for (int i = 0; i < LG_STATE__COUNT; i++)
        assert_int_equal(lg_state_named(lg_state_name((enum lg_state)i)), i);
    for (int i = 0; i < LG_TRIGGER__COUNT; i++)
        assert_int_equal(lg_trigger_named(lg_trigger_name((enum lg_trigger)i)), i);
    assert_int_equal(lg_state_named("nonesuch"), LG_STATE_NONE);
    assert_int_equal(lg_trigger_named("nonesuch"), LG_TRIGGER__COUNT);
}

/* The machine goes where section G's table leads; what exit 0 shows besides success is the verb
 * exec's to tell from it. */
static void states__agree_with_the_decision_table(void **state) {
    LG_UNUSED(state);
    const struct lg_decision *decisions;
    size_t count = lg_decisions(&decisions);
    size_t rows_of_g = 0;
    for (size_t i = 0; i < count; i++) {
        const struct lg_decision *row = &decisions[i];
        bool is_ambiguous = row->act == LG_ACT_AMBIGUOUS;
        enum lg_trigger trigger = lg_state_trigger(row->sight);
        bool is_success_of_failure = row->sight == LG_SIGHT_SUCCESS && row->code != LG_CODE_ZERO;
        rows_of_g += row->number > 0;
        if (is_ambiguous || is_success_of_failure)
            continue;
        assert_int_equal(lg_state_next(lg_state_of_phase(row->phase), trigger),
                         lg_state_of_phase(row->next));
    }
    assert_int_equal(rows_of_g, 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states__go_by_the_table),
        cmocka_unit_test(states__refuse_what_is_out_of_range),
        cmocka_unit_test(states__end_in_done_or_stop),
        cmocka_unit_test(states__have_names),
        cmocka_unit_test(states__agree_with_the_decision_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
