/* Plans carried out in the simulated Live, and refused in every set but their own. */
#include "support/unit.h"

#include "base/fault.h"
#include "live/actions_apply.h"
#include "live/sweep.h"
#include "stand.h"

static const struct lg_roles none = {0};

static struct stand *open_set(void) {
    return stand_open("mastering", NULL, NULL, NULL);
}

/* Somebody's other set. */
static void open_other(struct stand *stand, const char *yaml) {
    lg_link_close(stand->inner);
    if (lg_sim_set_parse(yaml, strlen(yaml), "set.yaml", &stand->arena, &stand->set, &stand->err) <
        0)
        fail_msg("%s", stand->err.text);
    stand->sim = lg_sim_new(&stand->set, NULL);
    assert_int_equal(
        lg_sim_link_open(&stand->env, stand->sim, STAND_TICK_MS, &stand->inner, &stand->err), 0);
}

static struct lg_actions plan(struct stand *stand, struct lg_action *action) {
    struct lg_actions_set *set = lg_arena_alloc(&stand->arena, sizeof *set);
    if (lg_actions_survey(stand->live, &none, stand_deadline(stand), &stand->arena, set,
                          &stand->err) < 0)
        fail_msg("%s", stand->err.text);
    return lg_actions_plan(set, action, NULL);
}

static int apply(struct stand *stand, const struct lg_actions *actions,
                 struct lg_apply_options options, struct lg_application *out) {
    options.deadline_ns = stand_deadline(stand);
    stand->num_writes = 0;
    stand->err = (struct lg_err){0};
    return lg_actions_apply(stand->live, NULL, actions, &options, &stand->arena, out, &stand->err);
}

static struct lg_application must_apply(struct stand *stand, const struct lg_actions *actions,
                                        struct lg_apply_options options) {
    struct lg_application application = {0};
    if (apply(stand, actions, options, &application) < 0)
        fail_msg("%s", stand->err.text);
    return application;
}

static struct lg_sim_device *device_of(struct stand *stand, size_t track, size_t device) {
    return &lg_sim_now(stand->sim)->tracks[track].devices[device];
}

enum { PREMASTER = 4, UTILITY = 0, LIMITER = 3, UTILITY_GAIN = 9 };

/* An action, and that it was planned nowhere. */
#define ACTION(device_, param_, delta_, unit_, text_)                                              \
    {                                                                                              \
        .track_role = "PREMASTER", .device = (device_), .param = (param_), .delta = (delta_),      \
        .unit = (unit_), .unit_text = (text_)                                                      \
    }

static const struct lg_action gain_down =
    ACTION("Utility", "Gain", -0.1, LG_ACTION_NATIVE, "native");

static void apply__moves_by_the_delta_and_nothing_else(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_action action = gain_down;
    struct lg_actions actions = plan(stand, &action);
    for (int i = 0; i < 2; i++) {
        struct lg_str was = stand_tell(stand);
        struct lg_application application =
            must_apply(stand, &actions, (struct lg_apply_options){0});
        assert_null(application.refusal);
        assert_int_equal(application.count, 1);
        assert_true(application.items[0].was.number == -0.1F * (float)i);
        assert_true(application.items[0].is.number == -0.1F * (float)(i + 1));
        assert_true(fabs(application.items[0].is_normal.fraction - (0.45 - 0.05 * i)) < 1e-6);
        stand_assert_changed(was, stand_tell(stand),
                             i == 0 ? "PREMASTER / Utility / Gain -0.100000001\n"
                                    : "PREMASTER / Utility / Gain -0.200000003\n");
    }
    stand_close(stand);
}

static void add_a_track(struct stand *stand) {
    struct lg_batch *batch = lg_batch_new();
    struct lg_osc_arg last = lg_osc_int(-1);
    lg_batch_tell(batch, "/live/song/create_audio_track", &last, 1);
    assert_int_equal(lg_live_exchange(stand->live, batch, stand_deadline(stand), NULL), 0);
    lg_batch_free(batch);
}

static void rename_the_limiter(struct stand *stand) {
    device_of(stand, PREMASTER, LIMITER)->name = "Limiter 2";
}

static void bypass_the_limiter(struct stand *stand) {
    device_of(stand, PREMASTER, LIMITER)->params[0].value = 0;
}

static void turn_the_group_up(struct stand *stand) {
    lg_sim_now(stand->sim)->tracks[PREMASTER].mixer.volume = 1;
}

