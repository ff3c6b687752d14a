#include "sim/state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sim/take.h"

static void *copy_array(struct lg_arena *arena, const void *items, size_t count, size_t size) {
    void *copy = lg_arena_array(arena, count, size);
    if (count > 0)
        memcpy(copy, items, count * size);
    return copy;
}

/* The devices are shared with the original until here. */
static void own_devices(struct lg_arena *arena, struct lg_sim_track *track) {
    track->devices = copy_array(arena, track->devices, track->num_devices, sizeof *track->devices);
    for (size_t i = 0; i < track->num_devices; i++) {
        struct lg_sim_device *device = &track->devices[i];
        device->params =
            copy_array(arena, device->params, device->num_params, sizeof *device->params);
    }
}

void lg_sim_state_init(struct lg_sim_state *state, const struct lg_sim_set *set) {
    *state = (struct lg_sim_state){.set = *set};
    struct lg_sim_set *copy = &state->set;
    copy->tracks = lg_xcalloc(set->num_tracks, sizeof *set->tracks);
    if (set->num_tracks > 0)
        memcpy(copy->tracks, set->tracks, set->num_tracks * sizeof *set->tracks);
    copy->returns = copy_array(&state->arena, set->returns, set->num_returns, sizeof *set->returns);
    for (size_t i = 0; i < copy->num_tracks; i++)
        own_devices(&state->arena, &copy->tracks[i]);
    for (size_t i = 0; i < copy->num_returns; i++)
        own_devices(&state->arena, &copy->returns[i]);
    own_devices(&state->arena, &copy->master);
}

void lg_sim_state_dispose(struct lg_sim_state *state) {
    for (size_t i = 0; i < state->set.num_tracks; i++) {
        free(state->set.tracks[i].given_name);
        lg_sim_take_free(state->set.tracks[i].takes);
    }
    for (size_t i = 0; i < state->set.num_returns; i++)
        free(state->set.returns[i].given_name);
    free(state->set.master.given_name);
    free(state->set.tracks);
    lg_arena_dispose(&state->arena);
    *state = (struct lg_sim_state){0};
}

struct lg_sim_track *lg_sim_state_insert_track(struct lg_sim_state *state, size_t index) {
    struct lg_sim_set *set = &state->set;
    assert(index <= set->num_tracks);
    set->tracks = lg_xrealloc(set->tracks, (set->num_tracks + 1) * sizeof *set->tracks);
    memmove(&set->tracks[index + 1], &set->tracks[index],
            (set->num_tracks - index) * sizeof *set->tracks);
    set->num_tracks++;
    set->tracks[index] = (struct lg_sim_track){.kind = LG_SIM_AUDIO};
    return &set->tracks[index];
}

void lg_sim_state_remove_track(struct lg_sim_state *state, size_t index) {
    struct lg_sim_set *set = &state->set;
    assert(index < set->num_tracks);
    free(set->tracks[index].given_name);
    lg_sim_take_free(set->tracks[index].takes);
    memmove(&set->tracks[index], &set->tracks[index + 1],
            (set->num_tracks - index - 1) * sizeof *set->tracks);
    set->num_tracks--;
}
