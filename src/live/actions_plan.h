/* Planning one move of a parameter on the set as it is now: both fingerprints, and where the
 * parameter stands. Nothing is written. */
#ifndef LG_LIVE_ACTIONS_PLAN_H
#define LG_LIVE_ACTIONS_PLAN_H

#include "live/actions.h"
#include "live/resolve.h"

/* A planned move is at most so far (reference execution-system, section L: delta linear ±0.25). */
#define LG_ACTIONS_DELTA_MAX 0.25
/* What a gain may be raised to, normalised (section L: a safety invariant). */
#define LG_ACTIONS_NORMAL_MAX 0.99

struct lg_gain_delta {
    double native;
    bool is_clamped;
};
/* How far Utility's gain should move for that error of loudness, in native units: as the original,
 * which takes 12 dB for one unit. It need not be more exact than that, being on the small side of
 * Utility's curve: the loop measures again. */
struct lg_gain_delta lg_actions_gain_delta(double lufs_i, double target_lufs);

/* A surveyed set, its fingerprints, and a resolver that knows it. */
struct lg_actions_set {
    struct lg_resolver resolver;
    char fingerprint[LG_SHA256_HEX]; /* version 1 */
    char settings[LG_SHA256_HEX];    /* version 2, of depth `settings` */
};
/* Surveys the set; `live`, `arena` and the roles must outlive it. */
int lg_actions_survey(struct lg_live *live, const struct lg_roles *roles, int64_t deadline_ns,
                      struct lg_arena *arena, struct lg_actions_set *out,
                      struct lg_err *err) LG_MUST_CHECK;
/* The parameter that an action is about. LG_ERR_READ where there is none. */
int lg_actions_find(struct lg_actions_set *set, const struct lg_action *action, int64_t deadline_ns,
                    struct lg_place *out, struct lg_err *err) LG_MUST_CHECK;
/* A plan of that one action; `created` is a UTC stamp. Borrows all of it. */
struct lg_actions lg_actions_plan(const struct lg_actions_set *set, struct lg_action *action,
                                  const char *created);
/* The action was planned with the parameter there. */
void lg_action_stands_at(struct lg_action *action, const struct lg_place *place);

#endif
