#include "sim/sound.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/fader.h"

/* What belongs to a track: tracks move, their numbers stay. */
struct strip {
    const struct lg_sim_music *music; /* NULL: it plays nothing */
    struct lg_sim_memory *memory;     /* one per device */
};

struct lg_sim_sound {
    int rate_hz;
    struct strip *strips; /* by the track's number */
    size_t num_strips;
};

struct moment {
    struct lg_sim_sound *sound;
    const struct lg_sim_set *set;
    int64_t from_frame;
    bool has_solo;
};

static void prepare(struct lg_sim_sound *sound, const struct lg_sim_set *set,
                    const struct lg_sim_track *track, struct lg_sim_shelf *shelf) {
    if (track->number == 0)
        return;
    struct strip *strip = &sound->strips[track->number];
    strip->memory = lg_xcalloc(track->num_devices, sizeof *strip->memory);
    if (track->programme != NULL)
        strip->music = lg_sim_shelf_get(shelf, track->programme, set->rate_hz, (double)set->tempo);
}

struct lg_sim_sound *lg_sim_sound_new(const struct lg_sim_set *set, struct lg_sim_shelf *shelf) {
    struct lg_sim_sound *sound = lg_xcalloc(1, sizeof *sound);
    sound->rate_hz = set->rate_hz;
    sound->num_strips = set->num_numbers + 1;
    sound->strips = lg_xcalloc(sound->num_strips, sizeof *sound->strips);
    for (size_t i = 0; i < set->num_tracks; i++)
        prepare(sound, set, &set->tracks[i], shelf);
    prepare(sound, set, &set->master, shelf);
    return sound;
}

void lg_sim_sound_free(struct lg_sim_sound *sound) {
    if (sound == NULL)
        return;
    for (size_t i = 0; i < sound->num_strips; i++)
        free(sound->strips[i].memory);
    free(sound->strips);
    free(sound);
}

static bool is_in(const struct lg_sim_track *track, const struct lg_sim_track *group) {
    return group->kind == LG_SIM_MASTER ? track->group == 0 : track->group == group->number;
}

static const struct lg_sim_track *group_of(const struct lg_sim_set *set,
                                           const struct lg_sim_track *track) {
    for (size_t i = 0; track->group != 0 && i < set->num_tracks; i++)
        if (set->tracks[i].number == track->group)
            return &set->tracks[i];
    return NULL;
}

/* Is one of those soloed that lie in the track? */
static bool has_soloed(const struct lg_sim_set *set, const struct lg_sim_track *group) {
    for (size_t i = 0; group->kind == LG_SIM_GROUP && i < set->num_tracks; i++)
        if (is_in(&set->tracks[i], group) &&
            (set->tracks[i].mixer.solo || has_soloed(set, &set->tracks[i])))
            return true;
    return false;
}

/* A solo silences what is neither soloed, nor in a group that is, nor leads to one. */
static bool is_heard(const struct moment *moment, const struct lg_sim_track *track) {
    if (track->mixer.mute)
        return false;
    if (!moment->has_solo || track->kind == LG_SIM_MASTER || has_soloed(moment->set, track))
        return true;
    for (; track != NULL; track = group_of(moment->set, track))
        if (track->mixer.solo)
            return true;
    return false;
}

static void add(struct lg_sim_block *sum, const struct lg_sim_block *block) {
    for (size_t i = 0; i < sum->frames; i++) {
        sum->left[i] += block->left[i];
        sum->right[i] += block->right[i];
    }
}

/* The panorama takes from the far side alone; Live's own law is not known here. */
static void mix(const struct lg_sim_mixer *mixer, struct lg_sim_block *block) {
    double volume = lg_sim_fader_gain((double)mixer->volume);
    double left = volume * fmin(1, 1 - (double)mixer->panning);
    double right = volume * fmin(1, 1 + (double)mixer->panning);
    for (size_t i = 0; i < block->frames; i++) {
        block->left[i] = (float)((double)block->left[i] * left);
        block->right[i] = (float)((double)block->right[i] * right);
    }
}

/* What comes out of a track; false: nothing does. Groups lie in groups only a few deep. */
static bool pull(const struct moment *moment, const struct lg_sim_track *track,
                 struct lg_sim_block *out) {
    struct strip *strip = &moment->sound->strips[track->number];
    bool is_group = track->kind == LG_SIM_GROUP || track->kind == LG_SIM_MASTER;
    size_t frames = out->frames;
    if (track->number == 0 || !is_heard(moment, track) || (!is_group && strip->music == NULL))
        return false;
    *out = (struct lg_sim_block){.frames = frames};
    if (strip->music != NULL)
        lg_sim_music_play(strip->music, moment->from_frame, out);
    for (size_t i = 0; is_group && i < moment->set->num_tracks; i++) {
        struct lg_sim_block inner = {.frames = frames};
        if (is_in(&moment->set->tracks[i], track) && pull(moment, &moment->set->tracks[i], &inner))
            add(out, &inner);
    }
    for (size_t i = 0; i < track->num_devices; i++)
        lg_sim_effect_run(&track->devices[i], moment->sound->rate_hz, &strip->memory[i], out);
    mix(&track->mixer, out);
    return true;
}

void lg_sim_sound_play(struct lg_sim_sound *sound, const struct lg_sim_set *set, int64_t from_frame,
                       struct lg_sim_block *block) {
    struct moment moment = {.sound = sound, .set = set, .from_frame = from_frame};
    size_t frames = block->frames;
    for (size_t i = 0; i < set->num_tracks; i++)
        moment.has_solo = moment.has_solo || set->tracks[i].mixer.solo;
    if (!pull(&moment, &set->master, block))
        *block = (struct lg_sim_block){.frames = frames};
}
