#include <string.h>

#include "audio/conformance.h"
#include "audio/verdict.h"
#include "step/verbs.h"

struct conformance_params {
    const char *set;
    struct lg_numbers rates;
};

static const struct lg_field fields[] = {
    {.name = "set",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct conformance_params, set),
     .flags = LG_FIELD_MAIN,
     .help = "a choice of vectors in gates/tables/vectors.yaml (gate, small); none: all of them"},
    {.name = "rates",
     .type = LG_FIELD_NUMBERS,
     .offset = offsetof(struct conformance_params, rates),
     .unit = "Hz",
     .min = 8000,
     .max = 384000,
     .help = "rates besides each vector's own"},
};

static int read_vectors(struct lg_step_ctx *ctx, struct lg_vectors *out, struct lg_err *err) {
    static const char table[] = "gates/tables/vectors.yaml";
    const char *path = lg_paths_lookup(ctx->paths, ctx->arena, table);
    if (path == NULL)
        return lg_err_set(err, LG_ERR_READ, "%s is neither in the project nor in the installation",
                          table);
    return lg_vectors_read(path, ctx->arena, out, err);
}

static int choose_set(const struct lg_vectors *vectors, const char *name,
                      struct lg_conformance_options *options, struct lg_err *err) {
    if (name == NULL || name[0] == '\0')
        return 0;
    const struct lg_vector_set *set = lg_vectors_set(vectors, name);
    if (set == NULL)
        return lg_err_set(err, LG_ERR_READ, "there is no set '%s' of vectors", name);
    options->indices = set->indices;
    options->num_indices = set->count;
    return 0;
}

static const int *whole_rates(const struct lg_numbers *rates, struct lg_arena *arena) {
    int *whole = lg_arena_array(arena, rates->count + 1, sizeof *whole);
    for (size_t i = 0; i < rates->count; i++)
        whole[i] = (int)rates->items[i];
    return whole;
}

/* "t3341-16 at 96000 Hz: TP got -6.3, wanted -6.42 to -5.8", of what failed. */
static struct lg_value *failures(const struct lg_conformance *c, struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    for (size_t i = 0; i < c->count; i++) {
        const struct lg_conformance_result *r = &c->results[i];
        if (r->outcome != LG_JUDGED_FAILED)
            continue;
        const char *text =
            lg_arena_printf(arena, "%s at %d Hz: got %.4f, wanted %.4f to %.4f%s%s", r->vector->id,
                            r->rate_hz, r->got.value, r->low, r->high, r->why == NULL ? "" : "; ",
                            r->why == NULL ? "" : r->why);
        lg_value_push(arena, list, lg_value_text(arena, text));
    }
    return list;
}

static struct lg_value *broken_rules(const struct lg_conformance *c,
                                     const struct lg_vectors *vectors, struct lg_arena *arena) {
    struct lg_verdicts verdicts;
    struct lg_value *list = lg_value_list(arena);
    lg_verdicts_find(c, vectors, arena, &verdicts);
    for (size_t i = 0; i < verdicts.count; i++)
        lg_value_push(arena, list, lg_value_text(arena, verdicts.items[i].fault->rule));
    return list;
}

static struct lg_value *describe(const struct lg_conformance *c, const struct lg_vectors *vectors,
                                 struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    size_t too_far = 0;
    for (int q = 0; q < LG_QUANTITY__COUNT; q++)
        too_far += c->exact[q].missed;
    lg_value_put(arena, map, "signals", lg_value_int(arena, (int64_t)c->signals));
    lg_value_put(arena, map, "checks", lg_value_int(arena, (int64_t)c->count));
    lg_value_put(arena, map, "passed", lg_value_int(arena, (int64_t)c->outcomes[LG_JUDGED_PASSED]));
    lg_value_put(arena, map, "failed", lg_value_int(arena, (int64_t)c->outcomes[LG_JUDGED_FAILED]));
    lg_value_put(arena, map, "not_judged",
                 lg_value_int(arena, (int64_t)c->outcomes[LG_JUDGED_UNJUDGED]));
    lg_value_put(arena, map, "far_from_exact", lg_value_int(arena, (int64_t)too_far));
    lg_value_put(arena, map, "failures", failures(c, arena));
    lg_value_put(arena, map, "broken_rules", broken_rules(c, vectors, arena));
    return map;
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct conformance_params *params = untyped;
    struct lg_vectors vectors;
    struct lg_conformance conformance;
    if (read_vectors(ctx, &vectors, err) < 0)
        return -1;
    struct lg_conformance_options options = {.vectors = &vectors,
                                             .rates_hz = whole_rates(&params->rates, ctx->arena),
                                             .num_rates = params->rates.count,
                                             .folder = ctx->work_folder,
                                             .threads = 2,
                                             .env = ctx->env};
    if (choose_set(&vectors, params->set, &options, err) < 0 ||
        lg_conformance_run(&lg_conformance_own, &options, ctx->arena, &conformance, err) < 0)
        return -1;
    *result_out = describe(&conformance, &vectors, ctx->arena);
    return 0;
}

const struct lg_verb lg_verb_conformance = {
    .name = "conformance",
    .help = "holds livegate's meter to the loudness truth set",
    .flags = LG_VERB_REAL_TIME,
    .timeout_ms = 600000,
    .fields = {"conformance", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct conformance_params),
    .run = run,
};
