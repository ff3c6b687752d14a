#include "live/actions_apply.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/fault.h"
#include "live/adjust.h"

/* A plan being carried out. */
struct work {
    struct lg_live *live;
    struct lg_journal *journal;
    const struct lg_actions *actions;
    const struct lg_apply_options *options;
    struct lg_arena *arena;
    struct lg_actions_set set;
    struct lg_application result;
    bool is_lax; /* no plan is refused */
};

/* A fingerprint of the plan against the set's; `missing` says what a plan without one lacks. */
static void compare(struct work *work, const char *expected, const char *got, const char *missing) {
    struct lg_application *result = &work->result;
    if (result->refusal != NULL || (expected != NULL && strcmp(expected, got) == 0))
        return;
    result->expected = expected == NULL ? missing : expected;
    result->got = lg_arena_strdup(work->arena, got);
    result->refusal = lg_arena_printf(work->arena, "Live fingerprint mismatch: expected %s, got %s",
                                      result->expected, result->got);
}

static void check_fingerprints(struct work *work) {
    const struct lg_actions *actions = work->actions;
    work->result.expected = actions->fingerprint;
    work->result.got = lg_arena_strdup(work->arena, work->set.fingerprint);
    compare(work, actions->fingerprint, work->set.fingerprint, "none (the plan names none)");
    if (actions->has_v2)
        compare(work, actions->settings, work->set.settings,
                "none of version 2 (the plan names none)");
    else
        work->result.warning =
            "a plan of schema 1.0: only fingerprint version 1 was compared, which does not hold "
            "names, switches, mixers and ranges";
    /* The bug that gate G2 is there to find. */
    work->is_lax = work->result.refusal != NULL && LG_FAULT("apply.fingerprint");
    if (work->is_lax)
        work->result.refusal = NULL;
}

static struct lg_native native_of(const struct lg_reading *reading) {
    double number = 0;
    lg_osc_number(&reading->value, &number);
    return (struct lg_native){(float)number};
}

/* What the action asks for, from where the parameter stands. */
static int wish_for(struct work *work, const struct lg_applied *item,
                    const struct lg_reading *found, struct lg_wish *out, struct lg_err *err) {
    double delta = item->action->delta;
    if (item->action->unit == LG_ACTION_NATIVE) {
        double wanted = lg_native_decimal(item->was) + delta;
        struct lg_native native = {(float)fmax(-FLT_MAX, fmin(FLT_MAX, wanted))};
        char text[LG_NUMBER_MAX];
        lg_native_write(native, text);
        *out = (struct lg_wish){.kind = LG_WISH_NATIVE,
                                .text = lg_arena_strdup(work->arena, text),
                                .as.native = native};
        return 0;
    }
    struct lg_shown shown = lg_shown_read(found->shown == NULL ? "" : found->shown, work->arena);
    if (!shown.is_number || !isfinite(shown.number) || shown.unit == NULL ||
        strcmp(shown.unit, "dB") != 0)
        return lg_err_set(err, LG_ERR_READ, "%s shows '%s', to which no dB can be added",
                          item->place.spot.label, shown.text);
    char number[LG_NUMBER_MAX];
    lg_number_write(shown.number + delta, number);
    return lg_wish_read(lg_arena_printf(work->arena, "%s dB", number), NULL, work->arena, out, err);
}

/* The action that moved the same parameter before, the last or the first of them; NULL: none. */
static const struct lg_applied *mover_of(const struct work *work, const struct lg_applied *item,
                                         bool first) {
    const struct lg_applied *found = NULL;
    for (size_t i = 0; i < work->result.count; i++) {
        const struct lg_applied *other = &work->result.items[i];
        bool is_older = found == NULL || (other->order < found->order) == first;
        if (other->order > 0 && other != item && is_older &&
            lg_spot_is(&other->place.spot, &item->place.spot))
            found = other;
    }
    return found;
}

/* The place with the range that this move may use; false where there is no way to go on it. */
static bool bound(const struct work *work, const struct lg_applied *item, struct lg_place *out) {
    const struct lg_applied *first = mover_of(work, item, true);
    const float most = (float)LG_ACTIONS_DELTA_MAX;
    const struct lg_normal loudest = {LG_ACTIONS_NORMAL_MAX};
    float *min = &out->range.min.number;
    float *max = &out->range.max.number;
    *out = item->place;
    if (item->action->delta < 0) {
        *min = first == NULL ? *min : fmaxf(*min, first->was.number - most);
        return item->was.number > *min;
    }
    *max = first == NULL ? *max : fminf(*max, first->was.number + most);
    if (item->place.loud == LG_LOUD_NAMED)
        *max = fminf(*max, lg_normal_to_native(loudest, &item->place.range).number);
    return item->was.number < *max;
}

/* Where a dry run would come to; what is shown can't be told without trying. */
static void predict(struct lg_applied *item, const struct lg_place *bounded,
                    const struct lg_wish *wish) {
    const struct lg_range *range = &bounded->range;
    if (wish->kind != LG_WISH_NATIVE)
        return;
    item->is = wish->as.native;
    item->is_clamped = !lg_range_holds(range, item->is);
    if (item->is_clamped)
        item->is = item->is.number > range->max.number ? range->max : range->min;
}

