#include "sim/clip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/player.h"

static const struct lg_sim_slot empty_slot;

size_t lg_sim_num_slots(const struct lg_sim_set *set, const struct lg_sim_track *track) {
    bool is_regular =
        track->kind == LG_SIM_AUDIO || track->kind == LG_SIM_MIDI || track->kind == LG_SIM_GROUP;
    return is_regular ? (size_t)set->num_scenes : 0;
}

const struct lg_sim_slot *lg_sim_slot(const struct lg_sim_track *track, size_t index) {
    return index < track->num_slots ? &track->slots[index] : &empty_slot;
}

struct lg_sim_slot *lg_sim_slot_use(struct lg_sim_track *track, size_t index) {
    if (index >= track->num_slots) {
        track->slots = lg_xrealloc(track->slots, (index + 1) * sizeof *track->slots);
        memset(&track->slots[track->num_slots], 0,
               (index + 1 - track->num_slots) * sizeof *track->slots);
        track->num_slots = index + 1;
    }
    return &track->slots[index];
}

const char *lg_sim_clip_at(const struct lg_sim_track *track, size_t slot) {
    const struct lg_sim_clip *clip = lg_sim_slot(track, slot)->clip;
    return clip == NULL ? NULL : clip->name;
}

struct lg_sim_clip *lg_sim_clip_new(struct lg_sim_set *set, const char *name, bool is_midi,
                                    double beats) {
    struct lg_sim_clip *clip = lg_xcalloc(1, sizeof *clip);
    *clip = (struct lg_sim_clip){.id = ++set->last_id,
                                 .name = lg_xstrdup(name),
                                 .is_midi = is_midi,
                                 .loop_end = beats,
                                 .end_marker = beats,
                                 .looping = true,
                                 .warping = true,
                                 .gain = 0.4};
    lg_sim_look_set(&clip->look, lg_sim_palette(0));
    return clip;
}

struct lg_sim_clip *lg_sim_clip_copy(struct lg_sim_set *set, const struct lg_sim_clip *clip) {
    struct lg_sim_clip *copy = lg_xcalloc(1, sizeof *copy);
    const char *path = clip->take != NULL ? clip->take->path : clip->file_path;
    *copy = *clip;
    copy->id = ++set->last_id;
    copy->name = lg_xstrdup(clip->name);
    copy->take = NULL;
    copy->file_path = path == NULL ? NULL : lg_xstrdup(path);
    copy->notes = lg_xcalloc(clip->num_notes, sizeof *copy->notes);
    if (clip->num_notes > 0)
        memcpy(copy->notes, clip->notes, clip->num_notes * sizeof *copy->notes);
    return copy;
}

void lg_sim_clip_add_note(struct lg_sim_clip *clip, const struct lg_sim_note *note) {
    for (size_t i = 0; i < clip->num_notes; i++) {
        const struct lg_sim_note *at = &clip->notes[i];
        if (at->pitch == note->pitch && !(at->start < note->start) && !(at->start > note->start)) {
            clip->notes[i] = *note;
            return;
        }
    }
    clip->notes = lg_xrealloc(clip->notes, (clip->num_notes + 1) * sizeof *clip->notes);
    clip->notes[clip->num_notes++] = *note;
}

void lg_sim_clip_free(struct lg_sim_clip *clip) {
    if (clip == NULL)
        return;
    free(clip->name);
    free(clip->file_path);
    free(clip->notes);
    free(clip);
}

double lg_sim_clip_length(const struct lg_sim_clip *clip) {
    if (clip->take != NULL && clip->take->is_recording)
        return clip->take->beats;
    return clip->looping ? clip->loop_end - clip->loop_start
                         : clip->end_marker - clip->start_marker;
}

void lg_sim_slot_clear(struct lg_sim_track *track, size_t index) {
    struct lg_sim_slot *slot = lg_sim_slot_use(track, index);
    if (slot->clip != NULL && slot->clip->take != NULL)
        lg_sim_take_remove(&track->takes, slot->clip->take);
    lg_sim_clip_free(slot->clip);
    *slot = (struct lg_sim_slot){.has_no_stop_button = slot->has_no_stop_button};
}

