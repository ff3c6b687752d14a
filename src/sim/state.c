#include "sim/state.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/clip.h"
#include "sim/routing.h"
#include "sim/take.h"

static void *copy_array(struct lg_arena *arena, const void *items, size_t count, size_t size) {
    void *copy = lg_arena_array(arena, count, size);
    if (count > 0)
        memcpy(copy, items, count * size);
    return copy;
}

/* The devices are shared with the original until here. */
static void own_devices(struct lg_sim_state *state, struct lg_sim_track *track) {
    struct lg_arena *arena = &state->arena;
    track->devices = copy_array(arena, track->devices, track->num_devices, sizeof *track->devices);
    for (size_t i = 0; i < track->num_devices; i++) {
        struct lg_sim_device *device = &track->devices[i];
        device->id = ++state->set.last_id;
        device->params =
            copy_array(arena, device->params, device->num_params, sizeof *device->params);
    }
    track->selected_device = track->num_devices > 0 ? track->devices[0].id : 0;
}

static void come_alive(struct lg_sim_state *state, struct lg_sim_track *track) {
    track->id = ++state->set.last_id;
    lg_sim_look_set(&track->look, lg_sim_palette(0));
    own_devices(state, track);
    for (size_t i = 0; i < track->num_clips; i++)
        if (track->clips[i] != NULL)
            lg_sim_slot_use(track, i)->clip =
                lg_sim_clip_new(&state->set, track->clips[i], track->kind == LG_SIM_MIDI, 4);
}

static void init_scene(struct lg_sim_set *set, struct lg_sim_scene *scene) {
    *scene = (struct lg_sim_scene){.id = ++set->last_id,
                                   .name = lg_xstrdup(""),
                                   .tempo = -1,
                                   .time_signature_numerator = -1,
                                   .time_signature_denominator = -1};
}

/* As Live opens a set; what the file says of the song it keeps. */
static void init_song(struct lg_sim_set *set) {
    set->song.scale_name = lg_xstrdup("Major");
    set->song.signature_numerator = 4;
    set->song.signature_denominator = 4;
    set->scenes = lg_xcalloc((size_t)set->num_scenes, sizeof *set->scenes);
    for (int i = 0; i < set->num_scenes; i++)
        init_scene(set, &set->scenes[i]);
    set->selected_track = set->num_tracks > 0 ? set->tracks[0].id : set->master.id;
    set->selected_scene = set->num_scenes > 0 ? set->scenes[0].id : 0;
}

void lg_sim_state_init(struct lg_sim_state *state, const struct lg_sim_set *set) {
    *state = (struct lg_sim_state){.set = *set};
    struct lg_sim_set *copy = &state->set;
    copy->tracks = lg_xcalloc(set->num_tracks, sizeof *set->tracks);
    if (set->num_tracks > 0)
        memcpy(copy->tracks, set->tracks, set->num_tracks * sizeof *set->tracks);
    copy->returns = lg_arena_array(&state->arena, LG_SIM_MAX_RETURNS, sizeof *set->returns);
    if (set->num_returns > 0)
        memcpy(copy->returns, set->returns, set->num_returns * sizeof *set->returns);
    for (size_t i = 0; i < copy->num_tracks; i++)
        come_alive(state, &copy->tracks[i]);
    for (size_t i = 0; i < copy->num_returns; i++)
        come_alive(state, &copy->returns[i]);
    come_alive(state, &copy->master);
    init_song(copy);
}

static void end_track(struct lg_sim_track *track) {
    free(track->given_name);
    lg_sim_slots_free(track);
    lg_sim_take_free(track->takes);
}

void lg_sim_state_dispose(struct lg_sim_state *state) {
    struct lg_sim_set *set = &state->set;
    for (size_t i = 0; i < set->num_tracks; i++)
        end_track(&set->tracks[i]);
    for (size_t i = 0; i < set->num_returns; i++)
        end_track(&set->returns[i]);
    end_track(&set->master);
    for (int i = 0; set->scenes != NULL && i < set->num_scenes; i++)
        free(set->scenes[i].name);
    for (size_t i = 0; i < set->num_cues; i++)
        free(set->cues[i].name);
    free(set->song.scale_name);
    free(set->scenes);
    free(set->cues);
    free(set->tracks);
    lg_arena_dispose(&state->arena);
    *state = (struct lg_sim_state){0};
}

/* Room for one more item at `index` of an array on the heap, which is void itself. */
static void *make_room(void *items, size_t count, size_t index, size_t size) {
    char *grown = lg_xrealloc(items, (count + 1) * size);
    memmove(grown + (index + 1) * size, grown + index * size, (count - index) * size);
    return grown;
}

