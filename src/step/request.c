#include "step/request.h"

#include <string.h>

/* What is never sent, whole or as a part of an address that ends in '/'. */
static const struct never {
    const char *part;
    const char *why;
} nevers[] = {
    {"/live/api/reload", "it can end AbletonOSC until Live restarts it"},
    {"/live/application/quit", "it ends Live"},
    {"/live/startup", "it is what AbletonOSC says when it starts"},
    {"/live/error", "it is what AbletonOSC says when something fails"},
    {"/start_listen/", "a listener pushes values whenever they change, between the replies"},
    {"/stop_listen/", "a listener may be another program's"},
};

static bool is_never(const struct never *never, const char *address) {
    if (lg_ends_with(never->part, "/"))
        return strstr(address, never->part) != NULL;
    return strcmp(address, never->part) == 0;
}

int lg_request_check_address(const char *address, struct lg_err *err) {
    size_t clean = strcspn(address, "*?[]{}");
    if (address[clean] != '\0')
        return lg_err_set(err, LG_ERR_READ,
                          "address '%s' has the wildcard '%c', which would reach other addresses "
                          "as well, setters included",
                          address, address[clean]);
    if (address[0] != '/' || strpbrk(address, " #,") != NULL)
        return lg_err_set(err, LG_ERR_READ, "'%s' is no OSC address", address);
    for (size_t i = 0; i < LG_ARRAY_LEN(nevers); i++) {
        if (is_never(&nevers[i], address))
            return lg_err_set(err, LG_ERR_READ, "address '%s' is never sent: %s", address,
                              nevers[i].why);
    }
    return 0;
}

int lg_request_check_sent(const char *address, struct lg_err *err) {
    if (strstr(address, "/get/") != NULL || strcmp(address, "/live/test") == 0)
        return lg_err_set(err, LG_ERR_READ, "address '%s' is a getter, which is answered: query",
                          address);
    return lg_request_check_address(address, err);
}

static int read_number(const struct lg_node *node, const struct lg_value *value,
                       struct lg_osc_arg *out, struct lg_err *err) {
    char shown[LG_NODE_QUOTE_MAX];
    if (value->unit != NULL) {
        return lg_node_err(node, err,
                           "argument %s has a unit, OSC has none: write the bare number, or quotes "
                           "around text",
                           lg_node_quote(node, shown));
    }
    if (value->kind == LG_VALUE_REAL) {
        *out = lg_osc_float((float)value->as.real);
        return 0;
    }
    if (value->as.integer < INT32_MIN || value->as.integer > INT32_MAX)
        return lg_node_err(node, err, "argument %s is beyond 32 bits", lg_node_quote(node, shown));
    *out = lg_osc_int((int32_t)value->as.integer);
    return 0;
}

static int read_arg(const struct lg_node *node, struct lg_arena *arena, struct lg_osc_arg *out,
                    struct lg_err *err) {
    const struct lg_value *value = lg_node_value(node, arena);
    switch (value->kind) {
    case LG_VALUE_INT:
    case LG_VALUE_REAL:
        return read_number(node, value, out, err);
    case LG_VALUE_BOOL:
        *out = lg_osc_bool(value->as.boolean);
        return 0;
    case LG_VALUE_STRING:
        *out = lg_osc_text(value->as.string.text);
        return 0;
    case LG_VALUE_NULL:
    case LG_VALUE_LIST:
    case LG_VALUE_MAP:
    case LG_VALUE__COUNT:
        break;
    }
    return lg_node_err(node, err, "an argument is a number, text, true or false, not %s",
                       lg_node_kind_name(node));
}

int lg_request_read(const char *address, const struct lg_node *args, struct lg_arena *arena,
                    struct lg_osc_msg *out, struct lg_err *err) {
    if (lg_request_check_address(address, err) < 0)
        return -1;
    const struct lg_node *const *nodes = &args;
    size_t count = args != NULL && !lg_node_is_null(args) ? 1 : 0;
    if (args != NULL && args->kind == LG_NODE_SEQ) {
        nodes = (const struct lg_node *const *)args->items;
        count = args->count;
    }
    struct lg_osc_arg *typed = lg_arena_array(arena, count, sizeof(*typed));
    for (size_t i = 0; i < count; i++)
        if (read_arg(nodes[i], arena, &typed[i], err) < 0)
            return -1;
    *out = (struct lg_osc_msg){lg_arena_strdup(arena, address), typed, count};
    return 0;
}

static struct lg_value *arg_value(const struct lg_osc_arg *arg, struct lg_arena *arena) {
    switch (arg->tag) {
    case 'i':
        return lg_value_int(arena, arg->as.i);
    case 'h':
        return lg_value_int(arena, arg->as.h);
    case 'f':
        return lg_value_real(arena, (double)arg->as.f, NULL);
    case 'd':
        return lg_value_real(arena, arg->as.d, NULL);
    case 's':
        return lg_value_text(arena, arg->as.s);
    case 'T':
    case 'F':
        return lg_value_bool(arena, arg->tag == 'T');
    case 'b':
        return lg_value_text(arena, lg_arena_printf(arena, "<%zu bytes>", arg->as.b.length));
    default:
        return lg_value_null(arena, "nil");
    }
}

struct lg_value *lg_request_args_value(const struct lg_osc_arg *args, size_t count,
                                       struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    for (size_t i = 0; i < count; i++)
        lg_value_push(arena, list, arg_value(&args[i], arena));
    return list;
}
