/* Files that were recorded before stand for the prints: nothing is asked, nothing awaited. */
#include "base/fs.h"
#include "render/cut.h"
#include "render/fill.h"

struct fixture_params {
    const char *folder;
    const char *file;
};

static const struct lg_field fields[] = {
    {.name = "folder",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct fixture_params, folder),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN,
     .help = "where the files lie, from the project's folder"},
    {.name = "file",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct fixture_params, file),
     .fallback = "{id}.wav",
     .help = "the name of each"},
};

static int check(const void *untyped, struct lg_err *err) {
    const struct fixture_params *params = untyped;
    return params->file == NULL ? 0 : lg_fill_check(params->file, err);
}

static const char *source(const void *untyped, struct lg_arena *arena) {
    const struct fixture_params *params = untyped;
    return lg_fs_join(arena, params->folder, params->file);
}

static int render(const struct lg_print_order *order, struct lg_print *out, struct lg_err *err) {
    const struct fixture_params *params = order->params;
    struct lg_print print = {.file = order->file};
    struct lg_cut cut = {.seconds = order->length.seconds, .most_seconds = order->length.seconds};
    const struct lg_fill fill = {
        .id = order->id, .start_beats = order->from_beats, .length_s = order->length.seconds};
    const char *name;
    if (params == NULL)
        return lg_err_set(err, LG_ERR_READ, "export by fixture: with: {folder: …} is not told");
    if (lg_fill(&fill, params->file, order->arena, &name, err) < 0)
        return -1;
    const char *path = lg_fs_join(order->arena, params->folder, name);
    print.source = lg_fs_join(order->arena, order->outlet.project, path);
    if (lg_outlet_check_source(order->env, &order->outlet, path, err) < 0 ||
        lg_outside_look(order->env, print.source, &print.delivered, err) < 0)
        return -1;
    if (!print.delivered.is_there)
        return lg_print_refuse(err, LG_PRINT_MISSING, "'%s' was not recorded", print.source);
    if (lg_outside_fetch(order->env, print.source, print.source, order->arena, &cut.held, err) <
            0 ||
        lg_cut_print(print.source, &cut, order, &print.measures, err) < 0)
        return -1;
    *out = print;
    return 0;
}

const struct lg_render_mode lg_render_fixture = {
    .name = "fixture",
    .help = "takes files that were recorded before, by id",
    .flags = LG_RENDER_OLD,
    .fields = {"fixture", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct fixture_params),
    .check = check,
    .source = source,
    .render = render,
};