static void apply__refuses_a_set_that_is_not_the_plan_s(void **state) {
    LG_UNUSED(state);
    static const struct {
        void (*happen)(struct stand *stand);
        bool is_seen_by_v1;
    } rows[] = {{add_a_track, true},
                {rename_the_limiter, false},
                {bypass_the_limiter, false},
                {turn_the_group_up, false}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = open_set();
        struct lg_action action = gain_down;
        struct lg_actions actions = plan(stand, &action);
        rows[i].happen(stand);
        struct lg_actions now = plan(stand, &action);
        struct lg_application application =
            must_apply(stand, &actions, (struct lg_apply_options){.allow_louder = true});
        assert_non_null(application.refusal);
        assert_int_equal(stand->num_writes, 0);
        assert_string_equal(application.expected,
                            rows[i].is_seen_by_v1 ? actions.fingerprint : actions.settings);
        assert_string_equal(application.got,
                            rows[i].is_seen_by_v1 ? now.fingerprint : now.settings);
        assert_string_equal(application.refusal,
                            lg_arena_printf(&stand->arena,
                                            "Live fingerprint mismatch: expected %s, got %s",
                                            application.expected, application.got));
        /* A plan on the set as it is now is carried out. */
        assert_null(must_apply(stand, &now, (struct lg_apply_options){0}).refusal);
        stand_close(stand);
    }
}

static const char two_tracks[] =
    "master: {name: Main}\ntracks:\n"
    "  - {name: A, devices: [{name: U, class: X, parameters: [{name: Gain, min: -1}]}]}\n"
    "  - {name: B, devices: [{name: U, class: Y, parameters: [{name: Gain, min: -1}]}]}\n";
static const char one_track[] = "master: {name: Main}\ntracks:\n"
                                "  - {name: 'A:1:X;1:B', devices: [{name: U, class: Y, parameters: "
                                "[{name: Gain, min: -1}]}]}\n";

/* Both have the original's fingerprint in common. */
static void apply__refuses_what_only_looks_the_same(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_action action = gain_down;
    open_other(stand, two_tracks);
    struct lg_actions actions = plan(stand, &action);
    open_other(stand, one_track);
    struct lg_actions now = plan(stand, &action);
    assert_string_equal(actions.fingerprint, now.fingerprint);
    struct lg_application application = must_apply(stand, &actions, (struct lg_apply_options){0});
    assert_non_null(application.refusal);
    assert_string_equal(application.expected, actions.settings);
    assert_string_equal(application.got, now.settings);
    assert_int_equal(stand->num_writes, 0);
    stand_close(stand);
}

static void apply__refuses_a_plan_that_names_no_set(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_action action = gain_down;
    const struct lg_actions whole = plan(stand, &action);
    struct lg_actions plans[] = {whole, whole, whole};
    plans[0].fingerprint = NULL;
    plans[1].settings = NULL;
    plans[2] = (struct lg_actions){.items = &action, .count = 1};
    for (size_t i = 0; i < LG_ARRAY_LEN(plans); i++) {
        struct lg_application application =
            must_apply(stand, &plans[i], (struct lg_apply_options){0});
        assert_non_null(application.refusal);
        assert_non_null(strstr(application.refusal, "expected none"));
        assert_int_equal(stand->num_writes, 0);
    }
    /* The original's schema has no version 2. */
    plans[2].fingerprint = whole.fingerprint;
    assert_null(must_apply(stand, &plans[2], (struct lg_apply_options){0}).refusal);
    stand_close(stand);
}

static void bypass_while_writing(struct stand *stand) {
    if (strstr(stand->writes[stand->num_writes - 1].text, "parameter/value") != NULL)
        bypass_the_limiter(stand);
}

static void apply__sees_a_set_that_changes_meanwhile(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_action action = gain_down;
    struct lg_application application;
    struct lg_actions actions = plan(stand, &action);
    stand->on_write = bypass_while_writing;
    assert_int_equal(apply(stand, &actions, (struct lg_apply_options){0}, &application), -1);
    assert_int_equal(stand->err.kind, LG_ERR_WRITE);
    assert_non_null(strstr(stand->err.text, "changed while it was written to"));
    assert_non_null(strstr(stand->err.text, actions.settings));
    stand_close(stand);
}