void lg_sim_slots_free(struct lg_sim_track *track) {
    for (size_t i = 0; i < track->num_slots; i++)
        lg_sim_clip_free(track->slots[i].clip);
    free(track->slots);
    track->slots = NULL;
    track->num_slots = 0;
}

static void settle(struct lg_sim_set *set, struct lg_sim_track *track, struct lg_sim_take *take) {
    struct lg_sim_slot *slot = lg_sim_slot_use(track, take->slot);
    if (slot->clip == NULL) {
        slot->clip = lg_sim_clip_new(set, take->name, false, 0);
        slot->clip->take = take;
        slot->is_triggered = false;
        slot->is_playing = true;
    } else if (slot->clip->take == take && !take->is_recording && slot->clip->end_marker == 0) {
        slot->clip->loop_end = slot->clip->end_marker = take->beats;
        slot->is_playing = false;
    }
}

void lg_sim_clips_settle(struct lg_sim_set *set) {
    for (size_t i = 0; i < set->num_tracks; i++)
        for (struct lg_sim_take *take = set->tracks[i].takes; take != NULL; take = take->next)
            if (lg_sim_take_at(take, take->slot) == take)
                settle(set, &set->tracks[i], take);
}

static void start(struct lg_sim_track *track, size_t index) {
    for (size_t i = 0; i < track->num_slots; i++)
        track->slots[i].is_playing = track->slots[i].is_triggered = false;
    struct lg_sim_slot *slot = lg_sim_slot_use(track, index);
    slot->is_playing = true;
    slot->clip->position = 0;
}

void lg_sim_clip_launch(struct lg_sim_set *set, struct lg_sim_track *track, size_t index) {
    struct lg_sim_slot *slot = lg_sim_slot_use(track, index);
    /* A clip's own quantisation is one more than the song's of the same name; 0: the song's. */
    int64_t own = slot->clip->launch_quantization;
    double step = lg_sim_player_step(own == 0 ? set->song.clip_trigger_quantization : own - 1);
    if (!set->song.is_playing || !(step > 0)) {
        start(track, index);
        return;
    }
    for (size_t i = 0; i < track->num_slots; i++)
        track->slots[i].is_triggered = false;
    slot->is_triggered = true;
    slot->launch_in = ceil(set->song.current_song_time / step - 1e-9) * step;
    slot->launch_in -= set->song.current_song_time;
}

void lg_sim_track_stop(struct lg_sim_track *track) {
    lg_sim_player_end(track);
    for (size_t i = 0; i < track->num_slots; i++)
        track->slots[i].is_playing = track->slots[i].is_triggered = false;
}

/* Where a clip that goes round is, or whether one that does not is over. */
static void move(struct lg_sim_slot *slot, double beats) {
    struct lg_sim_clip *clip = slot->clip;
    double length = lg_sim_clip_length(clip);
    clip->position += beats;
    if (clip->take != NULL && clip->take->is_recording)
        return;
    if (clip->position >= length && clip->looping && length > 0)
        clip->position = fmod(clip->position, length);
    else if (clip->position >= length)
        slot->is_playing = false;
}

static void pass(struct lg_sim_track *track, double beats) {
    for (size_t i = 0; i < track->num_slots; i++) {
        struct lg_sim_slot *slot = &track->slots[i];
        if (slot->is_playing && slot->clip != NULL)
            move(slot, beats);
        slot->launch_in -= beats;
        if (slot->is_triggered && slot->clip != NULL && slot->launch_in <= 0)
            start(track, i);
    }
}

void lg_sim_clips_pass(struct lg_sim_set *set, double beats) {
    if (set->song.is_playing)
        for (size_t i = 0; i < set->num_tracks; i++)
            pass(&set->tracks[i], beats);
}

int64_t lg_sim_track_playing(const struct lg_sim_track *track) {
    for (size_t i = 0; i < track->num_slots; i++)
        if (track->slots[i].is_playing)
            return (int64_t)i;
    return -1;
}

int64_t lg_sim_track_fired(const struct lg_sim_track *track) {
    for (size_t i = 0; i < track->num_slots; i++)
        if (track->slots[i].is_triggered)
            return (int64_t)i;
    return -1;
}
