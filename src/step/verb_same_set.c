#include "step/verbs.h"

static struct lg_value *list_of(const struct lg_diff *diff, struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    for (size_t i = 0; i < diff->count; i++)
        lg_value_push(arena, list, lg_value_text(arena, diff->lines[i]));
    return list;
}

static int run(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
               struct lg_err *err) {
    struct lg_diff diff = {0};
    LG_UNUSED(params);
    if (ctx->expected == NULL) {
        ctx->nothing_to_do = "no set is expected: `set:` in livegate.yaml says which one is";
        return 0;
    }
    if (lg_expected_compare(ctx->expected, ctx->live, ctx->deadline_ns, ctx->arena, &diff, err) !=
        0)
        return -1;
    struct lg_value *result = lg_value_map(ctx->arena);
    lg_value_put(ctx->arena, result, "is_same", lg_value_bool(ctx->arena, diff.count == 0));
    lg_value_put(ctx->arena, result, "differs", list_of(&diff, ctx->arena));
    *result_out = result;
    return 0;
}

const struct lg_verb lg_verb_same_set = {
    .name = "same-set",
    .help = "compares the running set with the one that livegate.yaml expects (with --sim: the "
            "simulated set's file); gives is_same, differs [in words]; skipped where none is",
    .flags = LG_VERB_LIVE,
    .timeout_ms = 5000,
    .fields = {"same-set", NULL, 0},
    .params_size = 0,
    .run = run,
};
