/* Paths that could mean two things in the simulated Live: refused in words, never guessed. */
#include "support/unit.h"

#include "live/resolve.h"
#include "stand.h"

enum { DRUMS = 0, PREMASTER = 4, LIMITER = 3 };

/* A track "A/B" with a Limiter; and with `how` a track "A" with a device "B" whose parameter is
 * called "Limiter/Gain". */
static void name_with_slash(struct lg_sim_set *set, const void *how) {
    static struct lg_sim_device device;
    static struct lg_sim_param params[2];
    struct lg_sim_track *track = &set->tracks[PREMASTER];
    track->name = "A/B";
    if (how == NULL)
        return;
    device = track->devices[LIMITER];
    memcpy(params, device.params, sizeof params);
    params[1].name = "Limiter/Gain";
    device.name = "B";
    device.params = params;
    device.num_params = LG_ARRAY_LEN(params);
    set->tracks[DRUMS].name = "A";
    set->tracks[DRUMS].devices = &device;
    set->tracks[DRUMS].num_devices = 1;
}

static void name_master(struct lg_sim_set *set, const void *how) {
    set->tracks[DRUMS].name = "Master";
    set->dialect = *(const enum lg_sim_dialect *)how;
}

static int resolve(struct stand *stand, struct lg_roles roles, const char *path,
                   struct lg_place *out) {
    struct lg_resolver resolver;
    stand->err = (struct lg_err){0};
    lg_resolver_init(&resolver, stand->live, &stand->arena, roles);
    return lg_resolve(&resolver, path, stand_deadline(stand), out, &stand->err);
}

static void assert_leads_to(struct stand *stand, struct lg_roles roles, const char *path,
                            const char *label) {
    struct lg_place place;
    if (resolve(stand, roles, path, &place) < 0)
        fail_msg("%s: %s", path, stand->err.text);
    assert_string_equal(place.spot.label, label);
}

static void assert_refused(struct stand *stand, const char *path, const char *says) {
    struct lg_place place;
    assert_int_equal(resolve(stand, (struct lg_roles){0}, path, &place), -1);
    assert_int_equal(stand->err.kind, LG_ERR_READ);
    assert_string_equal(stand->err.text, says);
}

static void resolve__finds_a_track_by_a_name_with_a_slash(void **state) {
    LG_UNUSED(state);
    struct stand *stand = stand_open("mastering", NULL, name_with_slash, NULL);
    const struct lg_roles none = {0};
    assert_leads_to(stand, none, "A/B/Limiter/Gain", "A/B / Limiter / Gain");
    assert_leads_to(stand, none, "a/b/volume", "A/B / volume");
    assert_leads_to(stand, none, "#4/Limiter/Gain", "A/B / Limiter / Gain");
    struct lg_resolver resolver;
    const struct lg_live_device *device;
    const char *label;
    lg_resolver_init(&resolver, stand->live, &stand->arena, none);
    assert_int_equal(lg_resolve_device(&resolver, "A/B/Limiter", stand_deadline(stand), &device,
                                       &label, &stand->err),
                     0);
    assert_string_equal(label, "A/B / Limiter");
    stand_close(stand);
}

static void resolve__two_readings_are_an_error(void **state) {
    LG_UNUSED(state);
    struct stand *stand = stand_open("mastering", NULL, name_with_slash, "two");
    const struct lg_roles none = {0};
    assert_refused(stand, "A/B/Limiter/Gain",
                   "several matches for 'A/B/Limiter/Gain': 'A / B / Limiter/Gain' and 'A/B / "
                   "Limiter / Gain'; write the track as #N");
    assert_leads_to(stand, none, "#0/B/Limiter/Gain", "A / B / Limiter/Gain");
    assert_leads_to(stand, none, "#4/Limiter/Gain", "A/B / Limiter / Gain");
    assert_leads_to(stand, none, "A/B/Limiter/Ceiling", "A/B / Limiter / Ceiling");
    stand_close(stand);
}

static void resolve__a_track_called_master_is_not_taken_for_the_master(void **state) {
    LG_UNUSED(state);
    static const struct lg_role role = {"master", "Master"};
    for (int i = 0; i < LG_SIM_DIALECT__COUNT; i++) {
        enum lg_sim_dialect dialect = (enum lg_sim_dialect)i;
        struct stand *stand = stand_open("mastering", NULL, name_master, &dialect);
        assert_refused(stand, "master/volume",
                       "'master' is the real master, and track #0 is called 'Master': write #0 for "
                       "that track, or say in livegate.yaml what the role stands for, `roles: "
                       "{master: \"Master\"}`");
        assert_leads_to(stand, (struct lg_roles){0}, "#0/volume", "Master / volume");
        assert_leads_to(stand, (struct lg_roles){&role, 1}, "master/volume", "Master / volume");
        stand_close(stand);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolve__finds_a_track_by_a_name_with_a_slash),
        cmocka_unit_test(resolve__two_readings_are_an_error),
        cmocka_unit_test(resolve__a_track_called_master_is_not_taken_for_the_master),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
