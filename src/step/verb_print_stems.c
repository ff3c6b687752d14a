#include <string.h>

#include "base/fs.h"
#include "live/resolve.h"
#include "render/solo.h"
#include "step/file.h"
#include "step/length.h"
#include "step/verbs.h"

enum { TIMEOUT_MS = 1800000 }; /* half an hour: each track takes its real time */

struct stems_params {
    const struct lg_node *length;
    const char *folder, *song;
    double from_beats;
    struct lg_texts tracks;
    int mode;
    const struct lg_node *with;
};

static const struct lg_field fields[] = {
    {.name = "length",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct stems_params, length),
     .flags = LG_FIELD_REQUIRED,
     .help = "of each: 8 beats, or a duration: 4 s"},
    {.name = "song",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct stems_params, song),
     .fallback = "song",
     .help =
         "what the files' names begin with: {song}_{ROLE}.wav; roles are made of tracks' names"},
    {.name = "folder",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct stems_params, folder),
     .fallback = "stems",
     .help = "where they go; a relative path is one of the run's own"},
    {.name = "tracks",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct stems_params, tracks),
     .help = "names or roles; else all but groups and what is muted"},
    {.name = "from",
     .type = LG_FIELD_NUMBER,
     .offset = offsetof(struct stems_params, from_beats),
     .min = 0,
     .max = 100000,
     .fallback = "0",
     .help = "where in the song, in beats"},
    {.name = "mode",
     .type = LG_FIELD_ENUM,
     .offset = offsetof(struct stems_params, mode),
     .choices = lg_render_names,
     .fallback = "resample",
     .help = "as of print"},
    {.name = "with",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct stems_params, with),
     .help = "the mode's own parameters: of command argv, env, file; of fixture folder, file; of "
             "manual and watch file"},
};

static int check(const void *untyped, struct lg_err *err) {
    const struct stems_params *params = untyped;
    struct lg_print_length length;
    if (params->song != NULL &&
        (strchr(params->song, '/') != NULL || params->song[0] == '.' || params->song[0] == '\0'))
        return lg_err_set(err, LG_ERR_READ, "song '%s' can't begin the names of files",
                          params->song);
    return params->length == NULL ? 0 : lg_step_length_read(params->length, &length, err);
}

static int find_tracks(const struct lg_step_ctx *ctx, const struct lg_texts *names,
                       struct lg_solo_order *order, struct lg_err *err) {
    struct lg_resolver resolver;
    if (names->count == 0)
        return 0;
    int32_t *tracks = lg_arena_array(ctx->arena, names->count, sizeof *tracks);
    lg_resolver_init(&resolver, ctx->live, ctx->arena, ctx->roles);
    for (size_t i = 0; i < names->count; i++) {
        struct lg_track_ref ref;
        struct lg_live_track *track;
        if (lg_resolve_track(&resolver, names->items[i], ctx->deadline_ns, &ref, &track, err) < 0)
            return -1;
        if (ref.kind != LG_TRACK_REGULAR)
            return lg_err_set(err, LG_ERR_READ, "'%s' can't be soloed: it is no regular track",
                              names->items[i]);
        tracks[i] = (int32_t)ref.index;
    }
    order->tracks = tracks;
    order->num_tracks = names->count;
    return 0;
}

static struct lg_value *stem_value(const struct lg_step_ctx *ctx, const struct lg_solo_stem *stem) {
    struct lg_arena *arena = ctx->arena;
    struct lg_value *value = lg_value_map(arena);
    const struct lg_measures *measures = &stem->print.measures;
    if (stem->name != NULL)
        lg_value_put(arena, value, "track", lg_value_text(arena, stem->name));
    lg_value_put(arena, value, "role", lg_value_text(arena, stem->role));
    lg_value_put(arena, value, "file",
                 lg_value_text(arena, lg_step_file_asked(ctx, stem->print.file)));
    lg_value_put(arena, value, "frames", lg_value_int(arena, measures->frames));
    lg_value_put(arena, value, "sample_peak_dbfs",
                 lg_value_real(arena, measures->sample_peak_dbfs, "dBFS"));
    lg_value_put(arena, value, "pcm_sha256", lg_value_text(arena, measures->pcm_sha256));
    lg_value_put(arena, value, "is_silent", lg_value_bool(arena, stem->is_silent));
    return value;
}

