/* The person at the terminal exports, as they are told to. */
#include "base/number.h"
#include "render/fill.h"
#include "render/handover.h"

struct manual_params {
    const char *file;
};

static const struct lg_field fields[] = {
    {.name = "file",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct manual_params, file),
     .flags = LG_FIELD_MAIN,
     .fallback = "exports/{id}.wav",
     .help = "where the person is told to export to, from the project's folder"},
};

static int check(const void *untyped, struct lg_err *err) {
    const struct manual_params *params = untyped;
    return params->file == NULL ? 0 : lg_fill_check(params->file, err);
}

static const char *question_of(const struct lg_handover *handover) {
    const struct lg_print_order *order = handover->order;
    struct lg_str text = {0};
    char number[LG_NUMBER_MAX];
    lg_str_printf(&text, "export %s", order->id == NULL ? "the song" : order->id);
    if (handover->seconds > 0) {
        lg_number_fixed(handover->seconds, 3, number);
        lg_str_printf(&text, ", %s s", number);
        lg_number_write(order->from_beats, number);
        lg_str_printf(&text, " from beat %s", number);
    }
    lg_str_printf(&text, " to %s%s - done?", handover->path,
                  handover->before.is_there ? ", over the file that is there" : "");
    const char *question = lg_arena_strndup(order->arena, lg_str_text(&text), text.length);
    lg_str_dispose(&text);
    return question;
}

static int ask(const struct lg_handover *handover, struct lg_err *err) {
    struct lg_env *env = handover->order->env;
    if (lg_outside_is_replayed(env))
        return 0;
    if (env->ask == NULL || !env->is_terminal)
        return lg_err_set(err, LG_ERR_READ,
                          "export by hand needs a person at a terminal, and there is none: export "
                          "by resample, command or watch");
    int answer = env->ask(env->ctx, question_of(handover), err);
    if (answer > 0)
        return lg_err_set(err, LG_ERR_WRITE, "the export to '%s' was declined", handover->path);
    return answer;
}

static const char *source(const void *untyped, struct lg_arena *arena) {
    const struct manual_params *params = untyped;
    LG_UNUSED(arena);
    return params->file;
}

static int render(const struct lg_print_order *order, struct lg_print *out, struct lg_err *err) {
    const struct manual_params *params = order->params;
    struct lg_handover handover;
    if (lg_handover_open(&handover, order, params != NULL ? params->file : fields[0].fallback,
                         err) < 0 ||
        ask(&handover, err) < 0)
        return -1;
    return lg_handover_take(&handover, out, err);
}

const struct lg_render_mode lg_render_manual = {
    .name = "manual",
    .help = "asks the person at the terminal to export, and waits for the file",
    .flags = LG_RENDER_REAL_TIME,
    .fields = {"manual", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct manual_params),
    .check = check,
    .source = source,
    .render = render,
};
