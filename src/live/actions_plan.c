#include "live/actions_plan.h"

#include "live/survey.h"

static const double db_of_unit = 12;

struct lg_gain_delta lg_actions_gain_delta(double lufs_i, double target_lufs) {
    double raw = (target_lufs - lufs_i) / db_of_unit;
    if (raw > LG_ACTIONS_DELTA_MAX)
        return (struct lg_gain_delta){LG_ACTIONS_DELTA_MAX, true};
    if (raw < -LG_ACTIONS_DELTA_MAX)
        return (struct lg_gain_delta){-LG_ACTIONS_DELTA_MAX, true};
    return (struct lg_gain_delta){raw, false};
}

int lg_actions_survey(struct lg_live *live, const struct lg_roles *roles, int64_t deadline_ns,
                      struct lg_arena *arena, struct lg_actions_set *out, struct lg_err *err) {
    lg_resolver_init(&out->resolver, live, arena, *roles);
    if (lg_live_survey(live, deadline_ns, arena, &out->resolver.set, err) < 0)
        return -1;
    out->resolver.is_scanned = true;
    lg_live_fingerprint_v1(&out->resolver.set, out->fingerprint);
    lg_live_fingerprint_v2(&out->resolver.set, LG_FINGERPRINT_SETTINGS, out->settings);
    return 0;
}

int lg_actions_find(struct lg_actions_set *set, const struct lg_action *action, int64_t deadline_ns,
                    struct lg_place *out, struct lg_err *err) {
    const char *path = lg_arena_printf(set->resolver.arena, "%s/%s/%s", action->track_role,
                                       action->device, action->param);
    struct lg_err why = {0};
    if (lg_resolve(&set->resolver, path, deadline_ns, out, &why) == 0)
        return 0;
    /* The file is wrong, not the command line. */
    return lg_err_set(err, why.kind == LG_ERR_USAGE ? LG_ERR_READ : why.kind, "%s", why.text);
}

void lg_action_stands_at(struct lg_action *action, const struct lg_place *place) {
    action->has_value = true;
    action->value = lg_native_decimal(place->is_now);
}

struct lg_actions lg_actions_plan(const struct lg_actions_set *set, struct lg_action *action,
                                  const char *created) {
    return (struct lg_actions){.has_v2 = true,
                               .created = created,
                               .fingerprint = set->fingerprint,
                               .settings = set->settings,
                               .items = action,
                               .count = 1};
}
