#include "sim/value.h"

#include <assert.h>

struct lg_sim_value lg_sim_bool(bool boolean) {
    return (struct lg_sim_value){.kind = LG_SIM_VALUE_BOOL, .as.boolean = boolean};
}

struct lg_sim_value lg_sim_int(int64_t integer) {
    return (struct lg_sim_value){.kind = LG_SIM_VALUE_INT, .as.integer = integer};
}

struct lg_sim_value lg_sim_float(double real) {
    return (struct lg_sim_value){.kind = LG_SIM_VALUE_FLOAT, .as.real = real};
}

struct lg_sim_value lg_sim_text(const char *text) {
    return (struct lg_sim_value){.kind = LG_SIM_VALUE_TEXT, .as.text = lg_view_of(text)};
}

struct lg_sim_value lg_sim_object(const char *type_name) {
    return (struct lg_sim_value){.kind = LG_SIM_VALUE_OBJECT, .as.type_name = type_name};
}

const char *lg_sim_type_name(const struct lg_sim_value *value) {
    static const char *const names[LG_SIM_VALUE__COUNT] = {
        [LG_SIM_VALUE_NONE] = "NoneType", [LG_SIM_VALUE_BOOL] = "bool",
        [LG_SIM_VALUE_INT] = "int",       [LG_SIM_VALUE_FLOAT] = "float",
        [LG_SIM_VALUE_TEXT] = "str",      [LG_SIM_VALUE_BYTES] = "bytes",
        [LG_SIM_VALUE_MIDI] = "tuple",    [LG_SIM_VALUE_LIST] = "list",
        [LG_SIM_VALUE_OBJECT] = "object",
    };
    assert(value->kind < LG_SIM_VALUE__COUNT);
    return value->kind == LG_SIM_VALUE_OBJECT ? value->as.type_name : names[value->kind];
}
