/* The best point of a sweep as a plan: carried out, the set is where the point was rendered. */
#include "joint/sweep.h"

#include "live/actions_apply.h"

/* A release that the limiter never needs is not heard: the run fails, and names its best point. */
enum { NOT_HEARD = 1 };

static const char matrix[] = SWEEP_OF("100ms") SWEEP_CHAIN
    "allow_louder: true\n"
    "axes: {util.gain: [-12 dB, -3 dB], lim.release: [1 ms, 300 ms]}\n"
    "constants: {lim.ceiling: -1 dB, lim.gain: 6 dB}\n"
    "on_miss: pass\n"
    "targets: {sample_peak_dbfs: {ge: -1}}\n";

static struct lg_actions actions_of(struct sweep *sweep, const char *folder) {
    struct lg_actions actions = {0};
    char name[64];
    snprintf(name, sizeof name, "%s/drive.actions.json", folder);
    if (lg_actions_read(scratch_path(sweep->scratch, name), &sweep->stand->arena, &actions,
                        &sweep->err) < 0)
        fail_msg("%s", sweep->err.text);
    return actions;
}

static struct lg_application apply(struct sweep *sweep, const struct lg_actions *actions) {
    struct stand *stand = sweep->stand;
    struct lg_application application = {0};
    const struct lg_apply_options options = {
        .roles = {&sweep->role, 1}, .allow_louder = true, .deadline_ns = stand_deadline(stand)};
    if (lg_actions_apply(stand->live, NULL, actions, &options, &stand->arena, &application,
                         &sweep->err) < 0)
        fail_msg("%s", sweep->err.text);
    return application;
}

/* All that was set, where it was set to, and nothing else. */
static void assert_is_best(struct sweep *sweep) {
    stand_assert_changed(sweep->before, stand_tell(sweep->stand),
                         "PREMASTER / Utility / Gain -0.0859375\n"
                         "PREMASTER / Limiter / Gain 6\n"
                         "PREMASTER / Limiter / Ceiling -1\n"
                         "PREMASTER / Limiter / Release 1\n");
    sweep->before = (struct lg_str){0};
}

static void best__is_a_plan_that_sets_all_of_it(void **state) {
    struct sweep *sweep = *state;
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, "run"), NOT_HEARD);
    struct lg_actions actions = actions_of(sweep, "run");
    assert_int_equal(actions.count, 4);
    assert_int_equal(apply(sweep, &actions).applied, 4);
    assert_is_best(sweep);
    /* What has moved since it was planned is not moved on. */
    assert_true(lg_starts_with(apply(sweep, &actions).refusal, "stale plan: "));
}

static void best__of_a_resumed_run_is_the_same(void **state) {
    struct sweep *sweep = *state;
    sweep->die_at_case = 4;
    assert_true(sweep_run_doomed(sweep, SWEEP_PLAIN, matrix, "killed"));
    sweep->die_at_case = 0;
    sweep_resume(sweep, "killed", "nowhere");
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, "end"), NOT_HEARD);
    assert_int_equal(sweep->renders, 0);
    struct lg_actions actions = actions_of(sweep, "end");
    assert_int_equal(apply(sweep, &actions).applied, 4);
    assert_is_best(sweep);
}

/* Half of a point would be another point: then there are the commands alone. */
static void best__that_a_plan_can_not_set_is_none(void **state) {
    static const char *const axes[] = {"lim.auto_release: [off]", "lim.gain: [24 dB]"};
    static const char *const says[] = {"lim.auto_release has steps, which no plan moves",
                                       "lim.gain is higher than a plan may raise it"};
    struct sweep *sweep = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(axes); i++) {
        struct lg_str receipts = {0};
        char text[1024];
        char folder[16];
        char name[64];
        snprintf(folder, sizeof folder, "run%zu", i);
        snprintf(text, sizeof text,
                 SWEEP_OF("100ms") SWEEP_USED "allow_louder: true\non_miss: pass\n"
                                              "targets: {sample_peak_dbfs: {le: -1}}\naxes: {%s}\n",
                 axes[i]);
        (void)sweep_run(sweep, SWEEP_PLAIN, text, folder);
        snprintf(name, sizeof name, "%s/drive.actions.json", folder);
        assert_false(lg_fs_is_file(scratch_path(sweep->scratch, name)));
        snprintf(name, sizeof name, "%s/receipts.jsonl", folder);
        assert_int_equal(
            lg_fs_read(scratch_path(sweep->scratch, name), 1 << 24, &receipts, &sweep->err), 0);
        if (strstr(lg_str_text(&receipts), says[i]) == NULL)
            fail_msg("not said: %s", says[i]);
        lg_str_dispose(&receipts);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        sweep_test(best__is_a_plan_that_sets_all_of_it),
        sweep_test(best__of_a_resumed_run_is_the_same),
        sweep_test(best__that_a_plan_can_not_set_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
