#include "step/fix.h"

#include <stdio.h>
#include <string.h>

#include "audio/file.h"
#include "audio/signal.h"
#include "base/fs.h"
#include "live/actions_plan.h"
#include "taxonomy/taxonomy.h"

static void note(struct lg_fixed *out, const char *path) {
    out->changed[out->num_changed++] = path;
}

/* --- make-directories ----------------------------------------------------------------------- */

static const char *directories_barred(struct lg_step_ctx *ctx, const struct lg_subject *subject) {
    const char *folders[LG_FOLDERS_MAX];
    return lg_probe_folders(ctx, subject->path, folders) == 0
               ? "nothing says which folder of the project is missing"
               : NULL;
}

static int make_directories(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                            struct lg_fixed *out, struct lg_err *err) {
    const char *folders[LG_FOLDERS_MAX];
    size_t count = lg_probe_folders(ctx, subject->path, folders);
    for (size_t i = 0; i < count; i++) {
        if (lg_fs_is_dir(folders[i]))
            continue;
        if (lg_fs_mkdirs(folders[i], err) != 0)
            return -1;
        note(out, folders[i]);
    }
    return 0;
}

/* --- regenerate-signal ---------------------------------------------------------------------- */

static const char *signal_barred(struct lg_step_ctx *ctx, const struct lg_subject *subject) {
    const char *path = lg_paths_user(ctx->paths, ctx->arena, LG_TEST_SIGNAL);
    const char *meant =
        subject->path == NULL ? "" : lg_paths_user(ctx->paths, ctx->arena, subject->path);
    struct lg_audio_file *file = NULL;
    struct lg_err why = {0};
    if (strcmp(path, meant) != 0)
        return "only " LG_TEST_SIGNAL ", the test signal, is made anew";
    bool is_sound = lg_audio_file_new(path, &file, &why) == 0;
    lg_audio_file_free(file);
    return is_sound ? LG_TEST_SIGNAL " is there and can be read" : NULL;
}

/* What lies there, broken as it is, may be somebody's: it is kept beside. */
static int put_aside(struct lg_step_ctx *ctx, const char *path, struct lg_fixed *out,
                     struct lg_err *err) {
    const char *aside = lg_arena_printf(ctx->arena, "%s.broken", path);
    if (!lg_fs_is_file(path))
        return 0;
    if (lg_fs_is_file(aside))
        return lg_err_set(err, LG_ERR_WRITE, "'%s' is there from an earlier time: look at it first",
                          aside);
    if (rename(path, aside) != 0)
        return lg_err_set(err, LG_ERR_WRITE, "'%s' can't be put aside", path);
    note(out, aside);
    return 0;
}

/* Section B, category 4: sr 48000, 2.0 s, 0.2 sin(2 pi 440 t); soundfile's own WAV has 16 bits. */
static int regenerate_signal(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                             struct lg_fixed *out, struct lg_err *err) {
    LG_UNUSED(subject);
    static const struct lg_tone tone = {.freq_hz = 440, .amplitude = 0.2};
    static const struct lg_signal signal = {.tones = &tone,
                                            .num_tones = 1,
                                            .duration_s = 2,
                                            .rate_hz = 48000,
                                            .channels = 1,
                                            .format = LG_SAMPLE_INT16};
    const char *path = lg_paths_user(ctx->paths, ctx->arena, LG_TEST_SIGNAL);
    if (lg_fs_mkdirs(lg_fs_folder(ctx->arena, path), err) != 0 ||
        put_aside(ctx, path, out, err) != 0 ||
        lg_signal_write_wav(&signal, path, ctx->env, err) != 0)
        return -1;
    note(out, path);
    return 0;
}

/* --- replan --------------------------------------------------------------------------------- */

static const char *replan_barred(struct lg_step_ctx *ctx, const struct lg_subject *subject) {
    LG_UNUSED(ctx);
    if (subject->is_about_fingerprint)
        return "the fingerprint is what the gate is about";
    return subject->plan == NULL ? "nothing says which plan it is about" : NULL;
}

/* The same moves, planned on the set as it is now. Each of them must still be there to be made. */
static int replan(struct lg_step_ctx *ctx, const struct lg_subject *subject, struct lg_fixed *out,
                  struct lg_err *err) {
    struct lg_actions plan;
    struct lg_actions_set set;
    struct lg_place place;
    char stamp[25];
    if (lg_actions_read(subject->plan, ctx->arena, &plan, err) != 0 ||
        lg_actions_survey(ctx->live, &ctx->roles, ctx->deadline_ns, ctx->arena, &set, err) != 0)
        return -1;
    for (size_t i = 0; i < plan.count; i++)
        if (lg_actions_find(&set, &plan.items[i], ctx->deadline_ns, &place, err) != 0)
            return -1;
    lg_clock_format_utc(lg_clock_wall_ms(&ctx->env->clock), stamp);
    plan.has_v2 = true;
    plan.created = stamp;
    plan.fingerprint = set.fingerprint;
    plan.settings = set.settings;
    if (lg_actions_write(subject->plan, &plan, err) != 0)
        return -1;
    note(out, lg_arena_strdup(ctx->arena, subject->plan));
    return 0;
}

static const struct lg_fix_kind fix_directories = {"make-directories", 0, directories_barred,
                                                   make_directories};
static const struct lg_fix_kind fix_signal = {"regenerate-signal", LG_VERB_REAL_TIME, signal_barred,
                                              regenerate_signal};
static const struct lg_fix_kind fix_replan = {"replan", LG_VERB_LIVE, replan_barred, replan};

const struct lg_fix_kind *const lg_fix_kinds[] = {&fix_directories, &fix_signal, &fix_replan, NULL};

const struct lg_fix_kind *lg_fix_find(const char *name) {
    for (const struct lg_fix_kind *const *kind = lg_fix_kinds; *kind != NULL; kind++)
        if (strcmp((*kind)->name, name) == 0)
            return *kind;
    return NULL;
}

static bool has_word(const struct lg_probe_kind *kind, const char *word) {
    for (size_t i = 0; kind->words[i] != NULL; i++)
        if (strcmp(kind->words[i], word) == 0)
            return true;
    return false;
}

static int check_probe(const struct lg_probe *probe, struct lg_err *err) {
    const struct lg_probe_kind *kind = lg_probe_find(probe->name);
    if (kind == NULL)
        return lg_err_set(err, LG_ERR_READ, "the taxonomy has a probe '%s', and no code for it",
                          probe->name);
    for (size_t i = 0; i < probe->num_sees; i++)
        if (!has_word(kind, probe->sees[i].seen))
            return lg_err_set(err, LG_ERR_READ, "the probe '%s' never sees '%s'", probe->name,
                              probe->sees[i].seen);
    return 0;
}

int lg_remedies_check(const struct lg_taxonomy *taxonomy, struct lg_err *err) {
    const struct lg_probe *probe = NULL;
    const struct lg_fix *fix = NULL;
    for (size_t i = 0; (probe = lg_taxonomy_probe_at(taxonomy, i)) != NULL; i++)
        if (check_probe(probe, err) != 0)
            return -1;
    for (size_t i = 0; (fix = lg_taxonomy_fix_at(taxonomy, i)) != NULL; i++)
        if (lg_fix_find(fix->name) == NULL)
            return lg_err_set(err, LG_ERR_READ, "the taxonomy has a fix '%s', and no code for it",
                              fix->name);
    return 0;
}
