/* What Live says of itself. Nothing is written to it. */
#include <errno.h>
#include <string.h>

#include "base/fs.h"
#include "live/actions_plan.h"
#include "live/survey.h"
#include "step/file.h"
#include "step/probes.h"

static struct lg_osc_msg ping_request(void) {
    return (struct lg_osc_msg){.address = "/live/test"};
}

/* A request that nobody answers is an answer to a probe: `seen`. Another error is the probe's own.
 */
static int unless_silent(struct lg_step_ctx *ctx, const char *seen, const struct lg_err *why,
                         struct lg_sighting *out, struct lg_err *err) {
    if (why->kind == LG_ERR_TIMEOUT && lg_env_check(ctx->env, NULL) == 0)
        return lg_sighting_set(out, seen, lg_arena_strdup(ctx->arena, why->text));
    *err = *why;
    return -1;
}

int lg_look_ping(struct lg_step_ctx *ctx, const struct lg_subject *subject, struct lg_sighting *out,
                 struct lg_err *err) {
    LG_UNUSED(subject);
    const struct lg_osc_msg request = ping_request();
    struct lg_osc_msg reply;
    struct lg_err why = {0};
    if (lg_live_ask(ctx->live, &request, 0, ctx->deadline_ns, ctx->arena, &reply, &why) == 0)
        return lg_sighting_set(out, "ok", NULL);
    if (why.sys_errno == ECONNREFUSED)
        return lg_sighting_set(out, "refused", lg_arena_strdup(ctx->arena, why.text));
    return unless_silent(ctx, "silent", &why, out, err);
}

/* The track of a subject in a scanned set; NULL: there is none. */
static const struct lg_live_track *track_of(struct lg_resolver *resolver,
                                            const struct lg_step_ctx *ctx, const char *name) {
    struct lg_track_ref ref;
    struct lg_live_track *track = NULL;
    struct lg_err why = {0};
    if (name == NULL || lg_resolve_track(resolver, name, ctx->deadline_ns, &ref, &track, &why) != 0)
        return NULL;
    return track;
}

static bool has_any_device(const struct lg_live_set *set) {
    for (size_t i = 0; i < set->num_tracks; i++)
        if (set->tracks[i].num_devices > 0)
            return true;
    return false;
}

static const char *devices_of(const struct lg_live_track *track, struct lg_arena *arena) {
    const char *text = lg_arena_printf(arena, "%s:", track->name);
    for (size_t i = 0; i < track->num_devices; i++)
        text = lg_arena_printf(arena, "%s%s %s (%s)", text, i == 0 ? "" : ",",
                               track->devices[i].name, track->devices[i].class_name);
    return track->num_devices > 0 ? text : lg_arena_printf(arena, "%s no devices", text);
}

int lg_look_scan(struct lg_step_ctx *ctx, const struct lg_subject *subject, struct lg_sighting *out,
                 struct lg_err *err) {
    struct lg_resolver resolver;
    struct lg_err why = {0};
    lg_resolver_init(&resolver, ctx->live, ctx->arena, ctx->roles);
    if (lg_live_scan(ctx->live, ctx->deadline_ns, ctx->arena, &resolver.set, &why) != 0) {
        if (why.kind != LG_ERR_READ)
            return unless_silent(ctx, "silent", &why, out, err);
        return lg_sighting_set(out, "not-ok", lg_arena_strdup(ctx->arena, why.text));
    }
    resolver.is_scanned = true;
    const struct lg_live_set *set = &resolver.set;
    const struct lg_live_track *track = track_of(&resolver, ctx, subject->track);
    if (set->num_tracks == 0)
        return lg_sighting_set(out, "no-tracks", NULL);
    if (track != NULL ? track->num_devices == 0 : !has_any_device(set))
        return lg_sighting_set(out, "no-devices", track == NULL ? NULL : track->name);
    return lg_sighting_set(out, "ok", lg_arena_printf(ctx->arena, "%zu tracks", set->num_tracks));
}

static int no_subject(const char *what, struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "nothing says which %s it is about", what);
}

static bool finds_device(struct lg_resolver *resolver, const struct lg_step_ctx *ctx,
                         const char *track, const char *device) {
    const struct lg_live_device *found;
    const char *label;
    struct lg_err why = {0};
    return lg_resolve_device(resolver, lg_arena_printf(ctx->arena, "%s/%s", track, device),
                             ctx->deadline_ns, &found, &label, &why) == 0;
}

