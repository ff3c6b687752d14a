#include "run/shard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/number.h"
#include "base/sha256.h"
#include "matrix/points.h"
#include "matrix/strategy.h"

/* What is dealt: a gate, a matrix, a point. */
struct unit {
    double cost;
    size_t place;
};

struct deal {
    struct lg_plan *plan;
    const struct lg_shard *shard;
    uint32_t *owners; /* by unit: gates, then matrices or their points */
    struct unit *units;
    size_t count, room;
    size_t planned;
    struct lg_value *copies, *split;
    bool is_replay;
};

bool lg_shard_has(const struct lg_shard_points *points, uint64_t place) {
    return points == NULL || (place < points->count && points->owners[place] == points->index);
}

/* --- dealing --------------------------------------------------------------------------------- */

/* What a recording was asked for comes as a whole. */
static bool is_divisible(const struct deal *deal, const struct lg_matrix *matrix) {
    return !deal->is_replay && matrix->plan.strategy->hunt == NULL &&
           matrix->stop.rule == LG_STOP_ALL && matrix->on_error == LG_ON_ERROR_CONTINUE &&
           matrix->num_points > 1;
}

static uint32_t owner_by_hash(const struct deal *deal, const char *suite, const char *id) {
    struct lg_str key = {0};
    char hex[LG_SHA256_HEX];
    uint64_t number = 0;
    lg_str_printf(&key, "%s\n%s", suite, id == NULL ? "" : id);
    lg_sha256_of(lg_str_text(&key), key.length, hex);
    lg_str_dispose(&key);
    for (size_t i = 0; i < 15; i++)
        number = number * 16 + (uint64_t)(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
    return (uint32_t)(number % deal->shard->count + 1);
}

static void add_unit(struct deal *deal, const char *suite, const char *id) {
    const struct lg_shard *shard = deal->shard;
    if (deal->count == deal->room) {
        deal->room = deal->room == 0 ? 64 : 2 * deal->room;
        deal->owners = lg_xrealloc(deal->owners, deal->room * sizeof *deal->owners);
        deal->units = lg_xrealloc(deal->units, deal->room * sizeof *deal->units);
    }
    deal->owners[deal->count] = shard->cost == NULL ? owner_by_hash(deal, suite, id) : 0;
    deal->units[deal->count] =
        (struct unit){shard->cost == NULL ? 0.0 : shard->cost(shard->ctx, suite, id), deal->count};
    deal->count++;
}

/* Returns how many there are. */
static size_t add_points(struct deal *deal, const struct lg_matrix *matrix, bool is_dealt) {
    struct lg_matrix_points points;
    struct lg_matrix_point point;
    size_t count = 0;
    lg_matrix_points_init(&points, matrix);
    lg_matrix_point_init(&point, matrix);
    for (; lg_matrix_points_next(&points, &point); count++)
        if (is_dealt)
            add_unit(deal, matrix->id, point.id);
    lg_matrix_point_dispose(&point);
    lg_matrix_points_dispose(&points);
    return count;
}

static int longest_first(const void *a, const void *b) {
    const struct unit *one = a;
    const struct unit *other = b;
    if (one->cost > other->cost || one->cost < other->cost)
        return one->cost > other->cost ? -1 : 1;
    return one->place < other->place ? -1 : one->place > other->place;
}

/* Graham's rule of the longest processing time. */
static void deal_by_cost(struct deal *deal) {
    size_t count = deal->shard->count;
    double *loads = lg_xcalloc(count, sizeof *loads);
    double sum = 0.0;
    size_t known = 0;
    for (size_t i = 0; i < deal->count; i++) {
        bool is_known = isfinite(deal->units[i].cost);
        sum += is_known ? deal->units[i].cost : 0.0;
        known += is_known;
    }
    for (size_t i = 0; i < deal->count; i++)
        if (!isfinite(deal->units[i].cost))
            deal->units[i].cost = known == 0 ? 1.0 : sum / (double)known;
    qsort(deal->units, deal->count, sizeof *deal->units, longest_first);
    for (size_t i = 0; i < deal->count; i++) {
        size_t least = 0;
        for (size_t k = 1; k < count; k++)
            least = loads[k] < loads[least] ? k : least;
        loads[least] += deal->units[i].cost;
        deal->owners[deal->units[i].place] = (uint32_t)(least + 1);
    }
    free(loads);
}

/* --- the plan's identity ---------------------------------------------------------------------- */

static void add_value(struct lg_str *text, const struct lg_value *value) {
    lg_json_write(value, text);
    lg_str_add_char(text, '\n');
}

static void hash_plan(const struct lg_plan *plan, const struct lg_run_options *options,
                      char out[static LG_SHA256_HEX]) {
    const struct lg_event_run_start *start = &options->start;
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    for (size_t i = 0; i < plan->num_gates; i++) {
        const struct lg_plan_gate *gate = &plan->gates[i];
        lg_str_printf(&text, "gate %s %s %zu\n", gate->id, gate->sha256, gate->num_line);
        add_value(&text, gate->vars);
    }
    for (size_t i = 0; i < plan->num_matrices; i++) {
        lg_str_printf(&text, "matrix %s %s\n", plan->matrices[i].suite.id,
                      plan->matrices[i].suite.sha256);
        add_value(&text, lg_session_identity(plan->matrices[i].matrix, options->clamp, &arena));
    }
    /* Host and ports are each machine's own. */
    for (size_t i = 0; i < start->num_inputs; i++)
        if (strcmp(start->inputs[i].kind, "settings") != 0)
            lg_str_printf(&text, "%s %s\n", start->inputs[i].kind, start->inputs[i].sha256);
    lg_sha256_of(lg_str_text(&text), text.length, out);
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
}

/* --- cutting ---------------------------------------------------------------------------------- */

static void put_place(struct deal *deal, struct lg_plan_gate *gate, size_t items) {
    gate->at = deal->planned + 1;
    deal->planned += items;
}

/* Whole, and what there is to deal. */
static void survey(struct deal *deal) {
    struct lg_plan *plan = deal->plan;
    for (size_t i = 0; i < plan->num_gates; i++) {
        struct lg_plan_gate *gate = &plan->gates[i];
        put_place(deal, gate, gate->num_steps + gate->num_teardown);
        add_unit(deal, gate->id, NULL);
    }
    for (size_t i = 0; i < plan->num_matrices; i++) {
        struct lg_plan_matrix *matrix = &plan->matrices[i];
        bool is_split = is_divisible(deal, matrix->matrix);
        if (!is_split)
            add_unit(deal, matrix->suite.id, NULL);
        size_t count = add_points(deal, matrix->matrix, is_split);
        /* Preflight, effects and targets beside them. */
        put_place(deal, &matrix->suite, count + 3);
    }
    if (deal->shard->cost != NULL)
        deal_by_cost(deal);
}

/* What gates that run wait for runs too: it stands before them. */
static void add_needed(const struct lg_plan *plan, bool *runs) {
    for (size_t i = plan->num_gates; i > 0; i--) {
        const struct lg_plan_gate *gate = &plan->gates[i - 1];
        for (size_t k = 0; runs[i - 1] && k < gate->num_needs; k++)
            runs[gate->needs[k]] = true;
        for (size_t k = 0; runs[i - 1] && k < gate->num_line; k++)
            runs[gate->line[k]] = true;
    }
}

static void renumber(size_t *places, size_t count, const size_t *now) {
    for (size_t i = 0; i < count; i++)
        places[i] = now[places[i]];
}

static void cut_gates(struct deal *deal) {
    struct lg_plan *plan = deal->plan;
    struct lg_arena *arena = &plan->arena;
    bool *runs = lg_arena_array(arena, plan->num_gates, sizeof *runs);
    size_t *now = lg_arena_array(arena, plan->num_gates, sizeof *now);
    size_t kept = 0;
    for (size_t i = 0; i < plan->num_gates; i++)
        runs[i] = deal->owners[i] == deal->shard->index;
    add_needed(plan, runs);
    plan->num_steps = 0;
    for (size_t i = 0; i < plan->num_gates; i++) {
        struct lg_plan_gate *gate = &plan->gates[i];
        if (!runs[i])
            continue;
        if (deal->owners[i] != deal->shard->index)
            lg_value_push(arena, deal->copies, lg_value_text(arena, gate->id));
        renumber(gate->needs, gate->num_needs, now);
        renumber(gate->line, gate->num_line, now);
        plan->num_steps += gate->num_steps + gate->num_teardown;
        now[i] = kept;
        plan->gates[kept++] = *gate;
    }
    plan->num_gates = kept;
}

/* The share in a matrix whose points begin at that unit; NULL: none of them is ours. */
static const struct lg_shard_points *share_of(struct deal *deal, size_t first, size_t count) {
    struct lg_arena *arena = &deal->plan->arena;
    struct lg_shard_points *share = lg_arena_alloc(arena, sizeof *share);
    uint32_t *owners = lg_arena_array(arena, count, sizeof *owners);
    size_t ours = 0;
    memcpy(owners, deal->owners + first, count * sizeof *owners);
    for (size_t i = 0; i < count; i++)
        ours += owners[i] == deal->shard->index;
    *share = (struct lg_shard_points){owners, count, (uint32_t)deal->shard->index};
    return ours == 0 ? NULL : share;
}

static void cut_matrices(struct deal *deal, size_t unit) {
    struct lg_plan *plan = deal->plan;
    struct lg_arena *arena = &plan->arena;
    size_t count = plan->num_matrices;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct lg_plan_matrix matrix = plan->matrices[i];
        bool is_split = is_divisible(deal, matrix.matrix);
        size_t units = is_split ? add_points(deal, matrix.matrix, false) : 1;
        if (is_split) {
            lg_value_push(arena, deal->split, lg_value_text(arena, matrix.suite.id));
            matrix.share = share_of(deal, unit, units);
        }
        if (is_split ? matrix.share != NULL : deal->owners[unit] == deal->shard->index)
            plan->matrices[kept++] = matrix;
        unit += units;
    }
    plan->num_matrices = kept;
}

