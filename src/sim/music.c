#include "sim/music.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/file.h"
#include "base/arena.h"

enum { PERIOD_BEATS = 8, PIECE_FRAMES = 4096 };

static const double two_pi = 6.283185307179586;

struct lg_sim_music {
    float *frames; /* left, right, left, … */
    int64_t count;
    bool repeats;
};

struct note {
    double beat;
    double freq_hz; /* 0: noise */
    double level;   /* of full scale, peak, of the first partial */
    double pan;     /* -1..1 */
};

struct part {
    const char *name;
    const struct note *notes;
    size_t num_notes;
    double beats;    /* how long each note lasts */
    double attack_s; /* from nothing to its level */
    double decay_s;  /* from there to 1/e */
    int partials;    /* the k-th is of level 1/k */
};

static const struct note drums[] = {
    {0, 55, 0.40, 0},   {1, 0, 0.14, 0},      {2, 55, 0.40, 0},   {3, 0, 0.14, 0},
    {4, 55, 0.40, 0},   {5, 0, 0.14, 0},      {6, 55, 0.40, 0},   {7, 0, 0.14, 0},
    {0.5, 0, 0.03, .3}, {1.5, 0, 0.03, -.3},  {2.5, 0, 0.03, .3}, {3.5, 0, 0.03, -.3},
    {4.5, 0, 0.03, .3}, {5.5, 55, 0.25, -.1}, {6.5, 0, 0.03, .3}, {7.5, 0, 0.03, -.3},
};
static const struct note bass[] = {
    {0, 55.00, 0.12, 0}, {1, 55.00, 0.10, 0}, {2, 65.41, 0.12, 0}, {3, 65.41, 0.10, 0},
    {4, 49.00, 0.12, 0}, {5, 49.00, 0.10, 0}, {6, 73.42, 0.12, 0}, {7, 82.41, 0.10, 0},
};
static const struct note keys[] = {
    {0, 220.00, 0.05, -.5}, {0, 261.63, 0.05, 0}, {0, 329.63, 0.05, .5},
    {4, 196.00, 0.05, -.5}, {4, 246.94, 0.05, 0}, {4, 293.66, 0.05, .5},
};
static const struct note voice[] = {
    {0.5, 440.00, 0.09, 0}, {1.5, 523.25, 0.09, 0}, {3, 493.88, 0.08, 0},
    {4.5, 392.00, 0.09, 0}, {5.5, 440.00, 0.10, 0}, {7, 587.33, 0.08, 0},
};

#define NOTES(notes) notes, LG_ARRAY_LEN(notes)
static const struct part parts[] = {
    {"drums", NOTES(drums), 0.5, 0.001, 0.060, 1},
    {"bass", NOTES(bass), 1, 0.005, 0.400, 4},
    {"keys", NOTES(keys), 4, 0.010, 2.000, 3},
    {"voice", NOTES(voice), 1, 0.040, 0.600, 6},
};

static const struct part *part_of(const char *name) {
    for (size_t i = 0; i < LG_ARRAY_LEN(parts); i++)
        if (strcmp(parts[i].name, name) == 0)
            return &parts[i];
    return NULL;
}

bool lg_sim_music_is_part(const char *name) {
    return part_of(name) != NULL;
}

/* A turning pointer, whose height is the sine; or noise, drawn from the state of `dice`. */
struct oscillator {
    double x, y;
    double step_x, step_y;
    uint32_t dice;
};

static double next_of(struct oscillator *oscillator) {
    if (oscillator->dice != 0) {
        oscillator->dice = oscillator->dice * 1664525u + 1013904223u;
        return (double)(int32_t)oscillator->dice / 2147483648.0;
    }
    double sine = oscillator->y;
    double x = oscillator->x * oscillator->step_x - oscillator->y * oscillator->step_y;
    oscillator->y = oscillator->x * oscillator->step_y + oscillator->y * oscillator->step_x;
    oscillator->x = x;
    return sine;
}

/* Adds one partial of one note, which may go past the end of the period into its beginning. */
static void add_partial(struct lg_sim_music *music, const struct part *part,
                        const struct note *note, int partial, double frames_per_beat, int rate_hz) {
    double turn = two_pi * note->freq_hz * partial / rate_hz;
    struct oscillator oscillator = {1, 0, cos(turn), sin(turn), note->freq_hz > 0 ? 0 : 1};
    int64_t first = llround(note->beat * frames_per_beat);
    int64_t length = llround(part->beats * frames_per_beat);
    int64_t attack = llround(part->attack_s * rate_hz);
    double decay = exp(-1 / (part->decay_s * rate_hz));
    double level = note->level / partial;
    for (int64_t i = 0; i < length; i++) {
        double rise = i < attack ? (double)i / (double)attack : 1;
        double fall = i > length - attack ? (double)(length - i) / (double)attack : 1;
        float *frame = &music->frames[2 * ((first + i) % music->count)];
        double sample = level * rise * fall * next_of(&oscillator);
        frame[0] += (float)(sample * fmin(1, 1 - note->pan));
        frame[1] += (float)(sample * fmin(1, 1 + note->pan));
        level *= decay;
    }
}

