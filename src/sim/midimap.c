/* /live/midimap: a controller for a parameter. No controller is there to be turned, so that what is
 * mapped stays as it is. */
#include "sim/handlers.h"

static enum lg_sim_result map_cc(struct lg_sim_call *call, const struct lg_sim_object *object,
                                 const void *detail) {
    int64_t numbers[5];
    size_t track;
    size_t device;
    size_t param;
    LG_UNUSED(object);
    LG_UNUSED(detail);
    for (size_t i = 0; i < LG_ARRAY_LEN(numbers); i++)
        if (!lg_sim_need(call, i + 1, "list") || !lg_sim_to_int(call, &call->args[i], &numbers[i]))
            return LG_SIM_RAISED;
    const struct lg_sim_set *set = call->set;
    if (!lg_sim_item(call, numbers[0], set->num_tracks, &track) ||
        !lg_sim_item(call, numbers[1], set->tracks[track].num_devices, &device) ||
        !lg_sim_item(call, numbers[2], set->tracks[track].devices[device].num_params, &param))
        return LG_SIM_RAISED;
    return LG_SIM_SILENT;
}

static const struct lg_sim_handler rows[] = {{"/live/midimap/map_cc", NULL, map_cc, NULL}};

const struct lg_sim_handlers lg_sim_midimap_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
