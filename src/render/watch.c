/* Somebody else exports, by whatever means: the file is awaited where it is to come. */
#include "render/fill.h"
#include "render/handover.h"

struct watch_params {
    const char *file;
};

static const struct lg_field fields[] = {
    {.name = "file",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct watch_params, file),
     .flags = LG_FIELD_MAIN,
     .fallback = "exports/{id}.wav",
     .help = "where the file is to come, from the project's folder; {id} is what is printed"},
};

static int check(const void *untyped, struct lg_err *err) {
    const struct watch_params *params = untyped;
    return params->file == NULL ? 0 : lg_fill_check(params->file, err);
}

static const char *source(const void *untyped, struct lg_arena *arena) {
    const struct watch_params *params = untyped;
    LG_UNUSED(arena);
    return params->file;
}

static int render(const struct lg_print_order *order, struct lg_print *out, struct lg_err *err) {
    const struct watch_params *params = order->params;
    struct lg_handover handover;
    if (lg_handover_open(&handover, order, params != NULL ? params->file : fields[0].fallback,
                         err) < 0)
        return -1;
    lg_env_tell(order->env, lg_arena_printf(order->arena, "waits for %s", handover.path));
    return lg_handover_take(&handover, out, err);
}

const struct lg_render_mode lg_render_watch = {
    .name = "watch",
    .help = "somebody else exports: waits for the file",
    .flags = LG_RENDER_REAL_TIME,
    .fields = {"watch", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct watch_params),
    .check = check,
    .source = source,
    .render = render,
};
