/* layer: conf */
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "conf/tree.h"
#include "conf/unit.h"
#include "fuzz/target.h"

/* Expanding many aliases takes a second each time, and tells nothing that fewer would not. */
enum { MAX_EXPANDED = 20000 };

static void check_quantity(struct lg_view text) {
    struct lg_quantity quantity;
    if (!lg_quantity_read(text, &quantity))
        return;
    FUZZ_CHECK(!isnan(quantity.number));
    FUZZ_CHECK(lg_unit_dimension(quantity.unit) == quantity.dimension);
    FUZZ_CHECK(quantity.unit != NULL ||
               (isfinite(quantity.number) && quantity.base == quantity.number));
}

/* Nodes below this one, itself included; stops counting above MAX_EXPANDED. */
static size_t check_node(const struct lg_node *node, unsigned depth) {
    size_t nodes = 1;
    FUZZ_CHECK(depth <= 64 + 1 && node->line > 0 && node->column > 0);
    if (node->kind == LG_NODE_SCALAR) {
        FUZZ_CHECK(strlen(node->text) == node->length && node->count == 0);
        check_quantity((struct lg_view){node->text, node->length});
    }
    for (size_t i = 0; i < node->count && nodes <= MAX_EXPANDED; i++) {
        bool is_map = node->kind == LG_NODE_MAP;
        if (is_map)
            FUZZ_CHECK(lg_node_get(node, node->entries[i].key->text) == node->entries[i].value);
        nodes += check_node(is_map ? node->entries[i].value : node->items[i], depth + 1);
    }
    return nodes;
}

static void check_error(const struct lg_err *err) {
    FUZZ_CHECK(err->kind == LG_ERR_READ && strcmp(err->source, "fuzz.yaml") == 0);
    FUZZ_CHECK(err->line > 0 && err->column > 0);
    FUZZ_CHECK(err->text[0] != '\0' && strpbrk(err->text, "\n\r\t") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct lg_view text = {(const char *)data, size};
    struct lg_arena arena = {0};
    struct lg_node *root = NULL;
    struct lg_err err = {0};
    check_quantity(text);
    if (lg_conf_parse(text.text, text.length, "fuzz.yaml", &arena, &root, &err) != 0) {
        FUZZ_CHECK(root == NULL);
        check_error(&err);
    } else if (check_node(root, 1) <= MAX_EXPANDED) {
        const struct lg_value *value = lg_node_value(root, &arena);
        FUZZ_CHECK((value->kind == LG_VALUE_MAP) == (root->kind == LG_NODE_MAP));
        FUZZ_CHECK((value->kind == LG_VALUE_LIST) == (root->kind == LG_NODE_SEQ));
        struct lg_str line = {0};
        lg_value_print(value, &line);
        lg_str_dispose(&line);
    }
    lg_arena_dispose(&arena);
    return 0;
}
