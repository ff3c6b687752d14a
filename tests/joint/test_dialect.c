/* The master in each dialect: reached, or refused with the right words, and no other track changed.
 */
#include "support/unit.h"

#include "stand.h"

static void speak(struct lg_sim_set *set, const void *how) {
    set->dialect = *(const enum lg_sim_dialect *)how;
}

static struct stand *open_dialect(enum lg_sim_dialect dialect) {
    return stand_open("mastering", NULL, speak, &dialect);
}

static const struct {
    enum lg_sim_dialect spoken;
    enum lg_dialect wanted;
} dialects[] = {
    {LG_SIM_STOCK, LG_DIALECT_STOCK},
    {LG_SIM_NEG1000, LG_DIALECT_NEG1000},
    {LG_SIM_NEG1, LG_DIALECT_NEG1},
    {LG_SIM_STRING, LG_DIALECT_STRING_MASTER},
};

static void dialect__each_is_detected_by_reading_alone(void **state) {
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(dialects); i++) {
        struct stand *stand = open_dialect(dialects[i].spoken);
        enum lg_dialect dialect = LG_DIALECT__COUNT;
        struct lg_str was = stand_tell(stand);
        assert_int_equal(
            lg_dialect_detect(stand->live, stand_deadline(stand), &dialect, &stand->err), 0);
        assert_int_equal(dialect, dialects[i].wanted);
        assert_int_equal(stand->num_writes, 0);
        /* Two errors of a tick each on stock, and what they leave behind. */
        assert_true(stand_ticks(stand) <= 3);
        stand_assert_changed(was, stand_tell(stand), "");
        stand_close(stand);
    }
}

static const char no_master[] = "can't reach the master track; two ways out";
static const char no_devices[] = "reaches the master's mixer, but not the parameters";

struct trial {
    enum lg_sim_dialect dialect;
    const char *path, *value;
    const char *changed; /* the one line of the set that differs then; NULL: refused */
    const char *says;
};

static const struct trial trials[] = {
    {LG_SIM_STOCK, "master/volume", "-6 dB", NULL, no_master},
    {LG_SIM_STOCK, "master/Limiter/Gain", "-3 dB", NULL, no_master},
    {LG_SIM_STOCK, "Main/volume", "-6 dB", NULL, "no track 'Main'"},
    {LG_SIM_STOCK, "A-Reverb/volume", "-6 dB", NULL, "no track 'A-Reverb'"},
    {LG_SIM_NEG1000, "master/volume", "-6 dB", "Main volume 0.699999988\n", NULL},
    {LG_SIM_NEG1000, "master/Limiter/Gain", "-3 dB", "Main / Limiter / Gain -3\n", NULL},
    {LG_SIM_NEG1000, "Main/Limiter/Ceiling", "-6 dB", "Main / Limiter / Ceiling -6\n", NULL},
    {LG_SIM_NEG1000, "A-Reverb/volume", "-6 dB", "A-Reverb volume 0.699999988\n", NULL},
    {LG_SIM_NEG1000, "b-delay/volume", "-12 dB", "B-Delay volume 0.550000012\n", NULL},
    {LG_SIM_NEG1, "master/volume", "-6 dB", "Main volume 0.699999988\n", NULL},
    {LG_SIM_NEG1, "master/Limiter/Gain", "-3 dB", NULL, no_devices},
    {LG_SIM_NEG1, "A-Reverb/volume", "-6 dB", NULL, "no track 'A-Reverb'"},
    {LG_SIM_STRING, "master/volume", "-6 dB", "Main volume 0.699999988\n", NULL},
    {LG_SIM_STRING, "master/Limiter/Gain", "-3 dB", "Main / Limiter / Gain -3\n", NULL},
    {LG_SIM_STRING, "B-Delay/volume", "-6 dB", "B-Delay volume 0.699999988\n", NULL},
    {LG_SIM_STRING, "master/mute", "on", NULL, "Main / mute: there is no such value"},
};

static void dialect__the_master_is_written_or_refused_and_nothing_else(void **state) {
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(trials); i++) {
        const struct trial *trial = &trials[i];
        struct stand *stand = open_dialect(trial->dialect);
        struct lg_adjust_options how = {0};
        struct lg_adjusted adjusted;
        struct lg_str was = stand_tell(stand);
        int status =
            stand_set(stand, (struct lg_roles){0}, trial->path, trial->value, &how, &adjusted);
        if ((status == 0) != (trial->changed != NULL))
            fail_msg("%s, dialect %d: %s", trial->path, trial->dialect, stand->err.text);
        if (status < 0 && strstr(stand->err.text, trial->says) == NULL)
            fail_msg("%s, dialect %d: %s", trial->path, trial->dialect, stand->err.text);
        stand_assert_changed(was, stand_tell(stand), trial->changed == NULL ? "" : trial->changed);
        stand_close(stand);
    }
}

/* Refused means that nothing left, not that Live refused. */
static void dialect__a_refusal_sends_no_write(void **state) {
    LG_UNUSED(state);
    struct lg_adjust_options how = {0};
    struct lg_adjusted adjusted;
    struct stand *stand = open_dialect(LG_SIM_STOCK);
    assert_int_equal(
        stand_set(stand, (struct lg_roles){0}, "master/volume", "-6 dB", &how, &adjusted), -1);
    assert_int_equal(stand->err.kind, LG_ERR_READ);
    assert_int_equal(stand->num_writes, 0);
    assert_non_null(strstr(stand->err.text, "roles: {master: PREMASTER}"));
    assert_non_null(strstr(stand->err.text, "install an AbletonOSC that reaches the master"));
    stand_close(stand);
}

/* The role master is a group where livegate.yaml says so, in any dialect. */
static void dialect__a_role_means_its_track(void **state) {
    LG_UNUSED(state);
    static const struct lg_role premaster[] = {{"master", "PREMASTER"}};
    static const struct lg_role main_track[] = {{"master", "Main"}};
    static const struct lg_role missing[] = {{"master", "Mixdown"}};
    struct lg_adjust_options how = {0};
    struct lg_adjusted adjusted;
    static const struct {
        enum lg_sim_dialect dialect;
        const struct lg_role *role;
        const char *changed, *says;
    } rows[] = {
        {LG_SIM_STOCK, premaster, "PREMASTER / Limiter / Gain -3\n", NULL},
        {LG_SIM_NEG1000, premaster, "PREMASTER / Limiter / Gain -3\n", NULL},
        {LG_SIM_NEG1000, main_track, "Main / Limiter / Gain -3\n", NULL},
        {LG_SIM_STOCK, main_track, NULL,
         "there is no regular track 'Main' (role master), and this"},
        {LG_SIM_NEG1000, missing, NULL, "no track 'Mixdown'"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = open_dialect(rows[i].dialect);
        struct lg_str was = stand_tell(stand);
        struct lg_roles roles = {rows[i].role, 1};
        int status = stand_set(stand, roles, "master/Limiter/Gain", "-3 dB", &how, &adjusted);
        assert_int_equal(status, rows[i].changed == NULL ? -1 : 0);
        if (status < 0 && strstr(stand->err.text, rows[i].says) == NULL)
            fail_msg("%s", stand->err.text);
        stand_assert_changed(was, stand_tell(stand),
                             rows[i].changed == NULL ? "" : rows[i].changed);
        stand_close(stand);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dialect__each_is_detected_by_reading_alone),
        cmocka_unit_test(dialect__the_master_is_written_or_refused_and_nothing_else),
        cmocka_unit_test(dialect__a_refusal_sends_no_write),
        cmocka_unit_test(dialect__a_role_means_its_track),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
