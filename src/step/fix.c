#include "step/fix.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "audio/meter.h"
#include "audio/signal.h"
#include "base/fs.h"
#include "base/outside.h"
#include "base/sha256.h"
#include "live/actions_plan.h"
#include "step/file.h"
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
    if (strcmp(path, meant) != 0)
        return "only " LG_TEST_SIGNAL ", the test signal, is made anew";
    if (subject->maker != NULL)
        return lg_arena_printf(ctx->arena,
                               "step '%s' may be what has to make it, and would seem to have",
                               subject->maker);
    /* What lies there, broken as it is, may be somebody's, and what there is to be seen. */
    return access(path, F_OK) == 0 ? LG_TEST_SIGNAL " is there: whatever it is, it stays" : NULL;
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
        lg_signal_write_wav(&signal, path, ctx->env, err) != 0)
        return -1;
    note(out, path);
    return 0;
}

/* --- replan --------------------------------------------------------------------------------- */

/* The file that the plan was measured on; NULL: it can't be measured anew, and `why_out` says why
 * not. */
static const char *measured_file(struct lg_step_ctx *ctx, const struct lg_actions *plan,
                                 const char **why_out) {
    const char *held;
    const struct lg_action_source *source = &plan->measured;
    char hex[LG_SHA256_HEX];
    if (source->file == NULL || plan->count != 1) {
        *why_out = "the plan does not say which file it was measured on: plan anew with plan-gain";
        return NULL;
    }
    bool is_same = lg_step_file_fetch(ctx, source->file, &held, NULL) == 0 &&
                   lg_sha256_file(held, hex, NULL) == 0 && lg_eq_nocase(hex, source->sha256);
    *why_out =
        is_same ? NULL
                : lg_arena_printf(ctx->arena, "'%s' is not the file that the plan was measured on",
                                  source->file);
    return is_same ? held : NULL;
}

static const char *replan_barred(struct lg_step_ctx *ctx, const struct lg_subject *subject) {
    struct lg_actions plan;
    const char *why = NULL;
    if (subject->is_about_fingerprint)
        return "the fingerprint is what the gate is about";
    if (subject->plan == NULL)
        return "nothing says which plan it is about";
    if (lg_step_plan_read(ctx, subject->plan, &plan, NULL) != 0)
        return "there is no plan that can be read";
    measured_file(ctx, &plan, &why);
    return why;
}

/* As plan-gain made it: what the plan was measured on is measured again, and the move planned on
 * the set as it is now. */
static int plan_anew(struct lg_step_ctx *ctx, struct lg_actions *plan, struct lg_actions_set *set,
                     struct lg_err *err) {
    const char *why = NULL;
    const char *file = measured_file(ctx, plan, &why);
    struct lg_measures measures;
    struct lg_place place;
    if (file == NULL)
        return lg_err_set(err, LG_ERR_READ, "%s", why);
    if (lg_measure_file(file, ctx->env, &measures, err) != 0 ||
        lg_actions_survey(ctx->live, &ctx->roles, ctx->deadline_ns, ctx->arena, set, err) != 0 ||
        lg_actions_find(set, &plan->items[0], ctx->deadline_ns, &place, err) != 0)
        return -1;
    if (measures.lufs_i.why != NULL || !isfinite(measures.lufs_i.value))
        return lg_err_set(err, LG_ERR_READ, "'%s' has no loudness", file);
    double target_lufs = plan->measured.target_lufs;
    plan->items[0].delta = lg_actions_gain_delta(measures.lufs_i.value, target_lufs).native;
    lg_action_stands_at(&plan->items[0], &place);
    return 0;
}

static int replan(struct lg_step_ctx *ctx, const struct lg_subject *subject, struct lg_fixed *out,
                  struct lg_err *err) {
    struct lg_actions plan;
    struct lg_actions_set set;
    char stamp[25];
    if (lg_step_plan_read(ctx, subject->plan, &plan, err) != 0 ||
        plan_anew(ctx, &plan, &set, err) != 0)
        return -1;
    lg_clock_format_utc(lg_clock_wall_ms(&ctx->env->clock), stamp);
    plan.has_v2 = true;
    plan.created = stamp;
    plan.fingerprint = set.fingerprint;
    plan.settings = set.settings;
    /* A replay reads it from the recording. */
    if (!lg_outside_is_replayed(ctx->env) && lg_actions_write(subject->plan, &plan, err) != 0)
        return -1;
    note(out, lg_arena_strdup(ctx->arena, subject->plan));
    return 0;
}