static void compose(struct lg_sim_music *music, const struct part *part, int rate_hz,
                    double tempo) {
    double frames_per_beat = rate_hz * 60.0 / tempo;
    music->repeats = true;
    music->count = llround(PERIOD_BEATS * frames_per_beat);
    music->frames = lg_xcalloc((size_t)music->count, 2 * sizeof *music->frames);
    for (size_t i = 0; i < part->num_notes; i++)
        for (int partial = 1; partial <= part->partials; partial++)
            add_partial(music, part, &part->notes[i], partial, frames_per_beat, rate_hz);
}

static int open_file(const char *path, int rate_hz, struct lg_audio_file **out,
                     struct lg_err *err) {
    struct lg_audio_file *file;
    if (lg_audio_file_new(path, &file, err) != 0)
        return -1;
    const struct lg_audio_info *info = lg_audio_file_info(file);
    int status = 0;
    if (info->channels > 2)
        status = lg_err_set(err, LG_ERR_READ, "'%s' has %d channels: a programme has one or two",
                            path, info->channels);
    else if (info->rate_hz != rate_hz)
        status = lg_err_set(err, LG_ERR_READ, "'%s' is at %d Hz, the set at %d Hz: name it by rate",
                            path, info->rate_hz, rate_hz);
    if (status == 0)
        *out = file;
    else
        lg_audio_file_free(file);
    return status;
}

int lg_sim_music_check(const char *path, int rate_hz, struct lg_err *err) {
    struct lg_audio_file *file;
    if (open_file(path, rate_hz, &file, err) != 0)
        return -1;
    lg_audio_file_free(file);
    return 0;
}

static void append(struct lg_sim_music *music, const float *samples, size_t frames,
                   size_t channels) {
    size_t count = (size_t)music->count;
    music->frames = lg_xrealloc(music->frames, (count + frames) * 2 * sizeof *music->frames);
    for (size_t i = 0; i < frames; i++) {
        music->frames[2 * (count + i)] = samples[i * channels];
        music->frames[2 * (count + i) + 1] = samples[i * channels + channels - 1];
    }
    music->count += (int64_t)frames;
}

static int load(struct lg_sim_music *music, const char *path, int rate_hz, struct lg_err *err) {
    struct lg_audio_file *file = NULL;
    float *piece = lg_xcalloc(PIECE_FRAMES, 2 * sizeof *piece);
    size_t got = 0;
    int status = open_file(path, rate_hz, &file, err);
    while (status == 0) {
        status = lg_audio_file_read(file, PIECE_FRAMES, piece, &got, err);
        if (status != 0 || got == 0)
            break;
        append(music, piece, got, (size_t)lg_audio_file_info(file)->channels);
    }
    lg_audio_file_free(file);
    free(piece);
    return status;
}

int lg_sim_music_new(const char *name, int rate_hz, double tempo, struct lg_sim_music **out,
                     struct lg_err *err) {
    struct lg_sim_music *music = lg_xcalloc(1, sizeof *music);
    const struct part *part = part_of(name);
    if (part != NULL) {
        compose(music, part, rate_hz, tempo);
    } else if (load(music, name, rate_hz, err) != 0) {
        lg_sim_music_free(music);
        return -1;
    }
    *out = music;
    return 0;
}

void lg_sim_music_free(struct lg_sim_music *music) {
    if (music == NULL)
        return;
    free(music->frames);
    free(music);
}

struct lg_sim_kept {
    struct lg_sim_kept *next;
    char *name;
    int rate_hz;
    double tempo;
    struct lg_sim_music *music;
};

const struct lg_sim_music *lg_sim_shelf_get(struct lg_sim_shelf *shelf, const char *name,
                                            int rate_hz, double tempo) {
    struct lg_sim_music *music;
    for (const struct lg_sim_kept *at = shelf->first; at != NULL; at = at->next)
        if (strcmp(at->name, name) == 0 && at->rate_hz == rate_hz && at->tempo == tempo)
            return at->music;
    if (lg_sim_music_new(name, rate_hz, tempo, &music, NULL) != 0)
        return NULL;
    struct lg_sim_kept *kept = lg_xcalloc(1, sizeof *kept);
    *kept = (struct lg_sim_kept){shelf->first, lg_xstrdup(name), rate_hz, tempo, music};
    shelf->first = kept;
    return music;
}

void lg_sim_shelf_dispose(struct lg_sim_shelf *shelf) {
    while (shelf->first != NULL) {
        struct lg_sim_kept *kept = shelf->first;
        shelf->first = kept->next;
        lg_sim_music_free(kept->music);
        free(kept->name);
        free(kept);
    }
}

void lg_sim_music_play(const struct lg_sim_music *music, int64_t from_frame,
                       struct lg_sim_block *block) {
    for (size_t i = 0; i < block->frames; i++) {
        int64_t at = from_frame + (int64_t)i;
        if (music->repeats)
            at %= music->count;
        bool is_there = at >= 0 && at < music->count;
        block->left[i] = is_there ? music->frames[2 * at] : 0;
        block->right[i] = is_there ? music->frames[2 * at + 1] : 0;
    }
}
