#include "run/before.h"

#include "conf/field.h"

struct params {
    struct lg_texts start;
    const struct lg_node *ping;
};

struct ping {
    int64_t wait_ns;
};

static const struct lg_field items[] = {
    {.name = "start",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct params, start),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN | LG_FIELD_SOME,
     .help = "the program and its arguments; no shell"},
    {.name = "ping",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct params, ping),
     .help = "how long Live may take until it answers: {wait: 180s}"},
};

/* An hour is longer than any Live takes to start. */
#define WAIT_MAX_S 3600.0

static const struct lg_field ping_items[] = {
    {.name = "wait",
     .type = LG_FIELD_DURATION,
     .offset = offsetof(struct ping, wait_ns),
     .min = 0.001,
     .max = WAIT_MAX_S,
     .fallback = "180s",
     .help = "how long"},
};

static const struct lg_fields fields = {"before", items, LG_ARRAY_LEN(items)};
static const struct lg_fields ping_fields = {"ping", ping_items, LG_ARRAY_LEN(ping_items)};

int lg_before_read(const struct lg_node *node, struct lg_arena *arena, struct lg_before *out,
                   struct lg_err *err) {
    struct params params = {0};
    struct ping ping = {0};
    if (node == NULL || lg_node_is_null(node)) {
        *out = (struct lg_before){0};
        return 0;
    }
    if (lg_fields_read(&fields, node, arena, &params, err) != 0 ||
        lg_fields_read(&ping_fields, params.ping, arena, &ping, err) != 0)
        return -1;
    const char **argv = lg_arena_array(arena, params.start.count + 1, sizeof *argv);
    for (size_t i = 0; i < params.start.count; i++)
        argv[i] = params.start.items[i];
    *out = (struct lg_before){.argv = argv, .wait_ns = ping.wait_ns};
    return 0;
}

static const struct lg_shape ping_shape = {.kind = LG_SHAPE_FIELDS, .fields = &ping_fields};
static const struct lg_below below[] = {{"ping", &ping_shape}, {NULL, NULL}};
const struct lg_shape lg_before_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &fields, .below = below};
