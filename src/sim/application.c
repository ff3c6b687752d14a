/* /live/test and /live/application. */
#include "sim/handlers.h"

static enum lg_sim_result test(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_text("ok"));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_version(struct lg_sim_call *call, const void *detail) {
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_int(call->set->version[0]));
    lg_sim_answer(call, lg_sim_int(call->set->version[1]));
    return LG_SIM_ANSWERED;
}

static const struct lg_sim_handler rows[] = {
    {"/live/test", test, NULL},
    {"/live/application/get/version", get_version, NULL},
};

const struct lg_sim_handlers lg_sim_application_handlers = {.rows = rows,
                                                            .count = LG_ARRAY_LEN(rows)};
