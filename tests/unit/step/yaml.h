/* YAML in a test's source, as nodes and values. */
#ifndef LG_TESTS_STEP_YAML_H
#define LG_TESTS_STEP_YAML_H

#include <string.h>

#include "conf/tree.h"
#include "support/unit.h"

static inline struct lg_node *yaml_node(struct lg_arena *arena, const char *text) {
    struct lg_node *node = NULL;
    struct lg_err err = {0};
    if (lg_conf_parse(text, strlen(text), "test.yaml", arena, &node, &err) < 0)
        fail_msg("%s: %s", text, err.text);
    return node;
}

static inline struct lg_value *yaml_value(struct lg_arena *arena, const char *text) {
    return lg_node_value(yaml_node(arena, text), arena);
}

#endif
