/* Somebody who exports while a print is awaited: a seam (base/outside.h) that lets them act before
 * each look, on virtual time. */
#ifndef LG_TESTS_STUDIO_H
#define LG_TESTS_STUDIO_H

#include "unit/base/scratch.h"

#include "audio/wav.h"
#include "base/fs.h"
#include "conf/tree.h"
#include "render/render.h"

enum { RATE = 48000, STUDIO_TIMEOUT_S = 600 };

struct studio {
    struct lg_outside outside;
    struct scratch *scratch;
    struct lg_env env;
    struct lg_arena arena;
    struct lg_print_order order;
    struct lg_print print;
    struct lg_err err;
    char export[2 * SCRATCH_MAX];
    int looks;
    void (*act)(struct studio *studio);
    struct lg_wav *wav;
    int exit_code;        /* of programs */
    bool was_driven;      /* the clock, when a program ran */
    const char *argv[16]; /* of the last one */
    int asked;            /* how often the person was */
    char question[256];
};

static inline int studio_mark(struct lg_outside *outside, struct lg_env *env, const char *folder,
                              struct lg_file_time *out, struct lg_err *err) {
    env->outside = NULL;
    int status = lg_outside_mark(env, folder, out, err);
    env->outside = outside;
    return status;
}

static inline int studio_look(struct lg_outside *outside, struct lg_env *env, const char *path,
                              struct lg_file_look *out, struct lg_err *err) {
    struct studio *studio = (struct studio *)outside;
    if (studio->looks++ > 0 && studio->act != NULL)
        studio->act(studio);
    env->outside = NULL;
    int status = lg_outside_look(env, path, out, err);
    env->outside = outside;
    return status;
}

static inline int studio_fetch(struct lg_outside *outside, struct lg_env *env, const char *name,
                               const char *path, struct lg_arena *arena, const char **out,
                               struct lg_err *err) {
    (void)outside;
    (void)env;
    (void)name;
    (void)err;
    *out = lg_arena_strdup(arena, path);
    return 0;
}

static inline int studio_run(struct lg_outside *outside, struct lg_env *env,
                             const char *const *argv, const struct lg_proc_options *options,
                             struct lg_proc_result *out, struct lg_err *err) {
    struct studio *studio = (struct studio *)outside;
    (void)options;
    (void)err;
    for (size_t i = 0; i < LG_ARRAY_LEN(studio->argv) && argv[i] != NULL; i++)
        studio->argv[i] = argv[i];
    studio->was_driven = env->clock.is_driven;
    *out = (struct lg_proc_result){.exit_code = studio->exit_code};
    lg_str_add(&out->errors, "one\nno such menu\n");
    return 0;
}

static inline int studio_remove(struct lg_outside *outside, struct lg_env *env, const char *path,
                                struct lg_err *err) {
    (void)outside;
    (void)env;
    return lg_fs_remove(path, err);
}

static inline int studio_tell(struct lg_outside *outside, struct lg_env *env, const char *question,
                              const struct lg_outside_teller *teller, struct lg_arena *arena,
                              struct lg_outside_words *out, struct lg_err *err) {
    (void)outside;
    (void)env;
    (void)question;
    return teller->tell(teller->ctx, arena, out, err);
}

static const struct lg_outside_ops studio_ops = {.mark = studio_mark,
                                                 .look = studio_look,
                                                 .fetch = studio_fetch,
                                                 .run = studio_run,
                                                 .tell = studio_tell,
                                                 .remove = studio_remove};

static inline void studio_open(struct studio *studio, void **state) {
    *studio = (struct studio){.scratch = *state, .outside = {&studio_ops, false}};
    lg_env_init_test(&studio->env);
    studio->env.outside = &studio->outside;
    char work[2 * SCRATCH_MAX];
    snprintf(work, sizeof work, "%s", scratch_path(studio->scratch, "work"));
    assert_int_equal(lg_fs_mkdirs(work, NULL), 0);
    snprintf(studio->export, sizeof studio->export, "%s",
             scratch_path(studio->scratch, "exports/p1.wav"));
    studio->order =
        (struct lg_print_order){.env = &studio->env,
                                .arena = &studio->arena,
                                .length = {.seconds = 1},
                                .file = lg_arena_printf(&studio->arena, "%s/print.wav", work),
                                .work_folder = lg_arena_strdup(&studio->arena, work),
                                .deadline_ns = STUDIO_TIMEOUT_S * LG_NS_PER_S,
                                .id = "p1",
                                .outlet = {.project = studio->scratch->folder}};
}

static inline void studio_close(struct studio *studio) {
    lg_wav_free(studio->wav);
    lg_arena_dispose(&studio->arena);
}

/* The mode's own parameters, as a file has them. */
static inline int studio_with(struct studio *studio, const struct lg_render_mode *mode,
                              const char *yaml) {
    struct lg_node *node = NULL;
    studio->err = (struct lg_err){0};
    if (lg_conf_parse(yaml, strlen(yaml), "with.yaml", &studio->arena, &node, &studio->err) < 0)
        fail_msg("%s", studio->err.text);
    return lg_render_read(mode, node, &studio->arena, &studio->order.params, &studio->err);
}

/* On the virtual clock, unlike lg_render. */
static inline int studio_render(struct studio *studio, const struct lg_render_mode *mode) {
    studio->err = (struct lg_err){0};
    studio->looks = 0;
    return mode->render(&studio->order, &studio->print, &studio->err);
}

/* Adds so many seconds at a level to the file at `path`, begun where it is not yet. */
static inline void studio_add(struct studio *studio, const char *path, double seconds,
                              unsigned char level) {
    static const struct lg_wav_form form = {RATE, 1, LG_PCM_INT24};
    unsigned char frame[3] = {0, 0, level};
    if (studio->wav == NULL)
        assert_int_equal(lg_wav_new(path, &form, &studio->wav, NULL), 0);
    for (int i = 0; i < (int)(seconds * RATE); i++)
        assert_int_equal(lg_wav_add(studio->wav, frame, 1, NULL), 0);
    assert_int_equal(lg_wav_finish(studio->wav, NULL), 0);
}

static inline void studio_end(struct studio *studio) {
    lg_wav_free(studio->wav);
    studio->wav = NULL;
}

/* A whole file. */
static inline void studio_export(struct studio *studio, const char *path, double seconds,
                                 unsigned char level) {
    studio_add(studio, path, seconds, level);
    studio_end(studio);
}

#endif