static void close_gap(void *items, size_t count, size_t index, size_t size) {
    char *first = items;
    memmove(first + index * size, first + (index + 1) * size, (count - index - 1) * size);
}

struct lg_sim_track *lg_sim_state_insert_track(struct lg_sim_state *state, size_t index,
                                               enum lg_sim_track_kind kind) {
    struct lg_sim_set *set = &state->set;
    assert(index <= set->num_tracks);
    set->tracks = make_room(set->tracks, set->num_tracks, index, sizeof *set->tracks);
    set->num_tracks++;
    struct lg_sim_track *track = &set->tracks[index];
    *track = (struct lg_sim_track){
        .kind = kind,
        .monitoring = LG_SIM_MONITOR_AUTO,
        .mixer = {.volume = 0.85F, .num_sends = set->num_returns},
    };
    come_alive(state, track);
    lg_sim_routing_init(track);
    return track;
}

static void select_near(struct lg_sim_set *set, size_t index) {
    if (index < set->num_tracks)
        set->selected_track = set->tracks[index].id;
    else
        set->selected_track =
            set->num_tracks > 0 ? set->tracks[set->num_tracks - 1].id : set->master.id;
}

void lg_sim_state_remove_track(struct lg_sim_state *state, size_t index) {
    struct lg_sim_set *set = &state->set;
    assert(index < set->num_tracks);
    struct lg_sim_track gone = set->tracks[index];
    close_gap(set->tracks, set->num_tracks, index, sizeof *set->tracks);
    set->num_tracks--;
    if (set->selected_track == gone.id)
        select_near(set, index);
    end_track(&gone);
    for (size_t i = 0; gone.kind == LG_SIM_GROUP && gone.number != 0 && i < set->num_tracks;)
        if (set->tracks[i].group == gone.number) {
            lg_sim_state_remove_track(state, i);
            i = 0;
        } else {
            i++;
        }
}

static void copy_slots(struct lg_sim_set *set, struct lg_sim_track *track,
                       const struct lg_sim_track *from) {
    track->slots = NULL;
    track->num_slots = 0;
    for (size_t i = 0; i < from->num_slots; i++) {
        const struct lg_sim_slot *slot = &from->slots[i];
        struct lg_sim_slot *copy = lg_sim_slot_use(track, i);
        copy->has_no_stop_button = slot->has_no_stop_button;
        copy->clip = slot->clip == NULL ? NULL : lg_sim_clip_copy(set, slot->clip);
    }
}

void lg_sim_state_copy_track(struct lg_sim_state *state, size_t index) {
    struct lg_sim_set *set = &state->set;
    struct lg_sim_track *track = lg_sim_state_insert_track(state, index + 1, LG_SIM_AUDIO);
    const struct lg_sim_track *from = &set->tracks[index];
    uint64_t id = track->id;
    *track = *from;
    track->id = id;
    track->number = 0;
    track->takes = NULL;
    track->programme = NULL;
    track->mixer.arm = false;
    track->given_name = lg_xstrdup(from->name);
    track->name = track->given_name;
    own_devices(state, track);
    copy_slots(set, track, from);
}

static void for_each_sender(struct lg_sim_set *set,
                            void (*change)(struct lg_sim_mixer *mixer, size_t send), size_t send) {
    for (size_t i = 0; i < set->num_tracks; i++)
        change(&set->tracks[i].mixer, send);
    for (size_t i = 0; i < set->num_returns; i++)
        change(&set->returns[i].mixer, send);
}

static void add_send(struct lg_sim_mixer *mixer, size_t send) {
    mixer->sends[send] = 0;
    mixer->num_sends = send + 1;
}

static void remove_send(struct lg_sim_mixer *mixer, size_t send) {
    close_gap(mixer->sends, mixer->num_sends, send, sizeof mixer->sends[0]);
    mixer->num_sends--;
}

struct lg_sim_track *lg_sim_state_add_return(struct lg_sim_state *state) {
    struct lg_sim_set *set = &state->set;
    assert(set->num_returns < LG_SIM_MAX_RETURNS);
    struct lg_sim_track *track = &set->returns[set->num_returns];
    *track = (struct lg_sim_track){.kind = LG_SIM_RETURN,
                                   .monitoring = LG_SIM_MONITOR_AUTO,
                                   .mixer = {.volume = 0.85F, .num_sends = set->num_returns}};
    for (size_t i = 0; i < set->num_returns; i++)
        track->mixer.sends[i] = 0;
    come_alive(state, track);
    lg_sim_routing_init(track);
    set->num_returns++;
    for_each_sender(set, add_send, set->num_returns - 1);
    return track;
}