static void apply__stays_within_its_bounds(void **state) {
    LG_UNUSED(state);
    static const struct {
        double delta;
        enum lg_action_unit unit;
        bool dry;
        double native, normal;
        bool is_clamped;
    } rows[] = {
        {0.1, LG_ACTION_NATIVE, false, 0.1, 0.55, false},
        {5, LG_ACTION_NATIVE, false, 0.98, 0.99, true},
        {5, LG_ACTION_NATIVE, true, 0.98, 0.99, true},
        {-5, LG_ACTION_NATIVE, false, -1, 0, true},
        {-5, LG_ACTION_NATIVE, true, -1, 0, true},
        {-7, LG_ACTION_DB, false, -0.2, 0.4, false},
        {7, LG_ACTION_DB, false, 0.2, 0.6, false},
        {300, LG_ACTION_DB, false, 0.98, 0.99, true},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = open_set();
        struct lg_action action = gain_down;
        action.delta = rows[i].delta;
        action.unit = rows[i].unit;
        struct lg_actions actions = plan(stand, &action);
        struct lg_application application = must_apply(
            stand, &actions, (struct lg_apply_options){.dry = rows[i].dry, .allow_louder = true});
        const struct lg_applied *item = &application.items[0];
        if (fabs((double)item->is.number - rows[i].native) > 0.002 ||
            fabs(item->is_normal.fraction - rows[i].normal) > 0.001 ||
            item->is_clamped != rows[i].is_clamped)
            fail_msg("%zu: native %g, normal %g", i, (double)item->is.number,
                     item->is_normal.fraction);
        double is = (double)device_of(stand, PREMASTER, UTILITY)->params[UTILITY_GAIN].value;
        assert_true(fabs(is - (rows[i].dry ? 0 : rows[i].native)) < 0.002);
        stand_close(stand);
    }
}

static void apply__does_not_raise_what_is_near_its_maximum(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_action action = gain_down;
    action.delta = 0.1;
    device_of(stand, PREMASTER, UTILITY)->params[UTILITY_GAIN].value = 0.995F;
    struct lg_actions actions = plan(stand, &action);
    struct lg_application application =
        must_apply(stand, &actions, (struct lg_apply_options){.allow_louder = true});
    assert_true(application.items[0].is_clamped);
    assert_true(application.items[0].is.number == 0.995F);
    assert_int_equal(stand->num_writes, 0);
    stand_close(stand);
}

static void apply__is_no_louder_than_allowed(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_action action = gain_down;
    struct lg_application application;
    action.delta = 0.1;
    struct lg_actions actions = plan(stand, &action);
    assert_int_equal(apply(stand, &actions, (struct lg_apply_options){0}, &application), -1);
    assert_int_equal(stand->err.kind, LG_ERR_WRITE);
    assert_non_null(strstr(stand->err.text, "louder"));
    for (size_t i = 0; i < stand->num_writes; i++)
        assert_true(stand->writes[i].value <= 0); /* as it was found */
    assert_true(device_of(stand, PREMASTER, UTILITY)->params[UTILITY_GAIN].value == 0);
    stand_close(stand);
}

static void apply__writes_reductions_first_and_skips_what_has_steps(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_action items[] = {
        ACTION("Utility", "Gain", 0.1, LG_ACTION_NATIVE, "native"),
        ACTION("Glue Compressor", "Ratio", 1, LG_ACTION_NATIVE, "native"),
        ACTION("Limiter", "Gain", -3, LG_ACTION_NATIVE, "native"),
        ACTION("Limiter", "Ceiling", -1, LG_ACTION_UNKNOWN, "furlong"),
    };
    struct lg_actions actions = plan(stand, items);
    actions.count = LG_ARRAY_LEN(items);
    struct lg_str was = stand_tell(stand);
    struct lg_application application =
        must_apply(stand, &actions, (struct lg_apply_options){.allow_louder = true});
    assert_int_equal(application.count, 4);
    assert_null(application.items[0].skipped);
    assert_non_null(application.items[1].skipped);
    assert_null(application.items[2].skipped);
    assert_non_null(strstr(application.items[3].skipped, "furlong"));
    assert_int_equal(stand->num_writes, 2);
    assert_true(stand->writes[0].value == -3);
    assert_true(fabs(stand->writes[1].value - 0.1) < 1e-6);
    stand_assert_changed(was, stand_tell(stand),
                         "PREMASTER / Utility / Gain 0.100000001\n"
                         "PREMASTER / Limiter / Gain -3\n");
    stand_close(stand);
}

