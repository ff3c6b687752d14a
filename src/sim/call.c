#include "sim/call.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "osc/link.h"

void lg_sim_answer(struct lg_sim_call *call, struct lg_sim_value value) {
    if (call->answer_count > LG_DATAGRAM_MAX)
        return;
    if (call->answer_count == call->answer_capacity) {
        size_t capacity = call->answer_capacity == 0 ? 8 : call->answer_capacity * 2;
        struct lg_sim_value *grown = lg_arena_array(call->arena, capacity, sizeof *grown);
        if (call->answer_count > 0)
            memcpy(grown, call->answer, call->answer_count * sizeof *grown);
        call->answer = grown;
        call->answer_capacity = capacity;
    }
    call->answer[call->answer_count++] = value;
}

void lg_sim_answer_args(struct lg_sim_call *call) {
    for (size_t i = 0; i < call->count; i++)
        lg_sim_answer(call, call->args[i]);
}

enum lg_sim_result lg_sim_raise(struct lg_sim_call *call, enum lg_sim_exception exception,
                                const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    call->exception = exception;
    call->why = lg_arena_strdup(call->arena, text);
    return LG_SIM_RAISED;
}

bool lg_sim_need(struct lg_sim_call *call, size_t count, const char *sequence) {
    if (call->count >= count)
        return true;
    lg_sim_raise(call, LG_SIM_OTHER_ERROR, "%s index out of range", sequence);
    return false;
}

bool lg_sim_unpack(struct lg_sim_call *call, size_t count) {
    if (call->count < count)
        lg_sim_raise(call, LG_SIM_VALUE_ERROR,
                     "not enough values to unpack (expected %zu, got %zu)", count, call->count);
    else if (call->count > count)
        lg_sim_raise(call, LG_SIM_VALUE_ERROR, "too many values to unpack (expected %zu)", count);
    return call->count == count;
}

static bool refuse_args(struct lg_sim_call *call, const char *type, const char *method) {
    struct lg_str types = {0};
    for (size_t i = 0; i < call->count && types.length < 200; i++)
        lg_str_printf(&types, ", %s", lg_sim_type_name(&call->args[i]));
    lg_sim_raise(call, LG_SIM_OTHER_ERROR,
                 "Python argument types in\n    %s.%s(%s%s)\ndid not match C++ signature:\n"
                 "    %s(TPyHandle<A%s>)",
                 type, method, type, lg_str_text(&types), method, type);
    lg_str_dispose(&types);
    return false;
}

bool lg_sim_takes(struct lg_sim_call *call, size_t most, const char *type, const char *method) {
    return call->count <= most || refuse_args(call, type, method);
}

bool lg_sim_wants(struct lg_sim_call *call, size_t count, const char *type, const char *method) {
    return call->count == count || refuse_args(call, type, method);
}

static void add_escaped(struct lg_str *out, unsigned char c, bool is_text) {
    static const char names[] = "\tt\nn\rr\\\\";
    for (const char *name = names; *name != '\0'; name += 2)
        if (c == (unsigned char)name[0]) {
            lg_str_printf(out, "\\%c", name[1]);
            return;
        }
    if (c < 0x20 || c == 0x7f || (!is_text && c >= 0x80))
        lg_str_printf(out, "\\x%02x", c);
    else
        lg_str_add_char(out, (char)c);
}

/* As Python shows bytes and text: in single quotes, unless it holds them and no double ones. */
static const char *repr(struct lg_sim_call *call, const struct lg_sim_value *value) {
    struct lg_view text = value->as.text;
    bool has_single = text.length > 0 && memchr(text.text, '\'', text.length) != NULL;
    bool has_double = text.length > 0 && memchr(text.text, '"', text.length) != NULL;
    char quote = has_single && !has_double ? '"' : '\'';
    bool is_bytes = value->kind == LG_SIM_VALUE_BYTES;
    struct lg_str out = {0};
    lg_str_printf(&out, "%s%c", is_bytes ? "b" : "", quote);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.text[i];
        if (c == (unsigned char)quote)
            lg_str_printf(&out, "\\%c", c);
        else
            add_escaped(&out, c, !is_bytes);
    }
    lg_str_add_char(&out, quote);
    const char *copy = lg_arena_strdup(call->arena, lg_str_text(&out));
    lg_str_dispose(&out);
    return copy;
}

