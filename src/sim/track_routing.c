/* /live/track: where its signal comes from and goes to. */
#include "sim/handlers.h"
#include "sim/routing.h"

static bool has_any(struct lg_sim_call *call, const struct lg_sim_object *object,
                    enum lg_sim_routing routing) {
    static const char *const names[LG_SIM_ROUTING__COUNT] = {
        "input_routing_type", "input_routing_channel", "output_routing_type",
        "output_routing_channel"};
    if (*lg_sim_routing_of(object->track, routing) != NULL)
        return true;
    lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "This track has no '%s' property!", names[routing]);
    return false;
}

static enum lg_sim_result get(struct lg_sim_call *call, const struct lg_sim_object *object,
                              const void *detail) {
    enum lg_sim_routing routing = *(const enum lg_sim_routing *)detail;
    if (!has_any(call, object, routing))
        return LG_SIM_RAISED;
    lg_sim_answer(call, lg_sim_text(*lg_sim_routing_of(object->track, routing)));
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_available(struct lg_sim_call *call,
                                        const struct lg_sim_object *object, const void *detail) {
    enum lg_sim_routing routing = *(const enum lg_sim_routing *)detail;
    const char *name;
    if (!has_any(call, object, routing))
        return LG_SIM_RAISED;
    for (size_t i = 0; (name = lg_sim_routing_offer(object->track, routing, i)) != NULL; i++)
        lg_sim_answer(call, lg_sim_text(name));
    return LG_SIM_ANSWERED;
}

/* Another type has channels of its own. */
static void choose(struct lg_sim_track *track, enum lg_sim_routing routing, const char *name) {
    *lg_sim_routing_of(track, routing) = name;
    if (routing == LG_SIM_INPUT_TYPE)
        track->input_channel = lg_sim_routing_offer(track, LG_SIM_INPUT_CHANNEL, 0);
    if (routing == LG_SIM_OUTPUT_TYPE)
        track->output_channel = lg_sim_routing_offer(track, LG_SIM_OUTPUT_CHANNEL, 0);
}

/* A name that is not offered leaves a line in the script's own log, and nothing else. */
static enum lg_sim_result set(struct lg_sim_call *call, const struct lg_sim_object *object,
                              const void *detail) {
    enum lg_sim_routing routing = *(const enum lg_sim_routing *)detail;
    const char *name;
    if (!lg_sim_need(call, 1, "tuple") || !has_any(call, object, routing))
        return LG_SIM_RAISED;
    const struct lg_sim_value *wanted = &call->args[0];
    for (size_t i = 0; (name = lg_sim_routing_offer(object->track, routing, i)) != NULL; i++)
        if (wanted->kind == LG_SIM_VALUE_TEXT && lg_view_eq(wanted->as.text, name)) {
            choose(object->track, routing, name);
            break;
        }
    return LG_SIM_SILENT;
}

#define ROW(address, use, routing)                                                                 \
    {                                                                                              \
        "/live/track/" address, &lg_sim_track_class, use, &(const enum lg_sim_routing) {           \
            routing                                                                                \
        }                                                                                          \
    }
#define ROWS(name, routing)                                                                        \
    ROW("get/available_" name "s", get_available, routing), ROW("get/" name, get, routing),        \
        ROW("set/" name, set, routing)

static const struct lg_sim_handler rows[] = {
    ROWS("output_routing_type", LG_SIM_OUTPUT_TYPE),
    ROWS("output_routing_channel", LG_SIM_OUTPUT_CHANNEL),
    ROWS("input_routing_type", LG_SIM_INPUT_TYPE),
    ROWS("input_routing_channel", LG_SIM_INPUT_CHANNEL),
};

const struct lg_sim_handlers lg_sim_routing_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
