/* /live/test, /live/api and /live/application. */
#include <string.h>

#include "sim/handlers.h"
#include "sim/listen.h"

static enum lg_sim_result test(struct lg_sim_call *call, const struct lg_sim_object *object,
                               const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_text("ok"));
    return LG_SIM_ANSWERED;
}

/* The script forgets its addresses before it looks after its listeners, so that one which it can't
 * drop leaves none of them. */
static enum lg_sim_result reload(struct lg_sim_call *call, const struct lg_sim_object *object,
                                 const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    const char *stuck = lg_sim_listeners_end(call);
    lg_sim_reload(call, stuck == NULL);
    return stuck == NULL ? LG_SIM_SILENT : lg_sim_raise(call, LG_SIM_OTHER_ERROR, "%s", stuck);
}

static const char *const levels[] = {"debug", "info", "warning", "error", "critical"};

static enum lg_sim_result get_level(struct lg_sim_call *call, const struct lg_sim_object *object,
                                    const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_text(levels[*lg_sim_log_level(call)]));
    return LG_SIM_ANSWERED;
}

/* An assertion of the script's, which has no text. */
static enum lg_sim_result set_level(struct lg_sim_call *call, const struct lg_sim_object *object,
                                    const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    if (!lg_sim_need(call, 1, "list"))
        return LG_SIM_RAISED;
    const struct lg_sim_value *wanted = &call->args[0];
    for (size_t i = 0; i < LG_ARRAY_LEN(levels); i++)
        if (wanted->kind == LG_SIM_VALUE_TEXT && lg_view_eq(wanted->as.text, levels[i])) {
            *lg_sim_log_level(call) = i;
            return LG_SIM_SILENT;
        }
    return lg_sim_raise(call, LG_SIM_OTHER_ERROR, "%s", "");
}

static enum lg_sim_result show_message(struct lg_sim_call *call, const struct lg_sim_object *object,
                                       const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    return lg_sim_need(call, 1, "list") ? LG_SIM_SILENT : LG_SIM_RAISED;
}

static enum lg_sim_result get_version(struct lg_sim_call *call, const struct lg_sim_object *object,
                                      const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_int(call->set->version[0]));
    lg_sim_answer(call, lg_sim_int(call->set->version[1]));
    return LG_SIM_ANSWERED;
}

/* A machine that has nothing to do. */
static enum lg_sim_result get_usage(struct lg_sim_call *call, const struct lg_sim_object *object,
                                    const void *detail) {
    LG_UNUSED(object);
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_float(0));
    return LG_SIM_ANSWERED;
}

static const struct lg_sim_handler api_rows[] = {
    {"/live/test", NULL, test, NULL},
    {"/live/api/reload", NULL, reload, NULL},
    {"/live/api/get/log_level", NULL, get_level, NULL},
    {"/live/api/set/log_level", NULL, set_level, NULL},
    {"/live/api/show_message", NULL, show_message, NULL},
};

const struct lg_sim_handlers lg_sim_api_handlers = {.rows = api_rows,
                                                    .count = LG_ARRAY_LEN(api_rows)};

static const struct lg_sim_handler rows[] = {
    {"/live/application/get/version", NULL, get_version, NULL},
    {"/live/application/get/average_process_usage", NULL, get_usage, NULL},
};

const struct lg_sim_handlers lg_sim_application_handlers = {.rows = rows,
                                                            .count = LG_ARRAY_LEN(rows)};
