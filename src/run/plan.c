#include "run/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "run/matrices.h"
#include "run/order.h"
#include "run/select.h"

static void fill(struct lg_plan *plan, const struct lg_docs *docs) {
    plan->gates = lg_arena_array(&plan->arena, docs->count, sizeof *plan->gates);
    plan->num_gates = docs->count;
    for (size_t i = 0; i < docs->count; i++) {
        plan->gates[i] = docs->items[i]->gate;
        plan->num_steps += plan->gates[i].num_steps + plan->gates[i].num_teardown;
    }
}

static bool is_among(const char *id, const struct lg_texts *ids) {
    for (size_t i = 0; i < ids->count; i++) {
        if (strcmp(ids->items[i], id) == 0)
            return true;
    }
    return false;
}

/* What stops the line stops all that stands behind it. */
static void draw_line(struct lg_plan *plan, const struct lg_texts *stop_line) {
    for (size_t i = 1; i < plan->num_gates; i++) {
        struct lg_plan_gate *gate = &plan->gates[i];
        gate->line = lg_arena_array(&plan->arena, i, sizeof *gate->line);
        for (size_t k = 0; k < i; k++) {
            if (is_among(plan->gates[k].id, stop_line))
                gate->line[gate->num_line++] = k;
        }
    }
}

static int no_such_var(struct lg_plan *plan, const char *name, struct lg_err *err) {
    size_t count = 0;
    for (size_t i = 0; i < plan->num_gates; i++)
        count += plan->gates[i].vars->as.map.count;
    const char **names = lg_arena_array(&plan->arena, count, sizeof *names);
    count = 0;
    for (size_t i = 0; i < plan->num_gates; i++) {
        const struct lg_pair *pair = plan->gates[i].vars->as.map.first;
        for (; pair != NULL; pair = pair->next)
            names[count++] = pair->key;
    }
    const char *near = lg_suggest(name, names, count);
    if (near == NULL)
        return lg_err_set(err, LG_ERR_USAGE, "--var %s: no selected gate has such a variable",
                          name);
    return lg_err_set(err, LG_ERR_USAGE,
                      "--var %s: no selected gate has such a variable; did you mean '%s'?", name,
                      near);
}

/* A value on the command line has the type that it would have in the file. */
static struct lg_value *typed(struct lg_arena *arena, const char *text) {
    const struct lg_node node = {.kind = LG_NODE_SCALAR,
                                 .source = "--var",
                                 .text = lg_arena_strdup(arena, text),
                                 .length = strlen(text)};
    return lg_node_value(&node, arena);
}

static int set_var(struct lg_plan *plan, const char *word, struct lg_err *err) {
    const char *equals = strchr(word, '=');
    if (equals == NULL || equals == word)
        return lg_err_set(err, LG_ERR_USAGE, "--var %s: NAME=VALUE is wanted", word);
    const char *name = lg_arena_strndup(&plan->arena, word, (size_t)(equals - word));
    bool found = false;
    for (size_t i = 0; i < plan->num_gates; i++) {
        struct lg_value *vars = plan->gates[i].vars;
        if (lg_value_get(vars, name) == NULL)
            continue;
        lg_value_put(&plan->arena, vars, name, typed(&plan->arena, equals + 1));
        found = true;
    }
    return found ? 0 : no_such_var(plan, name, err);
}

static int build(struct lg_plan *plan, const struct lg_paths *paths,
                 const struct lg_plan_options *options, struct lg_err *err) {
    struct lg_shelf shelf = {.paths = paths,
                             .verbs = options->verbs == NULL ? lg_verbs : options->verbs,
                             .arena = &plan->arena};
    struct lg_docs selected = {0};
    struct lg_docs ordered = {0};
    struct lg_plan_options gates;
    if (lg_matrices_take(paths, options, plan, &gates, err) != 0)
        return -1;
    bool has_gates = gates.num_selectors > 0 || options->num_selectors == 0;
    if (has_gates && (lg_select(&shelf, &gates, &selected, err) != 0 ||
                      lg_order(&shelf, &selected, &ordered, err) != 0))
        return -1;
    plan->strays = shelf.strays;
    fill(plan, &ordered);
    if (lg_matrices_check(plan, err) != 0)
        return -1;
    if (options->sequence != NULL && !options->keep_going)
        draw_line(plan, &options->sequence->stop_line);
    if (plan->num_gates == 0 && plan->num_matrices == 0) {
        plan->nothing = shelf.nothing;
        return 0;
    }
    for (size_t i = 0; i < options->num_vars; i++) {
        if (set_var(plan, options->vars[i], err) != 0)
            return -1;
    }
    return 0;
}

int lg_plan_new(const struct lg_paths *paths, const struct lg_plan_options *options,
                struct lg_plan **out, struct lg_err *err) {
    struct lg_plan *plan = lg_xcalloc(1, sizeof *plan);
    if (build(plan, paths, options, err) != 0) {
        lg_plan_free(plan);
        return -1;
    }
    *out = plan;
    return 0;
}

void lg_plan_free(struct lg_plan *plan) {
    if (plan == NULL)
        return;
    lg_arena_dispose(&plan->arena);
    free(plan);
}