static const char *shown(struct lg_sim_call *call, const struct lg_sim_value *value) {
    char number[LG_NUMBER_MAX];
    switch (value->kind) {
    case LG_SIM_VALUE_BOOL:
        return value->as.boolean ? "True" : "False";
    case LG_SIM_VALUE_INT:
        return lg_arena_printf(call->arena, "%lld", (long long)value->as.integer);
    case LG_SIM_VALUE_FLOAT:
        lg_number_write(value->as.real, number);
        return lg_arena_printf(call->arena, "%s%s", number,
                               strpbrk(number, ".einf") == NULL ? ".0" : "");
    case LG_SIM_VALUE_TEXT:
    case LG_SIM_VALUE_BYTES:
        return repr(call, value);
    case LG_SIM_VALUE_NONE:
    case LG_SIM_VALUE_MIDI:
    case LG_SIM_VALUE_LIST:
    case LG_SIM_VALUE_OBJECT:
    case LG_SIM_VALUE__COUNT:
        break;
    }
    return "None";
}

const char *lg_sim_repr_tuple(struct lg_sim_call *call, const struct lg_sim_value *values,
                              size_t count) {
    struct lg_str out = {0};
    lg_str_add_char(&out, '(');
    for (size_t i = 0; i < count; i++)
        lg_str_printf(&out, "%s%s", i == 0 ? "" : ", ", shown(call, &values[i]));
    lg_str_add(&out, count == 1 ? ",)" : ")");
    const char *copy = lg_arena_strdup(call->arena, lg_str_text(&out));
    lg_str_dispose(&out);
    return copy;
}

/* int("12"): blanks around and a sign are fine. More digits than 64 bits hold are not known here.
 */
static bool text_to_int(struct lg_sim_call *call, const struct lg_sim_value *value, int64_t *out) {
    struct lg_view text = lg_view_trim(value->as.text);
    if (text.length > 1 && text.text[0] == '+' && text.text[1] != '-')
        text = (struct lg_view){text.text + 1, text.length - 1};
    if (text.length > 0 && lg_number_read_int(text, out))
        return true;
    lg_sim_raise(call, LG_SIM_VALUE_ERROR, "invalid literal for int() with base 10: %s",
                 repr(call, value));
    return false;
}

static bool real_to_int(struct lg_sim_call *call, double real, int64_t *out) {
    if (isnan(real)) {
        lg_sim_raise(call, LG_SIM_VALUE_ERROR, "cannot convert float NaN to integer");
        return false;
    }
    if (isinf(real)) {
        lg_sim_raise(call, LG_SIM_OTHER_ERROR, "cannot convert float infinity to integer");
        return false;
    }
    /* Python's ints have no end; no index is this large, so the nearest of ours does. */
    if (fabs(real) >= 9.0e18)
        *out = real < 0 ? INT64_MIN : INT64_MAX;
    else
        *out = (int64_t)real;
    return true;
}

bool lg_sim_to_int(struct lg_sim_call *call, const struct lg_sim_value *value, int64_t *out) {
    if (value->kind == LG_SIM_VALUE_INT)
        *out = value->as.integer;
    else if (value->kind == LG_SIM_VALUE_BOOL)
        *out = value->as.boolean ? 1 : 0;
    else if (value->kind == LG_SIM_VALUE_FLOAT)
        return real_to_int(call, value->as.real, out);
    else if (value->kind == LG_SIM_VALUE_TEXT || value->kind == LG_SIM_VALUE_BYTES)
        return text_to_int(call, value, out);
    else {
        lg_sim_raise(
            call, LG_SIM_OTHER_ERROR,
            "int() argument must be a string, a bytes-like object or a real number, not '%s'",
            lg_sim_type_name(value));
        return false;
    }
    return true;
}

bool lg_sim_to_index(struct lg_sim_call *call, const struct lg_sim_value *value, int64_t *out) {
    if (value->kind == LG_SIM_VALUE_INT || value->kind == LG_SIM_VALUE_BOOL)
        return lg_sim_to_int(call, value, out);
    lg_sim_raise(call, LG_SIM_OTHER_ERROR, "'%s' object cannot be interpreted as an integer",
                 lg_sim_type_name(value));
    return false;
}

