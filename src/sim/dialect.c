#include "sim/dialect.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"

const char *const lg_sim_dialect_names[] = {"stock", "neg1000", "neg1", "string", NULL};

static struct lg_sim_target regular(struct lg_sim_set *set, size_t position, int64_t index) {
    return (struct lg_sim_target){&set->tracks[position], lg_sim_int(index)};
}

static bool no_such_track(struct lg_sim_call *call) {
    lg_sim_raise(call, LG_SIM_OTHER_ERROR, "Index out of range");
    return false;
}

/* "return_0", "return_A": counted from 0 either way. */
static bool return_of(const char *name, size_t num_returns, size_t *out) {
    static const char prefix[] = "return_";
    int64_t number;
    if (!lg_starts_with(name, prefix))
        return false;
    const char *which = name + sizeof prefix - 1;
    if (which[0] >= 'A' && which[0] <= 'Z' && which[1] == '\0')
        number = which[0] - 'A';
    else if (!lg_number_read_int(lg_view_of(which), &number))
        return false;
    *out = (size_t)number;
    return number >= 0 && *out < num_returns;
}

static bool reach_named(struct lg_sim_call *call, const char *name, struct lg_sim_target *out) {
    struct lg_sim_set *set = call->set;
    size_t position;
    if (strcmp(name, "master") == 0 || strcmp(name, "main") == 0) {
        *out = (struct lg_sim_target){&set->master, lg_sim_text("master")};
        return true;
    }
    if (return_of(name, set->num_returns, &position)) {
        const char *echo = lg_arena_printf(call->arena, "return_%zu", position);
        *out = (struct lg_sim_target){&set->returns[position], lg_sim_text(echo)};
        return true;
    }
    lg_sim_raise(call, LG_SIM_VALUE_ERROR, "Cannot resolve track: %s", name);
    return false;
}

static bool reach_neg1000(struct lg_sim_call *call, int64_t index, struct lg_sim_target *out) {
    struct lg_sim_set *set = call->set;
    out->echo = lg_sim_int(index);
    if (index == -1000)
        out->track = &set->master;
    else if (index < -(int64_t)set->num_returns)
        return no_such_track(call);
    else
        out->track = &set->returns[-1 - index];
    return true;
}

bool lg_sim_which_track(struct lg_sim_call *call, const struct lg_sim_value *value,
                        struct lg_sim_which *out) {
    *out = (struct lg_sim_which){0};
    if (call->set->dialect != LG_SIM_STRING || value->kind != LG_SIM_VALUE_TEXT)
        return lg_sim_to_int(call, value, &out->index);
    out->name = lg_arena_strndup(call->arena, value->as.text.text, value->as.text.length);
    return true;
}

bool lg_sim_reach(struct lg_sim_call *call, enum lg_sim_realm realm,
                  const struct lg_sim_which *which, struct lg_sim_target *out) {
    struct lg_sim_set *set = call->set;
    int64_t index = which->index;
    size_t position;
    if (which->name != NULL)
        return reach_named(call, which->name, out);
    if (set->dialect == LG_SIM_NEG1000 && index < 0)
        return reach_neg1000(call, index, out);
    if (set->dialect == LG_SIM_NEG1 && realm == LG_SIM_OF_TRACK && (index == -1 || index == -2)) {
        *out = (struct lg_sim_target){index == -1 ? &set->master : &set->cue, lg_sim_int(index)};
        return true;
    }
    if (!lg_sim_item(call, index, set->num_tracks, &position))
        return false;
    *out = regular(set, position, index);
    return true;
}

bool lg_sim_any_track(struct lg_sim_call *call, size_t index, struct lg_sim_target *out) {
    struct lg_sim_set *set = call->set;
    if (index < set->num_tracks) {
        *out = regular(set, index, (int64_t)index);
        return true;
    }
    index -= set->num_tracks;
    if (set->dialect != LG_SIM_STRING || index > set->num_returns)
        return false;
    const char *name =
        index == set->num_returns ? "master" : lg_arena_printf(call->arena, "return_%zu", index);
    return reach_named(call, name, out);
}