void lg_sim_state_remove_return(struct lg_sim_state *state, size_t index) {
    struct lg_sim_set *set = &state->set;
    assert(index < set->num_returns);
    end_track(&set->returns[index]);
    close_gap(set->returns, set->num_returns, index, sizeof *set->returns);
    set->num_returns--;
    for_each_sender(set, remove_send, index);
}

/* The slots of a track that has any move with the scenes. */
static void insert_slot(struct lg_sim_track *track, size_t index) {
    for (struct lg_sim_take *take = track->takes; take != NULL; take = take->next)
        if (take->slot >= index)
            take->slot++;
    if (index >= track->num_slots)
        return;
    track->slots = make_room(track->slots, track->num_slots, index, sizeof *track->slots);
    track->num_slots++;
    track->slots[index] = (struct lg_sim_slot){0};
}

static void remove_slot(struct lg_sim_track *track, size_t index) {
    struct lg_sim_take *next;
    if (index < track->num_slots) {
        lg_sim_slot_clear(track, index);
        close_gap(track->slots, track->num_slots, index, sizeof *track->slots);
        track->num_slots--;
    }
    for (struct lg_sim_take *take = track->takes; take != NULL; take = next) {
        next = take->next;
        if (take->slot == index)
            lg_sim_take_remove(&track->takes, take);
        else if (take->slot > index)
            take->slot--;
    }
}

struct lg_sim_scene *lg_sim_state_insert_scene(struct lg_sim_state *state, size_t index) {
    struct lg_sim_set *set = &state->set;
    assert(index <= (size_t)set->num_scenes);
    set->scenes = make_room(set->scenes, (size_t)set->num_scenes, index, sizeof *set->scenes);
    set->num_scenes++;
    init_scene(set, &set->scenes[index]);
    for (size_t i = 0; i < set->num_tracks; i++)
        insert_slot(&set->tracks[i], index);
    return &set->scenes[index];
}

void lg_sim_state_remove_scene(struct lg_sim_state *state, size_t index) {
    struct lg_sim_set *set = &state->set;
    assert(index < (size_t)set->num_scenes);
    bool was_selected = set->scenes[index].id == set->selected_scene;
    free(set->scenes[index].name);
    close_gap(set->scenes, (size_t)set->num_scenes, index, sizeof *set->scenes);
    set->num_scenes--;
    for (size_t i = 0; i < set->num_tracks; i++)
        remove_slot(&set->tracks[i], index);
    size_t last = (size_t)(set->num_scenes > 0 ? set->num_scenes - 1 : 0);
    if (was_selected)
        set->selected_scene = set->num_scenes > 0 ? set->scenes[index < last ? index : last].id : 0;
}

void lg_sim_state_copy_scene(struct lg_sim_state *state, size_t index) {
    struct lg_sim_set *set = &state->set;
    struct lg_sim_scene *scene = lg_sim_state_insert_scene(state, index + 1);
    uint64_t id = scene->id;
    free(scene->name);
    *scene = set->scenes[index];
    scene->id = id;
    scene->is_triggered = false;
    scene->name = lg_xstrdup(set->scenes[index].name);
    for (size_t i = 0; i < set->num_tracks; i++) {
        struct lg_sim_track *track = &set->tracks[i];
        const struct lg_sim_clip *clip = lg_sim_slot(track, index)->clip;
        if (clip != NULL)
            lg_sim_slot_use(track, index + 1)->clip = lg_sim_clip_copy(set, clip);
    }
}

void lg_sim_state_remove_device(struct lg_sim_track *track, size_t index) {
    assert(index < track->num_devices);
    bool was_selected = track->devices[index].id == track->selected_device;
    close_gap(track->devices, track->num_devices, index, sizeof *track->devices);
    track->num_devices--;
    if (was_selected)
        track->selected_device = track->num_devices > 0 ? track->devices[0].id : 0;
}

void lg_sim_state_toggle_cue(struct lg_sim_state *state, double time) {
    struct lg_sim_set *set = &state->set;
    char name[24];
    size_t at = 0;
    while (at < set->num_cues && set->cues[at].time < time)
        at++;
    if (at < set->num_cues && !(set->cues[at].time > time)) {
        free(set->cues[at].name);
        close_gap(set->cues, set->num_cues, at, sizeof *set->cues);
        set->num_cues--;
        return;
    }
    snprintf(name, sizeof name, "%zu", set->num_cues + 1);
    set->cues = make_room(set->cues, set->num_cues, at, sizeof *set->cues);
    set->cues[at] = (struct lg_sim_cue){lg_xstrdup(name), time};
    set->num_cues++;
}