/* The wording of Boost.Python's refusals is assumed: nobody has published one for these calls. */
static void refuse_type(struct lg_sim_call *call, const struct lg_sim_value *value,
                        const char *wanted) {
    lg_sim_raise(call, LG_SIM_OTHER_ERROR,
                 "Python argument types in\n    None.None(%s)\ndid not match C++ signature:\n"
                 "    None(%s)",
                 lg_sim_type_name(value), wanted);
}

bool lg_sim_to_real(struct lg_sim_call *call, const struct lg_sim_value *value, double *out) {
    if (value->kind == LG_SIM_VALUE_FLOAT)
        *out = value->as.real;
    else if (value->kind == LG_SIM_VALUE_INT)
        *out = (double)value->as.integer;
    else if (value->kind == LG_SIM_VALUE_BOOL)
        *out = value->as.boolean ? 1 : 0;
    else {
        refuse_type(call, value, "float");
        return false;
    }
    return true;
}

bool lg_sim_to_whole(struct lg_sim_call *call, const struct lg_sim_value *value, int64_t *out) {
    if (value->kind == LG_SIM_VALUE_INT || value->kind == LG_SIM_VALUE_BOOL)
        return lg_sim_to_int(call, value, out);
    refuse_type(call, value, "int");
    return false;
}

bool lg_sim_to_words(struct lg_sim_call *call, const struct lg_sim_value *value, const char *type) {
    if (value->kind == LG_SIM_VALUE_TEXT)
        return true;
    lg_sim_raise(call, LG_SIM_OTHER_ERROR,
                 "Python argument types in\n    None.None(%s, %s)\ndid not match C++ "
                 "signature:\n    None(T%sHandle, TString)",
                 type, lg_sim_type_name(value), type);
    return false;
}

static bool to_within(struct lg_sim_call *call, const struct lg_sim_value *value, int64_t max,
                      int64_t *out) {
    if (!lg_sim_to_whole(call, value, out))
        return false;
    if (*out >= 0 && *out <= max)
        return true;
    lg_sim_raise(call, LG_SIM_RUNTIME_ERROR, "Invalid color");
    return false;
}

bool lg_sim_to_color(struct lg_sim_call *call, const struct lg_sim_value *value,
                     struct lg_sim_look *out) {
    int64_t color;
    if (!to_within(call, value, 0xffffff, &color))
        return false;
    lg_sim_look_set(out, color);
    return true;
}

bool lg_sim_to_color_index(struct lg_sim_call *call, const struct lg_sim_value *value,
                           struct lg_sim_look *out) {
    int64_t index;
    if (!to_within(call, value, LG_SIM_PALETTE__COUNT - 1, &index))
        return false;
    *out = (struct lg_sim_look){lg_sim_palette(index), index};
    return true;
}

bool lg_sim_pick(struct lg_sim_call *call, const struct lg_sim_value *value, size_t count,
                 size_t *out) {
    if (value->kind != LG_SIM_VALUE_INT && value->kind != LG_SIM_VALUE_BOOL) {
        lg_sim_raise(call, LG_SIM_OTHER_ERROR, "Invalid index type");
        return false;
    }
    int64_t index = value->kind == LG_SIM_VALUE_INT ? value->as.integer : value->as.boolean;
    return lg_sim_item(call, index, count, out);
}

bool lg_sim_item(struct lg_sim_call *call, int64_t index, size_t count, size_t *out) {
    int64_t size = (int64_t)count;
    if (index >= size || index < -size) {
        lg_sim_raise(call, LG_SIM_OTHER_ERROR, "Index out of range");
        return false;
    }
    *out = (size_t)(index < 0 ? index + size : index);
    return true;
}

bool lg_sim_to_param(struct lg_sim_call *call, const struct lg_sim_value *value,
                     const float range[2], float *out) {
    double real;
    if (!lg_sim_to_real(call, value, &real))
        return false;
    /* Live keeps floats, so a double just beyond the end may still be the end; NaN is never in. */
    float narrow = fabs(real) <= (double)FLT_MAX ? (float)real : NAN;
    if (!(narrow >= range[0] && narrow <= range[1])) {
        lg_sim_raise(call, LG_SIM_RUNTIME_ERROR,
                     "Invalid value. Check the parameters range with min/max");
        return false;
    }
    *out = narrow;
    return true;
}
