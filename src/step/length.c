#include "step/length.h"

#include "base/number.h"
#include "conf/unit.h"

enum { LENGTH_MAX_S = 3600, LENGTH_MAX_BEATS = 10000 };

int lg_step_length_read(const struct lg_node *node, struct lg_print_length *out,
                        struct lg_err *err) {
    static const char *const words[] = {"beats", "beat"};
    struct lg_quantity quantity;
    struct lg_view text = {0};
    if (node->kind == LG_NODE_SCALAR)
        text = lg_view_trim((struct lg_view){node->text, node->length});
    for (size_t i = 0; i < LG_ARRAY_LEN(words); i++) {
        double beats;
        if (text.length > 0 && lg_ends_with(node->text, words[i]) &&
            lg_number_read(lg_view_trim((struct lg_view){
                               text.text, text.length - lg_view_of(words[i]).length}),
                           &beats) &&
            beats > 0 && beats <= LENGTH_MAX_BEATS) {
            *out = (struct lg_print_length){.beats = beats};
            return 0;
        }
    }
    if (text.length > 0 && lg_quantity_read(text, &quantity) && quantity.dimension == LG_DIM_TIME &&
        quantity.base > 0 && quantity.base <= LENGTH_MAX_S) {
        *out = (struct lg_print_length){.seconds = quantity.base};
        return 0;
    }
    char quote[LG_NODE_QUOTE_MAX];
    return lg_node_err(node, err, "length: %s is neither beats (8 beats) nor a duration (4 s)",
                       lg_node_quote(node, quote));
}
