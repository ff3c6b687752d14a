#include "sim/player.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/fs.h"
#include "sim/clip.h"
#include "sim/routing.h"

/* Of Live's launch quantisation (Song.clip_trigger_quantization) in beats; 0: none. */
static const double quantisation_beats[LG_SIM_QUANTISATION__COUNT] = {
    0, 32, 16, 8, 4, 2, 4.0 / 3, 1, 2.0 / 3, 0.5, 1.0 / 3, 0.25, 1.0 / 6, 0.125};

double lg_sim_player_step(int64_t quantisation) {
    return quantisation_beats[quantisation];
}

void lg_sim_player_dispose(struct lg_sim_player *player) {
    free(player->last_path);
    player->last_path = NULL;
    lg_sim_shelf_dispose(&player->shelf);
}

static double beats_per_frame(const struct lg_sim_set *set) {
    return (double)set->tempo / (60.0 * set->rate_hz);
}

/* Frames until the song comes to `beats`, at least 1. */
static int64_t frames_until(const struct lg_sim_set *set, double beats) {
    double frames = ceil((beats - set->song.current_song_time) / beats_per_frame(set) - 1e-6);
    return frames < 1 ? 1 : (int64_t)frames;
}

/* What was recorded into, or is about to be. */
static bool is_live(const struct lg_sim_take *take) {
    return take->is_recording || !take->has_begun;
}

static void begin_due(const struct lg_sim_set *set, struct lg_sim_take *take) {
    const double near = beats_per_frame(set) / 2;
    if (take->has_begun || take->from_beats > set->song.current_song_time + near)
        return;
    take->has_begun = true;
    take->is_recording = true;
}

static void record(const struct lg_sim_player *player, const struct lg_sim_set *set,
                   struct lg_sim_take *take, size_t frames) {
    struct lg_sim_block block = {.frames = frames};
    int64_t from = llround(set->song.current_song_time / beats_per_frame(set));
    begin_due(set, take);
    if (!take->is_recording)
        return;
    take->beats += (double)frames * beats_per_frame(set);
    if (take->sound != NULL)
        lg_sim_sound_play(take->sound, take->harm.is_dry ? player->file : set, from, &block);
    lg_sim_take_write(take, set->rate_hz, &block);
}

/* How far the song goes before something changes. */
static int64_t stretch(const struct lg_sim_set *set, int64_t frames, bool *wraps) {
    const struct lg_sim_song *song = &set->song;
    double end = song->loop_start + song->loop_length;
    int64_t most = frames;
    *wraps = false;
    for (size_t i = 0; i < set->num_tracks; i++)
        for (const struct lg_sim_take *take = set->tracks[i].takes; take != NULL; take = take->next)
            if (is_live(take)) {
                int64_t begin =
                    take->has_begun ? LG_SIM_BLOCK : frames_until(set, take->from_beats);
                most = begin < most ? begin : most;
                most = most < LG_SIM_BLOCK ? most : LG_SIM_BLOCK;
            }
    if (song->loop && song->loop_length > 0 && song->current_song_time < end) {
        int64_t until = frames_until(set, end);
        *wraps = until <= most;
        most = *wraps ? until : most;
    }
    return most;
}

void lg_sim_player_pass(struct lg_sim_player *player, struct lg_sim_set *set, int64_t span_ns) {
    player->owed += span_ns * set->rate_hz;
    int64_t frames = player->owed / LG_NS_PER_S;
    player->owed %= LG_NS_PER_S;
    while (set->song.is_playing && frames > 0) {
        bool wraps;
        int64_t now = stretch(set, frames, &wraps);
        for (size_t i = 0; i < set->num_tracks; i++)
            for (struct lg_sim_take *take = set->tracks[i].takes; take != NULL; take = take->next)
                if (is_live(take))
                    record(player, set, take, (size_t)now);
        set->song.current_song_time += (double)now * beats_per_frame(set);
        if (wraps)
            set->song.current_song_time = set->song.loop_start;
        frames -= now;
    }
}

