#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "render/keep.h"

const struct lg_render_mode *const lg_render_modes[] = {&lg_render_command, &lg_render_fixture,
                                                        &lg_render_manual,  &lg_render_resample,
                                                        &lg_render_watch,   NULL};

const char *const lg_render_names[] = {"command", "fixture", "manual", "resample", "watch", NULL};

const struct lg_render_mode *lg_render_find(const char *name) {
    for (size_t i = 0; lg_render_modes[i] != NULL; i++)
        if (strcmp(lg_render_modes[i]->name, name) == 0)
            return lg_render_modes[i];
    return NULL;
}

int lg_render_read(const struct lg_render_mode *mode, const struct lg_node *with,
                   struct lg_arena *arena, const void **params_out, struct lg_err *err) {
    void *params = lg_arena_array(arena, 1, mode->params_size + 1);
    if (lg_fields_read(&mode->fields, with, arena, params, err) < 0)
        return -1;
    if (mode->check != NULL && mode->check(params, err) < 0)
        return with == NULL ? -1 : lg_err_place(err, with->source, with->line, with->column);
    *params_out = params;
    return 0;
}

/* Beats as if they were seconds: few songs are slower; where nothing is told, a minute. */
static int check_room(const struct lg_print_order *order, struct lg_err *err) {
    const struct lg_print_length *length = &order->length;
    double seconds = length->seconds > 0 ? length->seconds : length->beats;
    const char *folder = lg_fs_folder(order->arena, order->file);
    return lg_outlet_check_room(folder, lg_print_bytes(seconds > 0 ? seconds : 60), err);
}

int lg_render(const struct lg_render_mode *mode, const struct lg_print_order *order,
              struct lg_print *out, struct lg_err *err) {
    bool takes_time = (mode->flags & LG_RENDER_REAL_TIME) != 0 &&
                      !lg_outside_is_replayed(order->env) && !order->env->clock.is_driven;
    if ((mode->flags & LG_RENDER_LIVE) != 0 && (order->live == NULL || order->journal == NULL))
        return lg_err_set(err, LG_ERR_INTERNAL,
                          "a print by %s needs Live, and a journal to be undone by", mode->name);
    if (check_room(order, err) < 0)
        return -1;
    if (takes_time)
        lg_clock_begin_real(&order->env->clock);
    int status = mode->render(order, out, err);
    if (takes_time)
        lg_clock_end_real(&order->env->clock);
    return status;
}

static const char *const flaw_names[LG_PRINT__COUNT] = {
    [LG_PRINT_MISSING] = "missing",
    [LG_PRINT_STALE] = "stale",
    [LG_PRINT_HALF_WRITTEN] = "half-written",
    [LG_PRINT_WRONG_LENGTH] = "wrong-length",
    [LG_PRINT_SILENT] = "silent",
};

const char *lg_print_flaw_name(enum lg_print_flaw flaw) {
    return (unsigned)flaw < LG_PRINT__COUNT ? flaw_names[flaw] : "?";
}

int lg_print_refuse(struct lg_err *err, enum lg_print_flaw flaw, const char *format, ...) {
    char text[sizeof err->text];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return lg_err_set(err, flaw == LG_PRINT_MISSING ? LG_ERR_TIMEOUT : LG_ERR_READ, "%s print: %s",
                      lg_print_flaw_name(flaw), text);
}