static struct lg_value *texts_value(const char *const *texts, size_t count,
                                    struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    for (size_t i = 0; i < count; i++)
        lg_value_push(arena, list, lg_value_text(arena, texts[i]));
    return list;
}

static void put_check(const struct lg_stems *check, struct lg_arena *arena,
                      struct lg_value *value) {
    struct lg_value *broken = lg_value_list(arena);
    for (size_t i = 0; i < check->num_findings; i++)
        lg_value_push(arena, broken,
                      lg_value_text(arena, lg_arena_printf(arena, "%s: %s", check->findings[i].rule,
                                                           check->findings[i].text)));
    lg_value_put(arena, value, "broken", broken);
    lg_value_put(arena, value, "gain_db",
                 check->is_summed ? lg_value_real(arena, check->gain_db, "dB")
                                  : lg_value_null(arena, "the sum was not compared"));
    lg_value_put(arena, value, "residual_dbfs",
                 check->is_summed ? lg_value_real(arena, check->residual_dbfs, "dBFS")
                                  : lg_value_null(arena, "the sum was not compared"));
}

static struct lg_value *value_of(const struct lg_step_ctx *ctx, const struct lg_solo_stems *stems,
                                 const char *folder) {
    struct lg_arena *arena = ctx->arena;
    struct lg_value *value = lg_value_map(arena);
    struct lg_value *items = lg_value_list(arena);
    for (size_t i = 0; i < stems->count; i++)
        lg_value_push(arena, items, stem_value(ctx, &stems->items[i]));
    lg_value_put(arena, value, "folder", lg_value_text(arena, folder));
    lg_value_put(arena, value, "count", lg_value_int(arena, (int64_t)stems->count));
    lg_value_put(arena, value, "mix", stem_value(ctx, &stems->mix));
    lg_value_put(arena, value, "stems", items);
    lg_value_put(arena, value, "muted", texts_value(stems->muted, stems->num_muted, arena));
    put_check(&stems->check, arena, value);
    return value;
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct stems_params *params = untyped;
    struct lg_print_order print = {
        .env = ctx->env,
        .live = ctx->live,
        .journal = ctx->journal,
        .arena = ctx->arena,
        .from_beats = params->from_beats,
        .work_folder = ctx->work_folder,
        .deadline_ns = ctx->deadline_ns,
        .outlet = {.project = ctx->paths->project},
    };
    struct lg_solo_order order = {
        .mode = lg_render_modes[params->mode], .print = &print, .song = params->song};
    const char *first = lg_arena_printf(ctx->arena, "%s/x", params->folder);
    struct lg_solo_stems stems;
    char *folder;
    if (lg_step_length_read(params->length, &print.length, err) < 0 ||
        lg_render_read(order.mode, params->with, ctx->arena, &print.params, err) < 0 ||
        find_tracks(ctx, &params->tracks, &order, err) < 0 ||
        (first[0] == '/' && lg_outlet_check(ctx->env, &print.outlet, first, err) < 0) ||
        lg_step_file_new(ctx, first, &folder, err) < 0)
        return -1;
    order.folder = lg_fs_folder(ctx->arena, folder);
    if (lg_solo_print(&order, &stems, err) < 0)
        return -1;
    *result_out = value_of(ctx, &stems, lg_step_file_asked(ctx, order.folder));
    return 0;
}

const struct lg_verb lg_verb_print_stems = {
    .name = "print-stems",
    .help = "solos and prints each track, and the mix; gives stems, muted, and how their sum "
            "compares with the mix: gain_db, residual_dbfs, broken",
    .flags = LG_VERB_LIVE | LG_VERB_WRITES | LG_VERB_MAKES,
    .timeout_ms = TIMEOUT_MS,
    .fields = {"print-stems", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct stems_params),
    .check = check,
    .run = run,
};
