/* /live/device: properties, and parameters singly and as columns. */
#include "sim/dialect.h"
#include "sim/handlers.h"
#include "sim/listen.h"

#define GETTER(name, value)                                                                        \
    static bool get_##name(struct lg_sim_call *call, const struct lg_sim_object *object,           \
                           struct lg_sim_value *out) {                                             \
        LG_UNUSED(call);                                                                           \
        const struct lg_sim_device *device = object->self;                                         \
        LG_UNUSED(device);                                                                         \
        *out = value;                                                                              \
        return true;                                                                               \
    }
GETTER(class_name, lg_sim_text(device->class_name))
GETTER(name, lg_sim_text(device->name))
GETTER(type, lg_sim_int((int64_t)device->type))
GETTER(can_have_chains, lg_sim_bool(device->can_have_chains))
GETTER(parameters, lg_sim_object("Vector"))

static const struct lg_sim_property properties[] = {
    {"class_name", LG_SIM_DEAF, .get = get_class_name},
    {"name", 0, .get = get_name},
    {"type", LG_SIM_DEAF, .get = get_type},
    {"can_have_chains", LG_SIM_UNLISTED, .get = get_can_have_chains},
    {"parameters", LG_SIM_UNLISTED, .get = get_parameters},
};

static enum lg_sim_result reach(struct lg_sim_call *call, lg_sim_use *use, const void *detail) {
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
    const struct lg_sim_object object = lg_sim_device_object(target.track, position);
    return use(call, &object, detail);
}

const struct lg_sim_class lg_sim_device_class = {.name = "device",
                                                 .type = "Device",
                                                 .properties = properties,
                                                 .num_properties = LG_ARRAY_LEN(properties),
                                                 .reach = reach,
                                                 .sequence = "list",
                                                 .hides_indices = true};

static enum lg_sim_result get_num_parameters(struct lg_sim_call *call,
                                             const struct lg_sim_object *object,
                                             const void *detail) {
    const struct lg_sim_device *device = object->self;
    LG_UNUSED(detail);
    lg_sim_answer(call, lg_sim_int((int64_t)device->num_params));
    return LG_SIM_ANSWERED;
}

/* Of a parameter: the one that the object means. */
#define OF_PARAM(name, value)                                                                      \
    static bool param_##name(struct lg_sim_call *call, const struct lg_sim_object *object,         \
                             struct lg_sim_value *out) {                                           \
        LG_UNUSED(call);                                                                           \
        const struct lg_sim_param *param = object->param;                                          \
        *out = value;                                                                              \
        return true;                                                                               \
    }
OF_PARAM(name, lg_sim_text(param->name))
OF_PARAM(value, lg_sim_float((double)param->value))
OF_PARAM(min, lg_sim_float((double)param->min))
OF_PARAM(max, lg_sim_float((double)param->max))
OF_PARAM(is_quantised, lg_sim_bool(param->quantised))

static bool param_value_string(struct lg_sim_call *call, const struct lg_sim_object *object,
                               struct lg_sim_value *out) {
    struct lg_str shown = {0};
    lg_sim_param_show(object->param, object->param->value, &shown);
    *out = lg_sim_text(lg_arena_strdup(call->arena, lg_str_text(&shown)));
    lg_str_dispose(&shown);
    return true;
}

static const struct lg_sim_property param_properties[] = {
    {"name", .get = param_name},
    {"value", .get = param_value},
    {"min", .get = param_min},
    {"max", .get = param_max},
    {"is_quantized", .get = param_is_quantised},
};
static const struct lg_sim_property told_value = {"parameter/value", .get = param_value};
static const struct lg_sim_property told_string = {"parameter/value_string",
                                                   .get = param_value_string};

static struct lg_sim_object with_param(const struct lg_sim_object *object, size_t index) {
    struct lg_sim_object with = *object;
    with.param = &((struct lg_sim_device *)object->self)->params[index];
    with.place = index;
    return with;
}

static enum lg_sim_result get_column(struct lg_sim_call *call, const struct lg_sim_object *object,
                                     const void *detail) {
    const struct lg_sim_device *device = object->self;
    for (size_t i = 0; i < device->num_params; i++) {
        struct lg_sim_value value;
        const struct lg_sim_object one = with_param(object, i);
        if (!lg_sim_getattr(call, &one, detail, &value))
            return LG_SIM_RAISED;
        lg_sim_answer(call, value);
    }
    return LG_SIM_ANSWERED;
}

