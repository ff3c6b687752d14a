#include "audio/stems.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/file.h"
#include "base/fs.h"

enum { PIECE_FRAMES = 4096 };

const char *const lg_stem_roles[] = {"MASTER", "VOCAL_LEAD", "VOCAL_BG", "BASS",
                                     "DRUMS",  "KEYS",       "OTHER",    NULL};
static const char master_role[] = "MASTER";
static const char extension[] = ".wav";

/* The stems' files while they are compared. */
struct check {
    const struct lg_stems_options *options;
    struct lg_arena *arena;
    struct lg_stems *stems;
    struct lg_stems_finding *findings;
    size_t capacity;
    struct lg_audio_file **files; /* NULL: could not be read */
    int64_t *frames;
};

static void find(struct check *check, const char *path, const char *rule, const char *text) {
    struct lg_stems *stems = check->stems;
    if (stems->num_findings == check->capacity) {
        size_t capacity = check->capacity == 0 ? 16 : check->capacity * 2;
        struct lg_stems_finding *all = lg_arena_array(check->arena, capacity, sizeof *all);
        if (stems->num_findings > 0)
            memcpy(all, check->findings, stems->num_findings * sizeof *all);
        check->findings = all;
        check->capacity = capacity;
        stems->findings = all;
    }
    check->findings[stems->num_findings++] = (struct lg_stems_finding){path, rule, text};
}

static const char *role_at(const struct lg_stems_options *options, size_t index) {
    size_t shipped = 0;
    for (; lg_stem_roles[shipped] != NULL; shipped++)
        if (shipped == index)
            return lg_stem_roles[index];
    return index - shipped < options->num_roles ? options->roles[index - shipped] : NULL;
}

/* The role that the name ends in, the longest where several do; `same` compares letters. */
static const char *find_role(const char *name, size_t length,
                             const struct lg_stems_options *options,
                             bool same(const char *, const char *)) {
    const char *best = NULL;
    char end[256];
    for (size_t i = 0; role_at(options, i) != NULL; i++) {
        const char *role = role_at(options, i);
        size_t role_length = strlen(role);
        /* At least one letter of the song and the underscore stand before it. */
        if (length < role_length + 2 || role_length >= sizeof end ||
            name[length - role_length - 1] != '_')
            continue;
        snprintf(end, sizeof end, "%.*s", (int)role_length, name + length - role_length);
        if (same(end, role) && (best == NULL || role_length > strlen(best)))
            best = role;
    }
    return best;
}

static bool same_bytes(const char *a, const char *b) {
    return strcmp(a, b) == 0;
}

bool lg_stem_parse(const char *path, const struct lg_stems_options *options, struct lg_arena *arena,
                   struct lg_stem *out) {
    const char *name = lg_fs_name(path);
    if (!lg_ends_with(name, extension))
        return false;
    size_t length = strlen(name) - strlen(extension);
    const char *role = find_role(name, length, options, same_bytes);
    if (role == NULL)
        return false;
    out->path = path;
    out->role = role;
    out->song = lg_arena_strndup(arena, name, length - strlen(role) - 1);
    return true;
}

/* What the name would have to be, where it is nearly right. */
static const char *name_hint(struct check *check, const char *name) {
    size_t length = strlen(name);
    const char *dot = strrchr(name, '.');
    if (dot == NULL || !lg_eq_nocase(dot, extension))
        return "";
    length = (size_t)(dot - name);
    const char *role = find_role(name, length, check->options, lg_eq_nocase);
    if (role == NULL)
        return "";
    return lg_arena_printf(check->arena, "; did you mean '%.*s%s%s'?", (int)(length - strlen(role)),
                           name, role, extension);
}

static void check_name(struct check *check, size_t index) {
    struct lg_stem *stem = &check->stems->items[index];
    if (lg_stem_parse(stem->path, check->options, check->arena, stem))
        return;
    struct lg_str roles = {0};
    for (size_t i = 0; role_at(check->options, i) != NULL; i++)
        lg_str_printf(&roles, "%s%s", i > 0 ? ", " : "", role_at(check->options, i));
    find(check, stem->path, "name",
         lg_arena_printf(check->arena, "the name is not {song}_{ROLE}.wav with a role of %s%s",
                         lg_str_text(&roles), name_hint(check, lg_fs_name(stem->path))));
    lg_str_dispose(&roles);
}

/* Roles that come twice, and songs that are not the first one's. */
static void check_names(struct check *check) {
    struct lg_stems *stems = check->stems;
    const struct lg_stem *first = NULL;
    bool is_mixed = false;
    for (size_t i = 0; i < stems->count; i++)
        check_name(check, i);
    for (size_t i = 0; i < stems->count; i++) {
        const struct lg_stem *stem = &stems->items[i];
        if (stem->song == NULL)
            continue;
        for (size_t before = 0; before < i; before++) {
            const struct lg_stem *other = &stems->items[before];
            if (other->song != NULL && strcmp(other->song, stem->song) == 0 &&
                strcmp(other->role, stem->role) == 0)
                find(check, stem->path, "role",
                     lg_arena_printf(check->arena, "a second %s of '%s', after '%s'", stem->role,
                                     stem->song, other->path));
        }
        first = first == NULL ? stem : first;
        if (strcmp(stem->song, first->song) != 0) {
            is_mixed = true;
            find(check, stem->path, "song",
                 lg_arena_printf(check->arena, "the song is '%s', that of '%s' is '%s'", stem->song,
                                 first->path, first->song));
        }
    }
    stems->song = first != NULL && !is_mixed ? first->song : NULL;
}

