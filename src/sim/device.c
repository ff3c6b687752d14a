/* /live/device: properties, and parameters singly and as columns. */
#include "sim/dialect.h"
#include "sim/handlers.h"

#include <string.h>

bool lg_sim_device_attribute(struct lg_sim_call *call, const struct lg_sim_device *device,
                             const char *name, struct lg_sim_value *out) {
    if (strcmp(name, "name") == 0)
        *out = lg_sim_text(device->name);
    else if (strcmp(name, "class_name") == 0)
        *out = lg_sim_text(device->class_name);
    else if (strcmp(name, "type") == 0)
        *out = lg_sim_int((int64_t)device->type);
    else if (strcmp(name, "can_have_chains") == 0)
        *out = lg_sim_bool(device->can_have_chains);
    else if (strcmp(name, "parameters") == 0)
        *out = lg_sim_object("Vector");
    else {
        lg_sim_raise(call, LG_SIM_ATTRIBUTE_ERROR, "'Device' object has no attribute '%s'", name);
        return false;
    }
    return true;
}

/* What an address does once its device is found; track and device index are no arguments any more.
 */
struct verb {
    enum lg_sim_result (*run)(struct lg_sim_call *call, struct lg_sim_device *device,
                              const struct verb *verb);
    const char *property;
    struct lg_sim_value (*of_param)(struct lg_sim_call *call, const struct lg_sim_param *param);
};

static enum lg_sim_result get_property(struct lg_sim_call *call, struct lg_sim_device *device,
                                       const struct verb *verb) {
    struct lg_sim_value value;
    if (!lg_sim_device_attribute(call, device, verb->property, &value))
        return LG_SIM_RAISED;
    lg_sim_answer(call, value);
    lg_sim_answer_args(call);
    return LG_SIM_ANSWERED;
}

static enum lg_sim_result get_num_parameters(struct lg_sim_call *call, struct lg_sim_device *device,
                                             const struct verb *verb) {
    LG_UNUSED(verb);
    lg_sim_answer(call, lg_sim_int((int64_t)device->num_params));
    return LG_SIM_ANSWERED;
}

static struct lg_sim_value param_name(struct lg_sim_call *call, const struct lg_sim_param *param) {
    LG_UNUSED(call);
    return lg_sim_text(param->name);
}

static struct lg_sim_value param_value(struct lg_sim_call *call, const struct lg_sim_param *param) {
    LG_UNUSED(call);
    return lg_sim_float((double)param->value);
}

static struct lg_sim_value param_min(struct lg_sim_call *call, const struct lg_sim_param *param) {
    LG_UNUSED(call);
    return lg_sim_float((double)param->min);
}

static struct lg_sim_value param_max(struct lg_sim_call *call, const struct lg_sim_param *param) {
    LG_UNUSED(call);
    return lg_sim_float((double)param->max);
}

static struct lg_sim_value param_is_quantised(struct lg_sim_call *call,
                                              const struct lg_sim_param *param) {
    LG_UNUSED(call);
    return lg_sim_bool(param->quantised);
}

static struct lg_sim_value param_value_string(struct lg_sim_call *call,
                                              const struct lg_sim_param *param) {
    struct lg_str shown = {0};
    lg_sim_param_show(param, param->value, &shown);
    struct lg_sim_value value = lg_sim_text(lg_arena_strdup(call->arena, lg_str_text(&shown)));
    lg_str_dispose(&shown);
    return value;
}

static enum lg_sim_result get_column(struct lg_sim_call *call, struct lg_sim_device *device,
                                     const struct verb *verb) {
    for (size_t i = 0; i < device->num_params; i++)
        lg_sim_answer(call, verb->of_param(call, &device->params[i]));
    return LG_SIM_ANSWERED;
}

/* device.parameters[int(params[0])]; the index is answered as it was understood. */
static struct lg_sim_param *find_param(struct lg_sim_call *call, struct lg_sim_device *device,
                                       int64_t *index_out) {
    size_t position;
    if (!lg_sim_to_int(call, &call->args[0], index_out) ||
        !lg_sim_item(call, *index_out, device->num_params, &position))
        return NULL;
    return &device->params[position];
}