/* device.parameters[int(params[0])]; the index is answered as it was understood. */
static struct lg_sim_param *find_param(struct lg_sim_call *call, const struct lg_sim_object *object,
                                       int64_t *index_out) {
    struct lg_sim_device *device = object->self;
    size_t position;
    if (!lg_sim_to_int(call, &call->args[0], index_out) ||
        !lg_sim_item(call, *index_out, device->num_params, &position))
        return NULL;
    return &device->params[position];
}

static enum lg_sim_result get_param(struct lg_sim_call *call, const struct lg_sim_object *object,
                                    const void *detail) {
    struct lg_sim_object one = *object;
    struct lg_sim_value value;
    int64_t index;
    if (!lg_sim_need(call, 1, "list"))
        return LG_SIM_RAISED;
    one.param = find_param(call, object, &index);
    if (one.param == NULL || !lg_sim_getattr(call, &one, detail, &value))
        return LG_SIM_RAISED;
    lg_sim_answer(call, lg_sim_int(index));
    lg_sim_answer(call, value);
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
static enum lg_sim_result set_param(struct lg_sim_call *call, const struct lg_sim_object *object,
                                    const void *detail) {
    int64_t index;
    LG_UNUSED(detail);
    if (call->count > 2)
        call->count = 2;
    if (!lg_sim_unpack(call, 2))
        return LG_SIM_RAISED;
    struct lg_sim_param *param = find_param(call, object, &index);
    return param != NULL && store(call, &call->args[1], param) ? LG_SIM_SILENT : LG_SIM_RAISED;
}

/* On a bad value the earlier ones stay set. */
static enum lg_sim_result set_params(struct lg_sim_call *call, const struct lg_sim_object *object,
                                     const void *detail) {
    struct lg_sim_device *device = object->self;
    LG_UNUSED(detail);
    for (size_t i = 0; i < call->count; i++) {
        size_t position;
        if (!lg_sim_item(call, (int64_t)i, device->num_params, &position) ||
            !store(call, &call->args[i], &device->params[position]))
            return LG_SIM_RAISED;
    }
    return LG_SIM_SILENT;
}

/* device.parameters[params[2]], which int() is not asked about here. */
static bool find_subject(struct lg_sim_call *call, const struct lg_sim_object *object,
                         struct lg_sim_subject *out) {
    const struct lg_sim_device *device = object->self;
    size_t position;
    if (!lg_sim_need(call, 1, "list") ||
        !lg_sim_pick(call, &call->args[0], device->num_params, &position))
        return false;
    *out = (struct lg_sim_subject){
        with_param(object, position), {&told_value, &told_string}, "device_parameter_value"};
    return true;
}

static enum lg_sim_result listen_param(struct lg_sim_call *call, const struct lg_sim_object *object,
                                       const void *detail) {
    struct lg_sim_subject subject;
    LG_UNUSED(detail);
    return find_subject(call, object, &subject) ? lg_sim_listen(call, &subject) : LG_SIM_RAISED;
}

static enum lg_sim_result unlisten_param(struct lg_sim_call *call,
                                         const struct lg_sim_object *object, const void *detail) {
    struct lg_sim_subject subject;
    LG_UNUSED(detail);
    if (!find_subject(call, object, &subject))
        return LG_SIM_RAISED;
    lg_sim_unlisten(call, &subject);
    return LG_SIM_SILENT;
}

#define ROW(address, use, detail)                                                                  \
    { "/live/device/" address, &lg_sim_device_class, use, detail }
#define COLUMN(index, name) ROW("get/parameters/" name, get_column, &param_properties[index])

static const struct lg_sim_handler rows[] = {
    ROW("get/num_parameters", get_num_parameters, NULL),
    COLUMN(0, "name"),
    COLUMN(1, "value"),
    COLUMN(2, "min"),
    COLUMN(3, "max"),
    COLUMN(4, "is_quantized"),
    ROW("set/parameters/value", set_params, NULL),
    ROW("get/parameter/value", get_param, &told_value),
    ROW("get/parameter/value_string", get_param, &told_string),
    ROW("set/parameter/value", set_param, NULL),
    ROW("get/parameter/name", get_param, &param_properties[0]),
    ROW("start_listen/parameter/value", listen_param, NULL),
    ROW("stop_listen/parameter/value", unlisten_param, NULL),
};

const struct lg_sim_handlers lg_sim_device_handlers = {.rows = rows, .count = LG_ARRAY_LEN(rows)};