void lg_shard_cut(struct lg_plan *plan, const struct lg_shard *shard,
                  const struct lg_run_options *options, struct lg_value **told_out) {
    struct lg_arena *arena = &plan->arena;
    struct lg_value *told = lg_value_map(arena);
    struct deal deal = {.plan = plan,
                        .shard = shard,
                        .copies = lg_value_list(arena),
                        .split = lg_value_list(arena),
                        .is_replay = options->start.target_kind != NULL &&
                                     strcmp(options->start.target_kind, "fixture") == 0};
    size_t num_gates = plan->num_gates;
    char hex[LG_SHA256_HEX];
    hash_plan(plan, options, hex);
    survey(&deal);
    cut_gates(&deal);
    cut_matrices(&deal, num_gates);
    if (plan->num_gates == 0 && plan->num_matrices == 0 && plan->nothing == NULL)
        plan->nothing =
            lg_arena_printf(arena, "shard %zu/%zu has none of the plan's %zu item%s", shard->index,
                            shard->count, deal.planned, deal.planned == 1 ? "" : "s");
    lg_value_put(arena, told, "index", lg_value_int(arena, (int64_t)shard->index));
    lg_value_put(arena, told, "count", lg_value_int(arena, (int64_t)shard->count));
    lg_value_put(arena, told, "by", lg_value_text(arena, shard->by));
    lg_value_put(arena, told, "plan", lg_value_text(arena, hex));
    lg_value_put(arena, told, "planned", lg_value_int(arena, (int64_t)deal.planned));
    lg_value_put(arena, told, "copies", deal.copies);
    lg_value_put(arena, told, "split", deal.split);
    *told_out = told;
    free(deal.owners);
    free(deal.units);
}
