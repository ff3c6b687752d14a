#include <stdarg.h>
#include <stdio.h>

#include "render/render.h"

const struct lg_render_mode *const lg_render_modes[] = {&lg_render_resample, NULL};

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