static int move(struct work *work, struct lg_applied *item, const struct lg_place *bounded,
                const struct lg_wish *wish, struct lg_err *err) {
    const struct lg_adjust_options how = {.clamp = true,
                                          .allow_louder = work->options->allow_louder};
    struct lg_adjusted adjusted;
    if (lg_adjust(work->live, work->journal, bounded, wish, &how, work->options->deadline_ns,
                  work->arena, &adjusted, err) < 0)
        return -1;
    item->is = native_of(&adjusted.got);
    item->is_clamped = adjusted.is_clamped;
    return 0;
}

static int apply_one(struct work *work, struct lg_applied *item, struct lg_err *err) {
    struct lg_reading found;
    struct lg_place bounded;
    struct lg_wish wish;
    if (lg_spot_read(work->live, &item->place.spot, work->options->deadline_ns, work->arena, &found,
                     err) < 0)
        return -1;
    const struct lg_applied *before = work->options->dry ? mover_of(work, item, false) : NULL;
    item->was = item->is = before != NULL ? before->is : native_of(&found);
    bool has_room = bound(work, item, &bounded);
    item->is_clamped = item->action->delta != 0 && !has_room;
    if (!item->is_clamped) {
        if (wish_for(work, item, &found, &wish, err) < 0)
            return -1;
        if (work->options->dry)
            predict(item, &bounded, &wish);
        else if (move(work, item, &bounded, &wish, err) < 0)
            return -1;
    }
    item->was_normal = lg_native_to_normal(item->was, &item->place.range);
    item->is_normal = lg_native_to_normal(item->is, &item->place.range);
    item->order = ++work->result.applied;
    return 0;
}

static const char *why_skipped(const struct lg_applied *item, struct lg_arena *arena) {
    if (item->action->unit == LG_ACTION_UNKNOWN)
        return lg_arena_printf(arena, "unit '%s' is neither native nor dB",
                               item->action->unit_text);
    if (item->place.kind != LG_PLACE_PARAM)
        return "it is no parameter of a device";
    return item->place.is_quantized ? "it has steps, which a delta means nothing to" : NULL;
}

/* Live gives back the very float that it was given. */
static void check_value(struct work *work, const struct lg_applied *item) {
    char ends[2][LG_NUMBER_MAX];
    const struct lg_action *action = item->action;
    if (!action->has_value || work->is_lax || work->result.refusal != NULL ||
        (float)action->value == item->place.is_now.number)
        return;
    lg_number_write(action->value, ends[0]);
    lg_native_write(item->place.is_now, ends[1]);
    work->result.refusal = lg_arena_printf(
        work->arena, "stale plan: %s was planned at %s and is at %s: measure and plan anew",
        item->place.spot.label, ends[0], ends[1]);
    work->result.expected = lg_arena_strdup(work->arena, ends[0]);
    work->result.got = lg_arena_strdup(work->arena, ends[1]);
}

/* All that is named must be there before anything is written, and stand where it was planned. */
static int find_all(struct work *work, struct lg_err *err) {
    struct lg_application *result = &work->result;
    result->count = work->actions->count;
    result->items = lg_arena_array(work->arena, result->count, sizeof *result->items);
    for (size_t i = 0; i < result->count; i++) {
        struct lg_applied *item = &result->items[i];
        item->action = &work->actions->items[i];
        if (lg_actions_find(&work->set, item->action, work->options->deadline_ns, &item->place,
                            err) < 0)
            return lg_err_wrap(err, "action %zu: ", i);
        item->skipped = why_skipped(item, work->arena);
        if (item->skipped == NULL)
            check_value(work, item);
    }
    if (work->result.refusal != NULL)
        result->count = 0;
    return 0;
}

static int apply_those(struct work *work, bool that_rise, struct lg_err *err) {
    for (size_t i = 0; i < work->result.count; i++) {
        struct lg_applied *item = &work->result.items[i];
        bool rises = item->action->delta > 0;
        if (item->skipped == NULL && rises == that_rise && apply_one(work, item, err) < 0)
            return -1;
    }
    return 0;
}

/* An action moves no more than a parameter's value, which this fingerprint does not hold. */
static int check_unchanged(struct work *work, struct lg_err *err) {
    struct lg_actions_set now;
    if (lg_actions_survey(work->live, &work->options->roles, work->options->deadline_ns,
                          work->arena, &now, err) < 0)
        return -1;
    if (strcmp(now.settings, work->set.settings) == 0)
        return 0;
    return lg_err_set(
        err, LG_ERR_WRITE,
        "Live fingerprint mismatch: expected %s, got %s: the set changed while it was "
        "written to",
        work->set.settings, now.settings);
}

const char *lg_application_idle(const struct lg_application *application, struct lg_arena *arena) {
    if (application->count == 0)
        return "nothing was applied: the plan has no actions";
    return lg_arena_printf(
        arena, "nothing was applied: none of the plan's %zu action%s is supported (%s)",
        application->count, application->count == 1 ? "" : "s", application->items[0].skipped);
}

int lg_actions_apply(struct lg_live *live, struct lg_journal *journal,
                     const struct lg_actions *actions, const struct lg_apply_options *options,
                     struct lg_arena *arena, struct lg_application *out, struct lg_err *err) {
    struct work work = {
        .live = live, .journal = journal, .actions = actions, .options = options, .arena = arena};
    if (lg_actions_survey(live, &options->roles, options->deadline_ns, arena, &work.set, err) < 0)
        return -1;
    check_fingerprints(&work);
    if (work.result.refusal == NULL &&
        (find_all(&work, err) < 0 || apply_those(&work, false, err) < 0 ||
         apply_those(&work, true, err) < 0 || (!options->dry && check_unchanged(&work, err) < 0)))
        return -1;
    *out = work.result;
    return 0;
}