static const struct lg_fix_kind fix_directories = {
    .name = "make-directories", .barred = directories_barred, .mend = make_directories};
static const struct lg_fix_kind fix_signal = {.name = "regenerate-signal",
                                              .flags = LG_VERB_REAL_TIME,
                                              .barred = signal_barred,
                                              .mend = regenerate_signal};
static const struct lg_fix_kind fix_replan = {.name = "replan",
                                              .flags = LG_VERB_LIVE,
                                              .trusts_set = true,
                                              .barred = replan_barred,
                                              .mend = replan};

const struct lg_fix_kind *const lg_fix_kinds[] = {&fix_directories, &fix_signal, &fix_replan, NULL};

const struct lg_fix_kind *lg_fix_find(const char *name) {
    for (const struct lg_fix_kind *const *kind = lg_fix_kinds; *kind != NULL; kind++)
        if (strcmp((*kind)->name, name) == 0)
            return *kind;
    return NULL;
}

/* --- through the seam ----------------------------------------------------------------------- */

struct fixing {
    const struct lg_fix_kind *kind;
    struct lg_step_ctx *ctx;
    const struct lg_subject *subject;
};

static const char *question_of(const struct fixing *fixing, const char *what) {
    const struct lg_step_ctx *ctx = fixing->ctx;
    return lg_subject_question(ctx, lg_arena_printf(ctx->arena, "%s %s", what, fixing->kind->name),
                               fixing->subject);
}

/* The reason, where there is one. */
static int tell_barred(void *untyped, struct lg_arena *arena, struct lg_outside_words *out,
                       struct lg_err *err) {
    const struct fixing *fixing = untyped;
    const char **words = lg_arena_array(arena, 1, sizeof *words);
    LG_UNUSED(err);
    words[0] = fixing->kind->barred(fixing->ctx, fixing->subject);
    *out = (struct lg_outside_words){words, words[0] == NULL ? 0 : 1};
    return 0;
}

const char *lg_fix_barred(const struct lg_fix_kind *kind, struct lg_step_ctx *ctx,
                          const struct lg_subject *subject) {
    struct fixing fixing = {kind, ctx, subject};
    const struct lg_outside_teller teller = {tell_barred, &fixing};
    struct lg_outside_words words = {0};
    struct lg_err why = {0};
    if ((kind->flags & LG_VERB_LIVE) != 0)
        return kind->barred(ctx, subject);
    if (lg_outside_tell(ctx->env, question_of(&fixing, "may fix"), &teller, ctx->arena, &words,
                        &why) != 0)
        return lg_arena_strdup(ctx->arena, why.text);
    return words.count == 0 ? NULL : words.items[0];
}

/* What was changed. */
static int tell_mended(void *untyped, struct lg_arena *arena, struct lg_outside_words *out,
                       struct lg_err *err) {
    const struct fixing *fixing = untyped;
    struct lg_fixed fixed = {0};
    if (fixing->kind->mend(fixing->ctx, fixing->subject, &fixed, err) != 0)
        return -1;
    const char **words = lg_arena_array(arena, fixed.num_changed, sizeof *words);
    for (size_t i = 0; i < fixed.num_changed; i++)
        words[i] = fixed.changed[i];
    *out = (struct lg_outside_words){words, fixed.num_changed};
    return 0;
}

int lg_fix_mend(const struct lg_fix_kind *kind, struct lg_step_ctx *ctx,
                const struct lg_subject *subject, struct lg_fixed *out, struct lg_err *err) {
    struct fixing fixing = {kind, ctx, subject};
    const struct lg_outside_teller teller = {tell_mended, &fixing};
    struct lg_outside_words words = {0};
    if ((kind->flags & LG_VERB_LIVE) != 0)
        return kind->mend(ctx, subject, out, err);
    if (lg_outside_tell(ctx->env, question_of(&fixing, "fix"), &teller, ctx->arena, &words, err) !=
        0)
        return -1;
    for (size_t i = 0; i < words.count && i < LG_FOLDERS_MAX; i++)
        note(out, words.items[i]);
    return 0;
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