/* The file's own error, without the path that the finding names anyway. */
static void find_unread(struct check *check, size_t index, const struct lg_err *err) {
    find(check, check->stems->items[index].path, "read", lg_arena_strdup(check->arena, err->text));
    lg_audio_file_free(check->files[index]);
    check->files[index] = NULL;
}

/* Lengths and sums of what may be cut would prove nothing. */
static void refuse_unknown(struct check *check, size_t index) {
    struct lg_err err = {0};
    if (lg_err_set(&err, LG_ERR_READ, "'%s': cannot judge: completeness unknown: %s",
                   check->stems->items[index].path,
                   lg_audio_file_info(check->files[index])->completeness.how) < 0)
        find_unread(check, index, &err);
}

static void open_files(struct check *check) {
    for (size_t i = 0; i < check->stems->count; i++) {
        struct lg_err err = {0};
        if (lg_audio_file_new(check->stems->items[i].path, &check->files[i], &err) != 0)
            find_unread(check, i, &err);
        else if (!lg_audio_file_info(check->files[i])->completeness.is_known)
            refuse_unknown(check, i);
    }
}

static void close_files(struct check *check) {
    for (size_t i = 0; i < check->stems->count; i++)
        lg_audio_file_free(check->files[i]);
}

/* The first file that can be read: what the others are compared with. NULL: none. */
static int64_t rate_of(const struct check *check, size_t index) {
    return lg_audio_file_info(check->files[index])->rate_hz;
}

static int64_t channels_of(const struct check *check, size_t index) {
    return lg_audio_file_info(check->files[index])->channels;
}

static int64_t frames_of(const struct check *check, size_t index) {
    return check->frames[index];
}

/* What all files must have alike. */
struct likeness {
    int64_t (*of)(const struct check *check, size_t index);
    const char *rule, *what, *unit;
};
static const struct likeness one_rate = {rate_of, "rate", "rate", " Hz"};
static const struct likeness one_count = {channels_of, "channels", "number of channels", ""};
static const struct likeness one_length = {frames_of, "length", "length", " frames"};

/* The first file of those that are alike in most files: the others are the odd ones out. False:
 * none could be opened. */
static bool find_usual(const struct check *check, const struct likeness *like, size_t *out) {
    size_t most = 0;
    for (size_t i = 0; i < check->stems->count; i++) {
        size_t alike = 0;
        for (size_t k = 0; check->files[i] != NULL && k < check->stems->count; k++)
            alike += check->files[k] != NULL && like->of(check, k) == like->of(check, i) ? 1 : 0;
        if (alike <= most)
            continue;
        most = alike;
        *out = i;
    }
    return most > 0;
}

/* Returns whether all files that can be read are alike. */
static bool check_alike(struct check *check, const struct likeness *like) {
    size_t usual;
    bool alike = true;
    if (!find_usual(check, like, &usual))
        return false;
    int64_t want = like->of(check, usual);
    for (size_t i = 0; i < check->stems->count; i++) {
        if (check->files[i] == NULL || like->of(check, i) == want)
            continue;
        find(check, check->stems->items[i].path, like->rule,
             lg_arena_printf(check->arena, "the %s is %" PRId64 "%s, that of '%s' is %" PRId64 "%s",
                             like->what, like->of(check, i), like->unit,
                             check->stems->items[usual].path, want, like->unit));
        alike = false;
    }
    return alike;
}

/* Master less sum, and what fits the one to the other. */
struct residual {
    double highest;
    int64_t highest_frame;
    double product; /* of master and sum */
    double power;   /* of the sum */
    double master_peak;
};

struct pieces {
    float *samples; /* of one file */
    double *sum;    /* of the stems */
    double *master;
    size_t frames; /* the longest file's in this round */
};

static void add_piece(struct pieces *p, bool is_master, size_t frames, int channels) {
    double *into = is_master ? p->master : p->sum;
    for (size_t i = 0; i < frames * (size_t)channels; i++)
        into[i] += (double)p->samples[i];
    p->frames = frames > p->frames ? frames : p->frames;
}

static void compare_piece(struct residual *r, const struct pieces *p, int channels, int64_t from) {
    for (size_t i = 0; i < p->frames * (size_t)channels; i++) {
        double difference = fabs(p->master[i] - p->sum[i]);
        r->product += p->master[i] * p->sum[i];
        r->power += p->sum[i] * p->sum[i];
        r->master_peak = fmax(r->master_peak, fabs(p->master[i]));
        if (difference > r->highest) {
            r->highest = difference;
            r->highest_frame = from + (int64_t)(i / (size_t)channels);
        }
    }
}

static bool is_master(const struct lg_stem *stem) {
    return stem->role != NULL && strcmp(stem->role, master_role) == 0;
}

