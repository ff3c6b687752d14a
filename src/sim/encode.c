#include "sim/encode.h"

#include <float.h>
#include <math.h>
#include <string.h>

static const char unsupported_type[] = "Infered arg_value type is not supported";

/* Tag that python-osc infers; 0: none. Python counts the bits of the magnitude, so that 32 of them
 * still choose i, where they do not fit. */
static char tag_of(const struct lg_sim_value *value) {
    uint64_t magnitude;
    switch (value->kind) {
    case LG_SIM_VALUE_NONE:
        return 'N';
    case LG_SIM_VALUE_BOOL:
        return value->as.boolean ? 'T' : 'F';
    case LG_SIM_VALUE_INT:
        magnitude =
            value->as.integer < 0 ? 0 - (uint64_t)value->as.integer : (uint64_t)value->as.integer;
        return magnitude > UINT32_MAX ? 'h' : 'i';
    case LG_SIM_VALUE_FLOAT:
        return 'f';
    case LG_SIM_VALUE_TEXT:
        return 's';
    case LG_SIM_VALUE_BYTES:
        return 'b';
    case LG_SIM_VALUE_MIDI:
        return 'm';
    case LG_SIM_VALUE_LIST:
    case LG_SIM_VALUE_OBJECT:
    case LG_SIM_VALUE__COUNT:
        break;
    }
    return 0;
}

static bool add_list_tags(const struct lg_sim_value *list, struct lg_str *tags) {
    const struct lg_sim_value *item = list->as.list.items;
    lg_str_add_char(tags, '[');
    for (size_t i = 0; i < list->as.list.num_tags; i++) {
        char tag = list->as.list.tags[i];
        if (tag != '[' && tag != ']')
            tag = tag_of(item++);
        if (tag == 0)
            return false;
        lg_str_add_char(tags, tag);
    }
    lg_str_add_char(tags, ']');
    return true;
}

static bool add_tags(const struct lg_sim_value *values, size_t count, struct lg_str *tags) {
    lg_str_add_char(tags, ',');
    for (size_t i = 0; i < count; i++) {
        char tag = tag_of(&values[i]);
        if (values[i].kind == LG_SIM_VALUE_LIST) {
            if (!add_list_tags(&values[i], tags))
                return false;
        } else if (tag != 0) {
            lg_str_add_char(tags, tag);
        } else {
            return false;
        }
    }
    return true;
}

static void add_padding(struct lg_str *out, size_t count) {
    lg_str_add_n(out, "\0\0\0", count);
}

static void add_text(struct lg_str *out, struct lg_view text) {
    lg_str_add_n(out, text.text, text.length);
    lg_str_add_char(out, '\0');
    add_padding(out, (4 - (text.length + 1) % 4) % 4);
}

static void add_number(struct lg_str *out, uint64_t bits, unsigned size) {
    for (unsigned shift = size * 8; shift > 0; shift -= 8)
        lg_str_add_char(out, (char)(unsigned char)(bits >> (shift - 8) & 0xff));
}

static enum lg_sim_encoded add_int(struct lg_str *out, int64_t number, const char **why_out) {
    if (number >= INT32_MIN && number <= INT32_MAX) {
        add_number(out, (uint64_t)number, 4);
        return LG_SIM_ENCODED;
    }
    *why_out = "Could not build the message: Wrong argument value passed: 'i' format requires "
               "-2147483648 <= number <= 2147483647";
    return LG_SIM_BUILD_ERROR;
}

static enum lg_sim_encoded add_float(struct lg_str *out, double number, const char **why_out) {
    if (isfinite(number) && fabs(number) > (double)FLT_MAX) {
        *why_out = "float too large to pack with f format";
        return LG_SIM_UNSUPPORTED;
    }
    float narrow = (float)number;
    uint32_t bits;
    memcpy(&bits, &narrow, sizeof bits);
    add_number(out, bits, 4);
    return LG_SIM_ENCODED;
}

static enum lg_sim_encoded add_blob(struct lg_str *out, struct lg_view bytes,
                                    const char **why_out) {
    if (bytes.length == 0) {
        *why_out = "Could not build the message: Blob value cannot be empty";
        return LG_SIM_BUILD_ERROR;
    }
    add_number(out, bytes.length, 4);
    lg_str_add_n(out, bytes.text, bytes.length);
    add_padding(out, (4 - bytes.length % 4) % 4);
    return LG_SIM_ENCODED;
}

static enum lg_sim_encoded add_item(struct lg_str *out, const struct lg_sim_value *value,
                                    const char **why_out) {
    switch (tag_of(value)) {
    case 'i':
        return add_int(out, value->as.integer, why_out);
    case 'h':
        add_number(out, (uint64_t)value->as.integer, 8);
        return LG_SIM_ENCODED;
    case 'f':
        return add_float(out, value->as.real, why_out);
    case 's':
        add_text(out, value->as.text);
        return LG_SIM_ENCODED;
    case 'b':
        return add_blob(out, value->as.text, why_out);
    case 'm':
        add_number(out, value->as.midi, 4);
        return LG_SIM_ENCODED;
    default:
        return LG_SIM_ENCODED; /* T, F and N are their tag */
    }
}

static enum lg_sim_encoded add_list(struct lg_str *out, const struct lg_sim_value *list,
                                    const char **why_out) {
    const struct lg_sim_value *item = list->as.list.items;
    for (size_t i = 0; i < list->as.list.num_tags; i++) {
        if (list->as.list.tags[i] == '[' || list->as.list.tags[i] == ']')
            continue;
        enum lg_sim_encoded result = add_item(out, item++, why_out);
        if (result != LG_SIM_ENCODED)
            return result;
    }
    return LG_SIM_ENCODED;
}

enum lg_sim_encoded lg_sim_encode(const char *address, const struct lg_sim_value *values,
                                  size_t count, struct lg_str *out, const char **why_out) {
    struct lg_str tags = {0};
    enum lg_sim_encoded result = LG_SIM_ENCODED;
    if (!add_tags(values, count, &tags)) {
        *why_out = unsupported_type;
        result = LG_SIM_UNSUPPORTED;
        goto out;
    }
    add_text(out, lg_view_of(address));
    add_text(out, (struct lg_view){tags.text, tags.length});
    for (size_t i = 0; i < count && result == LG_SIM_ENCODED; i++)
        result = values[i].kind == LG_SIM_VALUE_LIST ? add_list(out, &values[i], why_out)
                                                     : add_item(out, &values[i], why_out);
out:
    lg_str_dispose(&tags);
    return result;
}