/* Many small moves are no way around what one move may be; a way back is free. */
static void apply__bounds_what_moves_add_up_to(void **state) {
    LG_UNUSED(state);
    static const double deltas[][4] = {{-0.2, -0.2, -0.2, -0.2}, {-5, -0.1, -0.1, 0.1}};
    static const float ends[][4] = {{-0.2F, -0.25F, -0.25F, -0.25F}, {-1, -1, -1, -0.9F}};
    static const bool clamps[][4] = {{false, true, true, true}, {true, true, true, false}};
    for (size_t i = 0; i < 2 * LG_ARRAY_LEN(deltas); i++) {
        struct stand *stand = open_set();
        struct lg_action items[4];
        for (size_t k = 0; k < LG_ARRAY_LEN(items); k++) {
            items[k] = gain_down;
            items[k].delta = deltas[i / 2][k];
        }
        struct lg_actions actions = plan(stand, items);
        actions.count = LG_ARRAY_LEN(items);
        struct lg_application application = must_apply(
            stand, &actions, (struct lg_apply_options){.allow_louder = true, .dry = i % 2 == 1});
        assert_int_equal(application.applied, 4);
        for (size_t k = 0; k < LG_ARRAY_LEN(items); k++) {
            assert_true(application.items[k].is.number == ends[i / 2][k]);
            assert_int_equal(application.items[k].is_clamped, clamps[i / 2][k]);
        }
        stand_close(stand);
    }
}

/* However far a plan wants to go, it ends in the range, and says so. */
static void apply__clamps_what_no_float_holds(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_action action = gain_down;
    action.delta = -1e300;
    struct lg_actions actions = plan(stand, &action);
    struct lg_application application = must_apply(stand, &actions, (struct lg_apply_options){0});
    assert_true(application.items[0].is.number == -1 && application.items[0].is_clamped);
    stand_close(stand);
}

/* A move that was made, or overtaken by another, is not made again. */
static void apply__refuses_a_plan_of_another_value(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_action action = gain_down;
    struct lg_actions actions = plan(stand, &action);
    action.has_value = true;
    action.value = 0;
    assert_null(must_apply(stand, &actions, (struct lg_apply_options){0}).refusal);
    struct lg_application again = must_apply(stand, &actions, (struct lg_apply_options){0});
    assert_string_equal(again.refusal, "stale plan: PREMASTER / Utility / Gain was planned at 0 "
                                       "and is at -0.1: measure and plan anew");
    assert_int_equal(again.count, 0);
    assert_int_equal(stand->num_writes, 0);
    stand_close(stand);
}

static void apply__says_what_a_plan_of_schema_1_0_leaves_open(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_action action = gain_down;
    struct lg_actions actions = plan(stand, &action);
    const struct lg_apply_options dry = {.dry = true};
    assert_null(must_apply(stand, &actions, dry).warning);
    actions.has_v2 = false;
    assert_non_null(strstr(must_apply(stand, &actions, dry).warning, "only fingerprint version 1"));
    actions.count = 0;
    assert_int_equal(must_apply(stand, &actions, dry).applied, 0);
    stand_close(stand);
}

static void apply__writes_nothing_where_a_name_is_missing(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_application application;
    struct lg_action items[] = {gain_down, gain_down};
    items[1].device = "Saturator";
    struct lg_actions actions = plan(stand, items);
    actions.count = LG_ARRAY_LEN(items);
    assert_int_equal(apply(stand, &actions, (struct lg_apply_options){0}, &application), -1);
    assert_int_equal(stand->err.kind, LG_ERR_READ);
    assert_non_null(strstr(stand->err.text, "Saturator"));
    assert_int_equal(stand->num_writes, 0);
    stand_close(stand);
}

static void make_deaf(struct lg_sim_set *set, const void *how) {
    set->tracks[PREMASTER].devices[LIMITER].params[*(const size_t *)how].writes =
        LG_SIM_WRITES_IGNORED;
}

static int sweep(struct stand *stand, const char *path, struct lg_sweep *out) {
    struct lg_resolver resolver;
    lg_resolver_init(&resolver, stand->live, &stand->arena, none);
    stand->num_writes = 0;
    stand->err = (struct lg_err){0};
    return lg_sweep_device(&resolver, NULL, path, stand_deadline(stand), out, &stand->err);
}

static void sweep__leaves_everything_as_it_was(void **state) {
    LG_UNUSED(state);
    static const char *const devices[] = {"PREMASTER/Utility", "PREMASTER/Glue Compressor",
                                          "PREMASTER/Limiter", "Drums/Compressor"};
    for (size_t i = 0; i < LG_ARRAY_LEN(devices); i++) {
        struct stand *stand = open_set();
        struct lg_sweep result;
        struct lg_str was = stand_tell(stand);
        if (sweep(stand, devices[i], &result) < 0)
            fail_msg("%s: %s", devices[i], stand->err.text);
        for (size_t p = 0; p < result.count; p++)
            assert_null(result.params[p].miss);
        stand_assert_changed(was, stand_tell(stand), "");
        stand_close(stand);
    }
}