static enum lg_sim_result get_param(struct lg_sim_call *call, struct lg_sim_device *device,
                                    const struct verb *verb) {
    int64_t index;
    if (!lg_sim_need(call, 1, "list"))
        return LG_SIM_RAISED;
    const struct lg_sim_param *param = find_param(call, device, &index);
    if (param == NULL)
        return LG_SIM_RAISED;
    lg_sim_answer(call, lg_sim_int(index));
    lg_sim_answer(call, verb->of_param(call, param));
    return LG_SIM_ANSWERED;
}

static bool store(struct lg_sim_call *call, const struct lg_sim_value *value,
                  struct lg_sim_param *param) {
    static const float whole[2] = {0, 1};
    const float range[2] = {param->min, param->max};
    float taken;
    switch (param->writes) {
    case LG_SIM_WRITES_IGNORED:
        call->faults->counts[LG_SIM_FAULT_DEAF]++;
        return lg_sim_to_param(call, value, range, &taken);
    case LG_SIM_WRITES_NORMALISED:
        call->faults->counts[LG_SIM_FAULT_NORMALISED]++;
        if (!lg_sim_to_param(call, value, whole, &taken))
            return false;
        param->value = param->min + taken * (param->max - param->min);
        return true;
    case LG_SIM_WRITES_STORED:
        break;
    }
    return lg_sim_to_param(call, value, range, &param->value);
}

/* `param_index, param_value = params[:2]`: further arguments are not looked at. */
static enum lg_sim_result set_param(struct lg_sim_call *call, struct lg_sim_device *device,
                                    const struct verb *verb) {
    LG_UNUSED(verb);
    int64_t index;
    if (call->count > 2)
        call->count = 2;
    if (!lg_sim_unpack(call, 2))
        return LG_SIM_RAISED;
    struct lg_sim_param *param = find_param(call, device, &index);
    return param != NULL && store(call, &call->args[1], param) ? LG_SIM_SILENT : LG_SIM_RAISED;
}

/* On a bad value the earlier ones stay set. */
static enum lg_sim_result set_params(struct lg_sim_call *call, struct lg_sim_device *device,
                                     const struct verb *verb) {
    LG_UNUSED(verb);
    for (size_t i = 0; i < call->count; i++) {
        size_t position;
        if (!lg_sim_item(call, (int64_t)i, device->num_params, &position) ||
            !store(call, &call->args[i], &device->params[position]))
            return LG_SIM_RAISED;
    }
    return LG_SIM_SILENT;
}

static enum lg_sim_result on_device(struct lg_sim_call *call, const void *detail) {
    const struct verb *verb = detail;
    struct lg_sim_which which;
    struct lg_sim_target target;
    int64_t index;
    size_t position;
    if (!lg_sim_need(call, 1, "list") || !lg_sim_which_track(call, &call->args[0], &which) ||
        !lg_sim_need(call, 2, "list") || !lg_sim_to_int(call, &call->args[1], &index) ||
        !lg_sim_reach(call, LG_SIM_OF_DEVICE, &which, &target) ||
        !lg_sim_item(call, index, target.track->num_devices, &position))
        return LG_SIM_RAISED;
    call->args += 2;
    call->count -= 2;
    lg_sim_answer(call, target.echo);
    lg_sim_answer(call, lg_sim_int(index));
    return verb->run(call, &target.track->devices[position], verb);
}

#define ROW(address, ...)                                                                          \
    {                                                                                              \
        "/live/device/" address, on_device, &(const struct verb) {                                 \
            .run = __VA_ARGS__                                                                     \
        }                                                                                          \
    }
#define GET(name) ROW("get/" name, get_property, .property = name)
#define COLUMN(name, function) ROW("get/parameters/" name, get_column, .of_param = function)
#define PARAM(name, function) ROW("get/parameter/" name, get_param, .of_param = function)

static const struct lg_sim_handler rows[] = {
    GET("class_name"),
    GET("name"),
    GET("type"),
    ROW("get/num_parameters", get_num_parameters),
    COLUMN("name", param_name),
    COLUMN("value", param_value),
    COLUMN("min", param_min),
    COLUMN("max", param_max),
    COLUMN("is_quantized", param_is_quantised),
    ROW("set/parameters/value", set_params),
    PARAM("value", param_value),
    PARAM("value_string", param_value_string),
    ROW("set/parameter/value", set_param),
    PARAM("name", param_name),
};

const struct lg_sim_handlers lg_sim_device_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
