#include "base/fs.h"
#include "render/render.h"
#include "step/file.h"
#include "step/length.h"
#include "step/verbs.h"

struct print_params {
    const struct lg_node *length;
    const char *file, *unlike;
    double from_beats;
    int mode;
    const struct lg_node *with;
    bool overwrite;
};

static const struct lg_field fields[] = {
    {.name = "length",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct print_params, length),
     .flags = LG_FIELD_REQUIRED,
     .help = "8 beats, or a duration: 4 s"},
    {.name = "file",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct print_params, file),
     .flags = LG_FIELD_REQUIRED,
     .help = "WAV to write; a relative path is one of the run's own files"},
    {.name = "from",
     .type = LG_FIELD_NUMBER,
     .offset = offsetof(struct print_params, from_beats),
     .min = 0,
     .max = 100000,
     .fallback = "0",
     .help = "where in the song, in beats"},
    {.name = "unlike",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct print_params, unlike),
     .help = "pcm_sha256 of an earlier print: this one must hold other audio"},
    {.name = "mode",
     .type = LG_FIELD_ENUM,
     .offset = offsetof(struct print_params, mode),
     .choices = lg_render_names,
     .fallback = "resample",
     .help = "resample: over OSC alone, in real time; command: a program writes it; watch: a file "
             "that somebody makes; manual: a person exports; fixture: what was recorded"},
    {.name = "with",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct print_params, with),
     .help = "the mode's own parameters: of command argv, env, file; of fixture folder, file; of "
             "manual and watch file"},
    {.name = "overwrite",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct print_params, overwrite),
     .fallback = "false",
     .help = "a file that is there already may be written over"},
};

static int check(const void *untyped, struct lg_err *err) {
    const struct print_params *params = untyped;
    struct lg_print_length length;
    struct lg_arena arena = {0};
    const void *own;
    int status = params->length == NULL ? 0 : lg_step_length_read(params->length, &length, err);
    /* The first mode may also be one that is not known before the run. */
    if (status == 0 && params->with != NULL && params->mode != 0)
        status = lg_render_read(lg_render_modes[params->mode], params->with, &arena, &own, err);
    lg_arena_dispose(&arena);
    return status;
}

static void put_song(struct lg_arena *arena, struct lg_value *value, const char *key,
                     double number) {
    lg_value_put(arena, value, key,
                 number > 0 ? lg_value_real(arena, number, NULL)
                            : lg_value_null(arena, "Live was not asked for its tempo"));
}

static struct lg_value *value_of(const struct lg_print *print, const char *file,
                                 struct lg_arena *arena) {
    const struct lg_measures *measures = &print->measures;
    struct lg_value *value = lg_value_map(arena);
    lg_value_put(arena, value, "file", lg_value_text(arena, file));
    lg_value_put(arena, value, "source",
                 print->source == NULL ? lg_value_null(arena, "it was removed once it was copied")
                                       : lg_value_text(arena, print->source));
    lg_value_put(arena, value, "rate_hz", lg_value_int(arena, measures->rate_hz));
    lg_value_put(arena, value, "channels", lg_value_int(arena, measures->channels));
    lg_value_put(arena, value, "frames", lg_value_int(arena, measures->frames));
    lg_value_put(arena, value, "duration_s", lg_value_real(arena, measures->duration_s, "s"));
    put_song(arena, value, "beats", print->beats);
    put_song(arena, value, "tempo", print->tempo);
    lg_value_put(arena, value, "sample_peak_dbfs",
                 lg_value_real(arena, measures->sample_peak_dbfs, "dBFS"));
    lg_value_put(arena, value, "pcm_sha256", lg_value_text(arena, measures->pcm_sha256));
    return value;
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct print_params *params = untyped;
    struct lg_print_order order = {.env = ctx->env,
                                   .live = ctx->live,
                                   .journal = ctx->journal,
                                   .arena = ctx->arena,
                                   .from_beats = params->from_beats,
                                   .work_folder = ctx->work_folder,
                                   .unlike = params->unlike,
                                   .deadline_ns = ctx->deadline_ns};
    const struct lg_render_mode *mode = lg_render_modes[params->mode];
    struct lg_print print;
    char *file;
    order.outlet = (struct lg_outlet){.project = ctx->paths->project,
                                      .may_overwrite = params->overwrite,
                                      .overwrite_by = "overwrite: true"};
    if (lg_step_length_read(params->length, &order.length, err) < 0 ||
        lg_render_read(mode, params->with, ctx->arena, &order.params, err) < 0 ||
        (params->file[0] == '/' &&
         lg_outlet_check(ctx->env, &order.outlet, params->file, err) < 0) ||
        lg_step_file_new(ctx, params->file, &file, err) < 0)
        return -1;
    order.id = lg_fs_stem(ctx->arena, params->file);
    order.file = file;
    if (lg_render(mode, &order, &print, err) < 0)
        return -1;
    *result_out = value_of(&print, lg_step_file_asked(ctx, file), ctx->arena);
    return 0;
}

const struct lg_verb lg_verb_print = {
    .name = "print",
    .help = "records what Live plays, as a WAV: fresh, whole, of that length and not silent, or an "
            "error; gives file, pcm_sha256, frames, …",
    .flags = LG_VERB_LIVE | LG_VERB_WRITES | LG_VERB_MAKES,
    .timeout_ms = 120000,
    .fields = {"print", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct print_params),
    .check = check,
    .run = run,
};