int lg_look_device_list(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                        struct lg_sighting *out, struct lg_err *err) {
    struct lg_resolver resolver;
    if (subject->track == NULL || subject->device == NULL)
        return no_subject("device", err);
    lg_resolver_init(&resolver, ctx->live, ctx->arena, ctx->roles);
    if (lg_live_scan(ctx->live, ctx->deadline_ns, ctx->arena, &resolver.set, err) != 0)
        return -1;
    resolver.is_scanned = true;
    const struct lg_live_track *track = track_of(&resolver, ctx, subject->track);
    if (finds_device(&resolver, ctx, subject->track, subject->device))
        return lg_sighting_set(out, "present", NULL);
    for (size_t i = 0; i < resolver.set.num_tracks; i++) {
        const char *other = lg_arena_printf(ctx->arena, "#%zu", i);
        if (finds_device(&resolver, ctx, other, subject->device))
            return lg_sighting_set(out, "elsewhere",
                                   devices_of(&resolver.set.tracks[i], ctx->arena));
    }
    return lg_sighting_set(
        out, "missing", track == NULL ? "there is no such track" : devices_of(track, ctx->arena));
}

int lg_look_parameter(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                      struct lg_sighting *out, struct lg_err *err) {
    struct lg_resolver resolver;
    struct lg_place place;
    struct lg_err why = {0};
    if (subject->track == NULL || subject->device == NULL || subject->param == NULL)
        return no_subject("parameter", err);
    lg_resolver_init(&resolver, ctx->live, ctx->arena, ctx->roles);
    const char *path =
        lg_arena_printf(ctx->arena, "%s/%s/%s", subject->track, subject->device, subject->param);
    if (lg_resolve(&resolver, path, ctx->deadline_ns, &place, &why) == 0)
        return lg_sighting_set(out, "readable", place.spot.label);
    if (why.kind != LG_ERR_READ)
        return unless_silent(ctx, "silent", &why, out, err);
    bool has_device = finds_device(&resolver, ctx, subject->track, subject->device);
    return lg_sighting_set(out, has_device ? "missing" : "silent",
                           lg_arena_strdup(ctx->arena, why.text));
}

int lg_look_fingerprint(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                        struct lg_sighting *out, struct lg_err *err) {
    LG_UNUSED(subject);
    struct lg_live_set set;
    struct lg_err why = {0};
    if (lg_live_scan(ctx->live, ctx->deadline_ns, ctx->arena, &set, &why) != 0)
        return unless_silent(ctx, "silent", &why, out, err);
    const char *text = lg_arena_strdup(ctx->arena, set.fingerprint);
    return lg_sighting_set(out, text[0] == '\0' ? "empty" : "known", text);
}

/* The plan of the subject and the set as it is now. */
static int read_both(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                     struct lg_actions *plan, struct lg_actions_set *set, struct lg_err *err) {
    if (lg_step_plan_read(ctx, subject->plan, plan, err) != 0)
        return -1;
    return lg_actions_survey(ctx->live, &ctx->roles, ctx->deadline_ns, ctx->arena, set, err);
}

static bool is_named(const char *planned, const char *now) {
    return planned != NULL && strcmp(planned, now) == 0;
}

static bool is_the_same(const struct lg_actions *plan, const struct lg_actions_set *set) {
    return is_named(plan->fingerprint, set->fingerprint) &&
           (!plan->has_v2 || is_named(plan->settings, set->settings));
}

static const char *shown(const char *fingerprint) {
    return fingerprint == NULL ? "none" : fingerprint;
}

int lg_look_planned_fingerprint(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                                struct lg_sighting *out, struct lg_err *err) {
    struct lg_actions plan;
    struct lg_actions_set set;
    const char *held;
    if (subject->plan == NULL)
        return no_subject("plan", err);
    if (lg_step_file_fetch(ctx, subject->plan, &held, err) != 0)
        return -1;
    if (!lg_fs_is_file(held))
        return lg_sighting_set(out, "missing", lg_arena_strdup(ctx->arena, subject->plan));
    if (read_both(ctx, subject, &plan, &set, err) != 0)
        return -1;
    return lg_sighting_set(out, is_the_same(&plan, &set) ? "same" : "differs",
                           lg_arena_printf(ctx->arena, "planned on %s, the set is %s",
                                           shown(plan.fingerprint), set.fingerprint));
}

/* A plan holds the fingerprints of its set and not the set: so what can be said is which of them
 * moved. */
int lg_look_set_diff(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                     struct lg_sighting *out, struct lg_err *err) {
    struct lg_actions plan;
    struct lg_actions_set set;
    if (subject->plan == NULL)
        return no_subject("plan", err);
    if (read_both(ctx, subject, &plan, &set, err) != 0)
        return -1;
    if (is_the_same(&plan, &set))
        return lg_sighting_set(out, "same", NULL);
    bool in_structure = !is_named(plan.fingerprint, set.fingerprint);
    return lg_sighting_set(out, "changed",
                           in_structure ? "tracks or devices are others, or stand elsewhere"
                                        : "names, switches, mixers or ranges are others");
}