/* One piece of each file; a file that can't be read on is left out from here. */
static void read_pieces(struct check *check, struct pieces *p, int channels) {
    p->frames = 0;
    memset(p->sum, 0, PIECE_FRAMES * (size_t)channels * sizeof *p->sum);
    memset(p->master, 0, PIECE_FRAMES * (size_t)channels * sizeof *p->master);
    for (size_t i = 0; i < check->stems->count; i++) {
        struct lg_err err = {0};
        size_t frames = 0;
        if (check->files[i] == NULL)
            continue;
        if (lg_audio_file_read(check->files[i], PIECE_FRAMES, p->samples, &frames, &err) != 0) {
            find_unread(check, i, &err);
            continue;
        }
        check->frames[i] += (int64_t)frames;
        add_piece(p, is_master(&check->stems->items[i]), frames, channels);
    }
}

static int read_all(struct check *check, int channels, struct residual *residual,
                    struct lg_err *err) {
    size_t samples = PIECE_FRAMES * (size_t)channels;
    struct pieces p = {.samples = lg_xcalloc(samples, sizeof *p.samples),
                       .sum = lg_xcalloc(samples, sizeof *p.sum),
                       .master = lg_xcalloc(samples, sizeof *p.master)};
    int64_t at = 0;
    int result = 0;
    do {
        if (check->options->env != NULL && lg_env_check(check->options->env, err) != 0)
            result = -1;
        read_pieces(check, &p, channels);
        compare_piece(residual, &p, channels, at);
        at += (int64_t)p.frames;
    } while (result == 0 && p.frames > 0);
    free(p.samples);
    free(p.sum);
    free(p.master);
    return result;
}

static const struct lg_stem *find_master(const struct lg_stems *stems) {
    for (size_t i = 0; i < stems->count; i++)
        if (is_master(&stems->items[i]))
            return &stems->items[i];
    return NULL;
}

static double decibels(double amplitude) {
    return amplitude > 0.0 ? 20.0 * log10(amplitude) : -INFINITY;
}

bool lg_stems_is_tolerance(double dbfs) {
    return isfinite(dbfs) && dbfs <= LG_STEMS_TOLERANCE_MAX_DBFS;
}

static double limit_of(const struct check *check, const struct residual *r) {
    double asked = check->options->tolerance_dbfs < 0.0 ? check->options->tolerance_dbfs
                                                        : LG_STEMS_TOLERANCE_DBFS;
    return fmin(asked, decibels(r->master_peak) - LG_STEMS_BELOW_MASTER_DB);
}

static void check_sum(struct check *check, const struct residual *r, int rate_hz) {
    struct lg_stems *stems = check->stems;
    double limit = limit_of(check, r);
    if (r->master_peak == 0.0) {
        find(check, find_master(stems)->path, "sum",
             "the master is silent: there is nothing that stems could add up to");
        return;
    }
    stems->is_summed = true;
    stems->residual_dbfs = decibels(r->highest);
    stems->residual_at_s = (double)r->highest_frame / rate_hz;
    stems->gain_db = r->power > 0.0 ? decibels(fabs(r->product) / r->power) : NAN;
    if (stems->residual_dbfs <= limit)
        return;
    find(check, find_master(stems)->path, "sum",
         lg_arena_printf(check->arena,
                         "the stems do not add up to the master: they differ by %.1f dBFS at "
                         "%.3f s, at most %.1f is allowed; the sum fits best when moved by %.2f dB",
                         stems->residual_dbfs, stems->residual_at_s, limit, stems->gain_db));
}

/* The sum is judged where nothing else is broken: else it would only say so again. */
static int check_audio(struct check *check, struct lg_err *err) {
    struct residual residual = {0};
    open_files(check);
    bool has_one_rate = check_alike(check, &one_rate);
    bool has_one_count = check_alike(check, &one_count);
    size_t first;
    if (!has_one_rate || !has_one_count || !find_usual(check, &one_rate, &first))
        return 0;
    int rate_hz = (int)rate_of(check, first);
    if (read_all(check, (int)channels_of(check, first), &residual, err) != 0)
        return -1;
    if (check_alike(check, &one_length) && check->stems->num_findings == 0 &&
        check->stems->count > 1 && find_master(check->stems) != NULL)
        check_sum(check, &residual, rate_hz);
    return 0;
}

int lg_stems_check(const char *const *paths, size_t count, const struct lg_stems_options *options,
                   struct lg_arena *arena, struct lg_stems *out, struct lg_err *err) {
    struct lg_stems stems = {.count = count, .gain_db = NAN};
    struct check check = {.options = options, .arena = arena, .stems = &stems};
    stems.items = lg_arena_array(arena, count, sizeof *stems.items);
    check.files = lg_arena_array(arena, count, sizeof(struct lg_audio_file *));
    check.frames = lg_arena_array(arena, count, sizeof *check.frames);
    for (size_t i = 0; i < count; i++)
        stems.items[i].path = paths[i];
    check_names(&check);
    int result = check_audio(&check, err);
    close_files(&check);
    if (result == 0)
        *out = stems;
    return result;
}
