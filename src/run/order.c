#include "run/order.h"

#include <string.h>

#include "base/suggest.h"

enum mark { UNSEEN, ON_PATH, PLACED };

/* The way from a selected gate down its needs; a gate met twice on it closes a cycle. */
struct walk {
    struct lg_shelf *shelf;
    struct lg_docs path;
    struct lg_docs *out;
};

static int no_such_need(const struct walk *walk, const struct lg_gate_doc *doc, size_t index,
                        struct lg_err *err) {
    const char *need = doc->needs.items[index];
    size_t count = 0;
    const char **ids = lg_shelf_ids(walk->shelf, &count);
    for (size_t i = 0; i < count; i++) {
        /* It can't be meant itself. */
        if (strcmp(ids[i], doc->gate.id) == 0)
            ids[i] = ids[--count];
    }
    const char *near = lg_suggest(need, ids, count);
    const struct lg_node *place = lg_gate_need_node(doc, index);
    if (near == NULL)
        return lg_node_err(place, err, "gate '%s' needs '%s', and there is no such gate",
                           doc->gate.id, need);
    return lg_node_err(place, err,
                       "gate '%s' needs '%s', and there is no such gate; did you mean '%s'?",
                       doc->gate.id, need, near);
}

/* `g1 -> g2 -> g1`, from the place where the last gate of it names the first. */
static int cycle(const struct walk *walk, const struct lg_gate_doc *first,
                 const struct lg_node *place, struct lg_err *err) {
    struct lg_str text = {0};
    size_t begin = 0;
    while (walk->path.items[begin] != first)
        begin++;
    for (size_t i = begin; i < walk->path.count; i++)
        lg_str_printf(&text, "%s -> ", walk->path.items[i]->gate.id);
    lg_str_add(&text, first->gate.id);
    lg_node_err(place, err, "needs form a cycle: %s", lg_str_text(&text));
    lg_str_dispose(&text);
    return -1;
}

static int visit(struct walk *walk, struct lg_gate_doc *doc, struct lg_err *err) {
    struct lg_plan_gate *gate = &doc->gate;
    if (doc->mark == PLACED)
        return 0;
    doc->mark = ON_PATH;
    lg_docs_push(walk->shelf->arena, &walk->path, doc);
    gate->needs = lg_arena_array(walk->shelf->arena, doc->needs.count, sizeof *gate->needs);
    for (size_t i = 0; i < doc->needs.count; i++) {
        struct lg_gate_doc *need = NULL;
        if (lg_shelf_find(walk->shelf, doc->needs.items[i], &need, err) != 0)
            return -1;
        if (need == NULL)
            return no_such_need(walk, doc, i, err);
        if (need->mark == ON_PATH)
            return cycle(walk, need, lg_gate_need_node(doc, i), err);
        if (visit(walk, need, err) != 0)
            return -1;
        gate->needs[gate->num_needs++] = need->position;
    }
    walk->path.count--;
    doc->mark = PLACED;
    doc->position = walk->out->count;
    gate->is_needed_only = !doc->is_selected;
    lg_docs_push(walk->shelf->arena, walk->out, doc);
    return 0;
}

int lg_order(struct lg_shelf *shelf, const struct lg_docs *selected, struct lg_docs *out,
             struct lg_err *err) {
    struct lg_docs unselected = {0};
    struct walk walk = {.shelf = shelf, .out = out};
    struct walk rest = {.shelf = shelf, .out = &unselected};
    for (size_t i = 0; i < selected->count; i++) {
        if (visit(&walk, selected->items[i], err) != 0)
            return -1;
    }
    for (size_t i = 0; i < shelf->named.count; i++) {
        if (visit(&rest, shelf->named.items[i], err) != 0)
            return -1;
    }
    return 0;
}