static struct lg_sim_harm draw_harm(const struct lg_sim_player *player,
                                    struct lg_sim_faults *faults) {
    struct lg_sim_harm harm = {
        .is_missing = lg_sim_fault_strikes(faults, LG_SIM_FAULT_MISSING_PRINT),
        .is_stale = lg_sim_fault_strikes(faults, LG_SIM_FAULT_STALE_PRINT),
        .is_torn = lg_sim_fault_strikes(faults, LG_SIM_FAULT_TORN_PRINT),
        .is_short = lg_sim_fault_strikes(faults, LG_SIM_FAULT_SHORT_PRINT),
        .is_silent = lg_sim_fault_strikes(faults, LG_SIM_FAULT_SILENT_PRINT),
        .is_dry = lg_sim_fault_strikes(faults, LG_SIM_FAULT_DRY_PRINT),
    };
    harm.is_stale = harm.is_stale && player->last_path != NULL;
    return harm;
}

/* Live writes beside the project, or into a temporary one; here all lie in one folder. */
static void open_file(struct lg_sim_player *player, const struct lg_sim_set *set,
                      struct lg_sim_take *take) {
    const struct lg_wav_form form = {set->rate_hz, 2, LG_PCM_INT24};
    struct lg_arena arena = {0};
    if (take->harm.is_stale) {
        take->path = lg_xstrdup(player->last_path);
    } else if (player->recordings == NULL) {
        take->path = lg_xstrdup("");
    } else {
        const char *name = lg_arena_printf(&arena, "recorded %u.wav", player->num_takes);
        take->path = lg_xstrdup(lg_fs_join(&arena, player->recordings, name));
        if (lg_wav_new(take->path, &form, &take->wav, NULL) != 0) {
            take->wav = NULL;
            take->path[0] = '\0';
        }
        free(player->last_path);
        player->last_path = lg_xstrdup(take->path);
    }
    lg_arena_dispose(&arena);
}

static void begin_take(struct lg_sim_player *player, struct lg_sim_set *set,
                       struct lg_sim_track *track, size_t slot, struct lg_sim_faults *faults) {
    struct lg_sim_take *take = lg_xcalloc(1, sizeof *take);
    double step = quantisation_beats[set->song.clip_trigger_quantization];
    double now = set->song.current_song_time;
    bool waits = set->song.is_playing && step > 0;
    struct lg_arena arena = {0};
    player->num_takes++;
    take->slot = slot;
    take->from_beats = waits ? ceil(now / step - 1e-9) * step : now;
    take->hears_output = track->input_routing != NULL &&
                         lg_view_eq(lg_view_of(track->input_routing), LG_SIM_RESAMPLING);
    take->harm = draw_harm(player, faults);
    take->name = lg_xstrdup(lg_arena_printf(&arena, "%u-Audio", player->num_takes));
    lg_arena_dispose(&arena);
    open_file(player, set, take);
    take->sound = take->hears_output ? lg_sim_sound_new(set, &player->shelf) : NULL;
    take->next = track->takes;
    track->takes = take;
    begin_due(set, take);
}

void lg_sim_player_end(struct lg_sim_track *track) {
    for (struct lg_sim_take *take = track->takes; take != NULL; take = take->next) {
        take->has_begun = true;
        lg_sim_take_finish(take);
    }
}

void lg_sim_player_fire(struct lg_sim_player *player, struct lg_sim_set *set,
                        struct lg_sim_track *track, size_t slot, struct lg_sim_faults *faults) {
    bool is_empty = lg_sim_clip_at(track, slot) == NULL;
    if (is_empty)
        lg_sim_player_end(track);
    if (is_empty && !track->mixer.arm)
        return;
    /* What is recorded of MIDI makes no file. */
    if (is_empty && track->kind == LG_SIM_AUDIO)
        begin_take(player, set, track, slot, faults);
    set->song.is_playing = true;
}

void lg_sim_player_stop(struct lg_sim_set *set) {
    set->song.is_playing = false;
    set->song.record_mode = false;
    for (size_t i = 0; i < set->num_tracks; i++)
        lg_sim_player_end(&set->tracks[i]);
}