static void sweep__is_over_within_a_tick(void **state) {
    LG_UNUSED(state);
    for (size_t param = 0; param < 9; param++) {
        struct stand *stand = open_set();
        struct lg_sweep result;
        stand->watched = &device_of(stand, PREMASTER, LIMITER)->params[param];
        assert_int_equal(sweep(stand, "PREMASTER/Limiter", &result), 0);
        assert_int_equal(stand->num_seen, 1);
        stand_close(stand);
    }
}

/* Parameters of the Limiter: 0 Device On, 1 Gain (0 of -24..24), 2 Ceiling (-0.3 of -24..0). */
static void sweep__writes_nothing_louder(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_sweep result;
    size_t writes[3] = {0};
    assert_int_equal(sweep(stand, "PREMASTER/Limiter", &result), 0);
    for (size_t i = 0; i < stand->num_writes; i++) {
        for (size_t p = 0; p < LG_ARRAY_LEN(writes); p++) {
            static const double most[] = {1, 0, (double)-0.3F};
            const char *address =
                lg_arena_printf(&stand->arena, "/live/device/set/parameter/value %d %d %zu ",
                                PREMASTER, LIMITER, p);
            if (strncmp(stand->writes[i].text, address, strlen(address)) != 0)
                continue;
            writes[p]++;
            assert_true(p == 0 ? stand->writes[i].value == 1 : stand->writes[i].value <= most[p]);
        }
    }
    assert_int_equal(result.params[0].tried, 0);
    assert_int_equal(writes[0], 0);
    assert_int_equal(result.params[1].tried, 1);
    assert_int_equal(result.params[2].tried, 2);
    assert_true(writes[2] >= 3); /* and what told which way is louder */
    /* Lookahead has three steps, of which one is the found one; Release is continuous. */
    assert_int_equal(result.params[6].tried, 2);
    assert_int_equal(result.params[3].tried, 3);
    stand_close(stand);
}

static void sweep__names_what_is_deaf(void **state) {
    LG_UNUSED(state);
    for (size_t deaf = 1; deaf < 9; deaf++) {
        struct stand *stand = stand_open("mastering", NULL, make_deaf, &deaf);
        struct lg_sweep result;
        assert_int_equal(sweep(stand, "PREMASTER/Limiter", &result), 0);
        assert_int_equal(result.count, 9);
        for (size_t p = 0; p < result.count; p++)
            assert_true((result.params[p].miss != NULL) == (p == deaf));
        assert_non_null(strstr(result.params[deaf].miss, "wanted"));
        stand_close(stand);
    }
}

static void sweep__finds_no_device_where_there_is_none(void **state) {
    LG_UNUSED(state);
    static const char *const paths[] = {"PREMASTER", "PREMASTER/Saturator", "tempo",
                                        "PREMASTER/Utility/Gain", "nobody/Utility"};
    for (size_t i = 0; i < LG_ARRAY_LEN(paths); i++) {
        struct stand *stand = open_set();
        struct lg_sweep result;
        assert_int_equal(sweep(stand, paths[i], &result), -1);
        assert_true(lg_err_is_set(&stand->err));
        assert_int_equal(stand->num_writes, 0);
        stand_close(stand);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(apply__moves_by_the_delta_and_nothing_else),
        cmocka_unit_test(apply__refuses_a_set_that_is_not_the_plan_s),
        cmocka_unit_test(apply__refuses_what_only_looks_the_same),
        cmocka_unit_test(apply__refuses_a_plan_that_names_no_set),
        cmocka_unit_test(apply__sees_a_set_that_changes_meanwhile),
        cmocka_unit_test(apply__stays_within_its_bounds),
        cmocka_unit_test(apply__does_not_raise_what_is_near_its_maximum),
        cmocka_unit_test(apply__is_no_louder_than_allowed),
        cmocka_unit_test(apply__writes_reductions_first_and_skips_what_has_steps),
        cmocka_unit_test(apply__writes_nothing_where_a_name_is_missing),
        cmocka_unit_test(apply__bounds_what_moves_add_up_to),
        cmocka_unit_test(apply__clamps_what_no_float_holds),
        cmocka_unit_test(apply__refuses_a_plan_of_another_value),
        cmocka_unit_test(apply__says_what_a_plan_of_schema_1_0_leaves_open),
        cmocka_unit_test(sweep__leaves_everything_as_it_was),
        cmocka_unit_test(sweep__is_over_within_a_tick),
        cmocka_unit_test(sweep__writes_nothing_louder),
        cmocka_unit_test(sweep__names_what_is_deaf),
        cmocka_unit_test(sweep__finds_no_device_where_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
